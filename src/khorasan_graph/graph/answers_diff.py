"""The difference of two knowledge bases as JSON: every record that differs, as it was and as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from khorasan_graph.graph.answers import Json, claim_json, relation_json
from khorasan_graph.model.difference import Change, Difference, EntityChange, FieldChange, TermChange, TieChange
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Source

Record = TypeVar("Record")
KINDS = ("added", "removed", "changed")


def diff_json(old: KnowledgeBase, new: KnowledgeBase, found: Difference) -> Json:
    """The whole answer. Each record has its `change`, and is given as it was and as it is: null where it is not."""
    return {
        "same": found.is_empty,
        "counts": counts(found),
        "status_changes": [
            {"relation": change.record.id, "from": change.status[0], "to": change.status[1]}
            for change in found.ties
            if change.status is not None
        ],
        "entities": [_entity(old, new, change) for change in found.entities],
        "relations": [_tie(old, new, change) for change in found.ties],
        "sources": [
            {"id": change.record.id, **_change(change, lambda source, _: _source(source), old, new)}
            for change in found.sources
        ],
        "ontology": [_term(change) for change in found.terms],
        "perhaps_renamed": [
            {"old": one.old, "new": one.new, "shared": list(one.shared)} for one in found.perhaps_renamed
        ],
    }


def counts(found: Difference) -> dict[str, dict[str, int]]:
    """How many records of each kind were added, removed and changed; those of an entity or tie count by themselves."""
    lists: dict[str, list[str]] = {
        "entities": [change.kind for change in found.entities],
        "names": [each.kind for change in found.entities for each in change.names],
        "quantities": [each.kind for change in found.entities for each in change.quantities],
        "fates": [each.kind for change in found.entities for each in change.fates],
        "relations": [change.kind for change in found.ties],
        "claims": [each.kind for change in found.ties for each in change.claims],
        "sources": [change.kind for change in found.sources],
        "ontology": [change.kind for change in found.terms],
    }
    return {name: {kind: kinds.count(kind) for kind in KINDS} for name, kinds in lists.items()}


def _change(
    change: Change[Record], told: Callable[[Record, KnowledgeBase], Json], old: KnowledgeBase, new: KnowledgeBase
) -> Json:
    return {
        "change": change.kind,
        "fields": _fields(change.fields),
        "old": told(change.old, old) if change.old is not None else None,
        "new": told(change.new, new) if change.new is not None else None,
    }


def _fields(fields: tuple[FieldChange, ...]) -> list[Json]:
    return [{"field": each.field, "old": _value(each.old), "new": _value(each.new)} for each in fields]


def _value(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _entity(old: KnowledgeBase, new: KnowledgeBase, change: EntityChange) -> Json:
    entity = change.record
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        **_change(change, lambda entity, _: entity_json(entity), old, new),
        "names": [_change(each, lambda name, _: name_json(name), old, new) for each in change.names],
        "quantities": [_change(each, quantity_json, old, new) for each in change.quantities],
        "fates": [_change(each, fate_json, old, new) for each in change.fates],
    }


def _tie(old: KnowledgeBase, new: KnowledgeBase, change: TieChange) -> Json:
    def claim(record: Claim, base: KnowledgeBase) -> Json:
        return claim_json(base, record)

    return {
        "id": change.record.id,
        "matched_by": change.matched,
        **_change(change, lambda tie, base: relation_json(base, tie), old, new),
        "status": {"from": change.status[0], "to": change.status[1]} if change.status is not None else None,
        "only_follows": change.only_follows,
        "causes": list(change.causes),
        "claims": [_change(each, claim, old, new) for each in change.claims],
    }


def entity_json(entity: Entity) -> Json:
    """An entity without its names, numbers and fates, which are compared one by one."""
    return {
        "type": entity.type,
        "name": entity.name,
        "description": entity.description,
        "start": str(entity.start) if entity.start is not None else None,
        "end": str(entity.end) if entity.end is not None else None,
        "part_of": entity.part_of,
        "latitude": entity.latitude,
        "longitude": entity.longitude,
        "code": entity.code,
        "identifiers": [{"scheme": item.scheme, "value": item.value} for item in entity.identifiers],
        "different_from": list(entity.different_from),
        "sources": list(entity.sources),
    }


def name_json(name: Name) -> Json:
    return {
        "text": name.text,
        "kind": name.kind,
        "lang": name.lang,
        "start": str(name.start) if name.start is not None else None,
        "end": str(name.end) if name.end is not None else None,
        "source": name.source,
        "shared": name.shared,
    }


def quantity_json(quantity: Quantity, base: KnowledgeBase) -> Json:
    return {
        "measure": quantity.measure,
        "minimum": quantity.minimum,
        "maximum": quantity.maximum,
        "claim": claim_json(base, quantity.claim),
    }


def fate_json(fate: Fate, base: KnowledgeBase) -> Json:
    return {
        "fate": fate.fate,
        "date": str(fate.date) if fate.date is not None else None,
        "claim": claim_json(base, fate.claim),
    }


def _source(source: Source) -> Json:
    return {
        "id": source.id,
        "publisher": source.publisher,
        "title": source.title,
        "published": source.published.text,
        "reliability": source.reliability,
        "url": source.url,
        "archive_url": source.archive_url,
        "lang": source.lang,
        "authors": list(source.authors),
        "via": source.via,
        "derived_from": list(source.derived_from),
        "accessed": source.accessed.text if source.accessed is not None else None,
        "note": source.note,
    }


def _term(change: TermChange) -> Json:
    return {"scheme": change.scheme, "name": change.name, "change": change.kind, "fields": _fields(change.fields)}
