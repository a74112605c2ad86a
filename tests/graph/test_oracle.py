"""Paths against brute force: every simple path of a small graph, ranked by the rules, and nothing cleverer."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.graph.common import common
from khorasan_graph.graph.paths import Path, misfits, search, search_all
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import Selection
from tests.graph.small import TYPES, bases, selections

PASSAGES = {"State": "state", "District": "place", "Attack": "event"}
WORDS = st.sets(st.sampled_from(sorted(PASSAGES.values())))

OFF: dict[str, Any] = {
    "types": frozenset(),
    "signs": frozenset("+-0"),
    "statuses": frozenset(),
    "as_of": None,
    "min_credibility": None,
}

Ranked = tuple[int, int, tuple[str, ...]]


def follows(relation: Relation, selection: Selection) -> bool:
    """Whether a tie may be followed, by the words of the design and nothing of the program's."""
    sign = TYPES[relation.type]
    best = min((claim.credibility for claim in relation.claims if claim.stance == "asserts"), default=6)
    if relation.status == "denied" or relation.type == "DifferentFrom":
        return False
    if selection.types and relation.type not in selection.types:
        return False
    if sign not in (selection.signs or {"+", "0"}):
        return False
    if selection.statuses and relation.status not in selection.statuses:
        return False
    if selection.min_credibility is not None and best > selection.min_credibility:
        return False
    when = selection.as_of
    if when is None:
        return True
    assert when.earliest is not None
    assert when.latest is not None
    begins_in_time = relation.possible_from is None or relation.possible_from <= when.latest
    ends_in_time = relation.possible_to is None or relation.possible_to >= when.earliest
    return begins_in_time and ends_in_time


def brute_force(
    base: KnowledgeBase, start: str, end: str, selection: Selection, words: set[str], max_hops: int
) -> list[Ranked]:
    """(length, weakest grade, ids) of every path, best first."""
    between: dict[frozenset[str], list[Relation]] = {}
    for relation in base.relations.values():
        if follows(relation, selection):
            between.setdefault(frozenset({relation.subject, relation.object}), []).append(relation)
    passable = [
        name
        for name, entity in base.entities.items()
        if name not in (start, end) and PASSAGES.get(entity.type, "") in {"", *words}
    ]
    found = []
    for number in range(max_hops):
        for middle in permutations(passable, number):
            chain = (start, *middle, end)
            hops = [between.get(frozenset(pair)) for pair in pairwise(chain)]
            if all(hops):
                grade = max(min(tie.credibility for tie in ties) for ties in hops if ties)
                found.append((len(chain) - 1, grade, chain))
    return sorted(found)


def ranked(paths: tuple[Path, ...]) -> list[Ranked]:
    return [(len(path.hops), path.weakest, path.entities) for path in paths]


@settings(max_examples=300, deadline=None)
@given(bases(most=7), selections(), WORDS, st.integers(1, 50), st.integers(1, 6))
def test_the_paths_are_the_best_of_all(
    base: KnowledgeBase, selection: Selection, words: set[str], k: int, max_hops: int
) -> None:
    answer = search(base, "e0", "e1", selection, k=k, max_hops=max_hops, through=words, seconds=60)
    assert answer.complete
    assert ranked(answer.paths) == brute_force(base, "e0", "e1", selection, words, max_hops)[:k]


@settings(max_examples=100, deadline=None)
@given(bases(), selections())
def test_a_hop_holds_every_tie_that_may_be_followed_and_no_other(base: KnowledgeBase, selection: Selection) -> None:
    for path in search(base, "e0", "e1", selection, k=10, seconds=60).paths:
        for hop in path.hops:
            expected = {
                relation.id
                for relation in base.relations.values()
                if {relation.subject, relation.object} == {hop.start, hop.end} and follows(relation, selection)
            }
            assert [relation.id for relation in hop.relations] == sorted(expected)


@settings(max_examples=100, deadline=None)
@given(bases(), selections())
def test_paths_lead_back_as_they_lead_there(base: KnowledgeBase, selection: Selection) -> None:
    there = search(base, "e0", "e1", selection, k=50, seconds=60)
    back = search(base, "e1", "e0", selection, k=50, seconds=60)
    if len(there.paths) < 50:
        assert sorted(path.entities for path in there.paths) == sorted(path.entities[::-1] for path in back.paths)


@settings(max_examples=100, deadline=None)
@given(
    bases(most=6, ties=10), selections(), st.sampled_from(["types", "signs", "statuses", "as_of", "min_credibility"])
)
def test_a_narrower_question_finds_no_more_paths_of_a_length(
    base: KnowledgeBase, selection: Selection, filter_name: str
) -> None:
    signs = selection.signs or frozenset("+0")
    narrow_selection = replace(selection, signs=signs)
    off = (
        frozenset("+-0")
        if filter_name == "signs"
        else None
        if filter_name in ("as_of", "min_credibility")
        else frozenset()
    )
    wide_selection = replace(narrow_selection, **{filter_name: off})  # type: ignore[arg-type]
    narrow = search(base, "e0", "e1", narrow_selection, k=50, seconds=60)
    wide = search(base, "e0", "e1", wide_selection, k=50, seconds=60)
    if len(wide.paths) < 50:
        assert {path.entities for path in narrow.paths} <= {path.entities for path in wide.paths}


@settings(max_examples=150, deadline=None)
@given(bases(most=5), selections(), WORDS)
def test_a_relaxation_opens_a_path_of_the_length_it_says(
    base: KnowledgeBase, selection: Selection, words: set[str]
) -> None:
    answer = search(base, "e0", "e1", selection, through=words, seconds=60)
    for relaxation in answer.relaxations:
        loosened, passed, hops = selection, set(words), 6
        for change in relaxation.changes:
            if change == "--sign any":
                loosened = replace(loosened, signs=frozenset("+-0"))
            elif change.startswith("--through"):
                passed |= set(change.removeprefix("--through").strip().split(","))
            elif change.startswith("--max-hops"):
                hops = 12
            else:
                name = change.removeprefix("without --").replace("-", "_")
                own = {"type": "types", "status": "statuses"}.get(name, name)
                loosened = replace(loosened, **{own: OFF[own]})
        found = search(base, "e0", "e1", loosened, k=1, max_hops=hops, through=passed, seconds=60)
        assert found.paths
        assert len(found.paths[0].hops) == relaxation.length
    if answer.paths:
        assert answer.relaxations == ()


@settings(max_examples=150, deadline=None)
@given(bases())
def test_misfits_are_hops_without_a_common_day(base: KnowledgeBase) -> None:
    def days(relation: Relation) -> set[int]:
        first = relation.possible_from.year if relation.possible_from else 2000
        last = relation.possible_to.year if relation.possible_to else 2030
        return set(range(first, last + 1))

    for path in search(base, "e0", "e1", k=10, seconds=60).paths:
        held = [set().union(*(days(relation) for relation in hop.relations)) for hop in path.hops]
        apart = {
            (one, other)
            for other in range(len(held))
            for one in range(other)
            if not any(days(a) & days(b) for a in path.hops[one].relations for b in path.hops[other].relations)
        }
        found = misfits(path)
        assert set(found.pairs) == apart
        assert found.common_day == bool(set.intersection(*held))


@settings(max_examples=200, deadline=None)
@given(bases(most=7), selections(), WORDS, st.data())
def test_paths_through_some_and_not_through_others(
    base: KnowledgeBase, selection: Selection, words: set[str], data: st.DataObject
) -> None:
    others = [name for name in base.entities if name not in ("e0", "e1")]
    via = data.draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
    left = [name for name in others if name not in via]
    not_via = data.draw(st.lists(st.sampled_from(left), unique=True, max_size=2)) if left else []
    answer = search(base, "e0", "e1", selection, k=50, through=words, via=via, not_via=not_via, seconds=60)
    every_word = brute_force(base, "e0", "e1", selection, set(PASSAGES.values()), 6)
    closed = {name for name, one in base.entities.items() if PASSAGES.get(one.type, "") not in {"", *words}} - set(via)
    wanted = [
        one
        for one in every_word
        if set(via) <= set(one[2]) and not set(one[2][1:-1]) & closed and not set(one[2]) & set(not_via)
    ]
    assert ranked(answer.paths) == wanted[:50]


@settings(max_examples=100, deadline=None)
@given(bases(most=7), selections(), st.integers(1, 5))
def test_all_paths_of_one_length(base: KnowledgeBase, selection: Selection, length: int) -> None:
    answer = search(base, "e0", "e1", selection, k=1000, length=length, seconds=60)
    wanted = [one for one in brute_force(base, "e0", "e1", selection, set(), length) if one[0] == length]
    assert ranked(answer.paths) == wanted


@settings(max_examples=60, deadline=None)
@given(bases(most=6), selections())
def test_the_best_path_to_each_is_the_best_of_each(base: KnowledgeBase, selection: Selection) -> None:
    ends = [name for name in base.entities if name != "e0"]
    answers = search_all(base, "e0", ends, selection, seconds=60)
    assert sorted(answer.end for answer in answers) == sorted(ends)
    for answer in answers:
        assert answer.paths == search(base, "e0", answer.end, selection, k=1, seconds=60).paths
    found = [(len(answer.paths[0].hops), answer.paths[0].weakest, answer.end) for answer in answers if answer.paths]
    assert found == sorted(found)
    assert all(not answer.paths for answer in answers[len(found) :])


@settings(max_examples=100, deadline=None)
@given(bases(most=6), selections(), st.data())
def test_what_is_common_is_what_both_are_tied_to(
    base: KnowledgeBase, selection: Selection, data: st.DataObject
) -> None:
    asked = data.draw(st.lists(st.sampled_from(sorted(base.entities)), unique=True, min_size=2, max_size=3))
    answer = common(base, asked, selection)

    def tied(one: str, other: str) -> set[str]:
        any_sign = replace(selection, signs=selection.signs or frozenset("+-0"))
        return {
            tie.id
            for tie in base.relations.values()
            if {tie.subject, tie.object} == {one, other} and follows(tie, any_sign)
        }

    assert {tie.id for tie in answer.among} == set().union(*(tied(a, b) for a in asked for b in asked if a < b))
    shared = {one.entity: {entity: {tie.id for tie in ties} for entity, ties in one.ties} for one in answer.shared}
    expected = {
        other: {entity: tied(entity, other) for entity in asked if tied(entity, other)}
        for other in base.entities
        if other not in asked
    }
    assert shared == {other: ties for other, ties in expected.items() if len(ties) > 1}
