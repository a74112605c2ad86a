"""What RDF says in the terms that everybody uses: SKOS, RDFS, FOAF, W3C ORG, schema.org, Dublin Core, WGS84, OWL.

Only what a term says is taken. A `foaf:Person` is a person; which kind of organization a `schema:Organization` is, and
what kind of tie any property is, only a person can say: that is left open, with what the file has.
"""

from __future__ import annotations

from khorasan_graph.importing.drafts import Open, Record, claim
from khorasan_graph.importing.triples.graph import RDF_TYPE, Graph, short
from khorasan_graph.importing.triples.kg import Own
from khorasan_graph.importing.values import dated, identifier, language, name, tie_types
from khorasan_graph.rdf.dataset import PREFIXES
from khorasan_graph.rdf.foreign import Statement

_FOAF = "http://xmlns.com/foaf/0.1/"
_ORG = "http://www.w3.org/ns/org#"
_PROV = "http://www.w3.org/ns/prov#"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DC = "http://purl.org/dc/elements/1.1/"
_BIBO = "http://purl.org/ontology/bibo/"
_SCHEMA, _SKOS, _TERMS, _GEO = (PREFIXES[prefix] for prefix in ("schema", "skos", "dcterms", "geo"))

_CLASSES = {
    **dict.fromkeys((f"{_FOAF}Person", f"{_SCHEMA}Person", f"{_PROV}Person"), "Person"),
    **dict.fromkeys(
        (
            f"{_FOAF}Organization",
            f"{_ORG}Organization",
            f"{_ORG}FormalOrganization",
            f"{_ORG}OrganizationalUnit",
            f"{_SCHEMA}Organization",
            f"{_PROV}Organization",
        ),
        "Organization",
    ),
    f"{_SCHEMA}Country": "Country",
    **dict.fromkeys(
        (
            f"{_SCHEMA}Place",
            f"{_SCHEMA}AdministrativeArea",
            f"{_SCHEMA}City",
            f"{_GEO}SpatialThing",
            f"{_TERMS}Location",
        ),
        "Place",
    ),
    f"{_SCHEMA}Event": "Event",
}
"""Classes of ours that a class of theirs surely is; none of ours is narrower than what it says."""
_DOCUMENTS = frozenset(
    (
        f"{_FOAF}Document",
        f"{_TERMS}BibliographicResource",
        *(f"{_SCHEMA}{kind}" for kind in ("CreativeWork", "Article", "NewsArticle", "Report", "Book", "WebPage")),
        *(f"{_BIBO}{kind}" for kind in ("Document", "Article", "Report", "Book", "Webpage")),
    )
)
_NO_THINGS = (
    PREFIXES["rdf"],
    _RDFS,
    _OWL,
    "http://www.w3.org/ns/shacl#",
    "http://rdfs.org/ns/void#",
    "http://www.w3.org/ns/dcat#",
)
"""Namespaces whose classes are of vocabularies and of data sets, not of anything in the world."""
_SHOWN = (f"{_SKOS}prefLabel", f"{_FOAF}name", f"{_SCHEMA}name", f"{_RDFS}label", f"{_TERMS}title", f"{_DC}title")
_OTHERS = (f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel", f"{_SCHEMA}alternateName", f"{_FOAF}nick")
_DESCRIPTIONS = (f"{_TERMS}description", f"{_SCHEMA}description", f"{_SKOS}definition", f"{_RDFS}comment")
_PUBLISHERS = (f"{_TERMS}publisher", f"{_SCHEMA}publisher", f"{_DC}publisher")
_AUTHORS = (f"{_TERMS}creator", f"{_SCHEMA}author", f"{_DC}creator")
_SAME = (f"{_OWL}sameAs", f"{_SKOS}exactMatch", f"{_SCHEMA}sameAs")
_WITHIN = (f"{_TERMS}isPartOf", f"{_SCHEMA}containedInPlace", f"{_SCHEMA}containedIn")
_STARTS = {
    "organizations": ((f"{_SCHEMA}foundingDate",), (f"{_SCHEMA}dissolutionDate",)),
    "people": ((f"{_SCHEMA}birthDate",), (f"{_SCHEMA}deathDate",)),
    "events": ((f"{_SCHEMA}startDate", f"{_TERMS}date"), ()),
}
_PRIVATE = frozenset(
    f"{namespace}{term}"
    for namespace, terms in (
        (_SCHEMA, "address telephone email birthDate faxNumber spouse parent children sibling relatedTo nationality"),
        (_FOAF, "phone mbox mbox_sha1sum birthday homepage account based_near age"),
    )
    for term in terms.split()
)
"""What the data policy keeps out of the graph of people: it is told that it is there, and not what it is."""


class Standard:
    """Reads nodes of foreign classes into drafts, after those of ours."""

    def __init__(self, graph: Graph, own: Own) -> None:
        self.graph = graph
        self.own = own
        self.drafts = own.drafts
        self.entities: dict[str, str | None] = {}
        """The class of every entity by its IRI; None where the file does not say."""
        self.documents: list[str] = []

    def classify(self) -> None:
        """Find the nodes that have a class or a name that is understood, and give them their ids."""
        credited = {each.object for each in self.graph.statements if each.predicate in (*_PUBLISHERS, *_AUTHORS)}
        for subject in self.graph.subjects():
            types = self.graph.types(subject)
            if any(map(self.is_ours, types)):
                continue
            known = {_CLASSES[each] for each in types if each in _CLASSES}
            if _DOCUMENTS & set(types):
                self.documents.append(subject)
            elif known:
                self.entities[subject] = next(iter(known)) if len(known) == 1 else self.narrowest(known)
            elif not types and subject in credited:
                continue  # whoever published or wrote something: its name goes there
            elif self.label(subject) and not any(each.startswith(_NO_THINGS) for each in types) and self.may_be(types):
                self.entities[subject] = None
        for subject in self.documents:
            self.own.sources[subject] = self.own.id_of(subject, self.label(subject), source=True)
        for subject in self.entities:
            self.own.entities[subject] = self.own.id_of(subject, self.label(subject))

    def describe(self) -> None:
        """Read what was found."""
        for subject in self.documents:
            self.document(subject)
        for subject, type_ in self.entities.items():
            self.entity(subject, type_)

    @staticmethod
    def is_ours(type_: str) -> bool:
        return type_.startswith(PREFIXES["kg"])

    @staticmethod
    def may_be(types: list[str]) -> bool:
        """Whether nodes of these classes can be entities: those of a class nobody knows can, a concept can."""
        return not types or f"{_SKOS}Concept" in types or not any(each.startswith(_SKOS) for each in types)

    def narrowest(self, known: set[str]) -> str | None:
        classes = self.drafts.vocabulary.entity_classes
        return next((one for one in sorted(known) if known <= set(classes[one].ancestors)), None)

    def label(self, subject: str) -> str:
        """What a node is called, for its id: by the first kind of label that it has, English before others."""
        labels = self.labels(subject)
        return labels[0].object if labels else ""

    def labels(self, subject: str) -> list[Statement]:
        """All that a node is called: the kind of label first, then no language, English, any other."""
        found = []
        for predicate in _SHOWN:
            told = [each for each in self.graph.peek(subject, predicate) if each.kind == "text"]
            found += sorted(told, key=lambda each: (each.lang != "", not each.lang.startswith("en"), each.lang))
        return found

    def entity(self, subject: str, type_: str | None) -> None:
        graph, id_ = self.graph, self.own.entities[subject]
        self.own.types[id_] = type_
        folder = self.drafts.vocabulary.entity_classes[type_].folder if type_ else None
        types = [each.object for each in graph.take(subject, RDF_TYPE)]
        record = Record()
        listed = ", ".join(map(short, types))
        record.comments.append(f"From {short(subject)}{f' ({listed})' if types else ''}.")
        if type_ is None:
            choices = tuple(name for name, cls in self.drafts.vocabulary.entity_classes.items() if not cls.abstract)
            record.put("type", Open("what it is", says=listed, choices=choices))
        elif type_ == "Organization":
            record.remarks["type"] = "a narrower class says more"
        self.names(record, subject)
        description = graph.one(subject, *_DESCRIPTIONS)
        if description is not None:
            record.put("description", description.object)
            record.remarks["description"] = "the file's own words: say it in yours"
        self.identifiers(record, subject)
        self.dates(record, subject, folder)
        if folder == "places":
            self.place(record, subject)
        sources = [self.own.cited(each) for each in graph.take(subject, f"{_TERMS}source", kinds=("iri", "text"))]
        record.put("sources", tuple(dict.fromkeys(sources)))
        different = []
        for number, each in graph.numbered(subject, f"{_OWL}differentFrom"):
            if each.object in self.own.entities:
                graph.taken[number] = 1
                different.append(self.own.entities[each.object])
        record.put("different_from", tuple(different))
        self.drafts.entity(id_, type_, record)

    def names(self, record: Record, subject: str) -> None:
        """The first label is the name that is shown; all others are names of kinds that nobody knows yet."""
        labels = self.labels(subject)
        others = self.graph.take(subject, *_OTHERS, kinds=("text",))
        self.graph.take(subject, *dict.fromkeys(each.predicate for each in labels), kinds=("text",))
        shown, remark = name(labels[0].object) if labels else (Open("its name"), "")
        record.fields["name"] = shown
        if remark:
            record.remarks["name"] = remark
        told = [shown]
        for each in [*labels[1:], *others]:
            text, remark = name(each.object)
            if text in told:
                continue
            told.append(text)
            item = Record({"text": text, "kind": Open("kind of name", says=short(each.predicate))})
            item.put("lang", language(each.lang) if each.lang else None)
            if remark:
                item.remarks["text"] = remark
            record.records("names").append(item)
        record.comments += self.drafts.proposals([text for text in told if isinstance(text, str)])

    def identifiers(self, record: Record, subject: str) -> None:
        """What other data sets call it, where that is an address of a data set we know."""
        for predicate in _SAME:
            for number, each in self.graph.numbered(subject, predicate):
                found = identifier(self.drafts.vocabulary, each.object) if each.kind != "blank" else None
                if found is None:
                    known = each.object in self.own.entities
                    why = "two that the file calls the same: nothing is merged" if known else "no data set known here"
                    self.graph.why[number] = why
                    continue
                self.graph.taken[number] = 1
                item = Record({"scheme": found[0], "value": found[1]})
                if item.fields not in [other.fields for other in record.records("identifiers")]:
                    record.records("identifiers").append(item)
        if record.fields.get("identifiers") == []:
            del record.fields["identifiers"]

    def dates(self, record: Record, subject: str, folder: str | None) -> None:
        starts, ends = _STARTS.get(folder or "", ((), ()))
        start = self.graph.one(subject, *starts)
        end = self.graph.one(subject, *ends)
        if folder == "events":
            record.fields["date"] = dated(start.object) if start else Open("when it happened (EDTF)")
            return
        if start is not None and folder == "people":
            year = start.object[:4]
            record.put("start", year if year.isascii() and year.isdecimal() else Open("the year of birth alone"))
            if start.object != year:
                self.drafts.leave(
                    record.text("name") or short(subject),
                    short(start.predicate),
                    "the data policy keeps the day of birth out: the year was taken",
                )
        elif start is not None:
            record.put("start", dated(start.object))
        if end is not None:
            record.put("end", dated(end.object, end=True))

    def place(self, record: Record, subject: str) -> None:
        graph = self.graph
        nested = [each.object for each in graph.peek(subject, f"{_SCHEMA}geo") if each.kind != "text"]
        degrees = f"{_SCHEMA}latitude", f"{_SCHEMA}longitude"
        nodes = [subject, *nested]
        self.own.put_position(
            record, (subject, f"{_GEO}lat", f"{_GEO}long"), *((node, degrees[0], degrees[1]) for node in nodes)
        )
        for node in nested:
            if any(graph.taken[number] for number, _ in graph.numbered(node, degrees[0])):
                graph.take(subject, f"{_SCHEMA}geo")
                graph.take(node, RDF_TYPE)
        for predicate in _WITHIN:
            for number, each in graph.numbered(subject, predicate):
                if each.object in self.own.entities and "part_of" not in record.fields:
                    graph.taken[number] = 1
                    record.put("part_of", self.own.entities[each.object])

    def document(self, subject: str) -> None:
        graph = self.graph
        types = graph.take(subject, RDF_TYPE)
        record = Record()
        record.comments.append(f"From {short(subject)} ({', '.join(short(each.object) for each in types)}).")
        for field, predicates in (
            ("title", (f"{_SCHEMA}headline", *_SHOWN)),
            ("publisher", _PUBLISHERS),
            ("url", (f"{_SCHEMA}url",)),
        ):
            found = graph.one(subject, *predicates)
            if found is not None:
                record.put(field, self.called(found))
        if "url" not in record.fields and subject.startswith(("http://", "https://")):
            record.put("url", subject)
            record.remarks["url"] = "its IRI"
        issued = graph.one(subject, f"{_TERMS}issued", f"{_SCHEMA}datePublished", f"{_TERMS}date", f"{_DC}date")
        if issued is not None:
            record.put("published", dated(issued.object))
        lang = graph.one(subject, f"{_TERMS}language", f"{_SCHEMA}inLanguage", f"{_DC}language")
        if lang is not None:
            tag = language(lang.object)
            record.put("lang", tag or Open("a BCP 47 tag, such as en", says=lang.object))
        record.put("authors", tuple(map(self.called, graph.take(subject, *_AUTHORS))))
        self.drafts.source(self.own.sources[subject], record)

    def called(self, value: Statement) -> str:
        """A text, or what the node is called that stands in its place; then that name is understood."""
        if value.kind == "text":
            return value.object
        labels = self.labels(value.object)
        if labels and value.object not in self.own.entities:
            self.graph.take(value.object, labels[0].predicate)
        return labels[0].object if labels else value.object

    def ties(self) -> None:
        """Statements between two drafted entities: a tie each, whose type only a person can tell."""
        graph, own = self.graph, self.own
        direct = {cls.projects_to: cls for cls in self.drafts.vocabulary.relation_classes.values() if cls.projects_to}
        for number, each in list(graph.untaken()):
            if each.subject not in own.entities or each.object not in own.entities or each.kind == "text":
                continue
            if each.predicate in _SAME or number in graph.why:
                continue
            one, other = own.entities[each.subject], own.entities[each.object]
            cls = direct.get(each.predicate.removeprefix(PREFIXES["kg"]))
            graph.taken[number] = 1
            if own.is_direct(one, each.predicate, other):
                continue
            if one == other:
                graph.taken[number] = 0
                graph.why[number] = "a tie of a thing to itself"
                continue
            choices = tie_types(self.drafts.vocabulary, own.types.get(one), own.types.get(other))
            open_type = Open("what kind of tie", says=short(each.predicate), choices=choices)
            record = Record({"subject": one, "type": cls.name if cls else open_type, "object": other})
            record.comments.append(f"{short(each.subject)} {short(each.predicate)} {short(each.object)}")
            record.put("claims", [claim(self.drafts.import_source())])
            self.drafts.tie(record)

    def why(self, statement: Statement) -> tuple[str, bool]:
        """Why a statement is left over, and whether its value may be told."""
        subject = self.own.entities.get(statement.subject)
        if statement.predicate in _PRIVATE and subject and self.own.types.get(subject) in (None, "Person"):
            return "a private detail, which the data policy keeps out", False
        return "no field of ours says this", True
