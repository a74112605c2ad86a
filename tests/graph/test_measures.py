"""Centralities against networkx and igraph on the same graphs, and against figures that the literature gives."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.measures import MEASURES, Centrality, centralities, centrality, core_periphery
from khorasan_graph.graph.projection import Projection, project
from khorasan_graph.model.selection import Selection
from tests.graph.signed import Tie, base_of, name, published, ties, to_igraph, to_networkx
from tests.graph.small import dated
from tests.support import ROOT


def values(found: Centrality) -> dict[str, float]:
    return {row.entity: row.value for row in found.rows}


def near(one: dict[str, float], other: dict[str, float]) -> bool:
    return one.keys() == other.keys() and all(one[node] == pytest.approx(other[node], abs=1e-9) for node in one)


@settings(max_examples=120, deadline=None)
@given(ties())
def test_as_networkx_and_igraph_count(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    found = centralities(graph)
    part = graph.cooperative
    whole, friends, other = to_networkx(graph), to_networkx(part), to_igraph(part)
    most = max(len(part.nodes) - 1, 1)
    assert near(values(found["degree"]), {node: len(whole[node]) for node in whole})
    assert near(values(found["betweenness"]), nx.betweenness_centrality(friends))
    assert near(values(found["weighted-betweenness"]), nx.betweenness_centrality(friends, weight="length"))
    assert near(
        values(found["closeness"]), {node: value / most for node, value in nx.harmonic_centrality(friends).items()}
    )
    assert near(values(found["coreness"]), nx.core_number(friends))
    assert near(values(found["coreness"]), dict(zip(part.nodes, other.coreness(), strict=True)))
    assert near(
        {node: value * most for node, value in values(found["closeness"]).items()},
        dict(zip(part.nodes, (value * most for value in _harmonic(other)), strict=True)),
    )


def _harmonic(graph: Any) -> list[float]:
    return [value if value == value else 0.0 for value in graph.harmonic_centrality()]


@settings(max_examples=60, deadline=None)
@given(ties(signs="+-"))
def test_the_pn_index_solves_its_equation(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    found = values(centrality(graph, "signed"))
    count = len(graph.nodes)
    matrix = np.zeros((count, count))
    classes = graph.base.vocabulary.relation_classes
    for (one, other), held in graph.pairs.items():
        weight = sum({"+": 1, "-": -2}[sign] for sign in {classes[relation.type].sign for relation in held})
        a, b = graph.number[one], graph.number[other]
        matrix[a, b] = matrix[b, a] = weight
    if count > 2:
        expected = np.linalg.solve(np.eye(count) - matrix / (2 * count - 2), np.ones(count))
        assert near(found, dict(zip(graph.nodes, map(float, expected), strict=True)))


@settings(max_examples=60, deadline=None)
@given(ties())
def test_ranks_follow_values_and_readings_narrow(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    for found in centralities(graph).values():
        for row in found.rows:
            above = [other for other in found.rows if other.value > row.value + 1e-9]
            assert row.rank == len(above) + 1
            assert row.ranks["all"] == row.rank
            assert row.error is None
            # Who is left on corroborated ties alone is left without contested ones too.
            assert row.ranks["corroborated"] is None or row.ranks["uncontested"] is not None
        sizes = [found.sizes[reading] for reading in ("all", "uncontested", "corroborated")]
        for wide, narrow in pairwise(sizes):
            assert (narrow.nodes, narrow.pairs, narrow.ties) <= (wide.nodes, wide.pairs, wide.ties)
        assert found.sizes["uncontested"].contested == 0


@settings(max_examples=50, deadline=None)
@given(ties())
def test_a_reading_is_the_measure_of_the_graph_without_those_ties(drawn: tuple[list[Tie], int]) -> None:
    made, count = drawn
    whole = centralities(project(base_of(made, count)))
    for reading, kept in (("uncontested", {"corroborated", "reported"}), ("corroborated", {"corroborated"})):
        alone = centralities(project(base_of([tie for tie in made if tie.status in kept], count)))
        for measure, found in whole.items():
            told = {row.entity: row.rank for row in alone[measure].rows}
            assert {row.entity: row.ranks[reading] for row in found.rows if row.ranks[reading]} == told


def test_neighbours_are_counted_and_not_ties() -> None:
    made = [Tie(0, 1), Tie(1, 0, status="contested"), Tie(0, 1, "-"), Tie(0, 2, "-", "contested"), Tie(0, 3, "0")]
    row = centrality(project(base_of(made, 5)), "degree").rows[0]
    assert (row.entity, row.value) == ("n000", 3)
    assert row.parts == {"cooperative": 1, "hostile": 2, "neutral": 1, "contested": 1, "ties": 5}


def test_an_enemy_of_all_is_not_central() -> None:
    made = [Tie(0, 1), Tie(1, 2), Tie(2, 0), *(Tie(number, 3, "-") for number in range(3))]
    found = values(centrality(project(base_of(made, 4)), "signed"))
    assert found["n003"] < 1 < found["n000"] or found["n003"] == min(found.values())
    assert values(centrality(project(base_of(made, 4)), "degree"))["n003"] == 3
    assert "n003" not in values(centrality(project(base_of(made, 4)), "betweenness"))


def test_a_sample_of_starts_is_near_and_says_how_near() -> None:
    made = [Tie(node, other) for node, other in nx.barabasi_albert_graph(400, 2, seed=5).edges]
    graph = project(base_of(made, 400))
    for measure in ("betweenness", "closeness", "weighted-betweenness"):
        exact, sampled = centrality(graph, measure), centrality(graph, measure, seed=3, effort=100 * len(graph.pairs))
        assert exact.starts is None
        assert sampled.starts is not None
        assert 64 <= sampled.starts < 400
        true = values(exact)
        wrong = [row for row in sampled.rows[:50] if abs(row.value - true[row.entity]) > 3 * (row.error or 0) + 1e-12]
        assert len(wrong) <= 3
        assert sampled == centrality(graph, measure, seed=3, effort=100 * len(graph.pairs))
        assert len({row.entity for row in sampled.rows[:20]} & {row.entity for row in exact.rows[:20]}) >= 12


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(QuestionError, match="`importance` is not a measure; the measures are degree, betweenness"):
        centrality(project(base_of([Tie(0, 1)], 2)), "importance")


def test_nothing_is_central_where_nothing_is_tied() -> None:
    for found in centralities(project(base_of([Tie(0, 1, status="denied")], 3))).values():
        assert found.rows == ()
    for found in centralities(project(base_of([Tie(0, 1)], 3))).values():
        assert [row.rank for row in found.rows] == [1, 1]


def test_as_of_a_date_what_only_may_hold_is_a_reading_of_its_own() -> None:
    base = base_of([Tie(0, 1, years=(2010, 2012)), Tie(1, 2)], 3)
    graph = project(base, Selection(as_of=dated("2011")))
    found = centrality(graph, "degree")
    assert set(found.sizes) == {"all", "uncontested", "corroborated", "known"}
    assert found.sizes["all"].ties == 2
    assert found.sizes["known"].ties == 0
    assert found.rows[0].ranks["known"] is None


# Figures of the literature.


def by_name(graph: Projection, nodes: list[object], measure: str) -> dict[object, float]:
    told = values(centrality(graph, measure))
    return {node: told[name(number)] for number, node in enumerate(nodes) if name(number) in told}


def test_the_marriages_of_florence() -> None:
    """Padgett and Ansell 1993; the figures as in Wasserman and Faust 1994 and Jackson 2008: the Medici 0.522."""
    graph, nodes = published(nx.florentine_families_graph())
    between = by_name(graph, nodes, "betweenness")
    assert between["Medici"] == pytest.approx(0.522, abs=5e-4)
    assert between["Guadagni"] == pytest.approx(0.255, abs=5e-4)
    assert between["Albizzi"] == pytest.approx(0.212, abs=1e-3)
    assert between["Strozzi"] == pytest.approx(0.103, abs=5e-4)
    assert by_name(graph, nodes, "degree")["Medici"] == 6
    assert max(between, key=lambda family: between[family]) == "Medici"


def test_the_karate_club() -> None:
    """Zachary 1977: 34 members, 78 pairs; Freeman betweenness of the instructor 231.07, of the president 160.55."""
    graph, nodes = published(nx.karate_club_graph())
    assert (len(graph.nodes), len(graph.pairs)) == (34, 78)
    between = by_name(graph, nodes, "betweenness")
    assert between[0] * 33 * 32 / 2 == pytest.approx(231.07, abs=0.01)
    assert between[33] * 33 * 32 / 2 == pytest.approx(160.55, abs=0.01)
    assert sorted(set(by_name(graph, nodes, "coreness").values())) == [1, 2, 3, 4]
    core = core_periphery(graph)
    assert {name(0), name(33)} <= set(core.core)
    assert core.neighbours == 5


def test_the_women_of_the_south() -> None:
    """Davis, Gardner and Gardner 1941: 18 women at 14 events, 89 times; Evelyn at 8 of them, event 8 has 14 women."""
    graph, nodes = published(nx.davis_southern_women_graph())
    assert (len(graph.nodes), len(graph.pairs)) == (32, 89)
    degree = by_name(graph, nodes, "degree")
    assert degree["Evelyn Jefferson"] == 8
    assert degree["E8"] == 14


# Core and periphery.


def ideal(core: int, hangers_on: int) -> Projection:
    """A core in which all are tied, and hangers-on with one tie each."""
    made = [Tie(one, other) for one in range(core) for other in range(one)]
    made += [Tie(core + number, number % core) for number in range(hangers_on)]
    return project(base_of(made, core + hangers_on))


def test_an_ideal_core_is_found_and_correlates_fully() -> None:
    found = core_periphery(ideal(4, 8))
    assert found.core == tuple(name(number) for number in range(4))
    assert found.correlation == pytest.approx(1)
    assert found.neighbours == 5


@settings(max_examples=80, deadline=None)
@given(ties(signs="++-"))
def test_the_correlation_is_pearsons_and_the_best_of_all_thresholds(drawn: tuple[list[Tie], int]) -> None:
    graph = project(base_of(*drawn))
    part = graph.cooperative
    degree = {node: len(others) for node, others in zip(part.nodes, part.beside, strict=True)}
    found = core_periphery(graph)
    correlations = {
        least: correlation(part, {node for node in degree if degree[node] >= least}) for least in degree.values()
    }
    defined = [value for value in correlations.values() if value is not None]
    if found.correlation is None:
        assert (found.core, defined) == ((), [])
    else:
        assert found.correlation == pytest.approx(max(defined))
        assert found.correlation == pytest.approx(correlations[found.neighbours])
        assert set(found.core) == {node for node in degree if degree[node] >= found.neighbours}


def correlation(part: Projection, core: set[str]) -> float | None:
    """Of being a pair with being within the core, over all places but those between core and periphery."""
    places = [pair for pair in combinations(part.nodes, 2) if (pair[0] in core) == (pair[1] in core)]
    tied = [float(place in part.pairs) for place in places]
    within = [float(one in core) for one, _ in places]
    if len(set(tied)) < 2 or len(set(within)) < 2:
        return None
    return float(np.corrcoef(tied, within)[0, 1])


def test_every_measure_is_described_and_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs/measures.md").read_text(encoding="utf-8")
    assert [measure for measure in MEASURES if f"`{measure}`" not in text and measure != "coreness"] == []
    (example,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    exec(compile(example, "docs/measures.md", "exec"), {})
    assert capsys.readouterr().out.startswith("1 {'all': 1, ")
