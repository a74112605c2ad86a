"""Writing the RDF as text, as a stream: the same knowledge base gives the same bytes on every machine.

Each writer gives what is stated and the direct triples, and, where it shall be `described`, the description of the
data set before them and its counts behind them. It takes a base that a selection has narrowed already, and the
selection, for what that says of ties. The syntaxes of quads keep the three in graphs of their own. JSON-LD and RDF/XML
are written in `jsonld` and `rdfxml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.rdf.dataset import (
    ALL_PREFIXES,
    DESCRIPTION_GRAPH,
    DIRECT_GRAPH,
    PREFIXES,
    STATED_GRAPH,
    Syntax,
    Values,
    describe,
    direct_ties,
)
from khorasan_graph.rdf.description import Description, Tally

_LINE = 116
_BETWEEN, _BETWEEN_OBJECTS = " ;\n    ", ",\n        "
_ESCAPE = re.compile(r'["\\\n\r\t]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _text(value: str) -> str:
    if _ESCAPE.search(value):
        value = _ESCAPE.sub(lambda match: _ESCAPES[match.group()], value)
    return f'"{value}"'


def _syntax(of_property: Callable[[str, str], str], iri: Callable[[str, str], str]) -> Syntax:
    def typed(prefix: str, local: str) -> Callable[[str], str]:
        datatype = iri(prefix, local)
        return lambda value: f"{_text(value)}^^{datatype}"

    return Syntax(
        property=of_property,
        iri=iri,
        foreign=lambda value: f"<{value}>",
        text=_text,
        tagged=lambda value, lang: f"{_text(value)}@{lang}",
        typed=typed,
    )


def _prefixed(prefix: str, local: str) -> str:
    return f"{prefix}:{local}"


def _absolute(prefix: str, local: str) -> str:
    return f"<{ALL_PREFIXES[prefix]}{local}>"


TURTLE = _syntax(lambda prefix, local: "a" if (prefix, local) == ("rdf", "type") else f"{prefix}:{local}", _prefixed)
"""Terms as Turtle and TriG write them, under `ALL_PREFIXES`."""
N_TRIPLES = _syntax(_absolute, _absolute)
"""Terms as N-Triples and N-Quads write them."""


def turtle(base: KnowledgeBase, selection: Selection = EVERYTHING, *, described: bool = False) -> Iterator[str]:
    """Turtle: one block for each subject, what is stated and the direct triples together."""
    yield _prefixes(described)
    description = Description(base, selection, TURTLE) if described else None
    tally = Tally()
    if description is not None:
        yield from (_block(subject, values) for subject, values in description.head())
    for subject, stated, direct, _ in describe(base, TURTLE, selection):
        if description is not None:
            tally.count(stated, direct)
        yield _block(subject, stated + direct if direct else stated)
    if description is not None:
        yield from (_block(subject, values) for subject, values in description.totals(tally))


def trig(base: KnowledgeBase, selection: Selection = EVERYTHING, *, described: bool = False) -> Iterator[str]:
    """TriG: the graphs apart: the description, what is stated, the direct triples; and how many there were."""
    yield _prefixes(described)
    description = Description(base, selection, TURTLE) if described else None
    tally = Tally()
    if description is not None:
        yield from _graph(DESCRIPTION_GRAPH, description.head())
    direct = direct_ties(base, TURTLE, selection)
    yield f"\n<{STATED_GRAPH}> {{\n"
    for subject, stated, ties, _ in describe(base, TURTLE, selection):
        if description is not None:
            tally.count(stated, ties)
        yield _block(subject, stated)
    yield "}\n"
    yield from _graph(DIRECT_GRAPH, ((TURTLE.iri("data", subject), values) for subject, values in direct.items()))
    if description is not None:
        yield from _graph(DESCRIPTION_GRAPH, description.totals(tally))


def nquads(base: KnowledgeBase, selection: Selection = EVERYTHING, *, described: bool = False) -> Iterator[str]:
    """N-Quads: one line for each statement, in the graph of what is stated or in that of the direct triples."""
    graphs = (f" <{graph}>" for graph in (STATED_GRAPH, DIRECT_GRAPH, DESCRIPTION_GRAPH))
    return _lines(base, selection, described, *graphs)


def ntriples(base: KnowledgeBase, selection: Selection = EVERYTHING, *, described: bool = False) -> Iterator[str]:
    """N-Triples: one line for each statement."""
    return _lines(base, selection, described, "", "", "")


def _lines(
    base: KnowledgeBase, selection: Selection, described: bool, stated: str, direct: str, description: str
) -> Iterator[str]:
    """The statements by the line, each kind with what stands behind it: the name of its graph, or nothing."""
    about = Description(base, selection, N_TRIPLES) if described else None
    tally = Tally()
    if about is not None:
        for subject, values in about.head():
            yield from _statements(subject, values, description)
    for subject, values, ties, _ in describe(base, N_TRIPLES, selection):
        yield from _statements(subject, values, stated)
        if ties:
            same = dict(values) if direct == stated else {}
            for predicate, objects in ties:
                known = same.get(predicate, ())
                yield from _statements(subject, [(predicate, [it for it in objects if it not in known])], direct)
        if about is not None:
            tally.count(values, ties)
    if about is not None:
        for subject, values in about.totals(tally):
            yield from _statements(subject, values, description)


def _statements(subject: str, values: Values, graph: str) -> Iterator[str]:
    return (f"{subject} {predicate} {value}{graph} .\n" for predicate, objects in values for value in objects)


def _prefixes(described: bool) -> str:
    known = ALL_PREFIXES if described else PREFIXES
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in known.items())


def _block(subject: str, values: Values) -> str:
    """The statements on one subject; long lists have a line for each object."""
    lines = []
    for predicate, objects in values:
        line = f"{predicate} {', '.join(objects)}"
        if len(objects) > 1 and len(line) > _LINE:
            line = f"{predicate}\n        {_BETWEEN_OBJECTS.join(objects)}"
        lines.append(line)
    return f"\n{subject} {_BETWEEN.join(lines)} .\n"


def _graph(name: str, blocks: Iterable[tuple[str, Values]]) -> Iterator[str]:
    yield f"\n<{name}> {{\n"
    for subject, values in blocks:
        yield _block(subject, values)
    yield "}\n"
