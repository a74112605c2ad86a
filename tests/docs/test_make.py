"""The two commands of the README: what they do, short of installing, which other tests do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the tree in which the installation seems done: `.venv/bin` is that of the environment of this test."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("src", "ontology", "graph_data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/bin").symlink_to(Path(sys.executable).parent)
    for stamp in ("installed", "dev-installed"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def test_demo(checkout: Path) -> None:
    done = make(checkout, "demo")
    assert done.returncode == 0, done.stderr
    assert (checkout / "build/explorer.html").is_file()
    assert (checkout / "build/manifest.json").is_file()
    assert "Path 1:" in done.stdout
    assert "build/explorer.html" in done.stdout
    assert "installing" not in done.stdout


def test_an_installation_is_renewed_when_what_it_copies_has_changed(checkout: Path) -> None:
    (checkout / ".venv/dev-installed").unlink()
    os.utime(checkout / ".venv/installed", (0, 0))
    assert "install ." in make(checkout, "-n", "demo").stdout


def test_the_gate(checkout: Path) -> None:
    told = make(checkout, "-n", "test").stdout
    assert "tests/ensure-chromium.sh" in told
    assert "--editable" not in told
    steps = [line.split("/")[-1] for line in make(checkout, "-n", "gate").stdout.splitlines()]
    assert steps[:3] == ["ruff check", "ruff format --check", "mypy"]
    assert steps[3].startswith("python -m pytest")
    os.utime(checkout / ".venv/dev-installed", (0, 0))
    assert "install --editable '.[dev]'" in make(checkout, "-n", "test").stdout


def test_the_other_targets_run_what_there_is(checkout: Path) -> None:
    scripts = [line.split()[1] for line in make(checkout, "-n", "bench").stdout.splitlines()]
    assert len(scripts) == 5
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
    assert "-m khorasan_graph.authoring.schema" in make(checkout, "-n", "schema").stdout
    assert "--fuzz" in make(checkout, "-n", "fuzz").stdout


def test_every_target_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    assert [target for target in phony if f"# make {target}" not in makefile] == ["gate"]


def test_an_old_python_is_refused(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        (old / name).write_text("#!/bin/sh\nexit 1\n")
        (old / name).chmod(0o755)
    done = make(tmp_path, "demo", f"PATH={old}:/usr/bin:/bin")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr


def test_ci_runs_the_gate() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec make test")


def tools(folder: Path, **scripts: str) -> dict[str, str]:
    """A PATH that holds only these scripts, and the few commands that a shell script takes for granted."""
    folder.mkdir()
    for name, body in scripts.items():
        (folder / name.replace("_", "-")).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name.replace("_", "-")).chmod(0o755)
    for name in ("sh", "mktemp", "tail", "rm", "env", "cat", "chmod"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return {"PATH": str(folder)}


def ensure(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tests/ensure-chromium.sh"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_chromium_that_is_there_is_left_alone(tmp_path: Path) -> None:
    done = ensure(tools(tmp_path / "bin", google_chrome="", apt_get="exit 9", id="echo 0"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_chromium_is_installed_where_it_can_be(tmp_path: Path) -> None:
    path = tmp_path / "bin"
    log = tmp_path / "log"
    script = (
        f'echo "$@" >>{log}; [ "$1" = update ] || {{ echo "#!/bin/sh" >{path}/chromium; chmod +x {path}/chromium; }}'
    )
    done = ensure(tools(path, apt_get=script, id="echo 0"))
    assert done.returncode == 0, done.stderr
    assert log.read_text().splitlines() == ["update", "install -y --no-install-recommends chromium"]


@pytest.mark.parametrize(
    "scripts",
    [
        {"id": "echo 1000"},
        {"id": "echo 1000", "apt_get": "exit 0"},
        {"id": "echo 1000", "apt_get": "exit 0", "sudo": "exit 1"},
        {"id": "echo 0", "apt_get": "echo 'E: no such package'; exit 100"},
        {"id": "echo 0", "apt_get": "exit 0"},
    ],
)
def test_without_chromium_the_gate_fails_clearly(tmp_path: Path, scripts: dict[str, str]) -> None:
    done = ensure(tools(tmp_path / "bin", **scripts))
    assert done.returncode == 1
    assert "error: the tests need Chromium" in done.stderr
    assert "apt-get install -y chromium" in done.stderr
