"""Paths, links and the NetworkX projection on a small base whose every answer can be read off."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import networkx as nx
import pytest

from khorasan_graph.export.formats import Request
from khorasan_graph.export.networks.graphml import graphml
from khorasan_graph.export.networks.json_graphs import node_link
from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.answers import common_json, links_json, path_json
from khorasan_graph.graph.common import common
from khorasan_graph.graph.links import links
from khorasan_graph.graph.network import to_networkx
from khorasan_graph.graph.paths import misfits, search
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import Selection, select
from tests.support import base_from, vocabulary

PROJECT = """
--- organizations/alpha.yaml
type: MilitantOrganization
name: Alpha
relations:
  - {type: Alliance, object: beta, start: 2010, end: 2012, claims: [{source: s1, credibility: 2}]}
  - {type: Rivalry, object: gamma, claims: [{source: s1, credibility: 3}]}
  - type: Support
    object: delta
    content: [arms, training]
    claims: [{source: s1, credibility: 3}, {source: s2, credibility: 4, stance: denies, by: alpha}]
  - {type: Endorsement, object: epsilon, claims: [{source: s1, credibility: 3, stance: denies}]}
  - {type: OperatesIn, object: nowhere, claims: [{source: s1, credibility: 3}]}
  - type: Sanctuary
    object: nowhere
    provider: zeta
    claims: [{source: s1, credibility: 2}, {source: s2, credibility: 2}]
--- organizations/beta.yaml
type: Faction
name: Beta
relations:
  - {type: Alliance, object: epsilon, start: 2015, claims: [{source: s1, credibility: 3}]}
--- organizations/gamma.yaml
type: MilitantOrganization
name: Gamma
relations:
  - {type: OperatesIn, object: nowhere, claims: [{source: s1, credibility: 3}]}
--- organizations/delta.yaml
type: MilitantOrganization
name: Delta
--- organizations/epsilon.yaml
type: MilitantOrganization
name: Epsilon
--- organizations/zeta.yaml
type: State
name: Zeta
relations:
  - {type: Support, object: gamma, claims: [{source: s1, credibility: 5}]}
--- people/old-man.yaml
type: Person
name: Old Man
relations:
  - {type: Defection, object: gamma, from: beta, date: 2014, claims: [{source: s3, credibility: 3}]}
--- places/nowhere.yaml
type: Province
name: Nowhere
"""


@cache
def base() -> KnowledgeBase:
    return base_from(PROJECT)


def chosen(**filters: object) -> Selection:
    return select(vocabulary(), **filters)  # type: ignore[arg-type]


def chains(start: str, end: str, **filters: object) -> list[tuple[str, ...]]:
    through = filters.pop("through", ())
    return [path.entities for path in search(base(), start, end, chosen(**filters), through=through).paths]  # type: ignore[arg-type]


def test_a_defection_links_the_defector_to_both_sides() -> None:
    assert chains("beta", "gamma") == [("beta", "old-man", "gamma")]


def test_a_provider_of_sanctuary_is_linked_to_whom_it_shelters() -> None:
    assert chains("alpha", "zeta")[0] == ("alpha", "zeta")


def test_states_and_places_are_passed_through_only_when_asked() -> None:
    assert ("alpha", "zeta", "gamma") not in chains("alpha", "gamma")
    assert ("alpha", "zeta", "gamma") in chains("alpha", "gamma", through=["state"])
    assert ("alpha", "nowhere", "gamma") in chains("alpha", "gamma", through=["place"])


def test_conflict_is_followed_only_when_its_sign_is_named() -> None:
    assert ("alpha", "gamma") not in chains("alpha", "gamma")
    assert chains("alpha", "gamma", signs=["any"])[0] == ("alpha", "gamma")


def test_a_denied_tie_is_never_followed_whatever_is_asked() -> None:
    for filters in ({}, {"signs": ["any"]}, {"statuses": ["denied"]}):
        assert ("alpha", "epsilon") not in chains("alpha", "epsilon", **filters)


def test_a_contested_hop_is_marked() -> None:
    (path,) = search(base(), "alpha", "delta").paths
    assert path.hops[0].contested


def test_hops_that_never_held_together_are_pointed_out() -> None:
    (path,) = search(base(), "alpha", "epsilon", max_hops=2).paths
    assert path.entities == ("alpha", "beta", "epsilon")
    assert misfits(path).pairs == ((0, 1),)
    assert not misfits(path).common_day


def test_as_of_keeps_what_may_hold() -> None:
    assert chains("alpha", "beta", as_of="2011") == [("alpha", "beta")]
    assert chains("alpha", "beta", as_of="2013") == []


def test_no_path_says_what_would_open_one() -> None:
    answer = search(base(), "alpha", "beta", chosen(as_of="2013"))
    assert answer.paths == ()
    assert answer.relaxations[0].text == "without --as-of"
    told = path_json(base(), answer)
    assert told["paths"] == []
    assert "no link is recorded" in json.dumps(told["hint"]).lower()


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [
        ("alpha", "alpha", {}),
        ("alpha", "nobody", {}),
        ("alpha", "beta", {"k": 0}),
        ("alpha", "beta", {"k": 1001}),
        ("alpha", "beta", {"length": 13}),
        ("alpha", "beta", {"via": ["alpha"]}),
        ("alpha", "beta", {"not_via": ["nobody"]}),
        ("alpha", "beta", {"via": ["gamma"], "not_via": ["gamma"]}),
        ("alpha", "beta", {"max_hops": 13}),
        ("alpha", "beta", {"through": ["ideology"]}),
    ],
)
def test_questions_that_cannot_be_asked(start: str, end: str, more: dict[str, object]) -> None:
    with pytest.raises(QuestionError):
        search(base(), start, end, **more)  # type: ignore[arg-type]


def test_a_search_that_runs_out_of_time_says_so() -> None:
    answer = search(base(), "alpha", "epsilon", seconds=-1.0)
    assert not answer.complete
    assert path_json(base(), answer)["partial"] is True


def test_the_json_of_a_path_is_that_of_the_contract() -> None:
    told: Any = path_json(base(), search(base(), "alpha", "delta", chosen(as_of="2018")))
    assert json.loads(json.dumps(told)) == told
    assert (told["from"], told["to"]) == ("alpha", "delta")
    relation = told["paths"][0]["hops"][0]["relations"][0]
    assert relation["id"] == "alpha.support.delta"
    assert relation["status"] == "contested"
    assert {key: relation[key] for key in ("type", "subject", "object", "sign")} == {
        "type": "Support",
        "subject": "alpha",
        "object": "delta",
        "sign": "+",
    }
    assert [(claim["stance"], claim["by"], claim["source"], claim["grade"]) for claim in relation["claims"]] == [
        ("asserts", None, "s1", "B3"),
        ("denies", "alpha", "s2", "B4"),
    ]


def test_links_show_rivals_and_set_the_denied_apart() -> None:
    answer = links(base(), "alpha")
    shown = {(group.type, link.far) for group in answer.groups for link in group.links}
    assert ("Rivalry", "gamma") in shown
    assert ("Sanctuary", "zeta") in shown
    assert all(far != "epsilon" for _, far in shown)
    assert [link.far for link in answer.denied] == ["epsilon"]
    assert answer.contested == 1


def test_nobody_is_linked_through_a_rivalry() -> None:
    answer = links(base(), "alpha", hops=2)
    far = {link.far: link.distance for group in answer.groups for link in group.links}
    assert far["epsilon"] == 2
    assert far["old-man"] == 2
    assert not any(link.near == "gamma" for group in answer.groups for link in group.links)


def test_a_common_rival_is_no_news_two_hops_away() -> None:
    found = base_from("""
--- organizations/alpha.yaml
type: Faction
name: Alpha
relations:
  - {type: Rivalry, object: gamma, claims: [{source: s1, credibility: 3}]}
  - {type: Alliance, object: beta, claims: [{source: s1, credibility: 3}]}
--- organizations/beta.yaml
type: Faction
name: Beta
relations:
  - {type: Rivalry, object: gamma, claims: [{source: s1, credibility: 3}]}
  - {type: Rivalry, object: delta, claims: [{source: s1, credibility: 3}]}
--- organizations/gamma.yaml
type: Faction
name: Gamma
--- organizations/delta.yaml
type: Faction
name: Delta
""")
    shown = {
        (link.near, link.far, link.distance) for group in links(found, "alpha", hops=2).groups for link in group.links
    }
    assert shown == {("alpha", "gamma", 1), ("alpha", "beta", 1), ("beta", "delta", 2)}


def test_links_count_what_the_filters_hide() -> None:
    answer = links(base(), "alpha", chosen(types=["Alliance"]))
    assert [link.far for group in answer.groups for link in group.links] == ["beta"]
    assert dict(answer.hidden_by) == {"types": answer.hidden}
    assert links_json(base(), answer)["entity"] == "alpha"


def test_networkx_edges_are_keyed_by_tie_and_denied_ties_are_not_there() -> None:
    graph = to_networkx(base())
    assert set(graph.nodes) == set(base().entities)
    assert graph.edges["alpha", "delta", "alpha.support.delta"]["status"] == "contested"
    assert graph.edges["old-man", "beta", "old-man.defection.gamma:from"]["phrase"] == "defected from"
    assert not graph.has_edge("alpha", "epsilon")
    assert graph.graph["denied_left_out"] == 1
    denied = to_networkx(base(), denied=True).edges["alpha", "epsilon", "alpha.endorsement.epsilon"]
    assert [denied[key] for key in ("status", "credibility", "asserting", "denying")] == ["denied", None, 0, 1]
    assert set(to_networkx(base(), chosen(types=["Alliance"])).nodes) == {"alpha", "beta", "epsilon"}


def test_exports_of_the_graph_read_back() -> None:
    graph = to_networkx(base())
    linked = nx.node_link_graph(json.loads("".join(node_link(Request(base())))), edges="edges")
    assert nx.utils.graphs_equal(graph, linked)
    flat: Any = nx.parse_graphml("".join(graphml(Request(base()))), force_multigraph=True)
    assert set(flat.nodes) == set(graph.nodes)
    assert {(one, other, key) for one, other, key in flat.edges(keys=True)} == set(graph.edges(keys=True))
    assert flat.edges["alpha", "zeta", "alpha.sanctuary.nowhere:provider"]["publishers"] == "Publisher 1; Publisher 2"


def test_a_dense_graph_is_searched_at_once() -> None:
    """Twelve groups all linked to each other: the five best paths are found without walking the millions of others."""
    names = [f"g{number:02}" for number in range(12)]
    parts = []
    for position, name in enumerate(names):
        ties = "".join(
            f"  - {{type: Alliance, object: {other}, claims: [{{source: s1, credibility: 3}}]}}\n"
            for other in names[position + 1 :]
        )
        relations = f"relations:\n{ties}" if ties else ""
        parts.append(f"--- organizations/{name}.yaml\ntype: Faction\nname: Group {name}\n{relations}")
    answer = search(base_from("".join(parts)), "g00", "g11", k=50)
    assert answer.complete
    assert [len(path.hops) for path in answer.paths] == [1] + [2] * 10 + [3] * 39


DENIED = """
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {type: Support, object: b, claims: [{source: s1, credibility: 3, stance: denies}]}
  - {type: Support, object: c, claims: [{source: s1, credibility: 3, stance: denies}]}
  - {type: Coordination, object: b, claims: [{source: s2, credibility: 3}]}
--- organizations/b.yaml
type: MilitantOrganization
name: B
--- organizations/c.yaml
type: MilitantOrganization
name: C
"""


def test_what_is_denied_between_several_is_told_and_is_no_tie() -> None:
    base = base_from(DENIED)
    answer = common(base, ["a", "b"])
    assert [tie.id for tie in answer.among] == ["a.coordination.b"]
    assert [tie.id for tie in answer.denied] == ["a.support.b"]
    assert answer.left_out == 1
    told = common_json(base, answer)
    assert [tie["status"] for tie in told["denied"]] == ["denied"]  # type: ignore[attr-defined]


def test_a_path_tells_what_is_denied_between_its_ends() -> None:
    base = base_from(DENIED)
    answer = search(base, "a", "b")
    assert answer.paths
    assert [tie.id for tie in answer.not_followed] == ["a.support.b"]
