"""The automaton finds what a naive scan finds, and takes time in the words of the text alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.text.automaton import ROOT, Automaton

WORDS = st.sampled_from("abc")
PATTERNS = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(tuple), max_size=8, unique=True)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, st.lists(WORDS, max_size=30))
def test_against_a_naive_scan(patterns: list[tuple[str, ...]], words: list[str]) -> None:
    naive = {
        (start + len(pattern), number)
        for number, pattern in enumerate(patterns)
        for start in range(len(words) - len(pattern) + 1)
        if tuple(words[start : start + len(pattern)]) == pattern
    }
    found = list(Automaton(patterns).search(words))
    assert set(found) == naive
    assert len(found) == len(naive)


@given(PATTERNS, st.lists(WORDS, max_size=30))
def test_the_longest_comes_first(patterns: list[tuple[str, ...]], words: list[str]) -> None:
    automaton = Automaton(patterns)
    state = ROOT
    for word in words:
        state = automaton.step(state, word)
        lengths = [len(patterns[number]) for number in automaton.ending(state)]
        assert lengths == sorted(lengths, reverse=True)


def test_words_in_no_pattern_cost_one_look_up() -> None:
    """However deep the pattern that a text follows, a step falls back no further than it has come."""
    automaton = Automaton([("a",) * 1000 + ("b",)])
    steps = 0

    class Counted(dict[str, int]):
        def get(self, key: str, default: int | None = None) -> int | None:  # type: ignore[override]
            nonlocal steps
            steps += 1
            return super().get(key, default)

    automaton._next = [Counted(row) for row in automaton._next]
    words = (["a"] * 999 + ["c"]) * 20
    assert list(automaton.search(words)) == []
    assert steps <= 2 * len(words)
