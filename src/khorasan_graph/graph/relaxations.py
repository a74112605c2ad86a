"""Which filter to loosen: the help that comes with "no link is recorded".

One pass marks every tie with the filters that keep it out, every entity with the word that would let a path through,
and then each candidate is one breadth-first search that ignores the marks it lifts. So trying all of them costs
little more than trying one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from khorasan_graph.graph.adjacency import (
    MAX_HOPS,
    Barred,
    Question,
    is_followed,
    outside,
    pairs,
    passage_words,
    single_filters,
)
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING

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
_ANYONE = "without --not-via"
_NO_VIA = "without --via"
_ANY_LENGTH = "without --length"
_USUAL_HOPS = 6

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

    def __init__(self, base: KnowledgeBase, question: Question) -> None:
        selection = question.selection
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
        self.kept_out = question.not_via
        closed = Barred(base, question.through)
        self.barred = {entity: f"--through {closed.word(entity)}" for entity in self.beside if entity in closed}

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
            if other in self.kept_out and _ANYONE not in changes:
                continue
            if any(needed <= changes for needed in ways):
                yield other


def relaxations(base: KnowledgeBase, question: Question) -> tuple[Relaxation, ...]:
    """Every single change of the question that finds a path; where there is none, every pair; else one larger set.

    Nothing is returned only if no change whatever would help. Denied ties stay out in any case. Whoever asked for a
    path through somebody, or of one length, is told what there is without that.
    """
    marked = _Marked(base, question)
    words = [word for word in passage_words(base) if word not in question.through]
    words.sort(key=lambda word: (_ORDER_OF_PASSAGE.index(word) if word in _ORDER_OF_PASSAGE else 9, word))
    given_up = [*([_NO_VIA] if question.via else []), *([_ANY_LENGTH] if question.min_hops > 1 else [])]
    candidates = marked.filters + [f"--through {word}" for word in words]
    if question.not_via:
        candidates.append(_ANYONE)
    max_hops = question.max_hops if question.min_hops == 1 else max(question.max_hops, _USUAL_HOPS)
    if max_hops < MAX_HOPS:
        candidates.append(_MORE_HOPS)

    def length(changes: Iterable[str]) -> int | None:
        chosen = frozenset(changes)
        return marked.distance(question.start, question.end, chosen, MAX_HOPS if _MORE_HOPS in chosen else max_hops)

    if length(candidates) is None:
        return ()
    for size in range(0 if given_up else 1, 3):
        tried = [((*given_up, *changes), length(changes)) for changes in combinations(candidates, size)]
        found = tuple(Relaxation(changes, hops) for changes, hops in tried if hops is not None)
        if found:
            return found
    needed = list(candidates)
    for change in candidates:
        if length(other for other in needed if other != change) is not None:
            needed.remove(change)
    hops = length(needed)
    return (Relaxation((*given_up, *needed), hops),) if hops is not None else ()
