"""How much a visitor stirs while a region of the infant moves: a hand that pats, or one that lies still.

What moves in rhythm under a hand may be pushed by it, or go on by itself underneath. A hand that pats changes in that
rhythm too, and by more than what it pushes; one that lies still changes by no more than noise. With C(i) the change of
a cell at frame i against the picture at rest (`twitchcam.motion.look`), 0 inside rests:

1. Q(i) = abs(C(i) - C(i - 1)) of each cell while a visitor is there, at most its ``_USUAL`` quantile over that time: a
   hand that comes or goes changes more than anything that it does meanwhile.
2. Of the visitor's cells that lie ``_AWAY`` cells and more from the region, and of the region's own, those count that
   vary most: a tenth of them, ``_FEWEST`` at least. V and O are the means of abs(C(i) - C(i - 1)) and of Q over them.
3. S(i) = V(i) / standard deviation of O, 0 where no visitor is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.look import Field
from twitchcam.timespan import TimeSpan

__all__ = ["Stirring"]

Floats = NDArray[np.float32]
_USUAL: Final = 0.75
_MOST_VARYING: Final = 0.1
_FEWEST: Final = 4
_AWAY: Final = 3
"""Cells: displacement is an average over neighbours, and what moves uncovers what lies beside it."""
_LEAST_GREY_LEVELS: Final = 0.05
"""No change of a region varies less than this: a sixth of the least noise of a cell."""


@dataclass(frozen=True, slots=True)
class _Visit:
    during: NDArray[np.bool_]
    """Shape (n,)."""
    cells: NDArray[np.bool_]
    """Where the visitor moves, shape (rows, columns)."""
    steps: Floats
    """Change from frame to frame, shape (frames during it, rows, columns)."""
    usual: Floats
    """Q of rule 1, of the same shape."""
    spread: Floats
    """How much Q varies, shape (rows, columns)."""


class Stirring:
    """What visitors stir during a window.

    Parameters
    ----------
    look : Field
    """

    def __init__(self, look: Field) -> None:
        self._frames = len(look.times_s)
        self._visits = [visit for span, cells in look.visitors if (visit := _visit(look, span, cells)) is not None]

    def beside(self, region: NDArray[np.bool_]) -> Floats:
        """Return S, shape (n,).

        Parameters
        ----------
        region : array of bool, shape (rows, columns)
            Where the infant moves.
        """
        stirred = np.zeros(self._frames, np.float32)
        around = ndimage.binary_dilation(region, np.ones((3, 3), np.bool_), _AWAY - 1)
        for visit in self._visits:
            theirs = visit.cells & ~around
            if theirs.any():
                change = visit.steps[:, _most_varying(visit, theirs)].mean(axis=1)
                own = visit.usual[:, _most_varying(visit, region)].mean(axis=1)
                scale = max(float(own.std()), _LEAST_GREY_LEVELS)
                stirred[visit.during] = np.maximum(stirred[visit.during], change / np.float32(scale))
        return stirred


def _visit(look: Field, span: TimeSpan, cells: NDArray[np.bool_]) -> _Visit | None:
    """Apply rule 1 to a visit; None where it lies in no frame."""
    during = (look.times_s >= span.start_s) & (look.times_s <= span.end_s)
    if not during.any():
        return None
    steps = np.abs(np.diff(look.change, axis=0, prepend=look.change[:1]))
    steps[1:][~(look.moving[1:] & look.moving[:-1])] = 0.0
    steps = steps[during]
    usual = np.minimum(steps, np.quantile(steps, _USUAL, axis=0)).astype(np.float32)
    return _Visit(during, cells, steps, usual, usual.std(axis=0))


def _most_varying(visit: _Visit, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return those of some cells that vary most, rule 2, shape (rows, columns)."""
    size = int(np.count_nonzero(cells))
    count = min(size, max(_FEWEST, round(_MOST_VARYING * size)))
    most = np.argsort(np.where(cells, visit.spread, -1.0), axis=None)[-count:]
    chosen = np.zeros(cells.shape, np.bool_)
    chosen.flat[most] = True
    return chosen
