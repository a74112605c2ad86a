"""What several entities have in common: the ties among them, and whoever is tied to two or more of them.

A common enemy is as telling as a common leader, so ties of every sign count; denied ones, and those that say that two
are not the same, never do. That two share a neighbour is no link between them: the answer says who, how and on whose
word, and leaves the reading to the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khorasan_graph.graph.adjacency import Neighbours, QuestionError, check_question
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

KINDS = ("person", "event", "place", "enemy", "friend", "other")
"""What a shared neighbour is: by its class; an actor by the signs of its ties: a friend has a tie of cooperation with
every one that shares it and none of conflict, an enemy the reverse. A listing or a split is neither."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Somebody or something tied to two or more of those asked about: to which, and by which ties."""

    entity: str
    kind: str
    ties: tuple[tuple[str, tuple[Relation, ...]], ...]

    @property
    def with_whom(self) -> tuple[str, ...]:
        return tuple(entity for entity, _ in self.ties)


@dataclass(frozen=True, slots=True)
class CommonAnswer:
    """What the entities asked about have in common under a selection.

    `among` are the ties between any two of them; `shared` is ordered by kind, then by how many share it, then by id.
    `denied` are the ties between any two of them that are only denied: no ties, and not to be lost either. `left_out`
    counts the denied ties of theirs with others.
    """

    entities: tuple[str, ...]
    selection: Selection
    among: tuple[Relation, ...]
    shared: tuple[Shared, ...]
    denied: tuple[Relation, ...]
    left_out: int


def common(base: KnowledgeBase, entities: Sequence[str], selection: Selection = EVERYTHING) -> CommonAnswer:
    """What two or more entities, given by id, have in common.

    Raises:
        QuestionError: for an unknown id, one given twice, or less than two.
    """
    check_question(base, entities, 1, ())
    if len(set(entities)) < 2 or len(set(entities)) != len(entities):
        raise QuestionError("what is common needs two or more different entities")
    beside = Neighbours(base, selection)
    asked = set(entities)
    among: dict[str, Relation] = {}
    found: dict[str, list[tuple[str, tuple[Relation, ...]]]] = {}
    for entity in entities:
        for other, ties in beside.of(entity).items():
            if other in asked:
                among.update((tie.id, tie) for tie in ties)
            else:
                found.setdefault(other, []).append((entity, ties))
    shared = [
        Shared(other, _kind(base, other, [ties for _, ties in mutual]), tuple(mutual))
        for other, mutual in found.items()
        if len(mutual) > 1
    ]
    shared.sort(key=lambda one: (KINDS.index(one.kind), -len(one.ties), one.entity))
    denied = {
        relation.id: relation
        for entity in entities
        for relation in base.relations_of.get(entity, ())
        if relation.status == "denied"
    }
    between = [
        relation
        for _, relation in sorted(denied.items())
        if any(start != end and {start, end} <= asked for start, end, _ in base.edges(relation))
    ]
    return CommonAnswer(
        entities=tuple(entities),
        selection=selection,
        among=tuple(among[tie] for tie in sorted(among)),
        shared=tuple(shared),
        denied=tuple(between),
        left_out=len(denied) - len(between),
    )


def _kind(base: KnowledgeBase, entity: str, sides: Sequence[Sequence[Relation]]) -> str:
    cls = base.vocabulary.entity_classes[base.entities[entity].type]
    lineage = {cls.name, *cls.ancestors}
    for name, kind in (("Person", "person"), ("Event", "event"), ("Place", "place")):
        if name in lineage:
            return kind
    signs = [{base.relation_class(tie).sign for tie in ties} for ties in sides]
    for kind, sign, against in (("enemy", "-", "+"), ("friend", "+", "-")):
        if all(sign in found and against not in found for found in signs):
            return kind
    return "other"
