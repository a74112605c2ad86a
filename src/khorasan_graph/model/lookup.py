"""Finding the entity that a text means: by id, by any recorded name, and only then by likeness.

Two groups may bear one name, so a look-up answers with all of them; the asker decides. A likeness is a suggestion and
never an answer: no threshold separates Lashkar-e-Taiba from Lashkar-e-Jhangvi.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold

How = Literal["id", "name", "spelling", "part", "words", "like"]
_LONGEST_QUERY = 300
_FEWEST_CONSONANTS = 4
_DIGRAPHS = (("kh", "x"), ("sh", "c"), ("gh", "g"), ("zh", "j"), ("dh", "z"), ("th", "s"), ("ph", "f"))
_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("aeiouywvh\u0627\u0648\u06cc\u0647\u0639\u062d\u0621", None),
        **dict.fromkeys("p\u067e\u0628", "b"),
        **dict.fromkeys("\u062a\u0637", "t"),
        **dict.fromkeys("\u062b\u0633\u0635", "s"),
        **dict.fromkeys("\u062c\u0698", "j"),
        **dict.fromkeys("\u0634\u0686", "c"),
        **dict.fromkeys("\u062e", "x"),
        **dict.fromkeys("\u062f", "d"),
        **dict.fromkeys("\u0631", "r"),
        **dict.fromkeys("\u0630\u0632\u0636\u0638", "z"),
        **dict.fromkeys("q\u0642\u06a9", "k"),
        **dict.fromkeys("\u063a", "g"),
        **dict.fromkeys("\u0641", "f"),
        **dict.fromkeys("\u0644", "l"),
        **dict.fromkeys("\u0645", "m"),
        **dict.fromkeys("\u0646", "n"),
    }
)
"""Consonants of folded text that are heard alike, Latin and Arabic, as one Latin letter; vowels and breath as none."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a text may mean, the name that matched, and how.

    `id`: the id itself; `name`: a recorded name to the letter, but for case; `spelling`: equal once folded; `part`: the
    text is part of a name; `words`: its words are in a name in this order, with others between; `like`: merely alike (a
    suggestion), and `why` says in what.
    """

    entity: str
    name: str
    how: How
    why: str = ""


class NotOneEntityError(LookupError):
    """A text that does not name one entity; says which it may mean."""

    def __init__(self, message: str, candidates: tuple[Match, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


class UnknownNameError(NotOneEntityError):
    """No entity bears the name."""

    def __init__(self, text: str, candidates: tuple[Match, ...]) -> None:
        near = ", ".join(f"`{match.entity}` ({match.name})" for match in candidates[:5])
        shown = text if len(text) <= 60 else text[:59] + "…"
        super().__init__(f"nothing is called `{shown}`" + (f"; did you mean {near}?" if near else ""), candidates)


class AmbiguousNameError(NotOneEntityError):
    """More than one entity bears the name."""

    def __init__(self, text: str, candidates: tuple[Match, ...]) -> None:
        each = ", ".join(f"`{match.entity}` ({match.name})" for match in candidates)
        super().__init__(f"`{text}` may mean {each}; give the id", candidates)


def resolve(base: KnowledgeBase, text: str) -> str:
    """The id of the one entity that `text` names.

    Raises:
        AmbiguousNameError: if several bear the name.
        UnknownNameError: if none does; a likeness is suggested, never taken.
    """
    matches = exact(base, text)
    if len(matches) == 1:
        return matches[0].entity
    if matches:
        raise AmbiguousNameError(text, matches)
    raise UnknownNameError(text, find(base, text))


def find(base: KnowledgeBase, text: str) -> tuple[Match, ...]:
    """Every entity that `text` may mean, the surest first.

    Exact matches, then names of which it is a part, then names that have its words with others between, the shortest
    first; likenesses only if there is none of these.
    """
    matches = list(exact(base, text))
    seen = {match.entity for match in matches}
    folded = fold(text[:_LONGEST_QUERY])
    words = folded.split()
    with_words: list[Match] = []
    for entity in base.entities.values():
        if entity.id in seen or not folded:
            continue
        name = next((name for name in entity.all_names if f" {folded} " in f" {fold(name)} "), None)
        if name is not None:
            matches.append(Match(entity.id, name, "part"))
            continue
        name = next((name for name in entity.all_names if len(words) > 1 and _in_order(words, fold(name))), None)
        if name is not None:
            with_words.append(Match(entity.id, name, "words"))
    with_words.sort(key=lambda match: (len(fold(match.name).split()), match.entity))
    return (*matches, *with_words) or suggestions(base, text)


def _in_order(words: list[str], folded: str) -> bool:
    """Whether a folded name has all words, in their order."""
    rest = iter(folded.split())
    return all(word in rest for word in words)


def exact(base: KnowledgeBase, text: str) -> tuple[Match, ...]:
    """The entities whose id or name `text` is: by the surest kind of equality that finds any.

    An id and names come before folded spellings, so that one group's acronym in its own case is not made ambiguous by
    another's.
    """
    text = text.strip()
    if text in base.entities:
        return (Match(text, base.entities[text].name, "id"),)
    if not text or len(text) > _LONGEST_QUERY:
        return ()
    lowered = text.casefold()
    named: list[Match] = []
    spelt: list[Match] = []
    folded = fold(text)
    for entity in base.entities.values():
        name = next((name for name in entity.all_names if name.casefold() == lowered), None)
        if name is not None:
            named.append(Match(entity.id, name, "name"))
            continue
        name = next((name for name in entity.all_names if folded and fold(name) == folded), None)
        if name is not None:
            spelt.append(Match(entity.id, name, "spelling"))
    return tuple(named or spelt)


def suggestions(base: KnowledgeBase, text: str, *, limit: int = 5) -> tuple[Match, ...]:
    """The entities with a name, or a word of a name, that `text` may be a slip for; the likest first.

    A likeness has a reason that can be said: only spaces differ; at most one letter in four does, in no word more than
    that or one (none where there are three or fewer); or the consonants are the same, be it across Latin and Arabic
    script. Never an answer by itself.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    folded = fold(text[:_LONGEST_QUERY])
    if not folded:
        return ()
    forms: list[str] = []
    owners: list[tuple[str, str]] = []
    for entity in base.entities.values():
        for name in entity.all_names:
            whole = fold(name)
            for form in (whole, *(word for word in whole.split() if len(word) > 3 and word != whole)):
                forms.append(form)
                owners.append((entity.id, name))
    best: dict[str, tuple[float, str, str]] = {}

    def note(place: int, distance: float, why: str) -> None:
        entity_id, name = owners[place]
        if entity_id not in best or distance < best[entity_id][0]:
            best[entity_id] = (distance, name, why)

    joined, sound = folded.replace(" ", ""), _consonants(folded)
    for place, form in enumerate(forms):
        if form.replace(" ", "") == joined:
            note(place, 0, "only spaces or hyphens differ")
        elif len(sound) >= _FEWEST_CONSONANTS and _consonants(form) == sound:
            same = _script(form) == _script(folded)
            note(place, 1.5, "it sounds alike" if same else "it sounds alike in the other script")
    for form, distance, place in process.extract(folded, forms, scorer=OSA.distance, score_cutoff=3, limit=None):
        if 0 < distance <= min(len(form), len(folded)) // 4 and _alike_word_by_word(folded, form):
            note(place, distance, "one letter differs" if distance == 1 else f"{int(distance)} letters differ")
    ordered = sorted(best.items(), key=lambda item: (item[1][0], item[0]))
    return tuple(Match(entity_id, name, "like", why) for entity_id, (_, name, why) in ordered[:limit])


def _alike_word_by_word(one: str, other: str) -> bool:
    """Whether no word takes all the differences: `Mullah Omid` is not a slip for `Mullah Omar`."""
    from rapidfuzz.distance import OSA

    words, others = one.split(), other.split()
    return len(words) != len(others) or all(
        OSA.distance(word, against) <= max(min(len(word), len(against)) // 4, 1)
        for word, against in zip(words, others, strict=True)
    )


@lru_cache(maxsize=65536)
def _consonants(folded: str) -> str:
    """The consonants of a folded text as both scripts write them: no vowels, nothing doubled, like sounds as one.

    >>> _consonants("khorasani") == _consonants("خراسانی"), _consonants("mohammed") == _consonants("muhammad")
    (True, True)
    """
    for pair, sound in _DIGRAPHS:
        folded = folded.replace(pair, sound)
    sounds = [letter for letter in folded.translate(_SOUNDS) if letter != " "]
    return "".join(sound for place, sound in enumerate(sounds) if place == 0 or sounds[place - 1] != sound)


def _script(folded: str) -> str:
    return "Arabic" if any("\u0600" <= letter <= "\u06ff" for letter in folded) else "other"
