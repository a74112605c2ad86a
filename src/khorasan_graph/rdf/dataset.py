"""The knowledge base as RDF: which statements it is, in which terms, in which order.

One description per entity, name, source, tie and claim; each thing has an IRI that comes from its id, and there is no
blank node. Beside what is stated stand the direct triples (`data:a kg:coordinatesWith data:b`), one for every tie that
is corroborated or reported and for no other: whoever loads the data naively must not read a contested allegation as a
fact. A data set keeps the two in graphs of their own.

Terms are made as text in the syntax asked for: writing hundreds of thousands of term objects costs more than all the
rest of the compilation.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2s
from typing import NamedTuple

from khorasan_graph.model.dates import ONGOING, UNKNOWN, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation, Source
from khorasan_graph.model.vocabulary import DATA, KG

PREFIXES = {
    "data": DATA,
    "relation": f"{DATA}relation/",
    "claim": f"{DATA}claim/",
    "name": f"{DATA}name/",
    "source": f"{DATA}source/",
    "kg": KG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
STATED_GRAPH = f"{DATA}graph/stated"
DIRECT_GRAPH = f"{DATA}graph/direct"
FACTUAL = frozenset({"corroborated", "reported"})
"""The statuses of ties that have a direct triple."""

_ESCAPE = re.compile(r'["\\\n\r\t]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Iri = Callable[[str, str], str]
"""From a prefix and a local name to the IRI in some syntax."""
Values = list[tuple[str, list[str]]]
"""Predicates with their objects, as text."""


class Description(NamedTuple):
    """All that is said of one subject: what is stated, and its direct ties."""

    subject: str
    stated: Values
    direct: Values


def prefixed(prefix: str, local: str) -> str:
    """An IRI as Turtle writes it."""
    return "a" if local == "type" and prefix == "rdf" else f"{prefix}:{local}"


def absolute(prefix: str, local: str) -> str:
    """An IRI as N-Triples and N-Quads write it."""
    return f"<{PREFIXES[prefix]}{local}>"


def describe(base: KnowledgeBase, iri: Iri) -> Iterator[Description]:
    """Every description, by kind and id: entities with their names and facts, ties with their claims, sources."""
    terms = _Terms(base, iri)
    direct = _direct_ties(base, iri)
    for entity in base.entities.values():
        yield Description(iri("data", entity.id), terms.entity(entity), direct.get(entity.id, []))
        for name in entity.names:
            yield Description(iri("name", name_id(entity.id, name)), terms.name(name), [])
        for quantity in entity.quantities:
            yield Description(iri("claim", quantity.claim.id), terms.quantity(entity, quantity), [])
        for fate in entity.fates:
            yield Description(iri("claim", fate.claim.id), terms.fate(entity, fate), [])
    for relation in base.relations.values():
        yield Description(iri("relation", relation.id), terms.relation(relation), [])
        for claim in relation.claims:
            yield Description(iri("claim", claim.id), terms.claim(claim, "Claim"), [])
    for source in base.sources.values():
        yield Description(iri("source", source.id), terms.source(source), [])


def name_id(entity: str, name: Name) -> str:
    """The id of a name: the entity's, and a digest of what the name is, for a name may be in any script."""
    identity = "\x1f".join((name.text, name.kind, name.lang or "", str(name.start or ""), str(name.end or "")))
    return f"{entity}:{blake2s(identity.encode(), digest_size=6).hexdigest()}"


def _direct_ties(base: KnowledgeBase, iri: Iri) -> dict[str, Values]:
    """The direct triples by subject; a symmetric tie has one in each direction."""
    found: dict[str, dict[str, set[str]]] = {}
    for relation in base.relations.values():
        if relation.status not in FACTUAL:
            continue
        cls = base.relation_class(relation)
        if cls.projects_to is None:
            continue
        found.setdefault(relation.subject, {}).setdefault(cls.projects_to, set()).add(relation.object)
        if cls.symmetric:
            found.setdefault(relation.object, {}).setdefault(cls.projects_to, set()).add(relation.subject)
        for key, targets in relation.qualifiers:
            qualifier = cls.qualifier_by_key[key]
            if qualifier.projects_edge and qualifier.projects_to is not None:
                found[relation.subject].setdefault(qualifier.projects_to, set()).update(targets)
    return {
        subject: [
            (iri("kg", predicate), [iri("data", target) for target in sorted(targets)])
            for predicate, targets in sorted(ties.items())
        ]
        for subject, ties in found.items()
    }


def _text(value: str) -> str:
    if _ESCAPE.search(value):
        value = _ESCAPE.sub(lambda match: _ESCAPES[match.group()], value)
    return f'"{value}"'


class _Terms:
    """The statements about each kind of record, under one syntax for IRIs."""

    def __init__(self, base: KnowledgeBase, iri: Iri) -> None:
        self.base = base
        self.iri = iri
        self.kg = cache(lambda local: iri("kg", local))
        self.type = iri("rdf", "type")
        self.edtf = "^^" + iri("edtf", "EDTF-level1")
        day_type = "^^" + iri("xsd", "date")
        self.day: Callable[[datetime.date], str] = cache(lambda when: f'"{when.isoformat()}"{day_type}')
        self.bounds: dict[tuple[str, str], Values] = {}
        self.integer = "^^" + iri("xsd", "integer")
        self.decimal = "^^" + iri("xsd", "decimal")
        self.any_uri = "^^" + iri("xsd", "anyURI")
        self.boolean = "^^" + iri("xsd", "boolean")
        self.note_property = iri("skos", "note")
        self.source_property = iri("dcterms", "source")

    def date(self, when: EdtfDate) -> str:
        return f'"{when.text}"{self.edtf}'

    def number(self, value: int) -> str:
        return f'"{value}"{self.integer}'

    def key(self, scheme: str, key: str) -> str:
        return self.kg(self.base.vocabulary.terms(scheme)[key].iri_name)

    def period(self, found: Values, start: EdtfDate | None, end: EdtfDate | None, start_name: str = "start") -> None:
        """Start and end as written, and the earliest and latest day that each can mean."""
        if start is not None:
            found += self.bound(start_name, start)
        if end is not None:
            found += self.bound("end", end)

    def bound(self, name: str, when: EdtfDate) -> Values:
        """One end of a period; made once for each date, for a graph speaks of few dates many times."""
        known = self.bounds.get((name, when.text))
        if known is not None:
            return known
        found: Values = []
        if when == ONGOING:
            found.append((self.kg("openEnd"), [f'"true"{self.boolean}']))
        elif when != UNKNOWN:
            found.append((self.kg(name), [self.date(when)]))
            side = "End" if name == "end" else "Start"
            if when.earliest is not None:
                found.append((self.kg(f"earliest{side}"), [self.day(when.earliest)]))
            if when.latest is not None:
                found.append((self.kg(f"latest{side}"), [self.day(when.latest)]))
        self.bounds[name, when.text] = found
        return found

    def entity(self, entity: Entity) -> Values:
        iri, kg = self.iri, self.kg
        found: Values = [(self.type, [kg(entity.type)]), (iri("skos", "prefLabel"), [_text(entity.name)])]
        if entity.names:
            labels = {
                _text(name.text) + (f"@{name.lang}" if name.lang else "")
                for name in entity.names
                if name.text != entity.name or name.lang
            }
            if labels:
                found.append((iri("skos", "altLabel"), sorted(labels)))
            found.append((kg("name"), sorted({iri("name", name_id(entity.id, name)) for name in entity.names})))
        if entity.description:
            found.append((iri("dcterms", "description"), [_text(entity.description)]))
        is_event = self.base.vocabulary.is_entity_a(entity.type, "Event")
        self.period(found, entity.start, entity.end, "date" if is_event else "start")
        if entity.part_of:
            found.append((kg("partOf"), [iri("data", entity.part_of)]))
        if entity.latitude and entity.longitude:
            found.append((iri("geo", "lat"), [f'"{entity.latitude}"{self.decimal}']))
            found.append((iri("geo", "long"), [f'"{entity.longitude}"{self.decimal}']))
        if entity.code:
            found.append((kg("countryCode"), [_text(entity.code)]))
        if entity.identifiers:
            texts = sorted({_text(f"{identifier.scheme}:{identifier.value}") for identifier in entity.identifiers})
            found.append((kg("identifier"), texts))
        if entity.different_from:
            found.append((kg("differentFrom"), sorted({iri("data", other) for other in entity.different_from})))
        if entity.sources:
            found.append((self.source_property, sorted({iri("source", source) for source in entity.sources})))
        return found

    def name(self, name: Name) -> Values:
        kg = self.kg
        found: Values = [
            (self.type, [kg("Name")]),
            (kg("text"), [_text(name.text) + (f"@{name.lang}" if name.lang else "")]),
            (kg("nameKind"), [self.key("NameKind", name.kind)]),
        ]
        self.period(found, name.start, name.end)
        if name.source:
            found.append((self.source_property, [self.iri("source", name.source)]))
        return found

    def relation(self, relation: Relation) -> Values:
        iri, kg = self.iri, self.kg
        found: Values = [
            (self.type, [kg(relation.type)]),
            (kg("subject"), [iri("data", relation.subject)]),
            (kg("object"), [iri("data", relation.object)]),
            (kg("status"), [kg(relation.status)]),
            (kg("claim"), [iri("claim", claim.id) for claim in relation.claims]),
        ]
        self.period(found, relation.start, relation.end)
        for name, day in (
            ("knownFrom", relation.known_from),
            ("knownTo", relation.known_to),
            ("possibleFrom", relation.possible_from),
            ("possibleTo", relation.possible_to),
        ):
            if day is not None:
                found.append((kg(name), [self.day(day)]))
        if relation.place:
            found.append((kg("place"), [iri("data", relation.place)]))
        if relation.qualifiers:
            by_key = self.base.relation_class(relation).qualifier_by_key
            for key, values in relation.qualifiers:
                qualifier = by_key[key]
                if qualifier.is_entity:
                    objects = [iri("data", value) for value in values]
                elif qualifier.range is not None:
                    objects = [self.key(qualifier.range, value) for value in values]
                else:
                    objects = [_text(value) for value in values]
                found.append((kg(qualifier.iri_name), sorted(set(objects))))
        if relation.note:
            found.append((self.note_property, [_text(relation.note)]))
        return found

    def claim(self, claim: Claim, cls: str) -> Values:
        kg = self.kg
        found: Values = [
            (self.type, [kg(cls)]),
            (kg("stance"), [kg(claim.stance)]),
            (self.source_property, [self.iri("source", claim.source)]),
            (kg("credibility"), [self.number(claim.credibility)]),
        ]
        if claim.by:
            found.append((kg("claimedBy"), [self.iri("data", claim.by)]))
        if claim.as_of:
            found.append((kg("asOf"), [self.date(claim.as_of)]))
        if claim.start or claim.end:
            self.period(found, claim.start, claim.end)
        if claim.locator:
            found.append((kg("locator"), [_text(claim.locator)]))
        if claim.citing:
            found.append((kg("citing"), [_text(claim.citing)]))
        if claim.note:
            found.append((self.note_property, [_text(claim.note)]))
        return found

    def quantity(self, entity: Entity, quantity: Quantity) -> Values:
        kg = self.kg
        found = self.claim(quantity.claim, "Quantity")
        found.append((kg("about"), [self.iri("data", entity.id)]))
        found.append((kg("measure"), [self.key("Measure", quantity.measure)]))
        if quantity.minimum is not None and quantity.minimum == quantity.maximum:
            found.append((kg("value"), [self.number(quantity.minimum)]))
        else:
            if quantity.minimum is not None:
                found.append((kg("minimum"), [self.number(quantity.minimum)]))
            if quantity.maximum is not None:
                found.append((kg("maximum"), [self.number(quantity.maximum)]))
        return found

    def fate(self, entity: Entity, fate: Fate) -> Values:
        kg = self.kg
        found = self.claim(fate.claim, "FateClaim")
        found.append((kg("about"), [self.iri("data", entity.id)]))
        found.append((kg("fate"), [self.key("Fate", fate.fate)]))
        if fate.date:
            found.append((kg("date"), [self.date(fate.date)]))
        return found

    def source(self, source: Source) -> Values:
        iri, kg = self.iri, self.kg
        found: Values = [
            (self.type, [kg("Source")]),
            (iri("dcterms", "publisher"), [_text(source.publisher)]),
            (iri("dcterms", "title"), [_text(source.title)]),
            (iri("dcterms", "issued"), [self.date(source.published)]),
            (kg("reliability"), [_text(source.reliability)]),
        ]
        if source.url:
            found.append((iri("schema", "url"), [_text(source.url) + self.any_uri]))
        if source.archive_url:
            found.append((kg("archiveUrl"), [_text(source.archive_url) + self.any_uri]))
        if source.lang:
            found.append((iri("dcterms", "language"), [_text(source.lang)]))
        if source.authors:
            found.append((iri("dcterms", "creator"), sorted({_text(author) for author in source.authors})))
        if source.via:
            found.append((kg("via"), [_text(source.via)]))
        if source.derived_from:
            found.append((kg("derivedFrom"), sorted({iri("source", other) for other in source.derived_from})))
        if source.accessed:
            found.append((kg("accessed"), [self.date(source.accessed)]))
        if source.note:
            found.append((self.note_property, [_text(source.note)]))
        return found
