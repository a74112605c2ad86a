"""Tables as drafts: our own export (a folder, its `datapackage.json`, or a ZIP), or anybody's CSV file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from khorasan_graph.importing.drafts import (
    LARGEST,
    Drafts,
    Foreign,
    LimitError,
    NotUnderstoodError,
    UnreadableError,
    read_bytes,
)
from khorasan_graph.importing.tables import derived, own
from khorasan_graph.importing.tables import foreign as anybodys
from khorasan_graph.importing.tables.rows import table
from khorasan_graph.importing.tables.whole import compare_rows, whole

_PACKAGE = "datapackage.json"
_GENERATOR = "khorasan-graph "

Get = Callable[[str], bytes | None]
"""The bytes of a file of an export by its name; None if it is not there."""


def read(foreign: Foreign) -> Drafts:
    """Read tables.

    Raises:
        UnreadableError: if it is no table, or a folder without an export of ours.
        NotUnderstoodError: if nothing says what the columns of a table hold.
        LimitError: if there is more than is read.
        OSError: if it cannot be read.
    """
    path = foreign.path
    if path.is_dir():
        return _own(foreign, _from_folder(path))
    if path.name == _PACKAGE:
        return _own(foreign, _from_folder(path.parent))
    content = foreign.content()
    if content.startswith(b"PK\x03\x04"):
        return _own(foreign, _from_archive(content))
    if path.stem in own.NAMES and not foreign.columns and _is_ours(_package(path.parent / _PACKAGE)):
        raise NotUnderstoodError(f"`{path}` is one table of an export: name its folder, `{path.parent}`")
    rows = table(content, foreign.name, encoding=foreign.encoding, separator=foreign.separator)
    drafts = Drafts(foreign, "CSV")
    for note in rows.notes:
        drafts.note(note)
    anybodys.read(rows, drafts)
    return drafts


def _own(foreign: Foreign, get: Get) -> Drafts:
    """An export of ours: the tables that it should have, under the names that it gives them."""
    if foreign.columns or foreign.encoding or foreign.separator:
        raise NotUnderstoodError("--map, --encoding and --separator are for one CSV file")
    described = get(_PACKAGE)
    if described is None:
        raise UnreadableError(f"there is no `{_PACKAGE}` in it: name a CSV file, or the folder of an export")
    package = _parsed(described)
    if not _is_ours(package):
        raise UnreadableError(f"its `{_PACKAGE}` is not of an export of this program: name one of its CSV files")
    drafts = Drafts(foreign, "CSV", own=True)
    found = {}
    size = 0
    for name in own.NAMES:
        content = get(f"{name}.csv")
        if content is not None:
            size += len(content)
            if size > LARGEST:
                raise LimitError(f"its tables have more than {LARGEST >> 20} MiB")
            found[name] = whole(name, content, drafts)
    if not found:
        raise UnreadableError("none of its tables is CSV")
    drafts.note(f"{package['generator']}; {', '.join(f'{len(it.rows):,} {name}' for name, it in found.items())}")
    part = package.get("selection")
    asked = {name: value for name, value in part.items() if value} if isinstance(part, dict) else {}
    if asked:
        drafts.note(f"a part of a graph: {json.dumps(asked, ensure_ascii=False)}")
    compare_rows(found, package, drafts)
    own.read(found, package, drafts)
    derived.compare(found, package, drafts)
    return drafts


def _from_folder(folder: Path) -> Get:
    def get(name: str) -> bytes | None:
        path = folder / name
        return read_bytes(path) if path.exists() else None

    return get


def _from_archive(content: bytes) -> Get:
    """The files of an archive by name, wherever in it they lie; each is read up to the limit, whatever it claims."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise UnreadableError(f"it is a broken ZIP archive: {error}") from None
    names = {entry.filename.rpartition("/")[2]: entry for entry in reversed(archive.infolist())}

    def get(name: str) -> bytes | None:
        if name not in names:
            return None
        try:
            with archive.open(names[name]) as stream:
                found = stream.read(LARGEST + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
            raise UnreadableError(f"`{name}` in the archive cannot be read: {error}") from None
        if len(found) > LARGEST:
            raise LimitError(f"`{name}` in the archive has more than {LARGEST >> 20} MiB")
        return found

    return get


def _package(path: Path) -> dict[str, Any]:
    """The description beside a table; empty if there is none that can be read."""
    try:
        return _parsed(read_bytes(path))
    except (OSError, UnreadableError, LimitError):
        return {}


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"its `{_PACKAGE}` is no JSON: {error}") from None
    return found if isinstance(found, dict) else {}


def _is_ours(package: dict[str, Any]) -> bool:
    generator = package.get("generator")
    return isinstance(generator, str) and generator.startswith(_GENERATOR)
