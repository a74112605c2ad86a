"""Reading the ontology: from `khorasan.ttl` to the vocabulary that every stage asks.

What the compiler knows of classes it knows from here. A class that the compiler could not use (no sign, no allowed
ends, no direct property) is a diagnostic, not a default.
"""

from __future__ import annotations

import re
from collections import defaultdict

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from khorasan_graph.model.diagnostics import Diagnostic, Span
from khorasan_graph.model.vocabulary import KG, SIGNS, EntityClass, Qualifier, RelationClass, Term, Vocabulary

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def read_ontology(text: str, path: str) -> tuple[Vocabulary | None, list[Diagnostic]]:
    """The vocabulary that an ontology in Turtle declares; None if the text is not Turtle.

    `path` is what diagnostics call the file.
    """
    statements: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    try:
        for triple in parse(text.encode(), format=RdfFormat.TURTLE):
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                statements[subject.value][triple.predicate.value].append(value.value)
    except SyntaxError as error:
        line, column = error.lineno or 0, error.offset or 0
        span = Span(path, line, column, line, column + 1)
        return None, [Diagnostic("KG901", "error", f"the ontology is not valid Turtle: {error.msg}", span)]
    ontology = _Ontology(statements, path, text)
    qualifiers = ontology.qualifiers()
    vocabulary = Vocabulary(
        version=ontology.version(),
        entity_classes={cls.name: cls for cls in ontology.entity_classes()},
        relation_classes={cls.name: cls for cls in ontology.relation_classes(qualifiers)},
        schemes=ontology.schemes(),
    )
    return vocabulary, ontology.found


class _Ontology:
    """The statements of an ontology (subject, predicate, values) and the questions that the vocabulary asks of them."""

    def __init__(self, statements: dict[str, dict[str, list[str]]], path: str, text: str) -> None:
        self.statements = statements
        self.path = path
        self.text = text
        self.found: list[Diagnostic] = []
        self.children: dict[str, list[str]] = defaultdict(list)
        for subject, predicates in statements.items():
            for parent in predicates.get(_RDFS + "subClassOf", ()):
                self.children[parent].append(subject)

    def incomplete(self, iri: str, message: str) -> None:
        """Report a term that the compiler cannot use, at the line where the ontology begins to speak of it."""
        name = iri.removeprefix(KG)
        match = re.search(rf"^kg:{re.escape(name)}\s", self.text, re.MULTILINE)
        line = self.text.count("\n", 0, match.start()) + 1 if match else 0
        span = Span(self.path, line, 1, line, len(name) + 4) if match else Span(self.path)
        hint = "compare another class of the same family"
        self.found.append(Diagnostic("KG902", "error", f"`kg:{name}` {message}", span, hint))

    def all(self, iri: str, predicate: str) -> list[str]:
        known = self.statements.get(iri)
        return known.get(predicate, []) if known is not None else []

    def one(self, iri: str, predicate: str) -> str | None:
        values = self.all(iri, predicate)
        return values[0] if values else None

    def flag(self, iri: str, name: str) -> bool:
        return self.one(iri, KG + name) == "true"

    def label(self, iri: str) -> str:
        return self.one(iri, _RDFS + "label") or iri.removeprefix(KG)

    def definition(self, iri: str) -> str:
        return self.one(iri, _DEFINITION) or ""

    def lineage(self, iri: str) -> list[str]:
        """A class and its superclasses in our namespace, nearest first, each once."""
        order = [iri]
        for current in order:
            parents = sorted(self.all(current, _RDFS + "subClassOf"))
            order.extend(parent for parent in parents if parent.startswith(KG) and parent not in order)
        return order

    def inherited(self, iri: str, name: str) -> list[str]:
        """The values of an annotation on the class or, failing that, on its nearest superclass that has it."""
        return next((values for cls in self.lineage(iri) if (values := self.all(cls, KG + name))), [])

    def below(self, root: str) -> list[str]:
        """The root and every class below it, sorted."""
        seen = {root}
        todo = [root]
        while todo:
            for child in self.children.get(todo.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    todo.append(child)
        return sorted(seen)

    def individuals(self, scheme: str) -> list[str]:
        """The values of a closed list: whatever is of its class and has a key."""
        return [iri for iri in self.statements if scheme in self.all(iri, _TYPE) and self.one(iri, KG + "key")]

    def version(self) -> str:
        return self.one(KG.rstrip("#"), _VERSION) or ""

    def entity_classes(self) -> list[EntityClass]:
        classes = []
        for iri in self.below(KG + "Entity"):
            abstract = self.flag(iri, "abstract")
            folder = self.inherited(iri, "folder")
            if not folder and not abstract:
                self.incomplete(iri, "is an entity class without a `kg:folder`, its own or inherited")
            passage = self.inherited(iri, "passage")
            classes.append(
                EntityClass(
                    name=iri.removeprefix(KG),
                    label=self.label(iri),
                    definition=self.definition(iri),
                    ancestors=tuple(cls.removeprefix(KG) for cls in self.lineage(iri)),
                    folder=folder[0] if folder else None,
                    passage=passage[0] if passage else None,
                    abstract=abstract,
                )
            )
        return classes

    def qualifiers(self) -> dict[str, list[Qualifier]]:
        """The qualifiers by the IRI of the relation class that they are declared for."""
        found: dict[str, list[Qualifier]] = defaultdict(list)
        entity_classes, relation_classes = set(self.below(KG + "Entity")), set(self.below(KG + "Relation"))
        for iri in sorted(self.statements):
            if KG + "Qualifier" not in self.all(iri, _TYPE):
                continue
            key, target = self.one(iri, KG + "key"), self.one(iri, _RDFS + "range")
            projects_edge, projects_to = self.flag(iri, "projectsEdge"), self.one(iri, KG + "projectsTo")
            if key is None or target is None or (projects_edge and projects_to is None):
                self.incomplete(iri, "is a qualifier without `kg:key`, `rdfs:range` or, for an edge, `kg:projectsTo`")
                continue
            qualifier = Qualifier(
                key=key,
                iri_name=iri.removeprefix(KG),
                label=self.label(iri),
                definition=self.definition(iri),
                range=None if target == _XSD_STRING else target.removeprefix(KG),
                is_entity=target in entity_classes,
                many=self.flag(iri, "many"),
                projects_edge=projects_edge,
                projects_to=projects_to.removeprefix(KG) if projects_to else None,
                phrase=self.label(projects_to) if projects_to else self.label(iri),
                inverse_phrase=self.one(iri, KG + "inverseLabel") or "",
            )
            if target != _XSD_STRING and target not in entity_classes and not self.individuals(target):
                self.incomplete(
                    iri, f"has a range, `{target.removeprefix(KG)}`, that is no class of entities and no scheme"
                )
            qualified = self.all(iri, KG + "qualifies")
            if not qualified:
                self.incomplete(iri, "is a qualifier of no class of ties (`kg:qualifies`)")
            for cls in qualified:
                if cls not in relation_classes:
                    self.incomplete(iri, f"qualifies `{cls.removeprefix(KG)}`, which is no class of ties")
                found[cls].append(qualifier)
        return found

    def relation_classes(self, qualifiers: dict[str, list[Qualifier]]) -> list[RelationClass]:
        classes = []
        entity_classes = set(self.below(KG + "Entity"))
        for iri in self.below(KG + "Relation"):
            lineage = self.lineage(iri)
            abstract = self.flag(iri, "abstract")
            sign = self.inherited(iri, "sign")
            subjects, objects = self.inherited(iri, "subjectClass"), self.inherited(iri, "objectClass")
            projects_to, inverse = self.one(iri, KG + "projectsTo"), self.one(iri, KG + "inverseLabel")
            if not abstract:
                for missing, is_there in (
                    ("a `kg:sign` of + - or 0", bool(sign) and sign[0] in SIGNS),
                    ("`kg:subjectClass` and `kg:objectClass`", bool(subjects and objects)),
                    ("a direct property (`kg:projectsTo`)", projects_to is not None),
                    ("a `kg:inverseLabel`", inverse is not None),
                ):
                    if not is_there:
                        self.incomplete(iri, f"is a class of ties without {missing}")
                for cls in (*subjects, *objects):
                    if cls not in entity_classes:
                        self.incomplete(
                            iri, f"allows `{cls.removeprefix(KG)}` at an end, which is no class of entities"
                        )
            own = {qualifier.key: qualifier for cls in reversed(lineage) for qualifier in qualifiers.get(cls, ())}
            family = lineage[lineage.index(KG + "Relation") - 1] if len(lineage) > 1 else iri
            classes.append(
                RelationClass(
                    name=iri.removeprefix(KG),
                    label=self.label(iri),
                    definition=self.definition(iri),
                    ancestors=tuple(cls.removeprefix(KG) for cls in lineage),
                    family=family.removeprefix(KG),
                    sign=sign[0] if sign else "0",
                    symmetric=self.inherited(iri, "symmetric") == ["true"],
                    punctual=self.inherited(iri, "punctual") == ["true"],
                    abstract=abstract,
                    acyclic=self.inherited(iri, "acyclic") == ["true"],
                    subject_classes=tuple(sorted(cls.removeprefix(KG) for cls in subjects)),
                    object_classes=tuple(sorted(cls.removeprefix(KG) for cls in objects)),
                    projects_to=projects_to.removeprefix(KG) if projects_to else None,
                    phrase=self.label(projects_to) if projects_to else self.label(iri),
                    inverse_phrase=inverse or "",
                    qualifiers=tuple(own[key] for key in sorted(own)),
                )
            )
        return classes

    def schemes(self) -> dict[str, dict[str, Term]]:
        """Every individual that carries a `kg:key`, by scheme and key."""
        schemes: dict[str, dict[str, Term]] = defaultdict(dict)
        for iri in sorted(self.statements):
            key = self.one(iri, KG + "key")
            if key is None or KG + "Qualifier" in self.all(iri, _TYPE):
                continue
            for cls in self.all(iri, _TYPE):
                if cls.startswith(KG):
                    scheme = cls.removeprefix(KG)
                    schemes[scheme][key] = Term(
                        scheme=scheme,
                        key=key,
                        iri_name=iri.removeprefix(KG),
                        label=self.label(iri),
                        definition=self.definition(iri),
                        unit=self.one(iri, KG + "unit"),
                        pattern=self.one(iri, KG + "pattern"),
                        url_template=self.one(iri, KG + "urlTemplate"),
                    )
        return {scheme: dict(sorted(terms.items())) for scheme, terms in sorted(schemes.items())}
