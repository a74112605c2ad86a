"""Lineages, lives and rows: what the genealogy says, and that its picture can be read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from khorasan_graph import project
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.explorer.families import role_in
from khorasan_graph.explorer.genealogy import Bar, Genealogy, Lane, as_json, genealogy
from khorasan_graph.explorer.lives import Life
from khorasan_graph.model.knowledge_base import KnowledgeBase
from tests.authoring.projects import projects
from tests.explorer.sample import hostile, sample
from tests.support import TODAY, base_from, vocabulary

ROOT = Path(__file__).resolve().parents[2]

TEXT = """
--- organizations/movement.yaml
type: MilitantOrganization
name: The Movement
start: 2007-12
end: ..
--- organizations/splinter.yaml
type: Faction
name: The Splinter
start: 2014~
end: 2016
relations:
  - {type: Split, object: movement, date: 2014-08, claims: [{source: s1, credibility: 2}]}
  - {type: Merger, object: movement, date: 2016-03, claims: [{source: s1, credibility: 2}]}
--- organizations/grandchild.yaml
type: Faction
name: The Splinter of the Splinter
relations:
  - {type: Split, object: splinter, date: 2015, claims: [{source: s1, credibility: 3}]}
--- organizations/wing.yaml
type: Faction
name: The Wing
relations:
  - type: FactionOf
    object: movement
    claims: [{source: s1, credibility: 3, as_of: 2012-05-01}, {source: s2, credibility: 3, as_of: 2013-06-30}]
--- organizations/front.yaml
type: Umbrella
name: The Front
start: 2009-02
end: 2009
--- organizations/ally.yaml
type: MilitantOrganization
name: The Ally
relations:
  - {type: UmbrellaMembership, object: front, start: 2009-02, end: 2009, claims: [{source: s1, credibility: 3}]}
  - {type: Alliance, object: movement, start: 2009, claims: [{source: s1, credibility: 3}]}
--- organizations/doubted.yaml
type: Faction
name: The Doubted
relations:
  - type: FactionOf
    object: movement
    start: 2018
    claims: [{source: s1, credibility: 3}, {source: s2, credibility: 3, stance: denies}]
--- organizations/stranger.yaml
type: MilitantOrganization
name: The Stranger
relations:
  - {type: Merger, object: movement, date: 2011, claims: [{source: s1, credibility: 3, stance: denies}]}
  - {type: Rivalry, object: movement, start: 2010, end: 2012-06, claims: [{source: s1, credibility: 3}]}
--- organizations/silent.yaml
type: MilitantOrganization
name: The Silent
--- organizations/listed.yaml
type: MilitantOrganization
name: The Listed
--- organizations/state.yaml
type: State
name: A State
relations:
  - {type: Designation, object: listed, start: 2010, end: .., claims: [{source: s1, credibility: 2}]}
--- organizations/ministry.yaml
type: StateBody
name: A Ministry
relations:
  - {type: Affiliation, object: state, claims: [{source: s1, credibility: 2}]}
--- people/chief.yaml
type: Person
name: A Chief
relations:
  - {type: Leadership, object: movement, office: emir, start: 2007, end: 2013, claims: [{source: s1, credibility: 2}]}
  - {type: Leadership, object: wing, office: leader (amir), claims: [{source: s1, credibility: 2, as_of: 2012}]}
--- people/heir.yaml
type: Person
name: An Heir
relations:
  - {type: Leadership, object: movement, office: emir, claims: [{source: s1, credibility: 2, as_of: 2016}]}
  - {type: Succession, object: chief, date: 2013-11, claims: [{source: s1, credibility: 2}]}
--- people/local.yaml
type: Person
name: A Local
relations:
  - {type: Leadership, object: movement, office: chief in the valley, claims: [{source: s1, credibility: 2}]}
  - {type: Founding, object: wing, date: 2011-03, claims: [{source: s1, credibility: 3}]}
--- events/truce.yaml
type: Agreement
name: A Truce
date: 2013-05-05
--- events/raid.yaml
type: Attack
name: A Raid
date: 2013-06-06
--- relations/events.yaml
- {type: Responsibility, subject: movement, object: truce, claims: [{source: s1, credibility: 2}]}
- {type: Responsibility, subject: movement, object: raid, claims: [{source: s1, credibility: 2}]}
"""


@cache
def small() -> KnowledgeBase:
    return base_from(TEXT)


@cache
def shipped() -> KnowledgeBase:
    base = project.load(ROOT).knowledge_base
    assert base is not None
    return base


def laid_out(base: KnowledgeBase) -> Genealogy:
    return genealogy(base, base.entities, base.relations.values())


def lanes(found: Genealogy) -> list[Lane]:
    return [*found.lanes, found.singletons]


def bars(found: Genealogy) -> dict[str, Bar]:
    return {bar.id: bar for lane in lanes(found) for bar in lane.bars}


def life(organization: str) -> Life:
    found = bars(laid_out(small()))[organization].life
    assert found is not None
    return found


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def subtree(found: Genealogy, root: str) -> set[str]:
    members = {root}
    while True:
        more = {child for child, parent in found.parents.items() if parent in members} - members
        if not more:
            return members
        members |= more


def assert_readable(base: KnowledgeBase, found: Genealogy) -> None:
    organizations = {entity for entity in base.entities if role_in(base, entity) == "Organization"}
    everyone = [bar.id for lane in lanes(found) for bar in lane.bars]
    assert sorted(everyone) == sorted(organizations)
    for lane in lanes(found):
        assert {bar.row for bar in lane.bars} == set(range(lane.rows))
        for one, other in combinations(lane.bars, 2):
            if one.row != other.row:
                continue
            assert one.life is not None, "who has no dates has a row of its own"
            assert other.life is not None
            (first, last), (begin, finish) = one.life.span, other.life.span
            assert last < begin or finish < first, (one.id, other.id)
    for lane in found.lanes:
        members = {bar.id for bar in lane.bars}
        assert lane.head in members
        assert len(members) > 1
        assert sum(found.parents.get(member) is None for member in members) == 1
        assert all(found.parents[member] in members for member in members if member in found.parents)
        for member in members:
            # Rows may be shared by neighbours, so a block may touch the next one, but holds nobody else's row inside.
            block = subtree(found, member)
            rows = {bar.row for bar in lane.bars if bar.id in block}
            inside = {bar.id for bar in lane.bars if min(rows) < bar.row < max(rows)}
            assert inside <= block
    for link in found.links:
        if base.relations[link.tie].status == "denied":
            continue
        alone = {bar.id for bar in found.singletons.bars}
        assert not {link.member, link.other} <= alone
    for bar in bars(found).values():
        if bar.life is not None:
            first, last = bar.life.span
            assert first <= min(bar.life.known_from, bar.life.known_to)
            assert max(bar.life.known_from, bar.life.known_to) <= last
            assert bar.life.begun or bar.life.earliest is None
            assert bar.life.ended or bar.life.latest is None


@pytest.mark.parametrize("base", [small, shipped, sample, hostile])
def test_every_organization_once_and_no_two_over_each_other(base: object) -> None:
    assert callable(base)
    assert_readable(base(), laid_out(base()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(projects())
def test_any_project_gives_a_readable_picture(files: dict[str, str]) -> None:
    raw = [RawFile(path, content.encode()) for path, content in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    found = laid_out(base)
    assert_readable(base, found)
    assert genealogy(base, reversed(list(base.entities)), reversed(list(base.relations.values()))) == found
    json.dumps(as_json(base, found, base.relations.values()), allow_nan=False)


def test_a_lineage_is_descent_and_belonging() -> None:
    found = laid_out(small())
    lineage = next(lane for lane in found.lanes if lane.head == "movement")
    assert {bar.id for bar in lineage.bars} == {"movement", "splinter", "grandchild", "wing", "doubted"}
    assert {frozenset(bar.id for bar in lane.bars) for lane in found.lanes} >= {
        frozenset({"front", "ally"}),
        frozenset({"state", "ministry"}),
    }
    assert {bar.id for bar in found.singletons.bars} == {"stranger", "silent", "listed"}
    assert found.parents["grandchild"] == "splinter"
    assert [lane.states for lane in found.lanes] == [False, False, True]


def test_a_denied_tie_makes_no_lineage_but_is_told() -> None:
    found = laid_out(small())
    assert "stranger" not in found.parents
    assert [link.tie for link in found.links if link.member == "stranger"] == ["stranger.merger.movement"]
    doubted = next(link for link in found.links if link.member == "doubted")
    assert doubted.contested


def test_the_ends_of_a_life_stay_as_uncertain_as_they_are_written() -> None:
    movement = life("movement")
    assert (movement.earliest, movement.known_from) == (day("2007-12-01"), day("2007-12-31"))
    assert movement.begun
    assert movement.ongoing
    assert not movement.ended
    assert movement.latest is None
    assert movement.known_to == day("2018-01-04")  # the newest day that the sources reach
    splinter = life("splinter")
    assert (splinter.earliest, splinter.latest) == (day("2013-01-01"), day("2016-12-31"))
    # It split in August 2014, so that by then it was there; in March 2016 it still was, to merge.
    assert (splinter.known_from, splinter.known_to) == (day("2014-08-31"), day("2016-03-01"))


def test_without_dates_a_life_is_what_was_seen_of_it() -> None:
    ally = life("ally")
    assert (ally.begun, ally.ended, ally.earliest, ally.latest) == (False, False, None, None)
    assert (ally.known_from, ally.known_to) == (day("2009-02-28"), day("2018-01-01"))  # of the alliance
    stranger = life("stranger")  # the merger that is only denied tells nothing
    assert (stranger.known_from, stranger.known_to) == (day("2010-12-31"), day("2012-06-01"))
    grandchild = life("grandchild")
    assert (grandchild.known_from, grandchild.known_to) == (day("2015-12-31"), day("2015-01-01"))  # no day for sure


def test_a_founding_is_a_recorded_beginning() -> None:
    wing = life("wing")
    assert wing.begun
    assert (wing.earliest, wing.known_from) == (day("2011-03-01"), day("2011-03-31"))
    assert (wing.known_to, wing.latest) == (day("2013-06-30"), None)


def test_a_list_keeps_nobody_alive_and_silence_dates_nobody() -> None:
    found = bars(laid_out(small()))
    assert found["silent"].life is None
    assert found["listed"].life is None


def test_children_stand_next_to_parents() -> None:
    base = base_from("""
--- organizations/a.yaml
type: MilitantOrganization
name: A
start: 2001
--- organizations/b.yaml
type: MilitantOrganization
name: B
start: 2002
relations: [{type: Split, object: a, date: 2002, claims: [{source: s1, credibility: 2}]}]
--- organizations/c.yaml
type: MilitantOrganization
name: C
start: 2003
relations: [{type: Split, object: b, date: 2003, claims: [{source: s1, credibility: 2}]}]
--- organizations/d.yaml
type: MilitantOrganization
name: D
start: 2004
relations: [{type: Split, object: c, date: 2004, claims: [{source: s1, credibility: 2}]}]
""")
    (lane,) = laid_out(base).lanes
    row = {bar.id: bar.row for bar in lane.bars}
    assert [abs(row[one] - row[other]) for one, other in ("ab", "bc", "cd")] == [1, 1, 1]


def test_the_later_stands_nearer_so_that_no_fork_crosses_a_life() -> None:
    split = "relations: [{{type: Split, object: root, date: {}, claims: [{{source: s1, credibility: 2}}]}}]"
    text = "--- organizations/root.yaml\ntype: Umbrella\nname: Root\nstart: 2000\nend: ..\n"
    for year in range(2001, 2009):
        text += f"--- organizations/y{year}.yaml\ntype: Faction\nname: Group of {year}\nstart: {year}-06\nend: ..\n"
        text += split.format(f"{year}-06") + "\n"
    (lane,) = laid_out(base_from(text)).lanes
    row = {bar.id: bar.row for bar in lane.bars}
    below = [year for year in range(2001, 2009) if row[f"y{year}"] > row["root"]]
    above = [year for year in range(2001, 2009) if row[f"y{year}"] < row["root"]]
    assert sorted(below, key=lambda year: row[f"y{year}"]) == sorted(below, reverse=True)
    assert sorted(above, key=lambda year: row[f"y{year}"]) == sorted(above)


def test_a_lineage_of_hundreds_is_laid_out_too() -> None:
    text = "--- organizations/root.yaml\ntype: Umbrella\nname: Root\nstart: 2000\nend: ..\n"
    for number in range(300):
        text += f"--- organizations/g{number}.yaml\ntype: Faction\nname: Group {number}\nstart: {2001 + number % 17}\n"
        text += "relations: [{type: Split, object: root, claims: [{source: s1, credibility: 2}], "
        text += f"date: {2001 + number % 17}}}]\n"
    base = base_from(text)
    begin = time.process_time()
    found = laid_out(base)
    assert time.process_time() - begin < 20
    assert_readable(base, found)


def test_lives_that_never_meet_share_a_row() -> None:
    text = ""
    for year in (1960, 1980, 2000):
        text += f"--- organizations/y{year}.yaml\ntype: Faction\nname: G{year}\nstart: {year}-06\nend: {year + 2}\n"
    found = laid_out(base_from(text))
    assert found.lanes == ()
    assert found.singletons.rows == 1


def test_the_page_is_told_who_leads_the_whole_and_what_were_turning_points() -> None:
    base = small()
    told = as_json(base, laid_out(base), base.relations.values())
    assert told["heads"] == ["chief.leadership.movement", "chief.leadership.wing", "heir.leadership.movement"]
    assert told["turns"] == ["movement.responsibility.truce"]
    assert told["kinds"] == {
        "Affiliation": "belonging",
        "FactionOf": "belonging",
        "Merger": "join",
        "Split": "fork",
        "Succession": "succession",
        "UmbrellaMembership": "umbrella",
    }


def test_a_selection_lays_out_what_it_holds() -> None:
    base = small()
    found = genealogy(base, ["movement", "splinter", "chief"], [])
    assert found.lanes == ()
    assert {bar.id for bar in found.singletons.bars} == {"movement", "splinter"}
    assert genealogy(base, [], []).singletons == Lane("", (), 0, False)


SCRIPT = """
import hashlib, json, sys
from khorasan_graph.explorer.genealogy import as_json, genealogy
from tests.explorer.test_genealogy import shipped
base = shipped()
found = genealogy(base, base.entities, base.relations.values())
text = json.dumps(as_json(base, found, base.relations.values()))
sys.stdout.write(hashlib.sha256(text.encode()).hexdigest())
"""


def test_the_same_picture_whatever_the_hash_seed() -> None:
    found = set()
    for seed in ("0", "4711"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_what_is_told_is_short() -> None:
    base = shipped()
    text = json.dumps(as_json(base, laid_out(base), base.relations.values()), separators=(",", ":"))
    organizations = sum(role_in(base, entity) == "Organization" for entity in base.entities)
    assert len(text) < 200 * organizations
