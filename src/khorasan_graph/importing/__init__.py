"""Foreign data as drafts for an analyst: `reader` gives what reads a format.

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


FORMATS = ("csv", "stix", "ftm", "turtle")
"""What can be read, by the names on the command line."""


def reader(name: str) -> Reader:
    """What reads a format, by its name; the readers of others are not loaded.

    Raises:
        KeyError: if it is none of `FORMATS`.
    """
    if name == "csv":
        from khorasan_graph.importing.tables import read
    elif name == "stix":
        from khorasan_graph.importing.stix import read
    elif name == "ftm":
        from khorasan_graph.importing.ftm import read
    elif name == "turtle":
        from khorasan_graph.importing.triples import read
    else:
        raise KeyError(name)
    return read
