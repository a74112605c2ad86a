"""The tables of sources: the documents, and who wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from khorasan_graph.export.tables.columns import Column, Table, View, dated
from khorasan_graph.model.records import Source


class Authored(NamedTuple):
    source: Source
    position: int
    author: str


def _authored(view: View) -> Iterator[Authored]:
    for source in view.base.sources.values():
        for position, author in enumerate(source.authors, start=1):
            yield Authored(source, position, author)


SOURCES: Table[Source] = Table(
    "sources",
    "Sources",
    "The documents on which all claims rest: a row for each.",
    ("id",),
    lambda it: f"source/{it.id}",
    lambda view: view.base.sources.values(),
    (
        Column("id", "string", "The id of the source.", lambda view, it: it.id, required=True),
        Column("publisher", "string", "Who published it.", lambda view, it: it.publisher, required=True),
        Column("title", "string", "Its title.", lambda view, it: it.title, required=True),
        *dated("published", "When it was published.", lambda view, it: it.published, required=True),
        Column(
            "reliability",
            "string",
            "A completely reliable, B usually, C fairly, D not usually reliable, E unreliable, F cannot be judged.",
            lambda view, it: it.reliability,
            required=True,
            enum=lambda vocabulary: "ABCDEF",
        ),
        Column(
            "authors",
            "list",
            "Its authors, to read; the table `authors` has them one by one.",
            lambda view, it: it.authors,
            reading=True,
        ),
        Column("lang", "string", "Its language (BCP 47).", lambda view, it: it.lang),
        Column("url", "string", "Where it is on the web.", lambda view, it: it.url),
        Column("archive_url", "string", "Where it is archived.", lambda view, it: it.archive_url),
        Column("via", "string", "The copy in which it was read, where that is another.", lambda view, it: it.via),
        Column(
            "derived_from",
            "list",
            "Sources that it copies or restates, from which it is not independent.",
            lambda view, it: it.derived_from,
            references="sources",
        ),
        *dated("accessed", "When it was read.", lambda view, it: it.accessed),
        Column("note", "string", "A remark on the source.", lambda view, it: it.note),
        Column(
            "claims",
            "integer",
            "How many claims in these tables rest on it.",
            lambda view, it: view.claims_of_source.get(it.id, 0),
            required=True,
            least=0,
            reading=True,
        ),
    ),
)


AUTHORS: Table[Authored] = Table(
    "authors",
    "Authors of sources",
    "Who wrote a source: a row for each author.",
    ("source", "position"),
    lambda it: f"source/{it.source.id}",
    _authored,
    (
        Column("source", "string", "The source.", lambda view, it: it.source.id, required=True, references="sources"),
        Column(
            "position",
            "integer",
            "1, 2 ...: the order of the authors.",
            lambda view, it: it.position,
            required=True,
            least=1,
        ),
        Column("author", "string", "The name as the source gives it.", lambda view, it: it.author, required=True),
    ),
)
