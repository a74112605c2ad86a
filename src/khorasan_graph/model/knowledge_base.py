"""The knowledge base: every checked record, indexed. What all outputs are made from, and none may change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from khorasan_graph.model.about import NOTHING, About
from khorasan_graph.model.dates import MIN_DAY, EdtfDate
from khorasan_graph.model.records import Claim, Entity, Relation, Source
from khorasan_graph.model.vocabulary import RelationClass, Vocabulary


@dataclass(frozen=True)
class KnowledgeBase:
    """All records by id, each mapping sorted by id, with the vocabulary that they speak.

    Two bases are equal when they say the same, wherever their files stand.
    """

    vocabulary: Vocabulary
    entities: dict[str, Entity]
    sources: dict[str, Source]
    relations: dict[str, Relation]
    about: About = NOTHING

    @cached_property
    def relations_of(self) -> dict[str, tuple[Relation, ...]]:
        """The ties that touch an entity in any way (as an end, a place or a qualifier), in the order of their ids."""
        found: dict[str, dict[str, Relation]] = {}
        for relation in self.relations.values():
            for entity in self.participants(relation):
                found.setdefault(entity, {})[relation.id] = relation
        return {entity: tuple(ties.values()) for entity, ties in found.items()}

    @cached_property
    def newest_date(self) -> EdtfDate | None:
        """When the newest source was published: the date on which a picture of the data opens.

        The newest is the one that cannot be older than any other: a source of some time in this century is not it.
        """
        dated = [source.published for source in self.sources.values() if source.published.latest]
        return max(dated, key=lambda published: (published.earliest or MIN_DAY, published.text), default=None)

    def relation_class(self, relation: Relation) -> RelationClass:
        return self.vocabulary.relation_classes[relation.type]

    def participants(self, relation: Relation) -> tuple[str, ...]:
        """Every entity that a tie names, ends first, each once."""
        named = [relation.subject, relation.object]
        if relation.place is not None:
            named.append(relation.place)
        if relation.qualifiers:
            by_key = self.relation_class(relation).qualifier_by_key
            for key, values in relation.qualifiers:
                if by_key[key].is_entity:
                    named.extend(values)
        return tuple(dict.fromkeys(named))

    def edges(self, relation: Relation) -> tuple[tuple[str, str, str | None], ...]:
        """The pairs of entities that a tie links: (from, to, role).

        A tie is one pair, its subject and object, with role None. A qualifier that projects an edge (the group left in
        a defection, the provider of a sanctuary) adds one pair from the subject, with the qualifier's key as role.
        """
        pairs: list[tuple[str, str, str | None]] = [(relation.subject, relation.object, None)]
        if relation.qualifiers:
            by_key = self.relation_class(relation).qualifier_by_key
            for key, values in relation.qualifiers:
                if by_key[key].projects_edge:
                    pairs.extend((relation.subject, value, key) for value in values)
        return tuple(pairs)

    def spoken_of(self, claim: Claim) -> tuple[EdtfDate, ...]:
        """For when a claim speaks: the date written on it, else its own period, else the day of its source."""
        return claim.spoken_of(self.sources[claim.source].published)

    def sighting(self, claim: Claim) -> EdtfDate:
        """The date for which a claim speaks; where it speaks of a period, the end of that."""
        return self.spoken_of(claim)[-1]

    def speaker(self, claim: Claim) -> str:
        """Who makes a claim, by name: an entity, or the publisher of the source."""
        return self.entities[claim.by].name if claim.by else self.sources[claim.source].publisher

    def grade(self, claim: Claim) -> str:
        """Reliability of the source and credibility of the claim, side by side: `B2`."""
        return f"{self.sources[claim.source].reliability}{claim.credibility}"

    def claims(self) -> Iterator[Claim]:
        """Every claim of the base: those of ties, of quantities and of fates."""
        for relation in self.relations.values():
            yield from relation.claims
        for entity in self.entities.values():
            yield from (quantity.claim for quantity in entity.quantities)
            yield from (fate.claim for fate in entity.fates)
