"""The two sheets of a workbook that explain the others: what it is and how to read it, and what each column means."""

from __future__ import annotations

from typing import Any

from khorasan_graph.export.formats import Request
from khorasan_graph.export.tables.columns import AnyTable, Column
from khorasan_graph.export.tables.excel_cells import Styles, sheet_text
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.export.tables.package import GENERATOR
from khorasan_graph.model.words import CREDIBILITY, RELIABILITY, STATUS, day


def write_about(sheet: Any, request: Request, counts: dict[str, int], styles: Styles) -> None:
    """What the graph says of itself, what was selected, how many rows each sheet has, and how to read them."""
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


def write_dictionary(sheet: Any, request: Request, styles: Styles) -> None:
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
