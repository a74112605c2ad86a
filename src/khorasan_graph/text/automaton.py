"""Finding many sequences of words in one pass: the automaton of Aho and Corasick (CACM 18, 1975) over whole words.

Its alphabet is words instead of letters: a name is then never found within a word, and most words of a text are in no
name and cost one look-up. Building takes time and memory in the words of the patterns; searching takes time in the
words of the text and the matches found, whatever the number of patterns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

ROOT = 0


class Automaton:
    """The trie of some patterns (numbered as given, each different and not empty) with its failure links."""

    def __init__(self, patterns: Sequence[Sequence[str]]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._pattern: list[int | None] = [None]
        for number, words in enumerate(patterns):
            state = ROOT
            for word in words:
                following = self._next[state].get(word)
                if following is None:
                    following = len(self._next)
                    self._next[state][word] = following
                    self._next.append({})
                    self._pattern.append(None)
                state = following
            self._pattern[state] = number
        self._failure = [ROOT] * len(self._next)
        self._shorter = [ROOT] * len(self._next)
        self._link()

    def _link(self) -> None:
        """Breadth first: the failure link of a state leads to the longest proper suffix that is in the trie.

        `_shorter` leads along these links to the next state that ends a pattern, so that no other is visited.
        """
        todo = deque(self._next[ROOT].values())
        while todo:
            state = todo.popleft()
            for word, following in self._next[state].items():
                todo.append(following)
                self._failure[following] = self.step(self._failure[state], word)
            failure = self._failure[state]
            self._shorter[state] = failure if self._pattern[failure] is not None else self._shorter[failure]

    def step(self, state: int, word: str) -> int:
        """The state after one more word."""
        following = self._next[state].get(word)
        while following is None:
            if state == ROOT:
                return ROOT
            state = self._failure[state]
            following = self._next[state].get(word)
        return following

    def descend(self, state: int, word: str) -> int | None:
        """The state after one more word of the same pattern; None if no pattern goes on so."""
        return self._next[state].get(word)

    def ending(self, state: int) -> Iterator[int]:
        """The patterns that end in a state, the longest first."""
        while state != ROOT:
            number = self._pattern[state]
            if number is not None:
                yield number
            state = self._shorter[state]

    def whole(self, state: int) -> int | None:
        """The pattern that is the whole way to a state."""
        return self._pattern[state]

    def search(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Every match, as the position after its last word and the number of its pattern."""
        state = ROOT
        for position, word in enumerate(words, 1):
            state = self.step(state, word)
            for number in self.ending(state):
                yield position, number
