"""Tables as CSV (RFC 4180): UTF-8 without a byte-order mark, commas, lines that end with CR LF.

Spreadsheets run a cell that begins with `=`, `+`, `-` or `@`, whoever wrote it. A text that would begin so gets an
apostrophe in front. One that begins with an apostrophe of its own gets another: so the rule can be undone without a
doubt. Spreadsheets of many countries split lines at semicolons, and then do not see our quotes: so a text also begins
behind every semicolon, tab and line break in it.

Numbers and days are no texts: a longitude of -70.5 stays a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from khorasan_graph.export.tables.columns import SEPARATOR, AnyTable, Cell

_BEGINNING = r'(?:^|[;\t\r\n])[ \t\r\n"]*'
_SIGNS = re.compile(r"['=+\-@\uff07\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]")
"""The signs that begin a formula, with their wide and small forms, which spreadsheets in East Asia take for them."""

_GUARD = re.compile(rf"({_BEGINNING})({_SIGNS.pattern}?)")

GUARDED = rf"({_BEGINNING})'"
"""Where an apostrophe is taken away again, for the dictionary: each match is replaced by its first group. Spaces and
quotes before a sign change nothing. It means the same in Python, R, JavaScript and DuckDB."""

_GUARDED = re.compile(rf"({_BEGINNING})'?")
"""The same for ourselves, in one pass over any text: the run of spaces before a sign is never looked at twice."""

_CHUNK = 2000


def guard(text: str) -> str:
    """A text as it stands in a cell of CSV.

    >>> guard("=1+1"), guard("a; =1+1"), guard("'tis"), guard("a-b = c")
    ("'=1+1", "a; '=1+1", "''tis", 'a-b = c')
    """
    if not _SIGNS.search(text):
        return text
    return _GUARD.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[1], text)


def unguard(cell: str) -> str:
    """The text that a cell of CSV stands for: `unguard(guard(text)) == text` for every text.

    >>> unguard("'=1+1"), unguard("''tis"), unguard("a 'b'")
    ('=1+1', "'tis", "a 'b'")
    """
    return _GUARDED.sub(r"\1", cell)


def cell(value: Cell) -> str:
    """A value as it stands in a cell; empty for what is not recorded."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return guard(SEPARATOR.join(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def csv_text(table: AnyTable, rows: Iterable[tuple[Cell, ...]]) -> Iterator[str]:
    """A table as text, with a line of column names first."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell(value) for value in row])
        if number % _CHUNK == 0:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()
