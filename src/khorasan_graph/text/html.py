"""The article in an HTML page: its text without markup, with the way back, and what the page says of itself.

`html.parser` takes quadratic time on pages made to vex it (an unclosed tag, over and over), so the page is cut into
tags and text here, in one pass, and the library reads what is intricate: attributes, and character references.
Left out with
all that they hold are scripts, styles, navigation, asides, footers, forms and drawings. Where a page has one `<main>`
or, failing that, one `<article>`, only that is read.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from khorasan_graph.text.document import Document
from khorasan_graph.text.metadata import Metadata

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NAME_ENDINGS = (".html", ".htm", ".xhtml")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*+)")
_ATTRIBUTES = re.compile(r"(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};)|\u00ad")
_LONGEST_TAG = 16 << 10

_UNREAD = frozenset("script style textarea noembed noframes iframe xmp noscript".split())
"""What holds no markup: all up to its end tag is one piece."""
_LEFT_OUT = frozenset("nav aside footer form template svg math button select object audio video canvas dialog".split())
_BLOCKS = frozenset(
    """
    address article blockquote body br caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6
    header hgroup hr html legend li main menu ol option p pre section summary table tbody td tfoot th thead title tr ul
    """.split()
)
_WITH_ATTRIBUTES = frozenset("meta link html time script".split())


def looks_like_html(content: bytes, name: str) -> bool:
    """Whether a file is a page: by the ending of its name, or by what it begins with."""
    head = content[:4096].replace(b"\x00", b"")
    return name.lower().endswith(_NAME_ENDINGS) or _HTML.search(head) is not None


class _OneTag(HTMLParser):
    """Reads the attributes of one start tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            self.found.setdefault(key, value or "")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag, as written from `<` to `>`; the first of equal ones counts."""
    parser = _OneTag()
    parser.feed(tag)
    return parser.found


@dataclass(slots=True)
class _Reading:
    """What has been read so far. `blocks` are lists of pieces: the offset in the page, and the text.

    `regions` holds the blocks (first, one past the last) in each `<main>` and `<article>`, `within` those still open,
    `left_out` the open elements that are not read; `opened` counts both by name.
    """

    source: str
    metadata: Metadata
    blocks: list[list[tuple[int, str]]] = field(default_factory=lambda: [[]])
    within: list[tuple[str, int]] = field(default_factory=list)
    regions: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {"main": [], "article": []})
    left_out: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    heading: list[str] | None = None

    def open(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.next_block()
        if tag in self.regions:
            while self.left_out:  # a `<nav>` that nobody closed ends where the article begins
                self.opened[self.left_out.pop()] -= 1
            self.within.append((tag, len(self.blocks) - 1))
            self.opened[tag] += 1
        elif tag in _LEFT_OUT:
            self.left_out.append(tag)
            self.opened[tag] += 1
        if tag == "h1" and not self.left_out:
            self.heading = []

    def close(self, tag: str) -> None:
        is_open = self.opened[tag] > 0
        if tag in _BLOCKS:
            self.next_block()
        while tag in _LEFT_OUT and is_open:
            last = self.left_out.pop()
            self.opened[last] -= 1
            is_open = last != tag
        if tag == "h1" and self.heading is not None:
            self.metadata.heading("".join(self.heading))
            self.heading = None
        while tag in self.regions and is_open:
            inner, first = self.within.pop()
            self.opened[inner] -= 1
            self.regions[inner].append((first, len(self.blocks) - 1))
            is_open = inner != tag

    def next_block(self) -> None:
        if self.blocks[-1]:
            self.blocks.append([])

    def data(self, start: int, end: int) -> None:
        if self.left_out or start == end:
            return
        position = start
        for match in _REFERENCE.finditer(self.source, start, end):
            if match.start() > position:
                self.piece(position, self.source[position : match.start()])
            said = match.group()
            self.piece(match.start(), "" if said == "\u00ad" else html.unescape(said).replace("\u00ad", ""))
            position = match.end()
        if position < end:
            self.piece(position, self.source[position:end])

    def piece(self, start: int, text: str) -> None:
        self.blocks[-1].append((start, text))
        if self.heading is not None:
            self.heading.append(text)


def read_html(source: str, name: str, encoding: str, notes: tuple[str, ...] = ()) -> Document:
    """The document of a page."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    reading = _Reading(source, Metadata())
    for kind, start, end, tag in _pieces(source):
        if kind == "text":
            reading.data(start, end)
        elif kind == "open":
            if tag in _WITH_ATTRIBUTES and end - start <= _LONGEST_TAG:
                reading.metadata.tag(tag, attributes(source[start:end]))
            reading.open(tag)
        elif kind == "close":
            reading.close(tag)
        elif tag == "script":
            reading.metadata.script(source[start:end])
        elif tag == "title":
            reading.metadata.page_title(html.unescape(source[start:end]))
    first, last, more = _region(reading)
    return _document(reading, name, encoding, (first, last), (*notes, *more))


def _region(reading: _Reading) -> tuple[int, int, tuple[str, ...]]:
    """The blocks that are read: those of the one `<main>`, of the one `<article>`, or all."""
    while reading.within:
        inner, begun = reading.within.pop()
        reading.regions[inner].append((begun, len(reading.blocks)))
    for tag in ("main", "article"):
        found = reading.regions[tag]
        if len(found) == 1:
            first, last = found[0]
            if any(text.strip() for block in reading.blocks[first:last] for _, text in block):
                return first, last, (f"read: what stands in <{tag}>",)
    return 0, len(reading.blocks), ()


def _document(reading: _Reading, name: str, encoding: str, region: tuple[int, int], notes: tuple[str, ...]) -> Document:
    texts: list[str] = []
    pieces: list[tuple[int, int]] = []
    paragraphs: list[tuple[int, int]] = []
    length = 0
    for block in reading.blocks[slice(*region)]:
        begin = length
        for start, text in block:
            pieces.append((length, start))
            texts.append(text)
            length += len(text)
        whole = "".join(texts[len(texts) - len(block) :])
        if whole.strip():
            lead = len(whole) - len(whole.lstrip())
            paragraphs.append((begin + lead, begin + len(whole.rstrip())))
        texts.append("\n\n")
        length += 2
    return Document(
        name=name,
        form="html",
        encoding=encoding,
        written=reading.source,
        text="".join(texts),
        paragraphs=tuple(paragraphs),
        pieces=tuple(pieces) or ((0, 0),),
        proposals=reading.metadata.proposals(),
        notes=notes,
    )


def _pieces(source: str) -> Iterator[tuple[str, int, int, str]]:
    """A page in order, as (kind, start, end, tag): `text`, `open`, `close`, or the `raw` content of a tag.

    Every step looks at the rest of the page at most once for each kind of thing that it can miss there; what has been
    missed once is not looked for again, so that the whole takes time linear in the page.
    """
    position = start = 0
    missing: set[str] = set()
    quotes = True
    while position < len(source):
        start = source.find("<", start)
        if start < 0:
            break
        tag = _TAG.match(source, start)
        if tag is None and not source.startswith(("!", "?", "/"), start + 1):
            start += 1
            continue
        yield "text", position, start, ""
        if tag is None:
            ending = (
                "-->" if source.startswith("<!--", start) else "]]>" if source.startswith("<![CDATA[", start) else ">"
            )
            end = source.find(ending, start + 2) if ending not in missing else -1
            if end < 0 and ending != ">":
                missing.add(ending)
                end, ending = source.find(">", start), ">"
            if end < 0:
                return
            position = start = end + len(ending)
            continue
        whole = _ATTRIBUTES.match(source, tag.end()) if quotes and not tag[1] else None
        if whole is not None:
            end = whole.end()
        else:
            quotes = quotes and bool(tag[1])  # a quotation mark that is never closed: from here on they mean nothing
            end = source.find(">", tag.end()) + 1
            if end == 0:
                return
        name = tag[2].lower()
        yield "close" if tag[1] else "open", start, end, name
        position = start = end
        if not tag[1] and (name in _UNREAD or name == "title") and name not in missing:
            close = re.compile(f"</{name}", re.IGNORECASE).search(source, end)
            if close is None:
                missing.add(name)
                if name != "title":
                    return
            else:
                yield "raw", end, close.start(), name
                position = start = close.start()
    yield "text", position, len(source), ""
