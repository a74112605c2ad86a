"""Running the command line, in this process (quick) or in one of its own (whatever concerns a process)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.project import write_project
from tests.support import ROOT

DAY = "1795219200"
"""2026-11-21: the day on which the tests take place, for whatever lies in the future."""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


Cli = Callable[..., Ran]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project; no test writes into it."""
    return write_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process: `cli("path", "A", "B", root=folder)`."""
    from khorasan_graph.cli.main import main

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)

    def run(*arguments: object, root: Path | None = None) -> Ran:
        where = ["--root", str(root)] if root is not None else []
        monkeypatch.setattr(sys, "argv", ["khorasan-graph", *map(str, arguments), *where])
        monkeypatch.delenv("KHORASAN_GRAPH_DEBUG", raising=False)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ran(int(str(ended.value.code or 0)), said.out, said.err)

    return run


def start(*arguments: object, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own, with nothing of this one's environment that could colour its answer."""
    return subprocess.Popen(
        [sys.executable, "-c", "from khorasan_graph.cli.main import main; main()", *map(str, arguments)],
        env={**environment(), **(env or {})},
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT, **options},
    )


def process(*arguments: object, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """Run a command in a process of its own, to its end."""
    started = start(*arguments, env=env, **options)
    out, err = started.communicate(timeout=60)
    return Ran(started.returncode, (out or b"").decode("utf-8"), (err or b"").decode("utf-8"))


def environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    return {**kept, "COLUMNS": "80", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": DAY, "PYTHONDONTWRITEBYTECODE": "1"}
