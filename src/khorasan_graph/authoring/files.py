"""Finding the files of a project and reading each once into bytes. Knows the file system, and nothing of YAML.

Entries are visited in the order of their names, so that no output depends on the file system. Whatever is not a plain
YAML file is either named in a diagnostic or counted as ignored; nothing is opened that could hang or lead outside.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.limits import DEFAULT_LIMITS, Limits
from khorasan_graph.model.diagnostics import Diagnostic, Span, has_errors

DATA_FOLDER = "graph_data"
FLOORS_PATH = f"{DATA_FOLDER}/floors.yaml"
ABOUT_PATH = f"{DATA_FOLDER}/about.yaml"
_READ_ALONGSIDE = frozenset({"README.md", ".gitkeep"})


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file as read: its path below the project's root (`/` between folders), and its bytes."""

    path: str
    content: bytes


def read_files(root: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[list[RawFile], list[Diagnostic]]:
    """Read every YAML file below `root`/graph_data, in the order of their paths."""
    data = root / DATA_FOLDER
    if not data.is_dir():
        hint = "name the project with `--root`, or start one with `khorasan-graph init DIR`"
        return [], [diagnostic("KG115", f"there is no folder `{shown(str(data))}`", Span(DATA_FOLDER), hint)]
    walk = _Walk(str(data.resolve()), limits)
    walk.visit(str(data), DATA_FOLDER)
    found = walk.diagnostics
    if walk.ignored:
        sample = ", ".join(f"`{path}`" for path in walk.ignored[:3])
        more = f" and {len(walk.ignored) - 3} more" if len(walk.ignored) > 3 else ""
        hint = "data files end in `.yaml` or `.yml` and do not begin with a dot"
        found.append(diagnostic("KG113", f"not read: {sample}{more}", Span(DATA_FOLDER), hint))
    if not walk.files and not has_errors(found):
        hint = "`khorasan-graph init DIR` starts a project with an example"
        found.append(diagnostic("KG115", f"there are no data files in `{shown(str(data))}`", Span(DATA_FOLDER), hint))
    return walk.files, found


def shown(text: str) -> str:
    """A path as it can be printed: undecodable bytes and control characters escaped."""
    if text.isascii() and text.isprintable():
        return text
    printable = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in printable)


class _Walk:
    """The state of one visit to the data folder."""

    def __init__(self, boundary: str, limits: Limits) -> None:
        self.boundary = boundary
        self.limits = limits
        self.files: list[RawFile] = []
        self.diagnostics: list[Diagnostic] = []
        self.ignored: list[str] = []
        self.total = 0
        self.stopped = False

    def report(self, code: str, message: str, path: str, hint: str = "") -> None:
        self.diagnostics.append(diagnostic(code, message, Span(path), hint))

    def visit(self, folder: str, below: str) -> None:
        if below.count("/") > self.limits.depth:
            message = f"folders nested more than {self.limits.depth} deep"
            self.report("KG109", message, below, "data lies in the folders directly below `graph_data`")
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.report("KG112", f"the folder cannot be read: {error.strerror}", below, "see who may read it")
            return
        for entry in entries:
            if self.stopped:
                return
            path = f"{below}/{shown(entry.name)}"
            if entry.name.startswith((".", "#")) or entry.name.endswith("~") or "conflicted copy" in entry.name:
                if entry.name not in _READ_ALONGSIDE:
                    self.ignored.append(path)
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name.lower().endswith((".yaml", ".yml")):
                    self.ignored.append(path)
                else:
                    self.visit(entry.path, path)
            elif not entry.name.lower().endswith((".yaml", ".yml")):
                if entry.is_symlink() and os.path.isdir(entry.path):
                    self.report("KG111", "a link to a folder is not followed", path, "put the folder itself here")
                elif entry.name not in _READ_ALONGSIDE:
                    self.ignored.append(path)
            elif shown(entry.name) != entry.name:
                hint = "rename it to the id of what it describes"
                self.report("KG114", "the file name has characters that cannot be shown", path, hint)
            else:
                self.read(entry, path)

    def read(self, entry: os.DirEntry[str], path: str) -> None:
        """Read one file, having looked first: a FIFO or a device is never opened."""
        target = entry.path
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if not os.path.exists(target):
                self.report("KG111", "the link leads nowhere", path, "mend the link, or delete it")
                return
            if os.path.commonpath([target, self.boundary]) != self.boundary:
                self.report("KG111", "the link leads out of the data folder", path, "copy the file here")
                return
        try:
            status = os.stat(target)
            if not stat.S_ISREG(status.st_mode):
                self.report("KG111", "this is not a regular file", path, "delete it, or move it out of the folder")
                return
            if status.st_size > self.limits.file_bytes:
                self.report("KG109", f"the file is larger than {self.limits.file_bytes:,} bytes", path, "split it")
                return
            with open(target, "rb") as stream:
                content = stream.read()
        except FileNotFoundError:
            self.report("KG112", "the file vanished while it was being read", path, "run the command again")
            return
        except OSError as error:
            self.report("KG112", f"the file cannot be read: {error.strerror}", path, "see who may read it")
            return
        self.total += len(content)
        if len(self.files) >= self.limits.files or self.total > self.limits.total_bytes:
            limit = f"{self.limits.files:,} files or {self.limits.total_bytes:,} bytes"
            hint = "is this the right folder? split the project if it is"
            self.report("KG109", f"there is more data than {limit}: nothing is checked", path, hint)
            self.stopped = True
            self.files.clear()  # what refers to a file that was not read would be reported as wrong
            return
        self.files.append(RawFile(path, content))
