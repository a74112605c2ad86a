"""Rows of a table from the bytes of a CSV file: how it is encoded and separated follows from rules, and is said.

Nothing is tried out: the encoding is a byte order mark's or UTF-8, the separator what the first line says (`sep=;`) or
the one sign that splits the line of column names. What these rules do not settle, whoever imports the file must say.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from khorasan_graph.importing.drafts import LimitError, NotUnderstoodError, UnreadableError
from khorasan_graph.model.words import many
from khorasan_graph.text.encoding import decode

_LONGEST_CELL = 131_072
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
MOST_ROWS = 200_000


class Row(NamedTuple):
    """A row that is not empty; `number` is what a spreadsheet calls it, the line of column names being 1."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """The names of the columns, the rows, and how they were read."""

    columns: list[str]
    rows: list[Row]
    notes: tuple[str, ...]


def table(content: bytes, name: str, *, encoding: str = "", separator: str = "") -> Table:
    """The table in a CSV file.

    Raises:
        UnreadableError: if its encoding cannot be told, or its quotes do not close.
        NotUnderstoodError: if its separator cannot be told, or what was said of it is no separator.
        LimitError: if it has more rows, or longer cells, than are read.
    """
    text, encoded = _text(content, name, encoding)
    said = ""
    if text[:4].lower() == "sep=" and text[5:6] in ("\n", "\r"):
        said, text = text[4], text[5:].lstrip("\r\n")
    if not text.strip():
        raise UnreadableError("it is empty")
    sign = _NAMES.get(separator, separator) or said or _sign(text.lstrip("\r\n"))
    if sign not in _SEPARATORS:
        raise NotUnderstoodError(f"`{sign}` is no separator: say {', '.join(_NAMES)}")
    rows = list(_rows(text.lstrip("\r\n"), sign))
    columns = [cell.strip() for cell in rows[0].cells]
    return Table(columns, rows[1:], (f"{encoded}, separated by {_SEPARATORS[sign]}, {many(len(rows) - 1, 'row')}",))


def _text(content: bytes, name: str, encoding: str) -> tuple[str, str]:
    """The characters, and how they were encoded."""
    if encoding:
        try:
            known = codecs.lookup(encoding)
            text = content.decode(known.name)
        except LookupError:
            raise NotUnderstoodError(f"`{encoding}` is no encoding that is known here") from None
        except UnicodeDecodeError as error:
            raise UnreadableError(f"byte {error.start} is not of {encoding}") from None
        return text.removeprefix("\ufeff"), f"{known.name}, as you said"
    decoded, problems = decode(content, name, html=False)
    if decoded is None:
        told = "; ".join(f"{item.message}; {item.hint}" for item in problems)
        raise UnreadableError(f"{told}; or say what it is by --encoding, as --encoding windows-1252")
    return decoded.text, decoded.encoding


def _sign(text: str) -> str:
    """The sign that separates the names of the columns: the only one that splits them."""
    found = []
    for sign in _SEPARATORS:
        try:
            names = next(csv.reader(io.StringIO(text, newline=""), delimiter=sign), [])
        except csv.Error:
            continue
        if len(names) > 1:
            found.append(sign)
    if len(found) > 1:
        told = " and ".join(_SEPARATORS[sign] for sign in found)
        raise NotUnderstoodError(f"the first line has {told}: say which separate the columns, as --separator semicolon")
    return found[0] if found else ","


def _rows(text: str, sign: str) -> list[Row]:
    """The rows; how long a cell may be is a setting of the whole process, which others change: it is set back."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(_each_row(text, sign))
    finally:
        csv.field_size_limit(before)


def _each_row(text: str, sign: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if number > MOST_ROWS:
                raise LimitError(f"it has more than {MOST_ROWS:,} rows: split it")
            if number == 1 or any(cell.strip() for cell in cells):
                yield Row(number, cells)
    except csv.Error as error:
        if "field larger" in str(error):
            raise LimitError(f"row {number + 1}: a cell is longer than {_LONGEST_CELL:,} characters") from None
        raise UnreadableError(f"line {reader.line_num}: {error}") from None
