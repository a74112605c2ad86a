"""What became of a file: how much of what was drafted, what is open, and all that was left over, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from khorasan_graph.importing.drafts import Drafts, LeftOver, Open, Record
from khorasan_graph.model.words import many
from khorasan_graph.text.drafting import in_one_line

LEFT_OVER = "LEFT-OVER.md"
_LONGEST = 200
_KEYS = ("entity:", "source:", "import:")
_MARKUP = (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "\\|"), ("[", "\\["))


def drafted(drafts: Drafts) -> dict[str, int]:
    """How many records of each kind there are, by the folder that they belong to."""
    found = Counter(folder for folder, _ in drafts.entities.values())
    found["sources"] = len(drafts.sources)
    found["relations"] = len(drafts.ties)
    return {kind: number for kind, number in sorted(found.items()) if number}


def decisions(drafts: Drafts) -> int:
    """How many values a person has to decide."""
    todo: list[Record] = [record for _, record in drafts.entities.values()]
    todo += [*drafts.sources.values(), *drafts.ties]
    found = 0
    while todo:
        for value in todo.pop().fields.values():
            if isinstance(value, Open):
                found += 1
            elif isinstance(value, Record):
                todo.append(value)
            elif isinstance(value, list):
                todo.extend(value)
    return found


def left_over(drafts: Drafts) -> list[LeftOver]:
    """Everything that is in no draft, in the order in which it was met; and names that would make one id."""
    collisions = [
        LeftOver(f"the id `{id_}`", f"{_told(one)}, and {_told(other)}", "they may be one; they are kept apart")
        for id_, one, other in drafts.ids.collisions
    ]
    return [*drafts.left, *collisions]


def _told(key: str) -> str:
    """What a thing is called in the file, of the key by which it got its id; nothing for one of the project."""
    return f"`{key.partition(':')[2] if key.startswith(_KEYS) else key}`" if key else "one of the project"


def as_json(drafts: Drafts) -> dict[str, Any]:
    """The summary as plain values."""
    return {
        "file": drafts.foreign.name,
        "format": drafts.form,
        "own_export": drafts.own,
        "drafted": drafted(drafts),
        "open": decisions(drafts),
        "notes": list(drafts.notes),
        "left_over": [
            {
                "where": item.where,
                "what": item.what,
                "why": item.why,
                "count": item.count,
                "examples": list(item.examples),
            }
            for item in left_over(drafts)
        ],
    }


def markdown(drafts: Drafts) -> str:
    """The report that lies beside the drafts; empty if nothing was left over."""
    found = left_over(drafts)
    if not found:
        return ""
    lines = [
        f"# Left over from {_code(drafts.foreign.name)}",
        "",
        f"Read as {drafts.form}. What follows is in the file and in no draft. Take from it what you need by hand,",
        "and delete this file when you have.",
        "",
        *(f"- {_plain(note)}" for note in drafts.notes),
        *([""] if drafts.notes else []),
        "| where | what | how often | why | for example |",
        "|---|---|---:|---|---|",
    ]
    for item in found:
        examples = "; ".join(_code(example) for example in item.examples)
        lines.append(
            f"| {_plain(item.where)} | {_plain(item.what)} | {item.count:,} | {_plain(item.why)} | {examples} |"
        )
    return "\n".join((*lines, ""))


def text_lines(drafts: Drafts, most: int = 12) -> Iterator[str]:
    """The summary to read, the longest list cut with a count."""
    yield f"{drafts.foreign.name}: {drafts.form}{', an export of this program' if drafts.own else ''}"
    for note in drafts.notes:
        yield f"  {note}"
    counts = drafted(drafts)
    words = ", ".join(
        many(number, "tie") if kind == "relations" else f"{number:,} in {kind}/" for kind, number in counts.items()
    )
    yield f"Drafted: {words or 'nothing'}."
    number = decisions(drafts)
    if number:
        yield f"Open: {many(number, 'value')} to decide, marked TODO; `check` refuses the drafts until you have."
    found = left_over(drafts)
    if not found:
        yield "Nothing was left over."
        return
    yield f"Left over: {many(sum(item.count for item in found), 'thing')}."
    for item in found[:most]:
        times = f" ({item.count:,} times)" if item.count > 1 else ""
        examples = f", such as {'; '.join(_cut(example) for example in item.examples[:2])}" if item.examples else ""
        yield f"  {item.where}: {item.what}{times}: {item.why}{examples}"
    if len(found) > most:
        yield f"  and {len(found) - most:,} more"


def _cut(text: str, limit: int = 60) -> str:
    text = in_one_line(text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _plain(text: str) -> str:
    """Text of the report with words of the file in it, as Markdown that shows it and does nothing."""
    text = _cut(text, _LONGEST)
    for letter, written in _MARKUP:
        text = text.replace(letter, written)
    return text


def _code(text: str) -> str:
    """Words of the file in code quotes."""
    text = _cut(text, _LONGEST).replace("|", "¦")
    fence = "``" if "`" in text else "`"
    return f"{fence}{' ' if fence == '``' else ''}{text}{' ' if fence == '``' else ''}{fence}" if text else ""
