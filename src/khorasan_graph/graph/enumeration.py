"""The simple paths between two nodes in one fixed order, produced one by one so that the asker can stop early.

The order: fewest hops, then the best weakest hop, then the nodes' names. For every length, and within it for every
grade of the weakest hop, a depth-first search in the order of names follows only nodes from which the end can still
be reached in exactly the hops that are left. Nothing here knows what a tie is: a hop has a strength, and the lower the
better. (Listing *all* paths and sorting them takes 100 seconds on 12 fully linked nodes.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from time import monotonic

Strengths = dict[str, dict[str, int]]
"""Every node's neighbours, both ways and in the order of their names, with the strength of the hop to each."""

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


class _Graph:
    """The hops of at least one strength, and from where the end can be reached in how many hops.

    `layer(n)` holds the nodes from which a walk of exactly n hops leads to the end through nodes that may be passed.
    Reckoning with *exactly* n matters here: people and groups form almost a graph of two sides, where half of all
    lengths are impossible, and a bound on the distance alone would not notice.
    """

    def __init__(self, strengths: Strengths, weakest: int, start: str, end: str, barred: Collection[str]) -> None:
        self.hops = {
            node: [other for other, strength in others.items() if strength <= weakest]
            for node, others in strengths.items()
        }
        self._start, self._end, self._barred = start, end, barred
        self._layers = [frozenset({end})]

    def layer(self, hops: int) -> frozenset[str]:
        while len(self._layers) <= hops:
            before = (other for node in self._layers[-1] for other in self.hops.get(node, ()))
            self._layers.append(frozenset(node for node in before if self._may_pass(node)))
        return self._layers[hops]

    def _may_pass(self, node: str) -> bool:
        return node != self._start and node != self._end and node not in self._barred

    def leads(self, length: int) -> bool:
        """Whether any walk of this length leads from the start to the end."""
        return any(node in self.layer(length - 1) for node in self.hops.get(self._start, ()))

    def can_finish(self, path: tuple[str, ...], node: str, remaining: int) -> bool:
        """Whether a walk of exactly `remaining` hops leads from `node` to the end without touching `path`."""
        frontier = {node}
        for left in range(remaining - 1, -1, -1):
            layer = self.layer(left)
            frontier = {other for at in frontier for other in self.hops[at] if other in layer and other not in path} - {
                node
            }
            if not frontier:
                return False
        return True


def in_order(
    strengths: Strengths, start: str, end: str, *, max_hops: int, barred: Collection[str], seconds: float
) -> Iterator[tuple[str, ...]]:
    """Every simple path of at most `max_hops` hops, best first; nodes in `barred` are not passed through.

    Raises:
        TimeIsUp: when the search takes longer than `seconds`.
    """
    budget = _Budget(seconds)
    grades = sorted({strength for others in strengths.values() for strength in others.values()})
    graphs = {grade: _Graph(strengths, grade, start, end, barred) for grade in grades}
    for length in range(1, max_hops + 1):
        for grade, graph in graphs.items():
            budget.check()
            if not graph.leads(length):
                continue
            for path in _walk(graph, (start,), length - 1, budget):
                # A path without a hop of this very grade was produced under a better one.
                if any(strengths[one][other] == grade for one, other in pairwise(path)):
                    budget.fruitless = 0
                    yield path


def _walk(graph: _Graph, path: tuple[str, ...], remaining: int, budget: _Budget) -> Iterator[tuple[str, ...]]:
    """Extend `path` by one hop and then by `remaining` more, in the order of names."""
    layer = graph.layer(remaining)
    for node in graph.hops[path[-1]]:
        if node not in layer or node in path:
            continue
        budget.step()
        if remaining == 0:
            yield (*path, node)
        elif budget.fruitless < _PATIENCE or _is_worth_it(graph, path, node, remaining, budget):
            yield from _walk(graph, (*path, node), remaining - 1, budget)


def _is_worth_it(graph: _Graph, path: tuple[str, ...], node: str, remaining: int, budget: _Budget) -> bool:
    """Look ahead before going on, once the search has been long without a find: most dead ends lie behind one hub."""
    budget.check()
    return graph.can_finish(path, node, remaining)
