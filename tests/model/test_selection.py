"""What a selection admits, how it is asked for, and the smaller base that it leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.model.activity import activity
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES
from khorasan_graph.model.selection import EVERYTHING, Selection, SelectionError, as_of_date, narrow, select
from tests.support import base_from, vocabulary

BASE = base_from("""
--- sources/wire.yaml
publisher: Wire
title: A wire report
published: 2017
reliability: A
--- sources/reprint.yaml
publisher: Reprint
title: A reprint
published: 2017
reliability: C
derived_from: [wire]
--- sources/unused.yaml
publisher: Nobody
title: Never cited
published: 2017
reliability: C
--- organizations/a.yaml
type: MilitantOrganization
name: A
different_from: [b, lonely]
names:
  - {text: Ay, kind: alias, source: s4}
relations:
  - {type: Alliance, object: b, start: 2014, end: 2016, claims: [{source: s1, credibility: 2}]}
  - type: ArmedConflict
    object: c
    start: 2017
    place: village
    claims:
      - {source: reprint, by: ministry, credibility: 3}
      - {source: s2, stance: denies, credibility: 1}
      - {source: s3, stance: denies, credibility: 1}
  - {type: Split, object: c, date: 2013, claims: [{source: s1, credibility: 4}, {source: s2, credibility: 5}]}
--- organizations/b.yaml
type: Faction
name: B
quantities:
  - {measure: strength, value: 100, source: s3, by: speaker, credibility: 6}
relations:
  - {type: Endorsement, object: c, claims: [{source: s1, stance: denies, credibility: 1}, {source: s2, stance: denies,
     credibility: 1}]}
--- organizations/c.yaml
type: MilitantOrganization
name: C
--- organizations/ministry.yaml
type: StateBody
name: Ministry
--- organizations/lonely.yaml
type: MilitantOrganization
name: Lonely
quantities:
  - {measure: strength, value: 5, source: s4, credibility: 3}
--- people/speaker.yaml
type: Person
name: Speaker
relations:
  - {type: Spokesmanship, object: c, claims: [{source: s1, credibility: 3}]}
  - {type: Defection, object: c, from: b, claims: [{source: s1, credibility: 6}]}
--- places/village.yaml
type: Settlement
name: Village
part_of: province
--- places/province.yaml
type: Province
name: Province
part_of: country
--- places/country.yaml
type: Country
name: Country
""")
ALLIANCE, WAR, SPLIT = "a.alliance.b", "a.armedconflict.c", "a.split.c"
PRAISE, VOICE, SIDE = "b.endorsement.c", "speaker.spokesmanship.c", "speaker.defection.c"


def shown(selection: Selection) -> set[str]:
    return {relation.id for relation in selection.relations(BASE)}


def on(text: str) -> EdtfDate:
    parsed = parse_date(text)
    assert isinstance(parsed, EdtfDate)
    return parsed


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (EVERYTHING, {ALLIANCE, WAR, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), types=["Cooperation"]), {ALLIANCE, PRAISE}),
        (select(vocabulary(), types=["alliance", "SPLIT"]), {ALLIANCE, SPLIT}),
        (select(vocabulary(), types=["Relation"]), {ALLIANCE, WAR, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), types=["Rivalry"]), set()),
        (select(vocabulary(), signs=["-"]), {WAR}),
        (select(vocabulary(), signs=["+", "0"]), {ALLIANCE, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), signs=["any"]), {ALLIANCE, WAR, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), signs=["-", "any"]), {ALLIANCE, WAR, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), statuses=["denied"]), {PRAISE}),
        (select(vocabulary(), statuses=["contested", "corroborated"]), {WAR, SPLIT}),
        (select(vocabulary(), as_of="2015"), {ALLIANCE, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), as_of="2012"), {PRAISE, VOICE, SIDE}),
        (select(vocabulary(), as_of="2016/2018"), {ALLIANCE, WAR, SPLIT, PRAISE, VOICE, SIDE}),
        # the best grade of those that assert; denials do not make a tie credible
        (select(vocabulary(), min_credibility=2), {ALLIANCE}),
        (select(vocabulary(), min_credibility=1), set()),
        (select(vocabulary(), min_credibility=4), {ALLIANCE, WAR, SPLIT, VOICE}),
        (select(vocabulary(), min_credibility=6), {ALLIANCE, WAR, SPLIT, PRAISE, VOICE, SIDE}),
        (select(vocabulary(), entities=["a", "b"]), {ALLIANCE}),
        (select(vocabulary(), entities=["a"]), set()),
        (select(vocabulary(), entities=["a", "b", "c"], signs=["+"], statuses=["reported"]), {ALLIANCE}),
    ],
)
def test_what_is_admitted(selection: Selection, expected: set[str]) -> None:
    assert shown(selection) == expected
    assert all(selection.admits(BASE, BASE.relations[id_]) == (id_ in expected) for id_ in BASE.relations)


def test_ties_come_in_the_order_of_their_ids() -> None:
    found = [relation.id for relation in EVERYTHING.relations(BASE)]
    assert found == sorted(found)


def test_families_stand_for_their_classes() -> None:
    for name, cls in vocabulary().relation_classes.items():
        chosen = select(vocabulary(), types=[name]).types
        assert all(name in vocabulary().relation_classes[one].ancestors for one in chosen)
        assert not any(vocabulary().relation_classes[one].abstract for one in chosen)
        assert cls.abstract or name in chosen
    assert "Alliance" in select(vocabulary(), types=["Cooperation"]).types
    both = select(vocabulary(), types=["Conflict", "Alliance"]).types
    assert both == {"Alliance"} | select(vocabulary(), types=["Conflict"]).types


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"types": ["Friendship"]}, r"`Friendship` is not a type of tie; the types are Affiliation, .*Alliance"),
        ({"types": [""]}, "`` is not a type of tie"),
        ({"types": ["Alliance", "MilitantOrganization"]}, "`MilitantOrganization` is not a type of tie"),
        ({"signs": ["x"]}, r"`x` is not a sign; the signs are \+, -, 0 and any"),
        ({"signs": ["+-"]}, r"`\+-` is not a sign"),
        ({"signs": ["any", "x"]}, "`x` is not a sign"),
        ({"statuses": ["true"]}, "`true` is not a status; the statuses are corroborated, reported, contested, denied"),
        ({"min_credibility": 0}, "a credibility runs from 1"),
        ({"min_credibility": 7}, "a credibility runs from 1"),
        ({"min_credibility": -1}, "a credibility runs from 1"),
        ({"as_of": "last year"}, "`last year`"),
        ({"as_of": "2014-13"}, "there is no month 13; "),
        ({"as_of": "circa 2014"}, "in words; write `2014~`"),
        ({"as_of": ""}, "is not a date"),
    ],
)
def test_what_is_not_in_the_vocabulary_is_refused_in_words(asked: dict[str, object], words: str) -> None:
    with pytest.raises(SelectionError, match=words):
        select(vocabulary(), **asked)  # type: ignore[arg-type]


def test_filters_are_read_once() -> None:
    assert select(vocabulary(), types=iter(["Split"]), signs=iter(["-"]), statuses=iter(["denied"])) == Selection(
        frozenset({"Split"}), frozenset({"-"}), frozenset({"denied"})
    )


def test_dates_of_as_of_questions() -> None:
    assert as_of_date(None) is None
    assert as_of_date(on("2014")) == on("2014") == as_of_date("2014")


def test_what_was_asked_for_in_plain_values() -> None:
    assert EVERYTHING.as_json() == {}
    asked = select(
        vocabulary(),
        types=["Split", "Alliance"],
        signs=["0", "+"],
        statuses=["reported"],
        as_of="2014~",
        min_credibility=3,
        entities=["b", "a"],
    )
    assert asked.as_json() == {
        "types": ["Alliance", "Split"],
        "signs": ["+", "0"],
        "statuses": ["reported"],
        "as_of": "2014~",
        "min_credibility": 3,
        "entities": ["a", "b"],
    }


def test_whether_a_tie_holds_is_told_only_for_a_date() -> None:
    relation = BASE.relations[ALLIANCE]
    assert EVERYTHING.activity(relation) is None
    assert [select(vocabulary(), as_of=day).activity(relation) for day in ("2013", "2015", "2016-03")] == [
        "inactive",
        "active",
        "possible",
    ]


SELECTIONS = st.builds(
    select,
    st.just(vocabulary()),
    types=st.sets(st.sampled_from(["Alliance", "Cooperation", "Conflict", "Role", "Transition", "Split"]), max_size=2),
    signs=st.sets(st.sampled_from(["+", "-", "0", "any"]), max_size=2),
    statuses=st.sets(st.sampled_from(STATUSES), max_size=2),
    as_of=st.sampled_from([None, "2012", "2015", "2016-03", "2018", "../2013"]),
    min_credibility=st.one_of(st.none(), st.integers(1, 6)),
    entities=st.sets(st.sampled_from(sorted(BASE.entities)), max_size=4),
)


@settings(max_examples=300, deadline=None)
@given(SELECTIONS)
def test_all_filters_must_agree(selection: Selection) -> None:
    alone = [
        replace(EVERYTHING, types=selection.types),
        replace(EVERYTHING, signs=selection.signs),
        replace(EVERYTHING, statuses=selection.statuses),
        replace(EVERYTHING, as_of=selection.as_of),
        replace(EVERYTHING, min_credibility=selection.min_credibility),
        replace(EVERYTHING, entities=selection.entities),
    ]
    assert shown(selection) == set.intersection(*map(shown, alone))
    if selection.as_of is not None:
        assert all(activity(relation, selection.as_of) != "inactive" for relation in selection.relations(BASE))


def dangling(base: KnowledgeBase) -> set[str]:
    """Whatever a record of the base refers to and the base does not have."""
    entities: set[str] = set()
    sources = {parent for source in base.sources.values() for parent in source.derived_from}
    for relation in base.relations.values():
        entities.update(base.participants(relation))
    for entity in base.entities.values():
        entities.update(entity.different_from)
        entities.update(filter(None, [entity.part_of]))
        sources.update(entity.sources)
        sources.update(name.source for name in entity.names if name.source is not None)
    for claim in base.claims():
        entities.update(filter(None, [claim.by]))
        sources.add(claim.source)
    return (entities - set(base.entities)) | (sources - set(base.sources))


@settings(max_examples=300, deadline=None)
@given(SELECTIONS)
def test_a_narrower_base_is_whole(selection: Selection) -> None:
    smaller = narrow(BASE, selection)
    assert dangling(smaller) == set()
    assert set(smaller.relations) == shown(selection)
    assert smaller.relations.items() <= BASE.relations.items()
    assert smaller.sources.items() <= BASE.sources.items()
    assert selection.entities <= set(smaller.entities)
    for records in (smaller.entities, smaller.sources, smaller.relations):
        assert list(records) == sorted(records)
    for entity in smaller.entities.values():
        whole = BASE.entities[entity.id]
        assert replace(entity, different_from=whole.different_from) == whole
        assert set(entity.different_from) == set(whole.different_from) & set(smaller.entities)
    assert narrow(smaller, selection) == smaller


def test_everything_is_the_base_itself() -> None:
    assert narrow(BASE, EVERYTHING) is BASE
    assert narrow(BASE, select(vocabulary())) is BASE


def test_what_a_tie_needs_is_kept() -> None:
    smaller = narrow(BASE, select(vocabulary(), types=["ArmedConflict"]))
    assert set(smaller.entities) == {"a", "c", "ministry", "village", "province", "country"}
    # the sources of the claims, what one of them copies, and the source of a name of `a`
    assert set(smaller.sources) == {"reprint", "wire", "s2", "s3", "s4"}
    assert smaller.entities["a"].different_from == ()


def test_speakers_of_numbers_and_entities_asked_for_are_kept() -> None:
    smaller = narrow(BASE, select(vocabulary(), types=["Alliance"]))
    assert set(smaller.entities) == {"a", "b", "speaker"}
    assert smaller.entities["a"].different_from == ("b",)
    alone = narrow(BASE, select(vocabulary(), entities=["lonely"]))
    assert set(alone.entities) == {"lonely"}
    assert set(alone.sources) == {"s4"}
    assert alone.relations == {}
