"""The knowledge base inside an RDF library: rdflib for people who know it, pyoxigraph for speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.rdf.dataset import PREFIXES
from khorasan_graph.rdf.serialization import nquads

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib


def to_rdflib(base: KnowledgeBase, selection: Selection = EVERYTHING) -> rdflib.Dataset:
    """An `rdflib.Dataset` with the two graphs, its default graph being their union, and our prefixes bound.

    The description of the data set, which exports carry, is not among what is counted here.
    """
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data="".join(nquads(base, selection)), format="nquads")
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


def to_oxigraph(base: KnowledgeBase) -> pyoxigraph.Store:
    """An in-memory `pyoxigraph.Store` with the two graphs."""
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load("".join(nquads(base)).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return store
