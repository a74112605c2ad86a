"""Foreign formats: the knowledge base as other tools read it. For each a function from a base to a stream of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from khorasan_graph.export import networks
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.rdf import serialization


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: what it is for, how its files end, and what writes it."""

    purpose: str
    suffix: str
    write: Callable[[KnowledgeBase], Iterable[str]]


FORMATS = {
    "turtle": ExportFormat("RDF to read and to load", ".ttl", serialization.turtle),
    "trig": ExportFormat("RDF with what is stated and the direct triples apart", ".trig", serialization.trig),
    "nquads": ExportFormat("RDF by the line, in the same two graphs", ".nq", serialization.nquads),
    "node-link": ExportFormat("the NetworkX graph as JSON", ".json", networks.node_link),
    "graphml": ExportFormat("the NetworkX graph for Gephi, yEd and Cytoscape", ".graphml", networks.graphml),
}
