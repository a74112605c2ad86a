"""The NetworkX graph as text: node-link JSON as it is, and GraphML, which knows no lists and no absence.

In GraphML a list becomes one text with `; ` between its members, and an attribute that is absent is not written. Ties
that are only denied are in neither, for whoever draws or measures the graph would take their edges for ties; the
graph's attribute `denied_left_out` counts them, and the RDF has them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from khorasan_graph.export.formats import Format, Request
from khorasan_graph.graph.network import to_networkx


def node_link(request: Request) -> Iterator[str]:
    """Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` reads it."""
    import networkx as nx

    data = nx.node_link_data(to_networkx(request.base, request.selection), edges="edges")
    yield json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def graphml(request: Request) -> Iterator[str]:
    """GraphML, as `networkx.read_graphml` and others read it."""
    import networkx as nx

    graph = to_networkx(request.base, request.selection)
    flat: Any = nx.MultiDiGraph(
        selection=json.dumps(graph.graph["selection"], sort_keys=True), denied_left_out=graph.graph["denied_left_out"]
    )
    flat.add_nodes_from((node, _flat(values)) for node, values in graph.nodes(data=True))
    flat.add_edges_from((one, two, key, _flat(values)) for one, two, key, values in graph.edges(keys=True, data=True))
    stream = io.BytesIO()
    nx.write_graphml_xml(flat, stream, encoding="utf-8", prettyprint=True)
    yield stream.getvalue().decode("utf-8") + "\n"


def _flat(values: dict[str, Any]) -> dict[str, str | int | float | bool]:
    return {
        key: "; ".join(str(member) for member in value) if isinstance(value, list | tuple) else value
        for key, value in values.items()
        if value is not None and value != [] and value != ()
    }


FORMATS = {
    "node-link": Format("the NetworkX graph as JSON", ".json", "application/json", write=node_link),
    "graphml": Format("the NetworkX graph for Gephi, yEd and Cytoscape", ".graphml", "application/xml", write=graphml),
}
