"""A script in Cypher that loads the graph, and can be run again: for Neo4j, Memgraph and Ladybug.

`rows` says what the nodes and relationships are. Each statement merges at most `BATCH` of them by their ids and
sets all their properties, so that a second run changes nothing and a newer script updates what is there. At the end
goes what an earlier load left behind: everything of ours whose `kg_edition` is another than that of this script. What
somebody else put into the database has no such property and stays; it is safer all the same to keep the graph in a
database of its own.

Neo4j and Memgraph differ only in how constraints and indexes are declared. Ladybug wants its tables declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from khorasan_graph import __version__
from khorasan_graph.export.cypher import ladybug
from khorasan_graph.export.cypher.graph import EDITION, Nodes, PropertyGraph, Row
from khorasan_graph.export.cypher.rows import property_graph
from khorasan_graph.export.cypher.text import labels, literal, name, properties, text
from khorasan_graph.export.formats import Format, Request

T = TypeVar("T")

BATCH = 100
"""How many nodes or relationships a statement makes."""

PROFILES = ("neo4j", "memgraph", "ladybug")
_RUN = {
    "neo4j": "Neo4j 5 and later: cypher-shell --file FILE",
    "memgraph": "Memgraph: mgconsole < FILE",
    "ladybug": "Ladybug and Kuzu: connection.execute(text of the file), or the shell",
}
_INDEXED = (("Relation", "subject"), ("Relation", "object"), ("Claim", "about"), ("Claim", "by"), ("Name", "about"))
"""By what the records are looked up beside their ids."""


def script(request: Request) -> Iterator[str]:
    """The script, statement by statement."""
    profile = request.profile or PROFILES[0]
    graph = property_graph(request)
    yield f"// khorasan-graph {__version__}, edition {graph.edition}\n// {_RUN[profile]}\n"
    statements = _ladybug(graph) if profile == "ladybug" else _open_cypher(graph, profile)
    yield from (f"{statement}\n" for statement in statements)


def constraints(graph: PropertyGraph, profile: str) -> Iterator[str]:
    """The declarations that make ids unique and looking up fast."""
    for nodes in graph.nodes:
        label = name(nodes.label)
        if profile == "memgraph":
            yield f"CREATE CONSTRAINT ON (n:{label}) ASSERT n.id IS UNIQUE;"
            yield f"CREATE INDEX ON :{label}(id);"
        else:
            title = f"khorasan_{nodes.label.lower()}_id"
            yield f"CREATE CONSTRAINT {title} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;"
    for label, key in _INDEXED:
        if profile == "memgraph":
            yield f"CREATE INDEX ON :{label}({name(key)});"
        else:
            title = f"khorasan_{label.lower()}_{key}"
            yield f"CREATE INDEX {title} IF NOT EXISTS FOR (n:{label}) ON (n.{name(key)});"


def _open_cypher(graph: PropertyGraph, profile: str) -> Iterator[str]:
    yield from constraints(graph, profile)
    edition = text(graph.edition)
    for nodes in graph.nodes:
        possible = _labels_of(nodes, graph)
        for given, rows in nodes.groups():
            other = tuple(label for label in possible if label not in given)
            remove = f" REMOVE n{labels(other)}" if other else ""
            add = f" SET n{labels(given[1:])}" if given[1:] else ""
            for batch in _batches(map(properties, rows)):
                maps = ",\n".join(batch)
                yield (
                    f"UNWIND [\n{maps}\n] AS row MERGE (n:{name(nodes.label)} {{id: row.id}})"
                    f"{remove} SET n = row, n.{EDITION} = {edition}{add};"
                )
    for links in graph.links:
        key = " {id: row.p.id}" if links.columns else ""
        assign = "r = row.p, " if links.columns else ""
        found = (
            f"{{s: {literal(start)}, o: {literal(end)}{f', p: {properties(row)}' if row else ''}}}"
            for start, end, row in links.rows()
        )
        for batch in _batches(found):
            maps = ",\n".join(batch)
            yield (
                f"UNWIND [\n{maps}\n] AS row MATCH (a:{name(links.start)} {{id: row.s}}) "
                f"MATCH (b:{name(links.end)} {{id: row.o}}) MERGE (a)-[r:{name(links.type)}{key}]->(b) "
                f"SET {assign}r.{EDITION} = {edition};"
            )
    yield from _sweep(graph, edition)


def _labels_of(nodes: Nodes, graph: PropertyGraph) -> tuple[str, ...]:
    """Every label that a node of a table may have had in another load, but the basic one."""
    vocabulary = graph.vocabulary
    found: Iterable[str] = ()
    if nodes.label == "Entity":
        found = (label for cls in vocabulary.entity_classes.values() for label in cls.ancestors)
    elif nodes.label == "Relation":
        found = (label for cls in vocabulary.relation_classes.values() for label in cls.ancestors)
    elif nodes.label == "Claim":
        found = ("FateClaim", "Quantity")
    return tuple(sorted(set(found) - {nodes.label}))


def _sweep(graph: PropertyGraph, edition: str) -> Iterator[str]:
    """What is ours and not of this edition goes: relationships first, then nodes."""
    for start, end in dict.fromkeys((links.start, links.end) for links in graph.links):
        yield f"MATCH (:{name(start)})-[r]->(:{name(end)}) WHERE r.{EDITION} <> {edition} DELETE r;"
    for nodes in graph.nodes:
        yield f"MATCH (n:{name(nodes.label)}) WHERE n.{EDITION} <> {edition} DETACH DELETE n;"


def _ladybug(graph: PropertyGraph) -> Iterator[str]:
    yield from ladybug.tables(graph)
    edition = text(graph.edition)
    for nodes in graph.nodes:
        columns = (*nodes.columns, ladybug.LABELS)
        found: Iterable[Row] = ({**row, ladybug.LABELS.name: given} for given, row in nodes.rows())
        for batch in _batches(found):
            maps, setting = ladybug.unwound(batch, columns, "n")
            yield (
                f"UNWIND [\n{maps}\n] AS row MERGE (n:{ladybug.quoted(nodes.label)} {{`id`: row.`id`}}) "
                f"SET {setting}, n.{EDITION} = {edition};"
            )
    for links in graph.links:
        columns = (ladybug.START, ladybug.END, *links.columns)
        key = " {`id`: row.`id`}" if links.columns else ""
        found = ({ladybug.START.name: start, ladybug.END.name: end, **row} for start, end, row in links.rows())
        for batch in _batches(found):
            maps, setting = ladybug.unwound(batch, columns, "r")
            yield (
                f"UNWIND [\n{maps}\n] AS row MATCH (a:{ladybug.quoted(links.start)} {{`id`: row.`s`}}), "
                f"(b:{ladybug.quoted(links.end)} {{`id`: row.`o`}}) "
                f"MERGE (a)-[r:{ladybug.quoted(links.type)}{key}]->(b) "
                f"SET {setting + ', ' if setting else ''}r.{EDITION} = {edition};"
            )
    yield from _sweep(graph, edition)


def _batches(found: Iterable[T]) -> Iterator[tuple[T, ...]]:
    rest = iter(found)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


FORMATS = {
    "cypher": Format(
        "a script that loads the graph into Neo4j, Memgraph or Ladybug, and updates it when run again",
        ".cypher",
        "application/x-cypher-query",
        write=script,
        profiles=PROFILES,
    ),
}
