"""Where things moved clearly, moment by moment: what tells where an infant lies beyond what its pose shows.

1. A cell moved in a moment of ``MOMENT_S`` when, at any frame of it, it stood at ``CLEARLY`` times what makes a cell
   active at the short lag, and two of its neighbours with it. Left out are sources that never rest, running writing,
   frames in which the whole picture changed, changes of the light and visits, each with a margin.
2. It moved in place where ``IN_PLACE`` of all connected cells that moved in this moment did so at once, at some frame
   of it, as those of a limb that jerks do. What an insect, a shadow or a hand passes on its way moves one after the
   other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.exclusions import light_switches
from twitchcam.motion.in_force import body_in_force, cells_of_body
from twitchcam.motion.noise import block_range, block_z
from twitchcam.motion.windows import Activity
from twitchcam.records import BodyMap, Scan
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

__all__ = ["MOMENT_S", "moved_places"]

MOMENT_S: Final = 5.0
"""Length of a moment: ordinary movements in sleep take 5 to 10 s, so what moved in two of them moved twice, or for
longer than a hand that comes by."""
IN_PLACE: Final = 0.5
"""Judgement: between all at once and one after the other."""
CLEARLY: Final = 2.0
"""How many times ``active_z``: where the infant lies is no question of the smallest movement."""
_NEIGHBOURS: Final = 2
_LIGHT_MARGIN_S: Final = 1.0
_VISIT_MARGIN_S: Final = 0.5


def moved_places(scan: Scan, bodies: Sequence[BodyMap], activity: Activity, settings: ScanSettings) -> NDArray[np.int8]:
    """Return whether each cell moved in each moment, shape (moments, rows, columns): 0, 1, or 2 in place.

    Moment k begins at ``k * MOMENT_S``.

    Parameters
    ----------
    scan : Scan
    bodies : sequence of BodyMap
        In time order: what lies outside them says how much noise there is.
    activity : Activity
        Of this scan.
    settings : ScanSettings
    """
    times = scan.times_s
    calm = ~activity.broad
    for change in light_switches(scan):
        calm &= ~_during(times, change.pad(_LIGHT_MARGIN_S))
    for visit in activity.visits:
        calm &= ~_during(times, visit.span.pad(_VISIT_MARGIN_S))
    moments = (times / MOMENT_S).astype(np.intp)
    moved = np.zeros((int(moments[-1]) + 1, *activity.foreign.shape), np.int8)
    for number, block in enumerate(scan.blocks):
        first, last = block_range(scan, number)
        inside = cells_of_body(scan, body_in_force(bodies, block.span.middle_s))
        clear = block_z(scan, number, inside, settings)[:, 0] >= CLEARLY * settings.active_z
        clear &= ~(activity.foreign | activity.writing) & calm[first:last, None, None]
        around = ndimage.convolve(clear.view(np.uint8), np.ones((1, 3, 3), np.uint8), mode="constant")
        clear &= around > _NEIGHBOURS
        for moment in np.unique(moments[first:last]):
            moved[moment] = np.maximum(moved[moment], _how_much(clear[moments[first:last] == moment]))
    return moved


def _how_much(clear: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return 1 for cells that moved at any frame and 2 for those that moved in place; `clear` is frames first."""
    labels, count = ndimage.label(clear.any(axis=0), structure=np.ones((3, 3)))
    numbers = range(1, count + 1)
    at_once = [int((clear & (labels == number)).sum(axis=(1, 2)).max()) for number in numbers]
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    amounts = [0, *(2 if most >= IN_PLACE * size else 1 for most, size in zip(at_once, sizes, strict=True))]
    return np.array(amounts, np.int8)[labels]


def _during(times_s: NDArray[np.float64], span: TimeSpan) -> NDArray[np.bool_]:
    return np.asarray((times_s >= span.start_s) & (times_s <= span.end_s))
