"""Writes the golden files anew: `python -m tests.rdf.golden`."""

from __future__ import annotations

from pathlib import Path

from khorasan_graph.rdf.serialization import nquads, trig, turtle
from tests.rdf.sample import SAMPLE
from tests.support import base_from

for name, write in (("sample.ttl", turtle), ("sample.nq", nquads), ("sample.trig", trig)):
    (Path(__file__).parent / name).write_text("".join(write(base_from(SAMPLE))), encoding="utf-8", newline="\n")
