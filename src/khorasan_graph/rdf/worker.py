"""The process in which a query is evaluated: it may be killed at any moment, and can harm nobody.

It reads a request (one line of JSON) and the data set (N-Quads) from its standard input, gives up the right to open
files and sockets and to take much more memory, and writes what it finds line by line as JSON. Whatever a query does to
it, a stack that overflows or memory that runs out, happens to this process and not to the one that asked.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

Send = Callable[[Any], None]
CPU_GRACE = 10
"""Seconds beyond the time limit after which the system ends a worker whose parent did not."""


def main() -> None:
    """Answer the one request on standard input."""
    with os.fdopen(0, "rb", closefd=False) as given, os.fdopen(1, "wb", closefd=False) as out:

        def send(value: Any) -> None:
            out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
            out.flush()

        request = json.loads(given.readline())
        if request["task"] == "locate":
            send({"located": locate(request["text"])})
            return
        store = ox.Store()
        store.bulk_load(given, format=ox.RdfFormat.N_QUADS)
        confine(request["memory"], request["timeout"])
        send({"ready": True})
        try:
            answer(store, request, send)
        except MemoryError:
            send({"end": "memory"})


def confine(memory: int, seconds: float) -> None:
    """Give up what an evaluation does not need; `memory` is bytes beyond what the data take. Unix only."""
    try:
        import resource
    except ImportError:
        return
    wishes = [
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", 3),
        ("RLIMIT_CPU", int(sum(os.times()[:2]) + seconds) + CPU_GRACE),
    ]
    taken = address_space()
    if taken is not None:
        wishes.append(("RLIMIT_AS", taken + memory))
    for name, most in wishes:
        kind = getattr(resource, name, None)
        if kind is not None:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (most, most))


def address_space() -> int | None:
    """Bytes of memory that this process has mapped; None where the system does not say (anywhere but on Linux)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None


def answer(store: ox.Store, request: dict[str, Any], send: Send) -> None:
    """Evaluate one query and send what it finds: a head, the rows one by one, and how it ended."""
    try:
        if request["trial"] is not None:
            ox.Store().query(request["trial"], prefixes=request["prefixes"])
        found = store.query(request["text"], prefixes=request["prefixes"], use_default_graph_as_union=True)
        if isinstance(found, ox.QueryBoolean):
            send({"boolean": bool(found)})
        elif isinstance(found, ox.QuerySolutions):
            send({"variables": [variable.value for variable in found.variables]})
        else:
            send({"variables": ["subject", "predicate", "object"]})
        if not isinstance(found, ox.QueryBoolean):
            for number, row in enumerate(found):
                if number == request["max_rows"]:
                    send({"end": "rows"})
                    return
                terms = (row.subject, row.predicate, row.object) if isinstance(row, ox.Triple) else row
                send([None if term is None else term_json(term) for term in terms])
    except SyntaxError as error:
        send({"syntax": str(error)})
        return
    except (RuntimeError, OSError, ValueError) as error:
        send({"refused": str(error)})
        return
    send({"end": "done"})


def term_json(term: object) -> dict[str, Any]:
    """A term as the SPARQL results format in JSON writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: term_json(part) for name, part in parts.items()}}
    assert isinstance(term, ox.Literal)
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        found["datatype"] = term.datatype.value
    return found


def locate(text: str) -> list[int] | None:
    """Where rdflib stumbles over a query: it tells the place better than the engine does. Slow, and only for errors."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text)
    except ParseException as error:
        return [error.lineno, error.col]
    except Exception:
        return None
    return None
