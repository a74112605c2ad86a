"""Bases of plain groups tied as a test says, networks of the literature among them, and the same in other libraries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import igraph
import networkx as nx
from hypothesis import strategies as st

from khorasan_graph.graph.projection import Projection, project
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation, Source, Status
from tests.graph.small import dated
from tests.support import vocabulary

TYPES = {"+": ("Alliance", "Support", "Coordination"), "-": ("Rivalry", "ArmedConflict"), "0": ("Split",)}


@dataclass(frozen=True)
class Tie:
    """One tie between two numbered groups, with the years over which it may hold."""

    one: int
    other: int
    sign: str = "+"
    status: Status = "reported"
    credibility: int = 2
    years: tuple[int, int] | None = None


def base_of(ties: Iterable[Tie], count: int) -> KnowledgeBase:
    """A base of `count` groups `n000`, `n001`, ... with these ties."""
    entities = {name(number): Entity(name(number), "MilitantOrganization", f"N {number}") for number in range(count)}
    relations = {}
    for number, tie in enumerate(ties):
        stance = "denies" if tie.status == "denied" else "asserts"
        types = TYPES[tie.sign]
        relations[f"r{number:05}"] = Relation(
            id=f"r{number:05}",
            type=types[number % len(types)],
            subject=name(tie.one),
            object=name(tie.other),
            claims=(Claim(f"r{number:05}:s", "s", stance, tie.credibility),),  # type: ignore[arg-type]
            status=tie.status,
            possible_from=date(tie.years[0], 1, 1) if tie.years else None,
            possible_to=date(tie.years[1], 12, 31) if tie.years else None,
        )
    return KnowledgeBase(vocabulary(), entities, {"s": Source("s", "P", "T", dated("2018-01-01"), "B")}, relations)


def name(number: int) -> str:
    return f"n{number:03}"


def published(graph: nx.Graph) -> tuple[Projection, list[object]]:  # type: ignore[type-arg]
    """A network of the literature as groups that are allied, and the names of its nodes in the order of ids."""
    nodes = list(graph)
    ties = [Tie(nodes.index(one), nodes.index(other)) for one, other in graph.edges]
    return project(base_of(ties, len(nodes))), nodes


def to_networkx(graph: Projection) -> nx.Graph[str]:
    """The pairs of a projection in networkx, each with the length that weighted chains give it."""
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from(graph.nodes)
    for (one, other), ties in graph.pairs.items():
        made.add_edge(one, other, length=min(relation.credibility for relation in ties))
    return made


def to_igraph(graph: Projection) -> igraph.Graph:
    return igraph.Graph(len(graph.nodes), graph.lines)


@st.composite
def ties(draw: st.DrawFn, most: int = 9, signs: Sequence[str] = "++-0") -> tuple[list[Tie], int]:
    """Some ties among a few groups: parallel ones, of several signs, statuses and years, denied ones among them."""
    count = draw(st.integers(2, most))
    made = []
    for _ in range(draw(st.integers(0, 3 * count))):
        one, other = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
        first = draw(st.one_of(st.none(), st.integers(2010, 2016)))
        made.append(
            Tie(
                one,
                other,
                draw(st.sampled_from(signs)),
                draw(st.sampled_from(("corroborated", "reported", "contested", "denied"))),
                draw(st.integers(1, 6)),
                None if first is None else (first, draw(st.integers(first, 2018))),
            )
        )
    return made, count
