"""Entities as STIX objects: threat actors, identities, locations and incidents, with notes of what sources say of them.

What a tool reads that does not know the extension must be right without it: the words of an object tell its other
names and its dates as they are known, and a note the numbers and the fates that sources give, with who gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from khorasan_graph.export.stix import records
from khorasan_graph.export.stix.common import (
    Bundle,
    Object,
    extended,
    first_second,
    known_day,
    last_second,
    reference,
    uri,
)
from khorasan_graph.export.stix.mapping import accepts, is_person, object_type, opencti_type
from khorasan_graph.export.stix.words import cited, denied, label, own_sources, said
from khorasan_graph.model import words
from khorasan_graph.model.dates import ONGOING
from khorasan_graph.model.records import Entity


class Entities:
    """The objects of all entities of a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.base = bundle.base

    @cached_property
    def bearers(self) -> dict[tuple[str, str], set[str]]:
        """Which entities bear a name, by the type of object that they are and the name as OpenCTI compares it."""
        found: dict[tuple[str, str], set[str]] = {}
        for entity in self.base.entities.values():
            kind = object_type(self.base, entity)
            for name in entity.all_names:
                found.setdefault((kind, _compared(name)), set()).add(entity.id)
        return found

    def name(self, entity: Entity) -> str:
        """The name of an object. OpenCTI takes two objects of one name for one: there, homonyms bear their ids too."""
        if self.bundle.profile == "opencti" and self._is_shared(entity, entity.name):
            return f"{entity.name} ({entity.id})"
        return entity.name

    def aliases(self, entity: Entity) -> list[str]:
        """The other names of an object; for OpenCTI, which goes by them too, only those that nobody else bears."""
        rest = [name for name in entity.all_names if name != entity.name]
        if self.bundle.profile == "opencti":
            return [name for name in rest if not self._is_shared(entity, name)]
        return rest

    def _is_shared(self, entity: Entity, name: str) -> bool:
        return len(self.bearers[object_type(self.base, entity), _compared(name)]) > 1

    def objects(self) -> Iterator[Object]:
        """Every entity, each with the note of its facts behind it, and where places lie."""
        for entity in self.base.entities.values():
            yield self.object(entity)
            if entity.quantities or entity.fates:
                yield self.facts(entity)
        if self.bundle.profile == "opencti":
            for entity in self.base.entities.values():
                if entity.part_of is not None:
                    yield from self._lies_in(entity)

    def object(self, entity: Entity) -> Object:
        base, kind = self.base, object_type(self.base, entity)
        found = self.bundle.start(kind, entity.id, own_sources(entity) or self._sources_of_ties(entity))
        found["name"] = self.name(entity)
        if told := self._told(entity, kind):
            found["description"] = told
        found["labels"] = [label(entity.type)]
        aliases = self.aliases(entity)
        if kind == "threat-actor":
            if aliases:
                found["aliases"] = aliases
            found |= known_days(entity)
        elif kind == "identity":
            found["identity_class"] = "individual" if is_person(base, entity) else "organization"
        elif kind == "location":
            found |= self._location(entity)
        links = list(self._identifiers(entity))
        if links:
            found["external_references"] = links
        found["extensions"] = extended(records.entity(base, entity), self._opencti(entity, kind, aliases))
        return found

    def _opencti(self, entity: Entity, kind: str, aliases: list[str]) -> Object | None:
        if self.bundle.profile != "opencti":
            return None
        found: Object = {"type": opencti_type(self.base, entity)}
        if aliases and kind != "threat-actor":
            found["aliases"] = aliases
        return found

    def _told(self, entity: Entity, kind: str) -> str:
        """The description: what was written, then names and dates that STIX has no property for."""
        lines = [entity.description] if entity.description else []
        others = [name for name in entity.all_names if name != entity.name]
        if others and (kind != "threat-actor" or len(self.aliases(entity)) < len(others)):
            lines.append(f"Also known as: {'; '.join(others)}")
        if kind == "incident":
            if entity.start is not None:
                lines.append(f"Date: {words.day(entity.start)}")
        else:
            begun, ended = ("Born", "Died") if is_person(self.base, entity) else ("Began", "Ended")
            if entity.start is not None:
                lines.append(f"{begun}: {words.day(entity.start)}")
            if entity.end is not None:
                lines.append(f"{ended}: {'not yet' if entity.end == ONGOING else words.day(entity.end)}")
        if entity.different_from:
            others = [self.base.entities[other].name for other in entity.different_from if other in self.base.entities]
            lines.append(f"Not to be confused with: {'; '.join(others)}")
        return "\n".join(lines)

    def _location(self, entity: Entity) -> Object:
        """Where a place is. STIX asks for a country, a region or coordinates; of a place without any, nothing is made
        up: its region is `unknown`."""
        found: Object = {}
        if entity.latitude is not None and entity.longitude is not None:
            found |= {"latitude": float(entity.latitude), "longitude": float(entity.longitude)}
        for key, cls in (("country", "Country"), ("administrative_area", "Province"), ("city", "Settlement")):
            for place in self._around(entity):
                if cls in self.base.vocabulary.entity_classes[place.type].ancestors:
                    value = place.code if cls == "Country" else place.name
                    if value:
                        found[key] = value
                    break
        if "country" not in found and "latitude" not in found:
            found["region"] = "unknown"
        return found

    def _around(self, entity: Entity) -> Iterator[Entity]:
        """A place and those around it, outwards."""
        seen: set[str] = set()
        place: Entity | None = entity
        while place is not None and place.id not in seen:
            seen.add(place.id)
            yield place
            place = self.base.entities.get(place.part_of) if place.part_of else None

    def _lies_in(self, entity: Entity) -> Iterator[Object]:
        """The nearest place around a place of which OpenCTI lets one say that the other is located at it."""
        for around in self._around(entity):
            if around.id != entity.id and accepts("opencti", self.base, entity, "located-at", around):
                found = self.bundle.start("relationship", f"stix/part-of/{entity.id}", own_sources(entity))
                found |= {
                    "relationship_type": "located-at",
                    "source_ref": self.bundle.entity_id(entity.id),
                    "target_ref": self.bundle.entity_id(around.id),
                    "description": f"{entity.name} lies in {around.name}.",
                    "extensions": extended({"record": "part-of"}),
                }
                yield found
                return

    def _identifiers(self, entity: Entity) -> Iterator[Object]:
        schemes = self.base.vocabulary.terms("IdentifierScheme")
        for one in entity.identifiers:
            template = schemes[one.scheme].url_template if one.scheme in schemes else None
            url = uri(template.replace("{}", one.value)) if template else None
            yield reference(one.scheme, external_id=one.value, url=url)

    def _sources_of_ties(self, entity: Entity) -> set[str]:
        ties = self.base.relations_of.get(entity.id, ())
        return {claim.source for tie in ties for claim in tie.claims}

    def facts(self, entity: Entity) -> Object:
        """A note of the numbers and the fates that sources give of an entity, each with its source and its grade."""
        base = self.base
        claims = [fact.claim for facts in (entity.quantities, entity.fates) for fact in facts]
        found = self.bundle.start("note", f"stix/facts/{entity.id}", {claim.source for claim in claims})
        measures, outcomes = base.vocabulary.terms("Measure"), base.vocabulary.terms("Fate")
        lines = []
        for quantity in entity.quantities:
            term = measures.get(quantity.measure)
            what = f"{term.label if term else quantity.measure}: {quantity.text}"
            lines.append(f"- {denied(quantity.claim)}{what}, {said(base, quantity.claim)}")
        for fate in entity.fates:
            term = outcomes.get(fate.fate)
            when = f" {words.day(fate.date)}" if fate.date is not None else ""
            lines.append(f"- {denied(fate.claim)}{term.label if term else fate.fate}{when}, {said(base, fate.claim)}")
        return found | {
            "abstract": f"What sources say of {entity.name}",
            "content": "\n".join(lines),
            "authors": list(dict.fromkeys(base.speaker(claim) for claim in claims)),
            "object_refs": [self.bundle.entity_id(entity.id)],
            "external_references": cited(base, claims),
            "extensions": extended({"record": "facts"}),
        }


def _compared(name: str) -> str:
    return name.strip().lower()


def known_days(entity: Entity) -> Object:
    """When a group was first and last there, where the day is known."""
    first, last = known_day(entity.start), known_day(entity.end)
    found: Object = {}
    if first is not None:
        found["first_seen"] = first_second(first)
    if last is not None and (first is None or last >= first):
        found["last_seen"] = last_second(last)
    return found
