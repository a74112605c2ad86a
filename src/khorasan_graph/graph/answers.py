"""Answers as JSON: ties, paths and links in plain values, for `--format json` and for whoever shows them.

Every reader of one tie gets the same keys, whichever question brought it up. A key is never left out: what is not known
is null, and only what depends on the question (`activity`, with an as-of date) is absent without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from khorasan_graph.graph.common import CommonAnswer
from khorasan_graph.graph.links import Link, LinksAnswer
from khorasan_graph.graph.paths import Hop, Misfits, Path, PathAnswer, misfits
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

Json = dict[str, object]


def claim_json(base: KnowledgeBase, claim: Claim) -> Json:
    """One claim with its source. `as_of` is the date it speaks of: as written, else the day of its source."""
    source = base.sources[claim.source]
    return {
        "id": claim.id,
        "stance": claim.stance,
        "by": claim.by,
        "speaker": base.speaker(claim),
        "source": claim.source,
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        "archive_url": source.archive_url,
        "published": source.published.text,
        "grade": base.grade(claim),
        "reliability": source.reliability,
        "credibility": claim.credibility,
        "as_of": base.sighting(claim).text,
        "start": _text(claim.start),
        "end": _text(claim.end),
        "locator": claim.locator,
        "citing": claim.citing,
        "note": claim.note,
    }


def relation_json(base: KnowledgeBase, relation: Relation, selection: Selection = EVERYTHING) -> Json:
    """One tie with all its claims; with an as-of date, whether it is `active` or only `possible` then."""
    cls = base.relation_class(relation)
    found: Json = {
        "id": relation.id,
        "type": relation.type,
        "label": cls.label,
        "family": cls.family,
        "phrase": cls.phrase,
        "inverse_phrase": cls.inverse_phrase,
        "symmetric": cls.symmetric,
        "subject": relation.subject,
        "subject_name": base.entities[relation.subject].name,
        "object": relation.object,
        "object_name": base.entities[relation.object].name,
        "sign": cls.sign,
        "status": relation.status,
        "credibility": relation.credibility,
        "start": _text(relation.start),
        "end": _text(relation.end),
        "known_from": _day(relation.known_from),
        "known_to": _day(relation.known_to),
        "possible_from": _day(relation.possible_from),
        "possible_to": _day(relation.possible_to),
        "place": relation.place,
        "qualifiers": {key: list(values) for key, values in relation.qualifiers},
        "note": relation.note,
        "claims": [claim_json(base, claim) for claim in relation.claims],
    }
    activity = selection.activity(relation)
    if activity is not None:
        found["activity"] = activity
    return found


def path_json(base: KnowledgeBase, answer: PathAnswer) -> Json:
    """The whole answer. `partial` says that time ran out; `hint` is null unless no path was found."""
    return {
        "from": answer.start,
        "from_name": base.entities[answer.start].name,
        "to": answer.end,
        "to_name": base.entities[answer.end].name,
        "selection": {
            **answer.selection.as_json(),
            "through": sorted(answer.question.through),
            "via": list(answer.question.via),
            "not_via": sorted(answer.question.not_via),
            "min_hops": answer.question.min_hops,
            "max_hops": answer.question.max_hops,
            "k": answer.question.k,
        },
        "partial": not answer.complete,
        "paths": [_one_path(base, path, answer.selection) for path in answer.paths],
        "not_followed": [relation_json(base, relation, answer.selection) for relation in answer.not_followed],
        "hint": None if answer.paths else _hint(base, answer),
    }


def no_path_message(base: KnowledgeBase, answer: PathAnswer) -> str:
    """What to say where no path was found. That no link is *recorded* says nothing of whether there is one."""
    start, end = base.entities[answer.start].name, base.entities[answer.end].name
    if not answer.complete:
        return f"the search ran out of time before it found a path between {start} and {end}"
    asked = f"no link is recorded between {start} and {end} under these filters, {hops_words(answer)}"
    if answer.relaxations:
        each = "; ".join(
            f"`{relaxation.text}` finds one of {_count(relaxation.length, 'hop')}" for relaxation in answer.relaxations
        )
        message = f"{asked}: {each}"
    else:
        message = f"{asked}, and none is with every filter lifted"
    if answer.denied:
        verb = "is" if len(answer.denied) == 1 else "are"
        message += f"; {_count(len(answer.denied), 'tie')} between them {verb} recorded only as denied"
    return message


def hops_words(answer: PathAnswer) -> str:
    """How long the paths were to be that a question asked for: `in up to 6 hops`."""
    question = answer.question
    count = _count(question.max_hops, "hop")
    return f"in exactly {count}" if question.min_hops == question.max_hops > 1 else f"in up to {count}"


def links_json(base: KnowledgeBase, answer: LinksAnswer) -> Json:
    """The whole answer: groups by distance and class of tie, then what is denied, and what was left out."""
    return {
        "entity": answer.entity,
        "name": base.entities[answer.entity].name,
        "selection": {**answer.selection.as_json(), "through": sorted(answer.through), "hops": answer.hops},
        "count": len(answer.entities),
        "groups": [
            {
                "distance": group.distance,
                "type": group.type,
                "label": base.vocabulary.relation_classes[group.type].label,
                "links": [_one_link(base, link, answer.selection) for link in group.links],
            }
            for group in answer.groups
        ],
        "denied": [_one_link(base, link, answer.selection) for link in answer.denied],
        "undated": answer.undated,
        "possible": answer.possible,
        "contested": answer.contested,
        "hidden": answer.hidden,
        "hidden_by": dict(answer.hidden_by),
    }


def common_json(base: KnowledgeBase, answer: CommonAnswer) -> Json:
    """What several have in common: the ties among them, then who or what is shared, with all ties to each."""
    return {
        "entities": [{"id": entity, "name": base.entities[entity].name} for entity in answer.entities],
        "selection": answer.selection.as_json(),
        "among": [relation_json(base, relation, answer.selection) for relation in answer.among],
        "shared": [
            {
                "entity": one.entity,
                "name": base.entities[one.entity].name,
                "type": base.entities[one.entity].type,
                "kind": one.kind,
                "with": [
                    {
                        "entity": entity,
                        "relations": [
                            {
                                **relation_json(base, relation, answer.selection),
                                **_reading(base, relation, entity, one.entity),
                            }
                            for relation in ties
                        ],
                    }
                    for entity, ties in one.ties
                ],
            }
            for one in answer.shared
        ],
        "denied": [relation_json(base, relation, answer.selection) for relation in answer.denied],
        "denied_left_out": answer.left_out,
    }


def paths_to_all_json(base: KnowledgeBase, start: str, wanted: str, answers: Sequence[PathAnswer]) -> Json:
    """The best path from one entity to each of many; `without` are those to which none was found."""
    return {
        "from": start,
        "from_name": base.entities[start].name,
        "to_all": wanted,
        "partial": not all(answer.complete for answer in answers),
        "answers": [path_json(base, answer) for answer in answers if answer.paths],
        "without": [answer.end for answer in answers if not answer.paths],
    }


def _one_path(base: KnowledgeBase, path: Path, selection: Selection) -> Json:
    found = misfits(path)
    return {
        "length": len(path.hops),
        "weakest": path.weakest,
        "weakest_hops": list(path.weakest_hops),
        "contested": any(hop.contested for hop in path.hops),
        "entities": [{"id": entity, "name": base.entities[entity].name} for entity in path.entities],
        "hops": [_one_hop(base, hop, selection) for hop in path.hops],
        "misfits": _misfits(found),
    }


def _one_hop(base: KnowledgeBase, hop: Hop, selection: Selection) -> Json:
    return {
        "from": hop.start,
        "from_name": base.entities[hop.start].name,
        "to": hop.end,
        "to_name": base.entities[hop.end].name,
        "credibility": hop.credibility,
        "contested": hop.contested,
        "relations": [
            {**relation_json(base, relation, selection), **_reading(base, relation, hop.start, hop.end)}
            for relation in hop.relations
        ],
    }


def _one_link(base: KnowledgeBase, link: Link, selection: Selection) -> Json:
    return {
        "entity": link.far,
        "name": base.entities[link.far].name,
        "type": base.entities[link.far].type,
        "distance": link.distance,
        "via": link.near,
        "via_name": base.entities[link.near].name,
        "relation": {
            **relation_json(base, link.relation, selection),
            **_reading(base, link.relation, link.near, link.far),
        },
    }


def _reading(base: KnowledgeBase, relation: Relation, one: str, other: str) -> Json:
    """How a tie reads from one entity to the other, and in which role it links them if not as subject and object."""
    role = role_between(base, relation, one, other)
    return {"role": role, "reads": phrase_between(base, relation, one, other)}


def role_between(base: KnowledgeBase, relation: Relation, one: str, other: str) -> str | None:
    """The key of the qualifier by which a tie links two entities; None where they are its subject and object."""
    roles = [role for start, end, role in base.edges(relation) if {start, end} == {one, other}]
    return None if None in roles or not roles else roles[0]


def phrase_between(base: KnowledgeBase, relation: Relation, one: str, other: str) -> str:
    """How a tie reads from `one` to `other`: "split from", or "saw the split of" the other way round."""
    cls = base.relation_class(relation)
    role = role_between(base, relation, one, other)
    words = cls if role is None else cls.qualifier_by_key[role]
    return words.phrase if cls.symmetric or relation.subject == one else words.inverse_phrase


def _misfits(found: Misfits) -> Json:
    return {"pairs": [list(pair) for pair in found.pairs], "common_day": found.common_day}


def _hint(base: KnowledgeBase, answer: PathAnswer) -> Json:
    return {
        "message": no_path_message(base, answer),
        "relaxations": [
            {"relaxation": relaxation.text, "changes": list(relaxation.changes), "length": relaxation.length}
            for relaxation in answer.relaxations
        ],
        "denied": [relation.id for relation in answer.denied],
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(value: EdtfDate | None) -> str | None:
    return value.text if value is not None else None


def _day(value: object) -> str | None:
    return str(value) if value is not None else None
