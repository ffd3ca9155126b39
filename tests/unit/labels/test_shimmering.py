from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.examples import event, stroke
from twitchcam.labels.shimmering import with_shimmering
from twitchcam.records import PATTERN_LABEL, Event, Pattern, Reason, Stroke
from twitchcam.settings import LabelSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LabelSettings()
EVEN = (Reason("interval_cv", 0.1, 0.3, "below"),)


def test_a_rhythm_that_nothing_else_tells_is_added_in_time_order_and_named() -> None:
    jerk, rhythm = event(Pattern.SINGLE_JERK, 30.0), event(Pattern.RHYTHMIC, 10.0, 5.0, reasons=EVEN)
    told = with_shimmering([jerk], [rhythm], SETTINGS)
    assert [(one.span, one.pattern) for one in told] == [(rhythm.span, rhythm.pattern), (jerk.span, jerk.pattern)]
    assert len({one.event_id for one in told}) == 2
    assert told[0].event_id == "t0000100-left_arm"


@pytest.mark.parametrize("pattern", [Pattern.SINGLE_JERK, Pattern.GROSS_MOVEMENT, Pattern.SUCKING, Pattern.TREMOR])
def test_where_anything_else_is_said_it_is_not(pattern: Pattern) -> None:
    known = event(pattern, 14.5, 2.0)
    for start_s in (9.0, 12.0, 15.0, 17.0):
        assert with_shimmering([known], [event(Pattern.RHYTHMIC, start_s, 5.0, reasons=EVEN)], SETTINGS) == (known,)
    assert len(with_shimmering([known], [event(Pattern.RHYTHMIC, 18.0, 5.0, reasons=EVEN)], SETTINGS)) == 2


@pytest.mark.parametrize(
    "pattern",
    [Pattern.SINGLE_JERK, Pattern.JERK_CLUSTER, Pattern.STIFFENING, Pattern.SINGLE_SPASM_LIKE, Pattern.SUCKING],
)
def test_nothing_but_a_rhythm_or_what_is_nearly_one_is_told_by_brightness(pattern: Pattern) -> None:
    assert with_shimmering([], [event(pattern, 10.0, 2.0, reasons=EVEN)], SETTINGS) == ()


def test_without_any_the_events_stay_as_they_are() -> None:
    events = (event(start_s=3.0), replace(event(start_s=5.0), event_id="its own"))
    assert with_shimmering(events, [], SETTINGS) == events


@pytest.mark.parametrize(("spread", "told"), [(0.14, True), (0.28, False), (None, False)])
def test_its_intervals_have_to_be_even(spread: float | None, told: bool) -> None:
    side = "unknown" if spread is None else "below"
    rhythm = event(Pattern.RHYTHMIC, 10.0, 5.0, reasons=(Reason("interval_cv", spread, 0.3, side),))
    assert bool(with_shimmering([], [rhythm], SETTINGS)) is told


def strokes(start_s: float, count: int, rate_hz: float) -> tuple[Stroke, ...]:
    return tuple(stroke(start_s + i / rate_hz) for i in range(count))


def rhythm(start_s: float, end_s: float, rate_hz: float = 2.0, **changes: Any) -> Event:
    beats = strokes(start_s, round((end_s - start_s) * rate_hz), rate_hz)
    reasons = (*EVEN, Reason("duration_s", end_s - start_s, 2.0, "above"))
    made = event(Pattern.RHYTHMIC, start_s, end_s - start_s, reasons=reasons)
    return replace(made, **{"strokes": beats, "rate_hz": rate_hz, **changes})


def test_a_rhythm_of_which_flow_shows_a_part_is_as_long_as_brightness_or_a_reading_shows_it() -> None:
    told, seen = rhythm(12.0, 15.0), rhythm(8.0, 18.0)
    (by_brightness,) = with_shimmering([told], [seen], SETTINGS)
    (by_reading,) = with_shimmering([told], [], SETTINGS, [[told], [seen], []])
    assert by_brightness.span == by_reading.span == seen.span
    uneven = rhythm(8.0, 18.0, reasons=(Reason("interval_cv", 0.28, 0.3, "below"),))
    assert with_shimmering([told], [uneven], SETTINGS) == (told,)


@pytest.mark.parametrize("strokes_", [5, 9])
@pytest.mark.parametrize(
    ("others", "hides"),
    [
        ([(Pattern.GROSS_MOVEMENT, 8.0, 14.0)], True),
        ([(Pattern.GROSS_MOVEMENT, 13.0, 9.0)], False),
        ([(Pattern.GROSS_MOVEMENT, 8.0, 14.0), (Pattern.SINGLE_JERK, 12.0, 0.3)], True),
        ([(Pattern.GROSS_MOVEMENT, 8.0, 14.0), (Pattern.STIFFENING, 7.0, 3.5)], True),
        ([(Pattern.GROSS_MOVEMENT, 8.0, 14.0), (Pattern.STIFFENING, 9.0, 3.0)], False),
        ([(Pattern.SUCKING, 8.0, 14.0)], False),
        ([(Pattern.PROLONGED, 8.0, 14.0)], False),
    ],
    ids=["gross", "half outside", "a jerk", "something before", "something meanwhile", "sucking", "told already"],
)
def test_a_long_rhythm_within_gross_movement_is_told(
    strokes_: int, others: list[tuple[Pattern, float, float]], hides: bool
) -> None:
    known = [replace(event(pattern, start, lasts), trace_ids=(f"w0{start}",)) for pattern, start, lasts in others]
    seen = replace(rhythm(10.0, 10.0 + strokes_ / 2.0), trace_ids=("w0000b0",))
    found = with_shimmering(known, [seen], SETTINGS)
    told = [one for one in found if one.span == seen.span and one.pattern is Pattern.RHYTHMIC]
    assert bool(told) is (hides and strokes_ >= 7)
    kept = {one.span for one in found} - {one.span for one in told}
    assert kept >= {one.span for one in known if one.pattern is not Pattern.SINGLE_JERK}, "what flow says stays"


@pytest.mark.parametrize("pattern", [Pattern.SUCKING, Pattern.BREATHING])
def test_what_any_reading_calls_sucking_or_breathing_is_no_rhythm_of_brightness(pattern: Pattern) -> None:
    seen = replace(rhythm(10.0, 15.0), trace_ids=("w0000b0",))
    heard = replace(rhythm(9.5, 16.0), pattern=pattern, label=PATTERN_LABEL[pattern])
    assert with_shimmering([], [seen], SETTINGS, [[], [heard], []]) == ()
    for other in (replace(heard, rate_hz=3.0), rhythm(9.5, 16.0), replace(heard, span=TimeSpan(14.5, 21.0))):
        assert len(with_shimmering([], [seen], SETTINGS, [[], [other], []])) == 1


def test_what_brightness_shows_of_it_is_not_told_again() -> None:
    first = replace(event(Pattern.JERK_CLUSTER, 9.0, 1.0), trace_ids=("w0000r7",))
    found = with_shimmering([first, rhythm(12.0, 15.0)], [rhythm(8.0, 18.0)], SETTINGS)
    assert [one.pattern for one in found] == [Pattern.RHYTHMIC]
