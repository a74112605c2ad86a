"""Words with their places: put together they are the folded text, and each stands where it says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.model.names import fold
from khorasan_graph.text.tokens import folded, tokens

HARD = st.text(
    st.sampled_from(list("aA be-'’_ .,ilu sr\u0301\u200c\u0640ﷺﺎلاوكयाि½№´`\n٣ﬁ\u00ad\u200b\u0338<-")), max_size=25
)
PARTICLES = st.lists(
    st.sampled_from(["us", "ur", "al", "el", "-", "-", "-", " ", "a", "'", "_", "Ahr", "ud", "’"]), max_size=12
).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(HARD, PARTICLES, st.text(max_size=20)))
def test_the_words_put_together_are_the_folded_text(text: str) -> None:
    if re.search(r"[A-Z]\.[A-Z]\.", text) is None:  # a dotted acronym is one word here, and is not for `fold`
        assert " ".join(folded(text)) == fold(text)


@settings(max_examples=400, deadline=None)
@given(st.one_of(HARD, st.text(max_size=20)))
def test_each_word_stands_where_it_says(text: str) -> None:
    found = tokens(text)
    assert list(found.starts) == sorted(found.starts)
    for run, start, end in zip(found.runs, found.starts, found.ends, strict=True):
        assert 0 <= start < end <= len(text)
        shown = text[start:end]
        if "." not in shown:
            assert tuple(fold(shown).split()) == run.words
    for before, after in zip(found.ends, found.starts[1:], strict=False):
        assert before <= after


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the 'TTP' said", ["the", "TTP", "said"]),
        ("Al-Qa’ida’s men", ["Al", "Qa’ida’s", "men"]),
        ("تحریکِ طالبانِ", ["تحریکِ", "طالبانِ"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("cafe\u0301, ﬁn", ["cafe\u0301", "ﬁn"]),
        ("the U.N. and U.S.A. ok", ["the", "U.N.", "and", "U.S.A.", "ok"]),
        ("a_b", ["a", "b"]),
        ("तहरीक-ए", ["तहरीक", "ए"]),
    ],
)
def test_runs(text: str, shown: list[str]) -> None:
    found = tokens(text)
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == shown


def test_a_dotted_acronym_is_one_word() -> None:
    assert folded("the U.N. in N.Y.") == ("the", "un", "in", "ny")
    assert folded("U. N.") == ("u", "n")


def test_a_word_that_no_name_can_have_is_not_folded() -> None:
    assert tokens("a" * 5000 + " b").runs[0].words == ("",)
