"""Tables as CSV (RFC 4180): UTF-8 without a byte-order mark, commas, lines that end with CR LF.

Spreadsheets run a cell that begins with `=`, `+`, `-` or `@`, whoever wrote it. A text that would begin so gets an
apostrophe in front, which they take for "this is text". One that begins with an apostrophe of its own gets another:
so the rule can be undone without a doubt. Spreadsheets of many countries split lines at semicolons and ignore our
quotes, so the beginning of a text is also what follows a semicolon, a tab or a line break in it.

Numbers and days are no texts: a longitude of -70.5 stays a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from khorasan_graph.export.tables_columns import SEPARATOR, AnyTable, Cell

_SPACE = r"[ \t\r\n\u00a0\u3000]*"
_BEGINNING = rf"(?:\A{_SPACE}|[;\t\r\n]{_SPACE})"
GUARD = re.compile(rf"({_BEGINNING})(?=['=+\-@\uff07\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])")
"""Where an apostrophe is put: at the beginning of a text, before a sign that makes a formula of it. The wide and the
small forms of these signs count as well, for spreadsheets in East Asia take them for the plain ones."""

GUARDED = re.compile(rf"({_BEGINNING})'")
"""Where an apostrophe is taken away again; what comes before it stays."""

_CHUNK = 2000


def guard(text: str) -> str:
    """A text as it stands in a cell of CSV.

    >>> guard("=1+1"), guard("a; =1+1"), guard("'tis"), guard("a-b = c")
    ("'=1+1", "a; '=1+1", "''tis", 'a-b = c')
    """
    return GUARD.sub(r"\1'", text)


def unguard(cell: str) -> str:
    """The text that a cell of CSV stands for: `unguard(guard(text)) == text` for every text.

    >>> unguard("'=1+1"), unguard("''tis"), unguard("a 'b'")
    ('=1+1', "'tis", "a 'b'")
    """
    return GUARDED.sub(r"\1", cell)


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
