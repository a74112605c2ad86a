"""Writing files so that a reader sees the old one or the new one, and never half of either."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_TEMPORARY = ".khorasan-graph-"
_OF_A_SET = f"{_TEMPORARY}set-"


class OutputError(OSError):
    """A file that cannot be written; says which and why. What stood there before is untouched."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"cannot write `{path}`: {reason}")


def write_atomic(path: Path, chunks: Iterable[str | bytes]) -> None:
    """Write text (as UTF-8) or bytes to a temporary file beside the target, sync it, and put it in the target's place.

    A link is followed: its target is replaced, not the link. What is no regular file, such as `/dev/null` or a pipe,
    is written to and not replaced.

    Raises:
        OutputError: if anything fails; the old file is as it was.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        _write_through(path, chunks)
        return
    target = Path(os.path.realpath(path))
    check_writable(target)
    temporary = _write_temporary(target, chunks, _TEMPORARY)
    try:
        os.replace(temporary, target)
    except OSError as error:
        _remove([temporary])
        raise OutputError(target, error.strerror or str(error)) from error


def write_all(folder: Path, files: Iterable[tuple[str, Iterable[str | bytes]]]) -> None:
    """Write several files into a folder: all are written in full before the first is put in its place.

    A name may lie in a folder below, which is made if it is not there. The last file named is a manifest of the others.
    The old one goes before they do, and the new one comes after them: wherever a process is killed, files that stand
    beside a manifest are the files that it describes.

    Raises:
        OutputError: if anything fails; the old files are as they were.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
    with locked(folder):
        ready: list[tuple[str, Path]] = []
        made: list[Path] = []
        try:
            for name, chunks in files:
                made += _make_folder(folder, (folder / name).parent)
                target = Path(os.path.realpath(folder / name))
                check_writable(target)
                ready.append((_write_temporary(target, chunks, _OF_A_SET), target))
            _replace_all(ready)
        finally:
            _remove(temporary for temporary, _ in ready)
            for empty in reversed(made):
                with contextlib.suppress(OSError):
                    empty.rmdir()  # only one that stayed empty, because something failed


def _make_folder(top: Path, folder: Path) -> list[Path]:
    """Make the folders between one that is there and one below it; gives those that were made."""
    missing = []
    while folder != top and not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        try:
            each.mkdir()
        except OSError as error:
            raise OutputError(each, error.strerror or str(error)) from error
    return missing[::-1]


def check_writable(target: Path) -> None:
    """Refuse, before any work is done, what cannot be a file."""
    if target.is_dir():
        raise OutputError(target, "it is a folder")
    if not target.parent.is_dir():
        raise OutputError(target, f"there is no folder `{target.parent}`")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise OutputError(target, "the folder may not be written to")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep two compilations from writing one folder at once; the system lifts the lock of a process that dies.

    Raises:
        OutputError: if another process holds the lock.
    """
    if os.name == "nt":  # a folder cannot be locked there
        yield
        return
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise OutputError(folder, "another compilation is writing there") from None
    try:
        # Whatever a killed run left behind: nobody else can be writing a set here now.
        for below in (f"{_OF_A_SET}*", f"*/{_OF_A_SET}*"):
            _remove(str(stale) for stale in folder.glob(below))
        yield
    finally:
        os.close(handle)


def _replace_all(ready: list[tuple[str, Path]]) -> None:
    """Put all files in their places; if one cannot be, put back what was there."""
    kept: dict[Path, str] = {}
    fresh = {target for _, target in ready if not target.exists()}
    done: list[Path] = []
    target = ready[-1][1]
    try:
        for temporary, target in ready:
            # A second name for the old file, to put it back; where the file system knows none, that cannot be done.
            with contextlib.suppress(OSError):
                os.link(target, f"{temporary}.old")
                kept[target] = f"{temporary}.old"
        done.append(target)
        target.unlink(missing_ok=True)
        for temporary, target in ready:
            done.append(target)
            os.replace(temporary, target)
    except BaseException as error:
        for changed in reversed(done):
            with contextlib.suppress(OSError):
                if changed in kept:
                    os.replace(kept[changed], changed)
                elif changed in fresh:
                    changed.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OutputError(target, error.strerror or str(error)) from error
        raise
    finally:
        _remove(kept.values())


def _remove(paths: Iterable[str]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _write_through(path: Path, chunks: Iterable[str | bytes]) -> None:
    try:
        with open(path, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk.encode() if isinstance(chunk, str) else chunk)
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error


def _write_temporary(target: Path, chunks: Iterable[str | bytes], prefix: str) -> str:
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk.encode() if isinstance(chunk, str) else chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name != "nt":
            os.chmod(temporary, _mode(target))
    except BaseException as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        if isinstance(error, OSError):
            raise OutputError(target, error.strerror or str(error)) from error
        raise
    return temporary


def _mode(target: Path) -> int:
    """The mode of the file that is replaced, or what the umask gives a new one (mkstemp gives 0600)."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
