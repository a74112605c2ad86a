"""Communities: groups of actors with more ties among themselves than with the others, and how firm that division is.

Louvain (Blondel and others 2008) on the cooperative part, every pair of weight 1. The method is heuristic, and very
different divisions can be about equally good (Good and others 2010); so it is run from several seeds, the best division
is kept, and with each community comes the share of its pairs that the other runs put together as well. The division is
also compared with the one found without contested ties and the one on corroborated ties alone.

Own code, because networkx takes some thirty times as long on a hundred thousand actors, and may divide otherwise in its
next version: the numbers of communities are cited, and must not depend on what happens to be installed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb
from random import Random

from khorasan_graph.graph.measures import Size, size
from khorasan_graph.graph.projection import Projection

_EFFORT = 400_000
_MOST_RUNS = 20
_GAIN = 1e-9

Neighbours = Sequence[dict[int, float]]


@dataclass(frozen=True, slots=True)
class Community:
    """One community. Numbers run from 1, the largest first, then by the first member's id.

    `members` are ordered by their neighbours within, then by id. `inside` and `outside` count pairs of the cooperative
    part, `hostile_inside` and `hostile_outside` pairs with a tie of conflict. `firmness` is the share of its pairs of
    members that the other runs put together too, None if there was one run only.
    """

    number: int
    members: tuple[str, ...]
    inside: int
    outside: int
    hostile_inside: int
    hostile_outside: int
    firmness: float | None


@dataclass(frozen=True, slots=True)
class Communities:
    """A division of everyone in the cooperative part.

    `modularity` runs from -0.5 to 1 (Newman and Girvan 2004); `lowest` and `highest` are those of all runs. `agreement`
    holds the adjusted Rand index (Hubert and Arabie 1985; 1 the same, 0 as by chance) with the division found in each
    narrower reading, over the actors in both; None where fewer than two are.
    """

    communities: tuple[Community, ...]
    modularity: float
    runs: int
    lowest: float
    highest: float
    agreement: dict[str, float | None]
    sizes: dict[str, Size]

    @property
    def of(self) -> dict[str, int]:
        """The number of everyone's community."""
        return {member: community.number for community in self.communities for member in community.members}


def communities(graph: Projection, *, seed: int = 1) -> Communities:
    """Divide the cooperative part into communities; the same seed gives the same division on every machine."""
    part = graph.cooperative
    lines = part.lines
    runs = max(1, min(_MOST_RUNS, _EFFORT // max(len(lines), 1)))
    found = [louvain(len(part.nodes), lines, seed=seed + number) for number in range(runs)]
    quality = [modularity(labels, lines) for labels in found]
    best = max(range(runs), key=lambda run: (round(quality[run], 9), -run))
    labels = found[best]
    agreement = {}
    for name, narrower in part.readings.items():
        if name != "all":
            other = louvain(len(narrower.nodes), narrower.lines, seed=seed)
            told = dict(zip(narrower.nodes, other, strict=True))
            both = [(labels[part.number[node]], label) for node, label in told.items()]
            agreement[name] = adjusted_rand(both)
    members: dict[int, list[int]] = {}
    for node, label in enumerate(labels):
        members.setdefault(label, []).append(node)
    groups = sorted(members.values(), key=lambda group: (-len(group), group[0]))
    return Communities(
        tuple(_described(graph, groups, [run for number, run in enumerate(found) if number != best])),
        quality[best],
        runs,
        min(quality),
        max(quality),
        agreement,
        {name: size(one) for name, one in part.readings.items()},
    )


def _described(
    graph: Projection, groups: Sequence[list[int]], other_runs: Sequence[Sequence[int]]
) -> Iterable[Community]:
    part = graph.cooperative
    number = {part.nodes[node]: place for place, group in enumerate(groups, start=1) for node in group}
    within: Counter[str] = Counter()
    inside, touching, hostile_inside, hostile_touching = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    for one, other in part.pairs:
        inside[number[one]] += number[one] == number[other]
        touching.update({number[one], number[other]})
        if number[one] == number[other]:
            within.update((one, other))
    for one, other in graph.part(signs="-").pairs:
        if one in number and other in number:
            hostile_inside[number[one]] += number[one] == number[other]
            hostile_touching.update({number[one], number[other]})
    for place, group in enumerate(groups, start=1):
        yield Community(
            place,
            tuple(sorted((part.nodes[node] for node in group), key=lambda member: (-within[member], member))),
            inside[place],
            touching[place] - inside[place],
            hostile_inside[place],
            hostile_touching[place] - hostile_inside[place],
            _firmness(group, other_runs),
        )


def _firmness(group: Sequence[int], runs: Sequence[Sequence[int]]) -> float | None:
    if not runs or len(group) < 2:
        return None
    together = sum(comb(number, 2) for labels in runs for number in Counter(labels[node] for node in group).values())
    return together / (len(runs) * comb(len(group), 2))


def louvain(count: int, pairs: Iterable[tuple[int, int]], *, seed: int) -> list[int]:
    """A division of `count` nodes with high modularity: the label of each node's community.

    Nodes are moved one by one to the neighbouring community with the greatest gain until none gains anything, then each
    community becomes a node, and so on. The order of the first round is drawn by `seed`; equals go to the lower label.
    """
    random = Random(seed)
    beside: list[dict[int, float]] = [{} for _ in range(count)]
    for one, other in pairs:
        beside[one][other] = beside[other][one] = 1.0
    labels = list(range(count))
    loops = [0.0] * count
    while True:
        moved = _move(beside, loops, random)
        names = {label: place for place, label in enumerate(sorted(set(moved)))}
        if len(names) == len(beside):
            return labels
        moved = [names[label] for label in moved]
        labels = [moved[label] for label in labels]
        beside, loops = _merged(beside, loops, moved, len(names))


def _move(beside: Neighbours, loops: Sequence[float], random: Random) -> list[int]:
    """Move single nodes between communities for as long as that gains modularity."""
    weight = [sum(others.values()) + loop for others, loop in zip(beside, loops, strict=True)]
    total = sum(weight)
    label, of_label = list(range(len(beside))), list(weight)
    order = list(range(len(beside)))
    random.shuffle(order)
    queue, waiting = deque(order), bytearray(b"\1" * len(beside))
    while queue:
        node = queue.popleft()
        waiting[node] = 0
        home, mine = label[node], weight[node]
        to: dict[int, float] = {home: 0.0}
        for other, tie in beside[node].items():
            there = label[other]
            to[there] = to.get(there, 0.0) + tie
        of_label[home] -= mine
        share = mine / total if total else 0.0
        best, most = home, to[home] - of_label[home] * share
        for there, ties in to.items():
            gain = ties - of_label[there] * share
            if gain > most + _GAIN or (gain > most - _GAIN and best != home and there < best):
                best, most = there, gain
        of_label[best] += mine
        if best != home:
            label[node] = best
            for other in beside[node]:
                if label[other] != best and not waiting[other]:
                    waiting[other] = 1
                    queue.append(other)
    return label


def _merged(
    beside: Neighbours, loops: Sequence[float], labels: Sequence[int], count: int
) -> tuple[list[dict[int, float]], list[float]]:
    """The graph in which every community is one node."""
    merged: list[dict[int, float]] = [{} for _ in range(count)]
    inner = [0.0] * count
    for node, others in enumerate(beside):
        here = labels[node]
        inner[here] += loops[node]
        mine = merged[here]
        for other, tie in others.items():
            there = labels[other]
            if there == here:
                inner[here] += tie
            else:
                mine[there] = mine.get(there, 0.0) + tie
    return merged, inner


def modularity(labels: Sequence[int], pairs: Sequence[tuple[int, int]]) -> float:
    """The share of pairs within communities, less the share to be expected of pairs drawn by the degrees alone."""
    if not pairs:
        return 0.0
    degrees: Counter[int] = Counter()
    inside = 0
    for one, other in pairs:
        inside += labels[one] == labels[other]
        degrees[labels[one]] += 1
        degrees[labels[other]] += 1
    return inside / len(pairs) - sum(degree * degree for degree in degrees.values()) / (4 * len(pairs) ** 2)


def adjusted_rand(labels: Sequence[tuple[int, int]]) -> float | None:
    """How far two divisions of the same things agree, given the two labels of each; None for fewer than two things."""
    if len(labels) < 2:
        return None
    both, one, other = (
        sum(comb(number, 2) for number in Counter(found).values())
        for found in (labels, [pair[0] for pair in labels], [pair[1] for pair in labels])
    )
    expected = one * other / comb(len(labels), 2)
    most = (one + other) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
