"""Known names in texts: what is found, where, what is ambiguous and what is doubtful; against a brute-force scan."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khorasan_graph.model.names import fold
from khorasan_graph.text.document import plain_document
from khorasan_graph.text.known import known_names
from khorasan_graph.text.occurrences import occurrences
from tests.support import base_from
from tests.text.sample import everything, found, sample

FILL = "the men of the place said that they had seen it there, and "
"""Before a text, so that it is neither a heading nor the beginning of a sentence."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Red Front, RED FRONT, Red-Front", ["Red Front", "RED FRONT", "Red-Front"]),
        ("Red front, Red\nFront, Red – Front", ["Red front", "Red\nFront", "Red – Front"]),
        ("red front, red Front, Redfront, Red Fronts, Red. Front, Red, Front, Red / Front, Red\n\nFront", []),
        ("RF, rf, Rf, RFs, RFX, xRF", ["RF"]),
        ("pro-RF, RF-linked, (RF) “RF” 'RF' RF’s RF's", ["RF"] * 7),
        ("LeN, LEN, len, Len", ["LeN"]),
        ("U.N., UN, un, u.n.", ["U.N.", "UN"]),
        ("Lashkar-i-Nil, Lashkar e Nīl", ["Lashkar-i-Nil", "Lashkar e Nīl"]),
        ("LASHKAR-E-NIL, Lashkar-e-nil", ["LASHKAR-E-NIL", "Lashkar-e-nil"]),
        ("lashkar-e-nil, Lashkar nil, lashkar", []),
        ("Al-Hadid, al-Hadid, el Hadid, Al-hadid", ["Al-Hadid", "al-Hadid", "el Hadid", "Al-hadid"]),
        ("Hadid, Zaha Hadid, al-hadid, AlHadid", []),
        ("Surkhi, Surkhis, Surkhi’s, surkhis", ["Surkhi", "Surkhi", "Surkhi"]),
        ("students, the Students", ["Students"]),
        ("26/11, 26-11, 26 11, 7", ["26/11"]),
        ("9/11 (bridge attack), 9 11 bridge attack", ["9/11 (bridge attack", "9 11 bridge attack"]),
        ("Jamaat-ud-Dawat al-Nil, Jamaat Dawat Nil", ["Jamaat-ud-Dawat al-Nil", "Jamaat Dawat Nil"]),
    ],
)  # fmt: skip
def test_latin(text: str, shown: list[str]) -> None:
    assert [place.text for place in found(FILL + text)] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("لشکر نیل", ["لشکر نیل"]),
        ("لشكر نيل", ["لشكر نيل"]),
        ("لشکرِ نیل", ["لشکرِ نیل"]),
        ("لشـکر نیل", ["لشـکر نیل"]),
        ("ﻟﺸﻜﺮ ﻧﻴﻞ", ["ﻟﺸﻜﺮ ﻧﻴﻞ"]),
        ("ولشکر نیل", ["لشکر نیل"]),
        ("وَلشکر نیل", ["لشکر نیل"]),
        ("و لشکر نیل", ["لشکر نیل"]),
        ("لشکر نیلی", []),
        ("لشکر، نیل", []),
        ("بلشکر نیل", []),
        ("الحركة والحركة بالحركة وبالحركة كالحركة", ["الحركة"] * 5),
        ("ﰷلحركة", []),
        ("للحركة حركة الحركات فحركة", []),
        ("جبهه\u200cسرخ", []),
        ("جبهه سرخ\u200cها", []),
        ("सफेद कतार", ["सफेद कतार"]),
        ("सफेद कतारी", []),
    ],
)
def test_other_scripts(text: str, shown: list[str]) -> None:
    assert [place.text for place in found(text)] == shown


def test_the_longest_wins() -> None:
    text = FILL + "the Red Front Karachi Group and RF-Karachi"
    assert [(place.text, place.entity) for place in everything(text)] == [
        ("Red Front Karachi Group", "red-front-karachi"),
        ("RF-Karachi", "red-front-karachi"),
    ]


def test_what_crosses_a_longer_name_is_doubtful() -> None:
    base = base_from("""
--- places/a.yaml
type: Place
name: Alpha Beta Gamma
--- places/b.yaml
type: Place
name: Gamma Delta
--- places/c.yaml
type: Place
name: Beta
""")
    told = [(place.text, place.doubt) for place in everything(f"{FILL} Alpha Beta Gamma Delta", base)]
    assert told == [("Alpha Beta Gamma", None), ("Gamma Delta", "overlap")]


def test_a_shared_name_is_never_decided() -> None:
    (place,) = found(FILL + "Jabha")
    assert [candidate.entity for candidate in place.candidates] == ["red-front", "white-column"]
    assert place.entity is None


def test_a_name_to_the_letter_comes_before_a_spelling() -> None:
    base = base_from("""
--- organizations/a.yaml
type: MilitantOrganization
name: Jaish-e-Nur
--- organizations/b.yaml
type: MilitantOrganization
name: Jaish-i-Nur
relations:
  - {type: Rivalry, object: a, claims: [{source: s1, credibility: 3}]}
""")
    meant = [
        [candidate.entity for candidate in place.candidates]
        for place in found("Jaish-e-Nur, Jaish-i-Nur, Jaish al-Nur", base)
    ]
    assert meant == [["a"], ["b"], ["a", "b"]]


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("RF-K, RF-X, X-RF, RF-UN, RF-Xyz", [None, "part_of_acronym", "part_of_acronym", None, None, None]),
        ("THE WAR IS OVER IN THE VALLEY.", ["line_of_capitals"]),
        ("Swat Motors and old Swat, Swat District, in Swat Monday", ["part_of_name", None, None, None]),
        ("South Swat and Swat of the South", ["part_of_name", None]),
        ("Amir Jafar, Jafar Khan, Jafar ul Haq, Jafar’s Khan", ["part_of_name", "part_of_name", "part_of_name", None]),
        ("Commander Jafar and Jafar of Swat", [None, None, None]),
        ("Punjabi Surkhi, a Surkhi Commander", ["part_of_name", None]),
        ("that is all. Surkhi leaders met. Kabul Surkhi leaders met", [None, None]),
    ],
)  # fmt: skip
def test_doubts(text: str, doubts: list[str | None]) -> None:
    text = text if text.isupper() else FILL + text
    assert [place.doubt for place in everything(text)] == doubts


def test_an_ordinary_word_at_the_beginning_of_a_sentence() -> None:
    text = "Students came. The men said that students had come, and Students too. Surkhi came."
    assert [(place.text, place.doubt) for place in everything(text)] == [
        ("Students", "ordinary_word"),
        ("Students", None),
        ("Surkhi", None),
    ]


def test_places_count_lines_columns_paragraphs_and_sentences() -> None:
    text = "One line.\nThe RF came. The UN\r\nwent.\n\nA “Blue\nBrigade” came.\n"
    assert [(p.text, p.line, p.column, p.paragraph, p.sentence) for p in found(text)] == [
        ("RF", 2, 5, 1, 2),
        ("UN", 2, 18, 1, 3),
        ("Blue\nBrigade", 5, 4, 2, 4),
    ]


def test_names_that_cannot_be_told_from_anything_are_not_looked_for() -> None:
    assert known_names(sample()).unsearchable == (("bridge", "7"),)


BASE = base_from("""
--- organizations/sun.yaml
type: MilitantOrganization
name: Red Sun
names: [{text: RS, kind: acronym}, {text: جبهه سرخ, kind: native, lang: fa}]
--- organizations/rising.yaml
type: MilitantOrganization
name: Red Sun Rising Moon
--- organizations/moon.yaml
type: MilitantOrganization
name: Sun Rising
names: [{text: Lashkar-e-Nil, kind: alias}, {text: سرخ, kind: native, lang: fa}]
--- organizations/nil.yaml
type: MilitantOrganization
name: Nil Moon Red
""")
WORDS = [
    "Red",
    "Sun",
    "Rising",
    "Moon",
    "RS",
    "Lashkar",
    "Nil",
    "red",
    "sun",
    "nil",
    "Rs",
    "e",
    "al",
    "جبهه",
    "سرخ",
    "men",
]
GAPS = [" ", " ", " ", "-", "\n", "\n\n", ", ", ". ", "\u200c", " - "]
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=14).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


def brute_force(text: str) -> set[tuple[int, int]]:
    """Every pair of word bounds between which a name stands; of those that overlap the longest, then the first."""
    words = [match.span() for match in re.finditer("[^\\W_]+(?:\u200c[^\\W_]+)*", text)]
    paragraphs = [match.start() for match in re.finditer("\n\n", text)]
    spans = []
    for first, (start, _) in enumerate(words):
        for last, (_, end) in enumerate(words[first:], first):
            inside = words[first : last + 1]
            names = [name for entity in BASE.entities.values() for name in entity.all_names]
            if any(start < place < end for place in paragraphs) or not any(
                fold(text[start:end]) == fold(name) and _fits(text, inside, name) for name in names
            ):
                continue
            if text[slice(*inside[0])] in ("e", "al") or text[slice(*inside[-1])] in ("e", "al"):
                continue
            spans.append((len(inside), end - start, -start))
    kept: list[tuple[int, int]] = []
    for _, length, start in sorted(spans, reverse=True):
        begin, end = -start, -start + length
        if all(end <= other or stop <= begin for other, stop in kept):
            kept.append((begin, end))
    return set(kept)


def _fits(text: str, inside: list[tuple[int, int]], name: str) -> bool:
    gaps = [text[before[1] : after[0]] for before, after in pairwise(inside)]
    if not all(gap.strip() in ("", "-") for gap in gaps):
        return False
    compound = False
    wanted = [word for word in re.split("[ -]", name) if word != "e"]
    for number, (start, end) in enumerate(inside):
        word = text[start:end]
        compound = compound and number > 0 and gaps[number - 1].strip() == "-"
        if word not in ("e", "al"):
            want = wanted.pop(0)
            if want.isupper() and word != want and want.isascii():
                return False
            if want[0].isupper() and word[0].islower() and not compound:
                return False
        compound = compound or word[0].isupper()
    return not wanted


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_against_brute_force(text: str) -> None:
    places = occurrences(BASE, known_names(BASE), plain_document(text))
    assert {(place.start, place.end) for place in places if place.doubt != "overlap"} == brute_force(text)


MESSY = st.lists(
    st.sampled_from(
        [
            *("Red Front", "RF", "'s", "’s", "s", " ", "-", "و", "بال", "لشکر نیل", "الحركة", "Al-Hadid", "Surkhi"),
            *("\u0301", "\u200c", ".", "U.N.", "Jabha", "\n", "Lashkar-e-Nīl", "(", "’", "Students", "Jafar", "KHAN"),
            *("Khan", "सफेद कतार", "ी", "\u0640", "26/11"),
        ]
    ),
    max_size=16,
).map("".join)


@settings(max_examples=600, deadline=None)
@example("Jabha's\u0301")
@given(MESSY)
def test_what_stands_at_a_place_folds_to_the_name(text: str) -> None:
    before = 0
    document = plain_document(text)
    for place in everything(document):
        assert document.text[place.start : place.end] == place.text
        shown = place.text.replace(".", "") if place.form == "dotted" else place.text
        for candidate in place.candidates:
            name = candidate.name.replace(".", "") if place.form == "dotted" else candidate.name
            assert fold(shown) == fold(name)
        if place.doubt != "overlap":
            assert place.start >= before
            before = place.end
        lines = document.text.split("\n")
        assert lines[place.line - 1][place.column - 1 :].startswith(place.text.split("\n")[0])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_recorded_name_is_found_as_it_is_written(data: st.DataObject) -> None:
    base = sample()
    entity = data.draw(st.sampled_from([base.entities[key] for key in sorted(base.entities)]))
    name = data.draw(st.sampled_from([name for name in entity.all_names if name != "7"]))
    places = found(f"{FILL}{name} of the place.")
    assert entity.id in {candidate.entity for place in places for candidate in place.candidates}
