"""Faults of the file system that no tree of files can show: they are made to happen."""

from __future__ import annotations

import builtins
import errno
import os
from pathlib import Path
from typing import Any

import pytest

from khorasan_graph.authoring.load import load
from tests.support import SOURCES, TODAY, vocabulary


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in SOURCES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def _fail(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """Opening the file of that name fails as the system would make it fail (these tests may run as root)."""
    really = builtins.open
    really_low = os.open

    def opening(file: Any, *args: Any, **kwargs: Any) -> Any:
        if os.fspath(file).endswith(name) if isinstance(file, str | os.PathLike) else False:
            raise OSError(number, os.strerror(number), str(file))
        return really(file, *args, **kwargs)

    def opening_low(file: Any, *args: Any, **kwargs: Any) -> int:
        if os.fspath(file).endswith(name) if isinstance(file, str | os.PathLike) else False:
            raise OSError(number, os.strerror(number), str(file))
        return really_low(file, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", opening)
    monkeypatch.setattr(os, "open", opening_low)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOENT, errno.ELOOP])
def test_a_file_that_cannot_be_read(root: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Rows 23 and 26: never is the rest compiled silently."""
    _fail(monkeypatch, "s2.yaml", number)
    loaded = load(root, vocabulary(), today=TODAY)
    (found,) = loaded.diagnostics
    assert (found.code, found.severity, found.span.path) == ("KG112", "error", "graph_data/sources/s2.yaml")
    assert loaded.knowledge_base is None
    if number == errno.ENOENT:
        assert "vanished" in found.message
        assert "again" in found.hint


def test_a_folder_that_cannot_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.scandir

    def scanning(path: Any = ".") -> Any:
        if os.fspath(path).endswith("sources"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scanning)
    loaded = load(root, vocabulary(), today=TODAY)
    assert [(item.code, item.span.path) for item in loaded.diagnostics] == [("KG112", "graph_data/sources")]
    assert loaded.knowledge_base is None


def test_a_reference_to_an_unread_file_is_not_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root / "graph_data/organizations"
    folder.mkdir()
    tie = "relations: [{type: Alliance, object: b, claims: [{source: s2, credibility: 3}]}]\n"
    (folder / "a.yaml").write_text("type: Faction\nname: A\n" + tie, encoding="utf-8")
    (folder / "b.yaml").write_text("type: Faction\nname: B\n", encoding="utf-8")
    _fail(monkeypatch, "s2.yaml", errno.EACCES)
    loaded = load(root, vocabulary(), today=TODAY)
    assert [item.code for item in loaded.diagnostics] == ["KG112"]
