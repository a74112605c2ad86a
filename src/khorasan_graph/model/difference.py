"""What differs between two knowledge bases: records, never text.

Two bases are the same when they say the same. Where a record stands, and in what order a list was written, is no
difference; neither is at which end a symmetric tie was written down. Everything else is one, and nothing that differs
is left out: a tie that only follows a change of its ends or sources (its status, the days on which it is known to
hold) is told with what it follows from. This module must not rank, print or know where the bases come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Generic, Literal, TypeVar

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.pairing import Matched, claim_key, content_key, pair, pair_ties
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation, Source, Status

Kind = Literal["added", "removed", "changed"]
Value = str | int | tuple[str, ...] | None
Record = TypeVar("Record")

DAYS = ("known_from", "known_to", "possible_from", "possible_to")
"""The fields of a tie that are derived from its period, its claims and the lives of its ends."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record and what it holds on either side; a list is sorted, for its order means nothing."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change(Generic[Record]):
    """One record that is on one side only, or on both and not the same."""

    old: Record | None
    new: Record | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def kind(self) -> Kind:
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def record(self) -> Record:
        """The record as it is now; one that was removed, as it was."""
        found = self.new if self.new is not None else self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class EntityChange(Change[Entity]):
    """An entity, with the names, numbers and fates of it that differ: all of them if it came or went."""

    names: tuple[Change[Name], ...] = ()
    quantities: tuple[Change[Quantity], ...] = ()
    fates: tuple[Change[Fate], ...] = ()


@dataclass(frozen=True, slots=True)
class TieChange(Change[Relation]):
    """A tie, with the claims of it that differ.

    `matched` says by what the two were found to be one tie. `causes` are the ids of sources and entities that changed
    and on which its status or its days depend.
    """

    claims: tuple[Change[Claim], ...] = ()
    matched: Matched | None = None
    causes: tuple[str, ...] = ()

    @property
    def status(self) -> tuple[Status, Status] | None:
        """The status before and after, if it changed."""
        if self.old is None or self.new is None or self.old.status == self.new.status:
            return None
        return (self.old.status, self.new.status)

    @property
    def only_follows(self) -> bool:
        """Whether nothing that is written of the tie changed, but only what is derived from its ends and sources."""
        derived = {"status", *DAYS}
        return self.kind == "changed" and not self.claims and all(each.field in derived for each in self.fields)


@dataclass(frozen=True, slots=True)
class TermChange:
    """A class or a term of the ontology that is on one side only, or differs in the fields named."""

    scheme: str
    name: str
    kind: Kind
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Renaming:
    """An entity that went and one that came which are perhaps one: they share what is named. A guess, said as such."""

    old: str
    new: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs, each kind of record by id."""

    entities: tuple[EntityChange, ...]
    ties: tuple[TieChange, ...]
    sources: tuple[Change[Source], ...]
    terms: tuple[TermChange, ...]
    perhaps_renamed: tuple[Renaming, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.entities or self.ties or self.sources or self.terms)


def diff(old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    """Compare two knowledge bases. Seen from the other side, every answer is the same with old and new swapped."""
    sources = tuple(_sources(old, new))
    entities = tuple(_entities(old, new))
    return Difference(
        entities=entities,
        ties=tuple(_ties(old, new, sources, entities)),
        sources=sources,
        terms=tuple(_terms(old, new)),
        perhaps_renamed=tuple(_renamings(entities)),
    )


# Entities and sources: the same id is the same thing


def _both(old: dict[str, Record], new: dict[str, Record]) -> Iterator[tuple[Record | None, Record | None]]:
    for id_ in sorted(old.keys() | new.keys()):
        one, other = old.get(id_), new.get(id_)
        if one != other:
            yield one, other


def _sources(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Change[Source]]:
    for one, other in _both(old.sources, new.sources):
        found = tuple(_fields(one, other, _SOURCE_FIELDS)) if one and other else ()
        if found or not (one and other):
            yield Change(one, other, found)


def _entities(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[EntityChange]:
    for one, other in _both(old.entities, new.entities):
        names = _changes(one.names if one else (), other.names if other else (), _NAME_FIELDS, *_NAME_KEYS)
        quantities = _changes(
            one.quantities if one else (),
            other.quantities if other else (),
            ("minimum", "maximum"),
            lambda item: (item.measure, *claim_key(item.claim)),
            lambda item: (item.measure, *claim_key(item.claim)[:3]),
        )
        fates = _changes(
            one.fates if one else (),
            other.fates if other else (),
            ("date",),
            lambda item: (item.fate, *claim_key(item.claim)),
            lambda item: (item.fate, *claim_key(item.claim)[:3]),
        )
        found = tuple(_fields(one, other, _ENTITY_FIELDS)) if one and other else ()
        if found or names or quantities or fates or not (one and other):
            yield EntityChange(one, other, found, names, quantities, fates)


def _renamings(entities: Iterable[EntityChange]) -> Iterator[Renaming]:
    """What came and what went with the same name or the same identifier, where that points to one entity only."""
    gone = [change.old for change in entities if change.old is not None and change.new is None]
    come = [change.new for change in entities if change.new is not None and change.old is None]
    told: list[Renaming] = []
    for one in gone:
        ours = {one.name, *(f"{item.scheme}:{item.value}" for item in one.identifiers)}
        for other in come:
            shared = ours & {other.name, *(f"{item.scheme}:{item.value}" for item in other.identifiers)}
            if shared and one.type == other.type:
                told.append(Renaming(one.id, other.id, tuple(sorted(shared))))
    for renaming in told:
        if sum(renaming.old == other.old or renaming.new == other.new for other in told) == 1:
            yield renaming


# Ties


def _ties(
    old: KnowledgeBase, new: KnowledgeBase, sources: Iterable[Change[Source]], entities: Iterable[EntityChange]
) -> Iterator[TieChange]:
    weighty = {change.record.id for change in sources if _matters(change, "publisher", "derived_from", "published")}
    lives = {change.record.id for change in entities if _matters(change, "start", "end")}
    found = []
    for both in pair_ties(old, new):
        one, other = both.old, both.new
        claims = _changes(
            one.claims if one else (),
            other.claims if other else (),
            _CLAIM_FIELDS,
            claim_key,
            lambda claim: claim_key(claim)[:3],
        )
        if one is None or other is None:
            found.append(TieChange(one, other, (), claims))
            continue
        changed = tuple(_tie_fields(old, new, one, other))
        if changed or claims:
            derived = any(change.field == "status" or change.field in DAYS for change in changed)
            causes = _causes(old, new, one, other, weighty, lives) if derived else ()
            found.append(TieChange(one, other, changed, claims, both.matched, causes))
    yield from sorted(found, key=lambda change: min(tie.id for tie in (change.old, change.new) if tie is not None))


def _matters(change: Change[Source] | EntityChange, *names: str) -> bool:
    return change.kind == "changed" and any(each.field in names for each in change.fields)


def _causes(
    old: KnowledgeBase, new: KnowledgeBase, one: Relation, other: Relation, weighty: set[str], lives: set[str]
) -> tuple[str, ...]:
    """The changed sources on which the claims rest, at first or second hand, and the ends whose dates changed."""
    found = {end for end in (one.subject, one.object, other.subject, other.object) if end in lives}
    if weighty:
        for base, tie in ((old, one), (new, other)):
            todo = [claim.source for claim in tie.claims]
            seen = set(todo)
            while todo:
                for parent in base.sources[todo.pop()].derived_from:
                    if parent not in seen:
                        seen.add(parent)
                        todo.append(parent)
            found |= seen & weighty
    return tuple(sorted(found))


def _tie_fields(old: KnowledgeBase, new: KnowledgeBase, one: Relation, other: Relation) -> Iterator[FieldChange]:
    yield from _fields(one, other, ("id", "type"))
    ends, now = content_key(old, one), content_key(new, other)
    for name, number in (("subject", 0), ("object", 2)):
        if ends[number] != now[number]:
            yield FieldChange(name, ends[number], now[number])
    yield from _fields(one, other, ("status", "start", "end", "place"))
    before, after = dict(one.qualifiers), dict(other.qualifiers)
    for key in sorted(before.keys() | after.keys()):
        values = [tuple(sorted(side[key])) if key in side else None for side in (before, after)]
        if values[0] != values[1]:
            yield FieldChange(f"qualifiers.{key}", values[0], values[1])
    yield from _fields(one, other, ("note", *DAYS))


# Fields


_SOURCE_FIELDS = tuple(each.name for each in fields(Source) if each.compare and each.name != "id")
_ENTITY_FIELDS = tuple(
    each.name for each in fields(Entity) if each.compare and each.name not in ("id", "names", "quantities", "fates")
)
_CLAIM_FIELDS = ("credibility", "as_of", "start", "end", "locator", "citing", "note")
_NAME_FIELDS = tuple(each.name for each in fields(Name))


_NAME_KEYS = (
    lambda name: (name.text, name.kind, name.lang, name.start, name.end, name.source, name.shared),
    lambda name: (name.text, name.kind),
    lambda name: name.text,
)


def _changes(
    old: Iterable[Record], new: Iterable[Record], names: tuple[str, ...], *keys: object
) -> tuple[Change[Record], ...]:
    """The records of two lists that differ, in the order of their first key; those of numbers and fates with claims."""
    found = []
    for one, other in pair(old, new, *keys):  # type: ignore[arg-type]
        changed: tuple[FieldChange, ...] = ()
        if one is not None and other is not None:
            changed = tuple(_fields(one, other, names))
            if isinstance(one, Quantity | Fate) and isinstance(other, Quantity | Fate):
                changed += tuple(_fields(one.claim, other.claim, _CLAIM_FIELDS))
            if not changed:
                continue
        found.append(Change(one, other, changed))
    order = keys[0]

    def place(change: Change[Record]) -> tuple[str, str]:
        """Its place in the list: the same from whichever side one looks."""
        seen = sorted(repr(order(item)) for item in (change.old, change.new) if item is not None)  # type: ignore[operator]
        return (seen[0], seen[-1])

    return tuple(sorted(found, key=place))


def _fields(one: object, other: object, names: Iterable[str]) -> Iterator[FieldChange]:
    for name in names:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            old, new = _plain(before), _plain(after)
            if old != new:
                yield FieldChange(name, old, new)


def _plain(value: object) -> Value:
    """A value as text, number or sorted texts."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return tuple(sorted(item if isinstance(item, str) else f"{item.scheme}:{item.value}" for item in value))
    return str(value)


# The ontology


def _terms(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[TermChange]:
    """The classes, properties and terms that differ. The version alone is a difference as well."""
    before, after = old.vocabulary, new.vocabulary
    if before == after:
        return
    if before.version != after.version:
        yield TermChange("ontology", "version", "changed", (FieldChange("version", before.version, after.version),))
    lists: list[tuple[str, dict[str, object], dict[str, object]]] = [
        ("entity class", dict(before.entity_classes), dict(after.entity_classes)),
        ("relation class", dict(before.relation_classes), dict(after.relation_classes)),
    ]
    schemes = sorted(before.schemes.keys() | after.schemes.keys())
    lists += [(scheme, dict(before.terms(scheme)), dict(after.terms(scheme))) for scheme in schemes]
    for scheme, ours, theirs in lists:
        for name in sorted(ours.keys() | theirs.keys()):
            one, other = ours.get(name), theirs.get(name)
            if one is None or other is None:
                yield TermChange(scheme, name, "added" if one is None else "removed")
            elif one != other:
                yield TermChange(scheme, name, "changed", tuple(_term_fields(one, other)))


def _term_fields(one: object, other: object, under: str = "") -> Iterator[FieldChange]:
    for name in one.__dataclass_fields__:  # type: ignore[attr-defined]
        before, after = getattr(one, name), getattr(other, name)
        if before == after:
            continue
        if name == "qualifiers":
            ours, theirs = {item.key: item for item in before}, {item.key: item for item in after}
            if list(ours) != list(theirs):
                yield FieldChange("qualifiers", tuple(ours), tuple(theirs))
            for key in sorted(ours.keys() & theirs.keys()):
                yield from _term_fields(ours[key], theirs[key], f"qualifiers.{key}.")
        else:
            yield FieldChange(f"{under}{name}", _term_value(before), _term_value(after))


def _term_value(value: object) -> Value:
    """A value of the vocabulary; the order of a list is kept, for there it can mean something."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, str | tuple) else str(value)
