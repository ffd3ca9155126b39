"""Rate and regularity of strokes that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from twitchcam.records import MotionTrace, Stroke
from twitchcam.settings import BurstSettings

__all__ = ["Evenness", "Rhythm", "even_runs", "evenness_of", "rhythm_of", "sure_runs"]

_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and how evenly strokes follow each other."""

    rate_hz: float
    low_hz: float
    high_hz: float
    """95% interval of the rate, from the spread of the intervals."""
    interval_cv: float
    """Standard deviation over mean of the intervals, outliers at most counted as ``3 x`` the median."""


def rhythm_of(strokes: tuple[Stroke, ...], sampling_hz: float) -> Rhythm | None:
    """Return rate and regularity of three strokes or more; None below that.

    Parameters
    ----------
    strokes : tuple of Stroke
        In time order.
    sampling_hz : float
        Frames per second: the times of strokes are no finer than a frame, so the uniform error of two
        frame times, a variance of ``1 / (6 sampling^2)``, is taken out of the spread of the intervals.

    Notes
    -----
    1. x_k = onset(k+1) - onset(k), at most three medians.
    2. rate = 1 / mean(x); CV = sqrt(max(0, var(x) - 1/(6 f^2))) / mean(x).
    3. interval of the rate = 1 / (mean(x) +- 1.96 sd(x)/sqrt(n)).
    """
    if len(strokes) < 3:
        return None
    intervals = np.diff([stroke.onset_s for stroke in strokes])
    intervals = np.minimum(intervals, 3.0 * np.median(intervals))
    mean_s = float(intervals.mean())
    if mean_s <= 0:
        return None
    variance = float(intervals.var(ddof=1))
    cv = float(np.sqrt(max(0.0, variance - 1.0 / (6.0 * sampling_hz**2)))) / mean_s
    error_s = _NORMAL_95 * float(np.sqrt(variance / len(intervals)))
    low_s = max(mean_s - error_s, 0.5 * mean_s)
    return Rhythm(1.0 / mean_s, 1.0 / (mean_s + error_s), 1.0 / low_s, cv)


@dataclass(frozen=True, slots=True)
class Evenness:
    """How alike the strokes of a rhythm are."""

    amplitude_cv: float
    """Standard deviation over mean of the strokes' amplitudes; 0 for one stroke."""
    repeat: float
    """Correlation of the displacement with itself one interval later, 0 to 1; 0 below three strokes."""

    @property
    def margin(self) -> float:
        """How much better they repeat themselves than they differ in size: what the limits of evenness are set for."""
        return self.repeat - self.amplitude_cv


def evenness_of(trace: MotionTrace, strokes: tuple[Stroke, ...]) -> Evenness:
    """Tell a rhythm from movement that merely turns often.

    Smooth irregular movement turns at fairly even intervals as well, so intervals alone do not tell. Its amplitudes
    spread like those of band-limited noise (CV 0.5), and it does not repeat itself:

    1. amplitude_cv = sd(a) / mean(a) over the strokes' amplitudes a.
    2. With T = the median interval and d the displacement between the first onset and the last end, on an even
       time grid, minus its mean over T: repeat = the largest correlation of d(t) with d(t + s), s from 0.7 T to
       1.3 T.
    """
    if len(strokes) < 3:
        return Evenness(0.0, 0.0)
    amplitudes = np.array([stroke.amplitude for stroke in strokes])
    amplitude_cv = float(amplitudes.std(ddof=1) / amplitudes.mean())
    interval_s = float(np.median(np.diff([stroke.onset_s for stroke in strokes])))
    step_s = float(np.median(np.diff(trace.times_s)))
    grid = np.arange(strokes[0].onset_s - step_s, strokes[-1].end_s + step_s, step_s)
    values = np.interp(grid, trace.times_s, trace.displacement.astype(np.float64))
    width = max(3, round(interval_s / step_s))
    values = values - uniform_filter1d(values, width, mode="nearest")
    shifts = range(max(1, round(0.7 * width)), round(1.3 * width) + 1)
    repeats = [_correlation(values[:-shift], values[shift:]) for shift in shifts if shift < len(values) - 3]
    return Evenness(amplitude_cv, max([0.0, *repeats]))


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    first, second = first - first.mean(), second - second.mean()
    size = float(np.sqrt(np.square(first).sum() * np.square(second).sum()))
    return float((first * second).sum()) / size if size > 0 else 0.0


def even_runs(strokes: list[Stroke], settings: BurstSettings) -> list[tuple[Stroke, ...]]:
    """Return runs of strokes that stand apart, but follow each other evenly enough to be a slow rhythm.

    Such strokes are brief. Spasms every few seconds are even as well, and a series.
    """
    return [run for run in _runs(strokes, settings) if _even(run, settings)]


def sure_runs(trace: MotionTrace, strokes: Sequence[Stroke], settings: BurstSettings) -> list[tuple[Stroke, ...]]:
    """Return runs of ``rhythm_sure_strokes`` and more that follow each other evenly, whatever strays around them.

    1. In a run every interval lies within ``rhythm_spread`` of the median of those before it, either way.
    2. It is as even as a rhythm (``evenness``, see `evenness_of`).
    """
    long = [run for run in _runs(strokes, settings) if len(run) >= settings.rhythm_sure_strokes]
    evenness = [evenness_of(trace, run) for run in long]
    return [run for run, own in zip(long, evenness, strict=True) if own.margin >= settings.evenness]


def _runs(strokes: Sequence[Stroke], settings: BurstSettings) -> list[tuple[Stroke, ...]]:
    """Cut strokes into runs whose intervals fit."""
    runs: list[tuple[Stroke, ...]] = []
    run: list[Stroke] = []
    for stroke in strokes:
        if run and not _fits(run, stroke, settings):
            runs.append(tuple(run))
            lasted = len(run) >= settings.rhythm_strokes  # what ends a rhythm does not begin the next
            near = stroke.onset_s - run[-1].onset_s <= settings.rhythm_gap_s
            run = [run[-1]] if near and not lasted else []
        run.append(stroke)
    return [*runs, tuple(run)]


def _fits(run: list[Stroke], stroke: Stroke, settings: BurstSettings) -> bool:
    interval_s = stroke.onset_s - run[-1].onset_s
    if interval_s > settings.rhythm_gap_s:
        return False
    if len(run) < 2:
        return True
    usual_s = float(np.median([b.onset_s - a.onset_s for a, b in pairwise(run)]))
    return usual_s / settings.rhythm_spread <= interval_s <= usual_s * settings.rhythm_spread


def _even(run: tuple[Stroke, ...], settings: BurstSettings) -> bool:
    if len(run) < settings.rhythm_strokes:
        return False
    if float(np.median([stroke.end_s - stroke.onset_s for stroke in run])) > settings.apart_stroke_s:
        return False
    intervals = np.diff([stroke.onset_s for stroke in run])
    limit = settings.short_rhythm_cv if len(run) == settings.rhythm_strokes else settings.slow_rhythm_cv
    return float(intervals.std(ddof=1) / intervals.mean()) <= limit
