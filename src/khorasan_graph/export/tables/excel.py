"""Tables as one Excel workbook: what it is and how to read it first, then the dictionary, then a sheet for each table.

Every text is written as a text, never as a formula, a number or a link. Excel's calendar begins in 1900: earlier days
stand as texts. A cell holds 32,767 characters: a longer text ends in a mark that says so, and is declared as a loss.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from khorasan_graph.export.archive import zipped
from khorasan_graph.export.formats import ExportError, Loss, Request
from khorasan_graph.export.tables.columns import SEPARATOR, AnyTable, Cell, Column, View
from khorasan_graph.export.tables.csv_files import guard
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.export.tables.package import GENERATOR
from khorasan_graph.model.words import CREDIBILITY, RELIABILITY, STATUS, day

CELL = 32_767
"""How many characters a cell holds, in units of UTF-16 (Excel specifications and limits)."""
ROWS = 1_048_576
"""How many rows a sheet has, the header among them."""
CUT = " … [cut here: longer than a cell may be; whole in the CSV]"
_FIRST_DAY = date(1900, 3, 1)
_WIDEST = 60
_ID = 26
_MEASURED = 300
_NO_TIME = datetime(1980, 1, 1)


def workbook(request: Request) -> Iterator[bytes]:
    """The workbook.

    Raises:
        ExportError: if XlsxWriter is not installed, or a table has more rows than a sheet.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise ExportError("Excel needs XlsxWriter: install `khorasan-graph[tables]`") from None
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
    styles = _Styles(book)
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
    _about(about, request, counts, styles)
    _dictionary(dictionary, request, styles)
    book.close()
    yield _packed(stream.getvalue())


class _Styles:
    """How cells look."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8ECF0"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.quoted = book.add_format({"quote_prefix": True})
        self.denied = book.add_format({"font_color": "#8A8A8A", "font_strikeout": True})
        self.denies = book.add_format({"font_color": "#9C0006"})
        self.contested = book.add_format({"bg_color": "#FFF2CC"})


def _describe(book: Any, request: Request) -> None:
    """The properties of the document: from the data alone, also its time."""
    about, newest = request.base.about, request.base.newest_date
    first = newest.earliest if newest is not None else None
    said = {"title": about.title, "author": "; ".join(about.creators), "comments": GENERATOR}
    created = datetime(first.year, first.month, first.day) if first is not None else _NO_TIME
    book.set_properties({**{key: value for key, value in said.items() if value}, "created": created})


def _sheet(sheet: Any, table: AnyTable, rows: Sequence[tuple[Cell, ...]], styles: _Styles) -> None:
    widths = [len(column.name) + 3 for column in table.columns]
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, column.name, styles.header)
    for line, row in enumerate(rows, start=1):
        for number, value in enumerate(row):
            if value is None or value == ():
                continue
            written = _write(sheet, line, number, value, styles)
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


def _write(sheet: Any, line: int, number: int, value: Cell, styles: _Styles) -> int:
    """Write one cell; return how wide it is."""
    if isinstance(value, bool):
        sheet.write_boolean(line, number, value)
        return 5
    if isinstance(value, int | Decimal):
        sheet.write_number(line, number, float(value))
        return len(str(value))
    if isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(line, number, value, styles.day)
        return 10
    text, begins_formula = _shown(value)
    if begins_formula:
        # Also where somebody edits the cell, Excel then keeps it a text.
        sheet.write_string(line, number, text, styles.quoted)
    else:
        sheet.write_string(line, number, text)
    return len(text)


@lru_cache(maxsize=8192)
def _shown(value: Cell) -> tuple[str, bool]:
    """A text as it stands in a cell, and whether it would begin a formula if somebody typed it."""
    text = sheet_text(value)
    return text, guard(text) != text


def sheet_text(value: Cell) -> str:
    """A text as it stands in a cell: whole where a cell can hold it, else cut with a mark."""
    text = _joined(value)
    if fits(text):
        return text
    kept = text.encode("utf-16-le")[: 2 * (CELL - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT


def fits(text: str) -> bool:
    """Whether a cell can hold a text."""
    return len(text) * 2 <= CELL or len(text.encode("utf-16-le")) <= 2 * CELL


def _joined(value: Cell) -> str:
    if value is None:
        return ""
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def _letters(number: int) -> str:
    """The name of a column: A, B ... Z, AA."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _about(sheet: Any, request: Request, counts: dict[str, int], styles: _Styles) -> None:
    about, base = request.base.about, request.base
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, sheet_text(about.title or "Graph"), styles.title)
    facts: list[tuple[str, str | None]] = [
        ("Description", about.description),
        ("Version", about.version),
        ("License", about.license),
        ("Made by", "; ".join(about.creators)),
        ("Homepage", about.homepage),
        ("Newest source", day(base.newest_date) if base.newest_date is not None else None),
        ("Made with", f"{GENERATOR}, ontology {base.vocabulary.version}"),
        ("Selection", selection_words(request)),
    ]
    line = 1
    for label, text in facts:
        if text:
            line += 1
            sheet.write_string(line, 0, label, styles.bold)
            sheet.write_string(line, 1, sheet_text(text), styles.wrapped)
    for heading, rows in (
        ("Sheets", [(table.name, f"{counts[table.name]:,} rows. {table.says}") for table in TABLES]),
        ("Status of a tie", list(STATUS.items())),
        ("Reliability", list(RELIABILITY.items())),
        ("Credibility", [(str(grade), words) for grade, words in CREDIBILITY.items()]),
        ("Dates", list(DATES)),
    ):
        line += 2
        sheet.write_string(line, 0, heading, styles.header)
        sheet.write_string(line, 1, EXPLAINED.get(heading, ""), styles.header)
        for label, text in rows:
            line += 1
            sheet.write_string(line, 0, label, styles.bold)
            sheet.write_string(line, 1, sheet_text(text), styles.wrapped)


EXPLAINED = {
    "Status of a tie": "It follows from the claims. Contested ties are shaded; denied ones are struck: no ties.",
    "Reliability": "The letter of a grade such as B2: how reliable the source is.",
    "Credibility": "The figure of a grade such as B2: how credible the claim is. 1 is best.",
    "Dates": "As their authors wrote them (EDTF). Filter by the columns of days beside them; quote what is written.",
}
DATES = (
    ("2014", "some day of 2014"),
    ("2014-08", "some day of August 2014"),
    ("2014-21", "spring of 2014 (22 summer, 23 autumn, 24 winter)"),
    ("2014~", "about 2014"),
    ("2014?", "2014, which is uncertain"),
    ("2014%", "about 2014, which is uncertain"),
    ("201X", "some year from 2010 to 2019"),
    ("../2014", "2014 or before"),
    ("2014/2016", "some time between the two"),
    ("..", "as an end: not ended"),
    ("unknown", "the author says that nobody knows"),
    ("days before March 1900", "stand as texts, for Excel has no such dates"),
)


def selection_words(request: Request) -> str:
    """What was selected, in words."""
    asked = request.selection.as_json()
    if not asked:
        return "everything"
    told = []
    for key, value in asked.items():
        shown = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
        told.append(f"{key.replace('_', ' ')}: {shown}")
    return "; ".join(told)


def _dictionary(sheet: Any, request: Request, styles: _Styles) -> None:
    """What each column means."""
    heads = ("sheet", "column", "type", "what it says", "key", "refers to", "follows from others", "values")
    for number, (head, width) in enumerate(zip(heads, (13, 20, 9, 90, 6, 12, 18, 60), strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, head, styles.header)
    line = 0
    for table in TABLES:
        for column in table.columns:
            line += 1
            for number, text in enumerate(_explained(table, column, request)):
                if text:
                    sheet.write_string(line, number, text, styles.wrapped)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, line, len(heads) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _explained(table: AnyTable, column: Column[Any], request: Request) -> tuple[str, ...]:
    values = ", ".join(column.enum(request.base.vocabulary)) if column.enum is not None else ""
    if column.least is not None and column.most is not None:
        values = f"{column.least} to {column.most}"
    return (
        table.name,
        column.name,
        column.kind,
        column.says,
        "key" if column.name in table.key else "",
        f"{column.references}.id" if column.references is not None else "",
        "yes" if column.reading else "",
        sheet_text(values),
    )


def _packed(archive: bytes) -> bytes:
    """The same archive with nothing in it that tells of the machine: no times, no kind of system, no compressor."""
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        return zipped((name, [made.read(name)]) for name in made.namelist())


def _long_texts(request: Request) -> Iterator[str]:
    view = View(request)
    for table in TABLES:
        needed = [column for column in table.columns if not column.reading and column.kind in ("string", "list")]
        for record in table.records(view):
            if any(not fits(_joined(column.value(view, record))) for column in needed):
                yield table.owner(record)


LOSSES = (
    Loss(
        "long-text",
        "dropped",
        "the end of a text longer than the 32,767 characters of a cell, in whose place a mark stands",
        _long_texts,
    ),
)
