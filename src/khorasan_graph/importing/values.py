"""What several readers ask of a foreign value: whether a field of ours can hold it as it is; else it stays open."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from khorasan_graph.authoring.limits import DEFAULT_LIMITS
from khorasan_graph.importing.drafts import Open
from khorasan_graph.model.dates import DateProblem, parse_bound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khorasan_graph.model.vocabulary import Vocabulary

_WIKIDATA = re.compile(r"https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/(Q[1-9][0-9]*)", re.ASCII)
_GEONAMES = re.compile(r"https?://(?:sws\.|www\.)?geonames\.org/([1-9][0-9]*)(?:/.*)?", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)


def dated(text: str, asks: str = "the date, as 2014-08-26", *, end: bool = False) -> str | Open:
    """A date as it is, if it is one of ours (EDTF, `unknown`, for an end `..`); else open, with what the file says.

    >>> dated("2014-08"), dated("3 April 2001").says
    ('2014-08', '3 April 2001')
    """
    text = text.strip()
    parsed = parse_bound(text, end=end)
    if isinstance(parsed, DateProblem):
        return Open(asks if not parsed.hint else f"{asks}: {parsed.hint}", says=text)
    return text


def name(text: str) -> tuple[str | Open, str]:
    """A name in one line as names are written, and a remark if it had to be made so (spaces, line ends)."""
    shown = " ".join(text.split())
    if not any(letter.isalnum() for letter in shown):
        return Open("a name", says=shown), ""
    if len(shown) > DEFAULT_LIMITS.name_characters:
        return Open(f"a name of at most {DEFAULT_LIMITS.name_characters} characters", says=shown), ""
    return shown, "" if shown == text else "spaces and line ends were made single spaces"


def language(tag: str) -> str | None:
    """A language tag with its letters in the usual case (BCP 47); None if it is no tag.

    >>> language("FA-af"), language("ur-latn"), language("english language")
    ('fa-AF', 'ur-Latn', None)
    """
    if not _TAG.fullmatch(tag):
        return None
    first, *subtags = tag.lower().split("-")
    cased = []
    private = False
    for part in subtags:
        private = private or len(part) == 1
        cased.append(
            part
            if private
            else part.upper()
            if len(part) == 2
            else part.title()
            if len(part) == 4 and part.isalpha()
            else part
        )
    return "-".join((first, *cased))


def identifier(vocabulary: Vocabulary, iri: str) -> tuple[str, str] | None:
    """The scheme and value of an address that is the page of a thing in a data set we know; None if it is none.

    >>> from tests.support import vocabulary
    >>> identifier(vocabulary(), "http://www.wikidata.org/entity/Q42418")
    ('wikidata', 'Q42418')
    """
    for scheme, pattern in (("wikidata", _WIKIDATA), ("geonames", _GEONAMES)):
        found = pattern.fullmatch(iri)
        if found and scheme in vocabulary.terms("IdentifierScheme"):
            return scheme, found[1]
    for term in vocabulary.terms("IdentifierScheme").values():
        if term.url_template and term.pattern and "{}" in term.url_template:
            before, after = term.url_template.split("{}", 1)
            value = iri.removeprefix(before).removesuffix(after)
            if iri == f"{before}{value}{after}" and re.fullmatch(term.pattern, value):
                return term.key, value
    return None


def tie_types(vocabulary: Vocabulary, subject: str | None, target: str | None) -> tuple[str, ...]:
    """The classes of ties that can lead from an entity of one class to one of another; None is any class.

    Those of identity are left out: whether two are one is never a tie to fill in. None at all if neither is known.
    """
    if subject is None and target is None:
        return ()

    def fits(kind: str | None, classes: Iterable[str]) -> bool:
        return kind is None or vocabulary.is_entity_a(kind, *classes)

    return tuple(
        cls.name
        for cls in vocabulary.relation_classes.values()
        if not cls.abstract
        and cls.family != "Identity"
        and fits(subject, cls.subject_classes)
        and fits(target, cls.object_classes)
    )


@cache
def _labels(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {label.casefold(): name for name, label in items}


def entity_class(vocabulary: Vocabulary, text: str) -> str | None:
    """The class of entities that a text is the name or the label of, to the letter but for case; None if it is none."""
    classes = [cls for cls in vocabulary.entity_classes.values() if not cls.abstract]
    if text in {cls.name for cls in classes}:
        return text
    return _labels(tuple((cls.name, cls.label) for cls in classes)).get(text.strip().casefold())


def relation_class(vocabulary: Vocabulary, text: str) -> str | None:
    """The class of ties of this name, to the letter. A phrase is never taken for a type: it is proposed."""
    cls = vocabulary.relation_classes.get(text.strip())
    return cls.name if cls is not None and not cls.abstract else None
