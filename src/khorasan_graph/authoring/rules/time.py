"""Rules about time: periods that run backwards, dates that have not come, ties beyond the life of their ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.authoring.rules.common import claim_span
from khorasan_graph.model.activity import can_coincide
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate
from khorasan_graph.model.diagnostics import Diagnostic, Note
from khorasan_graph.model.records import Relation


def periods(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Ends before starts, dates in the future, and people whose birth is told to the day."""
    base = resolved.base
    for entity in base.entities.values():
        document = resolved.documents[entity.id]
        field = "date" if document.kind == "events" else "start"
        if _reversed(entity.start, entity.end):
            message = f"it ends (`{entity.end}`) before it begins (`{entity.start}`)"
            yield diagnostic("KG406", message, document.span("end"), "swap the dates, or correct one")
        if entity.start is not None and _after(entity.start, today):
            message = f"`{entity.start}` is in the future"
            yield diagnostic("KG407", message, document.span(field), "record what has happened")
        if document.kind == "people" and entity.start is not None and "-" in entity.start.text:
            message = f"a date of birth beyond the year: `{entity.start}`"
            year = re.sub(r"-[\dX]{2}(?:-[\dX]{2})?", "", entity.start.text)
            yield diagnostic("KG505", message, document.span("start"), f"write `{year}`")
        written = [raw for raw in document.records[0].get("names") or () if raw.complete]
        for raw, other in zip(written, entity.names, strict=True):
            if _reversed(other.start, other.end):
                message = f"the name ends (`{other.end}`) before it begins (`{other.start}`)"
                yield diagnostic("KG406", message, document.span("names", raw.index, "end"), "swap the dates")
        for fate in entity.fates:
            if fate.date is not None and _after(fate.date, today):
                hint = "record what has happened"
                yield diagnostic("KG407", f"`{fate.date}` is in the future", claim_span(fate.claim), hint)
    for source in base.sources.values():
        document = resolved.documents[source.id]
        for name, when in (("published", source.published), ("accessed", source.accessed)):
            if when is not None and _after(when, today):
                yield diagnostic("KG407", f"`{when}` is in the future", document.span(name), "correct the date")
        if source.accessed is not None and _reversed(source.published, source.accessed):
            message = f"read (`{source.accessed}`) before it was published (`{source.published}`)"
            yield diagnostic("KG411", message, document.span("accessed"), "correct one of the dates")
    for relation in base.relations.values():
        statement = resolved.statements[relation.id][0]
        if _reversed(relation.start, relation.end):
            message = f"it ends (`{relation.end}`) before it begins (`{relation.start}`)"
            yield diagnostic("KG406", message, statement.span("end"), "swap the dates, or correct one")
            continue
        punctual = base.relation_class(relation).punctual
        if relation.start is not None and _after(relation.start, today) and "Event" not in _classes(resolved, relation):
            span = statement.span("date" if punctual else "start")
            yield diagnostic("KG407", f"`{relation.start}` is in the future", span, "record what has happened")
        if relation.end is not None and _after(relation.end, today):
            yield diagnostic("KG408", f"`{relation.end}` is in the future", statement.span("end"), "is it `..`?")
        for claim in relation.claims:
            if _reversed(claim.start, claim.end):
                message = f"the claim's period ends (`{claim.end}`) before it begins (`{claim.start}`)"
                yield diagnostic("KG406", message, claim_span(claim), "swap the dates, or correct one")
            if claim.as_of is None:
                continue
            if claim.stance == "asserts" and not punctual and _outside(claim.as_of, relation):
                message = f"the claim speaks of `{claim.as_of}`, outside the period of its tie"
                yield diagnostic("KG409", message, claim_span(claim), "widen the period, or correct `as_of`")


def sightings(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """No claim speaks of a day that has not come."""
    for claim in resolved.base.claims():
        if claim.as_of is not None and _after(claim.as_of, today):
            yield diagnostic("KG407", f"`{claim.as_of}` is in the future", claim_span(claim), "correct `as_of`")


def _classes(resolved: Resolved, relation: Relation) -> set[str]:
    """All classes of both ends."""
    base = resolved.base
    ends = (base.entities[end].type for end in (relation.subject, relation.object) if end in base.entities)
    return {ancestor for end in ends for ancestor in base.vocabulary.entity_classes[end].ancestors}


def _reversed(start: EdtfDate | None, end: EdtfDate | None) -> bool:
    return bool(start and end and start.earliest and end.latest and end.latest < start.earliest)


def _after(when: EdtfDate, today: date) -> bool:
    return when.earliest is not None and when.earliest > today


def _outside(when: EdtfDate, relation: Relation) -> bool:
    """Whether a date lies wholly outside the period that the editor wrote."""
    first = relation.start.earliest if relation.start is not None else None
    last = relation.end.latest if relation.end is not None else None
    return (when.latest or MAX_DAY) < (first or MIN_DAY) or (when.earliest or MIN_DAY) > (last or MAX_DAY)


def life_spans(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """A tie cannot begin before its ends exist, nor last beyond them."""
    base = resolved.base
    for relation in base.relations.values():
        for end in (relation.subject, relation.object):
            entity = base.entities.get(end)
            if entity is None or base.vocabulary.is_entity_a(entity.type, "Event"):
                continue
            last = relation.start.latest if relation.start is not None else None
            if entity.start is not None and last is not None and entity.start.earliest and last < entity.start.earliest:
                yield _life(resolved, relation, f"`{end}` begins (`{entity.start}`) only after this tie has begun")
            first = relation.start.earliest if relation.start is not None else None
            over = relation.end.latest if relation.end is not None else None
            begin = entity.start.earliest if entity.start is not None else None
            if last is None and over is not None and begin is not None and over < begin:
                yield _life(resolved, relation, f"`{end}` begins (`{entity.start}`) only after this tie has ended")
            if relation.type == "Succession" and end == relation.object:
                continue  # whom one succeeds may be dead, or dissolved
            if entity.end is not None and first is not None and entity.end.latest and first > entity.end.latest:
                yield _life(resolved, relation, f"`{end}` had ended (`{entity.end}`) when this tie begins")


def _life(resolved: Resolved, relation: Relation, message: str) -> Diagnostic:
    statement = resolved.statements[relation.id][0]
    field = "date" if resolved.base.relation_class(relation).punctual else "start"
    return diagnostic("KG405", message, statement.span(field), "correct the tie or the entity")


def friend_and_enemy(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    base = resolved.base
    pairs: dict[tuple[str, str], dict[str, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    for relation in base.relations.values():
        cls = base.relation_class(relation)
        if relation.status != "denied" and not cls.punctual and cls.sign in "+-":
            first, second = sorted((relation.subject, relation.object))
            pairs[first, second][cls.sign].append(relation)
    for (first, second), by_sign in sorted(pairs.items()):
        friends, enemies = by_sign.get("+", []), by_sign.get("-", [])
        clash = next(((one, two) for one in friends for two in enemies if _surely_coincide(one, two)), None)
        if clash is not None:
            friend, enemy = clash
            note = Note(f"`{enemy.type}` here", resolved.statements[enemy.id][0].span("type"))
            span = resolved.statements[friend.id][0].span("type")
            message = f"`{first}` and `{second}` have `{friend.type}` and `{enemy.type}` at the same time"
            yield diagnostic(
                "KG404", message, span, "bound the periods, or record who denies it; both are kept", (note,)
            )


def _surely_coincide(one: Relation, two: Relation) -> bool:
    if one.known_from is None or two.known_from is None or not can_coincide((one, two)):
        return False
    begin = max(one.known_from, two.known_from)
    return begin <= min(one.known_to or MAX_DAY, two.known_to or MAX_DAY)


def one_or_two(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Two ties of one type between one pair whose starts may be the same day may be one tie, stated twice."""
    groups: dict[tuple[str, str, str], list[Relation]] = defaultdict(list)
    for relation in resolved.base.relations.values():
        ends = (relation.subject, relation.object)
        if resolved.base.relation_class(relation).symmetric:
            ends = (min(ends), max(ends))
        groups[relation.type, *ends].append(relation)
    for alike in groups.values():
        for number, later in enumerate(alike):
            earlier = next((one for one in alike[:number] if _may_begin_together(one, later)), None)
            if earlier is None or any(_has_own_id(resolved, one) for one in (earlier, later)):
                continue
            note = Note("the other", resolved.statements[earlier.id][0].span("type"))
            message = f"`{later.id}` and `{earlier.id}` may be one tie, stated twice"
            hint = "if they are one, write its start alike in both places; if two, write an `id` on one"
            yield diagnostic("KG314", message, resolved.statements[later.id][0].span("type"), hint, (note,))


def _may_begin_together(one: Relation, other: Relation) -> bool:
    first, second = one.start, other.start
    if first is None or second is None:
        return True
    begin = max(first.earliest or MIN_DAY, second.earliest or MIN_DAY)
    return begin <= min(first.latest or MAX_DAY, second.latest or MAX_DAY)


def _has_own_id(resolved: Resolved, relation: Relation) -> bool:
    return any(statement.raw.get("id") is not None for statement in resolved.statements[relation.id])
