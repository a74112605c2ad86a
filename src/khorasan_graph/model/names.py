"""Names, and the folding under which two spellings of one name are equal.

Folding forgives what transliteration and keyboards vary: case, diacritics, Arabic, Persian, Urdu and Pashto letter
forms, joiners, hyphens, and the particles -e-, -i-, al-, ul-. It does not forgive vowels: `Al-Qaida` and `Al-Qaeda`
meet only because both are recorded. It never merges entities; it only finds them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from khorasan_graph.model.dates import EdtfDate

_PARTICLES = frozenset({"e", "i", "al", "el", "ul"})
_HYPHENATED_PARTICLE = re.compile(r"(?<=\w)-(?:us|ur|ud|un|uz|ut|ush|as|at|ar)-(?=\w)")
_WORD = re.compile(r"[^\W_]+")
_LETTER_FORMS = str.maketrans(
    {
        **dict.fromkeys("يىېۍئے", "ی"),
        **dict.fromkeys("كڪګ", "ک"),
        **dict.fromkeys("ةۀەہھۃ", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        "ؤ": "و",
        "ٹ": "ت",
        "ټ": "ت",
        "ډ": "د",
        "ڈ": "د",
        "ړ": "ر",
        "ڑ": "ر",
        "ں": "ن",
        "ڼ": "ن",
        "گ": "ک",
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u061c\u0640\u02bc\u02bb\u02bf\u02be'’‘`´", None),
    }
)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entity: the text as met, what kind of name it is, its language, and when it was in use.

    `shared` says that another entity really bears the same name, so that looking it up must ask which is meant.
    """

    text: str
    kind: str
    lang: str | None = None
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    source: str | None = None
    shared: bool = False


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form under which names are compared.

    >>> fold("Lashkar-e-Ṭayyiba") == fold("lashkar i tayyiba")
    True
    >>> fold("Jamaat-ul-Ahrar"), fold("US")
    ('jamaat ahrar', 'us')
    """
    if text.isascii():
        folded = text.casefold().replace("'", "").replace("`", "")
    else:
        folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
        folded = "".join(letter for letter in folded if unicodedata.category(letter) != "Mn").translate(_LETTER_FORMS)
    folded = _HYPHENATED_PARTICLE.sub(" ", folded)
    words = _WORD.findall(folded)
    kept = [word for word in words if word not in _PARTICLES]
    return " ".join(kept or words)
