"""What every reader fills: records that may be incomplete, and what was left over.

A record is what an author would write: the fields of `authoring.shapes` by their names, each with a text, a list of
texts, a list of records, or `Open` where only a person can say. A reader never invents a value to make one complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from khorasan_graph.authoring.shapes import KINDS
from khorasan_graph.importing.ids import Ids
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Entity
from khorasan_graph.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

UNDECIDED = "undecided"
"""The folder of entities of which the file does not say whether they are organizations, people, places or events.

It is no folder of data: `check` refuses what lies there until somebody has moved it."""

LARGEST = 64 << 20
"""No file of more bytes is read."""
MOST_RECORDS = 200_000
"""No more records than this are drafted."""


class NotUnderstoodError(ValueError):
    """An option that does not fit the file, such as the mapping of a column that is not there; says what would."""


class UnreadableError(ValueError):
    """A file that is not what it is said to be: broken, or of another format; says where."""


class LimitError(ValueError):
    """A file that is larger, longer or more deeply nested than is read; says which limit."""


@dataclass(frozen=True, slots=True)
class Open:
    """A value that only a person can decide. `asks` says what is wanted, in a few words.

    `says` is what the file has in its place, word for word; `choices` are what it may be, listed in a comment.
    """

    asks: str
    says: str = ""
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Record:
    """One record: its fields by the names that authors write, in any order, and comments that stand above it.

    A value is a text (or a number), `Open`, a tuple of texts for a list of words or ids, a record for `coordinates`, a
    list of records for `claims`, `names`, `identifiers`, `quantities` and `fates`. Fields that the file does not have
    are absent. `remarks` stand behind the value of a field: where it comes from, or what is doubtful about it.
    """

    fields: dict[str, str | int | Open | tuple[str, ...] | Record | list[Record]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The text of a field; None if it is absent, open or no text."""
        value = self.fields.get(name)
        return str(value) if isinstance(value, str | int) else None

    def put(self, name: str, value: str | int | Open | tuple[str, ...] | Record | list[Record] | None) -> None:
        """Set a field, unless there is nothing to set."""
        if value is not None and value != "" and value != () and value != []:
            self.fields[name] = value

    def records(self, name: str) -> list[Record]:
        """The list of records under a field, to add to."""
        value = self.fields.setdefault(name, [])
        assert isinstance(value, list)
        return value


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Something of the file that is in no draft: where it stands, what it is, and why it was not taken.

    `where` is a line, a row, a column, a property or the id of an object. Alike things are one, with their `count` and
    a few `examples`, word for word.
    """

    where: str
    what: str
    why: str
    count: int = 1
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreign:
    """What is imported: a file (or, for tables, a folder), in the words of a vocabulary.

    `known` is the knowledge base of the project that the drafts are meant for, or None: its ids are taken for what they
    are, its names are proposed and never taken. For CSV alone: `columns` maps our fields to columns of a table, and
    `encoding` and `separator` are what somebody says that they are; empty, they follow from rules.
    """

    path: Path
    vocabulary: Vocabulary
    known: KnowledgeBase | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    separator: str = ""

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name or self.path.resolve().name

    def content(self) -> bytes:
        """The bytes of the file.

        Raises:
            LimitError: if there are too many.
            OSError: if it cannot be read.
        """
        return read_bytes(self.path)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file; a device or a pipe is never opened.

    Raises:
        LimitError: if there are more than `LARGEST`.
        OSError: if it cannot be read.
    """
    if path.exists() and not path.is_file():
        raise UnreadableError(f"`{path}` is not a file")
    with open(path, "rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise LimitError(f"`{path}` has more than {LARGEST >> 20} MiB: split it")
    return content


class Drafts:
    """What a file becomes: records by folder and id, ties, what was left over, and what is to be said.

    `own` marks an export of ours, whose records come back as they were: its ties stand under their subjects and no
    source is added for the import. Of any other file, ties stand in a file of ties, to be decided in one place.
    """

    def __init__(self, foreign: Foreign, form: str, *, own: bool = False) -> None:
        known = foreign.known
        self.foreign = foreign
        self.vocabulary = foreign.vocabulary
        self.form = form
        self.own = own
        self.ids = Ids(() if known is None or own else (*known.entities, *known.sources))
        self.entities: dict[str, tuple[str, Record]] = {}
        self.sources: dict[str, Record] = {}
        self.ties: list[Record] = []
        self.about: Record | None = None
        self.left: list[LeftOver] = []
        self.notes: list[str] = []

    def entity(self, id_: str, type_: str | None, record: Record) -> Record:
        """Add an entity. `type_` is a class of the vocabulary, or None where the file does not say; then the record's
        own `type` says what is open."""
        folder = UNDECIDED
        if type_ is not None:
            folder = self.vocabulary.entity_classes[type_].folder or UNDECIDED
            record.fields["type"] = type_
        assert folder == UNDECIDED or folder in KINDS, folder
        self._count(id_)
        self.entities[id_] = (folder, record)
        return record

    def source(self, id_: str, record: Record) -> Record:
        """Add a source; the fields that `check` wants and the record lacks are left open."""
        for name, asks in _ASKED_OF_SOURCES.items():
            record.fields.setdefault(name, Open(asks))
        self._count(id_)
        self.sources[id_] = record
        return record

    def tie(self, record: Record) -> Record:
        """Add a tie with its `subject`, `type` (or `Open`), `object` and `claims`."""
        self._count("")
        self.ties.append(record)
        return record

    def import_source(self) -> str:
        """The id of the source for the file itself, made when it is first asked for: only its title is known."""
        name = self.foreign.name
        key = f"import:{name}"
        id_ = self.ids.make(key, f"import-{name}")
        if id_ not in self.sources:
            record = Record({"title": name})
            record.comments.append(
                f"The file that was imported ({self.form}). Say who made it, when, and how reliable that is; or let "
                "each claim cite the document that the file itself rests on."
            )
            record.remarks["title"] = "the name of the file"
            self.source(id_, record)
        return id_

    def leave(self, where: str, what: str, why: str, *, count: int = 1, examples: Iterable[str] = ()) -> None:
        """Say that something of the file is in no draft."""
        self.left.append(LeftOver(where, what, why, count, tuple(examples)[:3]))

    def note(self, text: str) -> None:
        """Say how the file was read."""
        self.notes.append(text)

    def proposals(self, texts: Iterable[str]) -> list[str]:
        """Comments that say which entities of the project bear one of these names: for a person to decide.

        Who bears a name is settled as `model.lookup.exact` does: to the letter, else once folded.
        """
        known = self.foreign.known
        if known is None:
            return []
        found: dict[str, str] = {}
        for text in texts:
            bearers = [known.entities[text]] if text in known.entities else []
            bearers = bearers or self._named.get(text.strip().casefold()) or self._named.get(f"\0{fold(text)}") or []
            for entity in bearers:
                found.setdefault(entity.id, text)
        told = [f"`{id_}` ({known.entities[id_].name}) is called {text}" for id_, text in sorted(found.items())]
        return [f"Perhaps known already: {one}. If it is the same, use that id and delete this." for one in told]

    @cached_property
    def _named(self) -> dict[str, list[Entity]]:
        """The entities of the project by each of their names, in small letters; and folded, behind a NUL."""
        found: dict[str, list[Entity]] = {}
        for entity in self.foreign.known.entities.values() if self.foreign.known is not None else ():
            forms = {name.casefold() for name in entity.all_names} | {f"\0{fold(name)}" for name in entity.all_names}
            for form in forms - {"\0"}:
                found.setdefault(form, []).append(entity)
        return found

    def _count(self, id_: str) -> None:
        assert id_ not in self.entities, id_
        assert id_ not in self.sources, id_
        if len(self.entities) + len(self.sources) + len(self.ties) >= MOST_RECORDS:
            raise LimitError(f"more than {MOST_RECORDS:,} records: split the file")


_ASKED_OF_SOURCES = {
    "publisher": "who published it?",
    "title": "the title as published",
    "published": "the day, as 2024-08-16",
    "reliability": "A to F: how far this publisher can be relied on for this kind of fact",
}
CREDIBILITY = Open("1 (confirmed) to 5 (improbable), 6 (cannot be judged)")
STANCE = Open("asserts or denies")


def claim(source: str, **fields: str | int | Open | None) -> Record:
    """A claim on a source; what the file does not say of its credibility is open."""
    record = Record({"source": source, "credibility": CREDIBILITY})
    for name, value in fields.items():
        record.put(name, value)
    return record
