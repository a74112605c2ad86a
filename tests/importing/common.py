"""Files as drafts and drafts as a knowledge base, for the tests of every reader."""

from __future__ import annotations

import tempfile
from pathlib import Path

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import Loaded, load_files
from khorasan_graph.importing import reader
from khorasan_graph.importing.drafts import Drafts, Foreign
from khorasan_graph.importing.write import completed
from khorasan_graph.model.knowledge_base import KnowledgeBase
from tests.support import TODAY, vocabulary


def imported(
    form: str,
    name: str,
    content: str | bytes,
    *,
    known: KnowledgeBase | None = None,
    columns: dict[str, str] | None = None,
) -> tuple[Drafts, dict[str, str]]:
    """The drafts that a file of this name and content becomes, and their files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        files, drafts = completed(reader(form)(Foreign(path, vocabulary(), known, columns or {})))
    return drafts, files


def loaded(files: dict[str, str]) -> Loaded:
    """What loading gives of files by their path in the folder of data."""
    raw = [RawFile(f"graph_data/{path}", text.encode()) for path, text in sorted(files.items())]
    return load_files(raw, vocabulary(), [], today=TODAY)


def base_of(files: dict[str, str]) -> KnowledgeBase:
    """The knowledge base of drafts that need nobody's decision."""
    found = loaded(files)
    assert found.knowledge_base is not None, [item for item in found.diagnostics if item.severity == "error"]
    return found.knowledge_base
