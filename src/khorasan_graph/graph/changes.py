"""What changed between two dates: what is known to have, what may have, and what was merely seen.

The answer is the comparison of two as-of questions, tie by tie (`turns` has the arithmetic). A tie is told once,
whatever number of edges it projects to, under the surest of its turns. Beside ties there are the fates of people and
the beginnings and ends of organizations; and what did not change is counted by what is known of it, so that two
pictures that look alike are not taken for a world that stood still. This module must not print or rank.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.moments import (
    ALIVE,
    FateEvent,
    by_date,
    fate_days,
    fate_events,
    fates_around,
    is_organization,
)
from khorasan_graph.graph.turns import KINDS, TieChange, Turn, change_of, first_said, turn_between
from khorasan_graph.model.dates import EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.model.voices import Voices


@dataclass(frozen=True, slots=True)
class FateChange:
    """What became of a person between the dates; the turn says how surely it was between them."""

    event: FateEvent
    turn: Turn


@dataclass(frozen=True, slots=True)
class LifeChange:
    """An organization that came into being (`begun`) or to an end between the dates."""

    entity: str
    when: EdtfDate
    begun: bool
    turn: Turn


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The ties that did not change, by what is known of them.

    `held` hold at both dates. `later`: may hold at both, but are seen only after the second. `earlier`: may hold at
    both, but were last seen before the first. `unplaced`: may hold at both, and nothing places them on either side.
    `out` had surely ended before the first date or had surely not begun by the second.
    """

    held: tuple[Relation, ...]
    later: tuple[Relation, ...]
    earlier: tuple[Relation, ...]
    unplaced: tuple[Relation, ...]
    out: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed between two dates, each tie once, in the order of `KINDS` and then of ids.

    `of` restricts the answer to what touches one entity. `denied` are ties that are only denied, and of which the
    first denial came out between the dates: never counted as ties. `hidden` counts the ties that the filters keep out.
    """

    start: EdtfDate
    end: EdtfDate
    of: str | None
    selection: Selection
    ties: tuple[TieChange, ...]
    fates: tuple[FateChange, ...]
    lives: tuple[LifeChange, ...]
    denied: tuple[Relation, ...]
    unchanged: Unchanged
    hidden: int

    @property
    def is_empty(self) -> bool:
        return not (self.ties or self.fates or self.lives or self.denied)


def changes(
    base: KnowledgeBase,
    start: EdtfDate,
    end: EdtfDate,
    selection: Selection = EVERYTHING,
    *,
    of: str | None = None,
) -> Changes:
    """What changed from one date to a later one, in the whole graph or in what touches the entity `of`, given by id.

    Raises:
        QuestionError: for an unknown id, for dates that are open, or that do not follow one another.
    """
    _check(base, start, end, of)
    asked = list(base.relations_of.get(of, ()) if of is not None else base.relations.values())
    ties = [relation for relation in asked if selection.admits(base, relation)]
    told: list[TieChange] = []
    still: dict[str, list[Relation]] = {"held": [], "later": [], "earlier": [], "unplaced": [], "out": []}
    denied = []
    for relation in ties:
        if relation.status == "denied":
            said = first_said(base, relation.claims, "denies")
            if said is not None and not turn_between(said, start, end).is_none:
                denied.append(relation)
            continue
        change = change_of(base, relation, start, end)
        if change.kind is not None:
            told.append(change)
        else:
            still[_still(change)].append(relation)
    told.sort(key=lambda change: (KINDS.index(change.kind or "last_seen"), change.relation.id))
    return Changes(
        start=start,
        end=end,
        of=of,
        selection=selection,
        ties=tuple(told),
        fates=tuple(_fates(base, start, end, of, ties)),
        lives=tuple(_lives(base, start, end, of)),
        denied=tuple(denied),
        unchanged=Unchanged(**{name: tuple(relations) for name, relations in still.items()}),
        hidden=len(asked) - len(ties),
    )


def _still(change: TieChange) -> str:
    """Under which heading of `Unchanged` a tie without a turn stands."""
    before, after = change.activities
    if before == after == "active":
        return "held"
    if "inactive" in (before, after):
        return "out"
    if change.begun.after == "perhaps" and change.ended.before == "perhaps":
        return "unplaced"
    return "later" if change.begun.after == "perhaps" else "earlier"


def _fates(
    base: KnowledgeBase, start: EdtfDate, end: EdtfDate, of: str | None, ties: list[Relation]
) -> Iterable[FateChange]:
    """What became of people between the dates: of everybody, of the one asked about, or of those who led it then."""
    if of is not None:
        events = [event for event, _ in fates_around(base, of, ties)]
    else:
        voices = Voices(base.sources)
        events = [event for entity in base.entities.values() for event in fate_events(base, entity.id, voices)]
    for event in events:
        turn = turn_between(fate_days(base, event), start, end)
        if event.fate != ALIVE and event.status != "denied" and not turn.is_none:
            yield FateChange(event, turn)


def _lives(base: KnowledgeBase, start: EdtfDate, end: EdtfDate, of: str | None) -> Iterable[LifeChange]:
    """The organizations that came into being or to an end between the dates."""
    for entity in (base.entities[of],) if of is not None else base.entities.values():
        if not is_organization(base, entity.id):
            continue
        for when, begun in ((entity.start, True), (entity.end, False)):
            if not has_day(when):
                continue
            turn = turn_between((when.earliest, when.latest), start, end)
            if not turn.is_none:
                yield LifeChange(entity.id, when, begun, turn)


def _check(base: KnowledgeBase, start: EdtfDate, end: EdtfDate, of: str | None) -> None:
    if of is not None and of not in base.entities:
        raise QuestionError(f"`{of}` is not the id of any entity")
    for when in (start, end):
        if when.earliest is None or when.latest is None:
            raise QuestionError(f"`{when}` is open; give a date that begins and ends, such as `2017` or `2017-08`")
    if start.latest is not None and end.earliest is not None and start.latest >= end.earliest:
        raise QuestionError(f"the first date must end before the second begins, and `{start}` does not before `{end}`")


def denials(base: KnowledgeBase, relation: Relation) -> tuple[Claim, ...]:
    """The claims that deny a tie, in the order of the dates for which they speak."""
    return tuple(claim for claim in by_date(base, relation.claims) if claim.stance == "denies")
