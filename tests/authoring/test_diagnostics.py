"""What loading says of faulty files: all of it at once, nothing twice, each at its place, with what was meant."""

from __future__ import annotations

import pytest

from khorasan_graph.model.diagnostics import Diagnostic
from tests.support import check_text

B = "--- organizations/b.yaml\ntype: MilitantOrganization\nname: Bravo Front\n"
A = "--- organizations/a.yaml\ntype: MilitantOrganization\nname: Alpha Group\n"
TIE = "relations:\n  - type: Alliance\n    object: b\n    claims:\n      - {source: s1, credibility: 3}\n"


def places(found: list[Diagnostic]) -> list[tuple[str, int, int, int]]:
    """Code, line, first and last column of each."""
    return [(item.code, item.span.line, item.span.column, item.span.end_column) for item in found]


def only(text: str) -> Diagnostic:
    (found,) = check_text(text)
    return found


def test_all_faults_of_all_files_are_reported_in_the_order_of_place() -> None:
    found = check_text(
        """--- organizations/a.yaml
type: MilitantOrganisation
name: ''
alises: x
start: 2001-02-30
relations:
  - type: Aliance
    object: b
  - type: Alliance
    object: bb
    end: 98
    claims:
      - {source: s9, credibility: 9}
      - {source: s11, credibility: 3, by: nobody}
--- sources/s5.yaml
publisher: P
title: T
published: yesterday
reliability: B2
url: www.example.org
"""
    )
    assert [(item.code, item.span.path.rpartition("/")[2], item.span.line) for item in found] == [
        ("KG205", "a.yaml", 1),
        ("KG204", "a.yaml", 2),
        ("KG201", "a.yaml", 3),
        ("KG207", "a.yaml", 4),
        ("KG205", "a.yaml", 6),
        ("KG304", "a.yaml", 9),
        ("KG208", "a.yaml", 10),
        ("KG221", "a.yaml", 12),
        ("KG303", "a.yaml", 13),
        ("KG304", "a.yaml", 13),
        ("KG207", "s5.yaml", 3),
        ("KG221", "s5.yaml", 4),
        ("KG213", "s5.yaml", 5),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{A}alises: x\n{TIE}{B}", ("KG201", 3, 1, 7)),
        (f"{A}start: 2001-02-30\n{TIE}{B}", ("KG207", 3, 8, 18)),
        (f"{A}names: [{{text: a, kind: akronym}}]\n{TIE}{B}", ("KG205", 3, 25, 32)),
        (f"{A}{TIE.replace('object: b', 'object: bb')}{B}", ("KG304", 5, 13, 15)),
        (f"{A}{TIE.replace('source: s1', 'source: nope')}{B}", ("KG303", 7, 18, 22)),
        (f"{A}{TIE.replace('source: s1, ', '')}{B}", ("KG501", 7, 9, 10)),
        (f"{A}{TIE.replace('Alliance', 'Leadership')}{B}", ("KG402", 4, 11, 21)),
        (f"{A}description: 'it's'\n{TIE}{B}", ("KG120", 3, 18, 19)),
        (f"{A}description: [a\n{TIE}{B}", ("KG120", 3, 14, 15)),
        (f'{A}description: "a\n{TIE}{B}', ("KG120", 3, 14, 15)),
        (f"{A}description\n{TIE}{B}", ("KG120", 3, 1, 2)),
        (f"{A}description: تحریک\u202e طالبان\n{TIE}{B}", ("KG104", 3, 19, 20)),
        (f"{A}name: Other\n{TIE}{B}", ("KG122", 3, 1, 5)),
        (f"{A}different_from: [b, nobody]\n{TIE}{B}", ("KG304", 3, 21, 27)),
        (f"{A}description: تحریک طالبان #2\n{TIE}{B}", ("KG128", 3, 14, 26)),
        (f"{A}end: 1999\nstart: 2005\n{TIE}{B}", ("KG406", 3, 6, 10)),
    ],
)
def test_the_place_is_exact(text: str, place: tuple[str, int, int, int]) -> None:
    assert places(check_text(text)) == [place]


def test_a_place_in_a_file_of_ties() -> None:
    found = check_text(
        f"{A}{TIE}{B}--- relations/more.yaml\n- subject: a\n  type: Rivalry\n  object: nobody\n"
        "  claims:\n    - {source: s1, credibility: 3}\n"
    )
    assert places(found) == [("KG304", 3, 11, 17)]


@pytest.mark.parametrize(
    ("faulty", "hint"),
    [
        (A.replace("MilitantOrganization", "MilitantOrganisation"), "`MilitantOrganization`"),
        (A.replace("MilitantOrganization", "militantorganization"), "`MilitantOrganization`"),
        (f"{A}alises: []\n", "`names`"),
        (f"{A}Description: x\n", "`description`"),
        (f"{A}id: alpha\n", "delete this line"),
        (f"{A}date: 2014\n", "events"),
        (f"{A}names: [{{text: x, kind: acronim}}]\n", "`acronym`"),
    ],
)
def test_what_was_meant(faulty: str, hint: str) -> None:
    assert hint in only(f"{faulty}{TIE}{B}").hint


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("object: b", "object: bravo", "`bravo-front`"),
        ("object: b", "object: bravo-frnot", "`bravo-front`"),
        ("object: b", "object: Bravo Front", "`bravo-front`"),
        ("type: Alliance", "type: alliance", "`Alliance`"),
        ("type: Alliance", "type: Cooperation", "`Coordination`"),
        ("source: s1", "source: s11", "`s1`"),
        ("credibility: 3", "credibility: B2", "`reliability`"),
        ("credibility: 3", "credibility: 3, stance: deny", "`denies`"),
        ("    object: b", "    status: denied\n    object: b", "`stance: denies`"),
        ("    object: b", "    date: 2014\n    object: b", "`start` and `end`"),
        ("    object: b", "    content: [arms]\n    object: b", "Support"),
    ],
)
def test_what_was_meant_in_a_tie(old: str, new: str, hint: str) -> None:
    bravo = B.replace("b.yaml", "bravo-front.yaml")
    tie = TIE.replace(old, new).replace("object: b\n", "object: bravo-front\n")
    (found,) = [item for item in check_text(f"{A}{tie}{bravo}") if item.severity == "error"]
    assert hint in found.hint


def test_a_misspelt_required_field_is_one_fault() -> None:
    assert only(f"{A.replace('type:', 'tpye:')}{TIE}{B}").code == "KG201"


def test_a_duplicate_field_is_reported_once_with_its_first_place() -> None:
    found = only(f"{A}start: 2014\nstart: 2015\n{TIE}{B}")
    assert (found.code, found.span.line) == ("KG122", 4)
    assert [(note.span.line, note.span.column) for note in found.notes] == [(3, 1)]


@pytest.mark.parametrize(
    "broken", ["type: [\n", "\x00", "type: Militant\nname: B\n", "a: &a b\n", "- a\n", "<<<<<<< a\n"]
)
def test_a_broken_file_breaks_nothing_else(broken: str) -> None:
    """References to what a broken file should have held are not reported, nor that nothing is said of others."""
    found = check_text(
        f"{A}{TIE}--- organizations/b.yaml\n{broken}--- organizations/c.yaml\ntype: Faction\nname: Charlie\n"
        "--- floors.yaml\nentities: 3\nrelations: 1\n"
    )
    assert {item.span.path for item in found} == {"graph_data/organizations/b.yaml"}


def test_a_broken_source_breaks_nothing_else() -> None:
    found = check_text(f"{A}{TIE}{B}--- sources/s1.yaml\npublisher: P\n")
    assert [(item.code, item.span.path) for item in found] == [("KG202", "graph_data/sources/s1.yaml")] * 3


def test_three_causes_of_a_reference_that_leads_nowhere_are_told_apart() -> None:
    unknown = only(f"{A}{TIE.replace('object: b', 'object: xyz')}{B}")
    other_kind = only(f"{A}{TIE.replace('object: b', 'object: s1')}{B}")
    assert (unknown.code, other_kind.code) == ("KG304", "KG305")
    assert [note.span.path for note in other_kind.notes] == ["graph_data/sources/s1.yaml"]


def test_what_a_left_out_tie_refers_to_is_looked_up_too() -> None:
    tie = TIE.replace("object: b", "object: nobody\n    start: 98").replace("s1", "s9")
    assert [item.code for item in check_text(f"{A}{tie}{B}")] == ["KG304", "KG208", "KG303"]
