"""How two entities are linked: the k best paths, each hop with every tie that makes it.

A path is a list of hops, and a hop is two entities with *all* ties between them under the selection: four parallel ties
on each of ten hops are one path, not a million. Which paths count is a matter of meaning, not of speed:

- Only actors are passed through, unless the asker names `place`, `event` or `state`: to be in one country is no link.
- Denied ties are never followed; contested ones are, and are marked.
- Ties of conflict are followed only if the selection names their sign.

Paths are ranked by the number of hops, then by the strongest weakest hop (the credibility of its best tie), then by the
ids along them. The search is exact, and says so when it ran out of time before it could be.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from khorasan_graph.graph.adjacency import (
    QuestionError,
    barred,
    check_question,
    followed_signs,
    neighbours,
)
from khorasan_graph.graph.enumeration import TimeIsUp, in_order
from khorasan_graph.graph.relaxations import Relaxation, relaxations
from khorasan_graph.model.activity import can_coincide
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

MAX_PATHS = 50


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: from one entity to the next, with every tie between them in the order of their ids."""

    start: str
    end: str
    relations: tuple[Relation, ...]

    @property
    def credibility(self) -> int:
        """How strong the hop is: the best grade among its ties (1 is the best)."""
        return min(relation.credibility for relation in self.relations)

    @property
    def contested(self) -> bool:
        """Whether the hop rests on contested ties alone."""
        return all(relation.status == "contested" for relation in self.relations)


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of hops from one entity to another that visits no entity twice."""

    hops: tuple[Hop, ...]

    @property
    def entities(self) -> tuple[str, ...]:
        """The ids along the path, both ends included."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def weakest(self) -> int:
        """The grade of the weakest hop: no path is better than that."""
        return max(hop.credibility for hop in self.hops)


@dataclass(frozen=True, slots=True)
class Misfits:
    """What cannot have been so at one time: pairs of hops (counted from 0), and the path as a whole."""

    pairs: tuple[tuple[int, int], ...]
    common_day: bool


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The answer to one question: the paths, best first, and what was asked.

    `selection` is the one applied: where no signs were asked for, it names those that are followed. If not `complete`,
    time ran out: the paths found are the best of all, but there may be more. Where no path was found,
    `relaxations` says which filters to loosen and `denied` holds the ties between the two that are only denied.
    """

    start: str
    end: str
    paths: tuple[Path, ...]
    complete: bool
    selection: Selection
    through: frozenset[str]
    k: int
    max_hops: int
    relaxations: tuple[Relaxation, ...] = ()
    denied: tuple[Relation, ...] = ()


def search(
    base: KnowledgeBase,
    start: str,
    end: str,
    selection: Selection = EVERYTHING,
    *,
    k: int = 5,
    max_hops: int = 6,
    through: Collection[str] = frozenset(),
    seconds: float = 5.0,
) -> PathAnswer:
    """The `k` best paths of at most `max_hops` hops between two entities, given by id.

    Raises:
        QuestionError: for one entity given twice, an unknown id or word of passage, or a number out of range.
    """
    check_question(base, (start, end), max_hops, through)
    if start == end:
        raise QuestionError(f"a path needs two different entities, and `{start}` was given twice")
    if not 1 <= k <= MAX_PATHS:
        raise QuestionError(f"the number of paths runs from 1 to {MAX_PATHS}, and {k} was asked for")
    selection, words = followed_signs(selection), frozenset(through)
    beside = neighbours(base, selection)
    strengths = {
        entity: {other: min(relation.credibility for relation in ties) for other, ties in others.items()}
        for entity, others in beside.items()
    }
    closed = barred(base, beside, words)
    paths: list[Path] = []
    complete = True
    try:
        for found in in_order(strengths, start, end, max_hops=max_hops, barred=closed, seconds=seconds):
            paths.append(Path(tuple(Hop(one, other, beside[one][other]) for one, other in pairwise(found))))
            if len(paths) == k:
                break
    except TimeIsUp:
        complete = False
    answer = PathAnswer(start, end, tuple(paths), complete, selection, words, k, max_hops)
    if paths or not complete:
        return answer
    return replace(
        answer,
        relaxations=relaxations(base, start, end, selection, max_hops=max_hops, through=words),
        denied=_denied_between(base, start, end),
    )


def _denied_between(base: KnowledgeBase, start: str, end: str) -> tuple[Relation, ...]:
    ends = {start, end}
    return tuple(
        relation
        for relation in base.relations_of.get(start, ())
        if relation.status == "denied" and any({one, other} == ends for one, other, _ in base.edges(relation))
    )


def misfits(path: Path) -> Misfits:
    """The pairs of hops that can't have held at the same time, and whether all of them can have held on some day.

    A hop holds if any one of its ties does. Three hops can agree two by two and still have no day in common.
    """
    pairs = tuple(
        (first, second)
        for second, later in enumerate(path.hops)
        for first, earlier in enumerate(path.hops[:second])
        if not any(can_coincide((one, other)) for one in earlier.relations for other in later.relations)
    )
    # If there is a day on which every hop may hold, then one of the days on which a tie may begin is one.
    days = {relation.possible_from or MIN_DAY for hop in path.hops for relation in hop.relations}
    common = any(all(any(_may_hold(tie, day) for tie in hop.relations) for hop in path.hops) for day in days)
    return Misfits(tuple(sorted(pairs)), common)


def _may_hold(relation: Relation, day: date) -> bool:
    return (relation.possible_from or MIN_DAY) <= day <= (relation.possible_to or MAX_DAY)
