"""Ties and claims in English sentences, as they stand in a report: never surer than their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khorasan_graph.cli.terminal import clean
from khorasan_graph.model import words
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation
from khorasan_graph.model.selection import Selection
from khorasan_graph.model.words import CREDIBILITY, day, many, period, span

__all__ = [
    "claim_lines",
    "credibility",
    "day",
    "entity_class",
    "headline",
    "life",
    "many",
    "name",
    "period",
    "sentence",
    "source_lines",
    "sources_of",
    "span",
    "tie_lines",
    "titled",
]


def name(base: KnowledgeBase, entity: str) -> str:
    """The shown name of an entity, safe to print."""
    return clean(base.entities[entity].name)


def titled(base: KnowledgeBase, entity: str) -> str:
    """The name with the id behind it, by which it can be asked for again."""
    return f"{name(base, entity)} [{entity}]"


def sentence(base: KnowledgeBase, relation: Relation) -> str:
    """A tie in words, subject first: `Jamaat-ul-Ahrar split from Tehrik-i-Taliban Pakistan`."""
    return words.sentence(base, relation, clean)


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


def sources_of(ties: Iterable[Relation]) -> set[str]:
    """The sources of all claims of some ties."""
    return {claim.source for tie in ties for claim in tie.claims}


def credibility(grade: int) -> str:
    """A grade of a claim with its meaning: `3 (possibly true)`."""
    return f"{grade} ({CREDIBILITY[grade]})"


def entity_class(base: KnowledgeBase, entity: Entity) -> str:
    """The class of an entity in words: `militant organization`."""
    return base.vocabulary.entity_classes[entity.type].label


def life(entity: Entity) -> str:
    """When an entity existed, or when an event happened; empty if nothing is recorded."""
    return span(entity.start, entity.end)
