from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from khorasan_graph.explorer.grouping import families
from khorasan_graph.explorer.layout import _box, lay_out
from khorasan_graph.explorer.network import DuplicateNodeError, GraphNetwork, UnknownNodeError, bundled_script, picture
from khorasan_graph.model.knowledge_base import KnowledgeBase
from tests.explorer.sample import sample


def large(count: int = 300) -> KnowledgeBase:
    """Many groups, tied as real networks are: a few busy ones, many with a tie or two."""
    base = sample()
    entity, tie = base.entities["marjan"], next(iter(base.relations.values()))
    graph = nx.barabasi_albert_graph(count, 2, seed=1)
    entities = {
        name: replace(entity, id=name, name=f"Invented group {number}")
        for number in range(count)
        for name in [f"group-{number:03}"]
    }
    types = ("FactionOf", "Coordination", "Rivalry", "Support")
    relations = {
        f"r{number:04}": replace(
            tie,
            id=f"r{number:04}",
            type=types[number % 4],
            subject=f"group-{max(pair):03}",
            object=f"group-{min(pair):03}",
        )
        for number, pair in enumerate(sorted(graph.edges()))
    }
    return KnowledgeBase(base.vocabulary, entities, base.sources, relations)


def overlaps(base: KnowledgeBase, positions: dict[str, tuple[int, int]]) -> list[tuple[str, str]]:
    boxes = {entity: _box(base, entity) for entity in positions}
    return [
        (one, other)
        for one in positions
        for other in positions
        if one < other
        and abs(positions[one][0] - positions[other][0]) + 8 < (boxes[one][0] + boxes[other][0]) / 2
        and abs(positions[one][1] - positions[other][1]) + 8 < (boxes[one][1] + boxes[other][1]) / 2
    ]


def test_nobody_covers_anybody() -> None:
    base = sample()
    layout = lay_out(base, base.entities, base.relations.values())
    assert set(layout.positions) == set(base.entities)
    assert overlaps(base, dict(layout.positions)) == []


def test_three_hundred_entities_hardly_overlap() -> None:
    base = large()
    layout = lay_out(base, base.entities, base.relations.values())
    assert len(overlaps(base, dict(layout.positions))) <= 3


def test_no_stranger_stands_in_a_hull() -> None:
    base = large(120)
    layout = lay_out(base, base.entities, base.relations.values())
    for island in layout.islands:
        xs = [layout.positions[member][0] for member in island.members]
        ys = [layout.positions[member][1] for member in island.members]
        for entity, (x, y) in layout.positions.items():
            if entity not in island.members:
                assert not (min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)), (entity, island.head)


def test_the_order_of_the_input_does_not_matter() -> None:
    base = sample()
    forward = lay_out(base, base.entities, base.relations.values())
    backward = lay_out(base, reversed(base.entities), reversed(base.relations.values()))
    assert forward == backward


def test_families_follow_lineage_and_office() -> None:
    base = sample()
    actors = ["baran", "kohsar", "lone", "marjan", "sohrab", "state-alpha", "zarnab"]
    found = families(base, actors, list(base.relations.values()))
    assert found == [["kohsar", "sohrab"], ["zarnab", "baran"], ["lone"], ["marjan"], ["state-alpha"]]


def test_nothing_at_all_can_be_laid_out() -> None:
    base = sample()
    assert lay_out(base, (), ()).positions == {}
    assert set(lay_out(base, ["lone"], ()).positions) == {"lone"}


def test_every_tie_is_an_edge_and_parallels_bend_apart() -> None:
    base = sample()
    network = picture(
        base, base.entities, base.relations.values(), lay_out(base, base.entities, base.relations.values())
    )
    assert {edge["tie"] for edge in network.edges} == set(base.relations)
    assert len({edge["id"] for edge in network.edges}) == len(network.edges)
    between = [edge for edge in network.edges if {edge["from"], edge["to"]} == {"zarnab", "kohsar"}]
    curves = set()
    for edge in between:
        sign = 1 if edge["smooth"]["type"] == "curvedCW" else -1
        curves.add(round(sign * edge["smooth"]["roundness"] * (1 if edge["from"] == "kohsar" else -1), 2))
    assert len(between) == len(curves) == 5


def test_a_tie_to_oneself_is_a_loop() -> None:
    base = sample()
    tie = replace(next(iter(base.relations.values())), id="loop", subject="lone", object="lone", qualifiers=())
    other = replace(tie, id="loop-2")
    layout = lay_out(base, base.entities, [tie, other])
    loops = picture(base, base.entities, [tie, other], layout).edges
    assert loops[0]["selfReference"] != loops[1]["selfReference"]


def test_the_builder_loses_nothing() -> None:
    network = GraphNetwork()
    network.add_node("a")
    network.add_node("b")
    network.add_edge("a", "b", id="1")
    network.add_edge("b", "a", id="2")
    assert len(network.edges) == 2
    with pytest.raises(DuplicateNodeError, match="already a node `a`"):
        network.add_node("a")
    with pytest.raises(UnknownNodeError, match="no node `c`"):
        network.add_edge("a", "c")


def test_the_bundled_script_is_the_tested_one() -> None:
    assert "vis-network" in bundled_script()[:100]
    assert "sourceMappingURL" not in bundled_script()
