"""What RDF says in the terms of our own ontology: in an export of ours, or in a file of somebody who uses them.

Every property of the ontology has its field here, and what follows from others (a status, an earliest day) is taken as
understood: `check` derives it anew. A record that lacks something is a draft like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

from khorasan_graph.importing.drafts import CREDIBILITY, STANCE, Drafts, Open, Record
from khorasan_graph.importing.triples.graph import Graph, kg, local_name, short
from khorasan_graph.importing.values import dated, language, name
from khorasan_graph.model.vocabulary import DATA, KG, RelationClass
from khorasan_graph.rdf.carrying import authors_of
from khorasan_graph.rdf.dataset import BETWEEN_AUTHORS, PREFIXES
from khorasan_graph.rdf.foreign import Statement

_TERMS = PREFIXES["dcterms"]
_SKOS = PREFIXES["skos"]
_KINDS = ("relation", "claim", "name", "source")
_BOUNDS = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
_DAYS = ("knownFrom", "knownTo", "possibleFrom", "possibleTo")
_NAME_FIELDS = ("text", "kind", "lang", "start", "end", "source")
CLAIM_CLASSES = frozenset({"Claim", "Quantity", "FateClaim"})


class Own:
    """Reads nodes that are of our classes into drafts."""

    def __init__(self, graph: Graph, drafts: Drafts) -> None:
        self.graph = graph
        self.drafts = drafts
        self.vocabulary = drafts.vocabulary
        self.keys = {
            scheme: {term.iri_name: key for key, term in terms.items()}
            for scheme, terms in drafts.vocabulary.schemes.items()
        }
        self.entities: dict[str, str] = {}
        """The id of every entity by its IRI."""
        self.types: dict[str, str | None] = {}
        """Its class by its id."""
        self.sources: dict[str, str] = {}
        self.claims_about: dict[str, list[str]] = {}
        self.nodes: dict[str, dict[str, str]] = {}
        self.direct: set[tuple[str, str, str]] = set()
        """The direct triples that follow from ties."""

    # Which node is what

    def class_of(self, subject: str, known: Iterable[str]) -> str | None:
        """The most specific of our classes that a node has, if one is below all others."""
        names = [iri.removeprefix(KG) for iri in self.graph.types(subject) if iri.startswith(KG)]
        found = [each for each in names if each in known]
        if len(found) > 1:
            classes = self.vocabulary.entity_classes
            lowest = [one for one in found if one in classes and set(found) <= set(classes[one].ancestors)]
            return lowest[0] if lowest else None
        return found[0] if found else None

    def classify(self) -> None:
        """Find the nodes of our classes, and give entities and sources their ids: others may name them."""
        classes: dict[str, frozenset[str]] = {
            "entity": frozenset(cls.name for cls in self.vocabulary.entity_classes.values() if not cls.abstract),
            "source": frozenset({"Source"}),
            "tie": frozenset(cls.name for cls in self.vocabulary.relation_classes.values() if not cls.abstract),
            "claim": CLAIM_CLASSES,
        }
        self.nodes = {kind: {} for kind in classes}
        for subject in self.graph.subjects():
            for kind, known in classes.items():
                cls = self.class_of(subject, known)
                if cls is not None:
                    self.nodes[kind][subject] = cls
                    break
        for subject in self.nodes["entity"]:
            label = self.graph.peek(subject, f"{_SKOS}prefLabel")
            self.entities[subject] = self.id_of(subject, label[0].object if label else "")
        for subject in self.nodes["source"]:
            self.sources[subject] = self.id_of(subject, local_name(subject), source=True)
        for subject in self.nodes["claim"]:
            for about in self.graph.peek(subject, kg("about")):
                self.claims_about.setdefault(about.object, []).append(subject)

    def describe(self) -> None:
        """Read entities and sources."""
        for subject, cls in self.nodes["entity"].items():
            self.entity(subject, cls)
        for subject in self.nodes["source"]:
            self.source(subject)

    def tie_up(self) -> None:
        """Read ties, when everything that they may name is known."""
        for subject, cls in self.nodes["tie"].items():
            self.tie(subject, self.vocabulary.relation_classes[cls])

    def id_of(self, iri: str, label: str, *, source: bool = False) -> str:
        """The id of an entity or a source: its own, if its IRI is one of ours."""
        key = f"source:{iri}" if source else iri
        local = iri.removeprefix(DATA)
        if local != iri:
            return self.drafts.ids.keep(key, local.removeprefix("source/"))
        return self.drafts.ids.make(key, label or local_name(iri))

    def reference(self, value: Statement) -> str:
        """The id of an entity that something names; one that the file does not describe is drafted without a name,
        unless its IRI is one of ours."""
        known = self.entities.get(value.object)
        if known is not None:
            return known
        id_ = self.id_of(value.object, "")
        if not value.object.startswith(DATA):
            self.entities[value.object] = id_
            self.types[id_] = None
            told = name(value.object)[0] if value.kind == "text" else Open("its name")
            record = Record({"type": Open("a class of the ontology"), "name": told})
            record.comments.append(f"The file names {short(value.object)} and says nothing of it.")
            self.drafts.entity(id_, None, record)
        return id_

    def cited(self, value: Statement) -> str:
        """The id of a source that something cites."""
        known = self.sources.get(value.object)
        if known is not None:
            return known
        id_ = self.id_of(value.object, local_name(value.object), source=True)
        self.sources[value.object] = id_
        if not value.object.startswith(DATA):
            record = Record()
            if value.kind == "iri" and value.object.startswith(("http://", "https://")):
                record.put("url", value.object)
            elif value.kind == "text":
                record.put("title", value.object)
            record.comments.append(f"The file cites {short(value.object)} and says nothing of it.")
            self.drafts.source(id_, record)
        return id_

    # Fields

    def texts(self, subject: str, *predicates: str) -> list[str]:
        return [each.object for each in self.graph.take(subject, *predicates)]

    def put_text(self, record: Record, field: str, subject: str, *predicates: str) -> None:
        found = self.graph.one(subject, *predicates)
        if found is not None:
            record.put(field, found.object)

    def put_reference(self, record: Record, field: str, subject: str, predicate: str) -> None:
        found = self.graph.one(subject, predicate)
        if found is not None:
            record.put(field, self.reference(found))

    def put_date(self, record: Record, field: str, subject: str, predicate: str, *, end: bool = False) -> None:
        found = self.graph.one(subject, predicate)
        if found is not None:
            record.put(field, dated(found.object, end=end))

    def put_period(self, record: Record, subject: str, *, punctual: bool = False) -> None:
        """Start and end; what follows from them is understood."""
        start = "date" if punctual else "start"
        self.put_date(record, start, subject, kg("start"))
        self.put_date(record, "end", subject, kg("end"), end=True)
        for predicate, field, word in (
            ("unknownStart", start, "unknown"),
            ("unknownEnd", "end", "unknown"),
            ("openEnd", "end", ".."),
        ):
            if field not in record.fields and self.is_true(subject, predicate):
                record.put(field, word)
        self.graph.take(subject, *map(kg, _BOUNDS))

    def is_true(self, subject: str, predicate: str) -> bool:
        """Whether a truth value is stated; another text in its place is left over."""
        for number, each in self.graph.numbered(subject, kg(predicate)):
            if each.object in ("true", "1"):
                self.graph.taken[number] = 1
                return True
        return False

    def put_position(self, record: Record, *places: tuple[str, str, str]) -> None:
        """Coordinates, from the first node that has both."""
        for node, latitude, longitude in places:
            if self.graph.peek(node, latitude) and self.graph.peek(node, longitude):
                both = self.graph.one(node, latitude), self.graph.one(node, longitude)
                position = [each.object for each in both if each is not None]
                record.put("coordinates", Record({"latitude": position[0], "longitude": position[1]}))
                return

    def term(self, subject: str, predicate: str, scheme: str, asks: str) -> str | Open:
        """The key of a term of a closed list; open if it is none of ours."""
        found = self.graph.one(subject, predicate)
        if found is None:
            return Open(asks, choices=tuple(self.vocabulary.terms(scheme)))
        key = self.keys.get(scheme, {}).get(found.object.removeprefix(KG))
        return key or Open(asks, says=short(found.object), choices=tuple(self.vocabulary.terms(scheme)))

    # Records

    def entity(self, subject: str, type_: str) -> None:
        graph, id_ = self.graph, self.entities[subject]
        graph.take(subject, f"{PREFIXES['rdf']}type")
        record = Record()
        self.put_text(record, "name", subject, f"{_SKOS}prefLabel")
        record.fields.setdefault("name", Open("its name"))
        self.types[id_] = type_
        self.names(record, subject)
        self.put_text(record, "description", subject, f"{_TERMS}description")
        if self.vocabulary.is_entity_a(type_, "Event"):
            self.put_date(record, "date", subject, kg("date"))
            record.fields.setdefault("date", Open("when it happened (EDTF)"))
            graph.take(subject, *map(kg, _BOUNDS))
        else:
            self.put_period(record, subject)
        self.put_reference(record, "part_of", subject, kg("partOf"))
        self.put_position(record, (subject, f"{PREFIXES['geo']}lat", f"{PREFIXES['geo']}long"))
        self.put_text(record, "code", subject, kg("countryCode"))
        for text in sorted(self.texts(subject, kg("identifier"))):
            scheme, _, called = text.partition(":")
            record.records("identifiers").append(Record({"scheme": scheme, "value": called}))
            for number, each in graph.numbered(subject, f"{_TERMS}identifier"):
                if each.object in (called, text):
                    graph.taken[number] = 1
        record.put("different_from", tuple(map(self.reference, graph.take(subject, kg("differentFrom")))))
        record.put("sources", tuple(map(self.cited, graph.take(subject, f"{_TERMS}source"))))
        for claim in self.claims_about.get(subject, ()):
            if graph.peek(claim, kg("measure")):
                record.records("quantities").append(self.quantity(claim))
            elif graph.peek(claim, kg("fate")):
                record.records("fates").append(self.fate(claim))
        self.drafts.entity(id_, type_, record)

    def names(self, record: Record, subject: str) -> None:
        graph = self.graph
        told = set()
        for node in graph.take(subject, kg("name"), kinds=("iri", "blank")):
            graph.take(node.object, f"{PREFIXES['rdf']}type")
            text = graph.one(node.object, kg("text"))
            item = Record({"text": text.object if text else Open("the name")})
            item.put("kind", self.term(node.object, kg("nameKind"), "NameKind", "what kind of name it is"))
            if text is not None:
                told.add((text.object, text.lang))
                item.put("lang", language(text.lang) if text.lang else None)
            self.put_period(item, node.object)
            if self.is_true(node.object, "shared"):
                item.put("shared", "true")
            # What was written twice, with two sources, is one name of two sources there.
            for cited in graph.take(node.object, f"{_TERMS}source") or (None,):
                each = Record(dict(item.fields))
                each.put("source", self.cited(cited) if cited is not None else None)
                record.records("names").append(each)
        if told:
            record.records("names").sort(key=lambda it: [it.text(field) or "" for field in _NAME_FIELDS])
        for number, label in graph.numbered(subject, f"{_SKOS}altLabel"):
            if (label.object, label.lang) in told:
                graph.taken[number] = 1

    def claim(self, subject: str, *, punctual: bool = False, period: bool = True) -> Record:
        graph = self.graph
        graph.take(subject, f"{PREFIXES['rdf']}type")
        cited = graph.one(subject, f"{_TERMS}source")
        record = Record({"source": self.cited(cited) if cited else self.drafts.import_source()})
        grade = graph.one(subject, kg("credibility"))
        record.put("credibility", CREDIBILITY if grade is None else grade.object)
        stance = self.term(subject, kg("stance"), "Stance", STANCE.asks)
        record.put("stance", None if stance == "asserts" else stance)
        self.put_reference(record, "by", subject, kg("claimedBy"))
        self.put_date(record, "as_of", subject, kg("asOf"))
        if period:
            self.put_period(record, subject, punctual=punctual)
        self.put_text(record, "locator", subject, kg("locator"))
        self.put_text(record, "citing", subject, kg("citing"))
        self.put_text(record, "note", subject, f"{_SKOS}note")
        return record

    def quantity(self, subject: str) -> Record:
        self.graph.take(subject, kg("about"))
        record = Record({"measure": self.term(subject, kg("measure"), "Measure", "what is counted")})
        for field, property_ in (("value", "value"), ("min", "minimum"), ("max", "maximum")):
            self.put_text(record, field, subject, kg(property_))
        record.fields.update(self.claim(subject, period=False).fields)
        return record

    def fate(self, subject: str) -> Record:
        self.graph.take(subject, kg("about"))
        record = Record({"fate": self.term(subject, kg("fate"), "Fate", "what became of the person")})
        self.put_date(record, "date", subject, kg("date"))
        self.graph.take(subject, *map(kg, _BOUNDS))
        record.fields.update(self.claim(subject, period=False).fields)
        return record

    def tie(self, subject: str, cls: RelationClass) -> None:
        graph = self.graph
        if not (graph.peek(subject, kg("subject")) and graph.peek(subject, kg("object"))):
            graph.because(subject, list(graph.by_subject[subject]), "a tie without two ends")
            return
        graph.take(subject, f"{PREFIXES['rdf']}type", kg("status"), *map(kg, _DAYS))
        record = Record({"type": cls.name})
        for end in ("subject", "object"):
            self.put_reference(record, end, subject, kg(end))
        one, other = record.text("subject") or "", record.text("object") or ""
        local = subject.removeprefix(PREFIXES["relation"])
        record.put("id", local if local != subject else None)
        self.put_period(record, subject, punctual=cls.punctual)
        self.put_reference(record, "place", subject, kg("place"))
        for qualifier in cls.qualifiers:
            property_ = kg(qualifier.iri_name)
            first = None if qualifier.many else graph.one(subject, property_)
            values = graph.take(subject, property_) if qualifier.many else [first] if first is not None else []
            told: list[str] = []
            for value in values:
                if qualifier.is_entity:
                    told.append(self.reference(value))
                elif qualifier.range is not None:
                    told.append(self.keys.get(qualifier.range, {}).get(value.object.removeprefix(KG), value.object))
                else:
                    told.append(value.object)
            if told:
                record.put(qualifier.key, tuple(told) if qualifier.many else told[0])
        self.put_text(record, "note", subject, f"{_SKOS}note")
        claims = [self.claim(each.object, punctual=cls.punctual) for each in graph.take(subject, kg("claim"))]
        if not claims:
            claims = [Record({"source": self.drafts.import_source(), "credibility": CREDIBILITY})]
            record.comments.append(f"From {short(subject)}, of which the file cites no claim.")
        record.put("claims", claims)
        self.drafts.tie(record)
        for a, b in ((one, other), (other, one)) if cls.symmetric else ((one, other),):
            self.direct.add((a, cls.projects_to or "", b))
        for qualifier in cls.qualifiers:
            given = record.fields.get(qualifier.key, ())
            if qualifier.projects_edge:
                for end in given if isinstance(given, tuple) else (str(given),):
                    self.direct.add((one, qualifier.projects_to or "", end))

    def is_direct(self, one: str, predicate: str, other: str) -> bool:
        """Whether a statement is the direct triple of a tie that is drafted."""
        return (one, predicate.removeprefix(KG), other) in self.direct

    def source(self, subject: str) -> None:
        graph = self.graph
        graph.take(subject, f"{PREFIXES['rdf']}type")
        record = Record()
        self.put_text(record, "publisher", subject, f"{_TERMS}publisher")
        self.put_text(record, "title", subject, f"{_TERMS}title")
        self.put_date(record, "published", subject, f"{_TERMS}issued")
        self.put_text(record, "reliability", subject, kg("reliability"))
        self.put_text(record, "url", subject, f"{PREFIXES['schema']}url")
        self.put_text(record, "archive_url", subject, kg("archiveUrl"))
        self.put_text(record, "lang", subject, f"{_TERMS}language")
        record.put("authors", self.authors(subject))
        self.put_text(record, "via", subject, kg("via"))
        record.put("derived_from", tuple(map(self.cited, graph.take(subject, kg("derivedFrom")))))
        self.put_date(record, "accessed", subject, kg("accessed"))
        self.put_text(record, "note", subject, f"{_SKOS}note")
        self.drafts.source(self.sources[subject], record)

    def authors(self, subject: str) -> tuple[str, ...]:
        """The authors, in the order of the byline where there is one."""
        authors = self.texts(subject, f"{_TERMS}creator")
        for number, byline in self.graph.numbered(subject, kg("byline")):
            ordered = authors_of(authors, byline.object)
            if BETWEEN_AUTHORS.join(ordered) == byline.object:
                self.graph.taken[number] = 1
                return ordered
        return authors_of(authors, None)
