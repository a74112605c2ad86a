"""Tables for spreadsheets, R, pandas and DuckDB: CSV, Excel and Parquet, made of the same columns.

What stands in the tables is in `graph`, the dictionary in `package`, and how a cell is written in a
module for each kind of file.
"""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.export.formats import Chunks, Format, Request
from khorasan_graph.export.tables.columns import View
from khorasan_graph.export.tables.csv_files import GUARDED, csv_text
from khorasan_graph.export.tables.excel import LOSSES, workbook
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.export.tables.package import Written, descriptor
from khorasan_graph.export.tables.parquet import parquet_bytes

_CSV = {
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"},
}
_PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
_GUARD = {
    "cellGuard": {
        "description": "No cell can be a formula: at the beginning of a text, and behind a semicolon, a tab or a line "
        "break in it, an apostrophe is put before = + - @ and before an apostrophe. To get a text as it was, replace "
        "every match of `pattern` in it by the first group of the match.",
        "pattern": GUARDED,
        "appliesTo": ["string", "list"],
    }
}


def csv_files(request: Request) -> Iterator[tuple[str, Chunks]]:
    """A CSV file for each table, and `datapackage.json`."""
    view = View(request)
    written = []
    for table in TABLES:
        rows = list(table.rows(view))
        content = "".join(csv_text(table, rows)).encode()
        written.append(Written(table, f"{table.name}.csv", len(rows), content))
        yield written[-1].path, [content]
    yield "datapackage.json", [descriptor(request, written, _CSV, _GUARD)]


def parquet_files(request: Request) -> Iterator[tuple[str, Chunks]]:
    """A Parquet file for each table, and `datapackage.json`."""
    view = View(request)
    written = []
    for table in TABLES:
        rows = list(table.rows(view))
        written.append(Written(table, f"{table.name}.parquet", len(rows), parquet_bytes(table, rows, request)))
        yield written[-1].path, [written[-1].content]
    yield "datapackage.json", [descriptor(request, written, _PARQUET)]


FORMATS: dict[str, Format] = {
    "csv": Format("tables for R, pandas, DuckDB and databases", ".csv", "text/csv", files=csv_files),
    "xlsx": Format(
        "tables for Excel and LibreOffice, with a sheet that explains them",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        LOSSES,
        write=workbook,
    ),
    "parquet": Format(
        "typed tables for DuckDB, pandas, R and Spark",
        ".parquet",
        "application/vnd.apache.parquet",
        files=parquet_files,
    ),
}
