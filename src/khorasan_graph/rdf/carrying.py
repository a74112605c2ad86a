"""What RDF carries of a knowledge base, so that one read from it can be held against one read from files.

It carries all that an author can write, but for the order of what has none in it: names, identifiers, numbers and the
like are sorted, and what was written twice is there once. `written` is a base in that form. `carried` leaves out, too,
what builds of earlier versions do not hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from khorasan_graph.model.about import NOTHING
from khorasan_graph.model.dates import UNKNOWN
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation
from khorasan_graph.rdf.dataset import BETWEEN_AUTHORS, names_of

NOT_CARRIED = (
    "a date that is `unknown`, as against one left out",
    "marks `shared` of names",
)
"""What two builds, or a build and a folder, are not compared by: builds did not always hold it."""

Dated = TypeVar("Dated", Entity, Name, Relation, Claim)


def written(base: KnowledgeBase) -> KnowledgeBase:
    """A base as the RDF made of it says it: the base that reading it back gives."""
    return replace(
        base,
        entities={id_: _written_entity(entity) for id_, entity in base.entities.items()},
        sources={
            id_: replace(source, authors=_authors(source.authors), derived_from=tuple(sorted(set(source.derived_from))))
            for id_, source in base.sources.items()
        },
        relations={
            id_: replace(tie, qualifiers=tuple((key, tuple(sorted(set(values)))) for key, values in tie.qualifiers))
            for id_, tie in base.relations.items()
        },
    )


def carried(base: KnowledgeBase) -> KnowledgeBase:
    """What builds of every version hold of a base: without what `NOT_CARRIED` names, and without its description."""
    plain = written(base)
    return replace(
        plain,
        about=NOTHING,
        entities={id_: _carried_entity(entity) for id_, entity in plain.entities.items()},
        sources={
            id_: replace(source, authors=tuple(sorted(set(source.authors)))) for id_, source in plain.sources.items()
        },
        relations={
            id_: replace(_told(tie), claims=tuple(_told(claim) for claim in tie.claims))
            for id_, tie in plain.relations.items()
        },
    )


def _written_entity(entity: Entity) -> Entity:
    names = [
        replace(name, source=source, lang=canonical(name.lang) if name.lang else None)
        for _, name, sources in names_of(entity)
        for source in sources or (None,)
    ]
    return replace(
        entity,
        names=sorted_names(names),
        identifiers=tuple(sorted(set(entity.identifiers), key=lambda item: f"{item.scheme}:{item.value}")),
        different_from=tuple(sorted(set(entity.different_from))),
        sources=tuple(sorted(set(entity.sources))),
        quantities=tuple(sorted(entity.quantities, key=_claim_id)),
        fates=tuple(sorted(entity.fates, key=_claim_id)),
    )


def _carried_entity(entity: Entity) -> Entity:
    """Names that differ only in what builds did not always hold are one again, of the first of their sources."""
    names: dict[Name, set[str]] = {}
    for name in entity.names:
        found = names.setdefault(replace(_told(name), shared=False, source=None), set())
        found.update((name.source,) if name.source else ())
    return replace(
        _told(entity),
        names=sorted_names(replace(name, source=min(found, default=None)) for name, found in names.items()),
        quantities=tuple(replace(it, claim=_told(it.claim)) for it in entity.quantities),
        fates=tuple(replace(it, claim=_told(it.claim)) for it in entity.fates),
    )


def sorted_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """Names in the order of what they are: an entity has them in none."""
    return tuple(
        sorted(names, key=lambda it: (it.text, it.kind, it.lang or "", str(it.start), str(it.end), it.source or ""))
    )


def _claim_id(fact: Quantity | Fate) -> str:
    return fact.claim.id


def _told(record: Dated) -> Dated:
    """A record without dates of which it is only said that they are not known."""
    start = None if record.start == UNKNOWN else record.start
    end = None if record.end == UNKNOWN else record.end
    return record if (start, end) == (record.start, record.end) else replace(record, start=start, end=end)


def authors_of(authors: Iterable[str], byline: str | None) -> tuple[str, ...]:
    """Authors in the order of their byline; sorted if there is none, or if it is not made of them."""
    known = sorted(set(authors))
    ordered: list[str] = []
    rest = byline or ""
    while rest:
        fitting = [
            author
            for author in known
            if rest == author or (rest.startswith(author + BETWEEN_AUTHORS) and len(rest) > len(author))
        ]
        if not fitting:
            break
        first = max(fitting, key=len)
        ordered.append(first)
        rest = rest[len(first) + len(BETWEEN_AUTHORS) :]
    whole = BETWEEN_AUTHORS.join(ordered) == byline and sorted(set(ordered)) == known
    return tuple(ordered if whole else known)


def _authors(authors: tuple[str, ...]) -> tuple[str, ...]:
    return authors_of(authors, BETWEEN_AUTHORS.join(authors)) if len(authors) > 1 else authors


def canonical(lang: str) -> str:
    """A language tag with its letters' case as it is written (BCP 47, and our own check): RDF does not keep it."""
    tag, private, rest = lang.lower().partition("-x-")
    first, *subtags = tag.split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part
        for part in subtags
    ]
    return "-".join([first, *cased]) + private + rest
