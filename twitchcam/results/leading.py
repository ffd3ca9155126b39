"""Which of an event's traces show its course, and how far they move from where they were before it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import MotionTrace
from twitchcam.results.events_json import EventEntry

__all__ = ["leading_traces", "moved_since"]

_REST_S = 0.4
"""Stretch before a movement that its displacement is counted from."""


def leading_traces(event: EventEntry, traces: Mapping[str, MotionTrace]) -> list[MotionTrace]:
    """Return one trace for each window that the event reaches into, in time order.

    Parameters
    ----------
    event : EventEntry
        Its ``trace_ids`` name the leading one of each window first.
    traces : mapping
        Name to trace.
    """
    leading: dict[tuple[float, float], MotionTrace] = {}
    for name in event["trace_ids"]:
        trace = traces.get(name)
        if trace is not None and len(trace.times_s):
            leading.setdefault((trace.window.start_s, trace.window.end_s), trace)
    return [leading[window] for window in sorted(leading)]


def moved_since(
    trace: MotionTrace, onset_s: float, first_s: float, last_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return times and displacement of a stretch, counted from where the part lay just before ``onset_s``.

    Parameters
    ----------
    trace : MotionTrace
    onset_s : float
    first_s, last_s : float
        Ends of the stretch.

    Returns
    -------
    times_s, moved : ndarray
        Shape (n,); body lengths. What the picture could not show is left out.
    """
    times = trace.times_s
    inside = (times >= first_s) & (times <= last_s) & trace.valid
    before = trace.displacement[(times >= onset_s - _REST_S) & (times <= onset_s) & trace.valid]
    if len(before) == 0:
        before = trace.displacement[inside][:1]
    rest = float(np.median(before)) if len(before) else 0.0
    return times[inside], trace.displacement[inside].astype(np.float64) - rest
