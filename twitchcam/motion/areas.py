"""Connected areas of cells."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["TOUCHING", "areas"]

TOUCHING = np.ones((3, 3), np.bool_)
"""Cells that touch at a side or a corner are connected."""


def areas(cells: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """Yield each connected area, in the order of its first cell, row by row."""
    labels, count = ndimage.label(cells, structure=TOUCHING)
    for number in range(1, count + 1):
        yield labels == number
