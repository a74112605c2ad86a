"""JSON-LD: each entity with its names, numbers and fates inside it, each tie with its claims, under short keys.

It reads like the files it was made from, and is the same RDF as the other syntaxes: three named graphs, in each a list
of things. Written as a stream, by our own hand: the same knowledge base gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.model.vocabulary import DATA
from khorasan_graph.rdf.context import LISTS, Context, compact, context, text
from khorasan_graph.rdf.dataset import (
    DESCRIPTION_GRAPH,
    DIRECT_GRAPH,
    STATED_GRAPH,
    Description,
    Part,
    Syntax,
    Values,
    describe,
    direct_ties,
)
from khorasan_graph.rdf.description import Description as DataSet
from khorasan_graph.rdf.description import Tally

_PART_KEYS: dict[Part, str] = {"name": "name", "claim": "claim", "quantity": "quantities", "fate": "fates"}
_ONE_SOURCE = frozenset({"claim", "quantity", "fate"})
_quoted = json.JSONEncoder(ensure_ascii=False).encode
Members = dict[str, str]
"""The keys of one thing with their values, as JSON."""


def jsonld(base: KnowledgeBase, selection: Selection = EVERYTHING, *, described: bool = False) -> Iterator[str]:
    """JSON-LD: the context, then the description, what is stated, and the direct triples, each a graph."""
    writer = _Writer(context(base.vocabulary))
    yield f'{{\n"@context": {text(writer.context)},\n"@graph": [\n'
    if described:
        yield from _graph(DESCRIPTION_GRAPH, writer.description(base, selection))
        yield ",\n"
    yield from _graph(STATED_GRAPH, writer.things(describe(base, writer.syntax, selection)))
    yield ",\n"
    direct = direct_ties(base, writer.syntax, selection).items()
    yield from _graph(DIRECT_GRAPH, (writer.thing(compact("data", subject), values) for subject, values in direct))
    yield "\n]\n}\n"


def _graph(name: str, things: Iterable[Members]) -> Iterator[str]:
    yield f'{{"id": {_quoted(f"data:{name.removeprefix(DATA)}")}, "@graph": ['
    between = "\n"
    for members in things:
        lines = (f"  {_quoted(key)}: {value}" for key, value in members.items())
        yield between + "{\n" + ",\n".join(lines) + "\n}"
        between = ",\n"
    yield "\n]}"


class _Writer:
    """Turns statements into members under one context.

    The syntax writes each term as JSON that needs no context (`{"@id": ...}`, `{"@value": ..., "@type": ...}`); what
    the context says of a key is then left out of its values.
    """

    def __init__(self, made: Context) -> None:
        self.context = made
        self.keys: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.many = set(LISTS)
        for key, term in made.items():
            if key.startswith("@") or key in ("id", "type"):
                continue
            expanded = term if isinstance(term, str) else term.get("@id", "")
            if not expanded:
                continue
            self.keys.setdefault(expanded, key)
            if isinstance(term, dict):
                self.kinds[key] = term.get("@type", "")
                if "@container" in term:
                    self.many.add(key)
        self.syntax = Syntax(
            property=cache(self.key),
            iri=lambda prefix, local: f'{{"@id": {_quoted(compact(prefix, local))}}}',
            foreign=lambda value: f'{{"@id": {_quoted(value)}}}',
            text=_quoted,
            tagged=lambda value, lang: f'{{"@value": {_quoted(value)}, "@language": {_quoted(lang)}}}',
            typed=self.typed,
        )

    def key(self, prefix: str, local: str) -> str:
        """The key of a property: its own in the context, else its name if no key is called so, else its IRI."""
        if (prefix, local) == ("rdf", "type"):
            return "type"
        iri = f"{prefix}:{local}"
        known = self.keys.get(iri)
        if known is not None:
            return known
        return local if prefix == "kg" and self.is_free(local) else iri

    def is_free(self, local: str) -> bool:
        """Whether a name of the vocabulary can stand for itself."""
        return local not in self.context and not set(local) & set(":/#@")

    @staticmethod
    def typed(prefix: str, local: str) -> Any:
        if (prefix, local) in (("xsd", "integer"), ("xsd", "boolean")):
            return str
        end = f', "@type": "{prefix}:{local}"}}'
        return lambda value: f'{{"@value": {_quoted(value)}{end}'

    def things(self, descriptions: Iterable[Description]) -> Iterator[Members]:
        """Each thing with its parts inside it."""
        whole: Members = {}
        parts: dict[str, list[str]] = {}
        for subject, stated, _, part in descriptions:
            if part:
                key = _PART_KEYS[part]
                members = self.thing(subject, stated, part)
                inside = ", ".join(f"{_quoted(name)}: {value}" for name, value in members.items())
                parts.setdefault(key, []).append(f"{{{inside}}}")
                continue
            if whole:
                yield whole | _lists(parts)
            whole, parts = self.thing(subject, stated), {}
        if whole:
            yield whole | _lists(parts)

    def thing(self, subject: str, values: Values, part: Part = "") -> Members:
        """The members of one thing; `about` follows from where a number or a fate stands."""
        members = {"id": subject.removeprefix('{"@id": ').removesuffix("}") if subject[0] == "{" else _quoted(subject)}
        for key, objects in values:
            if key == "sources" and part in _ONE_SOURCE:
                key = "source"
            elif key == "about" and part:
                continue
            found = [self.short(key, value) for value in objects]
            members[key] = found[0] if len(found) == 1 and key not in self.many else f"[{', '.join(found)}]"
        return members

    def short(self, key: str, value: str) -> str:
        """A value without what the context says of all values of its key."""
        kind = "@vocab" if key == "type" else self.kinds.get(key, "")
        if not kind or value[0] != "{":
            return value
        if kind == "@id" or kind == "@vocab":
            iri = value.removeprefix('{"@id": ').removesuffix("}")
            local = iri[4:-1]
            return f'"{local}"' if kind == "@vocab" and iri.startswith('"kg:') and self.is_free(local) else iri
        end = f', "@type": "{kind}"}}'
        return value.removeprefix('{"@value": ').removesuffix(end) if value.endswith(end) else value

    def description(self, base: KnowledgeBase, selection: Selection) -> Iterator[Members]:
        """The description of the data set, each subject in one place: the triples are counted beforehand."""
        tally = Tally()
        for _, stated, direct, _ in describe(base, self.syntax, selection):
            tally.count(stated, direct)
        described = DataSet(base, selection, self.syntax)
        merged: dict[str, Values] = {}
        for subject, values in (*described.head(), *described.totals(tally)):
            merged.setdefault(subject, []).extend(values)
        return (self.thing(subject, values) for subject, values in merged.items())


def _lists(parts: dict[str, list[str]]) -> Members:
    """The parts of a thing, a line for each; a list replaces the mere names of what is in it."""
    return {key: "[\n    " + ",\n    ".join(found) + "\n  ]" for key, found in parts.items()}
