"""`khorasan-graph site`: what it says, what it refuses, and the same bytes everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from khorasan_graph.cli.terminal import ExitCode
from khorasan_graph.site.folder import MANIFEST
from tests.cli.conftest import Cli, cli, process
from tests.cli.project import write_project

__all__ = ["cli"]

WORLDS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "ur_PK.UTF-8"},
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("project"))


def files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for number, world in enumerate(WORLDS):
        root = write_project(tmp_path / f"project{number}", backwards=bool(number))
        ran = process("site", "-o", tmp_path / f"site{number}", "--root", root, env=world)
        assert ran.code == 0, ran.err
    one, other = files(tmp_path / "site0"), files(tmp_path / "site1")
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []


def test_it_says_what_it_did(cli: Cli, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    ran = cli("site", "-o", folder, "--title", "Mine", "--marking", "INTERNAL", root=project)
    pages = len(files(folder)) - 1
    assert ran.code == ExitCode.DONE
    first, second = ran.out.splitlines()
    assert first.startswith(f"{folder / 'index.html'}  {pages} pages, ")
    assert second == f"{pages} written, 0 as they were, 0 removed"
    assert "INTERNAL" in (folder / "id/red-front.html").read_text(encoding="utf-8")
    assert "INTERNAL" in (folder / "explorer.html").read_text(encoding="utf-8")
    assert "<title>Mine</title>" in (folder / "index.html").read_text(encoding="utf-8")
    (folder / "id/red-front.html").write_text("edited", encoding="utf-8")
    again = cli("site", "-o", folder, "--title", "Mine", "--marking", "INTERNAL", root=project)
    assert again.err == "id/red-front.html had been changed by hand and is written anew\n"
    assert again.out.splitlines()[1] == f"1 written, {pages - 1} as they were, 0 removed"


def test_it_refuses_folders_of_others(cli: Cli, project: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ran = cli("site", "-o", tmp_path, root=project)
    assert ran.code == ExitCode.IO
    assert "it is not empty and holds no site of ours" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]
    assert cli("site", "-o", tmp_path / "mine.txt", root=project).code == ExitCode.IO


@pytest.mark.parametrize("below", ["graph_data", "graph_data/site", "graph_data/../graph_data/organizations", "."])
def test_it_writes_nothing_among_the_data(cli: Cli, project: Path, below: str) -> None:
    before = files(project)
    assert cli("site", "-o", project / below, root=project).code == ExitCode.IO
    assert files(project) == before


def test_data_with_errors_leave_the_old_site(cli: Cli, tmp_path: Path) -> None:
    root, folder = write_project(tmp_path / "project"), tmp_path / "site"
    assert cli("site", "-o", folder, root=root).code == ExitCode.DONE
    before = files(folder)
    (root / "graph_data/organizations/red-front.yaml").write_text("type: Nonsense\nname: x\n")
    assert cli("site", "-o", folder, root=root).code == ExitCode.BAD_DATA
    assert files(folder) == before


def test_pages_of_what_is_gone_go(cli: Cli, tmp_path: Path) -> None:
    root, folder = write_project(tmp_path / "project"), tmp_path / "site"
    (root / "graph_data/organizations/lone.yaml").write_text("type: State\nname: Lone\n")
    assert cli("site", "-o", folder, root=root).code == ExitCode.DONE
    assert (folder / "id/lone.html").exists()
    (folder / "CNAME").write_text("graph.example.org\n")
    (root / "graph_data/organizations/lone.yaml").unlink()
    ran = cli("site", "-o", folder, root=root)
    assert ran.out.rstrip().endswith("1 removed")
    assert not (folder / "id/lone.html").exists()
    assert (folder / "CNAME").exists()
    assert (folder / MANIFEST).exists()
