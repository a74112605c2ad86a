"""Where an export goes: to a file, to a folder, or several files as one ZIP archive, the same on every machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from khorasan_graph.export.formats import Chunks, ExportError, Format, Request
from khorasan_graph.output import write_all, write_atomic

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can give a file: none of ours has a time of its own."""

_OF_ONE_FILE = (".csv", ".json", ".parquet")
"""What the name of a folder does not end in: whoever writes it expects one file."""


def joined(chunks: Chunks) -> bytes:
    """The content of a file in one piece."""
    return b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in chunks)


def zipped(files: Iterable[tuple[str, Chunks]]) -> bytes:
    """The files, by their paths, in an archive; stored, not compressed, for compressors differ between machines."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, chunks in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, joined(chunks))
    return stream.getvalue()


def content(form: Format, request: Request) -> Chunks:
    """An export in one piece: a format of several files as an archive."""
    if form.write is not None:
        return form.write(request)
    assert form.files is not None
    return [zipped(form.files(request))]


def save(form: Format, request: Request, target: Path) -> None:
    """Write an export so that nothing is ever half done: a format of several files to a folder, or to a `.zip`.

    Raises:
        OutputError: if it cannot be written; what stood there before is untouched.
        ExportError: if the format cannot be made of this.
    """
    if form.files is not None and target.suffix.lower() in _OF_ONE_FILE and not target.is_dir():
        raise ExportError(f"`{target}`: the format is several files; name a folder, or a .zip")
    if form.files is None or target.suffix.lower() == ".zip":
        write_atomic(target, content(form, request))
    else:
        write_all(target, [(path, [joined(chunks)]) for path, chunks in form.files(request)])
