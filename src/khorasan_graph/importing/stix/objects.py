"""The objects of a bundle as they are given: the newest version of each, and an account of what became of them.

Values of a bundle may be anything: a text is asked for as a text, a list as a list, and what is something else is no
value. Alike things that are left over are told once, with their count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from khorasan_graph.importing.drafts import Drafts

Object = dict[str, Any]

_SILENT = frozenset({"type", "spec_version", "id", "created", "modified", "created_by_ref", "object_marking_refs"})
"""Properties of every object that say nothing of what it is about."""


def text(value: object) -> str | None:
    """A value if it is a text that is not blank."""
    return value if isinstance(value, str) and value.strip() else None


def mapping(value: object) -> Object:
    """A value if it is an object; else one without properties."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """A value if it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def texts(value: object) -> tuple[str, ...]:
    """The texts in a list, each once."""
    return tuple(dict.fromkeys(item for item in listed(value) if text(item)))


def shown(value: object) -> str:
    """A value in one line, for an example."""
    found = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return found if len(found) <= 200 else f"{found[:199]}…"


class Objects:
    """The objects of a bundle by id, in the order of the file; older versions, and what is no object, are left over."""

    def __init__(self, drafts: Drafts, items: Iterable[object]) -> None:
        self.drafts = drafts
        self.by_id: dict[str, Object] = {}
        self.alike: dict[tuple[str, str, str], tuple[int, list[str]]] = {}
        for item in items:
            found = mapping(item)
            id_, kind = text(found.get("id")), text(found.get("type"))
            if id_ is None or kind is None:
                self.leave("the bundle", "something without a `type` or an `id`", "it is no STIX object", item)
                continue
            known = self.by_id.get(id_)
            if known is None:
                self.by_id[id_] = found
            elif known == found:
                self.leave(kind, "an object", "it is there twice", id_)
            elif _version(found) > _version(known):
                self.by_id[id_] = found
                self.leave(kind, "an object", "there is a newer version of it", id_)
            else:
                self.leave(kind, "an object", "there is a newer version of it, or another of the same day", id_)

    def of(self, *kinds: str) -> list[Object]:
        """The objects of these types, in the order of the file."""
        return [item for item in self.by_id.values() if item["type"] in kinds]

    def leave(self, where: str, what: str, why: str, example: object) -> None:
        """Leave something over; alike things are counted."""
        count, examples = self.alike.get((where, what, why), (0, []))
        if len(examples) < 3 and (told := shown(example)) and told not in examples:
            examples.append(told)
        self.alike[where, what, why] = (count + 1, examples)

    def leave_object(self, item: Object, why: str) -> None:
        """Leave an object over, told by what it is called."""
        self.leave(str(item["type"]), "an object", why, name_of(item))

    def leave_rest(self, item: Object, understood: Iterable[str]) -> None:
        """Leave over the properties of an object that were not understood."""
        known = {*_SILENT, *understood}
        for key, value in item.items():
            if key not in known and value not in (None, False, [], {}, ""):
                self.leave(str(item["type"]), f"`{key}`", "no field holds it", value)

    def report(self) -> None:
        """Tell what was left over."""
        for (where, what, why), (count, examples) in self.alike.items():
            self.drafts.leave(where, what, why, count=count, examples=examples)


def name_of(item: Object) -> str:
    """What an object is called, or its id."""
    for key in ("name", "abstract", "value", "opinion", "relationship_type"):
        if told := text(item.get(key)):
            return f"{told} ({item['id']})"
    return str(item["id"])


def _version(item: Object) -> str:
    return text(item.get("modified")) or text(item.get("created")) or ""
