from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.support.traces import Course, frame_times, jerk, scaled, shifted, sinusoid, together, trace_of
from twitchcam.bursts.faint import faint_episodes
from twitchcam.bursts.legs import find_episodes
from twitchcam.bursts.parts import find_stretches
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()
EVEN_S = (4.0, 5.7, 7.4, 9.2, 10.9, 12.6, 14.3)
SEEN, WEAK = 0.008, 0.0042
SIZES = (WEAK, WEAK, SEEN, SEEN, SEEN, WEAK, WEAK)


def strokes(times_s: Sequence[float], sizes: Sequence[float] = SIZES) -> Course:
    """Strokes under cloth: so slow that those of ``WEAK`` size are not seen moving by themselves."""
    return together(*(jerk(t, a, rise_s=0.35, fall_s=0.35) for t, a in zip(times_s, sizes, strict=True)))


def counted(course: Course, *, fps: float = 25.0, noise: float = 0.0001) -> list[int]:
    trace = trace_of(course, frame_times(20.0, fps), noise=noise)
    return [len(stretch.strokes) for stretch in find_stretches(trace, SETTINGS)]


def test_the_weak_strokes_alone_are_not_seen_moving() -> None:
    assert counted(strokes(EVEN_S, [WEAK] * 7)) == []


def test_weak_strokes_that_go_on_with_those_seen_are_one_rhythm() -> None:
    assert counted(strokes(EVEN_S)) == [7]


@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
def test_at_any_frame_rate(fps: float) -> None:
    assert counted(strokes(EVEN_S), fps=fps) == [7]


def test_the_other_way_round_and_at_any_time() -> None:
    assert counted(scaled(strokes(EVEN_S), -1.0)) == [7]
    assert counted(shifted(strokes(EVEN_S), 1.3)) == [7]


@pytest.mark.parametrize("seed", range(8))
def test_irregular_weak_strokes_are_left_out(seed: int) -> None:
    times = np.sort(np.random.default_rng(seed).uniform(1.0, 18.0, 7) + np.arange(7) * 0.01)
    apart = [float(times[0])]
    for time_s in times[1:]:
        apart.append(max(float(time_s), apart[-1] + 0.8))
    trace = trace_of(strokes(apart), frame_times(20.0, 25.0), noise=0.0001)
    episodes = find_episodes(trace, SETTINGS)
    assert episodes
    assert faint_episodes(trace, episodes, SETTINGS) == []


def test_one_seen_stroke_is_no_rhythm_to_go_on_with() -> None:
    assert counted(strokes(EVEN_S, [WEAK, WEAK, WEAK, SEEN, WEAK, WEAK, WEAK])) == [1]


def test_four_strokes_are_no_rhythm() -> None:
    assert counted(strokes(EVEN_S[:4], [WEAK, SEEN, SEEN, WEAK])) == [1, 1]


def test_breathing_beneath_two_jerks_is_not_counted_with_them() -> None:
    breathing = sinusoid(1.0, 0.58, 18.0, 0.0022)
    jerks = together(jerk(7.0, SEEN), jerk(10.45, SEEN))
    trace = trace_of(together(breathing, jerks), frame_times(20.0, 25.0), noise=0.0001)
    episodes = find_episodes(trace, SETTINGS)
    assert len(episodes) == 2
    assert faint_episodes(trace, episodes, SETTINGS) == []


def test_strokes_within_the_noise_are_left_out() -> None:
    assert counted(strokes(EVEN_S), noise=0.0007) in ([1, 1, 1], [])
