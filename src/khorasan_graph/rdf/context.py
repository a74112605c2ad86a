"""The JSON-LD context: which short key stands for which property, and what its values are.

It is made from the vocabulary, so that a project's own kinds of ties have their keys too. Every JSON-LD file carries it
whole, for whoever reads it may be offline; `ontology/context.jsonld` is the same for the shipped vocabulary.
"""

from __future__ import annotations

import json
from typing import Any

from khorasan_graph.model.vocabulary import DATA, KG, Vocabulary
from khorasan_graph.rdf.dataset import ALL_PREFIXES

Context = dict[str, Any]

_PREFIXES = ("data", "kg", "skos", "dcterms", "schema", "geo", "xsd", "edtf", "dcat", "void", "prov", "foaf")
_EDTF, _DAY = "edtf:EDTF-level1", "xsd:date"
_ID, _VOCAB = "@id", "@vocab"
_TERMS: dict[str, tuple[str, str]] = {
    # key: the property, and the type of its values if they all have one
    "prefLabel": ("skos:prefLabel", ""),
    "altLabel": ("skos:altLabel", ""),
    "name": ("kg:name", _ID),
    "description": ("dcterms:description", ""),
    "start": ("kg:start", _EDTF),
    "end": ("kg:end", _EDTF),
    "date": ("kg:date", _EDTF),
    "earliestStart": ("kg:earliestStart", _DAY),
    "latestStart": ("kg:latestStart", _DAY),
    "earliestEnd": ("kg:earliestEnd", _DAY),
    "latestEnd": ("kg:latestEnd", _DAY),
    "partOf": ("kg:partOf", _ID),
    "lat": ("geo:lat", "xsd:decimal"),
    "long": ("geo:long", "xsd:decimal"),
    "identifier": ("kg:identifier", ""),
    "differentFrom": ("kg:differentFrom", _ID),
    "sources": ("dcterms:source", _ID),
    "nameKind": ("kg:nameKind", _VOCAB),
    "subject": ("kg:subject", _ID),
    "object": ("kg:object", _ID),
    "status": ("kg:status", _VOCAB),
    "claim": ("kg:claim", _ID),
    "knownFrom": ("kg:knownFrom", _DAY),
    "knownTo": ("kg:knownTo", _DAY),
    "possibleFrom": ("kg:possibleFrom", _DAY),
    "possibleTo": ("kg:possibleTo", _DAY),
    "place": ("kg:place", _ID),
    "note": ("skos:note", ""),
    "stance": ("kg:stance", _VOCAB),
    "source": ("dcterms:source", _ID),
    "claimedBy": ("kg:claimedBy", _ID),
    "asOf": ("kg:asOf", _EDTF),
    "about": ("kg:about", _ID),
    "measure": ("kg:measure", _VOCAB),
    "fate": ("kg:fate", _VOCAB),
    "publisher": ("dcterms:publisher", ""),
    "title": ("dcterms:title", ""),
    "issued": ("dcterms:issued", _EDTF),
    "url": ("schema:url", "xsd:anyURI"),
    "archiveUrl": ("kg:archiveUrl", "xsd:anyURI"),
    "language": ("dcterms:language", ""),
    "creator": ("dcterms:creator", ""),
    "derivedFrom": ("kg:derivedFrom", _ID),
    "accessed": ("kg:accessed", _EDTF),
    "scopeNote": ("skos:scopeNote", ""),
    "isPartOf": ("dcterms:isPartOf", _ID),
    "hasPart": ("dcterms:hasPart", _ID),
    "mayHold": ("kg:mayHold", _ID),
    "license": ("dcterms:license", _ID),
    "version": ("dcat:version", ""),
    "homepage": ("foaf:homepage", _ID),
    "modified": ("dcterms:modified", ""),
    "conformsTo": ("dcterms:conformsTo", _ID),
    "wasDerivedFrom": ("prov:wasDerivedFrom", _ID),
    "wasGeneratedBy": ("prov:wasGeneratedBy", _ID),
    "wasAssociatedWith": ("prov:wasAssociatedWith", _ID),
    "softwareVersion": ("schema:softwareVersion", ""),
    "uriSpace": ("void:uriSpace", ""),
    "vocabulary": ("void:vocabulary", _ID),
    "entities": ("void:entities", ""),
    "classes": ("void:classes", ""),
    "triples": ("void:triples", ""),
    "subset": ("void:subset", _ID),
    "classPartition": ("void:classPartition", _ID),
    "class": ("void:class", _VOCAB),
}
LISTS = frozenset(
    "altLabel name identifier differentFrom sources claim creator derivedFrom mayHold vocabulary subset "
    "classPartition quantities fates".split()
)
"""Keys whose value is a list, even if it has one member; direct ties and the qualifiers of several values are too."""
REVERSE = {"quantities": "kg:about", "fates": "kg:about"}
"""Keys under which an entity has what points to it."""


def context(vocabulary: Vocabulary) -> Context:
    """The context of a vocabulary: prefixes, keys, and for each kind of tie its direct property and its qualifiers.

    A property without a key is written by its name alone, for names without a prefix are of the vocabulary.
    """
    found: Context = {"@version": 1.1, "@vocab": KG, "id": "@id", "type": "@type"}
    found |= {prefix: ALL_PREFIXES[prefix] for prefix in _PREFIXES}
    for key, (iri, kind) in _TERMS.items():
        found[key] = _term(iri, kind, key in LISTS)
    for key, iri in REVERSE.items():
        found[key] = {"@reverse": iri, "@container": "@set"}
    own: dict[str, tuple[str, bool]] = {}
    for cls in vocabulary.relation_classes.values():
        if cls.projects_to is not None:
            own[cls.projects_to] = (_ID, True)
        for qualifier in cls.qualifiers:
            kind = _ID if qualifier.is_entity else _VOCAB if qualifier.range is not None else ""
            own[qualifier.iri_name] = (kind, qualifier.many)
            if qualifier.projects_to is not None:
                own[qualifier.projects_to] = (_ID, True)
    for name, (kind, many) in sorted(own.items()):
        if name not in found and (kind or many) and not set(name) & set(":/#@"):
            found[name] = _term(f"kg:{name}", kind, many)
    return found


def _term(iri: str, kind: str, many: bool) -> str | dict[str, str]:
    term = {"@id": iri}
    if kind:
        term["@type"] = kind
    if many:
        term["@container"] = "@set"
    return term if len(term) > 1 else iri


def text(made: Context) -> str:
    """A context as JSON, a line for each key."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in made.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def compact(prefix: str, local: str) -> str:
    """An IRI under the context: whatever is below the namespace of the data has its prefix."""
    space = ALL_PREFIXES[prefix]
    return f"data:{space.removeprefix(DATA)}{local}" if space.startswith(DATA) else f"{prefix}:{local}"


def main() -> None:
    """Write the context beside the ontology: `python -m khorasan_graph.rdf.context`."""
    # A program, not a stage: it alone may reach up for the project whose files it writes.
    from khorasan_graph.project import load_vocabulary, shipped_root

    vocabulary, _ = load_vocabulary(shipped_root())
    assert vocabulary is not None
    path = shipped_root() / "ontology/context.jsonld"
    path.write_text(f'{{"@context": {text(context(vocabulary))}}}\n', encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
