"""The ontology is whole and agrees with itself; broken ones are told with the line."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from khorasan_graph.model.vocabulary import KG, SIGNS
from khorasan_graph.rdf.ontology import read_ontology
from tests.support import ROOT, vocabulary

TEXT = (ROOT / "ontology/khorasan.ttl").read_text(encoding="utf-8")
ONTOLOGY = URIRef(KG.removesuffix("#"))
K = Namespace(KG)
STRING = URIRef("http://www.w3.org/2001/XMLSchema#string")
CONCRETE = sorted(cls.name for cls in vocabulary().relation_classes.values() if not cls.abstract)

FOREIGN = {
    "http://purl.org/dc/dcmitype/": "Event",
    "http://purl.org/dc/terms/": "BibliographicResource Location conformsTo creator description hasPart identifier "
    "isPartOf issued language license modified publisher source title",
    "http://purl.org/spar/cito/": "disputes supports",
    "http://purl.org/vocab/vann/": "preferredNamespacePrefix preferredNamespaceUri",
    "http://www.opengis.net/ont/geosparql#": "Feature sfWithin",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "Property type",
    "http://www.w3.org/2000/01/rdf-schema#": "Datatype domain isDefinedBy label range seeAlso subClassOf subPropertyOf",
    "http://www.w3.org/2001/XMLSchema#": "anyURI boolean date integer string",
    "http://www.w3.org/2002/07/owl#": "AnnotationProperty Class DatatypeProperty NamedIndividual ObjectProperty "
    "Ontology SymmetricProperty TransitiveProperty differentFrom disjointWith versionIRI versionInfo",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "SpatialThing lat long",
    "http://www.w3.org/2004/02/skos/core#": "altLabel closeMatch definition note prefLabel relatedMatch scopeNote",
    "http://www.w3.org/2006/time#": "hasBeginning hasEnd",
    "http://www.w3.org/2008/05/skos-xl#": "Label literalForm",
    "http://www.w3.org/ns/org#": "ChangeEvent FormalOrganization Membership Organization headOf linkedTo memberOf "
    "subOrganizationOf",
    "http://www.w3.org/ns/prov#": "Activity Agent Entity Organization Person SoftwareAgent wasAssociatedWith "
    "wasAttributedTo wasDerivedFrom wasGeneratedBy",
    "http://www.w3.org/ns/dcat#": "Dataset version",
    "http://rdfs.org/ns/void#": "Dataset class classPartition classes entities subset triples uriSpace vocabulary",
    "http://xmlns.com/foaf/0.1/": "Agent Document Person homepage name",
    "https://schema.org/": "AdministrativeArea City Claim Country CreativeWork Event GovernmentOrganization "
    "NewsMediaOrganization Organization Person Place about archivedAt birthPlace containedInPlace endDate location "
    "memberOf softwareVersion startDate url",
    "http://id.loc.gov/datatypes/edtf/": "EDTF-level1",
    "https://creativecommons.org/licenses/by/": "4.0/",
}
"""Every term of others that the ontology may use: each was looked up in the vocabulary that defines it."""


@cache
def graph() -> Graph:
    return Graph().parse(data=TEXT, format="turtle")


def ours() -> list[URIRef]:
    return sorted({node for node in graph().subjects() if isinstance(node, URIRef) and node.startswith(KG)})


def local(node: object) -> str:
    return str(node).removeprefix(KG)


def test_both_engines_read_the_same() -> None:
    quads = list(ox.parse(TEXT.encode(), format=ox.RdfFormat.TURTLE))
    assert len({(quad.subject, quad.predicate, quad.object) for quad in quads}) == len(graph()) == len(quads)
    assert not [
        quad for quad in quads if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    ]


def test_header() -> None:
    for name in ("title", "description", "creator", "license", "issued"):
        assert graph().value(ONTOLOGY, URIRef(f"http://purl.org/dc/terms/{name}")) is not None
    version = graph().value(ONTOLOGY, OWL.versionInfo)
    assert graph().value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert vocabulary().version == str(version)
    assert graph().value(ONTOLOGY, URIRef("http://purl.org/vocab/vann/preferredNamespaceUri")) == Literal(KG)


@pytest.mark.parametrize("term", ours(), ids=local)
def test_each_term_is_whole(term: URIRef) -> None:
    """Declared in one place, with a type, one English label, one definition that ends like a sentence, and a home."""
    assert len(re.findall(rf"^kg:{re.escape(local(term))}\s", TEXT, re.MULTILINE)) == 1
    assert list(graph().objects(term, RDF.type)) != []
    for predicate in (RDFS.label, SKOS.definition):
        (text,) = graph().objects(term, predicate)
        assert isinstance(text, Literal)
        assert text.language == "en"
        assert text.strip() == str(text) != ""
    assert str(graph().value(term, SKOS.definition)).endswith(".")
    assert list(graph().objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


def test_every_term_of_ours_that_is_used_is_declared() -> None:
    used = {node for triple in graph() for node in triple if isinstance(node, URIRef) and node.startswith(KG)}
    definitions = " ".join(str(text) for text in graph().objects(None, SKOS.definition))
    used |= {URIRef(KG + name) for name in re.findall(r"\bkg:(\w+)", definitions)}
    assert used <= set(ours())


def test_terms_of_others_exist() -> None:
    known = {space + name for space, names in FOREIGN.items() for name in names.split()}
    used = {str(node) for triple in graph() for node in triple if isinstance(node, URIRef)}
    used |= {str(node.datatype) for node in graph().objects() if isinstance(node, Literal) and node.datatype}
    assert {node for node in used if not node.startswith(str(ONTOLOGY))} == known


def test_what_others_class_or_property_we_build_on_is_declared() -> None:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for parent in graph().objects(None, predicate):
            if not local(parent).startswith(str(RDF)):
                assert list(graph().objects(parent, RDF.type)) != [], parent
    for cls in vocabulary().relation_classes:
        parents = set(graph().objects(K[cls], RDFS.subClassOf))
        assert all(parent.startswith(KG) for parent in map(str, parents)), (
            "a doubtful tie must not become a fact elsewhere"
        )


def test_the_compiler_finds_nothing_missing() -> None:
    found, problems = read_ontology(TEXT, "ontology/khorasan.ttl")
    assert problems == []
    assert found == vocabulary()


FAMILY_SIGNS = {
    "Cooperation": "+", "Conflict": "-", "Transition": "0", "Role": "+", "Responsibility": "0", "Involvement": "0",
    "Presence": "0", "Designation": "0", "Identity": "0",
}  # fmt: skip


def test_families_and_signs() -> None:
    classes = vocabulary().relation_classes
    assert {cls.family for cls in classes.values()} - {"Relation"} == set(FAMILY_SIGNS)
    for cls in classes.values():
        assert cls.name == "Relation" or cls.sign == FAMILY_SIGNS[cls.family]
    assert set(FAMILY_SIGNS.values()) == set(SIGNS)
    for subject, predicate in (
        (node, K[name]) for node in ours() for name in ("sign", "symmetric", "punctual", "acyclic")
    ):
        assert len(list(graph().objects(subject, predicate))) <= 1


@pytest.mark.parametrize("name", CONCRETE)
def test_each_class_of_ties(name: str) -> None:
    cls = vocabulary().relation_classes[name]
    assert cls.projects_to is not None
    direct = K[cls.projects_to]
    types = set(graph().objects(direct, RDF.type))
    assert OWL.ObjectProperty in types
    assert (OWL.SymmetricProperty in types) == cls.symmetric == (cls.phrase == cls.inverse_phrase)
    if cls.symmetric:
        assert cls.subject_classes == cls.object_classes
    assert not (cls.symmetric and cls.acyclic)
    assert cls.subject_classes
    assert cls.object_classes
    known = vocabulary().entity_classes
    for side, ends in ((RDFS.domain, cls.subject_classes), (RDFS.range, cls.object_classes)):
        (bound,) = graph().objects(direct, side)
        assert all(local(bound) in known[end].ancestors for end in ends)
    assert f"kg:{name}" in str(graph().value(direct, SKOS.definition))
    assert cls.phrase != name
    if any(known[end].folder == "events" for end in (*cls.subject_classes, *cls.object_classes)):
        assert cls.punctual, "a tie of an event happens when the event does"


def test_each_direct_property_stands_for_one_thing() -> None:
    uses = Counter(graph().objects(None, K.projectsTo))
    assert set(uses.values()) == {1}
    assert not [cls.name for cls in vocabulary().relation_classes.values() if cls.abstract and cls.projects_to]
    phrases = Counter(cls.phrase for cls in vocabulary().relation_classes.values() if not cls.abstract)
    assert set(phrases.values()) == {1}


def test_acyclic_classes() -> None:
    acyclic = {cls.name for cls in vocabulary().relation_classes.values() if cls.acyclic}
    assert acyclic == {"Affiliation", "FactionOf", "Split", "UmbrellaMembership"}


def test_entity_classes() -> None:
    classes = vocabulary().entity_classes
    assert {cls.name for cls in classes.values() if cls.abstract} == {"Actor", "Entity"}
    for cls in classes.values():
        assert cls.abstract == (cls.folder is None)
        assert len(list(graph().objects(K[cls.name], K.folder))) <= 1
    passages = {cls.name: cls.passage for cls in classes.values() if cls.passage}
    assert {passages[name] for name in ("State", "StateBody", "InternationalBody")} == {"state"}
    assert {name for name in passages if passages[name] != "state"} == vocabulary().entities_below("Place") | (
        vocabulary().entities_below("Event")
    )


def test_qualifiers() -> None:
    schemes = vocabulary().schemes
    for node in graph().subjects(RDF.type, K.Qualifier):
        (target,) = graph().objects(node, RDFS.range)
        assert target == STRING or local(target) in vocabulary().entity_classes or local(target) in schemes
        kind = OWL.DatatypeProperty if target == STRING else OWL.ObjectProperty
        assert (node, RDF.type, kind) in graph()
        for cls in graph().objects(node, K.qualifies):
            assert local(cls) in vocabulary().relation_classes
    common = {"id", "type", "object", "subject", "claims", "start", "end", "date", "place", "note"}
    for relation in vocabulary().relation_classes.values():
        keys = [qualifier.key for qualifier in relation.qualifiers]
        assert len(keys) == len(set(keys))
        assert not common & set(keys)
        for qualifier in relation.qualifiers:
            assert not qualifier.projects_edge or (
                qualifier.is_entity and qualifier.phrase and qualifier.inverse_phrase
            )


def test_schemes() -> None:
    expected = {"Fate", "IdentifierScheme", "Measure", "NameKind", "Stance", "Status", "SupportContent"}
    assert set(vocabulary().schemes) == expected
    for name, terms in vocabulary().schemes.items():
        declared = list(graph().subjects(RDF.type, K[name]))
        assert len(declared) == len(terms), "two individuals have one key"
        for node in declared:
            assert (node, RDF.type, OWL.NamedIndividual) in graph()
        for term in terms.values():
            assert re.fullmatch("[a-z]+(-[a-z]+)*", term.key)
            assert (name == "Measure") == (term.unit is not None)
            assert term.url_template is None or term.url_template.count("{}") == 1
            assert term.pattern is None or re.compile(term.pattern)
    assert set(vocabulary().terms("Stance")) == {"asserts", "denies"}
    assert [term.iri_name for term in vocabulary().terms("Status").values()] == list(vocabulary().terms("Status"))


def line_of(text: str, start: str) -> int:
    return text[: text.index(f"\n{start}") + 1].count("\n") + 1


def test_what_is_not_turtle() -> None:
    broken = TEXT.replace("kg:Split a owl:Class ;", "kg:Split a owl:Class", 1)
    found, (problem,) = read_ontology(broken, "ontology/khorasan.ttl")
    assert found is None
    assert (problem.code, problem.severity, problem.span.path) == ("KG901", "error", "ontology/khorasan.ttl")
    assert problem.span.line - line_of(broken, "kg:Split a") in (0, 1)


def without(term: str, start: str) -> str:
    """The ontology without the lines of one term that begin with a text."""
    head, rest = TEXT.split(f"\nkg:{term} a ", 1)
    block, tail = rest.split(" .\n", 1)
    lines = [line for line in block.split("\n") if not line.strip().startswith(start)]
    assert len(lines) < len(block.split("\n"))
    return "".join((head, f"\nkg:{term} a ", "\n".join(lines), " .\n", tail))


@pytest.mark.parametrize(
    ("term", "start", "reported"),
    [
        ("Conflict", "kg:sign", {"Rivalry", "ArmedConflict", "Expulsion"}),
        ("Split", "kg:subjectClass", {"Split"}),
        ("Split", "kg:objectClass", {"Split"}),
        ("Split", "kg:projectsTo", {"Split"}),
        ("Split", "kg:inverseLabel", {"Split"}),
        ("Person", "kg:folder", {"Person"}),
        ("provider", "kg:key", {"provider"}),
        ("provider", "rdfs:range", {"provider"}),
        ("provider", "kg:projectsTo", {"provider"}),
    ],
)
def test_what_is_incomplete(term: str, start: str, reported: set[str]) -> None:
    text = without(term, start)
    found, problems = read_ontology(text, "ontology/khorasan.ttl")
    assert found is not None
    assert {problem.message.split("`")[1].removeprefix("kg:") for problem in problems} == reported
    for problem in problems:
        name = problem.message.split("`")[1]
        assert problem.code == "KG902"
        assert problem.span.line == line_of(text, f"{name} a")
        assert (problem.span.column, problem.span.end_column) == (1, len(name) + 1)


def test_a_sign_that_is_none() -> None:
    _, problems = read_ontology(TEXT.replace('kg:sign "-"', 'kg:sign "minus"'), "ontology/khorasan.ttl")
    assert {problem.code for problem in problems} == {"KG902"}


def test_an_ontology_without_our_classes() -> None:
    _, problems = read_ontology("@prefix kg: <http://example.org/> . kg:Split kg:sign '0' .", "ontology/khorasan.ttl")
    assert {problem.code for problem in problems} == {"KG902"}
