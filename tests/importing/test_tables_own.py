"""Our own tables come back as they were; what somebody did to them is told."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.export import FORMATS, Request, request_for
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.importing import report, tables
from khorasan_graph.importing.drafts import Drafts, Foreign, LimitError, NotUnderstoodError, UnreadableError
from khorasan_graph.importing.tables import own
from khorasan_graph.importing.write import completed
from khorasan_graph.model.about import About
from khorasan_graph.model.difference import diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import select
from tests.authoring.projects import projects
from tests.importing.common import base_of, loaded
from tests.support import base_from, vocabulary

SMALL = """
--- organizations/a.yaml
type: MilitantOrganization
name: "'=A; +B"
sources: [s1, s2]
relations:
  - {type: Alliance, object: b, start: 2014~, end: .., claims: [{source: s1, credibility: 3, by: b, stance: denies}]}
  - {type: Responsibility, object: e, claims: [{source: s2, credibility: 2}]}
quantities:
  - {measure: strength, max: 6500, source: s1, credibility: 4}
--- organizations/b.yaml
type: Faction
name: B
names:
  - {text: "-B", kind: alias, lang: fa-AF, shared: true}
--- events/e.yaml
type: Attack
name: E
date: 2016-03-27
--- about.yaml
title: "Small; =1"
creators: [A, B]
"""

FULL = """
--- organizations/a.yaml
type: MilitantOrganization
name: A
identifiers:
  - {scheme: wikidata, value: Q42}
quantities:
  - {measure: strength, max: 6500, source: s1, credibility: 4}
--- people/b.yaml
type: Person
name: B
relations:
  - {type: Leadership, object: a, office: emir, claims: [{source: s1, credibility: 3}]}
--- places/p.yaml
type: Country
name: P
code: AF
coordinates: {latitude: "34.50", longitude: 69}
"""


def written(base: KnowledgeBase) -> dict[str, bytes]:
    files = FORMATS["csv"].files
    assert files is not None
    return {path: b"".join(map(as_bytes, chunks)) for path, chunks in files(Request(base))}


def as_bytes(chunk: str | bytes) -> bytes:
    return chunk.encode() if isinstance(chunk, str) else chunk


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        for path, content in files.items():
            zipped.writestr(path, content)
    return stream.getvalue()


def read(folder: Path, name: str = "") -> tuple[Drafts, dict[str, str]]:
    files, drafts = completed(tables.read(Foreign(folder / name if name else folder, vocabulary())))
    return drafts, files


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for path, content in files.items():
        (folder / path).write_bytes(content)
    return folder


@settings(deadline=None)
@given(files=projects(), about=st.booleans())
def test_an_export_of_ours_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], about: bool
) -> None:
    given_files = {path.removeprefix("graph_data/"): text for path, text in files.items()}
    if about:
        given_files["about.yaml"] = '{"title": "=T", "license": "https://example.org/l", "creators": ["a; b", "c"]}'
    base = base_of(given_files)
    folder = tmp_path_factory.mktemp("tables")
    (folder / "a.zip").write_bytes(archive(written(base)))
    drafts, made = read(folder, "a.zip")
    assert drafts.own
    assert report.decisions(drafts) == 0
    assert report.left_over(drafts) == []
    assert base_of(made) == base


def test_folder_description_and_archive_are_the_same(tmp_path: Path) -> None:
    base = base_from(SMALL)
    folder = put(tmp_path / "csv", written(base))
    (tmp_path / "a.zip").write_bytes(archive({f"x/{path}": text for path, text in written(base).items()}))
    results = [read(folder)[1], read(folder, "datapackage.json")[1], read(tmp_path, "a.zip")[1]]
    assert results[0] == results[1] == results[2]
    assert base_of(results[0]) == base
    assert base.about == About(title="Small; =1", creators=("A", "B"))
    assert diff(base, base_of(results[0])).is_empty
    with pytest.raises(NotUnderstoodError, match="name its folder"):
        read(folder, "entities.csv")


def test_a_part_of_a_graph_is_said_to_be_one(tmp_path: Path) -> None:
    base = base_from(SMALL)
    form, request = request_for(base, "csv", select(vocabulary(), types=("Alliance",), as_of="2014"))
    assert form.files is not None
    files = {path: b"".join(map(as_bytes, chunks)) for path, chunks in form.files(request)}
    drafts, made = read(put(tmp_path / "csv", files))
    assert drafts.notes[1:] == [
        'a part of a graph: {"types": ["Alliance"], "as_of": "2014"}',
        "1 of its ties only may hold at the time that it is of",
    ]
    assert base_of(made) == request.base


def test_what_somebody_added_is_left_over(tmp_path: Path) -> None:
    files = written(base_from(SMALL))
    head, *rows = files["sources.csv"].decode().split("\r\n")
    files["sources.csv"] = "\r\n".join([f"{head},my view", *(f"{row},good" for row in rows if row), rows[0]]).encode()
    files["names.csv"] += b"nobody,1,X,alias,,,,,,,,,,\r\n"
    files["claims.csv"] = files["claims.csv"].replace(b"a.alliance.b", b"a.rivalry.b")
    del files["fates.csv"]
    drafts, made = read(put(tmp_path / "csv", files))
    told = [(item.where, item.why, item.count) for item in report.left_over(drafts)]
    assert ("sources.csv, column `my view`", "no column of this table", 4) in told
    assert ("sources.csv, row 6", "the id is taken", 1) in told
    assert ("names.csv, row 6", "entity that is in no row of its own table", 1) in told
    assert ("claims.csv, row 2", "relation that is in no row of its own table", 1) in told
    assert ("fates.csv", "it is not there", 0) in told
    assert "TODO" in made["organizations/a.yaml"]
    assert "The tables have no claim of this tie." in made["organizations/a.yaml"]


def test_a_type_that_the_vocabulary_lacks_is_open(tmp_path: Path) -> None:
    files = written(base_from(SMALL))
    files["entities.csv"] = files["entities.csv"].replace(b",Faction,", b",Gang,")
    files["relations.csv"] = files["relations.csv"].replace(b",Alliance,", b",Pact,")
    drafts, made = read(put(tmp_path / "csv", files))
    assert 'type: TODO  # a class of the ontology; the file says "Gang"' in made["undecided/b.yaml"]
    assert 'the file says "Pact"' in made["relations/ties-csv.yaml"]
    assert loaded(made).knowledge_base is None
    assert report.decisions(drafts) == 2


def test_foreign_packages_and_broken_archives_are_refused(tmp_path: Path) -> None:
    files = written(base_from(SMALL))
    package = json.loads(files["datapackage.json"])
    for name, change, error in (
        ("a", {"datapackage.json": json.dumps({**package, "generator": "x"}).encode()}, UnreadableError),
        ("b", {"datapackage.json": b"[" * 100_000}, UnreadableError),
        ("c", {"datapackage.json": b"\xff"}, UnreadableError),
        ("d", {"entities.csv": b'id,name\r\n"a,b'}, UnreadableError),
        ("e", {"entities.csv": files["entities.csv"] + b"x" * 200_000}, LimitError),
    ):
        with pytest.raises(error):
            read(put(tmp_path / name, {**files, **change}))
    for content in (b"PK\x03\x04 broken", archive({"a.csv": b""}), archive(files)[:-40]):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(UnreadableError):
            read(tmp_path, "x.zip")
    with pytest.raises(UnreadableError, match="there is no"):
        read(put(tmp_path / "f", {"x.csv": b"a,b"}))


def test_an_archive_leads_nowhere_and_does_not_burst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"../../{path}": text for path, text in written(base_from(SMALL)).items()}
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.zip").write_bytes(archive(files))
    _, made = read(tmp_path / "in", "x.zip")
    assert "organizations/a.yaml" in made
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "x.zip"]
    monkeypatch.setattr(tables, "LARGEST", 1000)
    with pytest.raises(LimitError):
        read(tmp_path / "in", "x.zip")


def changed(files: dict[str, bytes], name: str, change: Callable[[list[list[str]]], object]) -> dict[str, bytes]:
    """The files with one table changed in place, its line of column names first."""
    rows = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))
    change(rows)
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return {**files, f"{name}.csv": stream.getvalue().encode()}


@pytest.mark.parametrize(
    ("table", "column"),
    [(table.name, column.name) for table in TABLES for column in table.columns if not column.reading],
)
def test_a_column_that_is_gone_is_never_read_as_nothing_said(tmp_path: Path, table: str, column: str) -> None:
    def without(rows: list[list[str]]) -> None:
        place = rows[0].index(column)
        for row in rows:
            del row[place]

    with pytest.raises(UnreadableError, match=f"`{table}.csv` has no column `{column}`"):
        read(put(tmp_path / "a", changed(written(base_from(SMALL)), table, without)))


def test_columns_for_reading_can_be_gone(tmp_path: Path) -> None:
    base = base_from(SMALL)
    files = written(base)
    for table in TABLES:
        kept = [number for number, column in enumerate(table.columns) if not column.reading]

        def keep(rows: list[list[str]], kept: list[int] = kept) -> None:
            rows[:] = [[row[number] for number in kept] for row in rows]

        files = changed(files, table.name, keep)
    drafts, made = read(put(tmp_path / "a", files))
    assert report.left_over(drafts) == []
    assert base_of(made) == base


def test_a_table_that_is_gone_is_refused_unless_it_was_empty(tmp_path: Path) -> None:
    files = written(base_from(SMALL))
    package = json.loads(files["datapackage.json"])
    rows = {resource["name"]: resource["rowCount"] for resource in package["resources"]}
    assert {number > 0 for number in rows.values()} == {True, False}
    for name, number in rows.items():
        folder = put(tmp_path / name, {path: text for path, text in files.items() if path != f"{name}.csv"})
        if number:
            with pytest.raises(UnreadableError, match=f"`{name}.csv` is not there"):
                read(folder)
        else:
            assert base_of(read(folder)[1]) == base_from(SMALL)
    fewer = changed(files, "names", lambda rows: rows.pop())
    assert (
        f"names.csv has {rows['names'] - 1} rows, {rows['names']} were exported"
        in read(put(tmp_path / "fewer", fewer))[0].notes
    )


@pytest.mark.parametrize(("sign", "named"), [(";", "semicolons"), ("\t", "tabs")])
def test_tables_that_a_spreadsheet_saved_anew_are_read_by_the_sign_in_their_first_line(
    tmp_path: Path, sign: str, named: str
) -> None:
    base = base_from(SMALL)
    files = written(base)
    for name in own.NAMES:
        stream = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(files[f"{name}.csv"].decode(), newline=""))
        csv.writer(stream, delimiter=sign).writerows(
            [{"true": "TRUE", "false": "FALSE"}.get(cell, cell) for cell in row] for row in rows
        )
        files[f"{name}.csv"] = b"\xef\xbb\xbf" + stream.getvalue().encode()
    drafts, made = read(put(tmp_path / "a", files))
    assert f"relations.csv is separated by {named}" in drafts.notes
    assert report.left_over(drafts) == []
    assert base_of(made) == base
    for text in (b'"id,name"\r\n', b"id:name\r\n", b"", files["claims.csv"]):
        with pytest.raises(UnreadableError, match=r"`entities.csv` has no"):
            read(put(tmp_path / "b", {**files, "entities.csv": text}))
    with pytest.raises(UnreadableError, match=r"`sources.csv`: byte .* save it as CSV in UTF-8"):
        read(put(tmp_path / "c", {**files, "sources.csv": files["sources.csv"] + b"\xfc"}))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if (column.reading or column.name in ("latitude", "longitude")) and table.name != "fates"
    ],
)
def test_what_somebody_wrote_over_what_follows_from_others_is_told(tmp_path: Path, table: str, column: str) -> None:
    base = base_from(FULL)
    files = written(base)

    def overwrite(rows: list[list[str]]) -> None:
        rows[-1][rows[0].index(column)] = "other"

    files = changed(files, table, overwrite)
    number = len(files[f"{table}.csv"].splitlines())
    drafts, made = read(put(tmp_path / "a", files))
    (left,) = report.left_over(drafts)
    assert (left.where, left.what) == (f"{table}.csv, row {number}", f"`{column}`")
    assert left.why.startswith("not taken: it follows from others, which ")
    assert left.examples == ("other",)
    assert base_of(made) == base


def test_many_cells_that_somebody_wrote_over_are_counted(tmp_path: Path) -> None:
    files = written(base_from("".join(f"--- organizations/o{n}.yaml\ntype: Faction\nname: O{n}\n" for n in range(30))))

    def overwrite(rows: list[list[str]]) -> None:
        for row in rows[1:]:
            row[rows[0].index("folder")] = "people"

    drafts, _ = read(put(tmp_path / "a", changed(files, "entities", overwrite)))
    told = report.left_over(drafts)
    assert [item.count for item in told] == [1] * 10 + [20]
    assert (told[-1].where, told[-1].examples[0]) == ("entities.csv, column `folder`", "people")


def test_what_could_not_be_compared_is_said(tmp_path: Path) -> None:
    files = written(base_from(SMALL))
    wrong = {**files, "relations.csv": files["relations.csv"].replace(b",Alliance,", b",Pact,")}
    assert read(put(tmp_path / "a", wrong))[0].notes[-1].endswith("for `check` refuses what they follow from")
    package = json.loads(files["datapackage.json"])
    older = {**files, "datapackage.json": json.dumps({**package, "generator": "khorasan-graph 0.0.1"}).encode()}
    assert read(put(tmp_path / "b", older))[0].notes[-1].endswith("for another version wrote them")


JUNK = [
    "",
    "a",
    "s1",
    "e",
    "A b",
    "../x",
    "'=1",
    "0",
    "-1",
    "unknown",
    "..",
    "2014~",
    "Faction",
    "\ud7ff\n- x: [",
    "9" * 30,
]


@settings(deadline=None)
@given(edits=st.lists(st.tuples(st.sampled_from(own.NAMES), st.integers(0), st.integers(0), st.sampled_from(JUNK))))
def test_whatever_somebody_wrote_into_the_tables_gives_files_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, int, str]]
) -> None:
    files = written(base_from(SMALL))
    for name, row, column, junk in edits:
        lines = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))
        cells = lines[row % len(lines)]
        cells[column % len(cells)] = junk
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows(lines)
        files[f"{name}.csv"] = stream.getvalue().encode()
    folder = put(tmp_path_factory.mktemp("tables"), files)
    heads = {name: text.partition(b"\n")[0].strip() for name, text in written(base_from(SMALL)).items()}
    try:
        drafts, made = read(folder)
    except UnreadableError:
        assert any(files[f"{name}.csv"].partition(b"\n")[0].strip() != heads[f"{name}.csv"] for name in own.NAMES)
        return
    assert all(path == "about.yaml" or re.fullmatch(r"[a-z]+/[a-z0-9-]+\.yaml", path) for path in made)
    assert not {item.code for item in loaded(made).diagnostics} & {"KG120", "KG122", "KG123", "KG201", "KG203"}
    report.markdown(drafts)
