"""What else changes in the picture, named with its place: things that never rest, and running writing such as a clock.

Nothing is decided here: both are found by `twitchcam.motion.foreign` and `twitchcam.motion.writing`. A clock of high
contrast may seem to never rest, as the long lag shows each step for half a second: an area that never rests is writing
where it holds cells of writing and is no larger than that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twitchcam.motion.areas import areas
from twitchcam.motion.windows import Activity
from twitchcam.motion.writing import is_small
from twitchcam.records import Box, Masked, Scan
from twitchcam.timespan import TimeSpan

__all__ = ["name_sources"]


def name_sources(scan: Scan, activity: Activity) -> tuple[Masked, ...]:
    """Return the places in the picture that change by themselves, what never rests first, each from top to bottom.

    Parameters
    ----------
    scan : Scan
    activity : Activity
        Of this scan.

    Returns
    -------
    tuple of Masked
        ``never_rests`` and ``on_screen_text``; each spans the whole scan.
    """
    span = TimeSpan(float(scan.times_s[0]), float(scan.times_s[-1]))
    kept = activity.foreign | activity.writing
    named = []
    for area in areas(activity.foreign):
        if not is_small(area) or not (area & activity.writing).any():
            named.append(Masked(span, "never_rests", _box(scan, area)))
            kept &= ~area
    return (*named, *(Masked(span, "on_screen_text", _box(scan, area)) for area in areas(kept)))


def _box(scan: Scan, area: NDArray[np.bool_]) -> Box:
    """Return the box around cells, pixels of the original picture."""
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    width_px, height_px = scan.cell_px
    return Box(
        float(columns[0] * width_px),
        float(rows[0] * height_px),
        float((columns[-1] + 1) * width_px),
        float((rows[-1] + 1) * height_px),
    )
