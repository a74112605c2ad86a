"""Real git repositories, made in a test's own folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support import SOURCES, split_files

_SETTINGS = {
    "GIT_AUTHOR_NAME": "Ann Author",
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_AUTHOR_DATE": "2026-11-20T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ann Author",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
    "GIT_COMMITTER_DATE": "2026-11-20T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a repository, as somebody whose settings and clock are fixed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    ran = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**environment, **_SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def write(folder: Path, text: str) -> None:
    """Write the files of a project as they are now; what is not among them is deleted."""
    files = {**SOURCES, **split_files(text)}
    for old in folder.glob("graph_data/**/*.yaml"):
        if old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8", newline="\n")


def repository(folder: Path, *states: str, below: str = "") -> Path:
    """A repository with a commit for each state of a project, which lies in the folder `below`. Gives the project."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    project = folder / below
    for number, state in enumerate(states):
        write(project, state)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "--message", f"state {number}")
    return project
