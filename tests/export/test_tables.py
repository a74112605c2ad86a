"""Tables: what foreign tools read from them is what the graph says, cell by cell, and no cell can be a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import khorasan_graph as kg
from khorasan_graph.export.formats import Request
from khorasan_graph.export.tables import FORMATS
from khorasan_graph.export.tables.claims import CLAIMS
from khorasan_graph.export.tables.columns import SEPARATOR, Column, View
from khorasan_graph.export.tables.csv_files import GUARDED, guard, unguard
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.export.tables.package import schema
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import narrow, select
from tests.authoring.projects import projects
from tests.export import tables_readers as readers
from tests.export.tables_readers import GRAPH, SLOW, Read, loaded
from tests.support import ROOT, base_from, vocabulary


def expected(base: KnowledgeBase, *, lists: bool = False) -> Read:
    """What the columns say, in the plain values of the readers; `lists` where a cell can hold any list."""

    def plain(column: Any, value: Any) -> Any:
        if isinstance(value, tuple):
            if lists or column.references is not None:
                return list(value)
            return SEPARATOR.join(value) or None
        return float(value) if isinstance(value, Decimal) else value

    view = View(Request(base))
    return {
        table.name: [
            {column.name: plain(column, value) for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows(view)
        ]
        for table in TABLES
    }


def fields() -> dict[str, list[dict[str, Any]]]:
    return {table.name: schema(table, vocabulary())["fields"] for table in TABLES}


def same(base: KnowledgeBase, read: Read, *, lists: bool = False) -> None:
    """Every cell is what it should be, and the graph made of them is the graph."""
    for got, wanted in zip(readers.cells(read), readers.cells(expected(base, lists=lists)), strict=True):
        assert got == wanted
    assert readers.graph(read) == (base.entities, base.sources, base.relations)


READERS: dict[str, Callable[[KnowledgeBase, Path], tuple[Read, bool]]] = {
    "csv-duckdb": lambda base, at: (readers.csv_by_duckdb(readers.write("csv", Request(base), at)), False),
    "csv-pandas": lambda base, at: (readers.csv_by_pandas(readers.write("csv", Request(base), at)), False),
    "parquet-duckdb": lambda base, at: (readers.parquet_by_duckdb(readers.write("parquet", Request(base), at)), True),
    "parquet-pandas": lambda base, at: (readers.parquet_by_pandas(readers.write("parquet", Request(base), at)), True),
    "xlsx-openpyxl": lambda base, at: (readers.excel_by_openpyxl(readers.excel(Request(base)), fields()), False),
    "xlsx-pandas": lambda base, at: (readers.excel_by_pandas(readers.excel(Request(base)), fields()), False),
}


@pytest.mark.parametrize("reader", READERS)
@SLOW
@given(files=projects())
def test_what_is_read_back_is_the_graph(
    reader: str, files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = loaded(files)
    read, lists = READERS[reader](base, tmp_path_factory.mktemp("tables"))
    same(base, read, lists=lists)


@pytest.mark.parametrize("reader", READERS)
def test_the_written_example_is_read_back(reader: str, tmp_path: Path) -> None:
    base = base_from(GRAPH)
    read, lists = READERS[reader](base, tmp_path)
    same(base, read, lists=lists)
    assert read["sources"][0]["published_earliest"] == date(1890, 1, 1)


# No cell is a formula

HOSTILE = st.text(st.sampled_from("=+-@'\";\t\r\n ,a＝＋－＠﹢"), max_size=12)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SIGNS = tuple("=+-@＝＋－＠﹢﹣﹦﹫")


@given(HOSTILE | st.text())
def test_a_guard_can_be_undone_for_every_text(text: str) -> None:
    assert unguard(guard(text)) == text


@given(HOSTILE)
def test_the_pattern_of_the_dictionary_undoes_it_in_duckdb(text: str) -> None:
    with duckdb.connect() as connection:
        answer = connection.execute(r"SELECT regexp_replace(?, ?, '\1', 'g')", [guard(text), GUARDED]).fetchone()
    assert answer == (text,)
    assert re.sub(GUARDED, r"\1", guard(text)) == text


@given(st.lists(HOSTILE, min_size=1, max_size=4))
def test_no_text_begins_a_formula_wherever_a_spreadsheet_splits_the_line(texts: list[str]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(["id", *(guard(text) for text in texts)])
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(stream.getvalue(), newline=""), delimiter=delimiter):
            assert not [cell for cell in line if cell.strip(' \t\r\n"').startswith(SIGNS)]


@SLOW
@given(files=projects())
def test_no_cell_of_a_file_is_a_formula(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    base = loaded(files)
    folder = readers.write("csv", Request(base), tmp_path_factory.mktemp("tables"))
    for path in folder.glob("*.csv"):
        text = path.read_bytes().decode()
        for delimiter in ",;\t":
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                begun = [cell for cell in line if cell.strip(' \t\r\n"').startswith(SIGNS)]
                assert not [cell for cell in begun if not NUMBER.fullmatch(cell)]


def test_a_negative_longitude_stays_a_number(tmp_path: Path) -> None:
    text = (readers.write("csv", Request(base_from(GRAPH)), tmp_path) / "entities.csv").read_text(encoding="utf-8")
    assert ",-34.50,-70," in text
    assert "'-70" not in text


# The dictionary


def held(said: dict[str, Any], read: Read) -> None:
    """What a dictionary says of types, keys, references and values holds of what was read."""
    ids = {name: {row["id"] for row in rows} for name, rows in read.items() if rows and "id" in rows[0]}
    for resource in said["resources"]:
        shape, rows = resource["schema"], read[resource["name"]]
        assert resource["rowCount"] == len(rows)
        keys = [tuple(row[name] for name in shape["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        assert not [key for key in keys if None in key]
        targets = {
            field: (key["reference"].get("resource", resource["name"]), key["reference"]["fields"])
            for key in shape.get("foreignKeys", [])
            for field in key["fields"]
        }
        for field in shape["fields"]:
            values = [row[field["name"]] for row in rows if row[field["name"]] is not None]
            rules = field.get("constraints", {})
            assert field["description"].endswith(".")
            if rules.get("required"):
                assert len(values) == len(rows)
            if rules.get("unique"):
                assert len(set(values)) == len(values)
            if field["name"] in targets:
                table, (column,) = targets[field["name"]]
                assert column == "id"
                assert set(values) <= ids.get(table, set())
            if "itemReference" in field:
                members = {member for value in values for member in value}
                assert members <= ids.get(field["itemReference"]["resource"], set())
            if "enum" in rules:
                assert set(values) <= set(rules["enum"])
            for value in values:
                assert rules.get("minimum", value) <= value <= rules.get("maximum", value)
                assert "pattern" not in rules or re.fullmatch(rules["pattern"], value)


@SLOW
@given(files=projects())
def test_the_dictionary_holds_of_the_files(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    request = Request(loaded(files))
    for name, read in (("csv", readers.csv_by_duckdb), ("parquet", readers.parquet_by_duckdb)):
        folder = readers.write(name, request, tmp_path_factory.mktemp("tables"))
        held(readers.package(folder), read(folder))


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_the_dictionary_names_every_file_with_its_bytes(name: str, tmp_path: Path) -> None:
    folder = readers.write(name, Request(base_from(GRAPH)), tmp_path)
    said = readers.package(folder)
    assert {it["path"] for it in said["resources"]} | {"datapackage.json"} == {it.name for it in folder.iterdir()}
    for resource in said["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
        names = [it["name"] for it in resource["schema"]["fields"]]
        if name == "csv":
            assert content.decode().splitlines()[0].split(",") == names


def test_the_dictionary_is_written_last_and_says_what_the_graph_says_of_itself() -> None:
    files = FORMATS["csv"].files
    assert files is not None
    base = kg.load().knowledge_base
    assert base is not None
    chosen = select(base.vocabulary, statuses=["contested"])
    *_, (path, chunks) = files(Request(narrow(base, chosen), chosen))
    said = json.loads(readers.joined(chunks))
    assert path == "datapackage.json"
    assert said["title"] == base.about.title
    assert said["licenses"] == [{"path": base.about.license}]
    assert said["selection"] == {"statuses": ["contested"]}
    assert said["newestSource"] == narrow(base, chosen).newest_date.text  # type: ignore[union-attr]


def test_what_the_graph_does_not_say_of_itself_is_left_out(tmp_path: Path) -> None:
    said = readers.package(readers.write("csv", Request(base_from(GRAPH)), tmp_path))
    assert not {"title", "licenses", "version", "contributors", "homepage", "created", "name"} & said.keys()


# What ties are, and what they are not


def sentences(base: KnowledgeBase, as_of: str | None = None) -> dict[str, str]:
    chosen = select(base.vocabulary, as_of=as_of)
    view = View(Request(narrow(base, chosen), chosen))
    return {tie.id: view.sentence(tie) for tie in view.base.relations.values()}


def test_a_tie_is_never_put_surer_than_it_is() -> None:
    assert sentences(base_from(GRAPH)) == {
        "a.alliance.b": "Alpha is allied with Bravo (in Somewhere)",
        "a.allegiance.c": "contested: Alpha pledged allegiance to Charlie",
        "a.rivalry.c": "denied: that Alpha is a rival of Charlie",
        "a.support.b": "Alpha supports Bravo (content: arms, training)",
    }
    assert sentences(base_from(GRAPH), "2013")["a.support.b"].startswith("may hold as of 2013: ")


def test_a_denied_tie_counts_for_no_entity(tmp_path: Path) -> None:
    rows = readers.csv_by_duckdb(readers.write("csv", Request(base_from(GRAPH)), tmp_path))
    counts = {row["id"]: (row["ties"], row["ties_denied"]) for row in rows["entities"]}
    assert counts["c"] == (1, 1)
    (denied,) = (row for row in rows["relations"] if row["status"] == "denied")
    assert denied["credibility"] is None
    assert (denied["asserting"], denied["denying"], denied["denied_by"]) == (0, 1, "Publisher 2")


def test_the_date_asked_for_marks_what_may_hold(tmp_path: Path) -> None:
    base = base_from(GRAPH)
    chosen = select(base.vocabulary, as_of="2013")
    rows = readers.csv_by_duckdb(readers.write("csv", Request(narrow(base, chosen), chosen), tmp_path))
    assert {row["id"]: row["activity"] for row in rows["relations"]} == {
        tie.id: chosen.activity(tie) for tie in base.relations.values() if chosen.activity(tie) != "inactive"
    }


# Foreign tools and the shipped graph


def shipped() -> KnowledgeBase:
    base = kg.load().knowledge_base
    assert base is not None
    return base


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_duckdb_tells_who_asserts_and_who_denies_contested_allegiances(name: str, tmp_path: Path) -> None:
    base = shipped()
    folder = readers.write(name, Request(base), tmp_path)
    wanted: dict[tuple[str, str], int] = {}
    for tie in base.relations.values():
        if tie.type == "Allegiance" and tie.status == "contested":
            for claim in tie.claims:
                key = base.sources[claim.source].publisher, claim.stance
                wanted[key] = wanted.get(key, 0) + 1
    with duckdb.connect() as connection:
        answer = connection.execute(
            f"SELECT publisher, stance, count(*) FROM '{folder / f'claims.{name}'}' "
            "WHERE relation_type = 'Allegiance' AND relation_status = 'contested' GROUP BY ALL"
        ).fetchall()
    assert wanted
    assert {(publisher, stance): count for publisher, stance, count in answer} == wanted


def test_duckdb_joins_the_parquet_of_the_shipped_graph_by_its_typed_columns(tmp_path: Path) -> None:
    base = shipped()
    folder = readers.write("parquet", Request(base), tmp_path)
    held(readers.package(folder), readers.parquet_by_duckdb(folder))
    day = date(2017, 1, 1)
    wanted = {
        tie.id
        for tie in base.relations.values()
        if tie.status != "denied"
        and tie.known_from is not None
        and tie.known_from <= day <= (tie.known_to or date.max)
        and base.vocabulary.is_entity_a(base.entities[tie.subject].type, "Person")
    }
    with duckdb.connect() as connection:
        answer = connection.execute(
            f"SELECT r.id FROM '{folder / 'relations.parquet'}' r JOIN '{folder / 'entities.parquet'}' e "
            "ON e.id = r.subject WHERE e.folder = 'people' AND r.status <> 'denied' "
            "AND r.known_from <= DATE '2017-01-01' AND coalesce(r.known_to, DATE '9999-12-31') >= DATE '2017-01-01'"
        ).fetchall()
    assert wanted
    assert {id_ for (id_,) in answer} == wanted


def test_pandas_counts_the_ties_of_the_shipped_workbook_by_status() -> None:
    base = shipped()
    sheet = pd.read_excel(io.BytesIO(readers.excel(Request(base))), sheet_name="relations")
    wanted: dict[str, int] = {}
    for tie in base.relations.values():
        wanted[tie.status] = wanted.get(tie.status, 0) + 1
    assert sheet["status"].value_counts().to_dict() == wanted
    assert sheet[sheet["status"] == "denied"]["sentence"].str.startswith("denied: that ").all()


# The documentation


def test_the_documentation_names_every_column_and_which_follow_from_others() -> None:
    page = (ROOT / "docs/formats/tables.md").read_text(encoding="utf-8")
    shared = [column.name for column in CLAIMS.columns[CLAIMS.columns.index(_column("stance")) :]]
    for table in TABLES:
        (line,) = re.findall(rf"^\| `{table.name}` \| [^|]* \| ([^|]*) \| ([^|]*) \|$", page, re.MULTILINE)
        assert re.findall(r"`(\w+)`", line[0]) == list(table.key)
        told = re.findall(r"\*?`\w+`\*?", line[1])
        wanted = [
            f"*`{column.name}`*" if column.reading else f"`{column.name}`"
            for column in table.columns
            if not column.name.endswith(("_earliest", "_latest"))
        ]
        if "and the columns of a claim from `stance` on" in line[1]:
            wanted = [name for name in wanted if name.strip("*`") not in shared]
            told.remove("`stance`")
        assert told == wanted, table.name


def _column(name: str) -> Column[Any]:
    return next(column for column in CLAIMS.columns if column.name == name)
