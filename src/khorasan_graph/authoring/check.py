"""Checking a resolved knowledge base: the rules, in order."""

from __future__ import annotations

from datetime import date

from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.authoring.rules import names, policy, structure, time
from khorasan_graph.authoring.rules.common import Rule
from khorasan_graph.model.diagnostics import Diagnostic

RULES: tuple[Rule, ...] = (
    structure.self_ties,
    structure.ends,
    structure.places,
    structure.speakers,
    structure.cycles,
    time.periods,
    time.sightings,
    time.life_spans,
    time.friend_and_enemy,
    time.one_or_two,
    names.names,
    policy.grades,
    policy.loaded_words,
)
RULES_OF_THE_WHOLE: tuple[Rule, ...] = (policy.orphans,)
"""What can be said only if nothing was left out: an entity whose ties stand in a broken file is no orphan."""


def check(resolved: Resolved, today: date, *, whole: bool) -> list[Diagnostic]:
    """All that the rules find.

    `today` is the day against which a date is in the future; `whole` says that no record was left out as faulty.
    """
    rules = (*RULES, *RULES_OF_THE_WHOLE) if whole else RULES
    return [found for rule in rules for found in rule(resolved, today)]
