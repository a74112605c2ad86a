"""Finding known names in a text: how long it takes, and how it grows with the text and with the names.

    python benchmarks/text.py --names 2000 --megabytes 1

Names and text are made up from one seed. The text has 20,000 different words, a few of them most of the time, and a
name in every fifteenth place. A list of patterns that are looked for one after the other (`re`, without folding, places
or judgement) is measured beside it.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name, fold
from khorasan_graph.model.records import Entity
from khorasan_graph.project import load_vocabulary, shipped_root
from khorasan_graph.text.document import plain_document
from khorasan_graph.text.known import known_names
from khorasan_graph.text.mentions import mentions
from khorasan_graph.text.occurrences import occurrences
from khorasan_graph.text.tokens import tokens

SYLLABLES = "ba ta ja ha kha da ra za sa sha gha fa qa ka la ma na wa ya ran lim bad stan mud qar zul nur din".split()


def word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def made_up(names: int, characters: int) -> tuple[KnowledgeBase, str]:
    """A base with so many names (four of each entity) and a text of about so many characters."""
    chance = random.Random(7)
    vocabulary, _ = load_vocabulary(shipped_root())
    assert vocabulary is not None
    entities = {}
    texts: list[str] = []
    for number in range(names // 4):
        own = [" ".join(word(chance).capitalize() for _ in range(chance.randint(1, 4))) for _ in range(3)]
        acronym = "".join(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(4))
        aliases = (*(Name(text, "alias") for text in own[1:]), Name(acronym, "acronym"))
        entity = Entity(f"e{number:06}", "MilitantOrganization", own[0], aliases)
        entities[entity.id] = entity
        texts += entity.all_names
    vocabulary_of_text = [word(chance) for _ in range(20_000)]
    weights = [1 / rank for rank in range(1, 20_001)]  # few words are most of a text, as in any language (Zipf)
    fill = iter(chance.choices(vocabulary_of_text, weights, k=characters // 4))
    parts: list[str] = []
    length = 0
    while length < characters:
        sentence = [chance.choice(texts) if chance.random() < 1 / 15 else next(fill) for _ in range(20)]
        parts.append("The " + " ".join(sentence) + "." + ("\n\n" if chance.random() < 0.2 else " "))
        length += len(parts[-1])
    return KnowledgeBase(vocabulary, entities, {}, {}), "".join(parts)


def timed(what: str, of: Callable[[], object], runs: int) -> None:
    seconds = []
    for _ in range(runs):
        fold.cache_clear()
        began = time.process_time()
        of()
        seconds.append(time.process_time() - began)
    print(f"{what:<58} {min(seconds):8.3f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Finding known names in a text.")
    parser.add_argument("--names", type=int, default=2000)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    base, text = made_up(asked.names, int(asked.megabytes * 1_000_000))
    document = plain_document(text)
    names = known_names(base)
    found = occurrences(base, names, document)
    told = f"{len(text):,} characters, {asked.names:,} names, {len(found):,} places found"
    print(f"CPU seconds, the least of {asked.runs} runs: {told}")
    timed("the names made ready (folded, automaton built)", lambda: known_names(base).automaton, asked.runs)
    timed("the text cut into words with places", lambda: tokens(text), asked.runs)
    timed("all places found, judged and located", lambda: occurrences(base, names, plain_document(text)), asked.runs)
    timed("mentions: the names, the places, the pairs", lambda: mentions(base, plain_document(text)), asked.runs)
    patterns = [re.compile(rf"\b{re.escape(group[0].text.lower())}\b") for group in names.groups]
    folded = text.lower()
    timed("a list of patterns, one after the other", lambda: [len(p.findall(folded)) for p in patterns], 1)


if __name__ == "__main__":
    main()
