"""The gate before the engine: a query may only read this data set, and what is wrong with one is said where it is.

The one thing in SPARQL that can reach outside is SERVICE. That none gets through rests on three independent walls:

1. Here, no query passes that has the keyword anywhere outside of texts, comments, names and addresses.
2. In the worker, a query that has the letters at all is first tried with all of them changed (`SXRVICE`), and refused
   if the engine does not take it so: a query that needs them to be a keyword is one that the engine no longer
   understands. Both readings are of the same parser, so there is no second grammar to disagree with it. A query without
   the letters cannot contain the keyword.
3. The process in which the engine runs may open no file and no socket (where the system can forbid it).

FROM, LOAD and updates reach nothing, for the engine neither fetches documents nor takes updates as queries; they are
refused because they would not do what their author expects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from khorasan_graph.model.vocabulary import DATA, KG
from khorasan_graph.rdf.dataset import PREFIXES
from khorasan_graph.rdf.tokens import Token, offset_of, place, tokens

QUERY_PREFIXES: Mapping[str, str] = {
    **PREFIXES,
    "graph": f"{DATA}graph/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
"""The prefixes that every query may use without declaring them."""

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
LONGEST_QUERY = 64 * 1024
"""Bytes of UTF-8."""
DEEPEST_NESTING = 100
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_SERVICE = re.compile("service", re.IGNORECASE)
_PAIRS = {")": "(", "}": "{", "]": "["}
_KEYWORDS = """
    SELECT ASK CONSTRUCT DESCRIBE PREFIX BASE WHERE DISTINCT REDUCED AS GROUP ORDER BY HAVING ASC DESC LIMIT
    OFFSET VALUES OPTIONAL GRAPH UNION MINUS FILTER BIND EXISTS NOT IN UNDEF SERVICE SILENT FROM NAMED LATERAL A
    TRUE FALSE SEPARATOR COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES LANGDIR HASLANG HASLANGDIR
    STRLANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI
    CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID
    STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL
    ISNUMERIC ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT REGEX SUBSTR REPLACE ADJUST
""".split()


class QueryError(ValueError):
    """A query that is refused or not understood; says why, and where if a place is known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.hint = hint


class QueryTooBigError(QueryError):
    """A query that is longer or more deeply nested than the limits allow."""


def admit(text: str) -> str:
    """Which form a query has: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        QueryTooBigError: if it is longer or deeper than is allowed.
        QueryError: if it is no query, or wants what is not to be had here.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST_QUERY:
        raise QueryTooBigError(f"a query may have {LONGEST_QUERY // 1024} KiB at the most")
    words = list(tokens(text))
    for token in words:
        if token.is_word("SERVICE"):
            raise _refused(
                text,
                token,
                "asks another server",
                "a query is answered from this data set alone, and nothing is fetched",
            )
        if token.is_word("FROM"):
            raise _refused(
                text,
                token,
                "names documents to load",
                "nothing is fetched: the data set is the project's; write `GRAPH graph:stated { ... }` or "
                "`GRAPH graph:direct { ... }` for one of its graphs",
            )
    first = next((token for token in _after_prologue(words)), None)
    if first is None:
        raise QueryError("there is no query here", hint=f"a query begins with {', '.join(FORMS[:-1])} or {FORMS[-1]}")
    if first.is_word(*_UPDATES):
        raise _refused(text, first, "would change data", "data are changed in `graph_data/`; a query only reads")
    if not first.is_word(*FORMS):
        raise QueryError(
            f"a query begins with {', '.join(FORMS[:-1])} or {FORMS[-1]}, not with `{first.text[:30]}`",
            *place(text, first.start),
            hint=_near(first.text, FORMS),
        )
    if deepest(words) > DEEPEST_NESTING:
        raise QueryTooBigError(f"brackets may be nested {DEEPEST_NESTING} deep at the most")
    return first.text.upper()


def masked(text: str) -> str | None:
    """The query with every `service` in it changed, for the trial that the module speaks of; None if it has none."""
    changed = _SERVICE.sub("sxrvice", text)
    return changed if changed != text else None


def prefixes_of(words: Sequence[Token]) -> dict[str, str]:
    """The prefixes that hold in a query: the standard ones, and those that it declares."""
    found = dict(QUERY_PREFIXES)
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        if one.is_word("PREFIX") and two.kind == "name" and three.kind == "iri":
            found[two.text.removesuffix(":")] = three.text[1:-1]
    return found


def written_out(text: str) -> str:
    """The query with every name of several dots (`relation:a.split.b`) as an IRI in full.

    The standard allows such names, and every tie has one; Oxigraph 0.5 takes the second dot for the end of a triple.
    """
    words = list(tokens(text))
    prefixes = prefixes_of(words)
    parts = []
    done = 0
    for token in words:
        prefix, _, local = token.text.partition(":")
        if token.kind == "name" and local.count(".") > 1 and prefix in prefixes:
            parts += [text[done : token.start], f"<{prefixes[prefix]}{_unescaped(local)}>"]
            done = token.end
    return "".join(parts) + text[done:]


def _unescaped(local: str) -> str:
    return re.sub(r"\\(.)", r"\1", local)


def is_careless(text: str) -> bool:
    """Whether a query reads the records of ties by their ends without asking what they amount to.

    Such an answer shows what is contested, and what everybody denies, beside what is reported, and does not tell which
    is which.
    """
    words = list(tokens(text))
    spaces = {f"{prefix}:" for prefix, namespace in prefixes_of(words).items() if namespace == KG}
    terms = {token.text[1:-1].removeprefix(KG) for token in words if token.kind == "iri"}
    terms |= {token.text.removeprefix(space) for token in words if token.kind == "name" for space in spaces}
    return bool(terms & {"subject", "object"}) and not terms & {"status", "stance"}


def deepest(words: list[Token]) -> int:
    """How deep brackets, and signs that stand before what they change, are nested."""
    depth = most = row = 0
    for token in words:
        if token.kind == "mark" and token.text in "({[":
            depth += 1
        elif token.kind == "mark" and token.text in ")}]":
            depth -= 1
        row = row + 1 if token.kind == "mark" and token.text in "!+-^" else 0
        most = max(most, depth, row)
    return most


def _refused(text: str, token: Token, what: str, hint: str) -> QueryError:
    return QueryError(f"`{token.text.upper()}` is refused: it {what}", *place(text, token.start), hint=hint)


def _after_prologue(words: list[Token]) -> list[Token]:
    """The words behind the declarations of prefixes and of a base."""
    position = 0
    while position < len(words):
        if words[position].is_word("PREFIX"):
            position += 3
        elif words[position].is_word("BASE"):
            position += 2
        else:
            break
    return words[position:]


def explain(text: str, said: str, located: tuple[int, int] | None) -> QueryError:
    """What is wrong with a query that the engine does not understand, as plainly as can be told.

    `said` is the engine's message and `located` the place that a second parser names, if it stumbles too. Faults that
    can be told for sure come first; the engine's own words are shown only where they are about meaning.
    """
    words = list(tokens(text))
    sure = _broken_text(text, words) or _undeclared(text, words) or _unpaired(text, words)
    if sure is not None:
        return sure
    meaning = re.search(r"The (SELECT|VALUES|BIND|LATERAL|custom)\b[^,]*", said)
    if meaning is not None:
        told = meaning.group()[0].lower() + meaning.group()[1:].rstrip(". ")
        grouped = any(token.is_word("GROUP", *_AGGREGATES) for token in words)
        hint = (
            "beside COUNT and the like, a variable is to be named in GROUP BY" if "unbound" in told and grouped else ""
        )
        return QueryError(told, hint=hint)
    at = offset_of(text, *located) if located is not None else _engine_offset(text, said)
    token = next((token for token in words if token.end > at), None)
    if token is None:
        return QueryError("the query breaks off here", *place(text, len(text.rstrip())))
    hint = ""
    if token.kind == "word" and token.text.upper() not in _KEYWORDS:
        return QueryError(
            f"`{token.text}` is not a word of SPARQL", *place(text, token.start), hint=_near(token.text, _KEYWORDS)
        )
    if token.text == ",":
        hint = "the variables of a SELECT stand side by side, with no comma"
    elif token.is_word("FILTER"):
        hint = "a condition stands in parentheses: FILTER (?a > 1)"
    elif token.is_word("OPTIONAL", "MINUS", "GRAPH", "UNION"):
        hint = "its pattern stands in braces: { ... }"
    elif token.is_word("LIMIT", "OFFSET"):
        hint = "a whole number stands behind it"
    elif token.is_word("ORDER", "GROUP"):
        hint = "BY stands behind it, and then variables, or expressions in parentheses"
    elif token.kind in ("variable", "iri", "name"):
        hint = "is a `.` or `;` missing before it?"
    return QueryError(f"`{token.text[:40]}` does not fit here", *place(text, token.start), hint=hint)


def _engine_offset(text: str, said: str) -> int:
    """Where the engine stumbled: it counts the letters of the keyword that it hoped for, which are taken off again."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(\w*)", said)
    if match is None:
        return len(text)
    at = offset_of(text, int(match[1]), int(match[2]))
    return max(0, at - len(match[3])) if match[3].isupper() else at


def _broken_text(text: str, words: list[Token]) -> QueryError | None:
    token = next((token for token in words if token.kind == "broken"), None)
    return QueryError("a text begins here and is never closed", *place(text, token.start)) if token else None


def _undeclared(text: str, words: list[Token]) -> QueryError | None:
    """The first name whose prefix is not known."""
    known = set(QUERY_PREFIXES)
    for before, token in zip([None, *words], words, strict=False):
        if token.kind != "name":
            continue
        prefix = token.text.partition(":")[0]
        if before is not None and before.is_word("PREFIX"):
            known.add(prefix)
        elif prefix not in known:
            hint = _near(prefix, sorted(known)) or f"declare it before the query: PREFIX {prefix}: <http://...>"
            return QueryError(f"the prefix `{prefix}:` is not declared", *place(text, token.start), hint=hint)
    return None


def _unpaired(text: str, words: list[Token]) -> QueryError | None:
    """The first bracket that closes nothing, or else the last that is never closed."""
    opened: list[Token] = []
    for token in words:
        if token.kind != "mark":
            continue
        if token.text in "({[":
            opened.append(token)
        elif token.text in _PAIRS:
            if not opened or opened[-1].text != _PAIRS[token.text]:
                what = f"`{opened[-1].text}` is still open" if opened else "nothing is open"
                return QueryError(f"`{token.text}` closes nothing here: {what}", *place(text, token.start))
            opened.pop()
    if opened:
        return QueryError(f"`{opened[-1].text}` is never closed", *place(text, opened[-1].start))
    return None


def _near(word: str, known: Sequence[str]) -> str:
    found = get_close_matches(word, known, n=1, cutoff=0.7) or get_close_matches(word.upper(), known, n=1, cutoff=0.7)
    return f"did you mean `{found[0]}`?" if found else ""
