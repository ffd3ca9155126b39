"""Findings of the whole recording: how often, how one-sided, and how much could be judged.

1. Jerks an hour: from rate_hours analysable hours on.
2. Persistent, from persistent_hours on: every hour of the recording of which at least half could be analysed holds
   several_per_hour jerks or more ("several times an hour, all through sleep").
3. Sides, from side_events jerks of known side on. With L and R the time that limbs of the left and of the right side
   were seen, each limb by itself, the expected share of the left is L / (L + R); side_chance is the probability of a
   split as uneven as this one or more if each jerk fell on a side by that share (exact binomial, both sides).

They never change a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import Any

from twitchcam.records import Event, FoundBy, Label, Measurement, Part, Pattern, Surroundings
from twitchcam.settings import ContextSettings
from twitchcam.timespan import TimeSpan, overlap_s, total_s

__all__ = ["findings_of"]

_LEFT = frozenset({Part.LEFT_ARM, Part.LEFT_LEG})
_RIGHT = frozenset({Part.RIGHT_ARM, Part.RIGHT_LEG})
_HOUR_S = 3600.0


def findings_of(
    events: Sequence[Event],
    measurement: Measurement,
    analysable_s: float,
    surroundings: Surroundings,
    settings: ContextSettings,
) -> dict[str, Any]:
    """Return the findings, each described in docs/events.md; they never change a label."""
    hours = analysable_s / _HOUR_S
    jerks = [event for event in events if event.label is Label.NORMAL_JERK]
    duration_s = measurement.video.duration_s
    found = [
        TimeSpan(max(body.span.start_s, 0.0), min(body.span.end_s, duration_s))
        for body in measurement.body_maps
        if body.found_by is not FoundBy.NOTHING and body.span.start_s < duration_s
    ]
    return {
        "jerks": len(jerks),
        "jerks_per_hour": len(jerks) / hours if hours > 0 and hours >= settings.rate_hours else None,
        "persistent": _persistent(jerks, measurement, hours, settings),
        "clusters": sum(event.pattern is Pattern.JERK_CLUSTER for event in jerks),
        "review": sum(event.label is Label.NEEDS_REVIEW for event in events),
        **_sides(jerks, measurement, settings),
        "analysable_hours": hours,
        "analysable_share": analysable_s / duration_s if duration_s > 0 else 0.0,
        "smallest_movement_body_lengths": measurement.smallest_movement,
        "body_found_share": min(1.0, total_s(found) / duration_s) if duration_s > 0 else 0.0,
        "face_seen_share": _seen_s(measurement, frozenset({Part.FACE})) / duration_s if duration_s > 0 else 0.0,
        **_heard(jerks, surroundings),
        "age_weeks": (measurement.settings.get("recording") or {}).get("age_weeks"),
        "warnings": _warnings(measurement, analysable_s),
    }


def _persistent(
    jerks: Sequence[Event], measurement: Measurement, hours: float, settings: ContextSettings
) -> bool | None:
    if hours <= 0 or hours < settings.persistent_hours:
        return None
    excluded = [item.span for item in measurement.excluded]
    judged = []
    for number in range(int(measurement.video.duration_s / _HOUR_S) + 1):
        hour = TimeSpan(number * _HOUR_S, min((number + 1) * _HOUR_S, measurement.video.duration_s))
        if hour.duration_s - overlap_s(hour, excluded) >= 0.5 * _HOUR_S:
            count = sum(hour.start_s <= event.span.start_s < hour.end_s for event in jerks)
            judged.append(count >= settings.several_per_hour)
    return bool(judged) and all(judged)


def _sides(jerks: Sequence[Event], measurement: Measurement, settings: ContextSettings) -> dict[str, Any]:
    left = sum(bool(set(event.parts) & _LEFT) and not set(event.parts) & _RIGHT for event in jerks)
    right = sum(bool(set(event.parts) & _RIGHT) and not set(event.parts) & _LEFT for event in jerks)
    known, enough = left + right, left + right > 0 and left + right >= settings.side_events
    seen_left_s, seen_right_s = _seen_s(measurement, _LEFT), _seen_s(measurement, _RIGHT)
    expected = seen_left_s / (seen_left_s + seen_right_s) if seen_left_s + seen_right_s > 0 else 0.5
    return {
        "one_sidedness": max(left, right) / known if enough else None,
        "busier_side": ("left" if left > right else "right") if enough and left != right else None,
        "left_expected_share": expected if enough else None,
        "side_chance": _chance(left, known, expected) if enough else None,
        "side_known_jerks": known,
    }


def _chance(left: int, known: int, expected: float) -> float:
    """Return the probability of a split at most as likely as this one."""
    likely = [comb(known, n) * expected**n * (1.0 - expected) ** (known - n) for n in range(known + 1)]
    return min(1.0, sum(p for p in likely if p <= likely[left] * (1.0 + 1e-9)))


def _seen_s(measurement: Measurement, parts: frozenset[Part]) -> float:
    """Return the seconds that parts were seen, summed over them, inside the recording."""
    whole = TimeSpan(0.0, max(measurement.video.duration_s, 0.0))
    return sum(
        body.span.overlap_s(whole) * sum(region.part in parts for region in body.regions)
        for body in measurement.body_maps
        if body.found_by in {FoundBy.LANDMARKS, FoundBy.FACE, FoundBy.LAST_KNOWN}
    )


def _heard(jerks: Sequence[Event], surroundings: Surroundings) -> dict[str, Any]:
    sound = surroundings.sound
    if sound is None:
        return dict.fromkeys(("sound_hours", "crying_minutes", "sudden_noises", "jerks_after_noise"))
    return {
        "sound_hours": total_s(sound.heard) / _HOUR_S,
        "crying_minutes": total_s(cry.span for cry in sound.crying) / 60.0,
        "sudden_noises": len(sound.noises),
        "jerks_after_noise": sum(event.context.get("noise_before_s") is not None for event in jerks),
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
    unasked_s = total_s(item.span for item in measurement.excluded if item.reason == "outside_requested_stretch")
    if analysable_s < 0.5 * (measurement.video.duration_s - unasked_s):
        what = "stretch that was asked for" if unasked_s else "recording"
        warnings.append(f"Less than half of the {what} could be analysed.")
    if measurement.video.nominal_fps < 10:
        warnings.append("The recording holds fewer than 10 pictures a second; very brief jerks can be missed.")
    return warnings
