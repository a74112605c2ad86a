"""Where an organization comes from, and what came of it: splits, mergers, successions, and parts that grew in a whole.

A step of descent leads from an earlier organization to a later one:

- a split, from the one that was left to the one that left; a succession, from the one succeeded to its successor;
- a merger, from the one that merged to the one that it became part of;
- a faction or a branch, from the whole to the part, unless the part is known to have been there before the whole or
  before it belonged to it: then it joined, and joining is no descent;
- a membership in an umbrella, from the member to the umbrella, unless the umbrella is known to be older than the
  membership or than the member: founding members make an umbrella, later ones join it.

Organizations held to be the same (an alias, a renaming that sources argue about) count as one on the way, and are
marked. Contested ties are followed and marked, denied ones are listed and never followed. Descent may run in circles
(who left and came back) and meet again (two factions of one parent that merge): each organization is expanded once,
where it is nearest, and referred to from everywhere else. Pledges and alliances are no descent; neither are changes of
sides, which are listed. This module must not print.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.moments import chronological, is_organization, is_tie_of
from khorasan_graph.model.dates import MAX_DAY, EdtfDate, has_day
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

StepKind = Literal["descent", "identity"]

_TO_SUBJECT = ("Split", "Succession")
_TO_OBJECT = ("Merger",)
_TO_PART = ("FactionOf", "Affiliation")
_TO_UMBRELLA = ("UmbrellaMembership",)
_IDENTITY = ("SameAs",)
_BELONGING = (*_TO_PART, *_TO_UMBRELLA)
_CHANGE_OF_SIDES = ("Defection",)
_NO_SIGN_OF_LIFE = ("Designation", "Identity")
"""Families whose ties do not show that their ends were there: a list may name the dead."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one organization to the next on the way up or down, with all ties that make the step, by date.

    `contested`: it rests on contested ties alone; a step of descent between two that are also held to be the same
    carries those ties too, and does not rest on them.
    """

    start: str
    end: str
    kind: StepKind
    ties: tuple[Relation, ...]
    contested: bool


@dataclass(frozen=True, slots=True)
class Node:
    """An organization in a tree, under the step that leads to it, `depth` steps from the one asked about.

    A `repeated` node is a reference: the organization stands, with what follows from it, elsewhere: under `home`, or at
    the root, where `home` is None.
    """

    entity: str
    depth: int
    step: Step
    repeated: bool
    home: str | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Both trees, each in the order in which it is printed: a node, then all below it.

    `ancestors` and `descendants` are ids: everybody in the trees, but for those held to be the same as the one asked
    about that no way of descent alone leads to. `same` are the ties that hold
    it to be the same as another, `joined` its belongings that are no descent, `sides` the changes of sides between it
    and other organizations, `denied` the denied ties that would belong here. `hidden` counts ties of those kinds,
    around all in the trees, that the filters keep out.
    """

    entity: str
    selection: Selection
    up: tuple[Node, ...]
    down: tuple[Node, ...]
    ancestors: tuple[str, ...]
    descendants: tuple[str, ...]
    names: tuple[Name, ...]
    same: tuple[Relation, ...]
    joined: tuple[Relation, ...]
    sides: tuple[Relation, ...]
    denied: tuple[Relation, ...]
    hidden: int

    @property
    def ties(self) -> tuple[Relation, ...]:
        """Every tie on which the trees rest, once, in the order of ids."""
        found = {tie.id: tie for node in (*self.up, *self.down) for tie in node.step.ties}
        return tuple(found[id_] for id_ in sorted(found))


def lineage(base: KnowledgeBase, entity: str, selection: Selection = EVERYTHING) -> Lineage:
    """The ancestors and descendants of an organization, given by id.

    Raises:
        QuestionError: for an unknown id, or an entity that is no organization.
    """
    if entity not in base.entities:
        raise QuestionError(f"`{entity}` is not the id of any entity")
    if not is_organization(base, entity):
        label = base.vocabulary.entity_classes[base.entities[entity].type].label
        raise QuestionError(f"only organizations have a lineage, and `{entity}` is of the class {label}")
    ways = _Ways(base, selection)
    up, ancestors = _tree(ways, entity, "up")
    down, descendants = _tree(ways, entity, "down")
    there = {entity, *ancestors, *descendants}
    around = {tie.id: tie for one in sorted(there) for tie in base.relations_of.get(one, ())}
    kin = [around[id_] for id_ in sorted(around) if _is_kin(base, around[id_])]
    own = [tie for tie in kin if entity in base.participants(tie) and selection.admits(base, tie)]
    stated = [tie for tie in own if tie.status != "denied"]
    return Lineage(
        entity=entity,
        selection=selection,
        up=up,
        down=down,
        ancestors=ancestors,
        descendants=descendants,
        names=tuple(name for name in base.entities[entity].names if name.kind == "former" or name.start or name.end),
        same=tuple(tie for tie in stated if is_tie_of(base, tie, *_IDENTITY)),
        joined=tuple(tie for tie in stated if is_tie_of(base, tie, *_BELONGING) and ways.descent(tie) is None),
        sides=tuple(tie for tie in stated if is_tie_of(base, tie, *_CHANGE_OF_SIDES)),
        denied=tuple(tie for tie in kin if tie.status == "denied" and selection.admits(base, tie)),
        hidden=sum(not selection.admits(base, tie) for tie in kin),
    )


def _is_kin(base: KnowledgeBase, tie: Relation) -> bool:
    """Whether a tie is of the kinds that this module tells of, between organizations."""
    classes = (*_TO_SUBJECT, *_TO_OBJECT, *_BELONGING, *_IDENTITY, *_CHANGE_OF_SIDES)
    return is_tie_of(base, tie, *classes) and all(is_organization(base, end) for end in (tie.subject, tie.object))


Beside = dict[str, list[Relation]]
"""Those to whom a step leads from one organization, each with the ties that make it, in the order of ids."""


class _Ways:
    """The steps that lead from an organization under a selection, found where they are asked for."""

    def __init__(self, base: KnowledgeBase, selection: Selection) -> None:
        self.base = base
        self.selection = selection
        self._there_by: dict[str, date] = {}
        self._around: dict[str, dict[str, Beside]] = {}

    def beside(self, entity: str, direction: str) -> Beside:
        """Where one step leads from an organization: `up`, `down`, or to the `same`."""
        if entity not in self._around:
            around: dict[str, Beside] = {"up": {}, "down": {}, "same": {}}
            for tie in self.base.relations_of.get(entity, ()):
                ends = (tie.subject, tie.object)
                if entity not in ends or tie.status == "denied" or not _is_kin(self.base, tie):
                    continue
                if not self.selection.admits(self.base, tie):
                    continue
                other = tie.object if entity == tie.subject else tie.subject
                if is_tie_of(self.base, tie, *_IDENTITY):
                    around["same"].setdefault(other, []).append(tie)
                elif (descent := self.descent(tie)) is not None:
                    around["down" if descent[0] == entity else "up"].setdefault(other, []).append(tie)
            self._around[entity] = around
        return self._around[entity][direction]

    def descent(self, tie: Relation) -> tuple[str, str] | None:
        """The earlier and the later organization of a tie of descent; None if it expresses none."""
        base = self.base
        if is_tie_of(base, tie, *_TO_SUBJECT):
            return tie.object, tie.subject
        if is_tie_of(base, tie, *_TO_OBJECT):
            return tie.subject, tie.object
        part, whole = tie.subject, tie.object
        if is_tie_of(base, tie, *_TO_PART):
            there = self.there_by(part)
            joined = there < _not_before(base.entities[whole].start) or there < _not_before(tie.start)
            return None if joined else (whole, part)
        if is_tie_of(base, tie, *_TO_UMBRELLA):
            there = self.there_by(whole)
            joined = there < _not_before(tie.start) or there < _not_before(base.entities[part].start)
            return None if joined else (part, whole)
        return None

    def there_by(self, entity: str) -> date:
        """The day by which an organization surely was there: by its beginning, or by the first tie that shows it."""
        if entity not in self._there_by:
            start = self.base.entities[entity].start
            days = [start.latest] if start is not None and start.latest is not None else []
            days += [
                tie.known_from
                for tie in self.base.relations_of.get(entity, ())
                if tie.known_from is not None
                and tie.status in ("corroborated", "reported")
                and not is_tie_of(self.base, tie, *_NO_SIGN_OF_LIFE)
            ]
            self._there_by[entity] = min(days, default=MAX_DAY)
        return self._there_by[entity]

    def steps(self, entity: str, direction: str, *, with_alike: bool) -> list[Step]:
        """The steps that lead on from an organization, by date; to those held to be the same as it, first."""
        alike = self.alike(entity) if with_alike else {}
        beside = self.beside(entity, direction)
        identity = [
            Step(entity, other, "identity", ties, any(tie.status == "contested" for tie in ties))
            for other, ties in alike.items()
            if other not in beside
        ]
        descent = [
            Step(
                entity,
                other,
                "descent",
                (*_dated(ties), *alike.get(other, ())),
                all(tie.status == "contested" for tie in ties),
            )
            for other, ties in beside.items()
        ]
        return identity + sorted(descent, key=lambda step: (chronological(step.ties[0].start), step.end))

    def alike(self, entity: str) -> dict[str, tuple[Relation, ...]]:
        """All that are held to be the same, over any number of such ties, with the ties on the way, nearest first."""
        found: dict[str, tuple[Relation, ...]] = {entity: ()}
        todo = deque([entity])
        while todo:
            one = todo.popleft()
            same = self.beside(one, "same")
            for other in sorted(same):
                if other not in found:
                    found[other] = (*found[one], *same[other])
                    todo.append(other)
        del found[entity]
        return found


def _tree(ways: _Ways, root: str, direction: str) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """The tree upwards or downwards, each organization expanded where it is nearest; and who is reached by descent.

    Another name of the one asked about stands in it only if it leads on to others, and no other name leads straight
    back.
    """
    aliases = ways.alike(root)
    steps: dict[str, list[Step]] = {}
    under: dict[str, Step] = {}
    todo = deque([root])
    while todo:
        one = todo.popleft()
        entered = under.get(one)
        by_identity = entered is not None and entered.kind == "identity"
        steps[one] = ways.steps(one, direction, with_alike=not by_identity and one not in aliases)
        if one == root:
            own = {root, *aliases}
            steps[one] = [
                step for step in steps[one] if step.kind == "descent" or ways.beside(step.end, direction).keys() - own
            ]
        elif entered is not None and by_identity:
            steps[one] = [step for step in steps[one] if step.end != entered.start]
        for step in steps[one]:
            if step.end not in under and step.end != root:
                under[step.end] = step
                todo.append(step.end)
    nodes: list[Node] = []
    stack = [(step, 1) for step in reversed(steps[root])]
    while stack:
        step, depth = stack.pop()
        if step.kind == "identity" and step.end == root:
            continue
        home = under.get(step.end)
        repeated = home is not step
        nodes.append(Node(step.end, depth, step, repeated, home.start if home is not None else None))
        if not repeated:
            stack.extend((further, depth + 1) for further in reversed(steps[step.end]))
    return tuple(nodes), tuple(
        sorted((set(under) - aliases.keys()) | (_reached(ways, root, direction) & aliases.keys()))
    )


def _reached(ways: _Ways, root: str, direction: str) -> set[str]:
    """Everybody reached by steps of descent alone."""
    seen = {root}
    todo = [root]
    while todo:
        further = ways.beside(todo.pop(), direction).keys() - seen
        seen |= further
        todo.extend(sorted(further))
    return seen - {root}


def _dated(ties: Iterable[Relation]) -> tuple[Relation, ...]:
    return tuple(sorted(ties, key=lambda tie: (chronological(tie.start), tie.id)))


def _not_before(when: EdtfDate | None) -> date:
    """The first day that a beginning can mean; the first of all days where nothing is said."""
    if not has_day(when) or when.earliest is None:
        return date.min
    return when.earliest
