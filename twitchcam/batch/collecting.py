"""All results beneath a folder as two tables: one of events, one of recordings.

Rows are told apart by ``folder`` (relative to the root, with ``/``) and joined by it. A recording without any event has
its row in the second table: hours that were looked through without finding anything count as well.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twitchcam.errors import ResultsError
from twitchcam.results.events_csv import COLUMNS, event_cells
from twitchcam.results.events_json import Document, read_document
from twitchcam.results.folder import EVENTS_JSON

__all__ = ["Collection", "Table", "collect"]

TEXT, WHOLE, NUMBER, TRUTH, TIME = "text", "whole number", "number", "truth", "time"

_KEYS = (("folder", TEXT), ("recording", TEXT), ("sha256", TEXT))
_EVENT_KINDS = {
    **dict.fromkeys(("id", "label", "pattern", "parts", "body_found_by", "reasons"), TEXT),
    **dict.fromkeys(("strokes", "members"), WHOLE),
    "clock_time": TIME,
}
"""All other columns of events are numbers."""
_RECORDING = (
    *_KEYS,
    ("start_time", TIME),
    ("recorded_hours", NUMBER),
    ("settings", TEXT),
    ("twitchcam", TEXT),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the same columns."""

    columns: tuple[tuple[str, str], ...]
    """Name and kind of each: ``text``, ``whole number``, ``number``, ``truth`` or ``time`` (ISO 8601)."""
    rows: tuple[tuple[Any, ...], ...]
    """A cell a column; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What was found beneath a folder."""

    events: Table
    """One row an event; docs/tables.md explains the columns."""
    recordings: Table
    """One row a recording, with its findings."""
    problems: tuple[str, ...]
    """Sentences about results that could not be read."""


def collect(root: Path) -> Collection:
    """Gather all results beneath a folder.

    Raises
    ------
    ResultsError
        If there is no such folder, or no results are in it.
    """
    if not root.is_dir():
        raise ResultsError(f"There is no folder {root}; expected one with results beneath it.")
    documents, problems = dict[str, Document](), list[str]()
    for folder in _folders(root):
        try:
            documents[folder.relative_to(root).as_posix()] = read_document(folder / EVENTS_JSON)
        except ResultsError as error:
            problems.append(str(error))
    if not documents and not problems:
        raise ResultsError(f"There is no {EVENTS_JSON} beneath {root}; expected folders of analyses.")
    return Collection(_events(documents), _recordings(documents), tuple(problems))


def _folders(root: Path) -> list[Path]:
    found = []
    for parent, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if EVENTS_JSON in files:
            found.append(Path(parent))
    return found


def _keys(folder: str, document: Document) -> tuple[str, str, str]:
    return folder, document["video"]["file_name"], document["video"]["sha256"]


def _events(documents: Mapping[str, Document]) -> Table:
    columns = (*_KEYS, *((name, _EVENT_KINDS.get(name, NUMBER)) for name in COLUMNS))
    rows = [
        (*_keys(folder, document), *(None if cell == "" else cell for cell in event_cells(document, event)))
        for folder, document in documents.items()
        for event in document["events"]
    ]
    return Table(columns, tuple(rows))


def _recordings(documents: Mapping[str, Document]) -> Table:
    """Return one row a recording; findings become columns by themselves, so that a new one is there too."""
    names = list(dict.fromkeys(name for document in documents.values() for name in document["findings"]))
    cells = {
        name: [_cell(document["findings"].get(name)) for document in documents.values()]
        for name in names
        if not any(isinstance(document["findings"].get(name), dict) for document in documents.values())
    }
    columns = (*_RECORDING, *((name, _kind(column)) for name, column in cells.items()))
    rows = [
        (
            *_keys(folder, document),
            document["video"]["start_time"],
            document["video"]["duration_s"] / 3600.0,
            _digest(document["settings"]),
            document["versions"].get("twitchcam"),
            *(column[number] for column in cells.values()),
        )
        for number, (folder, document) in enumerate(documents.items())
    ]
    return Table(columns, tuple(rows))


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _kind(column: Sequence[Any]) -> str:
    """Return what all cells are; where all are empty, a number."""
    kinds = {type(cell) for cell in column if cell is not None}
    if kinds == {bool}:
        return TRUTH
    if kinds == {int}:
        return WHOLE
    return NUMBER if kinds <= {int, float} else TEXT


def _digest(settings: Mapping[str, Any]) -> str:
    """Return a short name for the settings: equal settings, equal names."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]
