"""A small invented project in which every query of the library finds something, and something to leave out."""

from __future__ import annotations

from functools import cache

from khorasan_graph.model.knowledge_base import KnowledgeBase
from tests.support import base_from

PROJECT = """
--- organizations/islamic-state.yaml
type: MilitantOrganization
name: Islamic State
names:
  - {text: Daesh, kind: alias, shared: true}
--- organizations/isk.yaml
type: Branch
name: Khorasan Branch
names:
  - {text: Daesh, kind: alias, shared: true}
  - {text: خراسان, kind: native, lang: ps}
start: 2015-01
relations:
  - {type: Allegiance, object: islamic-state, start: 2015-01, claims: [{source: s1, credibility: 2, as_of: 2015-01}]}
  - {type: Affiliation, object: islamic-state, claims: [{source: s1, credibility: 2}, {source: s2, credibility: 2}]}
  - type: ArmedConflict
    object: ttp
    start: 2015~
    end: ..
    claims:
      - {source: s1, credibility: 3, as_of: 2016}
--- organizations/ttp.yaml
type: Umbrella
name: The Umbrella
names:
  - {text: Old Umbrella, kind: former, end: 2008}
  - {text: چتر, kind: native}
start: 2007
end: ..
relations:
  - type: Sanctuary
    object: high-valley
    provider: government
    start: 2014
    claims:
      - {source: s1, credibility: 3, by: neighbour, as_of: 2016}
      - {source: s2, credibility: 4, by: government, stance: denies, as_of: 2017-05}
  - type: Sanctuary
    object: low-valley
    claims:
      - {source: s3, credibility: 4, by: government, stance: denies}
  - type: Support
    object: al-qaida
    content: [training, arms]
    claims:
      - {source: s1, credibility: 3}
      - {source: s4, credibility: 3, as_of: 2024-03}
  - type: Designation
    object: neighbour
    list: List of 2010
    reference: L.7
    start: 2010-09-01
    end: ..
    claims:
      - {source: s2, credibility: 2, as_of: 2010-09-01}
  - {type: Responsibility, object: bridge-attack, claims: [
      {source: s1, credibility: 3, by: ttp}, {source: s2, credibility: 4, by: neighbour},
      {source: s3, credibility: 5, stance: denies}]}
  - {type: OperatesIn, object: high-valley, start: ../2012, end: 2014/2016, claims: [{source: s4, credibility: 3}]}
quantities:
  - {measure: strength, min: 3000, max: 5000, source: s1, credibility: 3}
  - {measure: strength, value: 6500, source: s2, credibility: 2, by: neighbour, as_of: 2024-07}
  - {measure: attacks, min: 10, source: s3, credibility: 4}
  - {measure: foreign-fighters, max: 20, source: s1, credibility: 4, stance: denies}
--- organizations/splinter.yaml
type: Faction
name: The Splinter
relations:
  - {type: Split, object: ttp, date: 2014-08, claims: [{source: s1, credibility: 2}, {source: s2, credibility: 2}]}
  - {type: UmbrellaMembership, object: ttp, start: 2015, end: 2017~, claims: [{source: s1, credibility: 3}]}
  - {type: Merger, object: ttp, date: 2020-08, claims: [{source: s1, credibility: 3, as_of: 2020-08}]}
--- organizations/cell.yaml
type: Faction
name: The Cell
relations:
  - {type: FactionOf, object: splinter, claims: [{source: s1, credibility: 4, as_of: 2024-02}]}
  - {type: Allegiance, object: islamic-state, start: 2014-10, claims: [
      {source: s1, credibility: 4, as_of: 2014}, {source: s2, credibility: 4, by: cell, stance: denies}]}
  - {type: Endorsement, object: islamic-state, claims: [{source: s1, credibility: 4, stance: denies}]}
--- organizations/al-qaida.yaml
type: MilitantOrganization
name: The Base
relations:
  - {type: Coordination, object: ttp, claims: [{source: s4, credibility: 3, as_of: 2024-01}]}
  - {type: Succession, object: islamic-state, date: 2003, claims: [{source: s4, credibility: 5}]}
--- organizations/government.yaml
type: State
name: Government of the Valleys
--- organizations/neighbour.yaml
type: State
name: Neighbour
--- people/first.yaml
type: Person
name: First Leader
fates:
  - {fate: killed, date: 2009-08, source: s1, credibility: 2}
  - {fate: alive, date: 2010, source: s3, credibility: 5, by: ttp}
relations:
  - {type: Leadership, object: ttp, office: emir, start: 2007, end: 2009-08, claims: [{source: s1, credibility: 2}]}
--- people/second.yaml
type: Person
name: Second Leader
fates:
  - {fate: captured, source: s2, credibility: 3, stance: denies}
relations:
  - {type: Leadership, object: ttp, office: emir, start: 2009, claims: [{source: s1, credibility: 2}]}
  - {type: Leadership, object: splinter, claims: [{source: s1, credibility: 4, stance: denies}]}
  - {type: Succession, object: first, office: emir, date: 2009-08, claims: [{source: s1, credibility: 2}]}
--- places/high-valley.yaml
type: Place
name: High Valley
part_of: low-valley
--- places/low-valley.yaml
type: Place
name: Low Valley
--- events/bridge-attack.yaml
type: Attack
name: Attack on the bridge
date: 2016-03-27
relations:
  - {type: TookPlaceIn, object: high-valley, claims: [{source: s1, credibility: 2}]}
"""


@cache
def library_base() -> KnowledgeBase:
    return base_from(PROJECT)
