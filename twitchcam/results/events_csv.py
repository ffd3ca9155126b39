"""The events of a run as a table, one event a row: events.csv. Columns are explained in docs/events.md."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from typing import Any, TextIO

from twitchcam.results.events_json import Document, EventEntry

__all__ = ["COLUMNS", "event_cells", "write_events_csv"]

COLUMNS = (
    "id",
    "start_s",
    "end_s",
    "peak_s",
    "duration_s",
    "clock_time",
    "label",
    "pattern",
    "confidence",
    "parts",
    "strokes",
    "members",
    "rate_hz",
    "rate_hz_low",
    "rate_hz_high",
    "amplitude_body_lengths",
    "body_found_by",
    "reasons",
)

_SIGNS = {"below": "<", "above": ">=", "unknown": "?"}


def write_events_csv(document: Document, file: TextIO) -> None:
    """Write a heading and one row an event.

    Several parts or reasons stand in one cell with ``; `` between them; what is unknown is an empty cell.

    Parameters
    ----------
    document : Document
        The outcome of a run.
    file : text file
        Open for writing, with ``newline=""``.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for event in document["events"]:
        writer.writerow(event_cells(document, event))


def event_cells(document: Document, event: EventEntry) -> list[Any]:
    """Return the cells of an event of a document, one for each of `COLUMNS`; see `write_events_csv`."""
    start_time = document["video"]["start_time"]
    cells: dict[str, Any] = {
        **event,
        "clock_time": _clock_time(start_time, event["start_s"]),
        "parts": "; ".join(event["parts"]),
        "members": len(event["members"]),
        "reasons": "; ".join(
            f"{reason['criterion']} {'' if reason['value'] is None else reason['value']}".strip()
            + f" {_SIGNS[reason['side']]} {reason['limit']}"
            for reason in event["reasons"]
        ),
    }
    return [cells[column] for column in COLUMNS]


def _clock_time(start_time: str | None, time_s: float) -> str:
    if start_time is None:
        return ""
    return (datetime.fromisoformat(start_time) + timedelta(seconds=time_s)).isoformat(timespec="milliseconds")
