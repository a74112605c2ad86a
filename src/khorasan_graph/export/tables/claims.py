"""The tables of what sources say: of ties, of numbers, of what became of people. All are claims, with the same columns.

The names of what a claim is about, of its speaker and of its publisher stand in its row: a pivot table of contested
allegiances by publisher needs no other sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from khorasan_graph.export.tables.columns import Cell, Column, Table, View, dated
from khorasan_graph.model.records import STATUSES, Claim, Entity, Fate, Quantity, Relation, Source
from khorasan_graph.model.vocabulary import Vocabulary

R = TypeVar("R")


class TieClaim(NamedTuple):
    relation: Relation
    claim: Claim


class Counted(NamedTuple):
    entity: Entity
    quantity: Quantity


class Fated(NamedTuple):
    entity: Entity
    fate: Fate


def _about(of: Callable[[R], Entity]) -> tuple[Column[R], ...]:
    return (
        Column(
            "entity",
            "string",
            "The entity that the claim is about.",
            lambda view, it: of(it).id,
            required=True,
            references="entities",
        ),
        Column("entity_name", "string", "Its shown name.", lambda view, it: of(it).name, required=True, reading=True),
    )


def _said(of: Callable[[R], Claim], *, period: bool = False) -> tuple[Column[R], ...]:
    """The columns that every claim has, with its own period where it can have one."""

    def claim(get: Callable[[Claim], Cell]) -> Callable[[View, R], Cell]:
        return lambda view, it: get(of(it))

    def source(get: Callable[[Source], Cell]) -> Callable[[View, R], Cell]:
        return lambda view, it: get(view.base.sources[of(it).source])

    own: tuple[Column[R], ...] = ()
    if period:
        began = "When the tie began or happened as this claim has it, where that is stated."
        ended = "When the tie ended as this claim has it, where that is stated."
        own = (*dated("start", began, lambda view, it: of(it).start), *dated("end", ended, lambda view, it: of(it).end))
    return (
        Column(
            "stance",
            "string",
            "What the claim does: it `asserts` or it `denies`.",
            claim(lambda it: it.stance),
            required=True,
            enum=lambda vocabulary: ("asserts", "denies"),
        ),
        Column(
            "grade",
            "string",
            "Reliability of the source and credibility of the claim side by side: `B2`.",
            lambda view, it: view.base.grade(of(it)),
            required=True,
            form="[A-F][1-6]",
            reading=True,
        ),
        Column(
            "reliability",
            "string",
            "Reliability of the source: A completely reliable ... E unreliable, F cannot be judged.",
            source(lambda it: it.reliability),
            required=True,
            enum=lambda vocabulary: "ABCDEF",
            reading=True,
        ),
        Column(
            "credibility",
            "integer",
            "Credibility of the claim: 1 confirmed ... 5 improbable, 6 cannot be judged. The smaller, the better.",
            claim(lambda it: it.credibility),
            required=True,
            least=1,
            most=6,
        ),
        Column(
            "by",
            "string",
            "The entity that makes the claim; empty where the publisher of the source makes it.",
            claim(lambda it: it.by),
            references="entities",
        ),
        Column(
            "speaker",
            "string",
            "Who makes the claim, by name: the entity in `by`, else the publisher.",
            lambda view, it: view.base.speaker(of(it)),
            required=True,
            reading=True,
        ),
        Column(
            "source",
            "string",
            "The source in which the claim stands.",
            claim(lambda it: it.source),
            required=True,
            references="sources",
        ),
        Column(
            "publisher",
            "string",
            "The publisher of the source.",
            source(lambda it: it.publisher),
            required=True,
            reading=True,
        ),
        *dated(
            "published",
            "When the source was published.",
            lambda view, it: view.base.sources[of(it).source].published,
            required=True,
            reading=True,
        ),
        *dated("as_of", "For when the claim speaks, where its author wrote that.", lambda view, it: of(it).as_of),
        *own,
        *dated(
            "sighted",
            "For when the claim speaks: `as_of`, else its own period (its end), else when the source was published.",
            lambda view, it: view.base.sighting(of(it)),
            reading=True,
        ),
        Column("locator", "string", "Where in the source: a page, a paragraph.", claim(lambda it: it.locator)),
        Column("citing", "string", "Whom the source names as its own source.", claim(lambda it: it.citing)),
        Column("note", "string", "A remark on the claim.", claim(lambda it: it.note)),
    )


def _id(of: Callable[[R], Claim]) -> Column[R]:
    return Column("id", "string", "The id of the claim.", lambda view, it: of(it).id, required=True)


def _claims(view: View) -> Iterator[TieClaim]:
    return (TieClaim(tie, claim) for tie in view.base.relations.values() for claim in tie.claims)


def _quantities(view: View) -> Iterator[Counted]:
    return (Counted(entity, it) for entity in view.base.entities.values() for it in entity.quantities)


def _fates(view: View) -> Iterator[Fated]:
    return (Fated(entity, it) for entity in view.base.entities.values() for it in entity.fates)


def _measures(vocabulary: Vocabulary) -> Iterator[str]:
    return iter(vocabulary.terms("Measure"))


CLAIMS: Table[TieClaim] = Table(
    "claims",
    "Claims on ties",
    "What a source says of a tie: a row for each claim. Denials are in here too: see `stance`.",
    ("id",),
    lambda it: f"claim/{it.claim.id}",
    _claims,
    (
        _id(lambda it: it.claim),
        Column(
            "relation",
            "string",
            "The tie that the claim is about.",
            lambda view, it: it.relation.id,
            required=True,
            references="relations",
        ),
        Column(
            "relation_status",
            "string",
            "The status of that tie, which follows from all its claims.",
            lambda view, it: it.relation.status,
            required=True,
            enum=lambda vocabulary: STATUSES,
            reading=True,
        ),
        Column(
            "relation_type",
            "string",
            "The type of that tie.",
            lambda view, it: it.relation.type,
            required=True,
            reading=True,
        ),
        Column(
            "subject_name",
            "string",
            "Who is tied, by name.",
            lambda view, it: view.name(it.relation.subject),
            required=True,
            reading=True,
        ),
        Column(
            "object_name",
            "string",
            "To whom, by name.",
            lambda view, it: view.name(it.relation.object),
            required=True,
            reading=True,
        ),
        *_said(lambda it: it.claim, period=True),
    ),
)

QUANTITIES: Table[Counted] = Table(
    "quantities",
    "Numbers that sources state",
    "A number that a source states of an entity, such as the strength of a group: a row for each such claim.",
    ("id",),
    lambda it: f"claim/{it.quantity.claim.id}",
    _quantities,
    (
        _id(lambda it: it.quantity.claim),
        *_about(lambda it: it.entity),
        Column(
            "measure", "string", "What is counted.", lambda view, it: it.quantity.measure, required=True, enum=_measures
        ),
        Column(
            "minimum",
            "integer",
            "The least number stated; empty for `up to`. Equal to `maximum` where one number is stated.",
            lambda view, it: it.quantity.minimum,
            least=0,
        ),
        Column(
            "maximum",
            "integer",
            "The greatest number stated; empty for `at least`.",
            lambda view, it: it.quantity.maximum,
            least=0,
        ),
        Column(
            "unit",
            "string",
            "Of what the number is, in words.",
            lambda view, it: view.vocabulary.terms("Measure")[it.quantity.measure].unit,
            reading=True,
        ),
        Column(
            "stated",
            "string",
            "The number in words: `1,500-3,000`, `up to 6,500`.",
            lambda view, it: it.quantity.text,
            required=True,
            reading=True,
        ),
        *_said(lambda it: it.quantity.claim),
    ),
)

FATES: Table[Fated] = Table(
    "fates",
    "What became of people",
    "What a source says became of a person: a row for each such claim. Denials are in here too: see `stance`.",
    ("id",),
    lambda it: f"claim/{it.fate.claim.id}",
    _fates,
    (
        _id(lambda it: it.fate.claim),
        *_about(lambda it: it.entity),
        Column(
            "fate",
            "string",
            "What is said to have become of the person.",
            lambda view, it: it.fate.fate,
            required=True,
            enum=lambda vocabulary: vocabulary.terms("Fate"),
        ),
        *dated("date", "When, as the claim has it.", lambda view, it: it.fate.date),
        *_said(lambda it: it.fate.claim),
    ),
)
