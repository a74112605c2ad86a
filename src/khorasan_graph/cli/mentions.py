"""`mentions`: the known names in an article, what is recorded between them, and a draft of what is not."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.text.document import Document
    from khorasan_graph.text.drafting import Draft
    from khorasan_graph.text.mentions import Mentions, Pair
    from khorasan_graph.text.occurrences import Occurrence

_EXCERPT = 200
_FORMS = {"possessive": "possessive", "plural": "plural", "dotted": "with full stops", "prefixed": "with a prefix"}
_DOUBTS = {
    "part_of_acronym": "part of a longer acronym that is not recorded",
    "line_of_capitals": "in a line of capitals, where an acronym cannot be told from a word",
    "part_of_name": "beside another capitalized word: perhaps part of a longer name",
    "ordinary_word": "begins a sentence, and is an ordinary word elsewhere in the text",
    "overlap": "overlaps a longer name",
}


def mentions(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="An article: plain text or HTML; - reads it from a pipe.")
    ],
    root: options.Root = None,
    draft: Annotated[
        str | None,
        typer.Option(
            "--draft", metavar="DIR|-", help="Write YAML for pairs of which nothing is recorded, to complete."
        ),
    ] = None,
    output_format: options.As = options.Format.text,
) -> int:
    """The known names in an article, which of them stand together, and what is recorded between these."""
    from khorasan_graph.text.drafting import draft as drafted
    from khorasan_graph.text.mentions import mentions as look_for

    if draft == "-" and output_format is options.Format.json:
        raise CommandError("--draft - and --format json exclude each other: name a folder", ExitCode.NOT_UNDERSTOOD)
    document = _read(file)
    base = options.load_base(root)
    target = _target(root, draft)
    found = look_for(base, document)
    written = drafted(base, found) if draft is not None else None
    if written is not None and target is not None:
        _write(target, written)
    if draft == "-" and written is not None:
        _print_draft(written)
    elif output_format is options.Format.json:
        out_json(_as_json(base, found, written, draft))
    else:
        for line in _lines(base, found, written, draft):
            out(line)
    return ExitCode.DONE if found.entities or found.ambiguous else ExitCode.NO


def _read(file: str) -> Document:
    from khorasan_graph.text.document import LARGEST, read_document

    name = "standard input" if file == "-" else file
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(file, "rb") as stream:
                content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CommandError(f"cannot read `{clean(name)}`: {reason}", ExitCode.IO) from None
    document, problems = read_document(content, name)
    if document is None:
        for problem in problems:
            where = f":{problem.span.line}" if problem.span.line else ""
            say(f"{clean(name)}{where}: {problem.severity}[{problem.code}] {problem.message}")
            say(f"  = hint: {problem.hint}")
        raise CommandError("the article cannot be read", ExitCode.IO)
    return document


def _target(root: Path | None, draft: str | None) -> Path | None:
    """The folder of the draft, refused before any work if it is one of data."""
    from khorasan_graph.authoring.files import DATA_FOLDER

    if draft is None or draft == "-":
        return None
    target = Path(draft)
    real = target.resolve()
    data = (options.project_root(root) / DATA_FOLDER).resolve()
    if DATA_FOLDER in real.parts or real == data or data in real.parents:
        raise CommandError(
            f"a draft is no data: `{clean(draft)}` lies in {DATA_FOLDER}/; choose another folder",
            ExitCode.NOT_UNDERSTOOD,
        )
    if target.exists() and not target.is_dir():
        raise CommandError(f"`{clean(draft)}` is not a folder", ExitCode.IO)
    return target


def _write(target: Path, draft: Draft) -> None:
    """Write all files of a draft or none, and never over one that an analyst may have worked on."""
    from khorasan_graph.output import write_all

    there = [name for name in draft.files if (target / name).exists()]
    if there:
        raise CommandError(f"`{clean(str(target / there[0]))}` is there already, and is left alone", ExitCode.IO)
    try:
        for name in draft.files:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"cannot write `{clean(str(target))}`: {error.strerror}", ExitCode.IO) from None
    if draft.files:
        write_all(target, [(name, [text]) for name, text in draft.files.items()])


def _print_draft(draft: Draft) -> None:
    if not draft.files:
        say("nothing to draft: no sentence names two between whom no tie is recorded")
    for number, (name, text) in enumerate(draft.files.items()):
        out(f"{'--- ' if number else ''}# graph_data/{name}")
        out(text.rstrip("\n"))


def _lines(base: KnowledgeBase, found: Mentions, draft: Draft | None, where: str | None) -> Iterator[str]:
    document = found.document
    form = "HTML" if document.form == "html" else "plain text"
    count = _many(len(document.paragraphs), "paragraph")
    yield f"{clean(document.name)}: {form}, {document.encoding}, {count}, {_many(len(document.sentences), 'sentence')}"
    for note in document.notes:
        yield f"  {clean(note)}"
    yield from _described(found)
    yield ""
    if not found.entities and not found.ambiguous:
        yield "No known name occurs."
    else:
        places = sum(len(mentioned.occurrences) for mentioned in found.entities)
        yield f"{_many(len(found.entities), 'entity', 'entities')} named, in {_many(places, 'place')}"
    for mentioned in found.entities:
        yield from _entity(base, mentioned.entity, mentioned.occurrences)
    if found.ambiguous:
        yield ""
        yield "Names that may mean several: in no pair below"
        yield from _ambiguous(base, found.ambiguous)
    if found.doubtful:
        yield ""
        yield "Not counted, because doubtful"
        for place in found.doubtful:
            assert place.doubt is not None
            may_be = " or ".join(candidate.entity for candidate in place.candidates)
            yield f"  {clean(_one_line(place.text))} ({place.line}:{place.column}; {may_be}): {_DOUBTS[place.doubt]}"
    yield from _pairs(base, found)
    if found.unsearchable:
        yield ""
        yield f"Not looked for, too short or too common: {', '.join(clean(name) for _, name in found.unsearchable)}"
    if draft is not None:
        yield ""
        yield from _drafted(draft, where)


def _described(found: Mentions) -> Iterator[str]:
    given = found.document.proposals
    if found.recorded_as is not None:
        yield f"  recorded already as the source [{found.recorded_as}]"
    fields = ("title", "publisher", "published", "url", "lang", "authors")
    said = [(field, getattr(given, field)) for field in fields]
    for field, proposal in said:
        if proposal is not None:
            yield f"  {field}: {clean(proposal.value)} ({proposal.found})"


def _entity(base: KnowledgeBase, entity: str, places: tuple[Occurrence, ...]) -> Iterator[str]:
    from khorasan_graph.cli import words

    kind = words.entity_class(base, base.entities[entity])
    yield f"  {words.titled(base, entity)}, {kind}: {_many(len(places), 'time')}"
    by_text: dict[str, list[Occurrence]] = {}
    for place in places:
        by_text.setdefault(_one_line(place.text), []).append(place)
    for text, some in sorted(by_text.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"      {clean(text)}{_spelt(some[0])}: {_where(some)}"


def _spelt(place: Occurrence) -> str:
    """The recorded name, where the text spells it otherwise."""
    candidate = place.candidates[0]
    return f" (a spelling of {clean(candidate.name)})" if candidate.how == "spelling" else ""


def _where(places: list[Occurrence]) -> str:
    shown = [f"{place.line}:{place.column}" for place in places[:12]]
    more = f" and {len(places) - 12} more" if len(places) > 12 else ""
    forms = Counter(_FORMS[place.form] for place in places if place.form in _FORMS)
    told = "; ".join(f"{number} {form}" for form, number in sorted(forms.items()) if form != "possessive")
    return f"{', '.join(shown)}{more}{f' ({told})' if told else ''}"


def _ambiguous(base: KnowledgeBase, places: tuple[Occurrence, ...]) -> Iterator[str]:
    from khorasan_graph.cli import words

    groups: dict[tuple[str, tuple[str, ...]], list[Occurrence]] = {}
    for place in places:
        key = (_one_line(place.text), tuple(candidate.entity for candidate in place.candidates))
        groups.setdefault(key, []).append(place)
    for (text, entities), some in sorted(groups.items()):
        may_be = " or ".join(words.titled(base, entity) for entity in entities)
        yield f"  {clean(text)}, {_many(len(some), 'time')} ({_where(some)}): {may_be}"


def _pairs(base: KnowledgeBase, found: Mentions) -> Iterator[str]:
    close = [pair for pair in found.pairs if pair.sentences]
    far = [pair for pair in found.pairs if not pair.sentences]
    for title, pairs in (("In one sentence", close), ("In one paragraph only", far)):
        recorded = [pair for pair in pairs if pair.is_recorded]
        unknown = [pair for pair in pairs if not pair.is_recorded]
        if recorded:
            yield ""
            yield f"{title}, with a record"
            for pair in recorded:
                yield from _recorded(base, pair)
        if unknown:
            yield ""
            yield f"{title}; no link is recorded"
            yield from _unknown(base, found, unknown)
    if found.unfit:
        yield ""
        kinds = "pair is" if found.unfit == 1 else "pairs are"
        yield f"{found.unfit} {kinds} left out: the vocabulary has no tie between such (two places)."
    for number in found.crowded:
        yield f"Paragraph {number} is a list of names: it forms no pairs."


def _recorded(base: KnowledgeBase, pair: Pair) -> Iterator[str]:
    from khorasan_graph.cli import words

    yield f"  {_both(base, pair)}: {_together(pair)}"
    for tie in pair.ties:
        yield f"      {words.headline(base, tie)} [{tie.id}]"
    for tie in pair.denied:
        yield f"      {words.headline(base, tie)} [{tie.id}]"
    yield from _others(pair, "      ")


def _unknown(base: KnowledgeBase, found: Mentions, pairs: list[Pair]) -> Iterator[str]:
    """Pairs without a record, each under the first sentence that names both, for that is what must be read."""
    by_sentence: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_sentence.setdefault(pair.sentences[0] if pair.sentences else 0, []).append(pair)
    for number, some in sorted(by_sentence.items()):
        indent = "  "
        if number:
            start, end = found.document.sentences[number - 1]
            sentence = _one_line(found.document.text[start:end])
            line, _ = found.document.place(start)
            yield f"  line {line}: {clean(sentence if len(sentence) <= _EXCERPT else sentence[: _EXCERPT - 1] + '…')}"
            indent = "      "
        for pair in some:
            more = f": {_together(pair)}" if len(pair.sentences) > 1 or not number else ""
            yield f"{indent}{_both(base, pair)}{more}"
            yield from _others(pair, f"{indent}    ")


def _others(pair: Pair, indent: str) -> Iterator[str]:
    if pair.others:
        ties = "a tie" if len(pair.others) == 1 else f"{len(pair.others)} ties"
        names = ", ".join(tie.id for tie in pair.others[:3]) + (", ..." if len(pair.others) > 3 else "")
        yield f"{indent}both are named by {ties} with somebody else: {names}"


def _both(base: KnowledgeBase, pair: Pair) -> str:
    from khorasan_graph.cli import words

    return f"{words.titled(base, pair.one)} and {words.titled(base, pair.other)}"


def _together(pair: Pair) -> str:
    if not pair.sentences:
        return _many(len(pair.paragraphs), "paragraph")
    return _many(len(pair.sentences), "sentence")


def _drafted(draft: Draft, where: str | None) -> Iterator[str]:
    if not draft.files:
        yield "Nothing was drafted: no sentence names two between whom no tie is recorded."
        return
    pairs = _many(len(draft.pairs), "pair")
    yield f"Drafted for {pairs}, for you to complete or to delete; `check` refuses what is left open:"
    for name in draft.files:
        yield f"  {clean(str(Path(where or '') / name))}"
    if draft.passed_over:
        more = _many(len(draft.passed_over), "pair")
        yield f"  {more} more only listed there: no sentence in common, or only states and places"


def _as_json(base: KnowledgeBase, found: Mentions, draft: Draft | None, where: str | None) -> dict[str, Any]:
    from khorasan_graph.graph.answers import relation_json

    document = found.document
    given = document.proposals
    fields = ("title", "publisher", "published", "url", "lang", "authors")
    proposals = {field: getattr(given, field) for field in fields}
    drafted = {(pair.one, pair.other) for pair in draft.pairs} if draft else set()
    return {
        "document": {
            "name": document.name,
            "form": document.form,
            "encoding": document.encoding,
            "characters": len(document.text),
            "paragraphs": len(document.paragraphs),
            "sentences": len(document.sentences),
            "notes": list(document.notes),
            "proposals": {
                field: {"value": proposal.value, "found": proposal.found} if proposal else None
                for field, proposal in proposals.items()
            },
            "recorded_as": found.recorded_as,
        },
        "entities": [
            {
                "id": mentioned.entity,
                "name": base.entities[mentioned.entity].name,
                "type": base.entities[mentioned.entity].type,
                "count": len(mentioned.occurrences),
                "occurrences": [_place_json(base, place) for place in mentioned.occurrences],
            }
            for mentioned in found.entities
        ],
        "ambiguous": [_place_json(base, place) for place in found.ambiguous],
        "not_counted": [
            {**_place_json(base, place), "doubt": place.doubt, "why": _DOUBTS[place.doubt]}
            for place in found.doubtful
            if place.doubt is not None
        ],
        "pairs": [
            {
                "one": pair.one,
                "one_name": base.entities[pair.one].name,
                "other": pair.other,
                "other_name": base.entities[pair.other].name,
                "sentences": list(pair.sentences),
                "paragraphs": list(pair.paragraphs),
                "ties": [relation_json(base, tie) for tie in pair.ties],
                "denied": [relation_json(base, tie) for tie in pair.denied],
                "other_ties": [relation_json(base, tie) for tie in pair.others],
                "types": list(pair.forward),
                "types_turned": list(pair.backward),
                "drafted": (pair.one, pair.other) in drafted,
            }
            for pair in found.pairs
        ],
        "pairs_left_out": found.unfit,
        "crowded_paragraphs": list(found.crowded),
        "not_looked_for": [{"id": entity, "name": name} for entity, name in found.unsearchable],
        "draft": {"folder": where, "source": draft.source, "files": list(draft.files)} if draft else None,
    }


def _place_json(base: KnowledgeBase, place: Occurrence) -> dict[str, Any]:
    return {
        "text": place.text,
        "line": place.line,
        "column": place.column,
        "start": place.start,
        "end": place.end,
        "paragraph": place.paragraph,
        "sentence": place.sentence,
        "form": place.form,
        "candidates": [
            {
                "id": candidate.entity,
                "name": base.entities[candidate.entity].name,
                "matched": candidate.name,
                "how": candidate.how,
            }
            for candidate in place.candidates
        ],
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _many(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
