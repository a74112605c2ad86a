"""The data set in a real store: all of it or what was there before, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pyoxigraph as ox
import pytest
import rdflib

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import narrow, select
from khorasan_graph.rdf.dataset import DIRECT_GRAPH, STATED_GRAPH
from khorasan_graph.rdf.serialization import nquads
from khorasan_graph.stores.addresses import Address, address
from khorasan_graph.stores.client import ATTEMPTS, Client, StoreError
from khorasan_graph.stores.graphs import GraphStore
from khorasan_graph.stores.publishing import GRAPHS, Graph, graphs_of, publish, swap_text
from tests.rdf.library_sample import library_base
from tests.stores.servers import Handler, Request, Store, between, cut, forwarded, oxigraph, reply, serving
from tests.support import base_from

OTHERS = "<http://a/s> <http://a/p> <http://a/o> .\n<http://a/s> <http://a/p> <http://a/o> <http://a/g> .\n"
SMALL = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red \\"Front\\" چتر 😀
relations:
  - {type: Alliance, object: blue-brigade, claims: [{source: s1, credibility: 3}]}
--- organizations/blue-brigade.yaml
type: MilitantOrganization
name: Blue Brigade
"""


def quads(text: str) -> set[str]:
    return {str(quad) for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS)}


def expected(base: KnowledgeBase) -> set[str]:
    """What shall be in a store, read by its own library."""
    return quads("".join(nquads(base, described=True)))


def small() -> KnowledgeBase:
    return base_from(SMALL)


def client(told: list[str] | None = None) -> Client:
    return Client(timeout=30.0, tell=(told if told is not None else []).append, wait=lambda seconds: None)


def put(url: str, base: KnowledgeBase, *, at_once: bool, told: list[str] | None = None) -> None:
    """Publish to a server that has the addresses of the real one."""
    update = address(f"{url}/update") if at_once else None
    publish(GraphStore(client(told), address(f"{url}/store")), graphs_of(base), update)


BOTH = pytest.mark.parametrize("at_once", [True, False], ids=["at-once", "one-by-one"])


@BOTH
def test_what_is_published_is_there(store: Store, at_once: bool) -> None:
    store.put(OTHERS)
    told: list[str] = []
    put(store.url, library_base(), at_once=at_once, told=told)
    assert store.quads() == expected(library_base()) | quads(OTHERS)
    assert told == []


@BOTH
def test_what_was_there_before_is_replaced(store: Store, at_once: bool) -> None:
    store.put(OTHERS)
    for base in (library_base(), small(), small(), library_base()):
        put(store.url, base, at_once=at_once)
        assert store.quads() == expected(base) | quads(OTHERS)


@BOTH
def test_a_graph_with_nothing_in_it(store: Store, at_once: bool) -> None:
    """No tie of the selection is a fact: there are no direct triples, and those of before must go."""
    base = library_base()
    put(store.url, base, at_once=at_once)
    assert any(quad.endswith(f" <{DIRECT_GRAPH}>") for quad in store.quads())
    denied = narrow(base, select(base.vocabulary, statuses=["denied"]))
    put(store.url, denied, at_once=at_once)
    assert store.quads() == expected(denied)
    assert not any(quad.endswith(f" <{DIRECT_GRAPH}>") for quad in store.quads())


def test_the_graphs_are_those_of_the_data_set() -> None:
    graphs = graphs_of(library_base())
    assert tuple(graphs) == GRAPHS
    assert GRAPHS[0] == STATED_GRAPH
    found = {f"{line[:-2]} <{name}> ." for name, graph in graphs.items() for line in graph.data.decode().splitlines()}
    assert quads("\n".join(found)) == expected(library_base())
    for graph in graphs.values():
        assert graph.triples == len(graph.data.decode().splitlines()) == len(set(graph.data.decode().splitlines())) > 0


def test_a_selection_is_described_as_what_it_is(store: Store) -> None:
    base = library_base()
    chosen = select(base.vocabulary, statuses=["corroborated"])
    graphs = graphs_of(narrow(base, chosen), chosen)
    publish(GraphStore(client(), address(store.graphs)), graphs, address(store.update))
    assert store.quads() == quads("".join(nquads(narrow(base, chosen), chosen, described=True)))


def faults(count: int, kinds: tuple[str, ...]) -> list[tuple[int, str, bool]]:
    """Every place in a row of requests, with every kind of fault, once or from there on for good."""
    return [(place, kind, lasting) for place in range(1, count + 1) for kind in kinds for lasting in (False, True)]


def requests_of(store: Store, at_once: bool) -> list[Request]:
    """What publishing asks of a store, if all goes well."""
    with serving(between(store, lambda number, request: "")) as proxy:
        put(proxy.url, small(), at_once=at_once)
    return proxy.requests


def ours(store: Store) -> set[str]:
    return {quad for quad in store.quads() if any(quad.endswith(f" <{graph}>") for graph in GRAPHS)}


def test_whatever_fails_the_store_holds_the_old_or_the_new(store: Store) -> None:
    """With an address for updates, each request in turn is refused, cut off, or loses its answer, once or for good."""
    old, new = expected(library_base()), expected(small())
    count = len(requests_of(store, at_once=True))
    assert count >= 10
    ended = set()
    for place, kind, lasting in faults(count, ("refused", "cut", "failed", "lost")):
        store.put("")
        put(store.url, library_base(), at_once=True)

        def fault(number: int, request: Request, place: int = place, kind: str = kind, lasting: bool = lasting) -> str:
            return kind if number == place or (lasting and number > place) else ""

        with serving(between(store, fault)) as proxy:
            told: list[str] = []
            try:
                put(proxy.url, small(), at_once=True, told=told)
                said = ""
            except StoreError as error:
                said = str(error)
        held = ours(store)
        ended.add((held == new, said == ""))
        assert held in (old, new), (place, kind, lasting, said)
        if not said:
            assert held == new, (place, kind, lasting)
        elif "old data stand" in said:
            assert held == old, (place, kind, lasting, said)
        if not lasting and kind in ("cut", "lost"):
            assert (held == new, said) == (True, ""), (place, kind, said)  # tried again
        left = {quad.rsplit(" ", 1)[1] for quad in store.quads() - held}
        assert all(graph in f"{said} {told}" for graph in left), (place, kind, lasting, said)
        if not lasting and place < count:
            assert len(left) <= 1  # the one whose removal failed, and that is said
    assert ended == {(True, True), (False, False), (True, False)}


@pytest.mark.parametrize("then", ["refused", "busy"])
@pytest.mark.parametrize("first", ["lost", "cut", "failed"])
def test_an_update_that_breaks_off_and_is_then_refused(store: Store, first: str, then: str) -> None:
    """What the first attempt did counts, and not what the store says to the next."""
    put(store.url, library_base(), at_once=True)
    updates: list[int] = []

    def fault(number: int, request: Request) -> str:
        if request.path != "/update":
            return ""
        updates.append(number)
        return first if len(updates) == 1 else then

    told: list[str] = []
    with serving(between(store, fault)) as proxy:
        if first == "cut":
            with pytest.raises(StoreError, match="The old data stand as they were"):
                put(proxy.url, small(), at_once=True, told=told)
        else:
            put(proxy.url, small(), at_once=True, told=told)
            assert told[-1].endswith("All the same, the new data are in place")
    assert store.quads() == expected(library_base() if first == "cut" else small())
    if first != "failed":  # which is not tried again
        assert len(updates) == (2 if then == "refused" else ATTEMPTS)


def test_one_by_one_nothing_misleads_whatever_fails(store: Store) -> None:
    """Without it, the direct triples are never those of other records."""
    old, new = expected(library_base()), expected(small())

    def of(graph: str, held: set[str]) -> set[str]:
        return {quad for quad in held if quad.endswith(f" <{graph}>")}

    count = len(requests_of(store, at_once=False))
    assert count >= 10
    for place, kind, lasting in faults(count, ("refused", "cut", "failed", "lost")):
        store.put("")
        put(store.url, library_base(), at_once=False)

        def fault(number: int, request: Request, place: int = place, kind: str = kind, lasting: bool = lasting) -> str:
            return kind if number == place or (lasting and number > place) else ""

        with serving(between(store, fault)) as proxy:
            try:
                put(proxy.url, small(), at_once=False)
                said = ""
            except StoreError as error:
                said = str(error)
        held = store.quads()
        if not said:
            assert held == new
        elif not lasting:
            assert held == old, (place, kind, said)
            assert "What was there has been put back" in said or place <= len(GRAPHS)
        else:
            stated = of(STATED_GRAPH, held)
            whole = {frozenset(of(STATED_GRAPH, one)): one for one in (old, new)}
            assert frozenset(stated) in whole, (place, kind, said)
            for graph in GRAPHS[1:]:
                assert of(graph, held) in (set(), of(graph, whole[frozenset(stated)])), (place, kind, said)
            assert "could not be put back" in said or held == old


@BOTH
def test_a_store_that_dies_in_the_middle(tmp_path: Path, at_once: bool) -> None:
    """It is killed when it is given the records, and started anew: what it holds is what it held."""
    with oxigraph("--location", str(tmp_path / "data")) as first:
        put(first.url, library_base(), at_once=True)

        def fault(number: int, request: Request) -> str:
            if request.method == "PUT" or first.process.poll() is not None:
                first.process.kill()
                first.process.wait()
                return "cut"
            return ""

        with serving(between(first, fault)) as proxy, pytest.raises(StoreError) as error:
            put(proxy.url, small(), at_once=at_once)
    assert "broke" in str(error.value)
    with oxigraph("--location", str(tmp_path / "data")) as second:
        held, old = ours(second), expected(library_base())
        if at_once:
            assert held == old
        else:
            assert "may hold records without the triples that follow from them" in str(error.value)
            assert held == {quad for quad in old if quad.endswith(f" <{STATED_GRAPH}>")}
        put(second.url, small(), at_once=at_once)
        assert ours(second) == expected(small())


def test_an_interrupt_leaves_things_as_they_were(store: Store) -> None:
    for at_once in (True, False):
        count = len(requests_of(store, at_once=at_once))
        for place in range(1, count // 2 + 1):
            store.put("")
            put(store.url, library_base(), at_once=True)
            graph_store = Interrupted(client(), address(store.graphs), place)
            with pytest.raises(KeyboardInterrupt):
                publish(graph_store, graphs_of(small()), address(store.update) if at_once else None)
            assert store.quads() == expected(library_base()), (at_once, place)


class Interrupted(GraphStore):
    """A user who presses Ctrl-C after the n-th request, and waits then."""

    def __init__(self, client: Client, where: Address, after: int) -> None:
        super().__init__(client, where)
        object.__setattr__(self, "left", [after])

    def _named(self, graph: str) -> Address:
        left: list[int] = getattr(self, "left")  # noqa: B009
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return super()._named(graph)


def test_two_at_the_same_time(store: Store) -> None:
    """Whoever comes last, the graphs are all of one data set; the other may find that it is not its own."""
    failed: list[str] = []

    def one(base: KnowledgeBase) -> None:
        try:
            put(store.url, base, at_once=True)
        except StoreError as error:
            failed.append(str(error))

    for _ in range(5):
        threads = [Thread(target=one, args=(base,)) for base in (library_base(), small())]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.quads() in (expected(library_base()), expected(small()))
    assert all(message.startswith("the data were replaced. But reading them back") for message in failed)


def test_a_store_that_may_only_be_read(tmp_path: Path) -> None:
    with oxigraph("--location", str(tmp_path / "data")) as store:
        put(store.url, library_base(), at_once=True)
    with oxigraph("--location", str(tmp_path / "data"), command="serve-read-only") as store:
        for at_once in (True, False):
            with pytest.raises(StoreError) as error:
                put(store.url, small(), at_once=at_once)
            assert error.value.status is not None
        assert store.quads() == expected(library_base())


def test_a_store_that_takes_only_turtle(store: Store) -> None:
    def choosy(number: int, request: Request) -> str:
        return ""

    pass_on = between(store, choosy)
    with serving(
        lambda handler, request: (
            reply(415)(handler, request)
            if request.headers.get("content-type") == "application/n-triples"
            else pass_on(handler, request)
        )
    ) as proxy:
        put(proxy.url, small(), at_once=True)
    assert store.quads() == expected(small())


def changed(request: Request, body: bytes) -> Request:
    """A request with another body, if it brings a graph."""
    if request.method != "PUT":
        return request
    headers = {**request.headers, "content-length": str(len(body))}
    return Request(request.method, request.target, headers, body)


def test_a_store_that_loses_some_of_it(store: Store) -> None:
    """What it holds is counted before anything is replaced."""
    put(store.url, library_base(), at_once=True)
    pass_on = between(store, lambda number, request: "")

    def lossy(handler: Handler, request: Request) -> None:
        pass_on(handler, changed(request, request.body.partition(b"\n")[0] + b"\n"))

    for at_once in (True, False):
        with serving(lossy) as proxy, pytest.raises(StoreError) as error:
            put(proxy.url, small(), at_once=at_once)
        assert "and holds 1" in str(error.value)
        if at_once:
            assert store.quads() == expected(library_base())


def test_a_store_that_changes_texts_is_told_of(store: Store) -> None:
    pass_on = between(store, lambda number, request: "")

    def garbling(handler: Handler, request: Request) -> None:
        pass_on(handler, changed(request, request.body.replace("چتر".encode(), b"???")))

    for at_once in (True, False):
        told: list[str] = []
        with serving(garbling) as proxy:
            put(proxy.url, small(), at_once=at_once, told=told)
        assert len(told) == 1
        assert "has changed 1 triples" in told[0] or "has changed 2 triples" in told[0]


def test_numbers_that_a_store_writes_shorter_are_the_same(store: Store) -> None:
    base = base_from(
        f"{SMALL}--- places/a.yaml\ntype: Place\nname: A\ncoordinates: {{latitude: 34.50, longitude: 66.0}}\n"
    )
    told: list[str] = []
    put(store.url, base, at_once=True, told=told)
    assert told == []
    assert any('"66"^^' in quad for quad in store.quads())  # or else this test tests nothing


def updated_by_rdflib(before: str, text: str) -> set[str]:
    dataset = rdflib.Dataset()
    dataset.parse(data=before, format="nquads")
    dataset.update(text)
    return quads(str(dataset.serialize(format="nquads")))


def updated_by_oxigraph(before: str, text: str) -> set[str]:
    found = ox.Store()
    found.load(before.encode(), format=ox.RdfFormat.N_QUADS)
    found.update(text)
    return {str(quad) for quad in found}


@pytest.mark.parametrize(
    ("updated", "is_faithful"),
    [(updated_by_oxigraph, True), pytest.param(updated_by_rdflib, False, marks=pytest.mark.filterwarnings("ignore"))],
    ids=["oxigraph", "rdflib"],
)
def test_the_swap_means_the_same_to_two_engines(updated: Callable[[str, str], set[str]], is_faithful: bool) -> None:
    """rdflib deletes and inserts by turns, against the standard: it may lose a triple that is both old and new."""
    graphs = ("http://g/1", "http://g/2", "http://g/3")
    old = "".join(f"<http://a/{n}> <http://a/old> <http://a/o> <{graph}> .\n" for n in "12" for graph in graphs)
    kept = "".join(f"<http://a/kept> <http://a/p> <http://a/o> <{graph}> .\n" for graph in graphs[:2] if is_faithful)
    staged = {graph: f"{graph}/new" for graph in graphs[:2]}
    new = "".join(f'<http://a/s> <http://a/new> "{name}" <{name}> .\n' for name in staged.values())
    new += kept.replace("/1>", "/1/new>").replace("/2>", "/2/new>")
    text = swap_text(staged, graphs)
    after = "".join(f'<http://a/s> <http://a/new> "{name}" <{graph}> .\n' for graph, name in staged.items()) + kept
    assert updated(old + kept + new + OTHERS, text) == quads(after + new + OTHERS)
    if is_faithful:
        assert updated(after + new + OTHERS, text) == quads(after + new + OTHERS)  # twice is once
    assert updated(new + OTHERS, text) == quads(after + new + OTHERS)  # where nothing was
    assert updated(old + kept + OTHERS, text) == quads(old + kept + OTHERS)  # too late


def test_what_is_sent_is_nothing_but_the_protocols(store: Store) -> None:
    asked = [
        (request.method, request.path, request.headers.get("content-type")) for request in requests_of(store, True)
    ]
    assert set(asked) == {
        ("PUT", "/store", "application/n-triples"),
        ("GET", "/store", None),
        ("POST", "/update", "application/sparql-update"),
        ("DELETE", "/store", None),
    }
    assert {method for method, _, _ in asked[-len(GRAPHS) :]} == {"GET"}  # in the end it looks


def test_a_dead_server_is_no_store() -> None:
    with serving(cut) as server, pytest.raises(StoreError, match="broke"):
        publish(GraphStore(client(), address(server.url)), {STATED_GRAPH: Graph(b"<a:a> <a:b> <a:c> .\n", 1)}, None)


def test_what_is_no_rdf_is_no_graph() -> None:
    for body, kind in (("<html>", "text/html"), ("<a", "text/turtle"), ("x", "application/n-triples")):
        with (
            serving(reply(200, body, Content_Type=kind)) as server,
            pytest.raises(StoreError, match=r"can be read|was given"),
        ):
            publish(GraphStore(client(), address(server.url)), graphs_of(small()), address(server.url))


def test_a_store_that_has_nothing_to_say_of_an_empty_graph() -> None:
    with serving(reply(204)) as server:
        assert GraphStore(client(), address(server.url)).triples(STATED_GRAPH) == frozenset()


def test_the_proxy_passes_on_what_the_store_says(store: Store) -> None:
    """The tests above rest on it."""
    status, _, _ = forwarded(store, Request("GET", "/store?graph=http%3A%2F%2Fa%2F", {}, b""))
    assert status == 404
