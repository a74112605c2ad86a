"""What becomes of each kind of record in FollowTheMoney, and that nothing is said there more surely than here."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from khorasan_graph.export import FORMATS, Request, ftm, losses
from khorasan_graph.model.about import About
from khorasan_graph.model.dates import EdtfDate, parse_bound
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow, select
from tests.support import base_from, vocabulary

Line = dict[str, Any]

PEOPLE_AND_GROUPS = """
--- organizations/red-front.yaml
type: Faction
name: Red Front
{red}
--- organizations/blue-brigade.yaml
type: MilitantOrganization
name: Blue Brigade
{blue}
--- organizations/council.yaml
type: InternationalBody
name: Council of the Valley
--- people/amin.yaml
type: Person
name: Amin the Elder
{amin}
--- people/babur.yaml
type: Person
name: Babur the Younger
--- places/valley.yaml
type: Country
name: Valley
code: AF
--- places/north.yaml
type: Province
name: North
part_of: valley
coordinates: {{latitude: 34.5, longitude: 69.1}}
--- places/cave.yaml
type: Place
name: The cave
part_of: north
--- events/raid.yaml
type: Attack
name: Raid on the mill
date: {date}
{raid}
"""


def lines(base: KnowledgeBase, selection: Selection = EVERYTHING) -> dict[str, Line]:
    text = "".join(ftm.write(Request(narrow(base, selection), selection)))
    found = [json.loads(line) for line in text.splitlines()]
    assert [line["id"] for line in found] == sorted(line["id"] for line in found)
    return {line["id"].removeprefix("khorasan-"): line for line in found}


def project(red: str = "", blue: str = "", amin: str = "", raid: str = "", date: str = "2016-03-27") -> KnowledgeBase:
    """The groups, with more fields of some."""
    return base_from(PEOPLE_AND_GROUPS.format(red=red, blue=blue, amin=amin, raid=raid, date=date))


def tie(type_: str, target: str, *more: str, claims: str = "[{source: s1, credibility: 3}]") -> str:
    return f"relations: [{{{', '.join((f'type: {type_}', f'object: {target}', *more, f'claims: {claims}'))}}}]"


CONTESTED = "[{source: s1, credibility: 3}, {source: s2, credibility: 4, by: blue-brigade, stance: denies}]"
DENIED = "[{source: s2, credibility: 4, by: blue-brigade, stance: denies}]"
CORROBORATED = "[{source: s1, credibility: 3}, {source: s2, credibility: 3}]"


def links(found: dict[str, Line]) -> list[tuple[str, ...]]:
    """Every link between two entities: schema, ends by the name of their property, role."""
    ends = {
        "UnknownLink": ("subject", "object"),
        "Membership": ("member", "organization"),
        "Succession": ("predecessor", "successor"),
    }
    told = []
    for line in found.values():
        given = line["properties"]
        if line["schema"] in ends:
            of = [given[end][0].removeprefix("khorasan-") for end in ends[line["schema"]]]
            told.append((line["schema"], *of, *given["role"]))
    return sorted(told)


@pytest.mark.parametrize(
    ("owner", "written", "expected"),
    [
        ("red", tie("Alliance", "blue-brigade"), ("UnknownLink", "red-front", "blue-brigade", "is allied with")),
        ("red", tie("Allegiance", "blue-brigade"),
         ("UnknownLink", "red-front", "blue-brigade", "pledged allegiance to")),
        ("red", tie("Support", "blue-brigade", "content: [arms, funds]"),
         ("UnknownLink", "red-front", "blue-brigade", "supports (arms, funds)")),
        ("red", tie("UmbrellaMembership", "blue-brigade"),
         ("Membership", "red-front", "blue-brigade", "is a member group of")),
        ("amin", tie("Leadership", "red-front", "office: emir"), ("Membership", "amin", "red-front", "leads (emir)")),
        ("amin", tie("Spokesmanship", "red-front"), ("Membership", "amin", "red-front", "speaks for")),
        ("amin", tie("Founding", "red-front"), ("UnknownLink", "amin", "red-front", "founded")),
        ("red", tie("Split", "blue-brigade"), ("Succession", "blue-brigade", "red-front", "split from")),
        ("red", tie("Merger", "blue-brigade"), ("Succession", "red-front", "blue-brigade", "merged into")),
        ("red", tie("Succession", "blue-brigade"), ("Succession", "blue-brigade", "red-front", "succeeded")),
        ("amin", tie("Succession", "babur", "office: emir"), ("UnknownLink", "amin", "babur", "succeeded (emir)")),
        ("red", tie("OperatesIn", "north"), ("UnknownLink", "red-front", "north", "operates in")),
        ("red", tie("Responsibility", "raid"), ("UnknownLink", "red-front", "raid", "is held responsible for")),
        ("raid", tie("Targeting", "blue-brigade"), ("UnknownLink", "raid", "blue-brigade", "targeted")),
    ],
)  # fmt: skip
def test_links(owner: str, written: str, expected: tuple[str, ...]) -> None:
    assert links(lines(project(**{owner: written}))) == [expected]


@pytest.mark.parametrize("type_", ["Alliance", "UmbrellaMembership", "Split", "Merger", "Succession", "FactionOf"])
def test_a_contested_tie_is_marked_where_every_picture_shows_it(type_: str) -> None:
    found = lines(project(red=tie(type_, "blue-brigade", claims=CONTESTED)))
    phrase = vocabulary().relation_classes[type_].phrase
    assert links(found) == [("UnknownLink", "red-front", "blue-brigade", f"contested: {phrase}")]
    link = next(line for line in found.values() if line["schema"] == "UnknownLink")["properties"]
    assert link["status"] == ["contested"]
    assert "Contested: asserted by Publisher 1; denied by Blue Brigade." in link["summary"][0]


def test_a_contested_designation_is_no_sanction() -> None:
    found = lines(project(red=tie("Designation", "council", claims=CONTESTED)))
    assert links(found) == [("UnknownLink", "red-front", "council", "contested: is designated by")]
    assert not [line for line in found.values() if line["schema"] == "Sanction"]


@pytest.mark.parametrize(("type_", "target"), [("Alliance", "blue-brigade"), ("Responsibility", "raid")])
def test_what_is_only_denied_links_nothing(type_: str, target: str) -> None:
    found = lines(project(red=tie(type_, target, claims=DENIED)))
    assert links(found) == []
    ends = {"khorasan-red-front", f"khorasan-{target}"}
    for line in found.values():
        named = {value for values in line["properties"].values() for value in values} | {line["id"]}
        assert not ends <= named, "an entity that names both ends is a link"
    notes = [
        line["properties"] for line in found.values() if line["schema"] == "Note" and "entity" in line["properties"]
    ]
    assert {note["entity"][0] for note in notes} == ends
    for note in notes:
        assert note["description"][0].startswith("Denied, and asserted by nobody: Red Front ")
        assert "Blue Brigade denies this, in “Report 2”" in note["description"][0]
        assert note["proof"] == ["khorasan-source--s2"]


@pytest.mark.parametrize(
    ("claims", "organizers"),
    [
        (CORROBORATED, ["khorasan-red-front"]),
        ("[{source: s1, credibility: 2}]", None),
        (CONTESTED, None),
        (DENIED, None),
    ],
)
def test_only_who_is_surely_responsible_organized_an_event(claims: str, organizers: list[str] | None) -> None:
    found = lines(project(red=tie("Responsibility", "raid", claims=claims)))
    assert found["raid"]["properties"].get("organizer") == organizers
    assert "involved" not in found["raid"]["properties"]


@pytest.mark.parametrize(
    ("claims", "there"), [("[{source: s1, credibility: 3}]", True), (CONTESTED, False), (DENIED, False)]
)
def test_bare_properties_rest_on_what_nobody_contests(claims: str, there: bool) -> None:
    base = project(
        red=tie("Participation", "raid", claims=claims),
        amin=tie("BornIn", "cave", claims=claims),
        raid=tie("TookPlaceIn", "north", claims=claims),
    )
    found = lines(base)
    event, person = found["raid"]["properties"], found["amin"]["properties"]
    assert event.get("involved") == (["khorasan-red-front"] if there else None)
    assert (event.get("location"), event.get("country")) == ((["North, Valley"], ["af"]) if there else (None, None))
    born = (person.get("birthPlace"), person.get("birthCountry"))
    assert born == ((["The cave, North, Valley"], ["af"]) if there else (None, None))


def test_what_only_may_hold_is_never_said_to() -> None:
    when = select(vocabulary(), as_of="2017")
    seen = "[{source: s1, credibility: 3, as_of: 2016-02}]"
    red = tie("UmbrellaMembership", "blue-brigade", "start: 2015", "end: 2016-03/2018", claims=seen)
    found = lines(project(red=red), when)
    assert links(found) == [("UnknownLink", "red-front", "blue-brigade", "may hold (2017): is a member group of")]
    link = found["tie--red-front--umbrellamembership--blue-brigade"]["properties"]
    assert "It may have held (2017), and is not known to have." in link["summary"][0]
    assert links(lines(project(red=red), select(vocabulary(), as_of="2016-01-15")))[0][0] == "Membership"


@pytest.mark.parametrize(
    ("written", "properties", "words"),
    [
        ("2014", ["2014"], ""), ("2014-08", ["2014-08"], ""), ("2014-08-26", ["2014-08-26"], ""),
        ("2014-XX", ["2014"], ""), ("2014-08-XX", ["2014-08"], ""),
        ("2014~", None, "From about 2014"), ("2014-08?", None, "From August 2014 (uncertain)"),
        ("2014%", None, "From about 2014 (uncertain)"), ("201X", None, "From the 2010s"),
        ("../2014", None, "From 2014 or before"), ("2014/..", None, "From 2014 or after"),
        ("2014/2016", None, "From some time between 2014 and 2016"), ("2014-21", None, "From spring 2014"),
        ("unknown", None, "Start unknown"), ("0999", None, "From 0999"),
    ],
)  # fmt: skip
def test_only_exact_dates_are_dates(written: str, properties: list[str] | None, words: str) -> None:
    base = project(red=tie("Alliance", "blue-brigade", "start: 2014"))
    start = parse_bound(written, end=False)
    assert isinstance(start, EdtfDate)
    (id_,) = base.relations
    base.relations[id_] = replace(base.relations[id_], start=start)
    link = next(line for line in lines(base).values() if line["schema"] == "UnknownLink")["properties"]
    assert link.get("startDate") == properties
    assert words in link["summary"][0]
    lost = losses.losses(FORMATS["ftm"], Request(base))
    told = next((one.records for one in lost if one.loss.key == "imprecise-dates"), ())
    assert (f"relation/{id_}" in told) == (properties is None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2016-03-27", {"date": ["2016-03-27"]}),
        ("2016-03-07/2016-03-09", {"startDate": ["2016-03-07"], "endDate": ["2016-03-09"]}),
        ("2016-03", {"date": ["2016-03"]}),
        ("2016-03-27~", {"notes": ["Happened: about 27 March 2016."]}),
        ("../2016", {"notes": ["Happened: 2016 or before."]}),
        ("2016-03-07~/2016-03-09", {"notes": ["Happened: some time between about 7 March 2016 and 9 March 2016."]}),
    ],
)
def test_dates_of_events(written: str, expected: dict[str, list[str]]) -> None:
    given = lines(project(date=written))["raid"]["properties"]
    assert {key: given[key] for key in ("date", "startDate", "endDate", "notes") if key in given} == expected


def test_lives() -> None:
    found = lines(project(red="start: 2009~\nend: 2016", amin="start: 1970\nend: .."))
    red, amin = found["red-front"]["properties"], found["amin"]["properties"]
    assert red["dissolutionDate"] == ["2016"]
    assert "incorporationDate" not in red
    assert red["notes"] == ["Founded: about 2009."]
    assert (amin["birthDate"], amin["notes"]) == (["1970"], ["Still alive."])
    assert "deathDate" not in amin


def test_what_has_ended_says_so_where_no_date_can() -> None:
    """A link without an end would be taken to hold today."""
    base = project(
        red=tie("Designation", "council", "start: 2010", "end: 2015~") + "\nend: 2016~",
        blue=tie("Alliance", "red-front", "start: 2009", "end: ../2014"),
        amin=tie("Leadership", "red-front", "end: 2012-05"),
    )
    found = lines(base)
    status = {id_: line["properties"]["status"] for id_, line in found.items() if "status" in line["properties"]}
    assert status == {
        "red-front": ["dissolved about 2016"],
        "tie--amin--leadership--red-front": ["reported"],
        "tie--blue-brigade--alliance--red-front": ["reported", "ended 2014 or before"],
        "tie--red-front--designation--council": ["ended about 2015"],
    }
    assert found["tie--amin--leadership--red-front"]["properties"]["endDate"] == ["2012-05"]


def test_a_designation_is_a_sanction() -> None:
    red = tie("Designation", "council", "list: List of the Valley", "reference: QDe.132", "start: 2017-07-06")
    found = lines(project(red=red))
    (sanction,) = [line["properties"] for line in found.values() if line["schema"] == "Sanction"]
    assert sanction["entity"] == ["khorasan-red-front"]
    assert sanction["authority"] == ["Council of the Valley"]
    assert sanction["program"] == ["List of the Valley"]
    assert sanction["authorityId"] == sanction["unscId"] == ["QDe.132"]
    assert sanction["listingDate"] == ["2017-07-06"]
    assert sanction["proof"] == ["khorasan-source--s1"]


def test_nobody_is_graded_by_a_topic() -> None:
    base = project(red=tie("Designation", "council", "reference: QDe.132", claims=CORROBORATED))
    assert not [line for line in lines(base).values() if "topics" in line["properties"]]


def test_names_stand_where_their_kind_belongs() -> None:
    red = """
names:
  - {text: RF, kind: acronym}
  - {text: جبهه سرخ, kind: native, lang: fa}
  - {text: Crimson Front, kind: former, end: 2012, source: s3}
  - {text: The Front, kind: alias, shared: true}
"""
    blue = "names: [{text: The Front, kind: alias, shared: true}]"
    given = lines(project(red=red, blue=blue))["red-front"]["properties"]
    names = {key: given[key] for key in ("name", "abbreviation", "alias", "previousName", "weakAlias")}
    assert names == {
        "name": ["Red Front"],
        "abbreviation": ["RF"],
        "alias": ["جبهه سرخ"],
        "previousName": ["Crimson Front"],
        "weakAlias": ["RF", "The Front"],
    }
    assert given["notes"] == [
        "Name “جبهه سرخ”: native script, language fa.",
        "Name “Crimson Front”: former name, used ? to 2012, met in “Report 3” (Publisher 3, 3 January 2018).",
    ]


def test_places() -> None:
    found = lines(project())
    assert {found[id_]["schema"] for id_ in ("valley", "north", "cave")} == {"Address"}
    assert found["north"]["properties"] == {
        "country": ["af"],
        "full": ["North, Valley"],
        "keywords": ["province"],
        "latitude": ["34.5"],
        "longitude": ["69.1"],
        "name": ["North"],
    }
    assert found["cave"]["properties"]["full"] == ["The cave, North, Valley"]


def test_the_group_left_and_the_host_are_links_of_their_own() -> None:
    base = project(
        red=tie("Sanctuary", "cave", "provider: blue-brigade"),
        amin=tie("Defection", "red-front", "from: blue-brigade", claims=CONTESTED),
    )
    assert links(lines(base)) == [
        ("UnknownLink", "amin", "blue-brigade", "contested: defected from"),
        ("UnknownLink", "amin", "red-front", "contested: defected to"),
        ("UnknownLink", "red-front", "blue-brigade", "is given sanctuary by"),
        ("UnknownLink", "red-front", "cave", "has sanctuary in"),
    ]


def test_numbers_and_fates_are_notes_with_their_documents() -> None:
    base = project(
        red="quantities: [{measure: strength, min: 200, max: 400, source: s1, credibility: 4, by: council}]",
        amin=(
            "fates:\n  - {fate: killed, date: 2017-04~, source: s2, credibility: 3}\n"
            "  - {fate: killed, source: s3, credibility: 3, by: red-front, stance: denies}"
        ),
    )
    found = lines(base).values()
    notes = [line["properties"] for line in found if line["schema"] == "Note" and "entity" in line["properties"]]
    told = {note["description"][0]: (note["entity"], note["proof"]) for note in notes}
    publisher = "“Report {0}” (Publisher {0}, {0} January 2018)".format
    usual = "source usually reliable, claim"
    first = f"Council of the Valley asserts this, in {publisher(1)}; graded B4 ({usual} doubtful)."
    second = f"Publisher 2 asserts this, in {publisher(2)}; graded B3 ({usual} possibly true)."
    third = f"Red Front denies this, in {publisher(3)}; graded B3 ({usual} possibly true)."
    amin = ["khorasan-amin"]
    assert told == {
        f"Red Front: strength 200-400.\n{first}": (["khorasan-red-front"], ["khorasan-source--s1"]),
        f"Amin the Elder: killed, about April 2017.\n{second}": (amin, ["khorasan-source--s2"]),
        f"Denied: Amin the Elder: killed.\n{third}": (amin, ["khorasan-source--s3"]),
    }


def test_every_claim_is_told_with_its_speaker_and_grade() -> None:
    claims = (
        "[{source: s1, credibility: 2, locator: page 4, citing: a broadcast, as_of: 2016~, note: Seen twice.}, "
        "{source: s2, credibility: 5, by: council, stance: denies}]"
    )
    found = lines(project(red=tie("Alliance", "blue-brigade", "note: Perhaps a truce.", claims=claims)))
    link = next(line for line in found.values() if line["schema"] == "UnknownLink")["properties"]
    first = (
        "Publisher 1 asserts this, in “Report 1” (Publisher 1, 1 January 2018); graded B2 (source usually reliable, "
        "claim probably true); speaking of about 2016; at page 4; citing a broadcast. Seen twice."
    )
    second = (
        "Council of the Valley denies this, in “Report 2” (Publisher 2, 2 January 2018); graded B5 (source usually "
        "reliable, claim improbable)."
    )
    assert link["description"] == ["Perhaps a truce.", first, second]
    assert link["proof"] == ["khorasan-source--s1", "khorasan-source--s2"]
    assert link["publisher"] == ["Publisher 1", "Publisher 2"]
    assert link["sourceUrl"] == ["https://example.org/1", "https://example.org/2"]


def test_documents() -> None:
    base = base_from(
        """
--- sources/s1.yaml
publisher: The Valley Post
title: On the mill
published: 2018-05~
accessed: 2020-02
reliability: C
lang: prs-AF
authors: [B. Writer, A. Writer]
url: https://example.org
archive_url: https://archive.example.org/1
derived_from: [s2]
via: a reposted copy
"""
    )
    given = lines(base)["source--s1"]["properties"]
    assert given == {
        "author": ["B. Writer", "A. Writer"],
        "language": ["fas"],
        "notes": [
            "Reliability C: fairly reliable.",
            "Published: about May 2018.",
            "Archived at: https://archive.example.org/1",
            "Read in: a reposted copy",
            "Restates or copies: “Report 2” (Publisher 2, 2 January 2018).",
        ],
        "publisher": ["The Valley Post"],
        "retrievedAt": ["2020-02"],
        "sourceUrl": ["https://example.org/"],
        "title": ["On the mill"],
    }


def test_the_data_set_is_described_without_inventing_anything() -> None:
    base = project(red=tie("Alliance", "blue-brigade", claims=DENIED))
    bare = lines(replace(base, about=About()))["about--data-set"]["properties"]
    assert bare["name"] == ["About this data set"]
    assert "The newest source is of 4 January 2018." in bare["description"][0]
    assert "1 tie. Of these, 0 are contested" in bare["description"][0]
    assert "1 are only denied: they are notes, and no links." in bare["description"][0]
    assert "License" not in bare["description"][0]
    about = About("Groups of the Valley", license="https://example.org/terms", creators=("A. Author",))
    told = lines(replace(base, about=about), select(vocabulary(), signs=["+"]))["about--data-set"]["properties"]
    assert told["name"] == ["Groups of the Valley"]
    assert "License: https://example.org/terms" in told["description"][0]
    assert 'selected by {"signs": ["+"]}' in told["description"][0]


HOSTILE = ('=HYPERLINK("http://x.example","y")', "<script>alert(1)</script>", 'a"b\\c', "{{x}}", "می‌خواهم")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    base = project(red=f"description: {json.dumps(text, ensure_ascii=False)}")
    base.entities["red-front"] = replace(base.entities["red-front"], name=text)
    line = lines(base)["red-front"]
    assert line["khorasan"]["record"]["name"] == line["khorasan"]["record"]["description"] == text
    assert line["properties"]["name"] == line["properties"]["description"] == [text.replace("\u200c", "")]
