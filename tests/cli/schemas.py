"""What the JSON of each command looks like: every key is always there, and none that is not listed."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
MAYBE_TEXT: Schema = {"type": ["string", "null"], "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
FLAG: Schema = {"type": "boolean"}
ID: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
MAYBE_ID: Schema = {"type": ["string", "null"], "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
DAY: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def closed(properties: Schema, *optional: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def some(items: Schema) -> Schema:
    return {"type": "array", "items": items}


CLAIM = closed(
    {
        "id": TEXT,
        "stance": {"enum": ["asserts", "denies"]},
        "by": MAYBE_ID,
        "speaker": TEXT,
        "source": ID,
        "publisher": TEXT,
        "title": TEXT,
        "url": MAYBE_TEXT,
        "archive_url": MAYBE_TEXT,
        "published": TEXT,
        "grade": {"type": "string", "pattern": "^[A-F][1-6]$"},
        "reliability": {"enum": list("ABCDEF")},
        "credibility": {"enum": [1, 2, 3, 4, 5, 6]},
        "as_of": TEXT,
        "start": MAYBE_TEXT,
        "end": MAYBE_TEXT,
        "locator": MAYBE_TEXT,
        "citing": MAYBE_TEXT,
        "note": MAYBE_TEXT,
    }
)

_RELATION: Schema = {
    "id": TEXT,
    "type": TEXT,
    "label": TEXT,
    "family": TEXT,
    "phrase": TEXT,
    "inverse_phrase": TEXT,
    "symmetric": FLAG,
    "subject": ID,
    "subject_name": TEXT,
    "object": ID,
    "object_name": TEXT,
    "sign": {"enum": ["+", "-", "0"]},
    "status": {"enum": ["corroborated", "reported", "contested", "denied"]},
    "credibility": {"enum": [1, 2, 3, 4, 5, 6]},
    "start": MAYBE_TEXT,
    "end": MAYBE_TEXT,
    "known_from": DAY,
    "known_to": DAY,
    "possible_from": DAY,
    "possible_to": DAY,
    "place": MAYBE_ID,
    "qualifiers": {"type": "object", "additionalProperties": some(TEXT)},
    "note": MAYBE_TEXT,
    "claims": {**some(CLAIM), "minItems": 1},
    "activity": {"enum": ["active", "possible"]},
}
RELATION = closed(_RELATION, "activity")
READ_RELATION = closed({**_RELATION, "role": MAYBE_TEXT, "reads": TEXT}, "activity")

_SELECTION: Schema = {
    "types": some(TEXT),
    "signs": some(TEXT),
    "statuses": some(TEXT),
    "as_of": TEXT,
    "min_credibility": COUNT,
    "entities": some(ID),
}


def selection(more: Schema) -> Schema:
    return closed({**_SELECTION, **more}, *_SELECTION)


PATH = closed(
    {
        "from": ID,
        "from_name": TEXT,
        "to": ID,
        "to_name": TEXT,
        "selection": selection(
            {
                "through": some(TEXT),
                "via": some(TEXT),
                "not_via": some(TEXT),
                "min_hops": COUNT,
                "max_hops": COUNT,
                "k": COUNT,
            }
        ),
        "partial": FLAG,
        "paths": some(
            closed(
                {
                    "length": COUNT,
                    "weakest": COUNT,
                    "weakest_hops": some(COUNT),
                    "contested": FLAG,
                    "entities": some(closed({"id": ID, "name": TEXT})),
                    "hops": some(
                        closed(
                            {
                                "from": ID,
                                "from_name": TEXT,
                                "to": ID,
                                "to_name": TEXT,
                                "credibility": COUNT,
                                "contested": FLAG,
                                "relations": {**some(READ_RELATION), "minItems": 1},
                            }
                        )
                    ),
                    "misfits": closed({"pairs": some(some(COUNT)), "common_day": FLAG}),
                }
            )
        ),
        "hint": {
            "anyOf": [
                {"type": "null"},
                closed(
                    {
                        "message": TEXT,
                        "relaxations": some(closed({"relaxation": TEXT, "changes": some(TEXT), "length": COUNT})),
                        "denied": some(TEXT),
                    }
                ),
            ]
        },
        "not_followed": some(RELATION),
    }
)

_LINK = closed(
    {
        "entity": ID,
        "name": TEXT,
        "type": TEXT,
        "distance": COUNT,
        "via": ID,
        "via_name": TEXT,
        "relation": READ_RELATION,
    }
)
LINKS = closed(
    {
        "entity": ID,
        "name": TEXT,
        "selection": selection({"through": some(TEXT), "hops": COUNT}),
        "count": COUNT,
        "groups": some(closed({"distance": COUNT, "type": TEXT, "label": TEXT, "links": some(_LINK)})),
        "denied": some(_LINK),
        "undated": COUNT,
        "possible": COUNT,
        "contested": COUNT,
        "hidden": COUNT,
        "hidden_by": {"type": "object", "additionalProperties": COUNT},
    }
)

SHOW = closed(
    {
        "id": ID,
        "type": TEXT,
        "name": TEXT,
        "names": some(
            closed(
                {
                    "text": TEXT,
                    "kind": TEXT,
                    "lang": MAYBE_TEXT,
                    "start": MAYBE_TEXT,
                    "end": MAYBE_TEXT,
                    "source": MAYBE_ID,
                    "shared": FLAG,
                }
            )
        ),
        "description": MAYBE_TEXT,
        "start": MAYBE_TEXT,
        "end": MAYBE_TEXT,
        "part_of": MAYBE_ID,
        "latitude": MAYBE_TEXT,
        "longitude": MAYBE_TEXT,
        "code": MAYBE_TEXT,
        "identifiers": some(closed({"scheme": TEXT, "value": TEXT})),
        "different_from": some(ID),
        "sources": some(ID),
        "quantities": some(closed({"measure": TEXT, "minimum": MAYBE_COUNT, "maximum": MAYBE_COUNT, "claim": CLAIM})),
        "fates": some(closed({"fate": TEXT, "date": MAYBE_TEXT, "claim": CLAIM})),
        "selection": selection({}),
        "relations": some(RELATION),
        "hidden": COUNT,
    }
)

FIND = closed(
    {
        "text": {"type": "string"},
        "matches": some(
            closed(
                {
                    "id": ID,
                    "name": TEXT,
                    "type": TEXT,
                    "matched": TEXT,
                    "how": {"enum": ["id", "name", "spelling", "part", "words", "like"]},
                    "why": TEXT,
                }
            )
        ),
    }
)

_SPAN: Schema = {
    "path": TEXT,
    "line": MAYBE_COUNT,
    "column": MAYBE_COUNT,
    "end_line": MAYBE_COUNT,
    "end_column": MAYBE_COUNT,
}
CHECK = closed(
    {
        "diagnostics": some(
            closed(
                {
                    "code": {"type": "string", "pattern": "^KG[1-9][0-9]{2}$"},
                    "severity": {"enum": ["error", "warning"]},
                    "message": TEXT,
                    "hint": {"type": "string"},
                    **_SPAN,
                    "notes": some(closed({"message": TEXT, **_SPAN})),
                }
            )
        ),
        "counts": {"type": ["object", "null"], "additionalProperties": COUNT},
    }
)

MANIFEST = closed(
    {
        "generator": TEXT,
        "ontology": TEXT,
        "license": TEXT,
        "newest_source": MAYBE_TEXT,
        "counts": {"type": "object", "additionalProperties": COUNT},
        "files": {
            "type": "object",
            "additionalProperties": closed({"bytes": COUNT, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}),
        },
    }
)
