"""What changed between two dates, in English: known changes first, then doubtful ones, then what was merely seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from khorasan_graph.cli import words
from khorasan_graph.cli.telling import brief, event_title, fate_lines, fate_sentence, happened, hidden_line
from khorasan_graph.graph.changes import denials
from khorasan_graph.graph.moments import by_date, chronological, event_of, is_tie_of
from khorasan_graph.graph.turns import DOUBTFUL, KINDS, SEEN, Kind, Turn, contested_since

if TYPE_CHECKING:
    from khorasan_graph.graph.changes import Changes
    from khorasan_graph.graph.turns import TieChange
    from khorasan_graph.model.knowledge_base import KnowledgeBase

_SURE = Turn("no", "yes")


def changes_lines(base: KnowledgeBase, answer: Changes) -> Iterator[str]:
    """The whole answer."""
    about = words.titled(base, answer.of) if answer.of is not None else "everything recorded"
    yield f"Changes in {about} from {words.day(answer.start)} to {words.day(answer.end)}"
    first, last = answer.start, answer.end
    if first.earliest != first.latest or last.earliest != last.latest:
        yield f"Beginnings after {first.latest} and by {last.latest}; ends from {first.earliest} on and before"
        yield f"{last.earliest}: as of a whole year or month, what held on any day of it held."
    yield ""
    yield from _summary(answer)
    shown: set[str] = set()
    yield from _known(base, answer, shown)
    yield from _doubtful(base, answer, shown)
    yield from _merely_seen(base, answer, shown)
    for number, tie in enumerate(answer.denied):
        if not number:
            yield ""
            yield "DENIED IN BETWEEN (by the dates of the sources), and asserted by nobody: no ties"
        yield f"  {words.headline(base, tie)}"
        yield f"      {brief(base, by_date(base, tie.claims))}"
    if answer.of is not None and answer.unchanged.later:
        yield ""
        yield f"ONLY KNOWN LATER: first seen after {words.day(answer.end)}, may have held at both dates already"
        for tie in answer.unchanged.later:
            yield f"  {words.headline(base, tie)}"
            yield f"      {brief(base, by_date(base, tie.claims))}"
    yield from hidden_line(answer.hidden)


_COUNTED: dict[Kind, str] = {
    "begun": "begun or happened",
    "ended": "ended",
    "begun_and_ended": "begun and ended again",
    "contested": "became contested",
    "begun_by_then": "begun by {later}, perhaps before {earlier}",
    "ended_by_then": "ended by {later}, perhaps before {earlier}",
    "may_have_begun": "may have begun",
    "may_have_ended": "may have ended",
    "first_seen": "first seen",
    "seen_between": "seen only in between",
    "last_seen": "last seen",
}


def _summary(answer: Changes) -> Iterator[str]:
    """How many ties changed, and how surely. Each tie is counted once."""
    still = answer.unchanged
    yield "Ties, each counted once"
    earlier, later = words.day(answer.start), words.day(answer.end)
    known: tuple[Kind, ...] = ("begun", "ended", "begun_and_ended", "contested")
    for title, kinds in (("known to have changed", known), ("may have changed", DOUBTFUL), ("merely seen", SEEN)):
        each = [_counted(answer, kind, earlier, later) for kind in kinds if _count(answer, kind)]
        yield f"  {title + ':':23}{', '.join(each) or 'none'}"
    contested = sum(change.became_contested for change in answer.ties)
    if contested > _count(answer, "contested"):
        yield f"  {'became contested:':23}{contested:,} in all, those told under another heading included"
    yield f"  {'not changed:':23}{len(still.held):,} known to hold at both dates"
    unknown = [
        f"{len(ties):,} {what}"
        for ties, what in (
            (still.later, f"seen only after {later}"),
            (still.earlier, f"last seen before {earlier}"),
            (still.unplaced, "that nothing places on either side"),
        )
        if ties
    ]
    yield f"  {'not known:':23}{', '.join(unknown) or 'none'}{' (may hold at both dates)' if unknown else ''}"


def _counted(answer: Changes, kind: Kind, earlier: str, later: str) -> str:
    contested = sum(change.kind == kind and change.relation.status == "contested" for change in answer.ties)
    told = f"{_count(answer, kind):,} {_COUNTED[kind].format(earlier=earlier, later=later)}"
    return told + (f" ({contested:,} contested)" if contested and kind != "contested" else "")


def _count(answer: Changes, kind: Kind) -> int:
    return sum(change.kind == kind for change in answer.ties)


def _known(base: KnowledgeBase, answer: Changes, shown: set[str]) -> Iterator[str]:
    """What is known to have changed, by topic: lists, leaders, people, organizations, events, other ties."""
    sure = [change for change in answer.ties if change.kind in ("begun", "ended", "begun_and_ended")]
    designations = [change for change in sure if is_tie_of(base, change.relation, "Designation")]
    leaderships = [change for change in sure if is_tie_of(base, change.relation, "Leadership")]
    apart = {change.relation.id for change in (*designations, *leaderships)}
    rest = [change for change in sure if change.relation.id not in apart]
    sections = (
        ("Designations", _listed(base, designations, shown)),
        ("Leaders", _leaders(base, leaderships, shown)),
        ("What became of people", _fates(base, answer, sure=True)),
        ("Organizations", _lives(base, answer, sure=True)),
        ("Events", _events(base, rest, shown)),
        ("Happened", _plain(base, rest, "begun", shown, punctual=True)),
        ("Began", _plain(base, rest, "begun", shown, punctual=False)),
        ("Began and ended again", _plain(base, rest, "begun_and_ended", shown)),
        ("Ended", _plain(base, rest, "ended", shown)),
        (
            "Became contested, by the dates of the sources",
            _contested(base, answer, shown),
        ),
    )
    yield from _sections("KNOWN TO HAVE CHANGED (where a tie itself is contested, that is marked)", sections)


def _doubtful(base: KnowledgeBase, answer: Changes, shown: set[str]) -> Iterator[str]:
    earlier, later = words.day(answer.start), words.day(answer.end)
    sections = (
        (f"Had begun or happened by {later}, perhaps before {earlier}", "begun_by_then"),
        (f"Had ended by {later}, perhaps before {earlier}", "ended_by_then"),
        (f"May have begun or happened by {later}; had not before {earlier} was over", "may_have_begun"),
        (f"May have ended by {later}; held on into {earlier}", "may_have_ended"),
    )
    told = [(title, _plain(base, answer.ties, kind, shown)) for title, kind in sections]
    told += [
        ("What became of people, perhaps not in between", _fates(base, answer, sure=False)),
        ("Organizations, perhaps not in between", _lives(base, answer, sure=False)),
    ]
    yield from _sections("MAY HAVE CHANGED", told)


def _merely_seen(base: KnowledgeBase, answer: Changes, shown: set[str]) -> Iterator[str]:
    sections = (
        ("First seen; nobody says when it began or happened, it may have been before", "first_seen"),
        ("Seen in between only; nobody says when it began, happened or ended", "seen_between"),
        (f"Last seen; nobody says that it ended, it may hold in {words.day(answer.end)}", "last_seen"),
    )
    told = [(title, _plain(base, answer.ties, kind, shown)) for title, kind in sections]
    yield from _sections("MERELY SEEN: what is known changed, not what is known to have been", told)


def _sections(title: str, sections: Iterable[tuple[str, Iterator[str]]]) -> Iterator[str]:
    """The headings that have something below them, under a title that stands only if any has."""
    first = True
    for heading, lines in sections:
        told = list(lines)
        if told and first:
            yield ""
            yield title
            first = False
        if told:
            yield ""
            yield f"  {heading}"
            yield from (f"    {line}" for line in told)


def _line(base: KnowledgeBase, change: TieChange, shown: set[str]) -> Iterator[str]:
    """A tie, what must be said of its turns beside its period, and its claims unless they stand further up."""
    tie = change.relation
    told = words.headline(base, tie)
    if change.begin_turn == "begun" and not change.dated_start:
        told += f"; not dated, but not before {tie.possible_from}, and by {tie.known_from}"
    if change.end_turn == "ended" and not change.dated_end:
        told += f"; its end is not dated, but it was over by {tie.possible_to}"
    yield told
    yield from _claims(base, change, shown)


def _claims(base: KnowledgeBase, change: TieChange, shown: set[str]) -> Iterator[str]:
    if change.relation.id in shown:
        yield "    claims: see above"
        return
    shown.add(change.relation.id)
    yield f"    {brief(base, by_date(base, change.relation.claims))}"


def _in_time(changes: Iterable[TieChange]) -> list[TieChange]:
    def key(change: TieChange) -> tuple[object, ...]:
        tie = change.relation
        when = tie.end if change.kind == "ended" else tie.start
        return (chronological(when), tie.id)

    return sorted(changes, key=key)


def _plain(
    base: KnowledgeBase, changes: Iterable[TieChange], kind: str, shown: set[str], *, punctual: bool | None = None
) -> Iterator[str]:
    """The ties of one kind, in the order of their dates; those to events are told with the events, if they are sure."""
    for change in _in_time(changes):
        if change.kind != kind or change.kind not in KINDS:
            continue
        if kind in ("begun", "begun_and_ended", "ended") and event_of(base, change.relation) is not None:
            continue
        if punctual is None or base.relation_class(change.relation).punctual == punctual:
            yield from _line(base, change, shown)


def _listed(base: KnowledgeBase, changes: list[TieChange], shown: set[str]) -> Iterator[str]:
    words_for = {"begun": "listed", "ended": "taken off", "begun_and_ended": "listed, and taken off again"}
    for change in _in_time(changes):
        first, *rest = _line(base, change, shown)
        yield f"{words_for[change.kind or '']}: {first}"
        yield from rest


def _leaders(base: KnowledgeBase, changes: list[TieChange], shown: set[str]) -> Iterator[str]:
    words_for = {"begun": "came", "ended": "left", "begun_and_ended": "came and left"}
    for organization in sorted({change.relation.object for change in changes}):
        yield words.titled(base, organization)
        for change in _in_time(change for change in changes if change.relation.object == organization):
            first, *rest = _line(base, change, shown)
            yield f"  {words_for[change.kind or '']}: {first}"
            yield from (f"  {line}" for line in rest)


def _events(base: KnowledgeBase, changes: list[TieChange], shown: set[str]) -> Iterator[str]:
    """Each event once, with all its ties."""
    by_event: dict[str, list[TieChange]] = {}
    for change in changes:
        event = event_of(base, change.relation)
        if event is not None:
            by_event.setdefault(event, []).append(change)
    for event in sorted(by_event, key=lambda event: (chronological(base.entities[event].start), event)):
        yield f"{words.day(base.entities[event].start)}  {event_title(base, event)}"
        for change in by_event[event]:
            yield f"  {happened(base, change.relation)}"
            yield from (f"  {line}" for line in _claims(base, change, shown))


def _contested(base: KnowledgeBase, answer: Changes, shown: set[str]) -> Iterator[str]:
    """Every tie that became contested, those told above under another heading included."""
    for change in answer.ties:
        if change.became_contested:
            yield f"{words.headline(base, change.relation)}; since {words.day(contested_since(base, change.relation))}"
            if change.relation.id in shown:
                yield f"    {brief(base, denials(base, change.relation))}; see above"
            else:
                yield from _claims(base, change, shown)


def _fates(base: KnowledgeBase, answer: Changes, *, sure: bool) -> Iterator[str]:
    for found in sorted(answer.fates, key=lambda found: (chronological(found.event.when), found.event.person)):
        if (found.turn == _SURE) == sure:
            when = words.day(found.event.when) if found.event.when is not None else "undated"
            yield f"{when}  {fate_sentence(base, found.event)}"
            yield from (f"    {line}" for line in fate_lines(base, found.event))


def _lives(base: KnowledgeBase, answer: Changes, *, sure: bool) -> Iterator[str]:
    for found in sorted(answer.lives, key=lambda found: (chronological(found.when), found.entity, found.begun)):
        if (found.turn == _SURE) == sure:
            verb = "came into being" if found.begun else "came to an end"
            sources = base.entities[found.entity].sources
            said = f" [{', '.join(sources)}]" if sources else " (no source is named for this date)"
            yield f"{words.day(found.when)}  {words.titled(base, found.entity)} {verb}{said}"
