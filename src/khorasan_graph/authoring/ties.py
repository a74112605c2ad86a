"""From raw ties to relations: identified by content, their claims gathered, their status and days derived.

A tie stated in two places (in both ends' files, or in a file of ties) is one tie with the claims of both. Nothing is
merged silently: places that differ in anything but claims are reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from khorasan_graph.authoring.entities import Builder
from khorasan_graph.authoring.ids import date_key, relation_key
from khorasan_graph.authoring.read import Document, Raw
from khorasan_graph.authoring.shapes import KINDS, RELATIONS
from khorasan_graph.model.activity import holding
from khorasan_graph.model.diagnostics import Note, Span
from khorasan_graph.model.records import Claim, Entity, Origin, Relation, Source
from khorasan_graph.model.vocabulary import RelationClass
from khorasan_graph.model.voices import Voices


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where a tie is written: the document, the raw tie, and its subject."""

    document: Document
    raw: Raw
    subject: str

    def span(self, *rest: str | int) -> Span:
        return self.document.span(*self.document.pointer(self.raw, *rest))


class Ties:
    """Builds the ties of a set of documents between entities that exist."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.references = builder.references
        self.vocabulary = builder.vocabulary

    def relations(
        self, documents: list[Document], entities: dict[str, Entity], sources: dict[str, Source], voices: Voices
    ) -> tuple[dict[str, Relation], dict[str, tuple[Statement, ...]]]:
        """All ties, each under its id, and where each is stated."""
        groups: dict[str, list[Statement]] = defaultdict(list)
        for document in documents:
            if document.kind == RELATIONS:
                raws = document.records
            elif document.kind in KINDS and self.references.documents.get(document.id) is document:
                raws = document.records[0].get("relations") or []
            else:
                continue
            for raw in raws:
                self.group(document, raw, groups)
        relations: dict[str, Relation] = {}
        statements: dict[str, tuple[Statement, ...]] = {}
        for key in sorted(groups):
            for id_, stated in self.identify(key, groups[key]):
                if id_ in statements:
                    note = Note("first used here", statements[id_][0].span("id"))
                    hint = "write another `id`, or none"
                    self.references.report(
                        "KG313", f"the id `{id_}` is that of another tie", stated[0].span("id"), hint, (note,)
                    )
                    continue
                relation = self.relation(id_, stated, entities, sources, voices)
                if relation is not None:
                    relations[id_] = relation
                    statements[id_] = tuple(stated)
        return relations, statements

    def group(self, document: Document, raw: Raw, groups: dict[str, list[Statement]]) -> None:
        """Put a tie with the others of the same type between the same two, once its references are followed."""
        point = document.pointer
        subject = raw.values.get("subject") if document.kind == RELATIONS else document.id
        if document.kind == RELATIONS and subject is not None:
            subject = self.references.follow(subject, document, point(raw, "subject"))
        target = raw.values.get("object")
        target = self.references.follow(target, document, point(raw, "object"))
        place = raw.values.get("place")
        whole = place is None or self.references.follow(place, document, point(raw, "place")) is not None
        cls = self.vocabulary.relation_classes[raw.get("type")]
        for qualifier in cls.qualifiers:
            value = raw.values.get(qualifier.key)
            if qualifier.is_entity and value is not None:
                for index, item in enumerate(value if qualifier.many else (value,)):
                    rest = (qualifier.key, index) if qualifier.many else (qualifier.key,)
                    whole = self.references.follow(item, document, point(raw, *rest)) is not None and whole
        if subject and target and raw.complete and whole:
            groups[relation_key(subject, cls, target)].append(Statement(document, raw, subject))
        else:
            # The tie is left out, but what its claims refer to is still looked up: one run tells every fault.
            for item in raw.values.get("claims") or ():
                self.builder.claim(document, item, point(raw, "claims", item.index), "")

    def identify(self, key: str, stated: list[Statement]) -> Iterator[tuple[str, list[Statement]]]:
        """The ties among the statements of one type between one pair: by written id, else by start."""
        if len(stated) == 1:
            yield stated[0].raw.values.get("id") or key, stated
            return
        written: dict[str, list[Statement]] = {}
        started: dict[str, list[Statement]] = {}
        for statement in stated:
            own = statement.raw.values.get("id")
            when = statement.raw.values.get("date") or statement.raw.values.get("start")
            if own is not None:
                written.setdefault(own, []).append(statement)
            else:
                started.setdefault(date_key(when) if when is not None else "", []).append(statement)
        several = len(started) > 1
        for start in sorted(started):
            yield (f"{key}.{start}" if several and start else key), started[start]
        yield from sorted(written.items())

    def relation(
        self,
        id_: str,
        stated: list[Statement],
        entities: dict[str, Entity],
        sources: dict[str, Source],
        voices: Voices,
    ) -> Relation | None:
        first = stated[0]
        raw = first.raw
        cls = self.vocabulary.relation_classes[raw.get("type")]
        if len(stated) > 1:
            self.compare(id_, cls, stated)
        claims: dict[str, Claim] = {}
        for statement in stated:
            for item in statement.raw.get("claims"):
                pointer = statement.document.pointer(statement.raw, "claims", item.index)
                claim = self.builder.claim(statement.document, item, pointer, id_)
                if claim is None:
                    continue
                if claim.id in claims:
                    earlier = claims[claim.id].origin
                    note = Note("first stated here", Span(earlier.path, earlier.line, 1, earlier.line, 2))
                    hint = "delete one; if it speaks of two dates, write `as_of` on each"
                    span = statement.document.span(*pointer)
                    self.references.report("KG308", f"`{claim.source}` makes this claim twice", span, hint, (note,))
                else:
                    claims[claim.id] = claim
        target = raw.values.get("object")
        if not claims or first.subject not in entities or target not in entities:
            return None
        given = self.united(stated)
        start = given.get("date") or given.get("start")
        for end in (first.subject, target):
            if entities[end].start is not None and self.is_event(entities[end]):
                if start is not None:
                    hint = "delete it; the date of such a tie is the event's"
                    self.references.report("KG220", f"`{end}` has the date of this tie", first.span("date"), hint)
                start = entities[end].start
        ordered = tuple(claims[key] for key in sorted(claims))
        if any(claim.source not in sources for claim in ordered):
            return None
        asserting = (claim for claim in ordered if claim.stance != "denies")
        sightings = [when for claim in asserting for when in claim.spoken_of(sources[claim.source].published)]
        others = [given.get(qualifier.key) for qualifier in cls.qualifiers if qualifier.projects_edge]
        ends = (first.subject, target, *(end for end in others if isinstance(end, str) and end in entities))
        lives = [entities[end] for end in ends if not self.is_event(entities[end])]
        holds = holding(
            start,
            given.get("end"),
            sightings,
            punctual=cls.punctual,
            alive_from=max((life.start.earliest for life in lives if life.start and life.start.earliest), default=None),
            alive_to=min((life.end.latest for life in lives if life.end and life.end.latest), default=None),
        )
        status = voices.status(ordered)
        if status == "denied":
            # Whoever gives a date for what everybody denies does not say that it was so.
            holds = holds._replace(known_from=None, known_to=None)
        return Relation(
            id=id_,
            type=cls.name,
            subject=first.subject,
            object=target,
            claims=ordered,
            status=status,
            start=start,
            end=given.get("end"),
            place=given.get("place"),
            qualifiers=tuple(
                (qualifier.key, value if qualifier.many else (value,))
                for qualifier in cls.qualifiers
                if (value := given.get(qualifier.key)) is not None
            ),
            note=given.get("note"),
            known_from=holds.known_from,
            known_to=holds.known_to,
            possible_from=holds.possible_from,
            possible_to=holds.possible_to,
            origin=Origin(first.document.path, raw.line),
        )

    @staticmethod
    def united(stated: list[Statement]) -> dict[str, Any]:
        """What the statements of one tie say together, the first place that says something deciding."""
        if len(stated) == 1:
            return stated[0].raw.values
        together: dict[str, Any] = {}
        for statement in stated:
            for name, value in statement.raw.values.items():
                together.setdefault(name, value)
        return together

    def compare(self, id_: str, cls: RelationClass, stated: list[Statement]) -> None:
        """Report what two statements of one tie say differently."""
        first = stated[0]
        for other in stated[1:]:
            for name, value in other.raw.values.items():
                if name in ("claims", "subject", "object", "id", "type") or first.raw.get(name) in (None, value):
                    continue
                note = Note("first stated here", first.span(name))
                span = other.span(name)
                if other.subject != first.subject:
                    message = f"the other way round, this tie has another `{name}`; the first is used"
                    self.references.report("KG307", message, span, f"make them agree (`{id_}`)", (note,))
                else:
                    hint = "if they are two ties, write an `id` on each; if one, make them agree"
                    self.references.report(
                        "KG306", f"this tie is stated twice, with different `{name}`", span, hint, (note,)
                    )

    def is_event(self, entity: Entity) -> bool:
        """An event's `start` is its date, and no bound on a life."""
        return "Event" in self.vocabulary.entity_classes[entity.type].ancestors
