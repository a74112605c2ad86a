"""Dates, periods and grades in English, for every output that speaks in sentences: never surer than what was written.

How a single date is put (`2014-08`, `August 2014`) is the caller's choice; what may be said of a period is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, ONGOING, UNKNOWN, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Entity, Relation, Status

CREDIBILITY = {
    1: "confirmed",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
STATUS: dict[Status, str] = {
    "corroborated": "two or more independent publishers assert it, and nobody denies it",
    "reported": "asserted, but not by two independent publishers; nobody denies it",
    "contested": "some assert it, some deny it",
    "denied": "it is only denied: nobody asserts it",
}

MONTHS = tuple("January February March April May June July August September October November December".split())
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

Put = Callable[[str], str]
"""How a date without a slash, or a text of the data, is put."""


def as_written(date: str) -> str:
    return date


@lru_cache(maxsize=65536)
def spoken(date: str) -> str:
    """A date without a slash as it is spoken; what is doubtful stays so.

    >>> spoken("2014-08-26"), spoken("2014-08~"), spoken("201X?")
    ('26 August 2014', 'about August 2014', 'the 2010s (uncertain)')
    """
    mark = date[-1:] if date[-1:] in ("?", "~", "%") else ""
    plain = _plain(date.removesuffix(mark) if mark else date)
    return f"{'about ' if mark in ('~', '%') else ''}{plain}{' (uncertain)' if mark in ('?', '%') else ''}"


def _plain(date: str) -> str:
    year, _, rest = date.partition("-")
    month, _, day_of_month = rest.partition("-")
    if year.endswith("XX"):
        return f"the years {year.replace('X', '0')} to {year.replace('X', '9')}"
    if year.endswith("X"):
        return f"the {year.replace('X', '0')}s"
    if month in SEASONS:
        return f"{SEASONS[month]} {year}"
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        return year
    told = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day_of_month)} {told}" if day_of_month.isdecimal() else told


def sentence(base: KnowledgeBase, relation: Relation, put: Put = as_written) -> str:
    """A tie in words, subject first: `Jamaat-ul-Ahrar split from Tehrik-i-Taliban Pakistan`.

    `put` says how a text of the data is put: a name, or what was written in words of its own.
    """
    cls = base.relation_class(relation)
    told = f"{put(base.entities[relation.subject].name)} {cls.phrase} {put(base.entities[relation.object].name)}"
    extras = []
    for key, values in relation.qualifiers:
        qualifier = cls.qualifier_by_key[key]
        if qualifier.is_entity:
            shown = ", ".join(put(base.entities[value].name) for value in values)
        elif qualifier.range is not None:
            shown = ", ".join(base.vocabulary.terms(qualifier.range)[value].label for value in values)
        else:
            shown = put(", ".join(values))
        extras.append(f"{qualifier.label}: {shown}")
    if relation.place is not None:
        extras.append(f"in {put(base.entities[relation.place].name)}")
    return told + (f" ({'; '.join(extras)})" if extras else "")


def many(count: int, one: str, several: str | None = None) -> str:
    """A count with its noun: `1 tie`, `1,336 ties`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def day(when: EdtfDate | None, put: Put = as_written) -> str:
    """A date; an interval, which only says between which days something lies, in words."""
    if when is None or "/" not in when.text:
        return put(str(when))
    first, last = when.text.split("/")
    if first in ("", ".."):
        return f"{put(last)} or before"
    return f"{put(first)} or after" if last in ("", "..") else f"some time between {put(first)} and {put(last)}"


def period(base: KnowledgeBase, relation: Relation, put: Put = as_written) -> str:
    """When a tie held, as the editor read it; where that leaves it open, when it was sighted; empty if nobody says."""
    start, end = relation.start, relation.end
    begun, ended = start is not None and start != UNKNOWN, end is not None and end not in (UNKNOWN, ONGOING)
    sighted = _sighted(base, relation, put)
    if base.relation_class(relation).punctual:
        return day(start, put) if begun else ", ".join(["undated", *sighted] if sighted else [])
    first = f"from {day(start, put)}" if begun else "start unknown" if start == UNKNOWN else "no start recorded"
    last = f"until {day(end, put)}" if ended else "end unknown" if end == UNKNOWN else "no end recorded"
    if end == ONGOING:
        return f"{first}, still in force"
    if begun and ended:
        return day(start, put) if start == end else f"{first}{',' if '/' in str(start) else ''} {last}"
    if begun:
        return ", ".join([first, last, *sighted])
    if ended:
        return f"{last}, {first}"
    explicit = [word for word in (first, last) if word.endswith("unknown")]
    return ", ".join([*(explicit or ["undated"]), *sighted]) if explicit or sighted else ""


def _sighted(base: KnowledgeBase, relation: Relation, put: Put) -> list[str]:
    seen = {when for claim in relation.claims if claim.stance == "asserts" for when in base.spoken_of(claim)}
    if not seen:
        return []
    # "2021 or before" is of 2021: it must be neither the first sighting of all nor hide the last.
    first = min(seen, key=lambda when: (when.earliest or when.latest or MIN_DAY, when.text))
    last = max(seen, key=lambda when: (when.latest or when.earliest or MAX_DAY, when.text))
    return [f"sighted {day(first, put)}" if first == last else f"sighted {day(first, put)} to {day(last, put)}"]


def span(start: EdtfDate | None, end: EdtfDate | None, put: Put = as_written) -> str:
    """A period of which either side may be missing: `2007 to 2014`, `2007`, `? to 2014`; empty if both are."""

    def text(when: EdtfDate | None) -> str:
        return "" if when is None or when == UNKNOWN else "today" if when == ONGOING else day(when, put)

    first, last = text(start), text(end)
    return f"{first or '?'} to {last}" if last else first


def life_words(entity: Entity, role: str) -> str:
    """How long an entity existed, in the words that fit what it is; empty if nobody says."""
    if role == "Event":
        # An interval is the time that it took, or the time in which it took place: `between` says both.
        return day(entity.start, spoken).removeprefix("some time ") if entity.start is not None else ""
    told = []
    first, last = ("born", "died") if role == "Person" else ("from", "until")
    if entity.start is not None and entity.start != UNKNOWN:
        told.append(f"{first} {day(entity.start, spoken)}")
    if entity.end is not None and entity.end not in (UNKNOWN, ONGOING):
        told.append(f"{last} {day(entity.end, spoken)}")
    life = (", " if role == "Person" else " ").join(told)
    if entity.end == ONGOING:
        return f"{life}, still there" if life else "still there"
    return life
