"""The quality of a graph as an editor sees it: what it rests on, and where it is thin.

Figures only; nothing here is an error. A tie is *single-source* if one independent voice alone asserts it; it rests on
*one speaker* if several publishers assert it and all of them quote the same one; it is *undated* if nobody wrote a day,
however rough, for its beginning or end, and *stale* if it is a lasting tie without a recorded end of which nothing
newer than three years is known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from khorasan_graph.authoring.floors import counts
from khorasan_graph.model.dates import MIN_DAY, ONGOING, UNKNOWN, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES, Relation
from khorasan_graph.model.voices import Voices

STALE_YEARS = 3


@dataclass(frozen=True, slots=True)
class Quality:
    """Coverage and gaps. The lists hold ids, sorted; the distributions are (value, how many), in a stable order."""

    counts: dict[str, int]
    statuses: tuple[tuple[str, int], ...]
    grades: tuple[tuple[str, int], ...]
    publishers: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    contested: tuple[str, ...]
    denied: tuple[str, ...]
    single_source: tuple[str, ...]
    one_speaker: tuple[str, ...]
    undated: tuple[str, ...]
    explicitly_undated: tuple[str, ...]
    stale: tuple[str, ...]
    without_ties: tuple[str, ...]
    without_identifiers: tuple[str, ...]

    @property
    def corroborated_share(self) -> float:
        """The share of ties that two or more independent publishers assert and nobody denies, from 0 to 1."""
        return dict(self.statuses)["corroborated"] / max(self.counts["relations"], 1)


def measure(base: KnowledgeBase, today: date) -> Quality:
    """Measure a knowledge base; `today` is the day from which ties are stale."""
    voices = Voices(base.sources)
    relations = base.relations.values()
    statuses = Counter(relation.status for relation in relations)
    claims = list(base.claims())
    grades = Counter(base.grade(claim) for claim in claims)
    cited = Counter(base.sources[claim.source].publisher for claim in claims)
    published = (source.published.earliest for source in base.sources.values())
    years = Counter(str(day.year) for day in published if day is not None)
    oldest = date(today.year - STALE_YEARS, today.month, min(today.day, 28))
    undated = [relation for relation in relations if not has_day(relation.start) and not has_day(relation.end)]
    classes = base.vocabulary.entity_classes
    return Quality(
        counts=counts(base),
        statuses=tuple((status, statuses[status]) for status in STATUSES),
        grades=tuple(sorted(grades.items())),
        publishers=tuple(sorted(cited.items(), key=lambda item: (-item[1], item[0]))),
        years=tuple(sorted(years.items())),
        contested=tuple(relation.id for relation in relations if relation.status == "contested"),
        denied=tuple(relation.id for relation in relations if relation.status == "denied"),
        single_source=tuple(relation.id for relation in relations if _has_one_voice(voices, relation)),
        one_speaker=tuple(relation.id for relation in relations if _has_one_speaker(relation)),
        undated=tuple(relation.id for relation in undated if UNKNOWN not in (relation.start, relation.end)),
        explicitly_undated=tuple(relation.id for relation in undated if UNKNOWN in (relation.start, relation.end)),
        stale=tuple(relation.id for relation in relations if _is_stale(base, relation, oldest)),
        without_ties=tuple(entity for entity in base.entities if entity not in base.relations_of),
        without_identifiers=tuple(
            entity.id
            for entity in base.entities.values()
            if classes[entity.type].folder in ("organizations", "people") and not entity.identifiers
        ),
    )


def _has_one_voice(voices: Voices, relation: Relation) -> bool:
    asserting = [claim.source for claim in relation.claims if claim.stance == "asserts"]
    return bool(asserting) and not voices.several(asserting)


def _has_one_speaker(relation: Relation) -> bool:
    """Whether a tie counts as corroborated because several publishers quote one and the same speaker."""
    speakers = {claim.by for claim in relation.claims}
    return relation.status == "corroborated" and len(speakers) == 1 and None not in speakers


def _is_stale(base: KnowledgeBase, relation: Relation, oldest: date) -> bool:
    cls = base.relation_class(relation)
    if cls.punctual or relation.status == "denied" or has_day(relation.end) or relation.end == ONGOING:
        return False
    newest = max(
        (base.sighting(claim).latest or date.max for claim in relation.claims if claim.stance == "asserts"),
        default=MIN_DAY,
    )
    return newest < oldest
