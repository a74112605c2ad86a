"""How Ladybug, an embedded Cypher engine, reads our scripts and tables, and the graph made anew of what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ladybug
from hypothesis import HealthCheck, settings

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.export import FORMATS
from khorasan_graph.export.formats import Request
from khorasan_graph.model.about import About
from khorasan_graph.model.dates import EdtfDate, parse_bound
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Identifier, Quantity, Relation, Source
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow
from khorasan_graph.model.vocabulary import Vocabulary
from tests.support import TODAY, vocabulary

SLOW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
Record = dict[str, Any]


def loaded(files: dict[str, str]) -> KnowledgeBase:
    raw = [RawFile(path, content.encode()) for path, content in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    return base


def request(base: KnowledgeBase, selection: Selection = EVERYTHING, profile: str = "") -> Request:
    return Request(narrow(base, selection), selection, profile=profile)


def script(base: KnowledgeBase, profile: str = "neo4j", selection: Selection = EVERYTHING) -> str:
    write = FORMATS["cypher"].write
    assert write is not None
    chunks = list(write(request(base, selection, profile)))
    assert all(isinstance(chunk, str) for chunk in chunks)
    return "".join(map(str, chunks))


def statements(text: str) -> list[str]:
    """The statements of a script, cut as the most naive of clients would."""
    found = [part.strip() for part in re.sub(r"//.*", "", text).split(";")]
    assert found.pop() == ""
    return found


def tables(base: KnowledgeBase, selection: Selection = EVERYTHING) -> dict[str, str]:
    """The files of the bulk import by their paths."""
    files = FORMATS["neo4j-csv"].files
    assert files is not None
    return {path: "".join(map(str, chunks)) for path, chunks in files(request(base, selection))}


def database() -> ladybug.Connection:
    return ladybug.Connection(ladybug.Database(":memory:", buffer_pool_size=2**28, max_db_size=2**32))


def run(connection: ladybug.Connection, text: str) -> None:
    for statement in statements(text):
        connection.execute(statement)


def by_script(base: KnowledgeBase, selection: Selection = EVERYTHING) -> ladybug.Connection:
    connection = database()
    run(connection, script(base, "ladybug", selection))
    return connection


def by_tables(base: KnowledgeBase, folder: Path, selection: Selection = EVERYTHING) -> ladybug.Connection:
    """The tables, loaded by the statements that come with them; those name files relative to their folder."""
    found = tables(base, selection)
    for path, content in found.items():
        (folder / path).write_text(content, encoding="utf-8", newline="")
    connection = database()
    run(connection, found["ladybug.cypher"].replace(" FROM '", f" FROM '{folder.as_posix()}/"))
    return connection


def ask(connection: ladybug.Connection, question: str, **values: object) -> list[list[Any]]:
    answer = connection.execute(question, values)
    assert isinstance(answer, ladybug.QueryResult)
    return [list(row) for row in answer.get_all()]


def nodes(connection: ladybug.Connection, label: str) -> list[Record]:
    """The nodes of a label, without what Ladybug adds and what is absent."""
    found = ask(connection, f"MATCH (n:`{label}`) RETURN n ORDER BY n.id")
    return [_own(node) for (node,) in found]


def everything(connection: ladybug.Connection) -> tuple[list[str], list[str]]:
    """All nodes and relationships with all that is on them, in an order of their own."""
    found = ask(connection, "MATCH (n) RETURN label(n), n")
    links = ask(connection, "MATCH (a)-[r]->(b) RETURN a.id, label(r), b.id, r")
    return (
        sorted(repr((label, sorted(_own(node).items()))) for label, node in found),
        sorted(repr((start, label, end, sorted(_own(link).items()))) for start, label, end, link in links),
    )


def _own(record: Record) -> Record:
    return {key: value for key, value in record.items() if not key.startswith("_") and value is not None}


def graph(connection: ladybug.Connection, known: Vocabulary) -> KnowledgeBase:
    """The graph, by nothing but what the database holds."""
    names, claims = nodes(connection, "Name"), nodes(connection, "Claim")
    (data_set,) = nodes(connection, "DataSet")
    entities = {it["id"]: _entity(it, names, claims) for it in nodes(connection, "Entity")}
    sources = {it["id"]: _source(it) for it in nodes(connection, "Source")}
    relations = {it["id"]: _relation(it, claims) for it in nodes(connection, "Relation")}
    about = About(
        **{key: data_set.get(key) for key in ("title", "description", "license", "version", "homepage")},
        creators=_many(data_set, "creators"),
    )
    return KnowledgeBase(known, entities, sources, relations, about)


def _many(record: Record, key: str) -> tuple[str, ...]:
    return tuple(record.get(key, ()))


def _when(record: Record, key: str) -> EdtfDate | None:
    """A date as it is written, whose days must be those beside it."""
    if key not in record:
        return None
    found = parse_bound(record[key], end=True)
    assert isinstance(found, EdtfDate)
    assert (found.earliest, found.latest) == (record.get(f"{key}_earliest"), record.get(f"{key}_latest"))
    return found


def _beside(records: list[Record], **wanted: str) -> Iterator[Record]:
    found = [it for it in records if all(it.get(key) == value for key, value in wanted.items())]
    return iter(sorted(found, key=lambda it: int(it["position"])))


def _claim(it: Record) -> Claim:
    return Claim(
        id=it["id"],
        source=it["source"],
        stance=it["stance"],
        credibility=it["credibility"],
        by=it.get("by"),
        as_of=_when(it, "as_of"),
        start=_when(it, "start"),
        end=_when(it, "end"),
        locator=it.get("locator"),
        citing=it.get("citing"),
        note=it.get("note"),
    )


def _entity(it: Record, names: list[Record], claims: list[Record]) -> Entity:
    places = it["coordinates"].split() if "coordinates" in it else [None, None]
    assert [it.get("latitude"), it.get("longitude")] == [float(each) if each else None for each in places]
    return Entity(
        id=it["id"],
        type=it["type"],
        name=it["name"],
        names=tuple(
            Name(
                each["text"],
                each["kind"],
                each.get("lang"),
                _when(each, "start"),
                _when(each, "end"),
                each.get("source"),
                each.get("shared", False),
            )
            for each in _beside(names, about=it["id"])
        ),
        description=it.get("description"),
        start=_when(it, "start"),
        end=_when(it, "end"),
        part_of=it.get("part_of"),
        latitude=places[0],
        longitude=places[1],
        code=it.get("code"),
        identifiers=tuple(Identifier(*each.split(":", 1)) for each in _many(it, "identifiers")),
        different_from=_many(it, "different_from"),
        sources=_many(it, "sources"),
        quantities=tuple(
            Quantity(_claim(each), each["measure"], each.get("minimum"), each.get("maximum"))
            for each in _beside(claims, about=it["id"], type="Quantity")
        ),
        fates=tuple(
            Fate(_claim(each), each["fate"], _when(each, "date"))
            for each in _beside(claims, about=it["id"], type="FateClaim")
        ),
    )


def _source(it: Record) -> Source:
    published = _when(it, "published")
    assert published is not None
    return Source(
        id=it["id"],
        publisher=it["publisher"],
        title=it["title"],
        published=published,
        reliability=it["reliability"],
        url=it.get("url"),
        archive_url=it.get("archive_url"),
        lang=it.get("lang"),
        authors=_many(it, "authors"),
        via=it.get("via"),
        derived_from=_many(it, "derived_from"),
        accessed=_when(it, "accessed"),
        note=it.get("note"),
    )


def _relation(it: Record, claims: list[Record]) -> Relation:
    qualifiers = sorted(
        (key.removeprefix("qualifier_"), tuple(value) if isinstance(value, list) else (value,))
        for key, value in it.items()
        if key.startswith("qualifier_")
    )
    return Relation(
        id=it["id"],
        type=it["type"],
        subject=it["subject"],
        object=it["object"],
        claims=tuple(_claim(each) for each in _beside(claims, relation=it["id"])),
        status=it["status"],
        start=_when(it, "start"),
        end=_when(it, "end"),
        place=it.get("place"),
        qualifiers=tuple(qualifiers),
        note=it.get("note"),
        known_from=it.get("known_from"),
        known_to=it.get("known_to"),
        possible_from=it.get("possible_from"),
        possible_to=it.get("possible_to"),
    )
