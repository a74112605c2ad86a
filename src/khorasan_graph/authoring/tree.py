"""From text to a tree of located values: YAML as the project allows it, and nothing more.

Driven by PyYAML's events. `yaml.load` would turn `no` into False and `2021-04-03` into a date, and `compose` crashes
the interpreter on deep nesting. Scalars stay text; anchors, tags, merge keys, duplicate keys and further documents are
diagnostics. A scalar of the tree is PyYAML's own event (its `value`, `start_mark`, `end_mark`, `style`): making a
million objects of our own would double the time of reading.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.limits import DEFAULT_LIMITS, Limits
from khorasan_graph.authoring.text import cleaned, has_suspects, suspects
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMENT_AFTER_TEXT = re.compile(r"[^\s#][ \t]+#\w")


class Mapping:
    """A YAML mapping: pairs of key scalar and value, in the order written."""

    __slots__ = ("end_mark", "items", "start_mark")

    def __init__(self, start_mark: Any) -> None:
        self.items: list[tuple[ScalarEvent, Node]] = []
        self.start_mark = start_mark
        self.end_mark = start_mark


class Sequence:
    """A YAML sequence."""

    __slots__ = ("end_mark", "items", "start_mark")

    def __init__(self, start_mark: Any) -> None:
        self.items: list[Node] = []
        self.start_mark = start_mark
        self.end_mark = start_mark


Node = ScalarEvent | Mapping | Sequence


def span_of(path: str, node: Node | Event) -> Span:
    """The place of a node; for a mapping or a sequence, its first line."""
    start: Any = node.start_mark
    end: Any = node.end_mark
    if type(node) in (Mapping, Sequence) or end.line != start.line:
        return Span(path, start.line + 1, start.column + 1, start.line + 1, start.column + 2)
    return Span(path, start.line + 1, start.column + 1, end.line + 1, max(end.column, start.column + 1) + 1)


def parse(path: str, text: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Node | None, list[Diagnostic]]:
    """The value of a file; None if it is empty or not readable as YAML.

    Only the first fault of syntax can be told, for a parser cannot read on behind it; all other faults are collected.
    """
    builder = _Builder(path, text, limits)
    try:
        loader = _LOADER(text)
        try:
            builder.run(loader)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        builder.found.append(_syntax(path, text, error))
        return None, builder.found
    if builder.root is None and not builder.found:
        hint = "write the entity, or delete the file"
        builder.found.append(diagnostic("KG108", "the file is empty; it is left out", Span(path), hint))
    return (None if builder.fatal else builder.root), builder.found


class _Builder:
    """Builds the tree from events, with a stack of its own instead of recursion."""

    def __init__(self, path: str, text: str, limits: Limits) -> None:
        self.path = path
        self.text = text
        self.limits = limits
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self.fatal = self.suspicious = self.escapes = False

    def report(
        self, code: str, message: str, event: Node | Event, hint: str = "", notes: tuple[Note, ...] = ()
    ) -> None:
        self.found.append(diagnostic(code, message, span_of(self.path, event), hint, notes))

    def stop(self, code: str, message: str, event: Event, hint: str) -> None:
        self.report(code, message, event, hint)
        self.fatal = True

    def run(self, loader: Any) -> None:
        """Turn events into nodes. What only unusual files need is asked of the text once, not of every event."""
        text, limits = self.text, self.limits
        self.suspicious, self.escapes = has_suspects(text), "\\" in text
        careful = self.suspicious or self.escapes or len(text) > limits.scalar_bytes // 4
        careful = careful or "&" in text or "!" in text or "<<" in text
        counting = len(text) > limits.nodes_per_file
        get_event = loader.get_event
        stack: list[Any] = []
        mappings: list[Mapping] = []
        top: Any = None
        key: Any = None
        append: Any = None
        documents = nodes = 0
        while not self.fatal:
            event = get_event()
            kind = type(event)
            if counting:
                nodes += 1
                if nodes > limits.nodes_per_file * 2:
                    message = f"the file has more than {limits.nodes_per_file:,} values"
                    self.stop("KG109", message, event, "split it")
            if kind is ScalarEvent:
                if careful:
                    self.inspect(event, is_key=key is None and type(top) is Mapping)
                if key is not None:
                    append((key, event))
                    key = None
                elif type(top) is Mapping:
                    key = event
                elif top is not None:
                    append(event)
                elif event.value or event.style:
                    self.root = event
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if careful:
                    self.refuse(event)
                if len(stack) >= limits.depth:
                    message = f"nested more than {limits.depth} levels deep"
                    self.stop("KG126", message, event, "a data file needs no more than six")
                node: Any
                if kind is MappingStartEvent:
                    node = Mapping(event.start_mark)
                    mappings.append(node)
                else:
                    node = Sequence(event.start_mark)
                if top is None:
                    self.root = node
                elif type(top) is Sequence:
                    append(node)
                elif key is not None:
                    append((key, node))
                else:
                    hint = "a field's name is plain text"
                    self.stop("KG127", "a list or a mapping as the name of a field", event, hint)
                stack.append(node)
                top, key, append = node, None, node.items.append
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop().end_mark = event.end_mark
                top = stack[-1] if stack else None
                append = top.items.append if stack else None
            elif kind is AliasEvent:
                hint = "repeat the value; anchors and aliases are not used here"
                self.stop("KG124", f"an alias `*{event.anchor}`", event, hint)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.stop("KG123", "a second document begins here", event, "write one file for each entity")
                elif event.tags or event.version:
                    self.stop("KG125", "a directive before the document", event, "delete the lines that begin with `%`")
            elif kind is StreamEndEvent:
                break
        if self.root is not None and not self.fatal:
            self.check_keys(mappings)
            self.check_comments()

    def inspect(self, event: Any, *, is_key: bool) -> None:
        """What a scalar of an unusual file may have that it must not."""
        self.refuse(event)
        if len(event.value.encode()) > self.limits.scalar_bytes:
            self.report("KG109", f"the value is longer than {self.limits.scalar_bytes:,} bytes", event, "shorten it")
        if self.escapes and event.style == '"':
            self.check_escapes(event)
        if self.suspicious:
            event.value = cleaned(event.value)
        if is_key and event.value == "<<" and not event.style:
            self.stop("KG124", "a merge key `<<`", event, "repeat the values; merge keys are not used here")

    def refuse(self, event: Any) -> None:
        """Stop at an anchor or a tag."""
        if event.anchor is None and event.tag is None:
            return
        if event.anchor is not None:
            hint = "repeat the value; anchors and aliases are not used here"
            self.stop("KG124", f"an anchor `&{event.anchor}`", event, hint)
        else:
            self.stop("KG125", f"a tag `{event.tag}`", event, "delete it; every value is text until its field is known")

    def check_escapes(self, event: Any) -> None:
        """A character that is refused when raw is refused when escaped."""
        raw = self.text[event.start_mark.index : event.end_mark.index]
        if has_suspects(event.value) and not has_suspects(raw):
            place = span_of(self.path, event)
            self.found.extend(suspects(event.value, lambda start, end: place))
        event.value = cleaned(event.value)

    def check_keys(self, mappings: list[Mapping]) -> None:
        """Report a field written twice at its second place, with a note at the first."""
        for node in mappings:
            if len({key.value for key, _ in node.items}) == len(node.items):
                continue
            seen: dict[str, ScalarEvent] = {}
            for key, _ in node.items:
                first = seen.setdefault(key.value, key)
                if first is not key:
                    note = Note("first written here", span_of(self.path, first))
                    self.report("KG122", f"`{key.value}` is written twice", key, "keep one", (note,))

    def check_comments(self) -> None:
        """Warn where plain text ends at a `#` that was hardly meant as a comment (`note: Group #2`)."""
        if " #" not in self.text and "\t#" not in self.text:
            return
        ends = {match.start() + 1 for match in _COMMENT_AFTER_TEXT.finditer(self.text)}
        if not ends:
            return
        todo: list[Node] = [self.root] if self.root is not None else []
        while todo:
            node = todo.pop()
            if type(node) is Sequence:
                todo.extend(node.items)
            elif type(node) is Mapping:
                todo.extend(value for _, value in node.items)
            elif type(node) is ScalarEvent and not node.style:
                end: Any = node.end_mark
                if end.index in ends:
                    hint = "put the value in quotes"
                    self.report("KG128", "the text behind `#` is a comment and is lost", node, hint)


_ENDED = ("quoted scalar", "flow sequence", "flow mapping")
_TOO_FAR_IN = "put a value that holds `: ` in quotes; if this is a field, indent it like its neighbours"


def _syntax(path: str, text: str, error: yaml.YAMLError) -> Diagnostic:
    """A fault of YAML in words for people who do not know YAML, at the place where they can mend it."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not valid YAML")
    if mark is None:
        return diagnostic("KG120", f"this is not valid YAML: {problem}", Span(path))
    lines = text.split("\n")
    before, at = _around(lines, mark)
    span = Span(path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    whole = before + at
    indent = whole[: len(whole) - len(whole.lstrip())]
    if "\t" in indent or at.startswith("\t"):
        column = whole.index("\t") + 1
        span = Span(path, mark.line + 1, column, mark.line + 1, column + 1)
        return diagnostic("KG121", "a tab where YAML wants spaces", span, "indent with spaces")
    if "alias" in (error_context := str(getattr(error, "context", None) or "")) or "an anchor" in error_context:
        hint = "put the value in quotes; anchors `&` and aliases `*` are not used here"
        return diagnostic("KG124", "an anchor or an alias", span, hint)
    if "tag" in problem + error_context or "directive" in problem + error_context:
        hint = "put the value in quotes; tags `!` and lines that begin with `%` are not used here"
        return diagnostic("KG125", "a tag or a directive", span, hint)
    opened = getattr(error, "context_mark", None)
    unclosed = problem.startswith(("found unexpected end of stream", "did not find expected ','"))
    if opened is not None and unclosed and error_context.endswith(_ENDED):
        sign = _around(lines, opened)[1][:1]
        span = Span(path, opened.line + 1, opened.column + 1, opened.line + 1, opened.column + 2)
        what = "quote" if sign in "\"'" else "bracket"
        hint = "close it" if what == "quote" else "close it, and put a comma between the values"
        return diagnostic("KG120", f"this {what} is never closed", span, hint)
    if "could not find expected ':'" in problem and opened is not None:
        span = Span(path, opened.line + 1, opened.column + 1, opened.line + 1, opened.column + 2)
    message, hint = _in_words(problem, before, at)
    return diagnostic("KG120", message, span, hint)


def _around(lines: list[str], mark: Any) -> tuple[str, str]:
    """What stands before and from a place on its line."""
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[: mark.column], line[mark.column :]


def _in_words(problem: str, before: str, at: str) -> tuple[str, str]:
    """What a parser's message means here, and what to do."""
    if not at and "expected node content" in problem:
        return "the text ends where a value is wanted", "close the brackets that are open above"
    if "mapping values are not allowed" in problem:
        return "`: ` begins a value here a second time" if ": " in before else "a field in a wrong place", _TOO_FAR_IN
    if "cannot start any token" in problem:
        return f"a value cannot begin with `{at[:1]}`", "put the value in quotes"
    if "sequence entries are not allowed" in problem:
        return "a list cannot begin here", "begin it on the next line, or put the value in quotes"
    if "could not find expected ':'" in problem:
        return "a line without `: `", "write `field: value`, with a space after the colon; or indent a continued value"
    if "escape" in problem:
        hint = "write the character itself; in double quotes, write `\\\\` for a backslash"
        return "`\\` begins something that stands for no character", hint
    if "document start" in problem:
        return "this line stands outside of the rest", "delete a line `...` above it, or indent all fields alike"
    if "expected key" in problem or "expected '-' indicator" in problem or "<block end>" in problem:
        if before.rstrip().endswith(("'", '"')):
            hint = "quote the value as a whole: in single quotes `'it''s'`, in double quotes `\"so \\\"called\\\"\"`"
            return "text after a closing quote", hint
        if before.rstrip().endswith(("]", "}")):
            return "text after a closing bracket", "put the value in quotes"
        if at.startswith(("- ", "-\n")) or at == "-":
            return "a list item where a field is wanted", "indent it below the field whose list it is in"
        return "this line does not fit those above it", "indent it like its neighbours, and close quotes above it"
    if "block scalar" in problem or "comment or line break" in problem:
        return "text after `|` or `>`", "begin the text on the next line, or put the value in quotes"
    if "expected node content" in problem:
        return f"a value cannot begin with `{at[:1]}`", "put the value in quotes"
    return f"this is not valid YAML: {problem}", "put the value in quotes"
