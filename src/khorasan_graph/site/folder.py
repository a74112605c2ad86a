"""Putting a site into a folder, where an older one may stand, and files of other people.

What is whose is told by a manifest in the folder: the path and the hash of every page that was written. So pages of
what is no longer there go, files that we did not write stay, and a folder that is not a site of ours is refused.

A page that somebody changed since it was written is replaced all the same if the site has it still, for a page must say
what the data say; and left where it is, as a file of theirs, if the site no longer has it. Both are reported.

All pages are written in full beside the old ones before the first takes its place, and a failure on the way puts back
what was there. Whatever is killed, every page is whole, and the manifest names all that may be ours.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from khorasan_graph.output import OutputError, locked

MANIFEST = "khorasan-graph-site.json"
_GENERATOR = "khorasan-graph site"
_STAGE = ".khorasan-graph-site-"
_PATH = re.compile(r"(?:[a-z0-9_][a-z0-9_-]*/){0,3}[a-z0-9_][a-z0-9._-]*\.html", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the folder."""

    pages: int = 0
    bytes: int = 0
    changed: int = 0
    removed: int = 0
    replaced: tuple[str, ...] = ()
    """Pages that somebody had changed, and that are ours again."""
    kept: tuple[str, ...] = ()
    """Pages that the site no longer has, but that somebody had changed: they stay."""


@dataclass(slots=True)
class _Moves:
    """What has been moved so far, and what it takes to undo it."""

    stage: Path
    undo: list[tuple[Path | None, Path]] = field(default_factory=list)

    def away(self, target: Path) -> None:
        """Take a file out of its place, so that it can be put back."""
        saved = self.stage / f"old-{len(self.undo)}"
        os.replace(target, saved)
        self.undo.append((saved, target))

    def into_place(self, fresh: Path, target: Path) -> None:
        if os.path.lexists(target):
            saved = self.stage / f"old-{len(self.undo)}"
            # A second name for the old file: nobody who reads meanwhile finds its place empty.
            try:
                os.link(target, saved, follow_symlinks=False)
            except (OSError, NotImplementedError):
                shutil.copy2(target, saved, follow_symlinks=False)
            self.undo.append((saved, target))
        else:
            self.undo.append((None, target))
        os.replace(fresh, target)

    def back(self) -> None:
        for saved, target in reversed(self.undo):
            with contextlib.suppress(OSError):
                if saved is None:
                    target.unlink(missing_ok=True)
                else:
                    os.replace(saved, target)


def check_folder(folder: Path) -> None:
    """Refuse, before any work is done, what cannot hold a site or is not one of ours.

    Hidden files alone (the `.git` of a branch to publish, a `.nojekyll`) make no folder somebody else's.

    Raises:
        OutputError: if it is no folder, or holds files but no manifest of ours.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(folder, "it is not a folder")
    try:
        empty = all(entry.name.startswith(".") for entry in folder.iterdir())
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
    if not empty and _read_manifest(folder) is None:
        raise OutputError(
            folder, f"it is not empty and holds no site of ours (there is no `{MANIFEST}`): name a new folder"
        )


def write_site(folder: Path, pages: Iterable[tuple[str, str]]) -> Written:
    """Bring a folder in line with the pages of a site.

    Raises:
        OutputError: if anything fails; the old site is as it was.
    """
    check_folder(folder)
    content = {path: text.encode() for path, text in pages}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
    with locked(folder):
        for left in folder.glob(f"{_STAGE}*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            return _write(folder, content)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise OutputError(error.filename or folder, error.strerror or str(error)) from error


def _write(folder: Path, content: Mapping[str, bytes]) -> Written:
    old = _read_manifest(folder) or {}
    new = {path: hashlib.sha256(data).hexdigest() for path, data in content.items()}
    _refuse_what_is_in_the_way(folder, old, new)
    here = {path: _hash_of(folder / path) for path in old.keys() | new.keys()}
    changed = [path for path in new if here[path] != new[path]]
    stale = [path for path in sorted(old.keys() - new.keys()) if here[path] is not None]
    kept = [path for path in stale if here[path] not in old[path]]
    replaced = [path for path in changed if path in old and here[path] is not None and here[path] not in old[path]]
    gone = [path for path in stale if path not in kept]
    if changed or gone or {path: (known,) for path, known in new.items()} != old:
        _bring_in_line(folder, content, old, new, changed, gone)
    return Written(len(content), sum(map(len, content.values())), len(changed), len(gone), tuple(replaced), tuple(kept))


def _bring_in_line(
    folder: Path,
    content: Mapping[str, bytes],
    old: Mapping[str, tuple[str, ...]],
    new: Mapping[str, str],
    changed: list[str],
    gone: list[str],
) -> None:
    stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=folder))
    moves = _Moves(stage)
    made: list[Path] = []
    try:
        for number, path in enumerate(changed):
            (stage / f"new-{number}").write_bytes(content[path])
        # Until all is in place, a page may be the old or the new one: both are ours.
        both = {path: (*old.get(path, ()), *((new[path],) if path in new else ())) for path in old.keys() | new.keys()}
        try:
            _write_manifest(folder, stage, both)
            for number, path in enumerate(changed):
                made += _make_parents(folder, path)
                moves.into_place(stage / f"new-{number}", folder / path)
            for path in gone:
                moves.away(folder / path)
            _write_manifest(folder, stage, {path: (known,) for path, known in new.items()})
        except BaseException:
            moves.back()
            for parent in reversed(made):
                with contextlib.suppress(OSError):
                    parent.rmdir()
            with contextlib.suppress(OSError):
                if old:
                    _write_manifest(folder, stage, old)
                else:
                    (folder / MANIFEST).unlink(missing_ok=True)
            raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    for path in gone:
        for parent in list(Path(path).parents)[:-1]:
            with contextlib.suppress(OSError):
                (folder / parent).rmdir()


def _make_parents(folder: Path, path: str) -> list[Path]:
    made = []
    for parent in reversed(list(Path(path).parents)[:-1]):
        if not (folder / parent).exists():
            (folder / parent).mkdir()
            made.append(folder / parent)
    return made


def _refuse_what_is_in_the_way(folder: Path, old: Mapping[str, tuple[str, ...]], new: Mapping[str, str]) -> None:
    """A page never takes the place of a file that we did not write, and is never written through a link."""
    for parent in sorted({str(parent) for path in new for parent in list(Path(path).parents)[:-1]}):
        place = folder / parent
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise OutputError(place, "something that is not a folder of ours is in the way")
    for path, known in new.items():
        place = folder / path
        if place.is_dir() and not place.is_symlink():
            raise OutputError(place, "a folder is in the way of a page")
        if path not in old and os.path.lexists(place) and _hash_of(place) != known:
            raise OutputError(place, "a file that is not of this site is in the way of a page")


def _hash_of(path: Path) -> str | None:
    """The hash of a file; empty for what is there but no plain file, None for what is not there."""
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file():
        return ""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_manifest(folder: Path) -> dict[str, tuple[str, ...]] | None:
    """The pages that we wrote, with the hashes that they may have; None if there is no manifest of ours.

    A path that no page of ours can have is left out: a manifest that somebody made up must not have us remove anything
    outside of the folder.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("generator") != _GENERATOR or not isinstance(found.get("files"), dict):
        return None
    known: dict[str, tuple[str, ...]] = {}
    for path, hashes in found["files"].items():
        several = hashes if isinstance(hashes, list) else [hashes]
        links = any((folder / parent).is_symlink() for parent in list(Path(path).parents)[:-1])
        if _PATH.fullmatch(path) and ".." not in path and not links:
            known[path] = tuple(one for one in several if isinstance(one, str) and one)
    return known


def _write_manifest(folder: Path, stage: Path, files: Mapping[str, tuple[str, ...]]) -> None:
    """Put the manifest in its place, in one step and down to the disk: what is ours hangs on it."""
    listed = {path: known[0] if len(known) == 1 else list(known) for path, known in sorted(files.items())}
    with open(stage / MANIFEST, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps({"generator": _GENERATOR, "files": listed}, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(stage / MANIFEST, folder / MANIFEST)
