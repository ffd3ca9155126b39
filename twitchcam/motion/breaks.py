"""Breaks: stretches in which nothing was recorded and that are too long to look across.

Pictures on either side of a break are never compared, and no window and no visit reaches over one. Shorter gaps are
treated as missing pictures are: a position that is held over one is still seen as one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import VideoInfo
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

__all__ = ["breaks_of", "fresh_frames"]


def breaks_of(info: VideoInfo, settings: ScanSettings) -> tuple[TimeSpan, ...]:
    """Return the gaps between the files of a recording that are longer than ``close_gap_s``."""
    return tuple(span for span in info.unrecorded() if span.duration_s > settings.close_gap_s)


def fresh_frames(times_s: NDArray[np.float64], breaks: Sequence[TimeSpan], lag_s: float) -> NDArray[np.bool_]:
    """Return which frames come less than ``lag_s`` after the first one or after a break, shape (n,).

    Coders sharpen the first pictures step by step, which looks like movement everywhere.
    """
    fresh = times_s - times_s[0] < lag_s
    for span in breaks:
        fresh |= (times_s >= span.end_s) & (times_s - span.end_s < lag_s)
    return np.asarray(fresh)
