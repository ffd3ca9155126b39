"""How long a region stays away from where it was, whether it wavers there or not.

A spasm goes out, stays and comes back. Under a blanket, or of a limb that trembles while it is held, what stays goes to
and fro by a third of its way, and every turn of it looks like a stroke by itself. Strokes of a cluster come back
between: of 178 clusters in 232 recordings 95% were half of the way out for at most 0.12 s at once, three spasms that
were taken for clusters for 0.6 to 0.8 s. With d(i) the displacement against that before the burst, and A its largest:

    away_s = longest time for which abs(d(i)) >= A / 2, if it is less before the burst's end or within ``lead_s`` of it

and 0 where it is not: what does not come back has found a new place.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twitchcam.records import MotionTrace
from twitchcam.timespan import TimeSpan

__all__ = ["away_s"]

_AWAY: Final = 0.5


def away_s(trace: MotionTrace, span: TimeSpan, lead_s: float) -> float:
    """Return how long a region stays half of its way out at once, seconds.

    Parameters
    ----------
    trace : MotionTrace
        Of the leading region.
    span : TimeSpan
        The burst.
    lead_s : float
        Time around it in which the region is where it was before, and where it is afterwards.
    """
    first, stop = np.searchsorted(trace.times_s, (span.start_s - lead_s, span.end_s + lead_s))
    times_s = trace.times_s[first:stop]
    if len(times_s) < 3:
        return 0.0
    away = np.abs(trace.displacement[first:stop] - trace.displacement[first])
    out = away >= _AWAY * away.max()
    if out[-1] or away.max() <= 0.0:
        return 0.0
    edges = np.flatnonzero(np.diff(out.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return max(float(times_s[stop - 1] - times_s[start]) for start, stop in edges)
