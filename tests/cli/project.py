"""A small invented project on which every command is tried: a contested tie, a denied one, a rivalry, namesakes, texts
that try to be markup, and a name in Arabic script."""

from __future__ import annotations

from pathlib import Path

from tests.support import SOURCES, split_files

PROJECT = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red Front
names:
  - {text: RF, kind: acronym}
  - {text: جبهه سرخ, kind: native, lang: fa}
  - {text: Jabha, kind: alias, shared: true}
description: An invented movement.
start: 2009~
end: ..
identifiers:
  - {scheme: wikidata, value: Q1}
relations:
  - type: Coordination
    object: blue-brigade
    place: high-valley
    note: Said to plan together.
    claims:
      - {source: s1, credibility: 3, as_of: 2016, locator: page 4}
      - {source: s2, credibility: 4, by: red-front, stance: denies, note: A statement of its own.}
  - type: ArmedConflict
    object: green-state
    start: 2010
    end: ..
    claims:
      - {source: s1, credibility: 2}
      - {source: s2, credibility: 2}
  - type: Support
    object: white-column
    content: [training, arms]
    claims:
      - {source: s3, credibility: 4, by: red-front, stance: denies, citing: "a broadcast of 3 January 2018"}
  - type: OperatesIn
    object: high-valley
    start: ../2012
    end: 2014/2016
    claims:
      - {source: s1, credibility: 3, as_of: 2012/2014}
quantities:
  - {measure: strength, min: 200, max: 400, source: s1, credibility: 4}
  - {measure: strength, max: 900, source: s2, credibility: 5, as_of: 2017}
--- organizations/blue-brigade.yaml
type: Faction
name: Blue Brigade
start: 2012
relations:
  - type: Split
    object: red-front
    date: 2012
    claims:
      - {source: s1, credibility: 2, as_of: 2012}
      - {source: s3, credibility: 2, as_of: 2012, date: 2013}
--- organizations/white-column.yaml
type: MilitantOrganization
name: "[/bold]White {{Column}} <script>alert(1)</script>"
names:
  - {text: WC, kind: acronym}
  - {text: Jabha, kind: alias, shared: true}
relations:
  - type: Rivalry
    object: blue-brigade
    claims:
      - {source: s4, credibility: 3}
  - type: Designation
    object: green-state
    list: List of 2015
    start: 2015-03-01
    claims:
      - {source: s2, credibility: 2, as_of: 2015-03-01}
--- organizations/green-state.yaml
type: State
name: Green State
--- organizations/lone-union.yaml
type: OtherOrganization
name: Lone Union
relations:
  - type: OperatesIn
    object: high-valley
    claims:
      - {source: s4, credibility: 6}
--- people/ali-sample.yaml
type: Person
name: Ali Sample
relations:
  - type: Leadership
    object: blue-brigade
    office: commander
    start: 2014-05
    claims:
      - {source: s1, credibility: 3}
  - type: Membership
    object: white-column
    start: 2001
    end: 2003
    claims:
      - {source: s4, credibility: 3, as_of: 2002}
fates:
  - {fate: killed, date: 2017-06~, source: s1, credibility: 3}
  - {fate: alive, source: s2, credibility: 4, by: blue-brigade}
--- people/deserter.yaml
type: Person
name: Omar Deserter
relations:
  - type: Defection
    object: white-column
    from: red-front
    date: 2015/2016
    claims:
      - {source: s3, credibility: 3, as_of: 2016}
--- places/high-valley.yaml
type: Place
name: High Valley
coordinates: {latitude: 34.5, longitude: 69.2}
--- events/bridge-attack.yaml
type: Attack
name: Attack on the bridge
date: 2016-03-27
relations:
  - type: TookPlaceIn
    object: high-valley
    claims:
      - {source: s1, credibility: 2}
quantities:
  - {measure: killed, min: 3, source: s1, credibility: 3}
--- relations/attribution.yaml
- type: Responsibility
  subject: white-column
  object: bridge-attack
  claims:
    - {source: s1, credibility: 3, by: white-column}
    - {source: s2, credibility: 4, by: green-state}
    - {source: s3, credibility: 5, by: red-front, stance: denies}
"""

BROKEN = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red Front
names:
  - {text: RF, kind: acronim}
relations:
  - type: Alliance
    object: blue-brigad
    claims:
      - {source: s9, credibility: 7}
--- organizations/blue-brigade.yaml
type: MilitantOrganization
name: Blue Brigade
start: 12 March 2016
relations:
  - type: Rivalry
    object: red-front
    claims:
      - {source: s1, credibility: 3}
"""
"""Five faults in two files."""


def write_project(folder: Path, text: str = PROJECT, *, backwards: bool = False) -> Path:
    """Write a project's files below a folder, in either order: no output may depend on it."""
    files = {**SOURCES, **split_files(text)}
    for path in sorted(files, reverse=backwards):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(files[path], encoding="utf-8", newline="\n")
    return folder
