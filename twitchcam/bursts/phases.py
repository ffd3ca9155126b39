"""How unlike the two phases of a rhythm's strokes are: out and back.

Clonic strokes go out faster than they come back; tremor and other sinusoids take as long either way (see
`LabelSettings.unequal_phases`). With o_k and b_k the times from 10% to 90% of the leg that is stroke k and of the next
leg, which goes the other way:

    phase_ratio = median(max(o_k, b_k) / min(o_k, b_k))

A leg is known to a frame at either end, so no time counts as shorter than a frame's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.bursts.legs import Leg
from twitchcam.records import Stroke

__all__ = ["phase_ratio"]

_LEAST_STROKES = 3


def phase_ratio(strokes: Sequence[Stroke], legs: Sequence[Leg], sampling_hz: float) -> float | None:
    """Return the longer over the shorter phase of the strokes of one region; see the module's text.

    Parameters
    ----------
    strokes : sequence of Stroke
    legs : sequence of Leg
        Of the same region, in time order.
    sampling_hz : float
        Frames per second.

    Returns
    -------
    float or None
        1 and more; None for fewer than three strokes that come back.
    """
    ratios = []
    onsets = [leg.onset_s for leg in legs]
    for stroke in strokes:
        number = int(np.searchsorted(onsets, stroke.onset_s - 1e-9))
        if number + 1 < len(legs) and legs[number + 1].direction == -legs[number].direction:
            out_s, back_s = (max(leg.end_s - leg.onset_s, 1.0 / sampling_hz) for leg in legs[number : number + 2])
            ratios.append(max(out_s, back_s) / min(out_s, back_s))
    return float(np.median(ratios)) if len(ratios) >= _LEAST_STROKES else None
