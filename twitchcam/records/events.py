"""A movement with its label, and why it has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twitchcam.records.body import Box, FoundBy, Part
from twitchcam.records.bursts import Stroke
from twitchcam.records.labels import Label, Pattern
from twitchcam.timespan import TimeSpan

__all__ = ["Event", "Member", "Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion of the label rules: what was measured, and on which side of the limit it fell."""

    criterion: str
    """Name of the criterion, such as ``duration_s``; docs/events.md lists them."""
    value: float | None
    """What was measured; None where it could not be."""
    limit: float
    side: str
    """``below`` (value < limit), ``above`` (value >= limit) or ``unknown``."""
    decisive: bool = False
    """Whether the rule that set the label asks for this criterion."""


@dataclass(frozen=True, slots=True)
class Member:
    """One burst inside an event."""

    span: TimeSpan
    peak_s: float
    strokes: int
    amplitude: float
    """Body lengths."""


@dataclass(frozen=True, slots=True)
class Event:
    """One movement with its label."""

    event_id: str
    """From start time and part; the same for the same movement when analysed again."""
    span: TimeSpan
    peak_s: float
    label: Label
    pattern: Pattern
    confidence: float
    """0 to 1: how often findings like this were right where the truth is known; see `twitchcam.labels.confidence`."""
    parts: tuple[Part, ...]
    strokes: tuple[Stroke, ...]
    members: tuple[Member, ...]
    """The bursts of a series, or the one burst itself."""
    rate_hz: float | None
    rate_low_hz: float | None
    rate_high_hz: float | None
    amplitude: float
    """Body lengths."""
    reasons: tuple[Reason, ...]
    context: Mapping[str, float | str | bool | None]
    body_found_by: FoundBy
    box: Box
    """Where in the picture it happens."""
    trace_ids: tuple[str, ...]
    """Names of its traces in signals.npz, the leading one first."""
