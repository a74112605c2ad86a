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

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from time import monotonic

from khorasan_graph.graph.adjacency import (
    MAX_HOPS,
    Barred,
    Neighbours,
    Question,
    QuestionError,
    check_question,
    followed_signs,
)
from khorasan_graph.graph.enumeration import TimeIsUp, in_order
from khorasan_graph.graph.relaxations import Relaxation, relaxations
from khorasan_graph.model.activity import can_coincide
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import LEAST_CREDIBLE, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

MAX_PATHS = 1000
MAX_VIA = 3


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

    @property
    def weakest_hops(self) -> tuple[int, ...]:
        """The hops (counted from 0) on which the path stands or falls: those of the worst grade."""
        return tuple(place for place, hop in enumerate(self.hops) if hop.credibility == self.weakest)


@dataclass(frozen=True, slots=True)
class Misfits:
    """What cannot have been so at one time: pairs of hops (counted from 0), and the path as a whole."""

    pairs: tuple[tuple[int, int], ...]
    common_day: bool


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The answer to one question: the paths, best first.

    If not `complete`, time ran out: the paths found are the best of all, but there may be more. `not_followed` are ties
    between the two that stand in no path: denied ones, those of conflict (unless the asker named signs), and those that
    the question keeps out. Where no path was found, `relaxations` says which filters to loosen.
    """

    question: Question
    paths: tuple[Path, ...]
    complete: bool
    not_followed: tuple[Relation, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()

    @property
    def start(self) -> str:
        return self.question.start

    @property
    def end(self) -> str:
        return self.question.end

    @property
    def selection(self) -> Selection:
        """The one applied: where no signs were asked for, it names those that are followed."""
        return self.question.selection

    @property
    def denied(self) -> tuple[Relation, ...]:
        """The ties between the two that are only denied."""
        return tuple(relation for relation in self.not_followed if relation.status == "denied")


def search(
    base: KnowledgeBase,
    start: str,
    end: str,
    selection: Selection = EVERYTHING,
    *,
    k: int = 5,
    max_hops: int = 6,
    length: int | None = None,
    through: Collection[str] = frozenset(),
    via: Collection[str] = (),
    not_via: Collection[str] = (),
    seconds: float = 5.0,
) -> PathAnswer:
    """The `k` best paths of at most `max_hops` hops between two entities, given by id.

    Args:
        base: where to look.
        start, end: the ids of the two.
        selection: the ties that count.
        k: how many paths at the most.
        max_hops: how many hops at the most.
        length: exactly so many hops instead.
        through: `place`, `event`, `state`: what may be passed through beside actors.
        via: entities that every path passes through, of whatever class they are.
        not_via: entities that no path passes through.
        seconds: the time for the search; an answer that took longer is not `complete`.

    Raises:
        QuestionError: for one entity given twice, an unknown id or word of passage, or a number out of range.
    """
    check_question(base, (start, end, *via, *not_via), max_hops if length is None else length, through)
    if start == end:
        raise QuestionError(f"a path needs two different entities, and `{start}` was given twice")
    if not 1 <= k <= MAX_PATHS:
        raise QuestionError(f"the number of paths runs from 1 to {MAX_PATHS}, and {k} was asked for")
    if len(set(via)) > MAX_VIA:
        raise QuestionError(f"a path can be asked to pass through {MAX_VIA} entities at the most")
    for entity in (*via, *not_via):
        if entity in (start, end):
            raise QuestionError(f"`{entity}` is an end of the path: it cannot be passed through, nor kept out of it")
    if clash := set(via) & set(not_via):
        raise QuestionError(f"`{min(clash)}` is both asked for and kept out")
    question = Question(
        start=start,
        end=end,
        selection=followed_signs(selection),
        through=frozenset(through),
        via=tuple(sorted(set(via))),
        not_via=frozenset(not_via),
        k=k,
        min_hops=1 if length is None else length,
        max_hops=max_hops if length is None else length,
    )
    return _answer(base, question, Neighbours(base, question.selection), selection, seconds)


def search_all(
    base: KnowledgeBase,
    start: str,
    ends: Collection[str],
    selection: Selection = EVERYTHING,
    *,
    max_hops: int = 6,
    through: Collection[str] = frozenset(),
    via: Collection[str] = (),
    not_via: Collection[str] = (),
    seconds: float = 5.0,
) -> tuple[PathAnswer, ...]:
    """The best path from one entity to each of several: those found first (shortest, then best), then the others by id.

    `seconds` is the time for all of them together.

    Raises:
        QuestionError: as `search` does.
    """
    begin = monotonic()
    found = [
        search(
            base,
            start,
            end,
            selection,
            k=1,
            max_hops=max_hops,
            through=through,
            via=via,
            not_via=not_via,
            seconds=max(0.0, seconds - (monotonic() - begin)),
        )
        for end in sorted(set(ends) - {start, *via, *not_via})
    ]

    def rank(answer: PathAnswer) -> tuple[int, int, str]:
        best = answer.paths[0] if answer.paths else None
        return (len(best.hops), best.weakest, answer.end) if best else (MAX_HOPS + 1, 0, answer.end)

    return tuple(sorted(found, key=rank))


def _answer(
    base: KnowledgeBase, question: Question, beside: Neighbours, asked: Selection, seconds: float
) -> PathAnswer:
    known: dict[str, dict[str, int]] = {}

    def strengths(entity: str) -> dict[str, int]:
        if entity not in known:
            known[entity] = {
                other: min(relation.credibility for relation in ties)
                for other, ties in beside.of(entity).items()
                if other not in question.not_via
            }
        return known[entity]

    closed = Barred(base, question.through)
    paths: list[Path] = []
    complete = True
    try:
        for found in in_order(
            strengths,
            question.start,
            question.end,
            min_hops=question.min_hops,
            max_hops=question.max_hops,
            grades=range(1, LEAST_CREDIBLE + 1),
            passable=lambda entity: entity not in closed,
            required=question.via,
            seconds=seconds,
        ):
            paths.append(Path(tuple(Hop(one, other, beside.of(one)[other]) for one, other in pairwise(found))))
            if len(paths) == question.k:
                break
    except TimeIsUp:
        complete = False
    answer = PathAnswer(question, tuple(paths), complete, _not_followed(base, question, asked, paths))
    if paths or not complete:
        return answer
    return replace(answer, relaxations=relaxations(base, question))


def _not_followed(
    base: KnowledgeBase, question: Question, asked: Selection, paths: Sequence[Path]
) -> tuple[Relation, ...]:
    """Ties between the two themselves that stand in none of the paths: denied ones, those of conflict if nobody asked
    for them, and all of them where the question keeps the direct hop out.

    Whoever asks how two enemies are linked must not read of a common friend alone.
    """
    every_sign = asked if asked.signs else replace(asked, signs=frozenset())
    shown = {relation.id for path in paths for hop in path.hops for relation in hop.relations}
    return tuple(
        relation
        for relation in base.relations_of.get(question.start, ())
        if any({one, other} == {question.start, question.end} for one, other, _ in base.edges(relation))
        and relation.id not in shown
        and (relation.status == "denied" or every_sign.admits(base, relation))
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
