"""Ties in a property graph: each as a record of its own, and as relationships between the entities that it links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from khorasan_graph.export.cypher.graph import Column, Links, Row, columns, row_of
from khorasan_graph.export.formats import Request
from khorasan_graph.graph.adjacency import is_followed
from khorasan_graph.graph.network import edge_id
from khorasan_graph.model.records import Relation

_OF_TIES = columns(
    type="text", family="text", sign="text", symmetric="bool", punctual="bool", status="text", credibility="int",
    asserting="int", denying="int", start="when", end="when", known_from="date", known_to="date", possible_from="date",
    possible_to="date", activity="text", place="text", note="text", sources="texts", publishers="texts",
)  # fmt: skip


def relationship_type(local_name: str) -> str:
    """How a direct property of the ontology is called among relationships: `coordinatesWith` is `COORDINATES_WITH`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", local_name).upper()


class Ties:
    """Ties as records, and as relationships between the entities that they link."""

    def __init__(self, request: Request) -> None:
        self.base, self.selection = request.base, request.selection
        qualifiers = [it for cls in self.base.vocabulary.relation_classes.values() for it in cls.qualifiers]
        self.lists = {it.key for it in qualifiers if it.many}
        extra = tuple(
            Column(f"qualifier_{key}", "texts" if key in self.lists else "text")
            for key in sorted({it.key for it in qualifiers})
        )
        self.relation_columns = (*columns(id="text", subject="text", object="text"), *_OF_TIES, *extra)
        self.link_columns = (*columns(id="text", relation="text", role="text"), *_OF_TIES, *extra)

    def relations(self) -> Iterator[tuple[tuple[str, ...], Iterable[Row]]]:
        for name, cls in self.base.vocabulary.relation_classes.items():
            found = [
                {**row_of(id=tie.id, subject=tie.subject, object=tie.object), **self.row(tie)}
                for tie in self.base.relations.values()
                if tie.type == name
            ]
            if found:
                yield ("Relation", *(label for label in reversed(cls.ancestors) if label != "Relation")), found

    def links(self) -> Iterator[Links]:
        """A table for every type of relationship that the vocabulary knows, by name."""
        makers: dict[str, set[tuple[str, str | None]]] = {}
        for name, cls in self.base.vocabulary.relation_classes.items():
            if not cls.abstract:
                makers.setdefault(relationship_type(cls.projects_to or name), set()).add((name, None))
                for qualifier in cls.qualifiers:
                    if qualifier.projects_edge:
                        type_ = relationship_type(qualifier.projects_to or qualifier.iri_name)
                        makers.setdefault(type_, set()).add((name, qualifier.key))
        for type_, made_by in sorted(makers.items()):
            yield Links(type_, "Entity", "Entity", self.link_columns, partial(self.drawn, made_by))

    def drawn(self, made_by: set[tuple[str, str | None]]) -> Iterator[tuple[str, str, Row]]:
        """The relationships that classes of ties make, for their ends or for a qualifier."""
        classes = {name for name, _ in made_by}
        for tie in self.base.relations.values():
            if tie.type not in classes or not is_followed(tie):
                continue
            for start, end, role in self.base.edges(tie):
                if (tie.type, role) in made_by:
                    row = {**row_of(id=edge_id(tie, end, role), relation=tie.id, role=role), **self.row(tie)}
                    yield start, end, row if role is None else {**row, "symmetric": False}

    def row(self, tie: Relation) -> Row:
        cls = self.base.relation_class(tie)
        sources = sorted({claim.source for claim in tie.claims})
        found = row_of(
            type=tie.type,
            family=cls.family,
            sign=cls.sign,
            symmetric=cls.symmetric,
            punctual=cls.punctual,
            status=tie.status,
            credibility=tie.asserted_credibility,
            asserting=tie.count("asserts"),
            denying=tie.count("denies"),
            start=tie.start,
            end=tie.end,
            known_from=tie.known_from,
            known_to=tie.known_to,
            possible_from=tie.possible_from,
            possible_to=tie.possible_to,
            activity=self.selection.activity(tie),
            place=tie.place,
            note=tie.note,
            sources=tuple(sources),
            publishers=tuple(sorted({self.base.sources[source].publisher for source in sources})),
        )
        for key, values in tie.qualifiers:
            found[f"qualifier_{key}"] = values if key in self.lists else values[0]
        return found
