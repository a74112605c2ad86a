"""Foreign data as drafts for an analyst: `readers` gives what reads each format.

*Intention.* A reader says what a file says, in the fields that an author would write, and nothing more. What only a
person can decide is left open, and `check` refuses the draft until somebody has; what a reader does not understand is
left over, and told with its place. Nothing is merged, nothing is guessed, nothing is fetched.

The parts: `drafts` (what every reader fills), `ids` (ids for foreign things), `settle` (what an author would not
write), `write` (drafts as YAML), `report` (what became of the file), and a reader for each format.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khorasan_graph.importing.drafts import Drafts, Foreign

Reader = Callable[["Foreign"], "Drafts"]


def readers() -> dict[str, Reader]:
    """What reads each format, by its name on the command line."""
    from khorasan_graph.importing import ftm, stix, tables, triples

    return {"csv": tables.read, "stix": stix.read, "ftm": ftm.read, "turtle": triples.read}
