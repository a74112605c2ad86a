"""How foreign tools read our tables, and the graph made anew of what they read.

Each reader gives the rows of every table as plain values, with the types that Table Schema names: texts as they were,
days, whole numbers, floats, lists.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
from hypothesis import HealthCheck, settings

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.export.formats import Chunks, Request
from khorasan_graph.export.tables import FORMATS
from khorasan_graph.model.dates import EdtfDate, parse_bound
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Identifier, Quantity, Relation, Source
from tests.support import TODAY, vocabulary

GRAPH = """
--- organizations/a.yaml
type: MilitantOrganization
name: Alpha
names:
  - {text: =HYPERLINK("http://example.org"), kind: alias, source: s1}
  - {text: "'Alif", kind: spelling, lang: ur-Latn, start: 2014~}
description: "+1; =2\\n@x"
start: 2001?
sources: [s1, s2]
different_from: [b]
identifiers: [{scheme: wikidata, value: Q1}]
quantities: [{measure: strength, min: 1500, source: s1, credibility: 3}]
relations:
  - type: Alliance
    object: b
    start: 2014-08
    place: somewhere
    claims:
      - {source: s1, credibility: 2, locator: p. 3, citing: Dawn, note: "=1", start: 2014, end: 2016?}
      - {source: s2, credibility: 3}
  - type: Allegiance
    object: c
    note: "-1"
    claims: [{source: s1, credibility: 2, by: b}, {source: s3, credibility: 4, stance: denies}]
  - {type: Rivalry, object: c, claims: [{source: s2, credibility: 2, stance: denies}]}
  - {type: Support, object: b, content: [arms, training], claims: [{source: s4, credibility: 2, as_of: 2012}]}
--- organizations/b.yaml
type: Faction
name: Bravo
--- organizations/c.yaml
type: MilitantOrganization
name: Charlie
--- people/p.yaml
type: Person
name: Person
fates: [{fate: killed, date: 2016-05, source: s2, credibility: 2}]
--- places/somewhere.yaml
type: Place
name: Somewhere
coordinates: {latitude: "-34.50", longitude: "-70"}
--- sources/s1.yaml
publisher: "One; Two"
title: Report
published: 1890
reliability: B
authors: ["A; B", "@C"]
"""
"""A small graph in which everything occurs that is hard to put in a table."""

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def loaded(files: dict[str, str]) -> KnowledgeBase:
    """The knowledge base of a random project."""
    raw = [RawFile(path, text.encode()) for path, text in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    return base


Row = dict[str, Any]
Read = dict[str, list[Row]]

DUCKDB = {
    "string": "VARCHAR",
    "list": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


def joined(chunks: Chunks) -> bytes:
    return b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)


def write(name: str, request: Request, folder: Path) -> Path:
    """Write a format of several files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = FORMATS[name].files
    assert files is not None
    for path, chunks in files(request):
        (folder / path).write_bytes(joined(chunks))
    return folder


def excel(request: Request) -> bytes:
    """The bytes of a workbook."""
    writer = FORMATS["xlsx"].write
    assert writer is not None
    return joined(writer(request))


def package(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def csv_by_duckdb(folder: Path) -> Read:
    """CSV as DuckDB reads it, by the types and by the pattern that the dictionary gives."""
    said = package(folder)
    pattern = said["cellGuard"]["pattern"]
    guarded = said["cellGuard"]["appliesTo"]
    found: Read = {}
    with duckdb.connect() as connection:
        for resource in said["resources"]:
            fields = resource["schema"]["fields"]
            chosen = [
                f"""regexp_replace("{it["name"]}", $pattern, '\\1', 'g')"""
                if it["type"] in guarded
                else f'"{it["name"]}"'
                for it in fields
            ]
            types = {it["name"]: DUCKDB[it["type"]] for it in fields}
            read = connection.execute(
                f"SELECT {', '.join(chosen)} FROM read_csv($path, header = true, delim = ',', quote = '\"', "
                f"auto_detect = false, new_line = '\\r\\n', max_line_size = 10000000, columns = {types})",
                {"pattern": pattern, "path": str(folder / resource["path"])},
            ).fetchall()
            found[resource["name"]] = [_row(fields, values, split=True) for values in read]
    return found


def csv_by_pandas(folder: Path) -> Read:
    """CSV as pandas reads it: texts as they are, only empty cells missing."""
    said = package(folder)
    found: Read = {}
    for resource in said["resources"]:
        fields = resource["schema"]["fields"]
        frame = pd.read_csv(
            folder / resource["path"], dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8"
        )
        texts = [it["name"] for it in fields if it["type"] in said["cellGuard"]["appliesTo"]]
        for name in texts:
            frame[name] = frame[name].str.replace(said["cellGuard"]["pattern"], r"\1", regex=True)
        found[resource["name"]] = [
            _row(fields, [None if pd.isna(value) else value for value in values], split=True)
            for values in frame.itertuples(index=False, name=None)
        ]
    return found


def parquet_by_duckdb(folder: Path) -> Read:
    found: Read = {}
    with duckdb.connect() as connection:
        for resource in package(folder)["resources"]:
            read = connection.execute("SELECT * FROM read_parquet(?)", [str(folder / resource["path"])]).fetchall()
            found[resource["name"]] = [_row(resource["schema"]["fields"], values) for values in read]
    return found


def parquet_by_pandas(folder: Path) -> Read:
    found: Read = {}
    for resource in package(folder)["resources"]:
        frame = pd.read_parquet(folder / resource["path"], dtype_backend="pyarrow")
        found[resource["name"]] = [
            _row(resource["schema"]["fields"], [None if value is pd.NA else value for value in values])
            for values in frame.astype(object).itertuples(index=False, name=None)
        ]
    return found


def excel_by_openpyxl(content: bytes, fields: dict[str, list[Row]]) -> Read:
    """The sheets of a workbook, by the fields of the tables."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found: Read = {}
    for name, columns in fields.items():
        lines = book[name].iter_rows(values_only=True, max_col=len(columns))
        assert list(next(lines)) == [it["name"] for it in columns]
        found[name] = [_row(columns, values, split=True) for values in lines]
    return found


def excel_by_pandas(content: bytes, fields: dict[str, list[Row]]) -> Read:
    found: Read = {}
    sheets = pd.read_excel(
        io.BytesIO(content), sheet_name=list(fields), keep_default_na=False, na_values=[""], dtype=object
    )
    for name, columns in fields.items():
        assert list(sheets[name].columns) == [it["name"] for it in columns]
        found[name] = [
            _row(columns, [None if pd.isna(value) else value for value in values], split=True)
            for values in sheets[name].itertuples(index=False, name=None)
        ]
    return found


def _row(fields: list[Row], values: Any, *, split: bool = False) -> Row:
    return {it["name"]: _value(it, value, split) for it, value in zip(fields, values, strict=True)}


def _value(field: Row, value: Any, split: bool) -> Any:
    """A value in the type of its field, however the tool puts it; a list as its members where ids are its members."""
    kind = field["type"]
    if kind == "list":
        if not split:
            return list(value)
        if "itemReference" in field:
            return value.split(field["delimiter"]) if value is not None else []
        return value
    if value is None:
        return None
    if kind == "date":
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else date.fromisoformat(value)
    if kind == "integer":
        assert int(value) == float(value)
        return int(value)
    if kind == "number":
        return float(value)
    if kind == "boolean":
        return {"true": True, "false": False}[str(value).lower()]
    assert isinstance(value, str)
    return value


def graph(read: Read) -> tuple[dict[str, Entity], dict[str, Source], dict[str, Relation]]:
    """The entities, sources and ties that the columns which do not follow from others make.

    What follows from claims and dates (the status, the four days) is taken from the columns for reading.
    """
    names, identifiers, authors = _by(read, "names", "entity"), _by(read, "identifiers", "entity"), _by(read, "authors")
    quantities, fates = _by(read, "quantities", "entity"), _by(read, "fates", "entity")
    claims, qualifiers = _by(read, "claims", "relation"), _by(read, "qualifiers", "relation")
    entities = {}
    for row in read["entities"]:
        id_ = row["id"]
        latitude, longitude = row["location"].removeprefix("geo:").split(",") if row["location"] else (None, None)
        first, *others = sorted(names[id_], key=lambda it: int(it["position"]))
        assert first["text"] == row["name"]
        entities[id_] = Entity(
            id_,
            row["type"],
            row["name"],
            tuple(
                Name(
                    it["text"], it["kind"], it["lang"], _date(it["start"]), _date(it["end"]), it["source"], it["shared"]
                )
                for it in others
            ),
            row["description"],
            _date(row["start"]),
            _date(row["end"]),
            row["part_of"],
            latitude,
            longitude,
            row["code"],
            tuple(Identifier(it["scheme"], it["value"]) for it in identifiers.get(id_, ())),
            tuple(row["different_from"]),
            tuple(row["sources"]),
            tuple(Quantity(_claim(it), it["measure"], it["minimum"], it["maximum"]) for it in quantities.get(id_, ())),
            tuple(Fate(_claim(it), it["fate"], _date(it["date"])) for it in fates.get(id_, ())),
        )
    sources = {
        row["id"]: Source(
            row["id"],
            row["publisher"],
            row["title"],
            _known(row["published"]),
            row["reliability"],
            row["url"],
            row["archive_url"],
            row["lang"],
            tuple(it["author"] for it in authors.get(row["id"], ())),
            row["via"],
            tuple(row["derived_from"]),
            _date(row["accessed"]),
            row["note"],
        )
        for row in read["sources"]
    }
    relations = {}
    for row in read["relations"]:
        values: dict[str, list[str]] = {}
        for it in qualifiers.get(row["id"], ()):
            values.setdefault(it["key"], []).append(it["value"])
        relations[row["id"]] = Relation(
            row["id"],
            row["type"],
            row["subject"],
            row["object"],
            tuple(_claim(it) for it in claims[row["id"]]),
            row["status"],
            _date(row["start"]),
            _date(row["end"]),
            row["place"],
            tuple((key, tuple(some)) for key, some in values.items()),
            row["note"],
            row["known_from"],
            row["known_to"],
            row["possible_from"],
            row["possible_to"],
        )
    return entities, sources, relations


def _by(read: Read, table: str, column: str = "source") -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in read[table]:
        found.setdefault(row[column], []).append(row)
    return found


def _claim(row: Row) -> Claim:
    return Claim(
        row["id"],
        row["source"],
        row["stance"],
        row["credibility"],
        row["by"],
        _date(row["as_of"]),
        _date(row.get("start")),
        _date(row.get("end")),
        row["locator"],
        row["citing"],
        row["note"],
    )


def _date(text: str | None) -> EdtfDate | None:
    return None if text is None else _known(text)


def _known(text: str) -> EdtfDate:
    found = parse_bound(text, end=True)
    assert isinstance(found, EdtfDate)
    return found


def cells(read: Read) -> Iterator[tuple[str, int, str, Any]]:
    """Every cell with its place, to be compared one by one."""
    for table, rows in read.items():
        for number, row in enumerate(rows):
            for name, value in row.items():
                yield table, number, name, value
