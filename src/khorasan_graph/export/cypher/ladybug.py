"""The property graph for Ladybug (and Kuzu, of which it is the successor): tables with columns, each of one type.

A node there has one label, so that all of them are in the column `labels`; and a list of maps must have maps of one
shape, so that every value is first a text or NULL, and cast where it is set. Members of a list are joined by U+001F,
which no text of ours can hold.

See https://docs.ladybugdb.com/cypher/ for the dialect.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from khorasan_graph.export.cypher.graph import EDITION, Column, Kind, Links, PropertyGraph, Row, Value
from khorasan_graph.export.cypher.text import text

SEPARATOR = "\x1f"
LABELS = Column("labels", "texts")
START, END = Column("s", "text"), Column("o", "text")
_NOT_SET = frozenset({"id", START.name, END.name})
"""Columns of a map that find a node or a relationship, and are no property to set."""

_TYPES: dict[Kind, str] = {
    "text": "STRING",
    "texts": "STRING[]",
    "int": "INT64",
    "float": "DOUBLE",
    "bool": "BOOL",
    "date": "DATE",
}


def quoted(name: str) -> str:
    """A table or a column: always in backticks, for the dialect has many words of its own."""
    return "`" + name.replace("\\", "\\\\").replace("`", "``") + "`"


def flat(value: Value) -> str:
    """A value as text, as a cell of a table holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def cast(kind: Kind, expression: str) -> str:
    """An expression that makes a value of its kind from its text."""
    if kind == "texts":
        return f"string_split({expression}, '\\u001F')"
    return expression if kind == "text" else f"CAST({expression} AS {_TYPES[kind]})"


def unwound(rows: tuple[Row, ...], columns: tuple[Column, ...], variable: str) -> tuple[str, str]:
    """A list of maps for UNWIND as `row`, and what sets every column of a variable from one of them.

    A column that no row of the list has is set to NULL at once: literals are what such a statement spends its time on.
    """
    used = tuple(it for it in columns if any(it.name in row for row in rows))
    maps = ",\n".join(
        "{" + ", ".join(f"{quoted(it.name)}: {_cell(row.get(it.name))}" for it in used) + "}" for row in rows
    )
    setting = ", ".join(
        f"{variable}.{quoted(it.name)} = {cast(it.kind, f'row.{quoted(it.name)}') if it in used else 'NULL'}"
        for it in columns
        if it.name not in _NOT_SET
    )
    return maps, setting


def _cell(value: Value | None) -> str:
    return "NULL" if value is None else text(flat(value))


def tables(graph: PropertyGraph) -> Iterator[str]:
    """The statements that make every table that is not there yet."""
    for nodes in graph.nodes:
        columns = ", ".join(_definition(it) for it in (*nodes.columns, LABELS, Column(EDITION, "text")))
        yield f"CREATE NODE TABLE IF NOT EXISTS {quoted(nodes.label)}({columns}, PRIMARY KEY (`id`));"
    by_type: dict[str, list[Links]] = {}
    for links in graph.links:
        by_type.setdefault(links.type, []).append(links)
    for type_, parts in by_type.items():
        pairs = dict.fromkeys(f"FROM {quoted(it.start)} TO {quoted(it.end)}" for it in parts)
        fields = dict.fromkeys((*(column for it in parts for column in it.columns), Column(EDITION, "text")))
        columns = ", ".join((*pairs, *map(_definition, fields)))
        yield f"CREATE REL TABLE IF NOT EXISTS {quoted(type_)}({columns});"


def _definition(column: Column) -> str:
    return f"{quoted(column.name)} {_TYPES[column.kind]}"
