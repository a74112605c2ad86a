"""The same data give the same bytes, whatever the hash seed, the time zone, the locale or the order of files."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable

import pytest

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.authoring.write import write_files
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.rdf.jsonld import jsonld
from khorasan_graph.rdf.rdfxml import rdfxml
from khorasan_graph.rdf.serialization import nquads, ntriples, trig, turtle
from tests.support import ROOT, TODAY, vocabulary


def digest(base: KnowledgeBase) -> str:
    """One digest of all that is written."""
    writers: tuple[Callable[..., Iterable[str]], ...] = (turtle, trig, nquads, ntriples, jsonld, rdfxml)
    described = (chunk for write in writers for chunk in write(base, described=True))
    parts = (*described, *write_files(base).values())
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def shuffled(seed: int) -> KnowledgeBase:
    """The shipped data, its files given in another order."""
    paths = sorted((ROOT / "graph_data").rglob("*.yaml"))
    files = [RawFile(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths]
    random.Random(seed).shuffle(files)
    base = load_files(files, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    return base


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kabul"},
        {"PYTHONHASHSEED": "random", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York"},
    ],
    ids=lambda environment: ",".join(f"{name}={value}" for name, value in environment.items()),
)
def test_environment_does_not_matter(environment: dict[str, str]) -> None:
    code = "from tests.rdf.test_deterministic import digest, shuffled; print(digest(shuffled(3)))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == digest(shuffled(0))


@pytest.mark.parametrize("seed", range(3))
def test_order_of_files_does_not_matter(seed: int) -> None:
    assert shuffled(seed) == shuffled(9)
    assert digest(shuffled(seed)) == digest(shuffled(9))
