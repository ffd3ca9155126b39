from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.traces import (
    Course,
    Floats,
    cluster,
    frame_times,
    jerk,
    pulses,
    ramp,
    scaled,
    sinusoid,
    step,
    together,
    tonic,
    trace_of,
)
from twitchcam.bursts.parts import Stretch, find_stretches
from twitchcam.records import Box, FoundBy, MotionTrace, Part, frozen_array
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


def test_a_trace_that_is_mostly_noise_says_nothing() -> None:
    """Flow without texture wanders, as far as a limb and further."""
    trace = trace_of(jerk(5.0, 0.08))
    assert find_stretches(replace(trace, noise_displacement=0.9 * SETTINGS.most_noise), SETTINGS)
    assert not find_stretches(replace(trace, noise_displacement=1.1 * SETTINGS.most_noise), SETTINGS)


def test_a_tiny_region_of_a_picture_without_an_infant_says_nothing() -> None:
    trace = replace(trace_of(jerk(5.0)), share=0.9 * SETTINGS.nowhere_share)
    assert find_stretches(trace, SETTINGS)
    assert not find_stretches(replace(trace, body_found_by=FoundBy.NOTHING), SETTINGS)
    larger = replace(trace, share=1.1 * SETTINGS.nowhere_share, body_found_by=FoundBy.NOTHING)
    assert find_stretches(larger, SETTINGS)


@pytest.mark.parametrize(
    ("part", "scale", "share", "kept"),
    [
        (Part.UNKNOWN, 0.9, 0.9, False),
        (Part.FACE, 0.9, 0.9, True),
        (Part.UNKNOWN, 1.1, 0.9, True),
        (Part.UNKNOWN, 0.9, 1.1, True),
    ],
)
def test_a_tiny_region_says_nothing_unless_its_part_is_known(
    part: Part, scale: float, share: float, kept: bool
) -> None:
    trace = trace_of(jerk(5.0), share=share * SETTINGS.tiny_share)
    side_px = float(np.sqrt(scale * SETTINGS.tiny_area)) * trace.body_length_px
    trace = replace(trace, part=part, box=Box(100.0, 100.0, 100.0 + side_px, 100.0 + side_px))
    assert bool(find_stretches(trace, SETTINGS)) is kept


def seen(course: Course, *spans: tuple[float, float], end_s: float, noise: float) -> MotionTrace:
    """A trace whose region is seen moving in these spans, whatever it does there."""
    trace = trace_of(course, end_s=end_s, noise=noise)
    moving = np.zeros(len(trace.times_s), np.float32)
    for start_s, stop_s in spans:
        moving[(trace.times_s >= start_s) & (trace.times_s <= stop_s)] = 0.05
    return replace(trace, active_share=frozen_array(moving))


def test_what_hardly_stands_out_from_its_trace_is_no_stretch() -> None:
    """Though a drift in the same episode reaches further."""
    noise = 0.0002
    for share, there in ((0.8, False), (1.3, True)):
        size = share * SETTINGS.least_reach_z * noise
        drifting = together(jerk(5.0, size), lambda times_s: 0.01 * ramp(times_s, 6.0, 9.0))
        trace = seen(drifting, (4.9, 15.0), end_s=20.0, noise=noise)
        assert any(stretch.strokes for stretch in find_stretches(trace, SETTINGS)) == there


def test_what_drifted_away_was_not_held_when_something_else_goes_back() -> None:
    """Slow settling, restless movement in the midst of it, and half a minute later a movement the other way."""

    def course(times_s: Floats) -> Floats:
        settling = 0.012 * ramp(times_s, 2.0, 7.0) + 0.012 * ramp(times_s, 11.0, 7.0)
        return settling - 0.02 * ramp(times_s, 40.0, 0.7)

    restless = together(course, jerk(9.4, 0.02), scaled(jerk(9.9, 0.02), -1.0))
    trace = seen(restless, (2.0, 18.0), (39.9, 41.0), end_s=50.0, noise=0.0001)
    assert all(stretch.hold is None or stretch.hold.held_s < 5.0 for stretch in find_stretches(trace, SETTINGS))

    def moved(times_s: Floats) -> Floats:
        return np.asarray(0.024 * (ramp(times_s, 2.0, 0.8) - ramp(times_s, 30.0, 0.7)))

    (held,) = find_stretches(seen(moved, (1.9, 3.0), (29.9, 31.0), end_s=50.0, noise=0.0001), SETTINGS)
    assert held.hold is not None


def test_a_hold_ends_where_it_is_let_go_whatever_stirs_a_little_afterwards() -> None:
    stirring, held = cluster([10.4, 11.1, 11.8], 0.008), tonic(4.0, 4.0, fall_s=1.4)
    (one,) = [stretch for stretch in stretches(together(held, stirring)) if stretch.hold is not None]
    assert one.span.end_s == pytest.approx(9.7, abs=0.2)
    assert max(piece.end_s for piece in one.moving) == one.span.end_s
    # What is large goes on, and so does what was not held.
    (one,) = stretches(together(held, scaled(stirring, 3.0)))
    assert one.span.end_s == pytest.approx(12.0, abs=0.2)
    (one,) = stretches(together(step(9.0), stirring))
    assert one.span.end_s > 11.5


def above_breathing(*movements: Course, depth: float = 0.004) -> list[tuple[float, float, int]]:
    """Onset, end and strokes of each stretch of movements above breathing that goes on from 3 to 12 s."""
    breathing = sinusoid(3.0, 0.7, 9.0, depth)
    trace = trace_of(together(breathing, *movements), frame_times(16.0, 25.0), noise=0.0001)
    return [(s.span.start_s, s.span.end_s, len(s.strokes)) for s in find_stretches(trace, SETTINGS)]


@pytest.mark.parametrize("amplitude", [0.015, 0.02, 0.03])
@pytest.mark.parametrize("at_s", [7.0, 7.1, 7.2, 7.3])
def test_a_jerk_above_breathing_is_a_stretch_of_its_own(at_s: float, amplitude: float) -> None:
    found = above_breathing(jerk(at_s, amplitude))
    (brief,) = [s for s in found if s[0] <= at_s + 0.12 and s[1] >= at_s + 0.12]
    assert brief[0] == pytest.approx(at_s, abs=0.15)
    assert brief[1] - brief[0] <= SETTINGS.jerk_s
    assert brief[2] == 1
    assert len(found) > 1, "breathing is not lost"


def test_two_jerks_above_breathing_stay_together() -> None:
    (both,) = [s for s in above_breathing(jerk(7.2, 0.02), jerk(7.8, 0.02)) if s[0] < 7.5 < s[1]]
    assert both[:2] == pytest.approx((7.2, 8.1), abs=0.12)


def test_breathing_alone_is_one_stretch() -> None:
    ((start_s, end_s, _),) = above_breathing()
    assert (start_s, end_s) == pytest.approx((3.4, 11.6), abs=0.4)


def test_what_is_as_large_as_what_goes_on_beneath_it_is_not_cut() -> None:
    assert len(above_breathing(jerk(7.2, 0.012), depth=0.01)) == 1


def test_a_hold_above_breathing_is_not_cut() -> None:
    held = [s for s in above_breathing(tonic(6.5, 2.0, 0.04, rise_s=0.2, fall_s=0.2)) if s[0] < 7.0 < s[1]]
    assert held[0][1] - held[0][0] > 2.0


def beside_a_rhythm(*strays_s: float, count: int = 9, mirrored: bool = False) -> list[tuple[float, float, int]]:
    """Onset, end and strokes of each stretch of a rhythm from 9 s on, of strays, and of a little stirring between."""
    rhythm = pulses(9.0, 2.0, count)
    stirring = cluster([7.7, 8.1, 8.5], 0.006)
    course = together(rhythm, stirring, cluster(strays_s))
    if mirrored:
        forwards = course
        course = lambda times_s: forwards(20.0 - times_s)  # noqa: E731
    trace = trace_of(course, end_s=20.0)
    return [(s.span.start_s, s.span.end_s, len(s.strokes)) for s in find_stretches(trace, SETTINGS)]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("strays_s", [(7.2,), (6.6, 7.3)])
def test_a_rhythm_is_cut_from_a_stroke_or_two_that_stray_beside_it(strays_s: tuple[float, ...], mirrored: bool) -> None:
    found = beside_a_rhythm(*strays_s, mirrored=mirrored)
    stray, rhythm = reversed(found) if mirrored else found
    assert (stray[2], rhythm[2]) == (len(strays_s), 9)
    begins_s, ends_s = (20.0 - rhythm[1], 20.0 - rhythm[0]) if mirrored else rhythm[:2]
    assert (begins_s, ends_s) == pytest.approx((9.0, 13.4), abs=0.2)


@pytest.mark.parametrize("strays_s", [(8.3,), (6.0, 6.6, 7.2)], ids=["too near", "too many to stray"])
def test_what_may_belong_to_a_rhythm_is_not_cut_from_it(strays_s: tuple[float, ...]) -> None:
    assert len(beside_a_rhythm(*strays_s)) == 1


def test_a_short_rhythm_is_not_sure_enough_to_be_cut_out() -> None:
    assert len(beside_a_rhythm(7.2, count=SETTINGS.rhythm_sure_strokes - 1)) == 1
