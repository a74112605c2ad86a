"""A small project in which every kind of record and every projection to RDF occurs."""

from __future__ import annotations

SAMPLE = """
--- about.yaml
title: 'Groups "of" the valley'
description: An invented graph.
license: https://creativecommons.org/licenses/by/4.0/
version: "2022.10"
creators: [Z. First, A. Second]
homepage: https://www.example.org/groups?a=b&c=%20
--- organizations/red.yaml
type: MilitantOrganization
name: Red Front
names:
  - {text: RF, kind: acronym, start: 2003, end: 2016~, source: s1}
  - {text: جبهه سرخ, kind: native, lang: fa-AF}
description: "A \\"quoted\\" word, a \\\\ backslash, a line\\nand a tab\\t, ملا «عمر»"
start: ../2003
end: ..
identifiers: [{scheme: wikidata, value: Q42}]
different_from: [green]
sources: [s1]
quantities:
  - {measure: strength, min: 1500, max: 3000, source: s1, credibility: 3, as_of: 2017~}
  - {measure: strength, value: 600, source: s2, credibility: 4}
  - {measure: attacks, max: 0, source: s2, credibility: 6}
relations:
  - type: Alliance
    object: blue
    start: 2014-08~
    end: unknown
    note: By word of mouth.
    claims:
      - {source: s1, credibility: 2}
      - {source: s2, credibility: 3, by: ali, as_of: 2016, locator: p. 4, citing: Paper, start: 2014, end: .., note: n}
  - {type: Support, object: blue, content: [funds, arms], place: valley, claims: [{source: s1, credibility: 3}]}
  - type: Coordination
    object: green
    claims: [{source: s1, credibility: 3}, {source: s2, credibility: 3, stance: denies}]
  - {type: Endorsement, object: green, claims: [{source: s1, credibility: 3, stance: denies}]}
  - {type: Sanctuary, object: valley, provider: green, claims: [{source: s1, credibility: 3}]}
  - {type: Responsibility, object: raid, claims: [{source: s1, credibility: 3, by: red}]}
  - {type: Designation, object: green, list: List, reference: R.1, programme: P, claims: [{source: s3, credibility: 2}]}
--- organizations/blue.yaml
type: Faction
name: Blue Faction
--- organizations/green.yaml
type: State
name: Green State
--- people/ali.yaml
type: Person
name: Ali
start: 1970
fates:
  - {fate: killed, date: 2017-04, source: s1, credibility: 3}
  - {fate: alive, date: 2018, source: s2, credibility: 4, stance: denies}
relations:
  - {type: Leadership, object: red, office: "emir", start: 2010-21, claims: [{source: s1, credibility: 3}]}
  - {type: Defection, object: blue, from: red, date: 2016, claims: [{source: s1, credibility: 3, date: 2017}]}
  - {type: Succession, object: omar, office: emir, claims: [{source: s4, credibility: 3}]}
--- people/omar.yaml
type: Person
name: Omar
--- places/land.yaml
type: Country
name: Land
code: AF
coordinates: {latitude: 34.50, longitude: -69}
--- places/valley.yaml
type: Place
name: Valley
part_of: land
--- events/raid.yaml
type: Attack
name: Raid
date: 2016-03-27/2016-03-28
relations:
  - {type: TookPlaceIn, object: valley, claims: [{source: s2, credibility: 3}]}
  - {type: Targeting, object: blue, claims: [{source: s2, credibility: 3}]}
--- sources/s4.yaml
publisher: Publisher 4
title: "Report \\"four\\""
published: 2018~
reliability: C
url: https://example.org/a?b=c&d=%20
archive_url: https://web.archive.org/x
lang: fa-AF
authors: [B. Author, A. Author]
via: a copy
derived_from: [s1]
accessed: 2018-05
note: "Seen."
"""
