"""What a query is answered with: terms, rows and triples, and how much of them there is.

The terms are those of the SPARQL 1.1 query results format in JSON (https://www.w3.org/TR/sparql11-results-json/).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

from khorasan_graph.rdf.gate import QUERY_PREFIXES, QueryError

XSD = "http://www.w3.org/2001/XMLSchema#"
Limit = Literal["time", "rows", "memory", "size", "depth", "store"]
"""What ended a query before it was done; `store` is a remote store that stopped by itself."""


class Term(NamedTuple):
    """A node of an answer: an IRI (`uri`), a text or number (`literal`), a nameless node (`bnode`) or a `triple`."""

    type: str
    value: str
    datatype: str | None = None
    lang: str | None = None
    parts: tuple[tuple[str, Term], ...] = ()

    @property
    def short(self) -> str:
        """An IRI by its prefix, a literal as its text: what a table shows.

        >>> Term("uri", "https://w3id.org/khorasan-graph/id/ttp").short
        'data:ttp'
        """
        if self.type == "uri":
            return shorten(self.value)
        if self.type == "bnode":
            return f"_:{self.value}"
        if self.type == "triple":
            return f"<<( {' '.join(part.short for _, part in self.parts)} )>>"
        return self.value

    @property
    def python(self) -> object:
        """The value in Python: numbers, truth and days as such, everything else as `short` text."""
        kind = (self.datatype or "").removeprefix(XSD)
        with suppress(ValueError, ArithmeticError):
            if kind == "integer":
                return int(self.value)
            if kind == "decimal":
                return Decimal(self.value)
            if kind in ("double", "float"):
                return float(self.value)
            if kind == "boolean":
                return self.value in ("true", "1")
            if kind == "date":
                return datetime.date.fromisoformat(self.value)
        return self.short

    @property
    def json(self) -> dict[str, Any]:
        """The term as the SPARQL results format in JSON writes it."""
        if self.type == "triple":
            return {"type": "triple", "value": {name: part.json for name, part in self.parts}}
        found = {"type": self.type, "value": self.value}
        if self.lang:
            found["xml:lang"] = self.lang
        elif self.datatype:
            found["datatype"] = self.datatype
        return found


Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Answer:
    """What a query found. `limit` tells which limit ended it, if one did: then the answer is partial.

    Going through an answer gives its rows as dictionaries of Python values, which a data frame takes as they are:
    `pandas.DataFrame(answer)`. The rows of a CONSTRUCT or DESCRIBE are triples.
    """

    form: str
    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    boolean: bool | None = None
    limit: Limit | None = None

    def __iter__(self) -> Iterator[dict[str, object]]:
        for row in self.rows:
            values = (None if term is None else term.python for term in row)
            yield dict(zip(self.variables, values, strict=True))

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """The answer to an ASK; for the other forms, whether anything was found."""
        return self.boolean if self.boolean is not None else bool(self.rows)

    @property
    def json(self) -> dict[str, Any]:
        """The answer in the SPARQL 1.1 results format in JSON; a partial one has `"partial": true` beside its head."""
        found: dict[str, Any] = {"head": {}}
        if self.boolean is not None:
            return {"head": {}, "boolean": self.boolean}
        found["head"] = {"vars": list(self.variables)}
        if self.limit is not None:
            found["partial"] = True
        found["results"] = {
            "bindings": [
                {name: term.json for name, term in zip(self.variables, row, strict=True) if term is not None}
                for row in self.rows
            ]
        }
        return found

    @cached_property
    def turtle(self) -> str:
        """The triples of a CONSTRUCT or DESCRIBE as Turtle, sorted."""
        return self.serialized("turtle")

    def serialized(self, syntax: Literal["turtle", "ntriples", "jsonld"]) -> str:
        """The triples of a CONSTRUCT or DESCRIBE, sorted, so that the same answer gives the same bytes."""
        import pyoxigraph as ox

        formats = {
            "turtle": ox.RdfFormat.TURTLE,
            "ntriples": ox.RdfFormat.N_TRIPLES,
            "jsonld": ox.RdfFormat.JSON_LD,
        }
        found = {
            ox.Triple(*(_term(term) for term in row if term is not None))  # type: ignore[arg-type]
            for row in self.rows
        }
        triples = sorted(found, key=str)
        used = {term.value for row in self.rows for term in row if term is not None and term.type == "uri"}
        used |= {term.datatype for row in self.rows for term in row if term is not None and term.datatype}
        prefixes = {
            prefix: namespace
            for prefix, namespace in QUERY_PREFIXES.items()
            if any(value.startswith(namespace) for value in used)
        }
        data = ox.serialize(triples, format=formats[syntax], prefixes=prefixes if syntax == "turtle" else None)
        return (data or b"").decode()


class QueryLimitError(QueryError):
    """A question that a limit ended; `answer` holds what had been found until then."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.answer = answer


def complete(answer: Answer) -> Answer:
    """The answer itself, if it is whole.

    Raises:
        QueryLimitError: if a limit ended it.
    """
    if answer.limit is not None:
        raise QueryLimitError(
            f"the answer is partial, {len(answer):,} rows: the limit of {answer.limit} was reached", answer
        )
    return answer


def reordered(answer: Answer, order: tuple[str, ...]) -> Answer:
    """The columns in the order in which a reader of the query meets them, where it says only `SELECT *`."""
    found = sorted(answer.variables, key=lambda name: order.index(name) if name in order else len(order))
    if answer.form != "SELECT" or not found:
        return answer
    places = [answer.variables.index(name) for name in found]
    rows = tuple(tuple(row[place] for place in places) for row in answer.rows)
    return replace(answer, variables=tuple(found), rows=rows)


def shorten(iri: str) -> str:
    """An IRI by the longest of the standard prefixes that fits; in angle brackets if none does."""
    best = max(
        (prefix for prefix, namespace in QUERY_PREFIXES.items() if iri.startswith(namespace)),
        key=lambda prefix: len(QUERY_PREFIXES[prefix]),
        default=None,
    )
    if best is None:
        return f"<{iri}>"
    local = iri.removeprefix(QUERY_PREFIXES[best])
    plain = local.replace("-", "").replace(".", "").replace(":", "").replace("_", "")
    return f"{best}:{local}" if plain.isalnum() and local[-1] != "." and local[0] not in "-." else f"<{iri}>"


def read_term(term: dict[str, Any]) -> Term:
    """A term from the SPARQL results format in JSON."""
    if term["type"] == "triple":
        parts = tuple((name, read_term(part)) for name, part in term["value"].items())
        return Term("triple", "", parts=parts)
    return Term(term["type"], term["value"], term.get("datatype"), term.get("xml:lang"))


def _term(term: Term) -> object:
    import pyoxigraph as ox

    if term.type == "uri":
        return ox.NamedNode(term.value)
    if term.type == "bnode":
        return ox.BlankNode(term.value)
    if term.type == "triple":
        return ox.Triple(*(_term(part) for _, part in term.parts))  # type: ignore[arg-type]
    if term.lang:
        return ox.Literal(term.value, language=term.lang)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None)
