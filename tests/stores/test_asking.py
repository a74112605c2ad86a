"""A store asked what the data set in memory is asked, to the same answer; and what a store may answer instead."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.project import load
from khorasan_graph.rdf.answer import Answer, Row, Term
from khorasan_graph.rdf.gate import QueryError
from khorasan_graph.rdf.library import FOLDER, read_library
from khorasan_graph.rdf.query import Limits, query
from khorasan_graph.rdf.results import ResultsError, _Shallow, read_solutions, read_triples
from khorasan_graph.stores.addresses import address
from khorasan_graph.stores.asking import ASKED_GRAPHS, ask, declared
from khorasan_graph.stores.client import Client, StoreError
from khorasan_graph.stores.graphs import GraphStore
from khorasan_graph.stores.publishing import graphs_of, publish
from tests.rdf.library_sample import library_base
from tests.stores.servers import Answer as Reply
from tests.stores.servers import Store, cut, reply, sent, serving, silent
from tests.support import ROOT

LIBRARY = read_library(ROOT / FOLDER)
CLIENT = Client(timeout=30.0, wait=lambda seconds: None)
ELSEWHERE = (
    "<https://w3id.org/khorasan-graph/id/ttp> <http://a/p> <http://a/o> .\n"
    "<https://w3id.org/khorasan-graph/id/ttp> <http://a/p> <http://a/o> <http://a/g> .\n"
)
RESULTS = "application/sparql-results+json"


def put(store: Store, base: KnowledgeBase) -> None:
    publish(GraphStore(CLIENT, address(store.graphs)), graphs_of(base), address(store.update))


@pytest.fixture
def filled(store: Store) -> Store:
    store.put(ELSEWHERE)
    put(store, library_base())
    return store


def asked(store: Store, text: str, limits: Limits | None = None) -> Answer:
    return ask(CLIENT, address(store.query), text, limits or Limits())


def test_every_query_of_the_library_has_the_same_answer(filled: Store) -> None:
    found = 0
    for name, named in LIBRARY.items():
        here, there = query(library_base(), named.text), asked(filled, named.text)
        if here.form in ("CONSTRUCT", "DESCRIBE"):  # triples have no order
            assert (here.form, here.variables, set(here.rows)) == (there.form, there.variables, set(there.rows)), name
            assert here.turtle == there.turtle
        else:
            assert here == there, name
        found += bool(here)
    assert found > 20


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:direct { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:stated { ?s ?p ?o } }",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
        "ASK { GRAPH graph:description { ?s ?p ?o } }",
        "ASK { ?s <http://a/p> ?o }",
        "SELECT * { data:ttp skos:prefLabel ?name ; kg:start ?start OPTIONAL { data:ttp kg:end ?end } }",
        "# a comment\n\nBASE <https://w3id.org/khorasan-graph/>\nPREFIX kg: <ontology#>\nSELECT ?s { ?s a kg:Faction }",
        "PREFIX data: <https://w3id.org/khorasan-graph/id/> ASK { data:ttp ?p ?o }",
        "SELECT ?t { BIND (relation:ttp.support.al-qaida AS ?t) ?t kg:status ?s }",
        'SELECT ?x { VALUES ?x { "چتر" "a\\nb"@en 7 1.5 true "2017"^^xsd:gYear <http://a/?b=c&d=%20> UNDEF } }',
        "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }",
        "SELECT ?x { ?x kg:partOf ?x }",
    ],
)
def test_other_queries_have_the_same_answer(filled: Store, text: str) -> None:
    here, there = query(library_base(), text), asked(filled, text)
    assert (here.form, here.variables, here.boolean, here.limit) == (
        there.form,
        there.variables,
        there.boolean,
        there.limit,
    )
    assert sorted(map(str, here.rows)) == sorted(map(str, there.rows))


def test_the_shipped_graph_in_a_real_store(store: Store) -> None:
    """Oxigraph is asked who led the TTP; the knowledge base knows."""
    base = load().knowledge_base
    assert base is not None
    put(store, base)
    answer = asked(store, "SELECT DISTINCT ?who { ?who kg:leads data:ttp } ORDER BY ?who")
    leaders = {
        tie.subject
        for tie in base.relations.values()
        if (tie.type, tie.object) == ("Leadership", "ttp") and tie.status in ("corroborated", "reported")
    }
    assert len(leaders) > 2
    assert [row["who"] for row in answer] == [f"data:{one}" for one in sorted(leaders)]


def test_what_is_refused_is_never_sent() -> None:
    with serving(reply(500)) as server:
        for text in (
            "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "SELECT * { ?s ?p ?o . \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
            "INSERT DATA { <a:a> <a:b> <a:c> }",
            "SELECT * { ?s ?p }",
            "SELECT * { ?s kgg:p ?o }",
            "SELECT (<http://a/f>(1) AS ?x) {}",
            "SELECT ?s ?s { ?s ?p ?o } ; DROP ALL",
            "",
        ):
            with pytest.raises(QueryError):
                ask(CLIENT, address(server.url), text)
    assert server.requests == []


def test_the_data_set_is_named_in_the_request() -> None:
    from urllib.parse import parse_qsl

    yes = '{"head":{},"boolean":true}'
    with serving(reply(200, yes, Content_Type=RESULTS)) as server:
        assert ask(CLIENT, address(server.url), "ASK { ?s kg:start ?o }").boolean is True
    sent = parse_qsl(server.requests[-1].body.decode())
    assert [value for name, value in sent if name == "default-graph-uri"] == list(ASKED_GRAPHS)
    assert [value for name, value in sent if name == "named-graph-uri"] == list(ASKED_GRAPHS)
    text = dict(sent)["query"]
    assert text == "PREFIX kg: <https://w3id.org/khorasan-graph/ontology#> ASK { ?s kg:start ?o }"


def test_only_what_is_needed_is_declared_and_lines_stay_lines() -> None:
    text = "# c\nPREFIX kg: <http://mine/>\nASK { data:a kg:p skos:b, 'rdf:type', <owl:x> }"
    assert declared(text).splitlines()[1:] == text.splitlines()[1:]
    first = declared(text).splitlines()[0]
    assert first.count("PREFIX") == 2
    assert first.endswith(" # c")
    assert declared("ASK {}") == "ASK {}"


def test_a_store_without_the_data(store: Store) -> None:
    store.put(ELSEWHERE)
    with pytest.raises(StoreError, match="does not hold the data set: `khorasan-graph publish`"):
        asked(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_rows_run_out(filled: Store) -> None:
    text = "SELECT ?s { ?s kg:status ?x } ORDER BY ?s"
    whole = asked(filled, text)
    assert (whole.limit, whole) == (None, query(library_base(), text))
    assert asked(filled, text, Limits(max_rows=len(whole))) == whole
    partial = asked(filled, text, Limits(max_rows=len(whole) - 1))
    assert (partial.limit, partial.rows) == ("rows", whole.rows[:-1])
    triples = asked(filled, "CONSTRUCT WHERE { ?s kg:status ?x }", Limits(max_rows=3))
    assert (triples.limit, len(triples)) == ("rows", 3)


def test_an_answer_has_a_size(filled: Store) -> None:
    answer = asked(filled, "SELECT * { ?s ?p ?o }", Limits(answer=20_000))
    assert answer.limit == "size"
    assert 0 < len(answer) < 200
    triples = asked(filled, "CONSTRUCT WHERE { ?s ?p ?o }", Limits(answer=20_000))
    assert triples.limit == "size"
    assert 0 < len(triples) < 300


def test_time_runs_out(filled: Store) -> None:
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = asked(filled, cross, Limits(timeout=1.0))
    assert (answer.form, answer.limit, answer.rows) == ("SELECT", "time", ())


def test_a_query_that_is_too_much_without_any_data() -> None:
    rows = "1 " * 5000
    text = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {rows} }} VALUES ?y {{ {rows} }} VALUES ?z {{ {rows} }} }}"
    with serving(reply(500)) as server:
        assert ask(CLIENT, address(server.url), text, Limits(timeout=0.5)).limit == "time"
    assert server.requests == []


YES = reply(200, '{"head":{},"boolean":true}', Content_Type=RESULTS)
HALF = (
    '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://a/1"}},'
    '{"s":{"type":"uri","value":"http://a/2"}},'
)


def answered(*replies: Reply, text: str = "SELECT ?s { ?s ?p ?o }", limits: Limits | None = None) -> Answer:
    """What comes of these replies to a question, behind that to whether the data are there."""
    with serving(YES, *replies) as server:
        return ask(CLIENT, address(server.url), text, limits or Limits())


def test_what_came_before_the_time_was_over_is_kept() -> None:
    begin = f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\n\r\n".encode()
    slow = sent(begin + HALF.encode() + b" " * 2_000, pause=0.002)
    answer = answered(slow, limits=Limits(timeout=2.0))
    assert answer.limit == "time"
    assert answer.rows in (
        (),
        ((Term("uri", "http://a/1"),),),
        ((Term("uri", "http://a/1"),), (Term("uri", "http://a/2"),)),
    )
    assert answered(silent, limits=Limits(timeout=0.4)).limit == "time"


def test_a_store_that_stops_by_itself() -> None:
    whole = HALF.removesuffix(",") + "]}}"
    assert answered(reply(200, whole, Content_Type=RESULTS)).limit is None
    assert answered(reply(206, whole, Content_Type=RESULTS)).limit == "store"
    assert answered(reply(200, whole, Content_Type=RESULTS, X_SPARQL_MaxRows="2")).limit == "store"
    assert answered(reply(200, whole, Content_Type=RESULTS, X_SPARQL_MaxRows="10000")).limit is None


@pytest.mark.parametrize(
    "given",
    [
        reply(200, "<html>Welcome</html>", Content_Type="text/html"),
        reply(200, HALF, Content_Type=RESULTS),
        reply(200, "", Content_Type=RESULTS),
        reply(200, "[]", Content_Type=RESULTS),
        reply(200, '{"head":{},"boolean":true}', Content_Type=RESULTS),
        reply(200, '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri"}}]}}', Content_Type=RESULTS),
        reply(200, '{"head":{"vars":["s"]},"results":{"bindings":[{"t":1}]}}', Content_Type=RESULTS),
        reply(200, b"\xff\xfe", Content_Type=RESULTS),
        reply(200, "x" * 100, Content_Type="application/octet-stream"),
        reply(200, HALF.removesuffix(",") + "]}}"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its traceback outlives the thread
def test_what_is_no_answer(given: Reply) -> None:
    with pytest.raises(StoreError, match=r"does not answer as the SPARQL 1\.1 Protocol says") as error:
        answered(given)
    assert str(error.value).endswith("; is it the address for queries?")


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    raw = f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\nContent-Length: 9999\r\n\r\n{HALF}".encode()
    whole = HALF.removesuffix(",") + "]}}"
    assert len(answered(sent(raw), cut, reply(200, whole, Content_Type=RESULTS))) == 2
    with pytest.raises(StoreError, match="broke"):
        answered(sent(raw))


def test_what_a_store_refuses_is_an_error() -> None:
    with pytest.raises(StoreError, match="does not understand the request") as error:
        answered(reply(400, "line 1: no such function"))
    assert "line 1: no such function" in str(error.value)


def test_nesting_without_end_does_no_harm() -> None:
    deep = '{"type":"triple","value":{"subject":' * 100_000
    body = f'{{"head":{{"vars":["s"]}},"results":{{"bindings":[{{"s":{deep}'
    with pytest.raises(StoreError):
        answered(reply(200, body, Content_Type=RESULTS))
    with pytest.raises(StoreError):
        answered(
            reply(200, "<a:a> <a:b> " + "[ <a:b> " * 100_000, Content_Type="text/turtle"),
            text="CONSTRUCT WHERE { ?s ?p ?o }",
        )


JSON = st.recursive(
    st.none() | st.integers() | st.text('a"\\{}[]', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a"\\{}[]', max_size=4), inner, max_size=3),
)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(JSON, st.integers(1, 9))
def test_depth_is_measured_however_a_document_is_cut(value: object, size: int) -> None:
    stream = _Shallow(io.BytesIO(json.dumps(value).encode()), "json")
    stream.most = depth(value)
    pieces = b"".join(iter(lambda: stream.read(size), b""))
    assert (json.loads(pieces), stream.is_deep) == (value, False)
    stream = _Shallow(io.BytesIO(json.dumps([value]).encode()), "json")
    stream.most = depth(value)
    assert b"".join(iter(lambda: stream.read(size), b"")) != json.dumps([value]).encode()
    assert stream.is_deep


@given(st.text("a<", max_size=30), st.integers(1, 9))
def test_signs_of_depth_are_counted_however_a_document_is_cut(text: str, size: int) -> None:
    stream = _Shallow(io.BytesIO(text.encode()), "rdf")
    assert b"".join(iter(lambda: stream.read(size), b"")) == text.encode()
    assert stream.depth == text.count("<<")


def test_triples_in_another_format() -> None:
    given = reply(200, "@prefix a: <http://a/> . a:a a:b a:c, 'd'@en .", Content_Type="text/turtle; charset=utf-8")
    answer = answered(given, text="CONSTRUCT WHERE { ?s ?p ?o }")
    assert [row["object"] for row in answer] == ["<http://a/c>", "d"]


PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TERMS: st.SearchStrategy[Term | None] = st.one_of(
    st.none(),
    PLAIN.map(lambda text: Term("literal", text)),
    st.builds(lambda text: Term("literal", text, lang="ur-latn"), PLAIN),
    st.builds(lambda text: Term("literal", text, datatype="http://id.loc.gov/datatypes/edtf/EDTF-level1"), PLAIN),
    st.from_regex(r"[a-z]{1,9}", fullmatch=True).map(lambda text: Term("uri", f"http://a/{text}")),
    st.from_regex(r"[a-z]{1,9}", fullmatch=True).map(lambda text: Term("bnode", text)),
)


@given(st.lists(st.tuples(TERMS, TERMS, TERMS), max_size=8))
def test_what_is_written_in_json_is_read_back(rows: list[Row]) -> None:
    answer = Answer("SELECT", ("a", "b", "c"), tuple(rows))
    found = read_solutions(io.BytesIO(json.dumps(answer.json, ensure_ascii=False).encode()))
    assert not isinstance(found, bool)
    assert (found[0], tuple(found[1])) == (answer.variables, answer.rows)


@given(st.binary(max_size=200))
def test_whatever_bytes_come_there_is_an_answer_or_an_error(body: bytes) -> None:
    for start in (b"", HALF.encode()):
        try:
            found = read_solutions(io.BytesIO(start + body))
            rows = [] if isinstance(found, bool) else list(found[1])
        except ResultsError:
            rows = []
        assert all(isinstance(row, tuple) for row in rows)
        try:
            triples = list(read_triples(io.BytesIO(body), "application/n-triples"))
        except ResultsError:
            triples = []
        assert all(len(row) == 3 for row in triples)


def test_the_library_is_that_of_the_repository() -> None:
    assert len(LIBRARY) == len(list(Path(ROOT / FOLDER).glob("*.rq"))) > 20
