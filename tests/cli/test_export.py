"""`export`: every format to a file and to a pipe, what is lost told and listed, and words that are not understood."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

import khorasan_graph as kg
from khorasan_graph.export import FORMATS
from khorasan_graph.rdf.dataset import name_id
from tests.cli.conftest import Cli
from tests.cli.project import write_project

SEVERAL = [name for name, form in FORMATS.items() if form.files is not None]


def words(name: str) -> tuple[str, ...]:
    """What to write for an export: a dossier is about somebody."""
    return (name, "RF") if FORMATS[name].dossier else (name,)


def test_the_list_says_of_every_format_what_it_is_for_and_what_it_loses(cli: Cli) -> None:
    told = cli("export", "--list")
    assert told.code == 0
    listed = cli("export", "--list", "--format", "json").json
    assert [form["name"] for form in listed] == list(FORMATS)
    for form in listed:
        assert f"{form['name']}  {form['extension']}  {form['media_type']}" in told.out
        assert form["purpose"] in told.out
        assert len({loss["key"] for loss in form["losses"]}) == len(form["losses"])
        for loss in form["losses"]:
            assert loss["how"] in ("dropped", "flattened")
            assert f"  {loss['how']} ({loss['key']}): {loss['says']}" in told.out
            assert not loss["says"].endswith(".")  # part of a sentence: `dropped, 8: ties that are only denied`


@pytest.mark.parametrize("name", FORMATS)
def test_the_loss_report_names_records_that_there_are(cli: Cli, name: str, project: Path, tmp_path: Path) -> None:
    report = tmp_path / "losses.json"
    target = tmp_path / ("a" if FORMATS[name].files is not None else f"a{FORMATS[name].extension}")
    ran = cli("export", *words(name), "-o", target, "--loss-report", report, root=project)
    assert ran.code == 0, ran.err
    assert ran.out == ""
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["format"], told["selection"]) == (name, {})
    base = kg.load(project).knowledge_base
    assert base is not None
    ties = [f"claim/{claim.id}" for tie in base.relations.values() for claim in tie.claims]
    facts = [f"claim/{it.claim.id}" for one in base.entities.values() for it in one.quantities]
    facts += [f"claim/{it.claim.id}" for one in base.entities.values() for it in one.fates]
    names = [f"name/{name_id(one.id, each)}" for one in base.entities.values() for each in one.names]
    known = {*base.entities, *ties, *facts, *names}
    known |= {f"relation/{tie}" for tie in base.relations} | {f"source/{source}" for source in base.sources}
    declared = {loss.key: loss for loss in FORMATS[name].losses}
    for lost in told["losses"]:
        assert lost["count"] == len(lost["records"]) > 0
        assert set(lost["records"]) <= known
        assert lost["says"] == declared[lost["key"]].says
        assert f"{lost['how']}, {lost['count']:,}: {lost['says']}" in ran.err


@pytest.mark.parametrize("name", SEVERAL)
def test_several_files_are_a_folder_or_an_archive(cli: Cli, name: str, project: Path, tmp_path: Path) -> None:
    assert cli("export", name, "-o", tmp_path / "folder", root=project).code == 0
    assert cli("export", name, "-o", tmp_path / "a.zip", root=project).code == 0
    made = {
        path.relative_to(tmp_path / "folder").as_posix(): path.read_bytes()
        for path in (tmp_path / "folder").rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert made == {each: archive.read(each) for each in archive.namelist()}


def test_the_python_call_writes_the_same(project: Path, cli: Cli, tmp_path: Path) -> None:
    base = kg.load(project).knowledge_base
    assert base is not None
    chosen = kg.select(base.vocabulary, as_of="2014")
    lost = kg.save(base, "graphml", tmp_path / "a.graphml", chosen)
    told = cli("export", "graphml", "-o", tmp_path / "b.graphml", "--as-of", "2014", root=project)
    assert (tmp_path / "a.graphml").read_bytes() == (tmp_path / "b.graphml").read_bytes()
    assert [f"{one.loss.how}, {len(one.records)}: {one.loss.says}" in told.err for one in lost].count(False) == 0
    with pytest.raises(kg.ExportError, match="no format"):
        kg.save(base, "zzz", tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a format; `khorasan-graph export --list` shows them"),
        (("zzz",), "`zzz` is no format; the formats are turtle, trig"),
        (("docx",), "`docx` is no format; did you mean markdown?"),
        ((".ttl",), "`.ttl` is no format; did you mean turtle?"),
        (("turtle", "RF"), "turtle is of the whole graph"),
        (("turtle", "--profile", "strict"), "`strict` is no profile of turtle; turtle has none"),
        (("turtle", "--format", "json"), "--format is for --list"),
        (("turtle", "--list"), "--list stands alone"),
        (("--list", "--profile", "strict"), "--list stands alone"),
        (("turtle", "--loss-report", "-"), "goes to a file"),
        (("turtle", "-o", "here.ttl", "--loss-report", "./here.ttl"), "cannot be one file"),
        (("turtle", "--as-of", "2014", "--during", "2014/2016"), "exclude each other"),
    ],
)
def test_what_is_not_understood(cli: Cli, project: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = cli("export", *arguments, root=project)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("name", SEVERAL)
def test_several_files_are_no_single_file(cli: Cli, name: str, project: Path, tmp_path: Path) -> None:
    ran = cli("export", name, "-o", tmp_path / "a.csv", root=project)
    assert (ran.code, list(tmp_path.iterdir())) == (4, [])
    assert "name a folder, or a .zip" in ran.err


def test_nothing_is_written_among_the_data(cli: Cli, tmp_path: Path) -> None:
    root = write_project(tmp_path / "mine")
    inside, outside = root / "graph_data/a.ttl", tmp_path / "a.ttl"
    other = write_project(tmp_path / "other") / "graph_data/a.ttl"
    ontology = root / "ontology/khorasan.ttl"
    for where in (("-o", inside), ("-o", outside, "--loss-report", inside), ("-o", other), ("-o", ontology)):
        assert cli("export", "turtle", *where, root=root).code == 4
    assert not [path for path in (inside, other, ontology) if path.exists()]
    assert not outside.exists()


def test_the_build_describes_its_files(cli: Cli, project: Path, tmp_path: Path) -> None:
    assert cli("build", "-o", tmp_path / "b", root=project).code == 0
    manifest = json.loads((tmp_path / "b/manifest.json").read_text(encoding="utf-8"))
    made = {
        path.relative_to(tmp_path / "b").as_posix()
        for path in (tmp_path / "b").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert set(manifest["files"]) == made
    assert {"khorasan.ttl", "khorasan.trig", "khorasan.graphml", "explorer.html"} <= made
    for path, told in manifest["files"].items():
        content = (tmp_path / "b" / path).read_bytes()
        assert (told["bytes"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert manifest["license"] is None  # nobody gave this project one
    assert manifest["counts"]["relations"] > 0


def test_an_archive_is_the_same_bytes_whatever_the_time() -> None:
    from khorasan_graph.export.archive import zipped

    made = zipped([("a/b.csv", ["id\n", b"1\n"]), ("z.json", ["{}"])])
    assert made == zipped([("a/b.csv", ["id\n1\n"]), ("z.json", ["{}"])])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert [(one.filename, one.date_time[0]) for one in archive.infolist()] == [("a/b.csv", 1980), ("z.json", 1980)]
