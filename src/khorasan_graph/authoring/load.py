"""From a folder of YAML to a checked knowledge base: the map of the stages."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from khorasan_graph.authoring import about, check, floors, read, resolve, shapes, text, tree
from khorasan_graph.authoring.files import ABOUT_PATH, FLOORS_PATH, RawFile, read_files
from khorasan_graph.authoring.limits import DEFAULT_LIMITS, Limits
from khorasan_graph.model.diagnostics import Diagnostic, has_errors
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.vocabulary import Vocabulary


@dataclass(frozen=True)
class Loaded:
    """What loading gave: the knowledge base, unless an error was found, and all that was found, in the order of place.

    `texts` holds the text of every file that a diagnostic points into, for whoever shows it.
    """

    knowledge_base: KnowledgeBase | None
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


def load(root: Path, vocabulary: Vocabulary, *, today: date | None = None, limits: Limits = DEFAULT_LIMITS) -> Loaded:
    """Read, resolve and check the data folder below `root`. Every stage runs on what survived the one before."""
    with _paused_collector():
        files, found = read_files(root, limits)
        return load_files(files, vocabulary, found, today=today or date.today(), limits=limits)


def load_files(
    files: list[RawFile],
    vocabulary: Vocabulary,
    found: list[Diagnostic],
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
) -> Loaded:
    """The same from files already read; `found` is what reading them reported."""
    known = shapes.Shapes(vocabulary)
    texts: dict[str, str] = {}
    documents: list[read.Document] = []
    apart: dict[str, str] = {}
    for file in files:
        decoded, problems = text.decode(file)
        found += problems
        if decoded is None:
            continue
        texts[file.path] = decoded
        if file.path in (FLOORS_PATH, ABOUT_PATH):
            apart[file.path] = decoded
            continue
        root_node, problems = tree.parse(file.path, decoded, limits)
        found += problems
        document = None
        if root_node is not None:
            document, problems = read.read(file.path, root_node, decoded, known, limits)
            found += problems
        if document is not None:
            documents.append(document)
    all_read = not has_errors(found)
    # An empty file is no fault and declares nothing; a file with a fault declares its id, which is not reported again.
    broken = frozenset(Path(item.span.path).stem for item in found if item.severity == "error")
    resolved, problems = resolve.resolve(documents, broken, vocabulary)
    found += problems
    found += check.check(resolved, today, whole=not has_errors(found))
    base = resolved.base
    if ABOUT_PATH in apart:
        described, problems = about.read_about(ABOUT_PATH, apart[ABOUT_PATH], known, limits)
        found += problems
        base = replace(base, about=described)
    if FLOORS_PATH in apart:
        found += floors.check_floors(FLOORS_PATH, apart[FLOORS_PATH], base, whole=all_read)
    ordered = tuple(sorted(found, key=lambda item: item.sort_key))
    shown = {item.span.path for item in ordered} | {note.span.path for item in ordered for note in item.notes}
    return Loaded(
        knowledge_base=None if has_errors(ordered) else base,
        diagnostics=ordered,
        texts={path: texts[path] for path in sorted(shown) if path in texts},
    )


@contextmanager
def _paused_collector() -> Iterator[None]:
    """Millions of small objects are made and none is garbage: looking for cycles costs a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
