"""The rules: what a knowledge base may not say, or says oddly, although every word of it is understood.

A rule is a small function from what was resolved to diagnostics; `RULES` names them in order. Rules do not change
anything, do not know each other, and never guess what was meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.authoring.ties import Statement
from khorasan_graph.model.activity import can_coincide
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Entity, Origin, Relation
from khorasan_graph.model.voices import Voices

_LOADED = re.compile(
    r"\b(terrorists?|notorious|heinous|barbaric|evil|savages?|fanatics?|fanatical|thugs?|dreaded|cowardly|bloodthirsty|"
    r"martyr(?:s|ed|dom)?|infidels?|so-called|regime)\b"
)

Rule = Callable[[Resolved, date], Iterable[Diagnostic]]


def check(resolved: Resolved, today: date) -> list[Diagnostic]:
    """All that the rules find. `today` is the day against which a date is in the future."""
    return [found for rule in RULES for found in rule(resolved, today)]


def _self_ties(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    for relation in resolved.base.relations.values():
        if relation.subject == relation.object:
            span = resolved.statements[relation.id][0].span("object")
            yield diagnostic("KG401", f"`{relation.subject}` is tied to itself", span, "name the other end")


def _ends(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Ends, places and qualifiers must be of the classes that the ontology allows."""
    base = resolved.base
    classes = base.vocabulary.entity_classes

    def fits(entity: str, allowed: Iterable[str]) -> bool:
        return entity not in base.entities or not set(allowed).isdisjoint(classes[base.entities[entity].type].ancestors)

    for relation in base.relations.values():
        cls = base.relation_class(relation)
        ends: list[tuple[str, str, tuple[str, ...]]] = [
            ("subject", relation.subject, cls.subject_classes),
            ("object", relation.object, cls.object_classes),
        ]
        if relation.place is not None:
            ends.append(("place", relation.place, ("Place",)))
        for key, targets in relation.qualifiers:
            qualifier = cls.qualifier_by_key[key]
            if qualifier.is_entity and qualifier.range is not None:
                ends.extend((key, target, (qualifier.range,)) for target in targets)
        for role, end, allowed in ends:
            if fits(end, allowed):
                continue
            statement = resolved.statements[relation.id][0]
            span = statement.span("type") if role == "subject" else statement.span(role)
            actual = base.entities[end]
            wanted = " or ".join(f"`{name}`" for name in allowed)
            message = f"the {role} of `{cls.name}` cannot be `{end}`, which is `{actual.type}`; it must be {wanted}"
            note = Note("declared here", Span(actual.origin.path))
            yield diagnostic("KG402", message, span, cls.definition, (note,))
    for entity in base.entities.values():
        if entity.part_of is not None and not fits(entity.part_of, ("Place",)):
            span = resolved.documents[entity.id].span("part_of")
            message = f"`{entity.part_of}` is not a place"
            yield diagnostic("KG402", message, span, "name the place around it")
        for index, quantity in enumerate(entity.quantities):
            yield from _speaker(resolved, quantity.claim.by, entity.id, ("quantities", index, "by"))
    for relation in base.relations.values():
        for claim in relation.claims:
            yield from _speaker(resolved, claim.by, None, (), claim.origin)


def _speaker(
    resolved: Resolved, by: str | None, entity: str | None, pointer: tuple[str | int, ...], origin: Origin | None = None
) -> Iterator[Diagnostic]:
    """Only actors speak; a statement or an event has somebody who made it."""
    base = resolved.base
    if by is None or by not in base.entities or base.vocabulary.is_entity_a(base.entities[by].type, "Actor"):
        return
    span = (
        resolved.documents[entity].span(*pointer)
        if entity is not None
        else Span(origin.path, origin.line, 1, origin.line, 2)
        if origin is not None
        else Span("")
    )
    message = f"a claim cannot be made by `{by}`, which is `{base.entities[by].type}`"
    yield diagnostic("KG402", message, span, "`by` names the person or the organization that says so")


def _cycles(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Nothing is part of itself, splits from its own splinter, or copies its own copy."""
    base, documents = resolved.base, resolved.documents
    parts = {entity.id: [entity.part_of] for entity in base.entities.values() if entity.part_of}
    for cycle in _find_cycles(parts):
        yield _cycle("is part of", cycle, documents[cycle[0]].span("part_of"))
    copies = {source.id: list(source.derived_from) for source in base.sources.values() if source.derived_from}
    for cycle in _find_cycles(copies):
        yield _cycle("is derived from", cycle, documents[cycle[0]].span("derived_from"))
    for cls in base.vocabulary.relation_classes.values():
        if cls.acyclic and not cls.abstract:
            ties: dict[str, list[str]] = defaultdict(list)
            where: dict[tuple[str, str], Statement] = {}
            for relation in base.relations.values():
                if relation.type == cls.name and relation.status != "denied" and relation.subject != relation.object:
                    ties[relation.subject].append(relation.object)
                    where[relation.subject, relation.object] = resolved.statements[relation.id][0]
            for cycle in _find_cycles(ties):
                yield _cycle(cls.phrase, cycle, where[cycle[0], cycle[1]].span("object"))


def _cycle(phrase: str, cycle: list[str], span: Span) -> Diagnostic:
    chain = f" {phrase} ".join(f"`{node}`" for node in cycle)
    return diagnostic("KG403", f"a cycle: {chain}", span, "one of these ties must be the other way round, or wrong")


def _find_cycles(links: dict[str, list[str]]) -> list[list[str]]:
    """Each cycle once, from its least node round to itself, found by depth-first search without recursion."""
    done: set[str] = set()
    cycles = []
    for start in sorted(links):
        if start in done:
            continue
        path: list[str] = [start]
        on_path = {start}
        todo = [iter(sorted(links[start]))]
        while todo:
            step = next(todo[-1], None)
            if step is None:
                todo.pop()
                on_path.discard(path[-1])
                done.add(path.pop())
            elif step in on_path:
                ring = path[path.index(step) :]
                turn = ring.index(min(ring))
                cycles.append([*ring[turn:], *ring[:turn], ring[turn]])
            elif step not in done and step in links:
                path.append(step)
                on_path.add(step)
                todo.append(iter(sorted(links[step])))
    return cycles


def _friend_and_enemy(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
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


def _periods(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
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
        if (
            document.kind == "people"
            and entity.start is not None
            and len(entity.start.text.rstrip("?~%")) > 4
            and not entity.start.is_interval
        ):
            message = f"a date of birth beyond the year: `{entity.start}`"
            hint = f"write `{entity.start.text[:4]}`"
            yield diagnostic("KG505", message, document.span("start"), hint)
        for index, fate in enumerate(entity.fates):
            if fate.date is not None and _after(fate.date, today):
                span = document.span("fates", index, "date")
                yield diagnostic("KG407", f"`{fate.date}` is in the future", span, "record what has happened")
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
            if claim.as_of is None:
                continue
            span = Span(claim.origin.path, claim.origin.line, 1, claim.origin.line, 2)
            if _after(claim.as_of, today):
                yield diagnostic("KG407", f"`{claim.as_of}` is in the future", span, "correct `as_of`")
            elif claim.stance == "asserts" and not punctual and _outside(claim.as_of, relation):
                message = f"the claim speaks of `{claim.as_of}`, outside the period of its tie"
                yield diagnostic("KG409", message, span, "widen the period, or correct `as_of`")


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
    first, last = relation.possible_from or MIN_DAY, relation.possible_to or MAX_DAY
    return (when.latest or MAX_DAY) < first or (when.earliest or MIN_DAY) > last


def _life_spans(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
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
            if entity.end is not None and first is not None and entity.end.latest and first > entity.end.latest:
                yield _life(resolved, relation, f"`{end}` had ended (`{entity.end}`) when this tie begins")


def _life(resolved: Resolved, relation: Relation, message: str) -> Diagnostic:
    statement = resolved.statements[relation.id][0]
    field = "date" if resolved.base.relation_class(relation).punctual else "start"
    return diagnostic("KG405", message, statement.span(field), "correct the tie or the entity")


def _names(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """One name for two entities is an error unless both say so; names that differ only in spelling are suspect."""
    owners: dict[str, dict[str, Entity]] = defaultdict(dict)
    folded: dict[str, set[str]] = defaultdict(set)
    entities = resolved.base.entities
    for entity in entities.values():
        for text in entity.all_names:
            key = text.casefold()
            owners[key][entity.id] = entity
            folded[fold(text)].add(key)
    for key, holders in owners.items():
        for entity in holders.values():
            other = entities.get(key)
            if other is not None and other.id != entity.id:
                message = f"the name `{key}` is the id of another entity"
                note = Note("the other", Span(other.origin.path))
                yield diagnostic("KG309", message, _name_span(resolved, entity, key), "leave the name out", (note,))
        if len(holders) > 1 and not all(_shares(entity, key) for entity in holders.values()):
            first, *rest = holders.values()
            for entity in rest:
                note = Note("the other", _name_span(resolved, first, key))
                message = f"`{first.id}` bears the name `{_text(entity, key)}` too"
                hint = "if both are really called so, put it under `names` with `shared: true` in both files"
                yield diagnostic("KG309", message, _name_span(resolved, entity, key), hint, (note,))
    for form, keys in folded.items():
        if len(keys) < 2 or not form:
            continue
        spelt = {entity.id: (entity, key) for key in sorted(keys) for entity in owners[key].values()}
        if len(spelt) > 1 and not all(_shares(entity, key) for entity, key in spelt.values()):
            (first, first_key), *others = (spelt[id_] for id_ in sorted(spelt))
            for entity, key in others:
                note = Note("the other", _name_span(resolved, first, first_key))
                message = (
                    f"`{_text(entity, key)}` and `{_text(first, first_key)}` of `{first.id}` differ only in spelling"
                )
                hint = "are they one entity? if not, mark both names `shared: true`"
                yield diagnostic("KG310", message, _name_span(resolved, entity, key), hint, (note,))


def _shares(entity: Entity, key: str) -> bool:
    return any(name.shared and name.text.casefold() == key for name in entity.names)


def _text(entity: Entity, key: str) -> str:
    return next((text for text in entity.all_names if text.casefold() == key), key)


def _name_span(resolved: Resolved, entity: Entity, key: str) -> Span:
    document = resolved.documents[entity.id]
    if entity.name.casefold() == key:
        return document.span("name")
    for raw in document.records[0].get("names") or ():
        if raw.complete and raw.get("text").casefold() == key:
            return document.span("names", raw.index, "text")
    return document.span()


def _orphans(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """An entity that no claim speaks of, that speaks in none, and that holds nothing else."""
    base = resolved.base
    spoken = set(base.relations_of)
    spoken.update(claim.by for claim in base.claims() if claim.by is not None)
    spoken.update(entity.id for entity in base.entities.values() if entity.quantities or entity.fates)
    spoken.update(entity.part_of for entity in base.entities.values() if entity.part_of is not None)
    for entity in base.entities.values():
        if entity.id not in spoken:
            hint = "add a tie with its source, or delete the file"
            yield diagnostic("KG410", f"nothing is said of `{entity.id}`", Span(entity.origin.path), hint)


def _grades(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """`Confirmed` means confirmed by independent sources."""
    voices = Voices(resolved.base.sources)
    for relation in resolved.base.relations.values():
        for claim in relation.claims:
            if claim.credibility == 1:
                same = [other.source for other in relation.claims if other.stance == claim.stance]
                if voices.count(same) < 2:
                    span = Span(claim.origin.path, claim.origin.line, 1, claim.origin.line, 2)
                    hint = "write `credibility: 2`, or add a claim of another publisher"
                    yield diagnostic("KG502", "confirmed (1) needs two independent publishers", span, hint)


def _loaded_words(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Descriptions and notes are our own voice, which describes and does not judge."""
    for document in resolved.documents.values():
        raw = document.records[0]
        texts: list[tuple[str, tuple[str | int, ...]]] = [
            (raw.get(name), (name,)) for name in ("description", "note") if raw.get(name)
        ]
        for tie in raw.get("relations") or ():
            point = document.pointer(tie)
            texts.extend([(tie.get("note"), (*point, "note"))] if tie.get("note") else [])
            texts.extend(
                (claim.get("note"), (*point, "claims", claim.index, "note"))
                for claim in tie.get("claims") or ()
                if claim.get("note")
            )
        for text, pointer in texts:
            match = _LOADED.search(text)
            if match is not None:
                hint = "describe: `militant`, `armed group`; or name who uses the word"
                yield diagnostic("KG503", f"`{match.group()}` is a loaded word", document.span(*pointer), hint)


RULES: tuple[Rule, ...] = (
    _self_ties,
    _ends,
    _cycles,
    _friend_and_enemy,
    _periods,
    _life_spans,
    _names,
    _orphans,
    _grades,
    _loaded_words,
)
