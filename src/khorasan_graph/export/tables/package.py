"""The data dictionary of tables: a descriptor by version 2 of the Data Package standard, https://datapackage.org.

It says what each column means, of which type it is, which values it can have, which columns tell rows apart and which
point to other tables: enough for a program to read the tables, check them and join them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from khorasan_graph import __version__
from khorasan_graph.export.formats import Request
from khorasan_graph.export.tables.columns import SEPARATOR, AnyTable, Column
from khorasan_graph.model.about import About
from khorasan_graph.model.vocabulary import Vocabulary

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
GENERATOR = f"khorasan-graph {__version__}"
HOW_TO_READ = (
    "Dates are written in EDTF (ISO 8601-2): `2014` (some day of it), `2014-08`, `2014~` (approximate), `2014?` "
    "(uncertain), `201X` (some year of the decade), `../2014` (2014 or before), `..` (not ended), `unknown`. Beside "
    "each stand the first and the last day that it can mean: filter by those, and quote the date as written. "
    "Grades: a letter for the source (A reliable to E unreliable, F cannot be judged) and a figure for the claim "
    "(1 confirmed to 5 improbable, 6 cannot be judged). A tie whose status is denied is no tie: somebody denies it and "
    "nobody asserts it."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its table, its path, how many rows it has, and its bytes."""

    table: AnyTable
    path: str
    rows: int
    content: bytes


def descriptor(
    request: Request, files: Iterable[Written], resource: dict[str, Any], more: dict[str, Any] | None = None
) -> bytes:
    """The text of `datapackage.json`: `resource` and `more` hold what the kind of file adds to tables and package."""
    base = request.base
    package: dict[str, Any] = {"$schema": PROFILE, **_about(base.about)}
    package["howToRead"] = HOW_TO_READ
    package["generator"] = GENERATOR
    package["ontologyVersion"] = base.vocabulary.version
    if base.newest_date is not None:
        package["newestSource"] = base.newest_date.text
    package["selection"] = request.selection.as_json()
    package.update(more or {})
    package["resources"] = [
        {
            "name": file.table.name,
            "type": "table",
            "path": file.path,
            "title": file.table.title,
            "description": file.table.says,
            **resource,
            "bytes": len(file.content),
            "hash": f"sha256:{sha256(file.content).hexdigest()}",
            "rowCount": file.rows,
            "schema": schema(file.table, base.vocabulary),
        }
        for file in files
    ]
    return (json.dumps(package, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _about(about: About) -> dict[str, Any]:
    """What the graph says of itself, in the terms of the standard; what it does not say is left out."""
    found: dict[str, Any] = {
        "title": about.title,
        "description": about.description,
        "homepage": about.homepage,
        "version": about.version,
        "licenses": [{"path": about.license}] if about.license else None,
        "contributors": [{"title": creator, "roles": ["creator"]} for creator in about.creators],
    }
    return {key: value for key, value in found.items() if value}


def schema(table: AnyTable, vocabulary: Vocabulary) -> dict[str, Any]:
    """A table by the Table Schema, https://datapackage.org/standard/table-schema/."""
    found: dict[str, Any] = {
        "fields": [_field(column, vocabulary) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    foreign = [
        {"fields": [column.name], "reference": _reference(table, column.references)}
        for column in table.columns
        if column.references is not None and column.kind != "list"
    ]
    return {**found, "foreignKeys": foreign} if foreign else found


def _reference(table: AnyTable, name: str) -> dict[str, Any]:
    """The ids of a table; the standard names the table itself by leaving its name out."""
    return {"fields": ["id"]} if name == table.name else {"resource": name, "fields": ["id"]}


def _field(column: Column[Any], vocabulary: Vocabulary) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.says}
    if column.kind == "list":
        found |= {"itemType": "string", "delimiter": SEPARATOR}
        if column.references is not None:
            found["itemReference"] = {"resource": column.references, "fields": ["id"]}
    if column.reading:
        found["derived"] = True
    rules: dict[str, Any] = {}
    if column.required:
        rules["required"] = True
    if column.name == "id":
        rules["unique"] = True
    if column.enum is not None:
        rules["enum"] = list(column.enum(vocabulary))
    if column.least is not None:
        rules["minimum"] = column.least
    if column.most is not None:
        rules["maximum"] = column.most
    if column.form is not None:
        rules["pattern"] = column.form
    return {**found, "constraints": rules} if rules else found
