"""Records as plain values: the fields that an author writes in YAML, by the same names.

They stand in the key `khorasan` of a FollowTheMoney entity, for what its properties cannot say: FollowTheMoney keeps
keys that it does not know, and `import` makes data files of them again. Absent fields are left out; what follows from
something else (the date of a tie to an event) is not written, as in the files.
"""

from __future__ import annotations

from typing import Any

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation, Source

Record = dict[str, Any]
"""Fields by name: texts, numbers, lists of texts, records and lists of records."""


def entity_record(base: KnowledgeBase, entity: Entity) -> Record:
    """An entity without its ties."""
    event = base.vocabulary.is_entity_a(entity.type, "Event")
    position = {"latitude": entity.latitude, "longitude": entity.longitude}
    return _given(
        type=entity.type,
        name=entity.name,
        names=[_name(item) for item in entity.names],
        description=entity.description,
        identifiers=[{"scheme": item.scheme, "value": item.value} for item in entity.identifiers],
        different_from=list(entity.different_from),
        sources=list(entity.sources),
        quantities=[_quantity(item) for item in entity.quantities],
        fates=[_fate(item) for item in entity.fates],
        part_of=entity.part_of,
        coordinates=position if entity.latitude and entity.longitude else None,
        code=entity.code,
        end=_text(entity.end),
        **{"date" if event else "start": _text(entity.start)},
    )


def relation_record(base: KnowledgeBase, relation: Relation) -> Record:
    """A tie, with its subject and its claims."""
    cls = base.relation_class(relation)
    ends = (base.entities[relation.subject], base.entities[relation.object])
    dated = any(end.start is not None and base.vocabulary.is_entity_a(end.type, "Event") for end in ends)
    many = {qualifier.key: qualifier.many for qualifier in cls.qualifiers}
    return _given(
        id=relation.id,
        subject=relation.subject,
        type=relation.type,
        object=relation.object,
        end=_text(relation.end),
        place=relation.place,
        note=relation.note,
        claims=[_claim(claim, "date" if cls.punctual else "start") for claim in relation.claims],
        **{"date" if cls.punctual else "start": None if dated else _text(relation.start)},
        **{key: list(values) if many[key] else values[0] for key, values in relation.qualifiers},
    )


def source_record(source: Source) -> Record:
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


def about_record(base: KnowledgeBase) -> Record:
    """What the graph says of itself."""
    about = base.about
    return _given(
        title=about.title,
        description=about.description,
        license=about.license,
        version=about.version,
        creators=list(about.creators),
        homepage=about.homepage,
    )


def _claim(claim: Claim, start: str = "start") -> Record:
    return _given(
        source=claim.source,
        credibility=claim.credibility,
        by=claim.by,
        stance=claim.stance if claim.stance != "asserts" else None,
        as_of=_text(claim.as_of),
        locator=claim.locator,
        citing=claim.citing,
        note=claim.note,
        end=_text(claim.end),
        **{start: _text(claim.start)},
    )


def _name(name: Name) -> Record:
    return _given(
        text=name.text,
        kind=name.kind,
        lang=name.lang,
        start=_text(name.start),
        end=_text(name.end),
        source=name.source,
        shared="true" if name.shared else None,
    )


def _quantity(item: Quantity) -> Record:
    if item.minimum == item.maximum:
        return _given(measure=item.measure, value=item.minimum, **_claim(item.claim))
    return _given(measure=item.measure, min=item.minimum, max=item.maximum, **_claim(item.claim))


def _fate(item: Fate) -> Record:
    return _given(fate=item.fate, date=_text(item.date), **_claim(item.claim))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _given(**fields: Any) -> Record:
    return {name: value for name, value in sorted(fields.items()) if value is not None and value != []}
