"""Putting values into a query: as terms in the places that it leaves for them, never by pasting text together.

A parameter is a variable with a VALUES block: `VALUES ?group { data:ttp }`. The query runs anywhere as it stands, with
the value written there; setting the parameter puts other terms in its place. What is set is always one whole term (the
IRI of something that exists, or a quoted literal), so no value can become part of the query's text.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from khorasan_graph.model.dates import MAX_DAY, MIN_DAY, EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.vocabulary import DATA, KG
from khorasan_graph.rdf.gate import QueryError, prefixes_of
from khorasan_graph.rdf.tokens import Token, tokens

XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/"
KINDS = ("entity", "source", "term", "iri", "text", "number", "day")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SET = re.compile(r"^#\s*Set (\w+) \((\w+)\):", re.MULTILINE)

Resolve = Callable[[str], str]
"""From a name to the id of the one entity that bears it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A VALUES block: its variables, its rows of terms as written, and the offsets between its braces."""

    names: tuple[str, ...]
    is_list: bool
    rows: tuple[tuple[str, ...], ...]
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """The VALUES blocks of a query, in order."""
    words = list(tokens(text))
    found = []
    for position, token in enumerate(words):
        if token.is_word("VALUES"):
            block = _block(text, words, position + 1)
            if block is not None:
                found.append(block)
    return found


def parameters(text: str) -> tuple[str, ...]:
    """The names that can be set in a query, in the order in which they stand.

    >>> parameters('SELECT * { VALUES (?dayFirst ?dayLast) { ("2017-01-01" "2017-12-31") } VALUES ?x { 1 } }')
    ('day', 'x')
    """
    names = [name for block in blocks(text) for name in block.names]
    pairs = {name.removesuffix("First") for name in names if name.endswith("First") and f"{name[:-5]}Last" in names}
    told = [
        name.removesuffix("First") if name.removesuffix("First") in pairs else name
        for name in names
        if not (name.endswith("Last") and name.removesuffix("Last") in pairs)
    ]
    return tuple(dict.fromkeys(told))


def bind(base: KnowledgeBase, text: str, values: Mapping[str, Sequence[str]], resolve: Resolve) -> str:
    """The query with the values put in. Several values for one parameter mean: any of them.

    `resolve` finds the entity that a value names; whatever it raises passes through. A value is read as what stands in
    its place is: the name of an entity for `data:...`, the id of a source for `source:...`, a term of the vocabulary
    for `kg:...`, else a day, a number or a text. Where only UNDEF stands there, a comment `# Set NAME (KIND): ...` at
    the head of the query tells the kind. Where a query has the pair `?xFirst ?xLast`, setting `x` to a date such as
    `2017` or `2017-08~` sets the first and the last day that it can mean.

    Raises:
        QueryError: if the query has no such parameter, or the value is not of its kind.
    """
    known = blocks(text)
    kinds = dict(_SET.findall(text))
    chosen: dict[str, list[str]] = {}
    for name, given in values.items():
        if any(name in block.names for block in known):
            default = next(row[block.names.index(name)] for block in known if name in block.names for row in block.rows)
            chosen[name] = [_term(base, text, name, value, default, kinds.get(name), resolve) for value in given]
        elif any({f"{name}First", f"{name}Last"} <= set(block.names) for block in known):
            chosen[f"{name}First"], chosen[f"{name}Last"] = _days(name, given)
        else:
            can = parameters(text)
            hint = (
                f"it takes {', '.join(f'`{one}`' for one in can)}" if can else "it takes none: it has no VALUES block"
            )
            raise QueryError(f"nothing in this query can be set as `{name}`", hint=hint)
    for block in sorted(known, key=lambda block: -block.start):
        if chosen.keys() & set(block.names):
            text = f"{text[: block.start]} {_filled(block, chosen)} {text[block.end :]}"
    return text


def _filled(block: Block, chosen: Mapping[str, Sequence[str]]) -> str:
    """What stands in the braces of a block once its values are put in."""
    if not block.is_list:
        return " ".join(chosen[block.names[0]])
    if len(block.rows) != 1 or any(len(chosen.get(name, [""])) != 1 for name in block.names):
        raise QueryError(f"`{' '.join(block.names)}` take one value each")
    row = [chosen[name][0] if name in chosen else old for name, old in zip(block.names, block.rows[0], strict=True)]
    return f"({' '.join(row)})"


def _block(text: str, words: list[Token], position: int) -> Block | None:
    """The block whose variables begin at a word; None if it is not one that a value can be put into."""
    names: list[str] = []
    is_list = position < len(words) and words[position].text == "("
    position += is_list
    while position < len(words) and words[position].kind == "variable":
        names.append(words[position].text[1:])
        position += 1
    position += is_list
    if not names or position >= len(words) or words[position].text != "{":
        return None
    start = words[position].end
    rows: list[list[str]] = []
    depth = 0
    for token, before in zip(words[position + 1 :], words[position:], strict=False):
        if token.text == "}" and token.kind == "mark":
            full = [tuple(row) for row in rows if len(row) == len(names)]
            return Block(tuple(names), is_list, tuple(full), start, token.start) if full else None
        if token.text in ("(", ")") and token.kind == "mark":
            depth += 1 if token.text == "(" else -1
            if depth:
                rows.append([])
        elif token.kind == "language" or token.text == "^^" or before.text == "^^":
            if not rows or not rows[-1]:
                return None
            rows[-1][-1] += token.text
        elif is_list:
            if not depth:
                return None
            rows[-1].append(token.text)
        else:
            rows.append([token.text])
    return None


def _term(
    base: KnowledgeBase, text: str, name: str, value: str, default: str, kind: str | None, resolve: Resolve
) -> str:
    """A value as a term of the query's syntax."""
    quoted, _, datatype = default.rpartition("^^") if default[:1] in "\"'" else ("", "", "")
    iri = _expanded(text, datatype if quoted else default)
    if kind is None:
        kind = _kind(default, iri, bool(quoted))
    if kind == "entity":
        return f"<{DATA}{resolve(value.removeprefix('data:'))}>"
    if kind == "source":
        id_ = value.removeprefix("source:")
        return f"<{DATA}source/{_one_of(id_, base.sources, f'`{name}` is the id of a source, and there is none')}>"
    if kind == "term":
        what = f"`{name}` is a term of the ontology, and none is"
        return f"<{KG}{_one_of(value.removeprefix('kg:'), _vocabulary(base), what)}>"
    if kind == "iri":
        full = _expanded(text, value) if not value.startswith("<") else value[1:-1]
        if full is None or re.search(r'[<>"{}|^`\\\x00-\x20]', full):
            raise QueryError(f"`{name}` is an IRI: write it in full, or with a prefix")
        return f"<{full}>"
    if kind == "number":
        if not re.fullmatch(r"[+-]?\d{1,18}", value):
            raise QueryError(f"`{name}` is a whole number, not `{value[:40]}`")
        return value
    if kind == "day":
        try:
            return f'"{datetime.date.fromisoformat(value)}"^^<{XSD}date>'
        except ValueError:
            raise QueryError(f"`{name}` is a day, such as 2017-08-31, not `{value[:40]}`") from None
    if kind == "text":
        if any(0xD800 <= ord(letter) < 0xE000 for letter in value):
            raise QueryError(f"`{name}` is not text that can be written")
        written = "".join(_ESCAPES.get(letter, letter) for letter in value)
        suffix = f"^^<{iri}>" if quoted and iri else default[default.rfind("@") :] if _LANGUAGE.search(default) else ""
        return f'"{written}"{suffix}'
    raise QueryError(
        f"what `{name}` is cannot be told from the query",
        hint=f"write a value in its VALUES block, or the comment `# Set {name} (entity): ...` ({', '.join(KINDS)})",
    )


_LANGUAGE = re.compile(r"[\"']@[A-Za-z0-9-]+$")


def _kind(default: str, iri: str | None, is_typed: bool) -> str | None:
    """What stands in the place of a value, so that the value is read as that."""
    if is_typed:
        return {f"{XSD}date": "day", f"{XSD}integer": "number"}.get(iri or "", "text")
    if default[:1] in "\"'":
        return "text"
    if re.fullmatch(r"[+-]?\d+", default):
        return "number"
    if iri is None:
        return None
    if iri.startswith(f"{DATA}source/"):
        return "source"
    if iri.startswith(DATA) and "/" not in iri.removeprefix(DATA):
        return "entity"
    return "term" if iri.startswith(KG) else "iri"


def _expanded(text: str, term: str) -> str | None:
    """The full IRI that a term of the query writes; None if it writes none."""
    if term.startswith("<"):
        return term[1:-1]
    prefix, colon, local = term.partition(":")
    if not colon or term[:1] in "\"'?$_":
        return None
    prefixes = prefixes_of(list(tokens(text)))
    if prefix in ("http", "https", "urn") and prefix not in prefixes:
        return term
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in prefixes else None


def _days(name: str, given: Sequence[str]) -> tuple[list[str], list[str]]:
    """The first and the last day that a date can mean, as terms."""
    if len(given) != 1:
        raise QueryError(f"`{name}` takes one date")
    when = parse_date(given[0])
    if not isinstance(when, EdtfDate):
        raise QueryError(f"`{name}` is a date: {when.message}", hint=when.hint)
    first, last = when.earliest or MIN_DAY, when.latest or MAX_DAY
    return [f'"{first.isoformat()}"^^<{XSD}date>'], [f'"{last.isoformat()}"^^<{XSD}date>']


def _vocabulary(base: KnowledgeBase) -> dict[str, None]:
    known = base.vocabulary
    names = [*known.entity_classes, *known.relation_classes]
    names += [cls.projects_to for cls in known.relation_classes.values() if cls.projects_to]
    names += [term.iri_name for terms in known.schemes.values() for term in terms.values()]
    return dict.fromkeys(names)


def _one_of(value: str, known: Mapping[str, object], what: str) -> str:
    if value in known:
        return value
    same = [one for one in known if one.casefold() == value.casefold()]
    if len(same) == 1:
        return same[0]
    near = get_close_matches(value, list(known), n=3, cutoff=0.6)
    hint = f"did you mean {', '.join(f'`{one}`' for one in near)}?" if near else ""
    raise QueryError(f"{what} called `{value[:60]}`", hint=hint)
