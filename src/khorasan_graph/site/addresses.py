"""Where everything stands: the path of a page follows the path of the IRI of what it is about.

    https://w3id.org/khorasan-graph/id/ttp          id/ttp.html
    https://w3id.org/khorasan-graph/id/source/x     id/source/x.html
    https://w3id.org/khorasan-graph/id/relation/y   id/relation/y.html

Links are relative, so that the folder can be opened from a disk, sent in an archive or put on any server.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2s
from urllib.parse import quote, urlencode, urlsplit

from khorasan_graph.explorer.families import role_of
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Identifier
from khorasan_graph.model.vocabulary import DATA

INDEX = "index.html"
READING = "reading.html"
CONTESTED = "contested.html"
EXPLORER = "explorer.html"

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?")
_FRAGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_~-]{0,300}")
_NOT_IN_ADDRESSES = re.compile(r'[\s"<>\\^`{|}]')
_LANG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def file_name(identifier: str) -> str:
    """The name of a page without its suffix: the id itself, or a digest of an id that no checked project can have."""
    return identifier if _PLAIN.fullmatch(identifier) and ".." not in identifier else f"_{_digest(identifier)}"


def anchor(identifier: str) -> str:
    """A fragment for something within a page."""
    return identifier if _FRAGMENT.fullmatch(identifier) else f"_{_digest(identifier)}"


def _digest(text: str) -> str:
    return blake2s(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def entity_page(identifier: str) -> str:
    return f"id/{file_name(identifier)}.html"


def source_page(identifier: str) -> str:
    return f"id/source/{file_name(identifier)}.html"


def tie_page(identifier: str) -> str:
    return f"id/relation/{file_name(identifier)}.html"


def iri(path: str, identifier: str) -> str:
    """The IRI of a record; `path` is empty for entities."""
    return f"{DATA}{path}{identifier}"


def root_of(path: str) -> str:
    """The way from a page to the folder of the site: what every link on it begins with."""
    return "../" * path.count("/")


def explorer_entity(base: KnowledgeBase, identifier: str) -> str:
    """The explorer opened on an entity, on all dates; it hides places and events at first, so they are asked for."""
    fields = {"entity": identifier, "date": "all"}
    if role_of(base.vocabulary.entity_classes[base.entities[identifier].type]) in ("Place", "Event"):
        fields["hide-classes"] = ""
    return f"{EXPLORER}#{_query(fields)}"


def explorer_tie(identifier: str) -> str:
    """The explorer opened on a tie."""
    return f"{EXPLORER}#{_query({'tie': identifier, 'date': 'all'})}"


def _query(fields: dict[str, str]) -> str:
    return urlencode({key: value.encode("utf-8", "replace") for key, value in fields.items()})


@lru_cache(maxsize=65536)
def web(url: str | None) -> str | None:
    """An address, if it is one of the web that can be linked to; None for anything else, which is shown as text."""
    if url is None or not url.isprintable() or _NOT_IN_ADDRESSES.search(url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if usable else None


def identifier_url(base: KnowledgeBase, identifier: Identifier) -> str | None:
    """Where another data set tells of an entity."""
    term = base.vocabulary.terms("IdentifierScheme").get(identifier.scheme)
    if term is None or term.url_template is None:
        return None
    return web(term.url_template.replace("{}", quote(identifier.value.encode("utf-8", "replace"), safe="")))


def language(tag: str | None) -> str | None:
    """A language tag, if a browser can make sense of it."""
    return tag if tag is not None and _LANG.fullmatch(tag) else None
