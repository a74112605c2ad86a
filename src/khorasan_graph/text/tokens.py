"""Words of a text with their places in it, such that putting the words together is folding the text.

`model.names.fold` says when two spellings of a name are equal, and forgets where its letters came from. Here a text is
cut into runs of characters that folding can neither join with nor part from their neighbours; each run is folded by
itself, and keeps its place. So diacritics, joiners, ligatures and combining marks cost no bookkeeping of letters.

Which characters belong to a run is asked of `fold` itself, for the characters that a text has.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass, field
from functools import lru_cache

from khorasan_graph.model.names import fold

LONGEST_RUN = 1000
"""No name has a longer word: a run of more characters is folded by nobody and equals nothing."""

PARTICLE, HYPHENATED = 1, 2
"""Why folding drops a run: it is a particle wherever it stands, or it is one between hyphens."""

_ASCII = "".join(map(chr, range(128)))
_DOTTED = r"(?:[A-Z]\.){2,}[A-Z]?"
_POSSESSIVE = re.compile(r"(.*\w)(['’ʼ`]s)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What one run of characters means, wherever it stands. Within one text the same characters are the same object.

    `words` are its words when folded, mostly one; none for a run of marks alone. `particle`: folding drops it wherever
    it stands among other words (`al`); `hyphen_particle`: only between two hyphens (`-ur-`). `letters` is the run
    without marks and apostrophes, in its case. `possessive` is the number of characters that make it one (`'s`), and
    `owner` is the word without them. `capital`: it begins with a capital letter; `cased`: its script has capitals.
    """

    words: tuple[str, ...]
    letters: str
    particle: bool
    hyphen_particle: bool
    capital: bool
    cased: bool
    possessive: int = 0
    owner: str = ""


@dataclass(slots=True)
class Tokens:
    """The runs of a text in order, with where each begins and where it ends (offsets into the text).

    Apostrophes at the edges of a run are outside of it. `dropped[i]` says whether folding drops the run there, and why.
    """

    text: str
    runs: list[Run] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    dropped: bytearray = field(default_factory=bytearray)
    joined: frozenset[str] = frozenset()

    def gap(self, before: int) -> str:
        """What stands between a run and the next, without marks and apostrophes that belong to neither.

        Before the first (-1) and behind the last, what stands before or behind it.
        """
        start = self.ends[before] if before >= 0 else 0
        end = self.starts[before + 1] if before + 1 < len(self.starts) else len(self.text)
        between = self.text[start:end]
        if between in _USUAL:
            return between
        return "".join(letter for letter in between if letter not in self.joined)


_USUAL = frozenset({"", " ", "-", ", ", ". ", "\n", "/"})


def tokens(text: str) -> Tokens:
    """The runs of a text."""
    others = "" if text.isascii() else "".join(letter for letter in sorted(set(text)) if letter > "\x7f")
    pattern, joined = _pattern(others)
    found = Tokens(text, joined=joined)
    known: dict[str, Run] = {}
    for match in pattern.finditer(text):
        shown = match.group()
        run = known.get(shown)
        if run is None:
            run = known[shown] = _run(shown)
        if not run.words:
            continue
        start, end = match.span()
        if not (shown[0].isalnum() and shown[-1].isalnum()) and "." not in shown:
            start, end = _trimmed(text, start, end)
            if start == end:
                continue
        found.runs.append(run)
        found.starts.append(start)
        found.ends.append(end)
    found.dropped = bytearray(len(found.runs))
    for number, run in enumerate(found.runs):
        if run.particle:
            found.dropped[number] = PARTICLE
        elif run.hyphen_particle and _between_hyphens(found, number):
            found.dropped[number] = HYPHENATED
    return found


def folded(text: str) -> tuple[str, ...]:
    """The words of a text: those of `fold`, but a dotted acronym (`U.N.`) is one word.

    >>> folded("Jamaat-ul-Ahrar"), folded("the U.N. mission")
    (('jamaat', 'ahrar'), ('the', 'un', 'mission'))
    """
    found = tokens(text)
    kept = [run for run, dropped in zip(found.runs, found.dropped, strict=True) if not dropped]
    if not kept:
        kept = [run for run, dropped in zip(found.runs, found.dropped, strict=True) if dropped != HYPHENATED]
    return tuple(word for run in kept for word in run.words)


@lru_cache(maxsize=256)
def _pattern(others: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """What finds the runs of a text with these characters beyond ASCII, and which in them are no letters themselves."""
    letters = [letter for letter in (*_ASCII, *others) if not letter.isspace() and _in_a_run(letter)]
    one = f"[{''.join(map(re.escape, letters))}]"
    pattern = re.compile(f"(?<!{one}){_DOTTED}(?!{one})|{one}+")
    return pattern, frozenset(letter for letter in letters if not letter.isalnum())


def _in_a_run(letter: str) -> bool:
    """Whether folding makes a letter, or nothing at all, of a character; combining marks stay with their letters."""
    if letter.isalnum():
        return True
    return unicodedata.category(letter)[0] == "M" or fold(f"a{letter}b") != "a b"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A run without the apostrophes and joiners at its edges; marks stay with the letters that they follow."""
    while start < end and not text[start].isalnum() and fold(text[start]) == "":
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return start, end


def _is_edge(letter: str) -> bool:
    return not letter.isalnum() and unicodedata.category(letter)[0] != "M" and fold(letter) == ""


def _run(shown: str) -> Run:
    if len(shown) > LONGEST_RUN:
        return Run(("",), "", False, False, False, False)
    dotted = "." in shown
    plain = shown.replace(".", "") if dotted else shown
    words = tuple(fold(plain).split())
    letters = _letters(plain)
    first = next((letter for letter in letters if letter.isalpha()), "")
    possessive, owner = 0, ""
    owned = None if dotted or plain.isalnum() else _POSSESSIVE.fullmatch(plain)
    if owned is not None and len(words) == 1:
        possessive, owner = len(owned[2]), fold(owned[1])
    return Run(
        words=words,
        letters=letters,
        particle=bool(words) and fold(f"{' '.join(words)} zz") == "zz",
        hyphen_particle=len(words) == 1 and fold(f"zz-{words[0]}-zz") == "zz zz",
        capital=first.isupper() or first.istitle(),
        cased=first.isupper() or first.islower() or first.istitle(),
        possessive=possessive,
        owner=owner if owner and " " not in owner else "",
    )


@lru_cache(maxsize=4096)
def _letters(shown: str) -> str:
    if shown.isalnum() and shown.isascii():
        return shown
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", shown))
    return "".join(letter for letter in parts if letter.isalnum())


def _between_hyphens(found: Tokens, number: int) -> bool:
    """Whether a run stands as in `Jamaat-ud-Dawa`: a hyphen before and after, neither used up by the run before."""
    if number and found.dropped[number - 1] == HYPHENATED:
        return False
    before, after = (unicodedata.normalize("NFKC", found.gap(place)) for place in (number - 1, number))
    follows = before.endswith("_-") or (before == "-" and number > 0)
    return follows and (after.startswith("-_") or (after == "-" and number + 1 < len(found.runs)))
