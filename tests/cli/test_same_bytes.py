"""The same input gives the same bytes, wherever and whenever; and no command ever asks the network for anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from khorasan_graph.export import FORMATS
from tests.cli.conftest import process
from tests.cli.project import write_project

WORLDS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "ur_PK.UTF-8"},
)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same project, its files made in opposite orders."""
    folder = tmp_path_factory.mktemp("twins")
    return write_project(folder / "one"), write_project(folder / "other", backwards=True)


def test_build(twins: tuple[Path, Path], tmp_path: Path) -> None:
    for world, root, name in zip(WORLDS, twins, "ab", strict=True):
        ran = process("build", "-o", tmp_path / name, "--root", root, env=world)
        assert ran.code == 0, ran.err
    one, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


@pytest.mark.parametrize(
    "command",
    [
        *(("export", name, *(["RF", "WC"] if form.dossier else [])) for name, form in FORMATS.items()),
        ("path", "RF", "WC", "--format", "json", "--sign", "any", "-k", "50"),
        ("links", "RF", "--hops", "3"),
        ("check", "--format", "sarif"),
    ],
)
def test_standard_output(twins: tuple[Path, Path], command: tuple[str, ...], tmp_path: Path) -> None:
    said = []
    for world, root in zip(WORLDS, twins, strict=True):
        with open(tmp_path / "said", "wb") as stream:
            ran = process(*command, "--root", root, env=world, stdout=stream)
        said.append((ran.code, (tmp_path / "said").read_bytes(), ran.err))
    assert said[0][0] == 0
    assert said[0][1] != b""
    assert said[0] == said[1]


def test_an_export_is_the_same_in_a_file_and_in_a_pipe(project: Path, tmp_path: Path) -> None:
    for name, known in FORMATS.items():
        target = tmp_path / ("a.zip" if known.files else f"a{known.extension}")
        asked = ("export", name, *(["RF"] if known.dossier else []), "--root", project)
        assert process(*asked, "-o", target).out == ""
        with open(tmp_path / "piped", "wb") as stream:
            assert process(*asked, stdout=stream).code == 0
        assert (tmp_path / "piped").read_bytes() == target.read_bytes()


CANARY = """
import socket

def refuse(*arguments, **named):
    raise SystemExit("the network was asked for")

for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
"""

EVERY_COMMAND: tuple[tuple[str, ...], ...] = (
    ("check",),
    ("build", "-o", "OUT/build"),
    ("path", "RF", "WC"),
    ("links", "RF"),
    ("show", "RF"),
    ("find", "RF"),
    ("render", "-o", "OUT/page.html"),
    ("export", "turtle", "-o", "OUT/a.ttl"),
    ("export", "node-link", "-o", "OUT/a.json"),
)


def test_no_command_opens_a_socket(project: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CANARY)
    env = {"PYTHONPATH": str(tmp_path)}
    for command in EVERY_COMMAND:
        placed = [word.replace("OUT", str(tmp_path)) for word in command]
        ran = process(*placed, "--root", project, env=env)
        assert ran.code == 0, (command, ran.err)
    for command in (("init", str(tmp_path / "new")), ("explain", "KG304")):
        ran = process(*command, env=env)
        assert ran.code == 0, (command, ran.err)


def test_the_canary_sings(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "sitecustomize.py").write_text(CANARY)
    script = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    ran = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, timeout=60
    )
    assert "the network was asked for" in ran.stderr
