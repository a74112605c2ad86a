"""Whether the tables of an export are whole: a column or a table that is gone would be read as nothing said.

A claim without its speaker would pass to the publisher, a tie without its days would be undated. So what an export
always writes must be there, columns for reading apart: what has lost any of it is refused, with the cause.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from khorasan_graph.export.tables.columns import AnyTable
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.importing.drafts import Drafts, LimitError, NotUnderstoodError, UnreadableError
from khorasan_graph.importing.tables.rows import Table, table
from khorasan_graph.text.drafting import in_one_line

_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What spreadsheets separate columns by when they save a file of ours anew; exports have commas."""
_HEAD = 1 << 14
"""More bytes than any of our lines of column names has."""
_AGAIN = "put it back, or export again"


def whole(name: str, content: bytes, drafts: Drafts) -> Table:
    """A table of an export by its name, separated as its line of column names is.

    Raises:
        UnreadableError: if it is no such table, or lacks a column.
        LimitError: if it has more rows, or longer cells, than are read.
    """
    file = f"{name}.csv"
    sign = _sign(next(each for each in TABLES if each.name == name), file, content)
    try:
        found = table(content, file, encoding="utf-8", separator=sign)
    except LimitError as error:
        raise LimitError(f"`{file}`: {error}") from None
    except (UnreadableError, NotUnderstoodError) as error:
        raise UnreadableError(f"`{file}`: {error}; save it as CSV in UTF-8, or export again") from None
    if sign != ",":
        drafts.note(f"{file} is separated by {_SIGNS[sign]}")
    return found


def _sign(table: AnyTable, file: str, content: bytes) -> str:
    """The sign by which the line of column names falls into the columns of a table."""
    head = content[:_HEAD].decode("utf-8", "replace").removeprefix("\ufeff")
    if head[:4].lower() == "sep=":
        head = head[5:]
    head = head.lstrip("\r\n")
    needed = [column.name for column in table.columns if not column.reading]
    missing: dict[str, list[str]] = {}
    for sign in _SIGNS:
        try:
            columns = {cell.strip() for cell in next(csv.reader(io.StringIO(head, newline=""), delimiter=sign), [])}
        except csv.Error:
            columns = set()
        missing[sign] = [name for name in needed if name not in columns]
        if not missing[sign]:
            return sign
    nearest = min(missing, key=lambda sign: len(missing[sign]))
    gone = missing[nearest]
    if len(gone) == len(needed):
        first = in_one_line(head.partition("\n")[0][:60])
        raise UnreadableError(f"`{file}` has none of its columns, but `{first}`: {_AGAIN}")
    told = ", ".join(f"`{name}`" for name in gone)
    raise UnreadableError(f"`{file}` has no column {told}: {_AGAIN}")


def compare_rows(tables: dict[str, Table], package: dict[str, Any], drafts: Drafts) -> None:
    """Say which tables have other numbers of rows than were exported; a table that is gone must have been empty.

    Raises:
        UnreadableError: if a table is not there that had rows, or of which nothing says that it had none.
    """
    exported = _exported(package)
    for each in TABLES:
        file = f"{each.name}.csv"
        number = exported.get(each.name)
        if each.name in tables:
            there = len(tables[each.name].rows)
            if number is not None and number != there:
                drafts.note(f"{file} has {there:,} rows, {number:,} were exported")
        elif number == 0:
            drafts.leave(file, "a table", "it is not there", count=0)
        else:
            raise UnreadableError(f"`{file}` is not there: {_AGAIN}")


def _exported(package: dict[str, Any]) -> dict[str, int]:
    """How many rows each table had when it was exported, by what the dictionary says."""
    resources = package.get("resources")
    found = {}
    for resource in resources if isinstance(resources, list) else ():
        if isinstance(resource, dict) and isinstance(resource.get("name"), str):
            number = resource.get("rowCount")
            if isinstance(number, int) and not isinstance(number, bool):
                found[resource["name"]] = number
    return found
