"""Hunting exposure: the brightness of the whole picture goes up and down until the camera has found its own.

With b the frames' median brightness, smoothed over ``_SMOOTH_S``:

1. A leg is a rise or a fall of log b by at least ``_LEG``, within ``_LONGEST_LEG_S``; smaller turns are part of the leg
   they lie in.
2. Three legs and more, each beginning where the one before ends or within ``_APART_S`` of it, are a hunt: a light that
   goes on is one leg up and, as the camera makes up for it, one down.
3. Most of the picture has to go up and down as one: in ``_SHARE`` of the cells what differs from the common course is
   at most half of that. What moves close to the camera brightens one place and darkens another.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.records import Scan
from twitchcam.timespan import TimeSpan, merge

__all__ = ["exposure_hunts"]

_SMOOTH_S = 0.2
_LEG = 0.06
"""Flicker of lamps stays below 0.045 from end to end; cameras were seen to hunt by 0.15 to 0.4."""
_LONGEST_LEG_S = 2.5
"""A camera finds its exposure within seconds (judgement)."""
_APART_S = 0.5
_FEWEST_LEGS = 3
_SHARE = 0.6
_OFFSET = 5.0
"""Grey levels added before ratios are taken, so that dark noise makes no step."""


def exposure_hunts(scan: Scan) -> tuple[TimeSpan, ...]:
    """Return the stretches in which the exposure hunts, in time order; see the module's text."""
    times = scan.times_s
    if len(times) < 5:
        return ()
    width = max(1, round(_SMOOTH_S / max(float(np.median(np.diff(times))), 1e-3)))
    smooth = ndimage.uniform_filter1d(scan.brightness.astype(np.float64) + _OFFSET, width, mode="nearest")
    course = np.log(smooth)
    legs = [
        TimeSpan(float(times[first]), float(times[last]))
        for first, last in _legs(course)
        if times[last] - times[first] <= _LONGEST_LEG_S
    ]
    hunts = [run for run in merge(legs, _APART_S) if _legs_in(run, legs) >= _FEWEST_LEGS]
    return tuple(hunt for hunt in hunts if _as_one(scan, hunt))


def _legs_in(run: TimeSpan, legs: list[TimeSpan]) -> int:
    return sum(run.start_s - 1e-9 <= leg.start_s and leg.end_s <= run.end_s + 1e-9 for leg in legs)


def _legs(course: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return first and last frame of every rise and fall of at least ``_LEG``, from 15% to 85% of it."""
    turns, low, high, rising = list[int](), 0, 0, False
    for index, value in enumerate(course):
        low = index if value < course[low] else low
        high = index if value > course[high] else high
        if (not turns or not rising) and value - course[low] >= _LEG:
            turns.append(low)
            rising, high = True, index
        elif (not turns or rising) and course[high] - value >= _LEG:
            turns.append(high)
            rising, low = False, index
    turns += [high if rising else low] if turns else []
    return [_trimmed(course, first, last) for first, last in pairwise(turns)]


def _trimmed(course: NDArray[np.float64], first: int, last: int) -> tuple[int, int]:
    done = (course[first : last + 1] - course[first]) / (course[last] - course[first])
    # A leg hardly larger than ``_LEG`` may come nearly all the way, go nearly all the way back, and come again.
    began = int(np.flatnonzero(done <= 0.15)[-1])
    return first + began, first + began + int(np.flatnonzero(done[began:] >= 0.85)[0])


def _as_one(scan: Scan, span: TimeSpan) -> bool:
    """Whether most cells follow the common course; true where there are too few glances to tell it by."""
    first, last = np.searchsorted(scan.glance_times_s, (span.start_s - 0.5, span.end_s + 0.5))
    seen = np.log(scan.glances[int(first) : int(last)].astype(np.float64) + _OFFSET)
    if len(seen) < 3:
        return True
    cells = (seen - seen.mean(axis=0)).reshape(len(seen), -1)
    common = np.median(cells, axis=1, keepdims=True)
    apart = np.sqrt(np.square(cells - common).mean(axis=0))
    return bool((apart <= 0.5 * np.sqrt(np.square(common).mean())).mean() >= _SHARE)
