"""What a document mentions: entities, what is ambiguous or doubtful, and the pairs that stand together.

A pair is two entities that are named in one paragraph, in one sentence best of all. That is a place to read, and no
tie. What the graph has recorded between the two is set beside it: ties, and apart from them what is only denied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.text.document import Document
from khorasan_graph.text.known import known_names
from khorasan_graph.text.occurrences import Occurrence, occurrences

MOST_IN_A_PARAGRAPH = 40
"""A paragraph that names more entities is a list (of a sanctions committee, say), and forms no pairs."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """An entity and the places where it, and nothing else, can be meant."""

    entity: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities that stand together, by id, in the order of their ids.

    `sentences` and `paragraphs` are the numbers (from 1) of those that name both. `ties` and `denied` are recorded
    between them; `others` are ties between either and somebody else that name the other too (a defection from one to
    the other, a common place). `forward` are the classes of ties that the vocabulary allows from `one` to `other`,
    `backward` those from `other` to `one`; a symmetric one is among both.
    """

    one: str
    other: str
    sentences: tuple[int, ...]
    paragraphs: tuple[int, ...]
    ties: tuple[Relation, ...]
    denied: tuple[Relation, ...]
    others: tuple[Relation, ...]
    forward: tuple[str, ...]
    backward: tuple[str, ...]

    @property
    def is_recorded(self) -> bool:
        """Whether anything is recorded between the two, if only a denial."""
        return bool(self.ties or self.denied)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a document mentions. Entities by number of mentions; pairs by sentences, then paragraphs, that they share.

    `ambiguous` and `doubtful` places are in no entity and in no pair. `unfit` counts pairs between which the vocabulary
    has no tie (two places), `crowded` are the paragraphs that form no pairs, and `unsearchable` the names (with their
    entities) that cannot be looked for. `recorded_as` is the source of the graph that has the document's address.
    """

    document: Document
    entities: tuple[Mentioned, ...]
    ambiguous: tuple[Occurrence, ...]
    doubtful: tuple[Occurrence, ...]
    pairs: tuple[Pair, ...]
    unfit: int
    crowded: tuple[int, ...]
    unsearchable: tuple[tuple[str, str], ...]
    recorded_as: str | None


def mentions(base: KnowledgeBase, document: Document) -> Mentions:
    """What a document mentions of a knowledge base."""
    names = known_names(base)
    found = occurrences(base, names, document)
    sure = [place for place in found if place.doubt is None]
    by_entity: dict[str, list[Occurrence]] = {}
    for place in sure:
        if place.entity is not None:
            by_entity.setdefault(place.entity, []).append(place)
    pairs, unfit, crowded = _pairs(base, by_entity)
    return Mentions(
        document=document,
        entities=tuple(
            Mentioned(entity, tuple(places))
            for entity, places in sorted(by_entity.items(), key=lambda item: (-len(item[1]), item[0]))
        ),
        ambiguous=tuple(place for place in sure if place.entity is None),
        doubtful=tuple(place for place in found if place.doubt is not None),
        pairs=pairs,
        unfit=unfit,
        crowded=crowded,
        unsearchable=names.unsearchable,
        recorded_as=_recorded_as(base, document),
    )


def _pairs(
    base: KnowledgeBase, by_entity: dict[str, list[Occurrence]]
) -> tuple[tuple[Pair, ...], int, tuple[int, ...]]:
    in_paragraph: dict[int, set[str]] = {}
    in_sentence: dict[int, set[str]] = {}
    for entity, places in by_entity.items():
        for place in places:
            in_paragraph.setdefault(place.paragraph, set()).add(entity)
            in_sentence.setdefault(place.sentence, set()).add(entity)
    crowded = {number for number, entities in in_paragraph.items() if len(entities) > MOST_IN_A_PARAGRAPH}
    paragraphs = _together({number: named for number, named in in_paragraph.items() if number not in crowded})
    sentences = _together({number: named for number, named in in_sentence.items() if len(named) <= MOST_IN_A_PARAGRAPH})
    pairs = []
    unfit = 0
    allowed: dict[tuple[str, str], tuple[str, ...]] = {}
    for one, other in sorted(paragraphs):
        naming = [tie for tie in base.relations_of.get(one, ()) if other in base.participants(tie)]
        recorded = [tie for tie in naming if any({one, other} == {*edge[:2]} for edge in base.edges(tie))]
        kinds = base.entities[one].type, base.entities[other].type
        if kinds not in allowed:
            allowed[kinds], allowed[kinds[::-1]] = _allowed(base, *kinds), _allowed(base, *kinds[::-1])
        forward, backward = allowed[kinds], allowed[kinds[::-1]]
        if not (naming or forward or backward):
            unfit += 1
            continue
        pairs.append(
            Pair(
                one=one,
                other=other,
                sentences=tuple(sentences.get((one, other), ())),
                paragraphs=tuple(paragraphs[one, other]),
                ties=tuple(tie for tie in recorded if tie.status != "denied"),
                denied=tuple(tie for tie in recorded if tie.status == "denied"),
                others=tuple(tie for tie in naming if tie not in recorded and tie.status != "denied"),
                forward=forward,
                backward=backward,
            )
        )
    pairs.sort(key=lambda pair: (-len(pair.sentences), -len(pair.paragraphs), pair.one, pair.other))
    return tuple(pairs), unfit, tuple(sorted(crowded))


def _together(named: dict[int, set[str]]) -> dict[tuple[str, str], list[int]]:
    """The pairs of entities that stand in one numbered part, with the numbers in order."""
    found: dict[tuple[str, str], list[int]] = {}
    for number in sorted(named):
        for pair in combinations(sorted(named[number]), 2):
            found.setdefault(pair, []).append(number)
    return found


def _allowed(base: KnowledgeBase, subject: str, target: str) -> tuple[str, ...]:
    """The classes of ties between entities of two classes, in the order of the vocabulary; never those of identity."""

    def fits(kind: str, classes: Iterable[str]) -> bool:
        return base.vocabulary.is_entity_a(kind, *classes)

    return tuple(
        cls.name
        for cls in base.vocabulary.relation_classes.values()
        if not cls.abstract
        and cls.family != "Identity"
        and fits(subject, cls.subject_classes)
        and fits(target, cls.object_classes)
    )


def _recorded_as(base: KnowledgeBase, document: Document) -> str | None:
    """The source of the graph whose address is the one that the document gives for itself."""
    if document.proposals.url is None:
        return None
    url = document.proposals.url.value.rstrip("/")
    return next(
        (
            source.id
            for source in base.sources.values()
            if url in ((source.url or "").rstrip("/"), (source.archive_url or "").rstrip("/"))
        ),
        None,
    )
