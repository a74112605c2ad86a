"""Ties as FollowTheMoney entities.

FollowTheMoney has no place for a tie that is contested: its links are facts. So a link that says what it is by its
schema alone (`Membership`, `Succession`, `Sanction`) is made only of a tie that is corroborated or reported. A
contested one, or one that only may hold on the date asked for, is an `UnknownLink` whose `role`, which every picture
shows, begins with that word. A tie that is only denied is no link at all, but a `Note` on each of its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from khorasan_graph.export.formats import Request
from khorasan_graph.export.ftm import records, values
from khorasan_graph.export.ftm.entities import (
    Line,
    claim_words,
    ended,
    entity_id,
    line,
    other_id,
    source_properties,
)
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.words import STATUS, day, period, sentence, spoken

MEMBERSHIPS = ("Leadership", "Membership", "Spokesmanship", "UmbrellaMembership")
SUCCESSIONS = {"Split": ("object", "subject"), "Merger": ("subject", "object"), "Succession": ("object", "subject")}
"""Which end of a tie is the predecessor, and which the successor."""

_UN_REFERENCE = re.compile(r"(?:QD|TA)[ie]\.\d{3}", re.ASCII)


def schema_of(request: Request, relation: Relation) -> str:
    """The schema of a tie; `Note` for one that is only denied."""
    if relation.status == "denied":
        return "Note"
    if relation.status == "contested" or request.selection.activity(relation) == "possible":
        return "UnknownLink"
    for name in request.base.relation_class(relation).ancestors:
        if name in MEMBERSHIPS:
            return "Membership"
        if name in SUCCESSIONS and not _of_people(request.base, relation):
            return "Succession"
        if name == "Designation":
            return "Sanction"
    return "UnknownLink"


def _of_people(base: KnowledgeBase, relation: Relation) -> bool:
    """Whether people follow one another: a `Succession` is of organizations, one as the legal heir of another."""
    return base.vocabulary.is_entity_a(base.entities[relation.subject].type, "Person")


def lines(request: Request) -> Iterator[Line]:
    for relation in request.base.relations.values():
        yield from _lines(request, relation)


def _lines(request: Request, relation: Relation) -> Iterator[Line]:
    base = request.base
    schema = schema_of(request, relation)
    record = records.relation_record(base, relation)
    if schema == "Note":
        for kind, end in (("denial", relation.subject), ("denial-of-object", relation.object)):
            own = record if kind == "denial" else None
            yield line(other_id(kind, relation.id), "Note", _denial(base, relation, end), "relations", relation.id, own)
        return
    properties = _common(request, relation)
    subject, target = entity_id(relation.subject), entity_id(relation.object)
    if schema == "Membership":
        properties.update(member=[subject], organization=[target])
    elif schema == "Succession":
        ends = {"subject": subject, "object": target}
        names = next(SUCCESSIONS[name] for name in base.relation_class(relation).ancestors if name in SUCCESSIONS)
        properties.update(predecessor=[ends[names[0]]], successor=[ends[names[1]]])
    elif schema == "Sanction":
        _make_sanction(base, relation, properties)
    else:
        properties.update(subject=[subject], object=[target])
    yield line(other_id("tie", relation.id), schema, properties, "relations", relation.id, record)
    for one, other, key in base.edges(relation):
        if key is not None:
            phrase = base.relation_class(relation).qualifier_by_key[key].phrase
            more = {**properties, "subject": [entity_id(one)], "object": [entity_id(other)]}
            more["role"] = [_mark(request, relation) + phrase]
            id_ = other_id(f"tie-{key}", f"{relation.id}.{other}")
            yield line(id_, "UnknownLink", more, "relations", relation.id)


def _common(request: Request, relation: Relation) -> dict[str, Any]:
    """What every link says: its role, its dates as far as they are exact, its status, and its claims in words."""
    base = request.base
    of_event = any(
        base.vocabulary.is_entity_a(base.entities[end].type, "Event") for end in (relation.subject, relation.object)
    )
    took = values.days(relation.start) if of_event else None
    start, end = values.date(relation.start), values.date(relation.end)
    punctual = base.relation_class(relation).punctual
    if took is not None:
        start, end, punctual = took[0], took[1], False
    return {
        "role": [_mark(request, relation) + _role(base, relation)],
        "status": [relation.status, *ended(relation.end, "ended")],
        "date" if punctual else "startDate": [start],
        "endDate": [end],
        "summary": [_summary(request, relation)],
        "description": [relation.note, *_claims(base, relation)],
        **source_properties(base, relation.claims),
    }


def _mark(request: Request, relation: Relation) -> str:
    """What must be read before the role."""
    marks = ["contested"] if relation.status == "contested" else []
    if request.selection.activity(relation) == "possible":
        marks.append(f"may hold ({request.selection.as_of})")
    return f"{', '.join(marks)}: " if marks else ""


def _role(base: KnowledgeBase, relation: Relation) -> str:
    """How the tie reads from its subject, with what is said beside: `leads (emir)`, `supports (arms, training)`."""
    cls = base.relation_class(relation)
    told = []
    for key, given in relation.qualifiers:
        qualifier = cls.qualifier_by_key[key]
        if not qualifier.is_entity:
            terms = base.vocabulary.terms(qualifier.range) if qualifier.range else {}
            told += [terms[value].label if value in terms else value for value in given]
    return f"{cls.phrase} ({', '.join(told)})" if told else cls.phrase


def _summary(request: Request, relation: Relation) -> str:
    base = request.base
    told = f"{sentence(base, relation)}. {_upper(period(base, relation, spoken) or 'undated')}."
    if request.selection.activity(relation) == "possible" and request.selection.as_of is not None:
        told += f" It may have held ({day(request.selection.as_of, spoken)}), and is not known to have."
    if relation.status == "contested":
        sides = {stance: ", ".join(dict.fromkeys(base.speaker(claim) for claim in relation.claims
                                                 if claim.stance == stance))
                 for stance in ("asserts", "denies")}  # fmt: skip
        return f"{told} Contested: asserted by {sides['asserts']}; denied by {sides['denies']}."
    return f"{told} {_upper(relation.status)}: {STATUS[relation.status]}."


def _denial(base: KnowledgeBase, relation: Relation, end: str) -> dict[str, Any]:
    told = f"Denied, and asserted by nobody: {sentence(base, relation)}."
    parts = [told, *([relation.note] if relation.note else []), *_claims(base, relation)]
    return {
        "entity": [entity_id(end)],
        "description": ["\n".join(parts)],
        **source_properties(base, relation.claims),
    }


def _claims(base: KnowledgeBase, relation: Relation) -> list[str]:
    """The claims in words, those that assert first."""
    ordered = sorted(relation.claims, key=lambda claim: claim.stance)
    return [claim_words(base, claim) for claim in ordered]


def _make_sanction(base: KnowledgeBase, relation: Relation, properties: dict[str, Any]) -> None:
    """A designation: who lists whom. A `Sanction` names its authority in words, and has no role."""
    del properties["role"]
    properties["status"] = list(ended(relation.end, "ended"))
    reference = next(iter(relation.qualifier("reference")), "")
    properties.update(
        entity=[entity_id(relation.subject)],
        authority=[base.entities[relation.object].name],
        program=[text for key in ("list", "programme") for text in relation.qualifier(key)],
        authorityId=[values.identifier(reference)],
        unscId=[reference if _UN_REFERENCE.fullmatch(reference) else None],
        listingDate=[values.date(relation.start)],
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
