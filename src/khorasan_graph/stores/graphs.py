"""The SPARQL 1.1 Graph Store HTTP Protocol: a named graph put, fetched and taken away.

https://www.w3.org/TR/sparql11-http-rdf-update/. A graph is named by the parameter `graph`, the indirect way that every
store takes. All three can be repeated without harm.
"""

from __future__ import annotations

from dataclasses import dataclass

from khorasan_graph.rdf.results import NTRIPLES, TURTLE, ResultsError, triple_texts
from khorasan_graph.stores.addresses import Address
from khorasan_graph.stores.client import Client, StoreError, media_type

_ACCEPT = f"{NTRIPLES}, {TURTLE};q=0.9"


@dataclass(frozen=True, slots=True)
class Content:
    """A graph as it was fetched: its document, and the format that it is in."""

    data: bytes
    media_type: str


@dataclass(frozen=True)
class GraphStore:
    """The graph store of a server: how it is asked, and where."""

    client: Client
    where: Address

    def put(self, graph: str, data: bytes, kind: str = NTRIPLES) -> None:
        """Replace a graph by N-Triples. They are Turtle too, and said to be that where a store wants nothing else.

        Raises:
            StoreError: if the store does not take them.
        """
        where = self._named(graph)
        try:
            self.client.send("PUT", where, headers={"Content-Type": kind}, body=data)
        except StoreError as error:
            if error.status != 415 or kind != NTRIPLES:
                raise
            self.client.send("PUT", where, headers={"Content-Type": TURTLE}, body=data)

    def get(self, graph: str) -> Content | None:
        """A graph as it is; None if there is no such graph.

        Raises:
            StoreError: if the store does not give it.
        """
        reply = self.client.send("GET", self._named(graph), headers={"Accept": _ACCEPT}, accept=(404,))
        return None if reply.status == 404 else Content(reply.body, media_type(reply.headers))

    def triples(self, graph: str) -> frozenset[str]:
        """The triples of a graph as it is, each as text; none if there is no such graph.

        Raises:
            StoreError: if the store does not give it, or gives something else.
        """
        found = self.get(graph)
        if found is None or not found.data:
            return frozenset()
        try:
            return triple_texts(found.data, found.media_type)
        except ResultsError as error:
            raise StoreError(f"{self.where.shown} does not give back a graph that can be read: {error}") from None

    def delete(self, graph: str) -> None:
        """Take a graph away, if it is there.

        Raises:
            StoreError: if the store refuses.
        """
        self.client.send("DELETE", self._named(graph), accept=(404,))

    def _named(self, graph: str) -> Address:
        return self.where.asking([("graph", graph)])
