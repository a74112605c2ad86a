"""RDF as drafts: Turtle and its relatives, an export of ours or anybody's."""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.importing.drafts import Drafts, Foreign, LimitError, Record, UnreadableError
from khorasan_graph.importing.triples.graph import Graph, kg, short
from khorasan_graph.importing.triples.kg import Own
from khorasan_graph.importing.triples.standard import Standard
from khorasan_graph.model.vocabulary import DATA, KG
from khorasan_graph.rdf.dataset import PREFIXES
from khorasan_graph.rdf.foreign import SYNTAXES, Statement, TooMuchError, statements
from khorasan_graph.rdf.reading import ReadingError
from khorasan_graph.text.encoding import decode

_DATASET = f"{DATA}dataset"
_OF_THE_DATA_SET = (f"{DATA}dataset/", f"{DATA}graph/")
_TERMS = PREFIXES["dcterms"]
_DCAT = "http://www.w3.org/ns/dcat#"
_FOAF = "http://xmlns.com/foaf/0.1/"


def read(foreign: Foreign) -> Drafts:
    """Read a file of RDF; its ending says in which syntax, Turtle if it says nothing.

    Raises:
        UnreadableError: if it is no text, or not of the syntax.
        LimitError: if it is larger than is read.
    """
    syntax = SYNTAXES.get(foreign.path.suffix.lower(), "turtle")
    decoded, problems = decode(foreign.content(), foreign.name, html=False)
    if decoded is None:
        raise UnreadableError("; ".join(f"{item.message} ({item.hint})" for item in problems))
    try:
        graph = Graph(statements(decoded.text, syntax))
    except ReadingError as error:
        raise UnreadableError(str(error)) from None
    except TooMuchError as error:
        raise LimitError(str(error)) from None
    drafts = Drafts(foreign, f"RDF ({syntax})", own=is_own(graph))
    drafts.note(f"{decoded.encoding}, {len(graph.statements):,} statements")
    read_graph(graph, drafts)
    return drafts


def read_graph(graph: Graph, drafts: Drafts) -> None:
    """Read statements: what is ours and what is everybody's is found first, for either may name the other."""
    about(graph, drafts)
    own = Own(graph, drafts)
    standard = Standard(graph, own)
    own.classify()
    standard.classify()
    own.describe()
    standard.describe()
    own.tie_up()
    standard.ties()
    leave(graph, drafts, own, standard)


def is_own(graph: Graph) -> bool:
    """Whether the file is an export of this program: it has our IRIs, and things of our classes at them."""
    return any(
        subject.startswith(DATA) and any(each.startswith(KG) for each in graph.types(subject))
        for subject in graph.by_subject
    )


def about(graph: Graph, drafts: Drafts) -> None:
    """What an export of ours says of itself; how much there is of what, it says of its own accord."""
    described = [each for each in graph.by_subject if each == _DATASET or each.startswith(_OF_THE_DATA_SET)]
    parts = sorted(each for each in described if each.startswith(f"{DATA}dataset/part-"))
    node = parts[0] if parts else _DATASET
    record = Record()
    for field, predicate in (
        ("title", f"{_TERMS}title"),
        ("description", f"{_TERMS}description"),
        ("license", f"{_TERMS}license"),
        ("version", f"{_DCAT}version"),
        ("homepage", f"{_FOAF}homepage"),
    ):
        found = graph.one(node, predicate)
        if found is not None:
            record.put(field, found.object)
    creators = sorted(
        (each.object for each in graph.peek(node, f"{_TERMS}creator")),
        key=lambda iri: int(number) if (number := iri.rpartition("-")[2]).isdecimal() else 0,
    )
    record.put("creators", tuple(name.object for each in creators for name in graph.peek(each, f"{_FOAF}name")[:1]))
    for part in parts:
        for scope in graph.peek(part, f"{PREFIXES['skos']}scopeNote"):
            drafts.note(f"a part of a graph: {scope.object}")
        may_hold = len(graph.peek(part, kg("mayHold")))
        if may_hold:
            drafts.note(f"{may_hold:,} of its ties only may hold at the time that it is of")
    for subject in described:
        graph.drop(subject)
    if record.fields:
        drafts.about = record


def leave(graph: Graph, drafts: Drafts, own: Own, standard: Standard) -> None:
    """Leave over what nobody took: of what is drafted, by property; of all else, by class."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for number, each in graph.untaken():
        drafted = each.subject in own.entities or each.subject in own.sources
        why, tellable = standard.why(each)
        why = graph.why.get(number, why)
        if drafted:
            key = (short(each.predicate), "statements about what is drafted", why)
            example = f"{short(each.subject)} {short(each.object) if each.kind == 'iri' else each.object}"
        else:
            types = ", ".join(map(short, graph.types(each.subject))) or "no class"
            key = (f"things of {types}", "statements", graph.why.get(number, "not of a kind that is understood"))
            example = " ".join(_told(each))
        groups.setdefault(key, []).append(example if tellable else "")
    for (where, what, why), examples in sorted(groups.items()):
        drafts.leave(where, what, why, count=len(examples), examples=filter(None, examples[:3]))


def _told(each: Statement) -> Iterator[str]:
    yield short(each.subject)
    yield short(each.predicate)
    yield short(each.object) if each.kind == "iri" else each.object
