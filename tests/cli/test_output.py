"""Files are written whole or not at all, whatever fails and whenever."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from khorasan_graph.output import OutputError, locked, write_all, write_atomic
from tests.cli.conftest import Cli, process, start
from tests.cli.project import write_project

CALLS = ("fsync", "replace", "chmod", "link", "unlink")


def full() -> None:
    raise OSError(28, "No space left on device")


class FailsAt:
    """A function of `os` that fails when it is called for the nth time."""

    def __init__(self, real: Callable[..., Any], turn: int, fail: Callable[[], None] = full) -> None:
        self.real = real
        self.turn = turn
        self.fail = fail
        self.calls = 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == self.turn:
            self.fail()
        return self.real(*arguments, **named)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failing_chunks() -> Iterator[str]:
    yield "begun"
    raise OSError(5, "Input/output error")


def breaking_chunks() -> Iterator[str]:
    yield "begun"
    raise ValueError("a fault of ours")


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_one_file_is_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    monkeypatch.setattr(os, call, FailsAt(getattr(os, call), 1))
    with pytest.raises(OutputError, match=r"cannot write `.*a\.txt`: No space left on device"):
        write_atomic(target, ["new"])
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(("chunks", "error"), [(failing_chunks, OutputError), (breaking_chunks, ValueError)])
def test_a_source_that_fails_leaves_nothing(
    tmp_path: Path, chunks: Callable[[], Iterator[str]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_atomic(tmp_path / "a.txt", chunks())
    with pytest.raises(error):
        write_all(tmp_path, [("b.txt", ["whole"]), ("c.txt", chunks())])
    assert names(tmp_path) == []


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("before", [{}, {"a": "1", "b": "1", "c": "1", "m": "1"}, {"b": "1", "m": "1", "other": "x"}])
def test_a_set_is_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, before: dict[str, str]
) -> None:
    """Each call of the system fails in turn, until one round goes through without meeting the failure."""
    new = [(name, ["2"]) for name in "abcm"]
    for turn in range(1, 40):
        folder = tmp_path / str(turn)
        folder.mkdir()
        for name, text in before.items():
            (folder / name).write_text(text)
        failing = FailsAt(getattr(os, call), turn)
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing)
            failed = False
            try:
                write_all(folder, new)
            except OutputError:
                failed = True
        left = {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith(".")}
        assert left == (before if failed else {**before, **dict.fromkeys("abcm", "2")}), turn
        assert failed or call in ("link", "unlink") or failing.calls < turn, "a failure went unnoticed"
        if failing.calls < turn:
            assert turn > 1 or call == "link"
            return
    pytest.fail("the calls do not come to an end")


@pytest.mark.parametrize("call", CALLS)
def test_a_set_survives_being_killed(tmp_path: Path, call: str) -> None:
    """A process that dies at any call of the system leaves whole files, and a manifest only beside its own files."""
    for turn in range(1, 40):
        folder = tmp_path / str(turn)
        write_all(folder, [(name, ["old"]) for name in "abcm"])
        child = os.fork()
        if child == 0:
            setattr(os, call, FailsAt(getattr(os, call), turn, lambda: os._exit(9)))
            write_all(folder, [(name, ["new"]) for name in "abcm"])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        left = {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith(".")}
        assert set(left.values()) <= {"old", "new"}
        if "m" in left:
            assert left == dict.fromkeys("abcm", left["m"])
        assert left.keys() >= set("abc")
        write_all(folder, [(name, ["newer"]) for name in "abcm"])
        assert names(folder) == list("abcm")
        if status == 0:
            assert turn > 1
            return
    pytest.fail("the calls do not come to an end")


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".khorasan-graph-set-abc.tmp").write_text("half")
    (tmp_path / ".khorasan-graph-set-abc.tmp.old").write_text("old")
    (tmp_path / "mine.tmp").write_text("mine")
    write_all(tmp_path, [("a", ["1"])])
    assert names(tmp_path) == ["a", "mine.tmp"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(OutputError, match="another compilation is writing there"):
        write_all(tmp_path, [("a", ["1"])])
    write_all(tmp_path, [("a", ["1"])])
    assert names(tmp_path) == ["a"]


def test_a_link_is_followed_and_the_mode_kept(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.txt"
    link.symlink_to(real.name)
    write_atomic(link, ["new"])
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    write_all(tmp_path, [("link.txt", ["newer"])])
    assert link.is_symlink()
    assert real.read_text() == "newer"


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a", ["1"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_devices_and_pipes_are_written_to(tmp_path: Path) -> None:
    write_atomic(Path("/dev/null"), ["gone"])
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write_atomic(pipe, ["through", b" it"])
    reader.join(10)
    assert got == ["through it"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("target", "reason"),
    [("folder", "it is a folder"), ("no/where.txt", "there is no folder"), ("file/x.txt", "there is no folder")],
)
def test_what_cannot_be_a_file(tmp_path: Path, target: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=reason):
        write_atomic(tmp_path / target, ["x"])
    assert names(tmp_path) == ["file", "folder"]


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked of the system, for the tests may run as root, who may write anywhere."""
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    with pytest.raises(OutputError, match="the folder may not be written to"):
        write_atomic(tmp_path / "a", ["x"])
    with pytest.raises(OutputError, match="the folder may not be written to"):
        write_all(tmp_path, [("a", ["x"])])
    assert names(tmp_path) == []


def test_nothing_is_written_among_the_data(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path)
    before = sorted(root.rglob("*"))
    (tmp_path / "link").symlink_to("graph_data")
    for target in (
        "graph_data/x.html",
        "graph_data/sources/s1.yaml",
        "link/x.html",
        "link/../graph_data/y",
        "graph_data",
    ):
        for command in (("render", "-o"), ("export", "turtle", "-o"), ("build", "-o")):
            ran = cli(*command, root / target, root=root)
            assert (ran.code, ran.out) == (4, ""), (command, target)
            assert "lies among the data" in ran.err or "it is a folder" in ran.err
    (tmp_path / "link").unlink()
    assert sorted(root.rglob("*")) == before
    monkeypatch.chdir(root / "graph_data")
    assert cli("render").code == 4


def test_a_full_disk(project: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: the old page stays, and no piece of the new one."""
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    page = tmp_path / "page.html"
    page.write_text("old")
    for command in (("render", "-o", page), ("export", "turtle", "-o", page), ("build", "-o", tmp_path)):
        ran = process(*command, "--root", project, preexec_fn=limited)
        assert (ran.code, ran.out) == (4, ""), command
        assert len(ran.err.splitlines()) == 1
        assert "File too large" in ran.err
        assert page.read_text() == "old"
        assert names(tmp_path) == ["page.html"]


def built(folder: Path) -> dict[str, str]:
    """The files of a build by name with their hashes, having checked them against the manifest beside them."""
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    if "manifest.json" in found:
        listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        assert {name: entry["sha256"] for name, entry in listed.items()} == {
            name: digest for name, digest in found.items() if name != "manifest.json"
        }
    return found


def test_killed_at_any_time(project: Path, tmp_path: Path) -> None:
    """Wherever a build is killed, each file is an old one or a new one, and a manifest is that of its files."""
    changed = write_project(tmp_path / "changed")
    (changed / "graph_data/people/one-more.yaml").write_text(
        (changed / "graph_data/people/deserter.yaml").read_text(encoding="utf-8").replace("Omar", "Amr"),
        encoding="utf-8",
    )
    versions = []
    for root in (project, changed):
        assert process("build", "-o", tmp_path / "whole", "--root", root).code == 0
        versions.append(built(tmp_path / "whole"))
    begun = time.monotonic()
    process("build", "-o", tmp_path / "whole", "--root", changed)
    whole_time = time.monotonic() - begun
    folder = tmp_path / "build"
    shutil.copytree(tmp_path / "whole", folder)
    rounds = 6
    for turn in range(rounds):
        running = start("build", "-o", folder, "--root", (project, changed)[turn % 2])
        time.sleep(whole_time * (0.55 + 0.5 * turn / rounds))
        running.kill()
        running.communicate()
        for name, digest in built(folder).items():
            assert digest in (versions[0][name], versions[1][name]), (turn, name)
    assert process("build", "-o", folder, "--root", project).code == 0
    assert built(folder) == versions[0]
    assert names(folder) == sorted({path.partition("/")[0] for path in versions[0]})


def test_two_builds_at_once(project: Path, tmp_path: Path) -> None:
    """Both are told the truth: each either built the whole, or was refused because the other was at it."""
    running = [start("build", "-o", tmp_path / "build", "--root", project) for _ in range(3)]
    ends = [one.communicate(timeout=60) for one in running]
    codes = [one.returncode for one in running]
    assert set(codes) <= {0, 4}
    assert 0 in codes
    for code, (_, err) in zip(codes, ends, strict=True):
        assert code == 0 or b"another compilation is writing there" in err
    assert "manifest.json" in built(tmp_path / "build")
    assert not [name for name in names(tmp_path / "build") if name.startswith(".")]


def test_interrupted_by_the_keyboard(project: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    running = start("export", "turtle", "-o", pipe, "--root", project)
    time.sleep(0.8)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
