"""Everything recorded between two: as a dossier by kind of tie (`between`), and as a sequence in time (`history`).

Both are made from one collection: the ties that name both (as ends, or as the two sides of a defection), the events in
which both have a part, and what either says of ties of the other. A tie is one tie however many of its ends the two
are. The dossier says where the record disagrees; the history takes the same ties apart into what began, what was seen,
what was denied and what ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, groupby
from typing import Literal

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.moments import by_date, chronological, event_of, first_spoken_of
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, ONGOING, EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

DisagreementKind = Literal["denied", "dated_otherwise", "friend_and_foe"]
MomentKind = Literal["happened", "event", "begun", "seen", "denied", "ended"]
_ORDER: tuple[MomentKind, ...] = ("happened", "event", "begun", "seen", "denied", "ended")


@dataclass(frozen=True, slots=True)
class SharedEvent:
    """An event in which both have a part, with the ties of either to it (one tie can be of both).

    `denied` are ties of either to it that are only denied: no parts in it.
    """

    event: str
    ties: tuple[Relation, ...]
    denied: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """What one of the two says of a tie of the other with somebody else."""

    speaker: str
    claim: Claim
    relation: Relation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where the record is not of one mind: claims against claims of one tie, or two ties that sit ill together."""

    kind: DisagreementKind
    relations: tuple[Relation, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything recorded between two. `ties` are in the order of the vocabulary, then of time; `denied` are not ties.

    `denied_events` are those in which a part of one of the two, or of both, is only denied: not events of both.
    `hidden` counts what names both and is kept out by the filters.
    """

    one: str
    other: str
    selection: Selection
    ties: tuple[Relation, ...]
    denied: tuple[Relation, ...]
    events: tuple[SharedEvent, ...]
    denied_events: tuple[SharedEvent, ...]
    sayings: tuple[Saying, ...]
    disagreements: tuple[Disagreement, ...]
    hidden: int

    @property
    def is_empty(self) -> bool:
        return not (self.ties or self.denied or self.events or self.denied_events or self.sayings)

    @property
    def all_denied(self) -> tuple[Relation, ...]:
        """What is only denied: of ties that name both, and of the parts that either has in an event."""
        at_events = [tie for shared in (*self.events, *self.denied_events) for tie in shared.denied]
        return tuple({tie.id: tie for tie in (*self.denied, *at_events)}.values())


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated piece of a history. `claims` are those that speak of it; `when` is None where nobody dates it."""

    when: EdtfDate | None
    kind: MomentKind
    relations: tuple[Relation, ...]
    claims: tuple[Claim, ...]
    event: str | None = None

    @property
    def sort_key(self) -> tuple[object, ...]:
        return (chronological(self.when), _ORDER.index(self.kind), self.event or "", self.relations[0].id)


@dataclass(frozen=True, slots=True)
class History:
    """The same in time: the moments of the ties and events, in order; and apart, the denials of what nobody asserts."""

    dossier: Dossier
    moments: tuple[Moment, ...]
    denied: tuple[Moment, ...]


def between(base: KnowledgeBase, one: str, other: str, selection: Selection = EVERYTHING) -> Dossier:
    """Everything recorded between two entities, given by id, by kind of tie.

    Raises:
        QuestionError: for an unknown id, or one entity given twice.
    """
    for entity in (one, other):
        if entity not in base.entities:
            raise QuestionError(f"`{entity}` is not the id of any entity")
    if one == other:
        raise QuestionError(f"two different entities are needed, and `{one}` was given twice")
    naming = [relation for relation in base.relations_of.get(one, ()) if other in base.participants(relation)]
    admitted = [relation for relation in naming if selection.admits(base, relation)]
    events, denied_events, hidden = _events(base, one, other, selection)
    order = {name: number for number, name in enumerate(base.vocabulary.relation_classes)}
    admitted.sort(key=lambda tie: (order[tie.type], chronological(tie.start), tie.id))
    ties = tuple(tie for tie in admitted if tie.status != "denied")
    return Dossier(
        one=one,
        other=other,
        selection=selection,
        ties=ties,
        denied=tuple(tie for tie in admitted if tie.status == "denied"),
        events=events,
        denied_events=denied_events,
        sayings=tuple(_sayings(base, one, other, selection)),
        disagreements=tuple(_disagreements(base, ties)),
        hidden=len(naming) - len(admitted) + hidden,
    )


def history(base: KnowledgeBase, one: str, other: str, selection: Selection = EVERYTHING) -> History:
    """Everything recorded between two entities, given by id, in the order of time.

    Raises: as `between` does.
    """
    dossier = between(base, one, other, selection)
    moments = [moment for tie in dossier.ties for moment in _moments(base, tie)]
    for shared in dossier.events:
        claims = tuple(claim for tie in shared.ties for claim in by_date(base, tie.claims))
        moments.append(Moment(base.entities[shared.event].start, "event", shared.ties, claims, shared.event))
    denied = [replace(moment, event=event_of(base, tie)) for tie in dossier.all_denied for moment in _spoken(base, tie)]
    return History(
        dossier,
        tuple(sorted(moments, key=lambda moment: moment.sort_key)),
        tuple(sorted(denied, key=lambda moment: moment.sort_key)),
    )


def _moments(base: KnowledgeBase, tie: Relation) -> Iterator[Moment]:
    """What a tie tells, date by date. A written start or end is the editor's reading, and rests on all claims.

    What happens at one date (a split, a defection) is one moment with all that is said of it.
    """
    if base.relation_class(tie).punctual:
        if has_day(tie.start):
            yield Moment(tie.start, "happened", (tie,), by_date(base, tie.claims))
        else:
            yield from _spoken(base, tie)
        return
    asserted = tuple(claim for claim in by_date(base, tie.claims) if claim.stance == "asserts")
    if has_day(tie.start):
        yield Moment(tie.start, "begun", (tie,), asserted)
    yield from _spoken(base, tie)
    if has_day(tie.end):
        yield Moment(tie.end, "ended", (tie,), asserted)


def _spoken(base: KnowledgeBase, tie: Relation) -> Iterator[Moment]:
    """The sightings and the denials of a tie: claims of one stance that speak for one date are one moment."""

    def key(claim: Claim) -> tuple[object, ...]:
        return (claim.stance, chronological(first_spoken_of(base, claim)))

    for _, group in groupby(sorted(tie.claims, key=lambda claim: (key(claim), claim.id)), key=key):
        claims = tuple(group)
        kind: MomentKind = "seen" if claims[0].stance == "asserts" else "denied"
        yield Moment(first_spoken_of(base, claims[0]), kind, (tie,), claims)


def _events(
    base: KnowledgeBase, one: str, other: str, selection: Selection
) -> tuple[tuple[SharedEvent, ...], tuple[SharedEvent, ...], int]:
    """The events in which both have a part, and those in which such a part is only denied.

    With them, how many further ties of either to such events the filters keep out.
    """
    parts: dict[str, dict[str, list[Relation]]] = {one: {}, other: {}}
    for entity, events in parts.items():
        for relation in base.relations_of.get(entity, ()):
            event = event_of(base, relation)
            if event is not None and event not in (one, other):
                events.setdefault(event, []).append(relation)
    found: list[SharedEvent] = []
    only_denied: list[SharedEvent] = []
    hidden = 0
    for event in sorted(parts[one].keys() & parts[other].keys()):
        ties = {tie.id: tie for entity in parts for tie in parts[entity][event]}
        shown = {id_: ties[id_] for id_ in sorted(ties) if selection.admits(base, ties[id_])}
        stated = tuple(tie for tie in shown.values() if tie.status != "denied")
        shared = SharedEvent(event, stated, tuple(tie for tie in shown.values() if tie.status == "denied"))
        if all(any(tie in stated for tie in parts[entity][event]) for entity in parts):
            found.append(shared)
        elif all(any(tie.id in shown for tie in parts[entity][event]) for entity in parts):
            only_denied.append(shared)
        else:
            hidden += len(ties)
            continue
        hidden += len(ties) - len(shown)

    def in_time(events: list[SharedEvent]) -> tuple[SharedEvent, ...]:
        return tuple(sorted(events, key=lambda one: (chronological(base.entities[one.event].start), one.event)))

    return in_time(found), in_time(only_denied), hidden


def _sayings(base: KnowledgeBase, one: str, other: str, selection: Selection) -> Iterator[Saying]:
    """What either says of ties of the other with third parties, in the order of the dates for which it speaks."""
    found = []
    for speaker, subject in ((one, other), (other, one)):
        for relation in base.relations_of.get(subject, ()):
            if speaker in base.participants(relation) or not selection.admits(base, relation):
                continue
            found += [Saying(speaker, claim, relation) for claim in relation.claims if claim.by == speaker]
    yield from sorted(
        found,
        key=lambda saying: (chronological(first_spoken_of(base, saying.claim)), saying.relation.id, saying.claim.id),
    )


def _disagreements(base: KnowledgeBase, ties: tuple[Relation, ...]) -> Iterator[Disagreement]:
    for tie in ties:
        denials = tuple(claim for claim in by_date(base, tie.claims) if claim.stance == "denies")
        if denials:
            yield Disagreement("denied", (tie,), denials)
        otherwise = tuple(claim for claim in by_date(base, tie.claims) if _dates_otherwise(tie, claim))
        if otherwise:
            yield Disagreement("dated_otherwise", (tie,), otherwise)
    for one, other in combinations(ties, 2):
        signs = {base.relation_class(one).sign, base.relation_class(other).sign}
        if signs == {"+", "-"} and _meet(_known(one), _known(other)):
            yield Disagreement("friend_and_foe", (one, other), ())


def _known(tie: Relation) -> tuple[date, date] | None:
    """The days between the first and the last piece of evidence for a tie; that it may have held beyond counts not."""
    if tie.known_from is None:
        return None
    last = tie.known_to or MAX_DAY
    return min(tie.known_from, last), max(tie.known_from, last)


def _meet(one: tuple[date, date] | None, other: tuple[date, date] | None) -> bool:
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _dates_otherwise(tie: Relation, claim: Claim) -> bool:
    """Whether a claim states a start or an end that cannot be the editor's; a rougher date of the same can."""
    if tie.end == ONGOING and has_day(claim.end):
        return True
    return any(_apart(own, read) for own, read in ((claim.start, tie.start), (claim.end, tie.end)))


def _apart(one: EdtfDate | None, other: EdtfDate | None) -> bool:
    if one is None or other is None:
        return False
    return (one.earliest or MIN_DAY) > (other.latest or MAX_DAY) or (other.earliest or MIN_DAY) > (
        one.latest or MAX_DAY
    )
