"""What truly happens in a clip: its events, and the episodes that they make up.

The form ``NAME.truth.json``::

    {"clip": "NAME.mp4", "duration_s": 60, "fps": 15,
     "events": [{"onset_s": 4.0, "offset_s": 4.4, "kind": "jerk", "label": "normal_jerk", "part": "hand+foot",
                 "amplitude_body_lengths": 0.05, "strokes": 1, "series": ""}]}

An event states its ``pattern``, or a ``kind`` that says which it is. Events to review that share a ``series`` are one
episode. ``sounds``, where it is there, lists what is heard: ``{"onset_s": 20.0, "offset_s": 35.0, "kind": "crying"}``
for each stretch of crying, ``"kind": "noise"`` for each sudden noise; other kinds (speech, music) may stand there and
are no crying. Other keys are left alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from twitchcam.errors import DatasetError
from twitchcam.records import PATTERN_LABEL, Label, Pattern
from twitchcam.timespan import TimeSpan

__all__ = [
    "KIND_PATTERN",
    "Episode",
    "Truth",
    "TruthEvent",
    "TruthSound",
    "episodes_of",
    "event_from_table",
    "read_truth",
]

KIND_PATTERN: Mapping[str, Pattern] = MappingProxyType(
    {
        "jerk": Pattern.SINGLE_JERK,
        "multi": Pattern.JERK_CLUSTER,
        "clonic": Pattern.RHYTHMIC,
        "bnsm": Pattern.RHYTHMIC,
        "tremor": Pattern.TREMOR,
        "tonic": Pattern.STIFFENING,
        "spasm": Pattern.SINGLE_SPASM_LIKE,
        "startle": Pattern.SINGLE_SPASM_LIKE,
        "gross": Pattern.GROSS_MOVEMENT,
        "slow": Pattern.GROSS_MOVEMENT,
    }
)
"""The pattern that each kind is, where an event states no pattern of its own."""

_SPASMS = frozenset({Pattern.SINGLE_SPASM_LIKE, Pattern.SPASM_SERIES})


@dataclass(frozen=True, slots=True)
class TruthEvent:
    """One movement that truly happens."""

    span: TimeSpan
    label: Label
    pattern: Pattern | None
    """None where the truth does not say."""
    parts: tuple[str, ...]
    """Parts of the body in the words of the truth."""
    amplitude: float | None
    """Body lengths, None where not stated."""
    series: str
    """Name of the series it belongs to; empty for none."""
    kind: str
    """How it was made or named, such as ``startle``; empty where the truth does not say."""
    place: str
    """Where it stands in its file, such as ``event 3`` or ``row 4``."""


@dataclass(frozen=True, slots=True)
class TruthSound:
    """One sound that is truly heard."""

    span: TimeSpan
    kind: str
    """``crying``, ``noise``, or anything else."""


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is known to happen in a clip."""

    clip: str
    """File name of the clip that the file speaks of; empty where it does not say."""
    events: tuple[TruthEvent, ...]
    sounds: tuple[TruthSound, ...] | None = None
    """None where it does not say what is heard."""


@dataclass(frozen=True, slots=True)
class Episode:
    """What one finding should report: one event, or all of a series to review."""

    span: TimeSpan
    label: Label
    pattern: Pattern | None
    amplitude: float | None
    """The largest of its members, body lengths."""
    members: int
    """How many events it is made of."""
    kind: str = ""
    """That of its members, empty where they differ."""


def episodes_of(events: tuple[TruthEvent, ...]) -> tuple[Episode, ...]:
    """Return the episodes in time order.

    Events to review that share a ``series`` are ONE episode from the first onset to the last offset; two spasms or more
    make a ``spasm_series``. Every other event is an episode of its own.
    """
    groups: dict[tuple[str, int], list[TruthEvent]] = {}
    for number, event in enumerate(events):
        in_series = bool(event.series) and event.label is Label.NEEDS_REVIEW
        groups.setdefault((event.series, -1) if in_series else ("", number), []).append(event)
    return tuple(sorted((_episode(group) for group in groups.values()), key=lambda e: (e.span, e.label)))


def _episode(group: list[TruthEvent]) -> Episode:
    patterns = {event.pattern for event in group}
    pattern = group[0].pattern if len(patterns) == 1 else None
    if len(group) > 1 and patterns <= _SPASMS:
        pattern = Pattern.SPASM_SERIES
    amplitudes = [event.amplitude for event in group if event.amplitude is not None]
    return Episode(
        span=TimeSpan(min(event.span.start_s for event in group), max(event.span.end_s for event in group)),
        label=group[0].label,
        pattern=pattern,
        amplitude=max(amplitudes, default=None),
        members=len(group),
        kind=group[0].kind if len({event.kind for event in group}) == 1 else "",
    )


def read_truth(path: Path) -> Truth:
    """Read a ``NAME.truth.json``.

    Raises
    ------
    DatasetError
        If the file cannot be read or is not of this form; the sentence names file and event.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path} is not JSON: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("events"), list):
        raise DatasetError(f'{path} is not the truth of a clip: expected an object with a list "events".')
    clip = found.get("clip", "")
    if not isinstance(clip, str):
        raise DatasetError(f'{path}: "clip" should be a file name, found {clip!r}.')
    events = tuple(
        event_from_table(table, f"event {number}", str(path)) for number, table in enumerate(found["events"], 1)
    )
    return Truth(clip, events, _sounds(found.get("sounds"), str(path)))


def _sounds(tables: Any, source: str) -> tuple[TruthSound, ...] | None:
    if tables is None:
        return None
    if not isinstance(tables, list):
        raise DatasetError(f'{source}: "sounds" should be a list, found {tables!r}.')
    sounds = []
    for number, table in enumerate(tables, 1):
        where = f"{source}, sound {number}"
        if not isinstance(table, Mapping) or not isinstance(table.get("kind"), str):
            raise DatasetError(f'{where}: expected an object with a "kind", found {table!r}.')
        onset_s = _number(table, "onset_s", where)
        offset_s = onset_s if table.get("offset_s") is None else _number(table, "offset_s", where)
        if onset_s is None or offset_s is None or not 0.0 <= onset_s <= offset_s:
            raise DatasetError(f"{where}: expected an onset_s of 0 or more, and an offset_s that is not before it.")
        sounds.append(TruthSound(TimeSpan(onset_s, offset_s), table["kind"]))
    return tuple(sounds)


def event_from_table(table: Any, place: str, source: str) -> TruthEvent:
    """Return the event that a table of a truth file describes.

    Parameters
    ----------
    table : mapping
        With ``onset_s``, ``offset_s``, ``label`` and the other keys named at the top.
    place, source : str
        Where it stands, for messages.

    Raises
    ------
    DatasetError
        If a value is missing or not as expected.
    """
    where = f"{source}, {place}"
    if not isinstance(table, Mapping):
        raise DatasetError(f"{where}: expected an object, found {table!r}.")
    onset_s, offset_s = (_number(table, name, where) for name in ("onset_s", "offset_s"))
    if onset_s is None or offset_s is None:
        raise DatasetError(f"{where}: onset_s and offset_s are both needed.")
    if onset_s < 0:
        raise DatasetError(f"{where}: starts at {onset_s:g} s, before the clip.")
    if offset_s < onset_s:
        raise DatasetError(f"{where}: ends at {offset_s:g} s, before it starts at {onset_s:g} s.")
    label = _label(table, where)
    pattern = _pattern(table, label, where)
    return TruthEvent(
        span=TimeSpan(onset_s, offset_s),
        label=label,
        pattern=pattern,
        parts=_parts(table, where),
        amplitude=_number(table, "amplitude_body_lengths", where),
        series=str(table.get("series") or ""),
        kind=str(table.get("kind") or ""),
        place=place,
    )


def _number(table: Mapping[str, Any], name: str, where: str) -> float | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DatasetError(f"{where}: {name} should be a number, found {value!r}.")
    return float(value)


def _label(table: Mapping[str, Any], where: str) -> Label:
    value = table.get("label")
    if isinstance(value, str) and value in list(Label):
        return Label(value)
    raise DatasetError(f"{where}: unknown label {value!r}; expected {', '.join(Label)}.")


def _pattern(table: Mapping[str, Any], label: Label, where: str) -> Pattern | None:
    value = table.get("pattern") or None
    if value is None:
        pattern = KIND_PATTERN.get(str(table.get("kind")))
        # A kind says how a movement was made; under another label it says nothing of the pattern.
        return pattern if pattern is not None and PATTERN_LABEL[pattern] is label else None
    if not isinstance(value, str) or value not in list(Pattern):
        raise DatasetError(f"{where}: unknown pattern {value!r}; expected {', '.join(Pattern)}.")
    pattern = Pattern(value)
    if PATTERN_LABEL[pattern] is not label:
        raise DatasetError(f"{where}: the pattern {pattern} belongs to {PATTERN_LABEL[pattern]}, not to {label}.")
    return pattern


def _parts(table: Mapping[str, Any], where: str) -> tuple[str, ...]:
    value = table.get("parts")
    if value is None:
        value = [part for part in str(table.get("part") or "").split("+") if part]
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise DatasetError(f"{where}: parts should be a list of names, found {value!r}.")
    return tuple(value)
