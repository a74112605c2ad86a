"""How far a tie had come on a date, and its turns between two dates: the arithmetic under `changes`.

On a date, the beginning of a tie has surely not come (`no`), may have come (`perhaps`) or has surely come (`yes`), and
so has its end; as of that date the tie holds if it has surely begun and has not perhaps ended, is out if it has surely
not begun or surely ended, and else may hold. So a tie has three turns at most between two dates, its beginning, its
end, and the moment from which it was contested, and each turn goes from one stage to a later one:

| from, to | of a beginning | of an end |
|---|---|---|
| no, yes | `begun`: after the first date, by the second | `ended` |
| no, perhaps | `may_have_begun`: not before the first date; by the second is not known | `may_have_ended` |
| perhaps, yes | `begun_by_then`: by the second date, perhaps before the first | `ended_by_then` |

Where nobody dates a beginning, `perhaps, yes` is no change of the world but of what is known of it: the tie was first
seen then (`first_seen`), and where nobody dates an end, `no, perhaps` means that it was last seen (`last_seen`).
Stages only move on, so that changes from one date to a second and on to a third compose to those from the first to the
third (`compose`). This module must not know what is told, or how.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from khorasan_graph.graph.moments import chronological
from khorasan_graph.model.activity import Activity
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Relation

Stage = Literal["no", "perhaps", "yes"]
BeginTurn = Literal["begun", "may_have_begun", "begun_by_then", "first_seen"]
EndTurn = Literal["ended", "may_have_ended", "ended_by_then", "last_seen"]
Kind = Literal[
    "begun_and_ended",
    "begun",
    "ended",
    "contested",
    "begun_by_then",
    "ended_by_then",
    "may_have_begun",
    "may_have_ended",
    "seen_between",
    "first_seen",
    "last_seen",
]
KINDS: tuple[Kind, ...] = (
    "begun_and_ended",
    "begun",
    "ended",
    "contested",
    "begun_by_then",
    "ended_by_then",
    "may_have_begun",
    "may_have_ended",
    "seen_between",
    "first_seen",
    "last_seen",
)
KNOWN: tuple[Kind, ...] = ("begun_and_ended", "begun", "ended", "contested")
"""What is known to have changed; the kinds behind it may have, and the last three were merely seen."""
DOUBTFUL: tuple[Kind, ...] = ("begun_by_then", "ended_by_then", "may_have_begun", "may_have_ended")
SEEN: tuple[Kind, ...] = ("seen_between", "first_seen", "last_seen")


@dataclass(frozen=True, slots=True)
class Turn:
    """How far something that comes once had come on the earlier date and on the later."""

    before: Stage
    after: Stage

    @property
    def is_none(self) -> bool:
        return self.before == self.after


def compose(first: Turn, second: Turn) -> Turn:
    """The turn from the first date to the third, out of those to the second and from it.

    Raises:
        ValueError: if the second does not begin where the first ends.
    """
    if first.after != second.before:
        raise ValueError("the second turn does not begin where the first ends")
    return Turn(first.before, second.after)


@dataclass(frozen=True, slots=True)
class TieChange:
    """What happened to one tie between the dates. `dated_start` and `dated_end`: somebody wrote a date, however rough.

    `disputed` is the turn of its being contested, from the date by which sources had both asserted and denied it.
    """

    relation: Relation
    begun: Turn
    ended: Turn
    disputed: Turn
    dated_start: bool
    dated_end: bool

    @property
    def begin_turn(self) -> BeginTurn | None:
        if self.begun.is_none:
            return None
        if self.begun == Turn("no", "yes"):
            return "begun"
        if self.begun == Turn("no", "perhaps"):
            return "may_have_begun"
        return "begun_by_then" if self.dated_start else "first_seen"

    @property
    def end_turn(self) -> EndTurn | None:
        if self.ended.is_none:
            return None
        if self.ended == Turn("no", "yes"):
            return "ended"
        if self.ended == Turn("perhaps", "yes"):
            return "ended_by_then"
        return "may_have_ended" if self.dated_end else "last_seen"

    @property
    def became_contested(self) -> bool:
        """Whether it was contested by the later date and not surely so by the earlier."""
        return self.disputed.after == "yes" and not self.disputed.is_none

    @property
    def was_out(self) -> tuple[bool, bool]:
        """Whether the tie surely did not hold, as of the earlier date and as of the later."""
        return _is_out(self.begun.before, self.ended.before), _is_out(self.begun.after, self.ended.after)

    @property
    def activities(self) -> tuple[Activity, Activity]:
        """Whether it holds as of the earlier date and as of the later, as an as-of question answers."""
        return _activity(self.begun.before, self.ended.before), _activity(self.begun.after, self.ended.after)

    @property
    def kind(self) -> Kind | None:
        """The one heading under which it is told: the surest of its turns; None if it has none worth telling.

        What surely had ended before the earlier date, or surely had not begun by the later, has none.
        """
        if self.begun.after == "no" or self.ended.before == "yes":
            return None
        begin, end = self.begin_turn, self.end_turn
        if begin == "begun" and end == "ended":
            return "begun_and_ended"
        if begin == "begun":
            return "begun"
        if end == "ended":
            return "ended"
        if self.became_contested:
            return "contested"
        for turn in ("begun_by_then", "may_have_begun"):
            if begin == turn:
                return turn
        for turn in ("ended_by_then", "may_have_ended"):
            if end == turn:
                return turn
        if begin == "first_seen" and end == "last_seen":
            return "seen_between"
        return "first_seen" if begin == "first_seen" else "last_seen" if end == "last_seen" else None


def change_of(base: KnowledgeBase, relation: Relation, start: EdtfDate, end: EdtfDate) -> TieChange:
    """The turns of one tie from one date to a later one."""
    return TieChange(
        relation=relation,
        begun=turn_between((relation.possible_from, relation.known_from), start, end),
        ended=Turn(_over(base, relation, start), _over(base, relation, end)),
        disputed=_dispute(base, relation, start, end),
        dated_start=has_day(relation.start),
        dated_end=has_day(relation.end),
    )


Days = tuple[date | None, date | None]
"""Since when something may have come (None: since ever), and by when it surely had (None: nobody knows)."""


def _stage(days: Days, when: EdtfDate) -> Stage:
    """Whether something had come on the last day that a date can mean."""
    may, must = days
    last = when.latest or MAX_DAY
    if must is not None and must <= last:
        return "yes"
    return "perhaps" if (may or MIN_DAY) <= last else "no"


def turn_between(days: Days, start: EdtfDate, end: EdtfDate) -> Turn:
    """The turn of something that came within these days."""
    return Turn(_stage(days, start), _stage(days, end))


def _over(base: KnowledgeBase, relation: Relation, when: EdtfDate) -> Stage:
    """Whether a tie was over by the first day that a date can mean: as of a year, what ended in it still holds."""
    first = when.earliest or MIN_DAY
    if relation.possible_to is not None and relation.possible_to < first:
        return "yes"
    if relation.known_from is None:
        return "perhaps" if not base.relation_class(relation).punctual else "no"
    return "no" if (relation.known_to or MAX_DAY) >= first else "perhaps"


def _activity(begun: Stage, ended: Stage) -> Activity:
    if _is_out(begun, ended):
        return "inactive"
    return "active" if begun == "yes" and ended == "no" else "possible"


def _is_out(begun: Stage, ended: Stage) -> bool:
    return begun == "no" or ended == "yes"


def said_on(base: KnowledgeBase, claim: Claim) -> EdtfDate:
    """The date on which a claim was made public: that of its source, and not the date that it speaks of."""
    return base.sources[claim.source].published


def contested_since(base: KnowledgeBase, relation: Relation) -> EdtfDate:
    """The date by which a tie had been both asserted and denied, for one that has been."""
    firsts = [
        min((said_on(base, claim) for claim in relation.claims if claim.stance == stance), key=chronological)
        for stance in ("asserts", "denies")
    ]
    return max(firsts, key=chronological)


def first_said(base: KnowledgeBase, claims: Iterable[Claim], stance: str) -> Days | None:
    """Since when somebody may have said, and by when somebody surely had said something of this stance.

    A thing is said when its source comes out, whatever day it speaks of.
    """
    dates = [said_on(base, claim) for claim in claims if claim.stance == stance]
    if not dates:
        return None
    may = None if any(when.earliest is None for when in dates) else min(when.earliest or MIN_DAY for when in dates)
    return may, min((when.latest for when in dates if when.latest is not None), default=None)


def _dispute(base: KnowledgeBase, relation: Relation, start: EdtfDate, end: EdtfDate) -> Turn:
    """Whether a tie had been both asserted and denied, in sources that had come out by then."""
    asserted, denied = (first_said(base, relation.claims, stance) for stance in ("asserts", "denies"))
    if asserted is None or denied is None:
        return Turn("no", "no")
    order: tuple[Stage, ...] = ("no", "perhaps", "yes")

    def both(when: EdtfDate) -> Stage:
        return min(_stage(asserted, when), _stage(denied, when), key=order.index)

    return Turn(both(start), both(end))
