"""Reading one scalar: from text to a typed value, or a diagnostic that says what to write instead.

Each reader is a plain function `(reader, field, scalar) -> value | None`; None means that a fault was reported.
Nothing is coerced: `12` stays text where text is wanted, and a number is read only where one is declared.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from khorasan_graph.authoring.countries import COUNTRY_CODES
from khorasan_graph.model.dates import DateProblem, EdtfDate, parse_bound, parse_date

if TYPE_CHECKING:
    from yaml.events import ScalarEvent

    from khorasan_graph.authoring.read import Reader
    from khorasan_graph.authoring.shapes import Field

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_RELATION_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", re.ASCII)
_LANG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3})(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.ASCII,
)
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,8})?", re.ASCII)
_COUNT = re.compile(r"\d{1,12}", re.ASCII)
_SPACE_OR_BRACKET = re.compile(r"[\s<>\"{}|\\^`]")
_IRI_CHARACTER = (
    r"(?:[A-Za-z0-9_.~:/?@!$&'()*+,;=\-\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd]|%[0-9A-Fa-f]{2})"
)
_IRI = re.compile(rf"https?://{_IRI_CHARACTER}+(?:#{_IRI_CHARACTER}*)?", re.IGNORECASE)
_LICENSES = {
    **{
        f"cc{kind.replace('-', '')}{version}": f"https://creativecommons.org/licenses/{kind}/{version}/"
        for kind in ("by", "by-sa")
        for version in ("3.0", "4.0")
    },
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc01.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "odbl1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "odcby1.0": "https://opendatacommons.org/licenses/by/1-0/",
}
"""What people write for the license of data, without its hyphens and spaces, and the address that it has."""
_DATE_CODES = {"malformed": "KG207", "impossible": "KG207", "ambiguous": "KG208", "words": "KG208", "reversed": "KG209"}
_OLDEST_YEAR = 1900


def near(word: str, known: Iterable[str], limit: int = 3) -> str:
    """`; did you mean ...?` for the likest of the known words, or nothing."""
    found = close(word, known, limit)
    return f"did you mean {' or '.join(f'`{match}`' for match in found)}?" if found else ""


def close(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known words most like a word, the likest first, whatever their case."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    return [by_lower[match] for match in difflib.get_close_matches(word.lower(), sorted(by_lower), n=limit, cutoff=0.6)]


def slug_of(text: str) -> str:
    """The id that a text should be: lower-case ASCII words joined by hyphens; empty if it has no such letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def text(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = scalar.value
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if not value or value.isspace() or (not scalar.style and value in ("~", "null", "Null", "NULL")):
        hint = reader.example(field)
        if not field.required:
            hint += ", or delete the line"
        reader.report("KG204", f"`{field.name}` has no value", scalar, hint)
        return None
    return value


def entity(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    """The id of an entity or a source; whether it exists is asked when all files are read."""
    written: str = scalar.value
    if SLUG.fullmatch(written) and len(written) <= reader.limits.id_characters and written != "null":
        return written
    value = text(reader, field, scalar)
    if value is None or value == "null":
        return value
    suggestion = slug_of(value)[: reader.limits.id_characters].strip("-")
    hint = f"an id is like `{suggestion}`" if suggestion else "an id is lower-case letters, digits and hyphens"
    reader.report("KG217", f"`{shown(value)}` is not an id", scalar, hint)
    return None


def relation_id(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = text(reader, field, scalar)
    if value is None or (_RELATION_ID.fullmatch(value) and len(value) <= 4 * reader.limits.id_characters):
        return value
    hint = "write lower-case letters, digits, hyphens and dots, as in `a.alliance.b`"
    reader.report("KG217", f"`{shown(value)}` is not an id", scalar, hint)
    return None


def name(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = text(reader, field, scalar)
    if value is None:
        return None
    if len(value) > reader.limits.name_characters:
        message = f"a name of {len(value):,} characters; the limit is {reader.limits.name_characters}"
        reader.report("KG216", message, scalar, "what is not the name goes into `description`")
        return None
    if not any(letter.isalnum() for letter in value) or value != value.strip() or "\n" in value:
        hint = "a name is one line, has letters, and does not begin or end with a space"
        reader.report("KG215", f"`{shown(value)}` is not a name", scalar, hint)
        return None
    if not value.isascii():
        mixed = _mixed_word(value)
        if mixed is not None:
            word, scripts = mixed
            hint = "letters that look alike are not the same letter; type the word anew"
            reader.report("KG312", f"`{word}` mixes {scripts} letters", scalar, hint)
    return value


def term(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    known = reader.vocabulary.terms(field.of)
    if scalar.value in known:
        return scalar.value
    value = text(reader, field, scalar)
    if value is None or value in known:
        return value
    reader.report("KG205", f"`{shown(value)}` is not a value of `{field.name}`", scalar, _choices(value, list(known)))
    return None


def _choices(value: str, known: list[str]) -> str:
    return near(value, known) or f"the values are {', '.join(f'`{key}`' for key in known)}"


def date(reader: Reader, field: Field, scalar: ScalarEvent) -> EdtfDate | None:
    value = text(reader, field, scalar)
    return None if value is None else _dated(reader, scalar, parse_date(value))


def start(reader: Reader, field: Field, scalar: ScalarEvent) -> EdtfDate | None:
    value = text(reader, field, scalar)
    return None if value is None else _dated(reader, scalar, parse_bound(value, end=False))


def end(reader: Reader, field: Field, scalar: ScalarEvent) -> EdtfDate | None:
    value = text(reader, field, scalar)
    return None if value is None else _dated(reader, scalar, parse_bound(value, end=True))


def _dated(reader: Reader, scalar: ScalarEvent, parsed: EdtfDate | DateProblem) -> EdtfDate | None:
    if isinstance(parsed, DateProblem):
        reader.report(_DATE_CODES[parsed.kind], parsed.message, scalar, parsed.hint)
        return None
    if parsed.earliest is not None and parsed.earliest.year < _OLDEST_YEAR:
        hint = "a year of the Solar Hijri calendar plus 621, of the lunar one plus about 580, gives the Gregorian"
        reader.report("KG222", f"the year of `{parsed.text}` is before {_OLDEST_YEAR}", scalar, hint)
    return parsed


def count(reader: Reader, field: Field, scalar: ScalarEvent) -> int | None:
    value = text(reader, field, scalar)
    if value is None:
        return None
    if _COUNT.fullmatch(value):
        return int(value)
    hint = "write digits only, such as `6500`; a range is `min` and `max`"
    reader.report("KG206", f"`{shown(value)}` is not a whole number", scalar, hint)
    return None


def flag(reader: Reader, field: Field, scalar: ScalarEvent) -> bool | None:
    value = text(reader, field, scalar)
    if value in (None, "true", "false"):
        return None if value is None else value == "true"
    reader.report(
        "KG205", f"`{shown(value)}` is not a value of `{field.name}`", scalar, "write `true`, or leave it out"
    )
    return None


def credibility(reader: Reader, field: Field, scalar: ScalarEvent) -> int | None:
    value = text(reader, field, scalar)
    if value is None or (len(value) == 1 and value in "123456"):
        return None if value is None else int(value)
    hint = (
        "write 1 to 6; the letter is the source's `reliability`"
        if re.fullmatch("[A-Fa-f][1-6]", value)
        else "write 1 to 6"
    )
    reader.report("KG221", f"`{shown(value)}` is not a credibility", scalar, hint)
    return None


def reliability(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = text(reader, field, scalar)
    if value is None or (len(value) == 1 and value in "ABCDEF"):
        return value
    hint = f"write `{value[0].upper()}`" if re.fullmatch("[A-Fa-f][1-6]?", value) else "write A to F"
    reader.report("KG221", f"`{shown(value)}` is not a reliability", scalar, hint)
    return None


def lang(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = text(reader, field, scalar)
    if value is None or (_LANG.fullmatch(value) and len(value) <= 35):
        return value
    hint = "write a BCP 47 tag: `en`, `ps`, `ur`, `fa-AF`, `ur-Latn`"
    reader.report("KG210", f"`{shown(value)}` is not a language tag", scalar, hint)
    return None


def latitude(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    return _degrees(reader, field, scalar, 90)


def longitude(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    return _degrees(reader, field, scalar, 180)


def _degrees(reader: Reader, field: Field, scalar: ScalarEvent, limit: int) -> str | None:
    value = text(reader, field, scalar)
    if value is None:
        return None
    try:
        inside = _DEGREES.fullmatch(value) is not None and abs(Decimal(value)) <= limit
    except InvalidOperation:
        inside = False
    if inside:
        return value
    hint = f"degrees from -{limit} to {limit}, such as `34.43`; are latitude and longitude swapped?"
    reader.report("KG211", f"`{shown(value)}` is not a {field.name}", scalar, hint)
    return None


def country_code(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = text(reader, field, scalar)
    if value is None or value in COUNTRY_CODES:
        return value
    meant = {"UK": "GB", "EN": "GB"}.get(value.upper(), value.upper())
    hint = f"write `{meant}`" if meant in COUNTRY_CODES else "write the two capital letters of ISO 3166-1"
    reader.report("KG212", f"`{shown(value)}` is not a country code", scalar, hint)
    return None


def url(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    value = text(reader, field, scalar)
    if value is None:
        return None
    fault = _url_fault(value)
    if fault is None:
        return value
    hint = "write the whole address, beginning with `https://`"
    if value.lower().startswith(("doi:", "10.")):
        hint = f"write `https://doi.org/{shown(value.lower().removeprefix('doi:').strip())}`"
    reader.report("KG213", f"`{shown(value)}` {fault}", scalar, hint)
    return None


def iri(reader: Reader, field: Field, scalar: ScalarEvent) -> str | None:
    """An address of the web that is a name as well: in RDF it must be an IRI to the letter (RFC 3987)."""
    value = text(reader, field, scalar)
    if value is None:
        return None
    fault = _url_fault(value)
    if fault is None and not _IRI.fullmatch(value):
        fault = "has a character that no address has, or a `%` without two digits"
    if fault is None:
        return value
    hint = "write the whole address, beginning with `https://`"
    if field.name == "license":
        known = _LICENSES.get(re.sub(r"[^a-z0-9.]", "", value.lower()))
        hint = f"write `{known}`" if known else "write the address of its text, beginning with `https://`"
    reader.report("KG213", f"`{shown(value)}` {fault}", scalar, hint)
    return None


def _url_fault(value: str) -> str | None:
    if _SPACE_OR_BRACKET.search(value):
        return "has a space or a character that no address has"
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is not a web address"
    if parts.scheme not in ("http", "https"):
        return "is not an address of the web" if parts.scheme else "has no `https://`"
    if parts.username is not None or parts.password is not None:
        return "carries a user name or a password"
    if not host or "." not in host or host.startswith(".") or ".." in host or port == 0:
        return "has no host"
    return None


def _mixed_word(value: str) -> tuple[str, str] | None:
    """The first word whose letters are of more than one script, and the scripts."""
    for word in re.findall(r"[^\W\d_]+", value):
        scripts = sorted({script for letter in word if (script := _script(letter))})
        if len(scripts) > 1:
            return word, " and ".join(script.title() for script in scripts)
    return None


@cache
def _script(letter: str) -> str:
    """The script in a letter's Unicode name; empty for marks and modifier letters, which go with any."""
    if unicodedata.category(letter) in ("Mn", "Mc", "Lm"):
        return ""
    return unicodedata.name(letter, "").split(" ")[0]


def shown(value: str | None, limit: int = 60) -> str:
    value = (value or "").replace("\n", " ")
    return value if len(value) <= limit else value[: limit - 1] + "…"
