"""The graph as a property graph: nodes with labels, relationships with types, both with plain properties.

Cypher has no relationships of relationships, so that who says a tie cannot hang on its edge. The graph is therefore in
two layers that share ids, and **no relationship leads from one to the other**:

- **Entities and their ties.** `(:Entity:Actor:Organization {id})-[:SUPPORTS {id, relation, status}]->(...)`: one
  relationship for each pair of entities that a tie links, told apart by `id`. A tie that is only denied, or that tells
  two entities apart, has none here: however somebody walks from one entity to another, whichever way and over whatever
  types, each step over a tie is one that somebody asserts. A place is joined to the one around it (`PART_OF`).
- **The records.** `(:Claim)-[:ABOUT]->(:Relation)`, `(:Claim)-[:FROM_SOURCE]->(:Source)`, names, numbers and fates:
  every tie, denied ones too, with all claims on it. They name entities by id (`subject`, `object`, `by`, `about`), for
  two groups that one newspaper wrote of are not linked by the newspaper.

Here is what such a graph is; `rows` and `ties` make one, `cypher` and `neo4j_csv` write it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Literal, NamedTuple

from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.vocabulary import Vocabulary

Kind = Literal["text", "texts", "int", "float", "bool", "date"]
Value = str | int | float | bool | date | tuple[str, ...]
Row = dict[str, Value]
"""The properties of a node or a relationship by name; what is absent is not there."""

EDITION = "kg_edition"
"""The property by which a load knows what an earlier one left behind: a digest of the whole export, on everything."""


class Column(NamedTuple):
    """A property that nodes or relationships of one table may have."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Nodes:
    """All nodes of one basic label, which is the space of their ids; `groups` gives them by their full labels."""

    label: str
    columns: tuple[Column, ...]
    groups: Callable[[], Iterator[tuple[tuple[str, ...], Iterable[Row]]]]

    def rows(self) -> Iterator[tuple[tuple[str, ...], Row]]:
        """Every node with its labels."""
        return ((labels, row) for labels, rows in self.groups() for row in rows)


@dataclass(frozen=True, slots=True)
class Links:
    """All relationships of one type between nodes of two basic labels, as (start, end, properties)."""

    type: str
    start: str
    end: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[str, str, Row]]]


@dataclass(frozen=True)
class PropertyGraph:
    """Everything that an export holds, nodes first."""

    nodes: tuple[Nodes, ...]
    links: tuple[Links, ...]
    vocabulary: Vocabulary

    @cached_property
    def edition(self) -> str:
        """A digest of all of it: two exports are the same exactly if theirs is."""
        digest = sha256()
        for nodes in self.nodes:
            for found in nodes.rows():
                digest.update(_canonical((nodes.label, *found)))
        for links in self.links:
            for link in links.rows():
                digest.update(_canonical((links.type, links.start, links.end, *link)))
        return digest.hexdigest()[:16]


def _canonical(values: tuple[object, ...]) -> bytes:
    return json.dumps(values, sort_keys=True, default=str).encode()


ID = Column("id", "text")


def columns(**kinds: str) -> tuple[Column, ...]:
    """Columns by kind; `when` stands for three: a date as written (EDTF), the first and the last day it can mean."""
    found: list[Column] = []
    for name, kind in kinds.items():
        if kind == "when":
            found += (Column(name, "text"), Column(f"{name}_earliest", "date"), Column(f"{name}_latest", "date"))
        else:
            assert kind in ("text", "texts", "int", "float", "bool", "date")
            found.append(Column(name, kind))  # type: ignore[arg-type]
    return tuple(found)


def row_of(**values: Value | EdtfDate | None) -> Row:
    """Properties without what is absent, a date as its three."""
    found: Row = {}
    for name, value in values.items():
        if isinstance(value, EdtfDate):
            found[name] = value.text
            if value.earliest is not None:
                found[f"{name}_earliest"] = value.earliest
            if value.latest is not None:
                found[f"{name}_latest"] = value.latest
        elif value is not None and value != ():
            found[name] = value
    return found
