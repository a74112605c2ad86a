"""What is recorded, in numbers: how many of what, on whose word, and since when.

These are counts of records, denied ties among them; what the ties amount to is for the other measures. They are also
the first thing to look at before believing any of those: where one publisher speaks for half of the claims, the graph
shows what that publisher reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from khorasan_graph.model.dates import EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import STATUSES, Claim
from khorasan_graph.model.selection import EVERYTHING, Selection

RELIABILITIES = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher: how many of its sources are cited, for how many claims, and how many ties it alone asserts.

    The name is as written in the first source; spellings that differ only in case or accents are one publisher.
    """

    name: str
    sources: int
    claims: int
    alone: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The records that a selection admits.

    `entities` are counted by class: everyone, or with a selection those whom its ties name. `by_type`, `by_sign` and
    `by_status` count ties, `claims` the claims of those ties by stance, `grades` by grade (`B2`); `facts` are claims of
    numbers and fates, which no selection filters: None if there is one. `begun` counts ties by the year in which they
    began and `published` claims by the year of their source; a date that may lie in several years is counted under
    None, and `undated` counts ties without a beginning.
    """

    entities: dict[str, int]
    by_type: dict[str, int]
    by_sign: dict[str, int]
    by_status: dict[str, int]
    claims: dict[str, int]
    grades: dict[str, int]
    facts: int | None
    begun: dict[int | None, int]
    undated: int
    published: dict[int | None, int]
    sources: int
    publishers: tuple[Publisher, ...]

    @property
    def ties(self) -> int:
        return sum(self.by_status.values())


def counts(base: KnowledgeBase, selection: Selection = EVERYTHING) -> Counts:
    """Count what a selection admits; publishers with the most claims come first."""
    ties = list(selection.relations(base))
    claims = [claim for relation in ties for claim in relation.claims]
    named = {entity for relation in ties for entity in base.participants(relation)}
    everyone = base.entities if selection == EVERYTHING else sorted(named)
    signs = Counter(base.relation_class(relation).sign for relation in ties)
    stances = Counter(claim.stance for claim in claims)
    facts = sum(len(entity.quantities) + len(entity.fates) for entity in base.entities.values())
    grades = Counter(base.grade(claim) for claim in claims)
    return Counts(
        entities=_most_first(Counter(base.entities[one].type for one in everyone)),
        by_type=_most_first(Counter(relation.type for relation in ties)),
        by_sign={sign: signs[sign] for sign in "+-0"},
        by_status={status: sum(relation.status == status for relation in ties) for status in STATUSES},
        claims={"asserts": stances["asserts"], "denies": stances["denies"]},
        grades={grade: grades[grade] for grade in sorted(grades)},
        facts=facts if selection == EVERYTHING else None,
        begun=_by_year(_year(relation.start) for relation in ties if has_day(relation.start)),
        undated=sum(not has_day(relation.start) for relation in ties),
        published=_by_year(_year(base.sources[claim.source].published) for claim in claims),
        sources=len({claim.source for claim in claims}),
        publishers=_publishers(base, [relation.claims for relation in ties]),
    )


def _most_first(found: Counter[str]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _by_year(years: Iterable[int | None]) -> dict[int | None, int]:
    """How many there are of each year, in order; those of no one year last."""
    found = Counter(years)
    return {year: found[year] for year in sorted(found, key=lambda year: (year is None, year or 0))}


def _publishers(base: KnowledgeBase, ties: Iterable[tuple[Claim, ...]]) -> tuple[Publisher, ...]:
    """Everyone whose sources are cited for ties, those with the most claims first."""
    folded = {source.id: fold(source.publisher) for source in base.sources.values()}
    shown: dict[str, str] = {}
    for source in base.sources.values():
        shown.setdefault(folded[source.id], source.publisher)
    claims: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    cited: dict[str, set[str]] = {}
    for told in ties:
        for claim in told:
            claims[folded[claim.source]] += 1
            cited.setdefault(folded[claim.source], set()).add(claim.source)
        asserting = {folded[claim.source] for claim in told if claim.stance == "asserts"}
        if len(asserting) == 1:
            alone.update(asserting)
    order = sorted(claims, key=lambda name: (-claims[name], shown[name]))
    return tuple(Publisher(shown[name], len(cited[name]), claims[name], alone[name]) for name in order)


def _year(when: EdtfDate | None) -> int | None:
    """The one year that a date lies in; None if it may lie in several."""
    if when is None or when.earliest is None or when.latest is None or when.earliest.year != when.latest.year:
        return None
    return when.earliest.year
