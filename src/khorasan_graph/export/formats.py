"""What a foreign format is: what writes it, and what it cannot carry.

A format declares its losses, each with a function that finds the records concerned: so the list of formats can say what
each cannot carry, and an export what was dropped or flattened in this very case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection

Chunks = Iterable[str | bytes]
"""The content of a file, piece by piece; text is written as UTF-8."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is exported: a base that a selection has narrowed already, and the selection, for what it says of ties.

    `about` are the one or two entities of a dossier, `profile` the dialect of a format that has several; both are
    empty for every other format.
    """

    base: KnowledgeBase
    selection: Selection = EVERYTHING
    about: tuple[str, ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format cannot carry, for a reader that knows only the format's own properties.

    `key` is its stable name. What is `dropped` is not in the file at all; what is `flattened` is there in a form from
    which such a reader cannot surely make what it was, so what an extension of ours carries is flattened, and not
    dropped. `says` is a phrase for whoever reads the file, without a capital or a full stop. `records` gives the
    records concerned in an export, each once, as the part of its IRI behind the namespace of the data: `ttp`,
    `relation/ID`, `claim/ID`, `name/ID`, `source/ID`.
    """

    key: str
    how: Literal["dropped", "flattened"]
    says: str
    records: Callable[[Request], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is for, how its files are called, what it loses, and what writes it.

    A format of one file has `write`; one of several has `files`, which gives them by their path in a folder, what
    describes the others last. `profiles` are its dialects, the usual one first. `dossier` marks formats about one or
    two entities.
    """

    purpose: str
    extension: str
    media_type: str
    losses: tuple[Loss, ...] = ()
    write: Callable[[Request], Chunks] | None = None
    files: Callable[[Request], Iterator[tuple[str, Chunks]]] | None = None
    profiles: tuple[str, ...] = ()
    dossier: bool = False


class ExportError(ValueError):
    """What a format cannot be made of: a missing library of an extra, a table longer than a sheet may be."""
