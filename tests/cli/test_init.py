"""`init` makes a project that checks clean, says that it is invented, and is complete or not there at all."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.cli.conftest import Cli
from tests.support import ROOT

TEMPLATE = ROOT / "src/khorasan_graph/template"


@pytest.fixture
def made(cli: Cli, tmp_path: Path) -> Path:
    ran = cli("init", tmp_path / "new/project")
    assert (ran.code, ran.err) == (0, "")
    assert f"khorasan-graph check --root {tmp_path / 'new/project'}" in ran.out
    return tmp_path / "new/project"


def test_it_is_without_a_fault_and_holds_one_of_everything(cli: Cli, made: Path) -> None:
    ran = cli("check", "--strict", "--format", "json", root=made)
    assert ran.code == 0
    assert ran.json["diagnostics"] == []
    counted = ran.json["counts"]
    assert counted["organizations"] >= 2
    assert min(counted[kind] for kind in ("people", "places", "events", "sources", "contested", "corroborated")) >= 1
    assert counted["entities"] < 10


def test_it_answers(cli: Cli, made: Path) -> None:
    ran = cli("path", "Example Front", "River Brigade", root=made)
    assert ran.code == 0
    assert "contested" in ran.out
    assert "denied by Example Front" in ran.out
    assert cli("render", "-o", made / "explorer.html", root=made).code == 0


def test_it_is_all_there(made: Path) -> None:
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    expected = {path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.rglob("*") if path.is_file()}
    ontology = (path for path in (ROOT / "ontology").rglob("*") if path.is_file())
    expected |= {path.relative_to(ROOT).as_posix() for path in ontology}
    assert files == expected
    assert {"README.md", ".gitignore", "ontology/khorasan.ttl", "ontology/entity.schema.json"} <= files


def test_every_file_leads_an_editor_to_its_schema(made: Path) -> None:
    for path in sorted((made / "graph_data").rglob("*.yaml")):
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found, path
        schema = (path.parent / found[1]).resolve()
        assert schema.parent == (made / "ontology").resolve()
        Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(as_an_editor(rest))


def as_an_editor(text: str) -> object:
    """The types that an editor's YAML parser gives: as PyYAML, but dates stay text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_nobody_real_is_in_the_example(cli: Cli, made: Path) -> None:
    real = {path.stem for path in (ROOT / "graph_data").glob("*/*.yaml")}
    assert not real & {path.stem for path in (made / "graph_data").rglob("*.yaml")}
    assert "example.org" in "".join(path.read_text() for path in (made / "graph_data/sources").iterdir())


def test_its_readme_tells_commands_that_run(cli: Cli, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    commands = re.findall(r"^\$ khorasan-graph (.+)$", (made / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        words = [quoted or plain for quoted, plain in re.findall(r'"([^"]+)"|(\S+)', command)]
        assert cli(*words).code == 0, command
    assert (made / "build/manifest.json").is_file()


def test_an_empty_folder_will_do(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("init", ".").code == 0
    assert cli("check", "--strict").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "README.md", "graph_data", "ontology"]


def test_nothing_is_overwritten(cli: Cli, made: Path) -> None:
    file = made / "a-file"
    file.write_text("")
    for folder in (made, file, made / "graph_data", made / "graph_data/deeper"):
        before = sorted(made.rglob("*"))
        ran = cli("init", folder)
        assert (ran.code, ran.out) == (4, ""), folder
        assert sorted(made.rglob("*")) == before


def test_half_a_project_is_not_left(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = 0

    def failing(source: Path, target: Path) -> None:
        nonlocal copied
        copied += 1
        if copied == 5:
            raise OSError(28, "No space left on device")
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr(shutil, "copyfile", failing)
    ran = cli("init", tmp_path / "new")
    assert ran.code == 4
    assert ran.err == f"khorasan-graph: cannot make `{tmp_path / 'new'}`: No space left on device\n"
    assert list(tmp_path.iterdir()) == []
