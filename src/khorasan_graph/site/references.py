"""Who is named where: the knowledge base read backwards, so that a page can point to all that speaks of its subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from khorasan_graph.model.dates import MAX_DAY
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with what it is about: a tie, or a number or a fate of an entity."""

    claim: Claim
    about: Relation | Quantity | Fate
    subject: str

    @property
    def relation(self) -> Relation | None:
        return self.about if isinstance(self.about, Relation) else None

    @property
    def quantity(self) -> Quantity | None:
        return self.about if isinstance(self.about, Quantity) else None

    @property
    def fate(self) -> Fate | None:
        return self.about if isinstance(self.about, Fate) else None


@dataclass(frozen=True, slots=True)
class References:
    """Records by what they point to; every list is in the order of ids, or of time where there is one."""

    within: dict[str, tuple[str, ...]]
    """Places directly inside a place."""
    said_by: dict[str, tuple[Said, ...]]
    """Claims by the entity that makes them."""
    said_in: dict[str, tuple[Said, ...]]
    """Claims by their source."""
    resting_on: dict[str, tuple[str, ...]]
    """Entities whose own fields or names rest on a source."""
    copied_by: dict[str, tuple[str, ...]]
    """Sources that copy or restate a source."""
    mistaken_for: dict[str, tuple[str, ...]]
    """Entities that are not this one, though people confuse them, or bear one of its names."""


def cross_references(base: KnowledgeBase) -> References:
    within: dict[str, list[str]] = {}
    said_by: dict[str, list[Said]] = {}
    said_in: dict[str, list[Said]] = {}
    resting: dict[str, dict[str, None]] = {}
    copied: dict[str, list[str]] = {}
    for said in _all_said(base):
        said_in.setdefault(said.claim.source, []).append(said)
        if said.claim.by is not None:
            said_by.setdefault(said.claim.by, []).append(said)
    for entity in base.entities.values():
        if entity.part_of is not None:
            within.setdefault(entity.part_of, []).append(entity.id)
        for source in (*entity.sources, *(name.source for name in entity.names if name.source is not None)):
            resting.setdefault(source, {})[entity.id] = None
    for source_record in base.sources.values():
        for origin in source_record.derived_from:
            copied.setdefault(origin, []).append(source_record.id)
    return References(
        {place: tuple(inner) for place, inner in within.items()},
        {speaker: tuple(claims) for speaker, claims in said_by.items()},
        {source: tuple(claims) for source, claims in said_in.items()},
        {source: tuple(entities) for source, entities in resting.items()},
        {source: tuple(copies) for source, copies in copied.items()},
        _mistaken_for(base),
    )


def _all_said(base: KnowledgeBase) -> Iterator[Said]:
    for relation in sorted(base.relations.values(), key=lambda tie: (tie.subject, time_key(base, tie))):
        for claim in relation.claims:
            yield Said(claim, relation, relation.subject)
    for entity in base.entities.values():
        for quantity in entity.quantities:
            yield Said(quantity.claim, quantity, entity.id)
        for fate in entity.fates:
            yield Said(fate.claim, fate, entity.id)


def _mistaken_for(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    bearers: dict[str, set[str]] = {}
    for entity in base.entities.values():
        for other in entity.different_from:
            if other in base.entities:
                found.setdefault(entity.id, set()).add(other)
                found.setdefault(other, set()).add(entity.id)
        for text in entity.all_names:
            folded = fold(text)
            if folded:
                bearers.setdefault(folded, set()).add(entity.id)
    for several in bearers.values():
        for one in several if len(several) > 1 else ():
            found.setdefault(one, set()).update(several - {one})
    return {entity: tuple(sorted(others)) for entity, others in found.items()}


def begins(base: KnowledgeBase, relation: Relation) -> date | None:
    """The day that a tie is sorted by: its start, or else its first sighting. None: nobody dates it."""
    if relation.start is not None and (relation.start.earliest or relation.start.latest):
        return relation.start.earliest or relation.start.latest
    asserting = [claim for claim in relation.claims if claim.stance == "asserts"]
    sightings = [when for claim in asserting or relation.claims for when in base.spoken_of(claim)]
    days = [sighting.earliest or sighting.latest for sighting in sightings]
    return min((day for day in days if day is not None), default=None)


def time_key(base: KnowledgeBase, relation: Relation) -> tuple[date, str]:
    """Ties in the order of time, the undated last."""
    return begins(base, relation) or MAX_DAY, relation.id


def claim_key(base: KnowledgeBase, claim: Claim) -> tuple[date, str]:
    """Claims in the order of the dates that they speak of."""
    seen = base.sighting(claim)
    return seen.earliest or seen.latest or MAX_DAY, claim.id


def fate_key(base: KnowledgeBase, fate: Fate) -> tuple[date, str]:
    """Fates in the order of the dates on which they are said to have come, else of when that was said."""
    when = fate.date.earliest or fate.date.latest if fate.date is not None else None
    return when or claim_key(base, fate.claim)[0], fate.claim.id


def around(base: KnowledgeBase, place: str) -> tuple[str, ...]:
    """The places around a place, the nearest first."""
    found: list[str] = []
    outer = base.entities[place].part_of
    while outer is not None and outer in base.entities and outer not in found:
        found.append(outer)
        outer = base.entities[outer].part_of
    return tuple(found)


def inside(references: References, place: str) -> tuple[str, ...]:
    """All places within a place, each before those within it."""
    found: list[str] = []
    todo = list(reversed(references.within.get(place, ())))
    while todo:
        inner = todo.pop()
        if inner != place and inner not in found:
            found.append(inner)
            todo.extend(reversed(references.within.get(inner, ())))
    return tuple(found)


def cited(base: KnowledgeBase, entity: Entity, ties: tuple[Relation, ...]) -> tuple[str, ...]:
    """The sources on which a page of an entity rests, by publisher and date."""
    used = {claim.source for relation in ties for claim in relation.claims}
    used.update(entity.sources)
    used.update(name.source for name in entity.names if name.source is not None)
    used.update(quantity.claim.source for quantity in entity.quantities)
    used.update(fate.claim.source for fate in entity.fates)
    return tuple(sorted(used, key=lambda source: bibliography_key(base, source)))


def bibliography_key(base: KnowledgeBase, source: str) -> tuple[str, str, str]:
    record = base.sources[source]
    return fold(record.publisher), record.published.text, source
