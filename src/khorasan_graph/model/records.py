"""The things of the graph: entities, sources, ties, and the claims on which every tie rests.

All are frozen. Where they stand in a file (`origin`) is not part of what they are: two bases read from differently
ordered files are equal. The word *source* always means a citation; the ends of a tie are `subject` and `object`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from khorasan_graph.model.dates import EdtfDate, has_day
from khorasan_graph.model.names import Name

Stance = Literal["asserts", "denies"]
Status = Literal["corroborated", "reported", "contested", "denied"]
STATUSES: tuple[Status, ...] = ("corroborated", "reported", "contested", "denied")
FACTUAL: frozenset[Status] = frozenset({"corroborated", "reported"})
"""The statuses of ties that may be told as they stand: asserted, and denied by nobody."""
LEAST_CREDIBLE = 6


class Origin(NamedTuple):
    """Where a record was written: the file below the project's root, and the line."""

    path: str
    line: int


NOWHERE = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Identifier:
    """What another data set calls an entity: a cross-reference, never an identity."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """A citable document. `reliability` (A-F) grades the publisher as a source of this kind of fact."""

    id: str
    publisher: str
    title: str
    published: EdtfDate
    reliability: str
    url: str | None = None
    archive_url: str | None = None
    lang: str | None = None
    authors: tuple[str, ...] = ()
    via: str | None = None
    derived_from: tuple[str, ...] = ()
    accessed: EdtfDate | None = None
    note: str | None = None
    origin: Origin = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """One source saying something of a tie.

    `by` is the entity that says so; None means the publisher of the source. `as_of` is the date the claim speaks
    of; None means the day the source was published. `start` and `end` are the period as this claim states it, where
    it differs from the editor's reading. `credibility` runs from 1 (confirmed) to 6 (cannot be judged).
    """

    id: str
    source: str
    stance: Stance
    credibility: int
    by: str | None = None
    as_of: EdtfDate | None = None
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    locator: str | None = None
    citing: str | None = None
    note: str | None = None
    origin: Origin = field(default=NOWHERE, compare=False)

    def spoken_of(self, published: EdtfDate) -> tuple[EdtfDate, ...]:
        """For when it speaks: the date written on it, else its own period, else the day of its source."""
        if self.as_of is not None:
            return (self.as_of,)
        own = tuple(bound for bound in (self.start, self.end) if has_day(bound))
        return own or (published,)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a source states of an entity: a strength, the victims of an attack. A claim like any other."""

    claim: Claim
    measure: str
    minimum: int | None
    maximum: int | None

    @property
    def text(self) -> str:
        """The number in words: `600`, `1,500-3,000`, `up to 6,500`, `more than 70`."""
        if self.minimum is None:
            return f"up to {self.maximum:,}"
        if self.maximum is None:
            return f"at least {self.minimum:,}"
        if self.minimum == self.maximum:
            return f"{self.minimum:,}"
        return f"{self.minimum:,}-{self.maximum:,}"


@dataclass(frozen=True, slots=True)
class Fate:
    """What a source says became of a person: killed, captured, alive. A claim like any other."""

    claim: Claim
    fate: str
    date: EdtfDate | None


@dataclass(frozen=True, slots=True)
class Entity:
    """An organization, a person, a place or an event.

    `start` and `end` bound its existence; an event's `start` is its date and it has no `end`. `type` is the local
    name of an entity class. `latitude` and `longitude` are degrees (WGS84), as written.
    """

    id: str
    type: str
    name: str
    names: tuple[Name, ...] = ()
    description: str | None = None
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    part_of: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    code: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    different_from: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    fates: tuple[Fate, ...] = ()
    origin: Origin = field(default=NOWHERE, compare=False)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every recorded text, the shown name first, each once."""
        return tuple(dict.fromkeys((self.name, *(name.text for name in self.names))))


@dataclass(frozen=True, slots=True)
class Relation:
    """One typed tie between two entities, with its period, its place, and the claims on which it rests.

    `start` and `end` are the editor's reading (for a punctual tie `start` is the date it happened). `status` is
    derived from the claims. The four days are derived from the period and the sightings (`model.activity`):
    the tie is known to hold over `known_from`..`known_to` and may hold over `possible_from`..`possible_to`, where
    None is no bound. `qualifiers` are sorted pairs of key and values.
    """

    id: str
    type: str
    subject: str
    object: str
    claims: tuple[Claim, ...]
    status: Status
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    place: str | None = None
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note: str | None = None
    known_from: date | None = None
    known_to: date | None = None
    possible_from: date | None = None
    possible_to: date | None = None
    origin: Origin = field(default=NOWHERE, compare=False)

    @property
    def credibility(self) -> int:
        """The best grade among the claims that assert the tie; `LEAST_CREDIBLE` where none does: to sort and filter by.

        Whoever tells the grade takes `asserted_credibility`, for 6 says of a claim that it cannot be judged.
        """
        best = self.asserted_credibility
        return LEAST_CREDIBLE if best is None else best

    @property
    def asserted_credibility(self) -> int | None:
        """The best grade among the claims that assert the tie; None where none does."""
        return min((claim.credibility for claim in self.claims if claim.stance == "asserts"), default=None)

    def count(self, stance: Stance) -> int:
        """How many claims assert the tie, or deny it."""
        return sum(claim.stance == stance for claim in self.claims)

    def qualifier(self, key: str) -> tuple[str, ...]:
        """The values written under a qualifier; none if it was not written."""
        return next((values for name, values in self.qualifiers if name == key), ())
