"""What the JSON of the commands about time looks like: every key is always there, and none that is not listed."""

from __future__ import annotations

from typing import Any

from tests.cli.schemas import (
    CLAIM,
    COUNT,
    FLAG,
    ID,
    MAYBE_COUNT,
    MAYBE_ID,
    MAYBE_TEXT,
    RELATION,
    TEXT,
    closed,
    selection,
    some,
)

Schema = dict[str, Any]

__all__ = ["BETWEEN", "CHANGES", "HISTORY", "LINEAGE", "TIMELINE", "Schema"]

STAGE: Schema = {"enum": ["no", "perhaps", "yes"]}
ACTIVITY: Schema = {"enum": ["active", "possible", "inactive"]}
TURN = closed({"before": STAGE, "after": STAGE})
WHO: Schema = {"entity": ID, "name": TEXT, "type": TEXT}
NAME = closed({"text": TEXT, "kind": TEXT, "start": MAYBE_TEXT, "end": MAYBE_TEXT, "source": MAYBE_ID})
_REPORTS = some(closed({"fate": TEXT, "date": MAYBE_TEXT, "claim": CLAIM}))
_FATE: Schema = {
    "person": ID,
    "person_name": TEXT,
    "fate": TEXT,
    "label": TEXT,
    "date": MAYBE_TEXT,
    "status": {"enum": ["corroborated", "reported", "contested", "denied"]},
    "fits_several": FLAG,
    "reports": {**_REPORTS, "minItems": 1},
    "against": _REPORTS,
}
FATE = closed(_FATE)

TIMELINE = closed(
    {
        **WHO,
        "selection": selection({}),
        "entries": some(
            closed(
                {
                    "date": TEXT,
                    "kind": {
                        "enum": [
                            "comes_into_being",
                            "named",
                            "happened",
                            "event",
                            "begun",
                            "fate",
                            "ended",
                            "name_ended",
                            "comes_to_an_end",
                        ]
                    },
                    "event": MAYBE_ID,
                    "event_name": MAYBE_TEXT,
                    "fate": {"anyOf": [{"type": "null"}, FATE]},
                    "given_name": {"anyOf": [{"type": "null"}, NAME]},
                    "relations": some(TEXT),
                }
            )
        ),
        "seen": some(closed({"first": TEXT, "last": TEXT, "relation": TEXT})),
        "numbers": some(closed({"measure": TEXT, "minimum": MAYBE_COUNT, "maximum": MAYBE_COUNT, "claim": CLAIM})),
        "alive": some(FATE),
        "undated_fates": some(FATE),
        "relations": some(RELATION),
        "denied": some(RELATION),
        "hidden": COUNT,
    }
)

_PAIR: Schema = {"one": ID, "one_name": TEXT, "other": ID, "other_name": TEXT, "selection": selection({})}
_EVENT: Schema = {"event": ID, "event_name": TEXT, "event_type": TEXT, "date": MAYBE_TEXT}

BETWEEN = closed(
    {
        **_PAIR,
        "relations": some(RELATION),
        "denied": some(RELATION),
        "events": some(closed({**_EVENT, "relations": {**some(RELATION), "minItems": 1}, "denied": some(RELATION)})),
        "denied_events": some(
            closed({**_EVENT, "relations": some(RELATION), "denied": {**some(RELATION), "minItems": 1}})
        ),
        "sayings": some(closed({"speaker": ID, "claim": TEXT, "relation": RELATION})),
        "disagreements": some(
            closed(
                {
                    "kind": {"enum": ["denied", "dated_otherwise", "friend_and_foe"]},
                    "relations": {**some(TEXT), "minItems": 1},
                    "claims": some(TEXT),
                }
            )
        ),
        "hidden": COUNT,
    }
)

_MOMENTS = some(
    closed(
        {
            "date": MAYBE_TEXT,
            "kind": {"enum": ["happened", "event", "begun", "seen", "denied", "ended"]},
            "event": MAYBE_ID,
            "event_name": MAYBE_TEXT,
            "relations": {**some(TEXT), "minItems": 1},
            "claims": {**some(TEXT), "minItems": 1},
        }
    )
)
HISTORY = closed(
    {
        **_PAIR,
        "moments": _MOMENTS,
        "denials": _MOMENTS,
        "relations": some(RELATION),
        "denied": some(RELATION),
        "hidden": COUNT,
    }
)

CHANGES = closed(
    {
        "from": TEXT,
        "to": TEXT,
        "of": MAYBE_ID,
        "of_name": MAYBE_TEXT,
        "selection": selection({}),
        "changes": some(
            closed(
                {
                    "kind": {
                        "enum": [
                            "begun_and_ended",
                            "begun",
                            "ended",
                            "contested",
                            "begun_by_then",
                            "ended_by_then",
                            "may_have_begun",
                            "may_have_ended",
                            "seen_between",
                            "first_seen",
                            "last_seen",
                        ]
                    },
                    "begin": {"enum": ["begun", "may_have_begun", "begun_by_then", "first_seen", None]},
                    "end": {"enum": ["ended", "may_have_ended", "ended_by_then", "last_seen", None]},
                    "became_contested": FLAG,
                    "before": ACTIVITY,
                    "after": ACTIVITY,
                    "event": MAYBE_ID,
                    "turns": closed({"begun": TURN, "ended": TURN, "disputed": TURN}),
                    "relation": RELATION,
                }
            )
        ),
        "fates": some(closed({**_FATE, "before": STAGE, "after": STAGE})),
        "lives": some(
            closed(
                {
                    **WHO,
                    "date": TEXT,
                    "kind": {"enum": ["begun", "ended"]},
                    "before": STAGE,
                    "after": STAGE,
                    "sources": some(ID),
                }
            )
        ),
        "denied": some(RELATION),
        "unchanged": closed({"held": COUNT, "later": COUNT, "earlier": COUNT, "unplaced": COUNT, "out": COUNT}),
        "only_known_later": some(RELATION),
        "hidden": COUNT,
    }
)

_TREE = some(
    closed(
        {
            **WHO,
            "start": MAYBE_TEXT,
            "end": MAYBE_TEXT,
            "depth": {"type": "integer", "minimum": 1},
            "under": ID,
            "step": {"enum": ["descent", "identity"]},
            "contested": FLAG,
            "repeated": FLAG,
            "relations": {**some(TEXT), "minItems": 1},
        }
    )
)
LINEAGE = closed(
    {
        **WHO,
        "selection": selection({}),
        "names": some(NAME),
        "ancestors": some(ID),
        "descendants": some(ID),
        "ancestor_tree": _TREE,
        "descendant_tree": _TREE,
        "relations": some(RELATION),
        "same": some(RELATION),
        "joined": some(RELATION),
        "sides": some(RELATION),
        "denied": some(RELATION),
        "hidden": COUNT,
    }
)
