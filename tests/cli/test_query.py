"""`query`: what it prints for each form and format, how it ends, and what it does not let through."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from khorasan_graph.cli.query import width
from tests.cli.conftest import Cli, Ran, process, start
from tests.cli.project import write_project
from tests.rdf.library_sample import PROJECT
from tests.support import ROOT

GOLDEN = Path(__file__).parent / "golden/query"

NAMED = "SELECT ?tie ?status { ?tie kg:subject data:cell ; kg:status ?status } ORDER BY ?tie"
ODD = """SELECT ?a ?b ?n { VALUES (?a ?b ?n) {
    ("=1+1" "چتر" 7) ("-x" "日本" -12) ("a\\nb\\u001b[31m" UNDEF 3.5) ("\\u202eabc" <http://a/> UNDEF) } }"""

TRANSCRIPTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "table": ((NAMED,), (ODD,), ("SELECT ?x { ?x kg:partOf ?x }",)),
    "csv": ((NAMED, "--format", "csv"), (ODD, "--format", "csv"), (ODD, "--format", "csv", "--raw-csv")),
    "json": (
        ("SELECT ?x ?n { ?x kg:partOf ?y OPTIONAL { ?x kg:countryCode ?n } }", "--format", "json"),
        ("ASK { data:ttp ?p ?o }", "--format", "json"),
        ("SELECT ?s { ?s kg:partOf ?y } LIMIT 0", "--format", "json"),
        ("CONSTRUCT WHERE { ?s kg:partOf ?o }", "--format", "json"),
    ),
    "ask": (("ASK { data:ttp ?p ?o }",), ("ASK { data:ttp kg:partOf ?o }",), ("--name", "is-linked")),
    "graph": (
        ("DESCRIBE data:high-valley",),
        ("CONSTRUCT { ?a kg:partOf ?b } WHERE { ?b kg:partOf ?a }", "--format", "ntriples"),
        ("CONSTRUCT WHERE { ?a kg:worksFor ?b }",),
    ),
    "library": (
        ("--name", "sanctuaries"),
        ("--name", "sanctuaries", "--set", "place=Low Valley"),
        ("--name", "as-of", "--set", "asOf=2015-06", "--set", "about=The Splinter"),
        ("--name", "leaders", "--set", "group=The Splinter"),
    ),
    "selection": (
        ("--name", "sanctuaries", "--status", "denied"),
        ("SELECT ?tie { ?tie kg:status ?s } ORDER BY ?tie", "--as-of", "2003", "--sign", "0"),
    ),
    "careless": (("SELECT ?a ?b { ?t a kg:Allegiance ; kg:subject ?a ; kg:object ?b } ORDER BY ?a",),),
    "limits": (
        ("SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s ?p", "--max-rows", "2"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", "--max-rows", "1", "--format", "json"),
        ("DESCRIBE data:ttp", "--max-rows", "1", "--format", "ntriples"),
        ("DESCRIBE data:ttp", "--max-rows", "1", "--format", "json"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "0.5"),
        (f"SELECT * {{ {'(' * 200} }}",),
    ),
    "refused": (
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",),
        ("SELECT *\nFROM <http://127.0.0.1:1/>\n{ ?s ?p ?o }",),
        ("PREFIX x: <http://a/> INSERT DATA { x:a x:b x:c }",),
        ("SELECT (<http://a/f>(1) AS ?x) {}",),
        ("INSERT DATA { data:ttp kg:start 1 }",),
        ("DELETE WHERE { ?s ?p ?o }",),
        ("LOAD <http://127.0.0.1:1/>",),
        ("LOAD SILENT ex:a",),
        ("drop all",),
        ("COPY DEFAULT TO graph:direct",),
        ("WITH <http://a/> DELETE { ?s ?p ?o } WHERE {}",),
        ("",),
        (" \n",),
        ("PATTERN { ?s ?p ?o }",),
    ),
    "faults": (
        ("SELECT ?x\n{ ?x kg:start ?y . FILTR(?x) }",),
        ("SELECT ?x { ?x 'چتر' ?y . ?x kgg:start ?y }",),
        ("SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o }",),
        ("SELECT ?x { ?x kg:start ?y",),
    ),
    "usage": (
        (),
        ("--name", "sanctuarys"),
        ("--name", "sanctuaries", "SELECT * { ?s ?p ?o }"),
        ("sanctuaries",),
        ("no-such-file.rq",),
        ("copy of mine.rq",),
        ("ASK {}", "--timeout", "0"),
        ("ASK {}", "--max-rows", "0"),
        ("ASK {}", "--format", "csv"),
        ("SELECT * {}", "--format", "turtle"),
        ("--name", "leaders", "--set", "group"),
        ("--name", "leaders", "--set", "who=TTP"),
        ("--name", "leaders", "--set", "group=Daesh"),
        ("--name", "leaders", "--set", "group=The Spliter"),
        ("--name", "newly-sighted", "--set", "year=then"),
        ("ASK {}", "--as-of", "then"),
    ),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("query"), PROJECT)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_transcript(cli: Cli, root: Path, name: str, pytestconfig: pytest.Config) -> None:
    """To accept a change: `pytest tests/cli/test_query.py --update-golden`, and read the difference."""
    actual = "\n".join(transcript(cli("query", *command, root=root), command) for command in TRANSCRIPTS[name])
    golden = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == golden.read_text(encoding="utf-8")


def transcript(ran: Ran, command: tuple[str, ...]) -> str:
    quoted = (f"'{word}'" if re.search(r"[^\w.,=-]", word) or not word.isascii() else word for word in command)
    said = "".join(f"! {line}\n" for line in ran.err.splitlines())
    shown = ran.out.replace("\r\n", "\\r\n")
    return f"$ khorasan-graph query {' '.join(quoted)}\n{shown}{said}[{ran.code}]\n"


def test_no_transcript_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(TRANSCRIPTS)


def test_a_query_comes_from_a_file_or_from_standard_input(cli: Cli, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_bytes(b"\xef\xbb\xbf# mine\r\n" + NAMED.encode())
    expected = cli("query", NAMED, root=root)
    assert expected.code == 0
    assert cli("query", file, root=root).out == expected.out
    started = start("query", "-", "--root", root, stdin=-1)
    out, _ = started.communicate(NAMED.encode(), timeout=60)
    assert (started.returncode, out.decode()) == (0, expected.out)


def test_a_file_that_is_no_query(cli: Cli, root: Path, tmp_path: Path) -> None:
    cases = {
        b"\xff\xfe": (2, "is not UTF-8 text (byte 1)"),
        b"": (2, "there is no query here"),
        b"SELECT * {} #" + b"x" * 70_000: (5, "a query may have 64 KiB at the most"),
        b"\0": (2, "a query begins with"),
    }
    for content, (code, message) in cases.items():
        (tmp_path / "q.rq").write_bytes(content)
        ran = cli("query", tmp_path / "q.rq", root=root)
        assert (ran.code, ran.out) == (code, ""), content[:20]
        assert message in ran.err
    assert cli("query", tmp_path, root=root).code == 4
    assert cli("query", "/dev/zero", root=root).code == 5


def test_a_fault_in_a_file_names_the_file(cli: Cli, root: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT ?x\n{ ?x kgg:start 1 }")
    ran = cli("query", tmp_path / "q.rq", root=root)
    assert ran.err.startswith(f"khorasan-graph: {tmp_path / 'q.rq'}:2:6: the prefix `kgg:` is not declared\n")


def test_the_library_is_listed(cli: Cli, root: Path) -> None:
    shown = cli("query", "--list", root=root)
    names = [path.stem for path in sorted((ROOT / "ontology/queries").glob("*.rq"))]
    assert re.findall(r"^(\S+)$", shown.out, re.MULTILINE) == names
    listed = cli("query", "--list", "--format", "json", root=root).json
    assert [one["name"] for one in listed] == names
    assert all(one["title"] and one["answers"] and one["caveat"] for one in listed)
    assert next(one for one in listed if one["name"] == "leaders")["settings"] == {
        "group": "only the leaders of this one; all unless set"
    }
    for one in listed:
        for setting in one["settings"]:
            assert f"    --set {setting}=...  " in shown.out


def test_a_query_of_the_library_is_printed_as_it_is(cli: Cli, root: Path) -> None:
    ran = cli("query", "--name", "leaders", "--print", root=root)
    assert (ran.code, ran.out) == (0, (ROOT / "ontology/queries/leaders.rq").read_text(encoding="utf-8"))


def test_a_project_has_its_own_library(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", tmp_path / "new").code == 0
    made = tmp_path / "new"
    assert {path.name for path in (made / "ontology/queries").iterdir()} == {
        path.name for path in (ROOT / "ontology/queries").iterdir()
    }
    (made / "ontology/queries/mine.rq").write_text("# Mine\n\nASK { ?tie kg:status kg:contested }\n")
    assert "mine\n    Mine\n" in cli("query", "--list", root=made).out
    ran = cli("query", "--name", "mine", root=made)
    assert (ran.code, ran.out) == (0, "yes\n")
    for name in ("sanctuaries", "contested", "as-of"):
        assert cli("query", "--name", name, root=made).code in (0, 1)


def test_csv_and_json_say_the_same(cli: Cli, root: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(cli("query", "--name", "leaders", "--format", "csv", root=root).out)))
    found = cli("query", "--name", "leaders", "--format", "json", root=root).json
    assert list(rows[0]) == found["head"]["vars"]
    assert rows == [
        {name: row[name]["value"] if name in row else "" for name in found["head"]["vars"]}
        for row in found["results"]["bindings"]
    ]
    parsed = ox.parse_query_results(json.dumps(found).encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    assert len(list(parsed)) == len(rows)


def test_turtle_is_what_a_parser_reads(cli: Cli, root: Path) -> None:
    shown = cli("query", "--name", "dossier", root=root).out
    lines = cli("query", "--name", "dossier", "--format", "ntriples", root=root).out
    assert set(ox.parse(shown, format=ox.RdfFormat.TURTLE)) == set(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    assert cli("query", "--name", "dossier", "--format", "turtle", root=root).out == shown


def test_data_with_errors_give_no_answer(cli: Cli, tmp_path: Path) -> None:
    broken = write_project(tmp_path, "--- organizations/a.yaml\ntype: MilitantOrganization\n")
    ran = cli("query", "ASK {}", root=broken)
    assert (ran.code, ran.out) == (3, "")
    assert cli("query", "ASK { SERVICE <http://a/> {} }", root=broken).code == 2


def test_the_same_query_gives_the_same_bytes(root: Path) -> None:
    for name in ("subgraph", "as-of", "source"):
        runs = {
            process("query", "--name", name, "--root", root, env={"PYTHONHASHSEED": seed, "TZ": zone}).out
            for seed, zone in (("0", "UTC"), ("1", "Asia/Kabul"))
        }
        assert len(runs) == 1


def test_an_interrupt_ends_it(root: Path) -> None:
    import signal

    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    started = start("query", cross, "--root", root)
    time.sleep(1.5)
    started.send_signal(signal.SIGINT)
    assert started.wait(timeout=10) == 130


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("", 0), ("\u2068چتر\u2069", 3), ("日本", 4), ("e\u0301", 1), ("می\u200cخواهم", 7)],
)
def test_how_wide_a_text_is(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_are_aligned(cli: Cli, root: Path) -> None:
    lines = cli("query", "--name", "native-names", root=root).out.splitlines()
    rule = lines[1]
    starts = [match.start() for match in re.finditer("-+", rule)]
    for line in lines[2:]:
        for begin in starts[1:]:
            if width(line) > begin:
                cut = next(place for place in range(len(line) + 1) if width(line[:place]) == begin)
                assert line[:cut].endswith("  ") or line[:cut].rstrip("\u2069") != line[:cut]


def test_what_only_may_hold_is_counted_where_a_date_was_asked_for(cli: Cli, project: Path) -> None:
    asked = "SELECT ?tie { ?tie a kg:ArmedConflict ; kg:status ?status }"
    ran = cli("query", asked, "--as-of", "2024", root=project)
    assert "may hold as of 2024 and are not known to" in ran.err
    assert "may hold" not in cli("query", asked, root=project).err
