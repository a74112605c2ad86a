"""What a table is: its columns, each with its type, its meaning and where its value comes from.

One definition serves every kind of file and the data dictionary, so that what is written of a column and what is in it
cannot part. How a value looks in a cell is the business of each kind of file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from khorasan_graph.export.formats import Request
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import Selection
from khorasan_graph.model.vocabulary import RelationClass, Vocabulary
from khorasan_graph.model.words import day, sentence

Kind = Literal["string", "integer", "number", "boolean", "date", "list"]
"""Types of fields by their names in the Table Schema, https://datapackage.org/standard/table-schema/#field-types."""

Cell = str | int | Decimal | bool | date | tuple[str, ...] | None
"""The value of a cell; None where nothing is recorded. A number keeps the digits that were written."""

SEPARATOR = "; "
"""Between the members of a list, in files whose cells hold no lists. Ids hold no semicolon; other texts may."""

R = TypeVar("R")


class View:
    """What the columns look at: the exported base and the selection, with what several columns ask for."""

    def __init__(self, request: Request) -> None:
        self.base: KnowledgeBase = request.base
        self.selection: Selection = request.selection
        self.vocabulary: Vocabulary = request.base.vocabulary

    def name(self, entity: str | None) -> str | None:
        """The shown name of an entity; None for none."""
        return None if entity is None else self.base.entities[entity].name

    def cls(self, relation: Relation) -> RelationClass:
        return self.base.relation_class(relation)

    def label(self, scheme: str, key: str) -> str:
        """A value of a closed list in words."""
        return self.vocabulary.terms(scheme)[key].label

    @cached_property
    def ties(self) -> dict[str, tuple[int, int]]:
        """How many ties name an entity, by its id: those that somebody asserts, and those that are only denied."""
        counted = {}
        for entity, ties in self.base.relations_of.items():
            denied = sum(tie.status == "denied" for tie in ties)
            counted[entity] = (len(ties) - denied, denied)
        return counted

    @cached_property
    def claims_of_source(self) -> dict[str, int]:
        """How many claims rest on a source, by its id."""
        counted: dict[str, int] = {}
        for claim in self.base.claims():
            counted[claim.source] = counted.get(claim.source, 0) + 1
        return counted

    def value(self, relation: Relation, key: str, value: str) -> str:
        """The value of a qualifier in words: the name of an entity, the label of a term, or the text itself."""
        qualifier = self.cls(relation).qualifier_by_key[key]
        if qualifier.is_entity:
            return self.base.entities[value].name
        return self.label(qualifier.range, value) if qualifier.range is not None else value

    def details(self, relation: Relation) -> str | None:
        """The qualifiers of a tie in words: `office: emir; list: UNSC 1988`."""
        by_key = self.cls(relation).qualifier_by_key
        told = [
            f"{by_key[key].label}: {', '.join(self.value(relation, key, value) for value in values)}"
            for key, values in relation.qualifiers
        ]
        return SEPARATOR.join(told) or None

    def sentence(self, relation: Relation) -> str:
        """A tie in words, subject first, never surer than it is.

        What is only denied is put as a denial, what is contested is called so, and what may hold on the date asked for
        is not said to hold.
        """
        told = sentence(self.base, relation)
        if relation.status == "denied":
            return f"denied: that {told}"
        marks = ["contested"] if relation.status == "contested" else []
        if self.selection.activity(relation) == "possible":
            marks.append(f"may hold as of {day(self.selection.as_of)}")
        return f"{', '.join(marks)}: {told}" if marks else told

    def speakers(self, relation: Relation, stance: str) -> tuple[str, ...]:
        """Who makes the claims of that stance, by name, each once, in the order of names."""
        return tuple(sorted({self.base.speaker(claim) for claim in relation.claims if claim.stance == stance}))

    def publishers(self, relation: Relation, stance: str) -> tuple[str, ...]:
        """Who published the claims that assert a tie, or those that deny it; sorted, each once."""
        sources = {claim.source for claim in relation.claims if claim.stance == stance}
        return tuple(sorted({self.base.sources[source].publisher for source in sources}))


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: name, type, meaning, and what its cell says of a record.

    `required` columns have a value in every row. `references` is the table in which a value, or every member of a
    list, is an `id`. `enum` gives the values there can be, from the vocabulary. `form` is a regular expression that a
    text matches wholly. `reading` marks what follows from other columns or tables: to read, filter and count by, and
    not needed to get the graph back.
    """

    name: str
    kind: Kind
    says: str
    value: Callable[[View, R], Cell]
    required: bool = False
    references: str | None = None
    enum: Callable[[Vocabulary], Iterable[str]] | None = None
    least: int | None = None
    most: int | None = None
    form: str | None = None
    reading: bool = False


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table: a row for each record, in the order of `records`; the columns of `key` tell rows apart.

    `owner` names the record that a row is of, or belongs to, as losses name records: `ttp`, `relation/ID`.
    """

    name: str
    title: str
    says: str
    key: tuple[str, ...]
    owner: Callable[[R], str]
    records: Callable[[View], Iterable[R]]
    columns: tuple[Column[R], ...]

    def rows(self, view: View) -> Iterator[tuple[Cell, ...]]:
        """The cells of every row, in the order of the columns."""
        values = [column.value for column in self.columns]
        return (tuple(value(view, record) for value in values) for record in self.records(view))


AnyTable = Table[Any]


EDTF = "As written, in EDTF."
"""How dates are noted; what that means stands once in the dictionary."""


def dated(
    name: str, says: str, of: Callable[[View, R], EdtfDate | None], *, required: bool = False, reading: bool = False
) -> tuple[Column[R], ...]:
    """The three columns of a date: as written, and the first and the last day that it can mean."""

    def text(view: View, record: R) -> str | None:
        when = of(view, record)
        return None if when is None else when.text

    def earliest(view: View, record: R) -> date | None:
        when = of(view, record)
        return None if when is None else when.earliest

    def latest(view: View, record: R) -> date | None:
        when = of(view, record)
        return None if when is None else when.latest

    first = f"The first day that `{name}` can mean; empty where it sets no such bound."
    last = f"The last day that `{name}` can mean; empty where it sets no such bound."
    return (
        Column(name, "string", f"{says} {EDTF}", text, required=required, reading=reading),
        Column(f"{name}_earliest", "date", first, earliest, reading=True),
        Column(f"{name}_latest", "date", last, latest, reading=True),
    )
