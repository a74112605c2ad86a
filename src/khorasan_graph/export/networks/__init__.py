"""Graphs of nodes and edges for tools that draw and measure them: the list of their formats.

All are made of the NetworkX graph of `khorasan_graph.graph.network`: as it is, or flattened (`flat`) for formats whose
attributes hold no lists or records.
"""

from __future__ import annotations

from khorasan_graph.export.formats import Format
from khorasan_graph.export.networks.dot import dot
from khorasan_graph.export.networks.gexf import gexf
from khorasan_graph.export.networks.graphml import graphml
from khorasan_graph.export.networks.json_graphs import cytoscape, node_link
from khorasan_graph.export.networks.losses import COMMON, DRAWING, ROUNDED, SOURCES, UNWRITABLE_CHARACTERS

FORMATS = {
    "graphml": Format(
        "graph for Gephi, yEd, Cytoscape, igraph and NetworkX",
        ".graphml",
        "application/graphml+xml",
        (*COMMON, ROUNDED, UNWRITABLE_CHARACTERS),
        write=graphml,
    ),
    "gexf": Format(
        "graph with a timeline for Gephi",
        ".gexf",
        "application/gexf+xml",
        (*COMMON, ROUNDED, SOURCES, UNWRITABLE_CHARACTERS),
        write=gexf,
    ),
    "cytoscape": Format(
        "graph for Cytoscape and Cytoscape.js", ".cyjs", "application/json", (*COMMON, ROUNDED), write=cytoscape
    ),
    "node-link": Format(
        "the NetworkX graph as JSON, for Python and D3",
        ".json",
        "application/json",
        (*COMMON, ROUNDED),
        write=node_link,
    ),
    "dot": Format(
        "drawing for Graphviz",
        ".dot",
        "text/vnd.graphviz",
        (*COMMON, *DRAWING, UNWRITABLE_CHARACTERS),
        write=dot,
    ),
}
