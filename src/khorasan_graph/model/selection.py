"""One immutable filter for everything that is shown: paths, links, pictures and exports pass the same ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from khorasan_graph.model.activity import Activity, activity
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import LEAST_CREDIBLE, STATUSES, Relation
from khorasan_graph.model.vocabulary import SIGNS, Vocabulary


class SelectionError(ValueError):
    """A filter that cannot be understood: an unknown type, sign, status, grade or date."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which ties are shown. An empty set or None does not filter.

    `types` are concrete relation classes; `as_of` keeps ties that hold or may hold on that date;
    `min_credibility` keeps ties that some claim asserts with that grade or a better one (1 is the best);
    `entities` keeps ties with both ends in the set.
    """

    types: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    as_of: EdtfDate | None = None
    min_credibility: int | None = None
    entities: frozenset[str] = frozenset()

    def admits(self, base: KnowledgeBase, relation: Relation) -> bool:
        """Whether a tie is shown."""
        if self.types and relation.type not in self.types:
            return False
        if self.signs and base.relation_class(relation).sign not in self.signs:
            return False
        if self.statuses and relation.status not in self.statuses:
            return False
        if self.min_credibility is not None and relation.credibility > self.min_credibility:
            return False
        if self.entities and not (relation.subject in self.entities and relation.object in self.entities):
            return False
        return self.as_of is None or activity(relation, self.as_of) != "inactive"

    def relations(self, base: KnowledgeBase) -> Iterator[Relation]:
        """The ties that are shown, in the order of their ids."""
        return (relation for relation in base.relations.values() if self.admits(base, relation))

    def activity(self, relation: Relation) -> Activity | None:
        """Whether a tie surely or only perhaps holds on the date asked for; None if no date was."""
        return activity(relation, self.as_of) if self.as_of is not None else None

    def as_json(self) -> dict[str, object]:
        """What was asked for, in plain values; a filter that is off is absent."""
        given: dict[str, object] = {}
        for key, values in (("types", self.types), ("signs", self.signs), ("statuses", self.statuses)):
            if values:
                given[key] = sorted(values)
        if self.as_of is not None:
            given["as_of"] = self.as_of.text
        if self.min_credibility is not None:
            given["min_credibility"] = self.min_credibility
        if self.entities:
            given["entities"] = sorted(self.entities)
        return given


EVERYTHING = Selection()


class Filters(TypedDict, total=False):
    """The filters of a question as keywords, as people write them: `select` makes a selection of them."""

    types: Iterable[str]
    signs: Iterable[str]
    statuses: Iterable[str]
    as_of: str | EdtfDate | None
    min_credibility: int | None


def select(
    vocabulary: Vocabulary,
    *,
    types: Iterable[str] = (),
    signs: Iterable[str] = (),
    statuses: Iterable[str] = (),
    as_of: str | EdtfDate | None = None,
    min_credibility: int | None = None,
    entities: Iterable[str] = (),
) -> Selection:
    """Build a selection from what people write: families stand for all their classes, dates are EDTF text.

    Raises:
        SelectionError: for anything that is not in the vocabulary, with the values that are.
    """
    chosen: set[str] = set()
    for name in types:
        found = next((cls for cls in vocabulary.relation_classes if cls.lower() == name.lower()), None)
        below = vocabulary.relations_below(found) if found else frozenset()
        if not below:
            known = ", ".join(sorted(cls.name for cls in vocabulary.relation_classes.values() if not cls.abstract))
            raise SelectionError(f"`{name}` is not a type of tie; the types are {known}")
        chosen |= below
    sign_set = frozenset(signs)
    if not sign_set <= {*SIGNS, "any"}:
        raise SelectionError(f"`{min(sign_set - {*SIGNS, 'any'})}` is not a sign; the signs are +, -, 0 and any")
    if "any" in sign_set:
        sign_set = frozenset(SIGNS)
    status_set = frozenset(statuses)
    if not status_set <= set(STATUSES):
        raise SelectionError(
            f"`{min(status_set - set(STATUSES))}` is not a status; the statuses are {', '.join(STATUSES)}"
        )
    if min_credibility is not None and not 1 <= min_credibility <= LEAST_CREDIBLE:
        raise SelectionError("a credibility runs from 1 (confirmed) to 6 (cannot be judged)")
    return Selection(frozenset(chosen), sign_set, status_set, as_of_date(as_of), min_credibility, frozenset(entities))


def as_of_date(text: str | EdtfDate | None) -> EdtfDate | None:
    """Read the date of an as-of question.

    Raises:
        SelectionError: if it is not EDTF, with what to write instead.
    """
    if text is None or isinstance(text, EdtfDate):
        return text
    parsed = parse_date(text)
    if isinstance(parsed, EdtfDate):
        return parsed
    hint = parsed.hint
    if not hint or "field" in hint or "`end`" in hint:  # meant for whoever writes a record, not for whoever asks
        hint = "name a day, a month or a year: `2017-08-26`, `2017-08`, `2017`"
    raise SelectionError(f"{parsed.message}; {hint}")


def narrow(base: KnowledgeBase, selection: Selection) -> KnowledgeBase:
    """A smaller base: the ties that a selection admits, and all that is needed to understand them.

    Kept are the entities that the ties name, whoever makes their claims, the places around them, and the sources of
    what is kept. With nothing to filter by, the base itself.
    """
    if selection == EVERYTHING:
        return base
    relations = {relation.id: relation for relation in selection.relations(base)}
    kept: set[str] = set(selection.entities)
    for relation in relations.values():
        kept.update(base.participants(relation))
        kept.update(claim.by for claim in relation.claims if claim.by is not None)
    todo = list(kept)
    while todo:
        entity = base.entities[todo.pop()]
        speakers = (fact.claim.by for facts in (entity.quantities, entity.fates) for fact in facts)
        for other in (entity.part_of, *speakers):
            if other is not None and other not in kept:
                kept.add(other)
                todo.append(other)
    entities = {
        entity.id: replace(entity, different_from=tuple(other for other in entity.different_from if other in kept))
        for entity in base.entities.values()
        if entity.id in kept
    }
    used = {claim.source for relation in relations.values() for claim in relation.claims}
    for entity in entities.values():
        used.update(entity.sources)
        used.update(name.source for name in entity.names if name.source is not None)
        used.update(quantity.claim.source for quantity in entity.quantities)
        used.update(fate.claim.source for fate in entity.fates)
    todo = list(used)
    while todo:
        for parent in base.sources[todo.pop()].derived_from:
            if parent not in used:
                used.add(parent)
                todo.append(parent)
    sources = {source.id: source for source in base.sources.values() if source.id in used}
    return KnowledgeBase(base.vocabulary, entities, sources, relations, base.about)
