"""What an export holds as a property graph: entities, names, claims, sources, and with `ties` the ties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from khorasan_graph import __version__
from khorasan_graph.export.cypher.graph import ID, Links, Nodes, PropertyGraph, Row, Value, columns, row_of
from khorasan_graph.export.cypher.ties import Ties
from khorasan_graph.export.formats import Request
from khorasan_graph.graph.adjacency import is_followed
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Source
from khorasan_graph.model.vocabulary import DATA
from khorasan_graph.rdf.dataset import name_id

_DATA_SET = columns(
    id="text", title="text", description="text", license="text", version="text", creators="texts", homepage="text",
    newest_source="text", selection="text", generator="text", vocabulary="text",
    entities="int", relations="int", claims="int", sources="int", not_followed="int",
)  # fmt: skip
_ENTITY = columns(
    id="text", type="text", folder="text", passage="text", name="text", names="texts", description="text",
    start="when", end="when", part_of="text", latitude="float", longitude="float", coordinates="text", code="text",
    identifiers="texts", different_from="texts", sources="texts",
)  # fmt: skip
_SOURCE = columns(
    id="text", publisher="text", title="text", published="when", reliability="text", url="text", archive_url="text",
    lang="text", authors="texts", via="text", derived_from="texts", accessed="when", note="text",
)  # fmt: skip
_NAME = columns(
    id="text", about="text", position="int", text="text", kind="text", lang="text", start="when", end="when",
    source="text", shared="bool",
)  # fmt: skip
_CLAIM = columns(
    id="text", type="text", relation="text", about="text", position="int", stance="text", by="text", speaker="text",
    source="text", credibility="int", grade="text", as_of="when", start="when", end="when", locator="text",
    citing="text", note="text", measure="text", minimum="int", maximum="int", fate="text", date="when",
)  # fmt: skip


def property_graph(request: Request) -> PropertyGraph:
    """The property graph of an export."""
    base = request.base
    ties = Ties(request)
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
            Links("PART_OF", "Entity", "Entity", (ID,), lambda: _parts(base)),
            *ties.links(),
            Links("DERIVED_FROM", "Source", "Source", (), lambda: _derived(base)),
            Links("FROM_SOURCE", "Name", "Source", (), lambda: _from_source(_names(base))),
            Links("ABOUT", "Claim", "Relation", (), lambda: _about(base)),
            Links("FROM_SOURCE", "Claim", "Source", (), lambda: _from_source(_claim_rows(base))),
        ),
        base.vocabulary,
    )


def _data_set(request: Request) -> Row:
    base, about = request.base, request.base.about
    return row_of(
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
    return row_of(
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
            yield entity.id, entity.part_of, {"id": f"{entity.id}:part_of"}


def _source(source: Source) -> Row:
    return row_of(
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
            yield row_of(
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
        return row_of(
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
