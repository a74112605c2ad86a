"""Ties as STIX: a relationship with an opinion for each denial; only denied ties are a note, and no relationship.

Whoever takes a bundle for a graph takes every relationship for a link. So what everybody denies is none: the note has
both ends, says in words what is denied and by whom, and carries the tie. What some deny is a relationship that says so
in its first words and in its labels, with an opinion that disagrees for every denial.
"""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.export.stix import records
from khorasan_graph.export.stix.common import (
    CONFIDENCE,
    Bundle,
    Object,
    extended,
    first_second,
    known_day,
    last_second,
    stix_id,
)
from khorasan_graph.export.stix.mapping import relationship
from khorasan_graph.export.stix.words import cited, label, said
from khorasan_graph.model import words
from khorasan_graph.model.records import Claim, Relation

_MARK = {"contested": "CONTESTED: ", "denied": "DENIED, and asserted by nobody: "}
"""What stands before the words of a tie, by its status."""


def tie_id(tie: Relation) -> str:
    """The id of the object that a tie is."""
    return stix_id("note" if tie.status == "denied" else "relationship", f"relation/{tie.id}")


def denial_id(claim: Claim) -> str:
    """The id of the opinion that a denial is."""
    return stix_id("opinion", f"claim/{claim.id}")


def objects(bundle: Bundle) -> Iterator[Object]:
    """Every tie, each with the opinions on it behind it."""
    for tie in bundle.base.relations.values():
        if tie.status == "denied":
            yield _note(bundle, tie)
            continue
        yield _relationship(bundle, tie)
        for claim in tie.claims:
            if claim.stance == "denies":
                yield _opinion(bundle, tie, claim)


def _relationship(bundle: Bundle, tie: Relation) -> Object:
    base = bundle.base
    activity = bundle.request.selection.activity(tie)
    kind, turned = relationship(bundle.profile, base, tie, activity)
    ends = (tie.object, tie.subject) if turned else (tie.subject, tie.object)
    asserting = [claim for claim in tie.claims if claim.stance == "asserts"]
    found = bundle.start("relationship", f"relation/{tie.id}", {claim.source for claim in asserting})
    found |= {
        "relationship_type": kind,
        "source_ref": bundle.entity_id(ends[0]),
        "target_ref": bundle.entity_id(ends[1]),
        "description": _told(bundle, tie),
        "labels": _labels(bundle, tie),
        **known_days(bundle, tie),
    }
    if tie.credibility in CONFIDENCE:
        found["confidence"] = CONFIDENCE[tie.credibility]
    found["external_references"] = cited(base, asserting)
    found["extensions"] = extended(records.relation(base, tie, activity))
    return found


def _labels(bundle: Bundle, tie: Relation) -> list[str]:
    """What kind of tie it is and what its claims amount to; and that it only may hold on the date asked for."""
    found = [label(tie.type), tie.status]
    if bundle.request.selection.activity(tie) == "possible":
        found.append("may-hold")
    return found


def known_days(bundle: Bundle, tie: Relation) -> Object:
    """From when to when, where those are known days. What happened on a day has begun then and does not stop."""
    first, last = known_day(tie.start), known_day(tie.end)
    found: Object = {}
    if first is not None:
        found["start_time"] = first_second(first)
    if last is not None and (first is None or last >= first) and not bundle.base.relation_class(tie).punctual:
        found["stop_time"] = last_second(last)
    return found


def _told(bundle: Bundle, tie: Relation) -> str:
    base = bundle.base
    first = _MARK.get(tie.status, "") + f"{words.sentence(base, tie)}."
    asked = bundle.request.selection
    if asked.as_of is not None and asked.activity(tie) == "possible":
        first += f" It may have held then ({asked.as_of}); that it did is not known."
    lines = [first]
    if period := words.period(base, tie):
        lines.append(f"When: {period}.")
    if tie.status != "denied":
        lines.append(f"{tie.status.capitalize()}: {words.STATUS[tie.status]}.")
    if tie.note:
        lines.append(tie.note)
    for stance, heading in (("asserts", "Asserted by"), ("denies", "DENIED by")):
        claims = [claim for claim in tie.claims if claim.stance == stance]
        if claims:
            lines.append(f"{heading}:")
            lines += [f"- {said(base, claim)}" for claim in claims]
    return "\n".join(lines)


def _opinion(bundle: Bundle, tie: Relation, claim: Claim) -> Object:
    """A denial: whoever denies holds that the relationship is wrong."""
    base = bundle.base
    found = bundle.start("opinion", f"claim/{claim.id}", [claim.source])
    found |= {
        "opinion": "strongly-disagree",
        "explanation": f"Denied by {said(base, claim)}: {words.sentence(base, tie)}."
        + (f"\n{claim.note}" if claim.note else ""),
        "authors": [base.speaker(claim)],
        "object_refs": [tie_id(tie)],
    }
    if claim.credibility in CONFIDENCE:
        found["confidence"] = CONFIDENCE[claim.credibility]
    found["external_references"] = cited(base, [claim])
    found["extensions"] = extended({"record": "denial", "relation": tie.id})
    return found


def _note(bundle: Bundle, tie: Relation) -> Object:
    """A tie that is only denied."""
    base = bundle.base
    found = bundle.start("note", f"relation/{tie.id}", {claim.source for claim in tie.claims})
    return found | {
        "abstract": _MARK[tie.status] + words.sentence(base, tie),
        "content": _told(bundle, tie),
        "authors": list(dict.fromkeys(base.speaker(claim) for claim in tie.claims)),
        "object_refs": [bundle.entity_id(end) for end in (tie.subject, tie.object)],
        "labels": _labels(bundle, tie),
        "external_references": cited(base, tie.claims),
        "extensions": extended(records.relation(base, tie, bundle.request.selection.activity(tie))),
    }
