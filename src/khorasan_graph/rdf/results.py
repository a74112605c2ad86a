"""Answers that come from elsewhere, read as they arrive: rows and triples in the formats of the standards.

Nothing is trusted of what is read: a fault in it is an error, and its reader decides how much of it is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Protocol

from khorasan_graph.rdf.answer import XSD, Row, read_term

RESULTS_MEDIA_TYPES = ("application/sparql-results+json", "application/json")
NTRIPLES = "application/n-triples"
TURTLE = "text/turtle"


class Readable(Protocol):
    """What can be read piece by piece, as a file can."""

    def read(self, size: int = -1, /) -> bytes: ...


class ResultsError(ValueError):
    """What is read is not in the format that it should be in."""


def read_solutions(stream: Readable) -> bool | tuple[tuple[str, ...], Iterator[Row]]:
    """The answer to an ASK, or the variables and the rows of a SELECT, from the SPARQL results format in JSON.

    Raises:
        ResultsError: if it is something else; by the rows, if it breaks off.
    """
    import pyoxigraph as ox

    try:
        found = ox.parse_query_results(stream, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
    except (SyntaxError, ValueError, OSError) as error:
        raise ResultsError(str(error)) from None
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    return tuple(variable.value for variable in found.variables), _rows(found)


def read_triples(stream: Readable, media_type: str) -> Iterator[Row]:
    """The triples of a CONSTRUCT or DESCRIBE, as rows of three terms.

    Raises:
        ResultsError: if they are in no format of RDF, or not in the one that they are said to be in.
    """
    import pyoxigraph as ox

    known = ox.RdfFormat.from_media_type(media_type)
    if known is None:
        raise ResultsError(f"`{media_type}` is no format of RDF")
    return _rows(ox.parse(stream, format=known))  # type: ignore[arg-type]


def triple_texts(data: bytes, media_type: str) -> frozenset[str]:
    """The triples of a document, each written in one way: to compare two documents that have no blank nodes.

    A number is what it is worth, for stores write `66.0` as `66`.

    Raises: as `read_triples` does.
    """
    import pyoxigraph as ox

    known = ox.RdfFormat.from_media_type(media_type)
    if known is None:
        raise ResultsError(f"`{media_type}` is no format of RDF")
    try:
        return frozenset(
            f"{one.subject} {one.predicate} {_in_one_way(one.object)}" for one in ox.parse(data, format=known)
        )
    except (SyntaxError, ValueError) as error:
        raise ResultsError(str(error)) from None


def _in_one_way(term: object) -> str:
    import pyoxigraph as ox

    if isinstance(term, ox.Literal) and term.datatype.value in (f"{XSD}decimal", f"{XSD}integer"):
        with suppress(ArithmeticError):
            return f"{Decimal(term.value).normalize():f}"
    return str(term)


def _rows(found: object) -> Iterator[Row]:
    import pyoxigraph as ox

    from khorasan_graph.rdf.worker import term_json

    try:
        for one in found:  # type: ignore[attr-defined]
            terms = (one.subject, one.predicate, one.object) if isinstance(one, ox.Quad | ox.Triple) else one
            yield tuple(None if term is None else read_term(term_json(term)) for term in terms)
    except (SyntaxError, ValueError, OSError) as error:
        raise ResultsError(str(error)) from None
