"""Writing the RDF as text, as a stream: the same knowledge base gives the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.rdf.dataset import DIRECT_GRAPH, PREFIXES, STATED_GRAPH, absolute, describe, prefixed

_BETWEEN = " ;\n    "


def turtle(base: KnowledgeBase) -> Iterator[str]:
    """Turtle: one block for each subject, what is stated and the direct triples together."""
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    for description in describe(base, prefixed):
        subject, stated, direct = description
        lines = [f"{predicate} {', '.join(objects)}" for predicate, objects in (stated + direct if direct else stated)]
        yield f"\n{subject} {_BETWEEN.join(lines)} .\n"


def nquads(base: KnowledgeBase) -> Iterator[str]:
    """N-Quads: one line for each statement, in the graph of what is stated or in that of the direct triples."""
    stated, direct = f"<{STATED_GRAPH}> .\n", f"<{DIRECT_GRAPH}> .\n"
    for description in describe(base, absolute):
        subject = description.subject
        for graph, values in ((stated, description.stated), (direct, description.direct)):
            for predicate, objects in values:
                for value in objects:
                    yield f"{subject} {predicate} {value} {graph}"


def trig(base: KnowledgeBase) -> Iterator[str]:
    """TriG: the two graphs apart, what is stated first."""
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    for graph, is_direct in ((STATED_GRAPH, False), (DIRECT_GRAPH, True)):
        yield f"\n<{graph}> {{\n"
        for description in describe(base, prefixed):
            values = description.direct if is_direct else description.stated
            if values:
                lines = [f"{predicate} {', '.join(objects)}" for predicate, objects in values]
                yield f"\n{description.subject} " + " ;\n    ".join(lines) + " .\n"
        yield "}\n"
