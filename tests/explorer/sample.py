# ruff: noqa: E501
"""A small invented graph that has one of everything the explorer shows, and a copy of it full of hostile text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation
from tests.support import base_from

TEXT = """
--- organizations/zarnab.yaml
type: Umbrella
name: Tehrik-e Zarnab
names:
  - {text: TZ, kind: acronym}
  - {text: Zarnab Movement, kind: alias}
  - {text: تحريك زرناب, kind: native, lang: ps}
description: An invented umbrella of invented groups.
start: 2001-08
quantities:
  - {measure: strength, min: 1500, max: 3000, source: s1, credibility: 3}
relations:
  - {type: Alliance, object: kohsar, start: 2002-12, claims: [{source: s1, credibility: 2}, {source: s2, credibility: 3}]}
  - {type: Rivalry, object: kohsar, start: 2009, claims: [{source: s2, credibility: 3}]}
  - {type: Coordination, object: kohsar, claims: [{source: s3, credibility: 4}]}
  - {type: ArmedConflict, object: state-alpha, start: 2004, end: .., claims: [{source: s1, credibility: 1}, {source: s2, credibility: 2}]}
  - {type: OperatesIn, object: valley, claims: [{source: s4, credibility: 2}]}
--- organizations/kohsar.yaml
type: MilitantOrganization
name: Ittehad-e Kohsar
start: 1999
relations:
  - type: Allegiance
    object: zarnab
    start: 2010
    end: 2012
    claims:
      - {source: s1, credibility: 2}
      - {source: s2, credibility: 3, stance: denies, by: sohrab, note: The emir denied it on the radio.}
  - {type: Support, object: baran, claims: [{source: s2, credibility: 4, stance: denies}]}
  - {type: Split, object: zarnab, date: 2013, claims: [{source: s4, credibility: 2}]}
--- organizations/baran.yaml
type: Faction
name: Katiba Baran
relations:
  - {type: FactionOf, object: zarnab, start: 2007, claims: [{source: s1, credibility: 2}]}
--- organizations/marjan.yaml
type: MilitantOrganization
name: Harakat-e Marjan
start: 1995
end: 2011
relations:
  - {type: Coordination, object: baran, start: 2008, end: 2010, claims: [{source: s3, credibility: 3}]}
--- organizations/lone.yaml
type: MilitantOrganization
name: Lashkar-e Tanha
--- organizations/state-alpha.yaml
type: State
name: State Alpha
relations:
  - {type: Support, object: marjan, start: 2006, end: 2009, claims: [{source: s2, credibility: 3}]}
  - {type: Designation, object: zarnab, list: List A, claims: [{source: s1, credibility: 2}]}
--- people/sohrab.yaml
type: Person
name: Dr. Sohrab
fates:
  - {fate: killed, date: 2017-04, source: s2, credibility: 2}
relations:
  - {type: Leadership, object: kohsar, office: emir, start: 2003, claims: [{source: s1, credibility: 2}]}
  - {type: Defection, object: baran, from: marjan, date: 2009, claims: [{source: s3, credibility: 3}]}
--- places/valley.yaml
type: Province
name: Shamal Valley
--- events/raid.yaml
type: Attack
name: Raid on the pass
date: 2016-03-27
quantities:
  - {measure: killed, value: 12, source: s3, credibility: 2}
--- relations/more.yaml
- {type: Responsibility, subject: baran, object: raid, claims: [{source: s3, credibility: 2, by: baran}, {source: s4, credibility: 3, stance: denies}]}
"""


@cache
def sample() -> KnowledgeBase:
    return base_from(TEXT)


HOSTILE = (
    "</script><script>window.__pwn=1</script>",
    "<img src=x onerror=window.__pwn=2>",
    '"><svg onload=window.__pwn=3>',
    "'onmouseover='window.__pwn=4",
    "javascript:window.__pwn=5",
    "<!--<script>window.__pwn=6",
    "]]><script>window.__pwn=7</script>",
    "{{ 7*7 }}{% raw %}window.__pwn=8",
    "${window.__pwn=9}`+window.__pwn+`",
    "<a href=javascript:window.__pwn=10>href</a>",
    "\u202egnp.exe\u202c\u2066rtl",
    "\u2028window.__pwn=12//\u2029",
    "<iframe srcdoc='<script>parent.__pwn=13</script>'>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "&lt;script&gt;window.__pwn=18&lt;/script&gt;",
    '=HYPERLINK("https://evil.example";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\x00\x07\x1b]0;title\x07",
    "__proto__",
    "constructor",
    "lone \ud800 surrogate",
    "<template><script>window.__pwn=25</script></template>",
    "x" * 3000,
)

HOSTILE_URLS = (
    "javascript:window.__pwn=30",
    "data:text/html,<script>window.__pwn=31</script>",
    "JaVaScRiPt:window.__pwn=32",
    'https://example.org/"onclick="window.__pwn=33',
    "file:///etc/passwd",
    "not an address",
    "vbscript:x",
)


def hostile() -> KnowledgeBase:
    """The sample with every text replaced by an attack: ids, names, titles, notes, addresses."""
    base = sample()
    ids = {old: f"{HOSTILE[number % len(HOSTILE)]}{number}" for number, old in enumerate(base.entities)}
    ids["lone"] = "__proto__"
    texts = iter(HOSTILE * 40)

    def claim(old: Claim) -> Claim:
        return replace(
            old, by=ids[old.by] if old.by else None, note=next(texts), locator=next(texts), citing=next(texts)
        )

    def entity(old: Entity) -> Entity:
        names = tuple(replace(name, text=next(texts), lang='en" onclick="x') for name in old.names)
        quantities = tuple(replace(fact, claim=claim(fact.claim)) for fact in old.quantities)
        fates = tuple(replace(fact, claim=claim(fact.claim)) for fact in old.fates)
        return replace(
            old,
            id=ids[old.id],
            name=next(texts),
            names=names,
            description=next(texts),
            quantities=quantities,
            fates=fates,
        )

    def relation(old: Relation) -> Relation:
        cls = base.relation_class(old)
        qualifiers = tuple(
            (key, tuple(ids[value] for value in values) if cls.qualifier_by_key[key].is_entity else (next(texts),))
            for key, values in old.qualifiers
        )
        return replace(
            old,
            id=f"{next(texts)}{old.id}",
            subject=ids[old.subject],
            object=ids[old.object],
            claims=tuple(claim(one) for one in old.claims),
            qualifiers=qualifiers,
            note=next(texts),
        )

    sources = {
        identifier: replace(
            old,
            title=next(texts),
            publisher=next(texts),
            url=url,
            archive_url=HOSTILE_URLS[-1 - number],
            via=next(texts),
        )
        for number, ((identifier, old), url) in enumerate(zip(base.sources.items(), HOSTILE_URLS, strict=False))
    }
    entities = sorted((entity(old) for old in base.entities.values()), key=lambda one: one.id)
    relations = sorted((relation(old) for old in base.relations.values()), key=lambda one: one.id)
    return KnowledgeBase(
        base.vocabulary, {one.id: one for one in entities}, sources, {one.id: one for one in relations}
    )
