"""Tables as one Excel workbook: what it is and how to read it first, then the dictionary, then a sheet for each table.

What stands in a cell is in `excel_cells`, what the first two sheets say in `excel_about`. A text longer than the
32,767 characters of a cell is cut, and declared as a loss.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from khorasan_graph.export.archive import zipped
from khorasan_graph.export.formats import ExportError, Loss, Request
from khorasan_graph.export.tables.columns import AnyTable, Cell, View
from khorasan_graph.export.tables.excel_about import write_about, write_dictionary
from khorasan_graph.export.tables.excel_cells import Styles, fits, joined, write
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.export.tables.package import GENERATOR

ROWS = 1_048_576
"""How many rows a sheet has, the header among them."""
_WIDEST = 60
_ID = 26
_MEASURED = 300
_NO_TIME = datetime(1980, 1, 1)


def workbook(request: Request) -> Iterator[bytes]:
    """The workbook.

    Raises:
        ExportError: if a table has more rows than a sheet.
    """
    import xlsxwriter

    view = View(request)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    _describe(book, request)
    styles = Styles(book)
    about, dictionary = book.add_worksheet("about"), book.add_worksheet("columns")
    counts = {}
    for table in TABLES:
        rows = list(table.rows(view))
        if len(rows) >= ROWS:
            raise ExportError(
                f"the table `{table.name}` has {len(rows):,} rows, and a sheet of Excel {ROWS:,}: "
                "select fewer ties, or take csv or parquet"
            )
        counts[table.name] = len(rows)
        _sheet(book.add_worksheet(table.name), table, rows, styles)
    write_about(about, request, counts, styles)
    write_dictionary(dictionary, request, styles)
    book.close()
    yield _packed(stream.getvalue())


def _describe(book: Any, request: Request) -> None:
    """The properties of the document: from the data alone, also its time."""
    about, newest = request.base.about, request.base.newest_date
    first = newest.earliest if newest is not None else None
    said = {"title": about.title, "author": "; ".join(about.creators), "comments": GENERATOR}
    created = datetime(first.year, first.month, first.day) if first is not None else _NO_TIME
    book.set_properties({**{key: value for key, value in said.items() if value}, "created": created})


def _sheet(sheet: Any, table: AnyTable, rows: Sequence[tuple[Cell, ...]], styles: Styles) -> None:
    widths = [len(column.name) + 3 for column in table.columns]
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, column.name, styles.header)
    for line, row in enumerate(rows, start=1):
        for number, value in enumerate(row):
            if value is None or value == ():
                continue
            written = write(sheet, line, number, value, styles)
            if line <= _MEASURED:
                widths[number] = max(widths[number], min(written, _WIDEST))
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(width, _ID) if table.columns[number].name in table.key else width)
    last = max(len(rows), 1)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(table.columns) - 1)}{last + 1}"})
    names = [column.name for column in table.columns]
    # A claim that denies a tie stands: what is struck through is the tie, not the claim.
    status = "status" if "status" in names else "relation_status"
    struck = [] if "stance" in names else [(status, "denied", styles.denied)]
    for name, value, style in (*struck, (status, "contested", styles.contested), ("stance", "denies", styles.denies)):
        if name in names:
            rule = {"type": "formula", "criteria": f'=${_letters(names.index(name))}2="{value}"', "format": style}
            sheet.conditional_format(1, 0, last, len(names) - 1, rule)


def _letters(number: int) -> str:
    """The name of a column: A, B ... Z, AA."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _packed(archive: bytes) -> bytes:
    """The same archive with nothing in it that tells of the machine: no times, no kind of system, no compressor."""
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        return zipped((name, [made.read(name)]) for name in made.namelist())


def _long_texts(request: Request) -> Iterator[str]:
    view = View(request)
    for table in TABLES:
        needed = [column for column in table.columns if not column.reading and column.kind in ("string", "list")]
        for record in table.records(view):
            if any(not fits(joined(column.value(view, record))) for column in needed):
                yield table.owner(record)


LOSSES = (
    Loss(
        "long-text",
        "dropped",
        "the end of a text longer than the 32,767 characters of a cell, in whose place a mark stands",
        _long_texts,
    ),
)
