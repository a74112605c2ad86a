"""Every command of the documentation runs, and what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from khorasan_graph.cli.main import app
from khorasan_graph.cli.terminal import ExitCode
from tests.docs.blocks import DOCUMENTS, ROOT, Block, blocks, commands, renewed, run
from tests.support import check_text

ALL = [block for document in DOCUMENTS for block in blocks(document)]
SHELL = [
    (block, command)
    for block in ALL
    if block.language == "sh"  # those of a console run where their output is compared
    for command in commands(block)
    if not command.startswith("make ")  # the gate runs this test: make test cannot run inside it
]


@pytest.mark.parametrize(("block", "command"), SHELL, ids=[command for _, command in SHELL])
def test_every_command_runs(block: Block, command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path)
    assert done.returncode == ExitCode.DONE, f"{block.document}:{block.line}: {done.stderr}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_shown_is_what_comes_out(document: str, tmp_path: Path) -> None:
    """If this fails because data or wording changed, `python -m tests.docs.blocks` writes the output anew."""
    assert (ROOT / document).read_text(encoding="utf-8") == renewed(document, tmp_path)


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    python = [block for block in ALL if block.language == "python"]
    assert python
    for block in python:
        exec(compile(block.text, f"{block.document}:{block.line}", "exec"), {})
    assert (tmp_path / "explorer.html").stat().st_size > 100_000


def test_the_example_of_the_data_readme_is_without_fault() -> None:
    files = [block.text for block in blocks("graph_data/README.md") if block.language == "yaml"]
    named = [re.match(r"# (\S+)\n", text) for text in files]
    assert len(files) == 3
    assert all(named)
    assert check_text("".join(f"--- {name[1]}\n{text}" for name, text in zip(named, files, strict=True) if name)) == []


def test_every_make_target_of_the_documentation_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    used = {match for document in DOCUMENTS for match in re.findall(r"`?make (\w+)", (ROOT / document).read_text())}
    for target in used & {"demo", "test", "fuzz", "bench", "schema"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_of_the_documentation_lead_somewhere() -> None:
    for document in (*DOCUMENTS, "CHANGELOG.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / document).parent.joinpath(target).exists(), f"{document}: {target}"


def test_every_command_has_its_page_and_the_readme_leads_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = {str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback}
    assert {path.stem for path in (ROOT / "docs/commands").glob("*.md")} == names
    for name in names:
        assert f"[`{name}`](docs/commands/{name}.md)" in text, name
        page = (ROOT / f"docs/commands/{name}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# `khorasan-graph {name}`\n"), name


def test_every_option_of_a_command_is_on_its_page() -> None:
    shared = {"--root", "--format", "--help", "--output"}
    shared |= {"--as-of", "--type", "--sign", "--status", "--min-credibility"}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        page = (ROOT / f"docs/commands/{name}.md").read_text(encoding="utf-8")
        options = {word for option in command.params for word in option.opts if word.startswith("--")} - shared
        assert [word for word in sorted(options) if word not in page] == [], name


@pytest.mark.parametrize("name", ["export", "import", "publish"])
def test_every_option_of_a_command_has_an_example_that_runs(name: str) -> None:
    """Whether it runs is found out above, for these are the same blocks."""
    given: set[str] = set()
    for block in ALL:
        if block.language in ("sh", "console"):
            for command in commands(block):
                program, *words = shlex.split(command)
                if program == "khorasan-graph" and words[0] == name:
                    given |= {word.partition("=")[0] for word in words if word.startswith("-")}
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    options = [set(option.opts) for option in command.params if option.param_type_name == "option"]
    assert options
    assert [min(names) for names in options if not names & (given | {"--help"})] == []


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    table = re.findall(r"^\| (\d+) \| \S", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(code) for code in table] == [int(code) for code in ExitCode]


def test_the_citation_names_this_version() -> None:
    from khorasan_graph import __version__

    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "cff-version: 1.2.0"
    assert f"version: {__version__}" in lines
    assert f"## {__version__} (" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
