"""An export of ours: records as its extension carries them, by the shapes of what authors write.

A value that is there and that no author could write so is left open, with what the file says: it is never taken for
absent. What is no field of its record is left over. Then the bundle is held against what the records are exported as.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khorasan_graph.authoring.shapes import CLAIM_OF_PUNCTUAL_TIE, CLAIM_OF_TIE, Field, Shape, Shapes
from khorasan_graph.export.stix.common import EXTENSION
from khorasan_graph.importing.drafts import CREDIBILITY, STANCE, Open, Record
from khorasan_graph.importing.ids import is_id
from khorasan_graph.importing.stix.compare import DERIVED, Comparison
from khorasan_graph.importing.stix.objects import Object, Objects, mapping, shown, text
from khorasan_graph.importing.values import dated

_RELATIONS = ("relation", "denied-relation")
_ALWAYS = frozenset({"extension_type", "record", "id"})
_ID = "the id of one that is in the data"
_ABSENT = object()

Value = str | int | Open | tuple[str, ...] | Record | list[Record]


def read(objects: Objects, data_set: Object) -> None:
    """Read the records that objects carry into drafts, and tell in what the bundle differs from them."""
    own = _Own(objects)
    own.about(data_set)
    carried = []
    for item in objects.by_id.values():
        record = mapping(mapping(item.get("extensions")).get(EXTENSION))
        kind = text(record.get("record")) or ""
        if kind in ("source", "entity", *_RELATIONS):
            carried.append((item, kind, record))
    for kinds, take in ((("source",), own.source), (("entity",), own.entity), (_RELATIONS, own.tie)):
        for item, kind, record in carried:
            if kind in kinds:
                own.take(item, kind, record, take)
    Comparison(objects, data_set, own.taken, own.odd).tell()


class _Own:
    """Makes records of what the extension carries."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.drafts = objects.drafts
        self.vocabulary = objects.drafts.vocabulary
        self.shapes = Shapes(self.vocabulary)
        self.taken: dict[str, str] = {}
        """By the kind and id of a record: the id of the object that carries it."""
        self.odd: set[str] = set()
        """The ids of objects with something in their records that was left over."""
        self.where = ""
        self.item = ""

    def about(self, data_set: Object) -> None:
        self.where = "data-set records"
        known = self.shapes.about.keys()
        record = self.made({key: value for key, value in data_set.items() if key in known}, self.shapes.about)
        if record.fields:
            self.drafts.about = record
        if chosen := mapping(data_set.get("selection")):
            self.drafts.note(f"it is a part of its data set: {shown(chosen)}")

    def take(self, item: Object, kind: str, carried: Object, read: Any) -> None:
        """Read one record, unless another has its id."""
        id_ = text(carried.get("id"))
        family = "relation" if kind in _RELATIONS else kind
        if id_ is None or f"{family}/{id_}" in self.taken:
            self.objects.leave_object(item, "its record has no id" if id_ is None else "another has its record's id")
            return
        self.taken[f"{family}/{id_}"] = item["id"]
        self.item, self.where = item["id"], f"{kind} records"
        read(id_, {key: value for key, value in carried.items() if key not in _ALWAYS})

    def leave(self, name: str, inside: str, value: object) -> None:
        what = f"`{name}` in `{inside}`" if inside else f"`{name}`"
        self.objects.leave(self.where, what, "no field holds it", value)
        self.odd.add(self.item)

    # Records

    def source(self, id_: str, carried: Object) -> None:
        record = self.made(carried, self.shapes.source)
        self.drafts.source(self.drafts.ids.keep(f"source:{id_}", id_), record)

    def entity(self, id_: str, carried: Object) -> None:
        cls = self.vocabulary.entity_classes.get(text(carried.get("type")) or "")
        folder = cls.folder if cls is not None and not cls.abstract else None
        every = {name: field for shape in self.shapes.entities.values() for name, field in shape.items()}
        shape = self.shapes.entities[folder] if folder else Shape(every.values())
        record = self.made(carried, Shape(field for field in shape.values() if field.form != "relations"))
        type_ = cls.name if cls is not None and folder else None
        if type_ is None:
            says = shown(carried["type"]) if "type" in carried else ""
            record.fields["type"] = Open("a class of the ontology", says=says)
        self.drafts.entity(self.drafts.ids.keep(f"entity:{id_}", id_), type_, record)

    def tie(self, id_: str, carried: Object) -> None:
        cls = self.vocabulary.relation_classes.get(text(carried.get("type")) or "")
        cls = cls if cls is not None and not cls.abstract else None
        qualifiers: dict[str, Field] = {}
        if cls is not None:
            shape = self.shapes.relations[cls.name, True]
            qualifiers = {key: shape[key] for key in cls.qualifier_by_key}
        else:
            every = [shape for (_, alone), shape in self.shapes.relations.items() if alone]
            shape = Shape(field for one in every for field in one.values() if not self.is_qualifier(field.name))
        own = Shape(field for name, field in shape.items() if name not in qualifiers and name != "id")
        plain = {key: value for key, value in carried.items() if key not in DERIVED and key != "qualifiers"}
        record = self.made(plain, own, plain)
        record.fields["id"] = id_
        if cls is None:
            says = shown(carried["type"]) if "type" in carried else ""
            record.fields["type"] = Open("what kind of tie", says=says)
        told = carried.get("qualifiers", {})
        if not isinstance(told, dict):
            self.leave("qualifiers", "", told)
        for key, value in mapping(told).items():
            field = qualifiers.get(key)
            if field is None:
                self.leave(key, "qualifiers", value)
            else:
                record.fields[key] = self.qualifier(field, value)
        self.drafts.tie(record)

    def is_qualifier(self, name: str) -> bool:
        return any(name in cls.qualifier_by_key for cls in self.vocabulary.relation_classes.values())

    def qualifier(self, field: Field, value: object) -> Value:
        """A qualifier, which the extension carries as a list even where there can be one value alone."""
        many = field.form in ("entities", "terms", "texts")
        if not many and isinstance(value, list) and len(value) == 1:
            value = value[0]
        return self.value(field, value, {})

    # Values

    def made(self, data: Mapping[str, Any], shape: Shape, tie: Mapping[str, Any] | None = None, at: str = "") -> Record:
        """A record of plain values as one of drafts; what is no field of its kind is left over, what lacks is open."""
        record = Record()
        for name, value in data.items():
            field = shape.get(name)
            if field is None:
                self.leave(name, at, value)
            else:
                record.fields[name] = self.value(field, value, tie or {})
        for field in shape.required:
            record.fields.setdefault(field.name, self.open(field))
        # The export always says a stance: left out, it was taken out, and must not be read as an assertion.
        if "stance" in shape and record.fields.setdefault("stance", STANCE) == "asserts":
            del record.fields["stance"]
        return record

    def value(self, field: Field, value: object, tie: Mapping[str, Any]) -> Value:
        """The value of a field; open, if no author could write it so."""
        if field.form == "coordinates":
            told = mapping(value)
            if told.keys() != self.shapes.coordinates.keys() or not all(map(text, told.values())):
                return self.open(field, value)
            return Record(dict(told))
        if field.form in ("claims", "list"):
            shape = self.shape_of(field, tie)
            if not isinstance(value, list) or not value:
                return self.open(field, value)
            return [self.inside(item, shape, field.name) for item in value]
        if field.form in ("texts", "entities", "sources", "terms"):
            if not isinstance(value, list) or not value or not all(map(text, value)):
                return self.open(field, value)
            return (
                tuple(value) if field.form in ("texts", "terms") or all(map(is_id, value)) else Open(_ID, shown(value))
            )
        if field.form in ("count", "credibility"):
            return str(value) if isinstance(value, int) and not isinstance(value, bool) else self.open(field, value)
        if field.form == "flag":
            return "true" if value is True else self.open(field, value)
        written = text(value)
        if written is None:
            return self.open(field, value)
        if field.form in ("start", "end", "date"):
            return dated(written, end=field.form == "end")
        if field.form in ("entity", "source") and not is_id(written):
            return Open(_ID, says=written)
        return written

    def inside(self, item: object, shape: Shape, at: str) -> Record:
        """A record in a list; what is none becomes one in which all that is wanted is open."""
        if isinstance(item, dict):
            return self.made(item, shape, at=at)
        return Record({field.name: self.open(field, item) for field in shape.required})

    def shape_of(self, field: Field, tie: Mapping[str, Any]) -> Shape:
        """The shape of the records in a list."""
        if field.form == "list":
            return self.shapes.records[field.of]
        cls = self.vocabulary.relation_classes.get(text(tie.get("type")) or "")
        if cls is None or cls.abstract:
            return Shape((*CLAIM_OF_TIE, *CLAIM_OF_PUNCTUAL_TIE))
        return self.shapes.claims[cls.punctual]

    @staticmethod
    def open(field: Field, value: object = _ABSENT) -> Open:
        known = {"credibility": CREDIBILITY.asks, "stance": STANCE.asks}
        says = "" if value is _ABSENT else shown(value) or "nothing"
        return Open(known.get(field.name, field.help.rstrip(".")), says=says)
