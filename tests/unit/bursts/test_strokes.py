from __future__ import annotations

import numpy as np
import pytest

from tests.support.traces import (
    Course,
    Floats,
    cluster,
    jerk,
    out_and_back,
    pulses,
    scaled,
    spasm,
    step,
    together,
    tonic,
    trace_of,
)
from twitchcam.bursts.legs import episode_of, find_episodes
from twitchcam.bursts.strokes import Hold, find_holds, find_partial_holds, find_strokes
from twitchcam.records import Part, Stroke
from twitchcam.settings import BurstSettings, LabelSettings

SETTINGS = BurstSettings()


def strokes_of(course: Course, **options: float) -> list[Stroke]:
    trace = trace_of(course, **options)  # type: ignore[arg-type]
    return find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)[0]


def holds_of(course: Course, **options: float) -> list[Hold]:
    trace = trace_of(course, **options)  # type: ignore[arg-type]
    return find_holds(trace, find_episodes(trace, SETTINGS), SETTINGS)


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0, 30.0])
def test_a_jerk_is_one_stroke(fps: float) -> None:
    (stroke,) = strokes_of(jerk(5.02), fps=fps)
    assert stroke.onset_s == pytest.approx(5.02, abs=1.0 / fps)
    assert stroke.end_s == pytest.approx(5.27, abs=1.5 / fps)
    assert stroke.part is Part.LEFT_ARM
    assert stroke.trace_id == "w0000r0"


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_cluster_has_as_many_strokes_as_jerks(count: int) -> None:
    onsets = [5.0, 5.6, 6.1, 6.9][:count]
    found = strokes_of(cluster(onsets), fps=20.0)
    assert [stroke.onset_s for stroke in found] == pytest.approx(onsets, abs=0.05)


@pytest.mark.parametrize("rate_hz", [0.5, 1.0, 2.0, 3.0, 4.0])
def test_a_rhythm_has_as_many_strokes_as_pulses(rate_hz: float) -> None:
    assert len(strokes_of(pulses(4.0, rate_hz, 10), fps=25.0, end_s=30.0)) == 10


def test_the_way_back_is_no_stroke_of_its_own_however_quick() -> None:
    assert len(strokes_of(jerk(5.0, rise_s=0.1, fall_s=0.1))) == 1
    assert len(strokes_of(spasm(5.0, held_s=1.0))) == 1


def test_a_swing_behind_a_jerk_is_its_rebound() -> None:
    assert len(strokes_of(together(jerk(5.0, 0.05), jerk(5.45, -0.012, rise_s=0.12)))) == 1
    assert len(strokes_of(together(jerk(5.0, 0.05), jerk(5.45, -0.03, rise_s=0.12)))) == 2
    # As small, but too late for a rebound.
    assert len(strokes_of(together(jerk(5.0, 0.05), jerk(6.4, -0.014, rise_s=0.12)))) == 2


def test_plateau_is_the_time_near_the_furthest_point() -> None:
    (brief,) = strokes_of(jerk(5.0))
    (held,) = strokes_of(spasm(5.0, held_s=0.6))
    assert brief.plateau_s == pytest.approx(0.15, abs=0.05)
    assert held.plateau_s == pytest.approx(0.6 + 0.29, abs=0.08)


def wavering(dip: float, dips: int = 1) -> Course:
    """A quick bend that is held for a second, in which it gives way by a share of its size, and is let go."""
    gives_way = (out_and_back(5.35 + 0.4 * n, -0.06 * dip, 0.12, 0.0, 0.12) for n in range(dips))
    return together(spasm(5.0, 0.06, held_s=1.0), *gives_way)


def test_a_limb_that_wavers_while_it_is_held_makes_one_stroke_until_it_is_let_go() -> None:
    for course in (wavering(0.2), wavering(0.2, 2)):
        (stroke,) = strokes_of(course)
        assert stroke.plateau_s == pytest.approx(1.15, abs=0.15)
        assert stroke.end_s == pytest.approx(6.5, abs=0.1)
    assert len(strokes_of(wavering(0.5))) == 2


def test_a_rhythm_on_top_of_a_held_position_is_no_wavering_of_one_stroke() -> None:
    held = together(
        spasm(5.0, 0.06, held_s=6.0), *(out_and_back(6.0 + 0.5 * n, -0.016, 0.1, 0.0, 0.1) for n in range(9))
    )
    assert len(strokes_of(held)) >= 9


def test_residual_is_what_stays() -> None:
    (back,) = strokes_of(jerk(5.0))
    (stays,) = strokes_of(step(5.0, rise_s=0.3))
    assert back.residual < SETTINGS.end_level + 0.05
    assert stays.residual > 0.9


def test_a_stroke_ends_where_it_has_come_back_or_come_to_rest() -> None:
    (half,) = strokes_of(out_and_back(5.0, 0.05, 0.15, 0.0, 0.25, residual=0.5))
    assert half.end_s == pytest.approx(5.4, abs=0.12)
    assert half.residual == pytest.approx(0.5, abs=0.12)


def test_a_slow_movement_has_no_strokes_but_a_leg() -> None:
    trace = trace_of(step(5.0, rise_s=2.0))
    strokes, others = find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)
    assert strokes == []
    assert [leg.direction for leg in others] == [1]


def test_direction_and_amplitude_survive_mirroring() -> None:
    (away,), (mirrored,) = strokes_of(jerk(5.0)), strokes_of(scaled(jerk(5.0), -1.0), seed=0)
    assert (away.direction, mirrored.direction) == (1, -1)
    assert mirrored.amplitude == pytest.approx(away.amplitude, rel=0.05)


@pytest.mark.parametrize("held_s", [0.4, 1.0, 2.5, 6.0])
def test_a_held_position_is_a_hold_of_its_length(held_s: float) -> None:
    (hold,) = [h for h in holds_of(tonic(3.0, held_s), end_s=16.0) if h.amplitude > 0.03]
    # The last and first tenths of the ways out and back lie near the furthest point too.
    assert hold.held_s == pytest.approx(held_s + 0.5, abs=0.3)
    assert hold.onset_s == pytest.approx(3.1, abs=0.2)
    assert hold.released == pytest.approx(1.0, abs=0.1)


def test_a_hold_is_found_whether_or_not_the_region_is_seen_moving_in_between() -> None:
    # Up to join_gap_s the way out and back are one episode, beyond it they are two.
    for held_s in (0.5, 3.0, 12.0):
        holds = holds_of(tonic(3.0, held_s), end_s=20.0)
        assert max(hold.held_s for hold in holds) == pytest.approx(held_s + 0.5, abs=0.35)


@pytest.mark.parametrize("rise_s", [0.4, 1.2, 2.0])
def test_a_hold_tells_how_long_it_took_to_get_there(rise_s: float) -> None:
    for held_s in (1.5, 6.0):  # the region may or may not be seen moving in between
        (hold,) = [h for h in holds_of(out_and_back(3.0, 0.05, rise_s, held_s, 0.8), end_s=16.0) if h.amplitude > 0.03]
        assert hold.rise_s == pytest.approx(0.6 * rise_s, abs=0.15 * rise_s + 0.05)


def test_what_goes_out_and_back_smoothly_is_held_for_less_of_its_time_than_what_stays() -> None:
    limit = LabelSettings().hold_part

    def largest(course: Course) -> Hold:
        return max(holds_of(course, end_s=16.0), key=lambda hold: hold.amplitude)

    turned = largest(out_and_back(3.0, 0.05, 2.5, 0.2, 2.5))
    assert turned.held_s >= LabelSettings().stiffening_s, "long enough, by its length alone"
    assert turned.part < limit
    for held_s in (2.0, 4.0, 9.0):
        assert largest(tonic(3.0, held_s)).part >= limit


@pytest.mark.parametrize("held_s", [2.0, 9.0])
def test_between_two_movements_a_hold_rests(held_s: float) -> None:
    hold = max(holds_of(tonic(3.0, held_s), end_s=16.0), key=lambda found: found.amplitude)
    assert hold.rests
    assert hold.part == 1.0


def test_a_change_of_position_is_no_hold() -> None:
    assert holds_of(step(5.0)) == []


def test_a_hold_that_is_let_go_halfway_is_no_hold() -> None:
    assert holds_of(out_and_back(5.0, 0.05, 0.5, 3.0, 0.6, residual=0.6)) == []
    (mostly,) = holds_of(out_and_back(5.0, 0.05, 0.5, 3.0, 0.6, residual=0.25))
    assert mostly.released == pytest.approx(0.75, abs=0.06)


def test_a_limb_that_wavers_while_it_is_held_is_held_all_the_same() -> None:
    wavering = together(tonic(3.0, 4.0, 0.05), pulses(4.5, 1.0, 3, -0.01))
    (hold,) = [h for h in holds_of(wavering, end_s=14.0) if h.amplitude > 0.03]
    assert hold.held_s == pytest.approx(4.5, abs=0.4)
    assert hold.released == pytest.approx(1.0, abs=0.1)


def test_a_limb_that_comes_down_far_in_between_is_not_held() -> None:
    let_go = together(tonic(3.0, 4.0, 0.05), pulses(4.5, 1.0, 3, -0.03))
    assert all(h.held_s < 2.0 for h in holds_of(let_go, end_s=14.0))


def test_restless_movement_at_a_new_place_ends_no_hold() -> None:
    # It comes there, small movements keep it in sight, and then it goes to and fro.
    kept_in_sight = together(*(jerk(5.8 + 0.8 * n, 0.008) for n in range(6)))
    to_and_fro = together(*(scaled(spasm(11.0 + 0.7 * n, 0.045, rise_s=0.2, held_s=0.05), -1.0) for n in range(3)))
    moved = together(step(5.0, 0.05), kept_in_sight, to_and_fro)
    assert all(hold.held_s < 2.0 for hold in holds_of(moved))
    let_go = together(step(5.0, 0.05), kept_in_sight, scaled(step(11.0, 0.05), -1.0))
    assert any(hold.held_s > 4.0 for hold in holds_of(let_go))


def test_a_hold_ends_when_it_is_let_go_however_long_small_movements_go_on() -> None:
    # Held beyond sight, let go, and then the limb stirs for seven seconds by a tenth of it.
    stirs = together(*(jerk(9.0 + 0.8 * n, 0.005) for n in range(9)))
    (hold,) = [h for h in holds_of(together(tonic(3.0, 4.0, 0.05), stirs)) if h.amplitude > 0.03]
    (alone,) = [h for h in holds_of(tonic(3.0, 4.0, 0.05)) if h.amplitude > 0.03]
    assert hold.held_s == pytest.approx(alone.held_s, abs=0.2)
    assert hold.end_s == pytest.approx(alone.end_s, abs=0.3)


def test_a_small_displacement_is_no_hold() -> None:
    assert holds_of(tonic(5.0, 3.0, 0.8 * SETTINGS.hold_amplitude)) == []
    assert len(holds_of(tonic(5.0, 3.0, 1.3 * SETTINGS.hold_amplitude))) == 1


def test_the_rest_between_two_jerks_is_no_hold() -> None:
    assert all(hold.held_s < 0.3 for hold in holds_of(cluster([5.0, 6.6])))


def test_what_follows_a_rebound_on_the_way_back_is_no_stroke() -> None:
    # Out, a third of the way back, a little out again, and all the way back.
    swung = together(jerk(5.0, 0.06, rise_s=0.12, fall_s=0.5), jerk(5.3, 0.02, rise_s=0.08, fall_s=0.25))
    found = strokes_of(together(swung, jerk(7.0)), fps=30.0)
    assert [stroke.onset_s for stroke in found] == pytest.approx([5.0, 7.0], abs=0.06)


def test_two_movements_of_unlike_size_are_not_the_ends_of_a_hold() -> None:
    assert len(holds_of(together(step(5.0, 0.02), step(9.0, -0.02)))) == 1
    assert holds_of(together(step(5.0, 0.02), step(9.0, -0.06))) == []


def part_way(at_s: float, kept: float, held_s: float, let_go: float = 0.0, amplitude: float = 0.05) -> Course:
    """A jerk that comes back to ``kept`` of its amplitude, stays there, and then comes back to ``let_go`` of it."""
    back = scaled(step(at_s + 0.6 + held_s, amplitude, 0.8), let_go - kept)
    return together(out_and_back(at_s, amplitude, 0.12, 0.0, 0.3, residual=kept), back)


def partial_holds_of(course: Course) -> list[Hold]:
    trace = trace_of(course, end_s=16.0)
    strokes, _ = find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)
    return find_partial_holds(trace, strokes, SETTINGS)


@pytest.mark.parametrize("held_s", [1.0, 1.5, 2.5])
def test_a_jerk_that_stays_part_of_the_way_is_a_partial_hold(held_s: float) -> None:
    for sign in (1.0, -1.0):
        (hold,) = partial_holds_of(scaled(part_way(4.0, 0.6, held_s), sign))
        assert hold.held_s == pytest.approx(held_s + 0.4, abs=0.35)
        assert hold.onset_s == pytest.approx(4.03, abs=0.1)
        assert hold.end_s == pytest.approx(4.0 + 0.6 + held_s + 0.6, abs=0.25)


def test_what_stays_where_it_came_to_or_comes_back_at_once_is_no_partial_hold() -> None:
    assert partial_holds_of(part_way(4.0, 0.6, 1.5, let_go=0.6)) == []
    assert partial_holds_of(part_way(4.0, 0.0, 1.5)) == []
    assert partial_holds_of(part_way(4.0, 0.3, 1.5)) == []
    assert partial_holds_of(part_way(4.0, 0.6, 0.2)) == []
    assert partial_holds_of(part_way(4.0, 0.6, 6.0)) == []


def test_a_partial_hold_is_seen_to_be_held_and_follows_a_stroke_as_large_as_a_hold() -> None:
    assert partial_holds_of(part_way(4.0, 0.6, 1.5, amplitude=0.9 * SETTINGS.hold_amplitude)) == []
    assert len(partial_holds_of(part_way(4.0, 0.5, 1.5, amplitude=1.1 * SETTINGS.hold_amplitude))) == 1


def test_a_partial_hold_at_half_of_the_way_may_be_measured_as_a_little_less() -> None:
    assert len(partial_holds_of(part_way(4.0, 0.47, 1.5))) == 1
    assert partial_holds_of(part_way(4.0, 0.4, 1.5)) == []


def test_what_a_cluster_leaves_behind_is_no_partial_hold() -> None:
    assert len(partial_holds_of(part_way(6.0, 0.6, 1.5))) == 1
    assert partial_holds_of(together(jerk(5.3), part_way(6.0, 0.6, 1.5))) == []


@pytest.mark.parametrize("fps", [15.0, 25.0, 30.0])
def test_a_tremor_is_over_when_its_last_stroke_has_gone_back(fps: float) -> None:
    def swings(times_s: Floats) -> Floats:
        during = (times_s >= 5.0) & (times_s <= 7.0)
        return np.where(during, -0.01 * np.sin(2.0 * np.pi * 3.0 * (times_s - 5.0)), 0.0)

    trace = trace_of(swings, fps=fps, noise=0.0001)
    episode = episode_of(trace, int(4.0 * fps), int(14.0 * fps), 0.002, SETTINGS)
    found = find_strokes(trace, [episode], SETTINGS)[0]
    assert len(found) >= SETTINGS.rhythm_strokes
    assert max(stroke.end_s for stroke in found) == pytest.approx(7.0, abs=2.0 / fps)
