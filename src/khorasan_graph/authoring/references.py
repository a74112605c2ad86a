"""Following references: every id once, whatever its kind, and every reference to one that exists.

Three faults are told apart: an id that nothing has, an id of another kind, and an id whose own file is broken. The last
is not reported again.
"""

from __future__ import annotations

from typing import Any

from khorasan_graph.authoring import values
from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.read import Document
from khorasan_graph.authoring.shapes import RELATIONS, SOURCES
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span

Pointer = tuple[str | int, ...]


class References:
    """The documents by id, and what following references found wrong. `broken` ids count as declared."""

    def __init__(self, documents: list[Document], broken: frozenset[str]) -> None:
        self.broken = broken
        self.documents: dict[str, Document] = {}
        self.found: list[Diagnostic] = []
        self.index(documents)

    def report(self, code: str, message: str, span: Span, hint: str = "", notes: tuple[Note, ...] = ()) -> None:
        self.found.append(diagnostic(code, message, span, hint, notes))

    def index(self, documents: list[Document]) -> None:
        """Every id once, whatever its kind."""
        squeezed: dict[str, Document] = {}
        for document in documents:
            if document.kind == RELATIONS:
                continue
            first = self.documents.setdefault(document.id, document)
            if first is not document:
                note = Note("first used here", Span(first.path))
                hint = "give one of them another name, or make them one file"
                self.report("KG301", f"the id `{document.id}` is used twice", Span(document.path), hint, (note,))
                continue
            other = squeezed.setdefault(document.id.replace("-", ""), document)
            if other is not document:
                note = Note("the other", Span(other.path))
                message = f"`{document.id}` and `{other.id}` differ only in hyphens"
                self.report("KG302", message, Span(document.path), "are they one?", (note,))

    def follow(self, target: Any, document: Document, pointer: Pointer, *, source: bool = False) -> str | None:
        """The id of an existing entity (or source); None, and a report, if there is none."""
        if not isinstance(target, str):
            return None
        known = self.documents.get(target)
        if known is not None and (known.kind == SOURCES) == source:
            return target
        if known is None and target in self.broken:
            return None
        wanted = "source" if source else "entity"
        span = document.span(*pointer)
        if known is not None:
            actual = "source" if known.kind == SOURCES else "entity"
            article = "a" if actual == "source" else "an"
            hint = "the ends of a tie are entities; a source stands under `claims`" if not source else "name a source"
            note = Note("declared here", Span(known.path))
            self.report("KG305", f"`{target}` is {article} {actual}, not {_a(wanted)}", span, hint, (note,))
        else:
            candidates = [doc.id for doc in self.documents.values() if (doc.kind == SOURCES) == source]
            hint = values.near(target, candidates) or f"add the file `{target}.yaml`"
            self.report("KG303" if source else "KG304", f"`{target}` is not the id of any {wanted}", span, hint)
        return None


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
