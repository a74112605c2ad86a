"""The graph as CSV for the bulk importer of Neo4j, and the same files for Ladybug's COPY.

One file for the nodes of each basic label, one for the relationships between two of them. The first line names the
properties and their types, as `neo4j-admin database import full` reads them
(https://neo4j.com/docs/operations-manual/current/import/). The nodes and relationships are those of the `cypher`
script, with the same `kg_edition`: a database that was imported can be updated by a newer script.

Every text is in quotes, a quote in it doubled; what is absent is an empty cell without quotes. Members of a list are
joined by U+001F, which no text of ours can hold. The cells are verbatim: these files are for an importer, not for a
spreadsheet, and a name that begins like a formula is not made another name here (`csv` and `xlsx` see to that).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khorasan_graph import __version__
from khorasan_graph.export.cypher import constraints, ladybug
from khorasan_graph.export.cypher.graph import EDITION, Column, Kind, Links, Nodes, PropertyGraph, Row
from khorasan_graph.export.cypher.rows import property_graph
from khorasan_graph.export.cypher.text import text
from khorasan_graph.export.formats import Chunks, Format, Request

LINES = 500
"""How many lines of a file are written at once."""

_TYPES: dict[Kind, str] = {
    "text": "string",
    "texts": "string[]",
    "int": "long",
    "float": "double",
    "bool": "boolean",
    "date": "date",
}
_ARGUMENTS = "import.args"
_CONSTRAINTS = "constraints.cypher"
_LADYBUG = "ladybug.cypher"


def files(request: Request) -> Iterator[tuple[str, Chunks]]:
    """The tables, then what loads them, then what they are."""
    graph = property_graph(request)
    for nodes in graph.nodes:
        yield f"{nodes.label.lower()}.csv", _node_table(nodes, graph.edition)
    for path, parts in _by_file(graph).items():
        yield path, _link_table(parts, graph.edition)
    yield _CONSTRAINTS, (f"{statement}\n" for statement in constraints(graph, "neo4j"))
    yield _LADYBUG, (f"{statement}\n" for statement in _copies(graph))
    yield _ARGUMENTS, _arguments(graph)
    yield "README.md", _readme(graph)


def _node_table(nodes: Nodes, edition: str) -> Iterator[str]:
    columns = (*nodes.columns, Column(EDITION, "text"))
    head = [f"id:ID({nodes.label})", *(_typed(it) for it in columns if it.name != "id"), ":LABEL"]
    return _table(
        head,
        ([*_cells(row, columns, edition), _quoted(ladybug.SEPARATOR.join(labels))] for labels, row in nodes.rows()),
    )


def _link_table(parts: list[Links], edition: str) -> Iterator[str]:
    columns = _columns(parts)
    head = [f":START_ID({parts[0].start})", f":END_ID({parts[0].end})", ":TYPE", *map(_typed, columns)]
    return _table(
        head,
        (
            [_quoted(start), _quoted(end), _quoted(links.type), *_cells(row, columns, edition)]
            for links in parts
            for start, end, row in links.rows()
        ),
    )


def _by_file(graph: PropertyGraph) -> dict[str, list[Links]]:
    """The relationships by the file that holds them: one for each pair of basic labels."""
    found: dict[str, list[Links]] = {}
    for links in graph.links:
        between = "tie" if links.start == links.end == "Entity" else f"{links.start}-{links.end}".lower()
        found.setdefault(f"{between}.csv", []).append(links)
    return found


def _columns(parts: Iterable[Links]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys((*(it for links in parts for it in links.columns), Column(EDITION, "text"))))


def _typed(column: Column) -> str:
    return f"{column.name}:{_TYPES[column.kind]}"


def _cells(row: Row, columns: tuple[Column, ...], edition: str) -> Iterator[str]:
    for column in columns:
        value = edition if column.name == EDITION else row.get(column.name)
        if value is None:
            yield ""
        else:
            yield _quoted(ladybug.flat(value)) if column.kind in ("text", "texts") else ladybug.flat(value)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _table(head: list[str], lines: Iterable[list[str]]) -> Iterator[str]:
    """A file, some lines at a time."""
    gathered = [",".join(head)]
    for line in lines:
        gathered.append(",".join(line))
        if len(gathered) == LINES:
            yield "\n".join((*gathered, ""))
            gathered = []
    yield "\n".join((*gathered, ""))


def _arguments(graph: PropertyGraph) -> Iterator[str]:
    """What neo4j-admin reads with `@import.args`: an option a line."""
    yield "--array-delimiter=U+001F\n--multiline-fields=true\n--input-encoding=UTF-8\n"
    yield from (f"--nodes={nodes.label.lower()}.csv\n" for nodes in graph.nodes)
    yield from (f"--relationships={path}\n" for path in _by_file(graph))


def _copies(graph: PropertyGraph) -> Iterator[str]:
    """The tables for Ladybug, and the statements that fill them, run from the folder of the files."""
    yield from ladybug.tables(graph)
    for nodes in graph.nodes:
        cells = (*nodes.columns, Column(EDITION, "text"), ladybug.LABELS)
        taken = (*nodes.columns, ladybug.LABELS, Column(EDITION, "text"))
        yield f"COPY {ladybug.quoted(nodes.label)} FROM ({_load(f'{nodes.label.lower()}.csv', cells, taken)});"
    type_ = Column("t", "text")
    for path, parts in _by_file(graph).items():
        cells = (ladybug.START, ladybug.END, type_, *_columns(parts))
        for links in parts:
            taken = (ladybug.START, ladybug.END, *_columns([links]))
            found = _load(path, cells, taken, f" WHERE {ladybug.quoted(type_.name)} = {text(links.type)}")
            ends = f"FROM={text(links.start)}, TO={text(links.end)}"
            yield f"COPY {ladybug.quoted(links.type)} FROM ({found}) ({ends});"


def _load(path: str, cells: tuple[Column, ...], taken: tuple[Column, ...], where: str = "") -> str:
    """A reading of a file, all cells as text, that gives the columns of a table in their order and of their types."""
    names = ", ".join(f"{ladybug.quoted(it.name)} STRING" for it in cells)
    options = "HEADER=true, QUOTE='\"', ESCAPE='\"', PARALLEL=false, AUTO_DETECT=false"
    values = ", ".join(ladybug.cast(it.kind, ladybug.quoted(it.name)) for it in taken)
    return f"LOAD WITH HEADERS ({names}) FROM {text(path)} ({options}){where} RETURN {values}"


def _readme(graph: PropertyGraph) -> Iterator[str]:
    yield f"# A graph for Neo4j, as CSV\n\nMade by khorasan-graph {__version__}, edition {graph.edition}.\n"
    yield (
        "\nInto a new database of Neo4j 5 or later, with the server stopped, from this folder:\n"
        "\n    neo4j-admin database import full @import.args neo4j\n"
        "\nThe options stand in `import.args`; to replace a database that is there, add `--overwrite-destination`.\n"
        "Then start the server, and make ids unique and looking up fast:\n"
        "\n    cypher-shell --file constraints.cypher\n"
        "\nInto Ladybug (or Kuzu), from this folder, into a new database: run `ladybug.cypher`.\n"
        "\nThe first line of a file names the properties and their types. Members of a list are joined by U+001F; the\n"
        "cells are verbatim, so open them in a spreadsheet only as text.\n"
        "\n| file | holds |\n|---|---|\n"
    )
    yield from (f"| `{nodes.label.lower()}.csv` | nodes with the label `{nodes.label}` |\n" for nodes in graph.nodes)
    for path, parts in _by_file(graph).items():
        types = "ties and `PART_OF`" if path == "tie.csv" else f"`{parts[0].type}`"
        yield f"| `{path}` | relationships from `{parts[0].start}` to `{parts[0].end}`: {types} |\n"


FORMATS = {
    "neo4j-csv": Format(
        "CSV for the bulk importer of Neo4j and for COPY of Ladybug, with what runs them",
        ".zip",
        "application/zip",
        files=files,
    ),
}
