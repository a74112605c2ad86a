"""Tables as Parquet: typed columns, lists as lists, and the dictionary inside each file as well.

The same tables give the same bytes under one version of pyarrow, which writes its own version into every file; another
version may lay the same values out otherwise.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from khorasan_graph.export.formats import ExportError, Request
from khorasan_graph.export.tables.columns import AnyTable, Cell, Column
from khorasan_graph.export.tables.package import GENERATOR

if TYPE_CHECKING:
    import pyarrow


def parquet_bytes(table: AnyTable, rows: Sequence[tuple[Cell, ...]], request: Request) -> bytes:
    """A table as a Parquet file.

    Raises:
        ExportError: if pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExportError("Parquet needs pyarrow: install `khorasan-graph[tables]`") from None
    about = request.base.about
    said = {
        "title": table.title,
        "description": table.says,
        "generator": GENERATOR,
        "license": about.license,
        "version": about.version,
        "selection": json.dumps(request.selection.as_json(), sort_keys=True, ensure_ascii=False),
    }
    shape = pyarrow.schema(
        [
            pyarrow.field(
                column.name, _type(pyarrow, column), not column.required, metadata={"description": column.says}
            )
            for column in table.columns
        ],
        metadata={key: value for key, value in said.items() if value},
    )
    columns = [
        pyarrow.array([_value(column, row[number]) for row in rows], type=shape.field(number).type)
        for number, column in enumerate(table.columns)
    ]
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns, schema=shape), stream, compression="snappy")
    return stream.getvalue()


def _type(arrow: Any, column: Column[Any]) -> pyarrow.DataType:
    if column.kind == "integer":
        return arrow.int8() if column.most is not None else arrow.int64()
    if column.kind == "list":
        return arrow.list_(arrow.string())
    types = {"string": arrow.string(), "number": arrow.float64(), "boolean": arrow.bool_(), "date": arrow.date32()}
    return types[column.kind]


def _value(column: Column[Any], value: Cell) -> Any:
    if column.kind == "number":
        return None if value is None else float(str(value))
    return list(value) if isinstance(value, tuple) else value
