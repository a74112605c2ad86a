"""DOT, read back and drawn by Graphviz itself."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from hypothesis import given, settings

import khorasan_graph as kg
from khorasan_graph.export.formats import Request
from khorasan_graph.export.losses import losses
from khorasan_graph.export.networks import FORMATS
from khorasan_graph.export.networks.dot import EDGE_ATTRIBUTES, FEW, NODE_ATTRIBUTES
from khorasan_graph.graph.network import to_networkx
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import narrow
from tests.authoring.projects import projects
from tests.export.networks_reading import Values, by_graphviz, decoded, written
from tests.export.test_networks import as_of, base, request
from tests.support import base_from

HOSTILE = (
    'a "quote" \\N and \\',
    "<b>&amp; &lt; & {x|y}",
    "line\nline\ttab",
    '"]; evil [shape="star',
    "*/ // #",
    "قلعه «نو»",
)


def kept(names: tuple[str, ...], values: Values) -> Values:
    """The attributes that a drawing keeps, single ones as texts: Graphviz knows no other type."""
    return {
        key: value if isinstance(value, list | dict) else str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in decoded(values).items()
        if key in names
    }


def same(asked: Request) -> None:
    """Graphviz finds the nodes and edges of the NetworkX graph, with the attributes that a drawing keeps."""
    read = by_graphviz(written("dot", asked))
    graph = to_networkx(asked.base, asked.selection)
    names = (*EDGE_ATTRIBUTES, "qualifiers")
    assert read.nodes == {node: kept(NODE_ATTRIBUTES, values) for node, values in graph.nodes(data=True)}
    assert read.edges == {
        (one, two, key): kept(names, values) for one, two, key, values in graph.edges(keys=True, data=True)
    }


def drawn(text: str) -> ElementTree.Element:
    """The picture of a graph; Graphviz has nothing to complain of."""
    picture = subprocess.run(["dot", "-Tsvg"], input=text.encode(), capture_output=True, check=True)
    assert picture.stderr == b""
    return ElementTree.fromstring(picture.stdout)


def texts(picture: ElementTree.Element) -> list[str]:
    return [item.text or "" for item in picture.iter("{http://www.w3.org/2000/svg}text")]


def test_graphviz_finds_the_same_graph() -> None:
    same(request())
    same(request(as_of("2016")))


@settings(max_examples=15, deadline=None)
@given(projects())
def test_graphviz_finds_the_same_graph_of_any_project(files: dict[str, str]) -> None:
    whole = base_from("".join(f"--- {path.removeprefix('graph_data/')}\n{text}\n" for path, text in files.items()))
    selection = as_of("2010")
    same(Request(whole))
    same(Request(narrow(whole, selection), selection))


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_drawn_as_it_is_and_is_nothing_but_a_name(name: str) -> None:
    beta = base().entities["beta"]
    spoilt = replace(base(), entities={**base().entities, "beta": replace(beta, name=name)})
    same(Request(spoilt))
    picture = drawn(written("dot", Request(spoilt)))
    for line in name.split("\n"):
        assert line in texts(picture)
    assert len([item for item in picture.iter() if item.get("class") == "node"]) == len(spoilt.entities)


def test_sign_status_and_doubt_are_drawn() -> None:
    lines = written("dot", request(as_of("2016"))).splitlines()
    edges = {line.split('key="')[1].split('"')[0]: line for line in lines if " -> " in line}
    contested, known = edges["alpha.support.beta"], edges["old-man.defection.alpha"]
    assert 'style="dashed"' in contested
    assert 'color="#377F4A99"' in contested
    assert 'style="solid"' in known
    assert 'dir="none"' in edges["alpha.alliance.beta.2015-uncertain"]
    assert 'style="dotted"' in edges["alpha.sanctuary.nowhere"]
    assert 'penwidth="2"' in edges["alpha.sanctuary.nowhere"]


def test_the_tooltip_tells_who_says_so() -> None:
    picture = drawn(written("dot", request()))
    tips = [value for item in picture.iter() for key, value in item.attrib.items() if key.endswith("}title")]
    (tip,) = {tip for tip in tips if "supports" in tip}
    assert "contested, best credibility 3" in tip
    assert "Publisher 1 asserts it (B3, s1)" in tip
    assert "denies it (B4, s2)" in tip


def test_the_picture_says_what_it_shows_and_what_it_leaves_out() -> None:
    shown = texts(drawn(written("dot", request())))
    assert "Sample: <A> & 'B'" in shown
    assert "1 tie that sources only deny is left out" in shown
    assert "License: https://example.org/license" in shown
    assert any("dashed: contested" in line for line in shown)


def test_what_a_drawing_leaves_out_is_reported() -> None:
    found = {item.loss.key: item.records for item in losses(FORMATS["dot"], request())}
    base_ = base()
    claims = {f"claim/{claim.id}" for tie in base_.relations.values() for claim in tie.claims}
    assert {*found["claims"], *found["denied-claims"]} == claims
    assert len(found["facts"]) == 2
    assert len(found["name-records"]) == 2
    assert found["notes"] == ("relation/alpha.alliance.beta.2010",)
    assert set(found["source-details"]) == {f"source/{source}" for source in base_.sources}
    assert set(found["entity-details"]) == {"alpha", "nowhere"}


def test_graphviz_opens_the_shipped_graph_and_answers() -> None:
    """Who leads the TTP, or led it: asked with `gvpr`, the query language of Graphviz."""
    shipped = kg.load().knowledge_base
    assert shipped is not None
    text = written("dot", Request(shipped))
    question = 'E [head.name == "ttp" && type == "Leadership"] { print(tail.name) }'
    answer = subprocess.run(["gvpr", question], input=text.encode(), capture_output=True, check=True)
    assert answer.stderr == b""
    leaders = [
        tie.subject
        for tie in shipped.relations.values()
        if (tie.type, tie.object) == ("Leadership", "ttp") and tie.status != "denied"
    ]
    assert sorted(answer.stdout.decode().split()) == sorted(leaders)
    assert leaders
    count = subprocess.run(["gc", "-n", "-e"], input=text.encode(), capture_output=True, check=True).stdout.split()
    graph = to_networkx(shipped)
    assert [int(count[0]), int(count[1])] == [graph.number_of_nodes(), graph.number_of_edges()]
    assert graph.number_of_edges() > FEW
    assert drawn(text).tag.endswith("svg")


def test_a_large_graph_has_no_labels_on_its_edges() -> None:
    ties = "".join(
        f"  - {{type: Coordination, object: g{number}, claims: [{{source: s1, credibility: 3}}]}}\n"
        for number in range(FEW + 1)
    )
    groups = "".join(
        f"--- organizations/g{number}.yaml\ntype: Faction\nname: G {number}\n" for number in range(FEW + 1)
    )
    many: KnowledgeBase = base_from(f"--- organizations/hub.yaml\ntype: Faction\nname: Hub\nrelations:\n{ties}{groups}")
    shown = texts(drawn(written("dot", Request(many))))
    assert "Hub" in shown
    assert not [text for text in shown if "coordinates with" in text]
