"""Asking a store by the SPARQL 1.1 Protocol what `rdf/query.py` asks the data set in memory, to the same answer.

https://www.w3.org/TR/sparql11-protocol/. A query passes the same gate, and is first tried here over no data: what the
one does not understand or refuses, the other never sees, so that no query makes a store ask a third. The data set that
it is asked of is our graphs and no others, together as the default graph and each by its name.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlencode

from khorasan_graph.rdf.answer import Answer, Limit, Row, reordered
from khorasan_graph.rdf.dataset import DIRECT_GRAPH, STATED_GRAPH
from khorasan_graph.rdf.gate import QUERY_PREFIXES, written_out
from khorasan_graph.rdf.query import DEFAULT_LIMITS, Limits, query_over
from khorasan_graph.rdf.results import (
    NTRIPLES,
    RESULTS_MEDIA_TYPES,
    TURTLE,
    ResultsError,
    read_solutions,
    read_triples,
)
from khorasan_graph.rdf.tokens import starred_variables, tokens
from khorasan_graph.stores.addresses import Address
from khorasan_graph.stores.client import Client, LateError, StoreError, Stream, media_type

ASKED_GRAPHS = (STATED_GRAPH, DIRECT_GRAPH)
"""The graphs that a query is asked of: without what the data set says of itself, as here."""
_DATASET = [(name, graph) for name in ("default-graph-uri", "named-graph-uri") for graph in ASKED_GRAPHS]


def ask(client: Client, endpoint: Address, text: str, limits: Limits = DEFAULT_LIMITS) -> Answer:
    """Ask a store a SPARQL query. A partial answer names the limit that ended it, as that of `rdf.query.query` does.

    Raises:
        QueryTooBigError, QueryError: as `rdf.query.query` does, before anything is sent.
        AddressError: if the credentials would be revealed.
        StoreError: if the store gives no answer, or does not hold the data set.
    """
    rehearsal = query_over((), text, replace(limits, max_rows=1))
    if rehearsal.limit not in (None, "rows"):
        return rehearsal
    deadline = time.monotonic() + limits.timeout
    whole = written_out(text)
    try:
        held = _asked(client, endpoint, "ASK", "ASK { ?s ?p ?o }", limits, deadline)
        if held.boolean is False:
            raise StoreError(f"{endpoint.shown} does not hold the data set: `khorasan-graph publish` puts it there")
        answer = held if held.limit else _asked(client, endpoint, rehearsal.form, declared(whole), limits, deadline)
    except LateError:
        return Answer(rehearsal.form, (), (), None, "time")
    starred = starred_variables(text)
    return reordered(replace(answer, form=rehearsal.form), starred) if starred else answer


def declared(text: str) -> str:
    """A query with those of our prefixes declared that it uses without declaring them, all in its first line."""
    words = list(tokens(text))
    own = {two.text.removesuffix(":") for one, two in pairwise(words) if one.is_word("PREFIX") and two.kind == "name"}
    used = {token.text.partition(":")[0] for token in words if token.kind == "name"} - own
    return "".join(f"PREFIX {name}: <{QUERY_PREFIXES[name]}> " for name in sorted(used & QUERY_PREFIXES.keys())) + text


def _asked(client: Client, endpoint: Address, form: str, text: str, limits: Limits, deadline: float) -> Answer:
    """One question of the protocol and its answer, as far as the limits allow."""
    accept = RESULTS_MEDIA_TYPES[0] if form in ("SELECT", "ASK") else f"{NTRIPLES}, {TURTLE};q=0.9"
    return client.ask(
        "POST",
        endpoint,
        lambda stream: _read(stream, endpoint, form, limits),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": accept},
        body=urlencode([("query", text), *_DATASET]).encode(),
        deadline=deadline,
    )


class _Measured:
    """A stream that ends when the answer has had its size or its time; `ended` tells which, `broken` what else."""

    def __init__(self, stream: Stream, room: int) -> None:
        self.stream = stream
        self.room = room
        self.ended: Limit | None = None
        self.broken: StoreError | None = None

    def read(self, size: int = -1, /) -> bytes:
        if self.ended or self.broken:
            return b""
        try:
            piece = self.stream.read(size)
        except LateError:
            self.ended = "time"
            return b""
        except StoreError as error:
            self.broken = error
            return b""
        self.room -= len(piece)
        if self.room < 0:
            self.ended = "size"
            return b""
        return piece


def _read(stream: Stream, endpoint: Address, form: str, limits: Limits) -> Answer:
    measured = _Measured(stream, limits.answer)
    kind = media_type(stream.headers)
    variables: tuple[str, ...] = ()
    rows: list[Row] = []
    boolean = None
    try:
        if form in ("SELECT", "ASK"):
            if kind not in RESULTS_MEDIA_TYPES:
                raise ResultsError(f"what it answers is `{kind}`" if kind else "what it answers has no media type")
            found = read_solutions(measured)
            if isinstance(found, bool) != (form == "ASK"):
                raise ResultsError(f"it answers something else than {form} asks")
            if isinstance(found, bool):
                boolean = found
            else:
                variables = found[0]
                _take(found[1], rows, limits.max_rows)
        else:
            variables = ("subject", "predicate", "object")
            _take(read_triples(measured, kind), rows, limits.max_rows)
    except ResultsError as error:
        if measured.broken is None and measured.ended is None:
            message = f"{endpoint.shown} does not answer as the SPARQL 1.1 Protocol says: {error}"
            raise StoreError(f"{message}; is it the address for queries?") from None
    if measured.broken is not None:
        raise measured.broken
    limit = measured.ended
    if len(rows) > limits.max_rows:
        limit = "rows"
        del rows[limits.max_rows :]
    elif limit is None and _stopped_early(stream, len(rows)):
        limit = "store"
    return Answer(form, variables, tuple(rows), boolean, limit)


def _take(found: Iterator[Row], rows: list[Row], most: int) -> None:
    """Add rows until there is one too many; if they break off, those until then stay."""
    for row in found:
        rows.append(row)
        if len(rows) > most:
            return


def _stopped_early(stream: Stream, rows: int) -> bool:
    """Whether a store says that it has not given everything: Virtuoso does, which otherwise stops in silence."""
    most = stream.headers.get("x-sparql-maxrows", "")
    return stream.status == 206 or (most.isdecimal() and rows >= int(most) > 0)
