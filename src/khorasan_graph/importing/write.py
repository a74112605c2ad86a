"""Drafts as the YAML that an author would write, with `TODO` where a person must decide.

What stands open is `TODO` where the check wants a word of a list, and empty where it wants a text: either makes `check`
refuse the data. Whatever a file says is quoted so that it is read back as it was; comments are in one line and hold
nothing that nobody can see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from khorasan_graph.authoring.shapes import CLAIM_OF_PUNCTUAL_TIE, CLAIM_OF_TIE, KINDS, SOURCES, Field, Shape, Shapes
from khorasan_graph.authoring.text import has_suspects
from khorasan_graph.authoring.write import scalar
from khorasan_graph.importing.drafts import UNDECIDED, Drafts, Open, Record
from khorasan_graph.importing.ids import is_id
from khorasan_graph.importing.settle import settled
from khorasan_graph.text.drafting import TODO, comment_lines, in_one_line

_TIES_PER_FILE = 500
_LONGEST_COMMENT = 600
_EMPTY_WHEN_OPEN = frozenset({"text", "name", "texts"})
"""Forms of which any text would be accepted: what is open is left empty, for `TODO` would be read as the text."""
_OF_A_NAMED_SHAPE = {"names": "name", "identifiers": "identifier", "quantities": "quantity", "fates": "fate"}


class Written(NamedTuple):
    """The files of drafts by their path below the folder they are for; and the drafts as they stand in them.

    What had to be left over to write them is among what those drafts leave over.
    """

    files: dict[str, str]
    drafts: Drafts


def write_drafts(drafts: Drafts) -> dict[str, str]:
    """The files of drafts by their path below the folder that they are written to, in the order of their paths.

    What is given stays as it is; `completed` tells also what had to be left over.
    """
    return completed(drafts).files


def completed(drafts: Drafts) -> Written:
    """Drafts as files, and as they stand in them; what is given stays as it is."""
    drafts = settled(drafts)
    writer = _Writer(drafts)
    files: dict[str, str] = {}
    for id_, (folder, record) in drafts.entities.items():
        files[_path(folder, id_)] = writer.entity(id_, folder, record)
    for id_, record in drafts.sources.items():
        files[_path(SOURCES, id_)] = _file("source", writer.record(record, writer.shapes.source, top=True))
    files.update(writer.files_of_ties())
    if drafts.about is not None:
        files["about.yaml"] = _file("about", writer.record(drafts.about, writer.shapes.about, top=True), "..")
    return Written(dict(sorted(files.items())), drafts)


def _path(folder: str, id_: str) -> str:
    """Where a record goes. An id is a word of letters, digits and hyphens: it leads nowhere else."""
    assert is_id(id_), id_
    return f"{folder}/{id_}.yaml"


def _file(schema: str, lines: Iterator[str], root: str = "../..") -> str:
    first = f"# yaml-language-server: $schema={root}/ontology/{schema}.schema.json"
    return "\n".join((first, *lines, ""))


class _Writer:
    """The records of drafts as lines of YAML."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.shapes = Shapes(drafts.vocabulary)
        alone = [shape for (_, is_alone), shape in self.shapes.relations.items() if is_alone]
        self.any_tie = Shape({field.name: field for shape in alone for field in shape.values()}.values())
        self.any_claim = Shape((*CLAIM_OF_TIE, *CLAIM_OF_PUNCTUAL_TIE))
        self.undecided = Shape(
            {field.name: field for shape in self.shapes.entities.values() for field in shape.values()}.values()
        )
        self.inline: dict[str, list[Record]] = {}
        self.alone: list[Record] = []
        for tie in drafts.ties:
            subject = tie.text("subject") or ""
            if drafts.own and tie.text("type") and drafts.entities.get(subject, (UNDECIDED,))[0] in KINDS:
                self.inline.setdefault(subject, []).append(tie)
            else:
                self.alone.append(tie)

    def entity(self, id_: str, folder: str, record: Record) -> str:
        shape = self.shapes.entities.get(folder, self.undecided)
        if folder == UNDECIDED:
            folders = ", ".join(f"`{kind}/`" for kind in KINDS)
            record.comments.append(f"Nothing says what it is: move this file into one of {folders}, and choose a type.")
        return _file("entity", self.record(record, shape, self.inline.get(id_, []), top=True))

    def files_of_ties(self) -> Iterator[tuple[str, str]]:
        """Ties that stand alone, some hundreds in a file, for no file may be longer than one that is read."""
        stem = self.drafts.ids.make("file of ties", f"ties-{self.drafts.foreign.name}")
        parts = [self.alone[at : at + _TIES_PER_FILE] for at in range(0, len(self.alone), _TIES_PER_FILE)]
        for number, ties in enumerate(parts, 1):
            lines: list[str] = []
            for tie in ties:
                shape = self.shapes.relations.get((tie.text("type") or "", True), self.any_tie)
                first, *rest = self.record(tie, shape)
                lines += ["", *_comments(tie.comments, ""), f"- {first}", *(f"  {line}" for line in rest)]
            path = f"relations/{stem}{f'-{number:03}' if len(parts) > 1 else ''}.yaml"
            yield path, _file("relations", iter(lines))

    def record(
        self, record: Record, shape: Shape, ties: list[Record] | None = None, *, top: bool = False
    ) -> Iterator[str]:
        """The lines of one record: its fields in the order of the shape, those that hold records last."""
        for name in [name for name in record.fields if name not in shape]:
            self.leave(record, name)
        if top:
            yield from _comments(record.comments, "")
        values = [(field, record.fields[name]) for name, field in shape.items() if name in record.fields]
        for field, value in values:
            if not isinstance(value, list):
                yield from self.value(record, field, value, "")
        if ties:
            yield "relations:"
            for tie in ties:
                inline = self.shapes.relations[tie.text("type") or "", False]
                rest = {name: value for name, value in tie.fields.items() if name != "subject"}
                yield from self.item(Record(rest, tie.comments, tie.remarks), inline)
        for field, value in values:
            if isinstance(value, list):
                yield f"{field.name}:"
                for item in value:
                    yield from self.item(item, self.shape_of(record, field))

    def leave(self, record: Record, name: str) -> None:
        """Leave over a field that this kind of record does not have, such as the end of a split."""
        value = record.fields.pop(name)
        where = next((told for field in ("name", "text", "subject", "source") if (told := record.text(field))), "")
        why = "this kind of record has no such field"
        self.drafts.leave(where or "a record", f"`{name}`", why, examples=["; ".join(_words(value))])

    def item(self, record: Record, shape: Shape) -> Iterator[str]:
        """A record as one of a list, indented."""
        yield from _comments(record.comments, "  ")
        first, *rest = self.record(record, shape)
        yield f"  - {first}"
        for line in rest:
            yield f"    {line}"

    def shape_of(self, record: Record, field: Field) -> Shape:
        """The shape of the records in a list."""
        if field.form == "claims":
            cls = self.drafts.vocabulary.relation_classes.get(record.text("type") or "")
            return self.any_claim if cls is None else self.shapes.claims[cls.punctual]
        return self.shapes.records[_OF_A_NAMED_SHAPE[field.name]]

    def value(
        self, record: Record, field: Field, value: str | int | Open | tuple[str, ...] | Record, indent: str
    ) -> Iterator[str]:
        """One field with its value, and behind it what is to be said of it."""
        remark = record.remarks.get(field.name, "")
        behind = f"  # {_short(remark)}" if remark else ""
        if isinstance(value, Open):
            says = f'; the file says "{value.says}"' if value.says else ""
            if field.form in _EMPTY_WHEN_OPEN:
                yield f"{field.name}:  # {TODO}: {_short(value.asks + says)}"
            else:
                yield f"{field.name}: {TODO}  # {_short(value.asks + says)}"
            if value.choices:
                yield from comment_lines(f"may be: {_short(', '.join(value.choices))}", indent="# ")
        elif isinstance(value, Record):
            given = {name: value.fields.get(name, Open("")) for name in self.shapes.coordinates}
            inside = ", ".join(
                f"{name}: {TODO if isinstance(given[name], Open) else _quoted(each, given[name], flow=True)}"
                for name, each in self.shapes.coordinates.items()
            )
            yield f"{field.name}: {{{inside}}}{behind}"
        elif isinstance(value, tuple):
            yield f"{field.name}: [{', '.join(_quoted(field, item, flow=True) for item in value)}]{behind}"
        else:
            yield f"{field.name}: {_quoted(field, value)}{behind}"


def _words(value: str | int | Open | tuple[str, ...] | Record | list[Record]) -> list[str]:
    """What the file says in a value."""
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, Open):
        return [value.says] if value.says else []
    if isinstance(value, tuple):
        return list(value)
    records = value if isinstance(value, list) else [value]
    return [word for record in records for each in record.fields.values() for word in _words(each)]


def _quoted(field: Field, value: object, *, flow: bool = False) -> str:
    """A value as YAML. What nobody can see is written as an escape: `check` names it, and an editor shows it."""
    text = str(value)
    if not has_suspects(text):
        return scalar(field, value, flow=flow)
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() or letter in "\u200c\u200d" else _escape(letter) for letter in quoted)


def _escape(letter: str) -> str:
    return f"\\u{ord(letter):04X}" if letter <= "\uffff" else f"\\U{ord(letter):08X}"


def _comments(comments: list[str], indent: str) -> Iterator[str]:
    for comment in comments:
        yield from comment_lines(_short(comment), indent=f"{indent}# ")


def _short(text: str) -> str:
    """A text that can stand in a comment: in one line, and not the whole of a long one."""
    shown = in_one_line(text[: 2 * _LONGEST_COMMENT])
    return shown if len(shown) <= _LONGEST_COMMENT else f"{shown[: _LONGEST_COMMENT - 1]}…"
