"""JSON Schemas of the data files, for editors: completion, and a check while typing.

Made from the tables of `shapes` and from the vocabulary, so that nothing here knows a field or a class. The schemas
accept whatever the loader accepts, in the types that an editor's YAML parser gives it (`2014` is a number to an
editor); they refuse what can be seen in one file. Only the loader can tell whether a reference leads anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from khorasan_graph.authoring.countries import COUNTRY_CODES
from khorasan_graph.authoring.limits import DEFAULT_LIMITS
from khorasan_graph.authoring.shapes import KINDS, Field, Shape, Shapes
from khorasan_graph.model.vocabulary import KG, EntityClass, RelationClass, Term, Vocabulary

Json = dict[str, Any]
Class = TypeVar("Class", EntityClass, RelationClass)
_Case = tuple[list[str], Shape, Json]
"""The classes that share a shape, the shape, and what else holds of their fields."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN = ["string", "number", "boolean"]
"""What an editor may take a text for; the loader reads them all as text."""

_ID = "[a-z0-9]+(-[a-z0-9]+)*"
_YEAR = r"(?!0000)([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
_EDTF = rf"{_YEAR}(-(0[1-9]|1[0-2]|2[1-4]|XX)(-(0[1-9]|[12][0-9]|3[01]|XX))?)?[?~%]?"
_DATE = rf"{_EDTF}|{_EDTF}/({_EDTF}|\.\.)?|(\.\.)?/{_EDTF}"

_FORMS: dict[str, Json] = {
    "text": {"type": _PLAIN, "pattern": r"\S"},
    "name": {"type": _PLAIN, "pattern": r"^\S(.*\S)?$", "maxLength": DEFAULT_LIMITS.name_characters},
    "entity": {"type": ["string", "integer"], "pattern": f"^{_ID}$", "maxLength": DEFAULT_LIMITS.id_characters},
    "relation_id": {
        "type": ["string", "number"], "pattern": r"^[a-z0-9]+([-.][a-z0-9]+)*$",
        "maxLength": 4 * DEFAULT_LIMITS.id_characters,
    },
    "date": {"type": ["string", "integer"], "pattern": f"^({_DATE})$", "minimum": 1000, "maximum": 9999},
    "start": {"type": ["string", "integer"], "pattern": f"^({_DATE}|unknown)$", "minimum": 1000, "maximum": 9999},
    "end": {"type": ["string", "integer"], "pattern": rf"^({_DATE}|unknown|\.\.)$", "minimum": 1000, "maximum": 9999},
    "count": {"type": ["integer", "string"], "pattern": "^[0-9]{1,12}$", "minimum": 0, "maximum": 10**12 - 1},
    "flag": {"enum": [True, False, "true", "false"]},
    "credibility": {"type": ["integer", "string"], "pattern": "^[1-6]$", "minimum": 1, "maximum": 6},
    "reliability": {"enum": list("ABCDEF")},
    "lang": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$", "maxLength": 35},
    "latitude": {
        "type": ["number", "string"], "pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,8})?$", "minimum": -90, "maximum": 90,
    },
    "longitude": {
        "type": ["number", "string"], "pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,8})?$", "minimum": -180, "maximum": 180,
    },
    "country_code": {"enum": sorted(COUNTRY_CODES)},
    "url": {"type": "string", "pattern": r"^https?://[^\s<>\"{}|\\^`]+$"},
    "iri": {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://([^\s<>\"{}|\\^`%\[\]]|%[0-9A-Fa-f]{2})+$"},
}  # fmt: skip
"""The schema of one value by the form that `values` reads; what holds one of a list comes from the vocabulary."""
_FORMS["source"] = _FORMS["entity"]
_LISTS = {"entities": "entity", "sources": "source", "texts": "text", "terms": "term"}


def schemas(vocabulary: Vocabulary) -> dict[str, str]:
    """The text of each schema by the name of its file."""
    maker = _Maker(vocabulary)
    made = {
        "entity": ("An organization, a person, a place or an event", maker.entity()),
        "source": ("A citable document", maker.record(maker.shapes.source)),
        "about": ("What the graph is as a whole", maker.record(maker.shapes.about)),
        "relations": (
            "Ties that stand alone, each with its subject",
            {"type": "array", "items": maker.tie(alone=True)},
        ),
    }
    return {
        f"{name}.schema.json": json.dumps(
            {
                "$schema": _DRAFT,
                "$id": f"{KG.removesuffix('#')}/{name}.schema.json",
                "title": title,
                **schema,
                **({"$defs": maker.definitions(name)} if name in ("entity", "relations") else {}),
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
        for name, (title, schema) in made.items()
    }


class _Maker:
    """Makes schemas under one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.shapes = Shapes(vocabulary)
        self.compounds: dict[str, Callable[[Field], Json]] = {
            "term": lambda field: _choice(self.vocabulary.terms(field.of)),
            "entity_class": lambda field: _choice(_concrete(vocabulary.entity_classes)),
            "relation_class": lambda field: _choice(_concrete(vocabulary.relation_classes)),
            "coordinates": lambda field: self.record(self.shapes.coordinates),
            "list": lambda field: {"type": "array", "items": {"$ref": f"#/$defs/{field.of}"}},
            "relations": lambda field: {"type": "array", "items": {"$ref": "#/$defs/tie"}},
            "claims": lambda field: {"type": "array", "minItems": 1},
        }

    def field(self, field: Field) -> Json:
        """The schema of one field: its help, an example, and the form of its value."""
        if field.form in _LISTS:
            item = Field(field.name, _LISTS[field.form], "", of=field.of)
            form: Json = {"type": "array", "items": self.field(item)}
        elif field.form in self.compounds:
            form = self.compounds[field.form](field)
        else:
            form = _FORMS[field.form]
        described: Json = {"description": field.help} if field.help else {}
        if field.example and not field.example.startswith("["):
            described["examples"] = [field.example]
        return described | form

    def record(self, shape: Shape) -> Json:
        """The schema of a mapping by its shape."""
        return _closed({name: self.field(field) for name, field in shape.items()}, _required(shape))

    def definitions(self, name: str) -> Json:
        """What the schemas of entities and of ties refer to."""
        claims = {_claims(punctual): self.record(shape) for punctual, shape in self.shapes.claims.items()}
        if name == "relations":
            return claims
        records = {name: self.record(shape) for name, shape in self.shapes.records.items()}
        records["quantity"]["oneOf"] = [
            {"required": ["value"]},
            {"anyOf": [{"required": ["min"]}, {"required": ["max"]}]},
        ]
        records["identifier"]["allOf"] = [
            _when("scheme", [term.key], {"properties": {"value": _identifier(term.pattern)}})
            for term in self.vocabulary.terms("IdentifierScheme").values()
            if term.pattern
        ]
        return {**records, "tie": self.tie(alone=False), **claims}

    def entity(self) -> Json:
        """The schema of an entity: which fields it may have follows from its class."""
        cases: list[_Case] = []
        for folder in KINDS:
            names = [cls.name for cls in _concrete(self.vocabulary.entity_classes).values() if cls.folder == folder]
            cases.append((names, self.shapes.entities[folder], {}))
        return self.by_type(cases)

    def tie(self, *, alone: bool) -> Json:
        """The schema of a tie: its qualifiers, its period or date and its claims' follow from its class."""
        groups: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
        for cls in _concrete(self.vocabulary.relation_classes).values():
            fields = self.shapes.relations[cls.name, alone]
            groups.setdefault((cls.punctual, tuple(fields)), []).append(cls.name)
        cases: list[_Case] = []
        for (punctual, _), names in groups.items():
            claims = {"claims": {"items": {"$ref": f"#/$defs/{_claims(punctual)}"}}}
            cases.append((names, self.shapes.relations[names[0], alone], claims))
        return self.by_type(cases)

    def by_type(self, cases: list[_Case]) -> Json:
        """One schema for several shapes told apart by `type`: all their fields, and under each type only its own."""
        variants: dict[str, list[Json]] = {}
        for _, shape, _ in cases:
            for name, field in shape.items():
                made = self.field(field)
                if made not in variants.setdefault(name, []):
                    variants[name].append(made)
        properties = {name: made[0] if len(made) == 1 else {"anyOf": made} for name, made in variants.items()}
        required = [name for name in variants if all(name in _required(shape) for _, shape, _ in cases)]
        conditions = []
        for names, shape, more in cases:
            then: Json = {"propertyNames": {"enum": list(shape)}}
            own = [name for name in _required(shape) if name not in required]
            if own:
                then["required"] = own
            if more:
                then["properties"] = more
            conditions.append(_when("type", names, then))
        return _closed(properties, required) | {"allOf": conditions}


def _required(shape: Shape) -> list[str]:
    return [name for name, field in shape.items() if field.required]


def _claims(punctual: bool) -> str:
    return "claim_of_punctual_tie" if punctual else "claim_of_tie"


def _concrete(classes: Mapping[str, Class]) -> dict[str, Class]:
    return {name: cls for name, cls in classes.items() if not cls.abstract}


def _choice(values: Mapping[str, EntityClass | RelationClass | Term]) -> Json:
    """A closed list; editors show what each value means."""
    return {"enum": list(values), "enumDescriptions": [value.definition for value in values.values()]}


def _identifier(pattern: str) -> Json:
    """An identifier of a scheme; one of digits alone is a number to an editor, and is let through if such may be."""
    numeric = any(re.fullmatch(pattern, "1" * length) for length in range(1, 20))
    return {"type": ["string", "integer"] if numeric else "string", "pattern": f"^({pattern})$"}


def _closed(properties: Json, required: list[str]) -> Json:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _when(name: str, values: Iterable[str], then: Json) -> Json:
    return {"if": {"properties": {name: {"enum": list(values)}}, "required": [name]}, "then": then}


def main() -> None:
    """Write the schemas beside the ontology: `python -m khorasan_graph.authoring.schema`."""
    # A program, not a stage: it alone may reach up for the project whose files it writes.
    from khorasan_graph.project import load_vocabulary, shipped_root

    vocabulary, _ = load_vocabulary(shipped_root())
    assert vocabulary is not None
    for name, text in schemas(vocabulary).items():
        (shipped_root() / "ontology" / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
