"""Foreign RDF as plain statements: whatever the file says, in its order, and nothing fetched.

A file of RDF can neither make this reach for another (the parser knows no network), nor grow while it is read: more
statements than a limit, longer values, and XML with entities of its own are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from khorasan_graph.rdf.reading import ReadingError, refuse_nesting

Syntax = Literal["turtle", "trig", "nquads", "ntriples", "rdfxml", "jsonld"]
SYNTAXES: dict[str, Syntax] = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".n3": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".nt": "ntriples",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
    ".xml": "rdfxml",
    ".jsonld": "jsonld",
}
"""Syntaxes by the endings of files."""
MOST_STATEMENTS = 5_000_000


class TooMuchError(ValueError):
    """More statements than are read."""


class Statement(NamedTuple):
    """One statement. Blank nodes are `_:1`, `_:2` ... in the order in which they occur; `graph` is empty for none.

    The object is a `text` (a literal, with its language or its datatype), an `iri` or a `blank` node.
    """

    subject: str
    predicate: str
    object: str
    kind: Literal["text", "iri", "blank"]
    lang: str
    datatype: str
    graph: str


def statements(text: str, syntax: Syntax) -> Iterator[Statement]:
    """Every statement of a text, in its order; those about statements (RDF 1.2) have the inner one as their text.

    Raises:
        ReadingError: if it is not of the syntax; says where.
        TooMuchError: if there are more than `MOST_STATEMENTS`.
    """
    import pyoxigraph as ox

    refuse_nesting(text)
    if syntax == "rdfxml" and "<!DOCTYPE" in text:
        raise ReadingError("it declares entities (`<!DOCTYPE`), which can make a small file a huge one: take them out")
    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "nquads": ox.RdfFormat.N_QUADS,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    blanks: dict[str, str] = {}

    def node(term: object) -> str:
        if isinstance(term, ox.NamedNode):
            return term.value
        if isinstance(term, ox.BlankNode):
            return blanks.setdefault(term.value, f"_:{len(blanks) + 1}")
        return "" if isinstance(term, ox.DefaultGraph) else str(term)

    try:
        for number, quad in enumerate(ox.parse(text, format=formats[syntax])):
            if number >= MOST_STATEMENTS:
                raise TooMuchError(f"it has more than {MOST_STATEMENTS:,} statements")
            subject, value = node(quad.subject), quad.object
            kind: Literal["text", "iri", "blank"] = "text"
            lang = datatype = ""
            if isinstance(value, ox.Literal):
                told, lang, datatype = value.value, value.language or "", value.datatype.value
            else:
                told = node(value)
                kind = (
                    "iri" if isinstance(value, ox.NamedNode) else "blank" if isinstance(value, ox.BlankNode) else "text"
                )
            yield Statement(subject, quad.predicate.value, told, kind, lang, datatype, node(quad.graph_name))
    except SyntaxError as error:
        raise ReadingError(f"it is not {syntax}: {error}") from None
