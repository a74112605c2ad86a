"""The two sides of a comparison: what a word on the command line means, and the knowledge base behind it.

A side is a folder (a project), a build or a file of RDF made by this program, or a revision of the git repository
around the project. What could be several is settled by a rule, and said.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from khorasan_graph import project
from khorasan_graph.authoring.files import DATA_FOLDER
from khorasan_graph.authoring.limits import DEFAULT_LIMITS
from khorasan_graph.authoring.load import Loaded
from khorasan_graph.model.vocabulary import Vocabulary
from khorasan_graph.rdf.reading import Format, ReadingError, read
from khorasan_graph.revisions import Revision, RevisionError, checked_out, find_revision

SideKind = Literal["folder", "build", "revision"]

_SYNTAX: dict[str, Format] = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads"}
_BUILT = ("khorasan.trig", "khorasan.ttl")
_MANIFEST = "manifest.json"


class SideError(Exception):
    """A side that cannot be understood (`kind` "unknown"), read ("unreadable") or trusted ("bad")."""

    def __init__(self, message: str, kind: Literal["unknown", "unreadable", "bad"] = "unknown") -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Side:
    """What a word means: the kind of thing, where it is, how it is called in a heading, and what was to be said."""

    text: str
    kind: SideKind
    label: str
    path: Path | None = None
    revision: Revision | None = None
    notes: tuple[str, ...] = ()


def side_of(text: str | None, root: Path) -> Side:
    """What a word means; None is the project at `root` as its files are now.

    A project, a build or a file of RDF at that path comes before a revision of that name; any other folder or file of
    the name does not.

    Raises:
        SideError: if it means nothing.
    """
    if text is None:
        return Side("", "folder", f"the files of {_shown(root)} as they are", root)
    path = Path(text)
    kind = _kind(path) if text and "\0" not in text else None
    named = _is_plain(text)
    if kind is not None and not named:
        return Side(text, kind, text, path)
    try:
        revision = find_revision(text, root)
    except RevisionError as error:
        if kind is None:
            if not error.missing:
                raise SideError(f"`{text}`: {error}", "unreadable") from None
            raise SideError(_nothing(text, path, root, str(error))) from None
        return Side(text, kind, text, path)
    if kind is not None:
        note = (
            f"`{text}` is a folder or file here and a revision of git: the former is taken; "
            f"write `./{text}` to mean it, `{text}~0` to mean the revision"
        )
        return Side(text, kind, text, path, notes=(note,))
    notes = [revision.warning] if revision.warning else []
    if named and path.exists():
        notes.append(f"`{text}` is taken for the revision: the folder or file here holds no project and no build")
    return Side(text, "revision", f"{text} ({revision.commit[:12]}, {revision.day})", None, revision, tuple(notes))


def load_side(side: Side, root: Path, vocabulary: Vocabulary | None = None, *, today: date | None = None) -> Loaded:
    """Load a side. What a build says is read in the words of `vocabulary`; without one, of the ontology at `root`.

    Raises:
        SideError: if it cannot be read; faults of data are diagnostics in the result.
    """
    if side.revision is not None:
        try:
            with checked_out(side.revision, project.ONTOLOGY) as folder:
                return project.load(folder, today=today)
        except RevisionError as error:
            raise SideError(str(error), "unreadable") from None
    assert side.path is not None
    if side.kind == "folder":
        return project.load(side.path, today=today)
    if vocabulary is None:
        vocabulary, problems = project.load_vocabulary(root)
        if vocabulary is None or problems:
            return Loaded(None, tuple(problems), {})
    file, content = _built(side.path)
    try:
        return Loaded(read(content, _SYNTAX[file.suffix.lower()], vocabulary), (), {})
    except ReadingError as error:
        raise SideError(f"`{file}`: {error}", "bad") from None


def _kind(path: Path) -> SideKind | None:
    """What lies at a path, if it is something to compare."""
    try:
        if path.is_dir():
            if (path / DATA_FOLDER).is_dir() or path.resolve().name == DATA_FOLDER:
                return "folder"
            return "build" if any((path / name).is_file() for name in _BUILT) else None
        return "build" if path.is_file() and path.suffix.lower() in _SYNTAX else None
    except OSError:
        return None


def _is_plain(text: str) -> bool:
    """Whether a word can be meant for either: a path that begins with `.`, `/` or `~`, or ends in `/`, is a path."""
    return not (text.startswith((".", "/", "~")) or text.endswith("/"))


def _built(path: Path) -> tuple[Path, bytes]:
    """The RDF of a build, or the file itself; of a build, one that is still as its manifest describes it."""
    file = path if path.is_file() else next(path / name for name in _BUILT if (path / name).is_file())
    try:
        if file.stat().st_size > DEFAULT_LIMITS.total_bytes:
            raise SideError(f"`{file}` is larger than {DEFAULT_LIMITS.total_bytes:,} bytes", "unreadable")
        content = file.read_bytes()
        manifest = path / _MANIFEST
        described = json.loads(manifest.read_bytes()) if path.is_dir() and manifest.is_file() else {}
    except OSError as error:
        raise SideError(f"cannot read `{file}`: {error.strerror or error}", "unreadable") from None
    except (ValueError, RecursionError):
        raise SideError(f"`{path / _MANIFEST}` is not JSON", "bad") from None
    files = described.get("files") if isinstance(described, dict) else None
    told = files.get(file.name) if isinstance(files, dict) else None
    if isinstance(told, dict) and told.get("sha256") != hashlib.sha256(content).hexdigest():
        raise SideError(f"`{file}` is not what its manifest describes: build it anew", "bad")
    return file, content


def _nothing(text: str, path: Path, root: Path, why: str) -> str:
    """What to say of a word that means nothing, and what may have been meant."""
    if ".." in text.strip("./"):
        return f"`{text}` names a range: give the two revisions one after the other"
    if path.is_dir():
        return f"`{text}` is a folder without `{DATA_FOLDER}/` and without a build, and no revision ({why})"
    if path.exists():
        return f"`{text}` is neither a project nor a file that ends in {', '.join(_SYNTAX)}, and no revision ({why})"
    return f"`{text}` is neither a folder, nor a build, nor a revision of {_shown(root)} ({why})"


def _shown(root: Path) -> str:
    return f"`{root.name or root.resolve().name or root}`"
