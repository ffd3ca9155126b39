"""Whether a rhythm of a region comes back after a pause, however weakly, and whatever else moves then.

A mouth sucks in bursts with pauses between them. Of these bursts one may be too weak for strokes, and another may lie
in a larger movement of a limb. With r the rate of a stretch, A its amplitude and sigma the trace's noise:

1. Windows of ``returning_cycles`` / r are laid over the trace, ``returning_pause_s`` and more before or after the
   stretch and up to ``returning_within_s`` from it.
2. In each a parabola is taken off, and a sinusoid of 0.8 r to 1.25 r fitted by least squares.
3. The rhythm comes back where such a sinusoid, from end to end, has at least the larger of ``faint_level`` A and
   ``faint_z`` sigma, and explains ``returning_fit`` of what the parabola left: of the whole window, and of what the
   sinusoid itself has in each cycle no less than ``returning_cycle_fit``. A single step or jerk is like a sinusoid in
   one cycle only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twitchcam.bursts.parts import Stretch
from twitchcam.settings import BurstSettings

__all__ = ["comes_back"]

_RATES = np.linspace(0.8, 1.25, 7)
"""Rates that are tried, as multiples of the stretch's."""
_STEPS = 20
"""Windows a window length: steps of a quarter of a cycle."""
_LEAST_FRAMES = 10
"""Twice as many as the parabola and the sinusoid have parameters."""


def comes_back(stretch: Stretch, settings: BurstSettings) -> bool:
    """Whether a rhythm is seen again in the same trace; see the module's text.

    Parameters
    ----------
    stretch : Stretch
    settings : BurstSettings

    Returns
    -------
    bool
        False for stretches of fewer than ``rhythm_few_strokes`` strokes, which have no rate.
    """
    onsets = [stroke.onset_s for stroke in stretch.strokes]
    if len(onsets) < settings.rhythm_few_strokes:
        return False
    trace = stretch.trace
    rate_hz = (len(onsets) - 1) / max(onsets[-1] - onsets[0], 1e-9)
    length_s = settings.returning_cycles / rate_hz
    least = max(settings.faint_level * stretch.amplitude, settings.faint_z * trace.noise_displacement)
    times, values = trace.times_s, trace.displacement.astype(np.float64)
    step_s = length_s / _STEPS
    first_s = max(float(times[0]), stretch.span.start_s - settings.returning_within_s)
    last_s = min(float(times[-1]), stretch.span.end_s + settings.returning_within_s) - length_s
    before_s = stretch.span.start_s - settings.returning_pause_s - length_s
    after_s = stretch.span.end_s + settings.returning_pause_s
    for start_s in np.arange(first_s, last_s, step_s):
        if before_s < start_s < after_s:
            continue
        start, stop = np.searchsorted(times, (start_s, start_s + length_s))
        if stop - start >= _LEAST_FRAMES and _swings(times[start:stop], values[start:stop], rate_hz, least, settings):
            return True
    return False


def _swings(
    times_s: NDArray[np.float64], values: NDArray[np.float64], rate_hz: float, least: float, settings: BurstSettings
) -> bool:
    """Whether a sinusoid of about a rate explains a course, rules 2 and 3."""
    since_s = times_s - times_s[0]
    rest = values - np.polynomial.Polynomial.fit(since_s, values, 2)(since_s)
    whole = float(rest @ rest)
    for phase in 2.0 * np.pi * rate_hz * np.outer(_RATES, since_s):
        waves = np.stack([np.cos(phase), np.sin(phase)], axis=1)
        sizes = np.linalg.lstsq(waves, rest, rcond=None)[0]
        swing = waves @ sizes
        left = rest - swing
        fits = float(left @ left) <= (1.0 - settings.returning_fit) * whole
        if fits and 2.0 * float(np.hypot(*sizes)) >= least and _in_each_cycle(phase, swing, left, settings):
            return True
    return False


def _in_each_cycle(
    phase: NDArray[np.float64], swing: NDArray[np.float64], left: NDArray[np.float64], settings: BurstSettings
) -> bool:
    """Whether a sinusoid explains a course all along."""
    cycles = np.floor(phase / (2.0 * np.pi)).astype(np.int64)
    energy, error = np.bincount(cycles, swing**2), np.bincount(cycles, left**2)
    return bool(np.all(error <= (1.0 - settings.returning_cycle_fit) * energy))
