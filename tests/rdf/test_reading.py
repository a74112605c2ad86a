"""What is built can be read back: all that the RDF carries, and nothing else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.authoring.values import _LANG
from khorasan_graph.model.about import NOTHING
from khorasan_graph.model.dates import UNKNOWN
from khorasan_graph.model.difference import diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.rdf.carrying import canonical, carried, written
from khorasan_graph.rdf.foreign import statements
from khorasan_graph.rdf.jsonld import jsonld
from khorasan_graph.rdf.rdfxml import rdfxml
from khorasan_graph.rdf.reading import Format, ReadingError, read
from khorasan_graph.rdf.serialization import nquads, ntriples, trig, turtle
from tests.authoring.projects import projects
from tests.support import TODAY, base_from, vocabulary

TEXT = """
--- organizations/a.yaml
type: MilitantOrganization
name: A
names:
  - {text: الف, kind: native, lang: fa-AF, start: unknown, shared: true}
start: unknown
end: ..
relations:
  - type: Support
    object: b
    content: [training, arms]
    start: 2014~
    end: ..
    claims: [{source: s1, credibility: 3, as_of: 2016/2017}]
  - type: Alliance
    object: b
    claims: [{source: s1, credibility: 3}, {source: s2, credibility: 4, by: b, stance: denies}]
quantities:
  - {measure: strength, min: 200, max: 400, source: s1, credibility: 4}
--- organizations/b.yaml
type: Faction
name: B
--- sources/s1.yaml
publisher: Publisher 1
title: Report 1
published: 2018
reliability: B
authors: [B, A]
--- about.yaml
title: Groups
creators: [Z, A]
license: https://example.org/l
"""


WRITERS: dict[Format, Callable[..., Iterable[str]]] = {
    "turtle": turtle,
    "trig": trig,
    "nquads": nquads,
    "ntriples": ntriples,
    "jsonld": jsonld,
    "rdfxml": rdfxml,
}


def back(base: KnowledgeBase, syntax: Format = "trig", *, described: bool = True) -> KnowledgeBase:
    """A base written and read."""
    return read("".join(WRITERS[syntax](base, described=described)).encode(), syntax, vocabulary())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_what_is_carried_comes_back(files: dict[str, str]) -> None:
    raw = [RawFile(path, content.encode()) for path, content in files.items()]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    expected = written(base)
    assert written(expected) == expected
    assert carried(expected) == carried(base)
    for syntax in WRITERS:
        assert back(base, syntax) == expected, syntax
        assert back(base, syntax, described=False) == replace(expected, about=NOTHING), syntax


def test_unknown_dates_shared_names_and_the_description_come_back() -> None:
    base = base_from(TEXT)
    again = back(base)
    assert again.entities["a"].start == UNKNOWN
    assert again.entities["a"].names[0].shared
    assert again.about == base.about != NOTHING
    assert diff(base, again).is_empty


def test_builds_of_earlier_versions_are_read() -> None:
    """They have no description, no dates said to be unknown, no marks of shared names and no order of authors."""
    base = base_from(TEXT)
    lines = "".join(nquads(base)).splitlines(keepends=True)
    newer = ("#unknownStart>", "#unknownEnd>", "#shared>", "#byline>")
    older = read(
        "".join(line for line in lines if not any(it in line for it in newer)).encode(), "nquads", vocabulary()
    )
    assert older.about == NOTHING
    assert older.entities["a"].start is None
    assert older.sources["s1"].authors == ("A", "B")
    assert older != written(base)
    assert diff(carried(older), carried(base)).is_empty


@pytest.mark.parametrize(
    "authors", [("B", "A"), ("A", "B", "A"), ("A; B", "B", "A"), ("B; ", "A"), ("A",), ("B", "B"), ("; ", "; ; ")]
)
def test_authors_come_back_in_their_order(authors: tuple[str, ...]) -> None:
    base = base_from(TEXT)
    base.sources["s1"] = replace(base.sources["s1"], authors=authors)
    again = back(base).sources["s1"].authors
    assert again == written(base).sources["s1"].authors
    assert again == authors or set(again) == set(authors)
    if len(set("".join(authors)) & set("; ")) == 0:
        assert again == authors


def test_a_name_written_twice_keeps_its_sources() -> None:
    base = base_from(TEXT)
    name = replace(base.entities["a"].names[0], source="s1", shared=False)
    twice = (name, replace(name, source="s2"), name)
    base.entities["a"] = replace(base.entities["a"], names=twice)
    assert back(base).entities["a"].names == (name, replace(name, source="s2"))
    lines = list(nquads(base, described=True))
    assert len(set(lines)) == len(lines)


@given(st.from_regex(_LANG, fullmatch=True))
def test_a_language_tag_comes_back_in_its_own_letters(tag: str) -> None:
    assert canonical(tag.lower()) == tag


GOOD = "".join(turtle(base_from(TEXT), described=True))
B3 = 'kg:credibility "3"^^xsd:integer'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a> <b> <c> .", "it is not turtle"),
        ("<urn:a> <urn:b> <urn:c> .", "it holds no entity"),
        (GOOD.replace("kg:Faction", "kg:Friend"), "a class that the ontology lacks"),
        (GOOD.replace("a kg:Alliance", "a kg:Friendship"), "a class that the ontology lacks"),
        (GOOD.replace("kg:content ", "kg:content kg:singing, "), "which the ontology lacks"),
        (GOOD.replace("kg:contested", "kg:true"), "unknown status"),
        (GOOD.replace(B3, 'kg:credibility "many"'), "is not a whole number"),
        (GOOD.replace(B3, f'kg:credibility "{"9" * 5000}"'), "is not a whole number"),
        (GOOD.replace('"2014~"', '"around 2014"'), "is not a date"),
        (GOOD.replace(B3, f"{B3}, 4"), "two values"),
        (GOOD.replace("kg:stance kg:denies", "kg:locator kg:denies"), "has no <"),
        (GOOD.replace("dcterms:source source:s2", "dcterms:source source:s9"), "is this the whole graph?"),
        (GOOD.replace("kg:claimedBy data:b", "kg:claimedBy data:z"), "is this the whole graph?"),
        (GOOD.replace("kg:object data:b", "kg:object data:z"), "is this the whole graph?"),
        (GOOD.replace("name:a:", "name:a:x", 1), "has no text"),
    ],
)
def test_what_is_not_ours_is_refused_with_a_reason(text: str, said: str) -> None:
    assert text != GOOD
    with pytest.raises(ReadingError, match=re.escape(said)) as refused:
        read(text.encode(), "turtle", vocabulary())
    assert len(str(refused.value)) < 500


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_broken_rdf_never_breaks_the_reader(data: st.DataObject) -> None:
    """Lines taken out of N-Quads or doubled: it is read or refused, never anything else."""
    lines = "".join(nquads(base_from(TEXT), described=True)).splitlines(keepends=True)
    kept = [line for line in lines if data.draw(st.integers(0, 30))]
    extra = data.draw(st.lists(st.sampled_from(lines), max_size=3))
    with contextlib.suppress(ReadingError):
        found = read("".join(kept + extra).encode(), "nquads", vocabulary())
        assert diff(found, found).is_empty


def test_triples_within_triples_end_no_process() -> None:
    deep = "<http://a> <http://b> " + "<<( <http://a> <http://b> " * 20_000 + "<http://c>" + " )>>" * 20_000 + " ."
    with pytest.raises(ReadingError, match="triples within triples"):
        read(deep.encode(), "turtle", vocabulary())
    with pytest.raises(ReadingError, match="triples within triples"):
        list(statements(deep, "turtle"))
