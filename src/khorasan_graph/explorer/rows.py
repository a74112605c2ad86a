"""The rows of a lineage: in which order its members stand, and who shares a row.

A member stands next to the one it hangs under, all its own in a block around it; blocks move, above or below, while
that shortens links or takes them off the lives and names that they cross. Two lives that never meet may share a row,
with room for names. No random numbers: the same lineage gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from khorasan_graph.explorer.lineages import Link
from khorasan_graph.explorer.lives import Life
from khorasan_graph.model.knowledge_base import KnowledgeBase

_GAP = 182
"""Days that stay free between two lives in one row."""

_CHARACTER_DAYS = 72
_LABEL_CLIP = 30
"""A name takes so many days for each letter, at the scale at which the genealogy opens, and no more than so many."""

_ACROSS_LIFE, _ACROSS_NAME = 5, 2
"""What a link pays for crossing somebody, where a row of its length costs 2."""

_STEPS = 4_000_000
"""How long a better order is sought: counted in comparisons and not in seconds, to end alike on every machine."""


@dataclass
class _Rows:
    """The order of a lane's rows while it is being sought: for each member, its block of members and itself."""

    blocks: dict[str, list[str]] = field(default_factory=dict)

    def order(self, root: str) -> list[str]:
        found: list[str] = []
        stack = [(root, False)]
        while stack:
            node, placed = stack.pop()
            if placed or node not in self.blocks:
                found.append(node)
            else:
                stack.extend((item, item == node) for item in reversed(self.blocks[node]))
        return found


def sort_rows(
    base: KnowledgeBase,
    members: Sequence[str],
    links: Sequence[Link],
    pulls: Sequence[tuple[str, int | None, bool]],
    parents: Mapping[str, str],
    lives: Mapping[str, Life | None],
) -> list[str]:
    """The members of a lineage from the top row down.

    Whoever hangs under another stands with all its own in a block beside it; blocks move, above or below, while that
    shortens links or takes them off the lives and names that they cross.
    """
    root = next(member for member in members if parents.get(member) not in members)
    begin = {member: extent_of(base, member, lives[member])[0] for member in members}
    rows = _Rows()
    for member in members:
        children = sorted((one for one in members if parents.get(one) == member), key=lambda one: (-begin[one], one))
        if children:
            rows.blocks[member] = [member, *children]
    crossed = _crossings(base, members, links, pulls, lives)

    def cost(order: Sequence[str]) -> int:
        row = {member: number for number, member in enumerate(order)}
        total = 0
        for start, end, across in crossed:
            low = row.get(start, -1)
            high = row[end] if end in row else len(order) if end == _BELOW else -1
            if low > high:
                low, high = high, low
            total += 2 * (high - low)
            for other, weight in across:
                if low < row[other] < high:
                    total += weight
        return total

    best = cost(rows.order(root))
    tries = _STEPS // (1 + len(members) + sum(2 + len(across) for _, _, across in crossed))
    for _ in range(4):
        before = best
        for node in sorted(rows.blocks):
            for item in sorted(rows.blocks[node]):
                kept = rows.blocks[node]
                tries -= len(kept)
                if tries < 0:
                    return rows.order(root)
                for place in range(len(kept)):
                    moved = [one for one in kept if one != item]
                    moved.insert(place, item)
                    rows.blocks[node] = moved
                    found = cost(rows.order(root))
                    if found < best:
                        best, kept = found, moved
                rows.blocks[node] = kept
        if best == before:
            break
    return rows.order(root)


_ABOVE, _BELOW = "\x00above", "\x00below"


def _crossings(
    base: KnowledgeBase,
    members: Sequence[str],
    links: Sequence[Link],
    pulls: Sequence[tuple[str, int | None, bool]],
    lives: Mapping[str, Life | None],
) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """For each link the two rows that it joins, and whom it would cross on its day if they stood in between."""
    ends = [(link.member, link.other, link.day) for link in links]
    ends += [(member, _BELOW if below else _ABOVE, day) for member, day, below in pulls]
    found = []
    for start, end, day in ends:
        across = []
        for member in members:
            life = lives[member]
            if member in (start, end) or day is None or life is None:
                continue
            first, last = life.span
            if first <= day <= last:
                across.append((member, _ACROSS_LIFE))
            elif first <= day <= extent_of(base, member, life)[1]:
                across.append((member, _ACROSS_NAME))
        found.append((start, end, across))
    return found


def extent_of(base: KnowledgeBase, member: str, life: Life | None) -> tuple[int, int]:
    """The days that a life and its name beside it take in a row."""
    if life is None:
        return 0, date.max.toordinal()
    first, last = life.span
    label = min(len(base.entities[member].name), _LABEL_CLIP) * _CHARACTER_DAYS
    return first, max(last, first + label) + _GAP


def share_rows(order: Sequence[str], base: KnowledgeBase, lives: Mapping[str, Life | None]) -> list[list[str]]:
    """Let neighbouring rows be one, where their lives and names never meet."""
    rows: list[list[str]] = []
    for member in order:
        extent = extent_of(base, member, lives[member])
        if rows and all(apart(extent, extent_of(base, other, lives[other])) for other in rows[-1]):
            rows[-1].append(member)
        else:
            rows.append([member])
    return [sorted(row, key=lambda member: extent_of(base, member, lives[member])) for row in rows]


def apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] < other[0] or other[1] < one[0]
