"""EDTF dates against the `edtf` package, and what is proposed for texts that are no dates."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Any

import pytest
from edtf import parse_edtf
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from khorasan_graph.model.dates import ONGOING, UNKNOWN, DateProblem, EdtfDate, parse_bound, parse_date

MONTHS = st.integers(1, 12).map("{:02}".format)
DAYS = st.integers(1, 31).map("{:02}".format)
YEARS = st.one_of(st.integers(1, 9999), st.integers(1900, 2100)).map("{:04}".format)
DECADES = st.integers(1, 999).map("{:03}X".format)
CENTURIES = st.integers(1, 99).map("{:02}XX".format)
PLAIN = st.one_of(
    YEARS,
    st.builds("{}-{}".format, YEARS, MONTHS),
    st.builds("{}-{}-{}".format, YEARS, MONTHS, DAYS),
)
UNSPECIFIED = st.one_of(
    DECADES,
    CENTURIES,
    st.builds("{}-XX".format, YEARS),
    st.builds("{}-XX-XX".format, YEARS),
    st.builds("{}-{}-XX".format, YEARS, MONTHS),
)
MARKS = st.sampled_from(["", "?", "~", "%"])
SIDES = st.one_of(st.sampled_from(["", ".."]), st.builds("{}{}".format, st.one_of(PLAIN, UNSPECIFIED), MARKS))
NOTATION = st.one_of(SIDES, st.builds("{}/{}".format, SIDES, SIDES))

WORDS = st.sampled_from(
    "early mid late the in spring summer winter about circa ca. c. before until after since from between and or to of "
    "January feb Sept. December 1st 2nd 3rd 12th 2001 2014 1999 '98 1990s 2010's 14 5 31 2014-08 2014-8 2014/5 -- - / "
    "12/05/2009 31/12/2009 13.13.2013 20140826 20149999 0000 000 00000 0000s 0000-00 2014? 2014~ ?2014 ~2014-08 %2014 "
    "2014?~ 201? 20?? 19__ X XX 201X 20XX 2014-XX-05 201X-05 2014-13 2014-02-30 2014-21-01 2014-00 2014-00-00 1393 AH "
    "1400 shamsi unknown present now ongoing n/a ۲۰۱۴ ٢٠١٤-٠٨ २०१४ Ⅷ ² 2014–15 2014-15 2014—2016 .. ../ /.. T12:00 "
    "2014-08-26T12:00Z 2014-99-99T00 9999 9999s 9998-2 99991231 Q3 2014Q3 2014/2012 2014//2016 1/2/3 may mayor".split()
)
NEARLY = st.lists(WORDS, min_size=1, max_size=5).flatmap(
    lambda words: st.sampled_from(["", " ", "-", "/", ", "]).map(lambda joint: joint.join(words))
)

PROSE = """
2014-8|2014-8-26|2014/08/26|26/08/2014|08/26/2014|26.08.2014|8/2014|20140826|2014-13|2014-02-30|2014-21-05|0000
2014-08-26T12:00:00Z|2014-08-26 12:00|201X-05|2014-XX-05|2016/2014|2014/2015/2016|../..|/|201?|20??|~2014|2014?~|14
2014-|-2014|2014-15|14-08-2014|1-2-3|99/99/9999|00/00/0000|31/02/2014|0000-00-00|9999s|۲۰۱۴|٢٠١٤-٠٨-٢٦|2014Q3|+2014
12014|2014,5|| |  |\t| 2014|2014 |2014 - 08 - 26|August 2014|Aug. 26, 2014|26 August 2014|31 February 2014
26 August '14|late August 2014|early 2014|mid-2014|late 2014|spring 2014|winter of 2014|circa 2014|c. 2014
about August 2014|before 2014|by 2014-08|since 2014|after August 2014|between 2014 and 2016|2014 or 2015|2016 to 2014
2014-2016|2014–2016|the 1990s|late 1990s|early 2010's|the 0000s|1393 AH|12 Asad 1397|unknown?|n/a|present|?|tomorrow
in the year of the flood|99 August 2014|August 0000
"""


def oracle(text: str, flavour: str) -> tuple[date, date]:
    """The bounds that the `edtf` package gives: `strict` or `fuzzy`."""
    parsed: Any = parse_edtf(text)
    low, high = getattr(parsed, f"lower_{flavour}")(), getattr(parsed, f"upper_{flavour}")()
    return date(*low[:3]), date(*high[:3])


def is_on_calendar(text: str) -> bool:
    """Whether a plain date exists; the `edtf` package answers 31 February with a day that is none."""
    year, month, day = (int(part) for part in ([*text.split("-"), "1", "1"])[:3])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def bounds(text: str) -> tuple[date | None, date | None]:
    parsed = parse_date(text)
    assert isinstance(parsed, EdtfDate), parsed
    assert parsed.text == text
    return parsed.earliest, parsed.latest


def assert_hint_holds(problem: DateProblem) -> None:
    """Whatever a hint sets between backticks and is no field must be understood when it is written."""
    assert problem.message
    assert "\n" not in problem.message + problem.hint
    for proposed in re.findall(r"`([^`]*)`", problem.hint):
        if proposed not in ("start", "end"):
            assert isinstance(parse_bound(proposed, end=True), EdtfDate), (problem, proposed)


@settings(max_examples=120, deadline=None)
@given(PLAIN)
def test_plain_dates_have_the_bounds_of_the_oracle(text: str) -> None:
    if is_on_calendar(text):
        assert bounds(text) == oracle(text, "strict")
    else:
        parsed = parse_date(text)
        assert isinstance(parsed, DateProblem)
        assert parsed.kind == "impossible"
        assert_hint_holds(parsed)


@settings(max_examples=100, deadline=None)
@given(UNSPECIFIED)
def test_unspecified_digits_have_the_bounds_of_the_oracle(text: str) -> None:
    assert bounds(text) == oracle(text, "strict")


@settings(max_examples=100, deadline=None)
@given(PLAIN, PLAIN)
def test_closed_intervals_have_the_bounds_of_the_oracle(begin: str, finish: str) -> None:
    assume(is_on_calendar(begin) and is_on_calendar(finish))
    text = f"{begin}/{finish}"
    low, high = oracle(begin, "strict")[0], oracle(finish, "strict")[1]
    if low > high:
        parsed = parse_date(text)
        assert isinstance(parsed, DateProblem)
        assert parsed.kind == "reversed"
        assert_hint_holds(parsed)
    else:
        assert bounds(text) == oracle(text, "strict") == (low, high)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.integers(3, 9997).map("{:04}".format),
        st.integers(3, 997).map("{:03}X".format),
        st.integers(3, 97).map("{:02}XX".format),
    ),
    st.sampled_from("?~%"),
)
def test_marked_years_decades_and_centuries_are_widened_like_the_oracle_does(text: str, mark: str) -> None:
    assert bounds(text + mark) == oracle(text + mark, "fuzzy")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2014-08~", "2014-07-01", "2014-09-30"),
        ("2014-08%", "2014-06-01", "2014-10-31"),
        ("2014-01?", "2013-12-01", "2014-02-28"),
        ("2014-12~", "2014-11-01", "2015-01-31"),
        ("2014-08-26~", "2014-08-25", "2014-08-27"),
        ("2014-08-26%", "2014-08-24", "2014-08-28"),
        ("2014-03-01?", "2014-02-28", "2014-03-02"),
        ("2016-02-29", "2016-02-29", "2016-02-29"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014-21", "2014-03-01", "2014-05-31"),
        ("2014-22", "2014-06-01", "2014-08-31"),
        ("2014-23", "2014-09-01", "2014-11-30"),
        ("2014-24", "2014-12-01", "2015-02-28"),
        ("2014-XX-XX", "2014-01-01", "2014-12-31"),
        ("2014-08-XX", "2014-08-01", "2014-08-31"),
        ("2014~/2016", "2013-01-01", "2016-12-31"),
        ("2014/2016-03~", "2014-01-01", "2016-04-30"),
        ("../2014", None, "2014-12-31"),
        ("/2014-08", None, "2014-08-31"),
        ("2014/..", "2014-01-01", None),
        ("2014-08-26/", "2014-08-26", None),
        ("../2014~", None, "2015-12-31"),
        ("0001~", "0001-01-01", "0002-12-31"),
        ("9999%", "9997-01-01", "9999-12-31"),
        ("0001-01-01~", "0001-01-01", "0001-01-02"),
        ("9999-12-31~", "9999-12-30", "9999-12-31"),
        ("0001-01~", "0001-01-01", "0001-02-28"),
        ("9999-12~", "9999-11-01", "9999-12-31"),
        ("9999-24~", "9999-09-08", "9999-12-31"),
        ("000X", "0001-01-01", "0009-12-31"),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None) -> None:
    expected = tuple(date.fromisoformat(day) if day else None for day in (earliest, latest))
    assert bounds(text) == expected


@settings(max_examples=300, deadline=None)
@given(NOTATION)
def test_the_earliest_day_is_never_after_the_latest(text: str) -> None:
    parsed = parse_date(text)
    if isinstance(parsed, DateProblem):
        assert_hint_holds(parsed)
    else:
        assert parsed.text == text
        assert parsed.is_interval == ("/" in text)
        assert parsed.earliest is not None or parsed.latest is not None
        assert parsed.earliest is None or parsed.latest is None or parsed.earliest <= parsed.latest


@settings(max_examples=200, deadline=None)
@given(st.one_of(PLAIN, UNSPECIFIED), st.sampled_from("?~%"))
def test_doubt_only_widens(text: str, mark: str) -> None:
    assume("X" in text or is_on_calendar(text))
    (low, high), (wide_low, wide_high) = bounds(text), bounds(text + mark)
    assert low is not None
    assert high is not None
    assert wide_low is not None
    assert wide_high is not None
    assert wide_low <= low <= high <= wide_high


@pytest.mark.parametrize("text", re.split(r"[|\n]", PROSE))
def test_texts_that_are_no_dates_are_explained(text: str) -> None:
    parsed = parse_date(text)
    assert isinstance(parsed, DateProblem)
    assert parsed.hint
    assert_hint_holds(parsed)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("26/08/2014", {"2014-08-26"}),
        ("05/08/2014", {"2014-08-05", "2014-05-08"}),
        ("August 2014", {"2014-08"}),
        ("26 August 2014", {"2014-08-26"}),
        ("Aug. 26, 2014", {"2014-08-26"}),
        ("31 February 2014", {"2014-02"}),
        ("circa 2014", {"2014~"}),
        ("before 2014", {"../2014"}),
        ("since 2014", {"2014/.."}),
        ("between 2014 and 2016", {"2014/2016"}),
        ("2016/2014", {"2014/2016"}),
        ("the 1990s", {"199X"}),
        ("2014-8-6", {"2014-08-06"}),
        ("20140826", {"2014-08-26"}),
        ("2014-08-26T12:00Z", {"2014-08-26"}),
        ("۲۰۱۴", {"2014"}),
    ],
)
def test_what_was_meant_is_proposed(text: str, proposed: set[str]) -> None:
    parsed = parse_date(text)
    assert isinstance(parsed, DateProblem)
    assert set(re.findall(r"`([^`]*)`", parsed.hint)) == proposed


@settings(max_examples=500, deadline=None)
@given(st.one_of(NEARLY, st.text(max_size=30), st.text("0123456789-/.~?%X tT", max_size=14)))
def test_any_text_is_read_or_explained(text: str) -> None:
    for parsed in (parse_date(text), parse_bound(text, end=False), parse_bound(text, end=True)):
        if isinstance(parsed, DateProblem):
            assert_hint_holds(parsed)
        else:
            assert parsed.text == text


@pytest.mark.parametrize("unit", ["1", "2014/", "-", "a ", "~", "2014 ", "early ", "1/", "۲", "X"])
def test_long_texts_are_refused_at_once(unit: str) -> None:
    began = time.perf_counter()
    parsed = parse_date(unit * 20_000)
    assert time.perf_counter() - began < 1
    assert isinstance(parsed, DateProblem)
    assert len(parsed.message) + len(parsed.hint) < 300
    assert_hint_holds(parsed)


def test_bounds_of_periods_take_two_words_more() -> None:
    assert parse_bound("unknown", end=False) is UNKNOWN
    assert parse_bound("unknown", end=True) is UNKNOWN
    assert parse_bound("..", end=True) is ONGOING
    start = parse_bound("..", end=False)
    assert isinstance(start, DateProblem)
    assert_hint_holds(start)
    assert isinstance(parse_date(".."), DateProblem)
    assert isinstance(parse_date("unknown"), DateProblem)
    assert parse_bound("2014~", end=True) == parse_date("2014~")
    assert str(UNKNOWN) == "unknown"
