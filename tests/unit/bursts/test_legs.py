from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.support.traces import (
    Course,
    drift,
    frame_times,
    jerk,
    out_and_back,
    pulses,
    rest,
    scaled,
    sinusoid,
    spasm,
    step,
    together,
    tonic,
    trace_of,
)
from twitchcam.bursts.legs import Leg, find_episodes
from twitchcam.records import MotionTrace
from twitchcam.settings import BurstSettings
from twitchcam.timespan import TimeSpan

SETTINGS = BurstSettings()


def legs_of(trace: MotionTrace) -> list[Leg]:
    return [leg for episode in find_episodes(trace, SETTINGS) for leg in episode.legs]


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0, 30.0])
def test_a_jerk_is_a_leg_out_and_a_leg_back_with_its_onset_within_a_frame(fps: float) -> None:
    legs = legs_of(trace_of(jerk(5.02), fps=fps))
    assert [leg.direction for leg in legs] == [1, -1]
    assert legs[0].onset_s == pytest.approx(5.02, abs=1.0 / fps)
    assert legs[0].amplitude == pytest.approx(0.04, rel=0.25)
    assert legs[0].quick
    assert legs[0].onset_s <= legs[0].peak_s <= legs[0].end_s + 1.0 / fps


def test_direction_is_that_of_the_displacement() -> None:
    assert [leg.direction for leg in legs_of(trace_of(scaled(jerk(5.0), -1.0)))] == [-1, 1]


def test_every_stroke_of_a_rhythm_is_two_legs() -> None:
    assert len(legs_of(trace_of(pulses(4.0, 2.0, 8)))) == 16


def test_a_slow_leg_is_not_quick() -> None:
    legs = legs_of(trace_of(tonic(4.0, 3.0, rise_s=1.2, fall_s=1.4)))
    assert [leg.quick for leg in legs] == [False, False]
    assert legs[0].end_s - legs[0].onset_s == pytest.approx(0.6 * 1.2, rel=0.25)


def test_the_time_at_rest_does_not_belong_to_a_leg() -> None:
    (leg,) = legs_of(trace_of(step(6.0, rise_s=0.3)))
    assert leg.onset_s == pytest.approx(6.0, abs=0.1)
    assert leg.end_s == pytest.approx(6.25, abs=0.1)


def test_noise_and_drift_have_no_legs() -> None:
    for seed in range(10):
        assert legs_of(trace_of(rest(), seed=seed, noise=0.001)) == []
        assert legs_of(trace_of(drift(0.001), seed=seed)) == []


def test_turns_smaller_than_the_noise_allows_do_not_count() -> None:
    course = out_and_back(5.0, 0.01, 0.2, 0.0, 0.3)
    assert len(legs_of(trace_of(course, noise=0.0003))) == 2
    assert legs_of(trace_of(course, noise=0.0004, noise_displacement=0.0025)) == []


def test_a_ripple_on_the_way_does_not_split_a_leg() -> None:
    # A swing of a tenth of the displacement in the middle of the way.
    course = together(step(5.0, 0.08, rise_s=2.0), jerk(5.95, -0.012, rise_s=0.1, fall_s=0.1))
    assert len(legs_of(trace_of(course))) == 1
    larger = together(step(5.0, 0.08, rise_s=2.0), jerk(5.95, -0.06, rise_s=0.15, fall_s=0.15))
    assert len(legs_of(trace_of(larger))) == 3


def test_an_episode_knows_where_it_ends_and_how_far_it_went() -> None:
    (there,) = find_episodes(trace_of(step(6.0, 0.05)), SETTINGS)
    assert (there.net, there.reach) == pytest.approx((0.05, 0.05), abs=0.003)
    (back,) = find_episodes(trace_of(spasm(6.0, 0.05)), SETTINGS)
    assert (back.net, back.reach) == pytest.approx((0.0, 0.05), abs=0.004)


def test_what_happens_where_the_region_does_not_move_is_not_its_own() -> None:
    trace = trace_of(together(jerk(5.0), jerk(12.0)), active_share=trace_of(jerk(5.0)).active_share)
    assert all(leg.onset_s < 6.0 for leg in legs_of(trace))
    assert find_episodes(trace_of(jerk(5.0), active_share=np.zeros(500, np.float32)), SETTINGS) == []


def test_episodes_do_not_overlap_and_are_in_time_order() -> None:
    episodes = find_episodes(trace_of(together(*(jerk(2.0 + 2.2 * i) for i in range(8)))), SETTINGS)
    assert len(episodes) == 8
    assert all(a.last < b.first for a, b in pairwise(episodes))


@pytest.mark.parametrize("seed", range(4))
def test_variable_frame_times_keep_the_onset_within_a_frame(seed: int) -> None:
    times = frame_times(12.0, 20.0, jitter_s=0.02, seed=seed)
    legs = legs_of(trace_of(jerk(5.0), times))
    assert len(legs) == 2
    assert legs[0].onset_s == pytest.approx(5.0, abs=0.06)


def test_dropped_frames_before_a_jerk_do_not_hide_it() -> None:
    times = frame_times(12.0, 20.0, dropped=[TimeSpan(4.6, 4.9), TimeSpan(5.6, 5.8)])
    legs = legs_of(trace_of(jerk(5.0), times))
    assert len(legs) == 2
    assert legs[0].onset_s == pytest.approx(5.0, abs=0.06)


@pytest.mark.parametrize(("rate_hz", "seen"), [(4.0, True), (2.0, False)])
def test_a_tremor_stands_out_by_its_strokes_and_slow_weak_swaying_by_its_reach(rate_hz: float, seen: bool) -> None:
    """It goes half a stroke to either side of where it started."""
    trace = trace_of(sinusoid(5.0, rate_hz, 5.0, amplitude=0.005), noise=0.0)
    trace = replace(trace, noise_displacement=0.005 / 0.9 / SETTINGS.least_reach_z)
    assert bool(legs_of(trace)) is seen


def all_the_time(course: Course) -> MotionTrace:
    """A trace with a cell or two that never stop, as sheets under breathing do."""
    return trace_of(course, noise=0.0001, active_share=np.full(500, 0.01, np.float32))


def test_a_limb_that_comes_to_rest_on_its_way_and_moves_on_later_makes_two_episodes() -> None:
    first, second = find_episodes(all_the_time(together(step(5.0, 0.04), jerk(9.0, 0.02))), SETTINGS)
    assert first.net == pytest.approx(0.04, abs=0.003)
    assert first.legs[-1].end_s == pytest.approx(5.6, abs=0.15)
    assert second.net == pytest.approx(0.0, abs=0.003)
    assert second.legs[0].onset_s == pytest.approx(9.0, abs=0.06)
    # Not so where it pauses for less.
    assert len(find_episodes(all_the_time(together(step(5.0, 0.04), jerk(6.2, 0.02))), SETTINGS)) == 1


@pytest.mark.parametrize(("residual", "episodes"), [(0.5, 1), (0.15, 2)])
def test_a_limb_that_is_held_on_its_way_back_from_a_jerk_does_not_rest(residual: float, episodes: int) -> None:
    part_of_the_way = out_and_back(5.0, 0.05, 0.12, 0.0, 0.3, residual)
    course = together(part_of_the_way, step(7.5, -residual * 0.05, 0.5))
    assert len(find_episodes(all_the_time(course), SETTINGS)) == episodes
