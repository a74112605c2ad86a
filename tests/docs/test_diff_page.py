"""The page of `diff` shows what comes out of a real repository: `pytest tests/docs/test_diff_page.py --update-golden`
writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.conftest import cli as cli
from tests.docs.blocks import ROOT
from tests.repository import repository, write

PAGE = ROOT / "docs/commands/diff.md"
_BLOCK = re.compile(r"^```text\n\$ khorasan-graph (diff [^\n]*)\n.*?^```$", re.MULTILINE | re.DOTALL)

BEFORE = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red Front
--- organizations/blue-brigade.yaml
type: Faction
name: Blue Brigade
relations:
  - type: FactionOf
    object: red-front
    start: 2014
    claims:
      - {source: s1, credibility: 2}
      - {source: s3, credibility: 3}
  - type: Support
    object: red-front
    content: [arms]
    claims:
      - {source: s1, credibility: 3}
      - {source: s4, credibility: 3}
--- sources/s4.yaml
publisher: The Courier
title: Arms across the valley
published: 2018-02
reliability: C
"""

AFTER = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red Front
names:
  - {text: جبهه سرخ, kind: native, lang: fa, source: s3}
--- relations/red-front-and-blue-brigade.yaml
- type: FactionOf
  subject: blue-brigade
  object: red-front
  start: 2014-08
  claims:
    - {source: s3, credibility: 3}
    - {source: s1, credibility: 2}
    - {source: s2, credibility: 2, by: red-front, stance: denies, as_of: 2014-09}
- type: Support
  subject: blue-brigade
  object: red-front
  content: [arms]
  claims:
    - {source: s1, credibility: 3}
    - {source: s4, credibility: 3}
--- organizations/blue-brigade.yaml
name: Blue Brigade
type: Faction
--- people/omar-sample.yaml
type: Person
name: Omar Sample
relations:
  - type: Leadership
    object: blue-brigade
    start: 2016
    claims:
      - {source: s3, credibility: 3}
--- sources/s4.yaml
publisher: The Courier
title: Arms across the valley
published: 2018-02
reliability: C
derived_from: [s1]
"""


def test_the_page_shows_what_comes_out(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    root = repository(tmp_path / "valley", BEFORE)
    write(root, AFTER)
    monkeypatch.chdir(root)

    def fresh(match: re.Match[str]) -> str:
        ran = cli(*match[1].split())
        assert ran.code == 1, ran.err
        return f"```text\n$ khorasan-graph {match[1]}\n{ran.out}```"

    text = PAGE.read_text(encoding="utf-8")
    renewed = _BLOCK.sub(fresh, text)
    assert len(_BLOCK.findall(text)) == 2
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(renewed, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == renewed
