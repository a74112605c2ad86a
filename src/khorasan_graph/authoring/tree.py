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
from khorasan_graph.authoring.text import suspects
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
        self.fatal = False

    def report(
        self, code: str, message: str, event: Node | Event, hint: str = "", notes: tuple[Note, ...] = ()
    ) -> None:
        self.found.append(diagnostic(code, message, span_of(self.path, event), hint, notes))

    def stop(self, code: str, message: str, event: Event, hint: str) -> None:
        self.report(code, message, event, hint)
        self.fatal = True

    def run(self, loader: Any) -> None:
        get_event = loader.get_event
        stack: list[Any] = []
        keys: list[Any] = []
        top: Any = None
        key: Any = None
        documents = nodes = 0
        depth_limit, node_limit = self.limits.depth, self.limits.nodes_per_file
        scalar_limit = self.limits.scalar_bytes
        while True:
            event = get_event()
            kind = type(event)
            node: Any
            if kind is ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                if len(event.value) > 64 and len(event.value.encode()) > scalar_limit:
                    self.report("KG109", f"the value is longer than {scalar_limit:,} bytes", event, "shorten it")
                if event.style == '"' and "\\" in self.text:
                    self.check_escapes(event)
                node = event
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                if len(stack) >= depth_limit:
                    message = f"nested more than {depth_limit} levels deep"
                    self.stop("KG126", message, event, "a data file needs no more than six")
                    return
                node = Mapping(event.start_mark) if kind is MappingStartEvent else Sequence(event.start_mark)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop().end_mark = event.end_mark
                key = keys.pop()
                top = stack[-1] if stack else None
                continue
            elif kind is AliasEvent:
                hint = "repeat the value; anchors and aliases are not used here"
                self.stop("KG124", f"an alias `*{event.anchor}`", event, hint)
                return
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.stop("KG123", "a second document begins here", event, "write one file for each entity")
                    return
                if event.tags or event.version:
                    self.stop("KG125", "a directive before the document", event, "delete the lines that begin with `%`")
                    return
                continue
            elif kind is StreamEndEvent:
                break
            else:
                continue
            nodes += 1
            if nodes > node_limit:
                self.stop("KG109", f"the file has more than {node_limit:,} values", event, "split it")
                return
            if self.fatal:
                return
            if top is None:
                self.root = node
                if kind is ScalarEvent and event.value == "" and not event.style:
                    self.root = None
            elif type(top) is Sequence:
                top.items.append(node)
            elif key is None:
                if kind is not ScalarEvent:
                    hint = "a field's name is plain text"
                    self.stop("KG127", "a list or a mapping as the name of a field", event, hint)
                    return
                if event.value == "<<" and not event.style:
                    self.stop("KG124", "a merge key `<<`", event, "repeat the values; merge keys are not used here")
                    return
                key = event
                continue
            else:
                top.items.append((key, node))
                key = None
            if kind is not ScalarEvent:
                stack.append(node)
                keys.append(key)
                top, key = node, None
        if self.root is not None:
            self.check_keys(self.root)
            self.check_comments()

    def refuse(self, event: Any) -> None:
        if event.anchor is not None:
            hint = "repeat the value; anchors and aliases are not used here"
            self.stop("KG124", f"an anchor `&{event.anchor}`", event, hint)
        else:
            self.stop("KG125", f"a tag `{event.tag}`", event, "delete it; every value is text until its field is known")

    def check_escapes(self, event: ScalarEvent) -> None:
        """A character that is refused when raw is refused when escaped."""
        place = span_of(self.path, event)
        self.found.extend(suspects(event.value, lambda start, end: place))

    def check_keys(self, root: Node) -> None:
        """Report a field written twice at its second place, with a note at the first."""
        todo: list[Node] = [root]
        while todo:
            node = todo.pop()
            if type(node) is Sequence:
                todo.extend(node.items)
            elif type(node) is Mapping:
                seen: dict[str, ScalarEvent] = {}
                for key, value in node.items:
                    if key.value in seen:
                        note = Note("first written here", span_of(self.path, seen[key.value]))
                        self.report("KG122", f"`{key.value}` is written twice", key, "keep one", (note,))
                    else:
                        seen[key.value] = key
                    if type(value) is not ScalarEvent:
                        todo.append(value)

    def check_comments(self) -> None:
        """Warn where plain text ends at a `#` that was hardly meant as a comment (`note: Group #2`)."""
        ends: set[tuple[int, int]] = set()
        for match in _COMMENT_AFTER_TEXT.finditer(self.text):
            line = self.text.count("\n", 0, match.start())
            column = match.start() - (self.text.rfind("\n", 0, match.start()) + 1) + 1
            ends.add((line, column))
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
                if (end.line, end.column) in ends:
                    hint = "put the value in quotes"
                    self.report("KG128", "the text behind `#` is a comment and is lost", node, hint)


def _syntax(path: str, text: str, error: yaml.YAMLError) -> Diagnostic:
    """A fault of YAML in words for people who do not know YAML."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not valid YAML")
    if mark is None:
        return diagnostic("KG120", f"this is not valid YAML: {problem}", Span(path))
    lines = text.split("\n")
    line_text = lines[mark.line] if mark.line < len(lines) else ""
    span = Span(path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    indent = line_text[: len(line_text) - len(line_text.lstrip())]
    if "\t" in indent or "\t" in line_text[: mark.column + 1]:
        column = line_text.index("\t") + 1
        span = Span(path, mark.line + 1, column, mark.line + 1, column + 1)
        return diagnostic("KG121", "a tab where YAML wants spaces", span, "indent with spaces")
    if "undefined alias" in problem or "found undefined alias" in problem:
        return diagnostic("KG124", "an alias", span, "repeat the value; anchors and aliases are not used here")
    if "tag" in problem or "%" in problem or "directive" in problem:
        return diagnostic(
            "KG125", "a tag or a directive", span, "delete it; every value is text until its field is known"
        )
    hint = "put the value in quotes"
    if "mapping values are not allowed" in problem:
        hint = "put a value that holds `: ` in quotes"
    elif "cannot start any token" in problem or "found character" in problem:
        hint = "put a value that begins with this character in quotes"
    elif "expected <block end>" in problem or "did not find expected '-' indicator" in problem:
        hint = "check that this line is indented like its neighbours, and that quotes are closed"
    elif "expected ',' or" in problem or "did not find expected ',' or" in problem:
        hint = "close the bracket, and put a comma between the values"
    elif "unexpected end of stream" in problem or "quoted scalar" in problem:
        hint = "close the quotes"
    elif "did not find expected key" in problem:
        hint = "check the indentation, and put a value that begins with a quote or a sign in quotes as a whole"
    elif "could not find expected ':'" in problem:
        hint = "write `field: value`"
    return diagnostic("KG120", f"this is not valid YAML: {problem}", span, hint)
