"""Questions to a graph of any size, in one process and once it is loaded: each beside what igraph takes for the same.

    python benchmarks/questions.py --entities 100000 --relations 300000

The knowledge base is made in memory. igraph gets the same pairs of actors as a graph of its own, made beforehand; both
sides are asked for the same figures, and the figures are compared. Paths and links have no counterpart there: they
answer with all ties, claims and filters, and are measured against a limit instead.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date

import igraph

from khorasan_graph.graph.balance import balance
from khorasan_graph.graph.communities import louvain, modularity
from khorasan_graph.graph.cuts import brokers, cut_points
from khorasan_graph.graph.links import links
from khorasan_graph.graph.measures import MEASURES, centrality, coreness, pn_index
from khorasan_graph.graph.paths import search
from khorasan_graph.graph.projection import Projection, project
from khorasan_graph.graph.shortest import from_starts
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation, Source
from khorasan_graph.model.selection import Selection
from khorasan_graph.project import load

CLASSES = ("MilitantOrganization", "Faction", "Person", "Person", "Person", "Branch", "State", "District", "Attack")
AMONG_ACTORS = ("Alliance", "Coordination", "Support", "Allegiance", "Rivalry", "ArmedConflict", "Split")
STATUSES = ("reported", "reported", "corroborated", "corroborated", "contested", "denied")


def day(text: str) -> EdtfDate:
    parsed = parse_date(text)
    assert isinstance(parsed, EdtfDate)
    return parsed


def made_up(entities: int, relations: int, seed: int = 1) -> KnowledgeBase:
    """A base of that size: a few actors have thousands of ties, most have one or two, as in real data.

    One tie in eight leads to a place, an event or a state, the rest join actors, most of them within a neighbourhood.
    """
    draw = random.Random(seed)
    kinds = {f"e{number:06}": CLASSES[number % len(CLASSES)] for number in range(entities)}
    everyone = {name: Entity(name, kind, name.upper()) for name, kind in kinds.items()}
    closed = ("District", "Attack", "State")
    actors = [name for name, kind in kinds.items() if kind not in closed]
    others = [name for name, kind in kinds.items() if kind in closed]
    busy = list(actors)
    sources = {f"s{number}": Source(f"s{number}", f"P{number % 300}", "T", day("2018"), "B") for number in range(2000)}
    names = list(sources)
    ties = {}
    for number in range(relations):
        one = draw.choice(busy)
        place = int(one[1:]) * len(actors) // entities
        if number % 8 == 0:
            kind, other = "OperatesIn", draw.choice(others)
        elif draw.random() < 0.3:
            kind, other = draw.choice(AMONG_ACTORS), draw.choice(busy)
        else:
            kind, other = draw.choice(AMONG_ACTORS), actors[(place + draw.randint(-40, 40)) % len(actors)]
        if one == other:
            continue
        busy.append(one)
        status = draw.choice(STATUSES)
        begun = draw.randint(2001, 2020)
        name = f"r{number:06}"
        claims = tuple(
            Claim(
                f"{name}:{turn}", draw.choice(names), "denies" if status == "denied" else "asserts", draw.randint(1, 6)
            )
            for turn in range(draw.randint(1, 2))
        )
        dated = draw.random() < 0.5
        ties[name] = Relation(
            id=name,
            type=kind,
            subject=one,
            object=other,
            claims=claims,
            status=status,  # type: ignore[arg-type]
            known_from=date(begun, 6, 1) if dated else None,
            known_to=date(begun + 1, 1, 1) if dated else None,
            possible_from=date(begun, 1, 1) if dated else None,
            possible_to=date(begun + 3, 12, 31) if dated else None,
        )
    loaded = load().knowledge_base
    assert loaded is not None
    return KnowledgeBase(loaded.vocabulary, everyone, sources, ties)


def timed(function: Callable[[], object], runs: int) -> tuple[float, object]:
    """The median of the seconds of computing that a function takes, and what it gives."""
    spent = []
    result: object = None
    for _ in range(runs):
        gc.collect()
        begin = time.process_time()
        result = function()
        spent.append(time.process_time() - begin)
    return statistics.median(spent), result


def near(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 1e-6 * max(1, abs(a)) for a, b in zip(one, other, strict=True))


def row(what: str, ours: float, theirs: float | None, note: str = "") -> None:
    beside = f"{theirs * 1000:>12,.1f}{ours / theirs:>9.1f}" if theirs else f"{'':>21}"
    print(f"{what:34}{ours * 1000:>12,.1f}{beside}  {note}", flush=True)


def questions(base: KnowledgeBase, asked: int) -> None:
    """Paths and links between actors drawn at random; whoever asks knows some of the better known ones."""
    draw, then = random.Random(2), Selection(as_of=day("2010"))
    tied = [end for pair in project(base).cooperative.pairs for end in pair]
    print(f"\nmilliseconds of computing{'':9}{'median':>12}{'slowest':>12}")
    kinds: tuple[tuple[str, Callable[[str, str], object]], ...] = (
        ("path, best 5", lambda one, other: search(base, one, other)),
        ("path, best 1 as of 2010", lambda one, other: search(base, one, other, then, k=1)),
        ("links", lambda one, _: links(base, one)),
        ("links, 2 hops", lambda one, _: links(base, one, hops=2)),
    )
    for what, function in kinds:
        begin = time.process_time()
        function(tied[0], tied[-1])
        first = time.process_time() - begin
        spent = []
        for _ in range(asked):
            one = other = draw.choice(tied)
            while one == other:
                other = draw.choice(tied)
            begin = time.process_time()
            function(one, other)
            spent.append(time.process_time() - begin)
        median, slowest = statistics.median(spent) * 1000, max(spent) * 1000
        print(f"{what:34}{median:>12,.1f}{slowest:>12,.1f}  the first question took {first * 1000:,.0f}", flush=True)


def structure(graph: Projection, pivots: int, runs: int) -> None:
    """Every measure beside igraph's; betweenness and closeness from the same starts on both sides."""
    part = graph.cooperative
    count, lines = len(part.nodes), part.lines
    _, _, graded = part.arcs, part.beside, part.graded_arcs
    lengths = [min(relation.credibility for relation in ties) for ties in part.pairs.values()]
    other = igraph.Graph(count, lines)
    starts = sorted(random.Random(1).sample(range(count), min(pivots, count)))
    everyone = range(count)
    print(f"\ncooperative part: {count:,} actors, {len(lines):,} pairs; {len(starts)} starts of chains")
    print(f"{'milliseconds of computing':34}{'ours':>12}{'igraph':>12}{'ratio':>9}")

    ours, found = timed(lambda: part.arcs.degrees.tolist(), runs)
    theirs, told = timed(lambda: other.degree(), runs)
    assert found == told
    row("degree", ours, theirs)

    ours, sums = timed(lambda: from_starts(part.arcs, starts), runs)
    theirs, told = timed(lambda: other.betweenness(directed=False, sources=starts, targets=everyone), runs)
    # igraph counts a pair of starts twice and halves all: the same sum over starts, halved.
    assert near(list(sums.between / 2), told)  # type: ignore[attr-defined, arg-type]
    near_ours = [float(value) for value in sums.near]  # type: ignore[attr-defined]
    row("betweenness and closeness", ours, theirs, "igraph: betweenness alone")

    def harmonic() -> list[float]:
        total = [0.0] * count
        for start in starts:
            for node, distance in enumerate(other.distances(source=start)[0]):
                if 0 < distance < float("inf"):
                    total[node] += 1 / distance
        return total

    theirs, told = timed(harmonic, 1)
    assert near(near_ours, told)  # type: ignore[arg-type]
    row("  closeness alone", ours, theirs, "igraph: distances, summed in Python")

    ours, sums = timed(lambda: from_starts(graded, starts), runs)
    theirs, told = timed(
        lambda: other.betweenness(directed=False, sources=starts, targets=everyone, weights=lengths), runs
    )
    assert near(list(sums.between / 2), told)  # type: ignore[attr-defined, arg-type]
    row("betweenness by credibility", ours, theirs)

    ours, cores = timed(lambda: coreness(part.arcs), runs)
    theirs, told = timed(lambda: other.coreness(), runs)
    assert [int(value) for value in cores] == told  # type: ignore[attr-defined]
    row("core", ours, theirs)

    import numpy as np

    weights = np.ones(len(lines))
    ours, _ = timed(lambda: pn_index(count, lines, weights), runs)
    theirs, _ = timed(lambda: other.pagerank(), runs)
    row("PN index", ours, theirs, "igraph: PageRank, the nearest that it has")

    ours, pieces = timed(lambda: brokers(graph), runs)
    theirs, told = timed(lambda: (other.articulation_points(), other.bridges(), other.connected_components()), runs)
    assert len(pieces.cut_points) == len(told[0])  # type: ignore[attr-defined, index]
    row("brokers: three readings, pieces", ours, theirs, "igraph: cut points, bridges, components, once")

    ours, _ = timed(lambda: cut_points(part), runs)
    theirs, _ = timed(lambda: (other.articulation_points(), other.bridges()), runs)
    row("  cut points and bridges alone", ours, theirs)

    ours, labels = timed(lambda: louvain(count, lines, seed=1), 1)
    theirs, division = timed(lambda: other.community_multilevel(), 1)
    quality = f"modularity {modularity(labels, lines):.4f}, igraph {division.modularity:.4f}"  # type: ignore[attr-defined, arg-type]
    row("communities, one run of Louvain", ours, theirs, quality)

    ours, _ = timed(lambda: balance(graph), 1)
    signed = graph.part(signs=("+", "-"))
    mixed = igraph.Graph(len(signed.nodes), signed.lines)
    theirs, triangles = timed(lambda: mixed.list_triangles(), 1)
    row("balance: three readings, in time", ours, theirs, f"igraph: listing {len(triangles):,} triangles")  # type: ignore[arg-type]

    for name in MEASURES:
        fresh = project(graph.base)
        ours, _ = timed(lambda name=name, fresh=fresh: centrality(fresh, name), 1)  # type: ignore[misc]
        row(f"stats --measure {name}", ours, None, "whole, from the projection to ranks in three readings")


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask a large graph, beside igraph.")
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--relations", type=int, default=300_000)
    parser.add_argument("--pivots", type=int, default=64, help="from how many actors chains are followed")
    parser.add_argument("--asked", type=int, default=20, help="how many paths and neighbourhoods are asked for")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    base = made_up(arguments.entities, arguments.relations)
    gc.collect()
    gc.freeze()
    print(f"{len(base.entities):,} entities with {len(base.relations):,} relations")
    spent, _ = timed(lambda: project(base), 1)
    print(f"projection: {spent * 1000:,.0f} ms")
    structure(project(base), arguments.pivots, arguments.runs)
    questions(base, arguments.asked)


if __name__ == "__main__":
    main()
