"""The knowledge base read back from the RDF that was made of it: from a build, or from an export of the whole graph.

What comes back is the base as `carrying.written` has it. A build of an earlier version is read as well: `carrying`
tells what it lacks.

Only what this program writes is understood. This is no importer of foreign RDF.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple

from khorasan_graph.model.about import NOTHING, About
from khorasan_graph.model.dates import ONGOING, UNKNOWN, DateProblem, EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import STATUSES, Claim, Entity, Fate, Identifier, Quantity, Relation, Source, Stance
from khorasan_graph.model.vocabulary import DATA, KG, Vocabulary
from khorasan_graph.rdf.carrying import authors_of, canonical, sorted_names
from khorasan_graph.rdf.dataset import (
    ALL_PREFIXES,
    DESCRIPTION_PREFIXES,
    DIRECT_GRAPH,
    PREFIXES,
)
from khorasan_graph.rdf.description import DATASET

Format = Literal["turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml"]
_MOST_DIGITS = 18
_MOST_TRIPLE_TERMS = 1_000
_CLAIM_CLASSES = frozenset({"Claim", "Quantity", "FateClaim"})


class ReadingError(ValueError):
    """RDF that is broken, or not what this program writes: says what."""


def refuse_nesting(content: bytes | str) -> None:
    """Refuse triples within triples in their thousands: the parser would end the whole process over them.

    Raises:
        ReadingError: if their sign occurs so often, be it in texts.
    """
    begun = content.count(b"<<") if isinstance(content, bytes) else content.count("<<")
    if begun > _MOST_TRIPLE_TERMS:
        raise ReadingError(f"it holds `<<` more than {_MOST_TRIPLE_TERMS:,} times: triples within triples are not read")


class _Value(NamedTuple):
    text: str
    lang: str | None


_Node = dict[str, list[_Value]]


def read(content: bytes, syntax: Format, vocabulary: Vocabulary) -> KnowledgeBase:
    """Read a knowledge base from RDF, in the words of a vocabulary: that of the ontology it was built with.

    Raises:
        ReadingError: if it is no RDF, speaks of classes that the vocabulary lacks, or is not whole.
    """
    nodes = _nodes(content, syntax)
    kinds: dict[str, dict[str, _Node]] = {kind: {} for kind in ("data", "relation", "claim", "name", "source")}
    described: dict[str, _Node] = {}
    for iri in sorted(nodes):
        if iri == DATASET or iri.startswith((DESCRIPTION_PREFIXES["dataset"], DESCRIPTION_PREFIXES["graph"])):
            described[iri] = nodes[iri]
            continue
        for kind in ("relation", "claim", "name", "source", "data"):
            if iri.startswith(PREFIXES[kind]):
                kinds[kind][iri.removeprefix(PREFIXES[kind])] = nodes[iri]
                break
    reader = _Reader(kinds, vocabulary)
    entities = {id_: reader.entity(id_, node) for id_, node in kinds["data"].items()}
    sources = {id_: reader.source(id_, node) for id_, node in kinds["source"].items()}
    relations = {id_: reader.relation(id_, node) for id_, node in kinds["relation"].items()}
    base = KnowledgeBase(vocabulary, entities, sources, relations, _about(described))
    if not entities:
        raise ReadingError("it holds no entity of such a graph")
    _whole(base)
    return base


def _nodes(content: bytes, syntax: Format) -> dict[str, _Node]:
    """What is stated of every subject, without the direct triples where they stand apart."""
    refuse_nesting(content)
    import pyoxigraph

    formats = {
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "nquads": pyoxigraph.RdfFormat.N_QUADS,
        "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    }
    direct = pyoxigraph.NamedNode(DIRECT_GRAPH)
    nodes: dict[str, _Node] = defaultdict(lambda: defaultdict(list))
    try:
        for quad in pyoxigraph.parse(content, format=formats[syntax]):
            if quad.graph_name == direct or not isinstance(quad.subject, pyoxigraph.NamedNode):
                continue
            value = quad.object
            if isinstance(value, pyoxigraph.Literal):
                told = _Value(value.value, value.language)
            elif isinstance(value, pyoxigraph.NamedNode):
                told = _Value(value.value, None)
            else:
                continue
            nodes[quad.subject.value][quad.predicate.value].append(told)
    except (SyntaxError, ValueError) as error:
        raise ReadingError(f"it is not {syntax}: {error}") from None
    return nodes


def _whole(base: KnowledgeBase) -> None:
    """Check that what records refer to is there."""
    for tie in base.relations.values():
        for entity in base.participants(tie):
            if entity not in base.entities:
                raise ReadingError(f"the tie `{tie.id}` names `{entity}`, which is not there: is this the whole graph?")
    for claim in base.claims():
        if claim.source not in base.sources or (claim.by is not None and claim.by not in base.entities):
            raise ReadingError(f"the claim `{claim.id}` rests on what is not there: is this the whole graph?")
    for told in base.entities.values():
        named = {name.source for name in told.names if name.source is not None}
        if not named | set(told.sources) <= base.sources.keys():
            raise ReadingError(f"`{told.id}` rests on a source that is not there: is this the whole graph?")


class _Reader:
    """Reads each kind of record from what is stated of its node."""

    def __init__(self, kinds: dict[str, dict[str, _Node]], vocabulary: Vocabulary) -> None:
        self.claims = kinds["claim"]
        self.names = kinds["name"]
        self.vocabulary = vocabulary
        self.keys = {
            scheme: {term.iri_name: key for key, term in terms.items()} for scheme, terms in vocabulary.schemes.items()
        }
        self.facts: dict[str, list[str]] = defaultdict(list)
        for id_, node in self.claims.items():
            for about in node.get(f"{KG}about", ()):
                self.facts[about.text.removeprefix(DATA)].append(id_)

    def entity(self, id_: str, node: _Node) -> Entity:
        type_ = _class(node, id_)
        if type_ not in self.vocabulary.entity_classes:
            raise ReadingError(f"`{id_}` is a `{type_}`, a class that the ontology lacks")
        is_event = self.vocabulary.is_entity_a(type_, "Event")
        facts = sorted(self.facts.get(id_, ()))
        part_of = _text(node, f"{KG}partOf")
        return Entity(
            id=id_,
            type=type_,
            name=_needed(node, f"{PREFIXES['skos']}prefLabel", id_),
            names=sorted_names(
                name
                for each in _locals(node, f"{KG}name", "name")
                for name in self.name(each, self.names.get(each, {}))
            ),
            description=_text(node, f"{PREFIXES['dcterms']}description"),
            start=_date(node, "date") if is_event else _start(node),
            end=_end(node),
            part_of=part_of.removeprefix(DATA) if part_of else None,
            latitude=_text(node, f"{PREFIXES['geo']}lat"),
            longitude=_text(node, f"{PREFIXES['geo']}long"),
            code=_text(node, f"{KG}countryCode"),
            identifiers=tuple(
                Identifier(*text.partition(":")[::2]) for text in sorted(_texts(node, f"{KG}identifier"))
            ),
            different_from=_locals(node, f"{KG}differentFrom", "data"),
            sources=_locals(node, f"{PREFIXES['dcterms']}source", "source"),
            quantities=tuple(
                self.quantity(each, self.claims[each]) for each in facts if f"{KG}measure" in self.claims[each]
            ),
            fates=tuple(self.fate(each, self.claims[each]) for each in facts if f"{KG}fate" in self.claims[each]),
        )

    def name(self, id_: str, node: _Node) -> list[Name]:
        """A name; where several sources use it, once for each."""
        texts = node.get(f"{KG}text", [])
        if len(texts) != 1:
            raise ReadingError(f"the name `{id_}` has no text, or several")
        name = Name(
            text=texts[0].text,
            kind=self.key("NameKind", node, "nameKind", id_),
            lang=canonical(texts[0].lang) if texts[0].lang else None,
            start=_start(node),
            end=_end(node),
            shared=_text(node, f"{KG}shared") == "true",
        )
        sources = _locals(node, f"{PREFIXES['dcterms']}source", "source")
        return [replace(name, source=source) for source in sources] or [name]

    def key(self, scheme: str, node: _Node, predicate: str, id_: str) -> str:
        """The key that authors write for a term of a closed list."""
        iri = _needed(node, f"{KG}{predicate}", id_).removeprefix(KG)
        return self.term(scheme, iri, id_)

    def term(self, scheme: str, iri_name: str, id_: str) -> str:
        found = self.keys.get(scheme, {}).get(iri_name)
        if found is None:
            raise ReadingError(f"`{id_}` has the {scheme} `{iri_name}`, which the ontology lacks")
        return found

    def claim(self, id_: str, node: _Node) -> Claim:
        if _class(node, id_) not in _CLAIM_CLASSES:
            raise ReadingError(f"`{id_}` is no claim")
        stance: Stance = "denies" if _needed(node, f"{KG}stance", id_) == f"{KG}denies" else "asserts"
        by = _text(node, f"{KG}claimedBy")
        return Claim(
            id=id_,
            source=_needed(node, f"{PREFIXES['dcterms']}source", id_).removeprefix(PREFIXES["source"]),
            stance=stance,
            credibility=_number(_needed(node, f"{KG}credibility", id_)),
            by=by.removeprefix(DATA) if by else None,
            as_of=_date(node, "asOf"),
            start=_start(node),
            end=_end(node),
            locator=_text(node, f"{KG}locator"),
            citing=_text(node, f"{KG}citing"),
            note=_text(node, f"{PREFIXES['skos']}note"),
        )

    def quantity(self, id_: str, node: _Node) -> Quantity:
        value, low, high = (_text(node, f"{KG}{name}") for name in ("value", "minimum", "maximum"))
        if value is not None:
            low = high = value
        return Quantity(
            self.claim(id_, node),
            self.key("Measure", node, "measure", id_),
            _number(low) if low is not None else None,
            _number(high) if high is not None else None,
        )

    def fate(self, id_: str, node: _Node) -> Fate:
        return Fate(self.claim(id_, node), self.key("Fate", node, "fate", id_), _date(node, "date"))

    def relation(self, id_: str, node: _Node) -> Relation:
        cls = self.vocabulary.relation_classes.get(_class(node, id_))
        if cls is None:
            raise ReadingError(f"the tie `{id_}` is a `{_class(node, id_)}`, a class that the ontology lacks")
        status = _needed(node, f"{KG}status", id_).removeprefix(KG)
        known = next((each for each in STATUSES if each == status), None)
        if known is None:
            raise ReadingError(f"the tie `{id_}` has the unknown status `{status}`")
        qualifiers = []
        for qualifier in cls.qualifiers:
            values = _texts(node, f"{KG}{qualifier.iri_name}")
            if qualifier.is_entity:
                values = [value.removeprefix(DATA) for value in values]
            elif qualifier.range is not None:
                values = [self.term(qualifier.range, value.removeprefix(KG), id_) for value in values]
            if values:
                qualifiers.append((qualifier.key, tuple(sorted(values))))
        claims = _locals(node, f"{KG}claim", "claim")
        if not claims or not self.claims.keys() >= set(claims):
            raise ReadingError(f"the tie `{id_}` lacks its claims")
        place = _text(node, f"{KG}place")
        return Relation(
            id=id_,
            type=cls.name,
            subject=_needed(node, f"{KG}subject", id_).removeprefix(DATA),
            object=_needed(node, f"{KG}object", id_).removeprefix(DATA),
            claims=tuple(self.claim(each, self.claims[each]) for each in claims),
            status=known,
            start=_start(node),
            end=_end(node),
            place=place.removeprefix(DATA) if place else None,
            qualifiers=tuple(qualifiers),
            note=_text(node, f"{PREFIXES['skos']}note"),
            known_from=_day(node, "knownFrom"),
            known_to=_day(node, "knownTo"),
            possible_from=_day(node, "possibleFrom"),
            possible_to=_day(node, "possibleTo"),
        )

    def source(self, id_: str, node: _Node) -> Source:
        terms = PREFIXES["dcterms"]
        published = _date(node, "issued", terms)
        if published is None:
            raise ReadingError(f"the source `{id_}` has no date")
        return Source(
            id=id_,
            publisher=_needed(node, f"{terms}publisher", id_),
            title=_needed(node, f"{terms}title", id_),
            published=published,
            reliability=_needed(node, f"{KG}reliability", id_),
            url=_text(node, f"{PREFIXES['schema']}url"),
            archive_url=_text(node, f"{KG}archiveUrl"),
            lang=_text(node, f"{terms}language"),
            authors=authors_of(_texts(node, f"{terms}creator"), _text(node, f"{KG}byline")),
            via=_text(node, f"{KG}via"),
            derived_from=_locals(node, f"{KG}derivedFrom", "source"),
            accessed=_date(node, "accessed"),
            note=_text(node, f"{PREFIXES['skos']}note"),
        )


def _texts(node: _Node, predicate: str) -> list[str]:
    return [value.text for value in node.get(predicate, ())]


def _text(node: _Node, predicate: str) -> str | None:
    """The one value of a property; None if it is not stated."""
    values = _texts(node, predicate)
    if len(values) > 1:
        raise ReadingError(f"two values of <{predicate}>, where there can be one: {' and '.join(sorted(values)[:2])}")
    return values[0] if values else None


def _needed(node: _Node, predicate: str, id_: str) -> str:
    value = _text(node, predicate)
    if value is None:
        raise ReadingError(f"`{id_}` has no <{predicate}>")
    return value


def _locals(node: _Node, predicate: str, prefix: str) -> tuple[str, ...]:
    return tuple(sorted(text.removeprefix(PREFIXES[prefix]) for text in _texts(node, predicate)))


def _class(node: _Node, id_: str) -> str:
    return _needed(node, f"{PREFIXES['rdf']}type", id_).removeprefix(KG)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise ReadingError(f"`{text[:40]}` is not a whole number")
    return int(text)


def _date(node: _Node, name: str, namespace: str = KG) -> EdtfDate | None:
    text = _text(node, f"{namespace}{name}")
    if text is None:
        return None
    found = parse_date(text)
    if isinstance(found, DateProblem):
        raise ReadingError(f"`{text[:40]}` is not a date: {found.message}")
    return found


def _start(node: _Node) -> EdtfDate | None:
    return UNKNOWN if _text(node, f"{KG}unknownStart") == "true" else _date(node, "start")


def _end(node: _Node) -> EdtfDate | None:
    if _text(node, f"{KG}openEnd") == "true":
        return ONGOING
    return UNKNOWN if _text(node, f"{KG}unknownEnd") == "true" else _date(node, "end")


def _about(nodes: dict[str, _Node]) -> About:
    """What the data set says of itself; what an older build does not say is None."""
    described = [node for node in nodes.values() if f"{ALL_PREFIXES['prov']}wasGeneratedBy" in node]
    if len(described) != 1:
        return NOTHING
    (node,) = described
    terms, foaf = PREFIXES["dcterms"], DESCRIPTION_PREFIXES["foaf"]
    creators = sorted(_texts(node, f"{terms}creator"), key=lambda iri: (len(iri), iri))
    return About(
        title=_text(nodes[DATASET], f"{terms}title") if DATASET in nodes else None,
        description=_text(node, f"{terms}description"),
        license=_text(node, f"{terms}license"),
        version=_text(node, f"{DESCRIPTION_PREFIXES['dcat']}version"),
        creators=tuple(_text(nodes.get(iri, {}), f"{foaf}name") or iri for iri in creators),
        homepage=_text(node, f"{foaf}homepage"),
    )


def _day(node: _Node, name: str) -> date | None:
    text = _text(node, f"{KG}{name}")
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise ReadingError(f"`{text}` is not a day") from None
