"""Changes between two dates: by example, and against the comparison of two as-of questions, tie by tie."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.answers_time import changes_json
from khorasan_graph.graph.changes import Changes, changes
from khorasan_graph.graph.timeline import timeline
from khorasan_graph.graph.turns import KINDS, Turn, change_of, compose, contested_since
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import Selection, select
from tests.authoring.projects import projects
from tests.graph.small import bases
from tests.graph.test_timeline import loaded
from tests.support import base_from, vocabulary


def tie(name: str, *, type_: str = "Alliance", period: str = "", claims: str) -> str:
    """One tie of the group with another of this name, and that other."""
    return f"""
--- organizations/{name}.yaml
type: Faction
name: Faction {name}
relations:
  - {{type: {type_}, object: group, {period}{", " if period else ""}claims: [{claims}]}}
"""


def claim(source: str, when: str) -> str:
    return f"{{source: {source}, credibility: 3, as_of: {when}}}"


def denial(source: str, when: str) -> str:
    return f"{{source: {source}, credibility: 3, as_of: {when}, stance: denies}}"


PROJECT = """
--- sources/old.yaml
publisher: Publisher of old
title: Report of 2013
published: 2013-05
reliability: B
url: https://example.org/old
lang: en
--- sources/s0.yaml
publisher: Publisher 0
title: Report of 2014
published: 2014
reliability: B
url: https://example.org/0
lang: en
--- sources/new.yaml
publisher: Publisher of news
title: Report of 2024
published: 2024-02
reliability: B
url: https://example.org/new
lang: en
--- organizations/group.yaml
type: MilitantOrganization
name: Group
start: 2001
--- organizations/gone.yaml
type: MilitantOrganization
name: Gone
start: 2016
end: 2018
relations:
  - {type: Alliance, object: group, claims: [{source: s1, credibility: 3, as_of: 2017}]}
--- organizations/list-keeper.yaml
type: State
name: Keeper
relations: []
--- people/chief.yaml
type: Person
name: Chief
relations:
  - {type: Leadership, object: group, start: 2016, end: 2018-03, claims: [{source: s1, credibility: 3}]}
  - {type: Defection, object: group, from: gone, date: 2017, claims: [{source: s1, credibility: 3}]}
fates:
  - {fate: killed, date: 2018-03, source: s1, credibility: 3}
  - {fate: captured, date: 2013/2017, source: s1, credibility: 3}
  - {fate: released, date: 2009, source: s1, credibility: 3}
  - {fate: alive, date: 2017, source: s1, credibility: 3}
""".replace("relations: []\n", "") + "".join(
    [
        tie("begun", period="start: 2016", claims=claim("s1", "2017")),
        tie("ended", period="start: 2010, end: 2018", claims=claim("s1", "2012")),
        tie("both", period="start: 2016, end: 2017", claims=claim("s1", "2016")),
        tie("perhaps-begun", period="start: 2018/2024", claims=claim("s1", "2024-06")),
        tie("perhaps-earlier", period="start: 2014/2017", claims=claim("s1", "2018")),
        tie("perhaps-ended", period="start: 2010, end: 2018/2024", claims=claim("s1", "2012")),
        tie("ended-earlier", period="start: 2010, end: 2014/2017", claims=claim("s1", "2012")),
        tie("first", claims=f"{claim('s1', '2017')}, {claim('s2', '2024')}"),
        tie("last", claims=f"{claim('s1', '2012')}, {claim('s2', '2017')}"),
        tie("seen", claims=claim("s1", "2017-05")),
        tie("held", claims=f"{claim('s1', '2012')}, {claim('s2', '2024')}"),
        tie("later", claims=claim("s1", "2024")),
        tie("earlier", claims=claim("s1", "2012")),
        tie("over", period="start: 2010, end: 2012", claims=claim("s1", "2012")),
        tie("future", period="start: 2024", claims=claim("s1", "2024-05")),
        tie("wide", claims=claim("s1", "2012/2024")),
        tie("split", type_="Split", period="date: 2018-02", claims=claim("s1", "2018-02")),
        tie("disputed", period="start: 2010, end: 2024", claims=f"{claim('s1', '2012')}, {denial('s2', '2017')}"),
        tie("once-disputed", period="start: 2010, end: 2024", claims=f"{claim('old', '2012')}, {denial('s0', '2013')}"),
        tie("of-old", period="start: 2010, end: 2024", claims=f"{claim('old', '2012')}, {denial('s1', '2013')}"),
        tie("disputed-late", period="start: 2010, end: 2024", claims=f"{claim('s1', '2012')}, {denial('new', '2017')}"),
        tie("denied-later", claims=denial("new", "2017")),
        tie("denied", claims=denial("s1", "2017")),
        tie("once-denied", claims=denial("old", "2012")),
    ]
)  # fmt: skip


@cache
def base() -> KnowledgeBase:
    return base_from(PROJECT)


def dated(text: str) -> EdtfDate:
    value = parse_date(text)
    assert isinstance(value, EdtfDate)
    return value


def between(start: str = "2015", end: str = "2019", **more: str) -> Changes:
    return changes(base(), dated(start), dated(end), of=more.get("of"))


def told(answer: Changes) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for change in answer.ties:
        found.setdefault(change.kind or "", set()).add(change.relation.subject)
    return found


def test_each_tie_is_told_once_and_no_surer_than_it_is() -> None:
    answer = between()
    assert told(answer) == {
        "begun": {"begun", "split", "chief"},
        "ended": {"ended"},
        "begun_and_ended": {"both", "gone", "chief"},
        "contested": {"disputed", "of-old"},
        "may_have_begun": {"perhaps-begun"},
        "begun_by_then": {"perhaps-earlier"},
        "may_have_ended": {"perhaps-ended"},
        "ended_by_then": {"ended-earlier"},
        "first_seen": {"first"},
        "last_seen": {"last"},
        "seen_between": {"seen"},
    }
    assert len({change.relation.id for change in answer.ties}) == len(answer.ties)
    assert [tie.subject for tie in answer.denied] == ["denied"]


def test_what_did_not_change_is_counted_by_what_is_known() -> None:
    still = between().unchanged
    assert {tie.subject for tie in still.held} == {"held", "once-disputed", "disputed-late"}
    assert {tie.subject for tie in still.later} == {"later"}
    assert {tie.subject for tie in still.earlier} == {"earlier"}
    assert {tie.subject for tie in still.unplaced} == {"wide"}
    assert {tie.subject for tie in still.out} == {"over", "future"}


def test_a_denial_is_made_when_its_source_comes_out() -> None:
    """And not on the date that it speaks of."""
    assert told(between("2018-01-01", "2018-01-02"))["contested"] == {"disputed"}
    assert "contested" not in told(between("2016", "2017-12-31"))
    assert [tie.subject for tie in between("2020", "2025").denied] == ["denied-later"]
    (later,) = [change for change in between("2020", "2025").ties if change.relation.subject == "disputed-late"]
    assert later.became_contested
    assert str(contested_since(base(), later.relation)) == "2024-02"


def test_fates_and_lives() -> None:
    answer = between()
    assert [(found.event.fate, found.turn) for found in answer.fates] == [
        ("captured", Turn("perhaps", "yes")),
        ("killed", Turn("no", "yes")),
    ]
    assert [(found.entity, found.begun, found.turn) for found in answer.lives] == [
        ("gone", True, Turn("no", "yes")),
        ("gone", False, Turn("no", "yes")),
    ]


def test_of_one_entity() -> None:
    answer = between(of="chief")
    assert [change.relation.type for change in answer.ties] == ["Leadership", "Defection"]
    assert [found.event.fate for found in answer.fates] == ["captured", "killed"]
    assert between(of="gone").lives == between().lives
    assert [found.event.person for found in between(of="group").fates] == ["chief", "chief"]


def test_of_an_organization_only_those_who_led_it_then() -> None:
    """Whoever never led it, led it at another time, or is only denied to have led it, is none of its leaders."""
    leaders = {
        "emir": "start: 2014, end: 2018, claims: [{source: s1, credibility: 3}]",
        "former": "start: 2001, end: 2004, claims: [{source: s1, credibility: 3}]",
        "alleged": "start: 2014, claims: [{source: s1, credibility: 3, stance: denies}]",
    }
    files = [
        f"""
--- people/{name}.yaml
type: Person
name: The {name}
relations: [{{type: Leadership, object: group, {tie}}}]
fates: [{{fate: killed, date: 2017, source: s1, credibility: 3}}]
"""
        for name, tie in leaders.items()
    ]
    found = base_from("--- organizations/group.yaml\ntype: Faction\nname: Group" + "".join(files))
    of_group = changes(found, dated("2015"), dated("2019"), of="group").fates
    assert [fate.event.person for fate in of_group] == ["emir"]
    told = [entry.fate.person for entry in timeline(found, "group").entries if entry.fate is not None]
    assert told == ["emir"]
    everybody = changes(found, dated("2015"), dated("2019")).fates
    assert [fate.event.person for fate in everybody] == ["alleged", "emir", "former"]


def test_a_tie_that_nobody_dates_begins_with_its_end() -> None:
    """The alliance with a group that came and went: no date is written, and yet it cannot have lasted longer."""
    (change,) = [one for one in between().ties if one.relation.subject == "gone"]
    assert (change.dated_start, change.dated_end) == (False, False)
    assert (change.begin_turn, change.end_turn) == ("begun", "ended")


def test_filters_are_counted() -> None:
    chosen = select(vocabulary(), types=["Transition"])
    answer = changes(base(), dated("2015"), dated("2019"), chosen)
    assert {change.relation.type for change in answer.ties} == {"Split", "Defection"}
    assert answer.hidden == len(base().relations) - 2


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2019", "2015", "must end before"),
        ("2015", "2015", "must end before"),
        ("2015", "2015-06", "must end before"),
        ("2015~", "2016", "must end before"),
        ("../2015", "2016", "is open"),
        ("2015", "2016/..", "is open"),
    ],
)
def test_dates_that_do_not_follow_one_another(start: str, end: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        between(start, end)
    with pytest.raises(QuestionError, match="nobody"):
        between(of="nobody")


def test_a_group_that_changed_sides_is_one_change() -> None:
    told = changes_json(base(), between())["changes"]
    ids = [change["relation"]["id"] for change in told]  # type: ignore[attr-defined]
    assert ids.count("chief.defection.group") == 1
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2016-02-28", "2016-02-29", None),
        ("2016-02-29", "2016-03-01", "begun"),
        ("2016-03-01", "2018-03-01", None),
        ("2018-03-01", "2018-03-02", "ended"),
        ("2018-03-02", "2018-03-03", None),
        ("2016-02-29", "2018-03-02", "begun_and_ended"),
        ("2006-02-27", "2006-02-28", None),
        ("2006-02-28", "2006-03-01", "may_have_begun"),
        ("2006-03-01", "2006-03-31", None),
        ("2006-03-31", "2006-04-01", "begun_by_then"),
        ("2008-03-01", "2008-03-02", "may_have_ended"),
        ("2008-04-01", "2008-04-02", "ended_by_then"),
    ],
)
def test_the_very_days(start: str, end: str, kind: str | None) -> None:
    found = base_from("""
--- organizations/a.yaml
type: Faction
name: A
relations:
  - type: Alliance
    object: b
    start: 2016-03-01
    end: 2018-03-01
    claims: [{source: s1, credibility: 3, as_of: 2017}]
  - type: Rivalry
    object: b
    start: 2006-03-01/2006-04-01
    end: 2008-03-01/2008-04-01
    claims: [{source: s1, credibility: 3, as_of: 2007}]
--- organizations/b.yaml
type: Faction
name: B
""")
    assert [change.kind for change in changes(found, dated(start), dated(end)).ties] == ([kind] if kind else [])


def test_turns_that_do_not_meet_cannot_be_composed() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        compose(Turn("no", "yes"), Turn("perhaps", "yes"))


# Against two as-of questions

YEARS = st.integers(2002, 2024)
POINTS = st.one_of(
    YEARS.map(str),
    st.builds(lambda year, day: f"{year}-{day}", YEARS, st.sampled_from(("01-01", "12-31"))),
    st.builds(lambda year, month: f"{year}-{month:02}", YEARS, st.integers(1, 12)),
    st.builds(lambda year, month, day: f"{year}-{month:02}-{day:02}", YEARS, st.integers(1, 12), st.integers(1, 28)),
    st.builds(lambda year, mark: f"{year}{mark}", YEARS, st.sampled_from("~?%")),
)


@st.composite
def dates(draw: st.DrawFn, number: int) -> list[EdtfDate]:
    """So many dates of any precision, each wholly before the next."""
    found: list[EdtfDate] = []
    for when in sorted((dated(draw(POINTS)) for _ in range(number + 3)), key=lambda when: (when.latest, when.text)):
        if not found or (found[-1].latest and when.earliest and found[-1].latest < when.earliest):
            found.append(when)
    while len(found) < number:
        found.append(dated(str(2030 + len(found))))
    return found[:number]


BASES = st.one_of(bases(), projects().map(loaded))


@settings(max_examples=120, deadline=None)
@given(BASES, dates(2))
def test_changes_agree_with_two_as_of_questions(base: KnowledgeBase, when: list[EdtfDate]) -> None:
    start, end = when
    answer = changes(base, start, end)
    shown = [{tie.id for tie in Selection(as_of=one).relations(base) if tie.status != "denied"} for one in when]
    still = answer.unchanged
    changed = {change.relation.id: change for change in answer.ties}
    parts = [changed.keys(), *({tie.id for tie in ties} for ties in (still.held, still.later, still.earlier))]
    parts += [{tie.id for tie in ties} for ties in (still.unplaced, still.out)]
    stated = {tie.id for tie in base.relations.values() if tie.status != "denied"}
    assert set().union(*parts) == stated
    assert sum(map(len, parts)) == len(stated)
    for tie in base.relations.values():
        if tie.status == "denied":
            assert tie.id not in changed
            continue
        as_of = [Selection(as_of=one).activity(tie) for one in when]
        change = change_of(base, tie, start, end)
        assert list(change.activities) == as_of
        assert change.was_out == (tie.id not in shown[0], tie.id not in shown[1])
        if as_of[0] != as_of[1]:
            assert tie.id in changed
        kind = changed[tie.id].kind if tie.id in changed else None
        if kind == "begun":
            assert as_of[0] == "inactive"
            assert as_of[1] != "inactive"
        elif kind == "ended":
            assert as_of[0] != "inactive"
            assert as_of[1] == "inactive"
        elif kind == "begun_and_ended":
            assert as_of == ["inactive", "inactive"]
        elif kind in ("first_seen", "last_seen", "seen_between"):
            assert "inactive" not in as_of
        elif kind == "may_have_begun":
            assert as_of[0] == "inactive"
            assert as_of[1] != "active"
        elif kind == "begun_by_then":
            assert as_of[0] == "possible"
        elif kind == "may_have_ended":
            assert as_of[1] == "possible"
        elif kind == "ended_by_then":
            assert as_of[1] == "inactive"
            assert as_of[0] != "active"
        if tie in still.held:
            assert as_of == ["active", "active"]
        elif tie in (*still.later, *still.earlier, *still.unplaced):
            assert as_of == ["possible", "possible"]
        elif tie in still.out:
            assert as_of == ["inactive", "inactive"]


@settings(max_examples=80, deadline=None)
@given(BASES, dates(3))
def test_changes_compose(base: KnowledgeBase, when: list[EdtfDate]) -> None:
    first, second, third = when
    pairs = ((first, second), (second, third))
    steps = [{change.relation.id: change for change in changes(base, *pair).ties} for pair in pairs]
    whole = {change.relation.id: change for change in changes(base, first, third).ties}
    for tie in base.relations.values():
        one, other, both = (change_of(base, tie, *pair) for pair in (*pairs, (first, third)))
        assert both.begun == compose(one.begun, other.begun)
        assert both.ended == compose(one.ended, other.ended)
        assert both.disputed == compose(one.disputed, other.disputed)
    assert whole.keys() <= steps[0].keys() | steps[1].keys()
    for id_ in steps[0].keys() | steps[1].keys():
        for turn, sure in (("begin_turn", "begun"), ("end_turn", "ended")):
            if any(id_ in step and getattr(step[id_], turn) == sure for step in steps):
                assert getattr(whole[id_], turn) == sure


@settings(max_examples=30, deadline=None)
@given(projects().map(loaded), dates(2), st.data())
def test_the_changes_of_one_are_a_part_of_all(base: KnowledgeBase, when: list[EdtfDate], data: st.DataObject) -> None:
    entity = data.draw(st.sampled_from(sorted(base.entities)))
    all_of_it = {change.relation.id: change for change in changes(base, when[0], when[1]).ties}
    own = {change.relation.id: change for change in changes(base, when[0], when[1], of=entity).ties}
    assert own == {id_: change for id_, change in all_of_it.items() if entity in base.participants(change.relation)}
    assert [change.kind for change in own.values()] == sorted(
        (change.kind for change in own.values()), key=lambda kind: KINDS.index(kind or "begun")
    )
