"""Rules of the data policy: grades that are earned, words that describe, entities of which something is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.authoring.rules.common import claim_span
from khorasan_graph.model.diagnostics import Diagnostic, Span
from khorasan_graph.model.voices import Voices

_LOADED = re.compile(
    r"\b(terrorists?|notorious|heinous|barbaric|evil|savages?|fanatics?|fanatical|thugs?|dreaded|cowardly|bloodthirsty|"
    r"martyr(?:s|ed|dom)?|infidels?|so-called|regime)\b"
)


def orphans(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """An entity that no claim speaks of, that speaks in none, and that holds nothing else."""
    base = resolved.base
    spoken = set(base.relations_of)
    spoken.update(claim.by for claim in base.claims() if claim.by is not None)
    spoken.update(entity.id for entity in base.entities.values() if entity.quantities or entity.fates)
    spoken.update(entity.part_of for entity in base.entities.values() if entity.part_of is not None)
    for entity in base.entities.values():
        if entity.id not in spoken:
            hint = "add a tie with its source, or delete the file"
            yield diagnostic("KG410", f"nothing is said of `{entity.id}`", Span(entity.origin.path), hint)


def grades(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """`Confirmed` means confirmed by independent sources."""
    voices = Voices(resolved.base.sources)
    for relation in resolved.base.relations.values():
        for claim in relation.claims:
            if claim.credibility == 1:
                same = [other.source for other in relation.claims if other.stance == claim.stance]
                if not voices.several(same):
                    hint = "write `credibility: 2`, or add a claim of another publisher"
                    yield diagnostic("KG502", "confirmed (1) needs two independent publishers", claim_span(claim), hint)


def loaded_words(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Descriptions and notes are our own voice, which describes and does not judge."""
    for text, span in _own_words(resolved):
        match = _LOADED.search(text)
        if match is not None:
            hint = "describe: `militant`, `armed group`; or name who uses the word"
            yield diagnostic("KG503", f"`{match.group()}` is a loaded word", span(), hint)


def _own_words(resolved: Resolved) -> Iterator[tuple[str, Callable[[], Span]]]:
    """Every text that we wrote, with how to find its place (which costs reading the file again)."""
    base, documents = resolved.base, resolved.documents
    for entity in base.entities.values():
        if entity.description:
            yield entity.description, partial(documents[entity.id].span, "description")
    for source in base.sources.values():
        if source.note:
            yield source.note, partial(documents[source.id].span, "note")
    for relation in base.relations.values():
        if relation.note:
            yield relation.note, partial(resolved.statements[relation.id][0].span, "note")
    for claim in base.claims():
        if claim.note:
            yield claim.note, partial(claim_span, claim)
