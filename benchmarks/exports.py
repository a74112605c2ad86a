"""Every export of a graph of any size: seconds to write it, seconds to find what it loses, and bytes; once loaded.

    python benchmarks/exports.py --entities 10000 --relations 20000

Left out, the shipped graph is taken. The least of a few runs is printed. A dossier is about the entity with most ties.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generate import generate

import khorasan_graph as kg
from khorasan_graph.export import FORMATS, Format, Request, request_for
from khorasan_graph.export.archive import content
from khorasan_graph.export.losses import losses
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING


def least(runs: int, work: Callable[[], int]) -> tuple[float, int]:
    """The least seconds of a few runs, and what the work gave."""
    spent, given = [], 0
    for _ in range(runs):
        started = time.perf_counter()
        given = work()
        spent.append(time.perf_counter() - started)
    return min(spent), given


def loaded(entities: int | None, relations: int) -> KnowledgeBase:
    if entities is None:
        base = kg.load().knowledge_base
    else:
        with tempfile.TemporaryDirectory() as name:
            generate(Path(name), entities, relations)
            base = kg.load(name).knowledge_base
    assert base is not None
    return base


def main() -> None:
    parser = argparse.ArgumentParser(description="Write every export.")
    parser.add_argument("--entities", type=int)
    parser.add_argument("--relations", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    base = loaded(arguments.entities, arguments.relations)
    gc.freeze()
    busiest = max(base.relations_of, key=lambda entity: len(base.relations_of[entity]))
    claims = sum(1 for _ in base.claims())
    print(f"{len(base.entities):,} entities with {len(base.relations):,} ties and {claims:,} claims")
    print(f"{'':14}{'write s':>9}{'losses s':>10}{'MB':>9}")
    for name, form in FORMATS.items():
        known, request = request_for(base, name, EVERYTHING, [busiest] if form.dossier else [])

        def written(known: Format = known, request: Request = request) -> int:
            return sum(len(part.encode() if isinstance(part, str) else part) for part in content(known, request))

        def lost(known: Format = known, request: Request = request) -> int:
            return len(losses(known, request))

        writing, size = least(arguments.runs, written)
        finding, _ = least(arguments.runs, lost)
        print(f"{name:14}{writing:>9.2f}{finding:>10.2f}{size / 1e6:>9.2f}")


if __name__ == "__main__":
    main()
