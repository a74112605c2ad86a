"""How a command ends: each exit code, where each kind of output goes, and what is never shown."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, environment, process
from tests.cli.project import BROKEN, write_project


def test_done(cli: Cli, project: Path) -> None:
    assert cli("find", "RF", root=project).code == 0


def test_no(cli: Cli, project: Path, tmp_path: Path) -> None:
    assert cli("path", "RF", "Lone Union", root=project).code == 1
    assert cli("links", "Lone Union", "--type", "Alliance", root=project).code == 1
    assert cli("find", "nobody at all", root=project).code == 1
    assert cli("check", root=write_project(tmp_path, BROKEN)).code == 1


def test_strict_counts_warnings(cli: Cli, tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "graph_data/notes.txt").write_text("not data")
    lax, strict = cli("check", root=root), cli("check", "--strict", root=root)
    assert (lax.code, strict.code) == (0, 1)
    assert "warning[KG113]" in lax.out
    assert lax.out == strict.out


def test_not_understood(cli: Cli, project: Path) -> None:
    for command in (("path", "RF"), ("show", "Jabha"), ("show", "nobody"), ("links", "RF", "--as-of", "soon"), ("x",)):
        ran = cli(*command, root=project if command != ("x",) else None)
        assert (ran.code, ran.out) == (2, ""), command
        assert ran.err.count("khorasan-graph:") == 1


def test_without_a_command_the_help_is_shown(cli: Cli) -> None:
    ran = cli()
    assert ran.code == 2
    assert "path" in ran.out + ran.err


@pytest.mark.parametrize(
    "command",
    [
        ("path", "RF", "BB"),
        ("links", "RF"),
        ("show", "RF"),
        ("find", "RF"),
        ("export", "turtle"),
        ("build",),
        ("render",),
    ],
)
def test_bad_data_gives_no_answer(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    root = write_project(tmp_path / "project", BROKEN)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    ran = cli(*command, root=root)
    assert (ran.code, ran.out) == (3, "")
    assert "no answer: the data have errors (4 errors, 0 warnings)" in ran.err
    assert list(Path().iterdir()) == []


def test_many_errors_are_cut(cli: Cli, tmp_path: Path) -> None:
    text = "".join(f"--- people/p{number}.yaml\ntype: Persn\nname: P {number}\n" for number in range(9))
    ran = cli("show", "x", root=write_project(tmp_path, f"\n{text}"))
    assert ran.err.count("error[KG205]") == 5
    assert "4 more: run `khorasan-graph check`" in ran.err


def test_cannot_read(cli: Cli, tmp_path: Path) -> None:
    for command in (("check",), ("show", "RF")):
        ran = cli(*command, root=tmp_path / "nothing")
        assert ran.code == 4
        assert "KG115" in ran.out + ran.err
        assert "khorasan-graph init" in ran.out + ran.err


def test_cannot_write(cli: Cli, project: Path, tmp_path: Path) -> None:
    for command in (
        ("export", "turtle", "-o", tmp_path / "missing/a.ttl"),
        ("render", "-o", tmp_path),
        ("build", "-o", project / "graph_data"),
        ("init", project),
    ):
        ran = cli(*command, *([] if command[0] == "init" else ["--root", project]))
        assert (ran.code, ran.out) == (4, ""), command
        assert len(ran.err.splitlines()) == 1


def test_the_limit_of_time(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from khorasan_graph.graph import paths
    from khorasan_graph.graph.enumeration import TimeIsUp

    def late(*_: object, **__: object) -> object:
        raise TimeIsUp

    monkeypatch.setattr(paths, "in_order", late)
    ran = cli("path", "RF", "WC", root=project)
    assert ran.code == 5
    assert "the time limit was reached: there may be more paths" in ran.err
    assert "No link is recorded" not in ran.out
    told = cli("path", "RF", "WC", "--format", "json", root=project)
    assert told.code == 5
    assert told.json["partial"] is True


def test_a_fault_of_ours_shows_no_traceback(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("made for this test")

    monkeypatch.setattr("khorasan_graph.model.lookup.find", broken)
    ran = cli("find", "RF", root=project)
    assert (ran.code, ran.out) == (70, "")
    assert ran.err.splitlines()[0] == "khorasan-graph: a fault of the program: RuntimeError: made for this test"
    assert "Traceback" not in ran.err
    assert "--debug" in ran.err
    with pytest.raises(RuntimeError, match="made for this test"):
        cli("--debug", "find", "RF", root=project)


def test_interrupted(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("khorasan_graph.model.lookup.find", stopped)
    ran = cli("find", "RF", root=project)
    assert (ran.code, ran.out) == (130, "")


def test_version(cli: Cli) -> None:
    from khorasan_graph import __version__

    assert cli("--version").out == f"khorasan-graph {__version__}\n"
    assert f'version = "{__version__}"' in Path("pyproject.toml").read_text(encoding="utf-8")


def test_every_command_and_option_is_described(cli: Cli) -> None:
    listed = cli("--help").out.partition("Commands:\n")[2]
    commands = re.findall(r"^  (\S+) +\S", listed, re.MULTILINE)
    assert {"check", "build", "path", "links", "show", "find", "render", "export", "explain", "init"} <= set(commands)
    for command in commands:
        told = cli(command, "--help")
        assert told.code == 0
        rows = re.findall(r"^  (-\S.*?)(?:  +(\S.*))?$", told.out, re.MULTILINE)
        assert rows, command
        bare = [
            option for option, text in rows if not text and not re.search(rf"{re.escape(option)}\n {{10,}}\S", told.out)
        ]
        assert bare == [], command


def test_the_reader_may_leave(project: Path) -> None:
    """`khorasan-graph ... | head -1` is no fault: nothing is said, and nothing is claimed to be complete."""
    assert shell("export nquads", project, "| head -c 10 >/dev/null; echo ${PIPESTATUS[0]}") == (0, "4\n", "")


def test_standard_output_is_closed(project: Path) -> None:
    said = "khorasan-graph: there is no standard output to write to\n"
    assert shell("show RF", project, ">&-") == (4, "", said)


def shell(command: str, project: Path, rest: str) -> tuple[int, str, str]:
    program = f"'{sys.executable}' -c 'from khorasan_graph.cli.main import main; main()'"
    line = f"{program} {command} --root '{project}' {rest}"
    ran = subprocess.run(["bash", "-c", line], env=environment(), capture_output=True, text=True, timeout=60)
    return ran.returncode, ran.stdout, ran.stderr


def test_standard_output_is_full(project: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.fail("these tests need /dev/full")
    with open("/dev/full", "wb") as full:
        ran = process("show", "RF", "--root", project, stdout=full)
    assert (ran.code, ran.err) == (4, "khorasan-graph: cannot write to standard output: No space left on device\n")


@pytest.mark.parametrize(
    "extra", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"}]
)
def test_any_locale_gets_utf_8(project: Path, extra: dict[str, str]) -> None:
    ran = process("show", "RF", "--root", project, env=extra)
    assert ran.code == 0, ran.err
    assert "جبهه سرخ" in ran.out


def test_names_cannot_drive_a_terminal(cli: Cli, project: Path) -> None:
    """The checker lets no control character into the data; what is typed on the command line is shown escaped."""
    ran = cli("find", "\x1b[31mred\x07\u202e", root=project)
    assert "\x1b" not in ran.out
    assert "\\x1b[31mred\\x07\\u202e" in ran.out
    ran = cli("show", "\x1b]0;owned\x07", root=project)
    assert ran.code == 2
    assert "\x1b" not in ran.err
    shown = cli("show", "WC", root=project).out
    assert shown.startswith("[/bold]White {{Column}} <script>alert(1)</script> [white-column]\n")


def test_a_name_with_control_characters_is_refused_and_shown_escaped(cli: Cli, tmp_path: Path) -> None:
    text = '\n--- people/p.yaml\ntype: Person\nname: "A\\e[31mB"\n'
    ran = cli("check", root=write_project(tmp_path, text))
    assert ran.code == 1
    assert "KG102" in ran.out
    assert "\x1b" not in ran.out
