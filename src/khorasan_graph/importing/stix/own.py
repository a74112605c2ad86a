"""An export of ours: records as its extension carries them; what somebody did to the bundle is left over.

Notes, opinions and where places lie follow from the records. A name or a title that differs from its record, and an
object that carries no record, are somebody else's: they are told, and the record is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khorasan_graph.export.stix.common import DATA_SET, EXTENSION, GENERATOR
from khorasan_graph.importing.drafts import CREDIBILITY, STANCE, Open, Record
from khorasan_graph.importing.ids import is_id
from khorasan_graph.importing.stix.objects import Object, Objects, listed, mapping, shown, text, texts
from khorasan_graph.importing.values import dated
from khorasan_graph.model.vocabulary import RelationClass

_DERIVED = frozenset({"denial", "facts", "part-of", "data-set"})
"""Kinds of records of which nothing has to be read: what they say is in others."""

_READ = {
    "entity": frozenset(
        "id type name description names start end date part_of coordinates code identifiers different_from sources "
        "quantities fates".split()
    ),
    "relation": frozenset(
        "id type subject object status start end date place qualifiers note known_from known_to possible_from "
        "possible_to activity claims".split()
    ),
    "source": frozenset(
        "id title publisher published reliability url archive_url lang authors via derived_from accessed note".split()
    ),
}
_READ["denied-relation"] = _READ["relation"]
_ALWAYS = frozenset({"extension_type", "record"})
_PERIOD = ("start", "end", "date")
"""The dates of an entity, a tie or a claim: it has those of its kind."""


def read(objects: Objects, data_set: Object) -> None:
    """Read the records that objects carry into drafts."""
    own = _Own(objects)
    own.about(data_set)
    carried = []
    for item in objects.by_id.values():
        record = mapping(mapping(item.get("extensions")).get(EXTENSION))
        kind = text(record.get("record")) or ""
        if kind in _READ:
            carried.append((item, kind, record))
        elif kind not in _DERIVED and item["id"] not in (EXTENSION, GENERATOR, DATA_SET) and not _is_license(item):
            objects.leave_object(item, "it carries no record: it is not of the export that the bundle is")
    for kinds, take in (
        (("source",), own.source),
        (("entity",), own.entity),
        (("relation", "denied-relation"), own.tie),
    ):
        for item, kind, record in carried:
            if kind in kinds:
                own.take(item, kind, record, take)


def _is_license(item: Object) -> bool:
    told = text(mapping(item.get("definition")).get("statement"))
    return item["type"] == "marking-definition" and told is not None and told.startswith("License: ")


class _Own:
    """Makes records of what the extension carries."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.drafts = objects.drafts
        self.vocabulary = objects.drafts.vocabulary
        self.taken: set[str] = set()

    def about(self, data_set: Object) -> None:
        record = Record()
        self.copy(record, data_set, "title", "description", "license", "version", "homepage")
        record.put("creators", texts(data_set.get("creators")))
        if record.fields:
            self.drafts.about = record
        if chosen := mapping(data_set.get("selection")):
            self.drafts.note(f"it is a part of its data set: {shown(chosen)}")

    def take(self, item: Object, kind: str, carried: Object, read: Any) -> None:
        """Read one record, unless another has its id; leave over what it does not have."""
        id_ = text(carried.get("id"))
        family = "relation" if kind == "denied-relation" else kind
        if id_ is None or f"{family}/{id_}" in self.taken:
            self.objects.leave_object(item, "its record has no id" if id_ is None else "another has its record's id")
            return
        self.taken.add(f"{family}/{id_}")
        read(id_, carried)
        for key, value in carried.items():
            if key not in _READ[kind] and key not in _ALWAYS:
                self.objects.leave(f"{kind} records", f"`{key}`", "no field holds it", value)
        recorded = carried.get("title" if kind == "source" else "name")
        if "name" in item and item["name"] not in (recorded, f"{recorded} ({id_})"):
            self.objects.leave(str(item["type"]), "`name`", "it differs from the name on record", item["name"])
        if item.get("revoked") is True:
            self.objects.leave(str(item["type"]), "`revoked`", "it was revoked; its record is taken all the same", id_)

    def ref(self, value: object) -> str | None:
        """An id as it is; what is none becomes one, which `check` will not find."""
        written = text(value)
        return written if written is None or is_id(written) else self.drafts.ids.make(written, written)

    def refs(self, value: object) -> tuple[str, ...]:
        return tuple(ref for item in texts(value) if (ref := self.ref(item)))

    def copy(self, record: Record, carried: Object, *fields: str) -> None:
        for field in fields:
            record.put(field, text(carried.get(field)))

    def dates(self, record: Record, carried: Object, *fields: str) -> None:
        for field in fields:
            if (written := text(carried.get(field))) is not None:
                record.put(field, dated(written, end=field == "end"))

    def source(self, id_: str, carried: Object) -> None:
        record = Record()
        self.copy(record, carried, "publisher", "title", "reliability", "url", "archive_url", "lang", "via", "note")
        record.put("authors", tuple(one for one in listed(carried.get("authors")) if text(one)))
        self.dates(record, carried, "published", "accessed")
        record.put("derived_from", self.refs(carried.get("derived_from")))
        self.drafts.source(self.drafts.ids.keep(f"source:{id_}", id_), record)

    def entity(self, id_: str, carried: Object) -> None:
        written = text(carried.get("type")) or ""
        cls = self.vocabulary.entity_classes.get(written)
        record = Record({"name": text(carried.get("name")) or Open("its name")})
        if cls is None or cls.abstract:
            record.put("type", Open("a class of the ontology", says=written))
        self.copy(record, carried, "description", "code")
        self.dates(record, carried, *_PERIOD)
        record.put("part_of", self.ref(carried.get("part_of")))
        position = mapping(carried.get("coordinates"))
        latitude, longitude = text(position.get("latitude")), text(position.get("longitude"))
        if latitude and longitude:
            record.put("coordinates", Record({"latitude": latitude, "longitude": longitude}))
        record.put("different_from", self.refs(carried.get("different_from")))
        record.put("sources", self.refs(carried.get("sources")))
        for key, read in (
            ("names", self.name),
            ("identifiers", self.identifier),
            ("quantities", self.quantity),
            ("fates", self.fate),
        ):
            record.put(key, [read(mapping(one)) for one in listed(carried.get(key))])
        type_ = cls.name if cls is not None and not cls.abstract else None
        self.drafts.entity(self.drafts.ids.keep(f"entity:{id_}", id_), type_, record)

    def name(self, carried: Object) -> Record:
        record = Record({"text": text(carried.get("text")) or Open("the name")})
        choices = tuple(self.vocabulary.terms("NameKind"))
        record.put("kind", text(carried.get("kind")) or Open("what kind of name it is", choices=choices))
        self.copy(record, carried, "lang")
        self.dates(record, carried, "start", "end")
        record.put("source", self.ref(carried.get("source")))
        record.put("shared", "true" if carried.get("shared") is True else None)
        return record

    def identifier(self, carried: Object) -> Record:
        scheme, value = text(carried.get("scheme")), text(carried.get("value"))
        return Record({"scheme": scheme or Open("whose"), "value": value or Open("which")})

    def claim(self, carried: Object) -> Record:
        """What all claims have; the period is not among it, for only those of ties have one."""
        record = Record({"source": self.ref(carried.get("source")) or self.drafts.import_source()})
        grade = carried.get("credibility")
        record.put("credibility", str(grade) if _is_number(grade) else CREDIBILITY)
        stance = text(carried.get("stance"))
        record.put("stance", None if stance == "asserts" else stance or STANCE)
        record.put("by", self.ref(carried.get("by")))
        self.dates(record, carried, "as_of")
        self.copy(record, carried, "locator", "citing", "note")
        return record

    def quantity(self, carried: Object) -> Record:
        record = Record({"measure": text(carried.get("measure")) or Open("what is counted")})
        for key in ("value", "min", "max"):
            if _is_number(number := carried.get(key)):
                record.put(key, str(number))
        record.fields.update(self.claim(carried).fields)
        return record

    def fate(self, carried: Object) -> Record:
        record = Record({"fate": text(carried.get("fate")) or Open("what became of the person")})
        self.dates(record, carried, "date")
        record.fields.update(self.claim(carried).fields)
        return record

    def tie(self, id_: str, carried: Object) -> None:
        subject, target = self.ref(carried.get("subject")), self.ref(carried.get("object"))
        if subject is None or target is None:
            self.objects.leave("relation records", "a tie", "it lacks its subject or its object", id_)
            return
        written = text(carried.get("type")) or ""
        cls = self.vocabulary.relation_classes.get(written)
        cls = cls if cls is not None and not cls.abstract else None
        record = Record({"subject": subject, "object": target, "id": id_})
        record.put("type", cls.name if cls is not None else Open("what kind of tie", says=written))
        self.dates(record, carried, *_PERIOD)
        record.put("place", self.ref(carried.get("place")))
        self.copy(record, carried, "note")
        self.qualifiers(record, mapping(carried.get("qualifiers")), cls)
        claims = []
        for one in map(mapping, listed(carried.get("claims"))):
            claims.append(self.claim(one))
            self.dates(claims[-1], one, *_PERIOD)
        if not claims:
            claims = [Record({"source": self.drafts.import_source(), "credibility": CREDIBILITY})]
            claims[0].comments.append("The bundle has no claim of this tie.")
        record.put("claims", claims)
        self.drafts.tie(record)

    def qualifiers(self, record: Record, carried: Object, cls: RelationClass | None) -> None:
        for key, value in carried.items():
            qualifier = cls.qualifier_by_key.get(key) if cls is not None else None
            told: Iterable[str] = texts(value)
            if qualifier is None or not told:
                self.objects.leave("relation records", f"`{key}`", "this kind of tie has no such field", value)
                continue
            found = self.refs(value) if qualifier.is_entity else tuple(told)
            if len(found) > 1 and not qualifier.many:
                self.objects.leave("relation records", f"`{key}`", "there can be one value", value)
            record.put(key, found if qualifier.many else found[0])


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
