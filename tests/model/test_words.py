"""Periods in words: never surer than what was written."""

from __future__ import annotations

import pytest

from khorasan_graph.model.words import period
from tests.support import base_from


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2018", "../2021"], "undated, sighted 2018 to 2021 or before"),
        (["2016", "2018-05"], "undated, sighted 2016 to 2018-05"),
        (["2019/..", "2014"], "undated, sighted 2014 to 2019 or after"),
        (["2018"], "undated, sighted 2018"),
    ],
)
def test_sightings_stand_in_the_order_in_which_they_can_have_been(dates: list[str], told: str) -> None:
    claims = ", ".join(f"{{source: s{number}, credibility: 3, as_of: {date}}}" for number, date in enumerate(dates, 1))
    base = base_from(f"""
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {{type: Alliance, object: b, claims: [{claims}]}}
--- organizations/b.yaml
type: MilitantOrganization
name: B
""")
    assert period(base, base.relations["a.alliance.b"]) == told
