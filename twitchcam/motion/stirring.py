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

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.look import Field

__all__ = ["Stirring"]

Floats = NDArray[np.float32]
_USUAL: Final = 0.75
_MOST_VARYING: Final = 0.1
_FEWEST: Final = 4
_AWAY: Final = 3
"""Cells: displacement is an average over neighbours, and what moves uncovers what lies beside it."""
_LEAST_GREY_LEVELS: Final = 0.05
"""No change of a region varies less than this: a fifth of what the least noise comes to."""


class Stirring:
    """What visitors stir during a window.

    Parameters
    ----------
    look : Field
    """

    def __init__(self, look: Field) -> None:
        self._look = look
        self._steps: Floats | None = None
        if look.visitors:
            steps = np.abs(np.diff(look.change, axis=0, prepend=look.change[:1]))
            steps[1:][~(look.moving[1:] & look.moving[:-1])] = 0.0
            self._steps = steps

    def beside(self, region: NDArray[np.bool_]) -> Floats:
        """Return S, shape (n,).

        Parameters
        ----------
        region : array of bool, shape (rows, columns)
            Where the infant moves.
        """
        look = self._look
        stirred = np.zeros(len(look.times_s), np.float32)
        if self._steps is None:
            return stirred
        around = ndimage.binary_dilation(region, np.ones((3, 3), np.bool_), _AWAY - 1)
        for span, cells in look.visitors:
            during = (look.times_s >= span.start_s) & (look.times_s <= span.end_s)
            theirs = cells & ~around
            if not during.any() or not theirs.any():
                continue
            own, _ = _most_varying(self._steps[during][:, region])
            _, change = _most_varying(self._steps[during][:, theirs])
            scale = max(float(own.std()), _LEAST_GREY_LEVELS)
            stirred[during] = np.maximum(stirred[during], change / np.float32(scale))
        return stirred


def _most_varying(steps: Floats) -> tuple[Floats, Floats]:
    """Return the means of Q and of all of the change over the cells that vary most, rules 1 and 2; both shape (n,)."""
    usual = np.minimum(steps, np.quantile(steps, _USUAL, axis=0))
    count = min(steps.shape[1], max(_FEWEST, round(_MOST_VARYING * steps.shape[1])))
    most = np.argsort(usual.std(axis=0))[-count:]
    return usual[:, most].mean(axis=1), steps[:, most].mean(axis=1)
