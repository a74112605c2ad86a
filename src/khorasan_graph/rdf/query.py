"""Asking the data set in SPARQL: a question goes through the gate into a process of its own, and terms come back.

The default graph is everything, what is stated and the direct triples, as in the Turtle; `GRAPH graph:stated` and
`GRAPH graph:direct` are the two apart. Limits hold for every question: a runaway query ends its own process and no
other, and what it had found until then is given back and said to be partial.

The time limit holds everywhere. Memory is limited on Linux; that no file and no socket can be opened is ensured by the
system on Linux and macOS, and by the gate everywhere.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from threading import Timer
from typing import IO, Any, cast

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.rdf.answer import Answer, Limit, Row, read_term, reordered
from khorasan_graph.rdf.gate import QUERY_PREFIXES, QueryError, admit, explain, masked, written_out
from khorasan_graph.rdf.serialization import nquads
from khorasan_graph.rdf.tokens import starred_variables

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


def query(base: KnowledgeBase, text: str, limits: Limits = DEFAULT_LIMITS, selection: Selection = EVERYTHING) -> Answer:
    """Answer a SPARQL query over a knowledge base, narrowed by a selection. A partial answer names what ended it.

    Raises:
        QueryTooBigError: if the query is too long or too deeply nested.
        QueryError: if it is refused (SERVICE, FROM, updates) or not understood.
    """
    return query_over(nquads(base, selection), text, limits)


def query_over(data: Iterable[str], text: str, limits: Limits = DEFAULT_LIMITS) -> Answer:
    """Answer a SPARQL query over N-Quads; over none at all, find out whether it is one that may be asked.

    Raises: as `query` does.
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
    answer = _Exchange(form, text, limits).run(request, data)
    return reordered(answer, starred) if starred else answer


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
            self.rows.append(tuple(None if term is None else read_term(term) for term in said))
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


def _plainly(said: str) -> str:
    return said[:1].lower() + said[1:].rstrip(".")
