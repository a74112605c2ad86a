"""A draft for the analyst: the record of the source, as far as the document describes itself, and open relations.

A draft asserts nothing, and cannot come to assert anything unread. What only a person can judge stands as `TODO` where
the check wants a word of a list (type, stance, credibility, reliability, a date), and empty where it wants a text: each
of them alone makes `check` refuse the data. Sentences of the article are not copied; the draft says where they stand.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.text.document import Proposal, Proposals
from khorasan_graph.text.mentions import Mentions, Pair

TODO = "TODO"
_SCHEMA = "# yaml-language-server: $schema=../../ontology/{}.schema.json"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ().,/_-]*[A-Za-z0-9)]")
_WORDS_OF_YAML = frozenset("y n yes no on off true false null".split())
_LONGEST_ID = 64
_WIDTH = 108


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a draft by their path below `graph_data`; none if there is nothing to draft.

    `pairs` are those drafted, `passed_over` those of which nothing is recorded and that are only listed: they share a
    paragraph and no sentence, or are states and places alone.
    """

    source: str
    files: dict[str, str]
    pairs: tuple[Pair, ...]
    passed_over: tuple[Pair, ...]


def draft(base: KnowledgeBase, found: Mentions) -> Draft:
    """The draft of what a document may say beyond what is recorded."""
    source = found.recorded_as or source_id(base, found)
    open_pairs = [pair for pair in found.pairs if not pair.is_recorded and (pair.forward or pair.backward)]
    pairs = tuple(pair for pair in open_pairs if pair.sentences and not _is_setting(base, pair))
    files: dict[str, str] = {}
    passed_over = tuple(pair for pair in open_pairs if pair not in pairs)
    if pairs:
        if found.recorded_as is None:
            files[f"sources/{source}.yaml"] = _text(_source(found.document.proposals))
        files[f"relations/{source}.yaml"] = _text(_relations(base, found, source, pairs, passed_over))
    return Draft(source, files, pairs, passed_over)


def source_id(base: KnowledgeBase, found: Mentions) -> str:
    """An id for the source that nothing has yet: publisher, date and a word of the title, as far as they are known."""
    given = found.document.proposals
    title = [word for word in _slug(given.title).split("-") if len(word) > 4] if given.title else []
    parts = [_slug(given.publisher), given.published.value if given.published else "", *title[:1]]
    stem = "-".join(part for part in parts if part)[: _LONGEST_ID - 4].strip("-")
    if not given.publisher or "-" not in stem:  # a word alone might be a reserved one
        stem = f"draft-{stem or 'source'}"
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(name for name in candidates if name not in base.sources and name not in base.entities)


def _is_setting(base: KnowledgeBase, pair: Pair) -> bool:
    """Whether both are states or places: a setting, of which articles are full, and seldom a tie."""
    classes = (base.vocabulary.entity_classes[base.entities[end].type] for end in (pair.one, pair.other))
    return all(cls.passage in ("state", "place") for cls in classes)


def _source(given: Proposals) -> Iterator[str]:
    yield _SCHEMA.format("source")
    yield "# Drafted from what the document says of itself. Compare each line with it, and fill in those left open."
    yield from _proposed("publisher", given.publisher, "who published it?")
    yield from _proposed("title", given.title, "the title as published")
    if given.published is None:
        yield f"published: {TODO}  # the day, as 2024-08-16"
    else:
        yield f"published: {given.published.value}  # proposed: {given.published.found}"
    if given.url is None:
        yield "# url: the address, if it has one"
    else:
        yield f"url: {_quoted(given.url.value)}  # proposed: {given.url.found}"
    if given.lang is not None:
        yield f"lang: {_quoted(given.lang.value)}  # proposed: {given.lang.found}"
    if given.authors is not None:
        yield f"# proposed: {given.authors.found}"
        yield "authors:"
        for author in given.authors.value.split("; "):
            yield f"  - {_quoted(author)}"
    yield f"reliability: {TODO}  # A to F: how far this publisher can be relied on for this kind of fact"


def _proposed(field: str, given: Proposal | None, what: str) -> Iterator[str]:
    if given is None:
        yield f"{field}:  # {TODO}: {what}"
    else:
        yield f"{field}: {_quoted(given.value)}  # proposed: {given.found}"


def _relations(
    base: KnowledgeBase, found: Mentions, source: str, pairs: tuple[Pair, ...], passed_over: tuple[Pair, ...]
) -> Iterator[str]:
    yield _SCHEMA.format("relations")
    yield "# Pairs that one sentence of the document names, and between which no tie is recorded. To stand together is"
    yield "# no tie: read the place, and delete the pair if the document says nothing of one. Else write the type, put"
    yield "# subject and object the right way round, and grade the claim. `check` refuses it while a TODO is left."
    for pair in pairs:
        yield from _pair(base, found, source, pair)
    if found.ambiguous:
        yield ""
        yield "# Left out, because the name may mean several:"
        for text, (lines, names) in sorted(_ambiguities(found).items()):
            yield from comment_lines(f"{in_one_line(text)} (line {lines}): {names}", indent="#   ")
    if passed_over:
        yield ""
        yield "# Not drafted, though nothing is recorded (no sentence in common, or states and places alone):"
        for pair in passed_over:
            yield f"#   {pair.one} and {pair.other}: {_located(pair.paragraphs)}"


def _pair(base: KnowledgeBase, found: Mentions, source: str, pair: Pair) -> Iterator[str]:
    subject, target, fitting, turned = pair.one, pair.other, pair.forward, pair.backward
    if not fitting:
        subject, target, fitting, turned = target, subject, turned, ()
    paragraphs = sorted({_paragraph(found, number) for number in pair.sentences})
    yield ""
    yield f"# {_name(base, pair.one)} and {_name(base, pair.other)}"
    yield f"- subject: {subject}"
    yield f"  type: {TODO}"
    yield f"  object: {target}"
    yield from comment_lines(f"from {subject} to {target}: {', '.join(fitting)}", indent="  # ")
    if turned:
        told = "the same" if set(turned) == set(fitting) else ", ".join(turned)
        yield from comment_lines(f"the other way round: {told}", indent="  # ")
    yield "  claims:"
    yield f"    - source: {source}"
    yield f"      stance: {TODO}  # asserts or denies"
    yield f"      credibility: {TODO}  # 1 (confirmed) to 5 (improbable), 6 (cannot be judged)"
    yield f"      locator: {_located(paragraphs)}"


def _paragraph(found: Mentions, sentence: int) -> int:
    return found.document.paragraph(found.document.sentences[sentence - 1][0])


def _ambiguities(found: Mentions) -> dict[str, tuple[str, str]]:
    lines: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for place in found.ambiguous:
        lines.setdefault(place.text, []).append(place.line)
        names[place.text] = " or ".join(candidate.entity for candidate in place.candidates)
    return {text: (_numbers(sorted(set(lines[text]))), names[text]) for text in lines}


def _located(paragraphs: Sequence[int]) -> str:
    more = f" and {len(paragraphs) - 10} more" if len(paragraphs) > 10 else ""
    return f"paragraph{'' if len(paragraphs) == 1 else 's'} {_numbers(paragraphs[:10])}{more}"


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def comment_lines(text: str, *, indent: str) -> Iterator[str]:
    """A long comment in lines; `indent` is what the first begins with, its `#` included."""
    line = indent
    for word in text.split(" "):
        if len(line) + len(word) > _WIDTH and line != indent:
            yield line.rstrip()
            line = indent + "  "
        line += word + " "
    yield line.rstrip()


def _name(base: KnowledgeBase, entity: str) -> str:
    return in_one_line(base.entities[entity].name)


def in_one_line(text: str) -> str:
    """A text that can stand in a comment: in one line, and nothing in it that nobody can see."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] == "C" and letter not in "\u200c\u200d" else letter for letter in text
    )
    return " ".join(kept.split())


def _slug(given: Proposal | None) -> str:
    """A text as part of an id."""
    if given is None:
        return ""
    plain = unicodedata.normalize("NFKD", given.value).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:40].strip("-")


def _quoted(text: str) -> str:
    """A text as YAML: as it is where that is safe, else in the quotes of JSON, which are YAML's too."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    return json.dumps(text, ensure_ascii=False)


def _text(lines: Iterable[str]) -> str:
    return "\n".join((*lines, ""))
