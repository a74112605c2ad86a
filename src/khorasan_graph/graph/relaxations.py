"""Which filter to loosen: the help that comes with "no link is recorded".

One pass marks every tie with the filters that keep it out, every entity with the word that would let a path through,
and then each candidate is one breadth-first search that ignores the marks it lifts. So trying all of them costs
little more than trying one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from khorasan_graph.graph.adjacency import (
    MAX_HOPS,
    barred,
    is_followed,
    outside,
    pairs,
    passage_words,
    single_filters,
)
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection

_WORDS = {
    "as_of": "without --as-of",
    "min_credibility": "without --min-credibility",
    "types": "without --type",
    "statuses": "without --status",
    "signs": "--sign any",
    "entities": "without the choice of entities",
}
_ORDER_OF_PASSAGE = ("place", "event", "state")
_MORE_HOPS = f"--max-hops {MAX_HOPS}"

Marks = frozenset[str]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes to the question, in the words of the command line, and the length of the shortest path they open."""

    changes: tuple[str, ...]
    length: int

    @property
    def text(self) -> str:
        return " and ".join(self.changes)


class _Marked:
    """The ties as pairs of entities, each with the changes that it needs before it can be followed."""

    def __init__(self, base: KnowledgeBase, selection: Selection, through: frozenset[str]) -> None:
        alone = single_filters(selection)
        self.filters = [change for name, change in _WORDS.items() if name in alone]
        self.beside: dict[str, dict[str, set[Marks]]] = {}
        for relation in base.relations.values():
            if not is_followed(relation):
                continue
            needs = {_WORDS[name] for name, single in alone.items() if not single.admits(base, relation)}
            for start, end, _ in pairs(base, relation, EVERYTHING):
                confined = {_WORDS["entities"]} if outside(selection, start, end) else set()
                marks = frozenset(needs | confined)
                self.beside.setdefault(start, {}).setdefault(end, set()).add(marks)
                self.beside.setdefault(end, {}).setdefault(start, set()).add(marks)
        self.barred = {entity: f"--through {word}" for entity, word in barred(base, self.beside, through).items()}

    def distance(self, start: str, end: str, changes: Marks, max_hops: int) -> int | None:
        """The hops of the shortest path after these changes; None if there is none."""
        seen, frontier = {start}, [start]
        for hops in range(1, max_hops + 1):
            reached = {other for entity in frontier for other in self._open(entity, changes)} - seen
            if end in reached:
                return hops
            seen |= reached
            frontier = [entity for entity in reached if entity not in self.barred or self.barred[entity] in changes]
        return None

    def _open(self, entity: str, changes: Marks) -> Iterator[str]:
        for other, ways in self.beside.get(entity, {}).items():
            if any(needed <= changes for needed in ways):
                yield other


def relaxations(
    base: KnowledgeBase, start: str, end: str, selection: Selection, *, max_hops: int, through: frozenset[str]
) -> tuple[Relaxation, ...]:
    """Every single change of the question that finds a path; where there is none, every pair; else one larger set.

    Nothing is returned only if no change whatever would help. Denied ties stay out in any case.
    """
    marked = _Marked(base, selection, through)
    words = [word for word in passage_words(base) if word not in through]
    words.sort(key=lambda word: (_ORDER_OF_PASSAGE.index(word) if word in _ORDER_OF_PASSAGE else 9, word))
    candidates = marked.filters + [f"--through {word}" for word in words]
    if max_hops < MAX_HOPS:
        candidates.append(_MORE_HOPS)

    def length(changes: tuple[str, ...]) -> int | None:
        return marked.distance(start, end, frozenset(changes), MAX_HOPS if _MORE_HOPS in changes else max_hops)

    if length(tuple(candidates)) is None:
        return ()
    for size in (1, 2):
        tried = [(changes, length(changes)) for changes in combinations(candidates, size)]
        found = tuple(Relaxation(changes, hops) for changes, hops in tried if hops is not None)
        if found:
            return found
    needed = list(candidates)
    for change in candidates:
        without = tuple(other for other in needed if other != change)
        if length(without) is not None:
            needed.remove(change)
    hops = length(tuple(needed))
    return (Relaxation(tuple(needed), hops),) if hops is not None else ()
