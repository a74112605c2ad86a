"""RDF: what `rdf` writes, as formats. All six say the same, but for what a syntax cannot."""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.export.formats import Format, Loss, Request
from khorasan_graph.model.records import FACTUAL
from khorasan_graph.model.vocabulary import DATA
from khorasan_graph.rdf import carrying, jsonld, rdfxml, serialization
from khorasan_graph.rdf.dataset import ALL_PREFIXES, Syntax, describe

_BAD = "\0"


def _reordered(request: Request) -> Iterator[str]:
    base = request.base
    plain = carrying.written(base)
    yield from (id_ for id_, entity in base.entities.items() if entity != plain.entities[id_])
    yield from (f"source/{id_}" for id_, source in base.sources.items() if source != plain.sources[id_])
    yield from (f"relation/{id_}" for id_, tie in base.relations.items() if tie != plain.relations[id_])


def _with_direct_ties(request: Request) -> Iterator[str]:
    for tie in request.base.relations.values():
        if tie.status in FACTUAL and request.selection.activity(tie) != "possible":
            yield f"relation/{tie.id}"


def _beyond_xml(request: Request) -> Iterator[str]:
    """Records with a text that XML cannot hold."""
    probe = _probe()._replace(
        text=lambda value: "" if rdfxml.is_text(value) else _BAD,
        tagged=lambda value, lang: "" if rdfxml.is_text(value) else _BAD,
        typed=lambda prefix, local: lambda value: "" if rdfxml.is_text(value) else _BAD,
    )
    for subject, stated, _, _ in describe(request.base, probe):
        if any(_BAD in objects for _, objects in stated):
            yield subject


def _without_element(request: Request) -> Iterator[str]:
    """Records of which something is said by a property that can be no element."""
    probe = _probe()._replace(property=lambda prefix, local: "" if rdfxml.has_name(prefix, local) else _BAD)
    for subject, stated, direct, _ in describe(request.base, probe):
        if any(predicate == _BAD for predicate, _ in stated + direct):
            yield subject


def _probe() -> Syntax:
    """A syntax that only names the records."""
    return Syntax(
        property=lambda prefix, local: "",
        iri=lambda prefix, local: (ALL_PREFIXES[prefix] + local).removeprefix(DATA),
        foreign=lambda value: "",
        text=lambda value: "",
        tagged=lambda value, lang: "",
        typed=lambda prefix, local: lambda value: "",
    )


_ORDER = Loss(
    "order",
    "flattened",
    "names, identifiers, numbers, fates and the like stand in no order, and what was written twice is there once",
    _reordered,
)
_ONE_GRAPH = Loss(
    "graphs",
    "flattened",
    "the direct triples of ties (`a kg:alliedWith b`) stand among what is stated, and nothing says which they are; "
    "trig, nquads and jsonld keep them apart",
    _with_direct_ties,
)
_CHARACTERS = Loss(
    "characters",
    "flattened",
    "U+FFFD stands for each control character that XML cannot hold (no checked project has any)",
    _beyond_xml,
)
_PROPERTIES = Loss(
    "properties",
    "dropped",
    "statements by a property of a project's own vocabulary whose name no XML element can have",
    _without_element,
)

FORMATS = {
    "turtle": Format(
        "RDF to read and to load",
        ".ttl",
        "text/turtle",
        (_ORDER, _ONE_GRAPH),
        write=lambda it: serialization.turtle(it.base, it.selection, described=True),
    ),
    "trig": Format(
        "RDF with what is stated, the direct triples and the description in graphs of their own",
        ".trig",
        "application/trig",
        (_ORDER,),
        write=lambda it: serialization.trig(it.base, it.selection, described=True),
    ),
    "nquads": Format(
        "RDF by the line, in the same three graphs",
        ".nq",
        "application/n-quads",
        (_ORDER,),
        write=lambda it: serialization.nquads(it.base, it.selection, described=True),
    ),
    "ntriples": Format(
        "RDF by the line, for tools that know no graphs",
        ".nt",
        "application/n-triples",
        (_ORDER, _ONE_GRAPH),
        write=lambda it: serialization.ntriples(it.base, it.selection, described=True),
    ),
    "jsonld": Format(
        "RDF as JSON for programs: each thing with its claims inside it, in the same three graphs",
        ".jsonld",
        "application/ld+json",
        (_ORDER,),
        write=lambda it: jsonld.jsonld(it.base, it.selection, described=True),
    ),
    "rdfxml": Format(
        "RDF as XML, for tools that read no other",
        ".rdf",
        "application/rdf+xml",
        (_ORDER, _ONE_GRAPH, _CHARACTERS, _PROPERTIES),
        write=lambda it: rdfxml.rdfxml(it.base, it.selection, described=True),
    ),
}
