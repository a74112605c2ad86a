"""The lists of a site: what there is, by class, by place, in time; and what sources argue about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from khorasan_graph.explorer.families import ROLES, role_of
from khorasan_graph.explorer.payload import folded_letters
from khorasan_graph.model.dates import MAX_DAY, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Entity, Relation
from khorasan_graph.model.words import life_words, many
from khorasan_graph.site.addresses import CONTESTED, entity_page, language, source_page
from khorasan_graph.site.references import References, around, begins, bibliography_key, inside, time_key
from khorasan_graph.site.words import date_words

_TITLES = {"Organization": "Organizations", "Person": "People", "Place": "Places", "Event": "Events"}
_MOST_OFFICES = 4
_MOST_NAMES = 4

Branch = tuple[str, int, int, list[Any]]
"""A place, its ties, those of all within it too, and the places directly inside."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists one kind of thing."""

    path: str
    title: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entity in a list."""

    id: str
    life: str
    ties: int = 0
    contested: int = 0
    also: tuple[tuple[str, str | None], ...] = ()
    offices: tuple[Relation, ...] = ()
    more_offices: int = 0
    fates: str = ""
    places: tuple[str, ...] = ()
    responsible: tuple[Relation, ...] = ()
    killed: str = ""


def listings(base: KnowledgeBase) -> tuple[Listing, ...]:
    """The lists that have anything in them, in the order of the navigation."""
    roles = {role(base, entity) for entity in base.entities}
    found = [Listing(f"{_TITLES[one].lower()}.html", _TITLES[one], one) for one in ROLES if one in roles]
    if any(relation.status in ("contested", "denied") for relation in base.relations.values()):
        found.append(Listing(CONTESTED, "Contested"))
    if base.sources:
        found.append(Listing("sources.html", "Sources"))
    return tuple(found)


def role(base: KnowledgeBase, entity: str) -> str:
    return role_of(base.vocabulary.entity_classes[base.entities[entity].type])


def by_class(base: KnowledgeBase, wanted: str) -> list[tuple[str, str, list[str]]]:
    """The entities of one role by class: the label and the definition of the class, and who is in it by name."""
    found: dict[str, list[str]] = {}
    for entity in base.entities.values():
        if role(base, entity.id) == wanted:
            found.setdefault(entity.type, []).append(entity.id)
    classes = base.vocabulary.entity_classes
    return [
        (classes[cls].label, classes[cls].definition, sorted(ids, key=lambda one: name_key(base, one)))
        for cls, ids in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def name_key(base: KnowledgeBase, entity: str) -> tuple[str, str]:
    return fold(base.entities[entity].name), entity


def actor_row(base: KnowledgeBase, identifier: str) -> Row:
    """An organization or a person in its list."""
    entity = base.entities[identifier]
    ties = base.relations_of.get(identifier, ())
    held = [
        tie
        for tie in sorted(ties, key=lambda tie: time_key(base, tie), reverse=True)
        if tie.subject == identifier and tie.status != "denied" and base.relation_class(tie).family == "Role"
    ]
    offices = list({(tie.type, tie.object): tie for tie in reversed(held)}.values())[::-1]
    fates = base.vocabulary.terms("Fate")
    told = dict.fromkeys(
        (fates[fate.fate].label if fate.fate in fates else fate.fate)
        + (f", {date_words(fate.date)}" if fate.date else "")
        + (" (denied)" if fate.claim.stance == "denies" else "")
        for fate in entity.fates
    )
    return Row(
        identifier,
        life_words(entity, role(base, identifier)),
        sum(tie.status != "denied" for tie in ties),
        sum(tie.status == "contested" for tie in ties),
        _also(entity),
        tuple(offices[:_MOST_OFFICES]),
        max(0, len(offices) - _MOST_OFFICES),
        "; ".join(told),
    )


def _also(entity: Entity) -> tuple[tuple[str, str | None], ...]:
    """The other names by which people know an entity best: acronyms, official and native ones first."""
    order = ("acronym", "native", "official", "alias", "former", "spelling")
    ranked = sorted(entity.names, key=lambda name: order.index(name.kind) if name.kind in order else len(order))
    found = {name.text: language(name.lang) for name in ranked if name.text != entity.name}
    return tuple(found.items())[:_MOST_NAMES]


def events_by_year(base: KnowledgeBase) -> list[tuple[str, list[Row]]]:
    """Events in the order of time, by the first year in which they can have happened; the undated last."""
    found: dict[str, list[Row]] = {}
    events = [entity for entity in base.entities.values() if role(base, entity.id) == "Event"]
    for entity in sorted(events, key=lambda event: (_first_day(event.start), event.id)):
        known = entity.start.earliest or entity.start.latest if entity.start else None
        found.setdefault(f"{known.year}" if known else "Undated", []).append(_event_row(base, entity))
    return list(found.items())


def _first_day(when: EdtfDate | None) -> object:
    return ((when.earliest or when.latest) if when else None) or MAX_DAY


def _event_row(base: KnowledgeBase, entity: Entity) -> Row:
    ties = base.relations_of.get(entity.id, ())
    scenes = [tie for tie in ties if tie.subject == entity.id and base.relation_class(tie).family == "Presence"]
    blamed = [tie for tie in ties if tie.object == entity.id and base.relation_class(tie).family == "Responsibility"]
    asserted = [fact for fact in entity.quantities if fact.claim.stance == "asserts" and fact.measure == "killed"]
    told = dict.fromkeys(fact.text for fact in sorted(asserted, key=lambda fact: fact.minimum or fact.maximum or 0))
    return Row(
        entity.id,
        life_words(entity, "Event"),
        places=tuple(tie.object for tie in scenes if tie.status != "denied"),
        responsible=tuple(sorted(blamed, key=lambda tie: (tie.status == "denied", tie.id))),
        killed="; ".join(told),
    )


def place_tree(base: KnowledgeBase, references: References, tops: Iterable[str]) -> list[Branch]:
    """Places with all that lies within them, and how many ties there are."""

    def ties_of(places: Iterable[str]) -> int:
        return len({tie.id for place in places for tie in base.relations_of.get(place, ()) if tie.status != "denied"})

    return [
        (
            place,
            ties_of([place]),
            ties_of([place, *inside(references, place)]),
            place_tree(base, references, references.within.get(place, ())),
        )
        for place in sorted(tops, key=lambda one: name_key(base, one))
    ]


def top_places(base: KnowledgeBase) -> list[str]:
    return [one for one in base.entities if role(base, one) == "Place" and not around(base, one)]


def sources_listed(base: KnowledgeBase, references: References) -> list[tuple[str, int]]:
    """All sources by publisher and date, with how many claims rest on each."""
    ordered = sorted(base.sources, key=lambda source: bibliography_key(base, source))
    return [(source, len(references.said_in.get(source, ()))) for source in ordered]


def argued(base: KnowledgeBase) -> list[tuple[str, str, list[Relation]]]:
    """Contested and denied ties, in the order of time."""
    ordered = sorted(base.relations.values(), key=lambda tie: (begins(base, tie) or MAX_DAY, tie.id))
    parts = (("Contested", "contested"), ("Denied, and asserted by nobody", "denied"))
    found = [(title, status, [tie for tie in ordered if tie.status == status]) for title, status in parts]
    return [part for part in found if part[2]]


def search_island(base: KnowledgeBase, references: References) -> dict[str, object]:
    """What the search on the first page looks through: names with their folded forms, and where each leads."""
    entries: list[dict[str, object]] = []
    for entity in base.entities.values():
        label = base.vocabulary.entity_classes[entity.type].label
        life = life_words(entity, role(base, entity.id))
        entries.append(
            {
                "id": entity.id,
                "path": entity_page(entity.id),
                "names": entity.all_names,
                "folded": [fold(name) for name in entity.all_names],
                "kind": f"{label}, {life}" if life else label,
                "ties": len(base.relations_of.get(entity.id, ())),
                "rank": 1 if role(base, entity.id) in ("Place", "Event") else 0,
            }
        )
    for source in base.sources.values():
        names = (source.title, source.publisher, *source.authors)
        entries.append(
            {
                "id": source.id,
                "path": source_page(source.id),
                "names": names,
                "folded": [fold(name) for name in names],
                "kind": f"source, {source.publisher}, {date_words(source.published)}",
                "ties": len(references.said_in.get(source.id, ())),
                "rank": 2,
            }
        )
    return {"letters": folded_letters(), "entries": entries}


def counts(base: KnowledgeBase) -> str:
    """How much there is, in words."""
    claims = sum(1 for _ in base.claims())
    return (
        f"{many(len(base.entities), 'entity', 'entities')}, {many(len(base.relations), 'tie')}, "
        f"{many(claims, 'claim')} from {many(len(base.sources), 'source')}"
    )
