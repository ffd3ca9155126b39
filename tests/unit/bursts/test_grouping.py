from __future__ import annotations

import numpy as np
import pytest

from tests.support.traces import (
    frame_times,
    irregular,
    jerk,
    out_and_back,
    pulses,
    scaled,
    several,
    shifted,
    sinusoid,
    spasm,
    step,
    together,
    tonic,
    trace_of,
)
from twitchcam.bursts import find_bursts
from twitchcam.records import Part
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()


def test_no_traces_make_no_bursts() -> None:
    assert find_bursts([], SETTINGS) == ()
    assert find_bursts([trace_of(jerk(99.0))], SETTINGS) == ()


def test_one_jerk_is_one_burst_with_all_that_is_known_of_it() -> None:
    (burst,) = find_bursts([trace_of(jerk(5.0))], SETTINGS)
    assert burst.span.start_s == pytest.approx(5.0, abs=0.04)
    assert burst.span.duration_s == pytest.approx(0.25, abs=0.08)
    assert burst.span.start_s <= burst.peak_s <= burst.span.end_s
    assert len(burst.strokes) == 1
    assert burst.rate_hz is None
    assert burst.separated_regions == 1
    assert burst.jerk_like_onset
    assert burst.amplitude == pytest.approx(0.04, rel=0.1)
    assert burst.signal_to_noise == pytest.approx(0.04 / 0.0003, rel=0.1)
    assert burst.share == pytest.approx(0.05, rel=0.05)
    assert burst.sampling_hz == pytest.approx(25.0)
    assert burst.parts == (Part.LEFT_ARM,)


def test_movement_outside_the_infants_region_is_left_out() -> None:
    assert find_bursts([trace_of(spasm(5.0, held_s=0.8), in_body=False)], SETTINGS) == ()


def test_movements_that_start_together_are_one_burst_of_two_regions() -> None:
    (burst,) = find_bursts(several(jerk(5.0), jerk(5.15)), SETTINGS)
    assert burst.separated_regions == 2
    assert burst.trace_ids == ("w0000r0", "w0000r1")
    assert burst.share == pytest.approx(0.1, rel=0.1)


def test_movements_that_follow_each_other_are_bursts_of_their_own() -> None:
    first, second = find_bursts(several(jerk(5.0), jerk(5.6)), SETTINGS)
    assert first.parts == (Part.LEFT_ARM,)
    assert second.parts == (Part.RIGHT_LEG,)


def test_a_jerk_that_falls_into_a_longer_movement_belongs_to_it() -> None:
    (burst,) = find_bursts(several(pulses(5.0, 2.0, 10), jerk(7.3, 0.03)), SETTINGS)
    assert len(burst.strokes) == 10


def test_regions_close_to_each_other_are_not_separate() -> None:
    (near,) = find_bursts(several(jerk(5.0), jerk(5.0), apart_px=0.15 * 400.0), SETTINGS)
    (far,) = find_bursts(several(jerk(5.0), jerk(5.0), apart_px=0.25 * 400.0), SETTINGS)
    assert (near.separated_regions, far.separated_regions) == (1, 2)


def test_regions_that_move_little_or_are_small_are_not_separate() -> None:
    (weak,) = find_bursts(several(jerk(5.0, 0.05), jerk(5.0, 0.012)), SETTINGS)
    assert (weak.separated_regions, weak.trace_ids) == (1, ("w0000r0",))
    (small,) = find_bursts(several(jerk(5.0), jerk(5.0), share=0.01), SETTINGS)
    assert small.separated_regions == 1


def test_the_larger_movement_leads() -> None:
    (burst,) = find_bursts(several(jerk(5.0, 0.03), jerk(5.0, 0.06)), SETTINGS)
    assert burst.trace_ids[0] == "w0000r1"
    assert burst.parts[0] is Part.RIGHT_LEG


def test_a_rhythm_leads_over_a_larger_irregular_movement() -> None:
    (burst,) = find_bursts(several(irregular(5.0, 8.0, 0.03, seed=1), pulses(5.0, 2.0, 15, 0.04)), SETTINGS)
    assert burst.amplitude > 1.3 * 0.04
    assert burst.trace_ids[0] == "w0000r1"
    assert burst.rate_hz == pytest.approx(2.0, rel=0.1)
    assert burst.interval_cv == pytest.approx(0.05, abs=0.08)
    assert burst.features["repeat"] > 0.7


def test_a_clear_rhythm_leads_whatever_else_moves() -> None:
    led = 0
    for seed in range(30):
        restless = trace_of(irregular(5.0, 8.0, 0.03, seed=seed), seed=seed, share=0.15, trace_id="w0000r0")
        clonic = trace_of(pulses(5.0, 2.0, 15, seed=seed), share=0.07, at_px=(600.0, 200.0), trace_id="w0000r1")
        (burst,) = find_bursts([restless, clonic], SETTINGS)
        led += burst.trace_ids[0] == "w0000r1"
    assert led >= 29


def test_the_longest_hold_of_any_leading_region_is_the_bursts() -> None:
    (burst,) = find_bursts(several(tonic(5.0, 1.0, rise_s=1.2), tonic(5.1, 4.0, rise_s=1.2)), SETTINGS)
    assert burst.hold_s == pytest.approx(4.7, abs=0.3)
    assert burst.released == pytest.approx(1.0, abs=0.1)
    assert not burst.jerk_like_onset
    assert burst.features["hold_regions"] == 1.0


def test_a_few_cells_beside_a_jerk_are_not_held() -> None:
    """They wander, and stay where they are until something stirs them again."""
    held = tonic(5.0, 4.0, amplitude=0.03)
    for share, expected_s in ((0.9 * SETTINGS.region_share, 0.0), (1.1 * SETTINGS.region_share, 4.0)):
        cells = trace_of(held, share=share, trace_id="w0000r1", at_px=(400.0, 200.0))
        (burst,) = find_bursts([trace_of(jerk(5.0), share=0.1), cells], SETTINGS)
        assert burst.hold_s == pytest.approx(expected_s, abs=0.8)


def test_regions_held_about_as_long_as_the_longest_hold_together() -> None:
    (burst,) = find_bursts(several(tonic(5.0, 3.0, rise_s=1.2), tonic(5.1, 4.0, rise_s=1.2)), SETTINGS)
    assert burst.features["hold_regions"] == 2.0
    assert burst.features["hold_share"] == pytest.approx(0.1, rel=0.05)


def test_what_several_places_hold_is_as_long_as_they_hold_it() -> None:
    """One of them goes on moving when it has been let go."""
    held, goes_on = tonic(5.0, 4.0), together(tonic(5.0, 4.0), irregular(10.2, 6.0, 0.05, seed=4))
    (burst, *_) = find_bursts(several(held, scaled(held, 0.8), goes_on, end_s=24.0), SETTINGS)
    assert (burst.span.start_s, burst.span.end_s) == pytest.approx((5.1, 10.2), abs=0.4)
    assert burst.features["hold_regions"] == 3.0
    # Of one place alone the movement is what it was.
    (one, *_) = find_bursts([trace_of(goes_on, end_s=24.0)], SETTINGS)
    assert one.span.end_s > 14.0


@pytest.mark.parametrize(("size", "says_how_long"), [(0.015, False), (0.06, True)])
def test_what_is_held_less_far_than_a_quarter_of_all_says_not_how_long_it_lasts(
    size: float, says_how_long: bool
) -> None:
    held = together(tonic(5.0, 3.0, size), jerk(9.6, 0.07))
    (burst, *_) = find_bursts(several(jerk(9.6, 0.15), held, scaled(held, 0.9), end_s=24.0), SETTINGS)
    assert burst.hold_s > SETTINGS.held_together_s
    assert burst.features["hold_regions"] == 2.0
    assert (burst.span.start_s < 6.0) is says_how_long


def test_a_plateau_is_a_feature_of_the_burst() -> None:
    (held,) = find_bursts([trace_of(spasm(5.0, held_s=0.6))], SETTINGS)
    (brief,) = find_bursts([trace_of(jerk(5.0))], SETTINGS)
    assert held.features["plateau_s"] > 0.7
    assert brief.features["plateau_s"] < 0.25


def test_a_burst_lies_as_far_from_the_mouth_as_its_farthest_region() -> None:
    near, far = (trace_of(jerk(5.0), mouth_distance=distance, trace_id=f"w0{distance}") for distance in (0.02, 0.15))
    lost = trace_of(jerk(5.0), mouth_distance=None)
    assert find_bursts([near], SETTINGS)[0].features["mouth_distance"] == 0.02
    assert find_bursts([near, far], SETTINGS)[0].features["mouth_distance"] == 0.15
    assert "mouth_distance" not in find_bursts([near, lost], SETTINGS)[0].features


@pytest.mark.parametrize(("part", "told"), [(Part.FACE, 1.0), (Part.HEAD, 1.0), (Part.LEFT_ARM, 0.0)])
def test_a_rhythm_that_comes_back_is_told_of_face_and_head_only(part: Part, told: float) -> None:
    courses = together(pulses(14.0, 2.0, 8, 0.012), sinusoid(22.0, 2.0, 3.0, 0.004))
    bursts = find_bursts([trace_of(courses, frame_times(34.0), part=part)], SETTINGS)
    (rhythm,) = [burst for burst in bursts if abs(burst.span.start_s - 14.0) < 0.1]
    assert rhythm.features["comes_back"] == told


def test_a_leading_region_on_head_or_trunk_is_axial() -> None:
    (trunk,) = find_bursts([trace_of(jerk(5.0), part=Part.TRUNK, axial_share=0.6)], SETTINGS)
    (partly,) = find_bursts([trace_of(jerk(5.0), part=Part.TRUNK, axial_share=0.4)], SETTINGS)
    (face,) = find_bursts([trace_of(jerk(5.0), part=Part.FACE, axial_share=0.9)], SETTINGS)
    assert (trunk.axial, partly.axial, face.axial) == (True, False, False)
    head = trace_of(jerk(5.0, 0.02), trace_id="w0000r9", part=Part.HEAD, axial_share=0.9)
    head_follows = [*several(jerk(5.0, 0.06)), head]
    assert not find_bursts(head_follows, SETTINGS)[0].axial


def test_bursts_come_in_time_order() -> None:
    course = together(*(jerk(at_s) for at_s in (2.0, 4.4, 9.0, 12.6)))
    bursts = find_bursts(
        [trace_of(shifted(course, 1.0), trace_id="b"), trace_of(scaled(course, 0.5), trace_id="a")], SETTINGS
    )
    assert len(bursts) == 8
    assert [b.span.start_s for b in bursts] == sorted(b.span.start_s for b in bursts)


def test_what_goes_on_for_long_takes_only_its_neighbours_in() -> None:
    swinging = pulses(4.0, 2.0, 40)
    apart = find_bursts(several(swinging, jerk(12.3, 0.03), end_s=40.0, apart_px=400.0), SETTINGS)
    assert sorted(len(burst.strokes) for burst in apart) == [1, 40]
    near = several(swinging, jerk(12.3, 0.03), end_s=40.0, apart_px=40.0)
    assert [len(burst.strokes) for burst in find_bursts(near, SETTINGS)] == [40]


def test_a_limb_that_wavers_before_it_jerks_starts_like_a_jerk() -> None:
    (burst,) = find_bursts([trace_of(together(step(4.9, -0.006, 0.6), jerk(5.1, 0.05)))], SETTINGS)
    assert burst.jerk_like_onset


def test_a_jerk_starts_like_one_though_a_weaker_region_was_moving_slowly() -> None:
    for amplitude, like_a_jerk in ((0.4, True), (1.0, False)):
        slow = out_and_back(4.2, amplitude * 0.05, 1.2, 0.0, 0.6)
        (burst,) = find_bursts(several(jerk(5.0, 0.05), slow, apart_px=20.0), SETTINGS)
        assert burst.jerk_like_onset is like_a_jerk


def test_a_few_cells_beside_a_jerk_are_not_held_part_of_the_way() -> None:
    part_of_the_way = together(out_and_back(5.0, 0.03, 0.12, 0.0, 0.3, 0.5), step(7.5, -0.015, 0.5))
    for share, held in ((0.9 * SETTINGS.region_share, False), (1.1 * SETTINGS.region_share, True)):
        cells = trace_of(part_of_the_way, share=share, trace_id="w0000r1", at_px=(340.0, 200.0))
        (burst, *_) = find_bursts([trace_of(jerk(5.0), share=0.1), cells], SETTINGS)
        assert (burst.features["part_hold_s"] > 1.0) is held


def test_the_largest_region_is_a_feature_of_the_burst() -> None:
    (burst,) = find_bursts(several(jerk(5.0), jerk(5.1)), SETTINGS)
    assert burst.features["largest_share"] == pytest.approx(0.05, rel=0.05)


def test_a_rhythm_is_as_long_as_it_is_whatever_else_goes_on() -> None:
    longer = irregular(3.0, 14.0, 0.02)
    (burst,) = find_bursts(several(pulses(6.0, 2.0, 10, 0.05), longer, end_s=20.0), SETTINGS)
    assert len(burst.strokes) == 10
    assert burst.span.start_s == pytest.approx(6.0, abs=0.1)
    assert burst.span.end_s == pytest.approx(11.0, abs=0.4)


def test_a_sinusoid_is_as_fast_as_its_rate_and_size_say_and_strokes_are_faster() -> None:
    (smooth,) = find_bursts([trace_of(sinusoid(4.0, 0.7, 12.0, 0.012), end_s=20.0)], SETTINGS)
    assert smooth.features["speed_ratio"] == pytest.approx(1.0, abs=0.25)
    for seed in range(2):
        slight = trace_of(sinusoid(4.0, 0.7, 12.0, 0.004), end_s=20.0, noise=0.0002, seed=seed)
        (breath,) = find_bursts([slight], SETTINGS)
        assert breath.features["speed_ratio"] < 1.4, "noise on a slow movement is not speed"
    (strokes,) = find_bursts([trace_of(pulses(4.0, 0.7, 8, 0.012), end_s=20.0)], SETTINGS)
    assert strokes.features["speed_ratio"] > 1.8
    (jerk_alone,) = find_bursts([trace_of(jerk(5.0))], SETTINGS)
    assert jerk_alone.features["speed_ratio"] == 0.0


def test_a_weak_region_does_not_join_strong_ones_that_have_nothing_in_common() -> None:
    weak = sinusoid(4.5, 1.0, 12.0, 0.005)
    rhythm, later = pulses(5.0, 2.0, 8, 0.04), jerk(14.0, 0.04)
    bursts = [
        burst for burst in find_bursts(several(rhythm, weak, later, end_s=20.0), SETTINGS) if burst.amplitude > 0.02
    ]
    assert [len(burst.strokes) for burst in bursts] == [8, 1], "the jerk is not lost in the rhythm's burst"
    assert bursts[1].span.start_s == pytest.approx(14.0, abs=0.05)


def test_what_never_rests_swallows_nothing_that_comes_and_goes() -> None:
    mobile = sinusoid(0.0, 0.4, 60.0, 0.05)
    courses = (mobile, jerk(10.0), spasm(30.0), jerk(50.0))
    # Next to it, where what lasts takes its neighbours in.
    found = find_bursts(several(*courses, apart_px=20.0, end_s=60.0), SETTINGS)
    starts_s = [burst.span.start_s for burst in found]
    for at_s in (10.0, 30.0, 50.0):
        assert any(abs(start_s - at_s) < 0.1 for start_s in starts_s), (at_s, starts_s)


def test_regions_that_move_at_once_beside_an_arm_that_does_not_rest_are_a_burst_of_their_own() -> None:
    restless = irregular(2.0, 26.0, seed=3)
    courses = (restless, spasm(14.0, 0.05), scaled(spasm(14.05), 0.5))
    found = find_bursts(several(*courses, apart_px=20.0, share=0.08, end_s=32.0), SETTINGS)
    (own,) = [burst for burst in found if abs(burst.span.start_s - 14.0) < 0.1]
    assert len(own.trace_ids) == 2
    assert own.span.duration_s < 1.5
    # What moves during it alone is part of it.
    (own,) = [
        burst
        for burst in find_bursts(several(*courses, jerk(14.7, 0.03), apart_px=20.0, share=0.08, end_s=32.0), SETTINGS)
        if abs(burst.span.start_s - 14.0) < 0.1
    ]
    assert len(own.trace_ids) == 3
    # One region alone may be part of what goes on beside it, and so may what is not alone with it.
    for others in ((spasm(14.0, 0.05),), (*courses[1:], shifted(spasm(14.0, 0.04), 0.6))):
        bursts = find_bursts(several(restless, *others, apart_px=20.0, share=0.08, end_s=32.0), SETTINGS)
        assert not any(abs(burst.span.start_s - 14.0) < 0.1 for burst in bursts)


def test_what_settles_behind_a_jerk_makes_it_no_longer() -> None:
    settling = out_and_back(5.05, 0.016, 0.5, 0.0, 0.6)
    (burst,) = find_bursts(several(jerk(5.0, 0.04), settling), SETTINGS)
    assert burst.span.duration_s < 0.4
    assert len(burst.trace_ids) == 2


def test_what_stirs_a_little_next_to_a_jerk_makes_it_no_longer() -> None:
    beside = together(jerk(5.0, 0.026), jerk(4.5, 0.008, fall_s=0.4), jerk(5.9, 0.008, fall_s=0.4))
    (burst,) = find_bursts(several(jerk(5.0, 0.04), beside), SETTINGS)
    assert burst.span.start_s == pytest.approx(5.0, abs=0.05)
    assert burst.span.duration_s < 0.5
    larger = together(jerk(5.0, 0.026), jerk(4.5, 0.02, fall_s=0.4), jerk(5.9, 0.02, fall_s=0.4))
    (burst,) = find_bursts(several(jerk(5.0, 0.04), larger), SETTINGS)
    assert burst.span.duration_s > 1.5


def test_a_short_rhythm_among_regions_that_turn_irregularly_may_be_chance() -> None:
    def leading(*seeds: int, amplitude: float = 0.04, strokes: int = 6) -> str:
        even = trace_of(pulses(6.0, 1.8, strokes, amplitude), trace_id="w0000r0", at_px=(200.0, 200.0))
        restless = [
            trace_of(
                irregular(5.0, 9.0, 0.03, low_hz=0.8, seed=seed), trace_id=f"w0000r{seed}", at_px=(200.0, 40.0 * seed)
            )
            for seed in seeds
        ]
        (burst,) = find_bursts([even, *restless], SETTINGS)
        return burst.trace_ids[0]

    assert leading(7) == "w0000r0"
    assert leading(7, 8) != "w0000r0"
    # One that goes on, or that is the largest, is no chance.
    assert leading(7, 8, strokes=9) == "w0000r0"
    assert leading(7, 8, amplitude=0.08) == "w0000r0"


def test_uneven_frames_are_as_many_a_second_as_they_are_on_average() -> None:
    times_s = frame_times(20.0, 15.0)
    every_third_lost = times_s[np.arange(len(times_s)) % 3 != 2]
    (burst,) = find_bursts([trace_of(jerk(5.0), every_third_lost)], SETTINGS)
    assert burst.sampling_hz == pytest.approx(10.0, rel=0.02)
    paused = every_third_lost[(every_third_lost < 8.0) | (every_third_lost > 14.0)]
    (burst,) = find_bursts([trace_of(jerk(5.0), paused)], SETTINGS)
    assert burst.sampling_hz == pytest.approx(10.0, rel=0.02)


def test_what_a_restless_region_ties_to_an_earlier_jerk_is_not_lost() -> None:
    restless, large, small = irregular(3.0, 14.0, 0.012), jerk(4.0, 0.1), jerk(12.0, 0.012)
    parts = (Part.RIGHT_LEG, Part.TRUNK, Part.LEFT_ARM)
    bursts = find_bursts(several(large, restless, small, parts=parts), SETTINGS)
    found = {burst.parts: burst.span.start_s for burst in bursts}
    assert set(found) == {(part,) for part in parts}, "nor is the restlessness itself"
    assert found[(Part.RIGHT_LEG,)] == pytest.approx(4.0, abs=0.1)
    assert found[(Part.LEFT_ARM,)] == pytest.approx(12.0, abs=0.1)


def test_of_regions_that_are_about_as_even_the_strongest_leads() -> None:
    strong, weak = sinusoid(5.0, 2.0, 5.0, 0.02), sinusoid(3.0, 2.0, 7.0, 0.012)
    (burst,) = find_bursts(several(weak, strong, parts=(Part.LEFT_LEG, Part.LEFT_ARM)), SETTINGS)
    assert burst.parts[0] is Part.LEFT_ARM


def test_a_region_that_misses_a_stroke_leads_no_rhythm_that_another_shows_whole() -> None:
    whole = together(*(pulses(5.0 + i / 3.5, 3.5, 1, 0.012 + 0.005 * (i % 3)) for i in range(10)))
    missing = together(*(pulses(5.0 + i / 3.5, 3.5, 1, 0.012) for i in range(10) if i not in (1, 8)))
    (burst,) = find_bursts(several(missing, whole, parts=(Part.TRUNK, Part.LEFT_ARM)), SETTINGS)
    assert burst.parts[0] is Part.LEFT_ARM
    assert burst.interval_cv == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("apart_s", [0.0, 0.2, 0.4, 1.5])
def test_a_rhythm_that_stiffening_goes_over_into_is_a_burst_of_its_own(apart_s: float) -> None:
    courses = [
        together(tonic(at_s, 3.0, 0.05), pulses(at_s + 4.4 + apart_s, 2.0, 10, 0.04)) for at_s in (4.0, 4.05, 4.1)
    ]
    held, rhythm = find_bursts(several(*courses), SETTINGS)
    assert held.hold_s > SETTINGS.held_together_s
    assert held.span.end_s < rhythm.span.start_s + 0.3
    assert len(held.strokes) < SETTINGS.rhythm_strokes
    assert rhythm.hold_s < SETTINGS.held_together_s
    assert len(rhythm.strokes) == pytest.approx(10, abs=1)
    assert rhythm.rate_hz == pytest.approx(2.0, rel=0.1)
