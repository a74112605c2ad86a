"""The names to look for: every name of every entity, by its folded words, with what its capitals ask of a text.

Precision comes before recall. A word that is written as an acronym must stand so to the letter; a word with a capital
must begin with one; a name that a folded form would find too easily asks for more:

- a one-word name with an article (`Al-Hadid`) wants the article;
- a name in a script that folding was not made for, or without any letter, must stand to the letter;
- a name of one letter, of digits alone, or of particles alone is not looked for at all, and this is said.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.text.automaton import Automaton
from khorasan_graph.text.tokens import Tokens, tokens
from khorasan_graph.text.words import KINDS

Case = Literal["exact", "capital", "any"]
_SHORT = 6
_SOFT = frozenset({"", "-", "\u2010", "\u2011", "\u2013"})


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of one entity as it is looked for.

    `words` are its folded words, `cases` what each asks of the letters of a text (`letters`). `hard[i]`: between word i
    and the next it has more than a space or a hyphen, so that a text may too. `article`: it begins with a particle
    (`al-`). `literal`: only to the letter.
    """

    entity: str
    text: str
    words: tuple[str, ...]
    cases: tuple[Case, ...]
    letters: tuple[str, ...]
    hard: tuple[bool, ...]
    article: bool
    literal: bool

    @property
    def is_acronym(self) -> bool:
        return len(self.words) == 1 and self.cases[0] == "exact"


@dataclass(frozen=True)
class KnownNames:
    """All names of a knowledge base, in groups of equal folded words; `unsearchable` are (entity, name) left out."""

    groups: tuple[tuple[KnownName, ...], ...]
    unsearchable: tuple[tuple[str, str], ...]

    @cached_property
    def automaton(self) -> Automaton:
        return Automaton([group[0].words for group in self.groups])


def known_names(base: KnowledgeBase) -> KnownNames:
    """Every name of a knowledge base, ready to be looked for."""
    groups: dict[tuple[str, ...], list[KnownName]] = {}
    unsearchable: list[tuple[str, str]] = []
    for entity in base.entities.values():
        kinds = {name.text: name.kind for name in entity.names}
        for text in entity.all_names:
            name = known_name(entity.id, text, is_acronym=kinds.get(text) == "acronym")
            if name is None:
                unsearchable.append((entity.id, text))
            else:
                groups.setdefault(name.words, []).append(name)
    return KnownNames(tuple(tuple(groups[words]) for words in sorted(groups)), tuple(unsearchable))


def known_name(entity: str, text: str, *, is_acronym: bool = False) -> KnownName | None:
    """One name as it is looked for; None if it cannot be told from anything else."""
    found = tokens(text)
    kept = [place for place, dropped in enumerate(found.dropped) if not dropped]
    words: list[str] = []
    cases: list[Case] = []
    letters: list[str] = []
    hard: list[bool] = []
    for number, place in enumerate(kept):
        run = found.runs[place]
        if number:
            hard.append(not is_soft(found, kept[number - 1], place))
        hard.extend([False] * (len(run.words) - 1))
        words.extend(run.words)
        letters.extend([run.letters] * len(run.words))
        cases.extend([_case(run.letters, is_acronym)] * len(run.words))
    has_letter = any(letter.isalpha() for word in words for letter in word)
    if not words or (len(words) == 1 and (len(words[0]) < 2 or not has_letter)):
        return None
    if not any(case != "any" for case in cases) and found.runs[kept[0]].cased:
        cases[0] = "capital"  # written small throughout: at the beginning of a name at least, a text shall mark it
    return KnownName(
        entity=entity,
        text=text,
        words=tuple(words),
        cases=tuple(cases),
        letters=tuple(letters),
        hard=tuple(hard),
        article=bool(kept[0] and found.dropped[kept[0] - 1]),
        literal=not has_letter or any(unicodedata.category(letter) == "Mc" for letter in text),
    )


def is_soft(found: Tokens, first: int, last: int) -> bool:
    """Whether nothing but spaces, a hyphen each, and particles stand between two runs."""
    return all("".join(found.gap(place).split()) in _SOFT for place in range(first, last))


def fits_case(name: KnownName, number: int, letters: str, *, after_hyphen: bool) -> bool:
    """Whether a word of a text, in its case, can be word `number` of a name.

    `after_hyphen`: it follows a capitalized part of the same compound (`Lashkar-e-taiba`).
    """
    case = name.cases[number]
    if case == "any":
        return True
    if case == "exact":
        return letters == name.letters[number]
    first = next((letter for letter in letters if letter.isalpha()), "")
    if not first.islower():
        return True
    return after_hyphen or (number > 0 and name.words[number] in KINDS)


def _case(letters: str, is_acronym: bool) -> Case:
    capitals = sum(letter.isupper() for letter in letters)
    if capitals and (is_acronym or (capitals > 1 and len(letters) <= _SHORT)):
        return "exact"
    first = next((letter for letter in letters if letter.isalpha()), "")
    return "capital" if first.isupper() or first.istitle() else "any"
