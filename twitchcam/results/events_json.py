"""The outcome of a run as a document of fixed form: events.json. docs/events.md explains every field.

Equal analyses give equal bytes: keys stand in a fixed order, numbers are rounded (see `rounded`), the
document holds neither a path nor the time of the run, and what is not a number is ``null``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from twitchcam.errors import ResultsError
from twitchcam.records import Analysis, Box, Event, Surroundings
from twitchcam.results.video_entry import VideoEntry, video_entry

__all__ = [
    "SCHEMA_VERSION",
    "Document",
    "EventEntry",
    "ExcludedEntry",
    "MaskedEntry",
    "MemberEntry",
    "ReasonEntry",
    "SurroundingsEntry",
    "VideoEntry",
    "document_of",
    "event_entry",
    "events_schema",
    "one_line",
    "parse_document",
    "read_document",
    "rounded",
    "surroundings_entry",
    "to_text",
]

SCHEMA_VERSION = "2"
"""Changes when a field is removed, renamed or means something else; not when one is added."""

_DIGITS = (("_s", 3), ("_hz", 3), ("_px", 1))
_OTHER_DIGITS = 5


class ExcludedEntry(TypedDict):
    """A stretch that was not judged."""

    start_s: float
    end_s: float
    reason: str


class MaskedEntry(TypedDict):
    """A place in the picture that changes by itself."""

    start_s: float
    end_s: float
    reason: str
    box_px: list[float]


class MemberEntry(TypedDict):
    """One burst of an event."""

    start_s: float
    end_s: float
    peak_s: float
    strokes: int
    amplitude_body_lengths: float | None


class ReasonEntry(TypedDict):
    """One criterion, its measured value and its limit."""

    criterion: str
    value: float | None
    limit: float | None
    side: str
    decisive: bool


class SurroundingsEntry(TypedDict):
    """What else happens in the recording."""

    states: list[dict[str, Any]]
    sound: dict[str, Any] | None


class EventEntry(TypedDict):
    """One movement with its label."""

    id: str
    start_s: float
    end_s: float
    peak_s: float
    duration_s: float
    label: str
    pattern: str
    confidence: float
    parts: list[str]
    strokes: int
    stroke_onsets_s: list[float]
    members: list[MemberEntry]
    rate_hz: float | None
    rate_hz_low: float | None
    rate_hz_high: float | None
    amplitude_body_lengths: float | None
    reasons: list[ReasonEntry]
    context: dict[str, Any]
    body_found_by: str
    box_px: list[float]
    trace_ids: list[str]


class Document(TypedDict):
    """The whole of events.json."""

    schema_version: str
    video: VideoEntry
    settings: dict[str, dict[str, Any]]
    versions: dict[str, str]
    model_checksums: dict[str, str]
    findings: dict[str, Any]
    excluded: list[ExcludedEntry]
    masked: NotRequired[list[MaskedEntry]]
    """Missing in documents of this schema version that were written before places were named."""
    surroundings: SurroundingsEntry
    events: list[EventEntry]


def rounded(name: str, value: Any) -> Any:
    """Return a value as the document shows it.

    Numbers are rounded by the ending of their name: ``_s`` and ``_hz`` to 3 decimals, ``_px`` to 1, all others to
    5. Whole numbers, texts and truth values stay as they are; NaN and infinity become None, -0.0 becomes 0.0.
    """
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        digits = next((digits for ending, digits in _DIGITS if name.endswith(ending)), _OTHER_DIGITS)
        return round(value, digits) + 0.0
    if isinstance(value, Mapping):
        return {str(key): rounded(str(key), value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [rounded(name, item) for item in value]
    return value


def document_of(analysis: Analysis) -> Document:
    """Return an analysis as the document that events.json holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "video": video_entry(analysis.video),
        "settings": json.loads(json.dumps(_plain(analysis.settings), allow_nan=False)),
        "versions": dict(sorted(analysis.versions.items())),
        "model_checksums": dict(sorted(analysis.model_checksums.items())),
        "findings": rounded("", analysis.findings),
        "excluded": [
            {
                "start_s": rounded("_s", float(excluded.span.start_s)),
                "end_s": rounded("_s", float(excluded.span.end_s)),
                "reason": excluded.reason,
            }
            for excluded in analysis.excluded
        ],
        "masked": [
            {
                "start_s": rounded("_s", float(masked.span.start_s)),
                "end_s": rounded("_s", float(masked.span.end_s)),
                "reason": masked.reason,
                "box_px": _edges(masked.box),
            }
            for masked in analysis.masked
        ],
        "surroundings": surroundings_entry(analysis.surroundings),
        "events": [event_entry(event) for event in analysis.events],
    }


def surroundings_entry(surroundings: Surroundings) -> SurroundingsEntry:
    """Return what surrounds the events as the document shows it."""
    sound = surroundings.sound
    return {
        "states": [
            {
                "start_s": rounded("_s", float(entry.span.start_s)),
                "end_s": rounded("_s", float(entry.span.end_s)),
                "state": entry.state.value,
            }
            for entry in surroundings.states
        ],
        "sound": None
        if sound is None
        else {
            "heard_s": [[rounded("_s", float(t)) for t in (span.start_s, span.end_s)] for span in sound.heard],
            "floor_db": rounded("", sound.floor_db),
            "noises": [
                {"onset_s": rounded("_s", float(noise.onset_s)), "rise_db": rounded("", float(noise.rise_db))}
                for noise in sound.noises
            ],
            "crying": [
                {
                    "start_s": rounded("_s", float(cry.span.start_s)),
                    "end_s": rounded("_s", float(cry.span.end_s)),
                    "confidence": rounded("", float(cry.confidence)),
                    "bouts": int(cry.bouts),
                    "pitch_hz": rounded("_hz", float(cry.pitch_hz)),
                }
                for cry in sound.crying
            ],
        },
    }


def event_entry(event: Event) -> EventEntry:
    """Return one event as the document shows it."""
    start_s, end_s = (rounded("_s", float(time_s)) for time_s in (event.span.start_s, event.span.end_s))
    return {
        "id": event.event_id,
        "start_s": start_s,
        "end_s": end_s,
        "peak_s": rounded("_s", float(event.peak_s)),
        "duration_s": rounded("_s", float(end_s - start_s)),
        "label": event.label.value,
        "pattern": event.pattern.value,
        "confidence": rounded("", float(event.confidence)),
        "parts": [part.value for part in event.parts],
        "strokes": len(event.strokes),
        "stroke_onsets_s": [rounded("_s", float(stroke.onset_s)) for stroke in event.strokes],
        "members": [
            {
                "start_s": rounded("_s", float(member.span.start_s)),
                "end_s": rounded("_s", float(member.span.end_s)),
                "peak_s": rounded("_s", float(member.peak_s)),
                "strokes": int(member.strokes),
                "amplitude_body_lengths": rounded("", float(member.amplitude)),
            }
            for member in event.members
        ],
        "rate_hz": rounded("_hz", event.rate_hz),
        "rate_hz_low": rounded("_hz", event.rate_low_hz),
        "rate_hz_high": rounded("_hz", event.rate_high_hz),
        "amplitude_body_lengths": rounded("", float(event.amplitude)),
        "reasons": [
            {
                "criterion": reason.criterion,
                "value": rounded(reason.criterion, reason.value),
                "limit": rounded(reason.criterion, float(reason.limit)),
                "side": reason.side,
                "decisive": bool(reason.decisive),
            }
            for reason in event.reasons
        ],
        "context": rounded("", event.context),
        "body_found_by": event.body_found_by.value,
        "box_px": _edges(event.box),
        "trace_ids": list(event.trace_ids),
    }


def _edges(box: Box) -> list[float]:
    """Return left, top, right and bottom of a box as the document shows it."""
    return [rounded("_px", float(edge_px)) for edge_px in (box.left_px, box.top_px, box.right_px, box.bottom_px)]


def to_text(document: Document) -> str:
    """Return the document as events.json holds it: indented ASCII with one newline at the end."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def one_line(document: Document) -> str:
    """Return the document as one line, without a newline."""
    return json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def read_document(path: Path) -> Document:
    """Read an events.json.

    Raises
    ------
    ResultsError
        If the file is missing or is not an events.json of this schema version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ResultsError(f"There is no {path.name} in {path.parent}; expected the folder of an analysis.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path} cannot be read: {_why(error)}.") from error
    return parse_document(text, str(path))


def parse_document(text: str, source: str) -> Document:
    """Return the document that a text holds.

    Raises
    ------
    ResultsError
        If the text is not a document of this schema version.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{source} is not the outcome of an analysis: it is not JSON.") from error
    if not isinstance(found, dict) or not isinstance(found.get("schema_version"), str):
        raise ResultsError(f"{source} is not the outcome of an analysis: it states no schema_version.")
    if found["schema_version"] != SCHEMA_VERSION:
        raise ResultsError(
            f"{source} has schema version {found['schema_version']}; this program reads version {SCHEMA_VERSION}."
        )
    for name in ("video", "settings", "versions", "model_checksums", "findings", "excluded", "surroundings", "events"):
        if not isinstance(found.get(name), list if name in {"excluded", "events"} else dict):
            raise ResultsError(f"{source} is not the outcome of an analysis: {name!r} is missing.")
    return cast(Document, found)


def events_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that every events.json meets."""
    text = files("twitchcam.results").joinpath("schema/events.schema.json").read_text(encoding="utf-8")
    return cast(dict[str, Any], json.loads(text))


def _plain(value: Any) -> Any:
    """Return nested tables with sorted keys, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _why(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not text"
