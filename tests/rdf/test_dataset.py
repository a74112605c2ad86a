"""What the RDF says: the same in every syntax, in declared terms, well-typed, and nothing doubtful as a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import FACTUAL
from khorasan_graph.model.vocabulary import DATA, KG
from khorasan_graph.project import load
from khorasan_graph.rdf.dataset import DIRECT_GRAPH, PREFIXES, STATED_GRAPH
from khorasan_graph.rdf.engines import to_oxigraph, to_rdflib
from khorasan_graph.rdf.jsonld import jsonld
from khorasan_graph.rdf.rdfxml import rdfxml
from khorasan_graph.rdf.serialization import nquads, trig, turtle
from tests.authoring.projects import HARD_TEXTS, projects
from tests.authoring.test_write import load_written
from tests.rdf.sample import SAMPLE
from tests.support import ROOT, base_from, vocabulary

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")
GOLDEN = ROOT / "tests/rdf/golden"
GOLDENS: dict[str, Callable[..., Iterable[str]]] = {
    "sample.ttl": turtle,
    "sample.trig": trig,
    "sample.nq": nquads,
    "sample.jsonld": jsonld,
    "sample.rdf": rdfxml,
}
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Triple = tuple[
    ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode, ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
]


@cache
def sample() -> KnowledgeBase:
    return base_from(SAMPLE)


@cache
def shipped() -> KnowledgeBase:
    base = load().knowledge_base
    assert base is not None
    return base


BASES = {"sample": sample, "shipped": shipped}


def quads(base: KnowledgeBase) -> set[ox.Quad]:
    return set(ox.parse("".join(nquads(base)), format=ox.RdfFormat.N_QUADS))


def triples(found: Iterable[ox.Quad]) -> set[Triple]:
    return {(quad.subject, quad.predicate, quad.object) for quad in found}


def turtle_triples(base: KnowledgeBase) -> set[Triple]:
    return triples(ox.parse("".join(turtle(base)), format=ox.RdfFormat.TURTLE))


def direct(base: KnowledgeBase) -> set[tuple[str, str, str]]:
    """The direct triples in short: subject, property, object."""
    found = set()
    for quad in quads(base):
        if quad.graph_name == ox.NamedNode(DIRECT_GRAPH):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode)
            names = (quad.subject.value, quad.predicate.value, quad.object.value)
            assert names[1].startswith(KG)
            found.add((names[0].removeprefix(DATA), names[1].removeprefix(KG), names[2].removeprefix(DATA)))
    return found


@pytest.mark.parametrize("name", BASES)
def test_every_syntax_says_the_same(name: str) -> None:
    base = BASES[name]()
    in_quads = quads(base)
    assert turtle_triples(base) == triples(in_quads)
    assert set(ox.parse("".join(trig(base)), format=ox.RdfFormat.TRIG)) == in_quads
    assert {quad.graph_name for quad in in_quads} == {ox.NamedNode(STATED_GRAPH), ox.NamedNode(DIRECT_GRAPH)}
    assert len(list(nquads(base))) == len(in_quads), "a statement is made twice"


@pytest.mark.parametrize("name", BASES)
def test_both_engines_read_the_same(name: str) -> None:
    base = BASES[name]()
    text = "".join(turtle(base))
    in_rdflib = rdflib.Graph().parse(data=text, format="turtle")
    lines = "".join(f"{' '.join(map(str, triple))} .\n" for triple in turtle_triples(base))
    assert set(in_rdflib) == set(rdflib.Graph().parse(data=lines, format="nt"))
    assert len(in_rdflib) == len(turtle_triples(base))
    in_dataset = {(graph, len(to_rdflib(base).graph(rdflib.URIRef(graph)))) for graph in (STATED_GRAPH, DIRECT_GRAPH)}
    store = to_oxigraph(base)
    assert in_dataset == {
        (graph, len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))))
        for graph in (STATED_GRAPH, DIRECT_GRAPH)
    }


@pytest.mark.parametrize("name", BASES)
def test_no_blank_nodes_and_every_iri_is_ours_or_declared(name: str) -> None:
    base = BASES[name]()
    ontology = {
        quad.subject.value
        for quad in ox.parse((ROOT / "ontology/khorasan.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate == RDF_TYPE
    } | {RDF_TYPE.value}
    described = {quad.subject for quad in quads(base)}
    datatypes = set()
    for quad in quads(base):
        assert isinstance(quad.subject, ox.NamedNode)
        assert quad.subject.value.startswith(DATA)
        assert quad.predicate.value in ontology
        if isinstance(quad.object, ox.Literal):
            datatypes.add(quad.object.datatype.value)
        else:
            assert isinstance(quad.object, ox.NamedNode)
            assert quad.object in described or quad.object.value in ontology
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert {datatype for datatype in datatypes if not datatype.startswith(xsd)} <= ontology | {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    }


LEXICAL = {
    "http://www.w3.org/2001/XMLSchema#date": r"\d{4}-\d\d-\d\d",
    "http://www.w3.org/2001/XMLSchema#integer": r"-?\d+",
    "http://www.w3.org/2001/XMLSchema#decimal": r"-?\d+(\.\d+)?",
    "http://www.w3.org/2001/XMLSchema#boolean": r"true|false",
    "http://www.w3.org/2001/XMLSchema#anyURI": r"https?://\S+",
    "http://id.loc.gov/datatypes/edtf/EDTF-level1": r"[0-9X?~%./-]+",
    "http://www.w3.org/2001/XMLSchema#string": r"(?s).+",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString": r"(?s).+",
}


@pytest.mark.parametrize("name", BASES)
def test_literals_are_well_typed(name: str) -> None:
    for quad in quads(BASES[name]()):
        if isinstance(quad.object, ox.Literal):
            assert re.fullmatch(LEXICAL[quad.object.datatype.value], quad.object.value), quad
    for _, _, value in rdflib.Graph().parse(data="".join(turtle(BASES[name]())), format="turtle"):
        assert not (isinstance(value, rdflib.Literal) and value.ill_typed), value


def test_direct_triples_of_the_sample() -> None:
    """Both ways for a symmetric tie, one more for a qualifier that projects an edge, none for doubtful ties."""
    assert direct(sample()) == {
        ("red", "alliedWith", "blue"),
        ("blue", "alliedWith", "red"),
        ("red", "supports", "blue"),
        ("red", "hasSanctuaryIn", "valley"),
        ("red", "givenSanctuaryBy", "green"),
        ("red", "responsibleFor", "raid"),
        ("red", "designatedBy", "green"),
        ("ali", "leads", "red"),
        ("ali", "defectedTo", "blue"),
        ("ali", "defectedFrom", "red"),
        ("ali", "succeeded", "omar"),
        ("raid", "tookPlaceIn", "valley"),
        ("raid", "targeted", "blue"),
    }


CLAIM = {
    "corroborated": "{source: s1, credibility: 3}, {source: s2, credibility: 3}",
    "reported": "{source: s1, credibility: 3}",
    "contested": "{source: s1, credibility: 3}, {source: s2, credibility: 3, stance: denies}",
    "denied": "{source: s2, credibility: 3, stance: denies}",
}


@pytest.mark.parametrize("cls", sorted(name for name, cls in vocabulary().relation_classes.items() if not cls.abstract))
@pytest.mark.parametrize("status", CLAIM)
def test_a_direct_triple_stands_for_every_accepted_tie_and_no_other(cls: str, status: str) -> None:
    known = vocabulary().relation_classes[cls]
    files = {"Organization": "organizations", "Person": "people", "Place": "places", "Event": "events"}
    kinds = {"Actor": "Organization"}
    subject, target = (kinds.get(ends[0], ends[0]) for ends in (known.subject_classes, known.object_classes))
    date = "date: 2014\n"
    head = f"type: {subject}\nname: One\n{date if subject == 'Event' else ''}"
    tie = f"relations:\n  - {{type: {cls}, object: two, claims: [{CLAIM[status]}]}}\n"
    other = f"type: {target}\nname: Two\n{date if target == 'Event' else ''}"
    base = base_from(f"--- {files[subject]}/one.yaml\n{head}{tie}--- {files[target]}/two.yaml\n{other}")
    (relation,) = base.relations.values()
    assert relation.status == status
    expected: set[tuple[str, str, str]] = set()
    if status in FACTUAL:
        assert known.projects_to is not None
        expected.add(("one", known.projects_to, "two"))
        if known.symmetric:
            expected.add(("two", known.projects_to, "one"))
    assert direct(base) == expected


@settings(max_examples=40, deadline=None, derandomize=True)
@given(projects())
def test_any_project_is_rdf(files: dict[str, str]) -> None:
    """Every syntax parses to the same, no tie of doubt is a fact, and none of the others is left out."""
    base = load_written(files)
    assert turtle_triples(base) == triples(quads(base))
    expected = set()
    for relation in base.relations.values():
        if relation.status in FACTUAL:
            cls = base.relation_class(relation)
            for subject, target, role in base.edges(relation):
                name = cls.qualifier_by_key[role].projects_to if role else cls.projects_to
                assert name is not None
                expected.add((subject, name, target))
                if cls.symmetric and role is None:
                    expected.add((target, name, subject))
    assert direct(base) == expected


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_texts_survive(text: str) -> None:
    """Every field that holds free text gives it back unchanged, to a strict parser of either syntax."""
    base = sample()
    red, source = base.entities["red"], base.sources["s4"]
    tie, leads = base.relations["blue.alliance.red"], base.relations["ali.leadership.red"]
    claim = replace(tie.claims[0], locator=text, citing=text, note=text)
    red = replace(red, name=text, description=text, names=(replace(red.names[1], text=text),))
    source = replace(source, publisher=text, title=text, authors=(text,), via=text, note=text)
    changed = replace(
        base,
        entities={**base.entities, "red": red},
        relations={
            **base.relations,
            tie.id: replace(tie, note=text, claims=(claim, *tie.claims[1:])),
            leads.id: replace(leads, qualifiers=(("office", (text,)),)),
        },
        sources={**base.sources, "s4": source},
    )
    for found in (turtle_triples(changed), triples(quads(changed))):
        held = {
            (subject.value.removeprefix(DATA), predicate.value.split("/")[-1].split("#")[-1])
            for subject, predicate, value in found
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal) and value.value == text
        }
        name = next(local for local, predicate in held if predicate == "text")
        assert held >= {
            ("red", "prefLabel"), ("red", "altLabel"), ("red", "description"), (name, "text"),
            (f"claim/{claim.id}", "locator"), (f"claim/{claim.id}", "citing"), (f"claim/{claim.id}", "note"),
            (f"relation/{tie.id}", "note"), (f"relation/{leads.id}", "office"),
            ("source/s4", "publisher"), ("source/s4", "title"), ("source/s4", "creator"), ("source/s4", "via"),
            ("source/s4", "note"),
        }  # fmt: skip


QUERIES = [
    "SELECT ?a ?b WHERE { ?a kg:alliedWith ?b }",
    "SELECT ?r ?s WHERE { ?r kg:status ?s ; kg:claim/kg:stance kg:denies }",
    "SELECT ?r ?s WHERE { ?r kg:subject data:red ; kg:status ?s }",
    "SELECT ?e ?n WHERE { ?e kg:name/kg:text ?n . FILTER (lang(?n) != '') }",
    "SELECT ?r WHERE { ?r kg:knownFrom ?d . FILTER (?d <= '2016-12-31'^^xsd:date) }",
    "SELECT (SUM(?n) AS ?sum) WHERE { ?q a kg:Quantity ; kg:value|kg:maximum ?n }",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?p WHERE { ?p kg:partOf+ data:land }",
    "SELECT ?c ?by WHERE { ?c dcterms:source source:s2 OPTIONAL { ?c kg:claimedBy ?by } }",
    "SELECT ?x WHERE { ?x geo:lat ?lat . FILTER (?lat > 34.4) }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_both_engines_answer_the_same(query: str) -> None:
    text = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items()) + query
    answers = to_oxigraph(sample()).query(text, use_default_graph_as_union=True)
    assert isinstance(answers, ox.QuerySolutions)
    fast = sorted([_value(term) for term in row] for row in answers)
    slow = sorted([_value(term) for term in row] for row in to_rdflib(sample()).query(text))  # type: ignore[union-attr]
    assert fast == slow
    assert fast != []


def _value(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.Literal | ox.NamedNode):
        return term.value
    return str(term)


@pytest.mark.parametrize("name", GOLDENS)
def test_golden(name: str) -> None:
    """To accept a change: `python -m tests.rdf.golden`, and read the difference."""
    assert "".join(GOLDENS[name](sample(), described=True)) == (GOLDEN / name).read_text(encoding="utf-8")
