"""From raw records to entities, sources and claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from khorasan_graph.authoring.ids import date_key
from khorasan_graph.authoring.read import Document, Raw
from khorasan_graph.authoring.references import Pointer, References
from khorasan_graph.authoring.shapes import KINDS, SOURCES
from khorasan_graph.model.diagnostics import Note
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Identifier, Origin, Quantity, Source, Stance
from khorasan_graph.model.vocabulary import Vocabulary


class Builder:
    """Builds the records of documents whose references it follows."""

    def __init__(self, references: References, vocabulary: Vocabulary) -> None:
        self.references = references
        self.vocabulary = vocabulary

    def sources(self) -> dict[str, Source]:
        found = {}
        for document in self.references.documents.values():
            if document.kind != SOURCES:
                continue
            raw = document.records[0]
            if not raw.complete:
                continue
            derived = [
                self.references.follow(parent, document, ("derived_from", index), source=True)
                for index, parent in enumerate(raw.get("derived_from") or ())
            ]
            given = {key: value for key, value in raw.values.items() if key != "derived_from"}
            found[document.id] = Source(
                id=document.id,
                **given,
                derived_from=tuple(parent for parent in derived if parent),
                origin=Origin(document.path, raw.line),
            )
        return found

    def entities(self) -> dict[str, Entity]:
        return {
            document.id: entity
            for document in self.references.documents.values()
            if document.kind in KINDS and (entity := self.entity(document)) is not None
        }

    def entity(self, document: Document) -> Entity | None:
        raw = document.records[0]
        get: Callable[[str], Any] = raw.values.get
        if get("type") is None or get("name") is None:
            return None
        identifiers = [
            Identifier(item.get("scheme"), item.get("value"))
            for item in get("identifiers") or ()
            if item.complete and self.identifier_fits(document, item)
        ]
        position = get("coordinates") or (None, None)
        return Entity(
            id=document.id,
            type=get("type"),
            name=get("name"),
            names=tuple(self.names(document, get("names") or ())),
            description=get("description"),
            start=get("date") if document.kind == "events" else get("start"),
            end=get("end"),
            part_of=self.references.follow(get("part_of"), document, ("part_of",)),
            latitude=position[0],
            longitude=position[1],
            code=get("code"),
            identifiers=tuple(identifiers),
            different_from=self.follow_all(document, "different_from"),
            sources=self.follow_all(document, "sources", source=True),
            quantities=tuple(self.quantities(document, get("quantities") or ())),
            fates=tuple(self.fates(document, get("fates") or ())),
            origin=Origin(document.path, raw.line),
        )

    def follow_all(self, document: Document, name: str, *, source: bool = False) -> tuple[str, ...]:
        targets = document.records[0].get(name) or ()
        followed = [
            self.references.follow(target, document, (name, index), source=source)
            for index, target in enumerate(targets)
        ]
        return tuple(target for target in followed if target)

    def names(self, document: Document, raws: Iterable[Raw]) -> Iterator[Name]:
        first: dict[str, int] = {}
        for raw in raws:
            if not raw.complete:
                continue
            text = raw.get("text")
            if text in first:
                note = Note("first written here", document.span("names", first[text], "text"))
                span = document.span("names", raw.index, "text")
                self.references.report("KG311", f"the name `{text}` is written twice", span, "delete one", (note,))
            first.setdefault(text, raw.index)
            source = raw.get("source")
            if source is not None:
                source = self.references.follow(source, document, ("names", raw.index, "source"), source=True)
            yield Name(
                text,
                raw.get("kind"),
                raw.get("lang"),
                raw.get("start"),
                raw.get("end"),
                source,
                bool(raw.get("shared")),
            )

    def identifier_fits(self, document: Document, raw: Raw) -> bool:
        scheme = self.vocabulary.terms("IdentifierScheme")[raw.get("scheme")]
        if scheme.pattern is None or re.fullmatch(scheme.pattern, raw.get("value")):
            return True
        span = document.span("identifiers", raw.index, "value")
        hint = f"the pattern is `{scheme.pattern}`"
        self.references.report("KG214", f"`{raw.get('value')}` is not an identifier of {scheme.label}", span, hint)
        return False

    def claim(self, document: Document, raw: Raw, pointer: Pointer, owner: str) -> Claim | None:
        """A claim with its references followed; None if one of them leads nowhere."""
        if not raw.complete:
            return None
        get: Callable[[str], Any] = raw.values.get
        source = self.references.follow(get("source"), document, (*pointer, "source"), source=True)
        by = get("by")
        if by is not None and self.references.follow(by, document, (*pointer, "by")) is None:
            return None
        if source is None:
            return None
        stance: Stance = get("stance") or "asserts"
        as_of = get("as_of")
        key = f"{owner}:{source}"
        if by is not None:
            key += f":by-{by}"
        if stance == "denies":
            key += ":denies"
        if as_of is not None:
            key += f":{date_key(as_of)}"
        return Claim(
            key,
            source,
            stance,
            get("credibility"),
            by,
            as_of,
            get("date") or get("start"),
            get("end"),
            get("locator"),
            get("citing"),
            get("note"),
            Origin(document.path, raw.line),
        )

    def facts(self, document: Document, list_name: str, key: str, raws: Iterable[Raw]) -> Iterator[tuple[Raw, Claim]]:
        """The claims of a list of quantities or fates, each stated once."""
        first: dict[str, Raw] = {}
        for raw in raws:
            claim = self.claim(document, raw, (list_name, raw.index), f"{document.id}:{key}-{raw.get(key)}")
            if claim is None:
                continue
            if claim.id in first:
                note = Note("first stated here", document.span(list_name, first[claim.id].index))
                span = document.span(list_name, raw.index)
                self.references.report(
                    "KG308", "the same source states this twice", span, "keep one, or tell their dates", (note,)
                )
                continue
            first[claim.id] = raw
            yield raw, claim

    def quantities(self, document: Document, raws: Iterable[Raw]) -> Iterator[Quantity]:
        for raw, claim in self.facts(document, "quantities", "measure", raws):
            low, high, value = raw.get("min"), raw.get("max"), raw.get("value")
            if (value is None) == (low is None and high is None):
                span = document.span("quantities", raw.index)
                self.references.report(
                    "KG202", "a quantity needs `value`, or else `min` and `max`", span, "such as `max: 6500`"
                )
            elif low is not None and high is not None and low > high:
                span = document.span("quantities", raw.index, "min")
                self.references.report("KG412", f"the minimum {low:,} is above the maximum {high:,}", span, "swap them")
            elif value is not None:
                yield Quantity(claim, raw.get("measure"), value, value)
            else:
                yield Quantity(claim, raw.get("measure"), low, high)

    def fates(self, document: Document, raws: Iterable[Raw]) -> Iterator[Fate]:
        for raw, claim in self.facts(document, "fates", "fate", raws):
            yield Fate(replace(claim, start=None, end=None), raw.get("fate"), raw.get("date"))
