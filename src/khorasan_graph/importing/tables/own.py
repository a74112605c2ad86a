"""The tables of our own export: records that come back as they were, by the columns that are needed for it.

Columns for reading (a name beside an id, a status, a sentence) follow from the others, and are passed over: `derived`
tells those that do not. That no column is missing is settled before, in `whole`. What somebody has added is left over:
a column, a row of a record that is in no other table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from khorasan_graph.export.tables.columns import SEPARATOR
from khorasan_graph.export.tables.csv_files import unguard
from khorasan_graph.export.tables.graph import TABLES
from khorasan_graph.importing.drafts import CREDIBILITY, Drafts, Open, Record
from khorasan_graph.importing.ids import is_id
from khorasan_graph.importing.tables.rows import Table
from khorasan_graph.importing.values import dated

NAMES = tuple(table.name for table in TABLES)
_DERIVED = {table.name: frozenset(column.name for column in table.columns if column.reading) for table in TABLES}
_KNOWN = {table.name: frozenset(column.name for column in table.columns) for table in TABLES}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of one of our tables, by column; what is empty is not in it."""

    table: str
    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str | None:
        return self.cells.get(column)

    def words(self, column: str) -> tuple[str, ...]:
        """The members of a list of ids, which hold no separator."""
        return tuple(self.cells.get(column, "").split(SEPARATOR)) if column in self.cells else ()

    @property
    def where(self) -> str:
        return f"{self.table}.csv, row {self.number}"


def read(tables: dict[str, Table], package: dict[str, Any], drafts: Drafts) -> None:
    """Read the tables that are there into drafts."""
    lines = {name: list(_lines(name, tables[name], drafts)) if name in tables else [] for name in NAMES}
    drafts.about = _about(package)
    relations = tables.get("relations")
    if relations is not None and "activity" in relations.columns:
        place = relations.columns.index("activity")
        uncertain = sum(row.cells[place : place + 1] == ["possible"] for row in relations.rows)
        if uncertain:
            drafts.note(f"{uncertain:,} of its ties only may hold at the time that it is of")
    _Own(drafts, lines).read()


def _lines(name: str, table: Table, drafts: Drafts) -> Iterator[Line]:
    """The rows by column; columns that are none of ours are left over."""
    places: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        if column in _KNOWN[name] and column not in places:
            places[column] = place
        else:
            given = [row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place]]
            why = "the name of another column" if column in places else "no column of this table"
            drafts.leave(f"{name}.csv, column `{column}`", "cells", why, count=len(given), examples=given)
    for row in table.rows:
        cells: dict[str, str] = {}
        for column, place in places.items():
            text = row.cells[place] if place < len(row.cells) else ""
            if text and column not in _DERIVED[name]:
                cells[column] = unguard(text)
        yield Line(name, row.number, cells)
        if len(row.cells) > len(table.columns):
            drafts.leave(f"{name}.csv, row {row.number}", "cells behind the last column", "no column has them")


def _about(package: dict[str, Any]) -> Record | None:
    """What the export says of itself as a whole."""
    record = Record()
    for field in ("title", "description", "homepage", "version"):
        value = package.get(field)
        record.put(field, value if isinstance(value, str) else None)
    licenses = package.get("licenses")
    if isinstance(licenses, list) and licenses and isinstance(licenses[0], dict):
        path = licenses[0].get("path")
        record.put("license", path if isinstance(path, str) else None)
    people = package.get("contributors")
    if isinstance(people, list):
        titles = [one.get("title") for one in people if isinstance(one, dict)]
        record.put("creators", tuple(title for title in titles if isinstance(title, str) and title))
    return record if record.fields else None


class _Own:
    """Reads the rows of each table, the records that others belong to first."""

    def __init__(self, drafts: Drafts, lines: dict[str, list[Line]]) -> None:
        self.drafts = drafts
        self.vocabulary = drafts.vocabulary
        self.lines = lines
        self.entities: dict[str, Record] = {}
        self.sources: dict[str, Record] = {}
        self.ties: dict[str, Record] = {}

    def read(self) -> None:
        for line in self.lines["sources"]:
            self.source(line)
        self.parts("authors", self.sources, "source", self.author)
        for line in self.lines["entities"]:
            self.entity(line)
        self.parts("names", self.entities, "entity", self.name)
        self.parts("identifiers", self.entities, "entity", self.identifier)
        self.parts("quantities", self.entities, "entity", self.quantity)
        self.parts("fates", self.entities, "entity", self.fate)
        for line in self.lines["relations"]:
            self.tie(line)
        self.parts("qualifiers", self.ties, "relation", self.qualifier)
        self.parts("claims", self.ties, "relation", self.claim_of_tie)
        for tie in self.ties.values():
            if "claims" not in tie.fields:
                claim = Record({"source": self.drafts.import_source(), "credibility": CREDIBILITY})
                claim.comments.append("The tables have no claim of this tie.")
                tie.records("claims").append(claim)

    def parts(self, table: str, owners: dict[str, Record], column: str, read: Callable[[Record, Line], None]) -> None:
        """Read the rows of a table whose records belong to others, in the order of their positions."""

        def order(line: Line) -> tuple[int, int]:
            position = line.get("position") or "0"
            return (
                int(position) if position.isascii() and position.isdecimal() and len(position) < 9 else 0,
                line.number,
            )

        for line in sorted(self.lines[table], key=order):
            owner = owners.get(line.get(column) or "")
            if owner is None:
                told = line.get(column) or "nothing"
                self.drafts.leave(line.where, f"a row about `{told}`", f"{column} that is in no row of its own table")
            else:
                read(owner, line)

    def added(self, line: Line, known: dict[str, Record]) -> str | None:
        """The id of a record of its own; None, and left over, if the row has none or one that is taken."""
        written = line.get("id")
        if written is None or written in known:
            self.drafts.leave(
                line.where,
                f"a row with the id `{written}`" if written else "a row",
                "the id is taken" if written else "it has no id",
            )
            return None
        return written

    def ref(self, text: str | None) -> str | None:
        """An id as it is; what is none becomes one, which `check` will not find."""
        return text if text is None or is_id(text) else self.drafts.ids.make(text, text)

    def refs(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(ref for text in texts if (ref := self.ref(text)))

    def copy(self, record: Record, line: Line, *columns: str) -> None:
        """Put the texts of columns into the fields of the same names."""
        for column in columns:
            record.put(column, line.get(column))

    def date(self, record: Record, line: Line, column: str, field: str = "", *, end: bool = False) -> None:
        text = line.get(column)
        if text is not None:
            record.put(field or column, dated(text, end=end))

    def source(self, line: Line) -> None:
        id_ = self.added(line, self.sources)
        if id_ is None:
            return
        record = Record()
        self.copy(record, line, "publisher", "title", "reliability", "lang", "url", "archive_url", "via", "note")
        self.date(record, line, "published")
        self.date(record, line, "accessed")
        record.put("derived_from", self.refs(line.words("derived_from")))
        self.sources[id_] = self.drafts.source(self.drafts.ids.keep(f"source:{id_}", id_), record)

    def author(self, record: Record, line: Line) -> None:
        known = record.fields.get("authors", ())
        author = line.get("author")
        if isinstance(known, tuple) and author is not None:
            record.fields["authors"] = (*known, author)

    def entity(self, line: Line) -> None:
        id_ = self.added(line, self.entities)
        if id_ is None:
            return
        written = line.get("type") or ""
        cls = self.vocabulary.entity_classes.get(written)
        record = Record({"name": line.get("name") or Open("its name")})
        if cls is None or cls.abstract:
            record.put("type", Open("a class of the ontology", says=written))
        is_event = cls is not None and self.vocabulary.is_entity_a(cls.name, "Event")
        self.copy(record, line, "description")
        record.put("code", line.get("code"))
        self.date(record, line, "start", "date" if is_event else "start")
        self.date(record, line, "end", end=True)
        record.put("part_of", self.ref(line.get("part_of")))
        latitude, _, longitude = (line.get("location") or "").removeprefix("geo:").partition(",")
        latitude, longitude = latitude or line.get("latitude") or "", longitude or line.get("longitude") or ""
        if latitude and longitude:
            record.put("coordinates", Record({"latitude": latitude, "longitude": longitude}))
        record.put("different_from", self.refs(line.words("different_from")))
        record.put("sources", self.refs(line.words("sources")))
        type_ = cls.name if cls is not None and not cls.abstract else None
        self.entities[id_] = self.drafts.entity(self.drafts.ids.keep(f"entity:{id_}", id_), type_, record)

    def name(self, entity: Record, line: Line) -> None:
        if line.get("position") == "0":
            if line.get("text") != entity.text("name"):
                self.drafts.leave(line.where, f"the name `{line.get('text')}`", "entities.csv has another")
            return
        record = Record({"text": line.get("text") or Open("the name")})
        record.put(
            "kind",
            line.get("kind") or Open("what kind of name it is", choices=tuple(self.vocabulary.terms("NameKind"))),
        )
        self.copy(record, line, "lang")
        self.date(record, line, "start")
        self.date(record, line, "end", end=True)
        record.put("source", self.ref(line.get("source")))
        shared = line.get("shared") or "false"
        if shared.lower() != "false":  # spreadsheets write TRUE
            record.put("shared", "true" if shared.lower() == "true" else Open("true or false", says=shared))
        entity.records("names").append(record)

    def identifier(self, entity: Record, line: Line) -> None:
        record = Record({"scheme": line.get("scheme") or Open("whose"), "value": line.get("value") or Open("which")})
        entity.records("identifiers").append(record)

    def claim(self, line: Line) -> Record:
        source = self.ref(line.get("source"))
        record = Record({"source": source or self.drafts.import_source()})
        record.put("credibility", line.get("credibility") or CREDIBILITY)
        stance = line.get("stance")
        record.put("stance", None if stance == "asserts" else stance or Open("asserts or denies"))
        record.put("by", self.ref(line.get("by")))
        self.date(record, line, "as_of")
        self.copy(record, line, "locator", "citing", "note")
        return record

    def quantity(self, entity: Record, line: Line) -> None:
        record = Record({"measure": line.get("measure") or Open("what is counted")})
        low, high = line.get("minimum"), line.get("maximum")
        if low is not None and low == high:
            record.put("value", low)
        else:
            record.put("min", low)
            record.put("max", high)
        record.fields.update(self.claim(line).fields)
        entity.records("quantities").append(record)

    def fate(self, entity: Record, line: Line) -> None:
        record = Record({"fate": line.get("fate") or Open("what became of the person")})
        self.date(record, line, "date")
        record.fields.update(self.claim(line).fields)
        entity.records("fates").append(record)

    def tie(self, line: Line) -> None:
        id_ = self.added(line, self.ties)
        if id_ is None:
            return
        subject, target = self.ref(line.get("subject")), self.ref(line.get("object"))
        if subject is None or target is None:
            self.drafts.leave(line.where, f"the tie `{id_}`", "it lacks its subject or its object")
            return
        written = line.get("type") or ""
        cls = self.vocabulary.relation_classes.get(written)
        type_ = written if cls is not None and not cls.abstract else Open("what kind of tie", says=written)
        record = Record({"subject": subject, "type": type_, "object": target, "id": id_})
        punctual = cls is not None and cls.punctual
        self.date(record, line, "start", "date" if punctual else "start")
        self.date(record, line, "end", end=True)
        record.put("place", self.ref(line.get("place")))
        record.put("note", line.get("note"))
        self.ties[id_] = self.drafts.tie(record)

    def qualifier(self, tie: Record, line: Line) -> None:
        cls = self.vocabulary.relation_classes.get(tie.text("type") or "")
        qualifier = cls.qualifier_by_key.get(line.get("key") or "") if cls is not None else None
        value = line.get("value")
        if qualifier is None or value is None:
            self.drafts.leave(line.where, f"`{line.get('key')}`", "this kind of tie has no such field")
            return
        told = (self.ref(value) or value) if qualifier.is_entity else value
        known = tie.fields.get(qualifier.key, ())
        if qualifier.many and isinstance(known, tuple):
            tie.fields[qualifier.key] = (*known, told)
        elif known:
            self.drafts.leave(line.where, f"`{qualifier.key}`", "there can be one value", examples=(value,))
        else:
            tie.put(qualifier.key, told)

    def claim_of_tie(self, tie: Record, line: Line) -> None:
        cls = self.vocabulary.relation_classes.get(tie.text("type") or "")
        record = self.claim(line)
        self.date(record, line, "start", "date" if cls is not None and cls.punctual else "start")
        self.date(record, line, "end", end=True)
        tie.records("claims").append(record)
