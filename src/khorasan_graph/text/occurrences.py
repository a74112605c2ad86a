"""Where known names stand in a document: each place once, with everything that it may mean.

One pass over the words with the automaton gives every sequence that folds to a known name. A sequence is a match if its
capitals and what stands between its words fit the name (`known`). Where matches overlap the longest wins. A name that
several entities bear yields all of them; which is meant is never guessed, though a name to the letter comes before a
mere spelling, as in every look-up.

Some matches are doubtful, and are listed but not counted: a piece of a longer acronym (`IS-X`), an acronym in a line of
capitals, one word beside a further capitalized one (`Swat` in `Swat Motors`), a word that begins a sentence and is an
ordinary word elsewhere in the document, and what overlaps a longer match without lying in it.

Forms: a possessive (`TTP's`), a plural of a one-word name of an organization (`Talibans`; an acronym has none: TTPs are
tactics, techniques and procedures), a dotted acronym (`U.N.`), and in Arabic script a name with the proclitic و, or
with ب, ك or ف before the article. The article ال itself is a letter like others: القاعدة is not قاعدة.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold
from khorasan_graph.text.automaton import ROOT
from khorasan_graph.text.document import Document
from khorasan_graph.text.known import KnownName, KnownNames, fits_case, is_soft
from khorasan_graph.text.tokens import PARTICLE, Run, Tokens, tokens
from khorasan_graph.text.words import CALENDAR, FUNCTION, KINDS, PARTS, RANKS

How = Literal["name", "spelling"]
Form = Literal["plain", "possessive", "plural", "dotted", "prefixed"]
Doubt = Literal["part_of_acronym", "line_of_capitals", "part_of_name", "ordinary_word", "overlap"]

_ARABIC = re.compile("[\u0600-\u06ff]")
_SHORT_PART = 2
_TITLE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that an occurrence may mean, and the recorded name that was met: to the letter, or a `spelling`."""

    entity: str
    name: str
    how: How


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where a known name stands: characters `start` to `end` of the document's text, with no possessive.

    `line` and `column` (from 1) are those of the file, `paragraph` and `sentence` count from 1. `candidates` are in the
    order of their ids; more than one is an ambiguity. `doubt` says why it is not counted.
    """

    start: int
    end: int
    text: str
    line: int
    column: int
    paragraph: int
    sentence: int
    form: Form
    candidates: tuple[Candidate, ...]
    doubt: Doubt | None = None

    @property
    def entity(self) -> str | None:
        """The entity that is meant, if only one can be."""
        return self.candidates[0].entity if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class _Hit:
    """A match in the making: its runs (first, last), its place, and the names that fit."""

    first: int
    last: int
    start: int
    end: int
    form: Form
    names: tuple[KnownName, ...]
    doubt: Doubt | None = None


def occurrences(base: KnowledgeBase, names: KnownNames, document: Document) -> tuple[Occurrence, ...]:
    """Every place of a known name in a document, in order, doubtful ones too."""
    found = tokens(document.text)
    scan = _Scan(base, names, document, found)
    hits = _longest(list(scan.hits()), len(found.runs))
    covered = bytearray(len(found.runs))
    for hit in hits:
        if hit.doubt is None:
            covered[hit.first : hit.last + 1] = b"\x01" * (hit.last + 1 - hit.first)
    doubts = _Doubts(base, document, found, covered)
    judged = (hit if hit.doubt else replace(hit, doubt=doubts.of(hit)) for hit in hits)
    return tuple(_occurrence(document, hit) for hit in sorted(judged, key=lambda hit: (hit.start, hit.end)))


class _Scan:
    """The pass over the words of one document."""

    def __init__(self, base: KnowledgeBase, names: KnownNames, document: Document, found: Tokens) -> None:
        self.base, self.names, self.document, self.found = base, names, document, found
        self.places: list[int] = []
        """The run of each word that folding keeps."""

    def hits(self) -> Iterator[_Hit]:
        automaton = self.names.automaton
        state = ROOT
        threads: list[tuple[int, int]] = []
        for place, (run, dropped) in enumerate(zip(self.found.runs, self.found.dropped, strict=True)):
            if dropped:
                continue
            endings = _endings(run)
            for alternative, form in endings:
                for number in automaton.ending(automaton.step(state, alternative)):
                    yield from self.match(number, [*self.places, place], form)
            for word in run.words:
                state = automaton.step(state, word)
                self.places.append(place)
            if state != ROOT:
                for number in automaton.ending(state):
                    yield from self.match(number, self.places, "dotted" if _is_dotted(self.found, place) else "plain")
            # A name behind a proclitic begins within a run: followed apart, for the run as a whole may be a name too.
            cuts = _cuts(run)
            if not threads and not cuts:
                continue
            going = threads if len(run.words) == 1 else []
            threads = []
            for before, cut in [*going, *((ROOT, cut) for cut in cuts)]:
                word = run.words[0][cut:] if before == ROOT else run.words[0]
                after = automaton.descend(before, word)
                if after is None:
                    continue
                threads.append((after, cut))
                whole = automaton.whole(after)
                if whole is not None:
                    yield from self.match(whole, self.places, "prefixed", cut)

    def match(self, number: int, places: list[int], form: Form, cut: int = 0) -> Iterator[_Hit]:
        """The hit of one group of names that ends with the last of `places`, if any name of it fits."""
        group = self.names.groups[number]
        count = len(group[0].words)
        runs = places[-count:]
        before = len(places) - count - 1
        if before >= 0 and places[before] == runs[0]:
            return  # it would begin within a run
        first, last = runs[0], runs[-1]
        start, end = self.found.starts[first], self.found.ends[last]
        if form == "possessive":
            end -= self.found.runs[last].possessive
        elif form == "plural":
            if self.document.text[end - 1] != "s":
                return  # the s bears a mark: it is a letter of the name
            end -= 1
        elif form == "prefixed":
            prefix = _prefix(self.document.text[start:end], cut)
            if prefix == 0:
                return
            start += prefix
        if self.document.paragraph(start) != self.document.paragraph(max(end - 1, start)):
            return
        with_article = self.article(first) if form != "prefixed" else None
        fitting = []
        for name in group:
            from_ = with_article if name.article and with_article is not None else first
            if self.fits(name, runs, from_, form) and _is_literal(
                name, self.document.text[self.begin(from_, start, first) : end]
            ):
                fitting.append((name, self.begin(from_, start, first)))
        if fitting:
            start = min(begin for _, begin in fitting)
            yield _Hit(first, last, start, end, form, tuple(name for name, _ in fitting))

    def begin(self, from_: int, start: int, first: int) -> int:
        return start if from_ == first else self.found.starts[from_]

    def article(self, first: int) -> int | None:
        """The particle directly before a run, in the same paragraph."""
        before = first - 1
        if before < 0 or self.found.dropped[before] != PARTICLE or not is_soft(self.found, before, first):
            return None
        start, end = self.found.starts[before], self.found.starts[first]
        return before if self.document.paragraph(start) == self.document.paragraph(end) else None

    def fits(self, name: KnownName, runs: list[int], from_: int, form: Form) -> bool:
        """Whether capitals, and what stands between the words, fit a name."""
        if name.article and from_ == runs[0] and len(name.words) == 1:
            return False
        if form == "plural" and not self.has_plural(name):
            return False
        if form == "prefixed" and not _ARABIC.match(name.words[0]):
            return False
        compound = False
        number = 0
        for place in range(from_, runs[-1] + 1):
            hyphen = place > from_ and self.found.gap(place - 1).strip() in ("-", "\u2010", "\u2011")
            compound = compound and hyphen
            while number < len(runs) and runs[number] == place:
                letters = self.found.runs[place].letters
                if form in ("possessive", "plural") and number == len(runs) - 1:
                    letters = letters[:-1]
                if not fits_case(name, number, letters, after_hyphen=compound):
                    return False
                number += 1
            compound = compound or self.found.runs[place].capital
        return all(
            runs[number] == runs[number + 1] or hard or is_soft(self.found, runs[number], runs[number + 1])
            for number, hard in enumerate(name.hard)
        )

    def has_plural(self, name: KnownName) -> bool:
        kind = self.base.entities[name.entity].type
        return (
            len(name.words) == 1
            and name.cases[0] == "capital"
            and name.words[0] not in KINDS
            and self.base.vocabulary.is_entity_a(kind, "Organization")
        )


@lru_cache(maxsize=4096)
def _endings(run: Run) -> tuple[tuple[str, Form], ...]:
    """The words that a run may be at the end of a name: without a possessive, without a plural s."""
    if run.possessive and run.owner:
        return ((run.owner, "possessive"),)
    word = run.words[-1]
    if len(run.words) == 1 and run.capital and len(word) > 4 and run.letters.endswith("s") and word.endswith("s"):
        return ((word[:-1], "plural"),)
    return ()


@lru_cache(maxsize=4096)
def _cuts(run: Run) -> tuple[int, ...]:
    """How many letters of an Arabic word may be proclitics before a name."""
    word = run.words[0]
    if len(run.words) > 1 or not _ARABIC.match(word):
        return ()
    found = []
    if word[0] == "و" and len(word) > 4:
        found.append(1)
    article = re.match("(و?[بكفک])ال.{3}", word)
    if article:
        found.append(len(article[1]))
    return tuple(found)


def _prefix(shown: str, cut: int) -> int:
    """The characters of a run that its first `cut` folded letters take, with their marks; 0 if a ligature ties them."""
    rest = fold(shown)[cut:]
    fitting: list[int] = [number for number in range(1, len(shown)) if fold(shown[number:]) == rest]
    return max(fitting, default=0)


def _is_dotted(found: Tokens, place: int) -> bool:
    return found.text[found.ends[place] - 1] == "." or "." in found.text[found.starts[place] : found.ends[place]]


def _is_literal(name: KnownName, shown: str) -> bool:
    return not name.literal or _plain(shown) == _plain(name.text)


@lru_cache(maxsize=4096)
def _plain(shown: str) -> str:
    """A text for comparing to the letter: composed, without case, spaces as one, apostrophes alike."""
    return " ".join(unicodedata.normalize("NFC", shown).casefold().replace("’", "'").split())


def _longest(hits: list[_Hit], runs: int) -> list[_Hit]:
    """Of hits that overlap the longest (then the first); what crosses a longer one without lying in it is doubtful."""
    taken = bytearray(runs)
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.start - hit.end, hit.start, hit.form)):
        span = taken[hit.first : hit.last + 1]
        if not any(span):
            taken[hit.first : hit.last + 1] = b"\x01" * len(span)
            kept.append(hit)
        elif not all(span):
            kept.append(replace(hit, doubt="overlap"))
    return kept


class _Doubts:
    """Why a match may be none, by what stands around it."""

    def __init__(self, base: KnowledgeBase, document: Document, found: Tokens, covered: bytearray) -> None:
        self.base, self.document, self.found, self.covered = base, document, found, covered
        self.small = {run.letters for run in set(found.runs) if run.letters.islower()}
        self.kinds: dict[int, str] = {}

    def of(self, hit: _Hit) -> Doubt | None:
        """The doubt that holds for every name that fits."""
        found = [self.of_name(hit, name) for name in hit.names]
        return None if None in found else found[0]

    def of_name(self, hit: _Hit, name: KnownName) -> Doubt | None:
        if self.is_part_of_acronym(hit, name):
            return "part_of_acronym"
        if len(name.words) > 1 or not self.found.runs[hit.first].cased or hit.form == "dotted":
            return None
        sentence = self.sentence_kind(hit)
        if name.cases[0] == "exact":
            return "line_of_capitals" if sentence == "capitals" else None
        if sentence == "prose" and self.is_part_of_name(hit, name):
            return "part_of_name"
        if self.begins_sentence(hit.first) and self.found.runs[hit.first].letters.lower() in self.small:
            return "ordinary_word"
        return None

    def is_part_of_acronym(self, hit: _Hit, name: KnownName) -> bool:
        """`IS` in `IS-X` or `X-IS`: joined by a hyphen to one or two capitals that are no name themselves."""
        sides = (
            (hit.last, hit.last + 1, name.cases[-1]),
            (hit.first - 1, hit.first - 1, name.cases[0]),
        )
        for gap, other, case in sides:
            if case != "exact" or not 0 <= other < len(self.found.runs) or gap < 0 or self.covered[other]:
                continue
            letters = self.found.runs[other].letters
            if self.found.gap(gap) in ("-", "\u2010", "\u2011") and letters.isupper() and len(letters) <= _SHORT_PART:
                return True
        return False

    def is_part_of_name(self, hit: _Hit, name: KnownName) -> bool:
        """Whether a further capitalized word, not explained otherwise, stands beside a one-word name."""
        kind = self.base.entities[name.entity].type
        is_a = self.base.vocabulary.is_entity_a
        after, before = self.neighbour(hit.last, 1), self.neighbour(hit.first, -1)
        if not is_a(kind, "Organization") and hit.form != "possessive" and self.is_evidence(after):
            return True
        if before is None:
            return False
        if is_a(kind, "Place") and self.found.runs[before].letters.lower() in PARTS:
            return self.found.runs[before].capital
        if not is_a(kind, "Person") and self.begins_sentence(before):
            return False
        return self.is_evidence(before) and self.found.runs[before].letters.lower() not in RANKS

    def is_evidence(self, place: int | None) -> bool:
        if place is None or self.covered[place]:
            return False
        run = self.found.runs[place]
        word = run.letters.lower()
        return run.capital and len(word) > 1 and word not in FUNCTION and word not in CALENDAR and word not in KINDS

    def neighbour(self, place: int, step: int) -> int | None:
        """The next word that folding keeps, with no more than spaces and hyphens between, in the same sentence."""
        other = place + step
        while 0 <= other < len(self.found.runs) and self.found.dropped[other]:
            other += step
        if not 0 <= other < len(self.found.runs):
            return None
        if not is_soft(self.found, min(place, other), max(place, other)) or self.found.runs[other].possessive * -step:
            return None
        same = self.document.sentence(self.found.starts[other]) == self.document.sentence(self.found.starts[place])
        return other if same else None

    def begins_sentence(self, place: int) -> bool:
        before = place - 1
        if before < 0:
            return True
        starts = self.found.starts
        return self.document.sentence(starts[before]) != self.document.sentence(starts[place])

    def sentence_kind(self, hit: _Hit) -> str:
        """`capitals` for a line of capitals, `title` for one whose words nearly all begin with one, else `prose`."""
        number = self.document.sentence(hit.start)
        if number not in self.kinds:
            self.kinds[number] = _kind(self.document.text[slice(*self.document.sentences[number - 1])])
        return self.kinds[number]


def _kind(sentence: str) -> str:
    words = [word for word in re.findall(r"[^\W\d_]+", sentence) if len(word) > 3]
    if len(words) >= 2 and sentence.isupper():
        return "capitals"
    capital = sum(not word[0].islower() for word in words)
    return "title" if len(words) >= 4 and capital >= _TITLE_SHARE * len(words) else "prose"


def _occurrence(document: Document, hit: _Hit) -> Occurrence:
    shown = document.text[hit.start : hit.end]
    line, column = document.place(hit.start)
    best: dict[str, Candidate] = {}
    for name in hit.names:
        how: How = "name" if _plain(shown) == _plain(name.text) else "spelling"
        if name.entity not in best or (best[name.entity].how == "spelling" and how == "name"):
            best[name.entity] = Candidate(name.entity, name.text, how)
    exact = {entity for entity, candidate in best.items() if candidate.how == "name"}
    return Occurrence(
        start=hit.start,
        end=hit.end,
        text=shown,
        line=line,
        column=column,
        paragraph=document.paragraph(hit.start),
        sentence=document.sentence(hit.start),
        form=hit.form,
        candidates=tuple(best[entity] for entity in sorted(exact or best)),
        doubt=hit.doubt,
    )
