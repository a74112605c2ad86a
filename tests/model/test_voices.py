"""Who counts as an independent voice, and the status that follows."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.records import Claim, Source, Stance
from khorasan_graph.model.voices import Voices
from tests.support import base_from


def source(id_: str, publisher: str, *derived_from: str) -> Source:
    published = parse_date("2018")
    assert isinstance(published, EdtfDate)
    return Source(id_, publisher, "A title", published, "B", derived_from=derived_from)


def claim(text: str) -> Claim:
    """`s1` asserts, `-s1` denies."""
    stance: Stance = "denies" if text.startswith("-") else "asserts"
    return Claim(text, text.removeprefix("-"), stance, 3)


SOURCES = {
    found.id: found
    for found in (
        source("wire", "Wire Agency"),
        source("paper", "The Paper"),
        source("paper-later", "the paper"),
        source("copy", "Copy Site", "wire"),
        source("copy-of-copy", "Aggregator", "copy"),
        source("other-copy", "Third Site", "wire"),
        source("digest", "Digest", "wire", "paper"),
        source("study", "Institute", "gone"),
        source("study-again", "Another Institute", "gone"),
        source("free", "Free Press"),
        source("turn", "Turn", "about"),
        source("about", "About", "turn"),
    )
}
VOICES = Voices(SOURCES)


@pytest.mark.parametrize(
    ("sources", "several"),
    [
        ("", False),
        ("wire", False),
        ("wire wire", False),
        ("wire paper", True),
        ("paper paper-later", False),
        ("wire copy", False),
        ("wire copy-of-copy", False),
        ("copy other-copy", False),
        ("copy copy-of-copy other-copy", False),
        ("copy paper", True),
        ("wire digest", False),
        ("digest", False),
        ("digest copy", False),
        ("wire paper digest", True),
        ("paper-later digest", False),
        ("study study-again", False),
        ("turn about", False),
        ("turn about free", True),
    ],
)
def test_several_voices(sources: str, several: bool) -> None:
    ids = sources.split()
    assert all(VOICES.several(order) == several for order in permutations(ids))
    assert VOICES.several(iter(ids)) == several


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ("wire", "reported"),
        ("wire paper", "corroborated"),
        ("paper paper-later", "reported"),
        ("wire copy", "reported"),
        ("copy other-copy", "reported"),
        ("wire free -paper", "contested"),
        ("wire -wire", "contested"),
        ("-wire", "denied"),
        ("-wire -paper", "denied"),
        ("wire copy free", "corroborated"),
    ],
)
def test_status(claims: str, status: str) -> None:
    made = [claim(text) for text in claims.split()]
    assert all(VOICES.status(order) == status for order in permutations(made))
    assert VOICES.status(iter(made)) == status


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(sorted(SOURCES)), max_size=6), st.sampled_from(sorted(SOURCES)))
def test_more_sources_never_take_a_voice_away(ids: list[str], more: str) -> None:
    if VOICES.several(ids):
        assert VOICES.several([*ids, more])
    elif VOICES.several([*ids, more]):
        assert any(VOICES.independent(more, id_) for id_ in ids)


@given(st.sampled_from(sorted(SOURCES)), st.sampled_from(sorted(SOURCES)))
def test_independence_is_mutual(one: str, other: str) -> None:
    assert VOICES.independent(one, other) == VOICES.independent(other, one)
    assert not VOICES.independent(one, one)


def test_a_thousand_reports_of_one_publisher_are_one_voice() -> None:
    many = {f"s{number}": source(f"s{number}", "One") for number in range(20_000)}
    assert not Voices(many).several(many)


def test_status_of_ties_as_written() -> None:
    base = base_from("""
--- sources/copy.yaml
publisher: Copy Site
title: A copy
published: 2018-02-01
reliability: C
derived_from: [s1]
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {type: Alliance, object: b, claims: [{source: s1, credibility: 3}, {source: copy, credibility: 3}]}
  - {type: Coordination, object: b, claims: [{source: s2, credibility: 3}, {source: copy, credibility: 3}]}
  - type: Allegiance
    object: b
    claims: [{source: s1, credibility: 3}, {source: s1, by: b, stance: denies, credibility: 3}]
  - {type: Endorsement, object: b, claims: [{source: s1, stance: denies, credibility: 3}]}
--- organizations/b.yaml
type: MilitantOrganization
name: B
""")
    assert {relation.type: relation.status for relation in base.relations.values()} == {
        "Alliance": "reported",
        "Coordination": "corroborated",
        "Allegiance": "contested",
        "Endorsement": "denied",
    }
