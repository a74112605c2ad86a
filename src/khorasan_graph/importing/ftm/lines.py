"""Lines of FollowTheMoney as they stand: entities with their properties, put together from fragments by their id.

That one id is one entity is a rule of the format, not a guess: `ftm aggregate` does the same. Entities written inside
others (the "nested" files of OpenSanctions) are taken out, and their ids stand in their place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from khorasan_graph.importing.drafts import Drafts, Foreign, UnreadableError
from khorasan_graph.text.encoding import decode

_DEEPEST = 40


@dataclass(slots=True)
class Line:
    """One entity: where it was first met, and what is said of it; what a reader takes, it takes out of `properties`.

    `caption` is the name by which the file shows it, `key` what our own exports carry beside the properties.
    """

    number: int
    id: str
    schema: str
    properties: dict[str, list[str]] = field(default_factory=dict)
    caption: str = ""
    key: dict[str, Any] | None = None

    @property
    def where(self) -> str:
        return f"{self.schema} {self.id}"

    def peek(self, *names: str) -> list[str]:
        """The values of some properties, in the order of the names."""
        return [value for name in names for value in self.properties.get(name, ())]

    def take(self, *names: str) -> list[str]:
        """The same, taken."""
        found = self.peek(*names)
        for name in names:
            self.properties.pop(name, None)
        return found


def read_lines(foreign: Foreign) -> tuple[list[Line], list[tuple[str, str, str, str]]]:
    """The entities of a file by their place in it, and what is none: where, what, why, and an example.

    Raises:
        UnreadableError: if no line is an entity of FollowTheMoney.
        LimitError: if the file is larger than is read.
    """
    decoded, problems = decode(foreign.content(), foreign.name, html=False)
    if decoded is None:
        raise UnreadableError("; ".join(f"{item.message} ({item.hint})" for item in problems))
    found: dict[str, Line] = {}
    left: list[tuple[str, str, str, str]] = []
    for number, text in enumerate(decoded.text.split("\n"), 1):
        if text.strip():
            try:
                data = json.loads(text, object_pairs_hook=_once)
            except _TwiceError as error:
                left.append((f"line {number}", "a line", f"it says {error} twice in one object", ""))
                continue
            except (ValueError, RecursionError):
                left.append((f"line {number}", "a line", "it is no JSON", text))
                continue
            _add(found, left, number, data)
    if not found:
        raise UnreadableError(_hint(decoded.text))
    return list(found.values()), left


class _TwiceError(ValueError):
    """A key that stands twice in one object: which of the two is meant, nobody knows."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f"`{key[:60]}`")
        found[key] = value
    return found


def _hint(text: str) -> str:
    """Why a file is not of the format, and what would be."""
    first = text.lstrip()[:1]
    if '"canonical_id"' in text[:2000] or text.startswith("canonical_id,"):
        return "these are statements: make entities of them with `ftm aggregate-statements`"
    if first == "[":
        return "this is a list: write one entity a line, as in `jq -c '.[]' FILE`"
    return 'no line is an entity: each is a JSON object with "id", "schema" and "properties"'


def _add(found: dict[str, Line], left: list[tuple[str, str, str, str]], number: int, data: object) -> None:
    """Add one object, and those inside it."""
    todo: list[tuple[object, int]] = [(data, 0)]
    while todo:
        each, depth = todo.pop()
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in ("id", "schema")):
            left.append((f"line {number}", "an object", "it has no id and no schema", _shown(each)))
            continue
        properties = each.get("properties", {})
        if not isinstance(properties, dict) or depth > _DEEPEST:
            left.append((f"line {number}", "an object", "its properties are none", _shown(each)))
            continue
        line = found.setdefault(each["id"], Line(number, each["id"], each["schema"]))
        if line.schema != each["schema"]:
            why = f"line {line.number} says that it is a {line.schema}"
            left.append((f"line {number}", f"{each['schema']} {each['id']}", why, _shown(each)))
            continue
        if isinstance(each.get("caption"), str):
            line.caption = line.caption or each["caption"]
        _add_key(line, left, number, each.get("khorasan"))
        for name, values in properties.items():
            kept = line.properties.setdefault(name, [])
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict):
                    todo.append((value, depth + 1))
                    value = value.get("id")
                if isinstance(value, str) and value.strip():
                    if value not in kept:
                        kept.append(value)
                elif value is not None and value != "":
                    left.append((line.where, f"`{name}`", "it is no text", _shown(value)))


def _add_key(line: Line, left: list[tuple[str, str, str, str]], number: int, key: object) -> None:
    """Keep the key of our exports where it is first met; another one for the same id is left over."""
    why = "" if isinstance(key, dict) else "it is no object"
    if isinstance(key, dict) and line.key is None:
        line.key = key
    elif isinstance(key, dict) and json.dumps(key, sort_keys=True) != json.dumps(line.key, sort_keys=True):
        why = f"line {line.number} has this id and says something else, and was taken"
    if why and key is not None:
        told = key["record"] if isinstance(key, dict) and "record" in key else key
        left.append((f"line {number}, {line.where}", "the key `khorasan`", why, _shown(told)))


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:200]


def leave_all(drafts: Drafts, left: list[tuple[str, str, str, str]]) -> None:
    """Say what was left over, what is alike together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for where, what, why, example in left:
        groups.setdefault((where, what, why), []).append(example)
    for (where, what, why), examples in groups.items():
        told = dict.fromkeys(filter(None, examples))
        drafts.leave(where, what, why, count=len(examples), examples=told)
