from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.traces import (
    Course,
    frame_times,
    jerk,
    pulses,
    scaled,
    shifted,
    sinusoid,
    together,
    trace_of,
)
from twitchcam.bursts.legs import find_episodes
from twitchcam.bursts.rate import Rate, rate_of
from twitchcam.bursts.rhythm import rhythm_of
from twitchcam.bursts.strokes import find_strokes
from twitchcam.records import MotionTrace, Stroke
from twitchcam.settings import BurstSettings, LabelSettings

SETTINGS, LABELS = BurstSettings(), LabelSettings()


def traced(
    course: Course, *, fps: float = 15.0, seed: int = 0, end_s: float = 40.0
) -> tuple[MotionTrace, list[Stroke]]:
    trace = trace_of(course, frame_times(end_s, fps, jitter_s=0.1 / fps, seed=seed), seed=seed)
    strokes, _ = find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)
    return trace, strokes


def rate(course: Course, *, fps: float = 15.0, seed: int = 0) -> Rate:
    trace, strokes = traced(course, fps=fps, seed=seed)
    found = rate_of(trace, strokes, SETTINGS)
    assert found is not None
    return found


def thinned(strokes: list[Stroke], seed: int, share: float = 0.35) -> list[Stroke]:
    """Strokes of which about a third, but not the first and the last, are missed."""
    keep = np.random.default_rng(seed).random(len(strokes)) > share
    keep[[0, -1]] = True
    return [stroke for stroke, kept in zip(strokes, keep, strict=True) if kept]


@pytest.mark.parametrize(
    ("rate_hz", "fps"),
    [(r, f) for r in (0.5, 1.0, 2.0, 4.5, 6.0) for f in (10.0, 15.0, 30.0) if r <= LABELS.sampling_share * f],
)
def test_the_rate_is_right_though_a_third_of_the_strokes_was_missed(rate_hz: float, fps: float) -> None:
    by_strokes_right, covered, tried = 0, 0, 0
    for seed in range(5):
        trace, strokes = traced(pulses(3.0, rate_hz, 14, jitter=0.05, seed=seed), fps=fps, seed=seed)
        some = thinned(strokes, seed)
        by_strokes, found = rhythm_of(tuple(some), fps), rate_of(trace, some, SETTINGS)
        assert by_strokes is not None
        assert found is not None
        tried += len(some) < len(strokes)
        by_strokes_right += abs(by_strokes.rate_hz / rate_hz - 1.0) < 0.1 and len(some) < len(strokes)
        assert found.rate_hz == pytest.approx(rate_hz, rel=0.08)
        assert found.high_hz - found.low_hz < 0.3 * rate_hz
        # The true rate of this run wanders from the nominal one with the jitter: 5% over the root of 13.
        covered += 0.97 * found.low_hz <= rate_hz <= 1.03 * found.high_hz
    assert covered >= 4
    assert tried >= 4
    assert by_strokes_right <= 1  # the distances between strokes alone say something else


@pytest.mark.parametrize("rate_hz", [0.8, 2.1, 4.0])
def test_neither_the_double_nor_the_half_of_a_rate_is_taken_for_it(rate_hz: float) -> None:
    # Sharp strokes hold much of their double, and whatever repeats itself at a rate does so at half of it.
    for course in (pulses(3.0, rate_hz, 16, jitter=0.02), sinusoid(3.0, rate_hz, 16 / rate_hz, 0.03)):
        assert rate(course, fps=30.0).rate_hz == pytest.approx(rate_hz, rel=0.05)


def test_a_rhythm_that_slows_down_has_the_rate_in_between_and_a_wide_interval() -> None:
    intervals = np.linspace(0.4, 0.6, 20)
    onsets = 3.0 + np.concatenate([[0.0], np.cumsum(intervals)])
    slowing = rate(together(*(jerk(float(t), rise_s=0.1, fall_s=0.2) for t in onsets)), fps=25.0)
    assert 1.0 / 0.6 < slowing.rate_hz < 1.0 / 0.4
    steady = rate(pulses(3.0, 2.0, 21, jitter=0.0), fps=25.0)
    assert slowing.high_hz - slowing.low_hz > 2.0 * (steady.high_hz - steady.low_hz)


def test_what_does_not_repeat_itself_has_no_such_rate() -> None:
    uneven = together(*(jerk(t) for t in (3.0, 3.6, 5.1, 5.6, 7.4, 8.9, 9.3)))
    trace, strokes = traced(uneven)
    assert len(strokes) >= 6
    assert rate_of(trace, strokes, SETTINGS) is None


def test_two_strokes_and_a_trace_of_a_few_frames_have_no_rate() -> None:
    trace, strokes = traced(pulses(3.0, 2.0, 8))
    assert rate_of(trace, strokes[:2], SETTINGS) is None
    assert rate_of(trace, (), SETTINGS) is None
    few = slice(0, len(trace.times_s), 10)
    sparse = replace(
        trace, times_s=trace.times_s[few], displacement=trace.displacement[few], speed=trace.speed[few],
        active_share=trace.active_share[few], valid=trace.valid[few],
    )  # fmt: skip
    assert rate_of(sparse, strokes, SETTINGS) is None


def test_size_side_and_time_do_not_matter() -> None:
    course = pulses(3.0, 2.0, 14, jitter=0.05)
    as_it_is = rate(course)
    for other in (scaled(course, -1.0), scaled(course, 1.7)):
        assert rate(other).rate_hz == pytest.approx(as_it_is.rate_hz, rel=0.02)
    assert rate(shifted(course, 7.3)).rate_hz == pytest.approx(as_it_is.rate_hz, rel=0.02)
