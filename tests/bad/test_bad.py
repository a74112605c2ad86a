"""The corpus of bad inputs: each case is a small project, and exactly what must be said of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from khorasan_graph.authoring.limits import Limits
from khorasan_graph.authoring.load import Loaded, load
from tests.bad.builders import BUILDERS
from tests.support import SOURCES, TODAY, vocabulary

HERE = Path(__file__).resolve().parent
CASES = sorted(path.parent.name for path in HERE.glob("*/expected.json"))
ROWS = {*range(1, 60), *range(61, 97), 98, 99, 100} - {97}
"""The rows of groups T, Y, S, R and D of the list of bad inputs, and those of P that the compiler can see."""
ELSEWHERE = {23: "test_files.py", 26: "test_files.py", 79: "later"}
"""Rows that no tree of files can show, and the one of a later issue."""
SLOWEST = 10.0


def build(case: str, root: Path) -> None:
    """Lay out a case below `root`: its tree, the four sources beside it, and what its builder adds."""
    tree = HERE / case / "graph_data"
    if tree.is_dir():
        shutil.copytree(tree, root / "graph_data")
    for path, text in SOURCES.items():
        target = root / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    if case in BUILDERS:
        BUILDERS[case](root)


def expected(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / case / "expected.json").read_text(encoding="utf-8"))
    return found


def said(loaded: Loaded) -> list[list[str | int]]:
    """What is compared: code, path and line of each diagnostic, in the order of place."""
    return sorted(
        ([item.code, item.span.path, item.span.line] for item in loaded.diagnostics),
        key=lambda one: (one[1], one[2], one[0]),
    )


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    build(case, root)
    want = expected(case)
    begun = time.monotonic()
    loaded = load(root, vocabulary(), today=TODAY, limits=Limits(**want.get("limits", {})))
    took = time.monotonic() - begun
    if "counts" in want:
        assert Counter(item.code for item in loaded.diagnostics) == want["counts"]
    else:
        assert said(loaded) == want["diagnostics"], [item.message for item in loaded.diagnostics]
    severities = Counter(item.severity for item in loaded.diagnostics)
    assert (severities["error"], severities["warning"]) == (want["errors"], want["warnings"])
    assert (loaded.knowledge_base is None) == (want["errors"] > 0)
    assert took < SLOWEST
    for item in loaded.diagnostics[:200]:
        assert item.message
        assert item.hint, f"{item.code} does not say what to do"
        assert len(item.message) < 300
        assert len(item.hint) < 600
        assert item.message.isprintable() or not item.message.isascii()
        for span in (item.span, *(note.span for note in item.notes)):
            if span.line:
                assert span.column >= 1
                assert (span.end_line, span.end_column) > (span.line, span.column)
                assert span.line <= loaded.texts[span.path].count("\n") + 1 if span.path in loaded.texts else True


def test_nothing_is_executed() -> None:
    assert not Path("/tmp/kg-pwned").exists()


def test_every_row_is_covered() -> None:
    covered = {row for case in CASES for row in expected(case)["rows"]}
    assert covered | set(ELSEWHERE) == ROWS
    listed = re.findall(r"^\| (\d+) \|", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(map(int, listed)) == sorted(ROWS | {97})


def test_the_table_names_every_case() -> None:
    table = (HERE / "README.md").read_text(encoding="utf-8")
    for case in CASES:
        assert f"`{case}`" in table
    for case in re.findall(r"`(\d{3}-[a-z0-9-]+)`", table):
        assert case in CASES


def test_every_builder_has_its_case() -> None:
    assert set(BUILDERS) <= set(CASES)


def test_cases_are_plain_files() -> None:
    """What is odd is built, not committed: names that some system refuses, and characters that nobody sees."""
    for path in HERE.glob("*/graph_data/**/*"):
        assert re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", path.name), path
        if path.is_file():
            text = path.read_bytes().decode()
            assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", text), path
            assert os.path.getsize(path) < 4096
