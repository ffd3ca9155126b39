"""What looks different from one glance at the picture to another.

With G(k) the brightness of the cells at glance k and gain taken out: a cell has changed when abs(G(k) - G(r)) is at
least ``CHANGED_SHARE`` of the median of G(r), within limits.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import Scan

__all__ = ["changed_between", "differ"]

CHANGED_SHARE: Final = 0.06
LEAST_CHANGED, MOST_CHANGED = 2.5, 6.0
"""Grey levels; several times what noise does to the mean of a cell. A hand on a sheet differs by more."""


def changed_between(scan: Scan, reference: int, at: int) -> NDArray[np.bool_]:
    """Return which cells look different at a glance from how they did at another, shape (rows, columns)."""
    return differ(scan.glances[at].astype(np.float32), scan.glances[reference].astype(np.float32))


def differ(now: NDArray[np.float32], then: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which cells differ from an earlier brightness, both of shape (rows, columns)."""
    middle = float(np.median(then))
    gain = (middle + 1.0) / (float(np.median(now)) + 1.0)
    least = min(max(CHANGED_SHARE * middle, LEAST_CHANGED), MOST_CHANGED)
    return np.asarray(np.abs(now * gain - then) >= least)
