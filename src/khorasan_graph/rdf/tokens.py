"""The words of a SPARQL query: what is a keyword, a name, a text or a comment, and where it stands.

Enough of the grammar to say what a query is, what it may not have, where a value can be put, and what may be wrong
with it. It parses nothing: what a query means, the engine alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_HEX = r"[0-9A-Fa-f]"
_IRI = rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|\\u{_HEX}{{4}}|\\U{_HEX}{{8}})*>"
_LOCAL_ESCAPE = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_ESCAPED = rf"%{_HEX}{{2}}|{_LOCAL_ESCAPE}"
_LOCAL = rf"(?:[\w:·]|{_ESCAPED})(?:(?:[\w:.·\-]|{_ESCAPED})*(?:[\w:·\-]|{_ESCAPED}))?"
# A prefix is bounded in length, so that a long `a.a.a.a` with no colon is not searched anew from each of its letters.
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri>{_IRI})
    | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*''' | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
        | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*")
    | (?P<broken>'''|\"\"\"|'|")
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:[\w][\w.\-]*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_](?:[\w.\-]{{0,200}}[\w\-])?)?:(?:{_LOCAL})?)
    | (?P<number>[+\-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+\-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark>\^\^|&&|\|\||!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SILENT = frozenset({"space", "comment"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query: its kind, its text, and the offset at which it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords (given in capitals), in whatever case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The words of a query in order, without the spaces and comments between them."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in _SILENT:
            yield Token(kind, match.group(), match.start())


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset, both from 1."""
    before = text[:offset]
    line = before.count("\n") + 1
    return line, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and a column, both from 1; the end of the text if it has no such place."""
    lines = text.split("\n")
    if line > len(lines):
        return len(text)
    return min(len(text), sum(len(one) + 1 for one in lines[: line - 1]) + column - 1)


def starred_variables(text: str) -> tuple[str, ...]:
    """The variables of a query that selects them all (`SELECT *`), in the order in which they are met; else none."""
    words = list(tokens(text))
    for before, token in pairwise(words):
        if token.text == "*" and before.is_word("SELECT", "DISTINCT", "REDUCED"):
            return tuple(dict.fromkeys(word.text[1:] for word in words if word.kind == "variable"))
        if token.text == "{":
            break
    return ()
