"""What OLD and NEW can mean, and that reading a revision touches, runs and fetches nothing."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from khorasan_graph.authoring.limits import Limits
from khorasan_graph.model.difference import diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.project import ONTOLOGY
from khorasan_graph.revisions import RevisionError, checked_out, find_revision
from khorasan_graph.sides import SideError, load_side, side_of
from tests.repository import git, repository, write
from tests.support import ROOT, TODAY

ONE = "\n--- organizations/a.yaml\ntype: Faction\nname: A\n"
TWO = f"{ONE}--- organizations/b.yaml\ntype: Faction\nname: B\n"


def base_of(text: str | None, root: Path) -> KnowledgeBase:
    base = load_side(side_of(text, root), root, today=TODAY).knowledge_base
    assert base is not None
    return base


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file below a folder, with what it holds and when it was changed."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("below", ["", "deep/project"])
def test_a_revision_is_read_as_it_was(tmp_path: Path, below: str) -> None:
    root = repository(tmp_path / "r", ONE, TWO, below=below)
    write(root, ONE)
    assert sorted(base_of("HEAD", root).entities) == ["a", "b"]
    assert sorted(base_of("HEAD~1", root).entities) == ["a"]
    assert sorted(base_of(None, root).entities) == ["a"]
    assert diff(base_of("HEAD~1", root), base_of(None, root)).is_empty


def test_a_side_says_what_it_is(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ONE, TWO)
    git(root, "tag", "-m", "a tag", "v1", "HEAD~1")
    commit = git(root, "rev-parse", "HEAD~1").strip()
    for text in ("HEAD~1", "v1", commit, commit[:8], "main^", ":/state 0"):
        side = side_of(text, root)
        assert side.kind == "revision", text
        assert side.revision is not None
        assert side.revision.commit == commit
        assert side.label == f"{text} ({commit[:12]}, 2026-11-20)"


def test_nothing_is_touched(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ONE, TWO)
    write(root, ONE)
    (root / "graph_data/organizations/new.yaml").write_text("type: Faction\nname: New\n")
    before = state(root)
    base_of("HEAD~1", root)
    assert state(root) == before


def test_nothing_that_a_repository_configures_is_run(tmp_path: Path) -> None:
    """Filters, text conversions, hooks, monitors, pagers and other programs of a repository stay where they are."""
    root = repository(tmp_path / "r", ONE, TWO)
    canary = tmp_path / "canary"
    command = f"touch {canary}; cat"
    for key in (
        "filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "diff.external",
        "diff.evil.command", "core.pager", "pager.ls-tree", "pager.rev-parse", "core.fsmonitor", "core.sshCommand",
        "core.editor", "core.askPass", "credential.helper", "gpg.program", "alias.ls-tree", "alias.cat-file",
    ):  # fmt: skip
        git(root, "config", key, command)
    git(root, "config", "log.showSignature", "true")
    (root / ".git/info/attributes").write_text("* filter=evil diff=evil export-ignore\n")
    (root / ".gitattributes").write_text("* filter=evil diff=evil export-ignore export-subst\n")
    hooks = root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {canary}\n")
        (hooks / hook).chmod(0o755)
    assert sorted(base_of("HEAD", root).entities) == ["a", "b"]
    assert not canary.exists()


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """An object that only a remote has is missing: it is not asked for."""
    root = repository(tmp_path / "r", ONE, TWO)
    canary = tmp_path / "canary"
    blob = git(root, "rev-parse", "HEAD:graph_data/organizations/b.yaml").strip()
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "remote.origin.url", f"ext::sh -c touch% {canary}")
    git(root, "config", "remote.origin.promisor", "true")
    git(root, "config", "protocol.ext.allow", "always")
    with pytest.raises(SideError) as failed:
        base_of("HEAD", root)
    assert failed.value.kind == "unreadable"
    assert not canary.exists()


@pytest.mark.parametrize(
    "text",
    ["--upload-pack=touch canary", "--help", "-h", "--exec-path", "--all", "--output=canary", "", "\0", "a\nb", "@{u}",
     "HEAD:graph_data", "HEAD~99", "deadbeef", "main..HEAD", "HEAD@{nonsense}", "^HEAD", "~", "nobody/nothing"],
)  # fmt: skip
def test_what_is_no_revision_is_not_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    root = repository(tmp_path / "r", ONE, TWO)
    monkeypatch.chdir(tmp_path)
    before = state(tmp_path)
    with pytest.raises(SideError) as failed:
        side_of(text, root)
    assert failed.value.kind == "unknown"
    assert state(tmp_path) == before


def test_the_variables_of_a_hook_do_not_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "r", ONE, TWO)
    other = repository(tmp_path / "other", ONE)
    for name, value in (("GIT_DIR", ".git"), ("GIT_WORK_TREE", "."), ("GIT_INDEX_FILE", ".git/index")):
        monkeypatch.setenv(name, str(other / value))
    monkeypatch.setenv("GIT_PREFIX", "deep/")
    assert sorted(base_of("HEAD", root).entities) == ["a", "b"]


def test_no_git_and_no_repository_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, ONE)
    with pytest.raises(SideError, match="is in no git repository"):
        side_of("HEAD", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SideError, match="git is not installed"):
        side_of("HEAD", tmp_path)
    assert side_of(str(tmp_path), tmp_path).kind == "folder"


def test_a_short_hash_of_two_commits_is_ambiguous(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ONE)
    seen: dict[str, str] = {}
    twice = ""
    for number in range(400):
        tree, parent = git(root, "rev-parse", "HEAD^{tree}").strip(), "HEAD"
        commit = git(root, "commit-tree", tree, "-p", parent, "-m", str(number)).strip()
        if commit[:4] in seen:
            twice = commit[:4]
            break
        seen[commit[:4]] = commit
    if not twice:
        pytest.skip("no two hashes begin alike")
    with pytest.raises(SideError, match="ambiguous"):
        side_of(twice, root)


def test_a_folder_and_a_revision_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "r", ONE, TWO)
    monkeypatch.chdir(root)
    git(root, "branch", "old", "HEAD~1")
    (root / "old").mkdir()
    side = side_of("old", root)
    assert side.kind == "revision"
    assert "is taken for the revision" in side.notes[0]
    write(root / "old", TWO)
    side = side_of("old", root)
    assert side.kind == "folder"
    meant = re.findall(r"`([^`]+)` to mean", side.notes[0])
    assert meant == ["./old", "old~0"]
    assert [side_of(text, root).kind for text in meant] == ["folder", "revision"]
    assert [side_of(text, root).notes for text in meant] == [(), ()]
    assert sorted(base_of("old~0", root).entities) == ["a"]


def test_a_tag_and_a_branch_of_one_name(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ONE, TWO)
    git(root, "branch", "twin", "HEAD~1")
    git(root, "tag", "twin", "HEAD")
    assert "ambiguous" in side_of("twin", root).notes[0]


def test_the_ontology_is_that_of_the_revision(tmp_path: Path) -> None:
    root = tmp_path / "r"
    (root / "ontology").mkdir(parents=True)
    text = (ROOT / ONTOLOGY).read_text(encoding="utf-8")
    (root / ONTOLOGY).write_text(text, encoding="utf-8")
    repository(root, ONE)
    (root / ONTOLOGY).write_text(text.replace('rdfs:label "split"@en', 'rdfs:label "rift"@en'), encoding="utf-8")
    terms = diff(base_of("HEAD", root), base_of(None, root)).terms
    assert [(term.name, [field.new for field in term.fields]) for term in terms] == [("Split", ["rift"])]


def test_a_revision_without_data(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    write(root, ONE)
    with pytest.raises(SideError, match=r"there is no `graph_data/` in the revision"):
        base_of("HEAD", root)


def test_limits_hold_for_revisions(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ONE)
    revision = find_revision("HEAD", root)
    with pytest.raises(RevisionError, match="more data than 2 files"), checked_out(revision, limits=Limits(files=2)):
        pass
    with pytest.raises(RevisionError, match="more data"), checked_out(revision, limits=Limits(total_bytes=99)):
        pass


def tree(root: Path, entries: str) -> str:
    ran = subprocess.run(
        ["git", "-C", str(root), "mktree", "--missing"], input=entries, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_links_are_as_safe_as_in_a_folder(tmp_path: Path) -> None:
    """A link inside is followed, one that leads out is refused, and no file is written through one."""
    root = repository(tmp_path / "r", TWO)
    (tmp_path / "outside").mkdir()
    (root / "graph_data/organizations/out.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "secret.yaml").write_text("type: Faction\nname: Secret\n")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a link that leads out")
    loaded = load_side(side_of("HEAD", root), root, today=TODAY)
    assert loaded.knowledge_base is None
    assert [item.code for item in loaded.diagnostics if item.severity == "error"] == ["KG111"]


def test_a_crafted_tree_writes_nothing_outside(tmp_path: Path) -> None:
    """A tree with a link and a folder of one name: a file below the folder must not go through the link."""
    root = repository(tmp_path / "r", ONE)
    outside = tmp_path / "outside"
    outside.mkdir()
    target = tmp_path / "target"
    target.write_text(str(outside))
    link = git(root, "hash-object", "-w", str(target)).strip()
    file = git(root, "rev-parse", "HEAD:graph_data/organizations/a.yaml").strip()
    folder = tree(root, f"100644 blob {file}\ta.yaml\n")
    data = tree(root, f"120000 blob {link}\torganizations\n040000 tree {folder}\torganizations\n")
    top = tree(root, f"040000 tree {data}\tgraph_data\n")
    commit = git(root, "commit-tree", top, "-m", "crafted").strip()
    with checked_out(find_revision(commit, root)) as made:
        assert (made / "graph_data/organizations/a.yaml").read_text() == "type: Faction\nname: A\n"
        assert not (made / "graph_data/organizations").is_symlink()
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["..", "."])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path / "r", ONE)
    file = git(root, "rev-parse", "HEAD:graph_data/organizations/a.yaml").strip()
    inner = tree(root, f"100644 blob {file}\tevil.yaml\n")
    data = tree(root, f"040000 tree {inner}\t{name}\n")
    top = tree(root, f"040000 tree {data}\tgraph_data\n")
    commit = git(root, "commit-tree", top, "-m", "crafted").strip()
    with pytest.raises(RevisionError, match="cannot be written"), checked_out(find_revision(commit, root)):
        pass


def test_the_folder_of_a_revision_is_gone_afterwards(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ONE)
    with checked_out(find_revision("HEAD", root)) as made:
        assert (made / "graph_data").is_dir()
    assert not made.exists()
