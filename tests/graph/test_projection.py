"""What is a node and what is a pair: the rules of the projection, each on its own small case."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.measures import size
from khorasan_graph.graph.projection import Projection, components, project
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, select
from tests.graph.small import bases, selections
from tests.support import base_from, vocabulary

PROJECT = """
--- organizations/alpha.yaml
type: MilitantOrganization
name: Alpha
relations:
  - {type: Alliance, object: beta, claims: [{source: s1, credibility: 2}, {source: s2, credibility: 2}]}
  - {type: Rivalry, object: beta, claims: [{source: s1, credibility: 3}]}
  - {type: Support, object: beta, claims: [{source: s1, credibility: 3}, {source: s2, credibility: 3, stance: denies}]}
  - {type: Endorsement, object: gamma, claims: [{source: s1, credibility: 3, stance: denies}]}
  - {type: DifferentFrom, object: gamma, claims: [{source: s1, credibility: 3}]}
  - {type: OperatesIn, object: nowhere, claims: [{source: s1, credibility: 3}]}
  - {type: Sanctuary, object: nowhere, provider: zeta, claims: [{source: s1, credibility: 2}]}
--- organizations/beta.yaml
type: Faction
name: Beta
--- organizations/gamma.yaml
type: MilitantOrganization
name: Gamma
--- organizations/zeta.yaml
type: State
name: Zeta
--- people/old-man.yaml
type: Person
name: Old Man
relations:
  - {type: Defection, object: gamma, from: beta, date: 2014, claims: [{source: s3, credibility: 3}]}
--- places/nowhere.yaml
type: Province
name: Nowhere
"""


def graph(through: tuple[str, ...] = (), **filters: object) -> Projection:
    return project(base_from(PROJECT), select(vocabulary(), **filters), through=through)  # type: ignore[arg-type]


def test_a_pair_is_one_however_many_ties() -> None:
    found = graph()
    assert list(found.pairs) == [("alpha", "beta"), ("beta", "old-man"), ("gamma", "old-man")]
    assert len(found.pairs["alpha", "beta"]) == 3
    assert size(found).ties == 4
    assert size(found).contested == 1


def test_what_is_left_out_is_counted_by_reason() -> None:
    assert graph().left_out == {"denied": 1, "place": 2, "told apart": 1}
    assert graph(("place",)).left_out == {"denied": 1, "told apart": 1}
    assert ("alpha", "nowhere") in graph(("place",)).pairs
    assert ("alpha", "zeta") in graph(("state",)).pairs
    assert graph(("state",)).left_out == {"denied": 1, "place": 1, "told apart": 1}


def test_who_has_no_tie_that_counts_is_counted_apart() -> None:
    assert graph().untied == 0
    assert graph(types=["Alliance"]).untied == 2
    assert graph(("state",), types=["Alliance"]).untied == 3


def test_a_denied_tie_counts_under_no_selection() -> None:
    assert graph(statuses=["denied"]).pairs == {}
    assert graph(statuses=["denied"]).left_out == {"denied": 1}


def test_the_cooperative_part_is_of_sign_plus_unless_other_signs_are_named() -> None:
    assert list(graph().cooperative.pairs) == [("alpha", "beta")]
    assert len(graph().cooperative.pairs["alpha", "beta"]) == 2
    assert list(graph(signs=["0"]).cooperative.pairs) == [("beta", "old-man"), ("gamma", "old-man")]


def test_readings_are_narrower() -> None:
    readings = graph().readings
    assert {name: len(one.ties) for name, one in readings.items()} == {"all": 4, "uncontested": 3, "corroborated": 1}
    assert graph(statuses=["contested"]).readings["uncontested"].nodes == ()


def test_an_unknown_word_of_passage_is_refused() -> None:
    with pytest.raises(QuestionError, match="`wall`"):
        graph(("wall",))


@settings(max_examples=200, deadline=None)
@given(bases(), selections(), st.sets(st.sampled_from(["place", "event", "state"])))
def test_every_tie_admitted_counts_or_is_left_out(base: KnowledgeBase, selection: Selection, words: set[str]) -> None:
    found = project(base, selection, through=words)
    admitted = list(selection.relations(base))
    assert len(found.ties) + sum(found.left_out.values()) == len(admitted)
    for (one, other), ties in found.pairs.items():
        assert one < other
        for relation in ties:
            assert {relation.subject, relation.object} == {one, other}
            assert relation.status != "denied"
            assert relation.type != "DifferentFrom"
            assert selection.admits(base, relation)
    passages = {"State": "state", "District": "place", "Attack": "event"}
    for node in found.nodes:
        assert passages.get(base.entities[node].type, "") in {"", *words}
    assert sum(map(len, components(found))) == len(found.nodes)


@settings(max_examples=100, deadline=None)
@given(bases())
def test_the_order_of_records_does_not_matter(base: KnowledgeBase) -> None:
    backwards = KnowledgeBase(
        base.vocabulary,
        dict(reversed(base.entities.items())),
        base.sources,
        base.relations,
    )
    assert project(base).pairs == project(backwards).pairs
    assert project(base, EVERYTHING).nodes == tuple(sorted({node for pair in project(base).pairs for node in pair}))
