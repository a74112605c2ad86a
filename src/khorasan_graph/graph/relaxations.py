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
    """The ties as pairs of entities, each with the changes that it needs before it can be followed; worked out when
    first asked for, entity by entity."""

    def __init__(self, base: KnowledgeBase, question: Question) -> None:
        self._base, self._selection, self._kept_out = base, question.selection, question.not_via
        self._alone = single_filters(question.selection)
        self._closed = Barred(base, question.through)
        self._beside: dict[str, dict[str, set[Marks]]] = {}
        asked = question.selection.as_of
        span = {"as_of": "without --during"} if asked is not None and asked.is_interval else {}
        self._words = {**_WORDS, **span}
        self.filters = [change for name, change in self._words.items() if name in self._alone]

    def beside(self, entity: str) -> dict[str, set[Marks]]:
        """Whoever is tied to an entity, with what each of the ties needs."""
        if entity not in self._beside:
            found: dict[str, set[Marks]] = {}
            for relation in self._base.relations_of.get(entity, ()):
                if not is_followed(relation):
                    continue
                needs = {self._words[name] for name, one in self._alone.items() if not one.admits(self._base, relation)}
                for start, end, _ in pairs(self._base, relation, EVERYTHING):
                    if entity in (start, end):
                        confined = {_WORDS["entities"]} if outside(self._selection, start, end) else set()
                        found.setdefault(end if start == entity else start, set()).add(frozenset(needs | confined))
            self._beside[entity] = found
        return self._beside[entity]

    def distance(self, start: str, end: str, changes: Marks, max_hops: int) -> int | None:
        """The hops of the shortest path after these changes; None if there is none. Looked for from both ends."""
        far = {start: 0}, {end: 0}
        edges = [start], [end]
        gone = [0, 0]
        while sum(gone) < max_hops and all(edges):
            side = 0 if len(edges[0]) <= len(edges[1]) else 1
            here, there = far[side], far[1 - side]
            gone[side] += 1
            reached = {other for entity in edges[side] for other in self._open(entity, changes)} - here.keys()
            here.update(dict.fromkeys(reached, gone[side]))
            met = [
                gone[side] + there[other]
                for other in reached
                if other in there and (there[other] == 0 or self._may_pass(other, changes))
            ]
            if met:
                return min(met)
            edges[side][:] = [entity for entity in reached if self._may_pass(entity, changes)]
        return None

    def _may_pass(self, entity: str, changes: Marks) -> bool:
        word = self._closed.word(entity)
        return word is None or f"--through {word}" in changes

    def _open(self, entity: str, changes: Marks) -> Iterator[str]:
        for other, ways in self.beside(entity).items():
            if other in self._kept_out and _ANYONE not in changes:
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
