"""The page of a diagnostic code: what it means, why it matters, what to do, with a bad and a good example."""

from __future__ import annotations

from importlib.resources import files

from khorasan_graph.authoring.codes import CODES


def page(code: str) -> str | None:
    """The Markdown page of a code; None if there is no such code, or no page of it."""
    found = files("khorasan_graph.authoring") / "pages" / f"{code}.md"
    return found.read_text(encoding="utf-8") if code in CODES and found.is_file() else None
