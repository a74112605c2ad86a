"""The simple paths between two nodes in one fixed order, produced one by one so that the asker can stop early.

The order: fewest hops, then the best weakest hop, then the nodes' names. For every length, and within it for every
grade of the weakest hop, the nodes that can stand at each place of such a path are worked out from both ends (the
*corridor*), and a depth-first search in the order of names stays within it. Nothing here knows what a tie is: a hop has
a strength, and the lower the better. (Listing *all* paths and sorting them takes 100 seconds on 12 fully linked nodes.)
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, permutations
from time import monotonic

Strengths = Callable[[str], Mapping[str, int]]
"""A node's neighbours, both ways and in the order of their names, with the strength of the hop to each."""

Passable = Callable[[str], bool]

_STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 512
_PATIENCE = 64


class TimeIsUp(Exception):  # noqa: N818  (an event, not an error)
    """The search has used its time; what it has found so far stands."""


class _Budget:
    """Time for one search, and how long it has been without finding anything."""

    def __init__(self, seconds: float) -> None:
        self._deadline = monotonic() + seconds
        self._steps = 0
        self.fruitless = 0

    def step(self) -> None:
        self._steps += 1
        self.fruitless += 1
        if self._steps % _STEPS_BETWEEN_LOOKS_AT_THE_CLOCK == 0:
            self.check()

    def check(self) -> None:
        if monotonic() >= self._deadline:
            raise TimeIsUp


Corridor = Sequence[frozenset[str]]
"""For each place of a walk of a certain length, the nodes that can stand there."""


class _Graph:
    """The hops of at least one strength, and the walks between start and end over nodes that may be passed.

    Reckoning with *exactly* so many hops matters: people and groups form almost a graph of two sides, where half of all
    lengths are impossible, and a bound on the distance alone would not notice.
    """

    def __init__(
        self, strengths: Strengths, weakest: int, start: str, end: str, passable: Passable, budget: _Budget
    ) -> None:
        self.start, self.end = start, end
        self._strengths, self._weakest, self._passable, self._budget = strengths, weakest, passable, budget
        self._hops: dict[str, list[str]] = {}
        self._from_start = [frozenset({start})]
        self._from_end = [frozenset({end})]

    def hops(self, node: str) -> list[str]:
        if node not in self._hops:
            self._budget.step()
            self._hops[node] = [other for other, grade in self._strengths(node).items() if grade <= self._weakest]
        return self._hops[node]

    def _onward(self, nodes: frozenset[str]) -> frozenset[str]:
        """Where one hop leads from some nodes, but for what may not be passed."""
        beside = {other for node in nodes for other in self.hops(node)} - {self.start, self.end}
        return frozenset(node for node in beside if self._passable(node))

    def corridor(self, length: int) -> Corridor | None:
        """The places of all walks of a length from start to end; None if there is none.

        The two searches meet where they have fewest nodes to look at.
        """
        ahead = back = 0
        while ahead + back < length - 1:
            if self._size(self._from_start, ahead) <= self._size(self._from_end, back):
                ahead += 1
            else:
                back += 1
            self._budget.check()
        places = [self._layer(self._from_start, place) for place in range(ahead + 1)]
        places += [self._layer(self._from_end, place) for place in range(back, -1, -1)]
        return self.narrowed(places)

    def _layer(self, layers: list[frozenset[str]], place: int) -> frozenset[str]:
        while len(layers) <= place:
            layers.append(self._onward(layers[-1]))
        return layers[place]

    def _size(self, layers: list[frozenset[str]], place: int) -> int:
        return len(self._layer(layers, place))

    def narrowed(self, places: Corridor, fixed: Mapping[int, str] | None = None) -> Corridor | None:
        """What is left of a corridor where certain nodes must stand at certain places; None if nothing is."""
        left = [
            frozenset({fixed[place]} & nodes) if fixed and place in fixed else nodes
            for place, nodes in enumerate(places)
        ]
        for place in range(1, len(left)):
            reached = {other for node in left[place - 1] for other in self.hops(node)}
            left[place] &= reached
            if not left[place]:
                return None
        for place in range(len(left) - 2, -1, -1):
            following = left[place + 1]
            left[place] = frozenset(node for node in left[place] if not following.isdisjoint(self.hops(node)))
        return left if all(left) else None


def in_order(
    strengths: Strengths,
    start: str,
    end: str,
    *,
    max_hops: int,
    grades: Sequence[int],
    passable: Passable = lambda node: True,
    required: Sequence[str] = (),
    min_hops: int = 1,
    seconds: float,
) -> Iterator[tuple[str, ...]]:
    """Every simple path of `min_hops` to `max_hops` hops, best first.

    Args:
        strengths: the graph.
        start, end: the ends of every path.
        max_hops, min_hops: the lengths looked for.
        grades: every strength that a hop can have, the best first.
        passable: whether a node may be passed through.
        required: nodes that every path passes through, whether passable or not.
        seconds: the time for all of it.

    Raises:
        TimeIsUp: when the search takes longer than `seconds`.
    """
    budget = _Budget(seconds)

    def open_to(node: str) -> bool:
        return node in required or passable(node)

    graphs = {grade: _Graph(strengths, grade, start, end, open_to, budget) for grade in grades}
    for length in range(max(min_hops, len(required) + 1), max_hops + 1):
        for grade, graph in graphs.items():
            budget.check()
            for path in _paths(graph, length, required, budget):
                # A path without a hop of this very grade was produced under a better one.
                if any(strengths(one)[other] == grade for one, other in pairwise(path)):
                    budget.fruitless = 0
                    yield path


def _paths(graph: _Graph, length: int, required: Sequence[str], budget: _Budget) -> Iterator[tuple[str, ...]]:
    """The simple paths of one length in the order of names; with required nodes, merged from all places of these."""
    corridor = graph.corridor(length)
    if corridor is None:
        return
    if not required:
        yield from _walk(graph, corridor, (graph.start,), budget)
        return
    ways = []
    for places in permutations(range(1, length), len(required)):
        narrowed = graph.narrowed(corridor, dict(zip(places, required, strict=True)))
        if narrowed is not None:
            ways.append(_walk(graph, narrowed, (graph.start,), budget))
    yield from heapq.merge(*ways)


def _walk(graph: _Graph, corridor: Corridor, path: tuple[str, ...], budget: _Budget) -> Iterator[tuple[str, ...]]:
    """Extend `path` to the end of the corridor, in the order of names."""
    place = len(path)
    for node in graph.hops(path[-1]):
        if node not in corridor[place] or node in path:
            continue
        budget.step()
        if place == len(corridor) - 1:
            yield (*path, node)
        elif budget.fruitless < _PATIENCE or _can_finish(graph, corridor, path, node, budget):
            yield from _walk(graph, corridor, (*path, node), budget)


def _can_finish(graph: _Graph, corridor: Corridor, path: tuple[str, ...], node: str, budget: _Budget) -> bool:
    """Whether some walk leads on from `node` without touching the path: asked once the search has been long without a
    find, for most dead ends lie behind one hub."""
    budget.check()
    taken = {*path, node}
    frontier = {node}
    for nodes in corridor[len(path) + 1 :]:
        frontier = {other for at in frontier for other in graph.hops(at) if other in nodes and other not in taken}
        if not frontier:
            return False
    return True
