"""How bright a picture is made before the models see it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["lifted", "stretched"]

DARK = 0.3
"""Median brightness, 0 to 1, below which a picture is lifted."""

ENDS = (1.0, 99.0)
"""Percentiles of the brightness that become the darkest and the brightest grey level."""

LEAST_SPREAD = 8.0
"""What spreads by less, grey levels, is noise."""


def lifted(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a dark picture with its middle brightness lifted to `DARK` by a power law; others as they are.

    Measured on noisy night pictures at a quarter of their brightness: a body was found upright in 11 of 12 lifted ones
    and in none of the others; lifting pictures that are not dark loses bodies (19 instead of 41 of 72), and so does
    local equalisation (15).
    """
    middle = max(float(np.median(luma)) / 255.0, 0.01)
    if middle >= DARK:
        return luma
    exponent = max(float(np.log(DARK) / np.log(middle)), 0.25)
    table = np.round(255.0 * (np.arange(256) / 255.0) ** exponent).astype(np.uint8)
    return np.asarray(table[luma])


def stretched(luma: NDArray[np.uint8], to: tuple[float, float] = (0.0, 255.0)) -> NDArray[np.uint8]:
    """Return the picture with nearly all of its brightness spread over the whole range.

    Parameters
    ----------
    luma : ndarray, shape (height, width), uint8
    to : tuple of float
        Darkest and brightest grey level.
    """
    low, high = np.percentile(luma, ENDS)
    darkest, brightest = to
    spread = darkest + (luma.astype(np.float32) - low) * ((brightest - darkest) / max(high - low, LEAST_SPREAD))
    return np.asarray(np.clip(spread, 0.0, 255.0), dtype=np.uint8)
