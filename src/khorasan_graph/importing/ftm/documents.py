"""Documents of FollowTheMoney as drafts of sources, each drafted when it is first cited."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from khorasan_graph.export.ftm import values as ftm_values
from khorasan_graph.importing.drafts import Drafts, Open, Record
from khorasan_graph.importing.ftm.lines import Line
from khorasan_graph.importing.values import dated, language

DOCUMENTS = frozenset({"Article", "Document", "HyperText", "PlainText", "Pages"})
ASKED = "the date, as 2014-08-26"
CUT_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*", re.ASCII)


def day(value: str) -> str:
    """A date without the time of day."""
    found = CUT_TIME.fullmatch(value)
    return found[1] if found else value


def date(values: list[str], asks: str = ASKED) -> str | Open | None:
    """The date that all values say; open if they differ."""
    days = list(dict.fromkeys(map(day, values)))
    if len(days) > 1:
        return Open(f"{asks}: the file has several", says="; ".join(days))
    return dated(days[0], asks) if days else None


class Documents:
    """The documents among the lines of a file. `cited` has the ids of sources by document, or by address."""

    def __init__(self, drafts: Drafts, lines: dict[str, Line]) -> None:
        self.drafts = drafts
        self.lines = lines
        self.cited: dict[str, str] = {}

    def proofs(self, line: Line) -> list[str]:
        """The sources that a line names as its documents; those that the file does not have stay where they are."""
        named = line.take("proof")
        there = [each for each in named if each in self.lines and self.lines[each].schema in DOCUMENTS]
        if len(there) < len(named):
            line.properties["proof"] = [each for each in named if each not in there]
        return list(dict.fromkeys(self.id_of(self.lines[each]) for each in there))

    def id_of(self, line: Line) -> str:
        """The id of the source that a document is."""
        if line.id in self.cited:
            return self.cited[line.id]
        title = next(iter(line.take("title")), None) or next(iter(line.take("name", "fileName")), "")
        id_ = self.cited[line.id] = self.drafts.ids.make(line.id, f"source-{title}" if title else line.id)
        record = Record()
        record.comments.append(f"{line.where} of the file.")
        record.put("title", title)
        for field, property_ in (("publisher", "publisher"), ("url", "sourceUrl")):
            values = line.peek(property_)
            if values:
                record.put(field, values[0])
                line.properties[property_] = values[1:]
        record.put("published", date(line.take("publishedAt") or line.take("date")))
        record.put("accessed", date(line.take("retrievedAt")))
        languages = line.peek("language")
        if len(languages) == 1 and (tag := language(ftm_values.tag(languages[0]))):
            record.put("lang", tag)
            line.take("language")
        record.put("authors", tuple(line.take("author")))
        self.drafts.source(id_, record)
        return id_

    def under(self, line: Line) -> list[str]:
        """The sources that a link rests on: its documents, else its addresses, else the file itself."""
        documents = self.proofs(line)
        if documents:
            told = {self.drafts.sources[each].text(field) for each in documents for field in ("publisher", "url")}
            for name in ("publisher", "sourceUrl"):
                line.properties[name] = [value for value in line.take(name) if value not in told]
            return documents
        addresses = [each for each in line.peek("sourceUrl") if each.startswith(("http://", "https://"))]
        if not addresses:
            return [self.drafts.import_source()]
        line.properties["sourceUrl"] = [each for each in line.take("sourceUrl") if each not in addresses]
        publishers = line.peek("publisher")
        only = publishers[0] if len(publishers) == len(addresses) == 1 else ""
        if only:
            line.take("publisher")
        return list(dict.fromkeys(self.page(each, only) for each in addresses))

    def page(self, address: str, publisher: str) -> str:
        """The id of the source at an address of which the file says no more."""
        key = f"page:{address}"
        if key not in self.cited:
            try:
                parts = urlsplit(address)
                words = f"{parts.netloc.removeprefix('www.')} {parts.path}"
            except ValueError:
                words = address
            self.cited[key] = self.drafts.ids.make(key, f"source-{words}")
            record = Record({"url": address})
            record.comments.append("The file names this address and says nothing of what is there.")
            record.put("publisher", publisher)
            self.drafts.source(self.cited[key], record)
        return self.cited[key]
