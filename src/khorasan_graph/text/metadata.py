"""What a page says of itself: title, publisher, date, address, language and authors, as proposals for a source record.

The surest place comes first: Open Graph and the like, then JSON-LD, then the elements of the page. Nothing is taken
for granted: a date must be a date, an address one of the web, and the analyst sees where each was found.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.text.document import Proposal, Proposals

_META = {
    "og:title": "title",
    "dc.title": "title",
    "citation_title": "title",
    "og:site_name": "publisher",
    "dc.publisher": "publisher",
    "citation_publisher": "publisher",
    "article:published_time": "published",
    "article:published": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "dc.date.issued": "published",
    "dc.date": "published",
    "dcterms.issued": "published",
    "citation_publication_date": "published",
    "pubdate": "published",
    "og:url": "url",
    "author": "authors",
    "dc.creator": "authors",
    "citation_author": "authors",
}
_ARTICLES = ("Article", "BlogPosting", "Report", "WebPage")
_RANK = ("canonical", "meta", "json-ld", "h1", "time", "html", "title")
_LONGEST = 300
_LONGEST_SCRIPT = 1 << 20
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{4}")
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")


class Metadata:
    """Collects what a page says of itself while it is read."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[int, str, str]]] = {}
        self._linked = False

    def tag(self, tag: str, given: dict[str, str]) -> None:
        """A start tag with its attributes."""
        self._linked = tag == "script" and given.get("type", "").split(";")[0].strip().lower() == "application/ld+json"
        if tag == "meta":
            key = (given.get("property") or given.get("name") or given.get("itemprop") or "").strip().lower()
            if key in _META:
                self._add(_META[key], given.get("content", ""), "meta", f"meta {key}")
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self._add("url", given.get("href", ""), "canonical", "link canonical")
        elif tag == "html":
            self._add("lang", given.get("lang") or given.get("xml:lang") or "", "html", "html lang")
        elif tag == "time" and given.get("datetime"):
            self._add("published", given["datetime"], "time", "time element")

    def script(self, text: str) -> None:
        """What stands in a script: read if its tag said that it is JSON-LD."""
        if not self._linked or len(text) > _LONGEST_SCRIPT:
            return
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return
        for item in _articles(value):
            for field, key in (
                ("title", "headline"),
                ("published", "datePublished"),
                ("url", "url"),
                ("lang", "inLanguage"),
            ):
                self._add(field, item.get(key), "json-ld", f"JSON-LD {key}")
            for field, key in (("publisher", "publisher"), ("authors", "author")):
                for one in _listed(item.get(key)):
                    self._add(field, one.get("name") if isinstance(one, dict) else one, "json-ld", f"JSON-LD {key}")

    def page_title(self, text: str) -> None:
        self._add("title", text, "title", "title element")

    def heading(self, text: str) -> None:
        self._add("title", text, "h1", "h1 element")

    def proposals(self) -> Proposals:
        """For each field the surest value; several authors are joined by `; `."""
        return Proposals(
            title=self._best("title"),
            publisher=self._best("publisher"),
            published=self._best("published"),
            url=self._best("url"),
            lang=self._best("lang"),
            authors=self._authors(),
        )

    def _best(self, field: str) -> Proposal | None:
        found = sorted(self._found.get(field, ()), key=lambda item: item[0])
        return Proposal(found[0][1], found[0][2]) if found else None

    def _authors(self) -> Proposal | None:
        found = self._found.get("authors", [])
        if not found:
            return None
        surest = min(item[0] for item in found)
        names = dict.fromkeys(item[1].replace(";", ",") for item in found if item[0] == surest)
        return Proposal("; ".join(list(names)[:10]), next(item[2] for item in found if item[0] == surest))

    def _add(self, field: str, value: object, place: str, found: str) -> None:
        text = _CLEANERS.get(field, tidy)(value) if isinstance(value, str) else None
        if text:
            self._found.setdefault(field, []).append((_RANK.index(place), text, found))


def tidy(text: str) -> str | None:
    """A text in one line, composed, without what nobody can see; None if too long to be a title or a name."""
    kept = "".join(
        letter if letter in "\u200c\u200d" or unicodedata.category(letter)[0] != "C" else " " for letter in text
    )
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    return line if 0 < len(line) <= _LONGEST else None


def day(text: str) -> str | None:
    """The date that a text begins with, as the page has it: no time zone makes another day of it."""
    match = _DAY.match(text.strip())
    return match[0] if match and isinstance(parse_date(match[0]), EdtfDate) else None


def address(text: str) -> str | None:
    """An address of the web, else nothing."""
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    plain = text.isprintable() and not re.search(r"[\s<>\"{}|\\^`]", text)
    good = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and "@" not in parts.netloc
    return text if plain and good and len(text) <= 2000 else None


def lang(text: str) -> str | None:
    text = text.strip().replace("_", "-")
    return text if _LANG.fullmatch(text) else None


_CLEANERS = {"published": day, "url": address, "lang": lang}


def _articles(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script that describe an article, wherever they stand; the document itself first."""
    todo, seen = [value], 0
    while todo and seen < 10_000:
        item = todo.pop(0)
        seen += 1
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, dict):
            types = [kind for kind in _listed(item.get("@type")) if isinstance(kind, str)]
            if any(kind.endswith(_ARTICLES) for kind in types):
                yield item
            todo.extend(item.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
