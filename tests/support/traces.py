"""Motion traces for tests, from a displacement that is known exactly.

A course is a function from times (seconds) to displacement (body lengths). Courses are added with `together` and
become a trace with `trace_of`, which samples them at frame times and marks where the region would be seen moving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.records import Box, FoundBy, MotionTrace, Part, frozen_array
from twitchcam.timespan import TimeSpan

Floats = NDArray[np.float64]
Course = Callable[[Floats], Floats]

BODY_LENGTH_PX = 400.0
BODY_CELLS = 400
"""Cells of the infant's area: the smallest share that can move is one of them."""
_SEEN_SHORT, _SEEN_LONG = 0.003, 0.005
"""A region is seen moving from this change over 0.12 s or 0.5 s on, body lengths."""


def ramp(times_s: Floats, start_s: float, length_s: float) -> Floats:
    """From 0 to 1 as limbs move: no jump in speed or acceleration (minimum jerk)."""
    part = np.clip((times_s - start_s) / length_s, 0.0, 1.0)
    return np.asarray(part**3 * (10.0 - 15.0 * part + 6.0 * part**2))


def rest() -> Course:
    """Nothing moves."""
    return np.zeros_like


def together(*courses: Course) -> Course:
    """The sum of several courses."""
    return lambda times_s: np.sum([course(times_s) for course in courses], axis=0)


def scaled(course: Course, factor: float) -> Course:
    """The same course, larger, smaller or the other way round."""
    return lambda times_s: factor * course(times_s)


def shifted(course: Course, by_s: float) -> Course:
    """The same course, later."""
    return lambda times_s: course(times_s - by_s)


def out_and_back(
    at_s: float, amplitude: float, rise_s: float, held_s: float, fall_s: float, residual: float = 0.0
) -> Course:
    """Away from where it was, held there, and back to ``residual`` of the amplitude."""

    def course(times_s: Floats) -> Floats:
        away = ramp(times_s, at_s, rise_s)
        back = (1.0 - residual) * ramp(times_s, at_s + rise_s + held_s, fall_s)
        return amplitude * (away - back)

    return course


def jerk(at_s: float, amplitude: float = 0.04, *, rise_s: float = 0.12, fall_s: float = 0.22) -> Course:
    """A brief jerk: quick away, a little slower back."""
    return out_and_back(at_s, amplitude, rise_s, 0.0, fall_s)


def cluster(times: Sequence[float], amplitude: float = 0.04) -> Course:
    """Jerks of one limb at the given times."""
    return together(*(jerk(at_s, amplitude) for at_s in times))


def pulses(
    at_s: float, rate_hz: float, count: int, amplitude: float = 0.04, *, jitter: float = 0.03, seed: int = 0
) -> Course:
    """Clonic movement: alike strokes with a quick and a slower phase, at nearly even intervals.

    ``jitter`` is the standard deviation of the intervals and of the amplitudes, as a share of their mean.
    """
    rng = np.random.default_rng(seed)
    period_s = 1.0 / rate_hz
    steps = period_s * (1.0 + jitter * np.clip(rng.standard_normal(count - 1), -2.0, 2.0))
    onsets = at_s + np.concatenate([[0.0], np.cumsum(steps)])
    sizes = amplitude * (1.0 + jitter * np.clip(rng.standard_normal(count), -2.0, 2.0))
    rise_s, fall_s = min(0.12, 0.35 * period_s), min(0.3, 0.55 * period_s)
    return together(
        *(jerk(float(t), float(a), rise_s=rise_s, fall_s=fall_s) for t, a in zip(onsets, sizes, strict=True))
    )


def sinusoid(at_s: float, rate_hz: float, length_s: float, amplitude: float = 0.02, edge_s: float = 0.5) -> Course:
    """Smooth to and fro that fades in and out."""

    def course(times_s: Floats) -> Floats:
        envelope = ramp(times_s, at_s, edge_s) - ramp(times_s, at_s + length_s - edge_s, edge_s)
        return np.asarray(amplitude * envelope * np.sin(2.0 * np.pi * rate_hz * (times_s - at_s)))

    return course


def tonic(at_s: float, held_s: float, amplitude: float = 0.05, *, rise_s: float = 0.6, fall_s: float = 0.8) -> Course:
    """A position that is taken slowly, held and let go."""
    return out_and_back(at_s, amplitude, rise_s, held_s, fall_s)


def spasm(at_s: float, amplitude: float = 0.06, *, rise_s: float = 0.2, held_s: float = 0.5) -> Course:
    """A quick bend, a plateau, and a slower way back."""
    return out_and_back(at_s, amplitude, rise_s, held_s, 0.5)


def step(at_s: float, amplitude: float = 0.05, rise_s: float = 0.8) -> Course:
    """A limb that moves to a new place and stays there."""
    return lambda times_s: amplitude * ramp(times_s, at_s, rise_s)


def irregular(
    at_s: float, length_s: float, amplitude: float = 0.04, *, low_hz: float = 0.4, high_hz: float = 2.5, seed: int = 0
) -> Course:
    """Movement without any pattern: band-limited noise that swells and fades.

    It goes about ``amplitude`` to either side, so that its largest legs are twice as long.
    """
    rng = np.random.default_rng(seed)
    rates = rng.uniform(low_hz, high_hz, 24)
    phases = rng.uniform(0.0, 2.0 * np.pi, 24)

    def course(times_s: Floats) -> Floats:
        waves = np.sin(2.0 * np.pi * rates[:, None] * times_s + phases[:, None]).sum(axis=0) / np.sqrt(12.0)
        envelope = ramp(times_s, at_s, 0.4) - ramp(times_s, at_s + length_s - 0.4, 0.4)
        return np.asarray(0.5 * amplitude * envelope * waves)

    return course


def drift(per_s: float) -> Course:
    """A slow wandering that is no movement."""
    return lambda times_s: per_s * times_s


def frame_times(
    end_s: float,
    fps: float = 25.0,
    *,
    start_s: float = 0.0,
    jitter_s: float = 0.0,
    dropped: Sequence[TimeSpan] = (),
    seed: int = 0,
) -> Floats:
    """Times of frames, evenly or with a variable frame rate, some of them dropped."""
    times = np.arange(start_s, end_s, 1.0 / fps)
    if jitter_s:
        times = np.sort(times + np.random.default_rng(seed).uniform(-jitter_s, jitter_s, len(times)))
        times += max(0.0, start_s - float(times[0]))
    keep = np.ones(len(times), np.bool_)
    for span in dropped:
        keep &= ~((times > span.start_s) & (times < span.end_s))
    return times[keep]


def trace_of(
    course: Course,
    times_s: Floats | None = None,
    *,
    end_s: float = 20.0,
    fps: float = 25.0,
    noise: float = 0.0003,
    seed: int = 0,
    at_px: tuple[float, float] = (300.0, 200.0),
    share: float = 0.05,
    **changes: Any,
) -> MotionTrace:
    """Sample a course at frame times, with sensor noise, and mark where the region is seen moving.

    ``changes`` overwrite further fields of the trace.
    """
    times = frame_times(end_s, fps) if times_s is None else times_s
    clean = course(times)
    values = clean + np.random.default_rng(seed).normal(0.0, noise, len(times))
    speed = np.abs(np.gradient(values, times))
    side_px = 0.5 * np.sqrt(share) * BODY_LENGTH_PX
    fields: dict[str, Any] = {
        "trace_id": "w0000r0",
        "window": TimeSpan(float(times[0]), float(times[-1])),
        "part": Part.LEFT_ARM,
        "box": Box(at_px[0] - side_px, at_px[1] - side_px, at_px[0] + side_px, at_px[1] + side_px),
        "centroid_px": at_px,
        "share": share,
        "axis": (1.0, 0.0),
        "in_body": True,
        "plausibility": 0.8,
        "axial_share": 0.0,
        "mouth_distance": None,
        "body_length_px": BODY_LENGTH_PX,
        "noise_displacement": max(noise, 1e-4),
        "noise_speed": max(noise, 1e-4) / np.sqrt(2.0) * float(1.0 / np.median(np.diff(times))),
        "times_s": frozen_array(times),
        "displacement": frozen_array(values.astype(np.float32)),
        "speed": frozen_array(speed.astype(np.float32)),
        "active_share": frozen_array(_active_share(clean, times, share)),
        "valid": frozen_array(np.ones(len(times), np.bool_)),
        "stirred": frozen_array(np.zeros(len(times), np.float32)),
        "body_found_by": FoundBy.LANDMARKS,
    }
    return MotionTrace(**{**fields, **changes})


def several(
    *courses: Course, apart_px: float = 120.0, parts: Sequence[Part] | None = None, **options: Any
) -> list[MotionTrace]:
    """One trace a course, each in a place of its own, of the same window."""
    names = parts or (Part.LEFT_ARM, Part.RIGHT_LEG, Part.RIGHT_ARM, Part.LEFT_LEG, Part.HEAD, Part.TRUNK)
    return [
        trace_of(
            course,
            **{
                "seed": number,
                "at_px": (200.0 + apart_px * number, 200.0),
                "trace_id": f"w0000r{number}",
                "part": names[number],
                **options,
            },
        )
        for number, course in enumerate(courses)
    ]


def _active_share(clean: Floats, times: Floats, share: float) -> NDArray[np.float32]:
    """All of the region while it is quick, at least a cell from the first to the last frame of a movement."""
    seen = np.zeros(len(times), np.bool_)
    for lag_s, least in ((0.12, _SEEN_SHORT), (0.5, _SEEN_LONG)):
        earlier = np.interp(times - lag_s, times, clean)
        seen |= np.abs(clean - earlier) >= least
    reach = max(1, round(0.15 / float(np.median(np.diff(times)))))
    bridged = ndimage.binary_closing(np.pad(seen, reach), np.ones(2 * reach + 1, np.bool_))[reach:-reach]
    labels, count = ndimage.label(bridged)
    active = np.zeros(len(times), np.float32)
    speed = np.abs(np.gradient(clean, times))
    for number in range(1, count + 1):
        frames = np.flatnonzero(labels == number)
        own = np.arange(max(frames[0] - 1, 0), frames[-1] + 1)
        quick = speed[own] >= 0.2 * speed[own].max()
        active[own] = np.where(quick, share, 1.0 / BODY_CELLS)
    return active
