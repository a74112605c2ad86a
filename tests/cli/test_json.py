"""`--format json` prints one document, of the form promised, and says what the text says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli import schemas
from tests.cli.conftest import Cli
from tests.cli.project import BROKEN, write_project
from tests.support import ROOT

Case = tuple[tuple[str, ...], schemas.Schema, int]
CASES: tuple[Case, ...] = (
    (("path", "RF", "WC"), schemas.PATH, 0),
    (("path", "RF", "WC", "--as-of", "2016", "--sign", "any", "-k", "50"), schemas.PATH, 0),
    (("path", "RF", "WC", "--type", "Support"), schemas.PATH, 1),
    (("path", "RF", "Lone Union"), schemas.PATH, 1),
    (("path", "Red Front", "Green State", "--through", "place,event,state"), schemas.PATH, 0),
    (("links", "RF", "--hops", "3", "--as-of", "2016"), schemas.LINKS, 0),
    (("links", "RF", "--status", "contested"), schemas.LINKS, 0),
    (("links", "Lone Union", "--type", "Conflict"), schemas.LINKS, 1),
    (("show", "RF"), schemas.SHOW, 0),
    (("show", "Ali Sample", "--as-of", "2002"), schemas.SHOW, 0),
    (("show", "High Valley"), schemas.SHOW, 0),
    (("show", "bridge-attack", "--min-credibility", "2"), schemas.SHOW, 0),
    (("find", "Jabha"), schemas.FIND, 0),
    (("find", "brigadde"), schemas.FIND, 1),
    (("find", ""), schemas.FIND, 1),
    (("check",), schemas.CHECK, 0),
)


@pytest.mark.parametrize(("command", "schema", "code"), CASES, ids=[" ".join(case[0]) for case in CASES])
def test_one_document_of_the_promised_form(
    cli: Cli, project: Path, command: tuple[str, ...], schema: schemas.Schema, code: int
) -> None:
    ran = cli(*command, "--format", "json", root=project)
    assert ran.code == code, ran.err
    assert faults(schema, ran.out) == []


@pytest.mark.parametrize(
    ("command", "schema"),
    [
        (("path", "TTP", "ISK-P", "-k", "50", "--sign", "any"), schemas.PATH),
        (("links", "TTP", "--hops", "4"), schemas.LINKS),
        (("show", "TTP"), schemas.SHOW),
        (("find", "islamic"), schemas.FIND),
        (("check",), schemas.CHECK),
    ],
)
def test_the_shipped_data(cli: Cli, command: tuple[str, ...], schema: schemas.Schema) -> None:
    assert faults(schema, cli(*command, "--format", "json", root=ROOT).out) == []


def faults(schema: schemas.Schema, text: str) -> list[str]:
    assert text.endswith("}\n")
    found = Draft202012Validator(schema).iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def test_the_schemas_are_schemas() -> None:
    for schema in (schemas.PATH, schemas.LINKS, schemas.SHOW, schemas.FIND, schemas.CHECK, schemas.MANIFEST):
        Draft202012Validator.check_schema(schema)


def test_diagnostics(cli: Cli, tmp_path: Path) -> None:
    ran = cli("check", "--format", "json", root=write_project(tmp_path, BROKEN))
    assert ran.code == 1
    assert faults(schemas.CHECK, ran.out) == []
    assert ran.json["counts"] is None
    assert [(item["code"], item["path"], item["line"]) for item in ran.json["diagnostics"]] == [
        ("KG208", "graph_data/organizations/blue-brigade.yaml", 3),
        ("KG205", "graph_data/organizations/red-front.yaml", 4),
        ("KG304", "graph_data/organizations/red-front.yaml", 7),
        ("KG221", "graph_data/organizations/red-front.yaml", 9),
    ]


def test_counts(cli: Cli, project: Path) -> None:
    counted = cli("check", "--format", "json", root=project).json["counts"]
    assert counted["entities"] == sum(counted[kind] for kind in ("organizations", "people", "places", "events"))
    by_status = {status: counted[status] for status in ("corroborated", "reported", "contested", "denied")}
    assert sum(by_status.values()) == counted["relations"]
    assert by_status["contested"] == 2
    assert by_status["denied"] == 1


def test_the_path_of_the_answer(cli: Cli, project: Path) -> None:
    answer = cli("path", "RF", "WC", "--format", "json", root=project).json
    assert [[step["id"] for step in path["entities"]] for path in answer["paths"]] == [
        ["red-front", "deserter", "white-column"],
        ["red-front", "blue-brigade", "ali-sample", "white-column"],
    ]
    assert answer["paths"][1]["misfits"]["pairs"] == [[0, 2], [1, 2]]
    assert [tie["status"] for tie in answer["not_followed"]] == ["denied"]
    first = answer["paths"][1]["hops"][0]["relations"]
    assert [(tie["type"], tie["status"]) for tie in first] == [("Coordination", "contested"), ("Split", "corroborated")]
    assert [(claim["grade"], claim["stance"], claim["speaker"]) for claim in first[0]["claims"]] == [
        ("B3", "asserts", "Publisher 1"),
        ("B4", "denies", "Red Front"),
    ]


def test_a_denied_tie_is_in_no_path_and_in_no_group(cli: Cli, project: Path) -> None:
    everything = ("--sign", "any", "--through", "place,event,state")
    for path in cli("path", "RF", "WC", "-k", "50", *everything, "--format", "json", root=project).json["paths"]:
        assert all(tie["status"] != "denied" for hop in path["hops"] for tie in hop["relations"])
    near = cli("links", "RF", "--hops", "3", "--format", "json", root=project).json
    assert [link["relation"]["id"] for link in near["denied"]] == ["red-front.support.white-column"]
    assert all(link["relation"]["status"] != "denied" for group in near["groups"] for link in group["links"])


def test_as_of_has_three_answers(cli: Cli, project: Path) -> None:
    def seen(date: str) -> dict[str, str]:
        shown = cli("show", "RF", "--as-of", date, "--format", "json", root=project).json
        return {tie["id"]: tie["activity"] for tie in shown["relations"]}

    assert seen("2014") == {
        "green-state.armedconflict.red-front": "active",
        "blue-brigade.coordination.red-front": "possible",
        "red-front.operatesin.high-valley": "active",
        "blue-brigade.split.red-front": "active",
        "red-front.support.white-column": "possible",
    }
    assert "green-state.armedconflict.red-front" not in seen("2009")
    assert "blue-brigade.split.red-front" not in seen("2011")
    assert "red-front.operatesin.high-valley" not in seen("2017")
    assert seen("2016")["blue-brigade.coordination.red-front"] == "active"


def test_hostile_names_arrive_as_they_are(cli: Cli, project: Path) -> None:
    assert cli("show", "WC", "--format", "json", root=project).json["name"] == (
        "[/bold]White {{Column}} <script>alert(1)</script>"
    )
