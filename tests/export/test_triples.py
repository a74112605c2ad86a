"""RDF in six syntaxes: the same triples in all, read alike by three independent parsers, and read back whole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from rdflib.namespace import DCTERMS, FOAF, PROV, SKOS, VOID

from khorasan_graph import __version__
from khorasan_graph.export import FORMATS, Request
from khorasan_graph.export.losses import losses
from khorasan_graph.export.triples import FORMATS as RDF
from khorasan_graph.model.about import NOTHING
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import FACTUAL
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow, select
from khorasan_graph.model.vocabulary import DATA, KG
from khorasan_graph.project import load
from khorasan_graph.rdf.context import context, text
from khorasan_graph.rdf.dataset import DESCRIPTION_GRAPH, DIRECT_GRAPH, STATED_GRAPH
from khorasan_graph.rdf.ontology import read_ontology
from khorasan_graph.rdf.query import query
from khorasan_graph.rdf.reading import read
from tests.authoring.projects import HARD_TEXTS, projects
from tests.authoring.test_write import load_written
from tests.rdf.sample import SAMPLE
from tests.support import ROOT, base_from, vocabulary

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
NAMES = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml")
WITH_GRAPHS = ("trig", "nquads", "jsonld")
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
RDFLIB = {
    "turtle": "turtle",
    "trig": "trig",
    "nquads": "nquads",
    "ntriples": "nt",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
RAPPER = tuple(name for name in NAMES if name != "jsonld")
GRAPHS = {ox.NamedNode(graph) for graph in (STATED_GRAPH, DIRECT_GRAPH, DESCRIPTION_GRAPH)}


@cache
def sample() -> KnowledgeBase:
    return base_from(SAMPLE)


@cache
def shipped() -> KnowledgeBase:
    base = load().knowledge_base
    assert base is not None
    return base


def exported(name: str, base: KnowledgeBase, selection: Selection = EVERYTHING) -> str:
    write = RDF[name].write
    assert write is not None
    chunks = write(Request(narrow(base, selection), selection))
    return "".join(chunk if isinstance(chunk, str) else chunk.decode() for chunk in chunks)


@cache
def shipped_quads(name: str) -> frozenset[ox.Quad]:
    return frozenset(ox.parse(exported(name, shipped()), format=OXIGRAPH[name]))


def canonical(quads: set[ox.Quad]) -> ox.Dataset:
    """The canonical form by RDFC-1.0."""
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def quads(name: str, base: KnowledgeBase, selection: Selection = EVERYTHING) -> set[ox.Quad]:
    return set(ox.parse(exported(name, base, selection), format=OXIGRAPH[name]))


def without_graphs(found: Iterable[ox.Quad]) -> set[ox.Quad]:
    return {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found}


def rapper(name: str, path: Path) -> set[ox.Quad]:
    """What Raptor reads of a file, as its N-Triples."""
    assert shutil.which("rapper"), "Raptor's command line is missing: run tests/ensure-debian.sh"
    run = subprocess.run(
        ["rapper", "--quiet", "-i", name, "-o", "ntriples", path.as_uri()], capture_output=True, check=True
    )
    assert run.stderr == b""
    return set(ox.parse(run.stdout, format=ox.RdfFormat.N_TRIPLES))


def test_they_are_all_there_in_the_order_of_telling() -> None:
    assert tuple(RDF) == NAMES
    assert tuple(name for name in FORMATS if name in RDF) == NAMES


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_the_same_triples_in_all_and_no_more_lost_than_is_said(files: dict[str, str]) -> None:
    base = load_written(files)
    trig = quads("trig", base)
    assert {quad.graph_name for quad in trig} <= GRAPHS
    for name in NAMES:
        content = exported(name, base)
        parsed = list(ox.parse(content, format=OXIGRAPH[name]))
        assert len(set(parsed)) == len(parsed), f"{name}: a statement is made twice"
        expected = trig if name in WITH_GRAPHS else without_graphs(trig)
        assert canonical(set(parsed)) == canonical(expected)
        back = read(content.encode(), RDFNAME[name], vocabulary())
        lost = {lost.loss.key: set(lost.records) for lost in losses(RDF[name], Request(base))}
        assert set(lost) <= {"order", "graphs"}
        assert back.about == base.about
        reordered = lost.get("order", set())
        assert {id_ for id_, it in base.entities.items() if it != back.entities[id_]} <= reordered
        assert {f"source/{id_}" for id_, it in base.sources.items() if it != back.sources[id_]} <= reordered
        assert {f"relation/{id_}" for id_, it in base.relations.items() if it != back.relations[id_]} <= reordered
        assert ("graphs" in lost) == (
            name not in WITH_GRAPHS and any(tie.status in FACTUAL for tie in base.relations.values())
        )


RDFNAME: dict[str, Any] = {name: name for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_three_parsers_read_the_shipped_graph_alike(name: str, tmp_path: Path) -> None:
    parsed = shipped_quads(name)
    triples = without_graphs(parsed)
    assert triples == without_graphs(shipped_quads("trig"))
    path = tmp_path / f"graph{RDF[name].extension}"
    path.write_text(exported(name, shipped()), encoding="utf-8", newline="\n")
    if name in RAPPER:
        assert rapper(name, path) == triples  # there is no blank node: the sets are canonical
    graph: Any = rdflib.Dataset() if name in WITH_GRAPHS else rdflib.Graph()
    graph.parse(path, format=RDFLIB[name])
    assert len(graph) == len(parsed) == len(triples)
    assert path.suffix == RDF[name].extension


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_reads_the_sample_to_the_letter(name: str) -> None:
    graph: Any = rdflib.Dataset()
    graph.parse(data=exported(name, sample()), format=RDFLIB[name])
    lines = graph.serialize(format="nquads").encode()
    found = without_graphs(set(ox.parse(lines, format=ox.RdfFormat.N_QUADS)))
    assert canonical(found) == canonical(without_graphs(quads("trig", sample())))


def test_rdflib_answers_who_leads_a_group() -> None:
    """A question with one right answer, asked of the Turtle as anybody would load it."""
    ties = [tie for tie in shipped().relations.values() if tie.type == "Leadership" and tie.status in FACTUAL]
    group = max(Counter(tie.object for tie in ties).items(), key=lambda item: (item[1], item[0]))[0]
    graph = rdflib.Graph().parse(data=exported("turtle", shipped()), format="turtle")
    found = {str(leader).removeprefix(DATA) for leader in graph.subjects(rdflib.URIRef(f"{KG}leads"), data(group))}
    assert found == {tie.subject for tie in ties if tie.object == group}
    assert len(found) > 1
    (version,) = graph.objects(data("dataset"), rdflib.URIRef("http://www.w3.org/ns/dcat#version"))
    assert str(version) == shipped().about.version


def test_raptor_answers_with_whom_a_group_is_allied(tmp_path: Path) -> None:
    path = tmp_path / "graph.rdf"
    path.write_text(exported("rdfxml", shipped()), encoding="utf-8")
    ties = [tie for tie in shipped().relations.values() if tie.type == "Alliance" and tie.status in FACTUAL]
    (group, _), *_ = Counter(end for tie in ties for end in (tie.subject, tie.object)).most_common()
    allied = ox.NamedNode(f"{KG}alliedWith")
    found = {
        quad.object.value.removeprefix(DATA)
        for quad in rapper("rdfxml", path)
        if (quad.subject, quad.predicate) == (ox.NamedNode(DATA + group), allied)
        and isinstance(quad.object, ox.NamedNode)
    }
    assert found == {end for tie in ties for end in (tie.subject, tie.object) if group in (tie.subject, tie.object)} - {
        group
    }


def test_a_program_that_knows_only_json_answers_who_denies() -> None:
    """Without any library of RDF: a thing is a dictionary, and its claims are in it."""
    graphs = {graph["id"]: graph["@graph"] for graph in json.loads(exported("jsonld", shipped()))["@graph"]}
    assert set(graphs) == {"data:graph/description", "data:graph/stated", "data:graph/direct"}
    things = {thing["id"]: thing for thing in graphs["data:graph/stated"]}
    ties = [thing for thing in things.values() if thing.get("status") in ("contested", "denied")]
    found = {
        tie["id"].removeprefix("data:relation/"): sorted(
            claim.get("claimedBy", "-").removeprefix("data:") for claim in tie["claim"] if claim["stance"] == "denies"
        )
        for tie in ties
    }
    assert found == {
        tie.id: sorted(claim.by or "-" for claim in tie.claims if claim.stance == "denies")
        for tie in shipped().relations.values()
        if tie.status in ("contested", "denied")
    }
    assert all(found.values())
    for entity in shipped().entities.values():
        thing = things[f"data:{entity.id}"]
        assert (thing["type"], thing["prefLabel"]) == (entity.type, entity.name)
        for key, facts in (("quantities", entity.quantities), ("fates", entity.fates)):
            assert [it["id"] for it in thing.get(key, [])] == [f"data:claim/{fact.claim.id}" for fact in facts]
            assert all("about" not in it for it in thing.get(key, []))


# ---- The description -------------------------------------------------------------------------------------------------


def data(local: str) -> rdflib.URIRef:
    return rdflib.URIRef(DATA + local)


def described(base: KnowledgeBase, selection: Selection = EVERYTHING) -> rdflib.Graph:
    """The graph of the description alone."""
    name = f"<{DESCRIPTION_GRAPH}> .\n"
    lines = exported("nquads", base, selection).splitlines(keepends=True)
    text = "".join(line.removesuffix(name) + ".\n" for line in lines if line.endswith(name))
    return rdflib.Graph().parse(data=text, format="nt")


def value(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.term.Node) -> Any:
    (found,) = graph.objects(subject, predicate)
    return found.toPython() if isinstance(found, rdflib.Literal) else str(found)


@pytest.mark.parametrize("base", [sample, shipped])
def test_what_is_counted_is_there(base: Any) -> None:
    graph = described(base())
    found = shipped_quads("trig") if base is shipped else quads("trig", base())
    dataset = data("dataset")
    stated = [quad for quad in found if quad.graph_name == ox.NamedNode(STATED_GRAPH)]
    direct = [quad for quad in found if quad.graph_name == ox.NamedNode(DIRECT_GRAPH)]
    assert value(graph, dataset, VOID.triples) == len(without_graphs({*stated, *direct}))
    assert value(graph, data("graph/stated"), VOID.triples) == len(stated)
    assert value(graph, data("graph/direct"), VOID.triples) == len(direct)
    types = Counter(
        quad.object.value
        for quad in stated
        if quad.predicate.value.endswith("#type") and isinstance(quad.object, ox.NamedNode)
    )
    parts = list(graph.objects(dataset, VOID.classPartition))
    assert {value(graph, it, VOID["class"]): value(graph, it, VOID.entities) for it in parts} == types
    assert value(graph, dataset, VOID.entities) == sum(types.values()) == len({quad.subject for quad in stated})
    assert value(graph, dataset, VOID.classes) == len(types)


def test_what_made_it_and_under_which_terms() -> None:
    graph, dataset = described(sample()), data("dataset")
    about = sample().about
    assert value(graph, dataset, DCTERMS.title) == about.title
    assert value(graph, dataset, DCTERMS.license) == about.license
    assert value(graph, dataset, FOAF.homepage) == about.homepage
    assert {value(graph, it, FOAF.name) for it in graph.objects(dataset, DCTERMS.creator)} == set(about.creators)
    (activity,) = graph.objects(dataset, PROV.wasGeneratedBy)
    (agent,) = graph.objects(activity, PROV.wasAssociatedWith)
    assert (agent, rdflib.RDF.type, PROV.SoftwareAgent) in graph
    assert value(graph, agent, rdflib.URIRef("https://schema.org/softwareVersion")) == __version__
    (modified,) = graph.objects(dataset, DCTERMS.modified)
    assert str(modified) == str(sample().newest_date)
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]
    assert not [it for it in graph.objects() if isinstance(it, rdflib.Literal) and it.ill_typed]


@pytest.mark.parametrize(
    ("published", "datatype"),
    [
        ("2018", "gYear"),
        ("2018-05", "gYearMonth"),
        ("2018-05-04", "date"),
        ("2018-05~", "EDTF-level1"),
        ("2018-21", "EDTF-level1"),
    ],
)
def test_the_newest_date_is_as_precise_as_it_is(published: str, datatype: str) -> None:
    base = base_from(SAMPLE)
    source = next(iter(base.sources.values()))
    read_date = base_from(
        f"{SAMPLE}\n--- sources/z.yaml\npublisher: P\ntitle: T\nreliability: B\npublished: {published}\n"
    )
    base.sources.clear()
    base.sources["s"] = replace(source, id="s", published=read_date.sources["z"].published)
    bare = KnowledgeBase(base.vocabulary, {}, dict(base.sources), {}, base.about)
    (modified,) = described(bare).objects(data("dataset"), DCTERMS.modified)
    assert isinstance(modified, rdflib.Literal)
    assert (str(modified), str(modified.datatype).rpartition("#")[2].rpartition("/")[2]) == (published, datatype)


def test_what_nobody_wrote_is_not_said() -> None:
    bare = KnowledgeBase(vocabulary(), {}, {}, {}, NOTHING)
    graph = described(bare)
    for predicate in (DCTERMS.title, DCTERMS.license, DCTERMS.creator, DCTERMS.modified, FOAF.homepage):
        assert not list(graph.objects(None, predicate)) or predicate == DCTERMS.title
    assert not list(graph.objects(data("dataset"), DCTERMS.title))
    for name in NAMES:
        assert without_graphs(quads(name, bare)) == without_graphs(quads("trig", bare))


PARTS = {
    "types": (select(vocabulary(), types=["Alliance"]), "of the kinds alliance"),
    "signs": (select(vocabulary(), signs=["+", "-"]), "of the signs + (cooperative) and - (hostile)"),
    "statuses": (select(vocabulary(), statuses=["contested"]), "that are contested"),
    "grade": (select(vocabulary(), min_credibility=2), "of credibility 2 or better"),
    "date": (select(vocabulary(), as_of="2016"), "that hold or may hold as of 2016"),
    "entities": (select(vocabulary(), entities=["red", "blue"]), "between blue and red"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_says_which_it_is(name: str) -> None:
    selection, words = PARTS[name]
    graph = described(sample(), selection)
    (part,) = graph.subjects(DCTERMS.isPartOf, data("dataset"))
    assert str(part).startswith(f"{DATA}dataset/part-")
    assert words in value(graph, part, SKOS.scopeNote)
    assert value(graph, part, DCTERMS.license) == sample().about.license
    assert value(graph, part, DCTERMS.title) != value(graph, data("dataset"), DCTERMS.title) == sample().about.title
    assert not list(graph.objects(data("dataset"), VOID.triples))
    found = quads("nquads", sample(), selection)
    assert value(graph, part, VOID.triples) == len(
        without_graphs({quad for quad in found if quad.graph_name != ox.NamedNode(DESCRIPTION_GRAPH)})
    )
    for syntax in NAMES:
        assert without_graphs(quads(syntax, sample(), selection)) == without_graphs(found)
        back = read(exported(syntax, sample(), selection).encode(), RDFNAME[syntax], vocabulary())
        assert back.about == sample().about
        assert back.relations.keys() == narrow(sample(), selection).relations.keys()


def test_each_part_has_a_name_of_its_own() -> None:
    names = {str(next(described(sample(), selection).subjects(DCTERMS.isPartOf))) for selection, _ in PARTS.values()}
    assert len(names) == len(PARTS)


def test_as_of_a_date_no_direct_triple_says_what_only_may_hold() -> None:
    selection = select(vocabulary(), as_of="2016")
    narrowed = narrow(shipped(), selection)
    surely = {
        (tie.subject, tie.object)
        for tie in narrowed.relations.values()
        if tie.status in FACTUAL and selection.activity(tie) == "active"
    }
    doubtful = {tie.id for tie in narrowed.relations.values() if selection.activity(tie) == "possible"}
    pairs, told = set(), set()
    for quad in quads("nquads", shipped(), selection):
        assert isinstance(quad.subject, ox.NamedNode)
        if isinstance(quad.object, ox.NamedNode) and quad.graph_name == ox.NamedNode(DIRECT_GRAPH):
            pairs.add((quad.subject.value.removeprefix(DATA), quad.object.value.removeprefix(DATA)))
        if isinstance(quad.object, ox.NamedNode) and quad.predicate.value == f"{KG}mayHold":
            told.add(quad.object.value.removeprefix(f"{DATA}relation/"))
    assert told == doubtful != set()
    assert surely <= pairs
    only_doubtful = {(tie.subject, tie.object) for tie in narrowed.relations.values()} - surely
    symmetric = {(two, one) for one, two in surely}
    projected = {
        pair[:2]
        for tie in narrowed.relations.values()
        if selection.activity(tie) == "active"
        for pair in narrowed.edges(tie)
    }
    assert not pairs & (only_doubtful - symmetric - projected)


COUNTING = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s dcterms:title ?o }",
    "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?type FILTER (?type != kg:Source) }",
)


def test_questions_are_not_disturbed_by_the_description() -> None:
    found = [row["n"] for question in COUNTING for row in query(sample(), question)]
    stated = [quad for quad in quads("nquads", sample()) if quad.graph_name != ox.NamedNode(DESCRIPTION_GRAPH)]
    things = {quad.subject for quad in stated}
    assert found == [len(without_graphs(set(stated))), len(sample().sources), 2, len(things) - len(sample().sources)]


# ---- JSON-LD ---------------------------------------------------------------------------------------------------------


def test_the_shipped_context_is_current() -> None:
    shipped_text = (ROOT / "ontology/context.jsonld").read_text(encoding="utf-8")
    assert shipped_text == f'{{"@context": {text(context(vocabulary()))}}}\n', (
        "run python -m khorasan_graph.rdf.context"
    )
    assert json.loads(exported("jsonld", sample()))["@context"] == json.loads(shipped_text)["@context"]


def test_every_key_of_json_is_in_the_context_or_of_the_vocabulary() -> None:
    document = json.loads(exported("jsonld", sample()))
    known = set(document["@context"])
    ontology = (ROOT / "ontology/khorasan.ttl").read_text(encoding="utf-8")
    keys: set[str] = set()
    todo: list[Any] = [document["@graph"]]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            keys |= node.keys()
            todo += node.values()
        elif isinstance(node, list):
            todo += node
    for key in keys - known - {"@id", "@graph", "@value", "@type", "@language", "foaf:name"}:
        assert re.search(rf"^kg:{key} a owl:DatatypeProperty", ontology, re.MULTILINE), key
    assert not [key for key in known if key.startswith("http")]


OWN = """
kg:Greeting a owl:Class ; rdfs:subClassOf kg:Cooperation ; rdfs:label "greeting"@en ; skos:definition "Greets."@en ;
    kg:subjectClass kg:Actor ; kg:objectClass kg:Actor ; kg:projectsTo kg:2nd ; kg:inverseLabel "is greeted by"@en .
kg:2nd a owl:ObjectProperty ; rdfs:label "greets"@en ; skos:definition "A kg:Greeting."@en .
kg:title a owl:DatatypeProperty, kg:Qualifier ; rdfs:range xsd:string ; kg:key "form" ; kg:qualifies kg:Greeting ;
    rdfs:label "form"@en ; skos:definition "How."@en .
kg:data a owl:ObjectProperty, kg:Qualifier ; rdfs:range kg:Actor ; kg:key "witness" ; kg:qualifies kg:Greeting ;
    rdfs:label "witness"@en ; skos:definition "Who."@en .
kg:42 a owl:DatatypeProperty, kg:Qualifier ; rdfs:range xsd:string ; kg:key "number" ; kg:qualifies kg:Greeting ;
    rdfs:label "number"@en ; skos:definition "Which."@en .
"""


def test_a_vocabulary_of_ones_own_with_odd_names() -> None:
    """Names that are keys of the context already, and names that no XML element can have."""
    known, problems = read_ontology(
        (ROOT / "ontology/khorasan.ttl").read_text(encoding="utf-8") + OWN, "ontology/khorasan.ttl"
    )
    assert problems == []
    assert known is not None
    tie = next(tie for tie in sample().relations.values() if tie.status in FACTUAL and tie.object == "blue")
    greeting = replace(
        tie,
        id="red.greeting.blue",
        type="Greeting",
        subject="red",
        place=None,
        qualifiers=(("form", ("by hand",)), ("number", ("7",)), ("witness", ("green",))),
        claims=tuple(replace(claim, id=f"greeting:{claim.id}") for claim in tie.claims),
    )
    base = replace(sample(), vocabulary=known, relations={greeting.id: greeting})
    expected = without_graphs(quads("trig", base))
    properties = {quad.predicate.value.removeprefix(KG) for quad in expected}
    assert {"2nd", "title", "data", "42"} <= properties
    for name in NAMES:
        found = without_graphs(quads(name, base))
        lost = {lost.loss.key: lost.records for lost in losses(RDF[name], Request(base))}
        if name == "rdfxml":
            missing = expected - found
            assert {quad.predicate.value for quad in missing} == {f"{KG}42", str(VOID.triples)}
            assert lost["properties"] == ("relation/red.greeting.blue",)
        else:
            assert found == expected, name
            assert "properties" not in lost


# ---- Hostile text ----------------------------------------------------------------------------------------------------

HOSTILE = (
    *HARD_TEXTS,
    "]]>",
    "<!--",
    "&amp;",
    "<b>a</b>",
    "=HYPERLINK(1)",
    "\u2028",
    "\x85",
    "a\r\nb",
    "\r",
    "\\",
    '"""',
    "\ufdd0x",
)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_texts_are_inert_and_come_back(name: str) -> None:
    base = base_from(SAMPLE)
    source = base.sources["s4"]
    base = replace(base, about=replace(base.about, title=HOSTILE[0], creators=HOSTILE))
    for number, hostile in enumerate(HOSTILE):
        base.sources[f"h{number}"] = replace(
            source, id=f"h{number}", title=hostile, authors=(hostile,), note=hostile * 40
        )
    back = read(exported(name, base).encode(), RDFNAME[name], vocabulary())
    assert back.about == base.about
    for number in range(len(HOSTILE)):
        assert back.sources[f"h{number}"] == base.sources[f"h{number}"], HOSTILE[number]


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_replaced_and_said(letter: str) -> None:
    base = base_from(SAMPLE)
    base.entities["red"] = replace(base.entities["red"], description=f"a{letter}b")
    (found,) = [lost for lost in losses(RDF["rdfxml"], Request(base)) if lost.loss.key == "characters"]
    assert found.records == ("red",)
    back = read(exported("rdfxml", base).encode(), "rdfxml", vocabulary())
    assert back.entities["red"].description == "a\ufffdb"
    assert not [lost for lost in losses(RDF["rdfxml"], Request(sample())) if lost.loss.key == "characters"]
