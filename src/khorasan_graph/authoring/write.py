"""From a knowledge base back to the files that an analyst would have written: the inverse of loading.

Loading what is written here gives an equal knowledge base. The files are minimal: what follows from something else (an
id, the date of an event, a stance that asserts) is not written. A value is quoted only where it would otherwise not be
read back, or where an editor would take a text for a number or a truth value.
"""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import yaml

from khorasan_graph.authoring.files import ABOUT_PATH, DATA_FOLDER
from khorasan_graph.authoring.ids import date_key, relation_key
from khorasan_graph.authoring.shapes import SOURCES, Field, Shape, Shapes
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation

Lines = list[str]

_NOT_TEXT = frozenset({"date", "start", "end", "count", "flag", "credibility", "latitude", "longitude"})
"""Forms whose values may look like numbers or dates to an editor, because that is what they are."""
_SURELY_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+", re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)", re.ASCII)
"""A number of YAML 1.2; PyYAML's own resolver knows those of YAML 1.1, and its truth values and nulls."""


def write_files(base: KnowledgeBase) -> dict[str, str]:
    """The text of every data file by its path below the project's root; each tie stands under its subject."""
    writer = _Writer(base)
    files = {}
    for entity in base.entities.values():
        folder = base.vocabulary.entity_classes[entity.type].folder or ""
        files[f"{DATA_FOLDER}/{folder}/{entity.id}.yaml"] = _file("entity", writer.entity(entity, folder))
    for source in base.sources.values():
        given = {name: getattr(source, name) for name in writer.shapes.source}
        files[f"{DATA_FOLDER}/{SOURCES}/{source.id}.yaml"] = _file("source", _record(writer.shapes.source, given))
    about = _record(writer.shapes.about, {name: getattr(base.about, name) for name in writer.shapes.about})
    if about:
        files[ABOUT_PATH] = _file("about", about, "..")
    return dict(sorted(files.items()))


def _file(schema: str, lines: Lines, root: str = "../..") -> str:
    first = f"# yaml-language-server: $schema={root}/ontology/{schema}.schema.json"
    return "\n".join((first, *lines, ""))


class _Writer:
    """The records of one knowledge base as lines of YAML."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.shapes = Shapes(base.vocabulary)
        self.ties: dict[str, list[Relation]] = defaultdict(list)
        for relation in base.relations.values():
            self.ties[relation.subject].append(relation)
        self.derived = self.derived_ids()

    def derived_ids(self) -> set[str]:
        """The ids that loading would derive again if they were not written."""
        groups: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.base.relations.values():
            key = relation_key(relation.subject, self.base.relation_class(relation), relation.object)
            groups[key].append(relation)
        derived: set[str] = set()
        for key, relations in groups.items():
            dates = {relation.id: self.written_date(relation) for relation in relations}
            by_start = {id_ for id_, when in dates.items() if id_ == (f"{key}.{date_key(when)}" if when else key)}
            # With one tie alone the start is no part of the id, with several it is.
            derived |= by_start if len(by_start) > 1 else {key} & dates.keys()
        return derived

    def written_date(self, relation: Relation) -> EdtfDate | None:
        """The start or date of a tie, unless it is that of the event at one end."""
        for end in (relation.subject, relation.object):
            entity = self.base.entities[end]
            if entity.start is not None and self.base.vocabulary.is_entity_a(entity.type, "Event"):
                return None
        return relation.start

    def entity(self, entity: Entity, folder: str) -> Lines:
        shapes = self.shapes
        names = [
            {**{name: getattr(item, name) for name in shapes.records["name"]}, "shared": item.shared or None}
            for item in entity.names
        ]
        quantities = [
            {"measure": item.measure, **_bounds(item.minimum, item.maximum), **_claim(item.claim)}
            for item in entity.quantities
        ]
        fates = [{**_claim(item.claim), "fate": item.fate, "date": item.date} for item in entity.fates]
        position = {"latitude": entity.latitude, "longitude": entity.longitude}
        given: dict[str, Any] = {
            "type": entity.type,
            "name": entity.name,
            "names": _records(shapes.records["name"], names),
            "description": entity.description,
            "identifiers": _records(
                shapes.records["identifier"],
                ({"scheme": item.scheme, "value": item.value} for item in entity.identifiers),
            ),
            "different_from": entity.different_from,
            "sources": entity.sources,
            "relations": [self.relation(relation) for relation in self.ties[entity.id]],
            "quantities": _records(shapes.records["quantity"], quantities),
            "fates": _records(shapes.records["fate"], fates),
            "start": entity.start,
            "end": entity.end,
            "date": entity.start,
            "part_of": entity.part_of,
            "coordinates": _flow(shapes.coordinates, position) if entity.latitude and entity.longitude else None,
            "code": entity.code,
        }
        return _record(shapes.entities[folder], given)

    def relation(self, relation: Relation) -> Lines:
        punctual = self.base.relation_class(relation).punctual
        start = self.written_date(relation)
        shape = self.shapes.relations[relation.type, False]
        given: dict[str, Any] = {
            "type": relation.type,
            "object": relation.object,
            "id": None if relation.id in self.derived else relation.id,
            "start": start,
            "date": start,
            "end": relation.end,
            "place": relation.place,
            "note": relation.note,
            "claims": _records(self.shapes.claims[punctual], map(_claim, relation.claims)),
        }
        for key, values in relation.qualifiers:
            given[key] = values if shape[key].form in ("entities", "terms", "texts") else values[0]
        return _record(shape, given)


def _claim(claim: Claim) -> dict[str, Any]:
    """The fields of a claim; its shape takes the `start` and `end`, or the `date`, that its kind of tie has."""
    return {
        "source": claim.source,
        "credibility": claim.credibility,
        "by": claim.by,
        "stance": claim.stance if claim.stance != "asserts" else None,
        "as_of": claim.as_of,
        "locator": claim.locator,
        "citing": claim.citing,
        "note": claim.note,
        "start": claim.start,
        "end": claim.end,
        "date": claim.start,
    }


def _bounds(minimum: int | None, maximum: int | None) -> dict[str, int | None]:
    return {"value": minimum} if minimum == maximum else {"min": minimum, "max": maximum}


def _records(shape: Shape, items: Iterable[Mapping[str, Any]]) -> list[Lines]:
    return [_record(shape, item) for item in items]


def _record(shape: Shape, given: Mapping[str, Any]) -> Lines:
    """The lines of one mapping: its fields in the order of the shape, those that hold records last."""
    values: Lines = []
    records: Lines = []
    for name, field in shape.items():
        value = given.get(name)
        if value is None or value == () or value == []:
            continue
        if isinstance(value, list):
            records.append(f"{name}:")
            for first, *rest in value:
                records.append(f"  - {first}")
                records.extend(f"    {line}" for line in rest)
        elif isinstance(value, tuple):
            values.append(f"{name}: [{', '.join(scalar(field, item, flow=True) for item in value)}]")
        elif field.form == "coordinates":
            values.append(f"{name}: {value}")
        else:
            values.append(f"{name}: {scalar(field, value)}")
    return values + records


def _flow(shape: Shape, given: Mapping[str, Any]) -> str:
    return f"{{{', '.join(f'{name}: {scalar(field, given[name], flow=True)}' for name, field in shape.items())}}}"


def scalar(field: Field, value: Any, *, flow: bool = False) -> str:
    """A value as YAML, in double quotes if it would otherwise not be read back; `flow`: inside brackets."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if _SURELY_PLAIN.fullmatch(text) else _quoted(text, field.form not in _NOT_TEXT, flow)


@lru_cache(maxsize=4096)
def _quoted(text: str, is_text: bool, flow: bool) -> str:
    """The text as YAML, in double quotes if it must be; JSON's quotes are YAML's too."""
    dumper: Any = yaml.SafeDumper(io.StringIO(), allow_unicode=True)
    analysis = dumper.analyze_scalar(text)
    plain = analysis.allow_flow_plain if flow else analysis.allow_block_plain
    if plain and is_text:
        tag = dumper.resolve(yaml.ScalarNode, text, (True, False))
        plain = tag == "tag:yaml.org,2002:str" and not _NUMBER.fullmatch(text)
    return text if plain else json.dumps(text, ensure_ascii=False)
