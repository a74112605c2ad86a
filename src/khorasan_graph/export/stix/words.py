"""How a bundle speaks: ties, claims and sources in words, for tools and people that do not know the extension."""

from __future__ import annotations

from collections.abc import Iterable

from khorasan_graph.export.stix.common import Object, citation
from khorasan_graph.model import words
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity


def label(name: str) -> str:
    """The name of a class as a label: `MilitantOrganization` is `militant-organization`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def said(base: KnowledgeBase, claim: Claim) -> str:
    """Who says something, in which source, with which grade: `UN Monitoring Team in Dawn, 2024-07-15 (B2)`."""
    source = base.sources[claim.source]
    who = f"{base.entities[claim.by].name} in {source.publisher}" if claim.by else source.publisher
    more = [f"speaking of {words.day(claim.as_of)}"] if claim.as_of is not None else []
    if claim.citing:
        more.append(f"citing {claim.citing}")
    if claim.locator:
        more.append(claim.locator)
    return ", ".join([who, words.day(source.published), *more]) + f" ({base.grade(claim)})"


def denied(claim: Claim) -> str:
    """What stands before a denial where several claims are listed."""
    return "DENIED: " if claim.stance == "denies" else ""


def cited(base: KnowledgeBase, claims: Iterable[Claim]) -> list[Object]:
    """The sources of claims as external references, each once."""
    return [citation(base.sources[source]) for source in sorted({claim.source for claim in claims})]


def own_sources(entity: Entity) -> set[str]:
    """The sources that speak for an entity's own fields: its dates, its names, its numbers, its fate."""
    found = {*entity.sources, *(name.source for name in entity.names if name.source is not None)}
    for facts in (entity.quantities, entity.fates):
        found.update(fact.claim.source for fact in facts)
    return found
