"""Cells of a workbook: what stands in one, and how it looks.

Every text is written as a text, never as a formula, a number or a link. Excel's calendar begins in 1900: earlier days
stand as texts. A longer text than a cell holds ends in a mark that says so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from khorasan_graph.export.tables.columns import SEPARATOR, Cell
from khorasan_graph.export.tables.csv_files import guard

CELL = 32_767
"""How many characters a cell holds, in units of UTF-16 (Excel specifications and limits)."""
CUT = " … [cut here: longer than a cell may be; whole in the CSV]"
FIRST_DAY = date(1900, 3, 1)


class Styles:
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


def write(sheet: Any, line: int, number: int, value: Cell, styles: Styles) -> int:
    """Write one cell; return how wide it is."""
    if isinstance(value, bool):
        sheet.write_boolean(line, number, value)
        return 5
    if isinstance(value, int | Decimal):
        sheet.write_number(line, number, float(value))
        return len(str(value))
    if isinstance(value, date) and value >= FIRST_DAY:
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
    text = joined(value)
    if fits(text):
        return text
    kept = text.encode("utf-16-le")[: 2 * (CELL - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT


def fits(text: str) -> bool:
    """Whether a cell can hold a text."""
    return len(text) * 2 <= CELL or len(text.encode("utf-16-le")) <= 2 * CELL


def joined(value: Cell) -> str:
    """A value as one text, however long."""
    if value is None:
        return ""
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)
