"""Small random bases and selections, built directly: no files, no YAML."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES, Claim, Entity, Relation, Source
from khorasan_graph.model.selection import Selection
from tests.support import vocabulary

TYPES = {"Alliance": "+", "Support": "+", "Split": "0", "Rivalry": "-", "DifferentFrom": "0"}
CLASSES = ["MilitantOrganization", "MilitantOrganization", "Faction", "Person", "State", "District", "Attack"]


def dated(text: str) -> EdtfDate:
    value = parse_date(text)
    assert isinstance(value, EdtfDate)
    return value


@st.composite
def bases(draw: st.DrawFn, most: int = 8, ties: int = 16) -> KnowledgeBase:
    """A base of a few entities of several classes, with several ties between some pairs."""
    count = draw(st.integers(2, most))
    ids = [f"e{number}" for number in range(count)]
    entities = {name: Entity(name, draw(st.sampled_from(CLASSES)), name.upper()) for name in ids}
    source = Source("s", "P", "T", dated("2018-01-01"), "B")
    relations = {}
    for number in range(draw(st.integers(0, ties))):
        one, other = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        status = draw(st.sampled_from(STATUSES))
        begin = draw(st.one_of(st.none(), st.integers(2008, 2016)))
        end = draw(st.one_of(st.none(), st.integers(begin or 2008, 2018)))
        stance = "denies" if status == "denied" else "asserts"
        claim = Claim(f"r{number:02}:s", "s", stance, draw(st.integers(1, 6)))  # type: ignore[arg-type]
        known = date(begin, 12, 31) if begin else None
        relations[f"r{number:02}"] = Relation(
            id=f"r{number:02}",
            type=draw(st.sampled_from(sorted(TYPES))),
            subject=one,
            object=other,
            claims=(claim,),
            status=status,
            known_from=known,
            known_to=date(end, 1, 1) if end and known else known,
            possible_from=date(begin, 1, 1) if begin else None,
            possible_to=date(end, 12, 31) if end else None,
        )
    return KnowledgeBase(vocabulary(), entities, {"s": source}, relations)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """A filter of each kind, on or off."""
    return Selection(
        types=frozenset(draw(st.one_of(st.just(set()), st.sets(st.sampled_from(sorted(TYPES)), min_size=1)))),
        signs=frozenset(draw(st.one_of(st.just(set()), st.sets(st.sampled_from("+-0"), min_size=1)))),
        statuses=frozenset(draw(st.one_of(st.just(set()), st.sets(st.sampled_from(STATUSES), min_size=1)))),
        as_of=draw(st.one_of(st.none(), st.integers(2007, 2019).map(lambda year: dated(str(year))))),
        min_credibility=draw(st.one_of(st.none(), st.integers(1, 6))),
    )
