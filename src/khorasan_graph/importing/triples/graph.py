"""The statements of a file by their subjects, and which of them were taken: what was not is left over."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from khorasan_graph.model.vocabulary import KG
from khorasan_graph.rdf.dataset import PREFIXES
from khorasan_graph.rdf.foreign import Statement

RDF_TYPE = f"{PREFIXES['rdf']}type"
_OLD_SCHEMA = "http://schema.org/"
_KINDS = frozenset({"text", "iri", "blank"})
_COMMON = {
    **PREFIXES,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "bibo": "http://purl.org/ontology/bibo/",
}


class Graph:
    """The statements of a file, each once. Two spellings of the namespace of schema.org are one."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.statements: list[Statement] = []
        self.by_subject: dict[str, dict[str, list[int]]] = {}
        self.pointing: dict[str, list[int]] = {}
        seen: set[tuple[str, ...]] = set()
        for each in statements:
            if each.predicate.startswith(_OLD_SCHEMA) or (each.kind == "iri" and each.object.startswith(_OLD_SCHEMA)):
                value = _schema(each.object) if each.kind == "iri" else each.object
                each = each._replace(predicate=_schema(each.predicate), object=value)
            key = each[:6]
            if key in seen:  # the same in another graph of the file
                continue
            seen.add(key)
            number = len(self.statements)
            self.statements.append(each)
            self.by_subject.setdefault(each.subject, {}).setdefault(each.predicate, []).append(number)
        self.taken = bytearray(len(self.statements))
        self.why: dict[int, str] = {}

    def subjects(self) -> Iterator[str]:
        """Every subject, in the order of the text: that of the file would be no order of the data."""
        return iter(sorted(self.by_subject))

    def types(self, subject: str) -> list[str]:
        """The classes of a node."""
        return sorted({each.object for _, each in self.numbered(subject, RDF_TYPE) if each.kind == "iri"})

    def numbered(self, subject: str, predicate: str) -> list[tuple[int, Statement]]:
        """The values of a property with their numbers, sorted by value."""
        numbers = self.by_subject.get(subject, {}).get(predicate, ())
        return sorted(((number, self.statements[number]) for number in numbers), key=lambda item: item[1])

    def peek(self, subject: str, *predicates: str) -> list[Statement]:
        """The values of properties, without taking them."""
        return [each for predicate in predicates for _, each in self.numbered(subject, predicate)]

    def take(self, subject: str, *predicates: str, kinds: Container[str] = _KINDS) -> list[Statement]:
        """All values of properties, the first property's first; they count as understood.

        `kinds`: texts, IRIs, blank nodes; values of any other kind are left over.
        """
        found = []
        for predicate in predicates:
            for number, each in self.numbered(subject, predicate):
                if each.kind in kinds:
                    self.taken[number] = 1
                    found.append(each)
        return found

    def drop(self, subject: str) -> None:
        """Take all that is said of a node, and forget it."""
        for numbers in self.by_subject.pop(subject).values():
            for number in numbers:
                self.taken[number] = 1

    def one(self, subject: str, *predicates: str) -> Statement | None:
        """The first value of the first of these properties that has one; any other is left over."""
        for predicate in predicates:
            for number, each in self.numbered(subject, predicate):
                self.taken[number] = 1
                self.because(subject, predicates, "another value was taken: there can be one")
                return each
        return None

    def because(self, subject: str, predicates: Iterable[str], why: str) -> None:
        """Say why values of these properties that nobody takes are left over."""
        for predicate in predicates:
            for number, _ in self.numbered(subject, predicate):
                self.why.setdefault(number, why)

    def untaken(self) -> Iterator[tuple[int, Statement]]:
        """The statements that nobody took."""
        return ((number, each) for number, each in enumerate(self.statements) if not self.taken[number])


def _schema(iri: str) -> str:
    return f"https://schema.org/{iri.removeprefix(_OLD_SCHEMA)}" if iri.startswith(_OLD_SCHEMA) else iri


def short(iri: str) -> str:
    """An IRI as people know it: with the usual prefix, if it has one."""
    for prefix, namespace in _COMMON.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w.-]+", rest := iri.removeprefix(namespace)):
            return f"{prefix}:{rest}"
    return iri


def local_name(iri: str) -> str:
    """The last part of an IRI, to make an id of where nothing has a name."""
    return re.split(r"[/#:]", iri.rstrip("/#:"))[-1]


def kg(name: str) -> str:
    """A term of our ontology."""
    return f"{KG}{name}"
