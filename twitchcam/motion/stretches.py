"""Runs of frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twitchcam.timespan import TimeSpan

__all__ = ["stretches"]


def stretches(times_s: NDArray[np.float64], flags: NDArray[np.bool_], longer_than_s: float) -> list[TimeSpan]:
    """Return runs of flagged frames that last longer than a limit."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    runs = (TimeSpan(float(times_s[a]), float(times_s[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True))
    return [run for run in runs if run.duration_s > longer_than_s]
