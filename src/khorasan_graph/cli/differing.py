"""A difference in words: first what became contested or lost its support, then everything else by entity.

What is told is a tree of sentences, from which plain text and Markdown are written (`cli.difftext`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from khorasan_graph.cli import words
from khorasan_graph.cli.terminal import clean
from khorasan_graph.model.difference import DAYS, Change, EntityChange, FieldChange, TieChange
from khorasan_graph.model.words import CREDIBILITY, RELIABILITY

if TYPE_CHECKING:
    from khorasan_graph.model.difference import Difference, TermChange
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.names import Name
    from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation, Source


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence, what belongs under it, an address to follow, and whether it is a heading of its own."""

    text: str
    items: tuple[Item, ...] = ()
    url: str | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `long`: it may be folded away where a page is too long."""

    title: str
    items: tuple[Item, ...]
    long: bool = False


_NOTHING = "not recorded"
_TURNS: tuple[tuple[str, str], ...] = (
    ("contested", "Became contested"),
    ("denied", "Only denied now, and asserted by nobody"),
    ("lost", "Lost its corroboration"),
    ("corroborated", "Became corroborated"),
    ("uncontested", "No longer contested"),
    ("asserted", "No longer only denied"),
    ("new-contested", "New, and contested"),
    ("new-denied", "New, and only denied: no tie"),
)
_LABELS = {
    "part_of": "part of",
    "different_from": "not to be confused with",
    "derived_from": "derived from",
    "archive_url": "archived at",
    "url": "address",
    "as_of": "speaks of",
    "identifiers": "in other data sets",
    "lang": "language",
    "kind": "kind of name",
    "shared": "borne by another entity too",
    "minimum": "at least",
    "maximum": "at most",
    "accessed": "read on",
    "via": "read in",
    "type": "class",
}
_LONG = ("description", "note", "title", "citing", "definition")


def sections(old: KnowledgeBase, new: KnowledgeBase, found: Difference) -> Iterator[Section]:
    """Everything that differs: each record once."""
    telling = _Telling(old, new)
    by_turn: dict[str, list[TieChange]] = defaultdict(list)
    for change in found.ties:
        turn = turn_of(change)
        if turn is not None:
            by_turn[turn].append(change)
    for turn, title in _TURNS:
        if by_turn[turn]:
            yield Section(title, tuple(telling.tie(change) for change in by_turn[turn]))
    items = tuple(telling.entities(found))
    if items:
        yield Section("By entity", items, long=True)
    if found.sources:
        yield Section("Sources", tuple(telling.source(change) for change in found.sources), long=True)
    if found.terms:
        yield Section("Ontology", tuple(map(_term, found.terms)), long=True)
    if found.perhaps_renamed:
        told = [
            Item(
                f"`{one.old}` is gone and `{one.new}` is new: both have {', '.join(map(clean, one.shared))}. "
                "If they are one, its id changed, and with it the ids of its ties"
            )
            for one in found.perhaps_renamed
        ]
        yield Section("Perhaps the same under another id (a guess)", tuple(told))


def turn_of(change: TieChange) -> str | None:
    """Which change of status a tie went through, if any; one that is new counts if it is contested or denied."""
    if change.kind == "added":
        status = change.record.status
        return f"new-{status}" if status in ("contested", "denied") else None
    if change.status is None:
        return None
    before, after = change.status
    if after in ("contested", "denied"):
        return after
    if before in ("contested", "denied"):
        return "uncontested" if before == "contested" else "asserted"
    return "lost" if before == "corroborated" else "corroborated"


class _Telling:
    """Puts records of either side in words: what was removed is told as the old side knew it."""

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase) -> None:
        self.old = old
        self.new = new
        self.uses = [Counter(claim.source for claim in base.claims()) for base in (old, new)]

    def base(self, change: Change[Any]) -> KnowledgeBase:
        return self.old if change.new is None else self.new

    # Ties

    def tie(self, change: TieChange) -> Item:
        """A tie with all that changed of it."""
        base, tie = self.base(change), change.record
        if change.status is not None:
            return Item(f"{self.turned(tie, *change.status)} [{tie.id}]", tuple(self.parts(change)))
        headline = words.headline(base, tie).rstrip("; ")
        inner = self.whole(base, tie) if change.kind != "changed" else self.parts(change)
        return Item(f"{change.kind}: {headline} [{tie.id}]", tuple(inner))

    def turned(self, tie: Relation, before: str, after: str) -> str:
        """A tie with the status that it had and has; one that is only denied now is not told as a tie."""
        told, when = words.sentence(self.new, tie), words.period(self.new, tie)
        told = f"that {told}: only denied now, was {before}" if after == "denied" else f"{told}: {after} now"
        told += f", was {'only denied' if before == 'denied' else before}" if after != "denied" else ""
        return f"{told}{f'; {when}' if when else ''}"

    def whole(self, base: KnowledgeBase, tie: Relation) -> Iterator[Item]:
        if tie.note:
            yield Item(f"note: {clean(tie.note)}")
        punctual = base.relation_class(tie).punctual
        for claim in tie.claims:
            yield claim_item(base, claim, punctual=punctual)

    def parts(self, change: TieChange) -> Iterator[Item]:
        assert change.old is not None
        assert change.new is not None
        punctual = self.new.relation_class(change.new).punctual
        for each in sorted(change.claims, key=lambda claim: claim.record.stance != "denies"):
            yield self.claim(each, punctual=punctual)
        for field in change.fields:
            if field.field == "id":
                same = "same start" if change.matched == "start" else "claims in common"
                told = f"id: {change.new.id} (was {change.old.id}; one tie by its ends, its class and the {same})"
                if change.old.id in self.new.relations:
                    told += f"; {change.old.id} is the id of another tie now"
                yield Item(told)
            elif field.field == "start" and punctual:
                yield self.field(FieldChange("date", field.old, field.new))
            elif field.field != "status" and field.field not in DAYS:
                yield self.field(field, self.new.relation_class(change.new).qualifier_by_key)
        yield from self.derived(change, change.old, change.new)

    def derived(self, change: TieChange, old: Relation, new: Relation) -> Iterator[Item]:
        """The days on which a tie holds, where they changed for no reason that stands above; and what is the reason."""
        names = {field.field for field in change.fields}
        if change.claims and not change.causes:
            return  # a sighting more or less: that its days follow it goes without saying
        told = []
        if new.status != "denied" and not names & {"start", "end"}:
            for number, (before, after) in enumerate(zip(held(old), held(new), strict=True)):
                if names & set(DAYS[2 * number : 2 * number + 2]):
                    told.append(Item(f"{after} (before: {before})"))
        yield from told
        if change.causes and (told or not change.claims):
            verb = "also affected by" if change.claims else "follows from"
            yield Item(f"{verb} a change of {', '.join(self.cause(each) for each in change.causes)}")

    def cause(self, id_: str) -> str:
        for base in (self.new, self.old):
            if id_ in base.entities:
                return words.titled(base, id_)
        return f"the source [{id_}]"

    def claim(self, change: Change[Claim], *, punctual: bool = False) -> Item:
        told = claim_item(self.base(change), change.record, punctual=punctual)
        return Item(f"{change.kind}: {told.text}", (*told.items, *(self.field(field) for field in change.fields)))

    # Entities

    def entities(self, found: Difference) -> Iterator[Item]:
        """Every entity that changed itself, or of which a tie did, with its ties; a tie stands under its subject."""
        own = {change.record.id: change for change in found.entities}
        ties: dict[str, list[TieChange]] = defaultdict(list)
        for tie in found.ties:
            ties[tie.record.subject].append(tie)
        for id_ in sorted(own.keys() | ties.keys()):
            change = own.get(id_)
            base = self.new if id_ in self.new.entities else self.old
            came = f"{change.kind}: " if change is not None and change.kind != "changed" else ""
            items = list(self.entity(change)) if change is not None else []
            for tie in sorted(ties[id_], key=_place):
                turn = turn_of(tie)
                if turn is None:
                    items.append(self.tie(tie))
                else:
                    title = dict(_TURNS)[turn]
                    told = words.sentence(self.base(tie), tie.record)
                    told = f"that {told}" if tie.record.status == "denied" else told
                    items.append(Item(f"{title[:1].lower()}{title[1:]} (above): {told} [{tie.record.id}]"))
            kind = words.entity_class(base, base.entities[id_])
            yield Item(f"{came}{words.titled(base, id_)} ({kind})", tuple(items), heading=True)

    def entity(self, change: EntityChange) -> Iterator[Item]:
        base, entity = self.base(change), change.record
        if change.kind != "changed":
            yield from self.facts(base, entity)
        for field in change.fields:
            yield self.field(FieldChange("date", field.old, field.new) if self.is_date(entity, field) else field)
        if change.kind != "changed":
            if change.names:
                yield Item(f"names: {'; '.join(name_text(base, each.record) for each in change.names)}")
        else:
            for name in change.names:
                told = f"name {name.kind}: {name_text(base, name.record)}"
                yield Item(told, tuple(self.field(field) for field in name.fields))
        for number in change.quantities:
            yield self.fact(number, number_text(base, number.record), whole=change.kind != "changed")
        for fate in change.fates:
            yield self.fact(fate, fate_text(base, fate.record), whole=change.kind != "changed")

    def is_date(self, entity: Entity, field: FieldChange) -> bool:
        return field.field == "start" and self.new.vocabulary.is_entity_a(entity.type, "Event")

    def facts(self, base: KnowledgeBase, entity: Entity) -> Iterator[Item]:
        """What is recorded of an entity itself, in full."""
        if entity.description:
            yield Item(f"description: {clean(entity.description)}")
        life = words.life(entity)
        if life:
            yield Item(f"{'date' if base.vocabulary.is_entity_a(entity.type, 'Event') else 'existed'}: {life}")
        if entity.part_of:
            yield Item(f"part of: {words.titled(base, entity.part_of)}")
        if entity.latitude:
            yield Item(f"coordinates: {entity.latitude}, {entity.longitude}")
        if entity.code:
            yield Item(f"code: {entity.code}")
        if entity.identifiers:
            told = ", ".join(clean(f"{item.scheme}:{item.value}") for item in entity.identifiers)
            yield Item(f"in other data sets: {told}")
        if entity.different_from:
            yield Item(f"not to be confused with: {', '.join(entity.different_from)}")
        if entity.sources:
            yield Item(f"sources: {', '.join(entity.sources)}")

    def fact(self, change: Change[Quantity] | Change[Fate], told: str, *, whole: bool) -> Item:
        base = self.old if change.new is None else self.new
        evidence = claim_item(base, change.record.claim)
        fields = tuple(self.field(field) for field in change.fields)
        return Item(told if whole else f"{change.kind}: {told}", (evidence, *fields))

    # Sources

    def source(self, change: Change[Source]) -> Item:
        source = change.record
        told = f'[{source.id}] {clean(source.publisher)}, "{clean(source.title)}", {source.published}'
        told += f" (reliability {source.reliability}, {RELIABILITY[source.reliability]})"
        uses = self.uses[0 if change.new is None else 1][source.id]
        verb = "rested" if change.new is None else "rest" if uses > 1 else "rests"
        rest = f"{words.many(uses, 'claim') if uses else 'no claim'} {verb} on it"
        fields = tuple(self.field(field) for field in change.fields)
        more = [Item(f"note: {clean(source.note)}")] if source.note and change.kind != "changed" else []
        return Item(f"{change.kind}: {told}; {rest}", (*fields, *more), source.url)

    # Fields

    def field(self, change: FieldChange, qualifiers: object = None) -> Item:
        """One field: what it holds now, and what it held; of a list, what came and what went."""
        name, _, key = change.field.partition(".")
        label = _LABELS.get(change.field, change.field.replace("_", " "))
        if name == "qualifiers" and isinstance(qualifiers, dict) and key in qualifiers:
            label = qualifiers[key].label
        old, new = (
            (each[0] if len(each) == 1 else each) if isinstance(each, tuple) else each
            for each in (change.old, change.new)
        )
        if name == "qualifiers" and not isinstance(old, tuple) and not isinstance(new, tuple):
            change = FieldChange(change.field, old, new)
        if isinstance(change.old, tuple) or isinstance(change.new, tuple):
            before, after = set(change.old or ()), set(change.new or ())  # type: ignore[arg-type]
            came = ", ".join(clean(str(item)) for item in sorted(after - before))
            went = ", ".join(clean(str(item)) for item in sorted(before - after))
            told = "; ".join([*([f"added {came}"] if came else []), *([f"removed {went}"] if went else [])])
            return Item(f"{label}: {told or 'in another order'}")
        if change.field in _LONG and change.old is not None and change.new is not None:
            return Item(f"{label}: {clean(str(change.new))}", (Item(f"was: {clean(str(change.old))}"),))
        return Item(f"{label}: {self.value(change, change.new)} (was {self.value(change, change.old)})")

    def value(self, change: FieldChange, value: object) -> str:
        if value is None:
            return _NOTHING
        if change.field == "credibility" and isinstance(value, int):
            return f"{value}, {CREDIBILITY[value]}"
        if change.field == "reliability":
            return f"{value}, {RELIABILITY[str(value)]}"
        if value == ".." and change.field == "end":
            return "still in force"
        return f"{value:,}" if isinstance(value, int) else clean(str(value))


def _place(change: TieChange) -> tuple[int, str]:
    """Changes of status first, then what came, what went, what changed, and last what only follows from others."""
    order = ("added", "removed", "changed").index(change.kind) + 1
    return (0 if turn_of(change) else 4 if change.only_follows else order, change.record.id)


def claim_item(base: KnowledgeBase, claim: Claim, *, punctual: bool = False) -> Item:
    first, *rest = words.claim_lines(base, claim, punctual=punctual)
    return Item(first, tuple(Item(f"note: {line.strip()}") for line in rest))


def name_text(base: KnowledgeBase, name: Name) -> str:
    kind = base.vocabulary.terms("NameKind").get(name.kind)
    notes = [kind.label if kind else name.kind, *([name.lang] if name.lang else [])]
    notes += [words.span(name.start, name.end)] if name.start or name.end else []
    notes += ["borne by another entity too"] if name.shared else []
    return f"{clean(name.text)} ({', '.join(notes)}){f' [{name.source}]' if name.source else ''}"


def number_text(base: KnowledgeBase, quantity: Quantity) -> str:
    term = base.vocabulary.terms("Measure")[quantity.measure]
    return f"{term.label}: {quantity.text}{f' {term.unit}' if term.unit else ''}"


def fate_text(base: KnowledgeBase, fate: Fate) -> str:
    label = base.vocabulary.terms("Fate")[fate.fate].label
    return f"{label}{f', {words.day(fate.date)}' if fate.date else ''}"


def held(tie: Relation) -> tuple[str, str]:
    """The days of a tie in words: on which it is known to hold, and on which it may. Nothing contested is known."""
    known = "asserted" if tie.status in ("contested", "denied") else "known"

    def span(first: date | None, last: date | None) -> str:
        if first is None:
            return f"until {last}" if last is not None else "at any time"
        return f"from {first} to {last}" if last is not None else f"from {first} on"

    may = f"may hold {span(tie.possible_from, tie.possible_to)}"
    if tie.known_from is None:
        return f"not {known} to hold on any given day", may
    if tie.known_to is not None and tie.known_from > tie.known_to:
        return f"{known} to have held at some time from {tie.known_to} to {tie.known_from}", may
    return f"{known} to hold {span(tie.known_from, tie.known_to)}", may


def _term(change: TermChange) -> Item:
    fields = [
        Item(f"{field.field.replace('_', ' ')}: {_term_value(field.new)}", (Item(f"was: {_term_value(field.old)}"),))
        for field in change.fields
    ]
    return Item(f"{change.kind}: {change.scheme} {change.name}", tuple(fields))


def _term_value(value: object) -> str:
    if value is None:
        return _NOTHING
    return clean(", ".join(map(str, value))) if isinstance(value, tuple) else clean(str(value))


def turn_words(found: Difference) -> Iterable[str]:
    """How many ties went through each change of status."""
    often = Counter(filter(None, map(turn_of, found.ties)))
    return [f"{title[:1].lower()}{title[1:]}: {often[turn]:,}" for turn, title in _TURNS if often[turn]]
