"""The public functions about time take names, texts and filters as people write them."""

from __future__ import annotations

from datetime import date

import pytest

import khorasan_graph as kg
from khorasan_graph.graph.adjacency import QuestionError
from tests.graph.test_timeline import base


def test_names_are_resolved() -> None:
    assert kg.timeline(base(), "Alpha").entity == "alpha"
    assert kg.lineage(base(), "Beta").ancestors == ("alpha",)
    assert kg.between(base(), "ALPHA", "Beta").ties == kg.between(base(), "beta", "alpha").ties
    assert kg.history(base(), "Alpha", "Beta").dossier.one == "alpha"
    with pytest.raises(kg.UnknownNameError):
        kg.changes(base(), "2010", "2012", of="nobody")


def test_filters_are_understood() -> None:
    assert [tie.type for tie in kg.between(base(), "Alpha", "Beta", signs=["-"]).ties] == ["Rivalry"]
    assert kg.lineage(base(), "Beta", as_of="2005").ancestors == ()
    assert kg.timeline(base(), "Alpha", types=["Role"]).hidden > 0
    found = kg.changes(base(), "2013", "2016", statuses=["corroborated"])
    assert {change.relation.status for change in found.ties} == {"corroborated"}


def test_dates_are_texts() -> None:
    found = kg.changes(base(), "2010", "2012-12")
    assert (found.start.latest, found.end.earliest) == (date(2010, 12, 31), date(2012, 12, 1))
    with pytest.raises(kg.SelectionError, match="last year"):
        kg.changes(base(), "last year", "2012")
    with pytest.raises(QuestionError):
        kg.changes(base(), "2012", "2010")
