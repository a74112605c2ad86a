"""A text to be read: from bytes to characters, with paragraphs and sentences, and the way back to line and column.

The encoding is never guessed: a byte order mark, UTF-8, or what an HTML page declares; else a diagnostic says what the
bytes look like. Nothing is fetched, and no link is followed.

Paragraphs and sentences are found by simple rules that can be stated. A paragraph of plain text ends at a blank line;
where most of a text stands in lines of more than 120 characters, each line is one. A sentence ends at `.`, `!`, `?`,
`…`, `۔`, `؟` or `।`, with the quotation marks and brackets behind it, before a space and anything but a small letter;
not after an abbreviation (`Gen.`, `vs.`), an initial or a dotted acronym (`U.N.`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from khorasan_graph.model.diagnostics import Diagnostic, Span
from khorasan_graph.text.words import ABBREVIATIONS

LARGEST = 4 << 20
"""Bytes: a longer document is refused. An article has a hundredth of it, the page around it mostly less than a half."""

_LONG_LINE = 120
_END = re.compile(r"[.!?…۔؟।]+[\"'”’»)\]]*(?=\s)")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a document says of itself, and where it says so (`og:title`): for the analyst to judge."""

    value: str
    found: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a document says for a record of its source. What it does not say is None."""

    title: Proposal | None = None
    publisher: Proposal | None = None
    published: Proposal | None = None
    url: Proposal | None = None
    lang: Proposal | None = None
    authors: Proposal | None = None


@dataclass(frozen=True)
class Document:
    """A text, its paragraphs, and where its characters stand in the file.

    `text` is what is read: of HTML, without the markup. `paragraphs` are spans of it. `pieces` lead back: from the
    offset in `text` on, characters stand one by one from the offset in `written` on (the file, decoded).
    """

    name: str
    form: Literal["text", "html"]
    encoding: str
    written: str
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)
    proposals: Proposals = Proposals()
    notes: tuple[str, ...] = ()

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The spans of the sentences, in order; each is within one paragraph."""
        return tuple(span for start, end in self.paragraphs for span in _sentences(self.text, start, end))

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.written))]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _piece_starts(self) -> list[int]:
        return [start for start, _ in self.pieces]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (from 1, in characters) in the file of a character of `text`."""
        start, written = self.pieces[bisect_right(self._piece_starts, offset) - 1]
        position = written + offset - start
        line = bisect_right(self._lines, position)
        return line, position - self._lines[line - 1] + 1

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph, from 1, in which a character stands."""
        return max(bisect_right(self._paragraph_starts, offset), 1)

    def sentence(self, offset: int) -> int:
        """The number of the sentence, from 1, in which a character stands."""
        return max(bisect_right(self._sentence_starts, offset), 1)


def read_document(content: bytes, name: str) -> tuple[Document | None, list[Diagnostic]]:
    """The document in some bytes; `name` is what the file is called, and only its ending counts.

    Returns None and why, if the bytes are too many or no text that can be read without guessing.
    """
    from khorasan_graph.text.encoding import decode
    from khorasan_graph.text.html import looks_like_html, read_html

    if len(content) > LARGEST:
        told = f"the document has more than {LARGEST >> 20} MiB"
        return None, [Diagnostic("KG109", "error", told, Span(name), "give the article alone")]
    html = looks_like_html(content, name)
    decoded, problems = decode(content, name, html=html)
    if decoded is None:
        return None, problems
    if html:
        return read_html(decoded.text, name, decoded.encoding, decoded.notes), []
    return plain_document(decoded.text, name, encoding=decoded.encoding, notes=decoded.notes), []


class UnreadableError(ValueError):
    """A document that cannot be read without guessing; says why, and what to do."""


def document_from(text: str | bytes, name: str = "text") -> Document:
    """The document in a text that is at hand, or in the bytes of a file; a page if it looks like one.

    Raises:
        UnreadableError: for bytes in no certain encoding, or too many of them.
    """
    from khorasan_graph.text.html import looks_like_html, read_html

    if isinstance(text, str):
        if looks_like_html(text[:4096].encode("utf-8", "replace"), name):
            return read_html(text, name, "utf-8")
        return plain_document(text, name)
    document, problems = read_document(text, name)
    if document is None:
        raise UnreadableError("; ".join(f"{problem.message} ({problem.hint})" for problem in problems))
    return document


def plain_document(text: str, name: str = "text", *, encoding: str = "utf-8", notes: tuple[str, ...] = ()) -> Document:
    """A document of plain text. Line ends are taken as `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = tuple(_paragraphs(text))
    return Document(
        name=name,
        form="text",
        encoding=encoding,
        written=text,
        text=text,
        paragraphs=paragraphs,
        proposals=Proposals(title=_first_line(text, paragraphs)),
        notes=notes,
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    long = sum(len(line) for line in text.split("\n") if len(line) > _LONG_LINE)
    parting = re.compile(r"\s*\n\s*") if long * 2 > len(text) else _BLANK
    start = 0
    for match in parting.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begun = start
    for match in _END.finditer(text, start, end):
        after = re.compile(r"\s+").match(text, match.end(), end)
        following = after.end() if after else end
        if following >= end or text[following].islower() or _abbreviated(text, begun, match.start(), match.group()):
            continue
        yield begun, match.end()
        begun = following
    if begun < end:
        yield begun, end


def _abbreviated(text: str, start: int, stop: int, mark: str) -> bool:
    """Whether a full stop belongs to the word before it."""
    if mark != ".":
        return False
    before = re.compile(r"[^\s(\[\"“]*\Z").search(text[max(start, stop - 20) : stop])
    word = before[0] if before else ""
    if re.fullmatch(r"(?:[A-Za-z]\.)*[A-Z]", word):
        return True
    return word.lower() in ABBREVIATIONS


def _first_line(text: str, paragraphs: tuple[tuple[int, int], ...]) -> Proposal | None:
    """The first paragraph as a title, if it is one short line without a full stop and others follow."""
    if len(paragraphs) < 2:
        return None
    line = text[slice(*paragraphs[0])].strip()
    if "\n" in line or len(line) > _LONG_LINE or line.endswith((".", "۔")):
        return None
    return Proposal(line, "first line")
