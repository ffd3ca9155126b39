"""A second moving body: a hand, a grown-up or a pet that comes in from the picture's edge.

Within a block, with the cells that move at each frame:

1. What touches in space and time is one movement (gaps of one frame are closed).
2. It is a visitor when it starts outside the infant's box (at least ``outside_share`` of its cells in its first
   ``entry_s``), touches the picture's edge away from the infant, covers at least ``covered_share`` of the infant's
   box at once at some time, sweeps over ``swept_share`` of it in all, and takes at least ``shortest_s``.
3. A movement that goes on from a visitor of the block before is that visitor still.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.timespan import TimeSpan

__all__ = ["VisitorWatch"]

_ENTRY_S = 0.4
_OUTSIDE_SHARE = 0.8
_COVERED_SHARE, _SWEPT_SHARE = 0.04, 0.10
_FEWEST_CELLS = 3
_SHORTEST_S = 0.5
"""Shorter changes from the edge over the infant are the coder's."""
_PADDING_S = 0.5
"""A visitor that stands still does not show; it is still there for a moment before and after it moves."""


class VisitorWatch:
    """Looks for visitors block after block."""

    def __init__(self) -> None:
        self._open: NDArray[np.bool_] | None = None

    def spans(
        self,
        times_s: NDArray[np.float64],
        moved: NDArray[np.bool_],
        inside: NDArray[np.bool_],
        in_box: NDArray[np.bool_],
    ) -> list[TimeSpan]:
        """Return the stretches of a block in which a visitor moves.

        Parameters
        ----------
        times_s : array, shape (n,)
        moved : array of bool, shape (n, rows, columns)
            Cells that move; foreign ones and changes of the whole picture taken out.
        inside : array of bool, shape (rows, columns)
            The infant's region with its margin.
        in_box : array of bool, shape (rows, columns)
            The infant's box.
        """
        edge = np.ones(inside.shape, np.bool_)
        edge[1:-1, 1:-1] = False
        bridged = ndimage.binary_closing(moved, structure=np.ones((3, 1, 1), np.bool_)) | moved
        labels, _ = ndimage.label(bridged, structure=np.ones((3, 3, 3)))
        found: list[TimeSpan] = []
        still_open = np.zeros(inside.shape, np.bool_)
        for number, where in enumerate(ndimage.find_objects(labels), start=1):
            first, last = where[0].start, where[0].stop - 1
            part = labels[first : last + 1] == number
            goes_on = first == 0 and self._open is not None and bool((part[0] & self._open).any())
            if goes_on or _enters(part, times_s[first : last + 1], in_box, edge & ~inside):
                found.append(TimeSpan(float(times_s[first]), float(times_s[last])).pad(_PADDING_S))
                if last == len(times_s) - 1:
                    still_open |= part[-1]
        self._open = still_open
        return found


def _enters(
    part: NDArray[np.bool_],
    times_s: NDArray[np.float64],
    in_box: NDArray[np.bool_],
    edge: NDArray[np.bool_],
) -> bool:
    """Whether a movement comes in from the edge and reaches over the infant."""
    if times_s[-1] - times_s[0] < _SHORTEST_S:
        return False
    covered = part[:, in_box].sum(axis=1)
    if int(covered.max(initial=0)) < max(_COVERED_SHARE * np.count_nonzero(in_box), _FEWEST_CELLS):
        return False
    if np.count_nonzero(part.any(axis=0) & in_box) < _SWEPT_SHARE * np.count_nonzero(in_box):
        return False
    entry = part[times_s <= times_s[0] + _ENTRY_S].any(axis=0)
    outside = np.count_nonzero(entry & ~in_box) >= _OUTSIDE_SHARE * np.count_nonzero(entry)
    return bool(outside and (entry & edge).any())
