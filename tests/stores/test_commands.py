"""`publish` and `query --endpoint` as they are typed: what they print, how they end, what they keep to themselves."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from jsonschema import validate

from khorasan_graph.model.selection import narrow, select
from khorasan_graph.rdf.library import FOLDER, read_library
from khorasan_graph.rdf.serialization import nquads
from khorasan_graph.stores.addresses import PASSWORD, TOKEN, USER
from khorasan_graph.stores.publishing import GRAPHS, graphs_of
from tests.cli.conftest import Cli, environment, process
from tests.cli.conftest import cli as cli
from tests.cli.project import write_project
from tests.cli.test_same_bytes import CANARY
from tests.rdf.library_sample import PROJECT, library_base
from tests.stores.servers import Store, between, certificate, oxigraph, reply, serving
from tests.support import ROOT


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("publish"), PROJECT)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (USER, PASSWORD, TOKEN, "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


def lines(**kept: list[str]) -> str:
    base = library_base()
    chosen = select(base.vocabulary, **kept)  # type: ignore[arg-type]
    graphs = graphs_of(narrow(base, chosen), chosen)
    return "".join(f"{name}  {graph.triples:,} triples\n" for name, graph in graphs.items())


def test_publish_says_what_it_put(cli: Cli, store: Store, root: Path) -> None:
    ran = cli("publish", "--to", store.graphs, "--update", store.update, root=root)
    assert (ran.code, ran.out) == (0, lines())
    assert ran.err == f"replaced in {store.graphs}, all at once\n"
    ran = cli("publish", "--to", store.graphs, "--status", "corroborated", root=root)
    assert (ran.code, ran.out) == (0, lines(statuses=["corroborated"]))
    assert ran.err == f"replaced in {store.graphs}, one after another: with --update, all at once\n"
    assert ran.out != lines()


def test_publish_as_of_a_span(cli: Cli, store: Store, root: Path) -> None:
    command = ("publish", "--to", store.graphs, "--update", store.update)
    ran = cli(*command, "--during", "2013/2015", root=root)
    base = library_base()
    chosen = select(base.vocabulary, as_of="2013/2015")
    expected = "".join(nquads(narrow(base, chosen), chosen, described=True))
    assert (ran.code, store.quads()) == (0, {str(quad) for quad in ox.parse(expected.encode(), ox.RdfFormat.N_QUADS)})
    assert ran.out != lines()
    assert ran.out == cli(*command, "--as-of", "2013/2015", root=root).out


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["to", "published", "at_once", "graphs"],
    "properties": {
        "to": {"type": "string"},
        "published": {"type": "boolean"},
        "at_once": {"type": "boolean"},
        "graphs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["graph", "triples"],
                "properties": {"graph": {"enum": list(GRAPHS)}, "triples": {"type": "integer", "minimum": 0}},
            },
        },
    },
}


def test_publish_in_json(cli: Cli, store: Store, root: Path) -> None:
    done = cli("publish", "--to", store.graphs, "--update", store.update, "--format", "json", root=root)
    tried = cli("publish", "--to", store.graphs, "--format", "json", "--dry-run", root=root)
    for ran in (done, tried):
        assert (ran.code, ran.err) == (0, "")
        validate(ran.json, SCHEMA)
    assert done.json == {**tried.json, "published": True, "at_once": True}


def test_a_dry_run_sends_nothing(root: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CANARY)
    command = ("publish", "--to", "http://127.0.0.1:9/store", "--root", root)
    ran = process(*command, "--dry-run", env={"PYTHONPATH": str(tmp_path)})
    assert (ran.code, ran.out) == (0, lines())
    assert ran.err.startswith("would replace these in http://127.0.0.1:9/store, one after another")
    ran = process(*command, env={"PYTHONPATH": str(tmp_path)})
    assert (ran.code, ran.out, ran.err) == (4, "", "")  # the bird is alive: or else it said that nothing answers


def test_other_commands_do_not_even_know_the_network(root: Path) -> None:
    code = (
        "import sys\n"
        "from khorasan_graph.cli.main import run\n"
        "assert run() == 0\n"
        "assert not {name for name in sys.modules if name.startswith('khorasan_graph.stores')}\n"
    )
    for command in (("query", "SELECT * { ?s kg:partOf ?o }"), ("check",), ("show", "ttp"), ("export", "nquads")):
        ran = subprocess.run(
            [sys.executable, "-c", code, *command, "--root", str(root)],
            env=environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert ran.returncode == 0, ran.stderr


def test_ways_to_end(cli: Cli, root: Path, tmp_path: Path) -> None:
    with serving(reply(403, "read-only\x1b[31m")) as server:
        cases: list[tuple[tuple[str, ...], int, str]] = [
            ((), 2, "Missing option '--to'"),
            (("--to", ""), 2, "--to: an address begins with http:// or https://"),
            (("--to", "http://u:word@localhost/"), 2, "--to: an address here has no user in it"),
            (("--to", server.url, "--update", "localhost"), 2, "--update: an address begins with"),
            (("--to", server.url, "--update", "http://localhost:1/"), 2, "addresses of one server"),
            (("--to", server.url, "--timeout", "0"), 2, "a time limit is greater than 0"),
            (("--to", server.url, "--status", "true"), 2, "`true` is not a status"),
            (("--to", server.url, "--during", "2014"), 2, "`2014` is not a span: write 2014/2016"),
            (("--to", server.url, "--during", "2014/2016", "--as-of", "2014"), 2, "exclude each other"),
            (("--to", server.url, "--as-of", "1800", "--type", "Merger"), 1, "nothing is selected"),
            (
                ("--to", server.url),
                4,
                f"not published: {server.url}/ does not allow this (403 Forbidden): read-only [31m",
            ),
            (("--to", "http://127.0.0.1:9/"), 4, "not published: nothing answers at http://127.0.0.1:9"),
        ]
        for command, code, message in cases:
            ran = cli("publish", *command, root=root)
            assert (ran.code, ran.out) == (code, ""), command
            assert message in ran.err, command
            assert "word" not in ran.err
    broken = write_project(tmp_path, "--- organizations/a.yaml\ntype: MilitantOrganization\n")
    with serving(reply(200)) as server:
        assert cli("publish", "--to", server.url, root=broken).code == 3
    assert server.requests == []


def test_credentials_come_from_the_environment(
    cli: Cli, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(USER, "amina")
    monkeypatch.setenv(PASSWORD, "s3cret-word")
    with serving(reply(401, "who is amina with s3cret-word?", WWW_Authenticate='Basic realm="x"')) as server:
        for command in (("publish", "--to", server.url), ("query", "--endpoint", server.url, "ASK {}")):
            ran = cli(*command, root=root)
            assert ran.code == 4
            assert "does not accept the credentials (401 Unauthorized): who is amina with ***?" in ran.err
            assert "s3cret-word" not in ran.out + ran.err
    assert {request.headers["authorization"] for request in server.requests} == {"Basic YW1pbmE6czNjcmV0LXdvcmQ="}
    for command in (("publish", "--to", "http://192.0.2.1/"), ("query", "--endpoint", "http://192.0.2.1/", "ASK {}")):
        ran = cli(*command, root=root)
        assert ran.code == 2
        assert "would go to http://192.0.2.1 unencrypted" in ran.err
    monkeypatch.delenv(USER)
    ran = cli("publish", "--to", server.url, root=root)
    assert (ran.code, f"{USER} is not set" in ran.err) == (2, True)


def test_a_store_with_a_certificate_of_ones_own(
    cli: Cli, store: Store, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tls, file = certificate(tmp_path, "localhost")
    with serving(between(store, lambda number, request: ""), tls=tls) as proxy:
        command = ("publish", "--to", f"{proxy.url}/store", "--update", f"{proxy.url}/update")
        ran = cli(*command, root=root)
        assert ran.code == 4
        assert "cannot be trusted" in ran.err
        assert store.quads() == set()
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        monkeypatch.setenv(TOKEN, "t")
        ran = cli(*command, root=root)
        assert (ran.code, ran.out) == (0, lines())
        ran = cli("query", "--endpoint", f"{proxy.url}/query", "ASK { data:ttp a kg:Umbrella }", root=root)
        assert (ran.code, ran.out) == (0, "yes\n")
    assert all(request.headers["authorization"] == "Bearer t" for request in proxy.requests)


def test_waiting_is_told(cli: Cli, root: Path) -> None:
    with serving(reply(503, "starting", Retry_After="0")) as server:
        ran = cli("query", "--endpoint", server.url, "ASK {}", root=root)
    assert ran.code == 4
    told = [f"{server.url}/ is not ready (503 Service Unavailable): starting; trying again in 0 s"] * 3
    assert ran.err.splitlines()[:3] == told
    assert ran.err.splitlines()[3] == f"khorasan-graph: {server.url}/ is not ready (503 Service Unavailable): starting"


def test_a_store_answers_as_the_files_do(cli: Cli, store: Store, root: Path, tmp_path: Path) -> None:
    assert cli("publish", "--to", store.graphs, "--update", store.update, root=root).code == 0
    (tmp_path / "mine.rq").write_text(
        "SELECT ?tie ?status { ?tie kg:subject data:cell ; kg:status ?status } ORDER BY ?tie"
    )
    commands: list[tuple[str, ...]] = [("--name", name) for name in list(read_library(ROOT / FOLDER))[:6]]
    commands += [
        ("--name", "sanctuaries", "--set", "place=Low Valley", "--format", "csv"),
        ("--name", "as-of", "--set", "asOf=2015-06", "--set", "about=The Splinter", "--format", "json"),
        (str(tmp_path / "mine.rq"),),
        ("SELECT ?a ?b { ?t a kg:Allegiance ; kg:subject ?a ; kg:object ?b } ORDER BY ?a",),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", "--max-rows", "1", "--format", "json"),
        ("DESCRIBE data:ttp", "--format", "ntriples"),
        ("CONSTRUCT WHERE { ?s kg:partOf ?o }", "--format", "json"),
        ("ASK { data:ttp kg:partOf ?o }", "--format", "json"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "0.7"),
        ("SELECT ?x { ?x 'چتر' ?y . ?x kgg:start ?y }",),
        ("INSERT DATA { <a:a> <a:b> <a:c> }",),
        ("ASK {}", "--format", "csv"),
        ("--name", "no-such"),
    ]
    for command in commands:
        assert cli("query", *command, "--endpoint", store.query, root=root) == cli("query", *command, root=root), (
            command
        )


def test_a_store_is_asked_for_all_that_it_holds(cli: Cli, root: Path) -> None:
    with serving(reply(500)) as server:
        for more in (("--as-of", "2014"), ("--type", "Merger"), ("--status", "denied"), ("--min-credibility", "2")):
            ran = cli("query", "--endpoint", server.url, "ASK {}", *more, root=root)
            assert (ran.code, ran.out) == (2, "")
            assert "a store is asked for all that it holds" in ran.err
        ran = cli("query", "--endpoint", "store", "ASK {}", root=root)
        assert (ran.code, "--endpoint: an address begins with" in ran.err) == (2, True)
    assert server.requests == []


def test_a_store_is_asked_without_any_data_here(cli: Cli, store: Store, root: Path, tmp_path: Path) -> None:
    """The colleague who asks has the program, and not the data."""
    assert cli("publish", "--to", store.graphs, root=root).code == 0
    broken = write_project(tmp_path, "--- organizations/a.yaml\ntype: MilitantOrganization\n")
    ran = cli("query", "--endpoint", store.query, "ASK { data:ttp a kg:Umbrella }", root=broken)
    assert (ran.code, ran.out) == (0, "yes\n")


def test_the_shipped_graph_from_one_end_to_the_other() -> None:
    with oxigraph() as store:
        ran = process("publish", "--to", store.graphs, "--update", store.update)
        assert ran.code == 0, ran.err
        command = ("query", "--name", "leaders", "--set", "group=TTP")
        here, there = process(*command), process(*command, "--endpoint", store.query)
    assert here == there
    assert here.out.count("\n") > 5


def test_partial_triples_are_marked_and_mean_the_same(cli: Cli, root: Path) -> None:
    command = ("query", "DESCRIBE data:ttp", "--max-rows", "4")
    ran = cli(*command, "--format", "json", root=root)
    assert ran.code == 5
    assert ran.json["partial"] is True
    plain = cli(*command, "--format", "ntriples", root=root).out
    expected = set(ox.parse(plain.encode(), format=ox.RdfFormat.N_TRIPLES))
    found = {quad.triple for quad in ox.parse(ran.out.encode(), format=ox.RdfFormat.JSON_LD)}
    assert found == {one.triple if isinstance(one, ox.Quad) else one for one in expected}
    assert len(found) == 4
    with warnings.catch_warnings(action="ignore"):
        assert len(rdflib.Graph().parse(data=ran.out, format="json-ld")) == 4
