"""The tables of entities: what they are, what they are called, and what other data sets call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from khorasan_graph.export.tables.columns import Column, Table, View, dated
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Entity, Identifier
from khorasan_graph.model.vocabulary import DATA, Vocabulary


class NameRow(NamedTuple):
    """A name of an entity; position 0 is the name it is shown under, which is no record of its own."""

    entity: Entity
    position: int
    text: str
    name: Name | None


class Identified(NamedTuple):
    entity: Entity
    position: int
    identifier: Identifier


def _folders(vocabulary: Vocabulary) -> Iterable[str]:
    return sorted({cls.folder for cls in vocabulary.entity_classes.values() if cls.folder is not None})


def _names(view: View) -> Iterator[NameRow]:
    for entity in view.base.entities.values():
        yield NameRow(entity, 0, entity.name, None)
        for position, name in enumerate(entity.names, start=1):
            yield NameRow(entity, position, name.text, name)


def _identified(view: View) -> Iterator[Identified]:
    for entity in view.base.entities.values():
        for position, identifier in enumerate(entity.identifiers, start=1):
            yield Identified(entity, position, identifier)


def _degrees(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _location(entity: Entity) -> str | None:
    if entity.latitude is None or entity.longitude is None:
        return None
    return f"geo:{entity.latitude},{entity.longitude}"


def _address(view: View, it: Identified) -> str | None:
    template = view.vocabulary.terms("IdentifierScheme")[it.identifier.scheme].url_template
    return None if template is None else template.replace("{}", it.identifier.value)


ENTITIES: Table[Entity] = Table(
    "entities",
    "Entities",
    "Organizations, people, places and events: a row for each.",
    ("id",),
    lambda it: it.id,
    lambda view: view.base.entities.values(),
    (
        Column(
            "id",
            "string",
            f"The id of the entity; its IRI is {DATA}, and then the id.",
            lambda view, it: it.id,
            required=True,
        ),
        Column("name", "string", "The name it is shown under.", lambda view, it: it.name, required=True),
        Column(
            "type",
            "string",
            "Its class in the ontology.",
            lambda view, it: it.type,
            required=True,
            enum=lambda vocabulary: (cls.name for cls in vocabulary.entity_classes.values() if not cls.abstract),
        ),
        Column(
            "folder",
            "string",
            "Which of the four kinds of entities it is: the folder of its record.",
            lambda view, it: view.vocabulary.entity_classes[it.type].folder,
            enum=_folders,
            reading=True,
        ),
        Column(
            "other_names",
            "list",
            "Its other recorded names, to search in; the table `names` has them with their languages and sources.",
            lambda view, it: it.all_names[1:],
            reading=True,
        ),
        Column("description", "string", "What it is, in a sentence or two.", lambda view, it: it.description),
        *dated("start", "When it came into being or was born; of an event, when it was.", lambda view, it: it.start),
        *dated(
            "end",
            "When it ceased to be or died. `..`: it still exists; `unknown`: its author says that nobody knows.",
            lambda view, it: it.end,
        ),
        Column("part_of", "string", "The place that it lies in.", lambda view, it: it.part_of, references="entities"),
        Column("part_of_name", "string", "Its name.", lambda view, it: view.name(it.part_of), reading=True),
        Column(
            "latitude", "number", "Degrees north (WGS84).", lambda view, it: _degrees(it.latitude), least=-90, most=90
        ),
        Column(
            "longitude",
            "number",
            "Degrees east (WGS84).",
            lambda view, it: _degrees(it.longitude),
            least=-180,
            most=180,
        ),
        Column(
            "location",
            "string",
            "Latitude and longitude with the digits that were written, as a `geo` URI (RFC 5870).",
            lambda view, it: _location(it),
        ),
        Column("code", "string", "Of a country: its code (ISO 3166-1 alpha-2).", lambda view, it: it.code),
        Column(
            "different_from",
            "list",
            "Entities with which people confuse it, and which it is not.",
            lambda view, it: it.different_from,
            references="entities",
        ),
        Column(
            "sources", "list", "The sources of what this row says.", lambda view, it: it.sources, references="sources"
        ),
        Column(
            "ties",
            "integer",
            "How many ties in these tables name it and are asserted by somebody.",
            lambda view, it: view.ties.get(it.id, (0, 0))[0],
            required=True,
            least=0,
            reading=True,
        ),
        Column(
            "ties_denied",
            "integer",
            "How many ties in these tables name it and are only denied.",
            lambda view, it: view.ties.get(it.id, (0, 0))[1],
            required=True,
            least=0,
            reading=True,
        ),
    ),
)


NAMES: Table[NameRow] = Table(
    "names",
    "Names",
    "Every name of every entity. Two entities may bear the same name: a name is no proof of identity.",
    ("entity", "position"),
    lambda it: it.entity.id,
    _names,
    (
        Column(
            "entity", "string", "Whose name it is.", lambda view, it: it.entity.id, required=True, references="entities"
        ),
        Column(
            "position",
            "integer",
            "0: the name it is shown under; 1, 2 ...: its further names, in the order in which they were written.",
            lambda view, it: it.position,
            required=True,
            least=0,
        ),
        Column("text", "string", "The name.", lambda view, it: it.text, required=True),
        Column(
            "kind",
            "string",
            "What kind of name it is; empty for the shown one.",
            lambda view, it: it.name.kind if it.name else None,
            enum=lambda vocabulary: vocabulary.terms("NameKind"),
        ),
        Column("lang", "string", "Its language (BCP 47).", lambda view, it: it.name.lang if it.name else None),
        *dated("start", "When it came into use.", lambda view, it: it.name.start if it.name else None),
        *dated("end", "When it fell out of use.", lambda view, it: it.name.end if it.name else None),
        Column(
            "source",
            "string",
            "Where the name was read.",
            lambda view, it: it.name.source if it.name else None,
            references="sources",
        ),
        Column(
            "shared",
            "boolean",
            "Whether another entity really bears the same name; empty for the shown one.",
            lambda view, it: it.name.shared if it.name else None,
        ),
        Column(
            "entity_type",
            "string",
            "The class of the entity.",
            lambda view, it: it.entity.type,
            required=True,
            reading=True,
        ),
    ),
)


IDENTIFIERS: Table[Identified] = Table(
    "identifiers",
    "Identifiers",
    "What other data sets call an entity: cross-references, a row for each.",
    ("entity", "position"),
    lambda it: it.entity.id,
    _identified,
    (
        Column("entity", "string", "The entity.", lambda view, it: it.entity.id, required=True, references="entities"),
        Column(
            "entity_name", "string", "Its shown name.", lambda view, it: it.entity.name, required=True, reading=True
        ),
        Column(
            "position",
            "integer",
            "1, 2 ...: the order in which they were written.",
            lambda view, it: it.position,
            required=True,
            least=1,
        ),
        Column(
            "scheme",
            "string",
            "Which data set.",
            lambda view, it: it.identifier.scheme,
            required=True,
            enum=lambda vocabulary: vocabulary.terms("IdentifierScheme"),
        ),
        Column("value", "string", "What it is called there.", lambda view, it: it.identifier.value, required=True),
        Column("url", "string", "Its page there, where there is one.", _address, reading=True),
    ),
)
