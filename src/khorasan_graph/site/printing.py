"""How a page is printed: the templates, what they may call, and the policy under which a browser shows the result.

The security of every page is decided here. Templates escape all that they are given and fail on what they are not;
styles and the one script run by the hash of their text only; everything else is refused by the policy in the page's own
head. A page carries its style itself, so that a browser needs no other file to show it and none could be put in its
place.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from khorasan_graph.explorer.families import LOOKS, look_of, shape_of
from khorasan_graph.explorer.page import printable
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Fate, Quantity, Relation
from khorasan_graph.model.words import CREDIBILITY, RELIABILITY, STATUS, many
from khorasan_graph.site import addresses, picture, words
from khorasan_graph.site.references import claim_key

if TYPE_CHECKING:
    from jinja2 import Environment

_POLICY = (
    "default-src 'none'",
    "style-src {style}",
    "{script}base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)

_PLAIN = frozenset({"tie.html.j2", "source.html.j2"})
"""Most pages of a site are these, and need the smaller part of the style only."""

Qualified = tuple[str, bool, tuple[str, ...]]


class Printer:
    """Prints pages of one site. `site` is what all of them say of the whole."""

    def __init__(self, base: KnowledgeBase, site: object) -> None:
        self.base = base
        self.site = site
        plain = asset("site.css")
        self.plain, self.rich = _smaller(plain), _smaller(plain + asset("wide.css"))
        self.environments: dict[str, Environment] = {}

    def page(self, path: str, template: str, heading: str, *, script: str = "", **content: Any) -> tuple[str, str]:
        """The path and the text of one page. `script` is the only script that may run on it."""
        from markupsafe import Markup

        style = self.plain if template in _PLAIN else self.rich
        allowed = f"script-src {_hash(script)}; " if script else ""
        policy = "; ".join(_POLICY).format(style=_hash(style), script=allowed)
        text = (
            self._environment(addresses.root_of(path))
            .get_template(template)
            .render(
                path=path, heading=heading, policy=Markup(policy), style=Markup(style), script=Markup(script), **content
            )
        )
        return path, printable(text)

    def fragment(self, path: str, template: str, **content: Any) -> Any:
        """A part of the page at `path`, printed for itself."""
        from markupsafe import Markup

        return Markup(self._environment(addresses.root_of(path)).get_template(template).render(**content))

    def _environment(self, root: str) -> Environment:
        """The templates as pages at one depth need them: links begin with the way to the folder of the site."""
        if root not in self.environments:
            from jinja2 import Environment, FunctionLoader, StrictUndefined

            made = Environment(
                autoescape=True,
                undefined=StrictUndefined,
                loader=FunctionLoader(asset),
                trim_blocks=True,
                lstrip_blocks=True,
                auto_reload=False,
            )
            made.globals.update(self._vocabulary, root=root, site=self.site)
            self.environments[root] = made
        return self.environments[root]

    @cached_property
    def _vocabulary(self) -> dict[str, Any]:
        """What templates may call: addresses, names and words. None of it makes markup."""
        base = self.base
        looks = {cls.name: look_of(cls) for cls in base.vocabulary.relation_classes.values()}
        outlines = {
            cls.name: picture.outline(shape_of(cls)[0], min(8.0, 2.6 + shape_of(cls)[1] / 3))
            for cls in base.vocabulary.entity_classes.values()
        }
        return {
            "entities": base.entities,
            "sources": base.sources,
            "statuses": STATUS,
            "reliabilities": RELIABILITY,
            "credibilities": CREDIBILITY,
            "look_labels": {look.id: look.label for look in LOOKS},
            "entity_page": addresses.entity_page,
            "source_page": addresses.source_page,
            "tie_page": addresses.tie_page,
            "anchor": addresses.anchor,
            "web": addresses.web,
            "lang": addresses.language,
            "name": lambda entity: base.entities[entity].name,
            "class_label": lambda entity: base.vocabulary.entity_classes[base.entities[entity].type].label,
            "shape_of": lambda entity: outlines[base.entities[entity].type],
            "kind": base.relation_class,
            "look": lambda relation: looks[relation.type],
            "look_of": look_of,
            "head": picture.head,
            "qualifiers_of": self._qualifiers,
            "name_kind": lambda kind: self._label("NameKind", kind),
            "measure": self._measure,
            "fate": self._fate,
            "speaker": base.speaker,
            "sighting": base.sighting,
            "grouped": self._grouped,
            "in_time": self._in_time,
            "grade_of": base.grade,
            "grade_words": words.grade_words,
            "date": words.date_words,
            "span": words.span_words,
            "period": lambda relation: words.period_words(base, relation),
            "account": words.account_words,
            "weight": words.weight_words,
            "held": words.held_words,
            "possible": words.possible_words,
            "many": many,
            "capital": words.capital,
        }

    def _label(self, scheme: str, key: str) -> str:
        term = self.base.vocabulary.terms(scheme).get(key)
        return term.label if term is not None else key

    def _measure(self, quantity: Quantity) -> str:
        term = self.base.vocabulary.terms("Measure").get(quantity.measure)
        unit = f" {term.unit}" if term is not None and term.unit else ""
        return f"{words.capital(self._label('Measure', quantity.measure))}: {quantity.text}{unit}"

    def _fate(self, fate: Fate) -> str:
        when = f", {words.date_words(fate.date)}" if fate.date else ""
        return f"{words.capital(self._label('Fate', fate.fate))}{when}"

    def _grouped(self, facts: Iterable[Quantity | Fate]) -> list[tuple[str, list[Claim]]]:
        """Numbers and fates in words, each once, with all claims that speak of it."""
        found: dict[str, list[Claim]] = {}
        for fact in facts:
            told = self._fate(fact) if isinstance(fact, Fate) else self._measure(fact)
            found.setdefault(told, []).append(fact.claim)
        return list(found.items())

    def _in_time(self, claims: Iterable[Claim]) -> list[Claim]:
        """Claims in the order of the dates that they speak of."""
        return sorted(claims, key=lambda claim: claim_key(self.base, claim))

    def _qualifiers(self, relation: Relation) -> tuple[Qualified, ...]:
        by_key = self.base.relation_class(relation).qualifier_by_key
        found = []
        for key, values in relation.qualifiers:
            qualifier = by_key[key]
            if not qualifier.is_entity and qualifier.range is not None:
                values = tuple(self._label(qualifier.range, value) for value in values)
            found.append((qualifier.label, qualifier.is_entity, values))
        return tuple(found)


def asset(name: str) -> str:
    """The text of a file beside this module."""
    return resources.files("khorasan_graph.site").joinpath("assets", name).read_text(encoding="utf-8")


def _smaller(style: str) -> str:
    """A style sheet without the white space that only its authors need."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"(?<=[\w-]):\s+", ":", style)).replace(";}", "}").strip()


def _hash(text: str) -> str:
    """The source expression of an inline script or style in a Content-Security-Policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
