"""Ids for foreign things: what they are called, as far as that makes an id; never their place in a file.

Two foreign things never get one id. The second of two that would has a digest of its own key behind the name, and both
are told: they may be one thing, and only a person can say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2s

from khorasan_graph.authoring.limits import DEFAULT_LIMITS
from khorasan_graph.authoring.read import RESERVED_IDS
from khorasan_graph.authoring.values import SLUG, slug_of

_DIGEST = 3
_LONGEST = DEFAULT_LIMITS.id_characters
_ROOM = 2 * _DIGEST + 1


class Ids:
    """Gives ids, each to one foreign key; `taken` are those of a project, which no foreign thing gets by its name.

    `collisions` are ids that two would have had, with their keys; the first key is empty for one of the project.

    >>> ids = Ids(["ttp"])
    >>> ids.make("row 1", "Lashkar-e-Taiba"), ids.make("row 1", "Lashkar-e-Taiba")
    ('lashkar-e-taiba', 'lashkar-e-taiba')
    >>> ids.make("row 2", "Lashkar e Taiba")
    'lashkar-e-taiba-35349d'
    >>> ids.collisions
    [('lashkar-e-taiba', 'row 1', 'row 2')]
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = frozenset(taken)
        self.by_key: dict[str, str] = {}
        self.owner: dict[str, str] = {}
        self.collisions: list[tuple[str, str, str]] = []

    def keep(self, key: str, id_: str) -> str:
        """The id that a thing has already, if it is one and free; else one made of it.

        For exports of ours, and for tables whose authors write ids.
        """
        if key not in self.by_key and is_id(id_) and id_ not in self.owner and id_ not in self.taken:
            self._give(key, id_)
        return self.make(key, id_)

    def make(self, key: str, text: str) -> str:
        """The id of the thing with this key, made of a text (its name): the same for the same key.

        What has no Latin letters or digits gets a digest of its key.
        """
        if key in self.by_key:
            return self.by_key[key]
        digest = blake2s(key.encode(errors="surrogatepass"), digest_size=_DIGEST).hexdigest()
        slug = slug_of(text[:1000])[:_LONGEST].strip("-")
        if not slug or slug in RESERVED_IDS or slug.isdecimal():
            slug = f"{slug or 'draft'}-{digest}"
        elif slug in self.taken or slug in self.owner:
            self.collisions.append((slug, self.owner.get(slug, ""), key))
            slug = f"{slug[: _LONGEST - _ROOM].strip('-')}-{digest}"
        number, free = 1, slug
        while free in self.owner or free in self.taken:
            number += 1
            free = f"{slug[: _LONGEST - 8].strip('-')}-{number}"
        self._give(key, free)
        return free

    def _give(self, key: str, id_: str) -> None:
        self.by_key[key] = id_
        self.owner[id_] = key


def is_id(text: str) -> bool:
    """Whether a text can be the id of an entity or a source."""
    return SLUG.fullmatch(text) is not None and len(text) <= _LONGEST and text not in RESERVED_IDS
