"""The command `import`: what it writes and says, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from khorasan_graph.cli.terminal import ExitCode
from khorasan_graph.importing import drafts
from tests.cli.conftest import Cli, process

TIES = "subject,type,object,Remarks\nRF,allied with,New Group,seen\nred-front,Alliance,blue-brigade,\n"


def put(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_drafts_beside_a_list_of_what_was_left_over(cli: Cli, project: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "ties.csv", TIES)
    ran = cli("import", "csv", file, "-o", tmp_path / "out", root=project)
    assert ran.code == ExitCode.DONE
    assert "Drafted: 2 ties, 1 in sources/, 2 in undecided/.\n" in ran.out
    assert "column `Remarks`: cells: no field is mapped to it, such as seen" in ran.out
    assert "LEFT-OVER.md" in ran.out
    assert (
        "| column `Remarks` | cells | 1 | no field is mapped to it | `seen` |"
        in (tmp_path / "out/LEFT-OVER.md").read_text()
    )
    assert "`red-front` (Red Front) is called RF" in (tmp_path / "out/undecided/rf.yaml").read_text()
    # Put among the data as they are, the drafts are refused; that is what they are for.
    again = tmp_path / "again"
    assert cli("import", "csv", file, "-o", again / "graph_data", root=project).code == ExitCode.DONE
    assert cli("check", root=again).code == ExitCode.NO


def test_the_summary_as_one_document(cli: Cli, tmp_path: Path) -> None:
    file = put(tmp_path / "ties.csv", TIES)
    told = cli("import", "csv", file, "-o", tmp_path / "out", "--format", "json").json
    assert told["file"] == "ties.csv"
    assert told["drafted"] == {"relations": 2, "sources": 1, "undecided": 4}
    assert told["own_export"] is False
    assert told["open"] == sum(
        line.count("TODO") for path in (tmp_path / "out").rglob("*.yaml") for line in path.read_text().split("\n")
    )
    assert sorted(told["files"]) == sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    assert told["left_over"][0] == {
        "where": "column `Remarks`",
        "what": "cells",
        "why": "no field is mapped to it",
        "count": 1,
        "examples": ["seen"],
    }


@pytest.mark.parametrize("form", ["csv", "turtle"])
def test_an_export_becomes_the_project_that_it_was_made_of(
    cli: Cli,
    project: Path,
    tmp_path: Path,
    form: str,
) -> None:
    exported = tmp_path / "exported"
    assert cli("export", form, "-o", exported if form == "csv" else tmp_path / "exported.ttl", root=project).code == 0
    file = exported if form == "csv" else tmp_path / "exported.ttl"
    ran = cli("import", form, file, "-o", tmp_path / "new/graph_data")
    assert ran.code == ExitCode.DONE
    assert "Nothing was left over.\n" in ran.out
    assert not (tmp_path / "new/graph_data/LEFT-OVER.md").exists()
    assert cli("check", root=tmp_path / "new").code == ExitCode.DONE
    assert "No difference" in cli("diff", project, tmp_path / "new").out


def test_what_cannot_be_understood(cli: Cli, tmp_path: Path) -> None:
    file = put(tmp_path / "t.csv", "Group,Target\nA,B\n")
    for arguments, said in (
        (("import", "xml", file), "there is no format `xml`"),
        (("import", "csv", file), "nothing says what the columns hold (`Group`, `Target`)"),
        (("import", "csv", file, "--map", "subject"), "`subject` is not FIELD=COLUMN"),
        (("import", "csv", file, "--map", "subject=Group", "--map", "subject=Target"), "names `subject` twice"),
        (("import", "csv", file, "--map", "subject=Groop", "--map", "object=Target"), "no column `Groop`"),
        (("import", "turtle", file, "--map", "a=b"), "--map, --encoding and --separator are for csv"),
        (("import", "csv", file, "--separator", "comet"), "no separator"),
        (("import", "csv", file, "--encoding", "rot13"), "no encoding"),
        (("import", "csv"), "Missing"),
    ):
        ran = cli(*arguments, "-o", tmp_path / "out")
        assert ran.code == ExitCode.NOT_UNDERSTOOD, arguments
        assert said in ran.err
        assert ran.out == ""
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_read_or_written(cli: Cli, project: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "ties.csv", TIES)
    (tmp_path / "full").mkdir()
    put(tmp_path / "full/x", "")
    before = sorted(path for path in project.rglob("*"))
    for form, name, target in (
        ("csv", tmp_path / "none.csv", tmp_path / "out"),
        ("csv", tmp_path / "full", tmp_path / "out"),
        ("csv", put(tmp_path / "é.csv", "a,é".encode("cp1252")), tmp_path / "out"),
        ("csv", put(tmp_path / "empty.csv", ""), tmp_path / "out"),
        ("turtle", put(tmp_path / "a.ttl", "what?"), tmp_path / "out"),
        ("csv", file, tmp_path / "full"),
        ("csv", file, file),
        ("csv", file, file / "out"),
        ("csv", file, project / "graph_data/new"),
        ("csv", file, project),
    ):
        ran = cli("import", form, name, "-o", target, root=project)
        assert ran.code == ExitCode.IO, (name, target)
        assert ran.out == ""
        assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()
    assert sorted(path for path in project.rglob("*")) == before


def test_a_device_is_not_opened(cli: Cli, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(tmp_path / "pipe.csv")
    assert cli("import", "csv", tmp_path / "pipe.csv", "-o", tmp_path / "out").code == ExitCode.IO


def test_a_limit_is_told(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "LARGEST", 1 << 20)
    ran = cli(
        "import", "csv", put(tmp_path / "a.csv", b"subject,object\n" + b"a,b\n" * 300_000), "-o", tmp_path / "out"
    )
    assert ran.code == ExitCode.LIMIT
    assert "more than 1 MiB" in ran.err
    monkeypatch.setattr(drafts, "MOST_RECORDS", 2)
    ran = cli("import", "csv", put(tmp_path / "b.csv", TIES), "-o", tmp_path / "out")
    assert ran.code == ExitCode.LIMIT
    assert "more than 2 records" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_project_with_errors_gives_no_answer(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "p/graph_data/organizations").mkdir(parents=True)
    put(tmp_path / "p/graph_data/organizations/a.yaml", "type: Nothing\n")
    file = put(tmp_path / "ties.csv", TIES)
    assert cli("import", "csv", file, "-o", tmp_path / "out", root=tmp_path / "p").code == ExitCode.BAD_DATA


def test_the_same_input_gives_the_same_files(tmp_path: Path, project: Path) -> None:
    turtle = """@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://e.example/> .
        e:a s:prefLabel "RF"@en, "Red Front", "جبهه سرخ"@fa ; s:altLabel "Jabha", "X" ; e:knows e:b, e:c ; e:x 1, 2 .
        e:b s:prefLabel "B" ; a e:K, e:L . e:c s:prefLabel "b" . _:z s:prefLabel "Z" ; e:knows e:a ."""
    put(tmp_path / "a.ttl", turtle)
    put(tmp_path / "a.csv", TIES + "".join(f"G{number % 7},x{number},H{number % 5},r\n" for number in range(50)))
    found = []
    for seed, zone in (("1", "UTC"), ("4242", "Pacific/Kiritimati")):
        for form, name in (("turtle", "a.ttl"), ("csv", "a.csv")):
            env = {"PYTHONHASHSEED": seed, "TZ": zone}
            target = tmp_path / f"{form}{seed}"
            ran = process("import", form, tmp_path / name, "-o", target, "--root", project, "--format", "json", env=env)
            assert ran.code == ExitCode.DONE, ran.err
            told = {**json.loads(ran.out), "folder": ""}
            files = {path.relative_to(target): path.read_bytes() for path in target.rglob("*") if path.is_file()}
            found.append((told, files))
    assert found[0] == found[2]
    assert found[1] == found[3]
