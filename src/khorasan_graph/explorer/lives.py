"""How long organizations were there, as far as anybody says: the lives that the genealogy draws.

A life is what is recorded: the start and end of an entity, or else its founding. Where neither is, it runs from the
first to the last day on which a tie shows the organization to be there, and is marked as seen only. Nothing is
invented beyond: an end that nobody recorded stays open. A denied tie shows nothing, a contested one only where no other
does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khorasan_graph.model.dates import ONGOING, EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.vocabulary import RelationClass

_FADE = 182
"""Days beyond what is known that an open end takes on paper."""

_NO_SIGN_OF_LIFE = ("Designation", "Identity")
"""Families whose ties outlive their ends: a list keeps the dead."""


@dataclass(frozen=True, slots=True)
class Life:
    """How long an organization is known to have been there, in days.

    It certainly was from `known_from` to `known_to`; where these run backwards, on no day in particular. It may have
    been from `earliest` to `latest`; None is open: nobody says. `begun` and `ended` tell that the beginning and the
    end are recorded, `ongoing` that it is recorded as still there.
    """

    known_from: int
    known_to: int
    earliest: int | None
    latest: int | None
    begun: bool
    ended: bool
    ongoing: bool

    @property
    def span(self) -> tuple[int, int]:
        """The days from the first to the last that anything is drawn for, a little more where an end is open."""
        low, high = min(self.known_from, self.known_to), max(self.known_from, self.known_to)
        first = low - _FADE if self.earliest is None else min(low, self.earliest)
        last = high + _FADE if self.latest is None and not self.ongoing else max(high, self.latest or high)
        return first, last


def lives_of(
    base: KnowledgeBase, organizations: Sequence[str], relations: Sequence[Relation]
) -> dict[str, Life | None]:
    """The life of each organization, as it is recorded or as its ties show it."""
    sure: dict[str, list[tuple[int | None, int | None]]] = {}
    doubtful: dict[str, list[tuple[int | None, int | None]]] = {}
    foundings: dict[str, list[EdtfDate]] = {}
    for relation in relations:
        cls = base.relation_class(relation)
        if relation.status == "denied" or cls.family in _NO_SIGN_OF_LIFE:
            continue
        seen = _sighting(cls, relation)
        found = doubtful if relation.status == "contested" else sure
        for end in dict.fromkeys(end for pair in base.edges(relation) for end in pair[:2]):
            found.setdefault(end, []).append(seen)
        if "Founding" in (cls.name, *cls.ancestors) and relation.status != "contested" and relation.start is not None:
            foundings.setdefault(relation.object, []).append(relation.start)
    newest = newest_day(base)
    return {
        organization: _life(
            _recorded_start(base.entities[organization].start, foundings.get(organization, [])),
            base.entities[organization].end,
            sure.get(organization) or doubtful.get(organization, []),
            newest,
        )
        for organization in organizations
    }


def _sighting(cls: RelationClass, relation: Relation) -> tuple[int | None, int | None]:
    """The first and the last day on which a tie shows its ends to be there: by the first, and still on the last."""
    first = day_number(relation.known_from)
    if cls.punctual:
        return first, day_number(relation.start.earliest if relation.start else None)
    ongoing = relation.known_from is not None and relation.known_to is None
    return first, date.max.toordinal() if ongoing else day_number(relation.known_to)


def newest_day(base: KnowledgeBase) -> int:
    """The newest day that the sources certainly reach; a source "of this century" reaches no further than its begin."""
    days = [source.published.earliest for source in base.sources.values()]
    ends = [source.published.latest for source in base.sources.values()]
    newest = max((day for day in days if day is not None), default=None) or max(filter(None, ends), default=None)
    return (newest or date(2000, 1, 1)).toordinal()


def _recorded_start(start: EdtfDate | None, foundings: Sequence[EdtfDate]) -> EdtfDate | None:
    if has_day(start):
        return start
    dated = [founding for founding in foundings if has_day(founding)]
    return min(dated, key=lambda day: (day.latest or date.max, day.text), default=None)


def _life(
    start: EdtfDate | None, end: EdtfDate | None, seen: Sequence[tuple[int | None, int | None]], newest: int
) -> Life | None:
    """What is recorded, narrowed by what was seen within it; without a record, what was seen."""
    begin = _bounds(start)
    finish = _bounds(end)
    ongoing = end == ONGOING
    low, high = begin[0] or 0, finish[1] or date.max.toordinal()
    firsts = [first for first, _ in seen if first is not None and low <= first <= high]
    lasts = [min(last, newest) for _, last in seen if last is not None and low <= last]
    lasts = [last for last in lasts if last <= high] + [finish[1] for last in lasts if finish[1] and last > high]
    firsts += [max(min(day, newest), low) for day in (begin[1],) if day is not None]
    lasts += [day for day in (finish[0], newest if ongoing else None) if day is not None]
    if not firsts and not lasts and begin == finish == (None, None):
        return None
    known_from = min(firsts, default=None)
    known_to = max(lasts, default=None)
    if known_from is None:
        known_from = begin[0] if begin[0] is not None else known_to if known_to is not None else finish[1]
    if known_to is None:
        known_to = known_from if finish[1] is None else min(known_from or finish[1], finish[1])
    if known_from is None or known_to is None:
        return None
    return Life(known_from, known_to, begin[0], finish[1], has_day(start), has_day(end), ongoing)


def _bounds(bound: EdtfDate | None) -> tuple[int | None, int | None]:
    return (day_number(bound.earliest), day_number(bound.latest)) if bound is not None else (None, None)


def day_number(value: date | None) -> int | None:
    return value.toordinal() if value is not None else None
