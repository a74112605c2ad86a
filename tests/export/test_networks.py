"""The graph formats read back by NetworkX and igraph: the same nodes, edges and attributes, all that is not lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import khorasan_graph as kg
from khorasan_graph.export.formats import Request
from khorasan_graph.export.losses import losses
from khorasan_graph.export.networks import FORMATS
from khorasan_graph.export.networks.flat import EDGE_ORDER, NODE_ORDER, join, split
from khorasan_graph.graph import network
from khorasan_graph.graph.network import to_networkx
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow, select
from tests.authoring.projects import TEXTS, projects
from tests.export.networks_reading import READERS, Read, decoded, expected, restored, sources, written
from tests.support import ROOT, base_from, vocabulary

PROJECT = """
--- about.yaml
title: "Sample: <A> & 'B'"
license: https://example.org/license
creators: [Ada, "B; C"]
--- organizations/alpha.yaml
type: MilitantOrganization
name: 'Alpha "A" <b> & \\N'
names:
  - {text: 'A; B\\C', kind: alias, lang: en, start: 2010~, source: s1}
  - {text: الف, kind: native, lang: ur}
identifiers: [{scheme: wikidata, value: Q1}]
quantities: [{measure: strength, min: 100, max: 200, source: s1, credibility: 3}]
relations:
  - type: Alliance
    object: beta
    start: 2010
    end: 2012
    note: "first line\\nsecond\\tline"
    claims: [{source: s1, credibility: 2, as_of: 2011-05}]
  - {type: Alliance, object: beta, start: 2015?, claims: [{source: s1, credibility: 2}]}
  - type: Support
    object: beta
    content: [arms, training]
    claims: [{source: s1, credibility: 3}, {source: s2, credibility: 4, stance: denies, by: alpha, locator: page 3}]
  - {type: Endorsement, object: beta, claims: [{source: s1, credibility: 3, stance: denies}]}
  - type: Sanctuary
    object: nowhere
    provider: zeta
    claims: [{source: s1, credibility: 2}, {source: s2, credibility: 2}]
--- organizations/beta.yaml
type: Faction
name: Beta
--- organizations/zeta.yaml
type: State
name: Zeta
--- people/old-man.yaml
type: Person
name: =HYPERLINK("http://example.org")
fates: [{fate: killed, date: 2014-08, source: s2, credibility: 2}]
relations:
  - {type: Defection, object: alpha, from: beta, date: 2014, place: nowhere, claims: [{source: s3, credibility: 3}]}
--- places/nowhere.yaml
type: Province
name: Nowhere
coordinates: {latitude: 34.50, longitude: 69}
"""


@cache
def base() -> KnowledgeBase:
    return base_from(PROJECT)


def request(selection: Selection = EVERYTHING) -> Request:
    return Request(narrow(base(), selection), selection)


def as_of(when: str) -> Selection:
    return select(vocabulary(), as_of=when)


def lost(name: str, asked: Request) -> dict[str, tuple[str, ...]]:
    return {item.loss.key: item.records for item in losses(FORMATS[name], asked)}


def same(read: Read, asked: Request) -> None:
    """The nodes, edges and attributes of the NetworkX graph, and no others."""
    graph = to_networkx(asked.base, asked.selection)
    assert read.nodes == {node: decoded(values) for node, values in graph.nodes(data=True)}
    assert read.edges == {
        (one, two, key): decoded(values) for one, two, key, values in graph.edges(keys=True, data=True)
    }


def carried(read: Read, asked: Request, missing: dict[str, tuple[str, ...]]) -> None:
    """Every record of the base that the losses do not name is what it was."""
    entities, relations = expected(asked.base)
    gone = set(missing.get("unlinked-entities", ()))
    assert restored(read) == ({id_: it for id_, it in entities.items() if id_ not in gone}, relations)
    kept = {
        id_: it for id_, it in asked.base.sources.items() if f"source/{id_}" not in missing.get("source-details", ())
    }
    assert sources(read) == kept
    ends = {(one, two, role) for tie in relations.values() for one, two, role in asked.base.edges(tie)}
    assert {(one, two, values.get("role")) for (one, two, _), values in read.edges.items()} == ends


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("selection", [EVERYTHING, as_of("2011"), as_of("2014-06-01")], ids=["all", "2011", "day"])
def test_a_reader_finds_the_same_graph(reader: str, selection: Selection) -> None:
    name, read = READERS[reader]
    asked = request(selection)
    found = read(written(name, asked))
    same(found, asked)
    carried(found, asked, lost(name, asked))


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=25, deadline=None)
@given(projects(), st.sampled_from([None, "2004", "2010-11-12", "2016"]))
def test_what_the_loss_report_does_not_name_can_be_read_back(
    reader: str, files: dict[str, str], when: str | None
) -> None:
    name, read = READERS[reader]
    whole = base_from("".join(f"--- {path.removeprefix('graph_data/')}\n{text}\n" for path, text in files.items()))
    selection = as_of(when) if when else EVERYTHING
    asked = Request(narrow(whole, selection), selection)
    found = read(written(name, asked))
    same(found, asked)
    carried(found, asked, lost(name, asked))


@given(st.lists(st.one_of(TEXTS, st.text(";\\ a", max_size=6)), min_size=1))
def test_a_list_is_one_text_and_a_list_again(texts: list[str]) -> None:
    assert split(join(texts)) == texts


def test_denied_ties_are_counted_and_named_and_in_no_graph() -> None:
    for reader, (name, read) in READERS.items():
        asked = request()
        found = read(written(name, asked))
        assert not [key for *_, key in found.edges if "endorsement" in key], reader
        missing = lost(name, asked)
        assert missing["denied-ties"] == ("relation/alpha.endorsement.beta",)
        assert len(missing["denied-claims"]) == 1
        assert found.about.get("denied_left_out", 1) == 1


def test_contested_and_possible_ties_say_so_where_they_are_drawn() -> None:
    for name, read in READERS.values():
        found = read(written(name, request(as_of("2016"))))
        labels = {key: values["label"] for (*_, key), values in found.edges.items()}
        assert labels["alpha.support.beta"] == "supports (contested, may hold)"
        assert "may hold" not in labels["old-man.defection.alpha"]


def test_the_head_tells_what_the_graph_is_and_what_was_asked() -> None:
    for reader, (name, read) in READERS.items():
        text = written(name, request(as_of("2011")))
        for told in (kg.__version__, "as_of", "2011"):
            assert told in text, reader
        about = read(text).about
        if name != "gexf":
            assert about["title"] == "Sample: <A> & 'B'"
            assert about["creators"] == ["Ada", "B; C"]
            assert about["selection"] == {"as_of": "2011"}


def test_a_coordinate_that_loses_its_zero_is_reported() -> None:
    for name in ("graphml", "gexf", "cytoscape", "node-link"):
        assert lost(name, request())["coordinate-digits"] == ("nowhere",)


def test_what_only_a_selection_leaves_out_is_reported() -> None:
    alone = select(vocabulary(), types=["Defection"])
    missing = lost("graphml", request(alone))["unlinked-entities"]
    assert missing == ("nowhere",)
    assert "unlinked-entities" not in lost("graphml", request())


def test_characters_that_xml_cannot_write_are_replaced_and_reported() -> None:
    """No project that was checked has any; a base that a program made may."""
    tie = base().relations["alpha.support.beta"]
    spoilt = replace(base(), relations={**base().relations, tie.id: replace(tie, note="a\x0bb\ufffe")})
    asked = Request(spoilt)
    for reader in ("networkx on graphml", "igraph on graphml", "networkx on gexf"):
        name, read = READERS[reader]
        values = read(written(name, asked)).edges["alpha", "beta", tie.id]
        assert values["note"] == "a\ufffdb\ufffd"
        assert lost(name, asked)["control-characters"] == (f"relation/{tie.id}",)


GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_graphml_declares_what_it_uses_and_names_things_as_the_schema_allows() -> None:
    """The rules of its specification: description, keys, graph in this order; ids are name tokens, and occur once."""
    root = ElementTree.fromstring(written("graphml", request(as_of("2016"))))
    names = [child.tag.removeprefix(GRAPHML) for child in root]
    assert names == ["desc", *["key"] * (len(names) - 2), "graph"]
    keys = {key.get("id"): key for key in root.iter(f"{GRAPHML}key")}
    assert len(keys) == len(names) - 2
    assert {key.get("attr.type") for key in keys.values()} <= {"boolean", "int", "long", "float", "double", "string"}
    (graph,) = root.iter(f"{GRAPHML}graph")
    assert [item.tag.removeprefix(GRAPHML) for item in graph if item.tag != f"{GRAPHML}data"] == ["node"] * len(
        graph.findall(f"{GRAPHML}node")
    ) + ["edge"] * len(graph.findall(f"{GRAPHML}edge"))
    for holder in (graph, *graph):
        for data in holder.findall(f"{GRAPHML}data"):
            assert keys[data.get("key")].get("for") == holder.tag.removeprefix(GRAPHML)
    ids = [str(item.get("id")) for item in (*keys.values(), *graph) if item.tag != f"{GRAPHML}data"]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[\w.:-]+", id_) for id_ in ids)


def test_each_edge_of_a_tie_has_an_id_of_its_own() -> None:
    """Where a qualifier that is an end names several, as an ontology of one's own may have it."""
    tie = base().relations["alpha.sanctuary.nowhere"]
    several = replace(tie, qualifiers=(("provider", ("beta", "zeta")),))
    asked = Request(replace(base(), relations={**base().relations, tie.id: several}))
    for name, read in READERS.values():
        keys = sorted(key for *_, key in read(written(name, asked)).edges if key.startswith(tie.id))
        assert keys == [tie.id, f"{tie.id}:provider:beta", f"{tie.id}:provider:zeta"]


def test_cytoscape_has_no_two_meanings_for_one_name() -> None:
    """Its own words for a node and an edge are what our attributes of these names say, or no attribute of ours."""
    elements = json.loads(written("cytoscape", request()))["elements"]
    ids = [item["data"]["id"] for kind in ("nodes", "edges") for item in elements[kind]]
    assert len(ids) == len(set(ids))
    assert {item["data"]["id"]: item["data"]["name"] for item in elements["nodes"]} == {
        entity.id: entity.name for entity in base().entities.values()
    }
    for item in (*elements["nodes"], *elements["edges"]):
        assert not [value for value in item["data"].values() if value is None or isinstance(value, dict)]


def test_the_same_input_gives_the_same_bytes() -> None:
    """Whatever the order in which a base was filled, the hash seed and the day."""
    code = (
        "import sys; from tests.export.test_networks import *\n"
        "for name in FORMATS: sys.stdout.buffer.write(written(name, request()).encode())"
    )
    once = "".join(written(name, request()) for name in FORMATS)
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Kabul", "LC_ALL": "C"}
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        assert run.stdout.decode() == once


def test_the_page_of_the_graph_names_every_attribute() -> None:
    graph = to_networkx(base(), as_of("2016"))
    parts = re.split(r"\*\*(Nodes|Edges)\*\*", network.__doc__ or "")
    page = (ROOT / "docs/formats/graphs.md").read_text(encoding="utf-8")
    for part, order, rows in (
        (parts[2], NODE_ORDER, [values for _, values in graph.nodes(data=True)]),
        (parts[4].split("A **claim**")[0], EDGE_ORDER, [values for *_, values in graph.edges(data=True)]),
    ):
        told = [name for row in re.findall(r"^\| (`.*?) \|", part, re.MULTILINE) for name in re.findall("`(.+?)`", row)]
        for values in rows:
            assert list(values) == told
        assert [name for name in order if name != "timed"] == [name for name in told if name != "qualifiers"]
        assert [name for name in order if f"`{name}`" not in page] == []
    known = network.__doc__ or ""
    claims = [claim for *_, values in graph.edges(data=True) for claim in values["claims"]]
    assert [key for claim in claims for key in claim if f"`{key}`" not in known] == []
    assert [key for key in graph.graph if f"`{key}`" not in known] == []


def test_an_empty_graph_is_a_graph() -> None:
    nothing = Request(KnowledgeBase(vocabulary(), {}, {}, {}))
    for name, read in READERS.values():
        found = read(written(name, nothing))
        assert (found.nodes, found.edges) == ({}, {})


@pytest.mark.parametrize("reader", READERS)
def test_readers_open_the_shipped_graph_and_answer(reader: str) -> None:
    """Who is contested most: the question is answered from the file, and by the base."""
    shipped = kg.load().knowledge_base
    assert shipped is not None
    name, read = READERS[reader]
    found = read(written(name, Request(shipped)))
    same(found, Request(shipped))
    contested = {values["relation"] for values in found.edges.values() if values["status"] == "contested"}
    assert contested == {tie.id for tie in shipped.relations.values() if tie.status == "contested"}
    assert contested


def test_networkx_walks_the_file_of_the_shipped_graph() -> None:
    """Whom two hops of cooperation link to the TTP, walked in NetworkX on the file that was read."""
    import networkx as nx

    shipped = kg.load().knowledge_base
    assert shipped is not None
    read: Any = nx.parse_graphml(written("graphml", Request(shipped)), force_multigraph=True)
    friendly = nx.Graph((one, two) for one, two, sign in read.edges(data="sign") if sign == "+")
    near = set(nx.ego_graph(friendly, "ttp", 2)) - {"ttp"}
    pairs = [
        pair[:2]
        for tie in shipped.relations.values()
        if tie.status != "denied" and shipped.relation_class(tie).sign == "+"
        for pair in shipped.edges(tie)
    ]
    first = {other for pair in pairs if "ttp" in pair for other in pair}
    assert near == {other for pair in pairs if first & set(pair) for other in pair} - {"ttp"}
