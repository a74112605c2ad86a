"""GEXF 1.3 (https://gexf.net/schema.html): for Gephi, with a timeline.

The timeline is that of what is **known**: an edge has `start` and `end` if there are days on each of which the tie
surely held, the first and the last of them, both inclusive; without `end` it holds for good (a punctual tie happened,
and stays true). So nobody who moves the timeline reads that a tie holds where it only may. A tie that is known on no
day in particular has neither: `timed` is false, its label says so, and `possible_from` and `possible_to` say when it
may have held.
Nodes have no span, for the primer (section Dynamic Topology) wants every edge within the span of its ends.

What GEXF asks for and writers of libraries miss:

- parallel edges differ in `kind`: it is the type of the tie, and from the second of a pair and kind on its number;
- attributes whose title is a word of the format itself begin with `kg_`: `kg_type`, `kg_start`, `kg_end`;
- all edges are directed (readers refuse a mixed graph); `symmetric` tells those that have no direction;
- no date of today: `lastmodifieddate` is the day of the newest source, and left out if that is no single day.

Colours are left out: the schema and the primer disagree about their namespace, so that no way to write them is valid
by both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from khorasan_graph.export.formats import Request
from khorasan_graph.export.networks.flat import (
    EDGE_ORDER,
    NODE_ORDER,
    Value,
    Values,
    clean,
    columns,
    flatten,
    generator,
    head,
)
from khorasan_graph.export.networks.graphml import text

TYPES = {str: "string", bool: "boolean", int: "integer", float: "double"}
RESERVED = frozenset({"id", "label", "type", "start", "end", "source", "target", "weight", "kind", "pid", "for"})
"""Words of the format that no title of an attribute repeats: readers and their tables would take one for the other."""

_SPECIAL = re.compile("[&<>'\n\r\t]")
_SPECIALS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""


def gexf(request: Request) -> Iterator[str]:
    """GEXF, as Gephi and `networkx.read_gexf` read it."""
    graph = flatten(request)
    newest = request.base.newest_date
    day = newest.text if newest is not None and newest.earliest == newest.latest else None
    yield _OPENING
    yield f"<meta lastmodifieddate='{day}'>\n" if day else "<meta>\n"
    yield f"<creator>{text('; '.join(request.base.about.creators) or generator())}</creator>\n"
    yield f"<description>{text(chr(10).join(head(request, graph)))}</description>\n</meta>\n"
    yield "<graph defaultedgetype='directed' idtype='string' mode='dynamic' timeformat='date'>\n"
    nodes = [(node, _own(values)) for node, values in graph.nodes]
    edges = [(one, two, key, _own(_timed(values))) for one, two, key, values in graph.edges]
    yield from _attributes("node", (values for _, values in nodes), NODE_ORDER)
    yield from _attributes("edge", (values for *_, values in edges), EDGE_ORDER)
    yield f"<nodes count='{len(nodes)}'>\n"
    for (node, values), (_, whole) in zip(nodes, graph.nodes, strict=True):
        yield f"<node id={quoted(node)} label={quoted(whole['label'])}>\n{_values(values)}</node>\n"
    yield f"</nodes>\n<edges count='{len(edges)}'>\n"
    kinds: Counter[tuple[str, str, str]] = Counter()
    for (one, two, key, values), (*_, whole) in zip(edges, graph.edges, strict=True):
        kind = f"{whole['type']}:{whole['role']}" if "role" in whole else str(whole["type"])
        kinds[one, two, kind] += 1
        number = kinds[one, two, kind]
        named = {"id": key, "source": one, "target": two, "label": _label(values, whole)}
        named["kind"] = kind if number == 1 else f"{kind} {number}"
        named |= span(whole)
        inside = "".join(f" {name}={quoted(value)}" for name, value in named.items())
        yield f"<edge{inside}>\n{_values(values)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def span(values: Values) -> dict[str, str]:
    """The first and the last day of an edge on the timeline: `start` and `end`, or nothing if it is on none."""
    first, last = values.get("known_from"), values.get("known_to")
    if first is None or (last is not None and str(first) > str(last)):
        return {}
    return {"start": str(first)} | ({"end": str(last)} if last is not None else {})


def _timed(values: Values) -> Values:
    return {**values, "timed": bool(span(values))}


def _label(values: Values, whole: Values) -> str:
    label = str(whole["label"])
    if values["timed"]:
        return label
    return f"{label} (not timed)" if label == whole["phrase"] else f"{label[:-1]}, not timed)"


def _own(values: Values) -> Values:
    """The attributes that the format has no place of its own for, by titles that it does not use itself."""
    return {f"kg_{key}" if key in RESERVED else key: value for key, value in values.items() if key != "label"}


def _attributes(kind: str, rows: Iterable[Values], order: Iterable[str]) -> Iterator[str]:
    yield f"<attributes class='{kind}'>\n"
    for name, type_ in columns(rows, [f"kg_{name}" if name in RESERVED else name for name in order]).items():
        yield f"<attribute id='{name}' title='{name}' type='{TYPES[type_]}'/>\n"
    yield "</attributes>\n"


def _values(values: Values) -> str:
    inner = "".join(f"<attvalue for='{name}' value={quoted(value)}/>\n" for name, value in values.items())
    return f"<attvalues>\n{inner}</attvalues>\n"


def quoted(value: Value) -> str:
    """A value as that of an XML attribute, whose line ends and tabs a parser would else make spaces."""
    if isinstance(value, bool):
        return f"'{str(value).lower()}'"
    return f"'{_SPECIAL.sub(lambda match: _SPECIALS[match[0]], clean(str(value)))}'"
