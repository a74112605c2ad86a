"""Names and values as Cypher text that stays inert whatever is in it: in Neo4j, Memgraph and Ladybug alike.

- A text is in single quotes. Backslashes, quotes, line ends and tabs are escaped: no line ends inside one.
- Neo4j reads `\\uXXXX` *before* it looks for quotes, wherever it stands: no quote may be written so, and where a
  backslash stands before a `u` in the text itself, the `u` is written `\\u0075`.
- `;` is written `\\u003B`, and the second of `//` and `/*` likewise: a client that cuts a script at semicolons, or
  strips comments, without reading quotes, does no harm.

See https://neo4j.com/docs/cypher-manual/current/syntax/parsing/ and opencypher.org for the grammar.
"""

from __future__ import annotations

import re
from datetime import date

from khorasan_graph.export.cypher.graph import Row, Value

_SPECIAL = re.compile(r"\\[uU]?|'|;|(?<=/)[/*]|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_SHORT = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEYWORDS = frozenset({"end", "by"})
"""Properties of ours that are words of some dialect."""


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found in _SHORT:
        return _SHORT[found]
    if found[0] == "\\":
        return f"\\\\\\u{ord(found[1]):04X}"
    return f"\\u{ord(found):04X}"


def text(value: str) -> str:
    """A text as a literal."""
    return f"'{_SPECIAL.sub(_escaped, value)}'"


def name(value: str) -> str:
    """A label, a type or a property: as it is if nothing could take it for something else, else in backticks."""
    if _PLAIN.fullmatch(value) and value.lower() not in _KEYWORDS:
        return value
    return "`" + value.replace("\\", "\\\\").replace("`", "``") + "`"


def labels(values: tuple[str, ...]) -> str:
    """Labels one after the other, each with its colon."""
    return "".join(f":{name(value)}" for value in values)


def literal(value: Value) -> str:
    """A value as a literal; a day is a call of `date`, which all of them know."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, tuple):
        return f"[{','.join(map(text, value))}]"
    return text(value) if isinstance(value, str) else repr(value)


def properties(row: Row) -> str:
    """A map of properties, in the order given."""
    return "{" + ", ".join(f"{name(key)}: {literal(value)}" for key, value in row.items()) + "}"
