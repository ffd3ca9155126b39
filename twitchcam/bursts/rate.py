"""How often a movement repeats itself, read off its displacement.

The distances between strokes say it only where every stroke was found: with a third of them missed, they said 0.7
times the rate. The displacement itself comes back once a period whether its strokes were found or not. With r the rate
of the strokes, d the displacement between the first onset and the end of the last period, and t the frames'
presentation times:

1. d is cut into windows of ``rate_window_cycles`` / r, each half over the next, since a rhythm slows down or misses a
   beat; a straight line is taken off in each.
2. P(f) = 1 - sum of what sinusoids of f and, up to half the frame rate, 2 f leave by least squares / sum of what there
   was, over all windows: the Lomb-Scargle periodogram with a floating mean, for uneven times (Zechmeister and Kuerster
   2009), and with a harmonic, as a clonic stroke goes out faster than it comes back.
3. Rates are tried from r / ``rate_range`` to r x ``rate_range``, up to half the frame rate.
4. What repeats itself at f does so at f / 2 as well. So the rate is the highest f at which P has a maximum of at least
   ``rate_level`` times its largest.
5. Its interval reaches as far as 1 - P stays within (1 + 3.84 / n) times its value there, n the number of periods that
   the strokes span: each counts as one observation, since a course keeps its shape within a period (3.84 is the 95%
   quantile of chi-squared).
6. Where P is below ``rate_fit``, the movement does not repeat itself, and there is no such rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import MotionTrace, Stroke
from twitchcam.settings import BurstSettings

__all__ = ["Rate", "rate_of"]

Floats = NDArray[np.float64]
_CHI_SQUARED_95 = 3.84
_STEP = 0.05
"""Distance of the rates that are tried, in resolutions (1 / window): P changes little within that."""
_COLUMNS = 6
"""A straight line, and a cosine and a sine of the rate and of its double."""
_LEAST_STROKES = 3
_HALVES = 2


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a movement repeats itself."""

    rate_hz: float
    low_hz: float
    high_hz: float
    """Its 95% interval."""
    fit: float
    """Share of the movement that such a rhythm explains, 0 to 1."""


def rate_of(trace: MotionTrace, strokes: Sequence[Stroke], settings: BurstSettings) -> Rate | None:
    """Return the rate at which a movement repeats itself; see the module's text.

    Parameters
    ----------
    trace : MotionTrace
        The region's displacement.
    strokes : sequence of Stroke
        Those that were found in it, in time order; they say where the movement lies and about how fast it is.
    settings : BurstSettings

    Returns
    -------
    Rate or None
        None for fewer than three strokes, for too few frames, and where the movement does not repeat itself.
    """
    if len(strokes) < _LEAST_STROKES:
        return None
    lasts_s = strokes[-1].onset_s - strokes[0].onset_s
    period_s = lasts_s / (len(strokes) - 1)
    first, stop = np.searchsorted(trace.times_s, (strokes[0].onset_s - 0.3 * period_s, strokes[-1].onset_s + period_s))
    times, values = trace.times_s[first:stop], trace.displacement[first:stop].astype(np.float64)
    if period_s <= 0 or len(times) < _HALVES * _COLUMNS:
        return None
    window_s = min(settings.rate_window_cycles * period_s, float(times[-1] - times[0]))
    slowest_hz = max(1.0 / (settings.rate_range * period_s), 1.0 / window_s)
    fastest_hz = min(settings.rate_range / period_s, 0.5 / float(np.median(np.diff(times))))
    rates = np.arange(slowest_hz, fastest_hz, _STEP / window_s)
    if len(rates) < 3:
        return None
    return _read_off(rates, _periodogram(times, values, rates, window_s), lasts_s, settings)


def _read_off(rates: Floats, power: Floats, lasts_s: float, settings: BurstSettings) -> Rate | None:
    """Apply rules 4 to 6 to a periodogram."""
    inner = power[1:-1]
    peaks = 1 + np.flatnonzero((inner >= power[:-2]) & (inner >= power[2:]))
    high = [int(peak) for peak in peaks if power[peak] >= settings.rate_level * power.max()]
    best = max(high, default=int(np.argmax(power)))
    if power[best] < settings.rate_fit:
        return None
    periods = max(lasts_s * float(rates[best]), 1.0)
    within = 1.0 - power <= (1.0 - power[best]) * (1.0 + _CHI_SQUARED_95 / periods)
    below, above = np.flatnonzero(~within[:best]), np.flatnonzero(~within[best:])
    low = int(below[-1]) + 1 if len(below) else 0
    top = best + int(above[0]) - 1 if len(above) else len(rates) - 1
    return Rate(float(rates[best]), float(rates[low]), float(rates[top]), float(power[best]))


def _periodogram(times: Floats, values: Floats, rates: Floats, window_s: float) -> Floats:
    """Share of a course that a rhythm explains, at each of some rates, rules 1 and 2; 0 where it is all straight."""
    whole, left = 0.0, np.zeros(len(rates))
    for start_s in np.arange(times[0], max(float(times[-1]) - window_s, float(times[0])) + 1e-9, 0.5 * window_s):
        first, stop = np.searchsorted(times, (start_s - 1e-9, start_s + window_s + 1e-9))
        if stop - first < _HALVES * _COLUMNS:
            continue
        since_s = times[first:stop] - times[first:stop].mean()
        line = np.stack([np.ones_like(since_s), since_s / max(float(np.abs(since_s).max()), 1e-9)], axis=1)
        course = values[first:stop] - line @ np.linalg.lstsq(line, values[first:stop], rcond=None)[0]
        whole += float(course @ course)
        left += _left_by(course, line, 2.0 * np.pi * np.outer(rates, since_s))
    return 1.0 - left / whole if whole > 0 else np.zeros(len(rates))


def _left_by(course: Floats, line: Floats, phases: Floats) -> Floats:
    """Sum of squares that a line and two sinusoids leave of a course, for each row of phases, shape (rates, frames)."""
    waves = np.zeros((*phases.shape, _COLUMNS))
    waves[..., :2] = line
    a_frame = np.median(np.diff(phases, axis=1), axis=1)
    for column, multiple in ((2, 1.0), (4, 2.0)):
        # Above half the frame rate a wave is the mirror of a slower one: the double of 4 Hz is 2 Hz in ten frames.
        seen = multiple * a_frame < np.pi
        waves[seen, :, column], waves[seen, :, column + 1] = (
            np.cos(multiple * phases[seen]),
            np.sin(multiple * phases[seen]),
        )
    weights = np.einsum("fni,fnj->fij", waves, waves) + 1e-9 * len(course) * np.eye(_COLUMNS)
    sizes = np.linalg.solve(weights, np.einsum("fni,n->fi", waves, course)[..., None])[..., 0]
    rest = course - np.einsum("fni,fi->fn", waves, sizes)
    return np.asarray(np.square(rest).sum(axis=1))
