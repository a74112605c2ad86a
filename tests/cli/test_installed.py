"""What a user installs: the wheel, built from the source distribution, with nothing beside it but what it asks for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.cli.conftest import environment
from tests.support import ROOT

Environment = Path


def call(*command: object, cwd: Path) -> str:
    ran = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source distribution, and the wheel built from nothing but it."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=unpacked)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A fresh environment with the wheel and what it declares, linked from this one: the network is not asked."""
    folder = tmp_path_factory.mktemp("env")
    call(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    call(sys.executable, "-m", "pip", "--python", folder / "bin/python", "--disable-pip-version-check", "install",
         "--no-deps", "--no-index", distributions[1], cwd=folder)  # fmt: skip
    packages = next(folder.glob("lib/python*/site-packages"))
    for name in sorted(needed("khorasan-graph")):
        link(name, packages)
    return folder


def needed(name: str) -> set[str]:
    """What a distribution asks for, and what that asks for; without extras."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for requirement in distribution(todo.pop()).requires or ():
            other = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
            if "extra ==" in requirement or other in found:
                continue
            try:
                distribution(other)
            except PackageNotFoundError:
                continue  # asked for on another system or by an older Python
            found.add(other)
            todo.append(other)
    return found


def link(name: str, packages: Path) -> None:
    files = distribution(name).files or []
    for top in {file.parts[0] for file in files if file.parts[0] not in ("..", "__pycache__")}:
        source = Path(str(distribution(name).locate_file(top)))
        if source.exists() and not (packages / top).exists():
            (packages / top).symlink_to(source)


def test_the_wheel_carries_the_data_and_nothing_of_ours_besides(distributions: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(distributions[1]) as wheel:
        names = set(wheel.namelist())
    shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / "graph_data").rglob("*.yaml")}
    shipped |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "ontology").rglob("*") if path.is_file()}
    assert {f"khorasan_graph/shipped/{path}" for path in shipped} <= names
    code = ROOT / "src/khorasan_graph"
    assert {
        f"khorasan_graph/{path.relative_to(code).as_posix()}"
        for path in code.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } <= names
    assert {name.partition("/")[0] for name in names} == {"khorasan_graph", "khorasan_graph-0.1.0.dist-info"}
    assert not [name for name in names if "__pycache__" in name]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_distribution_carries_the_tests_and_no_rubbish(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "README.md", "LICENSE", "pyproject.toml", "tests/support.py", ".ci/run"} <= names
    assert not [name for name in names if name.startswith((".venv", "build/", ".hypothesis", ".git/"))]


def test_the_shipped_data_answer_from_any_folder(installed: Environment, tmp_path: Path) -> None:
    command = installed / "bin/khorasan-graph"
    tool = ("-I", "-c", "import pytest")
    assert subprocess.run([installed / "bin/python", *tool], cwd=tmp_path, capture_output=True).returncode == 1
    where = call(installed / "bin/python", "-I", "-c", "import khorasan_graph as k; print(k.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed))
    assert "Path 1:" in call(command, "path", "TTP", "ISK-P", cwd=tmp_path)
    counted = json.loads(call(command, "check", "--format", "json", cwd=tmp_path))
    assert counted["diagnostics"] == []
    assert counted["counts"]["entities"] > 100
    assert "KG304" in call(command, "explain", "KG304", cwd=tmp_path)
    assert "relation:ttp." in call(command, "query", "--name", "sanctuaries", "--set", "group=TTP", cwd=tmp_path)
    call(command, "build", cwd=tmp_path)
    manifest = json.loads((tmp_path / "build/manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == counted["counts"]
    call(command, "render", "--focus", "TTP", "--hops", "1", cwd=tmp_path)
    assert (tmp_path / "explorer.html").stat().st_size > 100_000


def test_init_makes_a_project_that_can_be_asked(installed: Environment, tmp_path: Path) -> None:
    command = installed / "bin/khorasan-graph"
    call(command, "init", "mine", cwd=tmp_path)
    inside = tmp_path / "mine/graph_data/people"
    assert call(command, "check", "--strict", cwd=inside) == ""
    assert "contested" in call(command, "path", "EF", "River Brigade", cwd=inside)
    assert (tmp_path / "mine/.gitignore").is_file()


def test_the_library_by_itself(installed: Environment, tmp_path: Path) -> None:
    """Every public function, without one of the development tools."""
    script = """
import khorasan_graph as kg
base = kg.load().knowledge_base
assert kg.paths(base, "TTP", "ISK-P") and kg.find(base, "TTP") and kg.links(base, "TTP").groups
assert kg.to_networkx(base).number_of_edges() > 100
assert len(kg.to_rdflib(base)) > 1000 and kg.turtle(base).startswith("@prefix")
assert kg.to_pyvis(base).num_nodes() > 50
kg.render(base, "page.html")
"""
    call(installed / "bin/python", "-I", "-W", "error::DeprecationWarning:khorasan_graph", "-c", script, cwd=tmp_path)
