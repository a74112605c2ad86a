"""How kinds of ties and entities look: one colour and arrow head per family of ties, one shape and size per class.

A colour means a family of ties and nothing else. Classes are told by their ancestors in the vocabulary, never by a full
list of names: a class that the ontology gains tomorrow takes the look of its nearest known ancestor, then of its sign.
"""

from __future__ import annotations

from dataclasses import dataclass

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.vocabulary import EntityClass, RelationClass


@dataclass(frozen=True, slots=True)
class Look:
    """A family of ties as it is drawn: its colour on light and dark paper, and its arrow head (a vis-network type)."""

    id: str
    label: str
    light: str
    dark: str
    head: str
    head_scale: float


LOOKS: tuple[Look, ...] = (
    Look("lineage", "Lineage", "#0086D6", "#4A93F0", "vee", 0.9),
    Look("command", "Command", "#5D656E", "#D7E3FD", "diamond", 0.7),
    Look("alliance", "Alliance", "#377F4A", "#7CE8AE", "circle", 0.6),
    Look("allegiance", "Allegiance", "#89589E", "#C879BF", "triangle", 0.9),
    Look("hostility", "Hostility", "#CE1432", "#DC4A44", "bar", 0.9),
    Look("support", "Support", "#524A00", "#F1CB40", "curve", 0.9),
    Look("context", "Context", "#8A929C", "#5F6874", "box", 0.6),
)

WIDTHS = {1: 4.2, 2: 3.4, 3: 2.6, 4: 2.0, 5: 1.5, 6: 1.2}
"""How wide the line of a tie is, by the best credibility among the claims that assert it."""

_LOOK_OF_CLASS = {
    "Allegiance": "allegiance",
    "Endorsement": "allegiance",
    "FactionOf": "lineage",
    "Affiliation": "lineage",
    "UmbrellaMembership": "lineage",
    "Alliance": "alliance",
    "Coordination": "alliance",
    "Support": "support",
    "Sanctuary": "support",
    "Transition": "lineage",
    "Role": "command",
    "Conflict": "hostility",
    "Cooperation": "alliance",
}
_LOOK_OF_SIGN = {"+": "alliance", "-": "hostility", "0": "context"}


def look_of(cls: RelationClass) -> str:
    """The id of the look of a class of ties: that of its nearest ancestor with one, else that of its sign."""
    for name in (cls.name, *cls.ancestors, cls.family):
        if name in _LOOK_OF_CLASS:
            return _LOOK_OF_CLASS[name]
    return _LOOK_OF_SIGN.get(cls.sign, "context")


_SHAPES = {
    "State": ("square", 17),
    "StateBody": ("square", 13),
    "InternationalBody": ("square", 13),
    "Person": ("diamond", 12),
    "Event": ("star", 14),
    "Place": ("hexagon", 13),
    "Umbrella": ("dot", 25),
    "Faction": ("dot", 12),
    "Branch": ("dot", 16),
    "MilitantOrganization": ("dot", 18),
    "Organization": ("dot", 13),
}


def shape_of(cls: EntityClass) -> tuple[str, int]:
    """The vis-network shape and the size of a class of entities: those of its nearest ancestor with one."""
    return next((_SHAPES[name] for name in (cls.name, *cls.ancestors) if name in _SHAPES), ("dot", 13))


ROLES = ("Organization", "Person", "Place", "Event")
"""The kinds of entities that the page treats apart: the roots of the entity classes."""


def role_of(cls: EntityClass) -> str:
    """Which of `ROLES` a class is; a class below none of them counts as an organization."""
    return next((name for name in (cls.name, *cls.ancestors) if name in ROLES), "Organization")


def role_in(base: KnowledgeBase, entity: str) -> str:
    """Which of `ROLES` an entity plays in a picture."""
    return role_of(base.vocabulary.entity_classes[base.entities[entity].type])
