from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.support.bursts import burst
from twitchcam.bursts import find_series
from twitchcam.labels import label_bursts
from twitchcam.records import Box, Burst, Event, Excluded, Label, Part, Pattern
from twitchcam.settings import BurstSettings, LabelSettings
from twitchcam.timespan import TimeSpan

HERE, THERE = Box(100, 100, 200, 200), Box(400, 100, 500, 200)


def events_of(bursts: Sequence[Burst], excluded: Sequence[Excluded] = ()) -> tuple[Event, ...]:
    return label_bursts(bursts, find_series(bursts, BurstSettings()), excluded, LabelSettings())


def spasm(start_s: float, **changes: Any) -> Burst:
    return burst(start_s, 1.2, axial=True, parts=(Part.TRUNK,), **changes)


def rhythm(start_s: float, length_s: float = 4.0, rate_hz: float = 2.0, **changes: Any) -> Burst:
    return burst(start_s, length_s, round(length_s * rate_hz), **changes)


def excluded(start_s: float, end_s: float, reason: str = "camera_moved") -> Excluded:
    return Excluded(TimeSpan(start_s, end_s), reason)


def test_no_bursts_make_no_events() -> None:
    assert events_of([]) == ()


def test_a_jerk_is_an_event_with_its_burst_as_only_member() -> None:
    (event,) = events_of([burst(10.0, 0.3)])
    assert (event.label, event.pattern) == (Label.NORMAL_JERK, Pattern.SINGLE_JERK)
    assert (event.span.start_s, event.span.end_s, event.peak_s) == (10.0, 10.3, 10.1)
    assert [(member.strokes, member.amplitude) for member in event.members] == [(1, 0.04)]
    assert event.trace_ids == ("w0000r0",)
    assert event.reasons


def test_spasms_that_are_alike_are_one_event_from_first_to_last() -> None:
    bursts = [spasm(20.0, amplitude=0.05), spasm(28.0, amplitude=0.07), spasm(37.0, amplitude=0.06)]
    (event,) = events_of(bursts)
    assert (event.label, event.pattern) == (Label.NEEDS_REVIEW, Pattern.SPASM_SERIES)
    assert (event.span.start_s, event.span.end_s) == (20.0, 38.2)
    assert [member.span.start_s for member in event.members] == [20.0, 28.0, 37.0]
    assert event.amplitude == 0.07
    assert event.peak_s == 28.1
    values = {item.criterion: item.value for item in event.reasons}
    assert (values["series_members"], values["series_interval_s"]) == (3.0, 8.5)


def test_a_series_is_surer_than_its_surest_spasm() -> None:
    one = events_of([spasm(20.0, share=0.005)])[0]
    many = events_of([spasm(start_s, share=0.005) for start_s in (20.0, 28.0, 36.0)])[0]
    assert one.pattern is Pattern.SINGLE_SPASM_LIKE
    assert one.confidence < many.confidence < 1.0


def test_spasms_over_a_minute_apart_are_events_of_their_own() -> None:
    assert [e.pattern for e in events_of([spasm(20.0), spasm(90.0)])] == [Pattern.SINGLE_SPASM_LIKE] * 2


def test_what_seems_a_spasm_is_carried_along_by_a_larger_restless_movement() -> None:
    def told(restless: Burst, start_s: float = 11.0) -> list[Pattern]:
        return [event.pattern for event in events_of([restless, spasm(start_s, trace_ids=("w0000r1",))])]

    wide: dict[str, Any] = {"share": 0.3, "amplitude": 0.09, "peak_speed": 0.5}
    restless = burst(10.0, 4.0, 0, **wide)
    assert told(restless) == [Pattern.GROSS_MOVEMENT] * 2
    assert told(restless, 13.3) == [Pattern.GROSS_MOVEMENT] * 2
    for other, start_s in (
        (replace(restless, amplitude=0.07), 11.0),  # not much larger
        (replace(restless, share=0.1), 11.0),  # not wide
        (burst(10.0, 11.0, 0, **wide), 11.0),  # goes on for long
        (restless, 13.5),  # mostly after it
    ):
        assert told(other, start_s) == [Pattern.GROSS_MOVEMENT, Pattern.SINGLE_SPASM_LIKE], (other.span, start_s)


@pytest.mark.parametrize(("interval_cv", "strokes"), [(0.5, 4), (0.5, 6), (0.31, 5)])
def test_uneven_strokes_are_carried_along_and_even_ones_are_not(interval_cv: float, strokes: int) -> None:
    restless = burst(10.0, 5.0, 0, share=0.3, amplitude=0.09)
    small: dict[str, Any] = {"amplitude": 0.02, "share": 0.02, "trace_ids": ("w0000r1",)}
    uneven = burst(10.5, 3.5, strokes, interval_cv=interval_cv, **small)
    assert [event.pattern for event in events_of([uneven])] == [Pattern.UNDECIDED]
    assert {event.label for event in events_of([restless, uneven])} == {Label.OTHER_MOVEMENT}
    for told in (replace(uneven, interval_cv=0.15), replace(uneven, amplitude=0.06)):
        assert Label.NEEDS_REVIEW in {event.label for event in events_of([restless, told])}


def test_a_rhythm_and_a_hold_are_told_within_a_larger_restless_movement() -> None:
    restless = burst(10.0, 4.0, 0, share=0.3, amplitude=0.2)
    for within in (rhythm(10.5, 3.0), burst(10.5, 3.0, 1, hold_s=2.5, hold_share=0.4, hold_regions=2.0)):
        labels = {event.label for event in events_of([restless, replace(within, trace_ids=("w0000r1",))])}
        assert labels == {Label.OTHER_MOVEMENT, Label.NEEDS_REVIEW}


def test_brief_jerks_that_are_alike_are_no_series_of_spasms() -> None:
    events = events_of([burst(10.0 + 6 * i) for i in range(8)])
    assert [event.pattern for event in events] == [Pattern.SINGLE_JERK] * 8


def wide_jerk(start_s: float, **changes: Any) -> Burst:
    return burst(start_s, 0.48, **{"share": 0.26, "plateau_s": 0.25, **changes})


def test_three_brief_jerks_of_much_of_the_body_that_stay_there_are_a_series() -> None:
    (event,) = events_of([wide_jerk(20.0), wide_jerk(31.0), wide_jerk(42.0)])
    assert (event.pattern, len(event.members)) == (Pattern.SPASM_SERIES, 3)
    two = events_of([wide_jerk(20.0), wide_jerk(31.0)])
    assert [event.pattern for event in two] == [Pattern.SINGLE_JERK] * 2


def test_two_brief_jerks_that_stay_and_one_that_is_a_little_longer_are_a_series() -> None:
    (event,) = events_of(
        [wide_jerk(20.0), replace(wide_jerk(31.0, plateau_s=0.15), span=TimeSpan(31.0, 31.7)), wide_jerk(42.0)]
    )
    assert (event.pattern, len(event.members)) == (Pattern.SPASM_SERIES, 3)


def test_small_spasms_are_spasms_in_a_series_only() -> None:
    small: dict[str, Any] = {"amplitude": 0.9 * LabelSettings().lone_spasm_amplitude, "plateau_s": 0.4}
    assert [event.pattern for event in events_of([spasm(20.0, **small)])] == [Pattern.GROSS_MOVEMENT]
    (series,) = events_of([spasm(20.0, **small), spasm(30.0, **small)])
    assert series.pattern is Pattern.SPASM_SERIES


def test_a_spasm_counts_among_brief_jerks_of_much_of_the_body() -> None:
    (event,) = events_of([wide_jerk(20.0), spasm(31.0, share=0.3), wide_jerk(42.0)])
    assert (event.pattern, len(event.members)) == (Pattern.SPASM_SERIES, 3)


@pytest.mark.parametrize("other", [{"share": 0.19, "plateau_s": 0.21}, {"plateau_s": 0.14}])
def test_jerks_of_one_limb_or_that_swing_back_at_once_are_no_series(other: dict[str, float]) -> None:
    jerks = [wide_jerk(start_s, **other) for start_s in (20.0, 31.0, 42.0)]
    assert [event.pattern for event in events_of(jerks)] == [Pattern.SINGLE_JERK] * 3


@pytest.mark.parametrize(
    ("hiccup", "told"),
    [
        ({"amplitude": 0.004}, True),  # however slight, where much of the body moves
        ({"share": 0.13, "axial_share": 0.4}, True),
        ({"share": 0.11, "axial_share": 0.4, "plateau_s": 0.21}, False),
        ({"share": 0.13, "axial_share": 0.3, "plateau_s": 0.21}, False),
        ({"share": 0.03, "plateau_s": 0.25}, True),  # however little is seen of one that clearly stays
        ({"plateau_s": 0.16}, True),
        ({"plateau_s": 0.16, "span": None}, False),  # and as brief as a jerk
    ],
)
def test_hiccups_are_told_from_jerks_of_a_limb(hiccup: dict[str, Any], told: bool) -> None:
    def one(start_s: float) -> Burst:
        changes = {name: value for name, value in hiccup.items() if name != "span"}
        jerk = wide_jerk(start_s, **changes)
        return replace(jerk, span=TimeSpan(start_s, start_s + 0.3)) if "span" in hiccup else jerk

    patterns = [event.pattern for event in events_of([one(20.0), one(31.0), one(42.0)])]
    assert patterns == ([Pattern.SPASM_SERIES] if told else [Pattern.SINGLE_JERK] * 3)


def test_brief_jerks_of_much_of_the_body_of_which_few_stay_there_are_no_series() -> None:
    # Under a blanket, which moves as a whole, any jerk is wide, and some seem to stay for a moment.
    jerks = [wide_jerk(10.0 + 6.0 * i, plateau_s=0.25 if i % 3 == 0 else 0.12) for i in range(8)]
    assert [event.pattern for event in events_of(jerks)] == [Pattern.SINGLE_JERK] * 8
    (event,) = events_of([wide_jerk(10.0 + 6.0 * i, plateau_s=0.12 if i == 7 else 0.25) for i in range(8)])
    assert event.pattern is Pattern.SPASM_SERIES


def test_jerks_that_are_less_alike_count_among_what_may_be_a_series() -> None:
    """Three of five are as wide as each other and stay for a moment: the two between them make them jerks of a limb."""
    wide = [wide_jerk(10.0 + 12.0 * i, plateau_s=0.25) for i in range(3)]
    assert events_of(wide)[0].pattern is Pattern.SPASM_SERIES
    narrow = [wide_jerk(16.0 + 12.0 * i, plateau_s=0.1, share=0.4 * wide[0].share) for i in range(2)]
    events = events_of(sorted([*wide, *narrow], key=lambda one: one.span))
    assert [event.pattern for event in events] == [Pattern.SINGLE_JERK] * 5


def test_rhythmic_bursts_are_joined_over_a_pause_of_ten_seconds() -> None:
    (event,) = events_of([rhythm(10.0), rhythm(23.9, 5.0), rhythm(35.0)])
    assert event.pattern is Pattern.RHYTHMIC
    assert (event.span.start_s, event.span.end_s) == (10.0, 39.0)
    assert len(event.members) == 3
    assert len(event.strokes) == 26
    assert event.rate_hz == pytest.approx(2.0)
    assert len(events_of([rhythm(10.0), rhythm(24.1)])) == 2


@pytest.mark.parametrize("order", [(10.0, 17.0), (14.0, 10.0)])
def test_a_few_even_strokes_before_or_after_a_rhythm_belong_to_it(order: tuple[float, float]) -> None:
    whole_s, few_s = order
    few = burst(few_s, 1.4, 3, interval_cv=0.1)
    assert events_of([few])[0].pattern is Pattern.JERK_CLUSTER
    (event,) = events_of(sorted([rhythm(whole_s), few], key=lambda b: b.span.start_s))
    assert event.pattern is Pattern.RHYTHMIC
    assert len(event.members) == 2


@pytest.mark.parametrize("other", [{"interval_cv": 0.4}, {"start_s": 24.5}, {"strokes": 2}, {"rate_hz": 4.5}])
def test_strokes_that_are_uneven_late_few_or_of_another_rate_do_not(other: dict[str, float]) -> None:
    values: dict[str, Any] = {"start_s": 17.0, "strokes": 3, "interval_cv": 0.1, **other}
    events = events_of([rhythm(10.0), burst(values.pop("start_s"), 1.4, values.pop("strokes"), **values)])
    assert [event.pattern for event in events] == [Pattern.RHYTHMIC, Pattern.JERK_CLUSTER]


def test_few_even_strokes_by_themselves_are_no_rhythm() -> None:
    events = events_of([burst(start_s, 1.4, 3, interval_cv=0.1) for start_s in (10.0, 17.0, 24.0)])
    assert [event.pattern for event in events] == [Pattern.JERK_CLUSTER] * 3


def test_a_rhythm_is_as_sure_as_its_surest_burst() -> None:
    sure, less = rhythm(10.0, interval_cv=0.05), rhythm(20.0, interval_cv=0.28)
    for bursts in ([sure, less], [replace(less, span=sure.span), replace(sure, span=less.span)]):
        (joined,) = events_of(bursts)
        assert {item.criterion: item.value for item in joined.reasons}["interval_cv"] == 0.05


def sucking(start_s: float, **changes: Any) -> Burst:
    small: dict[str, Any] = {"parts": (Part.FACE,), "amplitude": 0.008, "share": 0.02, "mouth_distance": 0.02}
    return burst(start_s, 5.0, 10, **{**small, **changes})


def test_three_even_strokes_of_the_mouth_are_sucking_and_uneven_ones_jerks() -> None:
    small: dict[str, Any] = {"parts": (Part.FACE,), "amplitude": 0.008, "share": 0.02, "mouth_distance": 0.02}
    for changes, expected in (
        ({"interval_cv": 0.1}, Pattern.SUCKING),
        ({"interval_cv": 0.4}, Pattern.JERK_CLUSTER),
        ({"interval_cv": 0.1, "repeat": 0.2, "amplitude_cv": 0.3}, Pattern.JERK_CLUSTER),
        ({"interval_cv": 0.1, "mouth_distance": 0.2}, Pattern.JERK_CLUSTER),
    ):
        assert [event.pattern for event in events_of([burst(10.0, 1.5, 3, **{**small, **changes})])] == [expected]


def test_one_burst_of_sucking_is_told_where_its_rhythm_comes_back() -> None:
    (event,) = events_of([sucking(10.0, comes_back=1.0)])
    assert (event.label, event.pattern) == (Label.OTHER_MOVEMENT, Pattern.SUCKING)
    (uneven,) = events_of([sucking(10.0, comes_back=1.0, interval_cv=0.6)])
    assert uneven.pattern is Pattern.SUCKING
    for other in ({"mouth_distance": 0.07}, {"amplitude": 0.02}, {"rate_hz": 2.8}, {"parts": (Part.FACE, Part.ARM)}):
        (event,) = events_of([sucking(10.0, comes_back=1.0, **other)])
        assert event.label is Label.NEEDS_REVIEW, other


def test_a_weak_member_of_a_series_belongs_to_it() -> None:
    brief = burst(44.0, 0.4, axial=True, parts=(Part.TRUNK,))  # brief as a jerk, but alike and in the same place
    (event,) = events_of([spasm(20.0), spasm(28.0), spasm(36.0), brief])
    assert event.pattern is Pattern.SPASM_SERIES
    assert len(event.members) == 4


def test_what_comes_slowly_is_no_weak_member_of_a_series() -> None:
    """A yawn 16 s after four head drops, or a head turn 13 s before them, made one long series of it."""
    slow: dict[str, Any] = {"axial": True, "parts": (Part.TRUNK,), "jerk_like_onset": False}
    before, after = burst(8.0, 0.7, **slow), burst(52.0, 1.4, 0, **slow)
    events = events_of([before, spasm(20.0), spasm(28.0), spasm(36.0), after])
    assert [(e.pattern, len(e.members)) for e in events] == [
        (Pattern.GROSS_MOVEMENT, 1), (Pattern.SPASM_SERIES, 3), (Pattern.GROSS_MOVEMENT, 1),
    ]  # fmt: skip


def test_what_lies_inside_a_review_event_in_the_same_part_is_not_reported_again() -> None:
    within = burst(12.0, 0.3, trace_ids=("w0000r5",), box=THERE)
    assert [e.pattern for e in events_of([rhythm(10.0), within])] == [Pattern.RHYTHMIC]


def test_what_lies_inside_a_review_event_in_the_same_place_is_not_reported_again() -> None:
    within = burst(12.0, 0.3, parts=(Part.UNKNOWN,), trace_ids=("w0000r5",), box=Box(120, 130, 180, 190))
    assert [e.pattern for e in events_of([rhythm(10.0, box=HERE), within])] == [Pattern.RHYTHMIC]


def test_a_jerk_elsewhere_during_a_review_event_is_reported() -> None:
    elsewhere = burst(12.0, 0.3, parts=(Part.RIGHT_LEG,), trace_ids=("w0000r5",), box=THERE)
    patterns = [event.pattern for event in events_of([rhythm(10.0, box=HERE), elsewhere])]
    assert patterns == [Pattern.RHYTHMIC, Pattern.SINGLE_JERK]


def test_a_jerk_elsewhere_that_outlasts_the_review_event_is_reported() -> None:
    elsewhere = burst(13.9, 0.3, parts=(Part.LEFT_LEG,), trace_ids=("w0000r9",), box=Box(400.0, 300.0, 420.0, 320.0))
    assert len(events_of([rhythm(10.0), elsewhere])) == 2


def test_another_review_pattern_inside_a_review_event_is_reported() -> None:
    stiff = burst(12.0, 2.5, 0, hold_s=2.0, hold_share=0.3, jerk_like_onset=False)
    assert {e.pattern for e in events_of([rhythm(10.0, 8.0), stiff])} == {Pattern.RHYTHMIC, Pattern.STIFFENING}


@pytest.mark.parametrize("reason", ["light_switch", "camera_moved", "caregiver", "missing_frames"])
def test_a_jerk_in_a_stretch_that_could_not_be_judged_is_left_out(reason: str) -> None:
    assert events_of([burst(10.0)], [excluded(9.9, 10.2, reason)]) == ()
    assert len(events_of([burst(10.0)], [excluded(11.0, 12.0, reason)])) == 1


def test_the_echo_of_an_excluded_stretch_counts_as_excluded() -> None:
    margin_s = LabelSettings().exclusion_margin_s
    assert events_of([burst(10.0)], [excluded(8.0, 10.0 - 0.5 * margin_s)]) == ()
    assert len(events_of([burst(10.0)], [excluded(8.0, 10.0 - 1.1 * margin_s)])) == 1


def test_stretches_that_were_not_asked_for_or_not_readable_leave_movement_alone() -> None:
    assert len(events_of([burst(10.0)], [excluded(9.0, 12.0, "outside_requested_stretch")])) == 1


def test_a_rhythm_under_something_excluded_is_undecided_not_lost() -> None:
    (event,) = events_of([rhythm(10.0)], [excluded(9.0, 15.0, "caregiver")])
    assert (event.label, event.pattern) == (Label.NEEDS_REVIEW, Pattern.UNDECIDED)


def test_one_stroke_short_of_a_rhythm_under_a_hand_is_undecided_as_well() -> None:
    hand = [excluded(9.0, 15.0, "caregiver")]
    (event,) = events_of([rhythm(10.0, 2.0)], hand)
    assert (event.label, event.pattern) == (Label.NEEDS_REVIEW, Pattern.UNDECIDED)
    assert events_of([rhythm(10.0, 2.0, visitor_beat=LabelSettings().visitor_beat)], hand) == ()
    assert events_of([rhythm(10.0, 2.0, interval_cv=0.3)], hand) == ()
    assert events_of([rhythm(10.0, 1.5)], hand) == ()


def test_what_a_hand_pushes_by_patting_is_not_the_infants_rhythm() -> None:
    limit = LabelSettings().visitor_beat
    hand = [excluded(9.0, 15.0, "caregiver")]
    assert events_of([rhythm(10.0, visitor_beat=limit)], hand) == ()
    for amplitude in (0.005, 0.04):
        (event,) = events_of([rhythm(10.0, amplitude=amplitude, visitor_beat=0.99 * limit)], hand)
        assert event.pattern is Pattern.UNDECIDED, "however small it is"


def test_what_begins_and_ends_with_the_camera_is_not_the_infants() -> None:
    held = burst(10.0, 5.0, hold_s=4.0, hold_share=0.3)
    ends = [excluded(9.8, 10.2), excluded(14.9, 15.3)]
    assert events_of([held], ends) == ()
    for one in ends:
        assert [event.pattern for event in events_of([held], [one])] == [Pattern.STIFFENING]


def test_a_long_rhythm_with_a_short_exclusion_stays_a_rhythm() -> None:
    (event,) = events_of([rhythm(10.0, 10.0)], [excluded(12.0, 13.0)])
    assert event.pattern is Pattern.RHYTHMIC


def test_ids_come_from_time_and_part_and_do_not_change_with_what_else_there_is() -> None:
    jerk = burst(12.34, parts=(Part.RIGHT_LEG,), trace_ids=("a",), box=THERE)
    (alone,) = events_of([jerk])
    among = [event for event in events_of([burst(3.0), jerk, burst(40.0)]) if event.span.start_s == 12.34]
    assert alone.event_id == "t0000123-right_leg"
    assert [event.event_id for event in among] == [alone.event_id]


def test_ids_are_unique_where_two_events_share_time_and_part() -> None:
    unknown: dict[str, Any] = {"parts": (Part.UNKNOWN,)}
    twins = [burst(10.0, trace_ids=("a",), box=HERE, **unknown), burst(10.01, trace_ids=("b",), box=THERE, **unknown)]
    ids = [event.event_id for event in events_of(twins)]
    assert ids == ["t0000100-unknown", "t0000100-unknown-b"]


def test_events_come_in_time_order() -> None:
    bursts = [burst(5.0), spasm(10.0, box=THERE), burst(14.0), spasm(18.0, box=THERE), burst(30.0)]
    starts = [event.span.start_s for event in events_of(bursts)]
    assert starts == sorted(starts)


# Strokes that go on


def test_clusters_of_one_part_with_short_pauses_are_prolonged() -> None:
    clusters = [burst(10.0 + 3.0 * i, 1.4, 3, interval_cv=0.6, repeat=0.1, amplitude_cv=0.5) for i in range(3)]
    (event,) = events_of(clusters)
    assert event.pattern is Pattern.PROLONGED
    assert event.label is Label.NEEDS_REVIEW
    assert len(event.strokes) == 9
    assert len(event.members) == 3
    assert {r.criterion: r.value for r in event.reasons}["strokes"] == 9


def test_five_strokes_of_one_part_within_five_seconds_are_undecided() -> None:
    (event,) = events_of([burst(10.0 + 1.1 * i) for i in range(5)])
    assert event.pattern is Pattern.UNDECIDED
    assert len(events_of([burst(10.0 + 1.6 * i) for i in range(4)])) == 4, "too few"


def test_jerks_of_one_part_that_stand_further_apart_stay_brief_jerks() -> None:
    events = events_of([burst(10.0 + 2.5 * i) for i in range(8)])
    assert [event.pattern for event in events] == [Pattern.SINGLE_JERK] * 8


def test_jerks_of_different_parts_are_not_joined() -> None:
    parts = [Part.LEFT_ARM, Part.RIGHT_ARM, Part.LEFT_LEG, Part.RIGHT_LEG, Part.FACE]
    jerks = [burst(10.0 + 0.9 * i, parts=(part,), trace_ids=(f"w0000r{i}",)) for i, part in enumerate(parts)]
    assert [event.pattern for event in events_of(jerks)] == [Pattern.SINGLE_JERK] * 5


def test_where_parts_cannot_be_told_strokes_of_one_place_are_joined_whatever_its_region() -> None:
    def jerks(*boxes: Box) -> list[Burst]:
        return [
            burst(10.0 + 0.9 * i, parts=(Part.UNKNOWN,), trace_ids=(f"w0000r{i}",), box=box)
            for i, box in enumerate(boxes)
        ]

    large, within = Box(100.0, 100.0, 200.0, 200.0), Box(120.0, 110.0, 150.0, 140.0)
    (event,) = events_of(jerks(large, within, large, within, large))
    assert event.label is Label.NEEDS_REVIEW
    assert len(event.strokes) == 5
    elsewhere = Box(300.0, 110.0, 330.0, 140.0)
    assert len(events_of(jerks(large, elsewhere, large, elsewhere, large))) == 5


def test_a_jerk_right_after_a_rhythm_of_the_same_part_belongs_to_it() -> None:
    (event,) = events_of([rhythm(10.0), burst(15.0, 0.3)])
    assert event.pattern is Pattern.RHYTHMIC
    assert event.span.end_s == pytest.approx(15.3)


def test_a_longer_stroke_amid_others_of_the_same_part_is_one_of_them() -> None:
    longer = burst(15.5, 0.8, plateau_s=0.4)
    assert events_of([longer])[0].pattern is Pattern.SINGLE_SPASM_LIKE
    (event,) = events_of([rhythm(10.0), longer, burst(17.6, 0.3)])
    assert event.label is Label.NEEDS_REVIEW
    assert (event.span.start_s, event.span.end_s) == pytest.approx((10.0, 17.9))
    beside = [event.pattern for event in events_of([longer, burst(17.6, 0.3)])]
    assert beside == [Pattern.SINGLE_SPASM_LIKE, Pattern.SINGLE_JERK]


def test_rhythms_of_different_rates_are_episodes_of_their_own() -> None:
    fast = burst(18.0, 4.0, 24)
    assert [event.pattern for event in events_of([rhythm(10.0), fast])] == [Pattern.RHYTHMIC, Pattern.TREMOR]


def test_after_a_pause_a_slower_rhythm_twice_as_large_is_another() -> None:
    slower = replace(burst(18.0, 4.0, 5), amplitude=2.0 * rhythm(10.0).amplitude)
    assert len(events_of([rhythm(10.0), slower])) == 2
    assert len(events_of([rhythm(10.0), replace(slower, amplitude=rhythm(10.0).amplitude)])) == 1
    at_once = burst(15.0, 4.0, 5)
    assert len(events_of([rhythm(10.0), replace(at_once, amplitude=2.0 * rhythm(10.0).amplitude)])) == 1


def test_a_series_ends_where_the_next_spasm_comes_much_later() -> None:
    spasms = [spasm(start_s) for start_s in (10.0, 16.0, 23.0, 70.0)]
    first, later = events_of(spasms)
    assert (first.pattern, later.pattern) == (Pattern.SPASM_SERIES, Pattern.SINGLE_SPASM_LIKE)
    assert len(first.members) == 3
    assert [event.pattern for event in events_of(spasms[2:])] == [Pattern.SPASM_SERIES]


def test_short_bursts_of_sucking_are_told_from_a_cluster_of_jerks_by_their_pauses() -> None:
    def suck(start_s: float, strokes: int, **changes: Any) -> Burst:
        values: dict[str, Any] = {"parts": (Part.FACE,), "amplitude": 0.008, "share": 0.01, "rate_hz": 2.1}
        return burst(start_s, strokes / 2.1, strokes, **{**values, "mouth_distance": 0.02, **changes})

    (event,) = events_of([suck(10.0, 3), suck(15.0, 7), suck(22.0, 4)])
    assert event.pattern is Pattern.SUCKING
    assert event.label is Label.OTHER_MOVEMENT
    assert events_of([suck(10.0, 8)])[0].pattern is Pattern.RHYTHMIC, "one burst without a pause"
    arms = [suck(start_s, 8, parts=(Part.LEFT_ARM,), mouth_distance=0.2) for start_s in (10.0, 18.0)]
    assert {event.pattern for event in events_of(arms)} == {Pattern.RHYTHMIC}
