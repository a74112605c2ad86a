"""What the command does to a folder: what is ours is brought up to date, what is not is left alone."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from khorasan_graph.output import OutputError
from khorasan_graph.site.folder import MANIFEST, Written, write_site
from tests.support import ROOT

OLD = {"index.html": "old index", "id/a.html": "a", "id/b.html": "b", "id/source/s.html": "s"}
NEW = {"index.html": "new index", "id/a.html": "a", "id/c.html": "c"}


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_site(tmp_path / "site", OLD.items())
    return tmp_path / "site"


def test_a_site_is_written_and_brought_up_to_date(site: Path) -> None:
    assert content(site) == OLD
    untouched = (site / "id/a.html").stat()
    assert write_site(site, NEW.items()) == Written(3, 11, changed=2, removed=2)
    assert content(site) == NEW
    assert not (site / "id/source").exists()
    assert (site / "id/a.html").stat().st_mtime_ns == untouched.st_mtime_ns
    assert write_site(site, NEW.items()) == Written(3, 11)
    assert [path.name for path in site.iterdir() if path.name.startswith(".")] == []


def test_the_manifest_is_the_same_for_the_same_site(site: Path, tmp_path: Path) -> None:
    write_site(site, NEW.items())
    write_site(tmp_path / "other", reversed(NEW.items()))
    assert (site / MANIFEST).read_bytes() == (tmp_path / "other" / MANIFEST).read_bytes()


def test_files_of_others_stay(site: Path) -> None:
    (site / "notes.txt").write_text("mine")
    (site / "id/source/mine.html").write_text("mine too")
    write_site(site, NEW.items())
    assert content(site) == {**NEW, "notes.txt": "mine", "id/source/mine.html": "mine too"}


def test_pages_changed_by_hand_are_written_anew_or_stay_as_files_of_others(site: Path) -> None:
    (site / "id/a.html").write_text("edited")
    (site / "id/b.html").write_text("edited too")
    done = write_site(site, NEW.items())
    assert done.replaced == ("id/a.html",)
    assert done.kept == ("id/b.html",)
    assert content(site) == {**NEW, "id/b.html": "edited too"}
    assert write_site(site, NEW.items()) == Written(3, 11)
    assert content(site)["id/b.html"] == "edited too"


def test_pages_that_went_missing_are_written_anew(site: Path) -> None:
    (site / "id/a.html").unlink()
    (site / "id/b.html").unlink()
    assert write_site(site, NEW.items()).changed == 3
    assert content(site) == NEW


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(OutputError, match="holds no site of ours"):
        write_site(tmp_path, NEW.items())
    (tmp_path / MANIFEST).write_text('{"generator": "somebody else", "files": {}}')
    with pytest.raises(OutputError, match="holds no site of ours"):
        write_site(tmp_path, NEW.items())
    assert content(tmp_path) == {"thesis.txt": "precious"}
    with pytest.raises(OutputError, match="not a folder"):
        write_site(tmp_path / "thesis.txt", NEW.items())


def test_an_empty_folder_is_welcome(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".nojekyll").write_text("")
    write_site(tmp_path, NEW.items())
    assert content(tmp_path) == {**NEW, ".nojekyll": ""}
    assert (tmp_path / ".git").is_dir()


def test_a_page_never_takes_the_place_of_a_file_of_others(site: Path) -> None:
    (site / "id/c.html").write_text("mine")
    with pytest.raises(OutputError, match="not of this site"):
        write_site(site, NEW.items())
    assert content(site) == {**OLD, "id/c.html": "mine"}
    (site / "id/c.html").write_text("c")  # the very page: nothing is lost by taking it as ours
    write_site(site, NEW.items())
    assert content(site) == NEW


@pytest.mark.parametrize(
    "path", ["../outside.html", "/outside.html", "id/../../outside.html", "outside.txt", ".x.html"]
)
def test_a_manifest_that_somebody_made_up_removes_nothing_else(site: Path, path: str) -> None:
    victim = Path(os.path.normpath(site / path)) if not path.startswith("/") else site.parent / "outside.html"
    victim.write_text("precious")
    manifest = json.loads((site / MANIFEST).read_text())
    made_up = path if not path.startswith("/") else str(victim)
    manifest["files"][made_up] = hashlib.sha256(b"precious").hexdigest()
    (site / MANIFEST).write_text(json.dumps(manifest))
    write_site(site, NEW.items())
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"generator": "khorasan-graph site", "files": []}'])
def test_a_broken_manifest_is_no_manifest(site: Path, text: str) -> None:
    (site / MANIFEST).write_text(text)
    with pytest.raises(OutputError, match="holds no site of ours"):
        write_site(site, NEW.items())
    assert content(site) == OLD


@pytest.mark.skipif(os.name == "nt", reason="links need privileges there")
def test_nothing_is_written_or_removed_through_links(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("a", "b"):
        (outside / f"{name}.html").write_text(name)
    for page in (site / "id").glob("*.html"):
        page.unlink()
    (site / "id/source/s.html").unlink()
    (site / "id/source").rmdir()
    (site / "id").rmdir()
    (site / "id").symlink_to(outside)
    with pytest.raises(OutputError, match="in the way"):
        write_site(site, NEW.items())
    write_site(site, {"index.html": "alone"}.items())
    assert content(outside) == {"a.html": "a", "b.html": "b"}
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(outside / "a.html")
    write_site(site, {"index.html": "again"}.items())
    assert (outside / "a.html").read_text() == "a"
    assert (site / "index.html").read_text() == "again"
    assert not (site / "index.html").is_symlink()


@pytest.mark.parametrize("after", range(7))
def test_a_failure_on_the_way_puts_the_old_site_back(site: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    manifest = (site / MANIFEST).read_bytes()
    real, calls = os.replace, iter(range(100))

    def replace(source: Any, target: Any) -> None:
        if next(calls) == after:
            raise OSError(28, "No space left on device")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("khorasan_graph.site.folder.os.replace", replace)
        try:
            write_site(site, NEW.items())
        except OutputError:
            assert content(site) == OLD
            assert (site / MANIFEST).read_bytes() == manifest
        else:
            assert content(site) == NEW
    assert [path.name for path in site.iterdir() if path.name.startswith(".")] == []
    write_site(site, NEW.items())
    assert content(site) == NEW


def test_a_page_that_cannot_be_made_leaves_the_old_site(site: Path) -> None:
    def broken() -> Any:
        yield from list(NEW.items())[:2]
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="a fault of ours"):
        write_site(site, broken())
    assert content(site) == OLD


KILLED = """
import os, sys
from pathlib import Path
from khorasan_graph.site.folder import write_site
from tests.site.test_folder import NEW
real, calls = os.replace, iter(range(100))
def replace(source, target):
    if next(calls) == int(sys.argv[2]):
        os._exit(9)
    real(source, target)
os.replace = replace
write_site(Path(sys.argv[1]), NEW.items())
"""


@pytest.mark.parametrize("after", range(6))
def test_whatever_a_killed_run_leaves_is_ours(site: Path, after: int) -> None:
    """Nothing is put back when a process is killed: every page is the old or the new one, and the next run goes on."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(site), str(after)], cwd=ROOT, check=False)
    assert ended.returncode == 9
    left = {path: text for path, text in content(site).items() if not path.startswith(".")}
    assert all(text in (OLD.get(path), NEW.get(path)) for path, text in left.items())
    assert left.keys() >= OLD.keys() & NEW.keys()
    done = write_site(site, NEW.items())
    assert done.kept == done.replaced == ()
    assert content(site) == NEW
