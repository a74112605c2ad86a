"""The data set put into a store in the place of what was there of it before: all of it, or nothing.

Each graph by itself can be replaced in one request, but not all of them, and new direct triples beside old records
would say what no source says. So there are two ways:

- With an address for SPARQL Update, the graphs are put beside the old ones under names of their own, looked at, and
  then one update operation replaces all of ours by them. A store does one operation wholly or not at all.
- Without one, the graphs are put one after another, in an order in which a reader in between, or after a failure, finds
  less than there is, but nothing that is wrong: what follows from the records (the direct triples, the description)
  goes first and comes back last. What was there is fetched before, and put back if anything fails.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.rdf.dataset import DESCRIPTION_GRAPH, DIRECT_GRAPH, STATED_GRAPH
from khorasan_graph.rdf.results import NTRIPLES, triple_texts
from khorasan_graph.rdf.serialization import nquads
from khorasan_graph.stores.addresses import Address
from khorasan_graph.stores.client import StoreError
from khorasan_graph.stores.graphs import Content, GraphStore

GRAPHS = (STATED_GRAPH, DIRECT_GRAPH, DESCRIPTION_GRAPH)
"""The graphs that are published. The first holds the records; the others follow from it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph to be published: its N-Triples, and how many they are."""

    data: bytes
    triples: int


def graphs_of(base: KnowledgeBase, selection: Selection = EVERYTHING) -> dict[str, Graph]:
    """The graphs of a knowledge base, narrowed by a selection, by their names; the records first."""
    lines: dict[str, list[str]] = {graph: [] for graph in GRAPHS}
    for quad in nquads(base, selection, described=True):
        triple, graph = quad.removesuffix("> .\n").rsplit(" <", 1)
        lines[graph].append(f"{triple} .\n")
    return {graph: Graph("".join(found).encode(), len(found)) for graph, found in lines.items()}


def publish(store: GraphStore, graphs: Mapping[str, Graph], update: Address | None) -> None:
    """Replace our graphs in a store, at once if it has an address for updates, and look that they are there.

    Raises:
        StoreError: if it could not be done; its message says what is in the store now.
    """
    if update is not None:
        _at_once(store, graphs, update)
    else:
        _one_by_one(store, graphs)


def _at_once(store: GraphStore, graphs: Mapping[str, Graph], update: Address) -> None:
    run = secrets.token_hex(8)  # two at the same time must not take each other's graphs
    staged: dict[str, str] = {}
    new = dict.fromkeys(graphs, frozenset[str]())
    try:
        for graph, content in graphs.items():
            if content.triples:
                name = staged[graph] = f"{graph}/staging/{run}"
                store.put(name, content.data)
                new[graph] = _look(store, name, content.triples)
        failure = _swap(store, update, staged, graphs)
    except StoreError as error:
        raise StoreError(f"{error}{_tidy(store, staged)}. The old data stand as they were", error.status) from None
    except BaseException:
        _tidy(store, staged)
        raise
    left = _tidy(store, staged)
    if failure is not None:
        # Without the staged graphs a swap that is still to come does nothing, so what is seen now is what stays.
        try:
            is_done = all(store.triples(graph) == triples for graph, triples in new.items())
        except StoreError as error:
            message = f"{failure}{left}. Whether the data were replaced could not be found out: {error}"
            raise StoreError(message, failure.status) from None
        if not is_done:
            raise StoreError(f"{failure}{left}. The old data stand as they were", failure.status)
        store.client.tell(f"{failure}. All the same, the new data are in place")
    try:
        _verify(store, graphs)
    except StoreError as error:
        message = f"the data were replaced{left}. But reading them back does not confirm it: {error}"
        raise StoreError(message, error.status) from None
    if left:
        store.client.tell(f"the data were replaced{left}")


def _swap(store: GraphStore, update: Address, staged: Mapping[str, str], graphs: Iterable[str]) -> StoreError | None:
    """Have the store replace the graphs; an error that leaves open whether it did is given back.

    Raises:
        StoreError: if it says that it did not.
    """
    try:
        headers = {"Content-Type": "application/sparql-update"}
        store.client.send("POST", update, headers=headers, body=swap_text(staged, graphs).encode())
    except StoreError as error:
        if error.is_refusal:
            raise
        return error
    return None


def swap_text(staged: Mapping[str, str], graphs: Iterable[str]) -> str:
    """One operation of SPARQL Update that replaces the graphs by what is staged for them; the others, by nothing.

    It changes nothing if the first staged graph is not there. `MOVE` and `COPY` would empty the graph then in some
    stores, and what they do twice, or too late, would be a loss.
    """
    names = " ".join(f"<{graph}>" for graph in graphs)
    ready = next(iter(staged.values()))
    new = "".join(
        f"  UNION {{ GRAPH <{name}> {{ ?s ?p ?o }} BIND (<{graph}> AS ?new) }}\n" for graph, name in staged.items()
    )
    return (
        "DELETE { GRAPH ?old { ?a ?b ?c } }\n"
        "INSERT { GRAPH ?new { ?s ?p ?o } }\n"
        "WHERE {\n"
        f"  {{ VALUES ?old {{ {names} }} GRAPH ?old {{ ?a ?b ?c }}\n"
        f"    {{ SELECT (true AS ?ready) {{ GRAPH <{ready}> {{ ?x ?y ?z }} }} LIMIT 1 }} }}\n"
        f"{new}}}\n"
    )


def _tidy(store: GraphStore, staged: Mapping[str, str]) -> str:
    """Take the staged graphs away, that first whose absence stops a late swap; what to say of those that stay."""
    left = []
    for name in staged.values():
        try:
            store.delete(name)
        except StoreError:
            left.append(f"<{name}>")
    return f"; still in the store, and to be taken away: {', '.join(left)}" if left else ""


def _one_by_one(store: GraphStore, graphs: Mapping[str, Graph]) -> None:
    before = {graph: store.get(graph) for graph in graphs}
    try:
        _replace(store, {graph: Content(content.data, NTRIPLES) for graph, content in graphs.items()})
        _verify(store, graphs)
    except StoreError as error:
        raise StoreError(f"{error}. {_put_back(store, before)}", error.status) from None
    except BaseException:
        store.client.tell(_put_back(store, before))
        raise


def _replace(store: GraphStore, contents: Mapping[str, Content | None]) -> None:
    """Put graphs one after another: what follows from the first goes before it does, and comes after it."""
    first, *others = contents
    for graph in others:
        store.delete(graph)
    for graph in (first, *others):
        content = contents[graph]
        if content is not None and content.data:
            store.put(graph, content.data, content.media_type)
        else:
            store.delete(graph)


def _put_back(store: GraphStore, before: Mapping[str, Content | None]) -> str:
    """Put back what was there, and say whether that went well."""
    try:
        _replace(store, before)
    except StoreError as error:
        return (
            f"What was there could not be put back ({error}): the store may hold records without the triples that "
            "follow from them, until the data are published again"
        )
    return "What was there has been put back"


def _verify(store: GraphStore, graphs: Mapping[str, Graph]) -> None:
    """See that all that was put is there; tell of what the store has changed, such as the letters of a text.

    Raises:
        StoreError: if there is more, or less.
    """
    for graph, content in graphs.items():
        found = _look(store, graph, content.triples)
        changed = len(triple_texts(content.data, NTRIPLES) - found)
        if changed:
            store.client.tell(f"{store.where.shown} has changed {changed:,} triples of <{graph}>: it is not faithful")


def _look(store: GraphStore, name: str, expected: int) -> frozenset[str]:
    """The triples that a graph holds, if they are as many as were put.

    Raises:
        StoreError: if there are more or fewer.
    """
    found = store.triples(name)
    if len(found) != expected:
        raise StoreError(f"{store.where.shown} was given {expected:,} triples for <{name}> and holds {len(found):,}")
    return found
