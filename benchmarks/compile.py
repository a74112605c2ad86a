"""Checked YAML to Turtle on disk: the compiler and a plain PyYAML and rdflib script, as whole processes, in turn.

    python benchmarks/compile.py --entities 10000 --relations 20000 --runs 5

First, at a small size, both outputs are parsed and their sets of triples compared: they must be equal, but for the
description of the data set, which only the compiler writes.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from measure import COMMAND, HERE, PYTHON, Cost, run, spread

COMPARE = """
import sys
from pyoxigraph import RdfFormat, parse
described = ("https://w3id.org/khorasan-graph/id/dataset", "https://w3id.org/khorasan-graph/id/graph/")
read = lambda path: parse(path=path, format=RdfFormat.TURTLE)
one, other = (
    {str(triple) for triple in read(path) if not triple.subject.value.startswith(described)} for path in sys.argv[1:]
)
print(f"triples: {len(one):,} and {len(other):,}; only in one of them: {len(one ^ other):,}")
print(*sorted(one ^ other)[:6], sep="\\n", end="")
sys.exit(one != other)
"""


def generate(root: Path, entities: int, relations: int) -> None:
    """Make a project in a process of its own: this one must stay small, or its children look large."""
    script = str(HERE / "generate.py")
    run([PYTHON, script, str(root), "--entities", str(entities), "--relations", str(relations)])


def ours(root: Path, output: Path) -> list[str]:
    return [COMMAND, "export", "turtle", "--root", str(root), "-o", str(output)]


def plain(root: Path, output: Path, *options: str) -> list[str]:
    return [PYTHON, str(HERE / "plain_script.py"), str(root), str(output), *options]


def same_triples(folder: Path) -> None:
    """Compare what both emit for a small project; a difference stops the benchmark."""
    root, one, other = folder / "small", folder / "one.ttl", folder / "other.ttl"
    generate(root, 1500, 3000)
    run(ours(root, one))
    run(plain(root, other))
    print("1,500 entities with 3,000 relations, both outputs parsed:", flush=True)
    subprocess.run([PYTHON, "-c", COMPARE, str(one), str(other)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the compiler with a plain script.")
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--relations", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--exact", action="store_true", help="let the plain script write the very same IRIs, which makes rdflib slower"
    )
    arguments = parser.parse_args()
    options = () if arguments.exact else ("--flat",)
    costs: dict[str, list[Cost]] = {"ours": [], "plain": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        same_triples(folder)
        root = folder / "project"
        generate(root, arguments.entities, arguments.relations)
        run(ours(root, folder / "warm.ttl"))
        for _ in range(arguments.runs):
            costs["ours"].append(run(ours(root, folder / "ours.ttl")))
            costs["plain"].append(run(plain(root, folder / "plain.ttl", *options)))
    print(f"\n{arguments.entities:,} entities with {arguments.relations:,} relations, {arguments.runs} runs")
    print(f"{'':24}{'min':>8}  {'median':>8}  {'max':>8}")
    for label, field in (("seconds", "wall"), ("CPU seconds", "cpu"), ("peak MiB", "memory")):
        for who, spent in costs.items():
            print(f"{who + ', ' + label:24}{spread([getattr(cost, field) for cost in spent])}")
    pairs = list(zip(costs["plain"], costs["ours"], strict=True))
    for label, field in (("times faster", "wall"), ("times less CPU", "cpu"), ("times less memory", "memory")):
        print(f"{label:24}{spread([getattr(one, field) / getattr(two, field) for one, two in pairs])}")


if __name__ == "__main__":
    main()
