"""Organizations, people, places, events and sources as FollowTheMoney entities, with notes for what sources state.

A property that carries no claim of its own (where an event was, who took part in it) is set only from ties that are
corroborated or reported, as are the direct triples of the RDF; who organized an event only from corroborated ones. No
entity gets a topic: topics grade risk, and here it matters who says so. See
<https://followthemoney.tech/explorer/schemata/>.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2s
from typing import Any

from khorasan_graph.export.formats import Request
from khorasan_graph.export.ftm import records, values
from khorasan_graph.model.dates import ONGOING, EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import FACTUAL, Claim, Entity, Relation, Source
from khorasan_graph.model.words import CREDIBILITY, RELIABILITY, day, span, spoken

Line = dict[str, Any]
"""One FollowTheMoney entity."""

NAME_PROPERTIES = {"acronym": "weakAlias", "former": "previousName"}
"""Where a kind of name goes that does not go to `alias`."""

_MAPPED_IDENTIFIERS = frozenset({"wikidata"})


def entity_id(id_: str) -> str:
    """The FollowTheMoney id of one of our entities."""
    return f"khorasan-{id_}"


def other_id(kind: str, id_: str) -> str:
    """The id of anything else: a tie, a source, a note.

    There is no dot in it, for what stands behind the last dot of an id is taken for a signature; two hyphens stand for
    one, and before the id itself, so that nothing else has the same.
    """
    found = f"khorasan-{kind}--{id_.replace('.', '--').replace(':', '--')}"
    if len(found) <= 200 and found.isascii() and found.replace("-", "").isalnum():
        return found
    return f"khorasan-{kind}--{blake2s(id_.encode(), digest_size=16).hexdigest()}"


def source_id(id_: str) -> str:
    return other_id("source", id_)


def line(id_: str, schema: str, properties: dict[str, Any], kind: str, own: str, record: Any = None) -> Line:
    """One entity, its texts as they are; `values.tidy` makes them what FollowTheMoney takes.

    Its key `khorasan` says of which record of ours it tells, and holds that record unless another entity does.
    """
    key = {"kind": kind, "id": own} if record is None else {"kind": kind, "id": own, "record": record}
    return {"id": id_, "schema": schema, "properties": properties, "khorasan": key}


class Places:
    """Places by their names, with the places around them, and the country they lie in."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base

    def around(self, id_: str) -> list[Entity]:
        """The place and those around it, from inside out."""
        found: dict[str, Entity] = {}
        at: str | None = id_
        while at is not None and at not in found:
            found[at] = self.base.entities[at]
            at = found[at].part_of
        return list(found.values())

    def words(self, id_: str) -> str:
        return ", ".join(place.name for place in self.around(id_))

    def country(self, id_: str) -> str | None:
        return next((place.code.lower() for place in self.around(id_) if place.code), None)


def schema_of(base: KnowledgeBase, entity: Entity) -> str:
    """The schema of an entity: states, their bodies and international bodies are public bodies."""
    cls = base.vocabulary.entity_classes[entity.type]
    if cls.folder == "people":
        return "Person"
    if cls.folder == "events":
        return "Event"
    if cls.folder == "places":
        return "Address"
    return "PublicBody" if cls.passage == "state" else "Organization"


class Entities:
    """The lines of all entities of one export."""

    def __init__(self, request: Request) -> None:
        self.base = request.base
        self.places = Places(request.base)
        self.facts: dict[tuple[str, str], list[Relation]] = defaultdict(list)
        for relation in request.base.relations.values():
            if relation.status in FACTUAL and request.selection.activity(relation) != "possible":
                self.facts[relation.type, relation.subject].append(relation)
                self.facts[relation.type, relation.object].append(relation)

    def lines(self) -> Iterator[Line]:
        for entity in self.base.entities.values():
            yield from self.entity(entity)
        for source in self.base.sources.values():
            yield self.source(source)

    def entity(self, entity: Entity) -> Iterator[Line]:
        """The entity, and a note for each number and each fate."""
        schema = schema_of(self.base, entity)
        cls = self.base.vocabulary.entity_classes[entity.type]
        properties: dict[str, Any] = {
            "name": [entity.name if values.name(entity.name) else entity.id],
            "description": [entity.description],
            "wikidataId": [item.value for item in entity.identifiers if item.scheme == "wikidata"],
            "proof": [source_id(source) for source in entity.sources],
            "notes": list(self.notes(entity, schema)),
        }
        self.add_names(properties, entity, schema)
        if schema in ("Person", "Organization", "PublicBody"):
            properties["status"] = list(ended(entity.end, "died" if schema == "Person" else "dissolved"))
        if schema == "Person":
            born = self.facts["BornIn", entity.id]
            properties["birthDate"], properties["deathDate"] = [values.date(entity.start)], [values.date(entity.end)]
            properties["birthPlace"] = [self.places.words(tie.object) for tie in born]
            properties["birthCountry"] = [self.places.country(tie.object) for tie in born]
        elif schema == "Event":
            self.add_event(properties, entity)
        elif schema in ("Organization", "PublicBody"):
            properties["classification"] = [cls.label]
            properties["incorporationDate"] = [values.date(entity.start)]
            properties["dissolutionDate"] = [values.date(entity.end)]
        else:
            # Not a `Territory`: versions of FollowTheMoney that programs still use refuse a file that has one.
            properties["full"] = [self.places.words(entity.id)]
            properties["country"] = [self.places.country(entity.id)]
            properties["latitude"], properties["longitude"] = [entity.latitude], [entity.longitude]
        if schema in ("Event", "Address"):
            properties["keywords"] = [cls.label]
        record = records.entity_record(self.base, entity)
        yield line(entity_id(entity.id), schema, properties, cls.folder or "", entity.id, record)
        yield from self.stated(entity, cls.folder or "")

    def add_names(self, properties: dict[str, Any], entity: Entity, schema: str) -> None:
        """Put each name where its kind belongs. What two entities are called helps to recognize, and not to match."""
        for name in entity.names:
            if values.name(name.text) == values.name(entity.name):
                continue
            key = "weakAlias" if name.shared else NAME_PROPERTIES.get(name.kind, "alias")
            if name.kind == "acronym" and schema in ("Organization", "PublicBody", "Person"):
                # Only new versions know it: an acronym that stands nowhere else would not be found by others.
                properties.setdefault("abbreviation", []).append(name.text)
            properties.setdefault(key, []).append(name.text)

    def add_event(self, properties: dict[str, Any], entity: Entity) -> None:
        took = values.days(entity.start)
        if took is not None:
            properties["startDate"], properties["endDate"] = [took[0]], [took[1]]
        properties["date"] = [values.date(entity.start)]
        where = [tie.object for tie in self.facts["TookPlaceIn", entity.id]]
        properties["location"] = [self.places.words(place) for place in where]
        properties["country"] = [self.places.country(place) for place in where]
        properties["involved"] = [entity_id(tie.subject) for tie in self.facts["Participation", entity.id]]
        properties["organizer"] = [
            entity_id(tie.subject) for tie in self.facts["Responsibility", entity.id] if tie.status == "corroborated"
        ]

    def notes(self, entity: Entity, schema: str) -> Iterator[str]:
        """In words, what FollowTheMoney has no property for."""
        yield from self.life(entity, schema)
        for name in entity.names:
            if has_more(name):
                yield self.name_words(name)
        terms = self.base.vocabulary.terms("IdentifierScheme")
        for item in entity.identifiers:
            if item.scheme not in _MAPPED_IDENTIFIERS:
                template = terms[item.scheme].url_template
                at = f" ({template.replace('{}', item.value)})" if template else ""
                yield f"{terms[item.scheme].label}: {item.value}{at}"
        if entity.different_from:
            others = "; ".join(f"{self.base.entities[other].name} ({other})" for other in entity.different_from)
            yield f"Not to be confused with: {others}."

    def life(self, entity: Entity, schema: str) -> Iterator[str]:
        """The dates of its existence that are no plain dates."""
        if schema == "Event":
            if imprecise(entity.start) and values.days(entity.start) is None:
                yield f"Happened: {day(entity.start, spoken)}."
            return
        for when, word in ((entity.start, "Born" if schema == "Person" else "Founded"),
                           (entity.end, "Died" if schema == "Person" else "Dissolved")):  # fmt: skip
            if when == ONGOING:
                yield "Still alive." if schema == "Person" else "Still in existence."
            elif imprecise(when):
                yield f"{word}: {day(when, spoken) if has_day(when) else 'date not known'}."

    def name_words(self, name: Name) -> str:
        told = [self.base.vocabulary.terms("NameKind")[name.kind].label]
        told += [f"language {name.lang}"] if name.lang else []
        told += [f"used {span(name.start, name.end, spoken)}"] if span(name.start, name.end) else []
        told += [f"met in {source_words(self.base.sources[name.source])}"] if name.source else []
        return f"Name “{name.text}”: {', '.join(told)}."

    def stated(self, entity: Entity, folder: str) -> Iterator[Line]:
        """A note for each number that a source states, and for each fate."""
        vocabulary = self.base.vocabulary
        for quantity in entity.quantities:
            measure = vocabulary.terms("Measure")[quantity.measure]
            yield self.note(entity, folder, quantity.claim, f"{measure.label} {quantity.text}")
        for fate in entity.fates:
            label = vocabulary.terms("Fate")[fate.fate].label
            when = f", {day(fate.date, spoken)}" if has_day(fate.date) else ""
            yield self.note(entity, folder, fate.claim, f"{label}{when}")

    def note(self, entity: Entity, folder: str, claim: Claim, says: str) -> Line:
        denied = "Denied: " if claim.stance == "denies" else ""
        told = f"{denied}{entity.name}: {says}.\n{claim_words(self.base, claim)}"
        properties = {
            "entity": [entity_id(entity.id)],
            "description": [told],
            **source_properties(self.base, (claim,)),
        }
        return line(other_id("note", claim.id), "Note", properties, folder, entity.id)

    def source(self, source: Source) -> Line:
        properties: dict[str, Any] = {
            "title": [source.title],
            "publisher": [source.publisher],
            "publishedAt": [values.date(source.published)],
            "author": list(source.authors),
            "language": [values.language(source.lang)],
            "retrievedAt": [values.date(source.accessed)],
            "sourceUrl": [values.url(source.url)],
            "notes": list(self.source_notes(source)),
        }
        record = records.source_record(source)
        return line(source_id(source.id), "Article", properties, "sources", source.id, record)

    def source_notes(self, source: Source) -> Iterator[str]:
        yield f"Reliability {source.reliability}: {RELIABILITY[source.reliability]}."
        if values.date(source.published) is None:
            yield f"Published: {day(source.published, spoken)}."
        if source.accessed is not None and values.date(source.accessed) is None:
            yield f"Read: {day(source.accessed, spoken)}."
        if source.lang and values.language(source.lang) is None:
            yield f"Language: {source.lang}."
        if source.url and values.url(source.url) is None:
            yield f"Address: {source.url}"
        if source.archive_url:
            yield f"Archived at: {source.archive_url}"
        if source.via:
            yield f"Read in: {source.via}"
        for other in source.derived_from:
            yield f"Restates or copies: {source_words(self.base.sources[other])}."
        if source.note:
            yield source.note


def imprecise(when: EdtfDate | None) -> bool:
    """Whether something is written that is no plain date."""
    return when is not None and values.date(when) is None


def ended(when: EdtfDate | None, word: str) -> Iterator[str]:
    """That something has ended, where no date can say it: a link without an end would be taken to hold today."""
    if has_day(when) and values.date(when) is None:
        yield f"{word} {day(when, spoken)}"


def has_more(name: Name) -> bool:
    """Whether more is known of a name than its text and its kind."""
    return bool(name.lang or name.start or name.end or name.source)


def source_properties(base: KnowledgeBase, claims: tuple[Claim, ...]) -> dict[str, list[str | None]]:
    """On which documents something rests."""
    sources = [base.sources[claim.source] for claim in claims]
    return {
        "proof": [source_id(source.id) for source in sources],
        "publisher": [source.publisher for source in sources],
        "sourceUrl": [values.url(source.url) for source in sources],
    }


def source_words(source: Source) -> str:
    return f"“{source.title}” ({source.publisher}, {day(source.published, spoken)})"


def claim_words(base: KnowledgeBase, claim: Claim) -> str:
    """One claim in a sentence: who says so, in which document, how credibly, for when."""
    source = base.sources[claim.source]
    verb = "denies" if claim.stance == "denies" else "asserts"
    grade = f"source {RELIABILITY[source.reliability]}, claim {CREDIBILITY[claim.credibility]}"
    told = [
        f"{base.speaker(claim)} {verb} this, in {source_words(source)}",
        f"graded {base.grade(claim)} ({grade})",
    ]
    if claim.as_of is not None:
        told.append(f"speaking of {day(claim.as_of, spoken)}")
    if claim.start is not None or claim.end is not None:
        told.append(f"for the period {span(claim.start, claim.end, spoken) or 'unknown'}")
    if claim.locator:
        told.append(f"at {claim.locator}")
    if claim.citing:
        told.append(f"citing {claim.citing}")
    return "; ".join(told) + "." + (f" {claim.note}" if claim.note else "")
