"""A JSON text in which nothing is said twice: half of the page's data would be the same ids, keys and words again.

What is packed is `{"table": [...], "root": value}`. In it a whole number is a place in the table, where texts stand,
and records that occur more than once; a text is a number written out; a list begins with -1; any other list is a
record: the place of its shape (the places of its keys), then its values. `true`, `false` and `null` are themselves.
`assets/js/data.js` reads it back. Compressed data would be smaller still, but not the same bytes on every machine.
"""

from __future__ import annotations

import json
from collections import Counter

LIST = -1


def pack(content: object) -> dict[str, object]:
    """Pack what JSON can write; keys must be texts. Records keep the order of their keys.

    Raises:
        TypeError: if something in it is none of JSON's types.
    """
    seen: Counter[str] = Counter()
    _count(content, seen)
    repeated = {key for key, times in seen.items() if times > 1}
    table: list[object] = []
    places: dict[str, int] = {}

    def place(key: str, make: object) -> int:
        if key not in places:
            entry = encode_record(make) if isinstance(make, dict) else make
            places[key] = len(table)
            table.append(entry)
        return places[key]

    def encode_record(record: dict[str, object]) -> list[object]:
        keys = list(record)
        shape = place(f"shape {json.dumps(keys)}", [place(f"text {key}", key) for key in keys])
        return [shape, *(encode(value) for value in record.values())]

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
            return place(key, value) if key in repeated else encode_record(value)
        raise TypeError(f"JSON has no {type(value).__name__}")

    root = encode(content)
    return {"table": table, "root": root}


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
