"""Records as the extension carries them: plain values, nothing but what was recorded, dates as they were written.

The fields are those that an author writes in YAML, by the same names (`authoring.shapes`). Only what a tie has of its
own kind stands apart, in `qualifiers`; and what is derived (status, days, activity) is there as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation, Source

Values = dict[str, Any]


def _there(pairs: Iterable[tuple[str, object]]) -> Values:
    """What was recorded: neither None nor an empty list; dates as their text."""
    return {
        key: value.text if isinstance(value, EdtfDate) else value
        for key, value in pairs
        if value is not None and value != [] and value != {}
    }


def _claim(it: Claim, start: str = "start") -> Values:
    return _there(
        (
            ("source", it.source),
            ("stance", it.stance),
            ("credibility", it.credibility),
            ("by", it.by),
            ("as_of", it.as_of),
            (start, it.start),
            ("end", it.end),
            ("locator", it.locator),
            ("citing", it.citing),
            ("note", it.note),
        )
    )


def _name(it: Name) -> Values:
    return _there(
        (
            ("text", it.text),
            ("kind", it.kind),
            ("lang", it.lang),
            ("start", it.start),
            ("end", it.end),
            ("source", it.source),
            ("shared", True if it.shared else None),
        )
    )


def _quantity(it: Quantity) -> Values:
    bounds = (("min", it.minimum), ("max", it.maximum))
    number = (("value", it.minimum),) if it.minimum == it.maximum else bounds
    return {**_there((("measure", it.measure), *number)), **_claim(it.claim)}


def _fate(it: Fate) -> Values:
    return {**_there((("fate", it.fate), ("date", it.date))), **_claim(it.claim)}


def entity(base: KnowledgeBase, it: Entity) -> Values:
    event = base.vocabulary.is_entity_a(it.type, "Event")
    return _there(
        (
            ("record", "entity"),
            ("id", it.id),
            ("type", it.type),
            ("name", it.name),
            ("description", it.description),
            ("names", [_name(name) for name in it.names]),
            ("date" if event else "start", it.start),
            ("end", it.end),
            ("part_of", it.part_of),
            ("coordinates", _there((("latitude", it.latitude), ("longitude", it.longitude)))),
            ("code", it.code),
            ("identifiers", [{"scheme": one.scheme, "value": one.value} for one in it.identifiers]),
            ("different_from", list(it.different_from)),
            ("sources", list(it.sources)),
            ("quantities", [_quantity(one) for one in it.quantities]),
            ("fates", [_fate(one) for one in it.fates]),
        )
    )


def relation(base: KnowledgeBase, it: Relation, activity: str | None) -> Values:
    start = "date" if base.relation_class(it).punctual else "start"
    days = ("known_from", "known_to", "possible_from", "possible_to")
    return _there(
        (
            ("record", "relation" if it.status != "denied" else "denied-relation"),
            ("id", it.id),
            ("type", it.type),
            ("subject", it.subject),
            ("object", it.object),
            ("status", it.status),
            (start, it.start),
            ("end", it.end),
            ("place", it.place),
            ("qualifiers", {key: list(values) for key, values in it.qualifiers}),
            ("note", it.note),
            *((day, getattr(it, day).isoformat() if getattr(it, day) else None) for day in days),
            ("activity", activity),
            ("claims", [_claim(one, start) for one in it.claims]),
        )
    )


def source(it: Source) -> Values:
    return _there(
        (
            ("record", "source"),
            ("id", it.id),
            ("title", it.title),
            ("publisher", it.publisher),
            ("published", it.published),
            ("reliability", it.reliability),
            ("url", it.url),
            ("archive_url", it.archive_url),
            ("lang", it.lang),
            ("authors", list(it.authors)),
            ("via", it.via),
            ("derived_from", list(it.derived_from)),
            ("accessed", it.accessed),
            ("note", it.note),
        )
    )
