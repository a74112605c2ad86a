"""Answers about time as JSON: timelines, dossiers and histories, changes, lineages.

The same conventions as in `answers`: no key is ever left out, ties and claims have the keys that they have everywhere,
and what is shown apart is apart. A tie that several pieces of one answer speak of stands in `relations`, once, and the
pieces name it by its id.
"""

from __future__ import annotations

from collections.abc import Iterable

from khorasan_graph.graph.answers import Json, claim_json, relation_json
from khorasan_graph.graph.between import Dossier, History, Moment, SharedEvent
from khorasan_graph.graph.changes import Changes
from khorasan_graph.graph.lineage import Lineage, Node
from khorasan_graph.graph.moments import FateEvent, event_of
from khorasan_graph.graph.timeline import Entry, Timeline
from khorasan_graph.graph.turns import TieChange, Turn
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Fate, Relation
from khorasan_graph.model.selection import Selection


def timeline_json(base: KnowledgeBase, answer: Timeline) -> Json:
    """The whole answer: the dated entries in order, and what is apart from them."""
    ties = [tie for entry in answer.entries for tie in entry.relations] + [seen.relation for seen in answer.seen]
    return {
        **_entity(base, answer.entity),
        "selection": answer.selection.as_json(),
        "entries": [_entry(base, entry) for entry in answer.entries],
        "seen": [
            {"first": seen.first.text, "last": seen.last.text, "relation": seen.relation.id} for seen in answer.seen
        ],
        "numbers": [
            {
                "measure": number.measure,
                "minimum": number.minimum,
                "maximum": number.maximum,
                "claim": claim_json(base, number.claim),
            }
            for number in answer.numbers
        ],
        "alive": [fate_json(base, event) for event in answer.alive],
        "undated_fates": [fate_json(base, event) for event in answer.undated_fates],
        "relations": _relations(base, ties, answer.selection),
        "denied": _relations(base, answer.denied, answer.selection),
        "hidden": answer.hidden,
    }


def between_json(base: KnowledgeBase, answer: Dossier) -> Json:
    """The whole dossier: ties by kind, denied ones apart, events, sayings, and where the record disagrees."""
    return {
        **_pair(base, answer),
        "relations": _relations_in_order(base, answer.ties, answer.selection),
        "denied": _relations_in_order(base, answer.denied, answer.selection),
        "events": [_shared(base, shared, answer.selection) for shared in answer.events],
        "denied_events": [_shared(base, shared, answer.selection) for shared in answer.denied_events],
        "sayings": [
            {
                "speaker": saying.speaker,
                "claim": saying.claim.id,
                "relation": relation_json(base, saying.relation, answer.selection),
            }
            for saying in answer.sayings
        ],
        "disagreements": [
            {
                "kind": found.kind,
                "relations": [tie.id for tie in found.relations],
                "claims": [claim.id for claim in found.claims],
            }
            for found in answer.disagreements
        ],
        "hidden": answer.hidden,
    }


def history_json(base: KnowledgeBase, answer: History) -> Json:
    """The whole history: moments in order, their ties, and apart the denials of what nobody asserts."""
    ties = [tie for moment in answer.moments for tie in moment.relations]
    return {
        **_pair(base, answer.dossier),
        "moments": [_moment(base, moment) for moment in answer.moments],
        "denials": [_moment(base, moment) for moment in answer.denied],
        "relations": _relations(base, ties, answer.dossier.selection),
        "denied": _relations_in_order(base, answer.dossier.all_denied, answer.dossier.selection),
        "hidden": answer.dossier.hidden,
    }


def changes_json(base: KnowledgeBase, answer: Changes) -> Json:
    """The whole answer: each changed tie once with its turns, fates, lives, denials, and how much did not change."""
    still = answer.unchanged
    return {
        "from": answer.start.text,
        "to": answer.end.text,
        "of": answer.of,
        "of_name": base.entities[answer.of].name if answer.of is not None else None,
        "selection": answer.selection.as_json(),
        "changes": [_change(base, change) for change in answer.ties],
        "fates": [
            {**fate_json(base, found.event), "before": found.turn.before, "after": found.turn.after}
            for found in answer.fates
        ],
        "lives": [
            {
                **_entity(base, found.entity),
                "date": found.when.text,
                "kind": "begun" if found.begun else "ended",
                "before": found.turn.before,
                "after": found.turn.after,
                "sources": list(base.entities[found.entity].sources),
            }
            for found in answer.lives
        ],
        "denied": _relations_in_order(base, answer.denied, answer.selection),
        "unchanged": {
            "held": len(still.held),
            "later": len(still.later),
            "earlier": len(still.earlier),
            "unplaced": len(still.unplaced),
            "out": len(still.out),
        },
        "only_known_later": _relations_in_order(base, still.later, answer.selection),
        "hidden": answer.hidden,
    }


def lineage_json(base: KnowledgeBase, answer: Lineage) -> Json:
    """The whole answer: who, both trees as lists of nodes in printed order, the ties, and what is apart."""
    return {
        **_entity(base, answer.entity),
        "selection": answer.selection.as_json(),
        "names": [_name(name) for name in answer.names],
        "ancestors": list(answer.ancestors),
        "descendants": list(answer.descendants),
        "ancestor_tree": [_node(base, node) for node in answer.up],
        "descendant_tree": [_node(base, node) for node in answer.down],
        "relations": _relations(base, answer.ties, answer.selection),
        "same": _relations_in_order(base, answer.same, answer.selection),
        "joined": _relations_in_order(base, answer.joined, answer.selection),
        "sides": _relations_in_order(base, answer.sides, answer.selection),
        "denied": _relations_in_order(base, answer.denied, answer.selection),
        "hidden": answer.hidden,
    }


def fate_json(base: KnowledgeBase, event: FateEvent) -> Json:
    """One thing that became of a person; `against` holds the reports that cannot be true with it.

    `fits_several`: the reports are too rough to tell which of several fates of this kind they mean.
    """
    return {
        "person": event.person,
        "person_name": base.entities[event.person].name,
        "fate": event.fate,
        "label": base.vocabulary.terms("Fate")[event.fate].label,
        "date": event.when.text if event.when is not None else None,
        "status": event.status,
        "fits_several": event.fits_several,
        "reports": [_report(base, fact) for fact in event.facts],
        "against": [_report(base, fact) for fact in event.against],
    }


def _report(base: KnowledgeBase, fact: Fate) -> Json:
    return {
        "fate": fact.fate,
        "date": fact.date.text if fact.date is not None else None,
        "claim": claim_json(base, fact.claim),
    }


def _entity(base: KnowledgeBase, entity: str) -> Json:
    return {"entity": entity, "name": base.entities[entity].name, "type": base.entities[entity].type}


def _event(base: KnowledgeBase, event: str) -> Json:
    start = base.entities[event].start
    return {
        "event": event,
        "event_name": base.entities[event].name,
        "event_type": base.entities[event].type,
        "date": start.text if start is not None else None,
    }


def _shared(base: KnowledgeBase, shared: SharedEvent, selection: Selection) -> Json:
    """An event of both, or one in which a part is only denied; what is denied is never among the `relations`."""
    return {
        **_event(base, shared.event),
        "relations": _relations_in_order(base, shared.ties, selection),
        "denied": _relations_in_order(base, shared.denied, selection),
    }


def _pair(base: KnowledgeBase, answer: Dossier) -> Json:
    return {
        "one": answer.one,
        "one_name": base.entities[answer.one].name,
        "other": answer.other,
        "other_name": base.entities[answer.other].name,
        "selection": answer.selection.as_json(),
    }


def _name(name: Name) -> Json:
    return {
        "text": name.text,
        "kind": name.kind,
        "start": name.start.text if name.start is not None else None,
        "end": name.end.text if name.end is not None else None,
        "source": name.source,
    }


def _entry(base: KnowledgeBase, entry: Entry) -> Json:
    return {
        "date": entry.when.text,
        "kind": entry.kind,
        "event": entry.event,
        "event_name": base.entities[entry.event].name if entry.event is not None else None,
        "fate": fate_json(base, entry.fate) if entry.fate is not None else None,
        "given_name": _name(entry.name) if entry.name is not None else None,
        "relations": [tie.id for tie in entry.relations],
    }


def _moment(base: KnowledgeBase, moment: Moment) -> Json:
    return {
        "date": moment.when.text if moment.when is not None else None,
        "kind": moment.kind,
        "event": moment.event,
        "event_name": base.entities[moment.event].name if moment.event is not None else None,
        "relations": [tie.id for tie in moment.relations],
        "claims": [claim.id for claim in moment.claims],
    }


def _change(base: KnowledgeBase, change: TieChange) -> Json:
    before, after = change.activities
    return {
        "kind": change.kind,
        "begin": change.begin_turn,
        "end": change.end_turn,
        "became_contested": change.became_contested,
        "before": before,
        "after": after,
        "event": event_of(base, change.relation),
        "turns": {
            "begun": _turn(change.begun),
            "ended": _turn(change.ended),
            "disputed": _turn(change.disputed),
        },
        "relation": relation_json(base, change.relation),
    }


def _turn(turn: Turn) -> Json:
    return {"before": turn.before, "after": turn.after}


def _node(base: KnowledgeBase, node: Node) -> Json:
    entity = base.entities[node.entity]
    return {
        **_entity(base, node.entity),
        "start": entity.start.text if entity.start is not None else None,
        "end": entity.end.text if entity.end is not None else None,
        "depth": node.depth,
        "under": node.step.start,
        "step": node.step.kind,
        "contested": node.step.contested,
        "repeated": node.repeated,
        "relations": [tie.id for tie in node.step.ties],
    }


def _relations(base: KnowledgeBase, ties: Iterable[Relation], selection: Selection) -> list[Json]:
    """Each tie once, in the order of ids."""
    found = {tie.id: tie for tie in ties}
    return [relation_json(base, found[id_], selection) for id_ in sorted(found)]


def _relations_in_order(base: KnowledgeBase, ties: Iterable[Relation], selection: Selection) -> list[Json]:
    return [relation_json(base, tie, selection) for tie in ties]
