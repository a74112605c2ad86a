"""Writing drafts into a folder of their own: all of them or none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from khorasan_graph.output import OutputError


def check_new(folder: Path) -> None:
    """Refuse, before any work is done, a folder that is not new or empty.

    Raises:
        OutputError: if something is there already.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(folder, "it is not empty: name a new folder")
    except PermissionError as error:
        raise OutputError(folder, error.strerror or str(error)) from error


def write_folder(folder: Path, files: dict[str, str]) -> None:
    """Write files by their path into a folder that is new or empty: into one beside it, which then takes its place.

    Raises:
        OutputError: if anything fails; then there is no new folder, and an empty one is as it was.
    """
    check_new(folder)
    there = folder.exists()
    place = folder if there else folder.parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".khorasan-graph-", dir=place) as workshop:
            made = Path(workshop) / "drafts"
            made.mkdir()
            for name, text in files.items():
                path = made / name
                path.parent.mkdir(exist_ok=True)
                with open(path, "w", encoding="utf-8", newline="\n") as stream:
                    stream.write(text)
            if there:
                _move_into(folder, made)
            else:
                made.rename(folder)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error


def _move_into(folder: Path, made: Path) -> None:
    """Move what was made into the empty folder; if one part cannot be, take the others back."""
    moved: list[Path] = []
    entries = sorted(made.iterdir())
    try:
        for entry in entries:
            entry.rename(folder / entry.name)
            moved.append(entry)
    except BaseException:
        for entry in moved:
            os.replace(folder / entry.name, entry)
        raise
