"""Writes the golden files anew: `python -m tests.rdf.golden`."""

from __future__ import annotations

from tests.rdf.test_dataset import GOLDEN, GOLDENS, sample

for name, write in GOLDENS.items():
    text = "".join(write(sample(), described=True))
    (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
