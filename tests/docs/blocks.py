"""The fenced blocks of the documentation, and how their commands are run.

`python -m tests.docs.blocks` writes the output of every command that begins with `$ ` into the documentation anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/commands").glob("*.md"))
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "graph_data/README.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: where it is, its language and its text."""

    document: str
    line: int
    language: str
    text: str


def blocks(document: str) -> list[Block]:
    """The fenced blocks of a document."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        Block(document, text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in _FENCE.finditer(text)
    ]


def commands(block: Block) -> list[str]:
    """The commands of a block of shell: whole lines, or in a console those behind `$ `."""
    if block.language == "console":
        return [line.removeprefix("$ ") for line in block.text.splitlines() if line.startswith("$ ")]
    return [line.split(" #")[0].strip() for line in block.text.splitlines() if line.strip()]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one command as a reader would, in a folder that is no project, so that the shipped data answers.

    The articles that the documentation speaks of are there.
    """
    shutil.copytree(ROOT / "docs/articles", folder, dirs_exist_ok=True)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def renewed(document: str, folder: Path) -> str:
    """The text of a document with the output of its console blocks as it is now."""

    def fresh(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        lines = []
        for command in commands(Block(document, 0, "console", match[2])):
            done = run(command, folder)
            if done.returncode:
                raise RuntimeError(f"{document}: `{command}` ends with {done.returncode}: {done.stderr}")
            lines.append(f"$ {command}\n{done.stdout}")
        return f"```console\n{''.join(lines).rstrip()}\n```"

    return _FENCE.sub(fresh, (ROOT / document).read_text(encoding="utf-8"))


if __name__ == "__main__":
    import tempfile

    for path in DOCUMENTS:
        with tempfile.TemporaryDirectory() as name:
            (ROOT / path).write_text(renewed(path, Path(name)), encoding="utf-8")
