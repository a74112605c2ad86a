"""What the tests of the site share: small sites as text, and a reader of their pages."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.site import pages
from khorasan_graph.site.addresses import EXPLORER

TITLE = "An invented graph"
MARKING = "TEST ONLY"
_VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})
_REFERENCE = re.compile(r'<[a-z][^>]*?\s(?:href|src|action|srcset|poster)="([^"]*)"')
_ID = re.compile(r'<[a-z][^>]*?\sid="([^"]*)"')
_INERT = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)


def site_text(base: KnowledgeBase) -> dict[str, str]:
    """All pages but the explorer, which has tests of its own and takes the longest."""
    found: dict[str, str] = {}
    for path, text in pages(base, title=TITLE, marking=MARKING):
        found[path] = text
        if len(found) == _count(base):
            break
    assert EXPLORER not in found
    return found


def _count(base: KnowledgeBase) -> int:
    from khorasan_graph.site.lists import listings

    return 2 + len(listings(base)) + len(base.entities) + len(base.relations) + len(base.sources)


@dataclass
class Read(HTMLParser):
    """A page as it was read: its text, its elements, and whether every element is closed where it should be."""

    text: str = ""
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")
        if tag in ("li", "td", "th"):
            self.text += " "

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


def read(page: str) -> Read:
    """Read a page; complain if it is not well formed."""
    found = Read()
    found.feed(page)
    found.close()
    found.faults += [f"<{tag}> is never closed" for tag in found.open]
    found.text = " ".join(found.text.split())
    return found


def broken_links(site: dict[str, str]) -> list[tuple[str, str]]:
    """The links within a site that lead nowhere: to no page, or to no place on it."""
    bare = {path: _INERT.sub("", text) for path, text in site.items()}
    ids = {path: {unescape(one) for one in _ID.findall(text)} for path, text in bare.items()}
    broken = []
    for path, text in bare.items():
        for written in set(_REFERENCE.findall(text)):
            reference = unescape(written)
            if reference.startswith(("http://", "https://")):
                continue
            where, _, fragment = reference.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(where))) if where else path
            if target == EXPLORER or reference == "index.html#search":
                continue
            if target not in site or (fragment and unquote(fragment) not in ids[target]):
                broken.append((path, reference))
    return sorted(broken)
