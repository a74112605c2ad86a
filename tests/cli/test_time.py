"""What `timeline`, `history`, `between`, `changes` and `lineage` say, as transcripts to be read and as JSON.

`pytest tests/cli/test_time.py --update-golden` writes the transcripts anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import schemas_time as schemas
from tests.cli.conftest import Cli, process
from tests.cli.project import write_project
from tests.cli.test_json import faults
from tests.cli.test_same_bytes import WORLDS
from tests.cli.test_transcripts import transcript
from tests.support import ROOT

GOLDEN = Path(__file__).parent / "golden" / "time"

PROJECT = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red Front
names:
  - {text: RF, kind: acronym}
  - {text: Front of the North, kind: former, end: 2010}
start: 2009
sources: [s1]
quantities:
  - {measure: strength, min: 200, max: 400, source: s1, credibility: 4, as_of: 2012}
relations:
  - type: Coordination
    object: blue-brigade
    note: Said to plan together.
    claims:
      - {source: s1, credibility: 3, as_of: 2016, locator: page 4}
      - {source: s2, credibility: 4, by: red-front, stance: denies, as_of: 2017, note: A statement of its own.}
  - type: ArmedConflict
    object: blue-brigade
    start: 2015
    end: 2018-02
    claims: [{source: s1, credibility: 2, as_of: 2016}, {source: s2, credibility: 2, as_of: 2017, start: 2014}]
  - {type: OperatesIn, object: high-valley, claims: [{source: s1, credibility: 3, as_of: 2012}]}
  - type: Designation
    object: green-state
    list: List of 2016
    start: 2016-03-01
    claims: [{source: s2, credibility: 2, as_of: 2016-03-01}]
  - {type: Endorsement, object: blue-brigade, claims: [{source: s3, credibility: 4, stance: denies, as_of: 2016}]}
  - {type: Responsibility, object: bridge-attack, claims: [{source: s1, credibility: 3}]}
--- organizations/blue-brigade.yaml
type: Faction
name: Blue Brigade
start: 2012
relations:
  - {type: Split, object: red-front, date: 2012, claims: [{source: s1, credibility: 2, as_of: 2012}]}
  - type: OperatesIn
    object: high-valley
    claims: [{source: s3, credibility: 4, by: red-front, as_of: 2014}, {source: s4, credibility: 4, as_of: 2014}]
--- organizations/blue-guard.yaml
type: Faction
name: Blue Guard
relations:
  - type: Split
    object: blue-brigade
    date: 2014
    claims: [{source: s1, credibility: 2}, {source: s2, credibility: 4, stance: denies, by: blue-brigade}]
  - {type: Merger, object: red-front, date: 2017-05, claims: [{source: s1, credibility: 2, as_of: 2017-05}]}
--- organizations/old-band.yaml
type: MilitantOrganization
name: Old Band
relations:
  - {type: Merger, object: red-front, date: 2009, claims: [{source: s1, credibility: 2}]}
  - {type: SameAs, object: band-of-brothers, claims: [{source: s4, credibility: 5}]}
--- organizations/band-of-brothers.yaml
type: MilitantOrganization
name: Band of Brothers
--- organizations/green-state.yaml
type: State
name: Green State
--- organizations/lone-union.yaml
type: OtherOrganization
name: Lone Union
--- people/ali-sample.yaml
type: Person
name: Ali Sample
relations:
  - type: Leadership
    object: red-front
    office: emir
    start: 2014-05
    end: 2017-06
    claims: [{source: s1, credibility: 3}]
fates:
  - {fate: killed, date: 2017-06~, source: s1, credibility: 3}
  - {fate: killed, date: 2017-06-12, source: s3, credibility: 3}
  - {fate: alive, source: s2, credibility: 4, by: blue-brigade}
--- people/deserter.yaml
type: Person
name: Omar Deserter
relations:
  - type: Defection
    object: blue-brigade
    from: red-front
    date: 2016
    claims: [{source: s3, credibility: 3, as_of: 2016}]
--- places/high-valley.yaml
type: Place
name: High Valley
--- events/bridge-attack.yaml
type: Attack
name: Attack on the bridge
date: 2016-03-27
relations:
  - {type: Targeting, object: blue-brigade, claims: [{source: s1, credibility: 2}]}
  - {type: TookPlaceIn, object: high-valley, claims: [{source: s1, credibility: 2}]}
"""

TRANSCRIPTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "timeline": (("timeline", "RF"), ("timeline", "Ali Sample"), ("timeline", "Attack on the bridge")),
    "timeline-narrow": (
        ("timeline", "Blue Brigade", "--as-of", "2013"),
        ("timeline", "Lone Union"),
        ("timeline", "Red Front", "--type", "Sanctuary"),
    ),
    "between": (
        ("between", "Red Front", "Blue Brigade"),
        ("between", "Red Front", "Lone Union"),
        ("between", "RF", "Red Front"),
    ),
    "history": (
        ("history", "Blue Brigade", "Red Front"),
        ("history", "Red Front", "Blue Brigade", "--type", "Endorsement"),
        ("history", "Red Front", "Lone Union"),
    ),
    "changes": (
        ("changes", "--from", "2015", "--to", "2018-01-31"),
        ("changes", "--from", "2013-06", "--to", "2015", "--of", "RF"),
        ("changes", "--from", "2017-01-01", "--type", "Leadership"),
        ("changes", "--from", "1990", "--to", "1991"),
    ),
    "changes-usage": (
        ("changes",),
        ("changes", "--from", "2017", "--to", "2016"),
        ("changes", "--from", "2017", "--to", "2017-06"),
        ("changes", "--from", "last year", "--to", "2018"),
        ("changes", "--from", "../2017", "--to", "2018"),
        ("changes", "--from", "2017", "--of", "nobody at all"),
        ("changes", "--from", "2019"),
    ),
    "lineage": (
        ("lineage", "Red Front"),
        ("lineage", "Blue Guard", "--as-of", "2016"),
        ("lineage", "Lone Union"),
        ("lineage", "Ali Sample"),
    ),
}

Case = tuple[tuple[str, ...], schemas.Schema, int]
CASES: tuple[Case, ...] = (
    (("timeline", "RF"), schemas.TIMELINE, 0),
    (("timeline", "Ali Sample", "--as-of", "2015"), schemas.TIMELINE, 0),
    (("timeline", "bridge-attack"), schemas.TIMELINE, 0),
    (("timeline", "Lone Union"), schemas.TIMELINE, 1),
    (("between", "RF", "Blue Brigade"), schemas.BETWEEN, 0),
    (("between", "RF", "Lone Union"), schemas.BETWEEN, 1),
    (("history", "RF", "Blue Brigade", "--as-of", "2016"), schemas.HISTORY, 0),
    (("history", "RF", "Lone Union"), schemas.HISTORY, 1),
    (("changes", "--from", "2015", "--to", "2018"), schemas.CHANGES, 0),
    (("changes", "--from", "2013", "--to", "2015", "--of", "RF", "--status", "contested"), schemas.CHANGES, 1),
    (("lineage", "RF"), schemas.LINEAGE, 0),
    (("lineage", "Lone Union"), schemas.LINEAGE, 1),
)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a past; no test writes into it."""
    return write_project(tmp_path_factory.mktemp("past"), PROJECT)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_transcript(cli: Cli, past: Path, name: str, pytestconfig: pytest.Config) -> None:
    actual = "\n".join(transcript(cli, command, past) for command in TRANSCRIPTS[name])
    golden = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == golden.read_text(encoding="utf-8")


def test_no_transcript_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(TRANSCRIPTS)


@pytest.mark.parametrize(("command", "schema", "code"), CASES, ids=[" ".join(case[0]) for case in CASES])
def test_one_document_of_the_promised_form(
    cli: Cli, past: Path, command: tuple[str, ...], schema: schemas.Schema, code: int
) -> None:
    ran = cli(*command, "--format", "json", root=past)
    assert ran.code == code, ran.err
    assert faults(schema, ran.out) == []


@pytest.mark.parametrize(
    ("command", "schema"),
    [
        (("timeline", "TTP"), schemas.TIMELINE),
        (("history", "TTP", "ISK-P"), schemas.HISTORY),
        (("between", "TTP", "ISK-P"), schemas.BETWEEN),
        (("changes", "--from", "2016", "--to", "2024"), schemas.CHANGES),
        (("lineage", "TTP"), schemas.LINEAGE),
    ],
)
def test_the_shipped_data(cli: Cli, command: tuple[str, ...], schema: schemas.Schema) -> None:
    assert faults(schema, cli(*command, "--format", "json", root=ROOT).out) == []


def test_a_change_of_sides_is_told_once(cli: Cli, past: Path) -> None:
    said = cli("changes", "--from", "2015", "--to", "2018", root=past).out
    assert said.count("Omar Deserter defected to Blue Brigade") == 1
    for other in ("Red Front", "Blue Brigade"):
        assert cli("timeline", other, root=past).out.count("Omar Deserter defected to Blue Brigade") == 1
    assert cli("history", "Red Front", "Blue Brigade", root=past).out.count("Omar Deserter defected") == 1


def test_what_is_denied_is_never_shown_as_a_tie(cli: Cli, past: Path) -> None:
    denied = "red-front.endorsement.blue-brigade"
    for command in (("timeline", "RF"), ("between", "RF", "Blue Brigade"), ("history", "RF", "Blue Brigade")):
        told = cli(*command, "--format", "json", root=past).json
        assert denied not in {tie["id"] for tie in told["relations"]}, command
        assert [tie["id"] for tie in told["denied"]] == [denied]
    told = cli("changes", "--from", "2015", "--to", "2018", "--format", "json", root=past).json
    assert denied not in {change["relation"]["id"] for change in told["changes"]}
    assert [tie["id"] for tie in told["denied"]] == [denied]


def test_a_part_in_an_event_that_is_only_denied_is_said_to_be(cli: Cli, tmp_path: Path) -> None:
    root = write_project(
        tmp_path,
        """
--- organizations/one.yaml
type: Faction
name: The One
relations: [{type: Responsibility, object: raid, claims: [{source: s1, credibility: 3}]}]
--- organizations/two.yaml
type: Faction
name: The Two
relations: [{type: Responsibility, object: raid, claims: [{source: s2, credibility: 3, stance: denies, by: two}]}]
--- events/raid.yaml
type: Attack
name: The raid
date: 2016
""",
    )
    said = cli("between", "The One", "The Two", root=root)
    assert said.code == 0
    assert "no tie is recorded" in said.out
    assert "    denied: that The Two is held responsible for The raid" in said.out.splitlines()
    assert "[s2]" in said.out
    told = cli("between", "The One", "The Two", "--format", "json", root=root)
    assert faults(schemas.BETWEEN, told.out) == []
    assert (told.json["relations"], told.json["events"]) == ([], [])
    past = cli("history", "The One", "The Two", root=root)
    assert past.code == 0
    assert "that The Two is held responsible for The raid" in past.out
    told = cli("history", "The One", "The Two", "--format", "json", root=root)
    assert faults(schemas.HISTORY, told.out) == []
    assert [tie["id"] for tie in told.json["denied"]] == ["two.responsibility.raid"]


def test_the_later_date_is_that_of_the_newest_source(cli: Cli, past: Path) -> None:
    assert cli("changes", "--from", "2017-01-01", "--format", "json", root=past).json["to"] == "2018-01-04"


@pytest.mark.parametrize(
    "command", [("changes", "--from", "2011", "--to", "2018"), ("lineage", "RF"), ("timeline", "RF")]
)
def test_the_same_bytes_in_every_world(tmp_path: Path, command: tuple[str, ...]) -> None:
    roots = write_project(tmp_path / "one", PROJECT), write_project(tmp_path / "other", PROJECT, backwards=True)
    said = [process(*command, "--root", root, env=world) for world, root in zip(WORLDS, roots, strict=True)]
    assert said[0].code == 0
    assert said[0] == said[1]
