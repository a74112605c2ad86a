"""From raw records to the knowledge base: references followed, ties identified by content, claims gathered.

A tie stated in two places (in both ends' files, or in a file of ties) is one tie with the claims of both. Nothing is
merged silently: places that differ in anything but claims are reported. A reference to an id whose own file is broken
is not reported again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from khorasan_graph.authoring import values
from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.read import Document, Raw
from khorasan_graph.authoring.shapes import KINDS, RELATIONS, SOURCES
from khorasan_graph.model.activity import holding
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name, fold
from khorasan_graph.model.records import (
    Claim,
    Entity,
    Fate,
    Identifier,
    Origin,
    Quantity,
    Relation,
    Source,
    Stance,
    Status,
)
from khorasan_graph.model.vocabulary import RelationClass, Vocabulary

Pointer = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where a tie is written: the document, the raw tie, and its subject."""

    document: Document
    raw: Raw
    subject: str

    def span(self, *rest: str | int) -> Span:
        return self.document.span(*self.document.pointer(self.raw, *rest))


@dataclass(frozen=True)
class Resolved:
    """The knowledge base, and where its records were written, for the checks that follow."""

    base: KnowledgeBase
    documents: dict[str, Document]
    statements: dict[str, tuple[Statement, ...]] = field(default_factory=dict)


def resolve(
    documents: Iterable[Document], broken: frozenset[str], vocabulary: Vocabulary
) -> tuple[Resolved, list[Diagnostic]]:
    """Build the knowledge base. `broken` are the ids of files that could not be read: they count as declared."""
    resolver = _Resolver(vocabulary, broken)
    ordered = sorted(documents, key=lambda document: document.path)
    resolver.index(ordered)
    sources = resolver.sources()
    voices = Voices(sources)
    entities = resolver.entities()
    relations, statements = resolver.relations(ordered, entities, sources, voices)
    base = KnowledgeBase(
        vocabulary=vocabulary,
        entities=dict(sorted(entities.items())),
        sources=dict(sorted(sources.items())),
        relations=dict(sorted(relations.items())),
    )
    return Resolved(base, resolver.documents, statements), resolver.found


class Voices:
    """Which sources are independent: of other publishers, and neither copies the other nor a common third."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self.publisher = {source.id: fold(source.publisher) for source in sources.values()}
        self.lineage: dict[str, frozenset[str]] = {}
        for source in sources:
            seen = {source}
            todo = [source]
            while todo:
                known = sources.get(todo.pop())
                for parent in known.derived_from if known else ():
                    if parent not in seen:
                        seen.add(parent)
                        todo.append(parent)
            self.lineage[source] = frozenset(seen)

    def count(self, sources: Iterable[str]) -> int:
        """How many independent voices a set of sources is."""
        groups: list[tuple[set[str], set[str]]] = []
        for source in sorted(set(sources)):
            publishers, lineage = {self.publisher[source]}, set(self.lineage[source])
            apart = []
            for group in groups:
                if group[0] & publishers or group[1] & lineage:
                    publishers |= group[0]
                    lineage |= group[1]
                else:
                    apart.append(group)
            groups = [*apart, (publishers, lineage)]
        return len(groups)

    def status(self, claims: Iterable[Claim]) -> Status:
        """The status of a tie: what its claims together amount to."""
        asserting = [claim.source for claim in claims if claim.stance == "asserts"]
        denied = any(claim.stance == "denies" for claim in claims)
        if not asserting:
            return "denied"
        if denied:
            return "contested"
        return "corroborated" if len(asserting) > 1 and self.count(asserting) > 1 else "reported"


def relation_key(subject: str, cls: RelationClass, target: str) -> str:
    """The id that follows from a tie's content; the ends of a symmetric tie in the order of their ids.

    >>> from types import SimpleNamespace
    >>> relation_key("b", SimpleNamespace(name="Alliance", symmetric=True), "a")
    'a.alliance.b'
    """
    first, second = (target, subject) if cls.symmetric and target < subject else (subject, target)
    return f"{first}.{cls.name.lower()}.{second}"


def date_key(when: EdtfDate) -> str:
    """A date as part of an id: letters for the signs that an IRI would have to escape."""
    text = when.text.replace("~", "-approx").replace("?", "-uncertain").replace("%", "-approx-uncertain")
    return text.replace("..", "open").replace("/", "-to-").lower()


class _Resolver:
    def __init__(self, vocabulary: Vocabulary, broken: frozenset[str]) -> None:
        self.vocabulary = vocabulary
        self.broken = broken
        self.documents: dict[str, Document] = {}
        self.found: list[Diagnostic] = []

    def report(self, code: str, message: str, span: Span, hint: str = "", notes: tuple[Note, ...] = ()) -> None:
        self.found.append(diagnostic(code, message, span, hint, notes))

    def index(self, documents: list[Document]) -> None:
        """Every id once, whatever its kind."""
        squeezed: dict[str, Document] = {}
        for document in documents:
            if document.kind == RELATIONS:
                continue
            first = self.documents.setdefault(document.id, document)
            if first is not document:
                note = Note("first used here", Span(first.path))
                hint = "give one of them another name, or make them one file"
                self.report("KG301", f"the id `{document.id}` is used twice", Span(document.path), hint, (note,))
                continue
            other = squeezed.setdefault(document.id.replace("-", ""), document)
            if other is not document:
                note = Note("the other", Span(other.path))
                message = f"`{document.id}` and `{other.id}` differ only in hyphens"
                self.report("KG302", message, Span(document.path), "are they one?", (note,))

    def follow(self, target: Any, document: Document, pointer: Pointer, *, source: bool = False) -> str | None:
        """The id of an existing entity (or source); None, and a report, if there is none."""
        if not isinstance(target, str):
            return None
        known = self.documents.get(target)
        if known is not None and (known.kind == SOURCES) == source:
            return target
        if known is None and target in self.broken:
            return None
        wanted = "source" if source else "entity"
        span = document.span(*pointer)
        if known is not None:
            actual = "source" if known.kind == SOURCES else "entity"
            article = "a" if actual == "source" else "an"
            hint = "the ends of a tie are entities; a source stands under `claims`" if not source else "name a source"
            note = Note("declared here", Span(known.path))
            self.report("KG305", f"`{target}` is {article} {actual}, not {_a(wanted)}", span, hint, (note,))
        else:
            candidates = [doc.id for doc in self.documents.values() if (doc.kind == SOURCES) == source]
            hint = values.near(target, candidates) or f"add the file `{target}.yaml`"
            self.report("KG303" if source else "KG304", f"`{target}` is not the id of any {wanted}", span, hint)
        return None

    def sources(self) -> dict[str, Source]:
        found = {}
        for document in self.documents.values():
            if document.kind != SOURCES:
                continue
            raw = document.records[0]
            if not raw.complete:
                continue
            derived = [
                self.follow(parent, document, ("derived_from", index), source=True)
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
            for document in self.documents.values()
            if document.kind in KINDS and (entity := self.entity(document)) is not None
        }

    def entity(self, document: Document) -> Entity | None:
        raw = document.records[0]
        get = raw.get
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
            part_of=self.follow(get("part_of"), document, ("part_of",)),
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
        followed = [self.follow(target, document, (name, index), source=source) for index, target in enumerate(targets)]
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
                self.report("KG311", f"the name `{text}` is written twice", span, "delete one", (note,))
            first.setdefault(text, raw.index)
            source = raw.get("source")
            if source is not None:
                source = self.follow(source, document, ("names", raw.index, "source"), source=True)
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
        import re

        scheme = self.vocabulary.terms("IdentifierScheme")[raw.get("scheme")]
        if scheme.pattern is None or re.fullmatch(scheme.pattern, raw.get("value")):
            return True
        span = document.span("identifiers", raw.index, "value")
        hint = f"the pattern is `{scheme.pattern}`"
        self.report("KG214", f"`{raw.get('value')}` is not an identifier of {scheme.label}", span, hint)
        return False

    def claim(self, document: Document, raw: Raw, pointer: Pointer, owner: str) -> Claim | None:
        """A claim with its references followed; None if one of them leads nowhere."""
        if not raw.complete:
            return None
        get = raw.get
        source = self.follow(get("source"), document, (*pointer, "source"), source=True)
        by = get("by")
        if by is not None and self.follow(by, document, (*pointer, "by")) is None:
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
            claim = self.claim(document, raw, (list_name, raw.index), f"{document.id}.{raw.get(key)}")
            if claim is None:
                continue
            if claim.id in first:
                note = Note("first stated here", document.span(list_name, first[claim.id].index))
                span = document.span(list_name, raw.index)
                self.report(
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
                self.report("KG202", "a quantity needs `value`, or else `min` and `max`", span, "such as `max: 6500`")
            elif low is not None and high is not None and low > high:
                span = document.span("quantities", raw.index, "min")
                self.report("KG412", f"the minimum {low:,} is above the maximum {high:,}", span, "swap them")
            elif value is not None:
                yield Quantity(claim, raw.get("measure"), value, value)
            else:
                yield Quantity(claim, raw.get("measure"), low, high)

    def fates(self, document: Document, raws: Iterable[Raw]) -> Iterator[Fate]:
        for raw, claim in self.facts(document, "fates", "fate", raws):
            yield Fate(replace(claim, start=None, end=None), raw.get("fate"), raw.get("date"))

    def relations(
        self, documents: list[Document], entities: dict[str, Entity], sources: dict[str, Source], voices: Voices
    ) -> tuple[dict[str, Relation], dict[str, tuple[Statement, ...]]]:
        """All ties, each under its id, and where each is stated."""
        groups: dict[str, list[Statement]] = defaultdict(list)
        for document in documents:
            if document.kind == RELATIONS:
                raws = document.records
            elif document.kind in KINDS and self.documents.get(document.id) is document:
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
                    self.report("KG313", f"the id `{id_}` is that of another tie", stated[0].span("id"), hint, (note,))
                    continue
                relation = self.relation(id_, stated, entities, sources, voices)
                if relation is not None:
                    relations[id_] = relation
                    statements[id_] = tuple(stated)
        return relations, statements

    def group(self, document: Document, raw: Raw, groups: dict[str, list[Statement]]) -> None:
        """Put a tie with the others of the same type between the same two, once its references are followed."""
        point = document.pointer
        subject = raw.get("subject") if document.kind == RELATIONS else document.id
        if document.kind == RELATIONS and subject is not None:
            subject = self.follow(subject, document, point(raw, "subject"))
        target = raw.get("object")
        target = self.follow(target, document, point(raw, "object"))
        place = raw.get("place")
        whole = place is None or self.follow(place, document, point(raw, "place")) is not None
        cls = self.vocabulary.relation_classes[raw.get("type")]
        for qualifier in cls.qualifiers:
            value = raw.get(qualifier.key)
            if qualifier.is_entity and value is not None:
                for index, item in enumerate(value if qualifier.many else (value,)):
                    rest = (qualifier.key, index) if qualifier.many else (qualifier.key,)
                    whole = self.follow(item, document, point(raw, *rest)) is not None and whole
        if subject and target and raw.complete and whole:
            groups[relation_key(subject, cls, target)].append(Statement(document, raw, subject))

    def identify(self, key: str, stated: list[Statement]) -> Iterator[tuple[str, list[Statement]]]:
        """The ties among the statements of one type between one pair: by written id, else by start."""
        written: dict[str, list[Statement]] = {}
        started: dict[str, list[Statement]] = {}
        for statement in stated:
            own = statement.raw.get("id")
            when = statement.raw.get("date") or statement.raw.get("start")
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
                claim = self.claim(statement.document, item, pointer, id_)
                if claim is None:
                    continue
                if claim.id in claims:
                    earlier = claims[claim.id].origin
                    note = Note("first stated here", Span(earlier.path, earlier.line, 1, earlier.line, 2))
                    hint = "delete one; if it speaks of two dates, write `as_of` on each"
                    span = statement.document.span(*pointer)
                    self.report("KG308", f"`{claim.source}` makes this claim twice", span, hint, (note,))
                else:
                    claims[claim.id] = claim
        target = raw.get("object")
        if not claims or first.subject not in entities or target not in entities:
            return None
        given = self.united(stated)
        start = given.get("date") or given.get("start")
        for end in (first.subject, target):
            if (
                entities[end].start is not None
                and "Event" in self.vocabulary.entity_classes[entities[end].type].ancestors
            ):
                if start is not None:
                    hint = "delete it; the date of such a tie is the event's"
                    self.report("KG220", f"`{end}` has the date of this tie", first.span("date"), hint)
                start = entities[end].start
        ordered = tuple(claims[key] for key in sorted(claims))
        sightings = [
            claim.as_of or sources[claim.source].published
            for claim in ordered
            if claim.stance == "asserts" and claim.source in sources
        ]
        if any(claim.source not in sources for claim in ordered):
            return None
        holds = holding(start, given.get("end"), sightings, punctual=cls.punctual)
        return Relation(
            id=id_,
            type=cls.name,
            subject=first.subject,
            object=target,
            claims=ordered,
            status=voices.status(ordered),
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
                    self.report("KG307", message, span, f"make them agree (`{id_}`)", (note,))
                else:
                    hint = "if they are two ties, write an `id` on each; if one, make them agree"
                    self.report("KG306", f"this tie is stated twice, with different `{name}`", span, hint, (note,))


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
