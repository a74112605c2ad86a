"""A tie to a file that is empty is a tie to nothing, and must not vanish with it."""

from __future__ import annotations

from tests.support import check_text

TIE = """
--- organizations/a.yaml
type: Faction
name: A
relations:
  - {type: Alliance, object: b, claims: [{source: s1, credibility: 3}]}
--- organizations/b.yaml
"""


def test_a_tie_to_an_empty_file_is_reported() -> None:
    assert [item.code for item in check_text(TIE + "# nothing yet\n")] == ["KG304", "KG108"]


def test_a_tie_to_a_broken_file_is_not_reported_again() -> None:
    assert [item.code for item in check_text(TIE + "type: [\n")] == ["KG120"]
