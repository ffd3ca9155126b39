"""How much a visitor moves in a burst's rhythm: it is what moves, then, and not the infant underneath.

With r the rate of the burst, t the frames' times during it, and S what visitors stir beside its leading region
(`MotionTrace.stirred`), at most its ``_USUAL`` quantile: the amplitude of the sinusoids of r and 2 r that fit S best by
least squares. What goes to and fro changes most on its way, twice a period.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twitchcam.records import MotionTrace
from twitchcam.timespan import TimeSpan

__all__ = ["visitor_beat"]

_USUAL: Final = 0.75
"""A hand that comes or goes changes more than anything that it does meanwhile."""
_COLUMNS: Final = 5


def visitor_beat(trace: MotionTrace, span: TimeSpan, rate_hz: float) -> float:
    """Return how much visitors change in a rhythm, in standard deviations of the change of what the infant moves.

    Parameters
    ----------
    trace : MotionTrace
        Of the leading region.
    span : TimeSpan
        The burst.
    rate_hz : float

    Returns
    -------
    float
        0 where nobody is there, or there are too few frames to tell.
    """
    during = (trace.times_s >= span.start_s) & (trace.times_s <= span.end_s)
    stirred = trace.stirred[during].astype(np.float64)
    if len(stirred) <= _COLUMNS or not stirred.any():
        return 0.0
    stirred = np.minimum(stirred, np.quantile(stirred, _USUAL))
    phases = 2.0 * np.pi * rate_hz * trace.times_s[during]
    waves = [wave(factor * phases) for factor in (1.0, 2.0) for wave in (np.cos, np.sin)]
    columns = np.stack([np.ones_like(phases), *waves], axis=1)
    fitted = np.linalg.lstsq(columns, stirred, rcond=None)[0]
    return float(np.linalg.norm(fitted[1:]))
