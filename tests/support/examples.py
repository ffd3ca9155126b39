"""Example values for tests: small, complete, the same at every call. Change what matters with `dataclasses.replace`."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from fractions import Fraction
from typing import Any

import numpy as np

from twitchcam.records import (
    PATTERN_LABEL,
    Analysis,
    BodyMap,
    Box,
    Crying,
    Envelope,
    Event,
    Excluded,
    FoundBy,
    Masked,
    Measurement,
    Member,
    MotionTrace,
    Noise,
    Part,
    PartRegion,
    Pattern,
    PoseTrack,
    Reason,
    Sound,
    State,
    StateSpan,
    Stroke,
    Surroundings,
    VideoInfo,
    frozen_array,
)
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan

SHA256 = "0123456789abcdef" * 4


def video(**changes: Any) -> VideoInfo:
    """Ten minutes of night without clock time."""
    values: dict[str, Any] = {
        "file_name": "night.mp4",
        "sha256": SHA256,
        "width_px": 1280,
        "height_px": 720,
        "nominal_fps": Fraction(30000, 1001),
        "duration_s": 600.0 + 1 / 3,
        "codec": "h264",
        "rotation_deg": 0,
        "start_time": None,
        "has_sound": True,
    }
    return VideoInfo(**{**values, **changes})


def stroke(onset_s: float = 10.0, part: Part = Part.LEFT_ARM, **changes: Any) -> Stroke:
    """A quick movement of 0.3 s."""
    values: dict[str, Any] = {
        "onset_s": onset_s,
        "peak_s": onset_s + 0.1,
        "end_s": onset_s + 0.3,
        "part": part,
        "amplitude": 0.04,
        "peak_speed": 0.5,
        "direction": 1,
        "plateau_s": 0.0,
        "residual": 0.1,
        "trace_id": "w0000r0",
    }
    return Stroke(**{**values, **changes})


def event(
    pattern: Pattern = Pattern.SINGLE_JERK,
    start_s: float = 10.0,
    duration_s: float = 0.3,
    part: Part = Part.LEFT_ARM,
    **changes: Any,
) -> Event:
    """An event of any pattern, with the label that belongs to it."""
    span = TimeSpan(start_s, start_s + duration_s)
    one = stroke(start_s, part)
    values: dict[str, Any] = {
        "event_id": f"{round(start_s * 1000):09d}-{part}",
        "span": span,
        "peak_s": one.peak_s,
        "label": PATTERN_LABEL[pattern],
        "pattern": pattern,
        "confidence": 0.8,
        "parts": (part,),
        "strokes": (one,),
        "members": (Member(span, one.peak_s, 1, one.amplitude),),
        "rate_hz": None,
        "rate_low_hz": None,
        "rate_high_hz": None,
        "amplitude": one.amplitude,
        "reasons": (
            Reason("duration_s", duration_s, 0.5, "below" if duration_s < 0.5 else "above", decisive=True),
            Reason("interval_cv", None, 0.3, "unknown"),
        ),
        "context": {
            "state": "settled",
            "settled_for_s": 412.5,
            "calm_before": True,
            "calm_after": True,
            "sound": True,
            "noise_before_s": None,
            "crying_distance_s": 385.0,
            "crying_confidence": 0.8,
            "arousal": "calm",
            "moved_by_crying": False,
        },
        "body_found_by": FoundBy.LANDMARKS,
        "box": Box(100.0, 120.0, 300.0, 260.0),
        "trace_ids": ("w0000r0",),
    }
    return Event(**{**values, **changes})


def trace(samples: int = 8, **changes: Any) -> MotionTrace:
    """A window of a few samples at 25 pictures a second."""
    ramp = np.linspace(0.0, 0.04, samples)
    times_s = 9.0 + np.arange(samples) / 25
    values: dict[str, Any] = {
        "trace_id": "w0000r0",
        "window": TimeSpan(9.0, 12.0),
        "part": Part.LEFT_ARM,
        "box": Box(100.0, 120.0, 300.0, 260.0),
        "centroid_px": (200.5, 190.25),
        "share": 0.08,
        "axis": (0.6, -0.8),
        "in_body": True,
        "plausibility": 0.7,
        "axial_share": 0.125,
        "mouth_distance": 0.25,
        "body_length_px": 760.0,
        "noise_displacement": 0.0004,
        "noise_speed": 0.003,
        "times_s": frozen_array(times_s),
        "displacement": frozen_array(ramp.astype(np.float32)),
        "speed": frozen_array(np.full(samples, 0.125, np.float32)),
        "active_share": frozen_array(np.full(samples, 0.05, np.float32)),
        "valid": frozen_array(np.arange(samples) % 4 != 3),
        "stirred": frozen_array(np.full(samples, 0.25, np.float32)),
        "body_found_by": FoundBy.LANDMARKS,
    }
    return MotionTrace(**{**values, **changes})


def body_map(**changes: Any) -> BodyMap:
    """A baby found by landmarks, one of them unknown."""
    landmarks = np.arange(99, dtype=np.float32).reshape(33, 3) / 7
    landmarks[4] = np.nan
    values: dict[str, Any] = {
        "span": TimeSpan(0.0, 600.0),
        "found_by": FoundBy.LANDMARKS,
        "box": Box(80.0, 60.0, 900.0, 640.0),
        "box_plausibility": 0.9,
        "body_length_px": 760.0,
        "axis": (0.0, -1.0),
        "regions": (PartRegion(Part.LEFT_ARM, ((120.0, 130.0), (240.0, 200.0)), 40.0, 0.7),),
        "landmarks": frozen_array(landmarks),
    }
    return BodyMap(**{**values, **changes})


def sound(**changes: Any) -> Sound:
    """Ten minutes of sound with a noise and half a minute of crying."""
    values: dict[str, Any] = {
        "heard": (TimeSpan(0.0, 300.0), TimeSpan(302.5, 600.0)),
        "noises": (Noise(9.75, 21.123456),),
        "crying": (Crying(TimeSpan(395.0, 425.0), 0.8123456, 21, 431.23456),),
        "floor_db": -61.23456,
        "times_s": frozen_array(np.arange(600, dtype=np.float32) + np.float32(0.5)),
        "level_db": frozen_array(np.full(600, 1.5, np.float32)),
    }
    return Sound(**{**values, **changes})


def surroundings(**changes: Any) -> Surroundings:
    """A larger movement, then rest."""
    values: dict[str, Any] = {
        "gross": (TimeSpan(200.0, 206.0),),
        "states": (
            StateSpan(TimeSpan(200.0, 206.0), State.MOVING),
            StateSpan(TimeSpan(206.0, 395.0), State.SETTLING),
            StateSpan(TimeSpan(395.0, 425.0), State.MOVING),
            StateSpan(TimeSpan(425.0, 600.0), State.SETTLING),
        ),
        "unseen": (TimeSpan(550.0, 600.0),),
        "sound": sound(),
    }
    return Surroundings(**{**values, **changes})


def measurement(**changes: Any) -> Measurement:
    """Two traces, two body maps, one excluded stretch, two masked places."""
    values: dict[str, Any] = {
        "video": video(),
        "settings": Settings().tables(),
        "versions": {"twitchcam": "0.1.0", "numpy": "2.4.6"},
        "model_checksums": {"pose_landmarker_full.task": SHA256[::-1]},
        "body_maps": (body_map(), body_map(found_by=FoundBy.MOTION, axis=None, regions=(), landmarks=None)),
        "traces": (trace(), trace(5, trace_id="w0000r1", part=Part.UNKNOWN, in_body=False)),
        "excluded": (Excluded(TimeSpan(550.0, 600.0 + 1 / 3), "too_dark"),),
        "masked": (
            Masked(TimeSpan(0.0, 600.3), "never_rests", Box(1160.0, 0.0, 1280.0, 151.25)),
            Masked(TimeSpan(0.0, 600.3), "on_screen_text", Box(240.0, 640.0, 280.0, 680.0)),
        ),
        "envelope": Envelope(
            frozen_array(np.arange(5, dtype=np.float32)), frozen_array(np.full(5, 0.1, dtype=np.float32))
        ),
        "smallest_movement": 0.0123456789,
        "sound": sound(),
    }
    return Measurement(**{**values, **changes})


def findings(**changes: Any) -> dict[str, Any]:
    """Findings that fit `analysis`."""
    values: dict[str, Any] = {
        "jerks": 2,
        "jerks_per_hour": 13.0888888,
        "clusters": 1,
        "review": 2,
        "one_sidedness": None,
        "side_known_jerks": 2,
        "analysable_hours": 550 / 3600,
        "analysable_share": 550 / (600 + 1 / 3),
        "smallest_movement_body_lengths": 0.0123456789,
        "body_found_share": 0.97,
        "persistent": None,
        "busier_side": None,
        "left_expected_share": None,
        "side_chance": None,
        "face_seen_share": 0.0,
        "sound_hours": 0.15,
        "crying_minutes": 0.5,
        "sudden_noises": 1,
        "jerks_after_noise": 1,
        "age_weeks": None,
        "warnings": [],
    }
    return {**values, **changes}


def analysis(**changes: Any) -> Analysis:
    """Two brief jerks, a rhythm, a series and a larger movement."""
    measured = changes.pop("measurement", None) or measurement()
    members = tuple(Member(TimeSpan(300.0 + 8 * i, 301.2 + 8 * i), 300.5 + 8 * i, 1, 0.09) for i in range(3))
    values: dict[str, Any] = {
        "video": measured.video,
        "settings": measured.settings,
        "versions": measured.versions,
        "model_checksums": measured.model_checksums,
        "body_maps": measured.body_maps,
        "events": (
            event(),
            event(Pattern.JERK_CLUSTER, 60.0, 1.25, Part.RIGHT_LEG, strokes=(stroke(60.0), stroke(60.9))),
            event(
                Pattern.RHYTHMIC,
                125.04,
                14.2,
                Part.RIGHT_ARM,
                strokes=tuple(stroke(125.04 + i / 2.1, Part.RIGHT_ARM) for i in range(6)),
                rate_hz=2.1,
                rate_low_hz=1.95,
                rate_high_hz=2.2499999,
            ),
            event(Pattern.GROSS_MOVEMENT, 200.0, 6.0, Part.UNKNOWN),
            event(Pattern.SPASM_SERIES, 300.0, 17.2, Part.TRUNK, parts=(Part.TRUNK, Part.ARM), members=members),
        ),
        "findings": findings(),
        "excluded": measured.excluded,
        "masked": measured.masked,
        "analysable_s": 550.0,
        "measurement": measured,
        "surroundings": surroundings(sound=measured.sound),
    }
    return Analysis(**{**values, **changes})


def night(**changes: Any) -> Analysis:
    """The same, as a recording whose clock time is known."""
    measured = measurement(video=video(start_time=datetime(2024, 3, 5, 23, 58, 30), duration_s=30000.0))
    return analysis(measurement=measured, **changes)


def golden() -> Analysis:
    """The night with settings that stay as they are when defaults change: for files that are compared byte by byte."""
    return night(settings={"pose": {"model": "full", "interval_s": 60.0}, "recording": {"region_px": [1, 2, 3, 4]}})


def pose_track(**changes: Any) -> PoseTrack:
    """Three looks; the second found nobody."""
    landmarks = np.arange(3 * 99, dtype=np.float32).reshape(3, 33, 3) / 7
    landmarks[1] = np.nan
    values: dict[str, Any] = {
        "video": video(),
        "times_s": frozen_array(np.array([0.0, 10.01, 20.02])),
        "landmarks": frozen_array(landmarks),
        "box_plausibility": frozen_array(np.array([0.9, 0.0, 0.8], np.float32)),
        "found": frozen_array(np.array([True, False, True])),
    }
    return PoseTrack(**{**values, **changes})


def same(first: Any, second: Any) -> bool:
    """Whether two values are equal in every digit, arrays and NaN included."""
    if isinstance(first, np.ndarray):
        return (
            isinstance(second, np.ndarray)
            and first.dtype == second.dtype
            and first.shape == second.shape
            and first.tobytes() == second.tobytes()
        )
    if dataclasses.is_dataclass(first):
        return type(first) is type(second) and all(
            same(getattr(first, field.name), getattr(second, field.name)) for field in dataclasses.fields(first)
        )
    if isinstance(first, tuple):
        return isinstance(second, tuple) and len(first) == len(second) and all(map(same, first, second))
    return type(first) is type(second) and bool(first == second)
