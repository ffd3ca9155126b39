"""What passes before the infant is bridged: a cell that it hides moves, meanwhile, from where it was to where it is.

With D(i) the displacement of a cell, hidden from frame a to frame b (`twitchcam.motion.passing`; flow smears what
passes over its edge, so the cells within reach of that are hidden as well):

1. B(i) = the line, over the presentation times, from the last D before a to the first one after b. Where there is none
   on one side, it is that of the other.
2. h = the largest abs(D(i) - B(i)) from a to b. o = how far D goes from where it is last before a, within ``AROUND_S``
   of it, or from where it is first after b, within as much of that; the smaller of both. Only frames count in which the
   cell differs from the picture at rest as one that moves does (`twitchcam.motion.regions`), and is not hidden:
   elsewhere flow wanders.
3. Where o < ``OF_ITS_OWN`` h, nothing goes on: D, the cell's change and its brightness are bridged. Otherwise the cell
   moves by itself, before and after, and what it does is left as it is: of a rhythm no stroke may be lost to an insect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.motion.change import calm_noise, change_noise
from twitchcam.motion.look import Field
from twitchcam.settings import LookSettings

__all__ = ["bridged"]

AROUND_S: Final = 1.0
"""Judgement: a stroke of the slowest rhythms that are told."""
OF_ITS_OWN: Final = 0.3
"""Judgement: what a passing thing does to flow is as large as a stroke, and noise is much smaller."""


def bridged(look: Field, settings: LookSettings) -> Field:
    """Return a field without what passed.

    Parameters
    ----------
    look : Field
    settings : LookSettings
    """
    hidden = np.zeros(look.change.shape, np.bool_)
    for time_s, cells in look.passing:
        at = int(np.argmin(np.abs(look.times_s - time_s)))
        if abs(look.times_s[at] - time_s) < 1e-3:
            hidden[at] |= cells
    if not hidden.any():
        return look
    seen = ~hidden & (look.change >= settings.change_z * calm_noise(look, change_noise(look, settings), settings))
    displacement, change, residual = look.displacement.copy(), look.change.copy(), look.residual.copy()
    light = None if look.light is None else look.light.copy()
    for row, column in np.argwhere(hidden.any(axis=0)):
        for first, last in _runs(hidden[:, row, column]):
            if not _rests(look.times_s, seen[:, row, column], (first, last), look.displacement[:, row, column]):
                continue
            _bridge(displacement[:, row, column], look.times_s, first, last)
            _bridge(change[:, row, column], look.times_s, first, last)
            _bridge(residual[:, row, column], look.times_s, first, last)
            if light is not None:
                quarters = light[:, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
                _bridge(quarters, look.times_s, first, last)
    return replace(look, displacement=displacement, change=change, residual=residual, light=light)


def _runs(hidden: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield first and last frame of every stretch in which a cell is hidden."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], hidden.astype(np.int8), [0]])))
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        yield int(first), int(stop) - 1


def _rests(
    times_s: NDArray[np.float64], seen: NDArray[np.bool_], run: tuple[int, int], course: NDArray[np.float32]
) -> bool:
    """Whether a cell does nothing of its own around a stretch in which it is hidden (rules 2 and 3).

    `seen` are the frames in which it shows that it moves.
    """
    first, last = run
    bridge = course.astype(np.float64)
    _bridge(bridge, times_s, first, last)
    goes = float(np.linalg.norm(course[first : last + 1] - bridge[first : last + 1], axis=1).max())
    before = seen & (times_s >= times_s[first] - AROUND_S) & (times_s < times_s[first])
    after = seen & (times_s <= times_s[last] + AROUND_S) & (times_s > times_s[last])
    if not before.any() or not after.any():
        return True
    earlier = float(np.linalg.norm(course[before] - course[first - 1], axis=1).max())
    later = float(np.linalg.norm(course[after] - course[last + 1], axis=1).max())
    return min(earlier, later) < OF_ITS_OWN * goes


def _bridge(values: NDArray[np.floating], times_s: NDArray[np.float64], first: int, last: int) -> None:
    """Draw a straight line from the frame before a stretch to the one after it, in place (rule 1)."""
    ends = [at for at in (first - 1, last + 1) if 0 <= at < len(values)]
    if not ends:
        return
    share = np.zeros(last - first + 1)
    if len(ends) == 2:
        share = (times_s[first : last + 1] - times_s[ends[0]]) / (times_s[ends[1]] - times_s[ends[0]])
    share = share.reshape(-1, *[1] * (values.ndim - 1))
    values[first : last + 1] = (1.0 - share) * values[ends[0]] + share * values[ends[-1]]
