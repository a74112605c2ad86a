"""From a tree to raw records: every field known, of its form, and typed; references not yet followed.

A record that lacks a required field, or has a bad one, is marked as not complete: later stages leave it out without
saying so again. Spans are not kept for the millions of fields that are right: a later stage that finds a fault asks the
document, which reads its own text once more to find the place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yaml.events import ScalarEvent

from khorasan_graph.authoring import values
from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.limits import DEFAULT_LIMITS, Limits
from khorasan_graph.authoring.shapes import KINDS, PRIVATE_FIELDS, RELATIONS, SOURCES, Field, Shape, Shapes
from khorasan_graph.authoring.tree import Mapping, Node, Sequence, parse, span_of
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span

RESERVED_IDS = frozenset(
    "con prn aux nul index null true false yes no none unknown relation claim name source dataset relations claims "
    "names sources com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9".split()
)
"""File names that some system refuses, words that read as no name, and the paths below which our own IRIs lie."""

_SCALARS: dict[str, Callable[[Reader, Field, ScalarEvent], Any]] = {
    form: getattr(values, form)
    for form in (
        "text name entity relation_id term date start end count flag credibility reliability lang latitude longitude "
        "country_code url iri"
    ).split()
}
_SCALARS["source"] = values.entity
_OTHER_WORDS = {
    "aliases": "names",
    "alias": "names",
    "references": "sources",
    "kind": "type",
    "class": "type",
    "confidence": "credibility",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "long": "longitude",
    "date_published": "published",
    "link": "url",
    "language": "lang",
    "licence": "license",
    "rights": "license",
    "author": "creators",
    "authors": "creators",
    "creator": "creators",
    "website": "homepage",
    "url": "homepage",
    "web": "homepage",
    "name": "title",
}
"""What people write for a field's name, beside misspelling it."""

_LISTS_OF_SCALARS = {"entities": "entity", "sources": "source", "texts": "text", "terms": "term"}


class Raw:
    """One record as read: typed values by field, its position in its list, its line, and whether it is complete."""

    __slots__ = ("complete", "index", "line", "values")

    def __init__(self, line: int, index: int = 0) -> None:
        self.values: dict[str, Any] = {}
        self.index = index
        self.line = line
        self.complete = True

    def get(self, name: str) -> Any:
        """The value of a field; None if it was not written, or not well."""
        return self.values.get(name)


class Document:
    """One file as read: what kind of records it holds, and its text, in which spans are found again when needed."""

    __slots__ = ("_tree", "id", "kind", "path", "records", "text")

    def __init__(self, path: str, kind: str, stem: str, text: str, records: list[Raw]) -> None:
        self.path = path
        self.kind = kind
        self.id = stem
        self.text = text
        self.records = records
        self._tree: Node | None = None

    def span(self, *pointer: str | int) -> Span:
        """The place of the value to which field names and list positions lead, or of the last that is there."""
        if self._tree is None:
            self._tree = parse(self.path, self.text)[0]
        node: Any = self._tree
        if node is None:
            return Span(self.path)
        for step in pointer:
            if isinstance(step, int) and type(node) is Sequence and step < len(node.items):
                node = node.items[step]
            elif isinstance(step, str) and type(node) is Mapping:
                node = next((value for key, value in node.items if key.value == step), node)
        return span_of(self.path, node)

    def pointer(self, relation: Raw, *rest: str | int) -> tuple[str | int, ...]:
        """How to reach a tie of this document, or a field of it."""
        return (relation.index, *rest) if self.kind == RELATIONS else ("relations", relation.index, *rest)


def read(path: str, tree: Node, text: str, shapes: Shapes, limits: Limits) -> tuple[Document | None, list[Diagnostic]]:
    """The records of one file; None if they cannot be told at all. `path` is `graph_data/<folder>/<id>.yaml`."""
    reader = Reader(path, shapes, limits)
    parts = path.split("/")
    kind, stem = parts[1], parts[-1].rpartition(".")[0]
    if len(parts) != 3 or (kind not in KINDS and kind not in (SOURCES, RELATIONS)):
        folders = ", ".join(f"`{folder}/`" for folder in (*KINDS, SOURCES, RELATIONS))
        reader.report_file("KG219", f"`{path}` is in no folder of data", f"put it into one of {folders}")
        return None, reader.found
    if kind == RELATIONS:
        if not isinstance(tree, Sequence):
            reader.report("KG203", "a file of ties is a list", tree, "begin each tie with `- subject: ...`")
            return None, reader.found
        return Document(path, kind, stem, text, reader.relations(tree, alone=True)), reader.found
    reader.check_id(stem)
    if not isinstance(tree, Mapping):
        hint = "begin with `type: ...` and `name: ...`" if kind in KINDS else "begin with `publisher: ...`"
        reader.report("KG203", "a file holds one mapping of fields and values", tree, hint)
        return None, reader.found
    reader.folder = kind
    record = reader.record(tree, shapes.entities[kind] if kind in KINDS else shapes.source)
    return Document(path, kind, stem, text, [record]), reader.found


class Reader:
    """Reads the trees of one file, and collects what is wrong with them."""

    def __init__(self, path: str, shapes: Shapes, limits: Limits = DEFAULT_LIMITS) -> None:
        self.path = path
        self.shapes = shapes
        self.vocabulary = shapes.vocabulary
        self.limits = limits
        self.folder = ""
        self.claim_shape = shapes.claims[False]
        self.found: list[Diagnostic] = []

    def report(self, code: str, message: str, node: Node, hint: str = "", notes: tuple[Note, ...] = ()) -> None:
        self.found.append(diagnostic(code, message, span_of(self.path, node), hint, notes))

    def report_file(self, code: str, message: str, hint: str) -> None:
        self.found.append(diagnostic(code, message, Span(self.path), hint))

    def check_id(self, stem: str) -> None:
        """An id is the name of the file: it must be fit for IRIs, file systems and eyes."""
        if not values.SLUG.fullmatch(stem):
            suggestion = values.slug_of(stem)
            hint = (
                f"rename the file to `{suggestion}.yaml`" if suggestion else "use lower-case letters, digits, hyphens"
            )
            self.report_file("KG217", f"`{stem}` is not an id", hint)
        elif len(stem) > self.limits.id_characters:
            message = f"the id has {len(stem)} characters; the limit is {self.limits.id_characters}"
            self.report_file("KG217", message, "shorten the file's name")
        elif stem in RESERVED_IDS:
            self.report_file("KG218", f"`{stem}` is reserved", f"say more, such as `{stem}-group`")

    def example(self, field: Field) -> str:
        return f"such as `{field.name}: {field.example}`" if field.example else f"write `{field.name}: ...`"

    def record(self, node: Mapping, shape: Shape, index: int = 0) -> Raw:
        """Read a mapping by its shape; every fault is reported, and the rest is read all the same."""
        raw = Raw(node.start_mark.line + 1, index)
        read_values = raw.values
        meant: dict[str, str] = {}
        for key, child in node.items:
            name = key.value
            field = shape.get(name)
            if field is None:
                if name not in meant:
                    meant[name] = self.unknown(key, shape)
                continue
            if name in read_values:
                raw.complete = False  # `tree` has reported it
                continue
            scalar = _SCALARS.get(field.form)
            if scalar is None:
                value = self.compound(field, child)
            elif type(child) is ScalarEvent:
                value = scalar(self, field, child)
            else:
                self.report("KG203", f"`{name}` is one value, not a list or a mapping", child, self.example(field))
                value = None
            if value is None:
                raw.complete = False
            read_values[name] = value
        for field in shape.required:
            if field.name not in read_values:
                raw.complete = False
                if field.name not in meant.values():
                    self.missing(field, node)
        return raw

    def unknown(self, key: ScalarEvent, shape: Shape) -> str:
        """Report a field that is not of the shape; answers with the field that was surely meant, if one was."""
        name = key.value
        if self.folder == "people" and name.lower() in PRIVATE_FIELDS:
            hint = "leave it out: the data policy keeps private details of people out of the graph"
            self.report("KG504", f"`{name}` is a private detail of a person", key, hint)
        elif (name == "id" and "publisher" in shape) or (name == "id" and "names" in shape):
            self.report("KG201", "the id is not written", key, "it is the name of the file; delete this line")
        elif "claims" in shape and name in self.shapes.relation_fields:
            owners = self.shapes.relation_fields[name]
            hint = f"it goes with {', '.join(owners)}" if len(owners) <= 5 else ""
            if name in ("start", "end"):
                hint = "this kind of tie happens on a day: write `date`"
            elif name == "date":
                hint = "this kind of tie lasts: write `start` and `end`"
            elif name == "subject":
                hint = "the subject of a tie inside an entity's file is that entity"
            self.report("KG220", f"`{name}` does not belong to this kind of tie", key, hint)
        elif "credibility" in shape and name in ("start", "end", "date"):
            self.report("KG220", f"`{name}` does not belong to this claim", key, "name the period as the tie does")
        elif any(name in other for other in self.shapes.entities.values()) and "names" in shape:
            owners = [folder for folder, other in self.shapes.entities.items() if name in other]
            hint = f"it goes with {', '.join(owners)}" + ("; an event has a `date`" if self.folder == "events" else "")
            self.report("KG220", f"`{name}` does not belong to {self.folder}", key, hint)
        elif name == "status" and "claims" in shape:
            hint = "it follows from the claims; who denies the tie gets a claim with `stance: denies`"
            self.report("KG201", "the status is not written", key, hint)
        else:
            words = {word: word for word in shape}
            words.update({word: field for word, field in _OTHER_WORDS.items() if field in shape and word not in shape})
            near = values.close(name, words, limit=1)
            hint = f"did you mean `{words[near[0]]}`?" if near else ""
            hint = hint or f"the fields are {', '.join(f'`{field}`' for field in shape)}"
            self.report("KG201", f"`{values.shown(name)}` is not a field here", key, hint)
            return words[near[0]] if near else ""
        return ""

    def missing(self, field: Field, node: Mapping) -> None:
        if field.name in ("source", "claims"):
            what = "a claim" if field.name == "source" else "a tie"
            hint = "name the document that says so" if field.name == "source" else "add `claims:` with a source"
            self.report("KG501", f"{what} without `{field.name}`", node, hint)
        else:
            self.report("KG202", f"`{field.name}` is missing", node, self.example(field))

    def compound(self, field: Field, node: Node) -> Any:
        """Read a value that is not one scalar."""
        form = field.form
        if form == "relation_class" or form == "entity_class":
            return self.class_name(field, node)
        if form == "coordinates":
            if not isinstance(node, Mapping):
                hint = "write `coordinates: {latitude: 34.43, longitude: 70.45}`"
                self.report("KG203", "`coordinates` is a mapping", node, hint)
                return None
            raw = self.record(node, self.shapes.coordinates)
            return (raw.get("latitude"), raw.get("longitude")) if raw.complete else None
        if not isinstance(node, Sequence):
            if isinstance(node, ScalarEvent) and not node.value and not node.style:
                self.report("KG204", f"`{field.name}` has no value", node, "write a list, or delete the line")
            else:
                self.report("KG203", f"`{field.name}` is a list", node, self.as_list(field, node))
            return None
        if form == "relations":
            return self.relations(node, alone=False)
        if form == "claims":
            return self.records(field, node, self.claim_shape)
        if form in _LISTS_OF_SCALARS:
            return self.scalars(field, node)
        if form == "list":
            limit = self.limits.names_per_entity
            if field.of == "name" and len(node.items) > limit:
                message = f"{len(node.items):,} names; the limit is {limit}"
                self.report("KG216", message, node, "keep those that a source really uses")
            return self.records(field, node, self.shapes.records[field.of])
        raise AssertionError(form)

    @staticmethod
    def as_list(field: Field, node: Node) -> str:
        """What to write instead of a value that is not a list."""
        if isinstance(node, Mapping):
            return "begin the first field of each with `- `, and indent the others below it"
        if field.form in _LISTS_OF_SCALARS:
            return f"write `{field.name}: [{values.shown(node.value if isinstance(node, ScalarEvent) else '...')}]`"
        first = {"name": f"text: {values.shown(node.value)}"} if isinstance(node, ScalarEvent) else {}
        return f"write `{field.name}:`, and below it `- {first.get(field.of, '...')}` with its other fields"

    def scalars(self, field: Field, node: Sequence) -> tuple[Any, ...] | None:
        form = _SCALARS[_LISTS_OF_SCALARS[field.form]]
        found = []
        for item in node.items:
            if type(item) is not ScalarEvent:
                self.report("KG203", f"`{field.name}` is a list of single values", item, self.example(field))
                return None
            found.append(form(self, field, item))
        return None if None in found else tuple(found)

    def records(self, field: Field, node: Sequence, shape: Shape) -> list[Raw]:
        found = []
        for index, item in enumerate(node.items):
            if isinstance(item, Mapping):
                found.append(self.record(item, shape, index))
            else:
                names = [name for name, member in shape.items() if member.required]
                hint = f"write `- {{{', '.join(f'{name}: ...' for name in names)}}}`"
                self.report("KG203", f"each of `{field.name}` is a mapping", item, hint)
        return found

    def class_name(self, field: Field, node: Node) -> str | None:
        """The class of an entity or a tie: it must be declared, concrete, and live in the file's folder."""
        if type(node) is not ScalarEvent:
            self.report("KG203", f"`{field.name}` is one value, not a list or a mapping", node, self.example(field))
            return None
        name = values.text(self, field, node)
        if name is None:
            return None
        if field.form == "entity_class":
            entity = self.vocabulary.entity_classes.get(name)
            if entity is None or entity.abstract:
                here = [
                    cls.name
                    for cls in self.vocabulary.entity_classes.values()
                    if cls.folder == self.folder and not cls.abstract
                ]
                near = "" if entity is not None else values.near(name, here)
                hint = near or f"the classes here are {', '.join(f'`{cls}`' for cls in here)}"
                self.report("KG205", f"`{values.shown(name)}` is not a class of entities", node, hint)
                return None
            if entity.folder != self.folder:
                self.report(
                    "KG219",
                    f"a {name} does not belong in `{self.folder}/`",
                    node,
                    f"move the file to `{entity.folder}/`",
                )
                return None
            return name
        relation = self.vocabulary.relation_classes.get(name)
        if relation is not None and not relation.abstract:
            return name
        concrete = [cls.name for cls in self.vocabulary.relation_classes.values() if not cls.abstract]
        if relation is not None:
            below = sorted(self.vocabulary.relations_below(name))
            hint = f"choose one of {', '.join(f'`{cls}`' for cls in below)}"
        else:
            hint = values.near(name, concrete) or f"the types are {', '.join(concrete)}"
        self.report("KG205", f"`{values.shown(name)}` is not a type of tie", node, hint)
        return None

    def relations(self, node: Sequence, *, alone: bool) -> list[Raw]:
        """Read the ties of an entity, or of a file of ties; a tie whose type is bad is read no further."""
        found = []
        type_field = Field("type", "relation_class", "", required=True, example="Coordination")
        for index, item in enumerate(node.items):
            if not isinstance(item, Mapping):
                self.report(
                    "KG203", "a tie is a mapping", item, "write `- type: ...`, then `object: ...` and `claims:`"
                )
                continue
            type_node = next((value for key, value in item.items if key.value == "type"), None)
            if type_node is None:
                self.missing(type_field, item)
                continue
            name = self.class_name(type_field, type_node)
            if name is None:
                continue
            self.claim_shape = self.shapes.claims[self.vocabulary.relation_classes[name].punctual]
            raw = self.record(item, self.shapes.relations[name, alone], index)
            if raw.get("claims") == []:
                self.report("KG501", "a tie without a claim", item, "name the source that says so")
                raw.complete = False
            found.append(raw)
        return found
