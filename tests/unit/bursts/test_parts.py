from __future__ import annotations

import pytest

from tests.support.traces import Course, cluster, jerk, pulses, step, together, tonic, trace_of
from twitchcam.bursts.parts import Stretch, find_stretches
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()


def stretches(course: Course, **options: float) -> list[Stretch]:
    return find_stretches(trace_of(course, **options), SETTINGS)  # type: ignore[arg-type]


def test_nothing_that_moves_is_no_stretch() -> None:
    assert stretches(together(step(100.0))) == []


def test_strokes_up_to_the_joining_gap_apart_are_one_stretch() -> None:
    (one,) = stretches(cluster([5.0, 6.0]))
    assert len(one.strokes) == 2
    assert [len(s.strokes) for s in stretches(cluster([5.0, 7.4]))] == [1, 1]


@pytest.mark.parametrize("apart_s", [1.5, 1.7])
def test_strokes_a_little_further_apart_are_stretches_of_their_own(apart_s: float) -> None:
    found = stretches(cluster([5.0, 5.0 + apart_s]))
    assert [len(s.strokes) for s in found] == [1, 1]


def test_a_stretch_reaches_from_the_first_onset_to_the_last_end() -> None:
    (one,) = stretches(cluster([5.0, 5.6, 6.3]))
    assert one.span.start_s == pytest.approx(5.0, abs=0.06)
    assert one.span.end_s == pytest.approx(6.6, abs=0.1)
    assert one.amplitude == pytest.approx(0.04, rel=0.1)


def test_the_two_ends_of_a_hold_are_one_stretch() -> None:
    for held_s in (1.0, 4.0, 20.0):
        (one,) = stretches(tonic(4.0, held_s), end_s=40.0)
        assert one.hold is not None
        assert one.hold.held_s == pytest.approx(held_s + 0.5, abs=0.4)


def test_going_and_coming_back_after_a_minute_are_two_movements() -> None:
    two = stretches(tonic(4.0, SETTINGS.longest_hold_s + 10.0), end_s=90.0, fps=10.0)
    assert len(two) == 2
    assert all(stretch.hold is None for stretch in two)


def test_a_slow_rhythm_is_one_stretch() -> None:
    (one,) = stretches(pulses(4.0, 0.4, 8, jitter=0.05), end_s=30.0)
    assert len(one.strokes) == 8
    assert len(stretches(cluster([4.0, 6.5, 9.1, 11.5]), end_s=20.0)) == 4  # too few for a rhythm


def test_strokes_that_are_small_beside_the_largest_are_not_counted() -> None:
    (one,) = stretches(together(jerk(5.0, 0.08), jerk(6.1, 0.012)))
    assert len(one.strokes) == 1
    (both,) = stretches(together(jerk(5.0, 0.08), jerk(6.1, 0.04)))
    assert len(both.strokes) == 2
