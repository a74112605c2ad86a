"""The shipped data may not shrink unnoticed."""

from __future__ import annotations

import shutil
from pathlib import Path

from khorasan_graph.authoring.floors import counts
from khorasan_graph.project import load
from tests.support import ROOT, TODAY

FLOORS = {
    key: int(value)
    for key, _, value in (
        line.partition(": ") for line in (ROOT / "graph_data/floors.yaml").read_text(encoding="utf-8").splitlines()
    )
    if not key.startswith("#")
}


def test_the_shipped_data_stand_on_their_floors() -> None:
    loaded = load(ROOT, today=TODAY)
    assert loaded.knowledge_base is not None, loaded.diagnostics
    actual = counts(loaded.knowledge_base)
    assert {key: actual[key] for key, floor in FLOORS.items() if actual[key] < floor} == {}


def test_floors_are_kept_near_the_data() -> None:
    """A floor far below the data guards nothing: whoever adds much raises it."""
    base = load(ROOT, today=TODAY).knowledge_base
    assert base is not None
    actual = counts(base)
    assert {key: (floor, actual[key]) for key, floor in FLOORS.items() if floor < actual[key] * 0.85} == {}
    assert {"entities", "relations", "claims", "sources"} <= FLOORS.keys()


def test_a_loss_of_data_fails_the_check(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "graph_data", tmp_path / "graph_data")
    for name in ("qosh-tepa", "moghul", "alkhani", "sar-dara", "bibi-mariam", "fatehpur", "moscow", "kerman"):
        (tmp_path / f"graph_data/places/{name}.yaml").unlink()
    for path in sorted((tmp_path / "graph_data/events").glob("*.yaml")):
        path.unlink()
    found = load(tmp_path, today=TODAY).diagnostics
    lost = {item.message for item in found if item.code == "KG601"}
    assert any(message.endswith(f"events, fewer than the floor of {FLOORS['events']}") for message in lost), found
    assert all(item.span.path == "graph_data/floors.yaml" for item in found if item.code == "KG601")
    assert all(item.span.line > 3 for item in found if item.code == "KG601")


def test_a_floor_that_nobody_counts_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "graph_data", tmp_path / "graph_data")
    (tmp_path / "graph_data/floors.yaml").write_text("entites: 3\nrelations: many\n", encoding="utf-8")
    loaded = load(tmp_path, today=TODAY)
    assert loaded.knowledge_base is None
    assert [(item.code, item.span.line) for item in loaded.diagnostics] == [("KG201", 1), ("KG206", 2)]
