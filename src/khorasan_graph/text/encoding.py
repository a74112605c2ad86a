"""From bytes to characters without guessing: a byte order mark, UTF-8, or what a page declares; else a diagnostic."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from khorasan_graph.model.diagnostics import Diagnostic, Span

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Longer marks first: that of UTF-32 begins with that of UTF-16."""

_DECLARED = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_TEXT = re.compile(
    r"utf-8|ascii|cp125[0-8]|cp874|cp949|iso8859-\d+|koi8-[rtu]|mac-(?:roman|cyrillic|arabic|farsi)"
    r"|gb2312|gbk|gb18030|big5|big5hkscs|euc_jp|shift_jis|iso2022_jp|euc_kr"
)
"""The encodings that pages are written in. Python knows others that are no encodings of text (`rot13`, `zip`)."""

_OTHER_FILES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive, as are files of word processors"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"\xd0\xcf\x11\xe0", "an old file of a word processor"),
    (b"{\\rtf", "a file of a word processor (RTF)"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_WINDOW = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters, the encoding by its usual name, and what is to be said about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, name: str, *, html: bool) -> tuple[Decoded | None, list[Diagnostic]]:
    """The characters of a file; None and why, if that would take a guess."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return Decoded(content[len(mark) :].decode(encoding), encoding), []
            except UnicodeDecodeError as error:
                told = f"the file is marked as {encoding} and is not: byte {error.start + len(mark)}"
                return None, [_problem(name, told, "save it again as UTF-8")]
    for start, what in _OTHER_FILES:
        if content.startswith(start):
            return None, [_problem(name, f"this is {what}, not a text", "save the text alone as UTF-8")]
    declared = _declared(content) if html else None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared is not None and declared[1] not in (None, "utf-8"):
            return _as_declared(content, name, *declared)
        return None, [_not_utf8(content, name, error, declared[0] if declared else None)]
    if text.count("\x00") * 4 >= len(text) > 0:
        return None, [_problem(name, "the file is UTF-16 or UTF-32 without a byte order mark", "save it as UTF-8")]
    notes: tuple[str, ...] = ()
    if declared is not None and declared[1] != "utf-8" and not text.isascii():
        notes = (f"the page declares {declared[0]}, and is UTF-8: read as UTF-8",)
    return Decoded(text, "utf-8", notes), []


def _declared(content: bytes) -> tuple[str, str | None] | None:
    """The encoding that a page declares, as written and by Python's name; None for the latter if there is none such."""
    match = _XML.search(content[:_WINDOW]) or _DECLARED.search(content[:_WINDOW])
    if match is None:
        return None
    written = match[1].decode("ascii")
    try:
        known = codecs.lookup(written).name
    except (LookupError, ValueError):
        return written, None
    if known in ("iso8859-1", "ascii"):
        known = "cp1252"  # what browsers take these for (https://encoding.spec.whatwg.org/#names-and-labels)
    return written, known if _TEXT.fullmatch(known) else None


def _as_declared(
    content: bytes, name: str, written: str, encoding: str | None
) -> tuple[Decoded | None, list[Diagnostic]]:
    assert encoding is not None
    try:
        return Decoded(content.decode(encoding), encoding), []
    except UnicodeDecodeError as error:
        told = f"the page declares {written} and is not: byte {error.start}"
        return None, [_problem(name, told, "save it as UTF-8")]


def _not_utf8(content: bytes, name: str, error: UnicodeDecodeError, declared: str | None) -> Diagnostic:
    if content[:64].count(0) * 4 >= len(content[:64]):
        return _problem(name, "the file is UTF-16 or UTF-32 without a byte order mark", "save it as UTF-8")
    line = content.count(b"\n", 0, error.start) + 1
    told = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
    if declared is not None:
        told += f", and the page declares {declared}"
    else:
        told += ", and nothing declares another encoding"
    likely = _looks_like(content)
    hint = f"it looks like {likely}: `iconv -f {likely} -t UTF-8` converts it" if likely else "save it as UTF-8"
    return _problem(name, told, hint, line)


def _looks_like(content: bytes) -> str | None:
    """The likeliest old encoding: mostly Arabic letters under Windows-1256, else letters under Windows-1252."""
    high = bytes(byte for byte in content if byte >= 0x80)
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in high.decode("cp1256", "replace"))
    if arabic >= 3 and arabic * 2 > len(high):
        return "WINDOWS-1256"
    latin = high.decode("cp1252", "replace")
    letters = sum(letter.isalpha() or letter in "‘’“”–—…" for letter in latin)
    return "WINDOWS-1252" if letters * 2 > len(latin) and "\ufffd" not in latin else None


def _problem(name: str, message: str, hint: str, line: int = 0) -> Diagnostic:
    return Diagnostic("KG101", "error", message, Span(name, line, 1 if line else 0, line, 1 if line else 0), hint)
