"""An invented base of names that are hard to tell apart, and short texts about it."""

from __future__ import annotations

from functools import cache

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.text.document import Document, plain_document
from khorasan_graph.text.known import known_names
from khorasan_graph.text.mentions import Mentions, mentions
from khorasan_graph.text.occurrences import Occurrence, occurrences
from tests.support import base_from

TEXT = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red Front
names:
  - {text: RF, kind: acronym}
  - {text: IS, kind: acronym}
  - {text: جبهه سرخ, kind: native, lang: fa}
  - {text: Jabha, kind: alias, shared: true}
  - {text: Students, kind: alias}
  - {text: Surkhi, kind: alias}
relations:
  - {type: Alliance, object: blue-brigade, claims: [{source: s1, credibility: 3}]}
  - type: Support
    object: white-column
    claims: [{source: s1, credibility: 3, stance: denies}]
  - {type: OperatesIn, object: high-valley, claims: [{source: s1, credibility: 3}]}
--- organizations/red-front-karachi.yaml
type: Faction
name: Red Front Karachi Group
names:
  - {text: RF-Karachi, kind: alias}
  - {text: RF-K, kind: acronym}
relations:
  - {type: FactionOf, object: red-front, claims: [{source: s1, credibility: 3}]}
--- organizations/blue-brigade.yaml
type: MilitantOrganization
name: Lashkar-e-Nīl
names:
  - {text: Blue Brigade, kind: alias}
  - {text: LeN, kind: acronym}
  - {text: لشکر نیل, kind: native, lang: ur}
  - {text: Jamaat-ud-Dawat al-Nil, kind: alias}
--- organizations/white-column.yaml
type: MilitantOrganization
name: White Column
names:
  - {text: Al-Hadid, kind: alias}
  - {text: Jabha, kind: alias, shared: true}
  - {text: الحركة, kind: native, lang: ar}
  - {text: सफेद कतार, kind: native, lang: hi}
relations:
  - {type: Rivalry, object: blue-brigade, claims: [{source: s1, credibility: 3}]}
--- organizations/un.yaml
type: InternationalBody
name: United Nations
names:
  - {text: UN, kind: acronym}
relations:
  - {type: Designation, object: un, subject: red-front, claims: [{source: s1, credibility: 3}]}
--- people/surkh.yaml
type: Person
name: Omar Surkh
names:
  - {text: Jafar, kind: alias}
relations:
  - type: Defection
    object: white-column
    from: blue-brigade
    date: 2015
    claims: [{source: s3, credibility: 3}]
--- places/high-valley.yaml
type: Place
name: High Valley
--- places/swat.yaml
type: District
name: Swat
--- events/bridge.yaml
type: Attack
name: 9/11 (bridge attack)
names:
  - {text: 26/11, kind: alias}
  - {text: "7", kind: alias}
date: 2016-03-27
relations:
  - {type: TookPlaceIn, object: high-valley, claims: [{source: s1, credibility: 2}]}
""".replace(
    "relations:\n  - {type: Designation, object: un, subject: red-front, claims: [{source: s1, credibility: 3}]}\n", ""
)


@cache
def sample() -> KnowledgeBase:
    return base_from(TEXT)


def found(text: str | Document, base: KnowledgeBase | None = None) -> list[Occurrence]:
    """The places of known names that are counted."""
    return [place for place in everything(text, base) if place.doubt is None]


def everything(text: str | Document, base: KnowledgeBase | None = None) -> list[Occurrence]:
    """The places of known names, doubtful ones too."""
    document = plain_document(text) if isinstance(text, str) else text
    return list(occurrences(base or sample(), known_names(base or sample()), document))


def told(text: str) -> Mentions:
    return mentions(sample(), plain_document(text))
