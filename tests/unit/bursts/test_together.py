from __future__ import annotations

import pytest

from tests.support.traces import (
    Course,
    irregular,
    jerk,
    pulses,
    scaled,
    several,
    shifted,
    sinusoid,
    spasm,
    step,
    together,
)
from twitchcam.bursts import find_bursts
from twitchcam.records import Part
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()
SUCKING = pulses(4.0, 2.0, 12, 0.015)
BOTH = (Part.FACE, Part.RIGHT_LEG)


def twitch(at_s: float, fall_s: float = 0.15) -> Course:
    return jerk(at_s, 0.02, fall_s=fall_s)


def parts_of(limb: Course, parts: tuple[Part, ...] = BOTH) -> list[set[Part]]:
    traces = several(SUCKING, limb, parts=parts, apart_px=250.0)
    return [set(burst.parts) for burst in find_bursts(traces, SETTINGS)]


@pytest.mark.parametrize("limb", [twitch(6.0), together(twitch(5.2), twitch(6.9), twitch(7.3))])
def test_a_limb_that_twitches_while_the_face_is_in_rhythm_is_a_burst_of_its_own(limb: Course) -> None:
    bursts = parts_of(limb)
    assert {Part.FACE} in bursts
    assert all(Part.FACE not in burst for burst in bursts if Part.RIGHT_LEG in burst)


@pytest.mark.parametrize("limb", [twitch(6.0), pulses(4.5, 1.3, 8, 0.015)])
def test_a_limb_beside_the_face_that_does_not_move_with_it_is_a_burst_of_its_own(limb: Course) -> None:
    def found(part: Part) -> list[set[Part]]:
        traces = several(SUCKING, limb, parts=(Part.FACE, part), apart_px=60.0)
        return [set(burst.parts) for burst in find_bursts(traces, SETTINGS)]

    assert found(Part.LEFT_ARM) == [{Part.FACE}, {Part.LEFT_ARM}]
    assert found(Part.UNKNOWN) == [{Part.FACE, Part.UNKNOWN}]


def test_a_limb_that_jerks_in_time_with_the_face_is_one_burst_with_it() -> None:
    assert parts_of(scaled(SUCKING, 1.5)) == [{Part.FACE, Part.RIGHT_LEG}]
    assert len(parts_of(shifted(pulses(4.0, 2.0, 8, 0.02), 1.5))) == 1
    assert len(parts_of(shifted(pulses(4.0, 2.0, 8, 0.02), 1.75))) == 2


def test_what_starts_with_a_face_in_rhythm_and_is_uneven_does_not_move_with_it() -> None:
    uneven = irregular(4.0, 5.8, 0.03, seed=3)
    assert parts_of(uneven) == [{Part.FACE}, {Part.RIGHT_LEG}]
    restless = [{Part.FACE, Part.RIGHT_LEG}]
    traces = several(irregular(4.0, 5.8, 0.03, seed=2), uneven, parts=BOTH, apart_px=250.0)
    assert [set(burst.parts) for burst in find_bursts(traces, SETTINGS)] == restless


def test_a_limb_that_moves_for_half_as_long_is_one_burst_with_the_face() -> None:
    long = jerk(6.0, 0.02, rise_s=0.4, fall_s=3.5)
    assert parts_of(long) == [{Part.FACE, Part.RIGHT_LEG}]


def test_a_mouth_that_sucks_again_later_moves_by_itself_whatever_starts_with_it() -> None:
    with_it = together(shifted(pulses(4.0, 1.3, 3, 0.03), 0.1), jerk(7.0, 0.03, rise_s=0.4, fall_s=2.0))
    assert parts_of(with_it) == [{Part.FACE, Part.RIGHT_LEG}]
    again = together(SUCKING, sinusoid(14.0, 2.0, 3.0, 0.004))
    found = find_bursts(several(again, with_it, parts=BOTH, apart_px=250.0, noise=0.0001), SETTINGS)
    assert not any({Part.FACE, Part.RIGHT_LEG} <= set(burst.parts) for burst in found)
    # In time with it, it is one movement all the same.
    in_time = find_bursts(several(again, scaled(SUCKING, 1.5), parts=BOTH, apart_px=250.0, noise=0.0001), SETTINGS)
    assert {Part.FACE, Part.RIGHT_LEG} in [set(burst.parts) for burst in in_time]


def test_two_limbs_stay_one_burst_whatever_the_one_does() -> None:
    assert parts_of(twitch(6.0), parts=(Part.LEFT_ARM, Part.RIGHT_LEG)) == [{Part.LEFT_ARM, Part.RIGHT_LEG}]


def test_a_tremor_and_the_breathing_beneath_it_are_two_bursts() -> None:
    breathing = sinusoid(2.0, 0.9, 14.0, 0.008, edge_s=1.0)
    for rate_hz, bursts in ((6.0, 2), (1.8, 1)):
        limb = sinusoid(6.0, rate_hz, 4.0, 0.008)
        found = find_bursts(several(breathing, limb, parts=(Part.TRUNK, Part.RIGHT_LEG), apart_px=250.0), SETTINGS)
        assert len(found) == bursts
        if bursts == 2:
            (fast,) = [burst for burst in found if burst.parts == (Part.RIGHT_LEG,)]
            assert fast.rate_hz == pytest.approx(rate_hz, rel=0.05)


@pytest.mark.parametrize("depth", [0.005, 0.006, 0.007])
def test_jerks_above_breathing_are_bursts_of_their_own(depth: float) -> None:
    def found(breathing: Course) -> list[tuple[Part, ...]]:
        courses = breathing, jerk(6.0, 0.02)
        traces = several(*courses, parts=(Part.TRUNK, Part.RIGHT_LEG), apart_px=250.0, noise=0.0001)
        return [burst.parts for burst in find_bursts(traces, SETTINGS)]

    assert found(sinusoid(3.0, 0.8, 6.0, depth)) == [(Part.TRUNK,), (Part.RIGHT_LEG,)]
    assert len(found(sinusoid(3.0, 0.8, 6.0, 0.01))) == 1
    assert len(found(sinusoid(6.0, 0.8, 5.0, 2.2 * depth, edge_s=0.1))) == 1  # from the jerk on


def test_breathing_of_the_trunk_that_starts_with_a_stroke_twice_as_large_is_a_burst_of_its_own() -> None:
    strokes, breathing = pulses(6.0, 1.2, 5, 0.03), sinusoid(6.0, 0.8, 5.0, 0.006, edge_s=0.1)

    def found(part: Part) -> list[tuple[Part, ...]]:
        traces = several(strokes, breathing, parts=(Part.RIGHT_LEG, part), apart_px=250.0, noise=0.0001)
        return [burst.parts for burst in find_bursts(traces, SETTINGS)]

    assert sorted(found(Part.TRUNK)) == [(Part.RIGHT_LEG,), (Part.TRUNK,)]
    assert len(found(Part.LEFT_ARM)) == 1


@pytest.mark.parametrize("part", [Part.TRUNK, Part.UNKNOWN, Part.LEFT_ARM])
def test_what_breathes_from_a_jerk_on_is_no_part_of_it(part: Part) -> None:
    def found(quick: Course) -> list[tuple[Part, ...]]:
        breathing = sinusoid(6.0, 0.8, 5.0, 0.006, edge_s=0.1)
        traces = several(quick, breathing, parts=(Part.RIGHT_LEG, part), apart_px=250.0, noise=0.0001)
        return sorted(burst.parts for burst in find_bursts(traces, SETTINGS))

    assert found(jerk(6.0, 0.02)) == sorted([(Part.RIGHT_LEG,), (part,)])
    assert len(found(jerk(6.0, 0.012))) == 1, "as large as the breath"


def test_what_moves_slowly_from_a_jerk_on_is_no_part_of_it() -> None:
    slow = step(6.0, 0.03, rise_s=1.4)
    traces = several(jerk(6.0, 0.03), slow, parts=(Part.LEFT_ARM, Part.RIGHT_LEG), apart_px=250.0, noise=0.0001)
    assert sorted(burst.parts for burst in find_bursts(traces, SETTINGS)) == [(Part.LEFT_ARM,), (Part.RIGHT_LEG,)]
    spasms = several(spasm(6.0, 0.03), slow, parts=(Part.LEFT_ARM, Part.RIGHT_LEG), apart_px=250.0, noise=0.0001)
    assert len(find_bursts(spasms, SETTINGS)) == 1, "longer than a jerk"


def test_a_slow_region_takes_neither_a_rhythm_in_nor_what_is_a_quarter_as_long() -> None:
    def found(quick: Course, slow: Course) -> list[tuple[Part, ...]]:
        traces = several(slow, quick, parts=(Part.LEFT_ARM, Part.RIGHT_LEG), apart_px=60.0, end_s=40.0)
        return [burst.parts for burst in find_bursts(traces, SETTINGS)]

    slow = jerk(4.0, 0.05, rise_s=5.0, fall_s=6.0)
    assert len(found(sinusoid(5.0, 5.0, 4.0, 0.01), slow)) == 2
    wandering = sinusoid(4.0, 0.3, 25.0, 0.03, edge_s=3.0)
    assert len(found(jerk(12.0, 0.06, rise_s=0.2, fall_s=0.8), wandering)) == 2
    # Some seconds long and elsewhere, and the wandering region seen to be quick now and then.
    uneven = together(*(jerk(at_s, 0.06) for at_s in (10.0, 10.8, 11.3, 12.3, 13.1)))
    restless = together(wandering, jerk(22.0, 0.02))
    assert len(find_bursts(several(restless, uneven, parts=BOTH, apart_px=250.0, end_s=40.0), SETTINGS)) == 2


def test_what_is_as_slow_as_breathing_is_one_burst_with_it() -> None:
    breathing, slow = sinusoid(3.0, 0.8, 6.0, 0.005), sinusoid(5.0, 0.7, 3.0, 0.006)
    assert len(find_bursts(several(breathing, slow, parts=(Part.TRUNK, Part.ARM), apart_px=250.0), SETTINGS)) == 1


def of_two_places(first: list[float], second: list[float]) -> list[int]:
    """How many strokes lead each burst of brief jerks at two places far apart."""
    courses = [together(*(twitch(at_s) for at_s in times)) for times in (first, second)]
    parts = (Part.UNKNOWN, Part.RIGHT_LEG)
    return [len(b.strokes) for b in find_bursts(several(*courses, parts=parts, apart_px=250.0), SETTINGS)]


def test_a_cluster_that_begins_in_one_place_and_ends_in_the_next_is_one() -> None:
    assert len(of_two_places([4.0, 4.5], [4.5, 4.85])) == 1
    assert len(of_two_places([4.0, 4.5], [4.7, 5.05])) == 2, "none of them at once"


def test_one_stroke_of_many_at_once_ties_nothing_together() -> None:
    assert len(of_two_places([4.0, 4.5], [4.5, 5.1, 5.6, 6.3, 6.9])) == 2
    assert len(of_two_places([4.0, 4.5, 5.0], [5.0, 5.6, 6.3])) == 2


def test_a_rhythm_is_not_carried_along_by_what_is_much_larger_during_one_stroke_of_it() -> None:
    limbs = (Part.LEFT_ARM, Part.RIGHT_LEG)
    rhythm, large = pulses(4.0, 0.6, 9, 0.015), jerk(12.45, 0.09, fall_s=0.3)
    bursts = find_bursts(several(rhythm, large, parts=limbs, apart_px=250.0), SETTINGS)
    assert sorted((burst.parts, len(burst.strokes)) for burst in bursts) == [((limbs[0],), 9), ((limbs[1],), 1)]
    # What moves a little with it, stroke by stroke, is carried along.
    bursts = find_bursts(several(rhythm, scaled(rhythm, 5.0), parts=limbs, apart_px=250.0), SETTINGS)
    assert [burst.parts[0] for burst in bursts] == [Part.RIGHT_LEG]
