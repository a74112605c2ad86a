"""The emitted RDF conforms to the SHACL shapes, and every shape can fail."""

from __future__ import annotations

from functools import cache

import pyshacl
import pytest
import rdflib
from rdflib import RDF, BNode, Graph, Namespace, URIRef

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow, select
from khorasan_graph.model.vocabulary import KG
from khorasan_graph.rdf.dataset import ALL_PREFIXES, PREFIXES
from khorasan_graph.rdf.serialization import turtle
from tests.rdf.test_dataset import sample, shipped
from tests.support import ROOT, vocabulary

SH = Namespace("http://www.w3.org/ns/shacl#")
PROLOGUE = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in ALL_PREFIXES.items())
CLASSES = sorted(name for name, cls in vocabulary().relation_classes.items() if not cls.abstract)


@cache
def shapes() -> Graph:
    """The shapes; a nameless property shape is named after the shape that has it, so that a report tells them apart."""
    graph = Graph().parse(ROOT / "ontology/shapes.ttl")
    for shape in {node for node in graph.subjects(RDF.type, SH.NodeShape) if isinstance(node, URIRef)}:
        nameless = [node for node in graph.objects(shape, SH.property) if isinstance(node, BNode)]
        for number, node in enumerate(nameless):
            name = URIRef(f"{shape}/{number}")
            for triple in [*graph.triples((node, None, None)), (shape, SH.property, node)]:
                graph.remove(triple)
                graph.add(tuple(name if term == node else term for term in triple))  # type: ignore[arg-type]
    return graph


@cache
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology/khorasan.ttl")


def described(base: KnowledgeBase, selection: Selection = EVERYTHING) -> Graph:
    """The data with their description, and the ontology, in one graph, as the shapes want it."""
    text = "".join(turtle(narrow(base, selection), selection, described=True))
    graph = Graph().parse(data=text, format="turtle")
    for triple in ontology():
        graph.add(triple)
    return graph


def report(graph: Graph, shape: URIRef | None = None) -> Graph:
    """What validation finds; with a shape, by that shape and those that it leads to alone."""
    chosen = [shape] if shape else []
    for node in chosen:
        parts = (*shapes().objects(node, SH.property), *shapes().objects(node, SH.node))
        chosen.extend(part for part in parts if isinstance(part, URIRef) and part not in chosen)
    _, found, text = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", use_shapes=[*chosen] or None)
    assert isinstance(found, Graph), text
    return found


def messages(found: Graph) -> list[str]:
    return [str(message) for message in found.objects(None, SH.resultMessage)]


def named(kind: URIRef) -> set[str]:
    """The shapes of a kind that the file names, by local name."""
    names = {str(node).removeprefix(KG) for node in shapes().subjects(RDF.type, kind) if isinstance(node, URIRef)}
    return {name for name in names if "/" not in name}


def test_sample_conforms() -> None:
    assert messages(report(described(sample()))) == []


def test_shipped_data_conforms() -> None:
    assert messages(report(described(shipped()))) == []


@pytest.mark.parametrize("as_of", ["2005", "2016", "2019"])
def test_parts_conform(as_of: str) -> None:
    """As of a date, a tie that only may hold has no direct triple; the part says so of it."""
    chosen = select(vocabulary(), as_of=as_of)
    graph = described(sample(), chosen)
    assert messages(report(graph)) == []
    uncertain = {tie.id for tie in sample().relations.values() if chosen.activity(tie) == "possible"}
    told = {str(node).removeprefix(PREFIXES["relation"]) for node in graph.objects(None, URIRef(f"{KG}mayHold"))}
    assert told == uncertain != set()


def tie(cls: str, subject: str, target: str) -> str:
    return f"INSERT DATA {{ relation:x a kg:{cls} ; kg:subject {subject} ; kg:object {target} }}"


PERIOD, CLAIM = "PeriodShape", "ClaimShape"
BREAKS: dict[str, tuple[str, str]] = {
    # shape or constraint: the shape with a target that leads to it, and what breaks it
    "start-once": (PERIOD, 'INSERT DATA { data:omar kg:start "soon" }'),
    "end-once": (PERIOD, 'INSERT DATA { data:omar kg:end "2014"^^xsd:gYear }'),
    "date-once": (PERIOD, 'INSERT DATA { data:raid kg:date "2017"^^edtf:EDTF-level1 }'),
    "openEnd-once": (PERIOD, 'INSERT DATA { data:omar kg:openEnd "yes" }'),
    "unknownStart-once": ("UnknownShape", 'INSERT DATA { data:omar kg:unknownStart "no idea" }'),
    "unknownEnd-once": ("UnknownShape", "INSERT DATA { data:omar kg:unknownEnd true ; kg:openEnd true }"),
    "UnknownShape": ("UnknownShape", 'INSERT DATA { data:ali kg:unknownStart true }'),
    "earliestStart-once": (PERIOD, 'INSERT DATA { data:omar kg:earliestStart "2014"^^xsd:date }'),
    "latestStart-once": (PERIOD, 'INSERT DATA { data:omar kg:latestStart "2014"^^edtf:EDTF-level1 }'),
    "earliestEnd-once": (PERIOD, 'INSERT DATA { data:omar kg:earliestEnd "2014-02-30"^^xsd:date }'),
    "latestEnd-once": (PERIOD, 'INSERT DATA { data:omar kg:latestEnd "2014-01-01"^^xsd:date, "2015-01-01"^^xsd:date }'),
    "startsBeforeEnd": (PERIOD, 'INSERT DATA { data:ali kg:latestEnd "1960-01-01"^^xsd:date }'),
    "PeriodShape": (PERIOD, 'INSERT DATA { name:red:x a kg:Name ; kg:start "2014"^^xsd:gYear }'),
    "EntityShape": ("EntityShape", "DELETE WHERE { data:blue skos:prefLabel ?any }"),
    "notDifferentFromItself": ("EntityShape", "INSERT DATA { data:red kg:differentFrom data:red }"),
    "directTripleNeedsRelation": ("EntityShape", "INSERT DATA { data:blue kg:supports data:red }"),
    "ActorShape": ("ActorShape", "INSERT DATA { data:blue kg:partOf data:land }"),
    "PersonShape": ("PersonShape", 'INSERT DATA { data:omar kg:start "1970-04-03"^^edtf:EDTF-level1 }'),
    "SourcedShape": (CLAIM, "DELETE WHERE { claim:ali.leadership.red:s1 dcterms:source ?any }"),
    "PlaceShape": ("PlaceShape", "INSERT DATA { data:land kg:partOf data:red }"),
    "CoordinatesShape": ("PlaceShape", "DELETE WHERE { data:land geo:long ?any }"),
    "CountryCodeShape": ("CountryCodeShape", 'INSERT DATA { data:valley kg:countryCode "AF" }'),
    "EventShape": ("EventShape", "DELETE WHERE { data:raid kg:date ?any }"),
    "NameShape": ("NameShape", "DELETE WHERE { ?any kg:nameKind kg:name-native }"),
    "RelationShape": ("RelationShape", "DELETE WHERE { relation:red.support.blue kg:claim ?any }"),
    "StatusShape": ("StatusShape", """
        DELETE DATA { relation:green.coordination.red kg:status kg:contested } ;
        INSERT DATA { relation:green.coordination.red kg:status kg:reported }"""),
    "CorroborationShape": ("CorroborationShape", """
        DELETE DATA { source:s2 dcterms:publisher "Publisher 2" } ;
        INSERT DATA { source:s2 dcterms:publisher "Publisher 1" }"""),
    "directTripleOfAcceptedTie": ("RelationShape", "DELETE DATA { data:red kg:supports data:blue }"),
    "subject-actor": ("SupportShape", tie("Support", "data:land", "data:red")),
    "subject-person": ("MembershipShape", tie("Membership", "data:blue", "data:red")),
    "subject-organization": ("ControlShape", tie("Control", "data:ali", "data:land")),
    "subject-event": ("TookPlaceInShape", tie("TookPlaceIn", "data:ali", "data:land")),
    "object-actor": ("SupportShape", tie("Support", "data:red", "data:land")),
    "object-organization": ("MembershipShape", tie("Membership", "data:ali", "data:omar")),
    "object-place": ("ControlShape", tie("Control", "data:red", "data:omar")),
    "object-event": ("ResponsibilityShape", tie("Responsibility", "data:red", "data:land")),
    "object-actor-or-place": ("TargetingShape", tie("Targeting", "data:raid", "data:raid")),
    "ContentShape": ("ContentShape", "INSERT DATA { relation:ali.leadership.red kg:content kg:content-arms }"),
    "ProviderShape": ("ProviderShape", "INSERT DATA { relation:red.sanctuary.valley kg:provider data:land }"),
    "FromShape": ("FromShape", "INSERT DATA { relation:ali.defection.blue kg:from data:green }"),
    "OfficeShape": ("OfficeShape", 'INSERT DATA { relation:red.support.blue kg:office "emir" }'),
    "ListingShape": ("ListingShape", 'INSERT DATA { relation:red.support.blue kg:reference "R.1" }'),
    "ClaimShape": (CLAIM, "DELETE WHERE { claim:ali.leadership.red:s1 kg:credibility ?any }"),
    "AboutSomethingShape": (CLAIM, "INSERT DATA { claim:ali.leadership.red:s1 kg:about data:red }"),
    "QuantityShape": ("QuantityShape", "INSERT DATA { claim:red:measure-strength:s2 kg:maximum 700 }"),
    "FateClaimShape": ("FateClaimShape", "DELETE WHERE { claim:ali:fate-killed:s1 kg:fate ?any }"),
    "SourceShape": ("SourceShape", 'DELETE WHERE { source:s1 kg:reliability ?any }'),
    "DatasetShape": ("DatasetShape", 'INSERT DATA { data:dataset dcterms:license "CC BY 4.0" }'),
    "GeneratedShape": ("GeneratedShape", "DELETE WHERE { dataset:compiler schema:softwareVersion ?any }"),
    "PartShape": ("PartShape", "INSERT DATA { data:dataset dcterms:isPartOf data:dataset }"),
    "ClassPartitionShape": ("ClassPartitionShape", "DELETE WHERE { dataset:class-Faction void:entities ?any }"),
    "AgentShape": ("AgentShape", "DELETE WHERE { dataset:compiler foaf:name ?any }"),
    # Two ends of the wrong class for each class of ties: a place that acts, upon a document.
    **{f"{cls}Shape": (f"{cls}Shape", tie(cls, "data:land", "source:s1")) for cls in CLASSES},
    "SuccessionShape": ("SuccessionShape", tie("Succession", "data:ali", "data:red")),
}  # fmt: skip


def test_every_shape_has_a_case() -> None:
    assert set(BREAKS) == named(SH.NodeShape) | named(SH.PropertyShape) | named(SH.SPARQLConstraint)


@pytest.mark.parametrize("name", BREAKS)
def test_every_shape_can_fail(name: str) -> None:
    target, update = BREAKS[name]
    graph = described(sample())
    assert messages(report(graph, URIRef(KG + target))) == []
    graph.update(PROLOGUE + update)
    found = report(graph, URIRef(KG + target))
    failed = {*found.objects(None, SH.sourceShape), *found.objects(None, SH.sourceConstraint)}
    shape = URIRef(KG + name)
    assert failed & {shape, *shapes().objects(shape, SH.property)}, messages(found)


@pytest.mark.parametrize(
    "triple",
    [
        "data:red kg:coordinatesWith data:green",
        "data:green kg:coordinatesWith data:red",
        "data:red kg:endorses data:green",
    ],
)
def test_a_doubtful_tie_as_a_fact_is_found(triple: str) -> None:
    graph = described(sample())
    graph.update(PROLOGUE + f"INSERT DATA {{ {triple} }}")
    found = report(graph, URIRef(f"{KG}EntityShape"))
    assert rdflib.URIRef(f"{KG}directTripleNeedsRelation") in set(found.objects(None, SH.sourceConstraint))
