"""What graphs of nodes and edges cannot carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from khorasan_graph.export.formats import Loss, Request
from khorasan_graph.export.losses import denied_ties, fates, quantities
from khorasan_graph.export.networks.flat import UNWRITABLE
from khorasan_graph.graph.network import to_networkx
from khorasan_graph.model.records import Entity, Relation
from khorasan_graph.model.selection import EVERYTHING
from khorasan_graph.rdf.dataset import name_id


def _denied_claims(request: Request) -> Iterator[str]:
    for relation in request.base.relations.values():
        if relation.status == "denied":
            yield from (f"claim/{claim.id}" for claim in relation.claims)


def _shown_ties(request: Request) -> Iterator[Relation]:
    return (tie for tie in request.selection.relations(request.base) if tie.status != "denied")


def _nodes(request: Request) -> dict[str, Entity]:
    """The entities that are nodes: all, or with a selection those that its ties link."""
    base, selection = request.base, request.selection
    if selection == EVERYTHING:
        return base.entities
    linked = {end for tie in _shown_ties(request) for pair in base.edges(tie) for end in pair[:2]}
    return {id_: entity for id_, entity in base.entities.items() if id_ in linked or id_ in selection.entities}


def _unlinked(request: Request) -> Iterator[str]:
    nodes = _nodes(request)
    for entity in request.base.entities.values():
        if entity.id not in nodes:
            yield entity.id
            yield from (f"name/{name_id(entity.id, name)}" for name in entity.names)
            yield from (f"claim/{it.claim.id}" for facts in (entity.quantities, entity.fates) for it in facts)


def _rounded(request: Request) -> Iterator[str]:
    for entity in _nodes(request).values():
        if any(value is not None and _number(value) != value for value in (entity.latitude, entity.longitude)):
            yield entity.id


def _number(text: str) -> str:
    return repr(float(text)).removesuffix(".0")


def _unwritable(request: Request) -> Iterator[str]:
    graph = to_networkx(request.base, request.selection)
    yield from (node for node, values in graph.nodes(data=True) if _has_unwritable(values))
    yield from (f"relation/{it['relation']}" for *_, it in graph.edges(data=True) if _has_unwritable(it))
    yield from (f"source/{source}" for source, values in graph.graph["sources"].items() if _has_unwritable(values))


def _has_unwritable(value: Any) -> bool:
    if isinstance(value, str):
        return UNWRITABLE.search(value) is not None
    if isinstance(value, dict):
        return any(_has_unwritable(member) for member in value.values())
    return isinstance(value, list) and any(_has_unwritable(member) for member in value)


def _sources(request: Request) -> Iterator[str]:
    return (f"source/{source}" for source in request.base.sources)


def _claims(request: Request) -> Iterator[str]:
    return (f"claim/{claim.id}" for tie in _shown_ties(request) for claim in tie.claims)


def _facts(request: Request) -> Iterator[str]:
    yield from quantities(request)
    yield from fates(request)


def _names(request: Request) -> Iterator[str]:
    entities = request.base.entities.values()
    return (f"name/{name_id(entity.id, name)}" for entity in entities for name in entity.names)


def _details(request: Request) -> Iterator[str]:
    for entity in request.base.entities.values():
        told = (entity.description, entity.part_of, entity.code, entity.latitude)
        if any(told) or entity.identifiers or entity.different_from or entity.sources:
            yield entity.id


def _notes(request: Request) -> Iterator[str]:
    return (f"relation/{tie.id}" for tie in _shown_ties(request) if tie.note)


COMMON = (
    Loss(
        "denied-ties",
        "dropped",
        "ties that are only denied, which whoever draws or measures the graph would take for ties; it counts them",
        denied_ties,
    ),
    Loss("denied-claims", "dropped", "the claims of ties that are only denied", _denied_claims),
    Loss(
        "unlinked-entities",
        "dropped",
        "entities that the selected ties do not link but only mention (as a place, or as who says so), with their names"
        " and the claims about them",
        _unlinked,
    ),
)
"""What no graph carries."""

ROUNDED = Loss(
    "coordinate-digits",
    "flattened",
    "coordinates are numbers, without the zeros at the end with which they were written",
    _rounded,
)
UNWRITABLE_CHARACTERS = Loss(
    "control-characters",
    "flattened",
    "U+FFFD stands for each control character that the format cannot write (no checked project has any)",
    _unwritable,
)
SOURCES = Loss(
    "source-details",
    "dropped",
    "of a source the claims name the publisher, the date and the reliability; its title, address, authors and the rest"
    " are not there",
    _sources,
)
DRAWING = (
    Loss(
        "claims",
        "dropped",
        "single claims on ties: who says what, with which grade; an edge has its sources, its publishers, how many"
        " assert and deny it, and the best credibility",
        _claims,
    ),
    Loss("facts", "dropped", "quantities of entities and fates of people", _facts),
    Loss("name-records", "dropped", "of names all but the text: kind, language, period, source", _names),
    Loss(
        "entity-details",
        "dropped",
        "descriptions, identifiers, coordinates, country codes, enclosing places, entities that are confused with this"
        " one, and the documents for its own dates",
        _details,
    ),
    Loss("notes", "dropped", "the editor's notes on ties", _notes),
    Loss("source-details", "dropped", "of a source only its id and its publisher are there", _sources),
)
"""What a drawing leaves to the other formats."""
