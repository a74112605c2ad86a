"""Every named query: what it finds in a small project, the same by two engines, and what its comment promises."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue

import khorasan_graph as kg
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.model.activity import activity
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.lookup import resolve
from khorasan_graph.model.selection import narrow, select
from khorasan_graph.rdf.engines import to_oxigraph, to_rdflib
from khorasan_graph.rdf.gate import QUERY_PREFIXES, is_careless
from khorasan_graph.rdf.library import NamedQuery, read_library, read_query
from khorasan_graph.rdf.parameters import KINDS, bind, blocks
from khorasan_graph.rdf.query import query
from khorasan_graph.rdf.worker import term_json
from tests.authoring.projects import projects
from tests.rdf.library_sample import library_base
from tests.support import ROOT, TODAY, base_from, vocabulary

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")
GOLDEN = Path(__file__).parent / "golden/library"
LIBRARY = read_library(ROOT / "ontology/queries")
RELATION = "https://w3id.org/khorasan-graph/id/relation/"

SETTINGS: dict[str, dict[str, list[str]]] = {
    "as-of": {"asOf": ["2016"], "about": ["The Umbrella"]},
    "chain-of-allegiance": {"below": ["cell"]},
    "contested": {"about": ["government", "cell"]},
    "designations": {"authority": ["Neighbour"]},
    "dossier": {"about": ["The Cell"]},
    "fates": {"person": ["First Leader"]},
    "is-linked": {"one": ["cell"], "other": ["islamic-state"]},
    "leaders": {"group": ["The Splinter"]},
    "native-names": {"about": ["isk"]},
    "newly-sighted": {"year": ["2018"]},
    "not-a-fact": {"about": ["cell"]},
    "pledges": {"to": ["The Base"]},
    "responsibility": {"actor": ["ttp"]},
    "sanctuaries": {"place": ["low-valley"]},
    "single-source": {"about": ["cell"]},
    "source": {"source": ["s4"]},
    "splits-and-mergers": {"about": ["al-qaida"]},
    "strength": {"measure": ["measure-attacks"]},
    "subgraph": {"about": ["second"]},
    "successions": {"person": ["second"]},
    "support": {"receiver": ["al-qaida"]},
    "umbrella-members": {"umbrella": ["islamic-state"]},
}
"""One setting for every query that takes any."""


def bound(name: str, base: KnowledgeBase) -> str:
    return bind(base, LIBRARY[name].text, SETTINGS[name], lambda text: resolve(base, text))


def lines(base: KnowledgeBase, text: str) -> str:
    """An answer as text to keep: names in short, one row in a line."""
    answer = query(base, text)
    assert answer.limit is None
    if answer.boolean is not None:
        return f"{'yes' if answer.boolean else 'no'}\n"
    rows = ["\t".join("" if term is None else term.short for term in row) for row in answer.rows]
    if answer.form != "SELECT":
        rows.sort()
    return "".join(f"{line}\n" for line in ["\t".join(f"?{name}" for name in answer.variables), *rows])


@pytest.mark.parametrize("name", LIBRARY)
def test_what_it_finds(name: str, pytestconfig: pytest.Config) -> None:
    """The transcripts hold the answer as the query stands, and that with its settings."""
    actual = lines(library_base(), LIBRARY[name].text)
    if LIBRARY[name].settings:
        given = " ".join(f"{key}={value}" for key, values in SETTINGS[name].items() for value in values)
        actual += f"\n--set {given}\n{lines(library_base(), bound(name, library_base()))}"
    golden = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == golden.read_text(encoding="utf-8")
    assert actual.startswith("yes") or actual.count("\n") > 1, "the project holds something for every query"


def test_no_answer_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(LIBRARY)


def test_every_question_of_the_brief_has_its_query() -> None:
    assert len(LIBRARY) >= 15
    forms = {prepareQuery(one.text).algebra.name for one in LIBRARY.values()}
    assert forms == {"SelectQuery", "AskQuery", "ConstructQuery", "DescribeQuery"}


@cache
def stores() -> tuple[ox.Store, rdflib.Dataset]:
    return to_oxigraph(library_base()), to_rdflib(library_base())


Rows = Counter[tuple[str, ...]]


def by_oxigraph(store: ox.Store, text: str) -> Rows | bool:
    """The answer with no prefix declared from outside: the file is whole."""
    found = store.query(text, use_default_graph_as_union=True)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        return Counter(tuple(_fast(term) for term in row) for row in found)
    return Counter({(_fast(one.subject), _fast(one.predicate), _fast(one.object)) for one in found})


def by_rdflib(dataset: rdflib.Dataset, text: str) -> Rows | bool:
    found = dataset.query(text)
    if found.type == "ASK":
        return bool(found.askAnswer)
    if found.type == "SELECT":
        assert found.vars is not None
        return Counter(tuple(_slow(row[name]) for name in found.vars) for row in found)  # type: ignore[index,call-overload]
    assert found.graph is not None
    return Counter({tuple(_slow(term) for term in triple) for triple in found.graph})


def _fast(term: object) -> str:
    return "" if term is None else "|".join(term_json(term).values())


def _slow(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, rdflib.URIRef):
        return f"uri|{term}"
    assert isinstance(term, rdflib.Literal)
    datatype = str(term.datatype) if term.datatype and term.datatype != rdflib.XSD.string else None
    return "|".join(filter(None, ["literal", str(term), term.language, datatype])) if str(term) else "literal|"


@pytest.mark.parametrize("name", LIBRARY)
def test_both_engines_find_the_same(name: str) -> None:
    fast, slow = stores()
    texts = [LIBRARY[name].text, *([bound(name, library_base())] if LIBRARY[name].settings else [])]
    for text in texts:
        assert by_oxigraph(fast, text) == by_rdflib(slow, text)


@pytest.mark.parametrize("name", LIBRARY)
def test_it_runs_on_the_shipped_data(name: str) -> None:
    assert query(shipped(), LIBRARY[name].text).limit is None


@pytest.mark.parametrize("named", LIBRARY.values(), ids=LIBRARY)
def test_it_says_what_it_answers_and_what_it_takes(named: NamedQuery) -> None:
    assert named.title != named.name
    assert len(named.title) <= 80
    assert named.answers.endswith(".")
    assert named.caveat.endswith(".")
    assert all(what for _, what in named.settings), "each parameter is explained"
    kinds = {line.split("(")[1].split(")")[0] for line in named.text.splitlines() if line.startswith("# Set ")}
    assert kinds <= {*KINDS, "date"}
    assert bool(named.settings) == (named.name in SETTINGS)
    assert not is_careless(named.text) or named.name == "dossier"
    assert max(map(len, named.text.splitlines())) <= 120


@pytest.mark.parametrize("named", LIBRARY.values(), ids=LIBRARY)
def test_rows_are_in_one_order(named: NamedQuery) -> None:
    """A SELECT is ordered, and by so much that no two rows of the answer are alike in what they are ordered by."""
    ordered: list[object] = []
    traverse(prepareQuery(named.text).algebra, visitPre=lambda node: ordered.append(node) if _is_order(node) else None)
    assert bool(ordered) == named.text.split("WHERE")[0].rstrip().split("\n")[-1].lstrip().startswith(("SELECT", "("))
    if ordered:
        answer = query(library_base(), named.text)
        assert len(set(answer.rows)) == len(answer.rows)


def _is_order(node: object) -> bool:
    return isinstance(node, CompValue) and node.name == "OrderBy"


def test_a_file_without_a_comment_is_a_query_too() -> None:
    named = read_query("mine", 'SELECT * { VALUES ?x { "a" } ?x ?y ?z }')
    assert (named.title, named.answers, named.caveat, named.settings) == ("mine", "", "", (("x", ""),))


# As of a date: SPARQL and the selection say the same.

DATES = (
    "2003",
    "2010-09-01",
    "2014-08",
    "2014-10-15",
    "2015~",
    "2016",
    "2016/2018",
    "../2009",
    "2017/..",
    "201X",
    "2024",
)


def as_of_by_sparql(base: KnowledgeBase, when: str, store: ox.Store) -> dict[str, str]:
    """The answer of the library's query, with denied ties as well: every tie and whether it holds or may hold."""
    text = LIBRARY["as-of"].text.replace("  FILTER (?state != kg:denied)\n", "")
    assert text != LIBRARY["as-of"].text
    found = store.query(
        bind(base, text, {"asOf": [when]}, str), prefixes=dict(QUERY_PREFIXES), use_default_graph_as_union=True
    )
    assert isinstance(found, ox.QuerySolutions)
    return {row["tie"].value.removeprefix(RELATION): row["then"].value for row in found}


def as_of_by_selection(base: KnowledgeBase, when: str) -> dict[str, str]:
    chosen = select(base.vocabulary, as_of=when)
    words = {"active": "holds", "possible": "may hold"}
    return {tie.id: words[str(chosen.activity(tie))] for tie in narrow(base, chosen).relations.values()}


@pytest.mark.parametrize("when", DATES)
def test_as_of_is_the_same_in_sparql(when: str) -> None:
    found = as_of_by_sparql(library_base(), when, stores()[0])
    assert found == as_of_by_selection(library_base(), when)
    assert found


@pytest.mark.parametrize("when", ["2009", "2014-08-01", "2017", "2021-08-15", "2024~", "../2001", "2026"])
def test_as_of_is_the_same_in_sparql_on_the_shipped_data(when: str) -> None:
    assert as_of_by_sparql(shipped(), when, shipped_store()) == as_of_by_selection(shipped(), when)


@cache
def shipped() -> KnowledgeBase:
    base = kg.load().knowledge_base
    assert base is not None
    return base


@cache
def shipped_store() -> ox.Store:
    return to_oxigraph(shipped())


def test_the_dates_tell_all_three_answers_apart() -> None:
    days = [parse_date(when) for when in DATES]
    seen = {
        activity(tie, day) for tie in library_base().relations.values() for day in days if isinstance(day, EdtfDate)
    }
    assert seen == {"active", "possible", "inactive"}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=projects())
def test_as_of_is_the_same_in_sparql_on_any_project(files: dict[str, str]) -> None:
    raw = [RawFile(path, text.encode()) for path, text in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    store = to_oxigraph(base)
    bounds = {
        day.isoformat()
        for tie in base.relations.values()
        for day in (tie.known_from, tie.known_to, tie.possible_from, tie.possible_to)
        if day is not None and date.min < day < date.max
    }
    for when in [*sorted(bounds)[:6], "2010", "2014-02~", "../2005", "2015/.."]:
        assert as_of_by_sparql(base, when, store) == as_of_by_selection(base, when)


def test_as_of_on_the_command_line_passes_the_same_ties() -> None:
    """`--as-of` narrows the data before the query: the records left are those that the pattern finds."""
    base = library_base()
    left = query(narrow(base, select(base.vocabulary, as_of="2016")), "SELECT ?tie { ?tie kg:status ?s } ORDER BY ?tie")
    assert {row["tie"] for row in left} == {f"relation:{tie}" for tie in as_of_by_sparql(base, "2016", stores()[0])}


def test_blocks_of_the_library_are_understood() -> None:
    for named in LIBRARY.values():
        assert len(blocks(named.text)) == named.text.count("VALUES "), named.name


def test_two_that_a_source_tells_apart_are_not_linked() -> None:
    base = base_from("""
--- people/one.yaml
type: Person
name: One
relations:
  - {type: DifferentFrom, object: two, claims: [{source: s1, credibility: 3}]}
--- people/two.yaml
type: Person
name: Two
""")
    asked = kg.queries()["is-linked"].text
    assert not kg.query(base, asked, values={"one": "one", "other": "two"})
