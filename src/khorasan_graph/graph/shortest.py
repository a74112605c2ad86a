"""Shortest chains from many starts at once, in arrays: what betweenness and closeness are counted from.

Brandes (2001) walks through the graph once from every node. Here all nodes at one distance from their start are handled
by one step of array arithmetic, and several starts share it, each on its own copy of the graph: where the graph is
small, the overhead of a step is paid once for many. Lengths of ties are small whole numbers, so that the queue of
Dijkstra's algorithm is a row of buckets (Dial 1969), and hops of length 1 are the simplest case of it.

Nothing here knows what a tie is. Nodes are numbers, and the same input gives the same bits on one machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_STATES_AT_ONCE = 1 << 16
_FAR = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Arcs:
    """An undirected graph without loops or parallel ties: node v's neighbours are `heads[first[v]:first[v + 1]]`."""

    first: Ints
    heads: Ints
    lengths: Ints

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.first) - 1

    @property
    def degrees(self) -> Ints:
        """How many neighbours each node has."""
        return np.diff(self.first)


@dataclass(frozen=True, slots=True)
class Sums:
    """What was added up over the starts, for every node.

    `between` is the sum of Brandes' dependencies and `between_squares` of their squares, from which the error of a
    sample follows; `near` is the sum of 1/distance. Every pair of nodes is counted from both ends, if both are starts.
    """

    starts: int
    between: Floats
    between_squares: Floats
    near: Floats
    near_squares: Floats


def arcs(count: int, pairs: Sequence[tuple[int, int]], lengths: Sequence[int] | None = None) -> Arcs:
    """The graph of `count` nodes with these pairs, each given once, as arrays; each hop is 1 long if not said."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    tails = np.concatenate((ends[:, 0], ends[:, 1]))
    heads = np.concatenate((ends[:, 1], ends[:, 0]))
    long = np.ones(len(ends), np.int64) if lengths is None else np.array(lengths, dtype=np.int64)
    order = np.lexsort((heads, tails))
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=count), out=first[1:])
    return Arcs(first, heads[order], np.concatenate((long, long))[order])


def spread(graph: Arcs, nodes: Ints) -> tuple[Ints, Ints]:
    """The arcs that leave some nodes: their places in `heads`, and for each the place of its tail in `nodes`."""
    counts = graph.first[nodes + 1] - graph.first[nodes]
    tails = np.repeat(np.arange(len(nodes)), counts)
    ahead = np.cumsum(counts) - counts
    return np.arange(len(tails)) + (graph.first[nodes] - ahead)[tails], tails


def from_starts(graph: Arcs, starts: Iterable[int]) -> Sums:
    """Add up, over the starts, how every node lies between each start and all others, and how near it is to them."""
    chosen = np.fromiter(starts, np.int64)
    sums = Sums(len(chosen), *(np.zeros(graph.count) for _ in range(4)))
    at_once = max(1, _STATES_AT_ONCE // max(graph.count, 1))
    for begin in range(0, len(chosen), at_once):
        between, near = _batch(graph, chosen[begin : begin + at_once])
        sums.between[:] += between.sum(axis=0)
        sums.between_squares[:] += np.square(between).sum(axis=0)
        sums.near[:] += near.sum(axis=0)
        sums.near_squares[:] += np.square(near).sum(axis=0)
    return sums


def _batch(graph: Arcs, starts: Ints) -> tuple[Floats, Floats]:
    """For every start (row) and node: the dependency of the start on the node, and 1/distance."""
    count, size = graph.count, len(starts) * graph.count
    distance = np.full(size, _FAR, np.int32)
    ways = np.zeros(size)
    mark = np.zeros(size, np.int64)
    seeds = np.arange(len(starts)) * count + starts
    distance[seeds] = 0
    ways[seeds] = 1
    waiting: dict[int, list[Ints]] = {0: [seeds]}
    last: list[tuple[Ints, Ints]] = []
    kinds = [int(length) for length in np.unique(graph.lengths)]
    at = 0
    while waiting:
        found = waiting.pop(at, None)
        if found is not None:
            states = _each_once(np.concatenate(found), mark)
            states = states[distance[states] == at]
            node = states % count
            places, tails = spread(graph, node)
            heads = graph.heads[places] + (states - node)[tails]
            lengths = graph.lengths[places]
            reached = distance[heads]
            if at:
                back = reached + lengths == at
                ends, befores = states[tails[back]], heads[back]
                ways[states] = np.bincount(tails[back], weights=ways[befores], minlength=len(states))
                last.append((ends, befores))
            for length in kinds:
                nearer = heads[(lengths == length) & (distance[heads] > at + length)]
                if len(nearer):
                    distance[nearer] = at + length
                    waiting.setdefault(at + length, []).append(nearer)
        at += 1
    owed = np.zeros(size)
    for ends, befores in reversed(last):
        np.add.at(owed, befores, ways[befores] * ((1 + owed[ends]) / ways[ends]))
    owed[seeds] = 0
    near = np.zeros(size)
    there = (distance > 0) & (distance < _FAR)
    near[there] = 1 / distance[there]
    return owed.reshape(len(starts), count), near.reshape(len(starts), count)


def _each_once(states: Ints, mark: Ints) -> Ints:
    """The states without their repetitions; `mark` is scratch paper."""
    order = np.arange(len(states))
    mark[states] = order
    first: Ints = states[mark[states] == order]
    return first
