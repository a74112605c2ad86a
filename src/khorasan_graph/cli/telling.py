"""What happened when, in English: the sentences of timelines, dossiers and histories.

Evidence is given in full where a tie is first told, and referred to afterwards, so that nothing is read twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from khorasan_graph.cli import words
from khorasan_graph.cli.terminal import clean
from khorasan_graph.graph.moments import FateEvent, by_date, is_person
from khorasan_graph.model.dates import has_day

if TYPE_CHECKING:
    from khorasan_graph.graph.between import Disagreement, Dossier, History, Moment, SharedEvent
    from khorasan_graph.graph.timeline import Entry, Timeline
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.records import Claim, Fate, Relation
    from khorasan_graph.model.selection import Selection


def as_of(selection: Selection) -> str:
    return f" as of {words.day(selection.as_of)}" if selection.as_of is not None else ""


def hidden_line(hidden: int) -> Iterator[str]:
    if hidden:
        yield ""
        yield f"{words.many(hidden, 'tie')} hidden by the filters."


def brief(base: KnowledgeBase, claims: Iterable[Claim]) -> str:
    """Who says so, in one line: grade, speaker, source. The claims in full are with the tie."""
    told = []
    for claim in claims:
        verb = "denied by" if claim.stance == "denies" else "by"
        told.append(f"{base.grade(claim)} {verb} {clean(base.speaker(claim))} [{claim.source}]")
    return "; ".join(told)


def evidence(
    base: KnowledgeBase, relation: Relation, shown: set[str], claims: Iterable[Claim] | None = None
) -> Iterator[str]:
    """The note and the claims of a tie, in the order of the dates for which they speak, unless they stand above."""
    if relation.id in shown:
        yield "    claims: see above"
        return
    shown.add(relation.id)
    if relation.note:
        yield f"    note: {clean(relation.note)}"
    punctual = base.relation_class(relation).punctual
    for claim in by_date(base, relation.claims) if claims is None else claims:
        for line in words.claim_lines(base, claim, punctual=punctual):
            yield f"    {line}"


def happened(base: KnowledgeBase, relation: Relation, selection: Selection | None = None) -> str:
    """A tie under the heading of its own date: the date is not repeated; whether it only may hold when asked for is."""
    may = selection is not None and selection.activity(relation) == "possible"
    doubt = f"; may hold as of {words.day(selection.as_of)}" if selection is not None and may else ""
    return f"{words.sentence(base, relation)}: {relation.status}{doubt}"


def fate_sentence(base: KnowledgeBase, event: FateEvent) -> str:
    """What became of somebody: `Abu Sayed: killed (corroborated)`, without the date."""
    label = base.vocabulary.terms("Fate")[event.fate].label
    rough = "; too rough to tell which of the reports it supports" if event.fits_several else ""
    told = f"{words.name(base, event.person)}: {label} ({event.status}{rough})"
    return f"denied: that {told}" if event.status == "denied" else told


def fate_lines(base: KnowledgeBase, event: FateEvent) -> Iterator[str]:
    """The reports of one fate, and those that contradict it."""
    for fact in event.facts:
        yield from _report(base, fact, differs=fact.date != event.when)
    if event.against:
        yield "contradicted by:"
        for fact in event.against:
            for line in _report(base, fact, differs=True, named=True):
                yield f"  {line}"


def _report(base: KnowledgeBase, fact: Fate, *, differs: bool, named: bool = False) -> Iterator[str]:
    first, *rest = words.claim_lines(base, fact.claim)
    label = base.vocabulary.terms("Fate")[fact.fate].label
    dated = f"dates it {words.day(fact.date)}" if fact.date is not None else "gives no date"
    if named:
        dated = f"{label}{f' {words.day(fact.date)}' if fact.date is not None else ', without a date'}"
    yield f"{first}; {dated}" if differs else first
    yield from rest


def event_title(base: KnowledgeBase, event: str) -> str:
    return f"{words.titled(base, event)} ({words.entity_class(base, base.entities[event])})"


# The timeline


def timeline_lines(base: KnowledgeBase, answer: Timeline) -> Iterator[str]:
    """The dated sequence, then the sightings, the numbers, the signs of life and what is only denied."""
    shown: set[str] = set()
    yield f"Timeline of {words.titled(base, answer.entity)}{as_of(answer.selection)}"
    if answer.entries:
        yield ""
        yield "What began, ended and happened"
    date = ""
    for entry in answer.entries:
        if words.day(entry.when) != date:
            date = words.day(entry.when)
            yield ""
            yield f"  {date}"
        for line in _entry(base, answer, entry, shown):
            yield f"    {line}"
    if answer.seen:
        yield ""
        yield "Seen, not dated: nobody says when it began or happened; the dates are those for which it is asserted"
    date = ""
    for seen in answer.seen:
        span = words.day(seen.first)
        if seen.last != seen.first:
            span = f"first {span}, last {words.day(seen.last)}"
        if span != date:
            date = span
            yield ""
            yield f"  {date}"
        ended = f"; until {words.day(seen.relation.end)}" if has_day(seen.relation.end) else ""
        yield f"    {happened(base, seen.relation, answer.selection)}{ended}"
        for line in evidence(base, seen.relation, shown):
            yield f"    {line}"
    yield from _apart(base, answer)
    yield from hidden_line(answer.hidden)


def _entry(base: KnowledgeBase, answer: Timeline, entry: Entry, shown: set[str]) -> Iterator[str]:
    if entry.event is not None:
        own = entry.event == answer.entity
        yield "the event itself" if own else f"event: {event_title(base, entry.event)}"
        for tie in entry.relations:
            yield f"  {happened(base, tie)}"
            for line in evidence(base, tie, shown):
                yield f"  {line}"
    elif entry.fate is not None:
        offices = "; ".join(words.sentence(base, tie) for tie in entry.relations)
        yield f"fate: {fate_sentence(base, entry.fate)}{f'; {offices}' if offices else ''}"
        for line in fate_lines(base, entry.fate):
            yield f"    {line}"
    elif entry.name is not None:
        verb = "comes into use" if entry.kind == "named" else "is no longer used"
        source = f" [{entry.name.source}]" if entry.name.source else ""
        yield f"the name {clean(entry.name.text)} {verb}{source}"
    elif entry.kind in ("comes_into_being", "comes_to_an_end"):
        verb = entry.kind.replace("_", " ")
        if is_person(base, answer.entity):
            verb = "is born" if entry.kind == "comes_into_being" else "dies"
        sources = base.entities[answer.entity].sources
        said = f" [{', '.join(sources)}]" if sources else " (no source is named for this date)"
        yield f"{words.name(base, answer.entity)} {verb}{said}"
    else:
        (tie,) = entry.relations
        if entry.kind == "happened":
            yield happened(base, tie)
        else:
            yield f"{'begins' if entry.kind == 'begun' else 'ends'}: {words.headline(base, tie, answer.selection)}"
        yield from evidence(base, tie, shown)


def _apart(base: KnowledgeBase, answer: Timeline) -> Iterator[str]:
    if answer.numbers:
        yield ""
        yield "Numbers, each as of the date for which it is stated"
        measures = base.vocabulary.terms("Measure")
        for number in answer.numbers:
            unit = measures[number.measure].unit
            yield f"  {measures[number.measure].label}: {number.text}{' ' + unit if unit else ''}"
            for line in words.claim_lines(base, number.claim):
                yield f"    {line}"
    for title, events in (
        ("Seen alive", answer.alive),
        ("What became of people: without a date, too rough for a place above, or only denied", answer.undated_fates),
    ):
        if events:
            yield ""
            yield title
        for event in events:
            yield f"  {fate_sentence(base, event)}{f', {words.day(event.when)}' if event.when else ''}"
            for line in fate_lines(base, event):
                yield f"    {line}"
    yield from denied_lines(base, answer.denied)


def denied_lines(base: KnowledgeBase, ties: Iterable[Relation]) -> Iterator[str]:
    """What is only denied, apart from every tie."""
    for number, tie in enumerate(ties):
        if not number:
            yield ""
            yield "Denied, and asserted by nobody: no ties"
        for line in words.tie_lines(base, tie):
            yield f"  {line}"


# Between two


def dossier_lines(base: KnowledgeBase, answer: Dossier) -> Iterator[str]:
    """The ties by kind, the events, where the record disagrees, what either says of the other."""
    pair = f"{words.titled(base, answer.one)} and {words.titled(base, answer.other)}"
    counts = [words.many(len(answer.ties), "tie")] if answer.ties else []
    counts += [f"{words.many(len(answer.events), 'event')} in which both have a part"] if answer.events else []
    yield f"Between {pair}{as_of(answer.selection)}: {', '.join(counts) or 'no tie is recorded'}."
    if answer.disagreements:
        yield ""
        yield "Where the record disagrees"
        for found in answer.disagreements:
            yield f"  {_disagreement(base, found)}"
    heading = ""
    for tie in answer.ties:
        cls = base.relation_class(tie)
        if cls.label != heading:
            heading = cls.label
            yield ""
            yield f"{cls.label.capitalize()} ({cls.family.lower()}, {cls.sign})"
        yield f"  {words.headline(base, tie, answer.selection)}"
        for line in evidence(base, tie, set()):
            yield f"  {line}"
    if answer.events:
        yield ""
        yield "Events in which both have a part"
    for shared in answer.events:
        yield from _shared(base, shared)
    for number, saying in enumerate(answer.sayings):
        if not number:
            yield ""
            yield "What either says of the other's ties with others"
        yield f"  {words.headline(base, saying.relation, answer.selection)}"
        for line in words.claim_lines(base, saying.claim, punctual=base.relation_class(saying.relation).punctual):
            yield f"      {line}"
        others = len(saying.relation.claims) - 1
        if others:
            yield f"      ({words.many(others, 'further claim')} of others: `show` has them)"
    if answer.denied_events:
        yield ""
        yield "Events in which a part of either is only denied: not known as events of both"
    for shared in answer.denied_events:
        yield from _shared(base, shared)
    yield from denied_lines(base, answer.denied)
    yield from hidden_line(answer.hidden)


def _shared(base: KnowledgeBase, shared: SharedEvent) -> Iterator[str]:
    """An event with the ties of either to it, and after them those that are only denied."""
    yield f"  {words.day(base.entities[shared.event].start)}  {event_title(base, shared.event)}"
    for tie in shared.ties:
        yield f"    {happened(base, tie)}"
        for line in evidence(base, tie, set()):
            yield f"    {line}"
    for tie in shared.denied:
        yield f"    denied: that {words.sentence(base, tie)}"
        for line in evidence(base, tie, set()):
            yield f"    {line}"


def _disagreement(base: KnowledgeBase, found: Disagreement) -> str:
    tie = found.relations[0]
    told = words.sentence(base, tie)
    if found.kind == "denied":
        asserted = [claim for claim in tie.claims if claim.stance == "asserts"]
        return f"{told}: asserted ({brief(base, asserted)}), denied ({brief(base, found.claims)})"
    if found.kind == "dated_otherwise":
        read = words.period(base, tie)
        others = "; ".join(_own_period(base, tie, claim) for claim in found.claims)
        return f"{told}: the editor reads {read or 'no date'}, but {others}"
    one, other = (f"{words.sentence(base, tie)} ({tie.status}; {words.period(base, tie)})" for tie in found.relations)
    return f"friend and foe at about one time: {one}, and {other}"


def _own_period(base: KnowledgeBase, tie: Relation, claim: Claim) -> str:
    punctual = base.relation_class(tie).punctual
    parts = [f"{'dates it' if punctual else 'has it begin'} {words.day(claim.start)}"] if has_day(claim.start) else []
    parts += [f"has it end {words.day(claim.end)}"] if has_day(claim.end) else []
    return f"{clean(base.speaker(claim))} ({base.grade(claim)}) {' and '.join(parts)} [{claim.source}]"


def history_lines(base: KnowledgeBase, answer: History) -> Iterator[str]:
    """The moments under their dates, and apart what is only denied."""
    dossier = answer.dossier
    pair = f"{words.titled(base, dossier.one)} and {words.titled(base, dossier.other)}"
    yield f"History of {pair}{as_of(dossier.selection)}"
    if not answer.moments:
        yield "No tie between them is recorded under these filters; that none is recorded does not mean that none is."
    date = ""
    for moment in answer.moments:
        told = words.day(moment.when) if has_day(moment.when) else "undated"
        if told != date:
            date = told
            yield ""
            yield date
        for line in _moment(base, moment, dossier.selection):
            yield f"  {line}"
    if answer.denied:
        yield ""
        yield "Denied, and asserted by nobody: no ties"
    for moment in answer.denied:
        when = f"{words.day(moment.when)}  " if has_day(moment.when) else ""
        yield f"  {when}that {words.sentence(base, moment.relations[0])}"
        for line in _claims(base, moment):
            yield f"      {line}"
    if dossier.sayings:
        yield ""
        said = words.many(len(dossier.sayings), "statement")
        yield f"{said} of either about ties of the other with others: see `between`."
    yield from hidden_line(dossier.hidden)


def _moment(base: KnowledgeBase, moment: Moment, selection: Selection) -> Iterator[str]:
    if moment.event is not None:
        yield f"event: {event_title(base, moment.event)}"
        for tie in moment.relations:
            yield f"  {happened(base, tie, selection)}"
            for line in evidence(base, tie, set()):
                yield f"  {line}"
        return
    (tie,) = moment.relations
    if moment.kind == "happened":
        yield happened(base, tie, selection)
        yield from evidence(base, tie, set(), moment.claims)
        return
    verb = {"begun": "begins", "ended": "ends", "seen": "seen", "denied": "denied"}[moment.kind]
    if moment.kind in ("begun", "ended"):
        yield f"{verb}: {happened(base, tie, selection)}"
        if tie.note and moment.kind == "begun":
            yield f"    note: {clean(tie.note)}"
        yield f"    on the word of {brief(base, moment.claims)}"
        return
    yield (
        f"{verb}: that {words.sentence(base, tie)}" if verb == "denied" else f"{verb}: {happened(base, tie, selection)}"
    )
    if tie.note and moment.kind == "seen" and not has_day(tie.start):
        yield f"    note: {clean(tie.note)}"
    for line in _claims(base, moment):
        yield f"    {line}"


def _claims(base: KnowledgeBase, moment: Moment) -> Iterator[str]:
    punctual = base.relation_class(moment.relations[0]).punctual
    for claim in moment.claims:
        yield from words.claim_lines(base, claim, punctual=punctual)
