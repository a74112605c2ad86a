"""A project as it was at a revision of its git repository, read without a checkout.

The objects are read as they are stored (`ls-tree`, `cat-file`), into a folder of its own that is gone afterwards: the
working tree, the index and the configured filters, hooks, pagers and diff programs of a repository have no part in it,
and nothing is fetched. What a user wrote is never taken for an option.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from khorasan_graph.authoring.files import DATA_FOLDER
from khorasan_graph.authoring.limits import DEFAULT_LIMITS, Limits

_TIMEOUT = 120.0
"""Seconds after which a call of git is given up."""
_PLACED = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""Variables that a git hook sets: the repository is the one around the folder that is asked about, and no other."""
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_LINK = "120000"
_FORBIDDEN = frozenset("\\:" if os.name == "nt" else "")
_FILES = ("100644", "100755", "100664")


class RevisionError(Exception):
    """A revision that cannot be read: says why. `missing` if there is no such revision, or no repository or git."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit: the hash, the day it was made (UTC), the repository's folder, and where the project lies below it.

    `warning` is what git had to say of the name, such as that it means a branch and a tag.
    """

    commit: str
    day: str
    folder: Path
    below: str
    warning: str = ""


def find_revision(text: str, root: Path) -> Revision:
    """The commit that a text names in the repository around a project.

    Raises:
        RevisionError: if git is not installed, the project is in no repository, or the text names no commit.
    """
    if not text or "\0" in text or "\n" in text:
        raise RevisionError("that is no name of a revision", missing=True)
    if not root.is_dir():
        raise RevisionError(f"there is no folder `{root}`", missing=True)
    below = _git(root, "rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    found = _git(root, "rev-parse", "--verify", "--end-of-options", text, fails=True)
    said = found.stderr.decode("utf-8", "replace").splitlines()
    named = found.stdout.decode("ascii", "replace").strip()
    if found.returncode or not _HASH.fullmatch(named):
        ambiguous = [line.removeprefix("error: ") for line in said if "ambiguous" in line]
        raise RevisionError(f"git: {ambiguous[0]}" if ambiguous else "git knows no such revision", missing=True)
    peeled = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}", fails=True)
    commit = peeled.stdout.decode("ascii", "replace").strip()
    if peeled.returncode or not _HASH.fullmatch(commit):
        raise RevisionError("to git that is no commit", missing=True)
    warned = "; ".join(line.removeprefix("warning: ") for line in said if line.startswith("warning: "))
    return Revision(commit, _day(_git(root, "cat-file", "commit", commit).stdout), root, below, warned)


def _day(commit: bytes) -> str:
    """The day of a commit, from its object."""
    for line in commit.split(b"\n\n", 1)[0].splitlines():
        words = line.split()
        if line.startswith(b"committer ") and len(words) > 2 and words[-2].isdigit():
            return datetime.fromtimestamp(min(int(words[-2]), 253402300799), UTC).date().isoformat()
    return "undated"


@contextmanager
def checked_out(revision: Revision, *more: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Path]:
    """A folder with the data of a project as they were at a revision, and the files `more` if it had them.

    Raises:
        RevisionError: if the revision has no data, holds more than the limits allow, or cannot be read.
        OSError: if the folder cannot be written.
    """
    entries = list(_entries(revision, (DATA_FOLDER, *more)))
    if not any(path.startswith(f"{DATA_FOLDER}/") for _, _, _, path in entries):
        where = f"`{revision.below}{DATA_FOLDER}/`"
        raise RevisionError(f"there is no {where} in the revision {revision.commit[:12]}")
    if len(entries) > limits.files or sum(size for _, _, size, _ in entries) > limits.total_bytes:
        allowed = f"{limits.files:,} files or {limits.total_bytes:,} bytes"
        raise RevisionError(f"the revision {revision.commit[:12]} holds more data than {allowed}")
    with tempfile.TemporaryDirectory(prefix="khorasan-graph-revision-") as name:
        folder = Path(name)
        (folder / DATA_FOLDER).mkdir()
        links: list[tuple[Path, str]] = []
        for (mode, _, _, path), content in zip(entries, _contents(revision, entries), strict=True):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if mode == _LINK:
                links.append((target, os.fsdecode(content)))
            else:
                target.write_bytes(content)
        for target, leads_to in links:  # last, so that no file is ever written through one
            if not os.path.lexists(target):
                target.symlink_to(leads_to)
        yield folder


_Entry = tuple[str, str, int, str]
"""The mode, the hash, the size in bytes and the path of a file below the project."""


def _entries(revision: Revision, paths: tuple[str, ...]) -> Iterator[_Entry]:
    wanted = [f"{revision.below}{path}" for path in paths]
    listed = _git(
        revision.folder, "ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", revision.commit, *wanted
    )
    for line in listed.stdout.split(b"\0"):
        if not line:
            continue
        head, _, raw = line.partition(b"\t")
        mode, _, hash_, size = head.decode("ascii").split()
        path = os.fsdecode(raw).removeprefix(revision.below)
        if mode not in (*_FILES, _LINK):
            continue  # a submodule is no data of this project
        if not size.isdecimal():
            raise RevisionError(f"git cannot read {path!a}: the repository is not whole")
        if any(part in ("", ".", "..") or set(part) & _FORBIDDEN for part in path.split("/")):
            raise RevisionError(f"the revision {revision.commit[:12]} has a file that cannot be written: {path!a}")
        yield mode, hash_, int(size), path


def _contents(revision: Revision, entries: list[_Entry]) -> Iterator[bytes]:
    """The contents of files as they are stored, in the same order."""
    asked = "".join(f"{hash_}\n" for _, hash_, _, _ in entries).encode("ascii")
    answer = memoryview(_git(revision.folder, "cat-file", "--batch", given=asked).stdout)
    position = 0
    for _, hash_, size, _ in entries:
        head = f"{hash_} blob {size}\n".encode("ascii")
        if bytes(answer[position : position + len(head)]) != head:
            raise RevisionError(f"git cannot read {hash_[:12]}: the repository is not whole")
        position += len(head)
        yield bytes(answer[position : position + size])
        position += size + 1


def _git(
    folder: Path, *arguments: str, given: bytes | None = None, fails: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """Run git on the repository around a folder: reading only, asking nobody, with nothing that its configuration runs.

    Raises:
        RevisionError: if there is no git, no repository, or the call fails and was not allowed to (`fails`).
    """
    environment = {key: value for key, value in os.environ.items() if key not in _PLACED}
    environment |= {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }
    settings = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never")
    command = ["git", "-C", str(folder), "--no-pager", "--literal-pathspecs"]
    for setting in settings:
        command += ["-c", setting]
    try:
        ran = subprocess.run(
            [*command, *arguments],
            input=given if given is not None else b"",
            capture_output=True,
            env=environment,
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed: revisions cannot be read", missing=True) from None
    except subprocess.TimeoutExpired:
        raise RevisionError(f"git did not answer within {_TIMEOUT:.0f} seconds") from None
    if ran.returncode and not fails:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {ran.returncode}"]
        if "not a git repository" in said[0]:
            raise RevisionError(f"`{folder}` is in no git repository", missing=True)
        raise RevisionError(f"git: {said[0].removeprefix('fatal: ')}")
    return ran
