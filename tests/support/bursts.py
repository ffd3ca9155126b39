"""Made-up bursts for tests of series and labels. Change what matters."""

from __future__ import annotations

from typing import Any

from tests.support import examples
from twitchcam.records import Box, Burst, FoundBy, Part
from twitchcam.timespan import TimeSpan

FEATURES = {
    "amplitude_cv": 0.1,
    "repeat": 0.8,
    "plateau_s": 0.05,
    "away_s": 0.1,
    "quick_legs": 2.0,
    "legs": 2.0,
    "turns": 2.0,
    "hold_regions": 0.0,
    "hold_share": 0.0,
    "part_hold_s": 0.0,
    "hold_rise_s": 0.5,
    "hold_level": 1.0,
    "hold_part": 0.8,
    "phase_ratio": 1.0,
    "two_sided": 0.0,
    "speed_ratio": 3.0,
    "largest_share": 0.0,
    "extent": 0.2,
    "valid_share": 1.0,
    "mouth_distance": 0.3,
    "axial_share": 0.0,
    "comes_back": 0.0,
    "visitor_beat": 0.0,
}


def burst(start_s: float = 10.0, duration_s: float = 0.3, strokes: int = 1, **changes: Any) -> Burst:
    """A single jerk of an arm at 25 frames a second, or what the changes make of it.

    ``strokes`` stand evenly; names of features may be given as changes as well. With three strokes or more the rate
    follows from them, unless it is given.
    """
    part = changes.get("parts", (Part.LEFT_ARM,))[0]
    interval_s = duration_s / strokes if strokes else 0.0
    rate_hz = 1.0 / interval_s if strokes >= 3 else None
    values: dict[str, Any] = {
        "span": TimeSpan(start_s, start_s + duration_s),
        "peak_s": start_s + 0.1,
        "strokes": tuple(
            examples.stroke(start_s + i * interval_s, part, amplitude=changes.get("amplitude", 0.04))
            for i in range(strokes)
        ),
        "parts": (Part.LEFT_ARM,),
        "trace_ids": ("w0000r0",),
        "rate_hz": rate_hz,
        "rate_low_hz": None if rate_hz is None else 0.9 * rate_hz,
        "rate_high_hz": None if rate_hz is None else 1.1 * rate_hz,
        "interval_cv": 0.1 if strokes >= 3 else None,
        "hold_s": 0.0,
        "released": 0.0,
        "share": 0.05,
        "separated_regions": 1,
        "axial": False,
        "amplitude": 0.04,
        "peak_speed": 0.5,
        "moving_share": 0.8,
        "jerk_like_onset": True,
        "sampling_hz": 25.0,
        "signal_to_noise": 100.0,
        "box": Box(100.0, 120.0, 200.0, 220.0),
        "body_found_by": FoundBy.LANDMARKS,
        "in_body": True,
        "features": {**FEATURES, **{name: value for name, value in changes.items() if name in FEATURES}},
    }
    return Burst(**{**values, **{name: value for name, value in changes.items() if name not in FEATURES}})
