"""FollowTheMoney as drafts: an export of ours comes back as it was, any other file as far as it says what we record.

Our exports carry every record as it was in the key `khorasan`. That key is taken, and the properties are held against
it: what somebody has added to them or changed in them since, in a program that knows only properties, is left over and
told. A field that is there and cannot be read is open and never left out: of most, the absence says something too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from khorasan_graph.authoring.files import DATA_FOLDER, RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.authoring.shapes import CLAIM_OF_PUNCTUAL_TIE, CLAIM_OF_TIE, Field, Shape, Shapes
from khorasan_graph.export import ftm
from khorasan_graph.export.formats import Request
from khorasan_graph.importing.drafts import Drafts, Foreign, Open, Record
from khorasan_graph.importing.ftm.foreign import Foreigners
from khorasan_graph.importing.ftm.lines import Line, leave_all, read_lines
from khorasan_graph.importing.values import entity_class, relation_class
from khorasan_graph.importing.write import write_drafts
from khorasan_graph.model.selection import EVERYTHING, SelectionError, select
from khorasan_graph.model.words import many

_ENTITIES = frozenset({"organizations", "people", "places", "events"})
_OTHER = "the key `khorasan` says something else than our exports do"
_NO_FIELD = "no field of ours holds this"
_UNREADABLE = "it cannot be read, and stands open in the draft"


def read(foreign: Foreign) -> Drafts:
    """Read a file of FollowTheMoney entities, one a line.

    Raises:
        UnreadableError: if it is no text, or no line is an entity.
        LimitError: if it is larger than is read.
    """
    lines, left = read_lines(foreign)
    own = any(line.key is not None and "record" in line.key for line in lines)
    drafts = Drafts(foreign, "FollowTheMoney", own=own)
    drafts.note(many(len(lines), "entity", "entities"))
    if own:
        _Own(drafts, left).read(lines)
    else:
        Foreigners(drafts, left).read(lines)
    leave_all(drafts, left)
    return drafts


class _Own:
    """Reads the key `khorasan` of an export of ours."""

    def __init__(self, drafts: Drafts, left: list[tuple[str, str, str, str]]) -> None:
        self.drafts = drafts
        self.left = left
        self.shapes = Shapes(drafts.vocabulary)
        alone = [shape for (_, is_alone), shape in self.shapes.relations.items() if is_alone]
        self.any_tie = Shape({field.name: field for shape in alone for field in shape.values()}.values())
        self.selection = EVERYTHING

    def read(self, lines: list[Line]) -> None:
        records = [line for line in lines if line.key is not None and "record" in line.key]
        told = {self.named(line) for line in records}
        rest = [
            line for line in lines if line.key is None or ("record" not in line.key and self.named(line) not in told)
        ]
        for line in records:
            self.record(line)
        others = {line.id for line in rest}
        self.compare([line for line in lines if line.id not in others])
        Foreigners(self.drafts, self.left).read(rest)

    @staticmethod
    def named(line: Line) -> tuple[str, str]:
        key = line.key or {}
        return (str(key.get("kind")), str(key.get("id")))

    def record(self, line: Line) -> None:
        """The record of one line, if it is one."""
        kind, id_ = self.named(line)
        data = (line.key or {}).get("record")
        if not isinstance(data, dict):
            self.leave(line, "", data)
        elif kind == "relations":
            self.tie(line, data)
        elif kind == "about":
            self.about(line, data)
        elif kind != "sources" and kind not in _ENTITIES:
            self.leave(line, "kind", kind)
        elif kind == "sources":
            self.drafts.source(self.drafts.ids.keep(line.id, id_), self.made(line, data, self.shapes.source))
        else:
            self.entity(line, kind, self.drafts.ids.keep(line.id, id_), data)

    def entity(self, line: Line, kind: str, id_: str, data: Mapping[str, Any]) -> None:
        record = self.made(line, data, self.shapes.entities[kind])
        type_ = entity_class(self.drafts.vocabulary, record.text("type") or "")
        if type_ is None or self.drafts.vocabulary.entity_classes[type_].folder != kind:
            if not isinstance(record.fields.get("type"), Open):
                self.leave(line, "type", data.get("type"), _UNREADABLE)
                record.fields["type"] = Open("a class of the ontology", says=record.text("type") or "")
            type_ = None
        self.drafts.entity(id_, type_, record)

    def tie(self, line: Line, data: Mapping[str, Any]) -> None:
        written = data.get("type")
        type_ = relation_class(self.drafts.vocabulary, written) if isinstance(written, str) else None
        if type_ is None and not any(isinstance(data.get(end), str) for end in ("subject", "object")):
            self.leave(line, "record", data)
            return
        record = self.made(line, data, self.any_tie if type_ is None else self.shapes.relations[type_, True])
        if type_ is not None:
            record.fields["type"] = type_
        elif not isinstance(record.fields.get("type"), Open):
            self.leave(line, "type", written, _UNREADABLE)
            record.fields["type"] = Open("what kind of tie", says=record.text("type") or "")
        for end in ("subject", "object"):
            if end not in data:
                self.leave(line, end, None, _UNREADABLE)
                record.fields[end] = Open(f"the id of its {end}")
        self.drafts.tie(record)

    def about(self, line: Line, data: Mapping[str, Any]) -> None:
        if data:
            self.drafts.about = self.made(line, data, self.shapes.about)
        given = (line.key or {}).get("selection")
        if given is not None:
            self.drafts.note(f"a part of a graph: {json.dumps(given, sort_keys=True, ensure_ascii=False)}")
            try:
                self.selection = select(self.drafts.vocabulary, **given)
            except (SelectionError, TypeError, ValueError):
                self.leave(line, "selection", given)

    def made(self, line: Line, data: Mapping[str, Any], shape: Shape) -> Record:
        """A record of plain values as one of drafts.

        What is no field of its kind is left over. What is one and cannot be read, or is empty, which our exports never
        write, is open besides: without its `stance` a denial asserts, and without `by` another speaks.
        """
        record = Record()
        for name, value in data.items():
            field = shape.get(name)
            if field is None or field.form == "relations":
                self.leave(line, name, value)
                continue
            told = self.value(line, data, field, value)
            if told is None or told in ("", (), []):
                self.leave(line, name, value, _UNREADABLE)
                choices = tuple(self.drafts.vocabulary.terms(field.of)) if field.form in ("term", "terms") else ()
                record.fields[name] = Open(field.help.rstrip("."), says=_shown(value), choices=choices)
            else:
                record.fields[name] = told
        return record

    def item(self, line: Line, data: Mapping[str, Any], shape: Shape) -> Record:
        """The same for one of a list, which is never without any field."""
        record = self.made(line, data, shape)
        if not record.fields:
            record.fields.update({field.name: Open(field.help.rstrip(".")) for field in shape.required})
        return record

    def value(
        self, line: Line, data: Mapping[str, Any], field: Field, value: object
    ) -> str | int | tuple[str, ...] | Record | list[Record] | None:
        """The value of a field; None if it is none."""
        if isinstance(value, bool) or not isinstance(value, str | int | list | dict):
            return None
        if field.form == "coordinates":
            return self.made(line, value, self.shapes.coordinates) if isinstance(value, dict) else None
        if field.form in ("claims", "list"):
            shape = self.shape_of(field, data)
            if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
                return None
            return [self.item(line, item, shape) for item in value]
        if field.form in ("texts", "entities", "sources", "terms"):
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                return None
            return tuple(value)
        return value if isinstance(value, str | int) else None

    def shape_of(self, field: Field, data: Mapping[str, Any]) -> Shape:
        """The shape of the records in a list."""
        if field.form == "list":
            return self.shapes.records[field.of]
        cls = self.drafts.vocabulary.relation_classes.get(str(data.get("type")))
        return Shape(CLAIM_OF_PUNCTUAL_TIE if cls is not None and cls.punctual else CLAIM_OF_TIE)

    def leave(self, line: Line, name: str, value: object, why: str = _NO_FIELD) -> None:
        what = f"`{name}` in the key `khorasan`" if name else "the key `khorasan`"
        self.left.append((line.where, what, why if name else _OTHER, _shown(value)))

    def compare(self, lines: list[Line]) -> None:
        """Hold the properties against what the records would be exported as, and tell what differs."""
        written = write_drafts(self.drafts)
        files = [RawFile(f"{DATA_FOLDER}/{path}", text.encode()) for path, text in written.items()]
        loaded = load_files(files, self.drafts.vocabulary, [], today=date.max)
        if loaded.knowledge_base is None:
            self.drafts.note("the properties were not held against the key `khorasan`: `check` refuses its records")
            return
        exported = ftm.write(Request(loaded.knowledge_base, self.selection))
        expected = {line["id"]: (line["schema"], line["properties"]) for line in map(json.loads, exported)}
        for line in lines:
            schema, wanted = expected.pop(line.id, ("", {}))
            if not schema:
                self.left.append((line.where, "its line", "our records make no such line: somebody has added it", ""))
            elif line.schema != schema:
                self.left.append((line.where, "`schema`", f"of our record it would be {schema}", line.schema))
            self.differ(line, line.properties, wanted, "not in our record: somebody has added it to the file")
            self.differ(line, wanted, line.properties, "in our record, and no more in the properties of the file")
        for id_ in expected:
            self.left.append((id_, "its line", "it follows from our records, and is no more in the file", ""))

    def differ(
        self, line: Line, one: Mapping[str, Iterable[str]], other: Mapping[str, Iterable[str]], why: str
    ) -> None:
        for name, values in one.items():
            for value in values:
                if value not in other.get(name, ()):
                    self.left.append((line.where, f"`{name}`", why, value))


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:200]
