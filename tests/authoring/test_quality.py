"""The quality report: each gap is found where it is, and nowhere else."""

from __future__ import annotations

from datetime import date

from khorasan_graph.authoring.quality import measure
from khorasan_graph.cli.quality import as_json, html_page, text_lines
from tests.support import base_from

BASE = """
--- organizations/alpha.yaml
type: Faction
name: Alpha <b>
identifiers: [{scheme: wikidata, value: Q1}]
relations:
  - {type: Alliance, object: beta, claims: [{source: s1, credibility: 3}, {source: s2, credibility: 3}]}
  - {type: Rivalry, object: gamma, start: 2016, claims: [{source: s1, credibility: 4}]}
  - type: Support
    object: gamma
    start: unknown
    claims: [{source: s1, credibility: 4}, {source: s2, credibility: 4, stance: denies}]
  - {type: Endorsement, object: beta, claims: [{source: s1, credibility: 4, stance: denies}]}
  - {type: Coordination, object: gamma, start: 2016, end: .., claims: [{source: s1, credibility: 4}]}
--- organizations/beta.yaml
type: Faction
name: Beta
--- organizations/gamma.yaml
type: Faction
name: Gamma
"""


def test_each_gap_is_found() -> None:
    quality = measure(base_from(BASE), date(2026, 1, 1))
    assert quality.contested == ("alpha.support.gamma",)
    assert quality.denied == ("alpha.endorsement.beta",)
    assert quality.single_source == ("alpha.coordination.gamma", "alpha.rivalry.gamma", "alpha.support.gamma")
    assert quality.undated == ("alpha.alliance.beta", "alpha.endorsement.beta")
    assert quality.explicitly_undated == ("alpha.support.gamma",)
    assert quality.stale == ("alpha.alliance.beta", "alpha.rivalry.gamma", "alpha.support.gamma")
    assert quality.without_identifiers == ("beta", "gamma")
    assert quality.without_ties == ()
    assert quality.corroborated_share == 0.2
    assert dict(quality.grades) == {"B3": 2, "B4": 5}
    assert measure(base_from(BASE), date(2020, 1, 1)).stale == ()


def test_the_report_says_the_same_in_every_form() -> None:
    base = base_from(BASE)
    quality = measure(base, date(2026, 1, 1))
    told = as_json(quality)
    assert told["gaps"]["single_source"] == list(quality.single_source)
    page = html_page(base, quality)
    assert "<b>" not in page
    assert "Alpha &lt;b&gt;" in page
    lines = list(text_lines(base, quality, most=1))
    assert any(line.startswith("Single-source: 3") for line in lines)
    assert any("and 2 more" in line for line in lines)
    assert any("denied: that" in line for line in lines)


def test_several_publishers_that_quote_one_speaker_are_told_apart() -> None:
    def measured(*claims: str) -> tuple[str, ...]:
        text = f"""
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {{type: Alliance, object: b, claims: [{", ".join(claims)}]}}
--- organizations/b.yaml
type: MilitantOrganization
name: B
"""
        return measure(base_from(text), date(2026, 1, 1)).one_speaker

    quoting = ("{source: s1, credibility: 3, by: a}", "{source: s2, credibility: 3, by: a}")
    assert measured(*quoting) == ("a.alliance.b",)
    assert measured(*quoting, "{source: s3, credibility: 3}") == ()
    assert measured(quoting[0]) == ()
