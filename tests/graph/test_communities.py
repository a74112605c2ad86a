"""Communities: a true division, numbered for good, as good as igraph's, with the modularity that networkx gives it."""

from __future__ import annotations

import random
import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import given, settings

from khorasan_graph.graph.communities import adjusted_rand, communities, louvain, modularity
from khorasan_graph.graph.projection import project
from tests.graph.signed import Tie, base_of, name, published, ties, to_igraph, to_networkx


@settings(max_examples=150, deadline=None)
@given(ties(most=12))
def test_everyone_is_in_one_community(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    part = graph.cooperative
    found = communities(graph)
    members = [set(one.members) for one in found.communities]
    assert sorted(node for group in members for node in group) == list(part.nodes)
    assert [one.number for one in found.communities] == list(range(1, len(members) + 1))
    assert [len(group) for group in members] == sorted(map(len, members), reverse=True)
    whole = to_networkx(part)
    if part.pairs:
        assert found.modularity == pytest.approx(nx.community.modularity(whole, members))
        assert found.modularity == pytest.approx(to_igraph(part).modularity([found.of[node] for node in part.nodes]))
    assert found.lowest <= found.modularity + 1e-9
    assert found.modularity == pytest.approx(found.highest)
    for one in found.communities:
        assert nx.is_connected(whole.subgraph(one.members))
        assert one.inside == whole.subgraph(one.members).number_of_edges()
        assert one.outside == sum((a in one.members) != (b in one.members) for a, b in whole.edges)
        enemies = graph.part(signs="-").pairs
        assert one.hostile_inside == sum({*pair} <= {*one.members} for pair in enemies)
        assert one.firmness is None or 0 <= one.firmness <= 1
    assert sum(one.inside for one in found.communities) + sum(one.outside for one in found.communities) / 2 == len(
        part.pairs
    )


@settings(max_examples=60, deadline=None)
@given(ties())
def test_no_single_move_would_gain_anything(drawn: tuple[list[Tie], int]) -> None:
    part = project(base_of(*drawn)).cooperative
    labels = louvain(len(part.nodes), part.lines, seed=1)
    # Louvain's last round moves whole communities: merging any two must not gain.
    for one in set(labels):
        for other in set(labels) - {one}:
            merged = [one if label == other else label for label in labels]
            assert modularity(merged, part.lines) <= modularity(labels, part.lines) + 1e-9


def test_the_karate_club() -> None:
    """The greatest modularity there is was shown to be 0.4198, with four communities (Brandes and others 2008)."""
    graph, _ = published(nx.karate_club_graph())
    found = communities(graph)
    assert found.modularity == pytest.approx(0.4198, abs=5e-5)
    assert len(found.communities) == 4
    # The instructor and the president, over whom the club split, stand in different ones.
    assert found.of[name(0)] != found.of[name(33)]


def test_two_cliques_are_two_communities_firmly() -> None:
    made = [Tie(one, other) for start in (0, 5) for one in range(start, start + 5) for other in range(start, one)]
    made += [Tie(0, 5, status="contested"), Tie(1, 2, "-"), Tie(1, 6, "-")]
    found = communities(project(base_of(made, 10)))
    assert [one.members for one in found.communities] == [
        tuple(map(name, (0, 1, 2, 3, 4))),
        tuple(map(name, (5, 6, 7, 8, 9))),
    ]
    first = found.communities[0]
    assert (first.inside, first.outside, first.hostile_inside, first.hostile_outside) == (10, 1, 1, 1)
    assert first.firmness == 1
    assert found.agreement == {"uncontested": 1.0, "corroborated": None}


def test_as_good_as_igraph_on_a_larger_network() -> None:
    draw = random.Random(4)
    planted = nx.planted_partition_graph(12, 30, 0.25, 0.01, seed=draw.randrange(10**6))
    graph, _ = published(nx.Graph(planted))
    import igraph

    igraph.set_random_number_generator(random.Random(1))
    theirs = to_igraph(graph.cooperative).community_multilevel().modularity
    assert communities(graph).modularity >= theirs - 0.01


def test_the_division_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import networkx as nx\n"
        "from khorasan_graph.graph.communities import louvain\n"
        "g = nx.connected_watts_strogatz_graph(200, 6, 0.2, seed=3)\n"
        "print(louvain(200, sorted(g.edges), seed=7))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "99")
    }
    assert len(said) == 1
    assert said != {"\n"}


def test_the_adjusted_rand_index() -> None:
    same = [(number % 3, number % 3 + 10) for number in range(12)]
    assert adjusted_rand(same) == 1
    assert adjusted_rand([(0, 0)]) is None
    # Hubert and Arabie 1985, as scikit-learn documents it: [0, 0, 1, 2] against [0, 0, 1, 1] is 0.57.
    assert adjusted_rand([(0, 0), (0, 0), (1, 1), (2, 1)]) == pytest.approx(0.571, abs=1e-3)
