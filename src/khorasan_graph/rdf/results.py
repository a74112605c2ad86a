"""Answers that come from elsewhere, read as they arrive: rows and triples in the formats of the standards.

Nothing is trusted of what is read: a fault in it is an error, and its reader decides how much of it is taken. Triples
within triples are bounded in depth before the parser sees them, for it ends the whole process on some thousands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any, Literal, Protocol

from khorasan_graph.rdf.answer import XSD, Row, read_term

RESULTS_MEDIA_TYPES = ("application/sparql-results+json", "application/json")
NTRIPLES = "application/n-triples"
TURTLE = "text/turtle"


_DEEPEST = {"json": 100, "rdf": 1000}
_UNTIL_BRACKET = re.compile(rb"""[^"{}\[\]]*+(["{}\[\]])""")
_UNTIL_QUOTE = re.compile(rb"""(?:[^"\\]|\\.)*+\"""", re.DOTALL)


class Readable(Protocol):
    """What can be read piece by piece, as a file can."""

    def read(self, size: int = -1, /) -> bytes: ...


class ResultsError(ValueError):
    """What is read is not in the format that it should be in."""


class _Shallow:
    """A stream that ends where it becomes too deep: brackets of JSON, or triple terms of N-Triples and Turtle."""

    def __init__(self, stream: Readable, kind: Literal["json", "rdf"]) -> None:
        self.stream = stream
        self.measure = self._brackets if kind == "json" else self._terms
        self.most = _DEEPEST[kind]
        self.depth = 0
        self.inside = False
        self.rest = b""

    @property
    def is_deep(self) -> bool:
        return self.depth > self.most

    def read(self, size: int = -1, /) -> bytes:
        piece = b"" if self.is_deep else self.stream.read(size)
        self.measure(piece)
        return b"" if self.is_deep else piece

    def _terms(self, piece: bytes) -> None:
        """How many are begun, wherever: none is ours, and text that has so many of the signs is none either."""
        data = self.rest + piece
        self.depth += data.count(b"<<")
        self.rest = b"<" * ((len(data) - len(data.rstrip(b"<"))) % 2)

    def _brackets(self, piece: bytes) -> None:
        """How many are open, outside of texts; a text, or an escape in it, may go on in the next piece."""
        data, at = self.rest + piece, 0
        self.rest = b""
        while not self.is_deep:
            if self.inside:
                quote = _UNTIL_QUOTE.match(data, at)
                if quote is None:
                    slashes = len(data) - len(data[at:].rstrip(b"\\")) - at
                    self.rest = b"\\" * (slashes % 2)
                    return
                at, self.inside = quote.end(), False
            mark = _UNTIL_BRACKET.match(data, at)
            if mark is None:
                return
            at = mark.end()
            if mark[1] == b'"':
                self.inside = True
            else:
                self.depth += 1 if mark[1] in b"{[" else -1


def read_solutions(stream: Readable) -> bool | tuple[tuple[str, ...], Iterator[Row]]:
    """The answer to an ASK, or the variables and the rows of a SELECT, from the SPARQL results format in JSON.

    Raises:
        ResultsError: if it is something else; by the rows, if it breaks off.
    """
    import pyoxigraph as ox

    try:
        shallow = _Shallow(stream, "json")
        found = ox.parse_query_results(shallow, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
    except (SyntaxError, ValueError, OSError, RecursionError) as error:
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
    return _rows(_parsed(stream, media_type))


def triple_texts(data: bytes, media_type: str) -> frozenset[str]:
    """The triples of a document, each written in one way: to compare two documents that have no blank nodes.

    A number is what it is worth, for stores write `66.0` as `66`.

    Raises: as `read_triples` does.
    """
    try:
        found = _parsed(io.BytesIO(data), media_type)
        return frozenset(f"{one.subject} {one.predicate} {_in_one_way(one.object)}" for one in found)
    except SyntaxError as error:
        raise ResultsError(str(error)) from None


def _parsed(stream: Readable, media_type: str) -> Iterator[Any]:
    import pyoxigraph as ox

    formats = {NTRIPLES: ox.RdfFormat.N_TRIPLES, TURTLE: ox.RdfFormat.TURTLE}
    if media_type not in formats:
        raise ResultsError(f"`{media_type}` is neither {NTRIPLES} nor {TURTLE}")
    return ox.parse(_Shallow(stream, "rdf"), format=formats[media_type])  # type: ignore[arg-type]


def _in_one_way(term: object) -> str:
    import pyoxigraph as ox

    if isinstance(term, ox.Literal) and term.datatype.value in (f"{XSD}decimal", f"{XSD}integer"):
        with suppress(ArithmeticError):
            return f"{Decimal(term.value).normalize():f}"
    return str(term)


def _rows(found: Iterator[Any]) -> Iterator[Row]:
    import pyoxigraph as ox

    from khorasan_graph.rdf.worker import term_json

    try:
        for one in found:
            terms = (one.subject, one.predicate, one.object) if isinstance(one, ox.Quad | ox.Triple) else one
            yield tuple(None if term is None else read_term(term_json(term)) for term in terms)
    except (SyntaxError, ValueError, OSError, RecursionError) as error:
        raise ResultsError(str(error)) from None
