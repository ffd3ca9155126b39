"""Single strokes, bursts of them, and series of bursts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from twitchcam.records.body import Box, FoundBy, Part
from twitchcam.timespan import TimeSpan

__all__ = ["Burst", "Series", "Stroke"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One quick movement of one region: away from where it was, or back."""

    onset_s: float
    peak_s: float
    """Time of the highest speed."""
    end_s: float
    part: Part
    amplitude: float
    """Largest displacement against the position at onset, body lengths."""
    peak_speed: float
    """Body lengths per second."""
    direction: int
    """+1 along the trace's main axis, -1 against it."""
    plateau_s: float
    """Time spent above 70% of the stroke's largest displacement, seconds."""
    residual: float
    """Displacement that is left when the movement ends, as a share of the amplitude."""
    trace_id: str
    """The trace that it was found in."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Strokes that belong together by time, of one part or of several that move at once."""

    span: TimeSpan
    peak_s: float
    strokes: tuple[Stroke, ...]
    """Strokes of the leading part, in time order."""
    parts: tuple[Part, ...]
    """The leading part first."""
    trace_ids: tuple[str, ...]
    """The leading trace first."""
    rate_hz: float | None
    """Strokes per second, None where there are too few."""
    rate_low_hz: float | None
    rate_high_hz: float | None
    interval_cv: float | None
    """Standard deviation over mean of the intervals between strokes."""
    hold_s: float
    """Longest time that a displacement is held as a plateau."""
    released: float
    """How much of the held displacement is let go at the end: 1 all of it, 0 nothing."""
    share: float
    """Largest share of the infant's area that moves at once."""
    separated_regions: int
    """How many regions that do not touch move at once."""
    axial: bool
    """Whether head or trunk take part as a leading region."""
    amplitude: float
    """Body lengths."""
    peak_speed: float
    """Body lengths/s."""
    moving_share: float
    """Share of the span during which anything moves, 0 to 1."""
    jerk_like_onset: bool
    """Whether it starts with a stroke rather than slowly."""
    sampling_hz: float
    """Frames per second around the burst."""
    signal_to_noise: float
    """Peak displacement in multiples of its noise."""
    box: Box
    """Around all regions that take part, in pixels of the original picture."""
    body_found_by: FoundBy
    in_body: bool
    features: Mapping[str, float] = field(default_factory=dict, hash=False)
    """Further measured values by name, for reasons and for research."""


@dataclass(frozen=True, slots=True)
class Series:
    """Bursts that are alike and follow each other."""

    span: TimeSpan
    bursts: tuple[Burst, ...]
    interval_median_s: float
    interval_cv: float | None
    similarity: float
    """0 to 1: how alike the bursts are."""
