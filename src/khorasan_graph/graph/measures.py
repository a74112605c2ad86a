"""Who is central, in several senses, and how sure that is.

Every measure is counted on a stated part of a projection, and several times: on all ties, without the contested ones,
on the corroborated ones alone, and as of a date on those known to hold then. How far an actor's rank moves between
these is the only honest error bar there is: the figure stands on reports, and the doubt about the reports is recorded.
What each measure means for armed groups, and what it does not, is in `docs/measures.md`.

Eigenvector centrality and PageRank are left out: without direction both follow the number of neighbours, and they count
an enemy for a friend. Their place is taken by the PN index, which knows both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.projection import Projection

if TYPE_CHECKING:
    from khorasan_graph.graph.shortest import Arcs, Floats, Ints, Sums

EFFORT = 20_000_000
"""How many hops may be taken for one measure in one reading; beyond that, chains start from a sample of actors."""

FEWEST_STARTS = 64


@dataclass(frozen=True, slots=True)
class Size:
    """On how much a figure stands. `contested` counts the ties among `ties` that are contested."""

    nodes: int
    pairs: int
    ties: int
    contested: int


@dataclass(frozen=True, slots=True)
class Rank:
    """One actor's place by one measure.

    `error` is the standard error of a value estimated from a sample of starts, None for an exact one. `ranks` holds the
    rank in each reading (`Projection.readings`), None where the actor has no tie left. `parts` are what
    the value is made of, where that can be said: neighbours by sign, and how many rest on contested ties alone.
    """

    entity: str
    value: float
    rank: int
    error: float | None
    ranks: dict[str, int | None]
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Centrality:
    """One measure of every actor, the most central first; equals share a rank and stand in the order of their ids.

    `sizes` says on what each reading stands, `starts` from how many actors chains were followed (None: from all).
    """

    measure: str
    rows: tuple[Rank, ...]
    sizes: dict[str, Size]
    starts: int | None


@dataclass(frozen=True, slots=True)
class CorePeriphery:
    """The best division into a core, in which everyone is tied to everyone, and a periphery of hangers-on.

    `correlation` compares the ties with that ideal (Borgatti and Everett 2000; -1 to 1): None where it is not defined.
    `core` holds everyone with at least `neighbours` neighbours, in the order of ids.
    """

    core: tuple[str, ...]
    neighbours: int
    correlation: float | None
    size: Size


@dataclass(frozen=True, slots=True)
class _Values:
    values: Sequence[float]
    errors: Sequence[float] | None = None
    starts: int | None = None


def size(graph: Projection) -> Size:
    """How many actors, pairs and ties a graph has."""
    contested = sum(relation.status == "contested" for relation in graph.ties.values())
    return Size(len(graph.nodes), len(graph.pairs), len(graph.ties), contested)


def centralities(
    graph: Projection, measures: Iterable[str] | None = None, *, seed: int = 1, effort: int = EFFORT
) -> dict[str, Centrality]:
    """The measures named (all of `MEASURES` if none is), by name.

    A graph too large to follow the chains from every actor within `effort` has them followed from a sample of starts
    (Brandes and Pich 2007), which `seed` draws; such values carry a standard error.

    Raises:
        QuestionError: for a measure that there is not.
    """
    wanted = list(MEASURES) if measures is None else list(measures)
    for name in wanted:
        if name not in MEASURES:
            raise QuestionError(f"`{name}` is not a measure; the measures are {', '.join(MEASURES)}")
    parts = {part: part(graph).readings for part in dict.fromkeys(MEASURES[name][0] for name in wanted)}
    walks = {
        part: {reading: _Walks(one, seed, effort) for reading, one in readings.items()}
        for part, readings in parts.items()
    }
    found = {}
    for name in wanted:
        part, function = MEASURES[name]
        values = {reading: function(walk) for reading, walk in walks[part].items()}
        found[name] = _ranked(name, parts[part], values)
    return found


def centrality(graph: Projection, measure: str, *, seed: int = 1, effort: int = EFFORT) -> Centrality:
    """One measure: `degree`, `betweenness`, `weighted-betweenness`, `closeness`, `signed` or `coreness`."""
    return centralities(graph, [measure], seed=seed, effort=effort)[measure]


def core_periphery(graph: Projection) -> CorePeriphery:
    """The core and the periphery of the cooperative part.

    For a core of a given number of members those with the most neighbours leave the fewest pairs out of place (Lip
    2011), so only thresholds of that number are tried; equals are never divided. Ties between core and periphery are
    left out of the comparison, as Borgatti and Everett propose; of equally good divisions the smaller core is taken.
    """
    import numpy as np

    part = graph.cooperative
    degrees = part.arcs.degrees
    ends = np.array(part.lines, dtype=np.int64).reshape(-1, 2)
    lower = np.minimum(degrees[ends[:, 0]], degrees[ends[:, 1]])
    higher = np.maximum(degrees[ends[:, 0]], degrees[ends[:, 1]])
    best, threshold = None, 0
    for least in sorted({int(degree) for degree in degrees}, reverse=True):
        members = int((degrees >= least).sum())
        others = len(degrees) - members
        inside, outside = int((lower >= least).sum()), int((higher < least).sum())
        found = _phi(inside, members * (members - 1) // 2, outside, others * (others - 1) // 2)
        if found is not None and (best is None or found > best + 1e-12):
            best, threshold = found, least
    core = tuple(
        node for node, degree in zip(part.nodes, degrees, strict=True) if best is not None and degree >= threshold
    )
    return CorePeriphery(core, threshold, best, size(part))


def _phi(inside: int, of_core: int, outside: int, of_periphery: int) -> float | None:
    """The correlation of "is a pair" with "is within the core" over the places within the core and the periphery."""
    pairs, places = inside + outside, of_core + of_periphery
    spread = pairs * (places - pairs) * of_core * of_periphery
    if spread == 0:
        return None
    return float((inside * of_periphery - outside * of_core) / spread**0.5)


def _ranked(name: str, readings: dict[str, Projection], by_reading: dict[str, _Values]) -> Centrality:
    ranks = {
        reading: dict(zip(one.nodes, _ranks(by_reading[reading].values), strict=True))
        for reading, one in readings.items()
    }
    told, main = by_reading["all"], readings["all"]
    parts = _parts(main) if name == "degree" else {}
    rows = [
        Rank(
            entity=node,
            value=_rounded(value),
            rank=ranks["all"][node],
            error=_rounded(told.errors[place]) if told.errors is not None else None,
            ranks={reading: ranks[reading].get(node) for reading in readings},
            parts=parts.get(node, {}),
        )
        for place, (node, value) in enumerate(zip(main.nodes, told.values, strict=True))
    ]
    rows.sort(key=lambda row: (row.rank, row.entity))
    return Centrality(name, tuple(rows), {reading: size(one) for reading, one in readings.items()}, told.starts)


def _ranks(values: Sequence[float]) -> list[int]:
    """The rank of each value, the greatest first; what differs only by rounding is equal."""
    rounded = [_rounded(value) for value in values]
    first: dict[float, int] = {}
    for place, value in enumerate(sorted(rounded, reverse=True), start=1):
        first.setdefault(value, place)
    return [first[value] for value in rounded]


def _rounded(value: float) -> float:
    """Ten digits: what lies beyond them differs between machines, and must not be printed."""
    return float(f"{value:.10g}")


def _parts(graph: Projection) -> dict[str, dict[str, int]]:
    """Of every actor: friendly, hostile and neutral neighbours (one may be several), and ties in parallel."""
    words = {"+": "cooperative", "-": "hostile", "0": "neutral"}
    classes = graph.base.vocabulary.relation_classes
    found = {node: {**dict.fromkeys(words.values(), 0), "contested": 0, "ties": 0} for node in graph.nodes}
    for pair, ties in graph.pairs.items():
        signs = {classes[relation.type].sign for relation in ties}
        contested = all(relation.status == "contested" for relation in ties)
        for node in pair:
            counts = found[node]
            for sign in signs:
                counts[words[sign]] += 1
            counts["contested"] += contested
            counts["ties"] += len(ties)
    return found


def _whole(graph: Projection) -> Projection:
    return graph


def _cooperative(graph: Projection) -> Projection:
    return graph.cooperative


def _signed(graph: Projection) -> Projection:
    return graph.part(signs=("+", "-"))


class _Walks:
    """One reading of a graph, and the walks through it that several measures share; each is made once."""

    def __init__(self, graph: Projection, seed: int, effort: int) -> None:
        self.graph = graph
        self._seed, self._effort = seed, effort
        self._made: dict[bool, Sums] = {}

    def sums(self, *, graded: bool) -> Sums:
        """Walk from every actor, or from as many as the effort allows."""
        from khorasan_graph.graph.shortest import from_starts

        if graded not in self._made:
            count = len(self.graph.nodes)
            allowed = max(FEWEST_STARTS, self._effort // max(2 * len(self.graph.pairs), 1))
            chosen = range(count) if allowed >= count else sorted(Random(self._seed).sample(range(count), allowed))
            self._made[graded] = from_starts(self.graph.graded_arcs if graded else self.graph.arcs, chosen)
        return self._made[graded]


def _degree(walks: _Walks) -> _Values:
    return _Values(walks.graph.arcs.degrees.tolist())


def _coreness(walks: _Walks) -> _Values:
    return _Values([int(value) for value in coreness(walks.graph.arcs)])


def _betweenness(walks: _Walks, *, graded: bool = False) -> _Values:
    count = len(walks.graph.nodes)
    sums = walks.sums(graded=graded)
    return _estimate(sums.starts, count, sums.between, sums.between_squares, (count - 1) * (count - 2))


def _weighted_betweenness(walks: _Walks) -> _Values:
    return _betweenness(walks, graded=True)


def _closeness(walks: _Walks) -> _Values:
    count = len(walks.graph.nodes)
    sums = walks.sums(graded=False)
    return _estimate(sums.starts, count, sums.near, sums.near_squares, count - 1)


def _estimate(starts: int, count: int, total: Floats, squares: Floats, most: int) -> _Values:
    """The value as a share of the greatest possible, from sums over the starts; with its error if they are a sample."""
    import numpy as np

    if not starts or most <= 0:
        return _Values([0.0] * count)
    values = [float(value) for value in total * (count / starts / most)]
    if starts == count:
        return _Values(values)
    variance = np.maximum(squares / starts - np.square(total / starts), 0) * starts / (starts - 1)
    errors = np.sqrt(variance / starts * (1 - starts / count)) * (count / most)
    return _Values(values, [float(error) for error in errors], starts)


def _pn(walks: _Walks) -> _Values:
    import numpy as np

    graph, classes = walks.graph, walks.graph.base.vocabulary.relation_classes
    weight = {(True, False): 1.0, (False, True): -2.0, (True, True): -1.0}
    weights = []
    for ties in graph.pairs.values():
        signs = {classes[relation.type].sign for relation in ties}
        weights.append(weight["+" in signs, "-" in signs])
    return _Values([float(value) for value in pn_index(len(graph.nodes), graph.lines, np.array(weights))])


def pn_index(count: int, pairs: Sequence[tuple[int, int]], weights: Floats) -> Floats:
    """The PN index: (I - A / (2n - 2))^-1 1, where A is 1 for a friend and -2 for an enemy (Everett and Borgatti 2014).

    The matrix is symmetric and positive (semi-)definite: conjugate gradients, to the last digit that matters.
    """
    import numpy as np

    if count < 2:
        return np.ones(count)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    one, other = ends[:, 0], ends[:, 1]
    scaled = weights / (2 * count - 2)

    def times(x: Floats) -> Floats:
        return (
            x
            - np.bincount(one, weights=scaled * x[other], minlength=count)
            - np.bincount(other, weights=scaled * x[one], minlength=count)
        )

    x = np.ones(count)
    rest = np.ones(count) - times(x)
    way = rest.copy()
    left = float(rest @ rest)
    for _ in range(1000):
        if left <= 1e-26 * count:
            break
        step = times(way)
        length = left / float(way @ step)
        x = x + length * way
        rest = rest - length * step
        before, left = left, float(rest @ rest)
        way = rest + left / before * way
    return x


def coreness(graph: Arcs) -> Ints:
    """The greatest k of whose core each node is: a set in which all have at least k neighbours (Seidman 1983)."""
    import numpy as np

    from khorasan_graph.graph.shortest import spread

    left, core = graph.degrees.copy(), np.zeros(graph.count, np.int64)
    alive = np.ones(graph.count, bool)
    k = 0
    while alive.any():
        k = max(k, int(left[alive].min()))
        going = np.flatnonzero(alive & (left <= k))
        while len(going):
            core[going] = k
            alive[going] = False
            heads = graph.heads[spread(graph, going)[0]]
            heads = heads[alive[heads]]
            np.subtract.at(left, heads, 1)
            going = np.unique(heads[left[heads] <= k])
    return core


_Function = Callable[[_Walks], _Values]

MEASURES: dict[str, tuple[Callable[[Projection], Projection], _Function]] = {
    "degree": (_whole, _degree),
    "betweenness": (_cooperative, _betweenness),
    "weighted-betweenness": (_cooperative, _weighted_betweenness),
    "closeness": (_cooperative, _closeness),
    "signed": (_signed, _pn),
    "coreness": (_cooperative, _coreness),
}
"""Every centrality: the part of the graph that it is counted on, and how."""
