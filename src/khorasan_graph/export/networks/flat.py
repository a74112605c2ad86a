"""The NetworkX graph for formats whose attributes know no lists, no records and no absence.

- A list of texts becomes one text: its members with `; ` between them, and a backslash before each `;` and each
  backslash that a member has itself. `split` makes the list again.
- Records (claims, quantities, fates, names, sources) become JSON.
- The qualifiers of a tie become attributes of their own: `qualifier_office`, `qualifier_content`.
- What is absent, and an empty list, is not written.

The attributes are those of `khorasan_graph.graph.network`, in the order of its page. Ties that are only denied are
not among the edges, for whoever draws or measures the graph would take them for ties; they are counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from khorasan_graph.export.formats import Request
from khorasan_graph.graph.network import to_networkx
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING
from khorasan_graph.model.words import many
from khorasan_graph.rdf.description import scope

Value = str | int | float | bool | list[str]
Values = dict[str, Value]

_ESCAPED = re.compile(r"[\\;]")
_MEMBER = re.compile(r"((?:[^\\;]|\\.)*)(?:; ?|$)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets)."""


@dataclass(frozen=True, slots=True)
class FlatGraph:
    """The graph with plain attributes: those of the whole, nodes by id, and edges as (from, to, key, attributes)."""

    about: Values
    nodes: list[tuple[str, Values]]
    edges: list[tuple[str, str, str, Values]]


def flatten(request: Request, *, lists: bool = False) -> FlatGraph:
    """The graph of an export; with `lists`, lists of texts stay lists."""
    graph = to_networkx(request.base, request.selection)
    return FlatGraph(
        {"generator": generator(), **flat(graph.graph, lists=lists)},
        [(node, flat(values, lists=lists)) for node, values in graph.nodes(data=True)],
        [(one, two, key, flat(values, lists=lists)) for one, two, key, values in graph.edges(keys=True, data=True)],
    )


def flat(values: dict[str, Any], *, lists: bool = False) -> Values:
    """Attributes as plain values."""
    found: Values = {}
    for key, value in values.items():
        if key == "qualifiers":
            found.update((f"qualifier_{name}", texts if lists else join(texts)) for name, texts in value.items())
        elif isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            if value:
                found[key] = json.dumps(value, ensure_ascii=False, allow_nan=False)
        elif isinstance(value, list):
            if value:
                found[key] = value if lists else join(value)
        elif value is not None:
            found[key] = value
    return found


def join(texts: Iterable[str]) -> str:
    r"""A list of texts as one text.

    >>> join(["Dawn", "A;B", "C\\D"])
    'Dawn; A\\;B; C\\\\D'
    """
    return "; ".join(_ESCAPED.sub(lambda match: "\\" + match[0], text) for text in texts)


def split(text: str) -> list[str]:
    r"""The list of texts that `join` made one text of.

    >>> split(join(["Dawn", "A;B", " C\\", ""]))
    ['Dawn', 'A;B', ' C\\', '']
    """
    found: list[str] = []
    position = 0
    while True:
        match = _MEMBER.match(text, position)
        if match is None:
            raise ValueError(f"no list of texts: {text!r} ends with an open escape")
        found.append(_ESCAPE.sub(r"\1", match[1]))
        if match.end(1) == len(text):
            return found
        position = match.end()


def columns(rows: Iterable[Values], order: Iterable[str]) -> dict[str, type]:
    """Which attributes occur, each with the type of its values: in the order given, those not in it behind."""
    types: dict[str, type] = {}
    for row in rows:
        for key, value in row.items():
            if key not in types:
                types[key] = type(value)
    placed = [key for key in order if key in types]
    return {key: types[key] for key in dict.fromkeys([*placed, *sorted(types)])}


NODE_ORDER = (
    "name", "label", "type", "type_label", "folder", "names", "description", "start", "end", "earliest", "latest",
    "part_of", "code", "latitude", "longitude", "identifiers", "different_from", "sources", "name_records",
    "quantities", "fates",
)  # fmt: skip
EDGE_ORDER = (
    "label", "relation", "role", "type", "family", "sign", "symmetric", "punctual", "phrase", "status", "credibility",
    "start", "end", "known_from", "known_to", "possible_from", "possible_to", "timed", "activity", "place", "note",
    "sources", "publishers", "asserting", "denying", "claims",
)  # fmt: skip


def clean(text: str) -> str:
    """A text with `U+FFFD` for what XML cannot write; no text of a checked project holds any such character."""
    return UNWRITABLE.sub("\ufffd", text)


def generator() -> str:
    """What writes the files."""
    from khorasan_graph import __version__

    return f"khorasan-graph {__version__}"


def head(request: Request, graph: FlatGraph) -> Iterator[str]:
    """What a file says of itself, a line each: as much as the project says, and nothing of the day or the machine."""
    base = request.base
    yield from _described(base)
    yield f"{many(len(graph.nodes), 'node')}, {many(len(graph.edges), 'edge')}; made by {generator()}"
    yield "Selection: everything" if request.selection == EVERYTHING else scope(base, request.selection)
    left_out = graph.about["denied_left_out"]
    assert isinstance(left_out, int)
    if left_out:
        yield f"{many(left_out, 'tie')} that sources only deny {'is' if left_out == 1 else 'are'} left out"


def _described(base: KnowledgeBase) -> Iterator[str]:
    about = base.about
    if about.title:
        yield about.title
    if about.description:
        yield about.description
    for word, value in (
        ("Version", about.version),
        ("License", about.license),
        ("Creators", "; ".join(about.creators)),
        ("Homepage", about.homepage),
        ("Newest source", base.newest_date),
    ):
        if value:
            yield f"{word}: {value}"
