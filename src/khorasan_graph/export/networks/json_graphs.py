"""Graphs in JSON: node-link, which is the NetworkX graph as it is, and Cytoscape's.

Cytoscape's JSON (of Cytoscape, Cytoscape.js and `networkx.cytoscape_graph`) keeps lists of texts as lists and has
records as JSON, for a table of Cytoscape holds no records.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from khorasan_graph.export.formats import Request
from khorasan_graph.export.networks.flat import Values, flatten, generator
from khorasan_graph.graph.network import to_networkx


def node_link(request: Request) -> Iterator[str]:
    """Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` reads it."""
    import networkx as nx

    data = nx.node_link_data(to_networkx(request.base, request.selection), edges="edges")
    nodes, edges = data.pop("nodes"), data.pop("edges")
    yield from _document({"generator": generator(), **data}, nodes, edges)


def cytoscape(request: Request) -> Iterator[str]:
    """Cytoscape's JSON, as `networkx.cytoscape_graph`, Cytoscape (File, Import, Network) and Cytoscape.js read it.

    Beside our attributes a node has `id` and `value`, an edge `id`, `source`, `target`, `key` and `interaction`.
    """
    graph = flatten(request, lists=True)
    about: Values = {"name": graph.about.get("title", "khorasan-graph"), **graph.about}
    opening = {"format_version": "1.0", "generated_by": generator(), "target_cytoscapejs_version": "~2.1"}
    yield _text({**opening, "data": about, "directed": True, "multigraph": True}).removesuffix("}")
    yield ', "elements": {"nodes": [\n'
    yield from _items({"data": {"id": node, "value": node, **values}} for node, values in graph.nodes)
    yield '\n], "edges": [\n'
    yield from _items(
        {"data": {"id": key, "source": one, "target": two, "key": key} | {"interaction": values["phrase"]} | values}
        for one, two, key, values in graph.edges
    )
    yield "\n]}}\n"


def _document(data: dict[str, object], nodes: list[Values], edges: list[Values]) -> Iterator[str]:
    """A node-link document, a line for each node and edge, so that two of them can be compared line by line."""
    yield _text(data).removesuffix("}")
    yield ', "nodes": [\n'
    yield from _items(nodes)
    yield '\n], "edges": [\n'
    yield from _items(edges)
    yield "\n]}\n"


def _items(values: Iterator[object] | list[Values]) -> Iterator[str]:
    between = ""
    for value in values:
        yield between + _text(value)
        between = ",\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
