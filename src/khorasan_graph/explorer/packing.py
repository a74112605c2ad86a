"""A JSON text in which nothing is said twice: half of the page's data would be the same ids, keys and words again.

What is packed is `{"common": [...], "rare": [...], "root": value}`. In it a whole number is a place in a table: first
come the common entries, the most used first (texts, the shapes of records, and records that occur more than once), then
the rare ones, which are texts in alphabetical order, each without what it shares with the one before it: its first
character says how much (`0` nothing, `1` one character ...). A text is a number written out; a list begins with -1; any
other list is a record: the place of its shape (the places of its keys), then its values. `true`, `false` and `null` are
themselves. `assets/js/data.js` reads it back.

Compressed data would be smaller still, but not the same bytes on every machine.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

LIST = -1
_RARE = 2
"""A text used this often at the most is rare: a short number for it would save little, its beginning more."""

_MOST_SHARED = 70


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry of the table will stand, once it is known how often each is used."""

    key: str


def pack(content: object) -> dict[str, object]:
    """Pack what JSON can write; keys must be texts. Records keep the order of their keys.

    Raises:
        TypeError: if something in it is none of JSON's types.
    """
    seen: Counter[str] = Counter()
    _count(content, seen)
    repeated = {key for key, times in seen.items() if times > 1}
    entries: dict[str, object] = {}
    uses: Counter[str] = Counter()

    def place(key: str, entry: object) -> _Place:
        uses[key] += 1
        if key not in entries:
            entries[key] = None
            entries[key] = record(entry) if isinstance(entry, dict) else entry
        return _Place(key)

    def record(values: dict[str, object]) -> list[object]:
        shape = f"shape {json.dumps(list(values))}"
        if shape not in entries:
            entries[shape] = [place(f"text {key}", key) for key in values]
        uses[shape] += 1
        return [_Place(shape), *(encode(value) for value in values.values())]

    def encode(value: object) -> object:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return place(f"text {value}", value)
        if isinstance(value, int | float):
            return json.dumps(value, allow_nan=False)
        if isinstance(value, list | tuple):
            return [LIST, *(encode(item) for item in value)]
        if isinstance(value, dict):
            key = _key(value)
            return place(key, value) if key in repeated else record(value)
        raise TypeError(f"JSON has no {type(value).__name__}")

    root = encode(content)
    rare = sorted(key for key, entry in entries.items() if isinstance(entry, str) and uses[key] <= _RARE)
    common = sorted(entries.keys() - set(rare), key=lambda key: (-uses[key], key))
    places = {key: number for number, key in enumerate([*common, *rare])}

    def settled(value: object) -> object:
        if isinstance(value, _Place):
            return places[value.key]
        return [settled(item) for item in value] if isinstance(value, list) else value

    return {
        "common": [settled(entries[key]) for key in common],
        "rare": _front_coded([str(entries[key]) for key in rare]),
        "root": settled(root),
    }


def _front_coded(texts: list[str]) -> list[str]:
    """Each text without what it shares with the one before it, behind a character for the length of that."""
    coded: list[str] = []
    before = ""
    for text in texts:
        shared = 0
        # Only what is one unit of UTF-16 too, in which the page counts.
        while (
            shared < min(len(before), len(text), _MOST_SHARED)
            and before[shared] == text[shared]
            and text[shared] < "\ud800"
        ):
            shared += 1
        coded.append(chr(ord("0") + shared) + text[shared:])
        before = text
    return coded


def _count(value: object, seen: Counter[str]) -> None:
    """How often each record occurs. What lies inside a repeated one is counted once: it is written once."""
    if isinstance(value, dict):
        key = _key(value)
        seen[key] += 1
        if seen[key] > 1:
            return
        for item in value.values():
            _count(item, seen)
    elif isinstance(value, list | tuple):
        for item in value:
            _count(item, seen)


def _key(record: dict[str, object]) -> str:
    return f"record {json.dumps(record, ensure_ascii=False)}"
