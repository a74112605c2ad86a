"""An analyst's table as drafts: a row for each tie, or a row for each entity.

A column holds what its name says, if that is the name of a field of ours, or what whoever imports it says by `--map`.
A cell is taken word for word. Who is meant, of what kind they are and what ties them is left open, unless the cell is
an id of the project or the name of a class to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from khorasan_graph.importing.drafts import CREDIBILITY, Drafts, NotUnderstoodError, Open, Record
from khorasan_graph.importing.tables.rows import Row, Table
from khorasan_graph.importing.values import dated, entity_class, name, relation_class, tie_types

_CLAIM = ("credibility", "stance", "by", "as_of", "locator", "citing")
_TIE = ("subject", "type", "object", "subject_type", "object_type", "start", "end", "date", "place", "note", "source")
_ENTITY = (
    "id",
    "name",
    "type",
    "description",
    "start",
    "end",
    "date",
    "part_of",
    "latitude",
    "longitude",
    "code",
    "source",
)
_SHOWN_ROWS = 8


def tie_fields(drafts: Drafts) -> tuple[str, ...]:
    """What a column of a table of ties can hold."""
    qualifiers = {one.key for cls in drafts.vocabulary.relation_classes.values() for one in cls.qualifiers}
    return (*_TIE, *_CLAIM, *sorted(qualifiers))


def entity_fields(drafts: Drafts) -> tuple[str, ...]:
    """What a column of a table of entities can hold: kinds of names and schemes of identifiers too."""
    kinds, schemes = drafts.vocabulary.terms("NameKind"), drafts.vocabulary.terms("IdentifierScheme")
    return (*_ENTITY, *sorted(kinds), *sorted(schemes))


def read(table: Table, drafts: Drafts) -> None:
    """Read a table into drafts; its columns say whether it is one of ties or one of entities.

    Raises:
        NotUnderstoodError: if they say neither, or `--map` names a field or a column that there is not.
    """
    given = drafts.foreign.columns
    written = {column.casefold() for column in table.columns} | set(given)
    of_ties = {"subject", "object"} <= written
    if not of_ties and not {"name", "id"} & written:
        raise NotUnderstoodError(
            f"nothing says what the columns hold ({_listed(table.columns)}): for a table of ties say "
            "`--map subject=COLUMN --map object=COLUMN`, for one of entities `--map name=COLUMN`"
        )
    fields = tie_fields(drafts) if of_ties else entity_fields(drafts)
    places = _places(table, given, fields)
    for field, place in sorted(places.items(), key=lambda item: item[1]):
        if table.columns[place] != field:
            drafts.note(f"`{field}` is the column `{table.columns[place]}`")
    _leave_columns(table, drafts, set(places.values()))
    lines = _lines(table, drafts, places)
    if of_ties:
        _Ties(drafts).read(lines)
    else:
        _Entities(drafts).read(lines)


@dataclass(frozen=True, slots=True)
class Line:
    """A row by our fields, its cells stripped of spaces; what is empty is not in it."""

    number: int
    cells: dict[str, str]

    def get(self, field: str) -> str:
        return self.cells.get(field, "")

    def leave(self, drafts: Drafts, why: str) -> None:
        """Leave the row over, with all that it says."""
        told = ", ".join(f"{field}: {text}" for field, text in self.cells.items())
        drafts.leave(f"row {self.number}", "a row", why, examples=(told,))


def _places(table: Table, given: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, int]:
    """The column of each field: as said, else the one that is called like the field."""
    places: dict[str, int] = {}
    for field, column in given.items():
        if field not in fields:
            raise NotUnderstoodError(f"`{field}` is no field here: {', '.join(fields)}")
        if column not in table.columns:
            raise NotUnderstoodError(f"there is no column `{column}`: {_listed(table.columns)}")
        if table.columns.count(column) > 1:
            raise NotUnderstoodError(f"two columns are called `{column}`: rename one")
        places[field] = table.columns.index(column)
    lowered = [column.casefold() for column in table.columns]
    for field in fields:
        if field not in places and lowered.count(field) == 1 and lowered.index(field) not in places.values():
            places[field] = lowered.index(field)
    return places


def _listed(columns: list[str]) -> str:
    shown = ", ".join(f"`{column}`" for column in columns[:20])
    return shown + (f" and {len(columns) - 20} more" if len(columns) > 20 else "")


def _leave_columns(table: Table, drafts: Drafts, taken: set[int]) -> None:
    """What stands in columns that hold nothing of ours, and behind the last one."""
    for place, column in enumerate(table.columns):
        if place not in taken:
            cells = [row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place].strip()]
            if cells:
                examples = list(dict.fromkeys(cells))[:3]
                why = "no field is mapped to it" if table.columns.count(column) == 1 else "two columns have this name"
                drafts.leave(f"column `{column}`", "cells", why, count=len(cells), examples=examples)
    for row in table.rows:
        beyond = [cell for cell in row.cells[len(table.columns) :] if cell.strip()]
        if beyond:
            drafts.leave(f"row {row.number}", "cells behind the last column", "no column has them", examples=beyond)


def _lines(table: Table, drafts: Drafts, places: dict[str, int]) -> list[Line]:
    """The rows by field; a row that says the same as another, in these columns, is left over."""
    found: list[Line] = []
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for row in table.rows:
        cells = {field: text for field, place in places.items() if (text := _cell(row, place))}
        first = seen.setdefault(tuple(sorted(cells.items())), row.number)
        if first != row.number:
            drafts.leave(f"row {row.number}", "a row", f"it says the same as row {first}")
        elif cells:
            found.append(Line(row.number, cells))
    return found


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


class _Cited:
    """The sources that rows name, each once, and the file itself for rows that name none."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts

    def id_of(self, text: str) -> str:
        """The id of the source that a cell names: one of the project to the letter, else a draft."""
        drafts = self.drafts
        if not text:
            return drafts.import_source()
        known = drafts.foreign.known
        if known is not None and text in known.sources:
            return text
        key = f"source:{text}"
        if key not in drafts.ids.by_key:
            is_address = text.startswith(("https://", "http://")) and not any(map(str.isspace, text))
            record = Record({"url" if is_address else "title": text})
            record.comments.append("As the table names it.")
            drafts.source(drafts.ids.make(key, f"source-{_words(text) if is_address else text}"), record)
        return drafts.ids.by_key[key]


def _words(address: str) -> str:
    """The words of an address that tell it from others."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return f"{parts.netloc.removeprefix('www.')} {parts.path}"


class _Ties:
    """A table with a row for each tie."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.vocabulary = drafts.vocabulary
        self.cited = _Cited(drafts)
        self.named: dict[str, tuple[Record, list[int]]] = {}
        self.types: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.entity_qualifiers = {
            one.key for cls in self.vocabulary.relation_classes.values() for one in cls.qualifiers if one.is_entity
        }
        self.lists = {
            one.key for cls in self.vocabulary.relation_classes.values() for one in cls.qualifiers if one.many
        }

    def read(self, lines: list[Line]) -> None:
        whole = []
        for line in lines:
            missing = [end for end in ("subject", "object") if not line.get(end)]
            if missing:
                line.leave(self.drafts, f"it has no {' and no '.join(missing)}")
            else:
                whole.append(line)
        self.classes(whole)
        for line in whole:
            self.tie(line)
        for text, (record, rows) in self.named.items():
            shown = ", ".join(map(str, rows[:_SHOWN_ROWS]))
            more = f" and {len(rows) - _SHOWN_ROWS} more" if len(rows) > _SHOWN_ROWS else ""
            record.comments.append(f"From {'row' if len(rows) == 1 else 'rows'} {shown}{more}.")
            record.comments += self.drafts.proposals([text])

    def classes(self, lines: list[Line]) -> None:
        """What rows say of the class of an end, where all of them say the same and it is one of ours."""
        known = self.drafts.foreign.known
        said: dict[str, set[str]] = {}
        for line in lines:
            for end in ("subject", "object"):
                written = line.get(f"{end}_type")
                if known is not None and line.get(end) in known.entities and written:
                    why = "what an entity of the project is, the project says"
                    self.drafts.leave(f"row {line.number}", f"`{end}_type`", why, examples=(written,))
                elif written:
                    said.setdefault(line.get(end), set()).add(written)
        for text, words in sorted(said.items()):
            found = {entity_class(self.vocabulary, word) for word in words}
            cls = next(iter(found)) if len(found) == 1 else None
            if cls is not None:
                self.types[text] = cls
            self.words[text] = " or ".join(sorted(words))

    def entity(self, text: str, line: Line) -> str:
        """The id of what a cell names: an entity of the project by its id, else a draft of this name."""
        known = self.drafts.foreign.known
        if known is not None and text in known.entities:
            return text
        if text in self.named:
            rows = self.named[text][1]
            if rows[-1] != line.number:
                rows.append(line.number)
            return self.drafts.ids.by_key[f"entity:{text}"]
        shown, remark = name(text)
        record = Record({"name": shown})
        if remark:
            record.remarks["name"] = remark
        cls = self.types.get(text)
        if cls is None:
            choices = tuple(each.name for each in self.vocabulary.entity_classes.values() if not each.abstract)
            record.put("type", Open("what it is", says=self.words.get(text, ""), choices=choices))
        elif self.vocabulary.is_entity_a(cls, "Event"):
            record.put("date", Open("when it happened (EDTF)"))
        id_ = self.drafts.ids.make(f"entity:{text}", text)
        self.named[text] = (self.drafts.entity(id_, cls, record), [line.number])
        return id_

    def class_of(self, text: str) -> str | None:
        known = self.drafts.foreign.known
        if known is not None and text in known.entities:
            return known.entities[text].type
        return self.types.get(text)

    def tie(self, line: Line) -> None:
        subject, target = (self.entity(line.get(end), line) for end in ("subject", "object"))
        if subject == target:
            line.leave(self.drafts, "a tie of a thing to itself")
            return
        written = line.get("type")
        type_ = relation_class(self.vocabulary, written)
        choices = tie_types(self.vocabulary, self.class_of(line.get("subject")), self.class_of(line.get("object")))
        record = Record(
            {
                "subject": subject,
                "type": type_ or Open("what kind of tie", says=written, choices=choices),
                "object": target,
            }
        )
        record.comments.append(f"Row {line.number}: {line.get('subject')} - {written or '?'} - {line.get('object')}")
        for field in ("start", "end", "date"):
            if line.get(field):
                record.put(field, dated(line.get(field), end=field == "end"))
        if line.get("place"):
            record.put("place", self.entity(line.get("place"), line))
        record.put("note", line.get("note"))
        for field in tie_fields(self.drafts)[len(_TIE) + len(_CLAIM) :]:
            text = line.get(field)
            if text:
                value = self.entity(text, line) if field in self.entity_qualifiers else text
                record.put(field, (value,) if field in self.lists else value)
        record.put("claims", [self.claim(line)])
        self.drafts.tie(record)

    def claim(self, line: Line) -> Record:
        record = Record({"source": self.cited.id_of(line.get("source"))})
        grade = line.get("credibility")
        is_grade = len(grade) == 1 and grade in "123456"
        record.put("credibility", grade if is_grade else Open(CREDIBILITY.asks, says=grade))
        stance = line.get("stance")
        if stance and stance != "asserts":
            record.put("stance", stance if stance == "denies" else Open("asserts or denies", says=stance))
        if line.get("by"):
            record.put("by", self.entity(line.get("by"), line))
        if line.get("as_of"):
            record.put("as_of", dated(line.get("as_of")))
        record.put("locator", line.get("locator") or (None if line.get("source") else f"row {line.number}"))
        record.put("citing", line.get("citing"))
        return record


class _Entities:
    """A table with a row for each entity."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.vocabulary = drafts.vocabulary
        self.cited = _Cited(drafts)
        self.keys: dict[str, str] = {}

    def read(self, lines: list[Line]) -> None:
        """The ids of all rows first, for a place can lie in one that comes later."""
        known = self.drafts.foreign.known
        todo = []
        for line in lines:
            called = line.get("id") or line.get("name")
            if not called:
                line.leave(self.drafts, "it has neither an id nor a name")
            elif known is not None and called in known.entities:
                line.leave(self.drafts, "the project has an entity of this id: compare by hand")
            else:
                # Two rows of one name are two things, until a person says that they are one.
                key = f"entity:{called}" if called not in self.keys else f"entity:{sorted(line.cells.items())}"
                keep = self.drafts.ids.keep if line.get("id") else self.drafts.ids.make
                self.keys.setdefault(called, key)
                todo.append((line, keep(key, called)))
        for line, id_ in todo:
            self.entity(line, id_)

    def entity(self, line: Line, id_: str) -> None:
        shown, remark = name(line.get("name"))
        record = Record({"name": shown})
        record.comments.append(f"From row {line.number}.")
        if line.get("id") not in ("", id_):
            record.comments.append(f"The table's own id of it is {line.get('id')}")
        record.comments += self.drafts.proposals([line.get("name")])
        if remark:
            record.remarks["name"] = remark
        written = line.get("type")
        cls = entity_class(self.vocabulary, written) if written else None
        if cls is None:
            choices = tuple(each.name for each in self.vocabulary.entity_classes.values() if not each.abstract)
            record.put("type", Open("what it is", says=written, choices=choices))
        for kind in sorted(self.vocabulary.terms("NameKind")):
            if line.get(kind):
                text, remark = name(line.get(kind))
                item = Record({"text": text, "kind": kind}, remarks={"text": remark} if remark else {})
                record.records("names").append(item)
        for scheme in sorted(self.vocabulary.terms("IdentifierScheme")):
            if line.get(scheme):
                record.records("identifiers").append(Record({"scheme": scheme, "value": line.get(scheme)}))
        record.put("description", line.get("description"))
        record.put("code", line.get("code"))
        for field in ("start", "end", "date"):
            if line.get(field):
                record.put(field, dated(line.get(field), end=field == "end"))
        if cls is not None and self.vocabulary.is_entity_a(cls, "Event") and "date" not in record.fields:
            record.put("date", Open("when it happened (EDTF)"))
        if line.get("part_of"):
            record.put("part_of", self.place(line))
        if line.get("latitude") and line.get("longitude"):
            position = {"latitude": line.get("latitude"), "longitude": line.get("longitude")}
            record.put("coordinates", Record(dict(position)))
        elif line.get("latitude") or line.get("longitude"):
            half = line.get("latitude") or line.get("longitude")
            self.drafts.leave(f"row {line.number}", "half of a position", "it needs both", examples=(half,))
        record.put("sources", (self.cited.id_of(line.get("source")),))
        self.drafts.entity(id_, cls, record)

    def place(self, line: Line) -> str | Open:
        """The place around it: an id of the project, or what another row is called."""
        text = line.get("part_of")
        known = self.drafts.foreign.known
        if known is not None and text in known.entities:
            return text
        key = self.keys.get(text)
        return self.drafts.ids.by_key[key] if key else Open("the id of the place around it", says=text)
