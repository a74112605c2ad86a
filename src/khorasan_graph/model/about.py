"""What a graph says of itself as a whole: the name, the terms and the version that every output carries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """The description of a data set, as `graph_data/about.yaml` gives it; what nobody wrote is None, and never guessed.

    `license` is the IRI of a license, `version` whatever its authors count by, `homepage` an address on the web.
    """

    title: str | None = None
    description: str | None = None
    license: str | None = None
    version: str | None = None
    creators: tuple[str, ...] = ()
    homepage: str | None = None


NOTHING = About()
