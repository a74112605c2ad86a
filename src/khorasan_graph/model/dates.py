"""Dates as analysts know them: imprecise, uncertain, open; never more precise than written.

The notation is EDTF (Extended Date/Time Format, ISO 8601-2:2019 annex A) levels 0 and 1, without times of day.
Every date knows the earliest and the latest day it can mean. An approximate or uncertain date is widened by one
unit of its own precision on both sides (two units when it is both): `2014~` may mean 2013 to 2015, `2014-08~` July to
September. The `edtf` package, the oracle of the tests, widens years and decades alike; for months and days it widens
the year as well, which would let "about August 2014" mean July 2013.

This module must not guess: text that is not EDTF gives a `DateProblem` that says what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeGuard

MIN_DAY = date.min
MAX_DAY = date.max

ProblemKind = Literal["malformed", "impossible", "ambiguous", "words", "reversed"]


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date or interval as written, with the earliest and latest day it can mean (`None`: no bound that side)."""

    text: str
    earliest: date | None
    latest: date | None

    @property
    def is_interval(self) -> bool:
        return "/" in self.text

    def __str__(self) -> str:
        return self.text


def has_day(when: EdtfDate | None) -> TypeGuard[EdtfDate]:
    """Whether a date says anything of when, however roughly: `unknown`, `..` and None do not."""
    return when is not None and (when.earliest is not None or when.latest is not None)


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Why a text is not a date: what kind of fault, in words, and what the author may have meant."""

    kind: ProblemKind
    message: str
    hint: str = ""


UNKNOWN = EdtfDate("unknown", None, None)
"""The author says that the day is not known: an explicit absence, unlike a bound that nobody wrote down."""

ONGOING = EdtfDate("..", None, None)
"""An end that has not come: the tie is still in force."""

_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[?~%])?",
    re.ASCII,
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
_YEARS = {"year": 1, "decade": 10, "century": 100}
_SEASON_PADDING = timedelta(weeks=12)
_MARK_UNITS = {None: 0, "?": 1, "~": 1, "%": 2}


@lru_cache(maxsize=65536)
def parse_date(text: str) -> EdtfDate | DateProblem:
    """Read one EDTF date or interval.

    >>> parse_date("2014-08").latest
    datetime.date(2014, 8, 31)
    >>> parse_date("2014~").earliest
    datetime.date(2013, 1, 1)
    >>> parse_date("../2014").earliest is None
    True
    >>> parse_date("2001-02-30").kind
    'impossible'
    """
    if "/" in text:
        return _interval(text)
    return _single(text)


def parse_bound(text: str, *, end: bool) -> EdtfDate | DateProblem:
    """Read the start or the end of a period: an EDTF date, `unknown`, or, for an end, `..` (still in force)."""
    if text == "unknown":
        return UNKNOWN
    if text == "..":
        if end:
            return ONGOING
        return DateProblem("malformed", "a start cannot be `..`", "write `unknown`, or `../2014` for 2014 or before")
    return parse_date(text)


def _single(text: str) -> EdtfDate | DateProblem:
    match = _DATE.fullmatch(text)
    if match is None:
        return _explain(text)
    year_text, month_text, day_text = match["year"], match["month"], match["day"]
    if year_text == "0000":
        return DateProblem("impossible", "there is no year 0000", "write `unknown`, or leave the field out")
    first_year, last_year = int(year_text.replace("X", "0")), int(year_text.replace("X", "9"))
    first_year = max(first_year, 1)
    if month_text is not None and "X" in year_text and (month_text != "XX" or day_text not in (None, "XX")):
        return DateProblem("malformed", "a month needs a whole year", "write the decade alone, such as `201X`")
    if month_text == "XX" and day_text not in (None, "XX"):
        return DateProblem("malformed", "a day needs a month", f"write `{year_text}` or `{year_text}-XX-XX`")
    if month_text in (None, "XX"):
        unit = {0: "year", 1: "decade", 2: "century"}[year_text.count("X")]
        earliest, latest = date(first_year, 1, 1), date(last_year, 12, 31)
    elif int(month_text) in _SEASONS:
        if day_text is not None:
            return DateProblem("malformed", "a season has no day", f"write `{year_text}-{month_text}`")
        unit = "season"
        begin, finish = _SEASONS[int(month_text)]
        earliest = date(first_year, begin, 1)
        last_year = first_year + (1 if finish < begin else 0)
        latest = _last_day(last_year, finish) if last_year <= MAX_DAY.year else MAX_DAY
    elif not 1 <= int(month_text) <= 12:
        hint = f"the order is year, month, day; write `{year_text}` if the month is not known"
        return DateProblem("impossible", f"there is no month {month_text}", hint)
    elif day_text in (None, "XX"):
        unit = "month"
        earliest, latest = date(first_year, int(month_text), 1), _last_day(first_year, int(month_text))
    else:
        unit = "day"
        day = int(day_text)
        if not 1 <= day <= monthrange(first_year, int(month_text))[1]:
            hint = f"write `{year_text}-{month_text}` if the day is not known"
            return DateProblem("impossible", f"{year_text}-{month_text} has no day {day_text}", hint)
        earliest = latest = date(first_year, int(month_text), day)
    units = _MARK_UNITS[match["mark"]]
    if units:
        earliest, latest = _widen(earliest, latest, unit, units)
    return EdtfDate(text, earliest, latest)


def _widen(earliest: date, latest: date, unit: str, units: int) -> tuple[date, date]:
    """Move both bounds outwards by `units` of the date's own precision; stop at the ends of the calendar."""
    if unit in _YEARS:
        years = _YEARS[unit] * units
        return date(max(earliest.year - years, 1), 1, 1), date(min(latest.year + years, 9999), 12, 31)
    if unit == "month":
        low = max(earliest.year * 12 + earliest.month - 1 - units, 12)
        high = min(latest.year * 12 + latest.month - 1 + units, 9999 * 12 + 11)
        return date(low // 12, low % 12 + 1, 1), _last_day(high // 12, high % 12 + 1)
    step = (_SEASON_PADDING if unit == "season" else timedelta(days=1)) * units
    low_day = earliest - step if earliest - MIN_DAY >= step else MIN_DAY
    high_day = latest + step if MAX_DAY - latest >= step else MAX_DAY
    return low_day, high_day


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _interval(text: str) -> EdtfDate | DateProblem:
    sides = text.split("/")
    if _SLASHED.fullmatch(text):
        return _explain(text)
    if len(sides) != 2:
        return DateProblem("malformed", "an interval has one slash", "write `2014-03/2014-08`")
    parsed: list[EdtfDate | None] = []
    for side in sides:
        if side in ("", ".."):
            parsed.append(None)
            continue
        value = _single(side)
        if isinstance(value, DateProblem):
            return value
        parsed.append(value)
    begin, finish = parsed
    if begin is None and finish is None:
        return DateProblem("malformed", "an interval needs at least one end", "write `unknown` if nothing is known")
    earliest = begin.earliest if begin else None
    latest = finish.latest if finish else None
    if begin and finish and begin.earliest and finish.latest:
        plain_begin, plain_finish = _plain(begin), _plain(finish)
        if plain_begin.earliest and plain_finish.latest and plain_begin.earliest > plain_finish.latest:
            return DateProblem(
                "reversed", f"the interval ends before it begins: `{text}`", f"write `{sides[1]}/{sides[0]}`"
            )
    return EdtfDate(text, earliest, latest)


def _plain(value: EdtfDate) -> EdtfDate:
    """The same date without its mark of doubt: widening must not hide that an interval runs backwards."""
    plain = _single(value.text.rstrip("?~%"))
    return plain if isinstance(plain, EdtfDate) else value


_MONTHS = {name: number for number, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
)}  # fmt: skip
_SEASON_WORDS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_THIRDS = {"early": ("01", "04"), "mid": ("05", "08"), "late": ("09", "12")}
_DECADE_PARTS = {"early": (0, 4), "mid": (3, 7), "late": (6, 9)}
_ANY_DATE = "write EDTF: `2014`, `2014-08`, `2014-08-26`, `2014~`, `2014?`, `../2014`"
_LONGEST = 60
_SLASHED = re.compile(
    r"\d{1,2}/\d{1,2}/(?:\d{2}|\d{4})|\d{4}/\d{1,2}(?:/\d{1,2})?|\d{1,2}/\d{4}|[A-Za-z][^/]*/[^/]*", re.ASCII
)
"""A slash that stands for something else than an interval."""

_HIJRI = re.compile(r"\b(?:ah|a\.h\.|sh|s\.h\.|ap|hijri|shamsi|qamari)\b")
_ABOUT = re.compile(r"(?:circa|ca\.?|c\.?|about|around|approx(?:imately|\.)?|roughly|some time in|~)\s*(?=\d|[a-z])")
_BEFORE = re.compile(r"(?:before|until|by|prior to|no later than|up to)\b")
_AFTER = re.compile(r"(?:after|since|from|as of|no earlier than)\b")
_TWO = re.compile(
    r"(?:between\s+|from\s+)?(\d{4}(?:-\d{2}){0,2})(?:\s*(?:\bor\b|\band\b|\bto\b|[–—])\s*|-|\s-\s)(\d{4}(?:-\d{2}){0,2})"
)


def _proposal(*candidates: str) -> str:
    """`write ...`, naming those of the texts that are dates; empty if none is."""
    good = [text for text in dict.fromkeys(candidates) if isinstance(_parsed(text), EdtfDate)]
    return "write " + " or ".join(f"`{text}`" for text in good) if good else ""


def _parsed(text: str) -> EdtfDate | None:
    """The date that a text is, without explanations (which would end in themselves)."""
    if text.count("/") > 1 or not all(side in ("", "..") or _DATE.fullmatch(side) for side in text.split("/")):
        return None
    parsed = _interval(text) if "/" in text else _single(text)
    return parsed if isinstance(parsed, EdtfDate) else None


def _explain(text: str) -> DateProblem:
    """Say why a text is not EDTF and what its author may have meant; never convert it silently."""
    shown = f"`{_shorten(text)}`"
    lowered = text.strip().lower()
    if len(lowered) > _LONGEST:
        return DateProblem("malformed", f"{shown} is not a date", _ANY_DATE)
    if lowered != text and _proposal(lowered):
        return DateProblem("malformed", f"{shown} has spaces around it", _proposal(lowered))
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in lowered)
    if plain != lowered:
        return DateProblem("malformed", f"{shown} has other digits than 0 to 9", _proposal(plain) or _ANY_DATE)
    spaced = re.sub(r"(?<=[a-z])[-/.]|[-/.](?=[a-z])", " ", lowered)
    for problem in (_in_digits(shown, lowered), _in_words(shown, lowered), _in_words(shown, spaced)):
        if problem is not None:
            return problem
    return DateProblem("malformed", f"{shown} is not a date", _ANY_DATE)


def _in_digits(shown: str, lowered: str) -> DateProblem | None:
    """Dates in digits, in another order or with other signs."""
    if re.match(r"\d{4}-\d{2}-\d{2}[t ]", lowered):
        hint = _proposal(lowered[:10]) or _proposal(lowered[:7]) or _ANY_DATE
        return DateProblem("malformed", f"{shown} has a time of day", hint)
    match = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})", lowered)
    if match:
        day, month, year = match.groups()
        orders = (f"{year}-{int(month):02}-{int(day):02}", f"{year}-{int(day):02}-{int(month):02}")
        hint = _proposal(*orders)
        if hint and " or " not in hint:
            return DateProblem("ambiguous", f"{shown} is not written year first", hint)
        hint = f"{hint}, whichever is meant" if hint else "write it year first: `2001-04-03`"
        return DateProblem("ambiguous", f"{shown} is ambiguous", hint)
    match = re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", lowered)
    if match:
        hint = _proposal(f"{match[2]}-{int(match[1]):02}") or _ANY_DATE
        return DateProblem("ambiguous", f"{shown} is not written year first", hint)
    match = re.fullmatch(r"(\d{4})[/.\-_ ](\d{1,2})(?:[/.\-_ ](\d{1,2}))?", lowered)
    if match:
        signs = "lacks a zero" if re.fullmatch(r"[\d-]+", lowered) else "has other signs than hyphens"
        hyphened = "-".join(part.zfill(2) for part in match.groups() if part)
        century = f"{match[1]}/{match[1][:2]}{match[2]}"
        hint = _proposal(hyphened) or (_proposal(century) if not match[3] else "") or _ANY_DATE
        return DateProblem("malformed", f"{shown} {signs}", hint)
    if re.fullmatch(r"\d{8}", lowered):
        hint = _proposal(f"{lowered[:4]}-{lowered[4:6]}-{lowered[6:]}")
        return DateProblem("malformed", f"{shown} has no hyphens", hint or _ANY_DATE)
    if re.fullmatch(r"\d{1,2}", lowered):
        return DateProblem("ambiguous", f"{shown} is ambiguous", "write all four digits of the year")
    match = re.fullmatch(r"([~?%])\s*(\d{4}(?:-\d{2}){0,2})", lowered)
    if match:
        return DateProblem("malformed", f"{shown} has its sign in front", _proposal(match[2] + match[1]) or _ANY_DATE)
    match = re.fullmatch(r"(\d{4}(?:-\d{2}){0,2})(?:\?~|~\?)", lowered)
    if match:
        return DateProblem("malformed", f"{shown} has two signs", _proposal(match[1] + "%") or _ANY_DATE)
    match = re.fullmatch(r"(\d{3})[?_-]|(\d{2})(?:\?\?|__|--)", lowered)
    if match:
        decade = _proposal(f"{match[1]}X" if match[1] else f"{match[2]}XX")
        return DateProblem("malformed", f"{shown} is not a date", decade)
    match = re.fullmatch(r"(\d{4})[-–—](\d{2})", lowered)
    if match:
        hint = _proposal(f"{match[1]}/{match[1][:2]}{match[2]}") or _ANY_DATE
        return DateProblem("ambiguous", f"{shown} is ambiguous", hint)
    return None


def _in_words(shown: str, lowered: str) -> DateProblem | None:
    """Dates in words, as prose has them."""
    if lowered in {"?", "??", "unknown", "n/a", "na", "-", "tbd", "none", "present", "now", "ongoing", "today"}:
        hint = "write `unknown` as `start` or `end`, or leave the field out"
        if lowered in {"present", "now", "ongoing", "today"}:
            hint = "write `..` as `end` for what is still in force"
        return DateProblem("words", f"{shown} says no date", hint)
    if _HIJRI.search(lowered):
        hint = "write the date of the Gregorian calendar"
        return DateProblem("words", f"{shown} is of another calendar", hint)
    worded = re.fullmatch(
        r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3})[a-z]*\.?,?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4}|'?\d{2})",
        lowered,
    )
    if worded and worded[2] in _MONTHS:
        if len(worded[4]) != 4:
            hint = "write it as `2001-04-03`, with all four digits of the year"
            return DateProblem("ambiguous", f"{shown} is ambiguous", hint)
        month, day = f"{worded[4]}-{_MONTHS[worded[2]]:02}", worded[1] or worded[3]
        hint = (_proposal(f"{month}-{int(day):02}") if day else "") or _proposal(month) or _ANY_DATE
        return DateProblem("ambiguous", f"{shown} is not written year first", hint)
    decade = re.fullmatch(r"(?:(?:the|in|early|mid|late)[\s-]+)*(\d{3})0'?s", lowered)
    if decade:
        start = int(decade[1]) * 10
        low, high = next((value for word, value in _DECADE_PARTS.items() if word in lowered), (0, 9))
        part = f"{decade[1]}X" if (low, high) == (0, 9) else f"{start + low:04}~/{start + high:04}~"
        return DateProblem("words", f"{shown} is in words", _proposal(part) or _ANY_DATE)
    two = _TWO.fullmatch(lowered)
    if two:
        hint = _proposal(f"{two[1]}/{two[2]}", f"{two[2]}/{two[1]}") or _ANY_DATE
        return DateProblem("words", f"{shown} is not an interval", f"{hint}: some time between")
    found = re.search(r"(?<!\d)(?<!\d-)\d{4}(?:-\d{2}){0,2}(?![\d-])", lowered)
    if found is None or not re.search(r"[a-z]", lowered):
        return None
    when = found[0]
    month = next((f"{when}-{number:02}" for word, number in _MONTHS.items() if re.search(rf"\b{word}", lowered)), when)
    season = next((f"{when}-{number}" for word, number in _SEASON_WORDS.items() if word in lowered), "")
    third = next((f"{when}-{a}/{when}-{b}" for word, (a, b) in _THIRDS.items() if re.search(rf"\b{word}", lowered)), "")
    if _ABOUT.match(lowered) or "approx" in lowered:
        hint = _proposal(f"{month}~")
    elif _BEFORE.match(lowered):
        hint = _proposal(f"../{month}")
    elif _AFTER.match(lowered):
        hint = _proposal(f"{month}/..")
    else:
        hint = _proposal(season) or (_proposal(third) if month == when else "") or _proposal(month)
    return DateProblem("words", f"{shown} is in words", hint or _ANY_DATE)


def _shorten(text: str, limit: int = 40) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= limit else text[: limit - 1] + "…"
