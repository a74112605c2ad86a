"""Finding the entity that a text means: by id, by any recorded name, and only then by likeness.

Two groups may bear one name, so a look-up answers with all of them; the asker decides. A likeness is a suggestion and
never an answer: no threshold separates Lashkar-e-Taiba from Lashkar-e-Jhangvi.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold

How = Literal["id", "name", "spelling", "part", "like"]
_LONGEST_QUERY = 300


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a text may mean, the name that matched, and how.

    `id`: the id itself; `name`: a recorded name to the letter, but for case; `spelling`: equal once folded; `part`: the
    text is part of a name; `like`: merely alike (a suggestion).
    """

    entity: str
    name: str
    how: How


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
    raise UnknownNameError(text, suggestions(base, text))


def find(base: KnowledgeBase, text: str) -> tuple[Match, ...]:
    """Every entity that `text` may mean, the surest first: exact matches, then parts of names, then likenesses."""
    matches = list(exact(base, text))
    seen = {match.entity for match in matches}
    folded = fold(text)
    if folded:
        for entity in base.entities.values():
            if entity.id in seen:
                continue
            name = next((name for name in entity.all_names if f" {folded} " in f" {fold(name)} "), None)
            if name is not None:
                matches.append(Match(entity.id, name, "part"))
                seen.add(entity.id)
    return tuple(matches) or suggestions(base, text)


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
    """The entities with a name, or a word of a name, most like `text`, the likest first. Never an answer by itself."""
    from rapidfuzz import fuzz, process

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
    best: dict[str, tuple[float, str]] = {}
    for _, score, index in process.extract(folded, forms, scorer=fuzz.ratio, score_cutoff=65, limit=None):
        entity_id, name = owners[index]
        if entity_id not in best or score > best[entity_id][0]:
            best[entity_id] = (score, name)
    ordered = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(Match(entity_id, name, "like") for entity_id, (_, name) in ordered[:limit])
