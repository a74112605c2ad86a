"""RDF: what `rdf` writes, as formats."""

from __future__ import annotations

from khorasan_graph.export.formats import Format
from khorasan_graph.rdf import serialization

FORMATS = {
    "turtle": Format("RDF to read and to load", ".ttl", "text/turtle", write=lambda it: serialization.turtle(it.base)),
    "trig": Format(
        "RDF with what is stated and the direct triples apart",
        ".trig",
        "application/trig",
        write=lambda it: serialization.trig(it.base),
    ),
    "nquads": Format(
        "RDF by the line, in the same two graphs",
        ".nq",
        "application/n-quads",
        write=lambda it: serialization.nquads(it.base),
    ),
}
