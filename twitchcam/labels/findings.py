"""Findings of the whole recording: how often, how one-sided, and how much could be judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twitchcam.records import Event, FoundBy, Label, Measurement, Part, Pattern
from twitchcam.timespan import TimeSpan, total_s

__all__ = ["findings_of"]

_LEFT = frozenset({Part.LEFT_ARM, Part.LEFT_LEG})
_RIGHT = frozenset({Part.RIGHT_ARM, Part.RIGHT_LEG})


def findings_of(events: Sequence[Event], measurement: Measurement, analysable_s: float) -> dict[str, Any]:
    """Return the findings, each described in docs/events.md; they never change a label."""
    hours = analysable_s / 3600.0
    jerks = [event for event in events if event.label is Label.NORMAL_JERK]
    left = sum(bool(set(event.parts) & _LEFT) and not set(event.parts) & _RIGHT for event in jerks)
    right = sum(bool(set(event.parts) & _RIGHT) and not set(event.parts) & _LEFT for event in jerks)
    known = left + right
    duration_s = measurement.video.duration_s
    found = [
        TimeSpan(max(body.span.start_s, 0.0), min(body.span.end_s, duration_s))
        for body in measurement.body_maps
        if body.found_by is not FoundBy.NOTHING and body.span.start_s < duration_s
    ]
    return {
        "jerks": len(jerks),
        "jerks_per_hour": len(jerks) / hours if hours > 0 else None,
        "clusters": sum(event.pattern is Pattern.JERK_CLUSTER for event in jerks),
        "review": sum(event.label is Label.NEEDS_REVIEW for event in events),
        "one_sidedness": max(left, right) / known if known else None,
        "side_known_jerks": known,
        "analysable_hours": hours,
        "analysable_share": analysable_s / duration_s if duration_s > 0 else 0.0,
        "smallest_movement_body_lengths": measurement.smallest_movement,
        "body_found_share": min(1.0, total_s(found) / duration_s) if duration_s > 0 else 0.0,
        "warnings": _warnings(measurement, analysable_s),
    }


def _warnings(measurement: Measurement, analysable_s: float) -> list[str]:
    warnings = []
    if any(item.reason == "unreadable" for item in measurement.excluded):
        warnings.append("The recording could be read only in part; what could not be read was left out.")
    if not any(body.found_by is not FoundBy.NOTHING for body in measurement.body_maps):
        warnings.append("No infant was found; the whole picture was looked at instead.")
    elif all(body.found_by is FoundBy.MOTION for body in measurement.body_maps):
        warnings.append(
            "The infant's outline was not found; its place was taken from where the picture moves, so sizes are rough."
        )
    if analysable_s < 0.5 * measurement.video.duration_s:
        warnings.append("Less than half of the recording could be analysed.")
    if measurement.video.nominal_fps < 10:
        warnings.append("The recording holds fewer than 10 pictures a second; very brief jerks can be missed.")
    return warnings
