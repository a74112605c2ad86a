"""Who is beside whom: the ties of a selection as pairs of entities, collapsed, in plain dictionaries.

Paths, links and the search for a helpful relaxation start from the same pairs and the same rules of passage, which
live here. This module must not rank or search.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from khorasan_graph.model.dates import has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

MAX_HOPS = 12
"""No question goes further: a chain of more hops says nothing, and costs without bound."""

NEVER_LINKS = frozenset({"DifferentFrom"})
"""Classes whose ties say that two entities have nothing to do with each other: shown, and never followed.

A source that tells two namesakes apart must not become the reason why the program says that they are linked.
"""


class QuestionError(ValueError):
    """A question about the graph that cannot be asked; the message is a sentence for whoever asked it."""


@dataclass(frozen=True, slots=True)
class Question:
    """How two entities are linked: the ends, and what a path must be to count."""

    start: str
    end: str
    selection: Selection
    through: frozenset[str]
    via: tuple[str, ...]
    not_via: frozenset[str]
    k: int
    min_hops: int
    max_hops: int


def followed_signs(selection: Selection) -> Selection:
    """The selection under which ties are followed: conflict is no link, unless the asker names its sign."""
    return selection if selection.signs else replace(selection, signs=frozenset({"+", "0"}))


def is_followed(relation: Relation) -> bool:
    """Whether a tie can carry a path at all: nobody's denial does, nor the finding that two are not the same."""
    return relation.status != "denied" and relation.type not in NEVER_LINKS


def pairs(base: KnowledgeBase, relation: Relation, selection: Selection) -> Iterator[tuple[str, str, str | None]]:
    """The pairs of different entities that a tie links, (from, to, role), within the entities selected."""
    for start, end, role in base.edges(relation):
        if start != end and not outside(selection, start, end):
            yield start, end, role


def outside(selection: Selection, *entities: str) -> bool:
    """Whether one of the entities is not among those that a selection is confined to."""
    return bool(selection.entities) and not selection.entities.issuperset(entities)


class Neighbours:
    """Everyone's neighbours over ties that can be followed, both ways, each with all ties to it in the order of ids.

    Worked out when first asked for: a question that stays near costs no more on a large base than on a small one.
    """

    def __init__(self, base: KnowledgeBase, selection: Selection) -> None:
        self._base, self._selection = base, selection
        self._known: dict[str, dict[str, tuple[Relation, ...]]] = {}

    def of(self, entity: str) -> dict[str, tuple[Relation, ...]]:
        """The neighbours of one entity, in the order of their ids."""
        if entity not in self._known:
            found: dict[str, list[Relation]] = {}
            for relation in self._base.relations_of.get(entity, ()):
                if not is_followed(relation) or not self._selection.admits(self._base, relation):
                    continue
                beside = {
                    end if start == entity else start
                    for start, end, _ in pairs(self._base, relation, self._selection)
                    if entity in (start, end)
                }
                for other in beside:
                    found.setdefault(other, []).append(relation)
            self._known[entity] = {other: tuple(found[other]) for other in sorted(found)}
        return self._known[entity]


class Barred:
    """Who may not be passed through: whatever the vocabulary calls a passage (`place`, `event`, `state`) not opened."""

    def __init__(self, base: KnowledgeBase, through: Collection[str]) -> None:
        self._base = base
        self._words = {
            name: cls.passage
            for name, cls in base.vocabulary.entity_classes.items()
            if cls.passage is not None and cls.passage not in through
        }

    def word(self, entity: str) -> str | None:
        """The word that would open the way through an entity; None if it is open."""
        return self._words.get(self._base.entities[entity].type)

    def __contains__(self, entity: str) -> bool:
        return self.word(entity) is not None


def passage_words(base: KnowledgeBase) -> tuple[str, ...]:
    """Every such word of the vocabulary, in order."""
    return tuple(sorted({cls.passage for cls in base.vocabulary.entity_classes.values() if cls.passage is not None}))


def check_question(base: KnowledgeBase, entities: Iterable[str], hops: int, through: Iterable[str]) -> None:
    """Refuse what cannot be answered.

    Raises:
        QuestionError: for an unknown entity or word of passage, or a number of hops out of range.
    """
    for entity in entities:
        if entity not in base.entities:
            raise QuestionError(f"`{entity}` is not the id of any entity")
    if not 1 <= hops <= MAX_HOPS:
        raise QuestionError(f"the number of hops runs from 1 to {MAX_HOPS}, and {hops} was asked for")
    words = passage_words(base)
    for word in sorted(through):
        if word not in words:
            raise QuestionError(f"a path cannot be told to pass through `{word}`; the words are {', '.join(words)}")


def single_filters(selection: Selection) -> dict[str, Selection]:
    """Each filter of a selection alone, by the name of its field; a filter that is off is absent."""
    alone = {
        "as_of": replace(EVERYTHING, as_of=selection.as_of),
        "min_credibility": replace(EVERYTHING, min_credibility=selection.min_credibility),
        "types": replace(EVERYTHING, types=selection.types),
        "statuses": replace(EVERYTHING, statuses=selection.statuses),
        "signs": replace(EVERYTHING, signs=selection.signs),
        "entities": replace(EVERYTHING, entities=selection.entities),
    }
    return {name: single for name, single in alone.items() if single != EVERYTHING}


def is_undated(relation: Relation) -> bool:
    """Whether nobody wrote a day, however rough, for the beginning or the end of a tie: only its sightings date it."""
    return not (has_day(relation.start) or has_day(relation.end))
