"""Who takes part in a tie, which pairs it links, and what a claim amounts to."""

from __future__ import annotations

from tests.support import base_from

BASE = base_from("""
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {type: Alliance, object: b, place: village, claims: [{source: s1, credibility: 3}]}
  - {type: Sanctuary, object: village, provider: state, claims: [{source: s2, credibility: 2, by: b, as_of: 2016}]}
  - {type: Support, object: b, content: [arms, training], claims: [{source: s1, credibility: 3}]}
--- organizations/b.yaml
type: MilitantOrganization
name: B
quantities:
  - {measure: strength, value: 100, source: s3, credibility: 4}
--- organizations/state.yaml
type: State
name: State
--- people/p.yaml
type: Person
name: P
fates:
  - {fate: killed, source: s4, credibility: 5}
relations:
  - {type: Defection, object: b, from: a, date: 2014, place: village, claims: [{source: s1, credibility: 3}]}
  - {type: Defection, object: a, from: a, date: 2015, claims: [{source: s1, credibility: 3}]}
--- places/village.yaml
type: Settlement
name: Village
""")


def test_participants_are_all_entities_that_a_tie_names() -> None:
    named = {id_: BASE.participants(relation) for id_, relation in BASE.relations.items()}
    assert named == {
        "a.alliance.b": ("a", "b", "village"),
        "a.sanctuary.village": ("a", "village", "state"),
        "a.support.b": ("a", "b"),
        "p.defection.a": ("p", "a"),
        "p.defection.b": ("p", "b", "village", "a"),
    }


def test_edges_are_the_ends_and_the_qualifiers_that_project_one() -> None:
    pairs = {id_: BASE.edges(relation) for id_, relation in BASE.relations.items()}
    assert pairs == {
        "a.alliance.b": (("a", "b", None),),
        "a.sanctuary.village": (("a", "village", None), ("a", "state", "provider")),
        "a.support.b": (("a", "b", None),),
        "p.defection.a": (("p", "a", None), ("p", "a", "from")),
        "p.defection.b": (("p", "b", None), ("p", "a", "from")),
    }


def test_the_ties_of_an_entity_are_those_that_name_it_anywhere() -> None:
    ties = {entity: [tie.id for tie in found] for entity, found in BASE.relations_of.items()}
    assert ties == {
        "a": ["a.alliance.b", "a.sanctuary.village", "a.support.b", "p.defection.a", "p.defection.b"],
        "b": ["a.alliance.b", "a.support.b", "p.defection.b"],
        "p": ["p.defection.a", "p.defection.b"],
        "state": ["a.sanctuary.village"],
        "village": ["a.alliance.b", "a.sanctuary.village", "p.defection.b"],
    }


def test_qualifiers_by_key() -> None:
    assert BASE.relations["a.support.b"].qualifier("content") == ("arms", "training")
    assert BASE.relations["a.sanctuary.village"].qualifier("provider") == ("state",)
    assert BASE.relations["a.alliance.b"].qualifier("content") == ()


def test_what_a_claim_amounts_to() -> None:
    plain, spoken = BASE.relations["a.alliance.b"].claims[0], BASE.relations["a.sanctuary.village"].claims[0]
    assert (BASE.speaker(plain), BASE.grade(plain), BASE.sighting(plain).text) == ("Publisher 1", "B3", "2018-01-01")
    assert (BASE.speaker(spoken), BASE.grade(spoken), BASE.sighting(spoken).text) == ("B", "B2", "2016")


def test_claims_are_those_of_ties_numbers_and_fates() -> None:
    assert sorted(claim.credibility for claim in BASE.claims()) == [2, 3, 3, 3, 3, 4, 5]


def test_the_newest_date_is_that_of_the_newest_source() -> None:
    assert BASE.newest_date is not None
    assert BASE.newest_date.text == "2018-01-04"


def test_bases_are_equal_wherever_their_files_stand() -> None:
    alliance = "type: Alliance, object: b, claims: [{source: s1, credibility: 3}, {source: s2, credibility: 3}]"
    ends = "--- organizations/b.yaml\ntype: Faction\nname: B\n"
    inline = base_from(f"--- organizations/a.yaml\ntype: Faction\nname: A\nrelations:\n  - {{{alliance}}}\n{ends}")
    alone = base_from(
        f"--- organizations/a.yaml\n# a remark\nname: A\ntype: Faction\n{ends}"
        f"--- relations/ties.yaml\n- {{subject: a, {alliance}}}\n"
    )
    assert inline == alone
    assert inline != BASE


def test_a_source_of_some_time_in_a_century_is_not_the_newest() -> None:
    base = base_from("""
--- organizations/a.yaml
type: MilitantOrganization
name: A
sources: [old, vague]
--- sources/old.yaml
publisher: Old
title: Old
published: 2019-05-03
reliability: B
--- sources/vague.yaml
publisher: Vague
title: Vague
published: 20XX
reliability: B
""")
    assert base.newest_date is not None
    assert base.newest_date.text == "2019-05-03"
