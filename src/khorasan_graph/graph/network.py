"""The graph in NetworkX, as notebook users and other tools know it.

**Nodes** are the ids of entities, in the order of ids. Attributes of a node:

| attribute | value |
|---|---|
| `name`, `label` | the shown name, under both names that tools draw |
| `type`, `type_label`, `folder` | the entity class, its label in words, the kind of entity |
| `names` | list of all recorded names, the shown one first |
| `description` | a sentence or two, or None |
| `start`, `end` | EDTF text as written, or None (an event's `start` is its date) |
| `earliest`, `latest` | ISO days: the first day it can have begun and the last it can have ended, or None |
| `part_of`, `code` | of a place: the id of the one around it, the code of the country; or None |
| `latitude`, `longitude` | degrees as floats, or None |
| `identifiers` | list of `scheme:value`: what other data sets call it |
| `different_from`, `sources` | lists of ids: entities it is confused with, documents for its own dates and names |
| `name_records` | list of records: `text`, `kind`, and where known `lang`, `start`, `end`, `source`, `shared` |
| `quantities`, `fates` | lists of records: a claim with `measure` and `minimum`, `maximum`; with `fate` and `date` |

**Edges** run from subject to object; the key of an edge is the id of its tie. A tie with a qualifier that is an end as
well (the group left in a defection, the provider of a sanctuary) has a second edge from the subject, whose key is the
tie's id, `:` and the qualifier (and `:` and the entity, where the qualifier names several). Attributes of an edge:

| attribute | value |
|---|---|
| `label` | how the edge reads from its first node to its second, with `contested` or `may hold` in brackets |
| `relation`, `role` | the id of the tie; the qualifier, or None for subject to object |
| `type`, `family`, `sign`, `symmetric`, `punctual` | the class of the tie, and what the ontology says of it |
| `phrase` | the same as `label`, without the brackets |
| `status` | `corroborated`, `reported`, `contested` or `denied` |
| `credibility` | the best grade that a claim asserts it with (1 best, 6 cannot be judged), or None where none does |
| `start`, `end` | EDTF text as written, or None |
| `known_from`, `known_to`, `possible_from`, `possible_to` | ISO days, or None |
| `activity` | with a date asked for: `active` or `possible`; else None |
| `place` | the id of the place where it holds, or None |
| `qualifiers` | what its class says beyond its ends: lists by key (`office`, `content`, `provider`) |
| `note` | the editor's remark, or None |
| `sources`, `publishers` | sorted lists, over all claims |
| `asserting`, `denying` | how many claims assert it, and how many deny it |
| `claims` | list of records: who says so, in the order in which they are written |

A **claim** is a record with `stance`, `source`, the `publisher`, `published` and `reliability` of that source, and
`credibility`; where written also `by` (the entity that says so, if not the publisher), `as_of`, `start`, `end`,
`locator`, `citing` and `note`.

`known_from` may lie after `known_to`: then the tie held on some day between the two, and on no day in particular.

**Graph** attributes: `selection` (what was asked for), `denied_left_out` (how many denied ties are not there),
`sources` (all sources by id, as records), and what the graph says of itself as far as it does: `title`, `description`,
`license`, `version`, `creators`, `homepage`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from khorasan_graph.model.activity import Activity
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Relation, Source
from khorasan_graph.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    import networkx

Record = dict[str, Any]


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
        **_about(base),
        selection=selection.as_json(),
        denied_left_out=len(admitted) - len(shown),
        sources={source.id: _source(source) for source in base.sources.values()},
    )
    edges = [(relation, pair) for relation in shown for pair in base.edges(relation)]
    linked = {end for _, (start, finish, _) in edges for end in (start, finish)}
    for entity in base.entities.values():
        if selection == EVERYTHING or entity.id in linked or entity.id in selection.entities:
            graph.add_node(entity.id, **_node(base, entity))
    for relation, (start, finish, role) in edges:
        graph.add_edge(
            start,
            finish,
            key=edge_id(relation, finish, role),
            **_edge(base, relation, role, selection.activity(relation)),
        )
    return graph


def edge_id(relation: Relation, finish: str, role: str | None) -> str:
    """The id of an edge (see `KnowledgeBase.edges`), unlike that of any other; ids of ties hold no colon."""
    if role is None:
        return relation.id
    several = len(relation.qualifier(role)) > 1
    return f"{relation.id}:{role}:{finish}" if several else f"{relation.id}:{role}"


def _about(base: KnowledgeBase) -> Record:
    about = base.about
    return _given(
        title=about.title,
        description=about.description,
        license=about.license,
        version=about.version,
        creators=list(about.creators),
        homepage=about.homepage,
    )


def _node(base: KnowledgeBase, entity: Entity) -> Record:
    cls = base.vocabulary.entity_classes[entity.type]
    last = entity.start if cls.folder == "events" else entity.end
    return {
        "name": entity.name,
        "label": entity.name,
        "type": entity.type,
        "type_label": cls.label,
        "folder": cls.folder,
        "names": list(entity.all_names),
        "description": entity.description,
        "start": entity.start.text if entity.start else None,
        "end": entity.end.text if entity.end else None,
        "earliest": _day(entity.start.earliest if entity.start else None),
        "latest": _day(last.latest if last else None),
        "part_of": entity.part_of,
        "code": entity.code,
        "latitude": float(entity.latitude) if entity.latitude else None,
        "longitude": float(entity.longitude) if entity.longitude else None,
        "identifiers": [f"{identifier.scheme}:{identifier.value}" for identifier in entity.identifiers],
        "different_from": list(entity.different_from),
        "sources": list(entity.sources),
        "name_records": [_name(name) for name in entity.names],
        "quantities": [
            _given(measure=it.measure, minimum=it.minimum, maximum=it.maximum) | _claim(base, it.claim)
            for it in entity.quantities
        ],
        "fates": [_given(fate=it.fate, date=_text(it.date)) | _claim(base, it.claim) for it in entity.fates],
    }


def _name(name: Name) -> Record:
    return _given(
        text=name.text,
        kind=name.kind,
        lang=name.lang,
        start=_text(name.start),
        end=_text(name.end),
        source=name.source,
        shared=name.shared or None,
    )


def _edge(base: KnowledgeBase, relation: Relation, role: str | None, activity: Activity | None) -> Record:
    cls = base.relation_class(relation)
    sources = sorted({claim.source for claim in relation.claims})
    phrase = cls.phrase if role is None else cls.qualifier_by_key[role].phrase
    marks: list[str] = [relation.status] if relation.status in ("contested", "denied") else []
    if activity == "possible":
        marks.append("may hold")
    return {
        "label": f"{phrase} ({', '.join(marks)})" if marks else phrase,
        "relation": relation.id,
        "role": role,
        "type": relation.type,
        "family": cls.family,
        "sign": cls.sign,
        "symmetric": cls.symmetric and role is None,
        "punctual": cls.punctual,
        "phrase": phrase,
        "status": relation.status,
        "credibility": relation.asserted_credibility,
        "start": relation.start.text if relation.start else None,
        "end": relation.end.text if relation.end else None,
        "known_from": _day(relation.known_from),
        "known_to": _day(relation.known_to),
        "possible_from": _day(relation.possible_from),
        "possible_to": _day(relation.possible_to),
        "activity": activity,
        "place": relation.place,
        "qualifiers": {key: list(values) for key, values in relation.qualifiers},
        "note": relation.note,
        "sources": sources,
        "publishers": sorted({base.sources[source].publisher for source in sources}),
        "asserting": relation.count("asserts"),
        "denying": relation.count("denies"),
        "claims": [_claim(base, claim) for claim in relation.claims],
    }


def _claim(base: KnowledgeBase, claim: Claim) -> Record:
    source = base.sources[claim.source]
    return _given(
        stance=claim.stance,
        by=claim.by,
        source=claim.source,
        publisher=source.publisher,
        published=source.published.text,
        reliability=source.reliability,
        credibility=claim.credibility,
        as_of=_text(claim.as_of),
        start=_text(claim.start),
        end=_text(claim.end),
        locator=claim.locator,
        citing=claim.citing,
        note=claim.note,
    )


def _source(source: Source) -> Record:
    return _given(
        publisher=source.publisher,
        title=source.title,
        published=source.published.text,
        reliability=source.reliability,
        url=source.url,
        archive_url=source.archive_url,
        lang=source.lang,
        authors=list(source.authors),
        via=source.via,
        derived_from=list(source.derived_from),
        accessed=_text(source.accessed),
        note=source.note,
    )


def _given(**values: Any) -> Record:
    """A record of what is there: what nobody wrote is absent."""
    return {key: value for key, value in values.items() if value is not None and value != []}


def _text(when: EdtfDate | None) -> str | None:
    return when.text if when is not None else None


def _day(when: date | None) -> str | None:
    return when.isoformat() if when is not None else None
