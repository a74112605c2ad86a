"""From a graph that a foreign reader has read back to the records of the base: what a reader can make of our files."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import igraph
import networkx as nx

from khorasan_graph.export.formats import Request
from khorasan_graph.export.networks import FORMATS
from khorasan_graph.export.networks.flat import split
from khorasan_graph.model.dates import EdtfDate, parse_bound
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Claim, Entity, Fate, Identifier, Quantity, Relation, Source

Values = dict[str, Any]

LISTS = {"names", "identifiers", "different_from", "sources", "publishers", "creators"}
RECORDS = {"name_records", "quantities", "fates", "claims"}


@dataclass(frozen=True)
class Read:
    """What a reader found: nodes by id, edges as (from, to, key), the whole; without what is absent."""

    nodes: dict[str, Values]
    edges: dict[tuple[str, str, str], Values]
    about: Values


def written(name: str, request: Request) -> str:
    """The file of a format, as text."""
    write = FORMATS[name].write
    assert write is not None
    return "".join(chunk if isinstance(chunk, str) else chunk.decode() for chunk in write(request))


def by_node_link(text: str) -> Read:
    return _of_networkx(nx.node_link_graph(json.loads(text), edges="edges"))


def by_cytoscape(text: str) -> Read:
    read = _of_networkx(nx.cytoscape_graph(json.loads(text)))
    for node, values in read.nodes.items():
        assert (values.pop("id"), values.pop("value")) == (node, node)
    for (one, two, key), values in read.edges.items():
        assert [values.pop(name) for name in ("id", "source", "target", "key")] == [key, one, two, key]
        assert values.pop("interaction") == values["phrase"]
    return read


def by_graphml(text: str) -> Read:
    return _of_networkx(nx.parse_graphml(text, force_multigraph=True))


def by_igraph(text: str) -> Read:
    """igraph has one type of number, and fills what is absent: with empty texts and with NaN.

    The edge ids of igraph 1.0 are those of nodes, a fault of its reader: the keys are made of `relation` and `role`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.graphml"
        path.write_text(text, encoding="utf-8")
        graph = igraph.Graph.Read_GraphML(str(path))
    ids = [vertex["id"] for vertex in graph.vs]
    nodes = {vertex["id"]: _without_id(vertex.attributes()) for vertex in graph.vs}
    ends = [(ids[edge.source], ids[edge.target], _without_id(edge.attributes())) for edge in graph.es]
    roles = Counter((values["relation"], values.get("role")) for *_, values in ends)
    edges = {}
    for one, two, values in ends:
        key, role = values["relation"], values.get("role")
        if role is not None:
            key += f":{role}:{two}" if roles[key, role] > 1 else f":{role}"
        edges[one, two, key] = values
    return _decoded(nodes, edges, _present({name: graph[name] for name in graph.attributes()}))


def _without_id(values: Values) -> Values:
    return {key: value for key, value in _present(values).items() if key != "id"}


def by_gexf(text: str) -> Read:
    graph = nx.read_gexf(BytesIO(text.encode()))
    nodes = {node: _renamed(values) for node, values in graph.nodes(data=True)}
    edges = {(one, two, values["id"]): _renamed(values) for one, two, values in graph.edges(data=True)}
    for values in edges.values():
        for name in ("id", "start_day", "end_day", "timed"):
            values.pop(name, None)
        values["label"] = values["label"].replace(" (not timed)", "").replace(", not timed)", ")")
    return _decoded(nodes, edges, {})


def by_graphviz(text: str) -> Read:
    """By Graphviz itself, which tells what it has read with the backslashes as doubled as they are in the file."""
    told = subprocess.run(["dot", "-Tjson0"], input=text.encode(), capture_output=True, check=True)
    assert told.stderr == b""
    data = json.loads(told.stdout)
    objects = data.get("objects", [])
    ids = [item["name"] for item in objects]
    assert [item["_gvid"] for item in objects] == list(range(len(ids)))
    nodes = {item["name"]: _own(item) for item in objects}
    edges = {(ids[item["tail"]], ids[item["head"]], item["id"]): _own(item) for item in data.get("edges", [])}
    return _decoded(nodes, edges, {})


READERS: dict[str, tuple[str, Callable[[str], Read]]] = {
    "networkx on node-link": ("node-link", by_node_link),
    "networkx on cytoscape": ("cytoscape", by_cytoscape),
    "networkx on graphml": ("graphml", by_graphml),
    "igraph on graphml": ("graphml", by_igraph),
    "networkx on gexf": ("gexf", by_gexf),
}

_DRAWN = {"label", "tooltip", "shape", "color", "style", "arrowhead", "arrowtail", "penwidth", "dir", "pos", "lp"}
_DRAWN |= {"width", "height", "_gvid", "head", "tail", "id", "name", "fillcolor", "fontname", "fontsize"}


def _own(item: Values) -> Values:
    return {key: value.replace("\\\\", "\\") for key, value in item.items() if key not in _DRAWN and value != ""}


def _of_networkx(graph: Any) -> Read:
    return _decoded(dict(graph.nodes(data=True)), {edge[:3]: edge[3] for edge in graph.edges(keys=True, data=True)},
                    dict(graph.graph))  # fmt: skip


def _decoded(nodes: Mapping[str, Values], edges: Mapping[tuple[str, str, str], Values], about: Values) -> Read:
    return Read(
        {node: decoded(values) for node, values in nodes.items()},
        {edge: decoded(values) for edge, values in edges.items()},
        decoded(about, ("selection", "sources")),
    )


def decoded(values: Values, records: tuple[str, ...] = ()) -> Values:
    """Attributes as the page of the NetworkX graph has them: lists and records made again, nothing that is absent."""
    found: Values = {}
    qualifiers: dict[str, list[str]] = {}
    for key, value in values.items():
        if key.startswith("qualifier_"):
            qualifiers[key.removeprefix("qualifier_")] = split(value) if isinstance(value, str) else value
        elif value is None or value == [] or value == {}:
            continue
        elif not isinstance(value, str):
            found[key] = value
        elif key in RECORDS or key in records:
            found[key] = json.loads(value)
        else:
            found[key] = split(value) if key in LISTS else value
    if qualifiers:
        found["qualifiers"] = dict(sorted(qualifiers.items()))
    return found


def _present(values: Values) -> Values:
    return {key: value for key, value in values.items() if value != "" and value == value}  # NaN is not


def _renamed(values: Values) -> Values:
    """GEXF: the span of an edge out of the way of its dates as written, which begin with `kg_`."""
    moved = {f"{key}_day" if key in ("start", "end") else key: value for key, value in values.items()}
    return {key.removeprefix("kg_"): value for key, value in moved.items()}


def restored(read: Read) -> tuple[dict[str, Entity], dict[str, Relation]]:
    """The entities and ties of a graph that was read back."""
    entities = {node: _entity(node, values) for node, values in read.nodes.items()}
    relations = {
        values["relation"]: _relation(one, two, values)
        for (one, two, _), values in read.edges.items()
        if "role" not in values
    }
    return entities, relations


def expected(base: KnowledgeBase) -> tuple[dict[str, Entity], dict[str, Relation]]:
    """What a reader is to find: the base without what only says where it is written, coordinates as numbers."""
    entities = {
        entity.id: replace(
            entity,
            latitude=_number(entity.latitude),
            longitude=_number(entity.longitude),
            quantities=tuple(replace(it, claim=replace(it.claim, id="")) for it in entity.quantities),
            fates=tuple(replace(it, claim=replace(it.claim, id="")) for it in entity.fates),
        )
        for entity in base.entities.values()
    }
    relations = {
        tie.id: replace(tie, claims=tuple(replace(claim, id="") for claim in tie.claims))
        for tie in base.relations.values()
        if tie.status != "denied"
    }
    return entities, relations


def _number(written: str | float | None) -> str | None:
    return None if written is None else repr(float(written))


def _date(text: str | None, *, end: bool = False) -> EdtfDate | None:
    if text is None:
        return None
    found = parse_bound(text, end=end)
    assert isinstance(found, EdtfDate)
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _entity(node: str, values: Values) -> Entity:
    assert values["label"] == values["name"]
    return Entity(
        node,
        values["type"],
        values["name"],
        tuple(
            Name(
                name["text"],
                name["kind"],
                name.get("lang"),
                _date(name.get("start")),
                _date(name.get("end"), end=True),
                name.get("source"),
                name.get("shared", False),
            )
            for name in values.get("name_records", [])
        ),
        values.get("description"),
        _date(values.get("start")),
        _date(values.get("end"), end=True),
        values.get("part_of"),
        _number(values.get("latitude")),
        _number(values.get("longitude")),
        values.get("code"),
        tuple(Identifier(*text.split(":", 1)) for text in values.get("identifiers", [])),
        tuple(values.get("different_from", [])),
        tuple(values.get("sources", [])),
        tuple(
            Quantity(_claim(it), it["measure"], it.get("minimum"), it.get("maximum"))
            for it in values.get("quantities", [])
        ),
        tuple(Fate(_claim(it), it["fate"], _date(it.get("date"))) for it in values.get("fates", [])),
    )


def _claim(it: Values) -> Claim:
    return Claim(
        "",
        it["source"],
        it["stance"],
        it["credibility"],
        it.get("by"),
        _date(it.get("as_of")),
        _date(it.get("start")),
        _date(it.get("end"), end=True),
        it.get("locator"),
        it.get("citing"),
        it.get("note"),
    )


def _relation(one: str, two: str, values: Values) -> Relation:
    return Relation(
        values["relation"],
        values["type"],
        one,
        two,
        tuple(_claim(claim) for claim in values["claims"]),
        values["status"],
        _date(values.get("start")),
        _date(values.get("end"), end=True),
        values.get("place"),
        tuple((key, tuple(texts)) for key, texts in values.get("qualifiers", {}).items()),
        values.get("note"),
        _day(values.get("known_from")),
        _day(values.get("known_to")),
        _day(values.get("possible_from")),
        _day(values.get("possible_to")),
    )


def sources(read: Read) -> dict[str, Source]:
    """The sources of a graph that was read back."""
    return {
        id_: Source(
            id_,
            it["publisher"],
            it["title"],
            parse_bound(it["published"], end=False),  # type: ignore[arg-type]
            it["reliability"],
            it.get("url"),
            it.get("archive_url"),
            it.get("lang"),
            tuple(it.get("authors", [])),
            it.get("via"),
            tuple(it.get("derived_from", [])),
            _date(it.get("accessed")),
            it.get("note"),
        )
        for id_, it in read.about.get("sources", {}).items()
    }
