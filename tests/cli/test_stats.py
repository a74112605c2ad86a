"""`stats`: the form of its JSON, what the text and the JSON agree on, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Cli, process
from tests.cli.project import BROKEN, write_project
from tests.cli.schemas import COUNT, FLAG, ID, RELATION, TEXT, Schema, closed, selection, some
from tests.support import ROOT

MEASURES = (
    *("counts", "degree", "betweenness", "weighted-betweenness", "closeness"),
    *("signed", "core", "brokers", "communities", "balance"),
)
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
NUMBERS: Schema = {"type": "object", "additionalProperties": COUNT}
ENTITY: Schema = {"id": ID, "name": TEXT, "type": TEXT}
_SIZE: Schema = {"nodes": COUNT, "pairs": COUNT, "ties": COUNT, "contested": COUNT}
SIZE = closed(_SIZE)
READINGS = ("all", "uncontested", "corroborated", "known")


def by_reading(schema: Schema, *without: str) -> Schema:
    return closed({name: schema for name in READINGS if name not in without}, "known")


def rows(schema: Schema, **more: Schema) -> Schema:
    return closed({"count": COUNT, **more, "rows": some(schema)})


_CENTRALITY: Schema = {
    "measure": TEXT,
    "on": by_reading(SIZE),
    "starts": {"type": ["integer", "null"]},
    "count": COUNT,
    "rows": some(
        closed(
            {
                **ENTITY,
                "rank": {"type": "integer", "minimum": 1},
                "value": {"type": "number"},
                "error": MAYBE_NUMBER,
                "ranks": by_reading({"type": ["integer", "null"], "minimum": 1}),
                "parts": NUMBERS,
            },
            "parts",
        )
    ),
}
CENTRALITY = closed(_CENTRALITY)
STATS = closed(
    {
        "selection": selection({"through": some(TEXT)}),
        "top": COUNT,
        "graph": closed(
            {
                **_SIZE,
                "possible": COUNT,
                "untied": COUNT,
                "left_out": NUMBERS,
                "cooperative": closed({"signs": some({"enum": ["+", "-", "0"]}), **_SIZE, "components": some(COUNT)}),
            }
        ),
        "counts": closed(
            {
                "entities": NUMBERS,
                "ties": COUNT,
                "by_type": NUMBERS,
                "by_sign": NUMBERS,
                "by_status": NUMBERS,
                "claims": closed({"asserts": COUNT, "denies": COUNT}),
                "grades": {
                    "type": "object",
                    "propertyNames": {"pattern": "^[A-F][1-6]$"},
                    "additionalProperties": COUNT,
                },
                "facts": {"type": ["integer", "null"]},
                "begun": NUMBERS,
                "undated": COUNT,
                "published": NUMBERS,
                "sources": COUNT,
                "publishers": rows(closed({"name": TEXT, "sources": COUNT, "claims": COUNT, "alone": COUNT})),
            }
        ),
        **dict.fromkeys(MEASURES[1:6], CENTRALITY),
        "core": closed(
            {
                **_CENTRALITY,
                "core_periphery": closed(
                    {
                        "correlation": MAYBE_NUMBER,
                        "neighbours": COUNT,
                        "core": some(closed(ENTITY)),
                        "periphery": COUNT,
                    }
                ),
            }
        ),
        "brokers": closed(
            {
                "on": by_reading(SIZE),
                "components": some(COUNT),
                "cut_points": rows(
                    closed(
                        {
                            **ENTITY,
                            "component": COUNT,
                            "pairs_parted": COUNT,
                            "readings": by_reading(FLAG),
                            "sizes": some(COUNT),
                            "parted": some(some(closed(ENTITY))),
                        }
                    )
                ),
                "bridges": rows(
                    closed(
                        {
                            "one": closed(ENTITY),
                            "other": closed(ENTITY),
                            "sides": some(COUNT),
                            "pairs_parted": COUNT,
                            "contested": FLAG,
                            "ties": {**some(RELATION), "minItems": 1},
                        }
                    ),
                    contested=COUNT,
                ),
            }
        ),
        "communities": closed(
            {
                "on": by_reading(SIZE),
                "modularity": {"type": "number", "minimum": -0.5, "maximum": 1},
                "runs": COUNT,
                "lowest": {"type": "number"},
                "highest": {"type": "number"},
                "agreement": by_reading(MAYBE_NUMBER, "all"),
                "count": COUNT,
                "rows": some(
                    closed(
                        {
                            "number": COUNT,
                            "size": COUNT,
                            "inside": COUNT,
                            "outside": COUNT,
                            "hostile_inside": COUNT,
                            "hostile_outside": COUNT,
                            "firmness": SHARE,
                            "members": some(closed(ENTITY)),
                        }
                    )
                ),
            }
        ),
        "balance": closed(
            {
                "on": by_reading(SIZE),
                "census": by_reading(
                    closed(
                        {
                            **dict.fromkeys(("+++", "+--", "++-", "---"), COUNT),
                            **dict.fromkeys(("ambivalent", "apart_in_time", "balanced", "unbalanced"), COUNT),
                            "share": SHARE,
                            "expected": SHARE,
                        }
                    )
                ),
                "strains": rows(
                    closed(
                        {
                            "one": closed(ENTITY),
                            "other": closed(ENTITY),
                            "contested": FLAG,
                            "hostile": {**some(RELATION), "minItems": 1},
                            "friends": some(
                                closed(
                                    {
                                        **ENTITY,
                                        "contested": FLAG,
                                        "known": FLAG,
                                        "hostile": some(TEXT),
                                        "to_one": {**some(RELATION), "minItems": 1},
                                        "to_other": {**some(RELATION), "minItems": 1},
                                    }
                                )
                            ),
                        }
                    )
                ),
                "all_enemies": rows(closed({"entities": some(closed(ENTITY)), "sides": some(some(RELATION))})),
            }
        ),
    },
    *MEASURES,
)


def faults(text: str) -> list[str]:
    found = Draft202012Validator(STATS).iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


@pytest.mark.parametrize(
    "options",
    [
        (),
        *(("--measure", measure) for measure in MEASURES),
        ("--measure", "balance", "--measure", "counts", "--as-of", "2014", "--top", "1"),
        ("--through", "place,event,state", "--sign", "any", "--as-of", "2016"),
        ("--status", "denied"),
    ],
    ids=" ".join,
)
def test_one_document_of_the_promised_form(cli: Cli, project: Path, options: tuple[str, ...]) -> None:
    ran = cli("stats", *options, "--format", "json", root=project)
    assert ran.code in (0, 1)
    assert faults(ran.out) == []


def test_the_shipped_data(cli: Cli) -> None:
    everything = [word for measure in MEASURES for word in ("--measure", measure)]
    assert faults(cli("stats", *everything, "--top", "100000", "--format", "json", root=ROOT).out) == []
    assert faults(cli("stats", "--as-of", "2016", "--format", "json", root=ROOT).out) == []


def test_only_what_was_asked_for_is_there(cli: Cli, project: Path) -> None:
    told = cli("stats", "--measure", "degree", "--measure", "core", "--format", "json", root=project).json
    assert set(told) - {"selection", "top", "graph"} == {"degree", "core"}


def ties_of(value: Any) -> list[dict[str, Any]]:
    """Every tie anywhere in a document."""
    if isinstance(value, dict):
        found = [value] if "claims" in value and "status" in value else []
        return found + [tie for one in value.values() for tie in ties_of(one)]
    return [tie for one in value for tie in ties_of(one)] if isinstance(value, list) else []


def test_no_denied_tie_is_shown_and_every_tie_has_its_claims(cli: Cli) -> None:
    for options in ((), ("--sign", "any", "--through", "state")):
        shown = ties_of(cli("stats", *options, "--top", "1000", "--format", "json", root=ROOT).json)
        assert len(shown) > 20
        assert all(tie["status"] != "denied" and tie["claims"] for tie in shown)


def test_what_may_hold_is_a_reading_of_its_own(cli: Cli, project: Path) -> None:
    """As of 2014, Red Front's coordination with the Blue Brigade is recorded as possible only."""
    told = cli("stats", "--measure", "degree", "--as-of", "2014", "--format", "json", root=project).json
    assert told["graph"]["possible"] > 0
    row = next(row for row in told["degree"]["rows"] if row["id"] == "blue-brigade")
    assert row["ranks"]["known"] is not None
    assert told["degree"]["on"]["known"]["ties"] < told["degree"]["on"]["all"]["ties"]
    assert f"{told['graph']['possible']} ties counted are not known to hold as of 2014" in (
        cli("stats", "--measure", "degree", "--as-of", "2014", root=project).out
    )


def test_as_of_is_that_of_other_commands(cli: Cli, project: Path) -> None:
    def neighbours(date: str) -> int:
        told = cli(
            "stats", "--measure", "degree", "--top", "99", "--as-of", date, "--format", "json", root=project
        ).json
        return next((int(row["value"]) for row in told["degree"]["rows"] if row["id"] == "red-front"), 0)

    for date in ("2009", "2012", "2016"):
        linked = cli("links", "RF", "--as-of", date, "--format", "json", root=project).json
        actors = {
            link["entity"]
            for group in linked["groups"]
            for link in group["links"]
            if link["type"] not in ("Place", "State", "Attack")
        }
        assert neighbours(date) == len(actors)


def test_no_tie_is_no(cli: Cli, project: Path) -> None:
    for options in (("--status", "denied", "--measure", "degree"), ("--type", "Defection", "--measure", "balance")):
        ran = cli("stats", *options, root=project)
        assert ran.code == 1
        assert "no such tie is recorded under these filters" in ran.out
    assert cli("stats", "--status", "denied", "--measure", "counts", root=project).code == 0


def test_not_understood(cli: Cli, project: Path) -> None:
    for options in (
        ("--measure", "fame"),
        ("--top", "0"),
        ("--through", "wall"),
        ("--as-of", "soon"),
        ("--type", "Friendship"),
    ):
        ran = cli("stats", *options, root=project)
        assert (ran.code, ran.out) == (2, ""), options


def test_bad_data_gives_no_answer(cli: Cli, tmp_path: Path) -> None:
    ran = cli("stats", root=write_project(tmp_path, BROKEN))
    assert (ran.code, ran.out) == (3, "")
    assert "no answer: the data have errors" in ran.err


def test_the_same_bytes_wherever(tmp_path: Path) -> None:
    roots = write_project(tmp_path / "one"), write_project(tmp_path / "other", backwards=True)
    everything = [word for measure in MEASURES for word in ("--measure", measure)]
    for options in ((*everything, "--format", "json"), everything):
        said = [
            process("stats", *options, "--root", root, env={"PYTHONHASHSEED": seed, "TZ": zone})
            for root, seed, zone in zip(roots, ("1", "4242"), ("UTC", "Pacific/Kiritimati"), strict=True)
        ]
        assert said[0].code == 0, said[0].err
        assert said[0] == said[1]


def test_hostile_names_stay_text(cli: Cli, project: Path) -> None:
    assert "[/bold]White {{Column}} <script>alert(1)</script> [white-column]" in cli("stats", root=project).out
