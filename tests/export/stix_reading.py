"""Reads our own bundles back, by nothing but what they carry: an oracle for the exporter, apart from the importer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from khorasan_graph.export.formats import Request
from khorasan_graph.export.stix import bundle
from khorasan_graph.model.about import About
from khorasan_graph.model.dates import EdtfDate, parse_bound
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Identifier, Quantity, Relation, Source
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow
from khorasan_graph.model.vocabulary import Vocabulary

Object = dict[str, Any]


def exported(base: KnowledgeBase, profile: str = "strict", selection: Selection = EVERYTHING) -> str:
    return "".join(bundle(Request(narrow(base, selection), selection, profile=profile)))


def objects(text: str, kind: str | None = None) -> list[Object]:
    """The objects of a bundle, or those of a type."""
    found: list[Object] = json.loads(text)["objects"]
    return [item for item in found if kind in (None, item["type"])]


def extension_id(text: str) -> str:
    (definition,) = objects(text, "extension-definition")
    return str(definition["id"])


def carried(text: str, *records: str) -> list[Object]:
    """What the extension carries, of the objects that stand for these kinds of records."""
    key = extension_id(text)
    found = [item["extensions"][key] for item in objects(text) if key in item.get("extensions", {})]
    return [item for item in found if item["record"] in records]


def without_claim_ids(base: KnowledgeBase) -> KnowledgeBase:
    """The same base with claims that have no ids: they follow from what a claim is, and are not in the file."""
    return KnowledgeBase(
        base.vocabulary,
        {
            key: replace(
                it,
                quantities=tuple(replace(one, claim=replace(one.claim, id="")) for one in it.quantities),
                fates=tuple(replace(one, claim=replace(one.claim, id="")) for one in it.fates),
            )
            for key, it in base.entities.items()
        },
        base.sources,
        {
            key: replace(it, claims=tuple(replace(one, id="") for one in it.claims))
            for key, it in base.relations.items()
        },
        base.about,
    )


def read(text: str, vocabulary: Vocabulary) -> KnowledgeBase:
    """The knowledge base of a bundle, without ids of claims."""
    (about,) = carried(text, "data-set")
    return KnowledgeBase(
        vocabulary,
        {it["id"]: _entity(it) for it in carried(text, "entity")},
        {it["id"]: _source(it) for it in carried(text, "source")},
        {
            it["id"]: _relation(it)
            for it in sorted(carried(text, "relation", "denied-relation"), key=lambda it: it["id"])
        },
        About(
            **{key: about.get(key) for key in ("title", "description", "license", "version", "homepage")},
            creators=tuple(about.get("creators", ())),
        ),
    )


def _when(text: str | None, *, end: bool = False) -> EdtfDate | None:
    if text is None:
        return None
    when = parse_bound(text, end=end)
    assert isinstance(when, EdtfDate)
    return when


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _claim(it: Object) -> Claim:
    return Claim(
        "",
        it["source"],
        it["stance"],
        it["credibility"],
        it.get("by"),
        _when(it.get("as_of")),
        _when(it.get("start", it.get("date"))),
        _when(it.get("end"), end=True),
        it.get("locator"),
        it.get("citing"),
        it.get("note"),
    )


def _entity(it: Object) -> Entity:
    return Entity(
        it["id"],
        it["type"],
        it["name"],
        tuple(
            Name(
                one["text"],
                one["kind"],
                one.get("lang"),
                _when(one.get("start")),
                _when(one.get("end"), end=True),
                one.get("source"),
                one.get("shared", False),
            )
            for one in it.get("names", ())
        ),
        it.get("description"),
        _when(it.get("start", it.get("date"))),
        _when(it.get("end"), end=True),
        it.get("part_of"),
        it.get("coordinates", {}).get("latitude"),
        it.get("coordinates", {}).get("longitude"),
        it.get("code"),
        tuple(Identifier(one["scheme"], one["value"]) for one in it.get("identifiers", ())),
        tuple(it.get("different_from", ())),
        tuple(it.get("sources", ())),
        tuple(
            Quantity(_claim(one), one["measure"], one.get("min", one.get("value")), one.get("max", one.get("value")))
            for one in it.get("quantities", ())
        ),
        tuple(
            Fate(replace(_claim(one), start=None), one["fate"], _when(one.get("date"))) for one in it.get("fates", ())
        ),
    )


def _relation(it: Object) -> Relation:
    return Relation(
        it["id"],
        it["type"],
        it["subject"],
        it["object"],
        tuple(_claim(one) for one in it["claims"]),
        it["status"],
        _when(it.get("start", it.get("date"))),
        _when(it.get("end"), end=True),
        it.get("place"),
        tuple((key, tuple(values)) for key, values in it.get("qualifiers", {}).items()),
        it.get("note"),
        _day(it.get("known_from")),
        _day(it.get("known_to")),
        _day(it.get("possible_from")),
        _day(it.get("possible_to")),
    )


def _source(it: Object) -> Source:
    published = _when(it["published"])
    assert published is not None
    return Source(
        it["id"],
        it["publisher"],
        it["title"],
        published,
        it["reliability"],
        it.get("url"),
        it.get("archive_url"),
        it.get("lang"),
        tuple(it.get("authors", ())),
        it.get("via"),
        tuple(it.get("derived_from", ())),
        _when(it.get("accessed")),
        it.get("note"),
    )
