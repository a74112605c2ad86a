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
    names.names,
    policy.orphans,
    policy.grades,
    policy.loaded_words,
)


def check(resolved: Resolved, today: date) -> list[Diagnostic]:
    """All that the rules find. `today` is the day against which a date is in the future."""
    return [found for rule in RULES for found in rule(resolved, today)]
