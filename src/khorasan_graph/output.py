"""Writing files so that a reader sees the old one or the new one, and never half of either."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_TEMPORARY = ".khorasan-graph-"


class OutputError(Exception):
    """A file that cannot be written; says which and why. What stood there before is untouched."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"cannot write `{path}`: {reason}")


def write_atomic(path: Path, chunks: Iterable[str | bytes]) -> None:
    """Write text (as UTF-8) or bytes to a temporary file beside the target, sync it, and put it in the target's place.

    A link is followed: its target is replaced, not the link.

    Raises:
        OutputError: if anything fails; the old file is as it was.
    """
    target = Path(os.path.realpath(path))
    check_writable(target)
    temporary = _write_temporary(target, chunks)
    _replace(temporary, target)


def write_all(folder: Path, files: Iterable[tuple[str, Iterable[str | bytes]]]) -> None:
    """Write several files into a folder: all are written in full before the first is put in its place.

    The last file named goes in last: a manifest that describes the others.

    Raises:
        OutputError: if anything fails before that; the old files are as they were.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
    with locked(folder):
        ready: list[tuple[str, Path]] = []
        try:
            for name, chunks in files:
                target = folder / name
                check_writable(target)
                ready.append((_write_temporary(target, chunks), target))
            while ready:
                temporary, target = ready.pop(0)
                _replace(temporary, target)
        finally:
            for temporary, _ in ready:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)


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
    """Keep two compilations from writing one folder at once.

    Raises:
        OutputError: if another process holds the lock; a lock left by a process that has died is taken over.
    """
    lock = folder / f"{_TEMPORARY}lock"
    for attempt in (1, 2):
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            owner = _owner(lock)
            if attempt == 2 or (owner is not None and _is_alive(owner)):
                raise OutputError(folder, f"another compile (process {owner}) is writing there") from None
            with contextlib.suppress(OSError):
                lock.unlink()
        except OSError as error:
            raise OutputError(folder, error.strerror or str(error)) from error
        else:
            os.write(handle, str(os.getpid()).encode())
            os.close(handle)
            break
    try:
        _sweep(folder)
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


def _owner(lock: Path) -> int | None:
    try:
        return int(lock.read_text())
    except (OSError, ValueError):
        return None


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sweep(folder: Path) -> None:
    """Remove the temporary files that a killed run left behind."""
    for stale in folder.glob(f"{_TEMPORARY}*.tmp"):
        with contextlib.suppress(OSError):
            stale.unlink()


def _write_temporary(target: Path, chunks: Iterable[str | bytes]) -> str:
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".tmp", dir=target.parent)
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


def _replace(temporary: str, target: Path) -> None:
    try:
        os.replace(temporary, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise OutputError(target, error.strerror or str(error)) from error
