"""Rules about ends: what may be tied to what, who may speak, and what may not go round in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.authoring.rules.common import claim_span
from khorasan_graph.authoring.ties import Statement
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span


def self_ties(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Nothing is tied to itself, or told apart from itself."""
    for relation in resolved.base.relations.values():
        if relation.subject == relation.object:
            span = resolved.statements[relation.id][0].span("object")
            yield diagnostic("KG401", f"`{relation.subject}` is tied to itself", span, "name the other end")
    for entity in resolved.base.entities.values():
        if entity.id in entity.different_from:
            span = resolved.documents[entity.id].span("different_from", entity.different_from.index(entity.id))
            yield diagnostic("KG401", f"`{entity.id}` is told apart from itself", span, "name the other entity")


def ends(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Ends, places and qualifiers must be of the classes that the ontology allows."""
    base = resolved.base
    fitting: set[tuple[str, str, str]] = set()  # a class of ties with classes of its ends that were found to be right
    for relation in base.relations.values():
        cls = base.relation_class(relation)
        is_plain = relation.place is None and not relation.qualifiers
        types = (cls.name, base.entities[relation.subject].type, base.entities[relation.object].type)
        if is_plain and types in fitting:
            continue
        wanted: list[tuple[str, str, tuple[str, ...]]] = [
            ("subject", relation.subject, cls.subject_classes),
            ("object", relation.object, cls.object_classes),
        ]
        if relation.place is not None:
            wanted.append(("place", relation.place, ("Place",)))
        for key, targets in relation.qualifiers:
            qualifier = cls.qualifier_by_key[key]
            if qualifier.is_entity and qualifier.range is not None:
                wanted.extend((key, target, (qualifier.range,)) for target in targets)
        wrong = [(role, end, allowed) for role, end, allowed in wanted if not _fits(resolved, end, allowed)]
        # A person succeeds a person and an organization an organization: both ends are of one and the same class.
        kinds = tuple(one for one in cls.subject_classes if _fits(resolved, relation.subject, (one,)))
        if not wrong and cls.subject_classes == cls.object_classes and not _fits(resolved, relation.object, kinds):
            wrong.append(("object", relation.object, kinds))
        if is_plain and not wrong:
            fitting.add(types)
        for role, end, allowed in wrong:
            statement = resolved.statements[relation.id][0]
            span = statement.span("type") if role == "subject" else statement.span(role)
            actual = base.entities[end]
            names = " or ".join(f"`{name}`" for name in allowed)
            message = f"the {role} of `{cls.name}` cannot be `{end}`, which is `{actual.type}`; it must be {names}"
            note = Note("declared here", Span(actual.origin.path))
            yield diagnostic("KG402", message, span, cls.definition, (note,))


def _fits(resolved: Resolved, entity: str, allowed: Iterable[str]) -> bool:
    found = resolved.base.entities.get(entity)
    return found is None or resolved.base.vocabulary.is_entity_a(found.type, *allowed)


def places(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """A place lies in a place, and only a country has a country's code."""
    for entity in resolved.base.entities.values():
        if entity.part_of is not None and not _fits(resolved, entity.part_of, ("Place",)):
            span = resolved.documents[entity.id].span("part_of")
            yield diagnostic("KG402", f"`{entity.part_of}` is not a place", span, "name the place around it")
        if entity.code is not None and not _fits(resolved, entity.id, ("Country",)):
            span = resolved.documents[entity.id].span("code")
            hint = "delete it, or write `type: Country`"
            yield diagnostic("KG220", f"`code` does not belong to `{entity.type}`", span, hint)


def speakers(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """Only actors speak; a statement or a meeting has somebody who made it."""
    base = resolved.base
    for claim in base.claims():
        if claim.by is not None and not _fits(resolved, claim.by, ("Actor",)):
            message = f"a claim cannot be made by `{claim.by}`, which is `{base.entities[claim.by].type}`"
            hint = "`by` names the person or the organization that says so"
            yield diagnostic("KG402", message, claim_span(claim), hint)


def cycles(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
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
