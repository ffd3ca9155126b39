"""Series: bursts that are alike and follow each other.

Bursts b and c, c the later, are linked when

1. c starts within ``series_longest_interval_s`` of b's end, and
2. their durations, amplitudes and moving shares differ by at most the settings' ratios; a share that was too small to
   be measured may be any in a trace that both have; so do their rates, where both have one (what breathes between two
   bursts of a rhythm is no part of it), and
3. they share a trace or a named part of the body, or their places overlap by half of the smaller one, or both move at
   least ``series_wide_share`` of the body.

A series is a chain of links, each burst linked to the latest one it is alike to, one that moves the same region before
all others. Its similarity is the mean over the links of the smaller over the larger amplitude, duration and share.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from twitchcam.records import Box, Burst, Part, Series
from twitchcam.settings import BurstSettings
from twitchcam.timespan import TimeSpan

__all__ = ["find_series"]


def find_series(bursts: Sequence[Burst], settings: BurstSettings) -> tuple[Series, ...]:
    """Chain bursts that are alike, in time order; bursts without a like are left out.

    Parameters
    ----------
    bursts : sequence of Burst
        In time order.
    settings : BurstSettings
    """
    chains: list[list[Burst]] = []
    for burst in bursts:
        fitting = [chain for chain in chains if _alike(chain[-1], burst, settings)]
        if fitting:
            max(fitting, key=lambda chain: (_same_region(chain[-1], burst), chain[-1].span.end_s)).append(burst)
        else:
            chains.append([burst])
    return tuple(_series(chain) for chain in chains if len(chain) > 1)


def _alike(first: Burst, second: Burst, settings: BurstSettings) -> bool:
    apart_s = second.span.start_s - first.span.end_s
    return (
        0.0 <= apart_s <= settings.series_longest_interval_s
        and _ratio(first.span.duration_s, second.span.duration_s) <= settings.series_duration_ratio
        and _ratio(first.amplitude, second.amplitude) <= settings.series_amplitude_ratio
        and _share_ratio(first, second) <= settings.series_share_ratio
        and _rate_ratio(first, second) <= settings.series_rate_ratio
        and _same_place(first, second, settings)
    )


def _same_region(first: Burst, second: Burst) -> bool:
    """Whether the same region moves in both."""
    return bool(set(first.trace_ids) & set(second.trace_ids))


def _same_place(first: Burst, second: Burst, settings: BurstSettings) -> bool:
    """Whether two bursts move the same region or part, places that overlap, or both much of the body.

    Of a movement of the whole body now one limb leads, now another.
    """
    if _same_region(first, second):
        return True
    if min(first.share, second.share) >= settings.series_wide_share:
        return True
    named = (set(first.parts) & set(second.parts)) - {Part.UNKNOWN}
    return bool(named) or _overlap(first.box, second.box) >= 0.5


def _overlap(first: Box, second: Box) -> float:
    """Return the common area as a share of the smaller box."""
    width = min(first.right_px, second.right_px) - max(first.left_px, second.left_px)
    height = min(first.bottom_px, second.bottom_px) - max(first.top_px, second.top_px)
    smaller = min(first.width_px * first.height_px, second.width_px * second.height_px)
    return max(width, 0.0) * max(height, 0.0) / max(smaller, 1e-9)


def _share_ratio(first: Burst, second: Burst) -> float:
    """Return the ratio of the moving shares; 1 where one was not measured though the same region moved."""
    unmeasured = min(first.share, second.share) <= 0.0 and _same_region(first, second)
    return 1.0 if unmeasured else _ratio(first.share, second.share)


def _rate_ratio(first: Burst, second: Burst) -> float:
    """Return the ratio of the rates; 1 where one has none."""
    if first.rate_hz is None or second.rate_hz is None:
        return 1.0
    return _ratio(first.rate_hz, second.rate_hz)


def _ratio(first: float, second: float) -> float:
    return max(first, second, 1e-9) / max(min(first, second), 1e-9)


def _series(chain: list[Burst]) -> Series:
    intervals = np.diff([burst.span.start_s for burst in chain])
    likeness = [
        (1 / _ratio(a.amplitude, b.amplitude) + 1 / _ratio(a.span.duration_s, b.span.duration_s)
         + 1 / _share_ratio(a, b)) / 3
        for a, b in pairwise(chain)
    ]  # fmt: skip
    return Series(
        span=TimeSpan(chain[0].span.start_s, chain[-1].span.end_s),
        bursts=tuple(chain),
        interval_median_s=float(np.median(intervals)),
        interval_cv=float(intervals.std(ddof=1) / intervals.mean()) if len(intervals) > 1 else None,
        similarity=float(np.mean(likeness)),
    )
