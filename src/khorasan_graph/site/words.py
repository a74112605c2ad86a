"""English for people who read pages: dates as they are spoken, counts, and what a status rests on."""

from __future__ import annotations

from khorasan_graph.model.dates import ONGOING, UNKNOWN, EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Relation
from khorasan_graph.model.words import CREDIBILITY, RELIABILITY, day, many, period, span, spoken


def date_words(when: EdtfDate | None) -> str:
    """A date or an interval in words."""
    if when is None or when == UNKNOWN:
        return "unknown"
    return "still in force" if when == ONGOING else day(when, spoken)


def period_words(base: KnowledgeBase, relation: Relation) -> str:
    """When a tie held, or when it was seen to; never empty."""
    return period(base, relation, spoken) or "undated"


def span_words(start: EdtfDate | None, end: EdtfDate | None) -> str:
    return span(start, end, spoken)


def account_words(claim: Claim, punctual: bool) -> str:
    """The period as one claim states it; empty if it states none of its own."""
    told = []
    if claim.start is not None:
        told.append(f"{'it was' if punctual else 'it began'} {date_words(claim.start)}")
    if claim.end is not None:
        told.append(f"it {'is still in force' if claim.end == ONGOING else f'ended {date_words(claim.end)}'}")
    return " and ".join(told)


def grade_words(grade: str) -> str:
    """`B3` in words."""
    source, claim = grade[:1], grade[1:]
    figure = CREDIBILITY.get(int(claim), "not graded") if claim.isdecimal() else "not graded"
    return f"source {RELIABILITY.get(source, 'not graded')}, claim {figure}"


def capital(text: str) -> str:
    """Words as they stand at the beginning of a line."""
    return text[:1].upper() + text[1:]


def weight_words(relation: Relation) -> str:
    """How many claims speak for a tie and how many against."""
    denials = sum(claim.stance == "denies" for claim in relation.claims)
    claims = len(relation.claims) - denials
    told = [many(claims, "claim") + (" asserts it" if claims == 1 else " assert it")] if claims else []
    if denials:
        told.append(f"{many(denials, 'claim') if not claims else denials} {'denies' if denials == 1 else 'deny'} it")
    return ", ".join(told)


def held_words(relation: Relation, punctual: bool) -> str:
    """Over which days a tie is known to hold, or may."""

    def spoken_day(when: object) -> str:
        return spoken(str(when))

    if relation.known_from is None:
        known = "on no day for certain"
    elif punctual or relation.known_to is None:
        known = f"from {spoken_day(relation.known_from)} on"
    elif relation.known_from > relation.known_to:
        known = f"on some day between {spoken_day(relation.known_to)} and {spoken_day(relation.known_from)}"
    elif relation.known_from == relation.known_to:
        known = f"on {spoken_day(relation.known_from)}"
    else:
        known = f"from {spoken_day(relation.known_from)} to {spoken_day(relation.known_to)}"
    return known


def possible_words(relation: Relation) -> str:
    """The widest period in which a tie may have held."""
    first, last = relation.possible_from, relation.possible_to
    if first is None and last is None:
        return "nothing rules out any day"
    if first is None:
        return f"at any time until {spoken(str(last))}"
    return f"at any time from {spoken(str(first))}{f' to {spoken(str(last))}' if last is not None else ' on'}"
