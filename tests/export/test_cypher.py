"""The graph in a Cypher engine: nothing is lost, denied ties are no steps, and a load can be run again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import ladybug
import pytest
from hypothesis import given

import khorasan_graph as kg
from khorasan_graph.export import FORMATS
from khorasan_graph.export.losses import losses
from khorasan_graph.graph.adjacency import is_followed
from khorasan_graph.graph.paths import search
from khorasan_graph.model.about import About
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow, select
from tests.authoring.projects import projects
from tests.export import cypher_reading as reading
from tests.export.cypher_reading import SLOW, ask
from tests.graph.small import bases, selections
from tests.support import ROOT, base_from, vocabulary

GRAPH = """
--- organizations/a.yaml
type: MilitantOrganization
name: Alpha
names:
  - {text: Alif, kind: spelling, lang: ur-Latn, start: 2014~, source: s1}
start: 2001?
identifiers: [{scheme: wikidata, value: Q1}]
quantities: [{measure: strength, min: 1500, source: s1, credibility: 3, by: b}]
relations:
  - {type: Alliance, object: b, start: 2014-08, claims: [{source: s1, credibility: 2}, {source: s2, credibility: 3}]}
  - {type: Alliance, object: b, start: 2017, end: .., claims: [{source: s1, credibility: 2}]}
  - type: Allegiance
    object: c
    claims: [{source: s1, credibility: 2, by: b}, {source: s3, credibility: 4, stance: denies}]
  - {type: Rivalry, object: c, claims: [{source: s2, credibility: 2, stance: denies}]}
  - {type: DifferentFrom, object: d, claims: [{source: s2, credibility: 2}]}
--- organizations/b.yaml
type: Faction
name: Bravo
relations:
  - type: Sanctuary
    object: valley
    provider: c
    claims: [{source: s4, credibility: 2, as_of: 2012}]
--- organizations/c.yaml
type: State
name: Charlie
--- organizations/d.yaml
type: MilitantOrganization
name: Delta
--- people/p.yaml
type: Person
name: Person
fates: [{fate: killed, date: 2018~, source: s1, credibility: 2}]
relations:
  - {type: Defection, object: b, from: a, date: 2015, claims: [{source: s1, credibility: 2}]}
--- places/valley.yaml
type: Country
name: Valley
code: AF
--- places/north.yaml
type: Province
name: North
part_of: valley
coordinates: {latitude: "34.50", longitude: "69"}
"""
ABOUT = About("A 'title'; // no comment", "Two\nlines", "https://example.org/l", "1.0", ("A; B", "C"), None)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return replace(base_from(GRAPH), about=ABOUT)


# Nothing is lost


@SLOW
@given(files=projects())
def test_a_script_holds_the_whole_graph(files: dict[str, str]) -> None:
    base = replace(reading.loaded(files), about=ABOUT)
    connection = reading.by_script(base)
    assert reading.graph(connection, base.vocabulary) == base
    assert losses(FORMATS["cypher"], reading.request(base)) == ()


@SLOW
@given(files=projects())
def test_tables_hold_what_the_script_does(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    base = replace(reading.loaded(files), about=ABOUT)
    connection = reading.by_tables(base, tmp_path_factory.mktemp("tables"))
    assert reading.graph(connection, base.vocabulary) == base
    assert reading.everything(connection) == reading.everything(reading.by_script(base))
    assert losses(FORMATS["neo4j-csv"], reading.request(base)) == ()


def test_what_is_said_of_a_tie_can_be_asked_for(base: KnowledgeBase) -> None:
    connection = reading.by_script(base)
    said = ask(
        connection,
        "MATCH (c:Claim)-[:ABOUT]->(r:Relation {id: 'a.allegiance.c'}), (c)-[:FROM_SOURCE]->(s:Source) "
        "RETURN c.stance, c.speaker, c.grade, s.title ORDER BY s.id",
    )
    assert said == [["asserts", "Bravo", "B2", "Report 1"], ["denies", "Publisher 3", "B4", "Report 3"]]
    assert ask(connection, "MATCH (q:Claim {type: 'Quantity'}) RETURN q.about, q.`by`, q.minimum, q.maximum") == [
        ["a", "b", 1500, None]
    ]


def test_a_selection_is_kept_and_said(base: KnowledgeBase) -> None:
    asked = select(base.vocabulary, types=["Alliance"], as_of="2014")
    connection = reading.by_script(base, asked)
    found = ask(connection, "MATCH (a:Entity)-[r]->(b:Entity) WHERE r.relation <> '' RETURN label(r), r.activity")
    assert sorted(found) == [["ALLIED_WITH", asked.activity(tie)] for tie in asked.relations(base)]
    ((selection, entities),) = ask(connection, "MATCH (d:DataSet) RETURN d.selection, d.entities")
    assert selection == '{"as_of": "2014", "types": ["Alliance"]}'
    assert entities == len(narrow(base, asked).entities)


# Ties as relationships


def test_ties_of_one_pair_are_apart_and_further_ends_have_their_own(base: KnowledgeBase) -> None:
    found = ask(
        reading.by_script(base),
        "MATCH (a:Entity)-[r]->(b:Entity) RETURN a.id, label(r), b.id, r.id, r.role, r.status ORDER BY r.id",
    )
    assert found == [
        ["a", "PLEDGED_ALLEGIANCE_TO", "c", "a.allegiance.c", None, "contested"],
        ["a", "ALLIED_WITH", "b", "a.alliance.b.2014-08", None, "corroborated"],
        ["a", "ALLIED_WITH", "b", "a.alliance.b.2017", None, "reported"],
        ["b", "HAS_SANCTUARY_IN", "valley", "b.sanctuary.valley", None, "reported"],
        ["b", "GIVEN_SANCTUARY_BY", "c", "b.sanctuary.valley:provider", "provider", "reported"],
        ["north", "PART_OF", "valley", "north:part_of", None, None],
        ["p", "DEFECTED_TO", "b", "p.defection.b", None, "reported"],
        ["p", "DEFECTED_FROM", "a", "p.defection.b:from", "from", "reported"],
    ]


@SLOW
@given(base=bases())
def test_no_walk_between_entities_takes_a_denied_tie_or_a_record(base: KnowledgeBase) -> None:
    connection = reading.by_script(base)
    drawn = ask(connection, "MATCH (a:Entity)-[r]->(b:Entity) RETURN r.relation, a.id, b.id")
    assert sorted(drawn) == sorted(
        [tie.id, tie.subject, tie.object] for tie in base.relations.values() if is_followed(tie)
    )
    others = ask(connection, "MATCH (a)-[r]->(b) WHERE label(a) <> label(b) RETURN DISTINCT label(a), label(b)")
    assert not [pair for pair in others if "Entity" in pair]
    kept = ask(connection, "MATCH (r:Relation) WHERE r.status = 'denied' RETURN r.id, r.credibility")
    # 6 would say that the credibility of a claim cannot be judged; there is no claim that asserts it.
    assert sorted(kept) == sorted([it.id, None] for it in base.relations.values() if it.status == "denied")


SHORTEST = (
    "MATCH p = (a:Entity {id: $one})-[r* SHORTEST 1..6 "
    "(r, n | WHERE list_contains($signs, r.sign) AND (n.passage IS NULL OR n.id = $other))]-(b:Entity {id: $other}) "
    "RETURN length(p)"
)
"""Ladybug asks its condition on nodes of the last one too; see docs/formats/cypher.md for Neo4j."""


def shortest(connection: ladybug.Connection, one: str, other: str, selection: Selection) -> int | None:
    signs = sorted(selection.signs or {"+", "0"})
    found = ask(connection, SHORTEST, one=one, other=other, signs=signs)
    return int(found[0][0]) if found else None


@pytest.mark.parametrize("form", ["script", "tables"])
@SLOW
@given(base=bases(), selection=selections())
def test_the_shortest_path_is_as_long_as_ours(
    form: str, base: KnowledgeBase, selection: Selection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked = replace(selection, entities=frozenset())
    if form == "script":
        connection = reading.by_script(base, asked)
    else:
        connection = reading.by_tables(base, tmp_path_factory.mktemp("tables"), asked)
    there = {id_ for (id_,) in ask(connection, "MATCH (n:Entity) RETURN n.id")}
    for one in sorted(base.entities):
        for other in sorted(base.entities):
            if one < other:
                paths = search(base, one, other, asked, k=1).paths
                wanted = len(paths[0].hops) if paths else None
                assert ({one, other} <= there) or wanted is None
                assert shortest(connection, one, other, asked) == wanted


# A load can be run again


@SLOW
@given(files=projects())
def test_a_second_run_changes_nothing(files: dict[str, str]) -> None:
    base = reading.loaded(files)
    connection = reading.by_script(base)
    before = reading.everything(connection)
    reading.run(connection, reading.script(base, "ladybug"))
    assert reading.everything(connection) == before


@SLOW
@given(older=projects(), newer=projects())
def test_a_newer_script_updates_and_removes_what_is_gone(older: dict[str, str], newer: dict[str, str]) -> None:
    connection = reading.by_script(reading.loaded(older))
    reading.run(connection, reading.script(reading.loaded(newer), "ladybug"))
    assert reading.everything(connection) == reading.everything(reading.by_script(reading.loaded(newer)))


def test_what_others_put_there_stays(base: KnowledgeBase) -> None:
    connection = reading.by_script(base)
    connection.execute("CREATE (:Entity {id: 'mine', name: 'Mine'})")
    connection.execute(
        "MATCH (m:Entity {id: 'mine'}), (a:Entity {id: 'a'}) CREATE (m)-[:SUPPORTS {id: 'of mine'}]->(a)"
    )
    reading.run(connection, reading.script(base, "ladybug", select(base.vocabulary, types=["Alliance"])))
    assert ask(connection, "MATCH (n:Entity) RETURN n.id ORDER BY n.id") == [["a"], ["b"], ["mine"]]
    assert ask(connection, "MATCH (:Entity)-[r]->(:Entity) RETURN r.id ORDER BY r.id") == [
        ["a.alliance.b.2014-08"],
        ["a.alliance.b.2017"],
        ["of mine"],
    ]


# The shipped graph


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    base = kg.load().knowledge_base
    assert base is not None
    return base


@pytest.fixture(scope="module")
def connection(shipped: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> ladybug.Connection:
    return reading.by_tables(shipped, tmp_path_factory.mktemp("shipped"))


def test_the_shipped_script_and_tables_are_the_same_graph(
    shipped: KnowledgeBase, connection: ladybug.Connection
) -> None:
    assert reading.everything(reading.by_script(shipped)) == reading.everything(connection)


def test_the_shipped_graph_answers_how_two_are_linked(shipped: KnowledgeBase, connection: ladybug.Connection) -> None:
    paths = search(shipped, "ttp", "islamic-state-khorasan", k=1).paths
    found = ask(
        connection,
        "MATCH p = (a:Entity {id: $one})-[r* ALL SHORTEST 1..6 "
        "(r, n | WHERE r.sign IN ['+', '0'] AND n.passage IS NULL)]-(b:Entity {id: $other}) "
        "RETURN properties(nodes(p), 'id'), properties(rels(p), 'relation')",
        one="ttp",
        other="islamic-state-khorasan",
    )
    wanted = [relation.id for hop in paths[0].hops for relation in hop.relations]
    assert sorted({tie for nodes, ties in found if tuple(nodes) == paths[0].entities for tie in ties}) == sorted(wanted)


@pytest.mark.parametrize("statuses", [frozenset(), frozenset({"corroborated", "reported"})])
def test_paths_of_the_shipped_graph_are_as_long_as_ours(
    shipped: KnowledgeBase, statuses: frozenset[str], tmp_path: Path
) -> None:
    asked = replace(EVERYTHING, signs=frozenset("+"), statuses=statuses)
    connection = reading.by_tables(shipped, tmp_path, asked)
    groups = sorted(shipped.vocabulary.entities_below("MilitantOrganization"))
    some = [entity.id for entity in shipped.entities.values() if entity.type in groups][::5]
    lengths = set()
    for other in some:
        if other != "ttp":
            paths = search(shipped, "ttp", other, asked, k=1).paths
            wanted = len(paths[0].hops) if paths else None
            assert shortest(connection, "ttp", other, asked) == wanted, other
            lengths.add(wanted)
    assert len(lengths) > 2


def test_the_shipped_denials_are_there_with_who_denies(shipped: KnowledgeBase, connection: ladybug.Connection) -> None:
    found = ask(
        connection,
        "MATCH (c:Claim {stance: 'denies'})-[:ABOUT]->(r:Relation {status: 'denied'}), (c)-[:FROM_SOURCE]->(s:Source) "
        "RETURN c.id, c.speaker, s.publisher, c.grade",
    )
    assert sorted(found) == sorted(
        [claim.id, shipped.speaker(claim), shipped.sources[claim.source].publisher, shipped.grade(claim)]
        for tie in shipped.relations.values()
        if tie.status == "denied"
        for claim in tie.claims
    )
    assert found


def test_the_vocabulary_is_that_of_the_ontology(connection: ladybug.Connection) -> None:
    known = vocabulary()
    for labels, type_ in ask(connection, "MATCH (n:Entity) RETURN DISTINCT n.labels, n.type"):
        assert labels == list(reversed(known.entity_classes[type_].ancestors))
    for labels, type_ in ask(connection, "MATCH (n:Relation) RETURN DISTINCT n.labels, n.type"):
        assert labels == list(reversed(known.relation_classes[type_].ancestors))


def test_the_questions_of_the_page_have_answers(connection: ladybug.Connection) -> None:
    page = (ROOT / "docs/formats/cypher.md").read_text(encoding="utf-8")
    questions = re.findall(r"^```cypher\n(// Ladybug\n.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    assert len(questions) == 4
    assert all(ask(connection, question) for question in questions)
