"""GraphML (http://graphml.graphdrawing.org/specification.html): for Gephi, yEd, Cytoscape, igraph and NetworkX.

Attributes are declared as keys, whose ids say what they belong to (`node.type`, `edge.type`); edges have the ids that
are their keys in NetworkX. Written as a stream: the writers of libraries crash on absent values, lists and dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from khorasan_graph.export.formats import Request
from khorasan_graph.export.networks.flat import EDGE_ORDER, NODE_ORDER, Value, Values, clean, columns, flatten, head

TYPES = {str: "string", bool: "boolean", int: "int", float: "double"}
_SPECIAL = re.compile("[&<>\r]")
_SPECIALS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def graphml(request: Request) -> Iterator[str]:
    """GraphML, as `networkx.read_graphml` and others read it."""
    graph = flatten(request)
    yield _OPENING
    yield f"<desc>{text(chr(10).join(head(request, graph)))}</desc>\n"
    yield from _keys("graph", [graph.about], ())
    yield from _keys("node", (values for _, values in graph.nodes), NODE_ORDER)
    yield from _keys("edge", (values for *_, values in graph.edges), EDGE_ORDER)
    yield '<graph edgedefault="directed">\n'
    yield _data("graph", graph.about)
    for node, values in graph.nodes:
        yield f'<node id="{text(node)}">\n{_data("node", values)}</node>\n'
    for one, two, key, values in graph.edges:
        ends = f'source="{text(one)}" target="{text(two)}"'
        yield f'<edge id="{text(key)}" {ends}>\n{_data("edge", values)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _keys(domain: str, rows: Iterable[Values], order: Iterable[str]) -> Iterator[str]:
    for name, kind in columns(rows, order).items():
        yield f'<key id="{domain}.{name}" for="{domain}" attr.name="{name}" attr.type="{TYPES[kind]}"/>\n'


def _data(domain: str, values: Values) -> str:
    return "".join(f'<data key="{domain}.{name}">{plain(value)}</data>\n' for name, value in values.items())


def plain(value: Value) -> str:
    """A value as the text of an element."""
    if isinstance(value, str):
        return text(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def text(value: str) -> str:
    """A text as the content of an element; ids, which hold no quotes, also as that of an attribute."""
    return _SPECIAL.sub(lambda match: _SPECIALS[match[0]], clean(value))
