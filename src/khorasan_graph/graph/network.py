"""The graph in NetworkX, as notebook users and other tools know it.

**Nodes** are the ids of entities, in the order of ids. Attributes of a node:

| attribute | value |
|---|---|
| `name`, `type`, `label`, `folder` | the shown name, the entity class, its label in words, the kind of entity |
| `names` | list of all recorded names, the shown one first |
| `start`, `end` | EDTF text as written, or None (an event's `start` is its date) |
| `earliest`, `latest` | ISO days: the first day it can have begun and the last it can have ended, or None |
| `latitude`, `longitude` | degrees as floats, or None |

**Edges** run from subject to object; the key of an edge is the id of its tie. A tie with a qualifier that is an end as
well (the group left in a defection, the provider of a sanctuary) has a second edge from the subject, whose key is the
tie's id, `#` and the qualifier. Attributes of an edge:

| attribute | value |
|---|---|
| `relation`, `role` | the id of the tie; the qualifier, or None for subject to object |
| `type`, `family`, `sign`, `symmetric`, `punctual` | the class of the tie, and what the ontology says of it |
| `phrase` | how the edge reads from its first node to its second |
| `status` | `corroborated`, `reported`, `contested` or `denied` |
| `credibility` | the best grade that a claim asserts it with (1 best, 6 worst) |
| `start`, `end` | EDTF text as written, or None |
| `known_from`, `known_to`, `possible_from`, `possible_to` | ISO days, or None |
| `activity` | with a date asked for: `active` or `possible`; else None |
| `place` | the id of the place where it holds, or None |
| `sources`, `publishers` | sorted lists, over all claims |
| `asserted`, `denied` | how many claims assert it, and how many deny it |

Graph attributes: `selection` (what was asked for) and `denied_left_out` (how many denied ties are not there).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Entity, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    import networkx


def to_networkx(
    base: KnowledgeBase, selection: Selection = EVERYTHING, *, denied: bool = False
) -> networkx.MultiDiGraph[str]:
    """The ties that a selection admits as a `networkx.MultiDiGraph`; see this module's page for the attributes.

    A denied tie is no tie, and most algorithms would take its edge for one: such ties are left out, and counted, unless
    `denied` asks for them. Without a selection every entity is a node, with one only those that its ties link.
    """
    import networkx as nx

    admitted = list(selection.relations(base))
    shown = [relation for relation in admitted if denied or relation.status != "denied"]
    graph: networkx.MultiDiGraph[str] = nx.MultiDiGraph(
        selection=selection.as_json(), denied_left_out=len(admitted) - len(shown)
    )
    edges = [(relation, pair) for relation in shown for pair in base.edges(relation)]
    linked = {end for _, (start, finish, _) in edges for end in (start, finish)}
    for entity in base.entities.values():
        if selection == EVERYTHING or entity.id in linked or entity.id in selection.entities:
            graph.add_node(entity.id, **_node(base, entity))
    for relation, (start, finish, role) in edges:
        key = relation.id if role is None else f"{relation.id}#{role}"
        graph.add_edge(start, finish, key=key, **_edge(base, relation, role, selection))
    return graph


def _node(base: KnowledgeBase, entity: Entity) -> dict[str, Any]:
    cls = base.vocabulary.entity_classes[entity.type]
    last = entity.start if cls.folder == "events" else entity.end
    return {
        "name": entity.name,
        "type": entity.type,
        "label": cls.label,
        "folder": cls.folder,
        "names": list(entity.all_names),
        "start": entity.start.text if entity.start else None,
        "end": entity.end.text if entity.end else None,
        "earliest": _day(entity.start.earliest if entity.start else None),
        "latest": _day(last.latest if last else None),
        "latitude": float(entity.latitude) if entity.latitude else None,
        "longitude": float(entity.longitude) if entity.longitude else None,
    }


def _edge(base: KnowledgeBase, relation: Relation, role: str | None, selection: Selection) -> dict[str, Any]:
    cls = base.relation_class(relation)
    sources = sorted({claim.source for claim in relation.claims})
    return {
        "relation": relation.id,
        "role": role,
        "type": relation.type,
        "family": cls.family,
        "sign": cls.sign,
        "symmetric": cls.symmetric and role is None,
        "punctual": cls.punctual,
        "phrase": cls.phrase if role is None else cls.qualifier_by_key[role].phrase,
        "status": relation.status,
        "credibility": relation.credibility,
        "start": relation.start.text if relation.start else None,
        "end": relation.end.text if relation.end else None,
        "known_from": _day(relation.known_from),
        "known_to": _day(relation.known_to),
        "possible_from": _day(relation.possible_from),
        "possible_to": _day(relation.possible_to),
        "activity": selection.activity(relation),
        "place": relation.place,
        "sources": sources,
        "publishers": sorted({base.sources[source].publisher for source in sources}),
        "asserted": sum(claim.stance == "asserts" for claim in relation.claims),
        "denied": sum(claim.stance == "denies" for claim in relation.claims),
    }


def _day(when: date | None) -> str | None:
    return when.isoformat() if when is not None else None
