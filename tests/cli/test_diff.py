"""`diff` on the command line: what it says of each kind of change, how it ends, and that no data are ever markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from khorasan_graph.cli.difftext import GITHUB_LIMIT, escape
from tests.authoring.projects import TEXTS
from tests.cli import schemas
from tests.cli.conftest import Cli
from tests.cli.project import BROKEN, PROJECT, write_project
from tests.repository import git, repository, write

GOLDEN = Path(__file__).parent / "golden/diff"

CHANGES = """
      - {source: s2, credibility: 4, by: red-front, stance: denies, note: A statement of its own.}
=>
----
      - {source: s2, credibility: 2}
=>
      - {source: s2, credibility: 2, by: green-state, stance: denies}
----
  - type: Split
    object: red-front
=>
  - type: Rivalry
    object: red-front
    claims:
      - {source: s1, credibility: 3}
      - {source: s4, credibility: 5, stance: denies}
  - type: Split
    object: red-front
----
      - {source: s4, credibility: 3}
  - type: Designation
=>
      - {source: s4, credibility: 3}
      - {source: s2, credibility: 2}
  - type: Designation
----
      - {source: s1, credibility: 3}
  - type: Membership
    object: white-column
    start: 2001
    end: 2003
=>
      - {source: s1, credibility: 3, stance: denies}
  - type: Membership
    object: white-column
    start: 2002
    end: 2003
----
    claims:
      - {source: s4, credibility: 6}
=>
    claims:
      - {source: s4, credibility: 4, as_of: 2017}
  - type: Alliance
    object: green-state
    claims:
      - {source: s4, credibility: 6}
----
  - type: OperatesIn
    object: high-valley
    start: ../2012
    end: 2014/2016
    claims:
      - {source: s1, credibility: 3, as_of: 2012/2014}
=>
----
description: An invented movement.
=>
description: An invented movement of the valley.
----
  - {text: RF, kind: acronym}
=>
  - {text: RF, kind: acronym}
  - {text: Front *rouge* @all, kind: spelling}
----
start: 2012
relations
=>
start: 2012-03
relations
----
max: 400, source: s1, credibility: 4}
=>
max: 500, source: s1, credibility: 3}
----
date: 2017-06~, source: s1
=>
date: 2017-06-12, source: s1
----
date: 2016-03-27
=>
date: 2016-03-28
----
--- people/deserter.yaml
=>
--- people/deserter-two.yaml
----
type: State
name: Green State
=>
type: State
name: Green Republic
names: [{text: Green State, kind: former}]
"""
"""What is written, and what is written instead: one change of every kind."""


def changed() -> str:
    """The project after one change of every kind."""
    text = PROJECT
    for change in CHANGES.strip("\n").split("----\n"):
        old, _, new = change.partition("\n=>")
        assert old in text, old
        text = text.replace(old, new.strip("\n"), 1)
    return text + (
        "--- sources/s3.yaml\npublisher: Publisher 1\ntitle: Report <3>\npublished: 2018-01-03\nreliability: C\n"
        "derived_from: [s1]\nurl: https://example.org/3_a\n"
        "--- sources/s5.yaml\npublisher: Publisher 5\ntitle: New\npublished: 2019\nreliability: D\n"
        "--- organizations/new-group.yaml\ntype: Faction\nname: New [Group](https://example.org)\nstart: 2018\n"
        "names: [{text: ND, kind: acronym}]\nidentifiers: [{scheme: wikidata, value: Q9}]\nsources: [s5]\n"
    )


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return repository(tmp_path / "history", PROJECT, changed())


@pytest.mark.parametrize(("name", "form"), [("text", "text"), ("markdown", "markdown"), ("json", "json")])
def test_every_kind_of_change_is_told(
    cli: Cli, history: Path, name: str, form: str, pytestconfig: pytest.Config
) -> None:
    ran = cli("diff", "HEAD~1", "--format", form, root=history)
    assert (ran.code, ran.err) == (1, "")
    commit = git(history, "rev-parse", "HEAD~1").strip()
    actual = ran.out.replace(commit, "COMMIT").replace(commit[:12], "COMMIT")
    golden = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == golden.read_text(encoding="utf-8")


def test_backwards_everything_is_the_other_way_round(cli: Cli, history: Path) -> None:
    there = cli("diff", "HEAD~1", "HEAD", "--format", "json", root=history).json
    back = cli("diff", "HEAD", "HEAD~1", "--format", "json", root=history).json
    for kind in there["counts"]:
        one, other = there["counts"][kind], back["counts"][kind]
        assert (one["added"], one["removed"], one["changed"]) == (other["removed"], other["added"], other["changed"])
    turned = {(change["relation"], change["to"], change["from"]) for change in back["status_changes"]}
    assert {(change["relation"], change["from"], change["to"]) for change in there["status_changes"]} == turned
    assert {each["from"] for each in there["status_changes"]} >= {"contested", "corroborated", "reported"}


def test_the_same_is_the_same(cli: Cli, history: Path, tmp_path: Path) -> None:
    for sides in (("HEAD",), ("HEAD", "HEAD"), (str(history), "HEAD"), (str(history / "graph_data"),)):
        ran = cli("diff", *sides, root=history)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines()[-1] == "No difference: both say the same."
    told = cli("diff", "HEAD", "--format", "json", root=history)
    assert (told.code, told.json["same"]) == (0, True)
    marked = cli("diff", "HEAD", "--format", "markdown", root=history)
    assert (marked.code, marked.out.splitlines()[-1]) == (0, "No difference: both say the same.")


def test_the_text_of_files_is_no_difference(cli: Cli, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", PROJECT)
    path = root / "graph_data/organizations/lone-union.yaml"
    path.write_text(f"# a comment\n{path.read_text()}\n\n".replace("name: Lone Union", "name:   'Lone Union'"))
    (root / "graph_data/relations/attribution.yaml").rename(root / "graph_data/relations/other.yaml")
    assert cli("diff", "main", root=root).code == 0


def test_a_build_is_a_side(cli: Cli, history: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    assert cli("build", "--output", build, root=history).code == 0
    for file in (build, build / "khorasan.ttl", build / "khorasan.trig"):
        ran = cli("diff", str(file), root=history)
        assert (ran.code, ran.err) == (0, ""), ran.out
        assert "Not compared, because a build does not hold it" in ran.out
    quads = tmp_path / "whole.nq"
    assert cli("export", "nquads", "--output", quads, root=history).code == 0
    assert cli("diff", str(quads), str(build), root=history).code == 0
    git_told = cli("diff", "HEAD~1", "HEAD", "--format", "json", root=history).json
    told = cli("diff", "HEAD~1", str(build), "--format", "json", root=history).json
    assert told["not_compared"]
    assert [one["id"] for one in told["relations"]] == [one["id"] for one in git_told["relations"]]
    assert told["counts"]["relations"] == git_told["counts"]["relations"]


def test_a_build_that_is_not_as_it_was_built(cli: Cli, project: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    assert cli("build", "--output", build, root=project).code == 0
    whole = (build / "khorasan.trig").read_text(encoding="utf-8")
    (build / "khorasan.trig").write_text(whole.replace("Red Front", "Blue Front"), encoding="utf-8")
    ran = cli("diff", str(build), root=project)
    assert (ran.code, ran.out) == (3, "")
    assert "is not what its manifest describes: build it anew" in ran.err
    (build / "manifest.json").write_text("{")
    assert "is not JSON" in cli("diff", str(build), root=project).err
    (build / "manifest.json").unlink()
    assert cli("diff", str(build), root=project).code == 1
    (build / "khorasan.trig").write_text("<<<<<<< ours")
    ran = cli("diff", str(build), root=project)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("khorasan-graph: OLD: ")
    assert "it is not trig" in ran.err


def test_a_side_with_errors_is_named(cli: Cli, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", PROJECT, BROKEN)
    for sides, which in ((("HEAD~1", "HEAD"), "NEW"), (("HEAD", "HEAD~1"), "OLD"), (("HEAD~1",), "NEW")):
        ran = cli("diff", *sides, root=root)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"{which} is ")
        assert "whose data have errors (4 errors, 0 warnings):" in ran.err
        assert "graph_data/organizations/blue-brigade.yaml:3:8: error[KG208]" in ran.err
    both = cli("diff", "HEAD", root=root)
    assert both.code == 3
    assert re.findall(r"^(OLD|NEW) is", both.err, re.MULTILINE) == ["OLD", "NEW"]


@pytest.mark.parametrize(
    ("sides", "code", "said"),
    [
        (("nobody",), 2, "OLD: `nobody` is neither a folder, nor a build, nor a revision of `r` (git knows no such"),
        (("HEAD", "nobody"), 2, "NEW: `nobody` is neither"),
        (("HEAD~1..HEAD",), 2, "names a range: give the two revisions one after the other"),
        (("--help-me",), 2, "No such option"),
        (("--", "--help"), 2, "OLD: `--help` is neither"),
        ((".git",), 2, "is a folder without `graph_data/` and without a build"),
        (("\x1b[31mred",), 2, "`\\x1b[31mred`"),
        ((), 2, "OLD"),
        (("HEAD", "HEAD", "HEAD"), 2, "HEAD"),
    ],
)
def test_what_is_not_understood(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sides: tuple[str, ...], code: int, said: str
) -> None:
    root = repository(tmp_path / "r", PROJECT)
    monkeypatch.chdir(root)
    ran = cli("diff", *sides)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "\x1b" not in ran.err


def test_which_of_two_meanings_is_taken_is_said(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "r", PROJECT)
    git(root, "branch", "copy")
    write(root / "copy", changed())
    monkeypatch.chdir(root)
    ran = cli("diff", "copy")
    assert ran.code == 1
    assert "OLD: `copy` is a folder or file here and a revision of git" in ran.err
    assert cli("diff", "copy~0").code == 0


def test_folders_need_no_git(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = write_project(tmp_path / "one"), write_project(tmp_path / "other", changed())
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = cli("diff", str(one), str(other))
    assert (ran.code, ran.err) == (1, "")
    assert "BECAME CONTESTED" in ran.out


# JSON


def nullable(schema: schemas.Schema) -> schemas.Schema:
    return {"anyOf": [schema, {"type": "null"}]}


FIELD = schemas.closed({"field": schemas.TEXT, "old": {}, "new": {}})
KIND: schemas.Schema = {"enum": ["added", "removed", "changed"]}


def change(record: schemas.Schema, more: schemas.Schema | None = None) -> schemas.Schema:
    return schemas.closed(
        {
            "change": KIND,
            "fields": schemas.some(FIELD),
            "old": nullable(record),
            "new": nullable(record),
            **(more or {}),
        }
    )


_PARTS = schemas.SHOW["properties"]
_SIDE = schemas.closed(
    {"text": schemas.MAYBE_TEXT, "kind": {"enum": ["folder", "build", "revision"]}, "label": schemas.TEXT,
     "revision": schemas.MAYBE_TEXT}
)  # fmt: skip
_RECORD: schemas.Schema = {"type": "object"}
DIFF = schemas.closed(
    {
        "old": _SIDE,
        "new": _SIDE,
        "not_compared": schemas.some(schemas.TEXT),
        "same": schemas.FLAG,
        "counts": {
            "type": "object",
            "additionalProperties": schemas.closed(dict.fromkeys(KIND["enum"], schemas.COUNT)),
        },
        "status_changes": schemas.some(
            schemas.closed({"relation": schemas.TEXT, "from": schemas.TEXT, "to": schemas.TEXT})
        ),
        "entities": schemas.some(
            change(
                _RECORD,
                {
                    "id": schemas.ID,
                    "name": schemas.TEXT,
                    "type": schemas.TEXT,
                    "names": schemas.some(change(_PARTS["names"]["items"])),
                    "quantities": schemas.some(change(_PARTS["quantities"]["items"])),
                    "fates": schemas.some(change(_PARTS["fates"]["items"])),
                },
            )
        ),
        "relations": schemas.some(
            change(
                schemas.RELATION,
                {
                    "id": schemas.TEXT,
                    "matched_by": {"enum": ["id", "start", "claims", None]},
                    "status": nullable(schemas.closed({"from": schemas.TEXT, "to": schemas.TEXT})),
                    "only_follows": schemas.FLAG,
                    "causes": schemas.some(schemas.TEXT),
                    "claims": schemas.some(change(schemas.CLAIM)),
                },
            )
        ),
        "sources": schemas.some(change(_RECORD, {"id": schemas.ID})),
        "ontology": schemas.some(
            schemas.closed(
                {"scheme": schemas.TEXT, "name": schemas.TEXT, "change": KIND, "fields": schemas.some(FIELD)}
            )
        ),
        "perhaps_renamed": schemas.some(
            schemas.closed({"old": schemas.ID, "new": schemas.ID, "shared": schemas.some(schemas.TEXT)})
        ),
    }
)


def test_one_document_of_the_promised_form(cli: Cli, history: Path) -> None:
    Draft202012Validator.check_schema(DIFF)
    ran = cli("diff", "HEAD~1", "--format", "json", root=history)
    assert [error.message for error in Draft202012Validator(DIFF).iter_errors(ran.json)] == []
    told: dict[str, Any] = ran.json
    for relation in told["relations"]:
        side = relation["new"] or relation["old"]
        assert side["id"] == relation["id"]
        assert all(claim["source"] and claim["grade"] for claim in side["claims"])
    assert {(one["old"], one["new"]) for one in told["perhaps_renamed"]} == {("deserter", "deserter-two")}


# Markdown


def html_of(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def test_markdown_holds_nothing_of_the_data_as_markup(cli: Cli, history: Path) -> None:
    html = html_of(cli("diff", "HEAD~1", "--format", "markdown", root=history).out)
    plain = re.sub(r"<!-- -->", "", html)
    tags = set(re.findall(r"<(\w+)", plain))
    assert tags <= {"h3", "h4", "ul", "li", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "a", "details",
                    "summary", "b"}  # fmt: skip
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in plain
    assert "[/bold]White {{Column}}" in plain
    assert "Front *rouge* @all" in plain
    assert "New [Group](https://example.org)" in plain
    assert "@all" not in html
    assert set(re.findall(r'href="([^"]*)"', html)) == {"https://example.org/3_a"}


@given(TEXTS)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    """In a list item, as it is used: the text comes out of Markdown as it went in, and is nothing but text."""
    line = " ".join(text.split())
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(f"- {escape(line)}\n")
    assert [token.type for token in tokens[:4]] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline"
    ][: len(tokens)]  # fmt: skip
    children = tokens[3].children or []
    assert {child.type for child in children} <= {"text", "text_special", "html_inline"}
    assert {child.content for child in children if child.type == "html_inline"} <= {"<!-- -->"}
    assert "".join(child.content for child in children if child.type != "html_inline") == line


def test_more_than_github_takes_is_said(cli: Cli, tmp_path: Path) -> None:
    many = "".join(
        f"--- organizations/g{number}.yaml\ntype: Faction\nname: G {number}\ndescription: {'x' * 900}\n"
        for number in range(80)
    )
    root = repository(tmp_path / "r", PROJECT, f"\n{many}")
    ran = cli("diff", "HEAD~1", "--format", "markdown", root=root)
    assert len(ran.out) > GITHUB_LIMIT
    assert "GitHub takes 65,536 in one comment" in ran.err
    assert "<details><summary><b>By entity</b>" in ran.out
