"""What every command says, kept as transcripts to be read: `pytest tests/cli --update-golden` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.project import BROKEN, write_project

GOLDEN = Path(__file__).parent / "golden"

TRANSCRIPTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "path": (("path", "RF", "WC"), ("path", "red-front", "bridge-attack", "-k", "1")),
    "path-as-of": (
        ("path", "RF", "WC", "--as-of", "2014"),
        ("path", "Red Front", "White", "--as-of", "2014"),
        ("path", "Blue Brigade", "WC", "--as-of", "2002"),
        ("path", "Blue Brigade", "WC", "--as-of", "2013"),
    ),
    "path-via": (
        ("path", "RF", "WC", "--via", "Blue Brigade"),
        ("path", "RF", "WC", "--not-via", "Blue Brigade", "--during", "2010/2016"),
        ("path", "RF", "WC", "--via", "Lone Union"),
        ("path", "RF", "WC", "--length", "2"),
        ("path", "RF", "WC", "--length", "5"),
    ),
    "path-to-all": (("path", "RF", "--to-all", "class=Organization"),),
    "links-common": (("links", "RF", "Blue Brigade"), ("links", "RF", "WC", "Blue Brigade", "--as-of", "2016")),
    "path-none": (
        ("path", "Red Front", "Green State"),
        ("path", "RF", "Lone Union"),
        ("path", "RF", "WC", "--type", "Support"),
        ("path", "RF", "WC", "--type", "Defection", "--as-of", "1980"),
    ),
    "links": (("links", "Red Front"), ("links", "ali-sample", "--hops", "2", "--min-credibility", "2")),
    "links-as-of": (("links", "Red Front", "--as-of", "2011"), ("links", "Lone Union", "--type", "Alliance")),
    "show": (("show", "Red Front"), ("show", "Ali Sample"), ("show", "bridge-attack"), ("show", "High Valley")),
    "show-narrow": (("show", "Red Front", "--status", "contested", "--as-of", "2016"),),
    "find": (
        ("find", "blue brigade"),
        ("find", "white"),
        ("find", "جبهه سرخ"),
        ("find", "Jabha"),
        ("find", "bridge"),
        ("find", "attack bridge"),
    ),
    "find-nothing": (("find", "Brigadde"), ("find", "جبهه سرح"), ("find", "zzzz")),
    "names": (("show", "Jabha"), ("show", "Blue Brigadde"), ("show", "qqqqqq")),
    "usage": (
        ("path", "RF"),
        ("pathh", "RF", "WC"),
        ("path", "RF", "RF"),
        ("path", "RF", "WC", "-k", "0"),
        ("path", "RF", "WC", "--max-hops", "many"),
        ("path", "RF", "WC", "--as-of", "last year"),
        ("path", "RF", "WC", "--type", "Friendship"),
        ("path", "RF", "WC", "--sign", "*"),
        ("path", "RF", "WC", "--status", "true"),
        ("path", "RF", "WC", "--min-credibility", "9"),
        ("path", "RF", "WC", "--through", "wall"),
        ("path", "RF", "WC", "--via", "RF"),
        ("path", "RF", "--to-all", "class=Wall"),
        ("path", "RF", "WC", "--as-of", "2014", "--during", "2014/2016"),
        ("path", "RF", "WC", "--during", "2014"),
        ("links", "RF", "--hops", "99"),
        ("links", "RF", "WC", "--hops", "2"),
        ("links", "RF", "RF"),
        ("find",),
        ("show", "RF", "--frobnicate"),
    ),
    "stats": (("stats",), ("stats", "--as-of", "2014", "--measure", "degree", "--measure", "signed", "--top", "2")),
    "stats-measures": (
        ("stats", "--measure", "counts", "--top", "2"),
        ("stats", "--measure", "brokers", "--measure", "balance"),
        ("stats", "--measure", "communities", "--type", "Split"),
    ),
    "check": (("check",), ("check", "--format", "github")),
}

ON_BROKEN_DATA: dict[str, tuple[tuple[str, ...], ...]] = {
    "check-broken": (("check",), ("check", "--format", "github"), ("path", "RF", "Blue Brigade")),
}


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_transcript(cli: Cli, project: Path, name: str, pytestconfig: pytest.Config) -> None:
    compare(name, "\n".join(transcript(cli, command, project) for command in TRANSCRIPTS[name]), pytestconfig)


@pytest.mark.parametrize("name", ON_BROKEN_DATA)
def test_transcript_on_broken_data(cli: Cli, tmp_path: Path, name: str, pytestconfig: pytest.Config) -> None:
    root = write_project(tmp_path, BROKEN)
    compare(name, "\n".join(transcript(cli, command, root) for command in ON_BROKEN_DATA[name]), pytestconfig)


def transcript(cli: Cli, command: tuple[str, ...], root: Path) -> str:
    ran = cli(*command, root=root)
    quoted = (f'"{word}"' if re.search(r"[^\w.,-]", word) or not word.isascii() else word for word in command)
    said = "".join(f"! {line}\n" for line in ran.err.splitlines())
    return f"$ khorasan-graph {' '.join(quoted)}\n{ran.out}{said}[{ran.code}]\n"


def compare(name: str, actual: str, config: pytest.Config) -> None:
    golden = GOLDEN / f"{name}.txt"
    if config.getoption("--update-golden"):
        golden.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == golden.read_text(encoding="utf-8")


def test_no_transcript_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*TRANSCRIPTS, *ON_BROKEN_DATA}
