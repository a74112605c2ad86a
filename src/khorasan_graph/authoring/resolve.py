"""From raw records to the knowledge base: references followed, entities built, ties identified, status derived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from khorasan_graph.authoring.entities import Builder
from khorasan_graph.authoring.read import Document
from khorasan_graph.authoring.references import References
from khorasan_graph.authoring.ties import Statement, Ties
from khorasan_graph.model.diagnostics import Diagnostic
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.vocabulary import Vocabulary
from khorasan_graph.model.voices import Voices


@dataclass(frozen=True)
class Resolved:
    """The knowledge base, and where its records were written, for the checks that follow."""

    base: KnowledgeBase
    documents: dict[str, Document]
    statements: dict[str, tuple[Statement, ...]] = field(default_factory=dict)


def resolve(
    documents: Iterable[Document], broken: frozenset[str], vocabulary: Vocabulary
) -> tuple[Resolved, list[Diagnostic]]:
    """Build the knowledge base. `broken` are the ids of files that could not be read: they count as declared."""
    ordered = sorted(documents, key=lambda document: document.path)
    references = References(ordered, broken)
    builder = Builder(references, vocabulary)
    sources = builder.sources()
    entities = builder.entities()
    relations, statements = Ties(builder).relations(ordered, entities, sources, Voices(sources))
    base = KnowledgeBase(
        vocabulary=vocabulary,
        entities=dict(sorted(entities.items())),
        sources=dict(sorted(sources.items())),
        relations=dict(sorted(relations.items())),
    )
    return Resolved(base, references.documents, statements), references.found
