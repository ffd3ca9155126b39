"""Weak movement that goes on: a tremor may stay below the level of a jerk in every single frame.

With z(i, L, c) the activity of cell c at frame i and lag L in multiples of its noise, and a second a stretch of
``persisting_s`` around a frame:

1. m(i, L, c) = mean over the second of min(z, active_z); a jerk fills little of it.
2. u(c) = the low quantile of m at the short lag over the block, at most ``floor_ratio`` times its median over all
   cells: noise goes on as well, a tremor of less than 70% of the block does not lift u, and a longer one not far.
3. c goes on at i when m at the short lag is at least ``persisting_z``, and ``persisting_ratio`` u(c).
4. What goes to and fro at f Hz differs after a lag L by abs(sin(pi f L)). So frames in which neighbouring cells go on
   persist where m at the short lag is at least ``persisting_quick`` times m at the long lag; breathing and what
   settles move further in that time. They also do where it is ``persisting_slower`` times that, as for a tremor that
   the long lag happens to catch at its other end, for ``persisting_least_s`` and more: around a jerk it is so for a
   moment.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_opening, uniform_filter1d

from twitchcam.settings import ScanSettings

__all__ = ["has_neighbours", "persists"]


def persists(
    z: NDArray[np.float32], times_s: NDArray[np.float64], inside: NDArray[np.bool_], settings: ScanSettings
) -> NDArray[np.bool_]:
    """Whether weak, quick movement of the infant goes on around each frame, shape (frames,).

    Parameters
    ----------
    z : array, shape (frames, 2, rows, columns)
        Activity of one block at both lags, in multiples of the noise.
    times_s : array, shape (frames,)
    inside : array of bool, shape (rows, columns)
        Cells that belong to the infant.
    settings : ScanSettings
    """
    if len(times_s) < 3:
        return np.zeros(len(z), np.bool_)
    step_s = float(np.median(np.diff(times_s)))
    around = max(3, round(settings.persisting_s / step_s))
    short, long = (
        uniform_filter1d(np.minimum(z[:, lag], np.float32(settings.active_z)), around, axis=0) for lag in (0, 1)
    )
    usual = np.quantile(short, settings.low_quantile, axis=0)
    usual = np.minimum(usual, settings.floor_ratio * np.median(usual))
    goes_on = (short >= np.maximum(settings.persisting_z, settings.persisting_ratio * usual)) & inside
    quick, slower = (
        has_neighbours(goes_on & (short >= times * long), settings.active_cells)
        for times in (settings.persisting_quick, settings.persisting_slower)
    )
    least = np.ones(max(3, round(settings.persisting_least_s / step_s)), np.bool_)
    return np.asarray(quick | binary_opening(slower, least), np.bool_)


def has_neighbours(moved: NDArray[np.bool_], fewest: int) -> NDArray[np.bool_]:
    """Whether each frame holds a moved cell with at least ``fewest - 1`` moved ones around it.

    Parameters
    ----------
    moved : array of bool, shape (frames, rows, columns)
    fewest : int
    """
    padded = np.pad(moved, ((0, 0), (1, 1), (1, 1))).astype(np.int8)
    rows, columns = moved.shape[1:]
    around = sum(padded[:, 1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns] for dy in (-1, 0, 1) for dx in (-1, 0, 1))
    return np.asarray((moved & (around >= fewest)).any(axis=(1, 2)))
