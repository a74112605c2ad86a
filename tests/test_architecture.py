"""The picture of the parts is true: a module imports only downwards, and each library is known to one part only."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src/khorasan_graph"

IMPORTS: dict[str, set[str]] = {
    "model": set(),
    "authoring": {"model"},
    "graph": {"model"},
    "rdf": {"model"},
    "text": {"model"},
    "project": {"model", "authoring", "rdf"},
    "revisions": {"authoring"},
    "sides": {"model", "authoring", "rdf", "project", "revisions"},
    "explorer": {"model", "graph", "rdf"},
    "export": {"model", "graph", "rdf", "output"},
    "building": {"model", "authoring", "export", "explorer"},
    "importing": {"model", "authoring", "rdf", "text", "output", "export"},
    "site": {"model", "explorer", "output"},
    "stores": {"model", "rdf"},
}
"""What each part may import of ours beside itself. The others, `cli` among them, stand on top and may import all."""

PROGRAMS = {"authoring/schema.py": {"project"}, "rdf/context.py": {"project"}}
"""Modules that can be run by themselves, and what their `main` reaches up for."""

OWNERS: dict[str, set[str]] = {
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli"},
    "yaml": {"authoring"},
    "rdflib": {"rdf"},
    "pyoxigraph": {"rdf"},
    "pyvis": {"explorer"},
    "jinja2": {"explorer", "site"},
    "http": {"stores"},  # the network is asked for nowhere else
    "socket": {"stores"},
    "ssl": {"stores"},
    "pyarrow": {"export"},
    "xlsxwriter": {"export"},
    "followthemoney": set(),  # tests only: exports are written by hand, and checked with it
    "igraph": set(),  # tests and benchmarks only: no figure may depend on what is installed
    "ladybug": set(),  # tests only: it reads what is exported, and nothing here needs it
}
HEAVY = (
    *("networkx", "rdflib", "pyvis", "pydantic", "numpy", "jinja2", "rapidfuzz", "typer", "rich"),
    *("pyarrow", "xlsxwriter"),
)

MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


def part(name: str) -> str:
    """The part that a module belongs to: its folder, or the module itself if it is in none."""
    return name.split("/")[0].removesuffix(".py")


def statements(name: str) -> list[ast.AST]:
    """All nodes of a module but those that only type checkers read."""
    found: list[ast.AST] = []
    todo: list[ast.AST] = [ast.parse(MODULES[name].read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        found.append(node)
        skipped = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        todo.extend(node.orelse if isinstance(node, ast.If) and skipped else ast.iter_child_nodes(node))
    return found


def imported(name: str) -> Iterator[str]:
    """The dotted names that a module imports, at its top or inside a function."""
    for node in statements(name):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(name: str) -> set[str]:
    """The parts of ours that a module imports, without its own."""
    found = {dotted.split(".")[1] for dotted in imported(name) if dotted.startswith("khorasan_graph.")}
    return found - {part(name), "__version__"}


def test_every_part_is_there() -> None:
    parts = {part(name) for name in MODULES}
    assert {"model", "authoring", "graph", "rdf", "project"} <= parts
    assert {owner for owners in OWNERS.values() for owner in owners} | set(IMPORTS) <= parts


@pytest.mark.parametrize("name", [name for name in MODULES if part(name) in IMPORTS])
def test_imports_go_down(name: str) -> None:
    assert ours(name) <= IMPORTS[part(name)] | PROGRAMS.get(name, set())


@pytest.mark.parametrize("name", [name for name in MODULES if part(name) != "cli"])
def test_nothing_but_the_command_line_knows_the_command_line(name: str) -> None:
    assert "cli" not in ours(name) or name == "__main__.py"
    names = {node.id for node in statements(name) if isinstance(node, ast.Name)}
    called = {ast.unparse(node.func) for node in statements(name) if isinstance(node, ast.Call)}
    assert not {"print", "input", "exit", "quit"} & names
    assert not {"sys.exit", "os._exit"} & called
    assert not {f"sys.{stream}" for stream in ("stdout", "stderr", "stdin", "argv")} & {
        ast.unparse(node) for node in statements(name) if isinstance(node, ast.Attribute)
    }


@pytest.mark.parametrize("name", MODULES)
def test_each_library_is_known_to_one_part(name: str) -> None:
    libraries = {dotted.split(".")[0] for dotted in imported(name)}
    for library in libraries & OWNERS.keys():
        assert part(name) in OWNERS[library], library


def test_loading_a_project_imports_nothing_heavy() -> None:
    code = (
        "import json, sys, khorasan_graph, khorasan_graph.project\n"
        "assert khorasan_graph.project.load().knowledge_base is not None\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(json.loads(run.stdout))


@pytest.mark.parametrize("name", ["export", "importing", "stores.publishing", "building"])
def test_formats_are_known_without_their_libraries(name: str) -> None:
    code = (
        f"import json, sys, khorasan_graph.{name}\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {*HEAVY, "pyoxigraph"} & set(json.loads(run.stdout))


@pytest.mark.parametrize("name", [name for name in MODULES if part(name) in ("model", "authoring", "rdf", "project")])
def test_importing_does_no_work(name: str) -> None:
    """The top of a module defines and imports; it reads no file and runs no loop."""
    for node in ast.parse(MODULES[name].read_text(encoding="utf-8")).body:
        assert not isinstance(node, (ast.For, ast.While, ast.With, ast.Try)), ast.unparse(node)
