"""The life of one entity in time: what began, ended and happened, and apart from it what was merely seen.

Only what is dated is in the sequence: ties by their written start and end, splits, defections and the like by their
date, events once with all ties to them, what became of a person (or of those who lead an organization), its own
beginning, end and names. A tie whose beginning nobody dates is no beginning on the day on which it was first seen: it
stands among the sightings, with the first and the last. What is only denied stands apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.moments import (
    ALIVE,
    FateEvent,
    chronological,
    event_of,
    fates_around,
    first_spoken_of,
    is_event,
    sightings,
)
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Quantity, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

EntryKind = Literal[
    "comes_into_being", "named", "happened", "event", "begun", "fate", "ended", "name_ended", "comes_to_an_end"
]
_ORDER: tuple[EntryKind, ...] = (
    "comes_into_being",
    "named",
    "happened",
    "event",
    "begun",
    "fate",
    "ended",
    "name_ended",
    "comes_to_an_end",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated thing. `relations` are the ties it is about: those to an event, or those by which a leader leads."""

    when: EdtfDate
    kind: EntryKind
    relations: tuple[Relation, ...] = ()
    event: str | None = None
    fate: FateEvent | None = None
    name: Name | None = None

    @property
    def sort_key(self) -> tuple[object, ...]:
        first = self.relations[0].id if self.relations else ""
        return (
            chronological(self.when),
            _ORDER.index(self.kind),
            self.event or "",
            self.fate.person + self.fate.fate if self.fate else "",
            self.name.text if self.name else "",
            first,
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """A tie whose beginning nobody dates, and the first and the last date for which anybody asserts it."""

    relation: Relation
    first: EdtfDate
    last: EdtfDate


@dataclass(frozen=True, slots=True)
class Timeline:
    """The dated entries in order; and apart: sightings of ties, numbers and signs of life, and what is only denied.

    `hidden` counts the ties of the entity that the filters keep out.
    """

    entity: str
    selection: Selection
    entries: tuple[Entry, ...]
    seen: tuple[Seen, ...]
    numbers: tuple[Quantity, ...]
    alive: tuple[FateEvent, ...]
    undated_fates: tuple[FateEvent, ...]
    denied: tuple[Relation, ...]
    hidden: int


def timeline(base: KnowledgeBase, entity: str, selection: Selection = EVERYTHING) -> Timeline:
    """Everything recorded of one entity, given by id, in the order of time.

    Raises:
        QuestionError: for an unknown id.
    """
    if entity not in base.entities:
        raise QuestionError(f"`{entity}` is not the id of any entity")
    touching = base.relations_of.get(entity, ())
    ties = [relation for relation in touching if selection.admits(base, relation)]
    stated = [relation for relation in ties if relation.status != "denied"]
    fates = fates_around(base, entity, stated)
    entries = [
        *_own(base, entity),
        *_entries(base, stated),
        *(
            Entry(event.when, "fate", relations, fate=event)
            for event, relations in fates
            if event.when is not None and _is_placed(event)
        ),
    ]
    return Timeline(
        entity=entity,
        selection=selection,
        entries=tuple(sorted(entries, key=lambda entry: entry.sort_key)),
        seen=_seen(base, stated),
        numbers=tuple(
            sorted(
                base.entities[entity].quantities,
                key=lambda number: (chronological(first_spoken_of(base, number.claim)), number.claim.id),
            )
        ),
        alive=tuple(event for event, _ in fates if event.fate == ALIVE and event.person == entity),
        undated_fates=tuple(
            event for event, _ in fates if event.fate != ALIVE and (event.when is None or not _is_placed(event))
        ),
        denied=tuple(relation for relation in ties if relation.status == "denied"),
        hidden=len(touching) - len(ties),
    )


def _is_placed(event: FateEvent) -> bool:
    """Whether a fate that is dated stands in the sequence: what fits several dates and what is denied does not."""
    return event.fate != ALIVE and event.status != "denied" and not event.fits_several


def _own(base: KnowledgeBase, entity: str) -> list[Entry]:
    """The entity's own beginning, end and names. An event's date is told by the event."""
    record = base.entities[entity]
    found: list[Entry] = []
    if not is_event(base, entity):
        if has_day(record.start):
            found.append(Entry(record.start, "comes_into_being"))
        if has_day(record.end):
            found.append(Entry(record.end, "comes_to_an_end"))
    for name in record.names:
        if has_day(name.start):
            found.append(Entry(name.start, "named", name=name))
        if has_day(name.end):
            found.append(Entry(name.end, "name_ended", name=name))
    return found


def _entries(base: KnowledgeBase, ties: list[Relation]) -> list[Entry]:
    """The beginnings and ends of ties; what happens once, once; and the ties to one event together."""
    found: list[Entry] = []
    of_events: dict[str, list[Relation]] = {}
    for relation in ties:
        event = event_of(base, relation)
        start = relation.start
        if not has_day(start):
            pass
        elif event is not None:
            of_events.setdefault(event, []).append(relation)
        else:
            found.append(Entry(start, "happened" if base.relation_class(relation).punctual else "begun", (relation,)))
        if has_day(relation.end):
            found.append(Entry(relation.end, "ended", (relation,)))
    for event, relations in of_events.items():
        when = relations[0].start
        assert when is not None
        found.append(Entry(when, "event", tuple(relations), event=event))
    return found


def _seen(base: KnowledgeBase, ties: list[Relation]) -> tuple[Seen, ...]:
    found = []
    for relation in ties:
        dates = sightings(base, relation)
        if dates and not has_day(relation.start):
            last = max(dates, key=lambda when: (when.latest or MAX_DAY, when.earliest or MIN_DAY, when.text))
            found.append(Seen(relation, dates[0], last))
    return tuple(sorted(found, key=lambda seen: (chronological(seen.first), seen.relation.id)))
