"""Cut points and bridges: against networkx and igraph, against taking everyone out in turn, and in Florence."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings

from khorasan_graph.graph.cuts import brokers
from khorasan_graph.graph.projection import project
from tests.graph.signed import Tie, base_of, name, published, ties, to_igraph, to_networkx


@settings(max_examples=300, deadline=None)
@given(ties(most=10))
def test_without_them_others_fall_apart_as_said(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    part = graph.cooperative
    found = brokers(graph)
    whole, other = to_networkx(part), to_igraph(part)
    assert {point.entity for point in found.cut_points} == set(nx.articulation_points(whole))
    assert {point.entity for point in found.cut_points} == {part.nodes[node] for node in other.articulation_points()}
    assert {(bridge.one, bridge.other) for bridge in found.bridges} == {
        (min(pair), max(pair)) for pair in nx.bridges(whole)
    }
    assert list(found.components) == sorted(map(len, nx.connected_components(whole)), reverse=True)
    for point in found.cut_points:
        home = nx.node_connected_component(whole, point.entity)
        without = whole.subgraph(home - {point.entity})
        pieces = sorted(
            (tuple(sorted(piece)) for piece in nx.connected_components(without)), key=lambda piece: (-len(piece), piece)
        )
        assert found.pieces(point) == tuple(pieces)
        assert point.sizes == tuple(map(len, pieces))
        assert point.component == len(home)
        assert point.pairs_parted == sum(
            len(one) * len(two) for number, one in enumerate(pieces) for two in pieces[number + 1 :]
        )
    for bridge in found.bridges:
        cut = whole.copy()
        cut.remove_edge(bridge.one, bridge.other)
        sides = (len(nx.node_connected_component(cut, end)) for end in (bridge.one, bridge.other))
        assert (bridge.near, bridge.far) == tuple(sides)
        assert bridge.contested == all(relation.status == "contested" for relation in bridge.relations)
        assert bridge.relations == part.pairs[bridge.one, bridge.other]


@settings(max_examples=100, deadline=None)
@given(ties())
def test_a_reading_is_said_where_it_holds(drawn: tuple[list[Tie], int]) -> None:
    made, count = drawn
    kept = base_of([tie for tie in made if tie.status in ("corroborated", "reported")], count)
    alone = {point.entity for point in brokers(project(kept)).cut_points}
    for point in brokers(project(base_of(made, count))).cut_points:
        assert point.readings["uncontested"] == (point.entity in alone)


def test_the_most_telling_come_first() -> None:
    chain = [Tie(0, 1), Tie(1, 2), Tie(2, 3), Tie(3, 4), Tie(4, 5)]
    found = brokers(project(base_of(chain, 6)))
    assert [point.entity for point in found.cut_points] == ["n002", "n003", "n001", "n004"]
    assert found.cut_points[0].sizes == (3, 2)
    assert found.bridges[0].pairs_parted == 9


def test_a_long_chain_needs_no_deep_recursion() -> None:
    count = 900
    found = brokers(project(base_of([Tie(number, number + 1) for number in range(count - 1)], count)))
    assert len(found.cut_points) == count - 2
    assert len(found.bridges) == count - 1


def test_whom_florence_hung_on() -> None:
    """Of the families of Padgett and Ansell 1993 four are cut points, and the Medici part the most."""
    graph, nodes = published(nx.florentine_families_graph())
    found = brokers(graph)
    names = [str(nodes[int(point.entity[1:])]) for point in found.cut_points]
    assert sorted(names) == ["Albizzi", "Guadagni", "Medici", "Salviati"]
    assert names[0] == "Medici"


def test_the_karate_club_hangs_on_its_instructor_alone() -> None:
    graph, _ = published(nx.karate_club_graph())
    assert [point.entity for point in brokers(graph).cut_points] == [name(0)]
    assert [(bridge.one, bridge.other) for bridge in brokers(graph).bridges] == [(name(0), name(11))]
