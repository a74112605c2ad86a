"""Values as FollowTheMoney takes them: what its own cleaning would leave as it is, and nothing that it would refuse.

FollowTheMoney cleans what it reads: it composes letters, takes out what nobody can see, and the quotes around a name.
A value that its cleaning would change is written as changed here, so that a file is the same before and after; the key
`khorasan` has it as it was. See <https://followthemoney.tech/explorer/types/>.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from khorasan_graph.model.dates import EdtfDate, has_day

LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT, LONGEST_IDENTIFIER, LONGEST_URL = 384, 1024, 65_000, 64, 4096
"""In characters: the lengths that FollowTheMoney gives its types."""

Properties = dict[str, list[str]]
"""What is said of an entity: lists of texts by property."""

_PREFIX = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?", re.ASCII)
_UNSPECIFIED = re.compile(r"(?:-XX)+$")
_SPACES = re.compile("[\u0a00\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2060-\u2064\ufeff\ud800-\udfff]")
_RUN_OF_SPACES = re.compile("[\\s\u0a00\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_QUOTED = re.compile("[\"'](.*)[\"']")
_LINES_OF_ADDRESS = re.compile(r"(\r\n|\n|<BR/>|<BR>|\t|ESQ\.,|ESQ,|;)")
_COMMAS = re.compile(r"(,\s?[,.])")
_HOST_PART = re.compile(r"(?=.*[^\W_])[\w-]{1,63}")

_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "af:afr am:amh ar:ara az:aze be:bel bn:ben bs:bos bg:bul ca:cat cs:ces da:dan de:deu el:ell en:eng "
        "et:est fa:fas fi:fin fr:fra ga:gle he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn "
        "kn:kan ka:kat kk:kaz km:khm ky:kir ko:kor lo:lao lv:lav lt:lit lb:ltz mk:mkd mt:mlt mn:mon ms:msa "
        "my:mya ne:nep nl:nld no:nor pl:pol pt:por ps:pus ro:ron ru:rus si:sin sk:slk sl:slv es:spa sq:sqi "
        "sr:srp sw:swa sv:swe ta:tam te:tel tg:tgk th:tha tk:tuk tl:tgl tr:tur uk:ukr ur:urd uz:uzb vi:vie "
        "zh:zho prs:fas pes:fas pbt:pus pbu:pus pst:pus arb:ara uzn:uzb uzs:uzb azb:aze azj:aze nb:nor nn:nor "
        "cmn:zho fil:fil "
    ).split()
)
"""From the first part of a language tag (BCP 47) to those of the ISO 639-3 codes that FollowTheMoney knows; of a
language that it knows only with others as a macrolanguage (Dari with Persian), to that."""


def date(when: EdtfDate | None) -> str | None:
    """The date as a prefix of ISO 8601 (`2014`, `2014-08`), if that says exactly what is meant; else None.

    What is approximate, uncertain, open, or an interval or a season is no such date: a prefix would cut it to a
    precision that nobody gave. A month or day that is left unspecified (`2017-XX`) is the longer way to say `2017`.
    """
    if not has_day(when):
        return None
    text = _UNSPECIFIED.sub("", when.text)
    return text if _PREFIX.fullmatch(text) else None


def days(when: EdtfDate | None) -> tuple[str, str] | None:
    """The first and the last day (or month, or year) that an event took, if both are exact; else None."""
    if when is None or not when.is_interval:
        return None
    first, last = when.text.split("/")
    return (first, last) if _PREFIX.fullmatch(first) and _PREFIX.fullmatch(last) else None


def language(tag: str | None) -> str | None:
    """The code of a language; None if FollowTheMoney has none for it."""
    if tag is None:
        return None
    first = tag.split("-")[0].lower()
    return _LANGUAGES.get(first) or (first if first in _LANGUAGES.values() else None)


def tag(code: str) -> str:
    """The shortest tag of a language (BCP 47) for a code of FollowTheMoney: `en` for `eng`."""
    return next((tag for tag, known in _LANGUAGES.items() if known == code and len(tag) == 2), code)


def clean(value: str) -> str:
    """A text as any type takes it: composed, with plain spaces, and without what nobody can see."""
    return _UNSEEN.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", value))).strip()


def text(value: str, longest: int = LONGEST_TEXT) -> str:
    """A text, cut where it is longer than FollowTheMoney allows; the cut is marked."""
    cleaned = clean(value)
    return cleaned if len(cleaned) <= longest else f"{cleaned[: longest - 1].rstrip()}…"


def label(value: str) -> str:
    """A short text, such as a role or a publisher."""
    return text(value, LONGEST_LABEL)


def name(value: str) -> str:
    """A name: in one line, without the quotes around it."""
    return text(_steady(value, lambda it: _RUN_OF_SPACES.sub(" ", clean(_unquoted(it))).strip()), LONGEST_NAME)


def _unquoted(value: str) -> str:
    found = _QUOTED.fullmatch(value)
    return found[1] if found else value


def address(value: str) -> str:
    """A place in words, its parts with commas between them."""

    def once(it: str) -> str:
        parts = _COMMAS.sub(", ", _LINES_OF_ADDRESS.sub(", ", clean(it)))
        return _RUN_OF_SPACES.sub(" ", parts).strip()

    return text(_steady(value, once), 250)


def _steady(value: str, once: Callable[[str], str]) -> str:
    """The text that cleaning, done again and again, comes to."""
    while (cleaned := once(value)) != value:
        value = cleaned
    return value


def identifier(value: str, longest: int = LONGEST_IDENTIFIER) -> str | None:
    """An identifier; None if it is too long for one."""
    cleaned = clean(value)
    return cleaned if cleaned and len(cleaned) <= longest else None


def url(value: str | None) -> str | None:
    """An address on the web; None for any other, and for one that FollowTheMoney would not take."""
    if value is None or len(value) >= LONGEST_URL or clean(value) != value:
        return None
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host or not _is_host(host) or " " in parts.netloc:
        return None
    found = parts._replace(scheme=scheme, path=parts.path.strip() or "/").geturl()
    return found if clean(found) == found else None


def _is_host(host: str) -> bool:
    labels = host.rstrip(".").split(".")
    last = labels[-1]
    return (
        len(labels) > 1 and all(_HOST_PART.fullmatch(part) for part in labels) and len(last) > 1 and not last.isdigit()
    )


def cleaned(key: str, value: str) -> str:
    """A value as its property takes it; dates, codes and references are made so that they need no cleaning."""
    return _CLEANING[key](value) if key in _CLEANING else value


_CLEANING: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("name", "alias", "weakAlias", "previousName", "abbreviation"), name),
    **dict.fromkeys(("description", "notes", "summary"), text),
    **dict.fromkeys(("full", "location"), address),
    **dict.fromkeys(
        (
            "author",
            "authority",
            "birthPlace",
            "classification",
            "keywords",
            "program",
            "publisher",
            "role",
            "status",
            "title",
        ),
        label,
    ),
}


def tidy(properties: dict[str, Iterable[str | None]]) -> Properties:
    """Properties that have a value, cleaned, each value once and in the order given, sorted by name."""
    found = {
        key: list(dict.fromkeys(filter(None, (cleaned(key, value) for value in values if value))))
        for key, values in properties.items()
    }
    return {key: values for key, values in sorted(found.items()) if values}
