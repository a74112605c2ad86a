"""What goes to the screen: results to standard output, everything else to standard error, and nothing that a name in
the data could make a terminal do."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """How a command ended. The same for every command."""

    DONE = 0
    NO = 1
    NOT_UNDERSTOOD = 2
    BAD_DATA = 3
    IO = 4
    LIMIT = 5
    BUG = 70
    INTERRUPTED = 130


class CommandError(Exception):
    """The end of a command that cannot be carried out: what to say, and the exit code."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.code = code


def prepare_streams() -> None:
    """Make output the same everywhere: UTF-8 and `\\n` into files and pipes, escapes for what a console cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def out(text: str = "") -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """Print a line that is not part of the result."""
    sys.stderr.write(f"{text}\n")


def out_json(value: Any) -> None:
    """Print the one JSON document that is the result."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def clean(text: str) -> str:
    """Text from the data as it can be shown: control and format characters escaped, right-to-left text isolated.

    >>> clean("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    if text.isascii() and text.isprintable():
        return text
    shown = []
    rtl = False
    for letter in text:
        if letter in "\u200c\u200d" or letter.isprintable():
            shown.append(letter)
        elif letter in "\n\t":
            shown.append(" ")
        else:
            shown.append(letter.encode("unicode_escape").decode("ascii"))
        rtl = rtl or unicodedata.bidirectional(letter) in ("R", "AL")
    joined = "".join(shown)
    return f"\u2068{joined}\u2069" if rtl else joined


def use_color() -> bool:
    """Colour only for a person at a terminal who has not asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str) -> str:
    """Colour a word: `bold`, `red`, `yellow`, `blue` or `dim`."""
    if not use_color():
        return text
    codes = {"bold": "1", "dim": "2", "red": "1;31", "yellow": "33", "blue": "34"}
    return f"\x1b[{codes[style]}m{text}\x1b[0m"
