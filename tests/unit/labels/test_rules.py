"""Each rule on either side of its limits. Durations have a tolerance of one frame, 0.04 s at 25 a second."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support import examples
from tests.support.bursts import burst
from twitchcam.labels import judge_burst
from twitchcam.records import PATTERN_LABEL, Burst, Label, Part, Pattern
from twitchcam.settings import LabelSettings

SETTINGS = LabelSettings()
FRAME_S = 1 / 25


def pattern(duration_s: float = 0.3, strokes: int = 1, **changes: Any) -> Pattern:
    return judge_burst(burst(10.0, duration_s, strokes, **changes), SETTINGS).pattern


def lasting(made: Burst, stroke_s: float) -> Burst:
    """The same burst, each of its strokes that long."""
    return replace(made, strokes=tuple(replace(one, end_s=one.onset_s + stroke_s) for one in made.strokes))


# Rhythm


def test_five_even_strokes_are_rhythmic_and_four_are_not() -> None:
    assert pattern(2.5, 5) is Pattern.RHYTHMIC
    assert pattern(2.0, 4) is not Pattern.RHYTHMIC


def test_the_spread_of_the_intervals_decides_between_rhythmic_and_undecided() -> None:
    assert pattern(4.0, 8, interval_cv=0.30) is Pattern.RHYTHMIC
    assert pattern(4.0, 8, interval_cv=0.31) is Pattern.UNDECIDED


def test_a_rhythm_has_strokes_that_are_alike_and_repeat() -> None:
    assert pattern(4.0, 8, repeat=0.56, amplitude_cv=0.4) is Pattern.RHYTHMIC
    assert pattern(4.0, 8, repeat=0.54, amplitude_cv=0.4) is Pattern.UNDECIDED


def test_where_much_of_the_body_moves_a_rhythm_must_be_more_even() -> None:
    wide = {"share": SETTINGS.gross_share, "amplitude_cv": 0.4}
    many = {"separated_regions": SETTINGS.gross_regions, "amplitude_cv": 0.4}
    assert pattern(4.0, 8, repeat=0.71, **many) is Pattern.RHYTHMIC
    assert pattern(4.0, 8, repeat=0.69, **many) is not Pattern.RHYTHMIC
    assert pattern(4.0, 8, repeat=0.71, **wide) is Pattern.RHYTHMIC
    assert pattern(4.0, 8, repeat=0.69, **wide) is Pattern.GROSS_MOVEMENT


def test_a_rhythm_beneath_a_larger_movement_must_have_more_even_intervals() -> None:
    def beneath(level: float, interval_cv: float) -> Pattern:
        found = burst(10.0, 4.0, 8, share=SETTINGS.gross_share, interval_cv=interval_cv)
        return judge_burst(replace(found, amplitude=found.strokes[0].amplitude / level), SETTINGS).pattern

    assert beneath(0.44, 0.21) is Pattern.GROSS_MOVEMENT
    assert beneath(0.44, 0.20) is Pattern.RHYTHMIC
    assert beneath(0.46, 0.21) is Pattern.RHYTHMIC


def test_above_five_a_second_a_rhythm_is_a_tremor() -> None:
    assert pattern(2.0, 10, rate_hz=5.0) is Pattern.RHYTHMIC
    assert pattern(2.0, 10, rate_hz=5.1) is Pattern.TREMOR


def test_below_a_fifth_a_second_there_is_no_rhythm() -> None:
    assert pattern(30.0, 6, rate_hz=0.20) is Pattern.RHYTHMIC
    assert pattern(30.0, 6, rate_hz=0.19) is Pattern.PROLONGED


@pytest.mark.parametrize("sampling_hz", [8.0, 10.0])
def test_a_rate_that_the_recording_is_too_slow_for_is_undecided(sampling_hz: float) -> None:
    limit_hz = SETTINGS.sampling_share * sampling_hz
    assert pattern(3.0, 9, rate_hz=limit_hz, sampling_hz=sampling_hz) is Pattern.RHYTHMIC
    assert pattern(3.0, 9, rate_hz=limit_hz + 0.1, sampling_hz=sampling_hz) is Pattern.UNDECIDED


# Breathing


def breathing(**changes: Any) -> Pattern:
    """A sinusoid at the trunk, 0.7 a second, 1% of a body length."""
    rate_hz, amplitude = changes.get("rate_hz", 0.7), changes.get("amplitude", 0.01)
    sinusoid = {"rate_hz": rate_hz, "amplitude": amplitude, "speed_ratio": 1.1}
    return pattern(12.0, 8, **{"parts": (Part.TRUNK,), **sinusoid, **changes})


def test_a_small_sinusoid_at_the_trunk_is_breathing() -> None:
    assert breathing() is Pattern.BREATHING
    assert PATTERN_LABEL[Pattern.BREATHING] is Label.OTHER_MOVEMENT


def test_a_rhythm_elsewhere_or_larger_or_faster_or_jerky_is_no_breathing() -> None:
    assert breathing(parts=(Part.LEFT_ARM,)) is Pattern.RHYTHMIC
    assert breathing(parts=(Part.UNKNOWN,), repeat=0.7) is Pattern.RHYTHMIC
    assert breathing(amplitude=1.05 * SETTINGS.breathing_amplitude) is Pattern.RHYTHMIC
    assert breathing(rate_hz=1.05 * SETTINGS.breathing_high_hz) is Pattern.RHYTHMIC
    assert breathing(rate_hz=0.95 * SETTINGS.breathing_low_hz) is Pattern.RHYTHMIC
    assert breathing(speed_ratio=1.05 * SETTINGS.sinusoid_ratio) is Pattern.RHYTHMIC


def test_an_arm_on_the_chest_is_moved_by_breathing() -> None:
    on, rate_hz = SETTINGS.breathing_axial, SETTINGS.breathing_usual_hz
    assert breathing(parts=(Part.LEFT_ARM,), axial_share=on) is Pattern.BREATHING
    assert breathing(parts=(Part.LEFT_ARM,), axial_share=0.95 * on) is Pattern.RHYTHMIC
    assert breathing(parts=(Part.LEFT_ARM, Part.TRUNK)) is Pattern.BREATHING
    assert breathing(parts=(Part.LEFT_ARM, Part.TRUNK), rate_hz=1.05 * rate_hz) is Pattern.RHYTHMIC
    assert breathing(parts=(Part.LEFT_ARM,), axial_share=on, rate_hz=1.05 * rate_hz) is Pattern.RHYTHMIC


@pytest.mark.parametrize("part", [Part.HEAD, Part.FACE])
def test_breathing_moves_the_head_by_little(part: Part) -> None:
    """A head that nods in the rhythm of breaths goes farther than the chest carries it."""
    slight, on = SETTINGS.slight_amplitude, SETTINGS.breathing_axial
    assert breathing(parts=(part,), axial_share=on, amplitude=slight) is Pattern.BREATHING
    assert breathing(parts=(part,), axial_share=on, amplitude=1.05 * slight) is Pattern.RHYTHMIC
    assert breathing(parts=(part, Part.TRUNK), amplitude=1.05 * slight) is Pattern.RHYTHMIC
    assert breathing(parts=(Part.TRUNK, part), amplitude=1.05 * slight) is Pattern.BREATHING


def test_a_few_breaths_are_breathing_if_they_repeat_themselves() -> None:
    few: dict[str, Any] = {"parts": (Part.LEFT_ARM, Part.TRUNK), "rate_hz": 0.7, "speed_ratio": 1.1}
    for repeat, expected in ((SETTINGS.breathing_repeat, True), (0.95 * SETTINGS.breathing_repeat, False)):
        found = pattern(4.0, 3, amplitude=0.01, repeat=repeat, **few)
        assert (found is Pattern.BREATHING) is expected
    assert pattern(2.8, 2, amplitude=0.01, repeat=1.0, **few) is not Pattern.BREATHING


def test_where_parts_cannot_be_told_breathing_moves_much_of_the_body() -> None:
    uneven: dict[str, Any] = {"parts": (Part.UNKNOWN,), "repeat": 0.95 * SETTINGS.breathing_repeat}
    assert breathing(**uneven, share=SETTINGS.breathing_share) is Pattern.BREATHING
    assert breathing(**uneven, share=0.95 * SETTINGS.breathing_share) is Pattern.RHYTHMIC
    assert breathing(parts=(Part.LEG,), share=0.3) is Pattern.RHYTHMIC


def test_where_parts_cannot_be_told_what_is_fast_is_breathing_only_if_it_is_slight() -> None:
    """Legs that pedalled 0.98 times a second in a close-up moved 0.22 of the infant's area, by 0.014 at most."""
    fast: dict[str, Any] = {"parts": (Part.UNKNOWN,), "share": 0.3, "rate_hz": 1.05 * SETTINGS.breathing_usual_hz}
    assert breathing(**fast, amplitude=SETTINGS.slight_amplitude) is Pattern.BREATHING
    assert breathing(**fast, amplitude=1.05 * SETTINGS.slight_amplitude) is Pattern.RHYTHMIC
    assert breathing(**{**fast, "parts": (Part.TRUNK,)}, amplitude=0.01) is Pattern.BREATHING


def test_a_sinusoid_where_parts_cannot_be_told_is_breathing_if_it_is_as_slow_and_as_even() -> None:
    usual_hz, least = SETTINGS.breathing_usual_hz, SETTINGS.breathing_repeat
    even: dict[str, Any] = {"parts": (Part.UNKNOWN,), "share": 0.05, "repeat": least}
    assert breathing(**even, rate_hz=usual_hz) is Pattern.BREATHING
    assert breathing(**even, rate_hz=1.05 * usual_hz) is Pattern.RHYTHMIC
    assert breathing(**{**even, "repeat": 0.95 * least}, rate_hz=usual_hz) is Pattern.RHYTHMIC
    assert breathing(**even, rate_hz=usual_hz, speed_ratio=1.05 * SETTINGS.sinusoid_ratio) is Pattern.RHYTHMIC


def test_what_is_faster_than_breaths_usually_are_and_goes_out_faster_than_back_is_no_breathing() -> None:
    fast_hz, unequal = 1.05 * SETTINGS.breathing_usual_hz, SETTINGS.unequal_phases
    assert breathing(rate_hz=fast_hz, phase_ratio=0.99 * unequal) is Pattern.BREATHING
    assert breathing(rate_hz=fast_hz, phase_ratio=unequal) is Pattern.RHYTHMIC
    # Infants breathe in faster than out.
    assert breathing(rate_hz=SETTINGS.breathing_usual_hz, phase_ratio=2.0) is Pattern.BREATHING


def test_of_many_breaths_the_usual_one_counts_and_not_the_deepest() -> None:
    deep = 1.2 * SETTINGS.breathing_amplitude
    values: dict[str, Any] = {"parts": (Part.TRUNK,), "rate_hz": 0.7, "amplitude": deep, "speed_ratio": 1.1}
    deepest = burst(10.0, 12.0, 8, **values)
    usual = tuple(replace(one, amplitude=deep if n % 3 == 0 else 0.8 * deep) for n, one in enumerate(deepest.strokes))
    assert judge_burst(replace(deepest, strokes=usual), SETTINGS).pattern is Pattern.BREATHING
    assert judge_burst(deepest, SETTINGS).pattern is Pattern.RHYTHMIC
    # A clonic limb on the chest builds up and fades as well, but goes out faster than it comes back.
    clonic = burst(10.0, 12.0, 8, **values, phase_ratio=SETTINGS.unequal_phases)
    assert judge_burst(replace(clonic, strokes=usual), SETTINGS).pattern is Pattern.RHYTHMIC


def test_a_very_slight_sinusoid_where_parts_cannot_be_told_is_breathing() -> None:
    slight = SETTINGS.slight_amplitude
    assert breathing(parts=(Part.UNKNOWN,), share=0.05, amplitude=slight) is Pattern.BREATHING
    rough: dict[str, Any] = {"parts": (Part.UNKNOWN,), "share": 0.05, "repeat": 0.7}
    assert breathing(**rough, amplitude=slight) is Pattern.BREATHING
    assert breathing(**rough, amplitude=1.05 * slight) is Pattern.RHYTHMIC
    ratio = SETTINGS.slight_sinusoid_ratio
    assert breathing(parts=(Part.UNKNOWN,), share=0.05, amplitude=slight, speed_ratio=ratio) is Pattern.BREATHING
    assert breathing(parts=(Part.UNKNOWN,), share=0.05, amplitude=slight, speed_ratio=1.1 * ratio) is Pattern.RHYTHMIC
    faster = {"rate_hz": 1.05 * SETTINGS.breathing_usual_hz, "speed_ratio": 1.6}
    assert breathing(parts=(Part.UNKNOWN,), share=0.05, amplitude=slight, **faster) is Pattern.RHYTHMIC
    assert breathing(parts=(Part.LEG,), share=0.05, amplitude=slight) is Pattern.RHYTHMIC


# Stiffening


def test_a_large_share_of_the_body_held_for_two_seconds_and_let_go_is_stiffening() -> None:
    share = SETTINGS.stiffening_share
    held: dict[str, Any] = {"strokes": 0, "jerk_like_onset": False, "hold_share": share, "hold_regions": 1.0}
    assert pattern(4.0, hold_s=2.0, **held) is Pattern.STIFFENING
    assert pattern(4.0, hold_s=1.9, **held) is Pattern.GROSS_MOVEMENT
    assert pattern(4.0, hold_s=2.5, **{**held, "hold_share": 0.95 * share}) is not Pattern.STIFFENING


def test_several_separate_regions_held_are_stiffening_however_small() -> None:
    assert pattern(4.0, 1, hold_s=2.5, hold_regions=2.0) is Pattern.STIFFENING
    assert pattern(4.0, 1, hold_s=2.5, hold_regions=1.0) is not Pattern.STIFFENING
    # Other regions that move, but are not held, do not make it one.
    assert pattern(4.0, 1, hold_s=2.5, hold_regions=1.0, separated_regions=2) is not Pattern.STIFFENING


def test_one_limb_that_is_held_and_let_go_is_undecided_where_that_is_most_of_its_movement() -> None:
    held: dict[str, Any] = {"strokes": 0, "jerk_like_onset": False, "hold_share": 0.05, "hold_regions": 1.0}
    assert pattern(4.0, hold_s=2.0, **held) is Pattern.UNDECIDED
    assert pattern(4.0, hold_s=1.9, **held) is Pattern.GROSS_MOVEMENT
    assert pattern(10.0, hold_s=5.1, **held) is Pattern.UNDECIDED
    assert pattern(10.0, hold_s=4.9, **held) is Pattern.GROSS_MOVEMENT
    assert pattern(4.0, hold_s=3.0, **held, share=0.4, separated_regions=4) is Pattern.UNDECIDED, "however much moves"
    assert pattern(10.0, hold_s=4.9, **held, share=0.4, separated_regions=4) is Pattern.GROSS_MOVEMENT


def test_a_jerk_that_stays_where_it_came_to_is_no_normal_one() -> None:
    assert pattern(1.4, 2, hold_s=SETTINGS.part_hold_s - 0.01) is Pattern.JERK_CLUSTER
    assert pattern(1.4, 2, hold_s=SETTINGS.part_hold_s + 0.01) is Pattern.UNDECIDED
    reasons = judge_burst(burst(10.0, 1.4, 2, hold_s=1.1), SETTINGS).reasons
    (decisive,) = [item for item in reasons if item.decisive]
    assert (decisive.criterion, decisive.value, decisive.limit) == ("part_hold_s", 1.1, SETTINGS.part_hold_s)


def test_one_limb_that_comes_at_leisure_to_where_it_is_held_has_changed_its_posture() -> None:
    held: dict[str, Any] = {"strokes": 0, "jerk_like_onset": False, "hold_share": 0.05, "hold_regions": 1.0}
    limit_s = SETTINGS.limb_hold_rise_s
    assert pattern(4.0, hold_s=3.0, **held, hold_rise_s=limit_s - 0.01) is Pattern.UNDECIDED
    assert pattern(4.0, hold_s=3.0, **held, hold_rise_s=limit_s + 0.01) is Pattern.GROSS_MOVEMENT
    several = {**held, "hold_regions": 2.0}
    assert pattern(4.0, hold_s=3.0, **several, hold_rise_s=2.0) is Pattern.STIFFENING


def test_spasms_of_the_whole_body_that_come_evenly_are_not_restless() -> None:
    between = 0.5 * (SETTINGS.evenness + SETTINGS.wide_evenness)
    wide: dict[str, Any] = {"share": 0.4, "separated_regions": 4, "repeat": 0.2 + between, "amplitude_cv": 0.2}
    assert pattern(20.0, 6, **wide, moving_share=0.2) is Pattern.RHYTHMIC
    assert pattern(20.0, 6, **wide, moving_share=1.1 * SETTINGS.restless_moving) is Pattern.GROSS_MOVEMENT


def test_a_rhythm_inside_a_hold_is_a_rhythm() -> None:
    assert pattern(5.0, 10, hold_s=3.0, hold_share=0.3, share=0.3) is Pattern.RHYTHMIC


# Spasm


def test_a_very_small_movement_on_the_trunk_is_axial_only_where_enough_of_it_moves() -> None:
    small, fold = 0.95 * SETTINGS.plateau_amplitude, 0.5 * SETTINGS.axial_moving_share
    assert pattern(1.0, 1, axial=True, amplitude=small, share=fold) is Pattern.GROSS_MOVEMENT
    assert pattern(1.0, 1, axial=True, amplitude=small, share=0.12) is Pattern.SINGLE_SPASM_LIKE
    slight = 0.95 * SETTINGS.slight_amplitude  # a sigh
    assert pattern(1.0, 1, axial=True, amplitude=slight, share=0.12) is Pattern.GROSS_MOVEMENT
    assert pattern(1.0, 1, axial=True, amplitude=0.03, share=fold) is Pattern.SINGLE_SPASM_LIKE


@pytest.mark.parametrize("like", [{"axial": True}, {"separated_regions": 2}])
def test_a_movement_of_trunk_or_several_parts_that_is_longer_than_a_jerk_is_spasm_like(like: dict[str, Any]) -> None:
    assert pattern(0.5 + 2.5 * FRAME_S + 0.01, 1, **like) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.5 + 2.5 * FRAME_S - 0.01, 1, **like) is Pattern.SINGLE_JERK
    stays = {**like, "plateau_s": 0.2 + FRAME_S + 0.01}
    assert pattern(0.5 + FRAME_S + 0.01, 1, **stays) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.5 + FRAME_S - 0.01, 1, **stays) is Pattern.SINGLE_JERK


def test_a_spasm_lasts_three_seconds_at_most() -> None:
    assert pattern(3.0, 1, axial=True) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(3.1, 1, axial=True) is Pattern.GROSS_MOVEMENT


def test_two_separate_regions_or_a_plateau_make_it_spasm_like_as_well() -> None:
    assert pattern(1.0, 1, separated_regions=2) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(1.0, 1, plateau_s=0.2 + FRAME_S + 0.01) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(1.0, 1, plateau_s=0.2 + FRAME_S - 0.01) is Pattern.GROSS_MOVEMENT


def test_a_spasm_starts_like_a_jerk_and_has_two_strokes_at_most() -> None:
    two = burst(10.0, 1.1, 2, axial=True)
    assert judge_burst(lasting(two, 0.55), SETTINGS).pattern is Pattern.SINGLE_SPASM_LIKE
    assert judge_burst(lasting(two, 0.5), SETTINGS).pattern is Pattern.JERK_CLUSTER
    assert pattern(1.0, 3, axial=True, interval_cv=0.5) is Pattern.JERK_CLUSTER
    assert pattern(1.0, 1, axial=True, jerk_like_onset=False) is Pattern.GROSS_MOVEMENT


def test_much_of_the_body_in_three_places_at_once_is_spasm_like_however_brief() -> None:
    startle: dict[str, Any] = {"share": SETTINGS.gross_share, "separated_regions": SETTINGS.gross_regions}
    assert pattern(0.3, 1, **startle) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.3, 1, **{**startle, "share": 0.95 * SETTINGS.gross_share}) is Pattern.SINGLE_JERK
    assert pattern(0.3, 1, **{**startle, "separated_regions": SETTINGS.gross_regions - 1}) is Pattern.SINGLE_JERK


def test_head_or_trunk_together_with_a_limb_is_spasm_like_however_brief() -> None:
    several: dict[str, Any] = {"share": SETTINGS.startle_share, "separated_regions": 2, "axial": True}
    assert pattern(0.3, 1, **several) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.3, 1, **{**several, "axial": False}) is Pattern.SINGLE_JERK  # a hand and a foot
    assert pattern(0.3, 1, **{**several, "separated_regions": 1}) is Pattern.SINGLE_JERK  # the head alone
    assert pattern(0.3, 1, **{**several, "share": 0.95 * SETTINGS.startle_share}) is Pattern.SINGLE_JERK
    assert pattern(0.3, 1, **{**several, "amplitude": SETTINGS.slight_amplitude}) is Pattern.SINGLE_JERK


# Gross movement


def test_irregular_movement_of_much_of_the_body_is_gross_movement() -> None:
    uneven = {"interval_cv": 0.6, "repeat": 0.1, "amplitude_cv": 0.5}
    assert pattern(6.0, 8, share=0.20, **uneven) is Pattern.GROSS_MOVEMENT
    assert pattern(6.0, 8, share=0.19, **uneven) is Pattern.PROLONGED
    assert pattern(6.0, 8, separated_regions=3, **uneven) is Pattern.GROSS_MOVEMENT
    assert pattern(6.0, 8, separated_regions=2, **uneven) is Pattern.PROLONGED


def test_movement_without_strokes_is_gross_movement_however_long() -> None:
    assert pattern(1.0, 0) is Pattern.GROSS_MOVEMENT
    assert pattern(20.0, 0) is Pattern.GROSS_MOVEMENT


def test_gross_movement_comes_after_the_tests_for_rhythm_and_hold() -> None:
    wide = {"share": 0.4, "separated_regions": 4}
    assert pattern(6.0, 12, **wide) is Pattern.RHYTHMIC
    assert pattern(6.0, 1, hold_s=4.0, hold_share=0.4, **wide) is Pattern.STIFFENING


# Undecided and prolonged


def test_four_strokes_as_even_as_a_rhythm_are_undecided() -> None:
    assert pattern(1.9, 4, interval_cv=0.20) is Pattern.UNDECIDED
    assert pattern(1.9, 4, interval_cv=0.21) is Pattern.JERK_CLUSTER
    assert pattern(1.9, 3, interval_cv=0.05) is Pattern.JERK_CLUSTER


def test_repeated_strokes_without_rhythm_are_undecided_and_prolonged_beyond_five_seconds() -> None:
    assert pattern(5.0, 8, interval_cv=0.6) is Pattern.UNDECIDED
    assert pattern(5.1, 8, interval_cv=0.6) is Pattern.PROLONGED


# Jerks


@pytest.mark.parametrize("sampling_hz", [10.0, 25.0])
def test_a_single_jerk_lasts_half_a_second_a_frame_at_either_end_and_half_a_frame(sampling_hz: float) -> None:
    limit_s = SETTINGS.jerk_longest_s + 2.5 / sampling_hz
    assert pattern(limit_s - 0.01, 1, sampling_hz=sampling_hz) is Pattern.SINGLE_JERK
    assert pattern(limit_s + 0.01, 1, sampling_hz=sampling_hz) is Pattern.GROSS_MOVEMENT


def test_a_cluster_lasts_two_seconds_and_a_frame() -> None:
    assert pattern(2.03, 3, interval_cv=0.5) is Pattern.JERK_CLUSTER
    assert pattern(2.05, 4, interval_cv=0.5) is Pattern.UNDECIDED
    assert pattern(2.05, 2) is Pattern.GROSS_MOVEMENT


def test_three_strokes_in_some_seconds_are_part_of_a_rhythm_only_if_they_are_even() -> None:
    assert pattern(2.05, 3, interval_cv=0.30) is Pattern.UNDECIDED
    assert pattern(2.05, 3, interval_cv=0.31) is Pattern.GROSS_MOVEMENT


def test_hands_or_feet_together_stay_a_jerk_as_long_as_they_are_brief() -> None:
    assert pattern(0.5, 1, separated_regions=2) is Pattern.SINGLE_JERK


@pytest.mark.parametrize("like", [{"plateau_s": 0.4}, {"axial": True}, {"separated_regions": 2}])
def test_movement_to_and_fro_is_no_spasm(like: dict[str, Any]) -> None:
    assert pattern(1.0, 1, **like, two_sided=SETTINGS.two_sided - 0.01) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(1.0, 1, **like, two_sided=SETTINGS.two_sided + 0.01) is Pattern.GROSS_MOVEMENT


def test_a_startle_is_one_to_whichever_side_it_swings() -> None:
    everywhere: dict[str, Any] = {"share": 0.4, "separated_regions": 3}
    longest_s = SETTINGS.cluster_longest_s + FRAME_S
    assert pattern(0.6, 1, **everywhere, two_sided=0.9) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(longest_s, 1, **everywhere, two_sided=0.9) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(longest_s + 0.01, 1, **everywhere, two_sided=0.9) is Pattern.GROSS_MOVEMENT
    assert pattern(longest_s + 0.01, 1, **everywhere, two_sided=0.3) is Pattern.SINGLE_SPASM_LIKE


def test_a_small_spasm_without_a_like_is_none() -> None:
    for small, expected in ((0.99, Pattern.GROSS_MOVEMENT), (1.01, Pattern.SINGLE_SPASM_LIKE)):
        lone = burst(10.0, 1.2, plateau_s=0.5, amplitude=small * SETTINGS.lone_spasm_amplitude)
        assert judge_burst(lone, SETTINGS, alone=True).pattern is expected
        assert judge_burst(lone, SETTINGS).pattern is Pattern.SINGLE_SPASM_LIKE
    # As brief as a jerk it may be a startle, of whatever size.
    startle = burst(10.0, 0.4, share=0.4, separated_regions=3, amplitude=0.009)
    assert judge_burst(startle, SETTINGS, alone=True).pattern is Pattern.SINGLE_SPASM_LIKE


def test_four_even_strokes_that_are_not_alike_are_no_four_of_a_rhythm() -> None:
    even = {"interval_cv": 0.1, "amplitude_cv": 0.3}
    assert pattern(1.6, 4, **even, repeat=0.31) is Pattern.UNDECIDED
    assert pattern(1.6, 4, **even, repeat=0.29) is Pattern.JERK_CLUSTER


def test_what_one_place_holds_is_stiff_if_nothing_goes_much_further() -> None:
    held: dict[str, Any] = {"hold_s": 2.5, "hold_share": 0.3, "share": 0.3}
    assert pattern(6.0, 2, **held, hold_level=SETTINGS.stiffening_level) is Pattern.STIFFENING
    assert pattern(6.0, 2, **held, hold_level=0.9 * SETTINGS.stiffening_level) is Pattern.GROSS_MOVEMENT
    minor = SETTINGS.stiffening_minor_level
    assert pattern(6.0, 2, **held, hold_level=minor, hold_regions=2) is Pattern.STIFFENING
    assert pattern(6.0, 2, **held, hold_level=0.9 * minor, hold_regions=2) is Pattern.GROSS_MOVEMENT


def test_a_place_that_a_limb_came_to_for_good_is_no_plateau() -> None:
    for left, expected in ((SETTINGS.new_position, Pattern.SINGLE_SPASM_LIKE), (0.9, Pattern.GROSS_MOVEMENT)):
        came = burst(10.0, 1.2, plateau_s=0.9)
        came = replace(came, strokes=(replace(came.strokes[0], residual=left),))
        assert judge_burst(came, SETTINGS).pattern is expected


def test_a_head_that_turns_and_stays_is_no_spasm() -> None:
    def of_the_head(left: float, **changes: Any) -> Pattern:
        turned = burst(10.0, 1.4, axial=True, parts=(Part.HEAD,), plateau_s=0.9, **changes)
        turned = replace(turned, strokes=(replace(turned.strokes[0], residual=left),))
        return judge_burst(turned, SETTINGS).pattern

    assert of_the_head(1.0) is Pattern.GROSS_MOVEMENT
    assert of_the_head(SETTINGS.new_position) is Pattern.SINGLE_SPASM_LIKE
    assert of_the_head(1.0, separated_regions=2) is Pattern.SINGLE_SPASM_LIKE, "limbs move with it"


@pytest.mark.parametrize(("duration_s", "expected"), [(4.0, Pattern.UNDECIDED), (9.0, Pattern.PROLONGED)])
def test_what_turns_far_more_often_than_it_strokes_wanders(duration_s: float, expected: Pattern) -> None:
    assert pattern(duration_s, 8, interval_cv=0.6, turns=SETTINGS.most_turns) is expected
    assert pattern(duration_s, 8, interval_cv=0.6, turns=1.1 * SETTINGS.most_turns) is Pattern.GROSS_MOVEMENT
    assert pattern(duration_s, 8, interval_cv=0.1, turns=9.0) is Pattern.RHYTHMIC


def test_three_strokes_that_are_not_alike_are_no_part_of_a_rhythm() -> None:
    even: dict[str, Any] = {"interval_cv": 0.2, "amplitude_cv": 0.3}
    assert pattern(2.6, 3, **even, repeat=0.31) is Pattern.UNDECIDED
    assert pattern(2.6, 3, **even, repeat=0.29) is Pattern.GROSS_MOVEMENT


def test_head_or_trunk_with_a_limb_to_and_fro_is_no_startle() -> None:
    startle: dict[str, Any] = {"share": 0.15, "axial": True, "separated_regions": 2}
    assert pattern(0.4, 1, **startle, two_sided=SETTINGS.two_sided - 0.01) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(2.3, 1, **startle, two_sided=SETTINGS.two_sided + 0.01) is Pattern.GROSS_MOVEMENT


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Pattern.GROSS_MOVEMENT),
        ({"amplitude": 1.01 * SETTINGS.slight_amplitude}, Pattern.SINGLE_JERK),
        ({"plateau_s": 0.15}, Pattern.SINGLE_JERK),
        ({"share": 1.01 * SETTINGS.startle_share}, Pattern.SINGLE_JERK),  # a hiccup may be as slight
    ],
)
def test_a_slight_stroke_that_stays_is_no_jerk(changes: dict[str, Any], expected: Pattern) -> None:
    slight: dict[str, Any] = {"amplitude": 0.004, "plateau_s": 0.3, "share": 0.03}
    assert pattern(0.45, 1, **{**slight, **changes}) is expected
    cluster = Pattern.JERK_CLUSTER if expected is Pattern.SINGLE_JERK else expected
    assert pattern(1.4, 2, **{**slight, **changes}) is cluster


def test_a_stroke_of_a_tiny_place_that_stays_is_no_jerk() -> None:
    stays: dict[str, Any] = {"amplitude": 0.03, "plateau_s": 0.3}
    assert pattern(0.45, 1, **stays, share=0.99 * SETTINGS.tiny_share) is Pattern.GROSS_MOVEMENT
    assert pattern(0.45, 1, **stays, share=1.01 * SETTINGS.tiny_share) is Pattern.SINGLE_JERK
    assert pattern(0.45, 1, amplitude=0.03, plateau_s=0.1, share=0.001) is Pattern.SINGLE_JERK


# What is left


@pytest.mark.parametrize("sampling_hz", [10.0, 25.0])
def test_a_single_movement_that_comes_slowly_and_stays_is_a_sigh(sampling_hz: float) -> None:
    slow, stays_s = 0.9 * SETTINGS.sigh_speed, SETTINGS.sigh_stay_s + 1.01 / sampling_hz

    def one(duration_s: float, strokes: int = 1, **changes: Any) -> Pattern:
        made = burst(10.0, duration_s, strokes, **{"sampling_hz": sampling_hz, "plateau_s": stays_s, **changes})
        return judge_burst(lasting(made, duration_s / strokes), SETTINGS).pattern

    for duration_s in (0.7, 1.4):
        assert one(duration_s, axial=True, peak_speed=slow) is Pattern.GROSS_MOVEMENT
        assert one(duration_s, axial=True, peak_speed=1.2 * slow) is not Pattern.GROSS_MOVEMENT
    assert one(1.4, axial=True, peak_speed=slow, plateau_s=stays_s - 0.02) is Pattern.SINGLE_SPASM_LIKE
    assert one(1.4, 2, axial=True, peak_speed=slow) is Pattern.SINGLE_SPASM_LIKE


def test_a_partial_hold_longer_than_a_spasm_is_undecided() -> None:
    assert pattern(4.0, 1, plateau_s=0.3) is Pattern.UNDECIDED
    assert pattern(4.0, 1, plateau_s=0.1) is Pattern.GROSS_MOVEMENT


@pytest.mark.parametrize("held", [{"plateau_s": 0.6}, {"part_hold_s": 1.1}])
def test_a_partial_hold_in_a_movement_of_more_than_five_seconds_is_part_of_it(held: dict[str, Any]) -> None:
    assert pattern(5.0, 1, **held) is Pattern.UNDECIDED
    assert pattern(5.1, 1, **held) is Pattern.GROSS_MOVEMENT


# Reasons and confidence


@pytest.mark.parametrize(
    ("changes", "criteria"),
    [
        ({"duration_s": 0.3}, {"duration_s"}),
        ({"duration_s": 4.0, "strokes": 8}, {"strokes", "interval_cv", "evenness"}),
        ({"duration_s": 4.0, "hold_s": 3.0, "hold_share": 0.4}, {"hold_s", "hold_share", "hold_regions"}),
        ({"duration_s": 1.0, "axial": True}, {"duration_s", "plateau_s", "separated_regions"}),
    ],
)
def test_every_criterion_is_reported_and_the_deciding_ones_are_marked(
    changes: dict[str, Any], criteria: set[str]
) -> None:
    verdict = judge_burst(burst(10.0, **changes), SETTINGS)
    assert {item.criterion for item in verdict.reasons if item.decisive} == criteria
    names = [item.criterion for item in verdict.reasons]
    assert len(names) == len(set(names)) >= 13
    assert 0.5 <= verdict.confidence <= 1.0


def test_confidence_falls_towards_the_limit() -> None:
    sure, close = (judge_burst(burst(10.0, duration_s), SETTINGS).confidence for duration_s in (0.15, 0.5))
    assert sure > close
    assert close < 0.65


def test_settings_move_the_limits() -> None:
    strict = LabelSettings(rhythm_interval_cv=0.05)
    assert judge_burst(burst(10.0, 4.0, 8, interval_cv=0.1), strict).pattern is Pattern.UNDECIDED


def test_every_pattern_that_a_rule_gives_has_one_label() -> None:
    assert PATTERN_LABEL[pattern(0.3)] is Label.NORMAL_JERK
    assert PATTERN_LABEL[pattern(4.0, 8)] is Label.NEEDS_REVIEW
    assert PATTERN_LABEL[pattern(4.0, 0)] is Label.OTHER_MOVEMENT


# What is wide, and what moves as a whole


@pytest.mark.parametrize(("duration_s", "expected"), [(4.0, Pattern.UNDECIDED), (8.0, Pattern.PROLONGED)])
def test_a_small_place_that_keeps_moving_and_does_nothing_twice_wanders(duration_s: float, expected: Pattern) -> None:
    wandering = {"interval_cv": 0.6, "share": 0.014, "moving_share": 0.75, "repeat": 0.29}
    assert pattern(duration_s, 8, **wandering) is Pattern.GROSS_MOVEMENT
    for stroke in ({"share": 0.015}, {"moving_share": 0.74}, {"repeat": 0.30}):
        assert pattern(duration_s, 8, **{**wandering, **stroke}) is expected
    assert pattern(duration_s, 8, **{**wandering, "repeat": 0.8, "interval_cv": 0.1}) is Pattern.RHYTHMIC


def test_four_even_strokes_beneath_a_larger_movement_are_part_of_it() -> None:
    found = burst(10.0, 3.0, 4, share=0.4, interval_cv=0.1)
    for level, expected in ((0.44, Pattern.GROSS_MOVEMENT), (0.46, Pattern.UNDECIDED)):
        larger = replace(found, amplitude=found.strokes[0].amplitude / level)
        assert judge_burst(larger, SETTINGS).pattern is expected


def test_four_even_strokes_are_undecided_however_much_moves() -> None:
    wide: dict[str, Any] = {"share": 0.3, "separated_regions": 3}
    assert pattern(3.2, 4, interval_cv=0.1, **wide) is Pattern.UNDECIDED
    assert pattern(3.2, 4, interval_cv=0.1, repeat=0.3, amplitude_cv=0.2, **wide) is Pattern.GROSS_MOVEMENT
    assert pattern(3.2, 4, interval_cv=0.3, **wide) is Pattern.GROSS_MOVEMENT


def test_a_twitch_of_the_whole_body_in_one_place_is_no_brief_jerk() -> None:
    share = SETTINGS.whole_share
    assert pattern(0.4, 1, share=share, largest_share=share) is Pattern.SINGLE_SPASM_LIKE
    slight = 0.95 * SETTINGS.slight_amplitude
    assert pattern(0.4, 1, share=share, largest_share=share, amplitude=slight) is Pattern.SINGLE_JERK
    assert pattern(0.4, 1, share=share, largest_share=0.95 * share) is Pattern.SINGLE_JERK
    # A startle under a blanket, seen in one place, and the largest limb there.
    assert pattern(1.1, 2, share=0.29, largest_share=0.26, amplitude=0.11) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.5, 2, share=0.23, largest_share=0.23, amplitude=0.04) is Pattern.JERK_CLUSTER


def test_a_few_strokes_of_several_parts_at_once_are_spasm_like() -> None:
    long = tuple(examples.stroke(at_s, end_s=at_s + SETTINGS.jerk_longest_s + 0.01) for at_s in (10.0, 10.3, 10.6))
    for places, expected in ((2, Pattern.SINGLE_SPASM_LIKE), (1, Pattern.JERK_CLUSTER)):
        one = replace(burst(10.0, 0.9, 3, interval_cv=0.5, separated_regions=places), strokes=long)
        assert judge_burst(one, SETTINGS).pattern is expected
    assert pattern(0.9, 3, interval_cv=0.5, separated_regions=3) is Pattern.SINGLE_SPASM_LIKE


def test_brief_strokes_of_one_limb_one_after_another_are_jerks_though_two_places_show_them() -> None:
    for strokes in (2, 3, 4):
        for part in (Part.LEFT_LEG, Part.ARM, Part.UNKNOWN):
            found = pattern(0.9, strokes, interval_cv=0.5, separated_regions=2, parts=(part,))
            assert found is Pattern.JERK_CLUSTER, part
    assert pattern(2.4, 4, interval_cv=0.5, separated_regions=2) is Pattern.UNDECIDED  # longer than a cluster


@pytest.mark.parametrize(
    "other",
    [
        {"parts": (Part.LEFT_ARM, Part.RIGHT_ARM)},
        {"parts": (Part.UNKNOWN,), "extent": 1.05 * SETTINGS.limb_extent},
        {"parts": (Part.TRUNK,), "axial": True},
        {"separated_regions": 3},
        {"plateau_s": 0.3},
    ],
)
def test_brief_strokes_of_several_parts_or_that_stay_out_are_spasm_like(other: dict[str, Any]) -> None:
    assert pattern(0.9, 2, **{"separated_regions": 2, **other}) is Pattern.SINGLE_SPASM_LIKE


@pytest.mark.parametrize(
    ("stroke_s", "places", "expected"),
    [(0.48, 1, Pattern.JERK_CLUSTER), (0.55, 1, Pattern.SINGLE_SPASM_LIKE), (0.48, 2, Pattern.SINGLE_SPASM_LIKE)],
)
def test_two_strokes_as_brief_as_jerks_in_one_place_are_a_cluster_though_one_stays_out(
    stroke_s: float, places: int, expected: Pattern
) -> None:
    """At ten frames a second a jerk of 0.48 s seems to stay for 0.32 s."""
    two = burst(10.0, 1.26, 2, plateau_s=0.2 + FRAME_S + 0.01, separated_regions=places)
    assert judge_burst(lasting(two, stroke_s), SETTINGS).pattern is expected


@pytest.mark.parametrize(
    ("stroke_s", "places", "expected"),
    [(0.2, 1, Pattern.JERK_CLUSTER), (0.55, 1, Pattern.SINGLE_SPASM_LIKE), (0.2, 2, Pattern.SINGLE_SPASM_LIKE)],
)
def test_two_jerks_of_the_head_by_itself_are_no_spasm_either(stroke_s: float, places: int, expected: Pattern) -> None:
    """In near views a leg may pass for the head; one such stroke would be a single jerk."""
    two = burst(10.0, 0.85, 2, parts=(Part.HEAD,), axial=True, share=0.04, separated_regions=places)
    assert judge_burst(lasting(two, stroke_s), SETTINGS).pattern is expected


def test_what_turns_and_comes_back_smoothly_is_not_held() -> None:
    part = SETTINGS.hold_part
    several: dict[str, Any] = {"hold_s": 2.1, "hold_regions": 2.0, "jerk_like_onset": False}
    assert pattern(3.4, 0, **several, hold_part=part) is Pattern.STIFFENING
    assert pattern(3.4, 0, **several, hold_part=0.98 * part) is Pattern.GROSS_MOVEMENT
    one: dict[str, Any] = {"hold_s": 2.1, "hold_regions": 1.0, "jerk_like_onset": False}
    assert pattern(3.4, 0, **one, hold_part=part) is Pattern.UNDECIDED
    assert pattern(3.4, 0, **one, hold_part=0.98 * part) is Pattern.GROSS_MOVEMENT


def test_strokes_of_a_large_place_that_stays_away_are_its_wavering() -> None:
    away_s, share, size = SETTINGS.spasm_shortest_s + FRAME_S, SETTINGS.wavering_share, SETTINGS.lone_spasm_amplitude
    limb = {"parts": (Part.UNKNOWN,), "away_s": away_s, "share": share, "amplitude": size}
    assert pattern(0.9, 2, **limb) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.9, 4, **limb) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.9, 3, **{**limb, "away_s": 0.95 * away_s}) is Pattern.JERK_CLUSTER
    for other in ({"away_s": 0.95 * away_s}, {"share": 0.95 * share}, {"amplitude": 0.95 * size}):
        assert pattern(0.9, 2, **{**limb, **other}) is Pattern.JERK_CLUSTER
    decisive = {one.criterion for one in judge_burst(burst(10.0, 0.9, 2, **limb), SETTINGS).reasons if one.decisive}
    assert decisive == {"duration_s", "away_s", "separated_regions"}


def test_the_plateau_of_a_very_small_movement_is_drift() -> None:
    assert pattern(0.9, 1, plateau_s=0.5, amplitude=SETTINGS.plateau_amplitude) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.9, 1, plateau_s=0.5, amplitude=0.95 * SETTINGS.plateau_amplitude) is Pattern.GROSS_MOVEMENT
    # Where several parts take part it is no drift, unless it is as slight as a sigh, which moves chest and belly.
    slight = SETTINGS.slight_amplitude
    assert pattern(0.9, 1, amplitude=1.05 * slight, separated_regions=2) is Pattern.SINGLE_SPASM_LIKE
    assert pattern(0.9, 1, amplitude=slight, separated_regions=2) is Pattern.GROSS_MOVEMENT


def test_a_jerk_that_stays_part_of_the_way_is_undecided() -> None:
    limit_s = SETTINGS.part_hold_s
    assert pattern(0.4, 1, part_hold_s=limit_s - 0.01) is Pattern.SINGLE_JERK
    assert pattern(2.4, 1, part_hold_s=limit_s + 0.01) is Pattern.UNDECIDED
    assert pattern(2.4, 1, part_hold_s=limit_s + 0.01, jerk_like_onset=False) is Pattern.GROSS_MOVEMENT
    assert pattern(4.0, 3, part_hold_s=2.01) is Pattern.UNDECIDED
    assert pattern(4.0, 3, part_hold_s=1.99, interval_cv=0.5) is Pattern.GROSS_MOVEMENT, "it wriggles"
