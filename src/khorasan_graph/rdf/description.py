"""What the data set says of itself as a whole, in the terms of DCAT, VoID and PROV: what catalogs and people ask first.

What it is called, under which license, in which version, made by whom and by what, how fresh, how many of each class;
of a part of the graph, which part. All of it comes from the data: there is no date of today and no name of a machine in
it, and no blank node. What is described is `data:dataset`, or a `dataset:part-...` named after what was asked for.

How many triples there are is known only when they are written: `Description.totals` says it at the end, and how many
things of each class.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2s

from khorasan_graph import __version__
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.model.vocabulary import DATA, KG
from khorasan_graph.rdf.dataset import PREFIXES, Syntax, Values, names_of

GENERATOR = "khorasan-graph"
DATASET = f"{DATA}dataset"
_VOCABULARIES = ("kg", "skos", "dcterms", "schema", "geo")
_GRAPHS = (
    ("stated", "What is stated", "Entities, names, sources, and every tie with its claims."),
    (
        "direct",
        "Direct ties",
        "One triple for each tie that is corroborated or reported; none for what is contested or denied.",
    ),
)
_AS_OF = "As of the date asked for there is none for a tie that only may hold on it (kg:mayHold)."
_PRECISIONS = (
    (re.compile(r"\d{4}", re.ASCII), "gYear"),
    (re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII), "gYearMonth"),
    (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), "date"),
)
_SIGN_WORDS = {"+": "cooperative", "-": "hostile", "0": "neither"}


@dataclass(slots=True)
class Tally:
    """How many triples have been written: those stated, the direct ones, and those that are both."""

    stated: int = 0
    direct: int = 0
    both: int = 0

    def count(self, stated: Values, direct: Values) -> None:
        """Count the triples of one subject."""
        for _, objects in stated:
            self.stated += len(objects)
        if direct:
            self.direct += sum(len(objects) for _, objects in direct)
            known = dict(stated)
            self.both += sum(len({*objects} & {*known.get(predicate, ())}) for predicate, objects in direct)

    @property
    def all(self) -> int:
        """The triples of both graphs together."""
        return self.stated + self.direct - self.both


class Description:
    """The description of one base, or of the part of it that a selection has left, in one syntax."""

    def __init__(self, base: KnowledgeBase, selection: Selection, syntax: Syntax) -> None:
        self.base = base
        self.selection = selection
        self.syntax = syntax
        self.is_part = selection != EVERYTHING
        self.dataset = syntax.iri("dataset", part_id(selection)) if self.is_part else syntax.iri("data", "dataset")

    def head(self) -> Iterator[tuple[str, Values]]:
        """What can be said before the graph is written, subject by subject."""
        has, iri = self.syntax.property, self.syntax.iri
        yield self.dataset, self.whole()
        if self.is_part:
            found = self.typed("dcat:Dataset", "void:Dataset")
            if self.base.about.title:
                found.append((has("dcterms", "title"), [self.syntax.text(self.base.about.title)]))
            found.append((has("dcterms", "hasPart"), [self.dataset]))
            yield iri("data", "dataset"), found
        for number, creator in enumerate(self.base.about.creators, 1):
            named = [(has("foaf", "name"), [self.syntax.text(creator)])]
            yield iri("dataset", f"creator-{number}"), [*self.typed("foaf:Agent"), *named]
        used = (has("prov", "wasAssociatedWith"), [iri("dataset", "compiler")])
        yield iri("dataset", "compilation"), [*self.typed("prov:Activity"), used]
        yield (
            iri("dataset", "compiler"),
            [
                *self.typed("prov:SoftwareAgent"),
                (has("foaf", "name"), [self.syntax.text(GENERATOR)]),
                (has("schema", "softwareVersion"), [self.syntax.text(__version__)]),
            ],
        )
        for name, title, text in _GRAPHS:
            told = f"{text} {_AS_OF}" if name == "direct" and self.selection.as_of is not None else text
            yield (
                iri("graph", name),
                [
                    *self.typed("void:Dataset"),
                    (has("dcterms", "title"), [self.syntax.tagged(title, "en")]),
                    (has("dcterms", "description"), [self.syntax.tagged(told, "en")]),
                ],
            )

    def totals(self, tally: Tally) -> Iterator[tuple[str, Values]]:
        """How many triples and things of each class there are; of a part, the triples only in all, for its graphs have
        the names of those of the whole."""
        triples = self.syntax.property("void", "triples")
        has, iri, classes = self.syntax.property, self.syntax.iri, self.classes()
        found: Values = [(triples, [self.number(tally.all)])]
        uncertain = [tie for tie in self.base.relations.values() if self.selection.activity(tie) == "possible"]
        if uncertain:
            found.append((has("kg", "mayHold"), [iri("relation", tie.id) for tie in uncertain]))
        if classes:
            found.append((has("void", "classPartition"), [iri("dataset", f"class-{cls}") for cls in classes]))
        yield self.dataset, found
        if not self.is_part:
            yield self.syntax.iri("graph", "stated"), [(triples, [self.number(tally.stated)])]
            yield self.syntax.iri("graph", "direct"), [(triples, [self.number(tally.direct)])]
        for cls, count in classes.items():
            yield (
                iri("dataset", f"class-{cls}"),
                [
                    *self.typed("void:Dataset"),
                    (has("void", "class"), [iri("kg", cls)]),
                    (has("void", "entities"), [self.number(count)]),
                ],
            )

    def whole(self) -> Values:
        """What is said of the data set itself."""
        has, iri, text = self.syntax.property, self.syntax.iri, self.syntax.text
        about = self.base.about
        found = self.typed("dcat:Dataset", "void:Dataset", "prov:Entity")
        if about.title:
            found.append((has("dcterms", "title"), [text(f"{about.title} (a part)" if self.is_part else about.title)]))
        if about.description:
            found.append((has("dcterms", "description"), [text(about.description)]))
        if self.is_part:
            found.append((has("skos", "scopeNote"), [self.syntax.tagged(scope(self.base, self.selection), "en")]))
            found.append((has("dcterms", "isPartOf"), [iri("data", "dataset")]))
            found.append((has("prov", "wasDerivedFrom"), [iri("data", "dataset")]))
        if about.license:
            found.append((has("dcterms", "license"), [self.syntax.foreign(about.license)]))
        if about.version:
            found.append((has("dcat", "version"), [text(about.version)]))
        if about.creators:
            creators = [iri("dataset", f"creator-{number}") for number, _ in enumerate(about.creators, 1)]
            found.append((has("dcterms", "creator"), creators))
        if about.homepage:
            found.append((has("foaf", "homepage"), [self.syntax.foreign(about.homepage)]))
        if self.base.newest_date is not None:
            found.append((has("dcterms", "modified"), [self.day(self.base.newest_date.text)]))
        found.append((has("dcterms", "conformsTo"), [self.syntax.foreign(KG.removesuffix("#"))]))
        found.append((has("prov", "wasGeneratedBy"), [iri("dataset", "compilation")]))
        found.append((has("void", "uriSpace"), [text(DATA)]))
        found.append((has("void", "vocabulary"), [self.syntax.foreign(PREFIXES[name]) for name in _VOCABULARIES]))
        classes = self.classes()
        found.append((has("void", "entities"), [self.number(sum(classes.values()))]))
        found.append((has("void", "classes"), [self.number(len(classes))]))
        found.append((has("void", "subset"), [iri("graph", name) for name, _, _ in _GRAPHS]))
        return found

    def classes(self) -> dict[str, int]:
        """How many things there are of each class, by its local name; each thing has one class, the most specific."""
        base = self.base
        found = Counter(entity.type for entity in base.entities.values())
        found.update(relation.type for relation in base.relations.values())
        found["Name"] = sum(1 for entity in base.entities.values() for _ in names_of(entity))
        found["Claim"] = sum(len(relation.claims) for relation in base.relations.values())
        found["Quantity"] = sum(len(entity.quantities) for entity in base.entities.values())
        found["FateClaim"] = sum(len(entity.fates) for entity in base.entities.values())
        found["Source"] = len(base.sources)
        return {cls: count for cls, count in sorted(found.items()) if count}

    def typed(self, *classes: str) -> Values:
        return [(self.syntax.property("rdf", "type"), [self.syntax.iri(*cls.split(":")) for cls in classes])]

    def number(self, value: int) -> str:
        return self.syntax.typed("xsd", "integer")(str(value))

    def day(self, text: str) -> str:
        """A date in the type that catalogs know, where it is as precise as that; else in EDTF, as it was written."""
        for pattern, precision in _PRECISIONS:
            if pattern.fullmatch(text):
                return self.syntax.typed("xsd", precision)(text)
        return self.syntax.typed("edtf", "EDTF-level1")(text)


def part_id(selection: Selection) -> str:
    """The local name of a part: from what was asked for, so that the same question gives the same name."""
    asked = json.dumps(selection.as_json(), ensure_ascii=False, sort_keys=True)
    return f"part-{blake2s(asked.encode(), digest_size=6).hexdigest()}"


def scope(base: KnowledgeBase, selection: Selection) -> str:
    """Which part of the graph a selection leaves, in words."""
    asked = []
    if selection.types:
        labels = [base.vocabulary.relation_classes[name].label for name in sorted(selection.types)]
        asked.append(f"of the kinds {_listed(labels, 'and')}")
    if selection.signs:
        signs = [f"{sign} ({_SIGN_WORDS[sign]})" for sign in sorted(selection.signs)]
        asked.append(f"of the signs {_listed(signs, 'and')}")
    if selection.statuses:
        asked.append(f"that are {_listed(sorted(selection.statuses), 'or')}")
    if selection.min_credibility is not None:
        asked.append(f"of credibility {selection.min_credibility} or better")
    if selection.as_of is not None:
        asked.append(f"that hold or may hold as of {selection.as_of.text}")
    if selection.entities:
        asked.append(f"between {_listed(sorted(selection.entities), 'and')}")
    return f"Only ties {', '.join(asked)}, with the entities, claims and sources that they need."


def _listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
