"""The workbook: it says what it is, keeps to the limits of a sheet, and is the same each time."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given

import khorasan_graph as kg
from khorasan_graph.export.formats import ExportError, Request
from khorasan_graph.export.losses import losses
from khorasan_graph.export.tables import FORMATS
from khorasan_graph.export.tables.excel_cells import CELL, CUT
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.model.selection import narrow, select
from tests.authoring.projects import projects
from tests.export import tables_readers as readers
from tests.export.tables_readers import GRAPH, SLOW, loaded
from tests.support import base_from


def test_texts_of_a_workbook_are_texts() -> None:
    content = readers.excel(Request(base_from(GRAPH)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in found if cell.data_type == "f" or cell.hyperlink]
    hostile = next(cell for cell in found if cell.value == '=HYPERLINK("http://example.org")')
    assert hostile.data_type == "s"
    assert hostile.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


# Limits of a sheet


def test_a_text_longer_than_a_cell_is_cut_with_a_mark_and_declared(tmp_path: Path) -> None:
    long = "𝔄" * (CELL // 2 + 1)
    fits = "x" * CELL
    base = base_from(
        GRAPH.replace("name: Bravo", f"name: Bravo\ndescription: {fits}").replace(
            "name: Charlie", f"name: Charlie\ndescription: {long}"
        )
    )
    lost = losses(FORMATS["xlsx"], Request(base))
    assert [(it.loss.key, it.records) for it in lost] == [("long-text", ("c",))]
    book = openpyxl.load_workbook(io.BytesIO(readers.excel(Request(base))))
    cells = {row[0]: row[5] for row in book["entities"].iter_rows(values_only=True)}
    assert cells["b"] == fits
    cut = str(cells["c"])
    assert cut.endswith(CUT)
    assert long.startswith(cut.removesuffix(CUT))
    assert len(cut.encode("utf-16-le")) // 2 in (CELL, CELL - 1)
    whole = readers.csv_by_duckdb(readers.write("csv", Request(base), tmp_path))
    assert {row["id"]: row["description"] for row in whole["entities"]}["c"] == long


@SLOW
@given(files=projects())
def test_nothing_is_lost_where_every_text_fits(files: dict[str, str]) -> None:
    request = Request(loaded(files))
    assert [losses(FORMATS[name], request) for name in ("csv", "xlsx", "parquet")] == [(), (), ()]


def test_a_table_longer_than_a_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khorasan_graph.export.tables.excel.ROWS", 5)
    with pytest.raises(ExportError, match="the table `entities` has 5 rows, and a sheet of Excel 5"):
        readers.excel(Request(base_from(GRAPH)))


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"install `khorasan-graph\[tables\]`"):
        readers.write("parquet", Request(base_from(GRAPH)), tmp_path)


# A workbook for people


def test_a_workbook_says_what_it_is_first() -> None:
    base = kg.load().knowledge_base
    assert base is not None
    chosen = select(base.vocabulary, types=["Allegiance"], statuses=["contested"])
    request = Request(narrow(base, chosen), chosen)
    book = openpyxl.load_workbook(io.BytesIO(readers.excel(request)))
    assert book.sheetnames == ["about", "columns", *(table.name for table in TABLES)]
    told = [str(value) for row in book["about"].iter_rows(values_only=True) for value in row if value is not None]
    assert told[0] == base.about.title
    assert base.about.license in told
    assert "types: Allegiance; statuses: contested" in told
    assert f"{len(request.base.relations):,} rows" in next(it for it in told if "for each tie" in it)
    described = {(row[0], row[1]) for row in book["columns"].iter_rows(min_row=2, values_only=True)}
    assert described == {(table.name, column.name) for table in TABLES for column in table.columns}
    assert all(book[table.name].freeze_panes == "B2" and book[table.name].auto_filter.ref for table in TABLES)


def test_a_workbook_tells_no_time_but_that_of_the_data() -> None:
    base = base_from(GRAPH)
    content = readers.excel(Request(base))
    assert openpyxl.load_workbook(io.BytesIO(content)).properties.created == datetime(2018, 1, 4)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {it.date_time for it in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {it.create_system for it in archive.infolist()} == {3}
        assert {it.compress_type for it in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_files_of_tables_are_the_same_each_time(name: str, tmp_path: Path) -> None:
    one, two = (readers.write(name, Request(base_from(GRAPH)), tmp_path / each) for each in ("one", "two"))
    assert [it.read_bytes() for it in sorted(one.iterdir())] == [it.read_bytes() for it in sorted(two.iterdir())]
    assert readers.excel(Request(base_from(GRAPH))) == readers.excel(Request(base_from(GRAPH)))
