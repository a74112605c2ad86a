"""Without whom who falls apart from whom: the actors and the single pairs on which the graph hangs.

An actor is a *cut point* (articulation point) if the others of its component are no longer all connected without it; a
pair is a *bridge* if the same holds for its ties. One depth-first walk finds both (Hopcroft and Tarjan 1973). It
numbers everyone as it comes to them, so that what hangs below somebody is a span of those numbers, and no list of
members is made before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khorasan_graph.graph.measures import Size, size
from khorasan_graph.graph.projection import Pair, Projection
from khorasan_graph.model.records import Relation

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CutPoint:
    """An actor without whom its component of `component` actors falls into pieces of these `sizes`, the largest first.

    `pairs_parted` counts the pairs of others that are connected through it alone. `readings` says in which readings of
    the graph it is a cut point.
    """

    entity: str
    component: int
    sizes: tuple[int, ...]
    pairs_parted: int
    readings: dict[str, bool]
    spans: tuple[Span, ...]
    whole: Span


@dataclass(frozen=True, slots=True)
class Bridge:
    """A pair without whose ties its component falls in two; `near` and `far` are the sizes of the sides of its ends."""

    one: str
    other: str
    relations: tuple[Relation, ...]
    near: int
    far: int
    contested: bool

    @property
    def pairs_parted(self) -> int:
        """How many pairs are connected over this one alone, itself included."""
        return self.near * self.far


@dataclass(frozen=True, slots=True)
class Brokers:
    """Cut points and bridges, those that part the most pairs first; `components` are the sizes of what hangs together.

    `order` is everyone in the order of the walk, to which the spans of cut points refer.
    """

    cut_points: tuple[CutPoint, ...]
    bridges: tuple[Bridge, ...]
    components: tuple[int, ...]
    order: tuple[str, ...]
    sizes: dict[str, Size]

    def pieces(self, point: CutPoint) -> tuple[tuple[str, ...], ...]:
        """The ids of those in each piece, in the order of `sizes`; the rest of a component is one piece."""
        found = [tuple(sorted(self.order[begin:end])) for begin, end in point.spans]
        below = {number for begin, end in point.spans for number in range(begin, end)}
        rest = tuple(
            sorted(
                self.order[number]
                for number in range(*point.whole)
                if number not in below and self.order[number] != point.entity
            )
        )
        return tuple(sorted([*found, *([rest] if rest else [])], key=lambda piece: (-len(piece), piece)))


def brokers(graph: Projection) -> Brokers:
    """The cut points and bridges of the cooperative part."""
    part = graph.cooperative
    walk = _Walk(part.beside)
    elsewhere = {name: cut_points(one) for name, one in part.readings.items() if name != "all"}
    points = []
    for node, spans in walk.spans.items():
        begin, end = walk.component[node]
        sizes = [last - first for first, last in spans]
        rest = end - begin - 1 - sum(sizes)
        sizes = sorted([*sizes, rest] if rest else sizes, reverse=True)
        others = end - begin - 1
        entity = part.nodes[node]
        points.append(
            CutPoint(
                entity=entity,
                component=end - begin,
                sizes=tuple(sizes),
                pairs_parted=(others * others - sum(number * number for number in sizes)) // 2,
                readings={"all": True, **{name: entity in known for name, known in elsewhere.items()}},
                spans=tuple(spans),
                whole=(begin, end),
            )
        )
    points.sort(key=lambda point: (-point.pairs_parted, point.entity))
    bridges = sorted(
        (_bridge(part, walk, upper, lower) for upper, lower in walk.bridges),
        key=lambda bridge: (-bridge.pairs_parted, bridge.one, bridge.other),
    )
    return Brokers(
        tuple(points),
        tuple(bridges),
        tuple(sorted((end - begin for begin, end in walk.roots), reverse=True)),
        tuple(part.nodes[node] for node in walk.order),
        {name: size(one) for name, one in part.readings.items()},
    )


def cut_points(part: Projection) -> frozenset[str]:
    """The cut points of a graph, without more."""
    return frozenset(part.nodes[node] for node in _Walk(part.beside).spans)


def _bridge(part: Projection, walk: _Walk, upper: int, lower: int) -> Bridge:
    begin, end = walk.component[lower]
    below = walk.size[lower]
    above = end - begin - below
    pair: Pair = (part.nodes[min(upper, lower)], part.nodes[max(upper, lower)])
    near, far = (above, below) if upper < lower else (below, above)
    return Bridge(*pair, part.pairs[pair], near, far, pair in part.contested_pairs)


class _Walk:
    """One depth-first walk: `order`, the size of what hangs below each node, and what follows from the low points.

    `spans` holds, for each cut point, the spans of `order` that fall off without it; `component` the span of everyone's
    component.
    """

    def __init__(self, beside: Sequence[Sequence[int]]) -> None:
        count = len(beside)
        self.order: list[int] = []
        self.size = [1] * count
        self.spans: dict[int, list[Span]] = {}
        self.bridges: list[tuple[int, int]] = []
        self.roots: list[Span] = []
        self.component: list[Span] = [(0, 0)] * count
        seen, low, parent = [-1] * count, [0] * count, [-1] * count
        for root in range(count):
            if seen[root] < 0:
                begin = len(self.order)
                self._from(root, beside, seen, low, parent)
                self.roots.append((begin, len(self.order)))
        for span in self.roots:
            for number in range(*span):
                self.component[self.order[number]] = span
        self.spans = dict(sorted(self.spans.items()))

    def _from(
        self, root: int, beside: Sequence[Sequence[int]], seen: list[int], low: list[int], parent: list[int]
    ) -> None:
        order, size = self.order, self.size
        seen[root] = low[root] = len(order)
        order.append(root)
        stack = [(root, iter(beside[root]))]
        while stack:
            node, others = stack[-1]
            for other in others:
                if seen[other] < 0:
                    seen[other] = low[other] = len(order)
                    order.append(other)
                    parent[other] = node
                    stack.append((other, iter(beside[other])))
                    break
                if seen[other] < low[node] and other != parent[node]:
                    low[node] = seen[other]
            else:
                stack.pop()
                if stack:
                    self._leave(node, stack[-1][0], seen, low)
        # The root parts what hangs below it only if more than one piece does.
        if len(self.spans.get(root, ())) == 1:
            del self.spans[root]
        elif root in self.spans:
            # Its pieces are then all there is: nothing is left above it.
            assert sum(end - begin for begin, end in self.spans[root]) == size[root] - 1

    def _leave(self, node: int, above: int, seen: list[int], low: list[int]) -> None:
        self.size[above] += self.size[node]
        low[above] = min(low[above], low[node])
        if low[node] >= seen[above]:
            self.spans.setdefault(above, []).append((seen[node], seen[node] + self.size[node]))
        if low[node] > seen[above]:
            self.bridges.append((above, node))
