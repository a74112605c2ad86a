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

from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate, has_day, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Fate, Relation, Status
from khorasan_graph.model.voices import Voices

FINAL = ("killed", "died")
"""The fates that nobody has twice: those of days that cannot be one, or a later sign of life, contradict each other.

*Died* leaves the cause open, so that it goes with *killed*: two causes of which neither is open there are not.
"""

ALIVE = "alive"
"""The fate that is a sighting: it says that somebody lives, not that anything happened."""

_SCATTER = timedelta(days=31)
"""Days told for one death or one arrest scatter; further apart they are of two. Whole years do not scatter."""

Window = tuple[date, date]
"""The first and the last day on which something can have been."""

_NO_DAY = (MAX_DAY, 2, 0, "")


def chronological(when: EdtfDate | None) -> tuple[date, int, int, str]:
    """The order of dates as written, a rough one before the finer ones that it holds: 2015, 2015-01, 2015-01-10.

    Doubt does not move a date ("about 2015" stands with 2015), "2015 or before" comes first in 2015, and what has no
    date at all comes last. For reading only: whether one thing came before another, the bounds of dates tell.
    """
    if not has_day(when):
        return _NO_DAY
    first, _, last = when.text.partition("/")
    is_open = first in ("", "..")
    written = parse_date((last if is_open else first).rstrip("?~%"))
    begin = written.earliest if isinstance(written, EdtfDate) and written.earliest else when.earliest or MIN_DAY
    return (begin, 0 if is_open else 1, -(when.latest or MAX_DAY).toordinal(), when.text)


def first_spoken_of(base: KnowledgeBase, claim: Claim) -> EdtfDate:
    """The first of the dates for which a claim speaks."""
    return min(base.spoken_of(claim), key=chronological)


def by_date(base: KnowledgeBase, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims in the order of the dates for which they speak."""
    return tuple(sorted(claims, key=lambda claim: (chronological(first_spoken_of(base, claim)), claim.id)))


def sightings(base: KnowledgeBase, relation: Relation) -> tuple[EdtfDate, ...]:
    """The dates for which claims assert a tie, in order; none if it is only denied."""
    seen = {when for claim in relation.claims if claim.stance == "asserts" for when in base.spoken_of(claim)}
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
    for which they speak. `against` are reports that cannot be true with it: a death at another time, a later sign of
    life. `fits_several` marks reports that are too rough to tell which of several they mean: they support none of them.
    """

    person: str
    fate: str
    when: EdtfDate | None
    facts: tuple[Fate, ...]
    against: tuple[Fate, ...]
    status: Status
    fits_several: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(fact.claim for fact in self.facts)


def fate_events(base: KnowledgeBase, person: str, voices: Voices) -> tuple[FateEvent, ...]:
    """What became of a person, each thing once, in order: reports of the same fate at about the same time are one."""
    fates = base.entities[person].fates
    found: list[FateEvent] = []
    for kind in sorted({fact.fate for fact in fates}):
        own = [fact for fact in fates if fact.fate == kind]
        for core, members, fits_several in _clusters(base, own):
            against = _against(base, kind, core, [fact for fact in fates if fact not in members])
            status = voices.status(fact.claim for fact in members)
            if against and status != "denied":
                status = "contested"
            when = core.date if has_day(core.date) else None
            ordered = sorted(members, key=lambda fact: (chronological(_dated(base, fact)), fact.claim.id))
            found.append(FateEvent(person, kind, when, tuple(ordered), tuple(against), status, fits_several))
    return tuple(sorted(found, key=lambda event: (chronological(event.when), event.fate, event.facts[0].claim.id)))


def fates_around(
    base: KnowledgeBase, entity: str, stated: Iterable[Relation]
) -> list[tuple[FateEvent, tuple[Relation, ...]]]:
    """What became of a person; of an organization, what became of those who led it while they may have led it.

    `stated` are the ties to judge that by; those that are only denied are no ties. With each fate stand the ties by
    which its person may have led at the time: none for a person's own.
    """
    voices = Voices(base.sources)
    if is_person(base, entity):
        return [(event, ()) for event in fate_events(base, entity, voices)]
    leaders: dict[str, list[Relation]] = {}
    for relation in stated:
        if relation.object == entity and relation.status != "denied" and is_tie_of(base, relation, "Leadership"):
            leaders.setdefault(relation.subject, []).append(relation)
    found = []
    for leader, relations in sorted(leaders.items()):
        for event in fate_events(base, leader, voices):
            first, last = fate_days(base, event)
            held = tuple(
                relation
                for relation in relations
                if (relation.possible_from or MIN_DAY) <= (last or MAX_DAY)
                and (first or MIN_DAY) <= (relation.possible_to or MAX_DAY)
            )
            if held:
                found.append((event, held))
    return found


def fate_days(base: KnowledgeBase, event: FateEvent) -> tuple[date | None, date | None]:
    """Since when a fate may have come, and by when it had: by its date, else by its first report."""
    if event.when is not None:
        return event.when.earliest, event.when.latest
    reported = [_dated(base, fact).latest for fact in event.facts if fact.claim.stance == "asserts"]
    return None, min((day for day in reported if day is not None), default=None)


def _dated(base: KnowledgeBase, fact: Fate) -> EdtfDate:
    return fact.date if has_day(fact.date) else first_spoken_of(base, fact.claim)


def _window(base: KnowledgeBase, fact: Fate) -> Window:
    """The days on which a reported fate can have come; without a date, any day up to the report."""
    if has_day(fact.date):
        return fact.date.earliest or MIN_DAY, fact.date.latest or MAX_DAY
    return MIN_DAY, first_spoken_of(base, fact.claim).latest or MAX_DAY


Cluster = tuple[Fate, list[Fate], bool]
"""The most precise of some reports, the reports, and whether they are too rough to tell which of several they mean."""


def _clusters(base: KnowledgeBase, facts: list[Fate]) -> list[Cluster]:
    """Reports of one kind of fate, put together where they can mean the same: around the most precise of each.

    A report that fits one of these joins it. One that fits several does not say which it means: such reports stand
    apart, and are marked. A denial denies all that it fits, and stands alone where it fits none.
    """
    windows = {fact.claim.id: _window(base, fact) for fact in facts}
    told = {fact.claim.id: fact.date.text if fact.date else "" for fact in facts}
    often = {text: sum(one == text for one in told.values()) for text in told.values()}

    def rank(fact: Fate) -> tuple[object, ...]:
        first, last = windows[fact.claim.id]
        return (last - first, -often[told[fact.claim.id]], first, fact.claim.id)

    reports = sorted(facts, key=rank)
    clusters = _around_the_precise([fact for fact in reports if fact.claim.stance == "asserts"], windows)
    lone = []
    for fact in reports:
        if fact.claim.stance == "denies":
            denied = _fitting(fact, clusters, windows)
            for members in denied:
                members.append(fact)
            if not denied:
                lone.append(fact)
    return clusters + [(core, members, False) for core, members, _ in _around_the_precise(lone, windows)]


def _around_the_precise(reports: list[Fate], windows: dict[str, Window]) -> list[Cluster]:
    """Clusters of reports that come in the order of their precision; those that fit several are clustered apart."""
    clusters: list[Cluster] = []
    for fact in reports:
        if not any(_meet(windows[core.claim.id], windows[fact.claim.id]) for core, _, _ in clusters):
            clusters.append((fact, [fact], False))
    cores = {core.claim.id for core, _, _ in clusters}
    rough = []
    for fact in reports:
        if fact.claim.id in cores:
            continue
        fitting = _fitting(fact, clusters, windows)
        if len(fitting) == 1:
            fitting[0].append(fact)
        else:
            rough.append(fact)
    if rough:
        clusters += [(core, members, True) for core, members, _ in _around_the_precise(rough, windows)]
    return clusters


def _fitting(fact: Fate, clusters: list[Cluster], windows: dict[str, Window]) -> list[list[Fate]]:
    """The clusters to which a report can belong: those whose days it shares, or else those that are days off."""
    own = windows[fact.claim.id]
    shared = [members for core, members, _ in clusters if _overlap(windows[core.claim.id], own)]
    return shared or [members for core, members, _ in clusters if _meet(windows[core.claim.id], own)]


def _against(base: KnowledgeBase, kind: str, core: Fate, others: list[Fate]) -> list[Fate]:
    """The reports that cannot be true with a death: one of days that cannot be its, a sign of life after its last.

    Rough dates that overlap contradict nothing: who was alive in 2012-08 may have been killed on 2012-08-24.
    """
    if kind not in FINAL:
        return []
    window = _window(base, core)
    found = []
    for fact in others:
        if fact.claim.stance != "asserts":
            continue
        if fact.fate == ALIVE:
            when = _dated(base, fact)
            if (when.earliest or MIN_DAY) > window[1]:
                found.append(fact)
        elif fact.fate in FINAL and not _meet(window, _window(base, fact)):
            found.append(fact)
    return sorted(found, key=lambda fact: (chronological(_dated(base, fact)), fact.claim.id))


def _overlap(one: Window, other: Window) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _meet(one: Window, other: Window) -> bool:
    """Whether two reports can mean one day, given how days scatter that are told to the day or the month."""
    precise = min(one[1] - one[0], other[1] - other[0]) <= _SCATTER
    between = max(one[0], other[0]) - min(one[1], other[1])
    return between <= (_SCATTER if precise else timedelta(0))
