"""The knowledge base as RDF: which statements it is, in which terms, in which order.

One description per entity, name, source, tie and claim; each thing has an IRI that comes from its id, and there is no
blank node. Beside what is stated stand the direct triples (`data:a kg:coordinatesWith data:b`), one for every tie that
is corroborated or reported and for no other: whoever loads the data naively must not read a contested allegation as a
fact. A data set keeps the two in graphs of their own.

Terms are made as text in the syntax asked for: writing hundreds of thousands of term objects costs more than all the
rest of the compilation. What the data set says of itself as a whole is made in `description`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import blake2s
from typing import Literal, NamedTuple

from khorasan_graph.model.dates import ONGOING, UNKNOWN, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import FACTUAL, Claim, Entity, Fate, Quantity, Relation, Source
from khorasan_graph.model.selection import EVERYTHING, Selection
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
"""The namespaces of the data by their prefixes."""
DESCRIPTION_PREFIXES = {
    "dataset": f"{DATA}dataset/",
    "graph": f"{DATA}graph/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
"""Those that only the description of the data set needs."""
ALL_PREFIXES = {**PREFIXES, **DESCRIPTION_PREFIXES}
STATED_GRAPH = f"{DATA}graph/stated"
DIRECT_GRAPH = f"{DATA}graph/direct"
DESCRIPTION_GRAPH = f"{DATA}graph/description"
BETWEEN_AUTHORS = "; "

Values = list[tuple[str, list[str]]]
"""Predicates with their objects, as text in some syntax."""
Part = Literal["", "name", "quantity", "fate", "claim"]


class Syntax(NamedTuple):
    """How a syntax writes terms: an IRI from its prefix and local name, as a property and in any other place; the IRI
    of something foreign; a text, without its language and with it; and from a datatype, what writes a literal of it."""

    property: Callable[[str, str], str]
    iri: Callable[[str, str], str]
    foreign: Callable[[str], str]
    text: Callable[[str], str]
    tagged: Callable[[str, str], str]
    typed: Callable[[str, str], Callable[[str], str]]


class Description(NamedTuple):
    """All that is said of one subject: what is stated, and its direct ties.

    What is a `part` (a name, a number or a fate of an entity, a claim of a tie) follows what it is a part of.
    """

    subject: str
    stated: Values
    direct: Values
    part: Part = ""


def describe(base: KnowledgeBase, syntax: Syntax, selection: Selection = EVERYTHING) -> Iterator[Description]:
    """Every description, by kind and id: entities with their names and facts, ties with their claims, sources.

    The base is one that the selection has narrowed already.
    """
    iri = syntax.iri
    terms = _Terms(base, syntax)
    direct = direct_ties(base, syntax, selection)
    for entity in base.entities.values():
        yield Description(iri("data", entity.id), terms.entity(entity), direct.get(entity.id, []))
        for id_, name, sources in names_of(entity):
            yield Description(iri("name", id_), terms.name(name, sources), [], "name")
        for quantity in entity.quantities:
            yield Description(iri("claim", quantity.claim.id), terms.quantity(entity, quantity), [], "quantity")
        for fate in entity.fates:
            yield Description(iri("claim", fate.claim.id), terms.fate(entity, fate), [], "fate")
    for relation in base.relations.values():
        yield Description(iri("relation", relation.id), terms.relation(relation), [])
        for claim in relation.claims:
            yield Description(iri("claim", claim.id), terms.claim(claim, "Claim"), [], "claim")
    for source in base.sources.values():
        yield Description(iri("source", source.id), terms.source(source), [])


def names_of(entity: Entity) -> Iterator[tuple[str, Name, tuple[str, ...]]]:
    """The names of an entity with their ids and sources: what is written twice (KG311) is one name of two sources."""
    if len(entity.names) == 1:
        (name,) = entity.names
        yield name_id(entity.id, name), name, (name.source,) if name.source else ()
        return
    found: dict[str, list[Name]] = {}
    for name in entity.names:
        found.setdefault(name_id(entity.id, name), []).append(name)
    for id_, names in found.items():
        shared = next((name for name in names if name.shared), names[0])
        yield id_, shared, tuple(sorted({name.source for name in names if name.source}))


def name_id(entity: str, name: Name) -> str:
    """The id of a name: the entity's, and a digest of what the name is, for a name may be in any script."""
    identity = "\x1f".join((name.text, name.kind, name.lang or "", str(name.start or ""), str(name.end or "")))
    return f"{entity}:{blake2s(identity.encode(), digest_size=6).hexdigest()}"


def direct_ties(base: KnowledgeBase, syntax: Syntax, selection: Selection = EVERYTHING) -> dict[str, Values]:
    """The direct triples by the id of their subject; a symmetric tie has one in each direction.

    As of a date, a tie that only may hold has none: it must not be read as one that holds.
    """
    iri = syntax.iri
    found: dict[str, dict[str, set[str]]] = {}
    for relation in base.relations.values():
        if relation.status not in FACTUAL or selection.activity(relation) == "possible":
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
            (syntax.property("kg", predicate), [iri("data", target) for target in sorted(targets)])
            for predicate, targets in sorted(ties.items())
        ]
        for subject, ties in sorted(found.items())
    }


class _Terms:
    """The statements about each kind of record, in one syntax."""

    def __init__(self, base: KnowledgeBase, syntax: Syntax) -> None:
        self.base = base
        self.iri = syntax.iri
        self.text = syntax.text
        self.tagged = syntax.tagged
        self.property = syntax.property
        self.has = cache(lambda local: syntax.property("kg", local))
        self.kg = cache(lambda local: syntax.iri("kg", local))
        self.type = syntax.property("rdf", "type")
        edtf, day = syntax.typed("edtf", "EDTF-level1"), syntax.typed("xsd", "date")
        integer, boolean = syntax.typed("xsd", "integer"), syntax.typed("xsd", "boolean")
        self.date: Callable[[EdtfDate], str] = cache(lambda when: edtf(when.text))
        self.day: Callable[[datetime.date], str] = cache(lambda when: day(when.isoformat()))
        self.number: Callable[[int], str] = cache(lambda value: integer(str(value)))
        self.bounds: dict[tuple[str, str], Values] = {}
        self.decimal = syntax.typed("xsd", "decimal")
        self.any_uri = syntax.typed("xsd", "anyURI")
        self.true = boolean("true")
        self.note_property = syntax.property("skos", "note")
        self.source_property = syntax.property("dcterms", "source")

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
        side = "End" if name == "end" else "Start"
        if when == ONGOING:
            found.append((self.has("openEnd"), [self.true]))
        elif when == UNKNOWN:
            found.append((self.has(f"unknown{side}"), [self.true]))
        else:
            found.append((self.has(name), [self.date(when)]))
            if when.earliest is not None:
                found.append((self.has(f"earliest{side}"), [self.day(when.earliest)]))
            if when.latest is not None:
                found.append((self.has(f"latest{side}"), [self.day(when.latest)]))
        self.bounds[name, when.text] = found
        return found

    def named(self, name: Name) -> str:
        return self.tagged(name.text, name.lang) if name.lang else self.text(name.text)

    def entity(self, entity: Entity) -> Values:
        iri, has, text = self.iri, self.has, self.text
        found: Values = [(self.type, [self.kg(entity.type)]), (self.property("skos", "prefLabel"), [text(entity.name)])]
        if entity.names:
            labels = {self.named(name) for name in entity.names if name.text != entity.name or name.lang}
            if labels:
                found.append((self.property("skos", "altLabel"), sorted(labels)))
            found.append((has("name"), sorted({iri("name", name_id(entity.id, name)) for name in entity.names})))
        if entity.description:
            found.append((self.property("dcterms", "description"), [text(entity.description)]))
        is_event = self.base.vocabulary.is_entity_a(entity.type, "Event")
        self.period(found, entity.start, entity.end, "date" if is_event else "start")
        if entity.part_of:
            found.append((has("partOf"), [iri("data", entity.part_of)]))
        if entity.latitude and entity.longitude:
            found.append((self.property("geo", "lat"), [self.decimal(entity.latitude)]))
            found.append((self.property("geo", "long"), [self.decimal(entity.longitude)]))
        if entity.code:
            found.append((has("countryCode"), [text(entity.code)]))
        if entity.identifiers:
            texts = sorted({text(f"{identifier.scheme}:{identifier.value}") for identifier in entity.identifiers})
            found.append((has("identifier"), texts))
        if entity.different_from:
            found.append((has("differentFrom"), self.iris("data", entity.different_from)))
        if entity.sources:
            found.append((self.source_property, self.iris("source", entity.sources)))
        return found

    def iris(self, prefix: str, ids: Iterable[str]) -> list[str]:
        return [self.iri(prefix, id_) for id_ in sorted(set(ids))]

    def name(self, name: Name, sources: tuple[str, ...]) -> Values:
        has = self.has
        found: Values = [
            (self.type, [self.kg("Name")]),
            (has("text"), [self.named(name)]),
            (has("nameKind"), [self.key("NameKind", name.kind)]),
        ]
        self.period(found, name.start, name.end)
        if name.shared:
            found.append((has("shared"), [self.true]))
        if sources:
            found.append((self.source_property, self.iris("source", sources)))
        return found

    def relation(self, relation: Relation) -> Values:
        iri, has = self.iri, self.has
        found: Values = [
            (self.type, [self.kg(relation.type)]),
            (has("subject"), [iri("data", relation.subject)]),
            (has("object"), [iri("data", relation.object)]),
            (has("status"), [self.kg(relation.status)]),
            (has("claim"), [iri("claim", claim.id) for claim in relation.claims]),
        ]
        self.period(found, relation.start, relation.end)
        for name, day in (
            ("knownFrom", relation.known_from),
            ("knownTo", relation.known_to),
            ("possibleFrom", relation.possible_from),
            ("possibleTo", relation.possible_to),
        ):
            if day is not None:
                found.append((has(name), [self.day(day)]))
        if relation.place:
            found.append((has("place"), [iri("data", relation.place)]))
        if relation.qualifiers:
            by_key = self.base.relation_class(relation).qualifier_by_key
            for key, values in relation.qualifiers:
                qualifier = by_key[key]
                if qualifier.is_entity:
                    objects = [iri("data", value) for value in values]
                elif qualifier.range is not None:
                    objects = [self.key(qualifier.range, value) for value in values]
                else:
                    objects = [self.text(value) for value in values]
                found.append((has(qualifier.iri_name), sorted(set(objects))))
        if relation.note:
            found.append((self.note_property, [self.text(relation.note)]))
        return found

    def claim(self, claim: Claim, cls: str) -> Values:
        has = self.has
        found: Values = [
            (self.type, [self.kg(cls)]),
            (has("stance"), [self.kg(claim.stance)]),
            (self.source_property, [self.iri("source", claim.source)]),
            (has("credibility"), [self.number(claim.credibility)]),
        ]
        if claim.by:
            found.append((has("claimedBy"), [self.iri("data", claim.by)]))
        if claim.as_of:
            found.append((has("asOf"), [self.date(claim.as_of)]))
        if claim.start or claim.end:
            self.period(found, claim.start, claim.end)
        if claim.locator:
            found.append((has("locator"), [self.text(claim.locator)]))
        if claim.citing:
            found.append((has("citing"), [self.text(claim.citing)]))
        if claim.note:
            found.append((self.note_property, [self.text(claim.note)]))
        return found

    def quantity(self, entity: Entity, quantity: Quantity) -> Values:
        has = self.has
        found = self.claim(quantity.claim, "Quantity")
        found.append((has("about"), [self.iri("data", entity.id)]))
        found.append((has("measure"), [self.key("Measure", quantity.measure)]))
        if quantity.minimum is not None and quantity.minimum == quantity.maximum:
            found.append((has("value"), [self.number(quantity.minimum)]))
        else:
            if quantity.minimum is not None:
                found.append((has("minimum"), [self.number(quantity.minimum)]))
            if quantity.maximum is not None:
                found.append((has("maximum"), [self.number(quantity.maximum)]))
        return found

    def fate(self, entity: Entity, fate: Fate) -> Values:
        has = self.has
        found = self.claim(fate.claim, "FateClaim")
        found.append((has("about"), [self.iri("data", entity.id)]))
        found.append((has("fate"), [self.key("Fate", fate.fate)]))
        if fate.date:
            found.append((has("date"), [self.date(fate.date)]))
        return found

    def source(self, source: Source) -> Values:
        has, text = self.has, self.text
        found: Values = [
            (self.type, [self.kg("Source")]),
            (self.property("dcterms", "publisher"), [text(source.publisher)]),
            (self.property("dcterms", "title"), [text(source.title)]),
            (self.property("dcterms", "issued"), [self.date(source.published)]),
            (has("reliability"), [text(source.reliability)]),
        ]
        if source.url:
            found.append((self.property("schema", "url"), [self.any_uri(source.url)]))
        if source.archive_url:
            found.append((has("archiveUrl"), [self.any_uri(source.archive_url)]))
        if source.lang:
            found.append((self.property("dcterms", "language"), [text(source.lang)]))
        if source.authors:
            found.append((self.property("dcterms", "creator"), sorted({text(author) for author in source.authors})))
            if len(source.authors) > 1:
                found.append((has("byline"), [text(BETWEEN_AUTHORS.join(source.authors))]))
        if source.via:
            found.append((has("via"), [text(source.via)]))
        if source.derived_from:
            found.append((has("derivedFrom"), self.iris("source", source.derived_from)))
        if source.accessed:
            found.append((has("accessed"), [self.date(source.accessed)]))
        if source.note:
            found.append((self.note_property, [text(source.note)]))
        return found
