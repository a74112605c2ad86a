"""Whatever stands in the data stays text: every attack in every field, in every view and every export.

One page per attack, in which all names, native names, ids, notes, titles, publishers, addresses, languages and the
title and the marking of the page are that attack; and a page for addresses, which are told apart by their sources.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from khorasan_graph.explorer import render
from khorasan_graph.explorer.page import printable
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Entity, Relation
from tests.explorer.conftest import Opened, OpenPage
from tests.explorer.sample import sample

MARKUP = {
    "end of script": "</script><script>window.__pwn=1</script>",
    "end of title": "</title></style></textarea></noscript><script>window.__pwn=1</script>",
    "image": "<img src=x onerror=window.__pwn=1>",
    "image from afar": '<img src="https://evil.example/x.png">',
    "svg": '"><svg onload=window.__pwn=1><script>window.__pwn=1</script></svg>',
    "svg in svg": "</text></g></svg><svg xmlns='http://www.w3.org/2000/svg' onload='window.__pwn=1'/>",
    "svg link": "<svg><a xlink:href='javascript:window.__pwn=1'><text>x</text></a><use href='https://evil.example/#x'/>",
    "mathml": "<math><mtext></mtext><mglyph><style><img src=x onerror=window.__pwn=1></style></mglyph></math>",
    "template": "<template><script>window.__pwn=1</script></template>",
    "frame": "<iframe srcdoc='<script>parent.__pwn=1</script>'></iframe>",
    "object": "<object data='data:text/html,<script>window.__pwn=1</script>'></object><embed src=x>",
    "meta": "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "base": "<base href=https://evil.example/><link rel=stylesheet href=https://evil.example/x.css>",
    "style": "<style>*{display:none;background:url(https://evil.example/x)}</style>",
    "comment": "<!--><script>window.__pwn=1</script>-->",
    "cdata": "]]><script>window.__pwn=1</script><![CDATA[",
    "doctype": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "attribute": "\"'` onmouseover=window.__pwn=1 x='",
    "style attribute": '" style="background:url(https://evil.example/x)" x="',
    "jinja": "{{ 7*7 }}{% for x in [] %}{{ self.__init__ }}",
    "javascript": "\\';window.__pwn=1;//${window.__pwn=1}`+(window.__pwn=1)+`",
}
ADDRESSES = {
    "javascript:": "javascript:window.__pwn=1",
    "mixed case": "JaVaScRiPt:window.__pwn=1",
    "blanks before": " \t\n javascript:window.__pwn=1",
    "tab inside": "java\tscript:window.__pwn=1",
    "newline inside": "java\nscript:window.__pwn=1",
    "control before": "\x01javascript:window.__pwn=1",
    "escaped": "&#106;avascript:window.__pwn=1",
    "view-source": "view-source:javascript:window.__pwn=1",
    "data:": "data:text/html,<script>window.__pwn=1</script>",
    "vbscript:": "VbScript:msgbox(1)",
    "blob:": "blob:https://evil.example/1",
    "file:": "file:///etc/passwd",
    "no scheme": "//evil.example/x",
    "quotes": 'https://example.org/"onclick="window.__pwn=1\'><script>window.__pwn=1</script>',
}
TEXTS = {
    "bidi override": "\u202egnp.exe\u202c \u2066\u2067abc",
    "line separators": "\u2028window.__pwn=1//\u2029",
    "controls": "\x00\x07\x1b]0;x\x07\x7f\x85",
    "lone surrogate": "lone \ud800 and \udfff",
    "no characters": "\ufffe\uffff\ufeff",
    "invisible": "a\u200b\u200d\u2060\u00ad\u034fb",
    "long word": "x" * 3000,
    "long words": "y" * 400 + " " + "ش" * 400,
    "stacked marks": "Z" + "\u0335\u0353" * 200,
    "__proto__": "__proto__",
    "constructor": "constructor",
    "prototype": "prototype.__pwn",
    "hasOwnProperty": "hasOwnProperty",
    "formula": '=HYPERLINK("https://evil.example";"x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab and formula": "\t=1+1",
    "return and formula": "\r=1+1",
    "wide formula": "＝1+1",
    "semicolons": 'a;"b",c\r\n=d,\'e\n',
}
ATTACKS = {**MARKUP, **TEXTS}

FORBIDDEN = ("script", "foreignObject", "a", "image", "use", "style", "iframe", "animate", "set", "handler")


def poisoned(attack: str, addresses: tuple[str, ...] = ()) -> KnowledgeBase:
    """The sample with the attack in place of every text, and of every address if there are no others."""
    base = sample()
    ids = {old: f"{attack}{number or ''}" for number, old in enumerate(base.entities)}

    def claim(old: Claim) -> Claim:
        return replace(old, by=ids[old.by] if old.by else None, note=attack, locator=attack, citing=attack)

    def entity(old: Entity) -> Entity:
        return replace(
            old,
            id=ids[old.id],
            name=attack,
            names=tuple(replace(name, text=attack, lang=attack) for name in old.names),
            description=attack,
            code=attack,
            quantities=tuple(replace(fact, claim=claim(fact.claim)) for fact in old.quantities),
            fates=tuple(replace(fact, claim=claim(fact.claim)) for fact in old.fates),
        )

    def relation(number: int, old: Relation) -> Relation:
        qualifiers = base.relation_class(old).qualifier_by_key
        return replace(
            old,
            id=f"{attack}{number or ''}",
            subject=ids[old.subject],
            object=ids[old.object],
            claims=tuple(claim(one) for one in old.claims),
            qualifiers=tuple(
                (key, tuple(ids[value] for value in values) if qualifiers[key].is_entity else (attack,))
                for key, values in old.qualifiers
            ),
            note=attack,
        )

    entities = [entity(old) for old in base.entities.values()]
    relations = [relation(number, old) for number, old in enumerate(base.relations.values())]
    found = iter(cycle(addresses or (attack,)))
    sources = {
        identifier: replace(
            old,
            title=attack,
            publisher=attack,
            url=next(found),
            archive_url=next(found),
            via=attack,
            lang=attack,
            authors=(attack,),
        )
        for identifier, old in base.sources.items()
    }
    return KnowledgeBase(
        base.vocabulary,
        {one.id: one for one in sorted(entities, key=lambda one: one.id)},
        sources,
        {one.id: one for one in sorted(relations, key=lambda one: one.id)},
    )


def go(opened: Opened, *fields: tuple[str, str]) -> None:
    opened.page.evaluate(
        """(fields) => new Promise((resolve) => {
          addEventListener("hashchange", () => setTimeout(resolve), { once: true });
          setTimeout(resolve, 60);
          location.hash = new URLSearchParams([...fields, ["date", "all"]]).toString();
        })""",
        [list(field) for field in fields],
    )


def walk(opened: Opened, attack: str, step: int = 3) -> None:
    """Through every view, as a reader would: every field is in any of the dossiers."""
    page = opened.page
    entities, ties = opened.js("khorasan.visibleEntities()"), opened.js("Object.keys(khorasan.visibleTies())")
    assert len(entities) == len(sample().entities)
    assert len(ties) == len(sample().relations)
    for key, ids in (("entity", entities), ("tie", ties)):
        for one in ids[::step]:
            go(opened, (key, one))
            assert page.locator("#details h2").count() == 1
    go(opened, ("from", entities[0]), ("to", entities[1]), ("conflict", "1"), ("through", "place,event,state"))
    go(opened, ("entities", ",".join(entities[:3])))
    spot = opened.js("khorasan.onScreen(khorasan.visibleEntities()[0])")
    page.mouse.move(300 + spot["x"], 60 + spot["y"])
    page.fill("#search", printable(attack)[:60].replace("\x00", " "))
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    for view in ("table", "genealogy"):
        go(opened, ("view", view), ("entity", entities[0]))
        assert page.locator(f"#{view}").is_visible()


def check_svg(text: str) -> None:
    for one in ElementTree.fromstring(text.encode()).iter():
        assert one.tag.split("}")[-1] not in FORBIDDEN
        for name, value in one.attrib.items():
            assert not name.startswith(("on", "{", "href", "src", "style")), name
            assert "url(" not in value or re.fullmatch(r"url\(#[\w-]+\)", value), value


def saved(opened: Opened, button: str) -> str:
    with opened.page.expect_download() as waiting:
        opened.page.locator(f"#{button}").click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def elements(opened: Opened) -> dict[str, Any]:
    found: dict[str, Any] = opened.js(
        """(() => {
          const all = [...document.querySelectorAll("*")];
          return {
            names: [...new Set(all.map((one) => one.localName))],
            scripts: document.scripts.length,
            handlers: all.flatMap((one) => one.getAttributeNames()).filter((name) => /^on|^src|^formaction/.test(name)),
            links: [...document.links].map((link) => [link.protocol, link.rel, link.target]),
            styles: document.styleSheets.length,
          };
        })()"""
    )
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_stays_text(open_page: OpenPage, tmp_path: Path, name: str) -> None:
    attack = ATTACKS[name]
    path = tmp_path / "page.html"
    path.write_text(render(poisoned(attack), title=attack, marking=attack), encoding="utf-8")
    opened = open_page(path, "#date=all&lone=1&hide-statuses=&hide-classes=&hide-relations=")
    known = set(opened.js("Object.getOwnPropertyNames(window)"))
    walk(opened, attack)
    found = elements(opened)
    assert found["scripts"] == 3
    assert found["styles"] == 1
    assert found["handlers"] == []
    assert not {"img", "iframe", "object", "embed", "base", "form", "link", "math", "template"} & set(found["names"])
    assert {tuple(link) for link in found["links"]} <= {
        ("https:", "noopener noreferrer nofollow", "_blank"),
        ("http:", "noopener noreferrer nofollow", "_blank"),
    }
    check_svg(saved(opened, "svg"))
    go(opened, ("lone", "1"), ("hide-statuses", ""), ("hide-classes", ""), ("hide-relations", ""))
    check_svg(opened.js("khorasan.svg()"))
    assert opened.js("khorasan.pictureSize()")[0] > 0
    rows = list(csv.reader(io.StringIO(opened.js("khorasan.csv()"), newline="")))
    assert len(rows) == len(sample().relations) + 1
    assert {len(line) for line in rows} == {len(rows[0])}
    assert not [cell for line in rows for cell in line if re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)]
    assert set(opened.js("Object.getOwnPropertyNames(window)")) - known <= {"axe"}
    assert opened.js("window.__pwn") is None
    assert opened.js("Object.keys(Object.prototype).length + Object.keys({}.__proto__).length") == 0
    assert opened.js("document.documentElement.scrollWidth") <= 1280
    assert opened.js("document.title") is not None
    opened.assert_silent()


@pytest.mark.parametrize("name", ["long word", "long words", "stacked marks"])
@pytest.mark.parametrize("width", [400, 1280])
def test_long_words_break(open_page: OpenPage, tmp_path: Path, name: str, width: int) -> None:
    attack = ATTACKS[name]
    path = tmp_path / "page.html"
    path.write_text(render(poisoned(attack), title=attack, marking=attack), encoding="utf-8")
    opened = open_page(path, "#date=all", viewport={"width": width, "height": 800})
    for fields in ((), (("tie", f"{attack}3"),), (("entity", attack),), (("entities", f"{attack},{attack}2"),)):
        go(opened, *fields)
        opened.js("document.body.dataset.drawer = 'details'")
        assert opened.js("document.documentElement.scrollWidth") <= width
        wide, room = opened.js(
            "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.getElementById('details'))"
        )
        assert wide <= room + 1


@pytest.mark.parametrize("half", [0, 1])
def test_addresses_that_are_none_are_no_links(open_page: OpenPage, tmp_path: Path, half: int) -> None:
    addresses = tuple(ADDRESSES.values())[7 * half : 7 * half + 7]
    path = tmp_path / "page.html"
    path.write_text(render(poisoned("a", (*addresses, "https://example.org/well"))), encoding="utf-8")
    opened = open_page(path, "#date=all&lone=1&hide-statuses=&hide-classes=&hide-relations=")
    shown: set[str] = set()
    links: set[str] = set()
    ties = opened.js("Object.keys(khorasan.visibleTies())")
    walk(opened, "a")
    for one in ties:
        go(opened, ("tie", one))
        shown |= set(opened.page.locator("#details .unsafe").all_text_contents())
        links |= set(opened.js("[...document.links].map((link) => link.href)"))
    of_the_web = {one for one in addresses if one.startswith("http")}
    assert len(shown) == 7 - len(of_the_web)
    assert all(text.startswith("not a web address: ") for text in shown)
    assert len(links) == 1 + len(of_the_web)
    assert all(re.fullmatch(r"https://example\.org/[^\"<> ]*", link) for link in links), links
    assert elements(opened)["handlers"] == []
    assert opened.js("window.__pwn") is None
    opened.assert_silent()


def test_there_are_enough_of_them() -> None:
    assert len(ATTACKS) >= 20
    assert len(set(ATTACKS.values())) == len(ATTACKS)
    assert len(ADDRESSES) == 14
