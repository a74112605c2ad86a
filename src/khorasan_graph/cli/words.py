"""Ties and claims in English sentences, as they stand in a report: never surer than their sources."""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.cli.terminal import clean
from khorasan_graph.model.dates import ONGOING, UNKNOWN, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation
from khorasan_graph.model.selection import Selection


def name(base: KnowledgeBase, entity: str) -> str:
    """The shown name of an entity, safe to print."""
    return clean(base.entities[entity].name)


def titled(base: KnowledgeBase, entity: str) -> str:
    """The name with the id behind it, by which it can be asked for again."""
    return f"{name(base, entity)} [{entity}]"


def sentence(base: KnowledgeBase, relation: Relation) -> str:
    """A tie in words, subject first: `Jamaat-ul-Ahrar split from Tehrik-i-Taliban Pakistan`.

    A tie that is only denied is put as such, so that the line cannot be read as a tie.
    """
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
    told += f" ({'; '.join(extras)})" if extras else ""
    return f"denied: that {told}" if relation.status == "denied" else told


def period(base: KnowledgeBase, relation: Relation) -> str:
    """When a tie held, as the editor read it; for a tie without dates, when it was sighted."""
    if base.relation_class(relation).punctual:
        if relation.start is not None and relation.start != UNKNOWN:
            return relation.start.text
        return f"undated; {_sighted(base, relation)}"
    start = relation.start.text if relation.start is not None and relation.start != UNKNOWN else None
    end = relation.end.text if relation.end is not None and relation.end not in (UNKNOWN, ONGOING) else None
    if relation.end == ONGOING:
        return f"{start or 'start unknown'}, still in force"
    if start and end:
        return start if start == end else f"{start} to {end}"
    if start:
        return f"from {start}, end not recorded; {_sighted(base, relation)}"
    if end:
        return f"until {end}, start not recorded"
    return f"undated; {_sighted(base, relation)}"


def _sighted(base: KnowledgeBase, relation: Relation) -> str:
    seen = {base.sighting(claim) for claim in relation.claims if claim.stance == "asserts"}
    ordered = sorted(seen, key=lambda when: (when.earliest is not None, when.earliest, when.text))
    if not ordered:
        return "never sighted"
    first, last = ordered[0].text, ordered[-1].text
    return f"sighted {first}" if first == last else f"sighted {first} to {last}"


def state(relation: Relation, selection: Selection | None = None) -> str:
    """The status of a tie, its best grade, and, as of a date, whether it holds or only may."""
    told: str = relation.status
    if selection is not None and selection.activity(relation) == "possible":
        told += f", may hold as of {selection.as_of}"
    return told


def claim_line(base: KnowledgeBase, claim: Claim) -> str:
    """One claim: who says what, where it was read, how it is graded, of which date it speaks."""
    source = base.sources[claim.source]
    speaker = clean(base.speaker(claim))
    verb = "denies" if claim.stance == "denies" else "says so"
    told = f"{base.grade(claim)}  {speaker} {verb}"
    where = f"{clean(source.publisher)}, {source.published}" if claim.by else f"{source.published}"
    told += f" ({where})"
    if claim.citing:
        told += f", citing {clean(claim.citing)}"
    if claim.as_of is not None:
        told += f"; of {claim.as_of}"
    if claim.start is not None or claim.end is not None:
        told += f"; as the source has it, {_own_period(claim)}"
    if claim.note:
        told += f"; {clean(claim.note)}"
    return f"{told}  [{claim.source}]"


def _own_period(claim: Claim) -> str:
    parts = [f"from {claim.start}" if claim.start else "", f"until {claim.end}" if claim.end else ""]
    return " ".join(part for part in parts if part)


def tie_lines(base: KnowledgeBase, relation: Relation, selection: Selection | None = None) -> Iterator[str]:
    """A tie with all its claims: the sentence, then one line for each claim."""
    yield f"{sentence(base, relation)}: {period(base, relation)} ({state(relation, selection)})"
    if relation.note:
        yield f"    note: {clean(relation.note)}"
    for claim in relation.claims:
        yield f"    {claim_line(base, claim)}"


def source_lines(base: KnowledgeBase, sources: set[str]) -> Iterator[str]:
    """The sources of an answer as a bibliography, by id."""
    for source_id in sorted(sources):
        source = base.sources[source_id]
        told = f"[{source_id}] {clean(source.publisher)}, {clean(source.title)}, {source.published}"
        told += f", {clean(source.url)}" if source.url else ""
        told += f" (reliability {source.reliability}" + (f"; read in {clean(source.via)}" if source.via else "") + ")"
        yield told


def entity_class(base: KnowledgeBase, entity: Entity) -> str:
    return base.vocabulary.entity_classes[entity.type].label


def life(entity: Entity) -> str:
    """When an entity existed, or when an event happened; empty if nothing is recorded."""

    def text(when: EdtfDate | None) -> str:
        return "" if when is None or when == UNKNOWN else "today" if when == ONGOING else when.text

    start, end = text(entity.start), text(entity.end)
    return f"{start or '?'} to {end}" if end else start
