"""The graph as a property graph: nodes with labels, relationships with types, both with plain properties.

Cypher has no relationships of relationships, so that who says a tie cannot hang on its edge. The graph is therefore in
two layers that share ids, and **no relationship leads from one to the other**:

- **Entities and their ties.** `(:Entity:Actor:Organization {id})-[:SUPPORTS {id, relation, status}]->(...)`: one
  relationship for each pair of entities that a tie links, told apart by `id`. A tie that is only denied, or that tells
  two entities apart, has none here: however somebody walks from one entity to another, whichever way and over whatever
  types, each step over a tie is one that somebody asserts. A place is joined to the one around it (`PART_OF`).
- **The records.** `(:Claim)-[:ABOUT]->(:Relation)`, `(:Claim)-[:FROM_SOURCE]->(:Source)`, names, numbers and fates:
  every tie, denied ones too, with all claims on it. They name entities by id (`subject`, `object`, `by`, `about`), for
  two groups that one newspaper wrote of are not linked by the newspaper.

Here is decided what is a node and what its properties are; how they are written is up to `cypher` and `neo4j_csv`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Literal, NamedTuple

from khorasan_graph import __version__
from khorasan_graph.export.formats import Request
from khorasan_graph.graph.adjacency import is_followed
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation, Source
from khorasan_graph.model.vocabulary import DATA, Vocabulary
from khorasan_graph.rdf.dataset import name_id

Kind = Literal["text", "texts", "int", "float", "bool", "date"]
Value = str | int | float | bool | date | tuple[str, ...]
Row = dict[str, Value]
"""The properties of a node or a relationship by name; what is absent is not there."""

EDITION = "kg_edition"
"""The property by which a load knows what an earlier one left behind: a digest of the whole export, on everything."""


class Column(NamedTuple):
    """A property that nodes or relationships of one table may have."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Nodes:
    """All nodes of one basic label, which is the space of their ids; `groups` gives them by their full labels."""

    label: str
    columns: tuple[Column, ...]
    groups: Callable[[], Iterator[tuple[tuple[str, ...], Iterable[Row]]]]

    def rows(self) -> Iterator[tuple[tuple[str, ...], Row]]:
        """Every node with its labels."""
        return ((labels, row) for labels, rows in self.groups() for row in rows)


@dataclass(frozen=True, slots=True)
class Links:
    """All relationships of one type between nodes of two basic labels, as (start, end, properties)."""

    type: str
    start: str
    end: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[str, str, Row]]]


@dataclass(frozen=True)
class PropertyGraph:
    """Everything that an export holds, nodes first."""

    nodes: tuple[Nodes, ...]
    links: tuple[Links, ...]
    vocabulary: Vocabulary

    @cached_property
    def edition(self) -> str:
        """A digest of all of it: two exports are the same exactly if theirs is."""
        digest = sha256()
        for nodes in self.nodes:
            for found in nodes.rows():
                digest.update(_canonical((nodes.label, *found)))
        for links in self.links:
            for link in links.rows():
                digest.update(_canonical((links.type, links.start, links.end, *link)))
        return digest.hexdigest()[:16]


def _canonical(values: tuple[object, ...]) -> bytes:
    return json.dumps(values, sort_keys=True, default=str).encode()


def property_graph(request: Request) -> PropertyGraph:
    """The property graph of an export."""
    base = request.base
    ties = _Ties(request)
    return PropertyGraph(
        (
            Nodes("DataSet", _DATA_SET, lambda: iter([(("DataSet",), [_data_set(request)])])),
            Nodes("Entity", _ENTITY, lambda: _entities(base)),
            Nodes("Source", _SOURCE, lambda: iter([(("Source",), map(_source, base.sources.values()))])),
            Nodes("Name", _NAME, lambda: iter([(("Name",), _names(base))])),
            Nodes("Relation", ties.relation_columns, ties.relations),
            Nodes("Claim", _CLAIM, lambda: _claims(base)),
        ),
        (
            Links("PART_OF", "Entity", "Entity", (_ID,), lambda: _parts(base)),
            *ties.links(),
            Links("DERIVED_FROM", "Source", "Source", (), lambda: _derived(base)),
            Links("FROM_SOURCE", "Name", "Source", (), lambda: _from_source(_names(base))),
            Links("ABOUT", "Claim", "Relation", (), lambda: _about(base)),
            Links("FROM_SOURCE", "Claim", "Source", (), lambda: _from_source(_claim_rows(base))),
        ),
        base.vocabulary,
    )


def relationship_type(local_name: str) -> str:
    """How a direct property of the ontology is called among relationships: `coordinatesWith` is `COORDINATES_WITH`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", local_name).upper()


# What the tables hold. A date has three columns: as written (EDTF), and the first and last day that it can mean.

_ID = Column("id", "text")


def _columns(**kinds: str) -> tuple[Column, ...]:
    """Columns by kind; `when` stands for the three of a date."""
    found: list[Column] = []
    for name, kind in kinds.items():
        if kind == "when":
            found += (Column(name, "text"), Column(f"{name}_earliest", "date"), Column(f"{name}_latest", "date"))
        else:
            assert kind in ("text", "texts", "int", "float", "bool", "date")
            found.append(Column(name, kind))  # type: ignore[arg-type]
    return tuple(found)


_DATA_SET = _columns(
    id="text", title="text", description="text", license="text", version="text", creators="texts", homepage="text",
    newest_source="text", selection="text", generator="text", vocabulary="text",
    entities="int", relations="int", claims="int", sources="int", not_followed="int",
)  # fmt: skip
_ENTITY = _columns(
    id="text", type="text", folder="text", passage="text", name="text", names="texts", description="text",
    start="when", end="when", part_of="text", latitude="float", longitude="float", coordinates="text", code="text",
    identifiers="texts", different_from="texts", sources="texts",
)  # fmt: skip
_SOURCE = _columns(
    id="text", publisher="text", title="text", published="when", reliability="text", url="text", archive_url="text",
    lang="text", authors="texts", via="text", derived_from="texts", accessed="when", note="text",
)  # fmt: skip
_NAME = _columns(
    id="text", about="text", position="int", text="text", kind="text", lang="text", start="when", end="when",
    source="text", shared="bool",
)  # fmt: skip
_CLAIM = _columns(
    id="text", type="text", relation="text", about="text", position="int", stance="text", by="text", speaker="text",
    source="text", credibility="int", grade="text", as_of="when", start="when", end="when", locator="text",
    citing="text", note="text", measure="text", minimum="int", maximum="int", fate="text", date="when",
)  # fmt: skip
_OF_TIES = _columns(
    type="text", family="text", sign="text", symmetric="bool", punctual="bool", status="text", credibility="int",
    asserted="int", denied="int", start="when", end="when", known_from="date", known_to="date", possible_from="date",
    possible_to="date", activity="text", place="text", note="text", sources="texts", publishers="texts",
)  # fmt: skip


def _row(**values: Value | EdtfDate | None) -> Row:
    """Properties without what is absent, a date as its three."""
    found: Row = {}
    for name, value in values.items():
        if isinstance(value, EdtfDate):
            found[name] = value.text
            if value.earliest is not None:
                found[f"{name}_earliest"] = value.earliest
            if value.latest is not None:
                found[f"{name}_latest"] = value.latest
        elif value is not None and value != ():
            found[name] = value
    return found


def _data_set(request: Request) -> Row:
    base, about = request.base, request.base.about
    return _row(
        id=DATA,
        title=about.title,
        description=about.description,
        license=about.license,
        version=about.version,
        creators=about.creators,
        homepage=about.homepage,
        newest_source=base.newest_date.text if base.newest_date else None,
        selection=json.dumps(request.selection.as_json(), sort_keys=True, ensure_ascii=False),
        generator=f"khorasan-graph {__version__}",
        vocabulary=base.vocabulary.version,
        entities=len(base.entities),
        relations=len(base.relations),
        claims=sum(1 for _ in base.claims()),
        sources=len(base.sources),
        not_followed=sum(not is_followed(tie) for tie in base.relations.values()),
    )


def _entities(base: KnowledgeBase) -> Iterator[tuple[tuple[str, ...], Iterable[Row]]]:
    for name, cls in base.vocabulary.entity_classes.items():
        found = [_entity(base, entity) for entity in base.entities.values() if entity.type == name]
        if found:
            yield ("Entity", *(label for label in reversed(cls.ancestors) if label != "Entity")), found


def _entity(base: KnowledgeBase, entity: Entity) -> Row:
    cls = base.vocabulary.entity_classes[entity.type]
    located = entity.latitude is not None and entity.longitude is not None
    return _row(
        id=entity.id,
        type=entity.type,
        folder=cls.folder,
        passage=cls.passage,
        name=entity.name,
        names=entity.all_names,
        description=entity.description,
        start=entity.start,
        end=entity.end,
        part_of=entity.part_of,
        latitude=float(entity.latitude) if entity.latitude is not None else None,
        longitude=float(entity.longitude) if entity.longitude is not None else None,
        coordinates=f"{entity.latitude} {entity.longitude}" if located else None,
        code=entity.code,
        identifiers=tuple(f"{it.scheme}:{it.value}" for it in entity.identifiers),
        different_from=entity.different_from,
        sources=entity.sources,
    )


def _parts(base: KnowledgeBase) -> Iterator[tuple[str, str, Row]]:
    for entity in base.entities.values():
        if entity.part_of is not None:
            yield entity.id, entity.part_of, {"id": f"{entity.id}#part_of"}


def _source(source: Source) -> Row:
    return _row(
        id=source.id,
        publisher=source.publisher,
        title=source.title,
        published=source.published,
        reliability=source.reliability,
        url=source.url,
        archive_url=source.archive_url,
        lang=source.lang,
        authors=source.authors,
        via=source.via,
        derived_from=source.derived_from,
        accessed=source.accessed,
        note=source.note,
    )


def _derived(base: KnowledgeBase) -> Iterator[tuple[str, str, Row]]:
    for source in base.sources.values():
        for other in dict.fromkeys(source.derived_from):
            yield source.id, other, {}


def _names(base: KnowledgeBase) -> Iterator[Row]:
    """Names, the first of an entity at position 1; one that is written twice has its position in its id."""
    for entity in base.entities.values():
        taken: set[str] = set()
        for position, name in enumerate(entity.names, start=1):
            id_ = name_id(entity.id, name)
            if id_ in taken:
                id_ = f"{id_}:{position}"
            taken.add(id_)
            yield _row(
                id=id_,
                about=entity.id,
                position=position,
                text=name.text,
                kind=name.kind,
                lang=name.lang,
                start=name.start,
                end=name.end,
                source=name.source,
                shared=name.shared or None,
            )


def _claims(base: KnowledgeBase) -> Iterator[tuple[tuple[str, ...], Iterable[Row]]]:
    for type_ in ("Claim", "Quantity", "FateClaim"):
        labels = tuple(dict.fromkeys(("Claim", type_)))
        yield labels, (row for row in _claim_rows(base) if row["type"] == type_)


def _claim_rows(base: KnowledgeBase) -> Iterator[Row]:
    """Claims on ties, then numbers and fates; `position` is the place of each beside the others."""

    def row(claim: Claim, type_: str, position: int, **more: Value | EdtfDate | None) -> Row:
        return _row(
            id=claim.id,
            type=type_,
            position=position,
            stance=claim.stance,
            by=claim.by,
            speaker=base.speaker(claim),
            source=claim.source,
            credibility=claim.credibility,
            grade=base.grade(claim),
            as_of=claim.as_of,
            start=claim.start,
            end=claim.end,
            locator=claim.locator,
            citing=claim.citing,
            note=claim.note,
            **more,
        )

    for tie in base.relations.values():
        for position, claim in enumerate(tie.claims, start=1):
            yield row(claim, "Claim", position, relation=tie.id)
    for entity in base.entities.values():
        for position, it in enumerate(entity.quantities, start=1):
            yield row(
                it.claim, "Quantity", position,
                about=entity.id, measure=it.measure, minimum=it.minimum, maximum=it.maximum,
            )  # fmt: skip
        for position, fate in enumerate(entity.fates, start=1):
            yield row(fate.claim, "FateClaim", position, about=entity.id, fate=fate.fate, date=fate.date)


def _about(base: KnowledgeBase) -> Iterator[tuple[str, str, Row]]:
    return ((claim.id, tie.id, {}) for tie in base.relations.values() for claim in tie.claims)


def _from_source(rows: Iterator[Row]) -> Iterator[tuple[str, str, Row]]:
    return ((str(row["id"]), str(row["source"]), {}) for row in rows if "source" in row)


class _Ties:
    """Ties as records, and as relationships between the entities that they link."""

    def __init__(self, request: Request) -> None:
        self.base, self.selection = request.base, request.selection
        qualifiers = [it for cls in self.base.vocabulary.relation_classes.values() for it in cls.qualifiers]
        self.lists = {it.key for it in qualifiers if it.many}
        extra = tuple(
            Column(f"qualifier_{key}", "texts" if key in self.lists else "text")
            for key in sorted({it.key for it in qualifiers})
        )
        self.relation_columns = (*_columns(id="text", subject="text", object="text"), *_OF_TIES, *extra)
        self.link_columns = (*_columns(id="text", relation="text", role="text"), *_OF_TIES, *extra)

    def relations(self) -> Iterator[tuple[tuple[str, ...], Iterable[Row]]]:
        for name, cls in self.base.vocabulary.relation_classes.items():
            found = [
                {**_row(id=tie.id, subject=tie.subject, object=tie.object), **self.row(tie)}
                for tie in self.base.relations.values()
                if tie.type == name
            ]
            if found:
                yield ("Relation", *(label for label in reversed(cls.ancestors) if label != "Relation")), found

    def links(self) -> Iterator[Links]:
        """A table for every type of relationship that the vocabulary knows, by name."""
        makers: dict[str, set[tuple[str, str | None]]] = {}
        for name, cls in self.base.vocabulary.relation_classes.items():
            if not cls.abstract:
                makers.setdefault(relationship_type(cls.projects_to or name), set()).add((name, None))
                for qualifier in cls.qualifiers:
                    if qualifier.projects_edge:
                        type_ = relationship_type(qualifier.projects_to or qualifier.iri_name)
                        makers.setdefault(type_, set()).add((name, qualifier.key))
        for type_, made_by in sorted(makers.items()):
            yield Links(type_, "Entity", "Entity", self.link_columns, lambda made_by=made_by: self.drawn(made_by))  # type: ignore[misc]

    def drawn(self, made_by: set[tuple[str, str | None]]) -> Iterator[tuple[str, str, Row]]:
        """The relationships that classes of ties make, for their ends or for a qualifier."""
        classes = {name for name, _ in made_by}
        for tie in self.base.relations.values():
            if tie.type not in classes or not is_followed(tie):
                continue
            cls = self.base.relation_class(tie)
            for start, end, role in self.base.edges(tie):
                if (tie.type, role) in made_by:
                    id_ = tie.id if role is None else f"{tie.id}#{role}"
                    if role is not None and cls.qualifier_by_key[role].many:
                        id_ = f"{id_}#{end}"
                    row = {**_row(id=id_, relation=tie.id, role=role), **self.row(tie)}
                    yield start, end, row if role is None else {**row, "symmetric": False}

    def row(self, tie: Relation) -> Row:
        cls = self.base.relation_class(tie)
        sources = sorted({claim.source for claim in tie.claims})
        found = _row(
            type=tie.type,
            family=cls.family,
            sign=cls.sign,
            symmetric=cls.symmetric,
            punctual=cls.punctual,
            status=tie.status,
            credibility=tie.credibility,
            asserted=sum(claim.stance == "asserts" for claim in tie.claims),
            denied=sum(claim.stance == "denies" for claim in tie.claims),
            start=tie.start,
            end=tie.end,
            known_from=tie.known_from,
            known_to=tie.known_to,
            possible_from=tie.possible_from,
            possible_to=tie.possible_to,
            activity=self.selection.activity(tie),
            place=tie.place,
            note=tie.note,
            sources=tuple(sources),
            publishers=tuple(sorted({self.base.sources[source].publisher for source in sources})),
        )
        for key, values in tie.qualifiers:
            found[f"qualifier_{key}"] = values if key in self.lists else values[0]
        return found
