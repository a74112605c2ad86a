"""RDF as drafts: our own exports come back as they were, foreign terms are taken for no more than they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorasan_graph.export import FORMATS, Request
from khorasan_graph.importing import report
from khorasan_graph.importing.drafts import Drafts, Foreign, LimitError, UnreadableError
from khorasan_graph.importing.triples import is_own, read_graph
from khorasan_graph.importing.triples.graph import Graph
from khorasan_graph.importing.write import completed
from khorasan_graph.model.difference import diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import narrow, select
from khorasan_graph.rdf import foreign
from khorasan_graph.rdf.carrying import written
from tests.authoring.projects import projects
from tests.importing.common import base_of, imported, loaded
from tests.support import base_from, vocabulary

PROLOGUE = """
@prefix e: <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <http://schema.org/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/khorasan-graph/ontology#> .
@prefix data: <https://w3id.org/khorasan-graph/id/> .
"""
SMALL = """
--- organizations/a.yaml
type: MilitantOrganization
name: A
names:
  - {text: اے, kind: native, lang: ur, source: s1, shared: true}
start: unknown
end: ..
relations:
  - type: Alliance
    object: b
    start: 2014~
    claims:
      - {source: s1, credibility: 3, by: b}
      - {source: s2, credibility: 4, stance: denies, locator: page 1}
  - {type: Defection, object: b, from: c, date: 2016, claims: [{source: s3, credibility: 2, date: 2015}]}
quantities:
  - {measure: strength, max: 6500, source: s1, credibility: 4}
--- organizations/b.yaml
type: Faction
name: B
--- organizations/c.yaml
type: Faction
name: C
relations:
  - {type: Rivalry, object: b, claims: [{source: s4, credibility: 3}]}
--- about.yaml
title: Small
license: https://example.org/license
creators: [B, A]
"""


def exported(base: KnowledgeBase, form: str) -> bytes:
    write = FORMATS[form].write
    assert write is not None
    return b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in write(Request(base)))


@given(projects())
def test_an_export_of_ours_comes_back_as_it_was(files: dict[str, str]) -> None:
    base = base_of({path.removeprefix("graph_data/"): text for path, text in files.items()})
    drafts, made = imported("turtle", "a.ttl", exported(base, "turtle"))
    assert drafts.own
    assert report.decisions(drafts) == 0
    assert report.left_over(drafts) == []
    assert base_of(made) == written(base)


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml"])
def test_every_syntax_gives_the_same_drafts(form: str) -> None:
    base = base_from(SMALL)
    drafts, made = imported("turtle", f"a{FORMATS[form].extension}", exported(base, form))
    assert report.left_over(drafts) == []
    assert base_of(made) == written(base)
    assert base.about.creators == ("B", "A")


def test_a_part_of_a_graph_is_drafted_with_what_it_lacks() -> None:
    base = base_from(SMALL)
    part = narrow(base, select(vocabulary(), types=("Rivalry",)))
    _, made = imported("turtle", "a.ttl", exported(part, "turtle"))
    assert diff(part, base_of(made)).is_empty
    text = exported(base, "turtle").decode()
    cut = re.sub(r"\nsource:s4 a .*?\.\n", "\n", text, flags=re.DOTALL)
    cut = re.sub(r"kg:credibility \S+", "", cut, count=1)
    drafts, made = imported("turtle", "a.ttl", cut.replace(" ;\n     ;", " ;"))
    assert report.decisions(drafts) == 1
    codes = {item.code for item in loaded(made).diagnostics if item.severity == "error"}
    assert codes == {"KG221", "KG303"}


def test_what_stands_beside_our_terms_is_left_over() -> None:
    text = exported(base_from(SMALL), "turtle").decode()
    text += '\n@prefix x: <http://x.example/> .\ndata:a x:colour "red" ; skos:altLabel "Ay" .\n'
    drafts, made = imported("turtle", "a.ttl", text)
    assert [(item.where, item.examples) for item in report.left_over(drafts)] == [
        ("http://x.example/colour", ("data:a red",)),
        ("skos:altLabel", ("data:a Ay",)),
    ]
    assert diff(base_from(SMALL), base_of(made)).is_empty


def test_our_terms_at_foreign_addresses() -> None:
    drafts, files = imported(
        "turtle",
        "a.ttl",
        PROLOGUE
        + """
e:x a kg:Faction ; skos:prefLabel "X" ; kg:start "2014" .
e:y a org:Organization ; skos:prefLabel "Y" .
e:t a kg:Alliance ; kg:subject e:x ; kg:object e:y ; kg:claim e:c .
e:c a kg:Claim ; kg:credibility 3 ; kg:stance kg:denies ; kg:claimedBy e:nobody .
e:u a kg:Rivalry ; kg:subject e:x ; kg:object e:y .
e:half a kg:Rivalry ; kg:subject e:x .
e:y kg:coordinatesWith e:x .
""",
    )
    assert not drafts.own
    assert sorted(files) == [
        "organizations/x.yaml", "organizations/y.yaml", "relations/ties-a-ttl.yaml", "sources/import-a-ttl.yaml",
        "undecided/nobody.yaml",
    ]  # fmt: skip
    ties = files["relations/ties-a-ttl.yaml"]
    assert re.findall(r"type: (\w+)", ties) == ["Alliance", "Rivalry", "Coordination"]
    assert "stance: denies" in ties
    assert ties.count("credibility: TODO") == 2
    assert [(item.where, item.why) for item in report.left_over(drafts)] == [
        ("things of kg:Rivalry", "a tie without two ends")
    ]


def test_foreign_terms_are_taken_for_no_more_than_they_say() -> None:
    drafts, files = imported(
        "turtle",
        "a.ttl",
        PROLOGUE
        + """
e:ttp a org:Organization ; skos:prefLabel "TTP"@en, "TTP (ur)"@ur ; skos:altLabel "Pakistani Taliban"@en ;
  owl:sameAs <http://www.wikidata.org/entity/Q42418>, <http://dbpedia.org/resource/TTP>, e:other ;
  schema:foundingDate "circa 2007" ; org:hasUnit e:ja ; e:strength 6500 ; dcterms:source <https://example.org/r> .
e:other a schema:Organization ; rdfs:label "T.T.P." .
e:ja a e:Gang ; rdfs:label "JA" .
e:Gang a rdfs:Class ; rdfs:label "gang" .
e:omar a foaf:Person ; foaf:name "Omar" ; schema:birthDate "1960-04-05" ; schema:telephone "0123456" .
e:kunar a schema:AdministrativeArea ; schema:name "Kunar" ; schema:containedInPlace e:af ;
  schema:geo [ a schema:GeoCoordinates ; schema:latitude "34.8" ; schema:longitude "71.1" ] .
e:af a schema:Country ; rdfs:label "Afghanistan"@en ; geo:lat 34 ; geo:long 66.0 .
e:attack a schema:Event ; rdfs:label "Attack" ; schema:location e:kunar .
e:rep a schema:Report ; schema:headline "A report" ; schema:publisher [ schema:name "UN" ] ; schema:author "X" ;
  schema:datePublished "2018-05-30" .
""",
    )
    organization = files["organizations/ttp.yaml"]
    assert "type: Organization  # a narrower class says more\nname: TTP\n" in organization
    assert organization.count("kind: TODO") == 2
    assert "value: Q42418" in organization
    assert 'start: TODO  # the date, as 2014-08-26: write `2007~`; the file says "circa 2007"' in organization
    assert "dbpedia" not in organization
    assert 'the file says "http://example.org/Gang"' in files["undecided/ja.yaml"]
    assert "start: 1960\n" in files["people/omar.yaml"]
    assert "coordinates: {latitude: 34.8, longitude: 71.1}" in files["places/kunar.yaml"]
    assert "part_of: afghanistan" in files["places/kunar.yaml"]
    assert "date: TODO" in files["events/attack.yaml"]
    source = files["sources/rep.yaml"]
    assert "publisher: UN\ntitle: A report\npublished: 2018-05-30\nreliability: TODO" in source
    ties = files["relations/ties-a-ttl.yaml"]
    assert 'type: TODO  # what kind of tie; the file says "org:hasUnit"' in ties
    assert "# may be: Targeting, TookPlaceIn" in ties
    told = {(item.where, item.why): item.examples for item in report.left_over(drafts)}
    assert told["owl:sameAs", "no data set known here"] == ("http://example.org/ttp http://dbpedia.org/resource/TTP",)
    assert ("owl:sameAs", "two that the file calls the same: nothing is merged") in told
    assert told["http://example.org/strength", "no field of ours says this"] == ("http://example.org/ttp 6500",)
    assert told["schema:telephone", "a private detail, which the data policy keeps out"] == ()
    # What is private is nowhere: not in the drafts, and not in the report.
    everything = "".join(files.values()) + report.markdown(drafts)
    assert "0123456" not in everything
    assert "04-05" not in everything


NODES = ("e:a", "e:b", "e:c", "_:x", "_:y", "data:a", "<https://w3id.org/khorasan-graph/id/source/b>", "e:claim")
CLASSES = (
    "kg:Faction kg:Attack kg:Country kg:Alliance kg:Split kg:Support kg:Sanctuary kg:Defection kg:Claim kg:Quantity "
    "kg:FateClaim kg:Person kg:Name kg:Source foaf:Person org:Organization schema:Place schema:Country schema:Event "
    "schema:Report skos:Concept e:Gang owl:Class"
).split()
LINKS = (
    "kg:subject kg:object kg:claim kg:about kg:name kg:partOf kg:differentFrom kg:claimedBy kg:place kg:provider "
    "kg:from kg:content kg:measure kg:stance dcterms:source dcterms:publisher dcterms:creator schema:author schema:geo "
    "schema:containedInPlace owl:sameAs owl:differentFrom org:memberOf kg:alliedWith e:p"
).split()
TEXTS = (
    "skos:prefLabel skos:altLabel rdfs:label foaf:name schema:name dcterms:title dcterms:description rdfs:comment "
    "kg:text kg:nameKind kg:start kg:end kg:date kg:openEnd kg:shared kg:asOf kg:credibility kg:stance kg:locator "
    "kg:citing kg:value kg:minimum kg:countryCode kg:identifier dcterms:identifier kg:office kg:from kg:content "
    "kg:byline kg:reliability dcterms:publisher dcterms:creator dcterms:issued dcterms:language dcterms:source "
    "schema:url geo:lat geo:long schema:latitude schema:longitude schema:foundingDate schema:startDate "
    "schema:headline schema:datePublished schema:inLanguage kg:subject kg:object kg:claim kg:about kg:name "
    "owl:sameAs e:p"
).split()


@given(
    st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(CLASSES)), max_size=8),
    st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(LINKS), st.sampled_from(NODES)), max_size=15),
    st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(TEXTS)), max_size=25),
)
def test_every_text_of_a_file_is_drafted_or_left_over(
    classes: list[tuple[str, str]], links: list[tuple[str, str, str]], texts: list[tuple[str, str]]
) -> None:
    lines = [f"{node} a {cls} ." for node, cls in classes]
    lines += [f"{node} {predicate} {other} ." for node, predicate, other in links]
    lines += [f'{node} {predicate} "word{number}" .' for number, (node, predicate) in enumerate(texts)]
    graph = Graph(foreign.statements(PROLOGUE + "\n".join(lines), "turtle"))
    drafts = Drafts(Foreign(Path("a.ttl"), vocabulary()), "RDF", own=is_own(graph))
    read_graph(graph, drafts)
    left = [each for _, each in graph.untaken()]
    files, drafts = completed(drafts)
    assert not {item.code for item in loaded(files).diagnostics} & {"KG120", "KG122", "KG123", "KG201", "KG203"}
    assert sum(item.count for item in drafts.left) >= len(left)
    told = "".join(files.values()) + report.markdown(drafts)
    words = {each.object for each in graph.statements if each.object.startswith("word")}
    lost = words - {each.object for each in left} - set(re.findall(r"word\d+", told))
    assert lost == set()


def test_the_same_file_gives_the_same_drafts_whatever_the_order() -> None:
    statements = [
        '_:a rdfs:label "A" .', '_:b rdfs:label "B" .', "_:a e:knows _:b .", '_:a skos:altLabel "AA", "AB" .',
        "_:b e:knows _:a .",
    ]  # fmt: skip
    one = imported("turtle", "a.ttl", PROLOGUE + "\n".join(statements))[1]
    assert one == imported("turtle", "a.ttl", PROLOGUE + "\n".join(statements))[1]
    assert len(one["relations/ties-a-ttl.yaml"].split("- subject:")) == 3


def test_broken_and_boundless_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (
        ("a.ttl", "e:a e:b e:c ."),
        ("a.ttl", "<a> <b> <c> ."),
        ("a.ttl", b"\x00\x01"),
        ("a.ttl", b"\xff"),
        ("a.nq", PROLOGUE),
        (
            "a.rdf",
            '<!DOCTYPE x [<!ENTITY a "aaaa">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        ),
        ("a.jsonld", '{"@context": "https://schema.org/", "name": "x"}'),
        ("a.jsonld", "[" * 100_000),
    ):
        with pytest.raises(UnreadableError):
            imported("turtle", name, content)
    deep = f"{PROLOGUE} e:a e:p {'[ e:p ' * 20_000} 1 {']' * 20_000} ."
    drafts, files = imported("turtle", "a.ttl", deep)
    assert files == {}
    assert sum(item.count for item in drafts.left) == 20_001
    monkeypatch.setattr(foreign, "MOST_STATEMENTS", 10)
    with pytest.raises(LimitError, match="more than 10 statements"):
        imported("turtle", "a.ttl", deep)
