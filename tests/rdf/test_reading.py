"""What is built can be read back: all that the RDF carries, and nothing else."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.authoring.values import _LANG
from khorasan_graph.model.dates import UNKNOWN
from khorasan_graph.model.difference import diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.rdf.reading import ReadingError, _canonical, carried, read
from khorasan_graph.rdf.serialization import nquads, trig, turtle
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
"""


def written(base: KnowledgeBase) -> bytes:
    return "".join(trig(base)).encode()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_what_is_carried_comes_back(files: dict[str, str]) -> None:
    raw = [RawFile(path, content.encode()) for path, content in files.items()]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    expected = carried(base)
    assert read("".join(turtle(base)).encode(), "turtle", vocabulary()) == expected
    assert read(written(base), "trig", vocabulary()) == expected
    back = read("".join(nquads(base)).encode(), "nquads", vocabulary())
    assert back == expected
    assert carried(back) == back


def test_what_is_not_carried_is_unknown_dates_and_shared_names() -> None:
    base = base_from(TEXT)
    back = read(written(base), "trig", vocabulary())
    assert base.entities["a"].start == UNKNOWN
    assert base.entities["a"].names[0].shared
    assert back.entities["a"].start is None
    assert not back.entities["a"].names[0].shared
    (change,) = diff(base, back).entities
    assert {field.field for field in change.fields} == {"start"}
    assert {field.field for name in change.names for field in name.fields} == {"start", "shared"}
    assert diff(base, back).ties == ()


@given(st.from_regex(_LANG, fullmatch=True))
def test_a_language_tag_comes_back_in_its_own_letters(tag: str) -> None:
    assert _canonical(tag.lower()) == tag


GOOD = "".join(turtle(base_from(TEXT)))
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
    lines = "".join(nquads(base_from(TEXT))).splitlines(keepends=True)
    kept = [line for line in lines if data.draw(st.integers(0, 30))]
    extra = data.draw(st.lists(st.sampled_from(lines), max_size=3))
    with contextlib.suppress(ReadingError):
        back = read("".join(kept + extra).encode(), "nquads", vocabulary())
        assert diff(back, back).is_empty
