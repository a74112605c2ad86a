"""Small projects written as text inside the tests that use them."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import Loaded, load_files
from khorasan_graph.model.diagnostics import Diagnostic
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.vocabulary import Vocabulary
from khorasan_graph.rdf.ontology import read_ontology

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 21)

SOURCES = {
    f"graph_data/sources/s{number}.yaml": (
        f"publisher: Publisher {number}\ntitle: Report {number}\npublished: 2018-01-0{number}\nreliability: B\n"
        f"url: https://example.org/{number}\nlang: en\n"
    )
    for number in range(1, 5)
}
"""Four sources of four publishers, there unless a text has them itself."""


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the shipped ontology."""
    found, problems = read_ontology(
        (ROOT / "ontology/khorasan.ttl").read_text(encoding="utf-8"), "ontology/khorasan.ttl"
    )
    assert found is not None
    assert problems == []
    return found


def split_files(text: str) -> dict[str, str]:
    """The files of a text in which `--- organizations/a.yaml` begins each; paths are below graph_data/."""
    parts = re.split(r"^--- (\S+)\n", text, flags=re.MULTILINE)
    return {f"graph_data/{path}": content for path, content in zip(parts[1::2], parts[2::2], strict=True)}


def load_text(text: str) -> Loaded:
    """Load a project written as one text, with the four sources beside it."""
    files = {**SOURCES, **split_files(text)}
    raw = [RawFile(path, content.encode()) for path, content in sorted(files.items())]
    return load_files(raw, vocabulary(), [], today=TODAY)


def base_from(text: str) -> KnowledgeBase:
    """The knowledge base of a project written as one text; it must have no errors."""
    loaded = load_text(text)
    assert loaded.knowledge_base is not None, [item for item in loaded.diagnostics if item.severity == "error"]
    return loaded.knowledge_base


def check_text(text: str) -> list[Diagnostic]:
    """What is found wrong with a project written as one text."""
    return list(load_text(text).diagnostics)
