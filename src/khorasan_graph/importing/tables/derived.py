"""What somebody wrote over columns that follow from others: it is not taken, and each such cell is told.

The graph that the tables make is put into tables again, and its rows are laid beside those that were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from khorasan_graph.authoring.files import DATA_FOLDER, RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.export.formats import Request
from khorasan_graph.export.tables.columns import AnyTable, Column, View
from khorasan_graph.export.tables.csv_files import cell, unguard
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.export.tables.package import GENERATOR
from khorasan_graph.importing.drafts import Drafts
from khorasan_graph.importing.report import decisions
from khorasan_graph.importing.tables.rows import Row, Table
from khorasan_graph.importing.write import write_drafts
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, SelectionError, select

_BY_ID = frozenset({"entities", "sources", "relations"})
"""Tables whose rows are told apart by an id that is read; rows of others, by all that is read of them."""
_DEGREES = frozenset({"latitude", "longitude"})
_SHOWN = 10
_LONGEST = 60


def compare(tables: dict[str, Table], package: dict[str, Any], drafts: Drafts) -> None:
    """Leave over what cells say that follow from others, where the graph made of the tables says something else."""
    if package.get("generator") != GENERATOR:
        drafts.note("columns that follow from others were not compared, for another version wrote them")
        return
    base = _base(drafts)
    if base is None:
        drafts.note("columns that follow from others were not compared, for `check` refuses what they follow from")
        return
    view = View(Request(base, _selection(base, package)))
    for each in TABLES:
        if each.name in tables:
            _compare(each, tables[each.name], view, drafts)


def _base(drafts: Drafts) -> KnowledgeBase | None:
    """The graph that the drafts are; None if a value of theirs is open or wrong."""
    if decisions(drafts):
        return None
    files = [RawFile(f"{DATA_FOLDER}/{path}", text.encode()) for path, text in write_drafts(drafts).items()]
    return load_files(files, drafts.vocabulary, [], today=date.max).knowledge_base


def _selection(base: KnowledgeBase, package: dict[str, Any]) -> Selection:
    """The date that an export is of: of a selection, the only thing that cells depend on."""
    part = package.get("selection")
    as_of = part.get("as_of") if isinstance(part, dict) else None
    try:
        return select(base.vocabulary, as_of=as_of if isinstance(as_of, str) else None)
    except SelectionError:
        return EVERYTHING


def _compare(shape: AnyTable, table: Table, view: View, drafts: Drafts) -> None:
    """Lay the rows of one table beside those that it would have."""
    places = {column.name: table.columns.index(column.name) for column in shape.columns if column.name in table.columns}
    keys = [name for name in _keys(shape) if name in places]
    numbers = {column.name: number for number, column in enumerate(shape.columns)}
    expected = {}
    for values in shape.rows(view):
        cells = [cell(value) for value in values]
        expected[tuple(unguard(cells[numbers[name]]) for name in keys)] = cells
    differing: dict[str, list[tuple[int, str, str]]] = {}
    for row in table.rows:
        cells = expected.get(tuple(unguard(_text(row, places[name])) for name in keys), [])
        for column in _following(shape) if cells else ():
            written = _text(row, places[column.name]).strip() if column.name in places else ""
            follows = cells[numbers[column.name]]
            if written and not _same(column, written, follows):
                differing.setdefault(column.name, []).append((row.number, unguard(written), unguard(follows)))
    for name, found in differing.items():
        _tell(f"{shape.name}.csv", name, found, drafts)


def _keys(shape: AnyTable) -> tuple[str, ...]:
    """The columns that find the row of the graph that a row was read as."""
    if shape.name in _BY_ID:
        return ("id",)
    apart = {"id", "position"}
    return tuple(column.name for column in shape.columns if not column.reading and column.name not in apart)


def _following(shape: AnyTable) -> Iterator[Column[Any]]:
    """The columns that follow from others: those for reading, degrees (from the location), the ids of claims."""
    for column in shape.columns:
        if column.reading or column.name in _DEGREES or (column.name == "id" and shape.name not in _BY_ID):
            yield column


def _text(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _same(column: Column[Any], written: str, follows: str) -> bool:
    """Whether two cells say the same; spreadsheets write `TRUE` for `true` and `34.5` for `34.50`."""
    if unguard(written) == unguard(follows).strip():
        return True
    if column.kind == "boolean":
        return written.casefold() == follows
    if column.kind in ("integer", "number"):
        try:
            return Decimal(written) == Decimal(follows)
        except InvalidOperation:
            return False
    return False


def _tell(file: str, name: str, found: list[tuple[int, str, str]], drafts: Drafts) -> None:
    for number, written, follows in found[:_SHOWN]:
        made = f"make it `{_cut(follows)}`" if follows else "leave it empty"
        drafts.leave(
            f"{file}, row {number}",
            f"`{name}`",
            f"not taken: it follows from others, which {made}",
            examples=(written,),
        )
    rest = found[_SHOWN:]
    if rest:
        why = "not taken: they follow from others, which make them something else"
        examples = [written for _, written, _ in rest]
        drafts.leave(f"{file}, column `{name}`", "further cells", why, count=len(rest), examples=examples)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
