"""From bytes to text, refusing whatever a reader could not see or a terminal, a browser or a parser would misread.

One search over the text finds whether there is anything to look at; nearly always there is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

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
_UNPARSABLE = frozenset({"KG102", "KG103"})
"""A YAML parser would refuse these characters with a message of its own."""

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
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
    found = []
    if "<<<<<<<" in text or ">>>>>>>" in text:
        conflict = _CONFLICT.search(text)
        if conflict:
            hint = "keep one side and delete the markers"
            span = span_at(file.path, text, conflict.start(), conflict.end())
            return None, [diagnostic("KG110", f"unresolved merge conflict at line {span.line}", span, hint)]
    found.extend(suspects(text, lambda start, end: span_at(file.path, text, start, end)))
    if any(item.code in _UNPARSABLE for item in found):
        return None, found
    return text, found


def suspects(text: str, span: SpanOf) -> list[Diagnostic]:
    """A diagnostic for each character of a text that nobody can see or that changes what one sees."""
    if _SUSPECT.search(text) is None:
        return []
    found = []
    for match in _SUSPECT.finditer(text):
        letter, position = match.group(), match.start()
        place = span(position, position + 1)
        if letter in _JOINER:
            before, after = text[position - 1 : position], text[position + 1 : position + 2]
            if not (_ARABIC.match(before) and _ARABIC.match(after)):
                message = f"joiner U+{ord(letter):04X} outside Arabic script"
                found.append(diagnostic("KG107", message, place, "delete it"))
            continue
        for pattern, code, words, hint in _KINDS:
            if pattern.match(letter):
                found.append(diagnostic(code, f"{words} U+{ord(letter):04X}", place, hint))
                break
    return found


def span_at(path: str, text: str, start: int, end: int) -> Span:
    """The place of characters `start` to `end` (exclusive, counted from 0, on one line)."""
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(path, line, column, line, column + max(end - start, 1))


def _not_utf8(file: RawFile, error: UnicodeDecodeError) -> Diagnostic:
    content = file.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:64].count(0) * 4 >= len(content[:64]) > 0:
        return diagnostic("KG101", "the file is UTF-16 or UTF-32, not UTF-8", Span(file.path), "save it as UTF-8")
    line = content.count(b"\n", 0, error.start) + 1
    column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
    guess = _looks_like(content)
    message = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
    hint = f"it looks like {guess}; save the file as UTF-8" if guess else "save the file as UTF-8"
    return diagnostic("KG101", message, Span(file.path, line, column, line, column + 1), hint)


def _looks_like(content: bytes) -> str | None:
    """The likeliest legacy encoding: mostly Arabic letters under Windows-1256, else Windows-1252."""
    high = bytes(byte for byte in content if byte >= 0x80)
    arabic = len(_ARABIC.findall(high.decode("windows-1256", "replace")))
    if arabic >= 3 and arabic * 2 > len(high):
        return "Windows-1256"
    try:
        high.decode("windows-1252")
    except UnicodeDecodeError:
        return None
    return "Windows-1252"
