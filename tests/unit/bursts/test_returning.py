from __future__ import annotations

import pytest

from tests.support.traces import Course, cluster, frame_times, irregular, pulses, sinusoid, step, together, trace_of
from twitchcam.bursts.parts import find_stretches
from twitchcam.bursts.returning import comes_back
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()
SUCKING = pulses(14.0, 2.0, 8, 0.012)


def seen_again(other: Course, *, fps: float = 25.0, noise: float = 0.0001) -> bool:
    """Whether the rhythm of 14 to 18 s comes back in a region that also does something else."""
    trace = trace_of(together(SUCKING, other), frame_times(34.0, fps), noise=noise)
    (rhythm,) = [stretch for stretch in find_stretches(trace, SETTINGS) if abs(stretch.span.start_s - 14.0) < 0.1]
    return comes_back(rhythm, SETTINGS)


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0])
@pytest.mark.parametrize("start_s", [8.0, 22.0])
def test_a_weak_burst_before_or_after_is_seen_at_any_frame_rate(start_s: float, fps: float) -> None:
    assert seen_again(sinusoid(start_s, 2.0, 3.0, 0.004), fps=fps)


def test_it_may_lie_on_a_slow_movement() -> None:
    assert seen_again(together(sinusoid(22.0, 2.0, 3.0, 0.004), step(21.0, 0.03, 4.0)))


@pytest.mark.parametrize(
    "other",
    [
        sinusoid(22.0, 2.0, 3.0, 0.0015),  # too weak
        sinusoid(22.0, 1.2, 4.0, 0.006),  # another rate
        sinusoid(18.6, 2.0, 0.9, 0.006),  # no pause
        sinusoid(31.5, 2.0, 2.4, 0.006),  # too late
        step(22.0, 0.02),
        cluster([22.0, 23.7], 0.012),
    ],
)
def test_other_movement_is_not_taken_for_it(other: Course) -> None:
    assert not seen_again(other)


def test_restless_movement_is_hardly_ever_like_it() -> None:
    assert sum(seen_again(irregular(21.0, 8.0, 0.012, seed=seed)) for seed in range(30)) <= 3


def test_noise_is_not_taken_for_it() -> None:
    assert not seen_again(sinusoid(22.0, 2.0, 3.0, 0.0015), noise=0.0003)
    assert not any(seen_again(lambda times_s: 0.0 * times_s, noise=noise) for noise in (0.0001, 0.0003))


def test_a_few_strokes_have_no_rate() -> None:
    trace = trace_of(together(cluster([14.0, 14.5], 0.012), sinusoid(22.0, 2.0, 3.0, 0.006)), frame_times(30.0))
    (two, *_) = find_stretches(trace, SETTINGS)
    assert not comes_back(two, SETTINGS)
