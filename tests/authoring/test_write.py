"""What is written back loads as the same knowledge base, and says nothing that follows from something else."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.authoring.write import write_files
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.project import load
from tests.authoring.projects import HARD_TEXTS, projects
from tests.support import TODAY, base_from, vocabulary


def load_written(files: dict[str, str]) -> KnowledgeBase:
    loaded = load_files([RawFile(path, text.encode()) for path, text in files.items()], vocabulary(), [], today=TODAY)
    assert loaded.knowledge_base is not None, [item for item in loaded.diagnostics if item.severity == "error"]
    return loaded.knowledge_base


def written(base: KnowledgeBase, path: str) -> str:
    first, _, rest = write_files(base)[f"graph_data/{path}"].partition("\n")
    assert first.startswith("# yaml-language-server: $schema=../../ontology/")
    return rest


@settings(max_examples=100, deadline=None, derandomize=True)
@given(projects())
def test_any_project_survives(files: dict[str, str]) -> None:
    base = load_written(files)
    again = load_written(write_files(base))
    assert again == base
    assert write_files(again) == write_files(base)


def test_shipped_data_survives() -> None:
    base = load().knowledge_base
    assert base is not None
    files = write_files(base)
    assert load_written(files) == base
    assert write_files(load_written(files)) == files
    assert list(files) == sorted(files)


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_hard_texts_stay_texts_for_editors_too(text: str) -> None:
    base = base_from("--- organizations/a.yaml\ntype: Faction\nname: A\n")
    base.entities["a"] = replace(base.entities["a"], description=text)
    assert yaml.safe_load(written(base, "organizations/a.yaml"))["description"] == text
    assert load_written(write_files(base)).entities["a"].description == text


def test_layout() -> None:
    base = base_from(
        """
--- organizations/a.yaml
relations:
  - claims: [{credibility: 3, stance: asserts, source: s1}, {source: s2, by: b, credibility: 4, stance: denies}]
    object: b
    type: Support
    content: [arms, funds]
    start: 2014
    end: ..
name: "A"
names: [{text: AA, kind: acronym, shared: false}]
type: Faction
quantities:
  - {measure: strength, min: 5, max: 5, source: s1, credibility: 3}
  - {measure: strength, max: 6500, source: s2, credibility: 3}
description: "no"
sources: [s1]
--- organizations/b.yaml
type: Faction
name: "B: the other"
start: 2014-08-26
--- places/c.yaml
type: Country
name: C
code: NO
coordinates: {longitude: 69, latitude: 34.50}
"""
    )
    assert written(base, "organizations/a.yaml") == dedent(
        """\
        type: Faction
        name: A
        description: "no"
        sources: [s1]
        names:
          - text: AA
            kind: acronym
        relations:
          - type: Support
            object: b
            start: 2014
            end: ..
            content: [arms, funds]
            claims:
              - source: s1
                credibility: 3
              - source: s2
                credibility: 4
                by: b
                stance: denies
        quantities:
          - measure: strength
            value: 5
            source: s1
            credibility: 3
          - measure: strength
            max: 6500
            source: s2
            credibility: 3
        """
    )
    assert written(base, "organizations/b.yaml") == 'type: Faction\nname: "B: the other"\nstart: 2014-08-26\n'
    assert written(base, "places/c.yaml") == dedent(
        """\
        type: Country
        name: C
        coordinates: {latitude: 34.50, longitude: 69}
        code: "NO"
        """
    )


ENDS = """
--- organizations/b.yaml
type: Faction
name: B
--- events/e.yaml
type: Attack
name: E
date: 2015
--- organizations/a.yaml
type: Faction
name: A
relations:
"""
CLAIMS = "claims: [{source: s1, credibility: 3}]"


@pytest.mark.parametrize(
    ("ties", "ids"),
    [
        pytest.param(["object: b, type: Rivalry"], [], id="one tie"),
        pytest.param(["object: b, type: Rivalry, start: 2014"], [], id="one dated tie"),
        pytest.param(["object: b, type: Rivalry", "object: b, type: Rivalry, start: 2014"], [], id="dated and not"),
        pytest.param(
            ["object: b, type: Rivalry, start: unknown", "object: b, type: Rivalry, start: 2014~"], [], id="two dated"
        ),
        pytest.param(["object: b, type: Rivalry, id: x", "object: b, type: Rivalry"], ["x"], id="one written"),
        pytest.param(["object: b, type: Rivalry, id: a.rivalry.b"], [], id="written in vain"),
        pytest.param(
            [
                "object: b, type: Rivalry, start: 2014, id: a.rivalry.b",
                "object: b, type: Rivalry, start: 2015",
                "object: b, type: Rivalry, start: 2016",
            ],
            ["a.rivalry.b"],
            id="the plain id on a dated tie",
        ),
        pytest.param(
            ["object: b, type: Rivalry, start: 2014, id: a.rivalry.b.2014", "object: b, type: Rivalry, start: 2016"],
            ["a.rivalry.b.2014"],
            id="an id that would follow only beside another",
        ),
        pytest.param(
            ["object: e, type: Responsibility", "object: e, type: Responsibility, id: x"],
            ["x"],
            id="an event has the date",
        ),
    ],
)  # fmt: skip
def test_ids_are_written_only_where_they_do_not_follow(ties: list[str], ids: list[str]) -> None:
    base = base_from(ENDS + "".join(f"  - {{{tie}, {CLAIMS}}}\n" for tie in ties))
    text = written(base, "organizations/a.yaml")
    assert [line.split(": ")[1] for line in text.splitlines() if line.startswith("    id: ")] == ids
    assert "date:" not in text
    assert load_written(write_files(base)) == base
