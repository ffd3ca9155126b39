from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.support.traces import frame_times, rest, trace_of
from twitchcam.bursts.beats import visitor_beat
from twitchcam.records import MotionTrace, frozen_array
from twitchcam.timespan import TimeSpan

SPAN = TimeSpan(4.0, 9.0)


def stirred(values: NDArray[np.float64], fps: float = 15.0) -> MotionTrace:
    trace = trace_of(rest(), frame_times(12.0, fps))
    return replace(trace, stirred=frozen_array(values.astype(np.float32)))


def wave(rate_hz: float, size: float, fps: float = 15.0) -> NDArray[np.float64]:
    times_s = frame_times(12.0, fps)
    return np.asarray(size * (1.0 + np.cos(2.0 * np.pi * rate_hz * times_s)))


@given(st.floats(1.0, 2.2), st.floats(0.1, 10.0), st.sampled_from([1.0, 2.0]))
def test_it_is_as_large_as_the_wave_at_the_rate_or_twice_the_rate(rate_hz: float, size: float, times: float) -> None:
    # The crests are cut off: what is rare and large is somebody who comes or goes.
    assert visitor_beat(stirred(wave(times * rate_hz, size)), SPAN, rate_hz) == pytest.approx(size, rel=0.35)


def test_somebody_who_comes_is_no_rhythm() -> None:
    values = np.zeros(len(frame_times(12.0, 15.0)))
    values[60:68] = 40.0
    assert visitor_beat(stirred(values), SPAN, 2.0) == 0.0


def test_other_rates_say_nothing() -> None:
    assert visitor_beat(stirred(wave(3.3, 2.0)), SPAN, 2.0) < 0.2


@pytest.mark.parametrize("span", [SPAN, TimeSpan(4.0, 4.2)])
def test_nobody_and_too_few_frames_are_no_beat(span: TimeSpan) -> None:
    size = 0.0 if span is SPAN else 2.0
    assert visitor_beat(stirred(wave(2.0, size)), span, 2.0) == 0.0
