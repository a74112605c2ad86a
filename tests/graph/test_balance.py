"""Triangles against brute force: every three actors, every choice of ties, every year."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings

from khorasan_graph.graph.balance import KINDS, balance
from khorasan_graph.graph.projection import Projection, project
from khorasan_graph.model.records import Relation
from tests.graph.signed import Tie, base_of, ties
from tests.support import base_from

ALWAYS = range(2005, 2025)


def years(relation: Relation) -> set[int]:
    first = relation.possible_from.year if relation.possible_from else ALWAYS[0]
    last = relation.possible_to.year if relation.possible_to else ALWAYS[-1]
    return set(range(first, last + 1))


def brute_force(graph: Projection) -> tuple[Counter[str], dict[tuple[str, ...], set[str]]]:
    """The number of triangles of each kind, and the ties that make those out of balance."""
    signs = {name: cls.sign for name, cls in graph.base.vocabulary.relation_classes.items()}
    counted: Counter[str] = Counter()
    unbalanced: dict[tuple[str, ...], set[str]] = {}
    for corners in combinations(graph.nodes, 3):
        sides = [
            [relation for relation in graph.pairs.get(pair, ()) if signs[relation.type] != "0"]
            for pair in combinations(corners, 2)
        ]
        if not all(sides):
            continue
        readings: dict[tuple[str, ...], set[str]] = {}
        for chosen in product(*sides):
            if set.intersection(*map(years, chosen)):
                readings.setdefault(tuple(signs[relation.type] for relation in chosen), set()).update(
                    relation.id for relation in chosen
                )
        if len(readings) != 1:
            counted["ambivalent" if readings else "apart in time"] += 1
            continue
        ((read, made_of),) = readings.items()
        kind = "+" * read.count("+") + "-" * read.count("-")
        counted[kind] += 1
        if read.count("-") % 2:
            unbalanced[corners] = made_of
    return counted, unbalanced


@settings(max_examples=300, deadline=None)
@given(ties(most=7, signs="++-0"))
def test_every_triangle_is_weighed_and_no_other(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    counted, unbalanced = brute_force(graph)
    found = balance(graph)
    census = found.census["all"]
    assert {**census.kinds, "ambivalent": census.ambivalent, "apart in time": census.apart_in_time} == {
        kind: counted[kind] for kind in (*KINDS, "ambivalent", "apart in time")
    }
    told = {}
    for strain in found.strains:
        for friend in strain.friends:
            corners = tuple(sorted((strain.one, strain.other, friend.entity)))
            told[corners] = {tie.id for tie in (*friend.hostile, *friend.to_one, *friend.to_other)}
            assert all({strain.one, friend.entity} == {tie.subject, tie.object} for tie in friend.to_one)
            assert all({strain.other, friend.entity} == {tie.subject, tie.object} for tie in friend.to_other)
            assert set(friend.hostile) <= set(strain.hostile)
            assert friend.contested == any(
                all(tie.status == "contested" for tie in side) for side in (friend.to_one, friend.to_other)
            )
            assert not friend.known  # these ties are known to hold on no day
    for three in found.all_enemies:
        told[three.entities] = {tie.id for side in three.sides for tie in side}
    assert told == unbalanced
    assert [len(strain.friends) for strain in found.strains] == sorted(
        (len(strain.friends) for strain in found.strains), reverse=True
    )


@settings(max_examples=100, deadline=None)
@given(ties(most=6, signs="+-"))
def test_narrower_readings_are_the_balance_of_those_ties(drawn: tuple[list[Tie], int]) -> None:
    made, count = drawn
    found = balance(project(base_of(made, count)))
    kept = [tie for tie in made if tie.status in ("corroborated", "reported")]
    assert found.census["uncontested"] == balance(project(base_of(kept, count))).census["all"]


@settings(max_examples=60, deadline=None)
@given(ties(most=6, signs="+-"))
def test_the_expected_share_is_that_of_all_ways_to_deal_the_signs(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    found = balance(graph)
    classes = graph.base.vocabulary.relation_classes
    plain = [signs for ties in graph.pairs.values() if len(signs := {classes[tie.type].sign for tie in ties}) == 1]
    draws = [sum("-" in sign for sign in three) % 2 == 0 for three in combinations(plain, 3)]
    expected = found.census["all"].expected
    assert (expected is None) == (not draws)
    if expected is not None:
        assert expected == pytest.approx(sum(draws) / len(draws))


PROJECT = """
--- organizations/alpha.yaml
type: MilitantOrganization
name: Alpha
relations:
  - {type: ArmedConflict, object: beta, start: 2015, end: 2017, claims: [{source: s1, credibility: 2}]}
  - {type: Support, object: common, start: 2014, end: 2016, claims: [{source: s1, credibility: 2}]}
--- organizations/beta.yaml
type: MilitantOrganization
name: Beta
relations:
  - {type: Support, object: common, start: START, end: END, claims: [{source: s1, credibility: 2}DENIED]}
--- organizations/common.yaml
type: MilitantOrganization
name: Common
"""
DENIED = ", {source: s2, credibility: 3, stance: denies}"


def weigh(start: str, end: str, denied: str = "") -> str:
    text = PROJECT.replace("START", start).replace("END", end).replace("DENIED", denied)
    found = balance(project(base_from(text)))
    if not found.strains:
        assert found.census["all"].apart_in_time == 1
        return "apart"
    (strain,) = found.strains
    (friend,) = strain.friends
    assert (strain.one, strain.other, friend.entity) == ("alpha", "beta", "common")
    return f"{'known' if friend.known else 'may be'}{', contested' if friend.contested else ''}"


def test_the_friend_of_my_friend_is_my_enemy() -> None:
    assert weigh("2014", "2016-12-31") == "known"
    assert weigh("2014", "2016", DENIED) == "known, contested"
    assert weigh("2016/2018", "2019") == "may be"
    assert weigh("2017-06", "2019") == "apart"


def test_enemies_who_were_friends_before_are_not_of_two_minds() -> None:
    before = [Tie(0, 1, "+", years=(2010, 2011)), Tie(0, 1, "-", years=(2012, 2014)), Tie(0, 2), Tie(1, 2)]
    both = [*before[:1], Tie(0, 1, "-", years=(2011, 2014)), Tie(0, 2), Tie(1, 2)]
    dated = [*before[:2], Tie(0, 2, years=(2012, 2015)), Tie(1, 2)]
    assert balance(project(base_of(before, 3))).census["all"].ambivalent == 1
    assert balance(project(base_of(both, 3))).census["all"].ambivalent == 1
    assert balance(project(base_of(dated, 3))).census["all"].kinds["++-"] == 1


def test_a_denied_friendship_makes_no_triangle() -> None:
    made = [Tie(0, 1, "-"), Tie(0, 2), Tie(1, 2, status="denied")]
    assert balance(project(base_of(made, 3))).strains == ()


def test_the_alliances_before_the_first_world_war() -> None:
    """Antal, Krapivsky and Redner 2006: by 1907 the six powers stood in two camps, and every triangle was balanced."""
    powers = ["Britain", "France", "Russia", "Germany", "Austria-Hungary", "Italy"]
    camp = {power: number < 3 for number, power in enumerate(powers)}
    made = [
        Tie(powers.index(one), powers.index(other), "+" if camp[one] == camp[other] else "-")
        for one, other in combinations(powers, 2)
    ]
    census = balance(project(base_of(made, 6))).census["all"]
    assert census.kinds == {"+++": 2, "+--": 18, "++-": 0, "---": 0}
    assert census.share == 1
