"""No query reaches outside, whatever it is dressed in; and what is wrong with a query is said at its place."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue

from khorasan_graph.rdf.gate import (
    DEEPEST_NESTING,
    LONGEST_QUERY,
    QUERY_PREFIXES,
    QueryError,
    QueryTooBigError,
    admit,
    is_careless,
    masked,
    written_out,
)
from khorasan_graph.rdf.query import _worker, give, query
from khorasan_graph.rdf.tokens import tokens
from tests.rdf.library_sample import library_base


class Canary:
    """A listener on this machine that must never hear anything."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self.socket.accept()
                self.heard.append(caller.recv(1000))
                caller.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.socket.close()


SERVICES = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c . { SELECT ?s { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?a ?b ?c FILTER NOT EXISTS { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { ?a ?b ?c MINUS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { { ?a ?b ?c } UNION { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { BIND (<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE : { ?s ?p ?o } }",
    "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) {}",
    "SELECT * { ?a ?b ?c } ORDER BY (EXISTS { SERVICE <URL> { ?s ?p ?o } })",
    "SELECT ?a { ?a ?b ?c } GROUP BY ?a HAVING (EXISTS { SERVICE <URL> { ?s ?p ?o } })",
    "SELECT * { # a comment\nSERVICE # another\n<URL> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 'it\\'s'SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b '''a'b'''SERVICE<URL>{ ?s ?p ?o } }",
    'SELECT * { ?a ?b """a\\"""" . SERVICE<URL>{ ?s ?p ?o } }',
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { \u017fERVICE <URL> { ?s ?p ?o } }",
    "PREFIX SERVICE: <URL> PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SELECT * { <#> ?p 1 . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?a <x#y> ?c . SERVICE <URL> { ?s ?p ?o } #> \n }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b#>\n) SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
)


@pytest.mark.parametrize("text", SERVICES)
def test_no_service_gets_through(text: str, canary: Canary) -> None:
    with pytest.raises(QueryError):
        query(library_base(), text.replace("URL", f"http://127.0.0.1:{canary.port}/"))
    assert canary.heard == []


@pytest.mark.parametrize("text", SERVICES[:3])
def test_the_engine_would_ask(text: str) -> None:
    """The danger is real: without the gate the engine calls the address. If it ceases to, the gate may go."""
    listener = Canary()
    with suppress(OSError, RuntimeError):
        list(ox.Store().query(text.replace("URL", f"http://127.0.0.1:{listener.port}/")))  # type: ignore[arg-type]
    listener.socket.close()
    assert listener.heard


@pytest.mark.parametrize("text", SERVICES[:3])
def test_the_worker_cannot_even_if_the_gate_fails(text: str, canary: Canary) -> None:
    """The last wall, tried by itself: the process in which the engine runs opens no socket."""
    request: dict[str, object] = {
        "task": "answer",
        "text": text.replace("URL", f"http://127.0.0.1:{canary.port}/"),
        "trial": None,
        "prefixes": {},
        "max_rows": 10,
        "memory": 2**29,
        "timeout": 5,
    }
    with _worker() as process:
        give(process, request, ())
        assert process.stdout is not None
        said = process.stdout.read().decode()
    assert '"ready"' in said
    assert canary.heard == []


HARMLESS = (
    'SELECT ("service" AS ?x) {}',
    "SELECT * { ?service ?p 'Inter-Services Intelligence' }",
    "# SERVICE <http://127.0.0.1/>\nSELECT * { ?s ?p ?o }",
    "PREFIX service: <http://a/> SELECT * { service:service ?p <http://b/service> }",
    "SELECT * { ?tie kg:from ?from . ?from ?load 'FROM LOAD' }",
    "SELECT ?insert { ?insert ?delete '''SERVICE <x> {}''' }",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_words_alone_are_no_offence(text: str) -> None:
    assert query(library_base(), text).limit is None


REFUSED = {
    "SELECT * FROM <http://a/> { ?s ?p ?o }": "`FROM` is refused: it names documents to load",
    "ASK FROM NAMED <http://a/> { GRAPH ?g { ?s ?p ?o } }": "`FROM` is refused: it names documents to load",
    "SELECT ?s\nfrom<file:///etc/passwd>{ ?s ?p ?o }": "`FROM` is refused: it names documents to load",
    "LOAD <http://a/>": "`LOAD` is refused: it would change data",
    "LOAD SILENT <http://a/> INTO GRAPH <http://b/>": "`LOAD` is refused: it would change data",
    "INSERT DATA { <a> <b> <c> }": "`INSERT` is refused: it would change data",
    "prefix x: <http://a/> delete where { ?s ?p ?o }": "`DELETE` is refused: it would change data",
    "WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }": "`WITH` is refused: it would change data",
    "CLEAR ALL": "`CLEAR` is refused: it would change data",
    "DROP SILENT GRAPH <http://a/>": "`DROP` is refused: it would change data",
    "COPY DEFAULT TO <http://a/>": "`COPY` is refused: it would change data",
    "": "there is no query here",
    "# nothing but a comment": "there is no query here",
    "PREFIX x: <http://a/>": "there is no query here",
    "hello": "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with `hello`",
    "SELECT (<http://a/f>(1) AS ?x) {}": "the custom function <http://a/f> is not supported",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(QueryError) as error:
        query(library_base(), text)
    assert str(error.value) == REFUSED[text]


def test_a_second_query_behind_the_first_is_no_query() -> None:
    with pytest.raises(QueryError):
        query(library_base(), "SELECT * { ?s ?p ?o } ; LOAD <http://a/>")


# A syntax error is told at its place: the message, the place as line and column, and a hint.
FAULTS: dict[str, tuple[str, int | None, int | None, str]] = {
    "SELECT ?x\n{ ?x kg:start ?y . FILTR(?x) }": (
        "`FILTR` is not a word of SPARQL", 2, 20, "did you mean `FILTER`?"),
    "SELECT ?x { ?x kgg:start ?y }": ("the prefix `kgg:` is not declared", 1, 16, "did you mean `kg`?"),
    "SELECT ?x { ?x foaf:name ?y }": (
        "the prefix `foaf:` is not declared", 1, 16, "declare it before the query: PREFIX foaf: <http://...>"),
    "SELECT ?x { ?x kg:start ?y": ("`{` is never closed", 1, 11, ""),
    "SELECT ?x { ?x kg:start ?y ) }": ("`)` closes nothing here: `{` is still open", 1, 28, ""),
    "SELECT ?x { ?x kg:start ?y } }": ("`}` closes nothing here: nothing is open", 1, 30, ""),
    "SELECT ?x { ?x kg:text 'abc }\n": ("a text begins here and is never closed", 1, 24, ""),
    "SELECT ?x, ?y { ?x kg:start ?y }": (
        "`,` does not fit here", 1, 10, "the variables of a SELECT stand side by side, with no comma"),
    "SELECT ?x { ?x kg:start ?y FILTER ?y > 2 }": (
        "`FILTER` does not fit here", 1, 28, "a condition stands in parentheses: FILTER (?a > 1)"),
    "SELECT ?x { ?x kg:start ?y OPTIONAL ?x kg:end ?z }": (
        "`OPTIONAL` does not fit here", 1, 28, "its pattern stands in braces: { ... }"),
    "SELECT ?x { ?x kg:start ?y } ORDR BY ?x": ("`ORDR` is not a word of SPARQL", 1, 30, "did you mean `ORDER`?"),
    "SELECT ?x {\n  ?x kg:start ?y\n  ?x kg:end ?z\n}": (
        "`?x` does not fit here", 3, 3, "is a `.` or `;` missing before it?"),
    "SELEC ?x { ?x ?y ?z }": (
        "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with `SELEC`", 1, 1, "did you mean `SELECT`?"),
    "SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o }": (
        "the SELECT contains a variable that is unbound", None, None,
        "beside COUNT and the like, a variable is to be named in GROUP BY"),
    "SELECT ?x { ?x kg:start ?y } LIMIT": ("`LIMIT` does not fit here", 1, 30, "a whole number stands behind it"),
    "SELECT ?x { ?x kg:start ?y } ORDER ?x": (
        "`ORDER` does not fit here", 1, 30, "BY stands behind it, and then variables, or expressions in parentheses"),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_at_its_place(text: str) -> None:
    with pytest.raises(QueryError) as error:
        query(library_base(), text)
    assert (str(error.value), error.value.line, error.value.column, error.value.hint) == FAULTS[text]


def test_a_query_has_a_size() -> None:
    longest = "SELECT * { ?s ?p ?o } #"
    longest += "x" * (LONGEST_QUERY - len(longest))
    assert admit(longest) == "SELECT"
    for text in (longest + "x", longest[:-1] + "é", "SELECT" * 200_000):
        with pytest.raises(QueryTooBigError):
            admit(text)


@pytest.mark.parametrize("pair", ["()", "{}", "[]", "!", "-"])
def test_a_query_has_a_depth(pair: str) -> None:
    opened, closed = pair[0], pair[1:]

    def nested(deep: int) -> str:
        return f"SELECT * {opened * deep} 1 {closed * deep}"

    assert admit(nested(DEEPEST_NESTING)) == "SELECT"
    for deep in (DEEPEST_NESTING + 1, 10_000):
        with pytest.raises(QueryTooBigError):
            admit(nested(deep))


@pytest.mark.parametrize(
    "text",
    ["a." * 32_000, "'" * 65_000, '"' * 65_001, "<" * 65_000, "<a" * 32_000, "a:" * 32_000, "'''\"\"\"" * 10_000,
     "\\" * 65_000, "?" * 65_000, "_:" * 32_000, "a-" * 32_000, "@a-" * 20_000, "%41" * 20_000, "x:" + "." * 65_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_the_gate_takes_its_time_from_the_length_alone(text: str) -> None:
    """Row 123 of every list of bad queries: no text makes the words take longer than they are long."""
    import time

    began = time.process_time()
    assert "".join(token.text for token in tokens(text)) == text
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "careless"),
    [
        ("SELECT * { ?t kg:subject ?a ; kg:object ?b }", True),
        ("SELECT * { ?t kg:subject ?a ; kg:object ?b ; kg:status ?s }", False),
        ("SELECT * { ?t kg:object ?b ; kg:claim/kg:stance kg:asserts }", False),
        ("PREFIX k: <https://w3id.org/khorasan-graph/ontology#> SELECT * { ?t k:subject ?a }", True),
        ("SELECT * { ?t <https://w3id.org/khorasan-graph/ontology#subject> ?a }", True),
        ("SELECT * { ?a kg:alliedWith ?b }", False),
        ("SELECT * { ?a ?b 'kg:subject' } # kg:object", False),
    ],
)
def test_a_careless_query_is_noticed(text: str, careless: bool) -> None:
    assert is_careless(text) is careless


# Any text at all: what the gate lets through holds no SERVICE, by the grammar of another library, and calls nobody.

PIECES = (
    "SELECT", "ASK", "*", "?s", "{", "}", "{", "}", "(", ")", "SERVICE", "service", "SERVICE SILENT", "SERVICE:x",
    "<URL>", "<URL#", ">", "<", "'", '"', "'''", '"""', "\\", "#", "\n", ".", ";", "?p ?o", "FILTER", "EXISTS",
    "NOT EXISTS", "OPTIONAL", "UNION", "MINUS", "GRAPH ?g", "PREFIX : <URL>", "PREFIX SERVICE: <URL>", ":", "x:y",
    "BIND(1 AS ?x)", "'a'", "a", "[", "]", "VALUES ?s { <URL> }", "?s ?p ?o .", "LATERAL", "\\u0053ERVICE", "&&", "1",
    "{ ?s ?p ?o }", "SERVICE <URL> { ?s ?p ?o }", "FILTER(1<2)", "<a>", "|", "{|", "|}", "~", "<<", ">>",
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    glue = draw(st.sampled_from(["", " ", " "]))
    whole = glue.join(pieces)
    return draw(st.sampled_from([whole, f"SELECT * {{ {whole} }}", f"ASK {{ ?s ?p ?o {whole} }}"]))


def has_service(text: str) -> bool:
    """Whether rdflib reads a SERVICE in it, anywhere; no if it does not understand the query."""
    found: list[str] = []

    def note(node: object) -> None:
        if isinstance(node, CompValue):
            found.append(node.name)

    try:
        traverse(prepareQuery(text, initNs=dict(QUERY_PREFIXES)).algebra, visitPre=note)
    except Exception:
        return False
    return "ServiceGraphPattern" in found


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=texts())
def test_no_text_reaches_outside(text: str, canary: Canary) -> None:
    text = text.replace("URL", f"http://127.0.0.1:{canary.port}/")
    try:
        admit(text)
        text = written_out(text)
        admit(text)
        trial = masked(text)
        if trial is not None:
            ox.Store().query(trial, prefixes=dict(QUERY_PREFIXES))
        found = ox.Store().query(text, prefixes=dict(QUERY_PREFIXES))
        if not isinstance(found, ox.QueryBoolean):
            assert list(found) is not None
    except (QueryError, SyntaxError, RuntimeError, OSError, ValueError):
        pass
    else:
        assert not has_service(text)
    assert canary.heard == []


def test_the_other_library_finds_a_service() -> None:
    """The oracle of the test above can say yes."""
    assert sum(has_service(text.replace("URL", "http://a/")) for text in SERVICES) > 15


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("ASK { relation:a.b.c ?p ?o }", "ASK { <https://w3id.org/khorasan-graph/id/relation/a.b.c> ?p ?o }"),
        ("ASK { relation:a.b ?p 'relation:a.b.c' } # x:a.b.c", None),
        (
            "PREFIX x: <http://x/> ASK { x:a\\/b.c.d.e ?p x:a. }",
            "PREFIX x: <http://x/> ASK { <http://x/a/b.c.d.e> ?p x:a. }",
        ),
        ("ASK { unknown:a.b.c ?p ?o . <http://x/y:a.b.c> ?p ?o }", None),
    ],
)
def test_names_of_several_dots_are_written_out(text: str, whole: str | None) -> None:
    assert written_out(text) == (whole or text)


def test_the_engine_still_needs_them_written_out() -> None:
    """If this fails, the engine reads names of several dots, and `written_out` may go."""
    with pytest.raises(SyntaxError):
        ox.Store().query("ASK { relation:a.b.c ?p ?o }", prefixes=dict(QUERY_PREFIXES))


def test_a_tie_can_be_asked_for_by_its_name() -> None:
    found = query(library_base(), "SELECT ?status { relation:ttp.sanctuary.high-valley kg:status ?status }")
    assert list(found) == [{"status": "kg:contested"}]
