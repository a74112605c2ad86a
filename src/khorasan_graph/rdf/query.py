"""Asking the data set in SPARQL: a question goes through the gate into a process of its own, and terms come back.

The default graph is everything, what is stated and the direct triples, as in the Turtle; `GRAPH graph:stated` and
`GRAPH graph:direct` are the two apart. Limits hold for every question: a runaway query ends its own process and no
other, and what it had found until then is given back and said to be partial.

The time limit holds everywhere. Memory is limited on Linux; that no file and no socket can be opened is ensured by the
system on Linux and macOS, and by the gate everywhere.
"""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice
from threading import Timer
from typing import IO, Any, Literal, NamedTuple, cast

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.rdf.gate import QUERY_PREFIXES, QueryError, admit, explain, masked, written_out
from khorasan_graph.rdf.serialization import nquads
from khorasan_graph.rdf.tokens import starred_variables

XSD = "http://www.w3.org/2001/XMLSchema#"
Limit = Literal["time", "rows", "memory", "size", "depth"]
_LOCATE_SECONDS = 3.0
_START = "import sys; sys.path[:] = sys.argv[1:]; from khorasan_graph.rdf.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take: seconds, rows, bytes of memory beyond the data, bytes of answer."""

    timeout: float = 30.0
    max_rows: int = 10_000
    memory: int = 512 * 1024 * 1024
    answer: int = 64 * 1024 * 1024


DEFAULT_LIMITS = Limits()


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


def query(base: KnowledgeBase, text: str, limits: Limits = DEFAULT_LIMITS) -> Answer:
    """Answer a SPARQL query over a knowledge base. A partial answer names the limit that ended it.

    Raises:
        QueryTooBigError: if the query is too long or too deeply nested.
        QueryError: if it is refused (SERVICE, FROM, updates) or not understood.
    """
    form = admit(text)
    starred = starred_variables(text)
    whole = written_out(text)
    admit(whole)
    request = {
        "task": "answer",
        "text": whole,
        "trial": masked(whole),
        "prefixes": dict(QUERY_PREFIXES),
        "max_rows": limits.max_rows,
        "memory": limits.memory,
        "timeout": limits.timeout,
    }
    answer = _Exchange(form, text, limits).run(request, nquads(base))
    return _reordered(answer, starred) if starred else answer


def _reordered(answer: Answer, order: tuple[str, ...]) -> Answer:
    """The columns in the order in which a reader of the query meets them, where it says only `SELECT *`."""
    found = sorted(answer.variables, key=lambda name: order.index(name) if name in order else len(order))
    if answer.form != "SELECT" or not found:
        return answer
    places = [answer.variables.index(name) for name in found]
    rows = tuple(tuple(row[place] for place in places) for row in answer.rows)
    return replace(answer, variables=tuple(found), rows=rows)


class _Exchange:
    """One question to a worker, and what it has said so far."""

    def __init__(self, form: str, text: str, limits: Limits) -> None:
        self.form = form
        self.text = text
        self.limits = limits
        self.variables: tuple[str, ...] = ()
        self.rows: list[Row] = []
        self.boolean: bool | None = None
        self.ended: str | None = None
        self.ready = False
        self.late = False

    def run(self, request: dict[str, Any], data: Iterable[str]) -> Answer:
        with _worker() as process:
            give(process, request, data)
            timer = Timer(self.limits.timeout, self._stop, (process,))
            timer.daemon = True
            assert process.stdout is not None
            size = 0
            try:
                for line in process.stdout:
                    size += len(line)
                    if size > self.limits.answer:
                        self.ended = "size"
                        break
                    said = json.loads(line)
                    if "ready" in said:
                        self.ready = True
                        timer.start()
                    else:
                        self._hear(said)
                    if self.ended:
                        break
            except json.JSONDecodeError:
                pass  # half a line: the worker was ended while it wrote
            finally:
                timer.cancel()
            if self.ended is None:
                self.ended = "time" if self.late else self._death(process)
        limit = None if self.ended == "done" else cast(Limit, self.ended)
        return Answer(self.form, self.variables, tuple(self.rows), self.boolean, limit)

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        self.late = True
        process.kill()

    def _hear(self, said: Any) -> None:
        if isinstance(said, list):
            self.rows.append(tuple(None if term is None else _read(term) for term in said))
        elif "variables" in said:
            self.variables = tuple(said["variables"])
        elif "boolean" in said:
            self.boolean = said["boolean"]
        elif "end" in said:
            self.ended = said["end"]
        elif "syntax" in said:
            raise explain(self.text, said["syntax"], locate(self.text))
        elif "refused" in said:
            raise QueryError(_plainly(said["refused"]))

    def _death(self, process: subprocess.Popen[bytes]) -> str:
        """Which limit ended a worker that fell silent: the system says by which signal it died."""
        code = process.wait()
        if not self.ready:
            raise OSError(f"the process that answers queries ended before it began (exit {code})")
        if code == -int(getattr(signal, "SIGXCPU", 0)):
            return "time"
        if not self.variables and code in (-int(signal.SIGSEGV), -int(getattr(signal, "SIGBUS", 0)), 0xC00000FD):
            return "depth"
        return "memory"


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers one request; it is gone when the block is left, however that happens."""
    if not sys.executable:
        raise OSError("a query needs a Python interpreter to run in, and this program does not know its own")
    # One arena and one thread: memory that is set aside for threads that never run would count against the limit.
    environment = {**os.environ, "MALLOC_ARENA_MAX": "1", "RAYON_NUM_THREADS": "1"}
    paths = [os.path.abspath(path) for path in sys.path if path]
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def give(process: subprocess.Popen[bytes], request: dict[str, Any], data: Iterable[str]) -> None:
    """Write a request and the data to a worker; one that has died is found out when it is listened to."""
    stdin = cast(IO[bytes], process.stdin)
    with suppress(BrokenPipeError):
        stdin.write(json.dumps(request).encode() + b"\n")
        lines = iter(data)
        while chunk := "".join(islice(lines, 4096)):
            stdin.write(chunk.encode())
        stdin.close()


def locate(text: str) -> tuple[int, int] | None:
    """The line and column at which a second parser stumbles over a query, in a process and a time of its own."""
    with _worker() as process:
        give(process, {"task": "locate", "text": text}, ())
        timer = Timer(_LOCATE_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            line = cast(IO[bytes], process.stdout).readline()
        finally:
            timer.cancel()
    try:
        found = json.loads(line)["located"]
    except ValueError:
        return None
    return (found[0], found[1]) if found else None


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


def _read(term: dict[str, Any]) -> Term:
    if term["type"] == "triple":
        parts = tuple((name, _read(part)) for name, part in term["value"].items())
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


def _plainly(said: str) -> str:
    return said[:1].lower() + said[1:].rstrip(".")
