"""What a bundle of ours says outside its records, held against what its records are exported as.

Descriptions, labels, confidences, opinions and times of a bundle follow from the records that it carries. Whatever
differs from what follows, is there beside it, or is there no more, somebody has changed: it is told, and the records
are taken.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from khorasan_graph.authoring.files import DATA_FOLDER, RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.export.formats import Request
from khorasan_graph.export.stix import bundle
from khorasan_graph.export.stix.common import DATA_SET, EXTENSION, GENERATOR
from khorasan_graph.export.stix.mapping import PROFILES
from khorasan_graph.importing.report import decisions
from khorasan_graph.importing.stix.objects import Object, Objects, mapping, text
from khorasan_graph.importing.write import write_drafts
from khorasan_graph.model.selection import EVERYTHING, Selection, SelectionError, select

DERIVED = frozenset({"status", "known_from", "known_to", "possible_from", "possible_to", "activity"})
"""What the extension carries of a tie that nobody writes: it follows from the claims, and from the date asked for."""

_RECORDS = ("source", "entity", "relation", "denied-relation")
_FOLLOWING = ("denial", "facts", "part-of", "data-set")

_CHANGED = "it is not what follows from the records: somebody has changed it"
_ADDED = "it follows from no record of the bundle: somebody has added or changed it"
_GONE = "it follows from the records, and is no more in the bundle"
_NOT_HELD = "they were not held against the records, which `check` refuses: mend the file, and import it again"


class Comparison:
    """Holds a bundle against the drafts that were made of it.

    `taken` are the ids of the objects that carry records, `odd` those of whose records something was left over.
    """

    def __init__(self, objects: Objects, data_set: Object, taken: dict[str, str], odd: set[str]) -> None:
        self.objects = objects
        self.data_set = data_set
        self.taken = frozenset(taken.values())
        self.odd = odd

    def tell(self) -> None:
        """Leave over every difference."""
        for item in self.objects.by_id.values():
            if item.get("revoked") is True:
                why = "it was revoked; its record is taken all the same"
                self.objects.leave(str(item["type"]), "`revoked`", why, item["id"])
        expected = self.expected()
        if expected is None:
            what = "descriptions, labels, opinions and times"
            self.objects.leave("the bundle", what, _NOT_HELD, "")
            for item in self.objects.by_id.values():
                if not self.is_ours(item):
                    self.objects.leave_object(item, _ADDED)
            return
        for id_, item in self.objects.by_id.items():
            wanted = expected.pop(id_, None)
            if wanted is not None:
                self.differ(item, wanted)
            elif id_ in self.taken:
                self.objects.leave(str(item["type"]), "`id`", "it is not that of its record, which is taken", id_)
            elif not self.is_told(item):
                self.objects.leave_object(item, _ADDED)
        for wanted in expected.values():
            self.objects.leave_object(wanted, _GONE)

    def is_ours(self, item: Object) -> bool:
        """Whether an object can be of an export of ours, by what it says it is."""
        statement = text(mapping(item.get("definition")).get("statement")) or ""
        if item["type"] == "marking-definition" and statement.startswith("License: "):
            return True
        record = text(mapping(mapping(item.get("extensions")).get(EXTENSION)).get("record"))
        return record in (*_RECORDS, *_FOLLOWING) or item["id"] in (EXTENSION, GENERATOR, DATA_SET)

    def is_told(self, item: Object) -> bool:
        """Whether an object was left over already, for its record could not be taken."""
        record = mapping(mapping(item.get("extensions")).get(EXTENSION)).get("record")
        return record in _RECORDS

    def expected(self) -> dict[str, Object] | None:
        """What the records are exported as, by id; None if they make no knowledge base."""
        drafts = self.objects.drafts
        if decisions(drafts):
            return None
        files = [RawFile(f"{DATA_FOLDER}/{path}", text.encode()) for path, text in write_drafts(drafts).items()]
        base = load_files(files, drafts.vocabulary, [], today=date.max).knowledge_base
        if base is None:
            return None
        profile = self.data_set.get("profile")
        if profile not in PROFILES:
            profile = PROFILES[0]
        written = "".join(bundle(Request(base, self.selection(), profile=str(profile))))
        found = {str(item["id"]): item for item in json.loads(written)["objects"]}
        self.program(found[DATA_SET])
        return found

    def selection(self) -> Selection:
        """What the bundle says that it is a part of."""
        try:
            return select(self.objects.drafts.vocabulary, **self.data_set.get("selection", {}))
        except (SelectionError, TypeError, ValueError, AttributeError):
            return EVERYTHING

    def program(self, wanted: Object) -> None:
        """Another version may export otherwise: that is said, and is no difference."""
        written, ours = text(self.data_set.get("generator")), wanted["extensions"][EXTENSION]["generator"]
        if written is not None and written != ours:
            self.objects.drafts.note(f"held against what {ours} exports: what differs may be the version's doing")
            wanted["extensions"][EXTENSION]["generator"] = written

    def differ(self, item: Object, wanted: Object) -> None:
        """Tell the properties of an object that are not as wanted, those of its extensions one by one."""
        kind = str(item["type"])
        self.properties(kind, "", item, wanted, ("extensions", "revoked"))
        ours, theirs = mapping(wanted.get("extensions")), mapping(item.get("extensions"))
        self.properties(kind, "extensions", theirs, ours, (EXTENSION,))
        carried, follows = mapping(theirs.get(EXTENSION)), mapping(ours.get(EXTENSION))
        silent: set[str] = set()
        if item["id"] in self.taken:
            # Of a record, the fields were read: what could not be is told already.
            fields = (carried.keys() | follows.keys()) - DERIVED - {"record", "extension_type"}
            silent = fields if item["id"] in self.odd else fields - follows.keys()
        self.properties(kind, "the extension", carried, follows, silent)

    def properties(self, kind: str, inside: str, given: Object, wanted: Object, silent: Any) -> None:
        for key in sorted(given.keys() | wanted.keys()):
            if key in silent:
                continue
            what = f"`{key}` in {inside}" if inside else f"`{key}`"
            if key not in given:
                self.objects.leave(kind, what, _GONE, wanted[key])
            elif key not in wanted:
                self.objects.leave(kind, what, _ADDED, given[key])
            elif _plain(given[key], bool(inside)) != _plain(wanted[key], bool(inside)):
                self.objects.leave(kind, what, _CHANGED, given[key])


def _plain(value: object, ordered: bool) -> str:
    """A value to compare: the lists of STIX have no order, those of our records do."""
    if isinstance(value, list) and not ordered:
        return json.dumps(sorted(json.dumps(item, sort_keys=True) for item in value))
    return json.dumps(value, sort_keys=True)
