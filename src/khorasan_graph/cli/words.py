"""Ties and claims in English sentences, as they stand in a report: never surer than their sources."""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.cli.terminal import clean
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, ONGOING, UNKNOWN, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation
from khorasan_graph.model.selection import Selection

CREDIBILITY = {
    1: "confirmed",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}


def name(base: KnowledgeBase, entity: str) -> str:
    """The shown name of an entity, safe to print."""
    return clean(base.entities[entity].name)


def titled(base: KnowledgeBase, entity: str) -> str:
    """The name with the id behind it, by which it can be asked for again."""
    return f"{name(base, entity)} [{entity}]"


def sentence(base: KnowledgeBase, relation: Relation) -> str:
    """A tie in words, subject first: `Jamaat-ul-Ahrar split from Tehrik-i-Taliban Pakistan`."""
    cls = base.relation_class(relation)
    told = f"{name(base, relation.subject)} {cls.phrase} {name(base, relation.object)}"
    extras = []
    for key, values in relation.qualifiers:
        qualifier = cls.qualifier_by_key[key]
        if qualifier.is_entity:
            shown = ", ".join(name(base, value) for value in values)
        elif qualifier.range is not None:
            shown = ", ".join(base.vocabulary.terms(qualifier.range)[value].label for value in values)
        else:
            shown = clean(", ".join(values))
        extras.append(f"{qualifier.label}: {shown}")
    if relation.place is not None:
        extras.append(f"in {name(base, relation.place)}")
    return told + (f" ({'; '.join(extras)})" if extras else "")


def headline(base: KnowledgeBase, relation: Relation, selection: Selection | None = None) -> str:
    """A tie in one line that can stand alone: the sentence, the status, the period, and whether it only may hold.

    A tie that is only denied is put as such, so that the line cannot be read as a tie.
    """
    told, when = sentence(base, relation), period(base, relation)
    if relation.status == "denied":
        return f"denied: that {told}{f'; {when}' if when else ''}"
    line = f"{told}: {relation.status}; {when}"
    if selection is not None and selection.activity(relation) == "possible":
        line += f"; may hold as of {day(selection.as_of)}"
    return line


def day(when: EdtfDate | None) -> str:
    """A date as it was written; an interval, which only says between which days something lies, in words."""
    if when is None or "/" not in when.text:
        return str(when)
    first, last = when.text.split("/")
    if first in ("", ".."):
        return f"{last} or before"
    return f"{first} or after" if last in ("", "..") else f"some time between {first} and {last}"


def period(base: KnowledgeBase, relation: Relation) -> str:
    """When a tie held, as the editor read it; where that leaves it open, when it was sighted; empty if nobody says."""
    start, end = relation.start, relation.end
    begun, ended = start is not None and start != UNKNOWN, end is not None and end not in (UNKNOWN, ONGOING)
    sighted = _sighted(base, relation)
    if base.relation_class(relation).punctual:
        return day(start) if begun else ", ".join(["undated", *sighted] if sighted else [])
    first = f"from {day(start)}" if begun else "start unknown" if start == UNKNOWN else "no start recorded"
    last = f"until {day(end)}" if ended else "end unknown" if end == UNKNOWN else "no end recorded"
    if end == ONGOING:
        return f"{first}, still in force"
    if begun and ended:
        return day(start) if start == end else f"{first}{',' if '/' in str(start) else ''} {last}"
    if begun:
        return ", ".join([first, last, *sighted])
    if ended:
        return f"{last}, {first}"
    explicit = [word for word in (first, last) if word.endswith("unknown")]
    return ", ".join([*(explicit or ["undated"]), *sighted]) if explicit or sighted else ""


def _sighted(base: KnowledgeBase, relation: Relation) -> list[str]:
    seen = {base.sighting(claim) for claim in relation.claims if claim.stance == "asserts"}
    if not seen:
        return []
    first = min(seen, key=lambda when: (when.earliest or MIN_DAY, when.text))
    last = max(seen, key=lambda when: (when.latest or MAX_DAY, when.text))
    return [f"sighted {day(first)}" if first == last else f"sighted {day(first)} to {day(last)}"]


def claim_lines(base: KnowledgeBase, claim: Claim, *, punctual: bool = False) -> Iterator[str]:
    """One claim: its grade, who says what, where it was read, for which date; its note on a line of its own."""
    source = base.sources[claim.source]
    told = (
        f"{base.grade(claim)}  {'denied' if claim.stance == 'denies' else 'asserted'} by {clean(base.speaker(claim))}"
    )
    told += f" ({f'{clean(source.publisher)}, ' if claim.by else ''}{source.published})"
    if claim.as_of is not None:
        told += f", speaking of {day(claim.as_of)}"
    if claim.citing:
        told += f", citing {clean(claim.citing)}"
    if claim.start is not None:
        told += f"; {'dates it' if punctual else 'has it begin'} {day(claim.start)}"
    if claim.end is not None:
        told += f"; has it end {day(claim.end)}"
    yield f"{told} [{claim.source}{', ' + clean(claim.locator) if claim.locator else ''}]"
    if claim.note:
        yield f"    {clean(claim.note)}"


def tie_lines(base: KnowledgeBase, relation: Relation, selection: Selection | None = None) -> Iterator[str]:
    """A tie with all its claims: the headline, then its claims."""
    yield headline(base, relation, selection)
    if relation.note:
        yield f"    note: {clean(relation.note)}"
    punctual = base.relation_class(relation).punctual
    for claim in relation.claims:
        for line in claim_lines(base, claim, punctual=punctual):
            yield f"    {line}"


def source_lines(base: KnowledgeBase, sources: set[str]) -> Iterator[str]:
    """The sources of an answer as a bibliography, by id, and how to read grades and dates; nothing if none is used."""
    if not sources:
        return
    yield ""
    yield "Sources"
    for source_id in sorted(sources):
        source = base.sources[source_id]
        told = f'[{source_id}] {clean(source.publisher)}, "{clean(source.title)}", {source.published}'
        told += f", {clean(source.url)}" if source.url else ""
        told += f" (reliability {source.reliability}" + (f"; read in {clean(source.via)}" if source.via else "") + ")"
        yield f"  {told}"
    yield ""
    yield "Grades: a letter for the source (A reliable ... E unreliable, F cannot be judged) and a figure for the claim"
    yield f"({', '.join(f'{grade} {word}' for grade, word in CREDIBILITY.items())})."
    yield "Dates: `?` uncertain, `~` approximate, `%` both."


def credibility(grade: int) -> str:
    """A grade of a claim with its meaning: `3 (possibly true)`."""
    return f"{grade} ({CREDIBILITY[grade]})"


def entity_class(base: KnowledgeBase, entity: Entity) -> str:
    """The class of an entity in words: `militant organization`."""
    return base.vocabulary.entity_classes[entity.type].label


def span(start: EdtfDate | None, end: EdtfDate | None) -> str:
    """A period of which either side may be missing: `2007 to 2014`, `2007`, `? to 2014`; empty if both are."""

    def text(when: EdtfDate | None) -> str:
        return "" if when is None or when == UNKNOWN else "today" if when == ONGOING else day(when)

    first, last = text(start), text(end)
    return f"{first or '?'} to {last}" if last else first


def life(entity: Entity) -> str:
    """When an entity existed, or when an event happened; empty if nothing is recorded."""
    return span(entity.start, entity.end)
