"""Random projects over the shipped vocabulary: files that load without an error, with texts that are hard to write.

The files are written as JSON, which is YAML too: their texts do not pass through the writer under test.
"""

from __future__ import annotations

import json
import string
import unicodedata
from typing import Any

from hypothesis import strategies as st

from khorasan_graph.authoring.shapes import KINDS
from khorasan_graph.authoring.text import suspects
from khorasan_graph.model.diagnostics import Span
from khorasan_graph.model.vocabulary import RelationClass
from tests.support import vocabulary

Draw = st.DrawFn
Data = dict[str, Any]

HARD_TEXTS = (
    "no", "yes", "~", "null", "true", "2014", "2014-08-26", "3.5", "1e5", "0x1F", "-", "- a", "? a", ": a", "a: b",
    "a:", "#", "# a", "a #b", "a#b", "'a'", '"a"', "it's", '"', "[a", "{a}", "a, b", "*a", "!a", "%a", "@a", "`a`",
    "|", "&a", "<<", "=", "---", "...", "--- a", " a", "a ", "a\nb", "a\n\n  b\n", "\ta", "a\tb", "\\n", "a\\",
    "\\u0041", "Straße", "تحریک طالبان پاکستان", "می‌خواهم", "ملا «عمر»", "é", "𝔄", "<<<<<<< ours", "{{x}}", ">",
    "a\u00a0", "()",
)  # fmt: skip
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n\t")


def _is_accepted(text: str) -> bool:
    """Whether the loader takes the text as it is: composed, not blank, and with nothing in it that nobody can see."""
    found = suspects(text, lambda start, end: Span(""))
    return bool(text.strip()) and unicodedata.normalize("NFC", text) == text and not found


TEXTS = st.one_of(
    st.sampled_from(HARD_TEXTS),
    st.text(string.printable.replace("\x0b", "").replace("\x0c", "").replace("\r", ""), min_size=1, max_size=12),
    st.text(_LETTERS, min_size=1, max_size=12),
).filter(_is_accepted)
_NAME_STYLES = (
    "{}",
    "'{}'",
    '"{}"',
    "- {}",
    "# {}",
    "{}: x",
    "{}, x",
    "[{}]",
    "{{{}}}",
    "@{}",
    "~{}",
    "{} #x",
    "%{} !",
)
EARLY = ("2003", "2003-05", "2003-05-14", "2004~", "2004?", "2004%", "200X", "../2003", "2003/2004", "unknown")
LATE = ("2016", "2016-02-29", "2017-XX", "2017~", "2018?", "2016/2017", "unknown", "..")
IRIS = ("https://example.org/a?b=c&d=%20'e'#f", "HTTP://example.org:80/(a)/\u00e9", "https://example.org")
DATES = (
    "2009",
    "2010-21",
    "2010-11",
    "2010-11-12",
    "2011~",
    "2011-03?",
    "201X",
    "../2012",
    "2012/..",
    "2011-02/2011-03-04",
)


def _maybe(draw: Draw, record: Data, name: str, values: st.SearchStrategy[Any]) -> None:
    if draw(st.booleans()):
        record[name] = draw(values)


def _claim(draw: Draw, sources: list[str], actors: list[str]) -> Data:
    claim: Data = {"source": draw(st.sampled_from(sources)), "credibility": str(draw(st.integers(2, 6)))}
    for name in ("locator", "citing", "note"):
        _maybe(draw, claim, name, TEXTS)
    _maybe(draw, claim, "by", st.sampled_from(actors))
    _maybe(draw, claim, "stance", st.sampled_from(["asserts", "denies"]))
    _maybe(draw, claim, "as_of", st.sampled_from(DATES))
    return claim


def _distinct(claims: list[Data], *more: str) -> list[Data]:
    """Claims of which no two are the same source's about the same."""
    seen: dict[tuple[Any, ...], Data] = {}
    for claim in claims:
        key = (*(claim.get(name) for name in ("source", "by", "as_of", *more)), claim.get("stance", "asserts"))
        seen.setdefault(key, claim)
    return list(seen.values())


@st.composite
def projects(draw: Draw) -> dict[str, str]:
    """The files of a project by path."""
    sources = [f"s{number}" for number in range(draw(st.integers(1, 3)))]
    files: dict[str, Any] = {}
    for number, source in enumerate(sources):
        record: Data = {
            "publisher": draw(TEXTS),
            "title": draw(TEXTS),
            "published": draw(st.sampled_from(("2018", "2018-01-02", "2019~", "2018/2019"))),
            "reliability": draw(st.sampled_from("ABCDEF")),
        }
        _maybe(draw, record, "url", st.sampled_from(("https://example.org/a?b=c&d=%20#e", "http://example.org:80/[a]")))
        _maybe(draw, record, "authors", st.lists(TEXTS, min_size=1, max_size=3))
        _maybe(draw, record, "lang", st.sampled_from(("en", "no", "fa-AF", "ur-Latn")))
        _maybe(draw, record, "via", TEXTS)
        _maybe(draw, record, "accessed", st.just("2020-02"))
        if number:
            _maybe(draw, record, "derived_from", st.just(sources[:number]))
        files[f"sources/{source}"] = record
    entities: dict[str, str] = {}
    for folder, root in KINDS.items():
        for number in range(draw(st.integers(1, 3))):
            id_ = f"{folder[:2]}{number}"
            entities[id_] = draw(st.sampled_from(sorted(vocabulary().entities_below(root))))
            files[f"{folder}/{id_}"] = {"type": entities[id_]}
    actors = [id_ for id_, cls in entities.items() if vocabulary().is_entity_a(cls, "Actor")]
    for path, record in list(files.items()):
        folder, id_ = path.split("/")
        if folder != "sources":
            _fill_entity(draw, record, folder, id_, entities, sources, actors)
    _add_ties(draw, files, entities, sources, actors)
    if draw(st.booleans()):
        files["about"] = _about(draw)
    return {f"graph_data/{path}.yaml": json.dumps(record, ensure_ascii=False) for path, record in files.items()}


def _about(draw: Draw) -> Data:
    about: Data = {}
    for name in ("title", "description", "version"):
        _maybe(draw, about, name, TEXTS)
    for name in ("license", "homepage"):
        _maybe(draw, about, name, st.sampled_from(IRIS))
    _maybe(draw, about, "creators", st.lists(TEXTS, max_size=3))
    return about


def _fill_entity(
    draw: Draw, record: Data, folder: str, id_: str, entities: dict[str, str], sources: list[str], actors: list[str]
) -> None:
    def name(number: int) -> str:
        return draw(st.sampled_from(_NAME_STYLES)).format(f"{id_} {number}")

    known = vocabulary()
    record["name"] = name(0)
    _maybe(draw, record, "description", TEXTS)
    _maybe(draw, record, "sources", st.just(sources))
    _maybe(draw, record, "different_from", st.just([other for other in entities if other != id_][:2]))
    if draw(st.booleans()):
        record["identifiers"] = [{"scheme": "geonames", "value": "123"}, {"scheme": "wikidata", "value": "Q1"}]
    if draw(st.booleans()):
        record["names"] = []
        for number in range(1, draw(st.integers(2, 4))):
            item: Data = {"text": name(number), "kind": draw(st.sampled_from(sorted(known.terms("NameKind"))))}
            _maybe(draw, item, "lang", st.sampled_from(("ur", "no", "fa-AF")))
            _maybe(draw, item, "start", st.sampled_from(EARLY))
            _maybe(draw, item, "end", st.sampled_from(LATE))
            _maybe(draw, item, "source", st.sampled_from(sources))
            _maybe(draw, item, "shared", st.sampled_from(["true", "false"]))
            record["names"].append(item)
    if folder == "events":
        record["date"] = draw(st.sampled_from(DATES))
    elif folder == "places":
        _maybe(draw, record, "coordinates", st.just({"latitude": "-34.50", "longitude": "69"}))
        if entities[id_] == "Country":
            _maybe(draw, record, "code", st.just("NO"))
        if id_ != "pl0":
            _maybe(draw, record, "part_of", st.just("pl0"))
    else:
        _maybe(draw, record, "start", st.sampled_from(EARLY if folder != "people" else ("1970", "1970~", "197X")))
        _maybe(draw, record, "end", st.sampled_from(LATE))
    if folder == "people" and draw(st.booleans()):
        record["fates"] = []
        for claim in _distinct([_claim(draw, sources, actors) for _ in range(draw(st.integers(1, 3)))]):
            _maybe(draw, claim, "date", st.sampled_from(DATES))
            record["fates"].append({"fate": "killed", **claim})
    if draw(st.booleans()):
        numbers: list[Data] = [{"value": "0"}, {"min": "1", "max": "2"}, {"min": "7"}, {"max": "6500"}]
        record["quantities"] = [
            {"measure": "strength", **draw(st.sampled_from(numbers)), **claim}
            for claim in _distinct([_claim(draw, sources, actors) for _ in range(draw(st.integers(1, 3)))])
        ]


def _add_ties(
    draw: Draw, files: dict[str, Any], entities: dict[str, str], sources: list[str], actors: list[str]
) -> None:
    """Ties under their subjects and in a file of ties; several between one pair, told apart by start or by id."""
    known = vocabulary()
    concrete = [cls for cls in known.relation_classes.values() if not cls.abstract]
    folders = {path.split("/")[1]: path for path in files}
    taken: dict[tuple[str, frozenset[str]], set[str]] = {}
    alone: list[Data] = []
    again: list[RelationClass] = []
    written = 0
    for _ in range(draw(st.integers(0, 12))):
        cls = draw(st.sampled_from(again or concrete))
        subjects = [id_ for id_, type_ in entities.items() if known.is_entity_a(type_, *cls.subject_classes)]
        subject = draw(st.sampled_from(subjects))
        allowed = cls.object_classes
        if allowed == cls.subject_classes:
            allowed = tuple(one for one in allowed if known.is_entity_a(entities[subject], one))
        objects = [
            id_
            for id_, type_ in entities.items()
            if known.is_entity_a(type_, *allowed) and (id_ > subject or not cls.acyclic) and id_ != subject
        ]
        if not objects:
            continue
        target = draw(st.sampled_from(objects))
        again = [cls] if draw(st.booleans()) else []
        tie = _tie(draw, cls, target, entities, sources, actors)
        of_event = any(known.is_entity_a(entities[end], "Event") for end in (subject, target))
        if not of_event:
            _maybe(draw, tie, "date" if cls.punctual else "start", st.sampled_from(DATES if cls.punctual else EARLY))
        start = tie.get("date") or tie.get("start") or ""
        starts = taken.setdefault((cls.name, frozenset((subject, target))), set())
        if start in starts or draw(st.integers(0, 5)) == 0:
            written += 1
            tie["id"] = f"tie.number-{written}"
        else:
            starts.add(start)
        if draw(st.integers(0, 4)) == 0:
            alone.append({"subject": subject, **tie})
        else:
            files[folders[subject]].setdefault("relations", []).append(tie)
    if alone:
        files["relations/more"] = alone


def _tie(
    draw: Draw, cls: RelationClass, target: str, entities: dict[str, str], sources: list[str], actors: list[str]
) -> Data:
    known = vocabulary()
    claims = [_claim(draw, sources, actors) for _ in range(draw(st.integers(1, 3)))]
    for claim in claims:
        if cls.punctual:
            _maybe(draw, claim, "date", st.sampled_from(DATES))
        else:
            _maybe(draw, claim, "start", st.sampled_from(EARLY))
            _maybe(draw, claim, "end", st.sampled_from(LATE))
    tie: Data = {"type": cls.name, "object": target, "claims": _distinct(claims)}
    _maybe(draw, tie, "note", TEXTS)
    _maybe(draw, tie, "place", st.just("pl0"))
    if not cls.punctual:
        _maybe(draw, tie, "end", st.sampled_from(LATE))
    for qualifier in cls.qualifiers:
        values: st.SearchStrategy[str] = TEXTS
        if qualifier.is_entity and qualifier.range:
            fitting = [id_ for id_, type_ in entities.items() if known.is_entity_a(type_, qualifier.range)]
            values = st.sampled_from(fitting)
        elif qualifier.range:
            values = st.sampled_from(sorted(known.terms(qualifier.range)))
        _maybe(draw, tie, qualifier.key, st.lists(values, min_size=1, unique=True) if qualifier.many else values)
    return tie
