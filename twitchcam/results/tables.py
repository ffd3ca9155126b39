"""Records as plain tables fit for JSON, and back, without losing a digit. Arrays are kept elsewhere.

The annotation of a field says how it is written, so a field that is added to a record is kept without a word here,
and one of a kind that is not known here fails at the first write.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

from twitchcam.records import Box, Crying, FoundBy, Noise, Part, PartRegion, Segment, StartFrom
from twitchcam.timespan import TimeSpan

__all__ = ["array_fields", "record_from_table", "table_from_record"]

Record = TypeVar("Record")

Write = Callable[[Any], Any]
Read = Callable[[Any], Any]


def array_fields(kind: type) -> dict[str, str]:
    """Return the names of a record's array fields with their NumPy types, such as ``float32``."""
    return {
        field.name: _type_name(field).removeprefix("NDArray[np.").removesuffix("]").rstrip("_")
        for field in dataclasses.fields(kind)
        if _type_name(field).startswith("NDArray[")
    }


def table_from_record(record: Any) -> dict[str, Any]:
    """Return all fields of a record but its arrays, and the files of a recording that is only one."""
    arrays = array_fields(type(record))
    table = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name not in arrays and not (field.name in _ONLY_IF_ANY and not value):
            table[field.name] = None if value is None else _way(field)[0](value)
    return table


def record_from_table(kind: type[Record], table: Mapping[str, Any], **arrays: Any) -> Record:
    """Return the record that `table_from_record` wrote.

    Raises
    ------
    KeyError, ValueError, TypeError
        If the table is not one of this record.
    """
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        if field.name in arrays:
            values[field.name] = arrays[field.name]
        elif field.name in table or field.name not in _ONLY_IF_ANY:
            value = table[field.name]
            values[field.name] = None if value is None and _optional(field) else _way(field)[1](value)
    return kind(**values)


def _type_name(field: dataclasses.Field[Any]) -> str:
    return str(field.type).removesuffix(" | None")


def _optional(field: dataclasses.Field[Any]) -> bool:
    return str(field.type).endswith(" | None")


def _way(field: dataclasses.Field[Any]) -> tuple[Write, Read]:
    try:
        return _WAYS[_type_name(field)]
    except KeyError:
        raise TypeError(f"no way to write {field.name}, which is {field.type}") from None


def _plain(value: Any) -> Any:
    """Return a NumPy number as Python's, without losing a digit."""
    return value.item() if hasattr(value, "item") else value


def _list(values: Any) -> list[Any]:
    return [_plain(value) for value in values]


def _pair(values: Any) -> tuple[Any, Any]:
    first, second = values
    return first, second


def _mapping(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _mapping(item) for key, item in value.items()}
    return [_mapping(item) for item in value] if isinstance(value, list | tuple) else _plain(value)


def _same(value: Any) -> Any:
    return value


def _records(kind: type) -> tuple[Write, Read]:
    return (
        lambda records: [table_from_record(record) for record in records],
        lambda tables: tuple(record_from_table(kind, table) for table in tables),
    )


_ONLY_IF_ANY = frozenset({"reading", "segments"})
"""Fields that are written only where they hold anything, which are left at their defaults otherwise."""

_WAYS: dict[str, tuple[Write, Read]] = {
    **dict.fromkeys(("str", "int", "float", "bool"), (_plain, _same)),
    **dict.fromkeys(("Mapping[str, Any]", "Mapping[str, str]", "Mapping[str, float]"), (_mapping, _same)),
    "Fraction": (str, Fraction),
    "datetime": (lambda moment: moment.isoformat(), datetime.fromisoformat),
    "TimeSpan": (lambda span: _list((span.start_s, span.end_s)), lambda ends: TimeSpan(*ends)),
    "Box": (
        lambda box: _list((box.left_px, box.top_px, box.right_px, box.bottom_px)),
        lambda edges: Box(*edges),
    ),
    "Part": (lambda part: part.value, Part),
    "StartFrom": (lambda known_from: known_from.value, StartFrom),
    "FoundBy": (lambda found_by: found_by.value, FoundBy),
    "tuple[float, float]": (_list, _pair),
    "tuple[tuple[float, float], ...]": (
        lambda points: [_list(point) for point in points],
        lambda points: tuple(_pair(point) for point in points),
    ),
    "tuple[TimeSpan, ...]": (
        lambda spans: [_list((span.start_s, span.end_s)) for span in spans],
        lambda pairs: tuple(TimeSpan(*ends) for ends in pairs),
    ),
    "tuple[PartRegion, ...]": _records(PartRegion),
    "tuple[Noise, ...]": _records(Noise),
    "tuple[Segment, ...]": _records(Segment),
    "tuple[Crying, ...]": _records(Crying),
}
"""How a field is written and read, by its annotation."""
