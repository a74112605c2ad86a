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
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

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
        return DateProblem("impossible", "there is no year 0000")
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
            return DateProblem("malformed", "a season has no day")
        unit = "season"
        begin, finish = _SEASONS[int(month_text)]
        earliest = date(first_year, begin, 1)
        latest = _last_day(first_year + (1 if finish < begin and first_year < 9999 else 0), finish)
    elif not 1 <= int(month_text) <= 12:
        return DateProblem("impossible", f"there is no month {month_text}")
    elif day_text in (None, "XX"):
        unit = "month"
        earliest, latest = date(first_year, int(month_text), 1), _last_day(first_year, int(month_text))
    else:
        unit = "day"
        day = int(day_text)
        if not 1 <= day <= monthrange(first_year, int(month_text))[1]:
            return DateProblem("impossible", f"{year_text}-{month_text} has no day {day_text}")
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
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2,4}", text):
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


def _explain(text: str) -> DateProblem:
    """Say why a text is not EDTF and what its author may have meant; never convert it silently."""
    lowered = text.strip().lower()
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", lowered)
    if re.match(r"\d{4}-\d{2}-\d{2}t", lowered):
        return DateProblem("malformed", f"`{text}` has a time of day", f"write the day only: `{text[:10]}`")
    numbers = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})", lowered)
    if numbers:
        day, month, year = numbers.groups()
        readings = (f"`{year}-{int(month):02}-{int(day):02}`", f"`{year}-{int(day):02}-{int(month):02}`")
        hint = "write " + " or ".join(readings) + ", whichever is meant"
        return DateProblem(
            "ambiguous", f"`{text}` is ambiguous", hint if len(year) == 4 else "write it as `2001-04-03`"
        )
    worded = re.fullmatch(r"(?:(\d{1,2})\s+)?([a-z]{3})[a-z]*\.?,?\s+(?:(\d{1,2}),?\s+)?(\d{4}|'?\d{2})", lowered)
    if worded and worded[2] in _MONTHS:
        day_number = worded[1] or worded[3]
        if len(worded[4]) == 4:
            day_part = f"-{int(day_number):02}" if day_number else ""
            return DateProblem(
                "ambiguous",
                f"`{text}` is not written year first",
                f"write `{worded[4]}-{_MONTHS[worded[2]]:02}{day_part}`",
            )
        return DateProblem(
            "ambiguous",
            f"`{text}` is ambiguous",
            "write it as `2001-04-03`, with all four digits of the year",
        )
    decade = re.fullmatch(r"(?:(?:the|in|early|mid|late)[\s-]+)*(\d{3})0'?s", lowered)
    if decade:
        start = int(decade[1]) * 10
        span = {"early": (0, 4), "mid": (3, 7), "late": (6, 9)}
        low, high = next((value for word, value in span.items() if word in lowered), (0, 9))
        suggestion = f"{decade[1]}X" if (low, high) == (0, 9) else f"{start + low}~/{start + high}~"
        return DateProblem("words", f"`{text}` is in words", f"write `{suggestion}`")
    if years and re.search(r"[a-z]", lowered):
        year = years[0]
        if re.match(r"(circa|ca\.?|c\.?|about|around|approx|roughly)\b", lowered):
            return DateProblem("words", f"`{text}` is in words", f"write `{year}~`")
        if re.match(r"(before|until|by|prior)\b", lowered):
            return DateProblem("words", f"`{text}` is in words", f"write `../{year}`")
        if re.match(r"(after|since|from)\b", lowered):
            return DateProblem("words", f"`{text}` is in words", f"write `{year}/..`")
        return DateProblem(
            "words", f"`{text}` is in words", f"write `{year}~` for about {year}, `{year}?` for uncertain"
        )
    if lowered in {"?", "unknown", "n/a", "na", "-", "tbd", "none"}:
        return DateProblem(
            "words", f"`{text}` says no date", "write `unknown` as `start` or `end`, or leave the field out"
        )
    if re.fullmatch(r"\d{2}", lowered):
        return DateProblem("ambiguous", f"`{text}` is ambiguous", "write all four digits of the year")
    if re.fullmatch(r"\d{8}", lowered):
        return DateProblem("malformed", f"`{text}` has no hyphens", f"write `{text[:4]}-{text[4:6]}-{text[6:]}`")
    if re.fullmatch(r"\d{4}-\d{1,2}(-\d{1,2})?", lowered):
        parts = lowered.split("-")
        return DateProblem(
            "malformed", f"`{text}` lacks a zero", "write `" + "-".join(part.zfill(2) for part in parts) + "`"
        )
    return DateProblem(
        "malformed",
        f"`{_shorten(text)}` is not a date",
        "write EDTF: `2014`, `2014-08`, `2014-08-26`, `2014~`, `2014?`, `../2014`",
    )


def _shorten(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
