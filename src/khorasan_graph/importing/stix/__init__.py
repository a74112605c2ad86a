"""STIX 2.1 bundles as drafts: an export of ours comes back as it was, any other one is taken object by object.

An export of ours is known by the data set that it says it is. Every object is accounted for: it is drafted, understood
as part of something that is, or left over.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from khorasan_graph.export.stix.common import EXTENSION
from khorasan_graph.importing.drafts import MOST_RECORDS, Drafts, Foreign, LimitError, UnreadableError
from khorasan_graph.importing.stix import foreign as others
from khorasan_graph.importing.stix import own
from khorasan_graph.importing.stix.objects import Object, Objects, mapping, text
from khorasan_graph.model.words import many

FORM = "STIX 2.1"
_MOST_OBJECTS = 5 * MOST_RECORDS


def read(foreign: Foreign) -> Drafts:
    """Read a bundle, a list of objects, or the envelope in which a TAXII server answers.

    Raises:
        UnreadableError: if it is no JSON, says a thing twice in one object, or holds no STIX objects.
        LimitError: if there is more than is read.
        OSError: if it cannot be read.
    """
    try:
        found = json.loads(foreign.content(), object_pairs_hook=_once)
    except RecursionError:
        raise LimitError("it is nested too deeply") from None
    except UnreadableError:
        raise
    except ValueError as error:
        raise UnreadableError(f"it is no JSON: {error}") from None
    items = list(_items(found))
    if len(items) > _MOST_OBJECTS:
        raise LimitError(f"more than {_MOST_OBJECTS:,} objects: split the file")
    data_set = next(filter(None, (_data_set(item) for item in items)), None)
    drafts = Drafts(foreign, FORM, own=data_set is not None)
    objects = Objects(drafts, items)
    if data_set is not None:
        drafts.note(f"{text(data_set.get('generator')) or 'khorasan-graph'}; {many(len(items), 'object')}")
        own.read(objects, data_set)
    else:
        drafts.note(many(len(items), "object"))
        others.read(objects)
    objects.report()
    return drafts


def _once(pairs: list[tuple[str, Any]]) -> Object:
    """An object without a key that stands twice: which of the two is meant, nobody knows."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise UnreadableError(f"it says `{twice[:60]}` twice in one object")
    return found


def _items(found: object) -> Iterator[object]:
    """The objects of a file: of a bundle, of an envelope, of several bundles in a list, or a single one."""
    todo = [found]
    while todo:
        item = todo.pop()
        inside = item if isinstance(item, list) else mapping(item).get("objects")
        if isinstance(inside, list):
            todo.extend(reversed(inside))
        elif isinstance(item, dict) and isinstance(item.get("type"), str):
            if item["type"] != "bundle":
                yield item
        elif item is found:
            raise UnreadableError("it is JSON, but no STIX: an object has a `type`, a bundle has `objects`")
        else:
            yield item


def _data_set(item: object) -> Object | None:
    """What an export of ours says of itself, if the object is that."""
    carried = mapping(mapping(mapping(item).get("extensions")).get(EXTENSION))
    return carried if carried.get("record") == "data-set" else None
