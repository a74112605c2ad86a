"""What several rules need: where a claim is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.model.diagnostics import Diagnostic, Span
from khorasan_graph.model.records import Claim

Rule = Callable[[Resolved, date], Iterable[Diagnostic]]
"""A rule: from what was resolved, and the day against which a date is in the future, to what it finds."""


def claim_span(claim: Claim) -> Span:
    """The line on which a claim begins."""
    return Span(claim.origin.path, claim.origin.line, 1, claim.origin.line, 2)
