"""A second moving body: a hand, a grown-up or a pet that comes in from the picture's edge.

Within a block, with the cells that move at each frame:

1. What touches in space and time is one movement (gaps of one frame are closed).
2. It is a visitor when it starts outside the infant's box (at least ``outside_share`` of its cells in its first
   ``entry_s``), touches the picture's edge away from the infant, covers at least ``covered_share`` of the infant's
   box at once at some time, sweeps over ``swept_share`` of it in all, and takes at least ``shortest_s``.
3. A movement that goes on from a visitor of the block before is that visitor still; one that had come in from the edge
   by the end of the block before may become one.
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
        self._visiting: NDArray[np.bool_] | None = None
        """Cells of visitors at the end of the block before."""
        self._entering: NDArray[np.bool_] | None = None
        """Cells of what had come in from the edge, but not reached the infant, at the end of the block before."""

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
        visiting, entering = np.zeros(inside.shape, np.bool_), np.zeros(inside.shape, np.bool_)
        for number, where in enumerate(ndimage.find_objects(labels), start=1):
            first, last = where[0].start, where[0].stop - 1
            part = labels[first : last + 1] == number
            visits = first == 0 and _touches(part[0], self._visiting)
            enters = first == 0 and _touches(part[0], self._entering)
            enters = enters or _comes_in(part, times_s[first : last + 1], in_box, edge & ~inside)
            long_enough = first == 0 or times_s[last] - times_s[first] >= _SHORTEST_S
            if visits or (enters and long_enough and _reaches(part, in_box)):
                found.append(TimeSpan(float(times_s[first]), float(times_s[last])).pad(_PADDING_S))
                visits = True
            if last == len(times_s) - 1:
                visiting |= part[-1] & visits
                entering |= part[-1] & enters
        self._visiting, self._entering = visiting, entering
        return found


def _touches(cells: NDArray[np.bool_], earlier: NDArray[np.bool_] | None) -> bool:
    """Whether cells lie on, or beside, those of the block before."""
    if earlier is None:
        return False
    around = ndimage.binary_dilation(earlier, structure=np.ones((3, 3), np.bool_), iterations=2)
    return bool((cells & around).any())


def _reaches(part: NDArray[np.bool_], in_box: NDArray[np.bool_]) -> bool:
    """Whether a movement reaches over the infant."""
    size = np.count_nonzero(in_box)
    covered = int(part[:, in_box].sum(axis=1).max(initial=0))
    swept = np.count_nonzero(part.any(axis=0) & in_box)
    return bool(covered >= max(_COVERED_SHARE * size, _FEWEST_CELLS) and swept >= _SWEPT_SHARE * size)


def _comes_in(
    part: NDArray[np.bool_],
    times_s: NDArray[np.float64],
    in_box: NDArray[np.bool_],
    edge: NDArray[np.bool_],
) -> bool:
    """Whether a movement starts at the picture's edge, away from the infant."""
    entry = part[times_s <= times_s[0] + _ENTRY_S].any(axis=0)
    outside = np.count_nonzero(entry & ~in_box) >= _OUTSIDE_SHARE * np.count_nonzero(entry)
    return bool(outside and (entry & edge).any())
