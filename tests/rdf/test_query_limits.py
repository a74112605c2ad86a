"""A runaway query ends its own process and nothing else, and what it had found until then is called partial."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import threading
import time
from pathlib import Path

import pytest

import khorasan_graph as kg
from khorasan_graph.rdf.answer import Answer, QueryLimitError, Term, complete
from khorasan_graph.rdf.gate import QUERY_PREFIXES, QueryError
from khorasan_graph.rdf.query import Limits, query
from khorasan_graph.rdf.worker import confine
from tests.rdf.library_sample import library_base

EVERYTHING = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
CROSS = f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} }}"
LIMITS = Limits(timeout=1.0, memory=128 * 1024 * 1024)


def timed(text: str, limits: Limits = LIMITS) -> tuple[Answer, float]:
    began = time.monotonic()
    return query(library_base(), text, limits), time.monotonic() - began


def test_time_runs_out_before_anything_is_found() -> None:
    answer, took = timed(CROSS)
    assert (answer.limit, answer.rows) == ("time", ())
    assert took < 20


def test_what_was_found_until_then_is_kept() -> None:
    slow = "SELECT ?s { { ?s kg:status kg:contested } UNION { " + EVERYTHING + " FILTER(?a = ?f && ?b = ?l) } }"
    answer, _ = timed(slow)
    assert answer.limit == "time"
    assert len(answer) == 3


def test_rows_run_out() -> None:
    text = "SELECT ?s { ?s kg:status ?x } ORDER BY ?s"
    whole, _ = timed(text)
    assert whole.limit is None
    count = len(whole)
    assert timed(text, Limits(max_rows=count))[0] == whole
    partial, _ = timed(text, Limits(max_rows=count - 1))
    assert (partial.limit, partial.rows) == ("rows", whole.rows[:-1])
    assert timed("SELECT * { " + EVERYTHING + " }", Limits(max_rows=7))[0].limit == "rows"


def test_triples_run_out() -> None:
    answer, _ = timed("CONSTRUCT WHERE { ?s kg:status ?x }", Limits(max_rows=3))
    assert (answer.limit, len(answer)) == ("rows", 3)
    assert answer.turtle.count("kg:status") == 3


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is limited on Linux only")
def test_memory_runs_out() -> None:
    answer, _ = timed(f"SELECT * {{ {EVERYTHING} }} ORDER BY ?l", Limits(timeout=60, memory=64 * 1024 * 1024))
    assert (answer.limit, answer.rows) == ("memory", ())
    bomb = "'aaaaaaaa'"
    for _ in range(20):
        bomb = f"REPLACE({bomb}, 'a', 'aaaaaaaa')"
    assert timed(f"SELECT (STRLEN({bomb}) AS ?x) {{}}")[0].limit in ("memory", "time")


def test_an_answer_has_a_size() -> None:
    text = "SELECT ?s (CONCAT(?x, ?x, ?x, ?x) AS ?y) { ?s skos:prefLabel ?n BIND(CONCAT(?n, ?n, ?n, ?n) AS ?x) }"
    answer, _ = timed(text, Limits(answer=2_000))
    assert answer.limit == "size"
    assert 0 < len(answer) < len(timed(text)[0])


def test_signs_that_the_gate_does_not_count_cannot_hurt_the_caller() -> None:
    """Depth without brackets: the parser's stack overflows in its own process."""
    text = "SELECT * { ?s " + "^kg:partOf/" * 5_000 + "kg:partOf ?o }"
    try:
        answer, _ = timed(text)
    except QueryError:
        return
    assert answer.limit in (None, "depth", "time", "memory")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x ?y { ?x ((kg:partOf|!rdf:type)*)* ?y . ?a ((kg:partOf|!rdf:type)*)* ?b } ORDER BY ?y ?x ?a",
        "SELECT (REGEX('" + "a" * 50 + "b', '(a+)+$') AS ?x) {}",
        "SELECT (REGEX('a', '((((a{1,100}){1,100}){1,100}){1,100}){1,100}') AS ?x) {}",
        "SELECT * { VALUES ?x { " + "1 " * 5000 + "} VALUES ?y { " + "1 " * 5000 + "} FILTER(?x != ?y) }",
    ],
    ids=["path", "backtracking", "counted", "values"],
)
def test_other_runaways_end(text: str) -> None:
    answer, took = timed(text)
    assert took < 30
    assert answer.limit in (None, "time", "memory", "rows")


def workers() -> list[str]:
    """The command lines of workers that this process has as children."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            command = (process / "cmdline").read_text()
            if parent == os.getpid() and "rdf.worker" in command:
                found.append(command)
    return found


def test_nothing_is_left_running() -> None:
    timed(CROSS)
    with pytest.raises(QueryError):
        timed("SELECT * { ?s ?p }")
    timed("ASK {}")
    assert workers() == []


def test_an_interrupt_ends_the_worker() -> None:
    threading.Timer(0.8, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        timed(CROSS, Limits(timeout=20))
    assert workers() == []


def test_several_at_once() -> None:
    found: list[int] = []

    def ask() -> None:
        found.append(len(query(library_base(), "SELECT * { ?s kg:status kg:contested }")))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3, 3, 3, 3]


def test_what_a_worker_gives_up() -> None:
    """Tried in a fork, for a process cannot take these rights back."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        confine(10**8, 5)
        kinds = (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
        limits = [resource.getrlimit(kind)[1] for kind in kinds]
        limits.append(resource.getrlimit(resource.RLIMIT_AS)[1] < 2**40)
        limits.append(resource.getrlimit(resource.RLIMIT_CPU)[1] < 1000 + sum(os.times()[:2]))
        os.write(writer, repr(limits).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 1000) == b"[3, 0, 0, True, True]"


def test_in_python_a_partial_answer_is_an_exception() -> None:
    with pytest.raises(QueryLimitError) as error:
        kg.query(library_base(), "SELECT * { ?s ?p ?o }", max_rows=5)
    assert len(error.value.answer) == 5
    whole = query(library_base(), "ASK {}")
    assert complete(whole) is whole


def test_any_program_may_ask() -> None:
    """No part of the caller's program is run again, as a pool of processes would: a script needs no main guard."""
    import subprocess
    import sys

    script = "import khorasan_graph as kg\nprint('once')\nprint(len(kg.query(kg.load().knowledge_base, 'ASK {}')))\n"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "once\n0\n"


def test_terms_in_python() -> None:
    answer = query(
        library_base(),
        """SELECT ?iri ?far ?text ?native ?number ?size ?half ?day ?date ?truth ?nothing {
             BIND (data:ttp AS ?iri) BIND (<http://example.org/a b> AS ?bad) BIND (<http://example.org/x> AS ?far)
             BIND ("a" AS ?text) BIND ("چتر"@ur AS ?native) BIND (7 AS ?number) BIND (1.50 AS ?size)
             BIND (2.5e0 AS ?half) BIND ("2017-08-31"^^xsd:date AS ?day) BIND ("2017~"^^edtf:EDTF-level1 AS ?date)
             BIND (true AS ?truth) }""".replace("BIND (<http://example.org/a b> AS ?bad) ", ""),
    )
    from datetime import date
    from decimal import Decimal

    assert list(answer) == [
        {
            "iri": "data:ttp", "far": "<http://example.org/x>", "text": "a", "native": "چتر", "number": 7,
            "size": Decimal("1.50"), "half": 2.5, "day": date(2017, 8, 31), "date": "2017~", "truth": True,
            "nothing": None,
        }
    ]  # fmt: skip


def test_variables_of_a_star_stand_as_they_are_met() -> None:
    answer = query(library_base(), "SELECT DISTINCT * { ?tie kg:subject ?a . ?tie kg:object ?Z OPTIONAL { ?a ?b ?c } }")
    assert answer.variables == ("tie", "a", "Z", "b", "c")
    assert query(library_base(), "SELECT ?z ?a { ?a kg:partOf ?z }").variables == ("z", "a")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/khorasan-graph/id/ttp", "data:ttp"),
        ("https://w3id.org/khorasan-graph/id/relation/a.split.b.2014-08", "relation:a.split.b.2014-08"),
        ("https://w3id.org/khorasan-graph/id/claim/a.split.b:s1:by-x", "claim:a.split.b:s1:by-x"),
        ("https://w3id.org/khorasan-graph/id/graph/direct", "graph:direct"),
        ("https://w3id.org/khorasan-graph/id/", "<https://w3id.org/khorasan-graph/id/>"),
        ("https://w3id.org/khorasan-graph/id/a/b", "<https://w3id.org/khorasan-graph/id/a/b>"),
        ("https://w3id.org/khorasan-graph/id/a.", "<https://w3id.org/khorasan-graph/id/a.>"),
        ("http://example.org/", "<http://example.org/>"),
    ],
)
def test_short_names_can_be_written_in_a_query(iri: str, short: str) -> None:
    assert Term("uri", iri).short == short
    answer = query(library_base(), f"SELECT ?x {{ BIND ({short} AS ?x) }}")
    assert answer.rows == ((Term("uri", iri),),)


def test_graphs_apart_and_together() -> None:
    count = "SELECT (COUNT(*) AS ?n) {{ {} }}"
    both, stated, direct = (
        int(str(next(iter(query(library_base(), count.format(where))))["n"]))
        for where in ("?s ?p ?o", "GRAPH graph:stated { ?s ?p ?o }", "GRAPH graph:direct { ?s ?p ?o }")
    )
    assert both == stated + direct
    assert direct > 10
    names = query(library_base(), "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert [row["g"] for row in names] == ["graph:direct", "graph:stated"]


def test_triples_are_written_sorted_once_and_with_the_prefixes_that_are_used() -> None:
    import pyoxigraph as ox

    text = "CONSTRUCT { ?s kg:status ?x . ?s <http://a/b> 'x'@en } { ?s kg:status ?x . ?s kg:claim ?c }"
    answer = query(library_base(), text)
    triples = set(ox.parse(answer.turtle, format=ox.RdfFormat.TURTLE))
    assert triples == set(ox.parse(answer.serialized("ntriples"), format=ox.RdfFormat.N_TRIPLES))
    assert {str(one) for one in triples} == {
        str(ox.Triple(quad.subject, quad.predicate, quad.object))
        for quad in ox.parse(answer.serialized("jsonld"), format=ox.RdfFormat.JSON_LD)
    }
    lines = answer.serialized("ntriples").splitlines()
    assert lines == sorted(set(lines))
    assert "@prefix skos:" not in answer.turtle
    assert "@prefix kg:" in answer.turtle
    assert query(library_base(), text).turtle == answer.turtle


def test_json_is_what_the_standard_says() -> None:
    """The same rows as the engine itself writes in the standard's format."""
    import json

    import pyoxigraph as ox

    from khorasan_graph.rdf.engines import to_oxigraph

    text = """SELECT ?s ?n ?d ?c { ?s skos:prefLabel ?n OPTIONAL { ?s kg:latestStart ?d }
                                   OPTIONAL { ?x kg:object ?s ; kg:claim/kg:credibility ?c } } ORDER BY ?s ?c"""
    store = to_oxigraph(library_base())
    found = store.query(text, prefixes=dict(QUERY_PREFIXES), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    theirs = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    assert query(library_base(), text).json == theirs
    assert query(library_base(), "ASK {}").json == {"head": {}, "boolean": True}
    assert query(library_base(), text, Limits(max_rows=1)).json["partial"] is True


def test_a_triple_as_a_term() -> None:
    answer = query(library_base(), "SELECT ?t { BIND (TRIPLE(data:ttp, kg:partOf, 1) AS ?t) }")
    (term,) = answer.rows[0]
    assert term is not None
    assert term.short == "<<( data:ttp kg:partOf 1 )>>"
    assert term.json["type"] == "triple"
    assert term.json["value"]["object"]["value"] == "1"
