"""What is recorded as having happened when: the pieces of which timelines, histories and changes are made.

Three kinds of statement must not be mixed. A *date* is written: a tie began in 2014, somebody was killed on a day. A
*sighting* only says that something was so on the date that a claim speaks of, since whenever it had been. A *denial* is
a statement too, and dated like one. Whatever several sources tell of one thing is one thing here: several ties to one
attack are one event, four reports of one death are one fate. This module must not choose what is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Fate, Relation, Status
from khorasan_graph.model.voices import Voices

FINAL = ("killed", "died")
"""The fates that nobody has twice: two of them, or a later sign of life, contradict each other."""

ALIVE = "alive"
"""The fate that is a sighting: it says that somebody lives, not that anything happened."""

_SCATTER = timedelta(days=31)
"""Reports of one death or one arrest scatter over days; further apart they are reports of two."""

_NO_DAY = (MAX_DAY, 2, 0, "")


def has_day(when: EdtfDate | None) -> bool:
    """Whether a date says anything at all: `unknown`, `..` and None do not."""
    return when is not None and (when.earliest is not None or when.latest is not None)


def chronological(when: EdtfDate | None) -> tuple[date, int, int, str]:
    """The order of dates as written, a rough one before the finer ones that it holds: 2015, 2015-01, 2015-01-10.

    Doubt does not move a date ("about 2015" stands with 2015), "2015 or before" comes first in 2015, and what has no
    date at all comes last. For reading only: whether one thing came before another, the bounds of dates tell.
    """
    if when is None or not has_day(when):
        return _NO_DAY
    first, _, last = when.text.partition("/")
    is_open = first in ("", "..")
    written = parse_date((last if is_open else first).rstrip("?~%"))
    begin = written.earliest if isinstance(written, EdtfDate) and written.earliest else when.earliest or MIN_DAY
    return (begin, 0 if is_open else 1, -(when.latest or MAX_DAY).toordinal(), when.text)


def spoken_of(base: KnowledgeBase, claim: Claim) -> tuple[EdtfDate, ...]:
    """For when a claim speaks: the date written on it, else its own period, else the day of its source.

    The days over which a tie is known to hold rest on the same dates.
    """
    if claim.as_of is not None:
        return (claim.as_of,)
    own = tuple(bound for bound in (claim.start, claim.end) if bound is not None and has_day(bound))
    return own or (base.sources[claim.source].published,)


def first_spoken_of(base: KnowledgeBase, claim: Claim) -> EdtfDate:
    """The first of the dates for which a claim speaks."""
    return min(spoken_of(base, claim), key=chronological)


def by_date(base: KnowledgeBase, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims in the order of the dates for which they speak."""
    return tuple(sorted(claims, key=lambda claim: (chronological(first_spoken_of(base, claim)), claim.id)))


def sightings(base: KnowledgeBase, relation: Relation) -> tuple[EdtfDate, ...]:
    """The dates for which claims assert a tie, in order; none if it is only denied."""
    seen = {when for claim in relation.claims if claim.stance == "asserts" for when in spoken_of(base, claim)}
    return tuple(sorted(seen, key=chronological))


def is_event(base: KnowledgeBase, entity: str) -> bool:
    return base.vocabulary.is_entity_a(base.entities[entity].type, "Event")


def is_person(base: KnowledgeBase, entity: str) -> bool:
    return base.vocabulary.is_entity_a(base.entities[entity].type, "Person")


def is_organization(base: KnowledgeBase, entity: str) -> bool:
    return base.vocabulary.is_entity_a(base.entities[entity].type, "Organization")


def is_tie_of(base: KnowledgeBase, relation: Relation, *classes: str) -> bool:
    """Whether a tie belongs to one of these classes or families."""
    return not set(classes).isdisjoint(base.relation_class(relation).ancestors)


def event_of(base: KnowledgeBase, relation: Relation) -> str | None:
    """The event at one end of a tie, whose date is the tie's."""
    return next((end for end in (relation.object, relation.subject) if is_event(base, end)), None)


@dataclass(frozen=True, slots=True)
class FateEvent:
    """One thing that became of a person, with everything that is said of it.

    `when` is the narrowest date that is told of it, None if none is; `facts` are the reports, in the order of the dates
    for which they speak. `against` are reports that cannot be true with it: another death, a later sign of life.
    """

    person: str
    fate: str
    when: EdtfDate | None
    facts: tuple[Fate, ...]
    against: tuple[Fate, ...]
    status: Status

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(fact.claim for fact in self.facts)


def fate_events(base: KnowledgeBase, person: str, voices: Voices) -> tuple[FateEvent, ...]:
    """What became of a person, each thing once, in order: reports of the same fate at about the same time are one."""
    fates = base.entities[person].fates
    found: list[FateEvent] = []
    for kind in sorted({fact.fate for fact in fates}):
        own = [fact for fact in fates if fact.fate == kind]
        for core, members in _clusters(base, own):
            against = _against(base, kind, core, [fact for fact in fates if fact not in members])
            status = voices.status(fact.claim for fact in members)
            if against and status != "denied":
                status = "contested"
            when = core.date if has_day(core.date) else None
            ordered = sorted(members, key=lambda fact: (chronological(_dated(base, fact)), fact.claim.id))
            found.append(FateEvent(person, kind, when, tuple(ordered), tuple(against), status))
    return tuple(sorted(found, key=lambda event: (chronological(event.when), event.fate, event.facts[0].claim.id)))


def fate_days(base: KnowledgeBase, event: FateEvent) -> tuple[date | None, date | None]:
    """Since when a fate may have come, and by when it had: by its date, else by its first report."""
    if event.when is not None:
        return event.when.earliest, event.when.latest
    reported = [_dated(base, fact).latest for fact in event.facts if fact.claim.stance == "asserts"]
    return None, min((day for day in reported if day is not None), default=None)


def _dated(base: KnowledgeBase, fact: Fate) -> EdtfDate:
    return fact.date if fact.date is not None and has_day(fact.date) else first_spoken_of(base, fact.claim)


def _window(base: KnowledgeBase, fact: Fate) -> tuple[date, date]:
    """The days on which a reported fate can have come; without a date, any day up to the report."""
    if fact.date is not None and has_day(fact.date):
        return fact.date.earliest or MIN_DAY, fact.date.latest or MAX_DAY
    return MIN_DAY, first_spoken_of(base, fact.claim).latest or MAX_DAY


def _clusters(base: KnowledgeBase, facts: list[Fate]) -> list[tuple[Fate, list[Fate]]]:
    """Reports of one kind of fate, put together where they can mean the same: around the most precise of each."""
    windows = {fact.claim.id: _window(base, fact) for fact in facts}
    told = {fact.claim.id: fact.date.text if fact.date else "" for fact in facts}
    often = {text: sum(one == text for one in told.values()) for text in told.values()}

    def rank(fact: Fate) -> tuple[object, ...]:
        first, last = windows[fact.claim.id]
        asserted = fact.claim.stance != "asserts"
        return (last - first, asserted, -often[told[fact.claim.id]], first, fact.claim.id)

    clusters: list[tuple[Fate, list[Fate]]] = []
    for fact in sorted(facts, key=rank):
        first, last = windows[fact.claim.id]
        for core, members in clusters:
            begin, finish = windows[core.claim.id]
            if _back(begin) <= last and first <= _forth(finish):
                members.append(fact)
                break
        else:
            clusters.append((fact, [fact]))
    return clusters


def _against(base: KnowledgeBase, kind: str, core: Fate, others: list[Fate]) -> list[Fate]:
    if kind not in FINAL:
        return []
    first, last = _window(base, core)
    found = []
    for fact in others:
        if fact.claim.stance != "asserts":
            continue
        begin, finish = _window(base, fact)
        if fact.fate == ALIVE and not has_day(fact.date):
            begin = first_spoken_of(base, fact.claim).earliest or MIN_DAY
        later = finish >= first if fact.fate == ALIVE else begin > _forth(last)
        if fact.fate in FINAL or later:
            found.append(fact)
    return sorted(found, key=lambda fact: (chronological(_dated(base, fact)), fact.claim.id))


def _back(day: date) -> date:
    return day - _SCATTER if day - MIN_DAY >= _SCATTER else MIN_DAY


def _forth(day: date) -> date:
    return day + _SCATTER if MAX_DAY - day >= _SCATTER else MAX_DAY
