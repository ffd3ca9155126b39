from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.examples import event
from twitchcam.labels.shimmering import with_shimmering
from twitchcam.records import Pattern, Reason
from twitchcam.settings import LabelSettings

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
