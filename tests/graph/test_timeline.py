"""Timelines, and what is between two, on a small base whose every answer can be read off."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.answers_time import between_json, history_json, timeline_json
from khorasan_graph.graph.between import Moment, between, history
from khorasan_graph.graph.moments import chronological, fate_events
from khorasan_graph.graph.timeline import timeline
from khorasan_graph.model.dates import UNKNOWN, EdtfDate, has_day, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import select
from khorasan_graph.model.voices import Voices
from tests.authoring.projects import projects
from tests.support import TODAY, base_from, vocabulary

PROJECT = """
--- organizations/alpha.yaml
type: MilitantOrganization
name: Alpha
start: 2005
end: 2019-06
names:
  - {text: Old Alpha, kind: former, start: 2005, end: 2008-03}
quantities:
  - {measure: strength, min: 50, max: 80, source: s2, credibility: 4, as_of: 2015}
  - {measure: strength, max: 30, source: s1, credibility: 4, as_of: 2012}
relations:
  - type: Alliance
    object: beta
    start: ../2010
    end: 2012-05
    claims:
      - {source: s2, credibility: 2, as_of: 2012}
      - {source: s1, credibility: 2, as_of: 2010-06, end: 2013}
      - {source: s3, credibility: 4, as_of: 2011, stance: denies, by: alpha}
  - type: Rivalry
    object: beta
    claims: [{source: s1, credibility: 3, as_of: 2014}, {source: s2, credibility: 3, as_of: 2016}]
  - {type: Coordination, object: gamma, claims: [{source: s1, credibility: 3, as_of: 2011-11}]}
  - {type: Endorsement, object: beta, claims: [{source: s1, credibility: 3, as_of: 2013, stance: denies}]}
  - {type: Responsibility, object: raid, claims: [{source: s1, credibility: 3}]}
  - {type: OperatesIn, object: nowhere, start: unknown, claims: [{source: s4, credibility: 3, start: 2009, end: 2010}]}
--- organizations/beta.yaml
type: MilitantOrganization
name: Beta
relations:
  - {type: Split, object: alpha, date: 2006, claims: [{source: s1, credibility: 3}]}
  - type: Support
    object: gamma
    claims: [{source: s1, credibility: 5, by: alpha, as_of: 2015}, {source: s2, credibility: 3}]
--- organizations/gamma.yaml
type: MilitantOrganization
name: Gamma
--- people/chief.yaml
type: Person
name: Chief
start: 1970
relations:
  - type: Leadership
    object: alpha
    office: emir
    start: 2008-03
    end: 2014-07
    claims: [{source: s1, credibility: 3}]
  - {type: Leadership, object: beta, start: 2000, end: 2004, claims: [{source: s1, credibility: 3}]}
fates:
  - {fate: killed, date: 2014-07-10, source: s1, credibility: 3}
  - {fate: killed, date: 2014-07, source: s2, credibility: 3}
  - {fate: killed, source: s3, credibility: 3}
  - {fate: killed, date: 2009, source: s4, credibility: 5}
  - {fate: alive, date: 2015-01, source: s4, credibility: 5}
  - {fate: alive, date: 2010, source: s2, credibility: 2}
  - {fate: captured, date: 2007, source: s2, credibility: 2}
--- people/runaway.yaml
type: Person
name: Runaway
relations:
  - {type: Defection, object: beta, from: alpha, date: 2013, claims: [{source: s3, credibility: 3}]}
--- places/nowhere.yaml
type: Province
name: Nowhere
--- events/raid.yaml
type: Attack
name: Raid
date: 2011-02-03
relations:
  - {type: Targeting, object: beta, claims: [{source: s1, credibility: 3}]}
  - {type: TookPlaceIn, object: nowhere, claims: [{source: s1, credibility: 3}]}
"""


@cache
def base() -> KnowledgeBase:
    return base_from(PROJECT)


def dated(text: str) -> EdtfDate:
    value = parse_date(text)
    assert isinstance(value, EdtfDate)
    return value


def test_the_timeline_in_order() -> None:
    entries = [
        (entry.when.text, entry.kind, *(tie.id for tie in entry.relations))
        for entry in timeline(base(), "alpha").entries
    ]
    assert entries == [
        ("2005", "comes_into_being"),
        ("2005", "named"),
        ("2006", "happened", "beta.split.alpha"),
        ("2008-03", "begun", "chief.leadership.alpha"),
        ("2008-03", "name_ended"),
        ("2009", "fate", "chief.leadership.alpha"),
        ("../2010", "begun", "alpha.alliance.beta"),
        ("2011-02-03", "event", "alpha.responsibility.raid"),
        ("2012-05", "ended", "alpha.alliance.beta"),
        ("2013", "happened", "runaway.defection.beta"),
        ("2014-07", "ended", "chief.leadership.alpha"),
        ("2014-07-10", "fate", "chief.leadership.alpha"),
        ("2019-06", "comes_to_an_end"),
    ]


def test_sightings_and_denials_are_no_beginnings() -> None:
    answer = timeline(base(), "alpha")
    assert [(seen.relation.id, seen.first.text, seen.last.text) for seen in answer.seen] == [
        ("alpha.operatesin.nowhere", "2009", "2010"),
        ("alpha.coordination.gamma", "2011-11", "2011-11"),
        ("alpha.rivalry.beta", "2014", "2016"),
    ]
    assert [tie.id for tie in answer.denied] == ["alpha.endorsement.beta"]
    told = {tie.id for entry in answer.entries for tie in entry.relations}
    assert told.isdisjoint({"alpha.endorsement.beta", "alpha.rivalry.beta"})
    assert [number.text for number in answer.numbers] == ["up to 30", "50-80"]


def test_a_leader_of_another_time_is_not_told_of() -> None:
    entries = timeline(base(), "beta").entries
    assert [entry.fate for entry in entries if entry.fate is not None] == []
    assert ("2004", "ended") in {(entry.when.text, entry.kind) for entry in entries}


def test_reports_of_one_death_are_one_fate() -> None:
    found = fate_events(base(), "chief", Voices(base().sources))
    assert [(event.fate, str(event.when), event.status, len(event.facts), len(event.against)) for event in found] == [
        ("captured", "2007", "reported", 1, 0),
        ("killed", "2009", "contested", 1, 4),
        ("alive", "2010", "reported", 1, 0),
        ("killed", "2014-07-10", "contested", 2, 2),
        ("alive", "2015-01", "reported", 1, 0),
        ("killed", "None", "reported", 1, 0),
    ]
    assert [event.fits_several for event in found] == [False] * 5 + [True]


FATES: dict[str, tuple[str, list[str]]] = {
    "died leaves the cause open": (
        "killed 2011-05-02 s1, died 2011 s2",
        ["died 2011 reported s2", "killed 2011-05-02 reported s1"],
    ),
    "another cause is no contradiction without a date either": (
        "killed 2009-08-27 s1, died - s2",
        ["killed 2009-08-27 reported s1", "died None reported s2"],
    ),
    "at another time it is": (
        "killed 2009 s1, died 2012 s2",
        ["killed 2009 contested s1 against s2", "died 2012 contested s2 against s1"],
    ),
    "a sign of life before an undated death": (
        "killed - s1, alive 2012 s2",
        ["alive 2012 reported s2", "killed None reported s1"],
    ),
    "a sign of life after an undated death was reported": (
        "killed - s1, alive 2020 s2",
        ["alive 2020 reported s2", "killed None contested s1 against s2"],
    ),
    "rough dates that overlap": (
        "killed 2012-08-24 s1, alive 2012-08 s2",
        ["alive 2012-08 reported s2", "killed 2012-08-24 reported s1"],
    ),
    "a sign of life in the rest of a rough date of death": (
        "killed 2012-08 s1, alive 2012-08-24 s2",
        ["killed 2012-08 reported s1", "alive 2012-08-24 reported s2"],
    ),
    "a sign of life on the day after": (
        "killed 2012-08-24 s1, alive 2012-08-25 s2",
        ["killed 2012-08-24 contested s1 against s2", "alive 2012-08-25 reported s2"],
    ),
    "what fits one of two deaths supports it": (
        "killed 2009 s1, killed 2014-07-10 s2, killed 2014-07 s3",
        ["killed 2009 contested s1 against s3 s2", "killed 2014-07-10 contested s3 s2 against s1"],
    ),
    "what fits two supports neither, and counts against neither": (
        "killed 2009 s1, killed 2014-07-10 s2, killed ../2014-08 s3, killed - s4",
        [
            "killed 2009 contested s1 against s2",
            "killed 2014-07-10 contested s2 against s1",
            "killed ../2014-08 corroborated s3 s4 fits several",
        ],
    ),
    "reports scatter by days": (
        "killed 2012-12-29 s1, killed 2013-01-03 s2",
        ["killed 2012-12-29 corroborated s1 s2"],
    ),
    "one year is not another": (
        "killed 2012 s1, killed 2013 s2",
        ["killed 2012 contested s1 against s2", "killed 2013 contested s2 against s1"],
    ),
    "a year is of the death in it, not of that a few days before": (
        "died 2012-12-20 s1, died 2013-04-23 s2, died 2013 s3",
        ["died 2012-12-20 contested s1 against s2", "died 2013-04-23 contested s3 s2 against s1"],
    ),
    "a denial denies what it fits, and gives no date": (
        "killed ../2014 s1, killed 2014-03-02 s2 denies",
        ["killed ../2014 contested s1 s2"],
    ),
    "a denial denies each that it fits": (
        "captured 2009 s1, captured 2014-07-10 s2, captured - s3 denies",
        ["captured 2009 contested s1 s3", "captured 2014-07-10 contested s2 s3"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FATES)
def test_what_contradicts_a_fate(name: str) -> None:
    reports, expected = FATES[name]
    lines = []
    for fate, when, source, *denies in map(str.split, reports.split(", ")):
        date = "" if when == "-" else f"date: {when}, "
        stance = ", stance: denies" if denies else ""
        lines.append(f"  - {{fate: {fate}, {date}source: {source}, credibility: 3{stance}}}")
    found = base_from("--- people/one.yaml\ntype: Person\nname: One\nfates:\n" + "\n".join(lines) + "\n")
    told = []
    for event in fate_events(found, "one", Voices(found.sources)):
        line = [event.fate, str(event.when), event.status, *(claim.source for claim in event.claims)]
        line += ["against", *(fact.claim.source for fact in event.against)] if event.against else []
        told.append(" ".join([*line, "fits several"] if event.fits_several else line))
    assert told == expected


def test_the_life_of_an_event_is_its_date() -> None:
    (entry,) = timeline(base(), "raid").entries
    assert (entry.when.text, entry.kind, entry.event) == ("2011-02-03", "event", "raid")
    assert {tie.type for tie in entry.relations} == {"Responsibility", "Targeting", "TookPlaceIn"}


def test_filters_are_counted() -> None:
    whole = timeline(base(), "alpha")
    part = timeline(base(), "alpha", select(vocabulary(), types=["Leadership"]))
    ties = {tie.id for entry in part.entries for tie in entry.relations}
    assert ties == {"chief.leadership.alpha"}
    assert (part.seen, part.denied) == ((), ())
    assert whole.hidden == 0
    assert part.hidden == len(base().relations_of["alpha"]) - 1


def test_between_two() -> None:
    answer = between(base(), "alpha", "beta")
    assert {tie.id for tie in answer.ties} == {
        "alpha.alliance.beta",
        "alpha.rivalry.beta",
        "beta.split.alpha",
        "runaway.defection.beta",
    }
    assert [tie.id for tie in answer.denied] == ["alpha.endorsement.beta"]
    assert [(shared.event, [tie.type for tie in shared.ties]) for shared in answer.events] == [
        ("raid", ["Responsibility", "Targeting"])
    ]
    assert [(saying.speaker, saying.relation.id) for saying in answer.sayings] == [("alpha", "beta.support.gamma")]
    assert [(found.kind, [tie.id for tie in found.relations]) for found in answer.disagreements] == [
        ("denied", ["alpha.alliance.beta"]),
        ("dated_otherwise", ["alpha.alliance.beta"]),
    ]


def test_a_part_in_an_event_that_is_only_denied_is_told_apart() -> None:
    found = base_from("""
--- organizations/a.yaml
type: Faction
name: A
relations:
  - {type: Responsibility, object: raid, claims: [{source: s1, credibility: 3}]}
  - {type: Responsibility, object: prison-break, claims: [{source: s1, credibility: 3}]}
  - {type: Responsibility, object: bombing, claims: [{source: s1, credibility: 3, stance: denies}]}
--- organizations/b.yaml
type: Faction
name: B
relations:
  - {type: Responsibility, object: raid, claims: [{source: s2, credibility: 3, stance: denies, by: b}]}
  - {type: Responsibility, object: prison-break, claims: [{source: s2, credibility: 3, stance: denies, by: b}]}
  - {type: Responsibility, object: bombing, claims: [{source: s2, credibility: 3, stance: denies, by: b}]}
--- events/raid.yaml
type: Attack
name: Raid
date: 2016
relations: [{type: Targeting, object: b, claims: [{source: s1, credibility: 3}]}]
--- events/prison-break.yaml
type: Attack
name: Prison break
date: 2015
--- events/bombing.yaml
type: Attack
name: Bombing
date: 2014
""")
    answer = between(found, "a", "b")
    (raid,) = answer.events
    assert ([tie.id for tie in raid.ties], [tie.id for tie in raid.denied]) == (
        ["a.responsibility.raid", "raid.targeting.b"],
        ["b.responsibility.raid"],
    )
    assert [
        (shared.event, [tie.id for tie in shared.ties], [tie.id for tie in shared.denied])
        for shared in answer.denied_events
    ] == [
        ("bombing", [], ["a.responsibility.bombing", "b.responsibility.bombing"]),
        ("prison-break", ["a.responsibility.prison-break"], ["b.responsibility.prison-break"]),
    ]
    assert between(found, "b", "a").denied_events == answer.denied_events
    assert (answer.ties, answer.denied, answer.is_empty, answer.hidden) == ((), (), False, 0)
    past = history(found, "a", "b")
    assert [moment.event for moment in past.moments] == ["raid"]
    assert [(moment.kind, moment.event, moment.relations[0].subject) for moment in past.denied] == [
        ("denied", "bombing", "a"),
        ("denied", "bombing", "b"),
        ("denied", "prison-break", "b"),
        ("denied", "raid", "b"),
    ]
    asserted = between(found, "a", "b", select(vocabulary(), statuses=["reported"]))
    assert [(shared.event, shared.denied) for shared in asserted.events] == [("raid", ())]
    assert (asserted.denied_events, asserted.hidden) == ((), 5)


def test_friend_and_foe_at_one_time_is_pointed_out() -> None:
    found = base_from("""
--- organizations/a.yaml
type: Faction
name: A
relations:
  - {type: Alliance, object: b, start: 2010, claims: [{source: s1, credibility: 3}]}
  - {type: ArmedConflict, object: b, start: 2012, claims: [{source: s2, credibility: 3}]}
--- organizations/b.yaml
type: Faction
name: B
relations:
  - {type: Alliance, object: c, claims: [{source: s1, credibility: 3, as_of: 2010}]}
  - {type: ArmedConflict, object: c, claims: [{source: s2, credibility: 3, as_of: 2012}]}
--- organizations/c.yaml
type: Faction
name: C
""")
    assert [one.kind for one in between(found, "a", "b").disagreements] == ["friend_and_foe"]
    assert [one.kind for one in between(found, "b", "c").disagreements] == []


def test_a_rougher_date_is_no_disagreement() -> None:
    found = base_from("""
--- organizations/a.yaml
type: Faction
name: A
relations:
  - type: Alliance
    object: b
    start: 2010-03
    end: ..
    claims:
      - {source: s1, credibility: 3, start: 2010}
      - {source: s2, credibility: 3, start: 2010-03, end: 2012}
      - {source: s3, credibility: 3, start: 2010-03-05, end: unknown}
      - {source: s4, credibility: 3, start: 2010-04}
--- organizations/b.yaml
type: Faction
name: B
""")
    (one,) = between(found, "a", "b").disagreements
    assert (one.kind, [claim.source for claim in one.claims]) == ("dated_otherwise", ["s2", "s4"])


def test_the_history_in_order() -> None:
    answer = history(base(), "alpha", "beta")
    assert [(str(moment.when), moment.kind, moment.relations[0].id) for moment in answer.moments] == [
        ("2006", "happened", "beta.split.alpha"),
        ("../2010", "begun", "alpha.alliance.beta"),
        ("2010-06", "seen", "alpha.alliance.beta"),
        ("2011", "denied", "alpha.alliance.beta"),
        ("2011-02-03", "event", "alpha.responsibility.raid"),
        ("2012", "seen", "alpha.alliance.beta"),
        ("2012-05", "ended", "alpha.alliance.beta"),
        ("2013", "happened", "runaway.defection.beta"),
        ("2014", "seen", "alpha.rivalry.beta"),
        ("2016", "seen", "alpha.rivalry.beta"),
    ]
    assert [(str(moment.when), moment.kind, moment.relations[0].id) for moment in answer.denied] == [
        ("2013", "denied", "alpha.endorsement.beta")
    ]


def test_word_against_word_on_one_day_is_two_moments() -> None:
    found = base_from("""
--- organizations/a.yaml
type: Faction
name: A
relations:
  - type: Alliance
    object: b
    claims:
      - {source: s1, credibility: 3, as_of: 2010}
      - {source: s2, credibility: 3, as_of: 2010, stance: denies}
      - {source: s3, credibility: 3, as_of: 2010}
--- organizations/b.yaml
type: Faction
name: B
""")
    moments = history(found, "a", "b").moments
    assert [(moment.kind, [claim.source for claim in moment.claims]) for moment in moments] == [
        ("seen", ["s1", "s3"]),
        ("denied", ["s2"]),
    ]


def test_questions_that_cannot_be_asked() -> None:
    for ask in (between, history):
        with pytest.raises(QuestionError, match="given twice"):
            ask(base(), "alpha", "alpha")
        with pytest.raises(QuestionError, match="nobody"):
            ask(base(), "alpha", "nobody")
    with pytest.raises(QuestionError, match="nobody"):
        timeline(base(), "nobody")


def test_what_json_names_by_id_is_in_it() -> None:
    told = timeline_json(base(), timeline(base(), "alpha"))
    named = {id_ for entry in told["entries"] for id_ in entry["relations"]}  # type: ignore[attr-defined]
    named |= {seen["relation"] for seen in told["seen"]}  # type: ignore[attr-defined]
    assert named == {tie["id"] for tie in told["relations"]}  # type: ignore[attr-defined]
    past = history_json(base(), history(base(), "alpha", "beta"))
    named = {id_ for moment in past["moments"] for id_ in moment["relations"]}  # type: ignore[attr-defined]
    assert named == {tie["id"] for tie in past["relations"]}  # type: ignore[attr-defined]
    assert between_json(base(), between(base(), "alpha", "gamma"))["hidden"] == 0


@pytest.mark.parametrize(
    "dates",
    [
        ["../2015", "2015~", "2015", "2015-01", "2015-01-10", "2015-02", "2016/2017", "2016", "unknown"],
        ["201X", "../2010-06", "2010-06/2011-01", "2010-06?", "2010-06", "2010-06-01", "2011/..", "2011"],
    ],
)
def test_rough_dates_stand_before_the_finer_ones_that_they_hold(dates: list[str]) -> None:
    known = {text: UNKNOWN if text == "unknown" else dated(text) for text in dates[::-1]}
    assert sorted(known, key=lambda text: chronological(known[text])) == dates


def loaded(files: dict[str, str]) -> KnowledgeBase:
    raw = [RawFile(path, text.encode()) for path, text in sorted(files.items())]
    found = load_files(raw, vocabulary(), [], today=TODAY)
    assert found.knowledge_base is not None
    return found.knowledge_base


@settings(max_examples=30, deadline=None)
@given(projects(), st.data())
def test_every_tie_is_told_in_a_timeline(files: dict[str, str], data: st.DataObject) -> None:
    """Each tie stands where it belongs: among the dated ones, the sightings, or the denied; and in one place only."""
    found = loaded(files)
    entity = data.draw(st.sampled_from(sorted(found.entities)))
    answer = timeline(found, entity)
    entries = {tie.id for entry in answer.entries if entry.kind != "fate" for tie in entry.relations}
    seen, denied = {one.relation.id for one in answer.seen}, {tie.id for tie in answer.denied}
    ties = found.relations_of.get(entity, ())
    assert entries | seen | denied == {tie.id for tie in ties}
    assert denied == {tie.id for tie in ties if tie.status == "denied"}
    assert denied.isdisjoint(entries | seen)
    assert seen == {tie.id for tie in ties if tie.status != "denied" and not has_day(tie.start)}
    assert {tie.id for tie in ties if tie.id in entries & seen} == {
        tie.id for tie in ties if tie.id in seen and has_day(tie.end)
    }
    order = [chronological(entry.when) for entry in answer.entries]
    assert order == sorted(order)
    starts = [
        tie.id for entry in answer.entries if entry.kind in ("begun", "happened", "event") for tie in entry.relations
    ]
    assert len(starts) == len(set(starts))


@settings(max_examples=30, deadline=None)
@given(projects(), st.data())
def test_what_is_between_two_is_so_either_way(files: dict[str, str], data: st.DataObject) -> None:
    found = loaded(files)
    one, other = data.draw(st.lists(st.sampled_from(sorted(found.entities)), min_size=2, max_size=2, unique=True))
    there, back = history(found, one, other), history(found, other, one)
    assert there.moments == back.moments
    assert there.denied == back.denied
    assert set(there.dossier.ties) == set(back.dossier.ties)
    assert {saying.claim.id for saying in there.dossier.sayings} == {saying.claim.id for saying in back.dossier.sayings}
    naming = {tie.id for tie in found.relations.values() if {one, other} <= set(found.participants(tie))}
    assert {tie.id for tie in (*there.dossier.ties, *there.dossier.denied)} == naming


@settings(max_examples=30, deadline=None)
@given(projects(), st.data())
def test_a_history_holds_every_claim(files: dict[str, str], data: st.DataObject) -> None:
    found = loaded(files)
    one, other = data.draw(st.lists(st.sampled_from(sorted(found.entities)), min_size=2, max_size=2, unique=True))
    answer = history(found, one, other)

    def told(moments: tuple[Moment, ...]) -> set[str]:
        spoken = [moment for moment in moments if moment.kind in ("seen", "denied", "happened", "event")]
        return {claim.id for moment in spoken for claim in moment.claims}

    shared = [tie for event in answer.dossier.events for tie in event.ties]
    assert told(answer.moments) == {claim.id for tie in (*answer.dossier.ties, *shared) for claim in tie.claims}
    assert told(answer.denied) == {claim.id for tie in answer.dossier.all_denied for claim in tie.claims}
