"""When a tie holds: derived from its period and from the sightings that its claims are.

Evidence is the start, the end and every sighting (the date an asserting claim speaks of). A tie is *known* to hold
from the day by which the first piece of evidence has certainly come to the day on which the last can still be to
come; it *may* hold from the earliest day it can have begun to the latest it can have ended. A punctual tie (a split, a
defection) holds from its date on: it happened, and stays true. Sightings outside what the editor says is possible are
left out here; the check reports them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, ONGOING, EdtfDate
from khorasan_graph.model.records import Relation

Activity = Literal["active", "possible", "inactive"]


class Holding(NamedTuple):
    """The four days of a tie. None is no bound; where `known_from` is None, the tie is not known to hold on any day."""

    known_from: date | None
    known_to: date | None
    possible_from: date | None
    possible_to: date | None


def holding(
    start: EdtfDate | None,
    end: EdtfDate | None,
    sightings: Iterable[EdtfDate],
    *,
    punctual: bool,
    alive_from: date | None = None,
    alive_to: date | None = None,
) -> Holding:
    """The days over which a tie is known to hold and may hold.

    `alive_from` and `alive_to` bound the lives of its ends: nobody is tied before being there, nor, in a lasting tie,
    after being gone.

    `known_from` may lie after `known_to`: one sighting "in 2014" proves the tie on some day of 2014 and on no day in
    particular. `activity` reads such a pair rightly.
    """
    possible_from = max(filter(None, (start.earliest if start is not None else None, alive_from)), default=None)
    ends = () if punctual else (end.latest if end is not None else None, alive_to)
    possible_to = min(filter(None, ends), default=None)
    low, high = possible_from or MIN_DAY, possible_to or MAX_DAY
    evidence = [seen for seen in (start, end, *sightings) if seen is not None and (seen.earliest or seen.latest)]
    firsts: list[date] = []
    lasts: list[date] = []
    for seen in evidence:
        if low <= high and (seen.latest or MAX_DAY) >= low and (seen.earliest or MIN_DAY) <= high:
            if seen.latest is not None or possible_to is not None:
                firsts.append(min(seen.latest or MAX_DAY, high))
            if seen.earliest is not None or possible_from is not None:
                lasts.append(max(seen.earliest or MIN_DAY, low))
    lasts_for_good = punctual or (end == ONGOING and possible_to is None)
    if not firsts or not (lasts or lasts_for_good):
        return Holding(None, None, possible_from, possible_to)
    known_to = None if lasts_for_good else max(lasts)
    return Holding(min(firsts), known_to, possible_from, possible_to)


def activity(relation: Relation, when: EdtfDate) -> Activity:
    """Whether a tie holds on some day that `when` can mean: surely (`active`), perhaps (`possible`), or not."""
    first, last = when.earliest or MIN_DAY, when.latest or MAX_DAY
    if relation.known_from is not None and relation.known_from <= last and (relation.known_to or MAX_DAY) >= first:
        return "active"
    if (relation.possible_from or MIN_DAY) <= last and (relation.possible_to or MAX_DAY) >= first:
        return "possible"
    return "inactive"


def can_coincide(relations: Iterable[Relation]) -> bool:
    """Whether there is a day on which all of these ties may hold."""
    begin, finish = MIN_DAY, MAX_DAY
    for relation in relations:
        begin = max(begin, relation.possible_from or MIN_DAY)
        finish = min(finish, relation.possible_to or MAX_DAY)
    return begin <= finish
