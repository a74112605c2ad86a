"""Ids that follow from content: never from a position in a file."""

from __future__ import annotations

from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.vocabulary import RelationClass


def relation_key(subject: str, cls: RelationClass, target: str) -> str:
    """The id that follows from a tie's content; the ends of a symmetric tie in the order of their ids.

    >>> from types import SimpleNamespace
    >>> relation_key("b", SimpleNamespace(name="Alliance", symmetric=True), "a")
    'a.alliance.b'
    """
    first, second = (target, subject) if cls.symmetric and target < subject else (subject, target)
    return f"{first}.{cls.name.lower()}.{second}"


def date_key(when: EdtfDate) -> str:
    """A date as part of an id: letters for the signs that an IRI would have to escape."""
    text = (
        "/".join(side or ".." for side in when.text.split("/"))
        .replace("~", "-approx")
        .replace("?", "-uncertain")
        .replace("%", "-approx-uncertain")
    )
    return text.replace("..", "open").replace("/", "-to-").lower()
