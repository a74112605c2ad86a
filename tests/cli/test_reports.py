"""Diagnostics for other programs: GitHub's workflow commands and SARIF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from khorasan_graph import __version__
from tests.cli.conftest import Cli
from tests.cli.project import BROKEN, write_project

HARD = '\n--- people/p.yaml\ntype: Person\nname: P\n"100%, or: ::error::no": x\n"%0A::error::no": y\n'


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    root = write_project(tmp_path, BROKEN)
    (root / "graph_data/notes.txt").write_text("not data")
    return root


def test_sarif(cli: Cli, broken: Path) -> None:
    """What SARIF 2.1.0 asks of a log such as ours (its schema is not at hand, and the network is not asked)."""
    ran = cli("check", "--format", "sarif", root=broken)
    assert ran.code == 1
    log: dict[str, Any] = ran.json
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("khorasan-graph", __version__)
    assert only["columnKind"] == "unicodeCodePoints"
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == sorted(set(rules))
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    told = cli("check", "--format", "json", root=broken).json["diagnostics"]
    assert len(only["results"]) == len(told) == 5
    for result, item in zip(only["results"], told, strict=True):
        assert result["ruleId"] == rules[result["ruleIndex"]] == item["code"]
        assert result["level"] == item["severity"]
        assert result["message"]["text"].startswith(item["message"])
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == item["path"]
        region = physical.get("region")
        if item["line"] is None:
            assert region is None
        else:
            assert region["startLine"] == item["line"] >= 1
            assert region["startColumn"] == item["column"] >= 1
            assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])
        for related in result["relatedLocations"]:
            assert related["message"]["text"]


def test_sarif_without_findings(cli: Cli, project: Path) -> None:
    ran = cli("check", "--format", "sarif", root=project)
    assert ran.code == 0
    assert ran.json["runs"][0]["results"] == []


def test_sarif_paths_are_uris(cli: Cli, tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "graph_data/people/a b%20ä.yaml").write_text("type: Person\nname: Q\n", encoding="utf-8")
    log = cli("check", "--format", "sarif", root=root).json
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["runs"][0]["results"]
    }
    assert "graph_data/people/a%20b%2520%C3%A4.yaml" in uris
    assert all(re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri) for uri in uris)


def test_github(cli: Cli, broken: Path) -> None:
    ran = cli("check", "--format", "github", root=broken)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert len(lines) == 5
    command = re.compile(r"::(error|warning) file=[^,:]+(,line=\d+,col=\d+,endLine=\d+)?,title=KG\d{3}::\S.*")
    assert [line for line in lines if not command.fullmatch(line)] == []


def test_github_escapes(cli: Cli, tmp_path: Path) -> None:
    """Nothing in the data can begin a workflow command of its own."""
    ran = cli("check", "--format", "github", root=write_project(tmp_path, HARD))
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith(("::error file=graph_data/", "::warning file=graph_data/")) for line in lines)
    assert "100%25, or" in ran.out
    assert "`%250A::error" in ran.out
