"""The ties of an entity in the order in which a dossier tells them: by family, then by relation, then by time.

Nothing is left out and nothing told twice: every tie that names the entity is in one section. Ties that nobody asserts
stand apart, so that they cannot be read as ties.
"""

from __future__ import annotations

from dataclasses import dataclass

from khorasan_graph.explorer.families import LOOKS, look_of, role_of
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.site.references import time_key

_SECTION_OF_FAMILY = {
    "Responsibility": "events",
    "Involvement": "events",
    "Presence": "places",
    "Designation": "designations",
    "Identity": "identity",
}
_TITLES = {
    **{look.id: look.label for look in LOOKS},
    "events": "Events",
    "places": "Places",
    "designations": "Designations",
    "identity": "Identity",
    "context": "Other ties",
    "named": "Named in ties of others",
    "denied": "Denied, and asserted by nobody",
}
_TITLES_OF_ROLE = {
    ("Event", "events"): "Responsibility and targets",
    ("Event", "places"): "Where",
    ("Place", "places"): "Who and what is here",
    ("Place", "events"): "Attacks on this place",
    ("Place", "named"): "Ties located here",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A tie as it reads from one of the entities that it names: `other` is the entity at the far end."""

    relation: Relation
    other: str


@dataclass(frozen=True, slots=True)
class Group:
    """Ties of one kind, read in one direction, in the order of time."""

    phrase: str
    look: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A family of ties. `full`: its ties are told with both ends, not from the one whose page it is."""

    id: str
    title: str
    look: str
    full: bool
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def sections(base: KnowledgeBase, entity: str) -> tuple[Section, ...]:
    """All ties that name an entity; sections without a tie are left out."""
    order = {name: number for number, name in enumerate(base.vocabulary.relation_classes)}
    ids = tuple(_TITLES)
    gathered: dict[str, dict[tuple[int, str, str], list[Line]]] = {}
    for relation in sorted(base.relations_of.get(entity, ()), key=lambda tie: time_key(base, tie)):
        cls = base.relation_class(relation)
        phrase, other = _read_from(base, relation, entity)
        section = section_of(base, relation) if phrase else "named"
        if relation.status == "denied":
            section = "denied"
        phrase = phrase if section not in ("named", "denied") else cls.label
        place = ids.index(section) if section in ids else len(ids)
        key = (order.get(cls.name, len(order)), phrase, look_of(cls))
        gathered.setdefault(ids[place], {}).setdefault(key, []).append(Line(relation, other))
    role = role_of(base.vocabulary.entity_classes[base.entities[entity].type])
    looks = {look.id for look in LOOKS}
    return tuple(
        Section(
            section,
            _TITLES_OF_ROLE.get((role, section), _TITLES[section]),
            section if section in looks else "context",
            section in ("named", "denied"),
            tuple(
                Group(phrase, look, tuple(lines))
                for (_, phrase, look), lines in sorted(gathered[section].items(), key=lambda item: item[0])
            ),
        )
        for section in ids
        if section in gathered
    )


def section_of(base: KnowledgeBase, relation: Relation) -> str:
    """The section to which a tie belongs: that of its family, else that of its look."""
    cls = base.relation_class(relation)
    return _SECTION_OF_FAMILY.get(cls.family) or look_of(cls)


def _read_from(base: KnowledgeBase, relation: Relation, entity: str) -> tuple[str, str]:
    """How a tie reads from an entity, and who is at the other end; no phrase if it only names the entity."""
    cls = base.relation_class(relation)
    if entity == relation.subject:
        return cls.phrase, relation.object
    if entity == relation.object:
        return cls.inverse_phrase or cls.phrase, relation.subject
    for start, end, role in base.edges(relation):
        if role is not None and end == entity:
            return cls.qualifier_by_key[role].inverse_phrase or cls.qualifier_by_key[role].label, start
    return "", relation.subject
