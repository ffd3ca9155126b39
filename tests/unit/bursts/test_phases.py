from __future__ import annotations

import pytest

from tests.support.traces import Course, frame_times, jerk, pulses, scaled, shifted, sinusoid, together, trace_of
from twitchcam.bursts.legs import find_episodes
from twitchcam.bursts.phases import phase_ratio
from twitchcam.bursts.strokes import find_strokes
from twitchcam.settings import BurstSettings, LabelSettings

SETTINGS, LABELS = BurstSettings(), LabelSettings()


def ratio_of(course: Course, fps: float = 25.0) -> float | None:
    trace = trace_of(course, frame_times(30.0, fps))
    episodes = find_episodes(trace, SETTINGS)
    strokes, _ = find_strokes(trace, episodes, SETTINGS)
    return phase_ratio(strokes, [leg for episode in episodes for leg in episode.legs], fps)


def strokes_of(rise_s: float, fall_s: float) -> Course:
    return together(*(jerk(3.0 + 0.7 * number, rise_s=rise_s, fall_s=fall_s) for number in range(10)))


@pytest.mark.parametrize("fps", [15.0, 25.0, 30.0])
def test_clonic_strokes_are_unequal_and_sinusoids_are_not(fps: float) -> None:
    clonic = ratio_of(pulses(3.0, 2.0, 12), fps)
    tremor = ratio_of(sinusoid(3.0, 5.5 if fps > 20.0 else 2.5, 4.0), fps)
    assert clonic is not None
    assert tremor is not None
    assert clonic >= LABELS.unequal_phases > tremor >= 1.0


def test_the_ratio_is_that_of_the_times_out_and_back() -> None:
    assert ratio_of(strokes_of(0.15, 0.30), 100.0) == pytest.approx(2.0, rel=0.1)
    assert ratio_of(strokes_of(0.2, 0.2), 100.0) == pytest.approx(1.0, abs=0.1)
    assert ratio_of(strokes_of(0.30, 0.15), 100.0) == pytest.approx(2.0, rel=0.1), "slow out, fast back is as unequal"


def test_side_size_and_time_do_not_matter() -> None:
    course = strokes_of(0.12, 0.24)
    as_it_is = ratio_of(course)
    assert as_it_is is not None
    for other in (scaled(course, -1.0), scaled(course, 1.5), shifted(course, 4.0)):
        assert ratio_of(other) == pytest.approx(as_it_is, rel=0.05)


def test_two_strokes_say_nothing() -> None:
    assert ratio_of(together(jerk(3.0), jerk(3.6))) is None
