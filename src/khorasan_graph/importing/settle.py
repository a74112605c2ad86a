"""What an author would not write is taken out of drafts, and what no data file can hold is left over.

An export says what loading derives: the id of a tie that follows from its content, the date of a tie with an event. A
file that an author reads says neither; `check` refuses the second.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator

from khorasan_graph.authoring.ids import date_key, relation_key
from khorasan_graph.authoring.limits import DEFAULT_LIMITS
from khorasan_graph.importing.drafts import Drafts, Open, Record
from khorasan_graph.model.dates import DateProblem, parse_bound


def settled(drafts: Drafts) -> Drafts:
    """Drafts as an author would write them; what is taken out for good is left over, with its place.

    They are others than those given, which stay as they are.
    """
    drafts = _copied(drafts)
    for where, record in _all_records(drafts):
        _fit(drafts, where, record)
    _dates_of_events(drafts)
    _derived_ids(drafts)
    known = drafts.foreign.known
    if drafts.own and known is not None:
        ours = known.entities.keys() | known.sources.keys()
        there = len(ours & (drafts.entities.keys() | drafts.sources.keys()))
        if there:
            drafts.note(f"{there:,} of these ids are in the project: `khorasan-graph diff` tells what differs")
    return drafts


def _copied(drafts: Drafts) -> Drafts:
    made = copy.copy(drafts)
    made.ids = copy.copy(drafts.ids)
    made.ids.by_key, made.ids.owner = dict(drafts.ids.by_key), dict(drafts.ids.owner)
    made.ids.collisions = list(drafts.ids.collisions)
    made.entities = {id_: (folder, _record(record)) for id_, (folder, record) in drafts.entities.items()}
    made.sources = {id_: _record(record) for id_, record in drafts.sources.items()}
    made.ties = [_record(tie) for tie in drafts.ties]
    made.about = _record(drafts.about) if drafts.about is not None else None
    made.left, made.notes = list(drafts.left), list(drafts.notes)
    return made


def _record(record: Record) -> Record:
    fields = dict(record.fields)
    for name, value in fields.items():
        if isinstance(value, Record):
            fields[name] = _record(value)
        elif isinstance(value, list):
            fields[name] = [_record(item) for item in value]
    return Record(fields, list(record.comments), dict(record.remarks))


def _all_records(drafts: Drafts) -> Iterator[tuple[str, Record]]:
    """Every record with words for where it stands, those inside others too."""
    todo = [(id_, record) for id_, (_, record) in drafts.entities.items()]
    todo += list(drafts.sources.items())
    todo += [(f"the tie of {record.text('subject')} and {record.text('object')}", record) for record in drafts.ties]
    while todo:
        where, record = todo.pop()
        yield where, record
        for value in record.fields.values():
            if isinstance(value, Record):
                todo.append((where, value))
            elif isinstance(value, list):
                todo.extend((where, item) for item in value)


def _fit(drafts: Drafts, where: str, record: Record) -> None:
    """Leave over what no data file can hold: half a character, and texts longer than a value may be."""
    for name, value in list(record.fields.items()):
        texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        for text in texts:
            fault = _fault(text)
            if fault:
                shown = text[:60].encode("utf-8", "backslashreplace").decode("utf-8")
                drafts.leave(where, f"`{name}`", fault, examples=(f"{shown}…" if len(text) > 60 else shown,))
                record.fields[name] = Open(f"the file has a text here that cannot be written: {fault}")
                break


def _fault(text: str) -> str:
    if (
        len(text) > DEFAULT_LIMITS.scalar_bytes // 4
        and len(text.encode(errors="replace")) > DEFAULT_LIMITS.scalar_bytes
    ):
        return f"longer than {DEFAULT_LIMITS.scalar_bytes:,} bytes"
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "half of a pair of UTF-16 surrogates, which is no character"
    return ""


def _dates_of_events(drafts: Drafts) -> None:
    """A tie with an event at one end has the event's date, and writes none; another date is left over."""
    events = {id_: record.text("date") for id_, (folder, record) in drafts.entities.items() if folder == "events"}
    for tie in drafts.ties:
        for end in ("subject", "object"):
            date = events.get(tie.text(end) or "")
            for name in ("date", "start"):
                written = tie.text(name)
                if date is not None and written is not None:
                    del tie.fields[name]
                    tie.remarks.pop(name, None)
                    if written != date:
                        what = f"`{name}: {written}`"
                        where = f"the tie of {tie.text('subject')} and {tie.text('object')}"
                        drafts.leave(where, what, f"the tie has the date of its event, {date}")


def _derived_ids(drafts: Drafts) -> None:
    """Take out the ids that loading derives again if they are not written (see `authoring.ties`)."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for tie in drafts.ties:
        subject, type_, target = tie.text("subject"), tie.text("type"), tie.text("object")
        cls = drafts.vocabulary.relation_classes.get(type_ or "")
        if cls is not None and subject and target:
            groups[relation_key(subject, cls, target)].append(tie)
    for key, ties in groups.items():
        by_start = [tie for tie in ties if tie.text("id") == f"{key}{_start(tie)}"]
        # With one tie alone the start is no part of the id, with several it is.
        if len(by_start) < 2:
            by_start = [tie for tie in ties if tie.text("id") == key]
        for tie in by_start:
            del tie.fields["id"]


def _start(tie: Record) -> str:
    """The start of a tie as the end of its id; nothing if it has none."""
    written = tie.text("date") or tie.text("start")
    if written is None:
        return ""
    parsed = parse_bound(written, end=False)
    return "" if isinstance(parsed, DateProblem) else f".{date_key(parsed)}"
