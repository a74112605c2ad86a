"""The dossier of one entity or of two as a report: what is told, in which order, and which claim stands under it.

This is the content; how it is printed is for `markdown` and `html`. Every tie is told with everyone who
asserts it and everyone who denies it, by name, and every claim has a footnote with its grades and its source in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khorasan_graph.export.formats import Request
from khorasan_graph.graph.between import Disagreement, Dossier, between
from khorasan_graph.graph.moments import by_date, chronological
from khorasan_graph.model.dates import has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation, Source
from khorasan_graph.model.selection import Selection
from khorasan_graph.model.words import (
    CREDIBILITY,
    RELIABILITY,
    STATUS,
    as_written,
    day,
    life_words,
    many,
    period,
    sentence,
    span,
    spoken,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who makes a claim, and which: the number of its footnote in the report is given when it is printed."""

    speaker: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told. `mark` is the word that must not be overlooked (`contested`, `may hold`), empty if there is none.

    `asserted` and `denied` are who says so and who denies it; `after` are sentences that follow, `addresses` where what
    is told is to be read.
    """

    text: str
    mark: str = ""
    asserted: tuple[Voice, ...] = ()
    denied: tuple[Voice, ...] = ()
    after: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A dossier. `head` are the lines below the title, `foot` those at its end; `license` is an address, or empty."""

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    license: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that is told, once each, in the order in which a reader meets it."""
        found: dict[str, Claim] = {}
        for section in self.sections:
            for item in section.items:
                for voice in (*item.asserted, *item.denied):
                    found.setdefault(voice.claim.id, voice.claim)
        return tuple(found.values())


def report(request: Request) -> Report:
    """The dossier of the one or two entities that a request is about, under its selection."""
    base, selection = request.base, request.selection
    title = " and ".join(base.entities[entity].name for entity in request.about)
    if len(request.about) == 2:
        head, sections, hidden = _of_two(base, between(base, *request.about, selection))
    else:
        (entity,) = request.about
        head, sections, hidden = _of_one(base, base.entities[entity], selection)
    told = tuple(section for section in sections if section.items)
    foot = tuple(_foot(base, selection, hidden))
    return Report(title, tuple(head), told, foot, base.about.license or "")


def by_speaker(voices: Iterable[Voice]) -> dict[str, list[Claim]]:
    """The claims of each speaker, who is named once however often he speaks."""
    found: dict[str, list[Claim]] = {}
    for voice in voices:
        found.setdefault(voice.speaker, []).append(voice.claim)
    return found


def footnote(base: KnowledgeBase, claim: Claim) -> tuple[str, tuple[str, ...]]:
    """A claim in full, as a footnote has it: what is said of it and of its source; and where that is to be read.

    The addresses are that of the source and that of its archived copy, as far as they are recorded.
    """
    source = base.sources[claim.source]
    said = f"{_cited(source)}{f', {claim.locator}' if claim.locator else ''}."
    details = []
    if claim.citing:
        details.append(f"citing {claim.citing}")
    if claim.as_of is not None:
        details.append(f"speaking of {day(claim.as_of, spoken)}")
    if claim.start is not None:
        details.append(f"dating the beginning {day(claim.start, spoken)}")
    if claim.end is not None:
        details.append(f"dating the end {day(claim.end, spoken)}")
    if source.via:
        details.append(f"read in {source.via}")
    if source.lang and source.lang != "en":
        details.append(f"language {source.lang}")
    if source.accessed:
        details.append(f"read on {day(source.accessed, spoken)}")
    if source.derived_from:
        copied = ", ".join(base.sources[each].publisher for each in source.derived_from)
        details.append(f"restating {copied}")
    told = f" {_capital('; '.join(details))}." if details else ""
    notes = "".join(f" {_closed(note)}" for note in (claim.note, source.note) if note)
    grades = (
        f" Source {source.reliability} ({RELIABILITY.get(source.reliability, 'not graded')}), "
        f"claim {claim.credibility} ({CREDIBILITY[claim.credibility]})."
    )
    return f"{said}{told}{notes}{grades}", _addresses(source)


def _cited(source: Source) -> str:
    authors = f"{', '.join(source.authors)}, " if source.authors else ""
    return f"{authors}{source.publisher}, “{source.title}”, {day(source.published, spoken)}"


def _addresses(source: Source) -> tuple[str, ...]:
    return tuple(address for address in (source.url, source.archive_url) if address)


def _of_one(base: KnowledgeBase, entity: Entity, selection: Selection) -> tuple[Iterable[str], Iterable[Section], int]:
    ties = [tie for tie in base.relations_of.get(entity.id, ()) if selection.admits(base, tie)]
    hidden = len(base.relations_of.get(entity.id, ())) - len(ties)
    return list(_identity(base, entity)), list(_sections_of_one(base, entity, ties, selection)), hidden


def _identity(base: KnowledgeBase, entity: Entity) -> Iterator[str]:
    """Who or what it is: its class, when it existed, where it is, its names and its numbers in other data sets."""
    kind = base.vocabulary.entity_classes[entity.type].label
    role = next((name for name in ("Event", "Person") if base.vocabulary.is_entity_a(entity.type, name)), "")
    life = life_words(entity, role)
    where = []
    place = entity.part_of
    while place is not None:
        where.append(base.entities[place].name)
        place = base.entities[place].part_of
    around = f", in {', '.join(where)}" if where else ""
    point = f", at {entity.latitude}, {entity.longitude}" if entity.latitude and entity.longitude else ""
    yield f"{_capital(kind)}{f', {life}' if life else ''}{around}{point}."
    if entity.description:
        yield entity.description
    kinds = base.vocabulary.terms("NameKind")
    names = []
    for name in entity.names:
        notes = [kinds[name.kind].label, *([name.lang] if name.lang else [])]
        notes += [span(name.start, name.end, spoken)] if name.start or name.end else []
        notes += ["borne by another as well"] if name.shared else []
        names.append(f"{name.text} ({', '.join(notes)})")
    if names:
        yield f"Names: {'; '.join(names)}."
    schemes = base.vocabulary.terms("IdentifierScheme")
    numbers = [f"{schemes[known.scheme].label} {known.value}" for known in entity.identifiers]
    if numbers:
        yield f"In other data sets: {'; '.join(numbers)}."
    if entity.different_from:
        yield f"Not to be confused with {', '.join(base.entities[other].name for other in entity.different_from)}."


def _sections_of_one(
    base: KnowledgeBase, entity: Entity, ties: list[Relation], selection: Selection
) -> Iterator[Section]:
    yield from _ties_by_class(base, [tie for tie in ties if tie.status != "denied"], selection)
    measures, fates = base.vocabulary.terms("Measure"), base.vocabulary.terms("Fate")
    numbers = []
    for quantity in entity.quantities:
        unit = measures[quantity.measure].unit
        when = " to ".join(day(each, spoken) for each in base.spoken_of(quantity.claim))
        text = f"{_capital(measures[quantity.measure].label)}, {when}: {quantity.text}{f' {unit}' if unit else ''}"
        numbers.append(_item(base, text, "", (quantity.claim,)))
    yield Section("Numbers", tuple(numbers))
    ends = []
    for fate in entity.fates:
        dated = f", {day(fate.date, spoken)}" if fate.date is not None else ""
        ends.append(_item(base, f"{_capital(fates[fate.fate].label)}{dated}", "", (fate.claim,)))
    yield Section("What became of the person", tuple(ends))
    yield _denied(base, [tie for tie in ties if tie.status == "denied"], selection)
    yield Section("Where names and dates are from", tuple(_own_sources(base, entity)))


def _own_sources(base: KnowledgeBase, entity: Entity) -> Iterator[Item]:
    """The documents for what is no claim: the dates of the entity itself, and its names."""
    for source in entity.sources:
        record = base.sources[source]
        yield Item(f"{entity.name}: {_cited(record)}", addresses=_addresses(record))
    for name in entity.names:
        if name.source is not None:
            record = base.sources[name.source]
            yield Item(f"The name {name.text}: {_cited(record)}", addresses=_addresses(record))


def _of_two(base: KnowledgeBase, dossier: Dossier) -> tuple[Iterable[str], Iterable[Section], int]:
    selection = dossier.selection
    counts = [many(len(dossier.ties), "tie")] if dossier.ties else []
    counts += [f"{many(len(dossier.events), 'event')} in which both have a part"] if dossier.events else []
    told = f"{' and '.join(counts)} recorded." if counts else "No tie between them is recorded."
    if not counts:
        told += " That none is recorded does not mean that there is none."
    return [_capital(told)], list(_sections_of_two(base, dossier, selection)), dossier.hidden


def _sections_of_two(base: KnowledgeBase, dossier: Dossier, selection: Selection) -> Iterator[Section]:
    disagreements = (_disagreement(base, found) for found in dossier.disagreements)
    yield Section("Where the record disagrees", tuple(disagreements))
    yield from _ties_by_class(base, dossier.ties, selection)
    events = []
    for shared in dossier.events:
        happened = base.entities[shared.event]
        when = f"{day(happened.start, spoken)}: " if happened.start is not None else ""
        events += [_tie(base, tie, selection, before=f"{_capital(when)}{happened.name}. ") for tie in shared.ties]
    yield Section("Events in which both have a part", tuple(events))
    sayings = []
    for saying in dossier.sayings:
        tie = saying.relation
        told = f"{base.entities[saying.speaker].name} on this: {sentence(base, tie)}"
        one = _item(base, told, _mark(tie, selection), (saying.claim,))
        sayings.append(Item(one.text, one.mark, one.asserted, one.denied, (_when(base, tie),)))
    yield Section("What either says of the other's ties with others", tuple(sayings))
    yield _denied(base, dossier.all_denied, selection)


def _ties_by_class(base: KnowledgeBase, ties: Iterable[Relation], selection: Selection) -> Iterator[Section]:
    """The ties under the names of their classes, in the order of the vocabulary, then of time."""
    by_class: dict[str, list[Relation]] = {}
    for tie in sorted(ties, key=lambda tie: (chronological(tie.start), tie.id)):
        by_class.setdefault(tie.type, []).append(tie)
    for name, cls in base.vocabulary.relation_classes.items():
        if name in by_class:
            yield Section(_capital(cls.label), tuple(_tie(base, tie, selection) for tie in by_class[name]))


def _tie(base: KnowledgeBase, tie: Relation, selection: Selection, before: str = "") -> Item:
    item = _item(base, before + sentence(base, tie), _mark(tie, selection), by_date(base, tie.claims))
    after = [_when(base, tie), *([_closed(tie.note)] if tie.note else [])]
    return Item(item.text, item.mark, item.asserted, item.denied, tuple(part for part in after if part))


def _denied(base: KnowledgeBase, ties: Iterable[Relation], selection: Selection) -> Section:
    """What nobody asserts, put so that no line of it can be read as a tie."""
    items = (_tie(base, tie, selection, before="It is denied that ") for tie in ties)
    return Section("Denied, and asserted by nobody", tuple(items))


def _disagreement(base: KnowledgeBase, found: Disagreement) -> Item:
    told = sentence(base, found.relations[0])
    if found.kind == "denied":
        return _item(base, told, "denied by some", by_date(base, found.relations[0].claims))
    if found.kind == "dated_otherwise":
        read = period(base, found.relations[0], spoken) or "no date"
        others = "; ".join(
            " and ".join(
                f"{base.speaker(claim)} dates its {side} {day(when, spoken)}"
                for side, when in (("beginning", claim.start), ("end", claim.end))
                if when is not None and has_day(when)
            )
            for claim in found.claims
        )
        return _item(base, f"{told}: read here as {read}, but {others}", "dated otherwise", found.claims)
    one, other = (f"{sentence(base, tie)} ({period(base, tie, spoken) or 'undated'})" for tie in found.relations)
    return _item(base, f"{one}, and {other}", "friend and foe at about one time", ())


def _item(base: KnowledgeBase, text: str, mark: str, claims: Iterable[Claim]) -> Item:
    told = list(claims)

    def voices(stance: str) -> tuple[Voice, ...]:
        return tuple(Voice(base.speaker(claim), claim) for claim in told if claim.stance == stance)

    return Item(text, mark, voices("asserts"), voices("denies"))


def _mark(tie: Relation, selection: Selection) -> str:
    marks: list[str] = [tie.status] if tie.status != "denied" else []
    if selection.activity(tie) == "possible":
        marks.append(f"may hold as of {day(selection.as_of, spoken)}, and is not known to")
    return "; ".join(marks)


def _when(base: KnowledgeBase, tie: Relation) -> str:
    return _closed(_capital(period(base, tie, spoken) or "undated"))


def _foot(base: KnowledgeBase, selection: Selection, hidden: int) -> Iterator[str]:
    asked = selection.as_json()
    if asked:
        words = "; ".join(f"{key.replace('_', ' ')}: {_plain(value)}" for key, value in asked.items())
        left = f" {_capital(many(hidden, 'tie'))} left out by it." if hidden else ""
        yield f"Under the selection {words}.{left}"
    yield " ".join(f"{_capital(status)}: {meaning}." for status, meaning in STATUS.items() if status != "denied")
    yield (
        "Grades: a letter for the reliability of the source (A reliable to E unreliable, F cannot be judged), a figure "
        "for the credibility of the claim (1 confirmed to 5 improbable, 6 cannot be judged)."
    )
    about = base.about
    named = ", ".join(part for part in (about.title, f"version {about.version}" if about.version else "") if part)
    newest = f"sources to {day(base.newest_date, spoken)}" if base.newest_date else ""
    told = "; ".join(part for part in (named, newest) if part)
    if told:
        yield f"{_capital(told)}."


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else as_written(str(value))


def _capital(text: str) -> str:
    stripped = text.lstrip()
    return text[: len(text) - len(stripped)] + stripped[:1].upper() + stripped[1:]


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
