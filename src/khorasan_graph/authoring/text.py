"""From bytes to text, refusing whatever a reader could not see or a terminal, a browser or a parser would misread.

One search over the text finds whether there is anything to look at; nearly always there is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.model.diagnostics import Diagnostic, Span

SpanOf = Callable[[int, int], Span]
"""The place in a file of the characters from the first to before the second."""

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f"
_INVISIBLE = (
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
)
_SEPARATOR = "\x85\u2028\u2029"
_OVERRIDE = "\u202a-\u202e\u2066-\u2069"
_MARK = "\u200e\u200f\u061c"
_JOINER = "\u200c\u200d"
_SUSPECT = re.compile(f"[{_CONTROL}{_INVISIBLE}{_SEPARATOR}{_OVERRIDE}{_MARK}{_JOINER}]")
_KINDS = (
    (re.compile(f"[{_CONTROL}]"), "KG102", "control character", "delete it"),
    (re.compile(f"[{_INVISIBLE}]"), "KG103", "invisible character", "delete it; it often comes with copied text"),
    (
        re.compile(f"[{_SEPARATOR}]"),
        "KG106",
        "line separator character",
        "replace it by a space or an ordinary line end",
    ),
    (re.compile(f"[{_OVERRIDE}]"), "KG104", "character that overrides the direction of text", "delete it"),
    (re.compile(f"[{_MARK}]"), "KG105", "direction mark", "delete it unless the name is really written so"),
)
_UNPARSABLE = frozenset({"KG102", "KG103", "KG106"})
"""A YAML parser would refuse these characters with a message of its own, or break the line at them."""

_MOST = 20
"""So many such characters of one text are reported one by one; more have one cause, and are counted."""

_ERRORS = re.compile(f"[{_CONTROL}{_INVISIBLE}{_SEPARATOR}{_OVERRIDE}]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_TYPOGRAPHIC = frozenset("‘’“”–—…")
_CONFLICT = re.compile(r"^(?:<{7}(?: |$)|>{7}(?: |$)|={7}$|\|{7}(?: |$))", re.MULTILINE)


def decode(file: RawFile) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file with `\\n` line ends and no byte order mark; None if it is not UTF-8."""
    content = file.content
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(file, error)]
    if "\x00" in text and text.count("\x00") * 4 >= len(text):
        message = "the file is UTF-16 or UTF-32, not UTF-8"
        return None, [diagnostic("KG101", message, Span(file.path), "save it as UTF-8")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<<<<<<<" in text or ">>>>>>>" in text:
        conflict = _CONFLICT.search(text)
        if conflict:
            hint = "keep one side and delete the markers"
            span = span_at(file.path, text, conflict.start(), conflict.end())
            return None, [diagnostic("KG110", f"unresolved merge conflict at line {span.line}", span, hint)]
    found = suspects(text, lambda start, end: span_at(file.path, text, start, end))
    if any(item.code in _UNPARSABLE for item in found):
        return None, found
    return text, found


def suspects(text: str, span: SpanOf) -> list[Diagnostic]:
    """A diagnostic for each character of a text that nobody can see or that changes what one sees."""
    if not has_suspects(text):
        return []
    found: list[Diagnostic] = []
    told: Counter[str] = Counter()
    for match in _SUSPECT.finditer(text):
        letter, position = match.group(), match.start()
        if letter in _JOINER:
            before, after = text[max(position - 1, 0) : position], text[position + 1 : position + 2]
            if _ARABIC.match(before) and _ARABIC.match(after):
                continue
            code, words, hint = "KG107", f"joiner U+{ord(letter):04X} outside Arabic script", "delete it"
        else:
            code, words, hint = next(kind[1:] for kind in _KINDS if kind[0].match(letter))
            words = f"{words} U+{ord(letter):04X}"
        told[code] += 1
        if told[code] <= _MOST:
            found.append(diagnostic(code, words, span(position, position + 1), hint))
    for code, number in told.items():
        if number > _MOST:
            first = next(index for index, item in enumerate(found) if item.code == code)
            message = f"{found[first].message}, and {number - 1:,} more like it"
            found[first] = replace(found[first], message=message)
    return found


def has_suspects(text: str) -> bool:
    """Whether there is anything to look at: all that is refused is unprintable, which is asked fastest."""
    return not text.replace("\n", "").isprintable() and _SUSPECT.search(text) is not None


def cleaned(text: str) -> str:
    """A text without what is refused in any text, so that no later stage reports it again in its own words."""
    return _ERRORS.sub("", text)


def span_at(path: str, text: str, start: int, end: int) -> Span:
    """The place of characters `start` to `end` (exclusive, counted from 0, on one line)."""
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(path, line, column, line, column + max(end - start, 1))


def _not_utf8(file: RawFile, error: UnicodeDecodeError) -> Diagnostic:
    content = file.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:64].count(0) * 4 >= len(content[:64]) > 0:
        return diagnostic("KG101", "the file is UTF-16 or UTF-32, not UTF-8", Span(file.path), "save it as UTF-8")
    start = error.start + len(file.content) - len(content.removeprefix(b"\xef\xbb\xbf"))
    line = content.count(b"\n", 0, start) + 1
    begin = content.rfind(b"\n", 0, start) + 1
    column = len(content[begin:start].decode("utf-8", "replace").removeprefix("\ufeff")) + 1
    place = Span(file.path, line, column, line, column + 1)
    guess = _looks_like(content)
    if guess is None and error.reason == "unexpected end of data":
        return diagnostic("KG101", "the file ends within a character", place, "it was cut off: restore the whole file")
    message = f"byte {start} (0x{content[start]:02x}) is not UTF-8"
    hint = f"it looks like {guess}; save the file as UTF-8" if guess else "save the file as UTF-8"
    return diagnostic("KG101", message, place, hint)


def _looks_like(content: bytes) -> str | None:
    """The likeliest legacy encoding: mostly Arabic letters under Windows-1256, else Windows-1252.

    None where most of the text is good UTF-8, or where neither gives letters: the bytes are damaged, not foreign.
    """
    high = bytes(byte for byte in content if byte >= 0x80)
    read = content.decode("utf-8", "replace")
    damaged = read.count("\ufffd")
    if sum(letter > "\x7f" for letter in read) - damaged > damaged:
        return None
    arabic = len(_ARABIC.findall(high.decode("windows-1256", "replace")))
    if arabic >= 3 and arabic * 2 > len(high):
        return "Windows-1256"
    try:
        latin = high.decode("windows-1252")
    except UnicodeDecodeError:
        return None
    letters = sum(letter.isalpha() or letter in _TYPOGRAPHIC for letter in latin)
    return "Windows-1252" if letters * 2 > len(latin) else None
