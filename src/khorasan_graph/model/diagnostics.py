"""What the program says about what somebody wrote: one kind of message for every stage.

Faults in the data are values that a stage returns beside its output; no stage prints them or raises them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: lines and columns count from 1; the end column is the one after the last character.

    Line 0 means the file as a whole (a file that cannot be read has no lines).
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Another place that helps to understand a diagnostic, such as the first use of a duplicate id."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: its stable code, how grave it is, what is wrong, where, and what to do about it."""

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def sort_key(self) -> tuple[Span, str, str]:
        return (self.span, self.code, self.message)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them keeps the data from being compiled."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)
