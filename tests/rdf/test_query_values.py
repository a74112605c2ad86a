"""What is put into a query is one term, whatever it says; and it is of the kind that its place wants."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import khorasan_graph as kg
from khorasan_graph.model.lookup import UnknownNameError, resolve
from khorasan_graph.rdf.engines import to_oxigraph
from khorasan_graph.rdf.gate import QUERY_PREFIXES, QueryError, admit
from khorasan_graph.rdf.parameters import bind, blocks, parameters
from khorasan_graph.rdf.tokens import tokens
from tests.rdf.library_sample import library_base

ID = "https://w3id.org/khorasan-graph/id/"
ONTOLOGY = "https://w3id.org/khorasan-graph/ontology#"


KINDS_HINT = (
    "write a value in its VALUES block, or the comment `# Set x (entity): ...` "
    "(entity, source, term, iri, text, number, day)"
)


def put(text: str, **values: str | list[str]) -> str:
    given = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
    return bind(library_base(), text, given, lambda name: resolve(library_base(), name))


@pytest.mark.parametrize(
    ("block", "value", "filled"),
    [
        ("VALUES ?x { data:cell }", "The Umbrella", f"VALUES ?x {{ <{ID}ttp> }}"),
        ("values ?x{data:cell}", "ttp", f"values ?x{{ <{ID}ttp> }}"),
        ("VALUES ?x { data:cell }", "data:ttp", f"VALUES ?x {{ <{ID}ttp> }}"),
        (f"VALUES ?x {{ <{ID}cell> }}", "ttp", f"VALUES ?x {{ <{ID}ttp> }}"),
        ("VALUES (?x) { (data:cell) }", "ttp", f"VALUES (?x) {{ (<{ID}ttp>) }}"),
        ("VALUES (?x ?y) { (data:cell 1) }", "ttp", f"VALUES (?x ?y) {{ (<{ID}ttp> 1) }}"),
        ("VALUES ?x { source:s1 }", "s2", f"VALUES ?x {{ <{ID}source/s2> }}"),
        ("VALUES ?x { kg:Split }", "merger", f"VALUES ?x {{ <{ONTOLOGY}Merger> }}"),
        ("VALUES ?x { kg:Split }", "kg:alliedWith", f"VALUES ?x {{ <{ONTOLOGY}alliedWith> }}"),
        ("VALUES ?x { kg:contested }", "denied", f"VALUES ?x {{ <{ONTOLOGY}denied> }}"),
        ("VALUES ?x { skos:prefLabel }", "skos:altLabel",
         "VALUES ?x { <http://www.w3.org/2004/02/skos/core#altLabel> }"),
        ("VALUES ?x { <http://a/> }", "https://b/c", "VALUES ?x { <https://b/c> }"),
        ("VALUES ?x { 1 }", "-7", "VALUES ?x { -7 }"),
        ('VALUES ?x { "a" }', "b", 'VALUES ?x { "b" }'),
        ("VALUES ?x { 'a' }", 'say "b"\n', 'VALUES ?x { "say \\"b\\"\\n" }'),
        ('VALUES ?x { "a"@ur-Latn }', "b", 'VALUES ?x { "b"@ur-Latn }'),
        ('VALUES ?x { "2017-01-01"^^xsd:date }', "2018-02-28",
         'VALUES ?x { "2018-02-28"^^<http://www.w3.org/2001/XMLSchema#date> }'),
        ('VALUES ?x { "2017"^^edtf:EDTF-level1 }', "2018~",
         'VALUES ?x { "2018~"^^<http://id.loc.gov/datatypes/edtf/EDTF-level1> }'),
        ("# Set x (entity): who\nVALUES ?x { UNDEF }", "ttp", f"# Set x (entity): who\nVALUES ?x {{ <{ID}ttp> }}"),
        ("VALUES ?x { 1 } VALUES ?y { 1 } VALUES ?x { 2 3 }", "4", "VALUES ?x { 4 } VALUES ?y { 1 } VALUES ?x { 4 }"),
        ("# VALUES ?x { 1 }\nVALUES ?x { 2 }", "3", "# VALUES ?x { 1 }\nVALUES ?x { 3 }"),
        ("?a ?b 'VALUES ?x { 1 }' VALUES ?x { 2 }", "3", "?a ?b 'VALUES ?x { 1 }' VALUES ?x { 3 }"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_what_stands_in_its_place(block: str, value: str, filled: str) -> None:
    assert put(block, x=value) == filled


def test_several_values_mean_any_of_them() -> None:
    assert put("VALUES ?x { data:cell }", x=["ttp", "isk"]) == f"VALUES ?x {{ <{ID}ttp> <{ID}isk> }}"


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2017-08~", "2017-07-01", "2017-09-30"),
        ("2017-08-31", "2017-08-31", "2017-08-31"),
        ("../2014", "0001-01-01", "2014-12-31"),
        ("2014/..", "2014-01-01", "9999-12-31"),
    ],
)
def test_a_date_sets_its_first_and_last_day(when: str, first: str, last: str) -> None:
    text = 'VALUES (?dFirst ?dLast) { ("2017-01-01"^^xsd:date "2017-12-31"^^xsd:date) }'
    day = "^^<http://www.w3.org/2001/XMLSchema#date>"
    assert put(text, d=when) == f'VALUES (?dFirst ?dLast) {{ ("{first}"{day} "{last}"{day}) }}'
    assert parameters(text) == ("d",)


@pytest.mark.parametrize(
    ("text", "value", "message", "hint"),
    [
        ("ASK { ?x ?y ?z }", "1", "nothing in this query can be set as `x`", "it takes none: it has no VALUES block"),
        ("VALUES ?y { 1 } VALUES ?z { 2 }", "1", "nothing in this query can be set as `x`", "it takes `y`, `z`"),
        ("VALUES ?x { 1 }", "one", "`x` is a whole number, not `one`", ""),
        ("VALUES ?x { 1 }", "1 2", "`x` is a whole number, not `1 2`", ""),
        ("VALUES ?x { 1 }", "1 } ?s ?p ?o {", "`x` is a whole number, not `1 } ?s ?p ?o {`", ""),
        ('VALUES ?x { "2017-01-01"^^xsd:date }', "2017", "`x` is a day, such as 2017-08-31, not `2017`", ""),
        ("VALUES ?x { source:s1 }", "s9", "`x` is the id of a source, and there is none called `s9`", ""),
        ("VALUES ?x { kg:Split }", "Splitt", "`x` is a term of the ontology, and none is called `Splitt`",
         "did you mean `Split`?"),
        ("VALUES ?x { <http://a/> }", "http://a> } <", "`x` is an IRI: write it in full, or with a prefix", ""),
        ("VALUES ?x { UNDEF }", "1", "what `x` is cannot be told from the query",
         KINDS_HINT),
        ('VALUES (?xFirst ?xLast) { ("a" "b") }', "soon", "`x` is a date: `soon` is not a date",
         "write EDTF: `2014`, `2014-08`, `2014-08-26`, `2014~`, `2014?`, `../2014`"),
        ("VALUES (?x ?y) { (1 2) (3 4) }", "5", "`x y` take one value each", ""),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit(text: str, value: str, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as error:
        put(text, x=value)
    assert (str(error.value), error.value.hint) == (message, hint)


def test_an_unknown_name_is_the_business_of_who_resolves_it() -> None:
    with pytest.raises(UnknownNameError):
        put("VALUES ?x { data:cell }", x="nobody at all")


TEXT = "SELECT ?x { VALUES ?x { 'a' } }"


@settings(max_examples=200)
@given(value=st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_comes_back_as_it_was(value: str) -> None:
    filled = put(TEXT, x=value)
    assert admit(filled) == "SELECT"
    assert [token.kind for token in tokens(filled)] == [token.kind for token in tokens(TEXT)]
    rows = list(to_oxigraph(library_base()).query(filled, prefixes=dict(QUERY_PREFIXES)))  # type: ignore[arg-type]
    assert [row["x"].value for row in rows] == [value]


INJECTIONS = (
    '"} SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } VALUES ?x { "',
    "data:ttp } ?s ?p ?o . VALUES ?y { data:ttp",
    "'''",
    "\\",
    '\\" } #',
    "ttp> . ?s ?p ?o . <",
    "\n} UNION { ?s ?p ?o }",
)


@pytest.mark.parametrize("value", INJECTIONS)
def test_an_injection_finds_nothing(value: str) -> None:
    text = "SELECT ?entity { VALUES ?x { 'a' } ?entity skos:prefLabel ?x }"
    assert len(kg.query(library_base(), text, values={"x": value})) == 0
    for place in ("data:cell", "source:s1", "kg:Split", "1", '"2017-01-01"^^xsd:date', "<http://a/>"):
        with pytest.raises((QueryError, UnknownNameError)):
            put(f"SELECT * {{ VALUES ?x {{ {place} }} ?x ?p ?o }}", x=value)


@pytest.mark.parametrize(
    "text",
    ["VALUES", "VALUES ?x", "VALUES ?x {", "VALUES ?x { 1", "VALUES (?x", "VALUES (?x) { 1 }", "VALUES ?x { }",
     "VALUES ?x { ^^xsd:date }", "VALUES { 1 }", "VALUES (?x ?y) { (1) }", "VALUES ?x { @en }"],
)  # fmt: skip
def test_what_is_no_block_is_none(text: str) -> None:
    assert blocks(text) == []


@given(text=st.text("VALUES ?xy(){}1'\"^@en:#\n", max_size=60))
def test_any_text_is_searched_for_blocks(text: str) -> None:
    for block in blocks(text):
        assert text[block.start - 1] == "{"
        assert text[block.end] == "}"
        assert all(len(row) == len(block.names) for row in block.rows)
