from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.examples import event, stroke
from twitchcam.labels.lengthening import as_long_as_shown, same_rhythm
from twitchcam.records import Box, Event, Part, Pattern, Reason
from twitchcam.timespan import TimeSpan

ELSEWHERE: dict[str, Any] = {"parts": (Part.LEFT_LEG,), "box": Box(500, 500, 520, 520), "trace_ids": ("w0000r8",)}


def rhythm(start_s: float, end_s: float, rate_hz: float | None = 2.0, **changes: Any) -> Event:
    beats = tuple(stroke(start_s + i / (rate_hz or 2.0)) for i in range(round((end_s - start_s) * (rate_hz or 2.0))))
    reasons = (Reason("duration_s", end_s - start_s, 2.0, "above"),)
    made = event(Pattern.RHYTHMIC, start_s, end_s - start_s, reasons=reasons)
    return replace(made, **{"strokes": beats, "rate_hz": rate_hz, **changes})


@pytest.mark.parametrize("span_s", [(8.0, 18.0), (8.0, 15.0), (12.0, 18.0)])
def test_a_rhythm_of_which_a_part_is_told_is_as_long_as_it_is_shown(span_s: tuple[float, float]) -> None:
    (longer,) = as_long_as_shown([rhythm(12.0, 15.0)], [rhythm(*span_s, rate_hz=2.1)])
    assert longer.span == TimeSpan(*span_s)
    assert longer.rate_hz == 2.0, "what is told stays"
    onsets = [one.onset_s for one in longer.strokes]
    assert onsets == sorted(onsets)
    assert len(onsets) == pytest.approx((span_s[1] - span_s[0]) * 2.05, abs=1)
    assert {r.criterion: r.value for r in longer.reasons}["duration_s"] == pytest.approx(span_s[1] - span_s[0])


def test_where_a_rhythm_has_spread_to_another_part_it_is_of_both() -> None:
    leg = rhythm(12.0, 15.0, **ELSEWHERE)
    arm = rhythm(8.0, 15.0, rate_hz=2.08)
    (longer,) = as_long_as_shown([leg], [arm])
    assert longer.span == arm.span
    assert longer.parts == (Part.LEFT_LEG, Part.LEFT_ARM)
    assert (longer.box, longer.amplitude) == (leg.box.around(arm.box), leg.amplitude)


def test_each_that_shows_more_of_it_makes_it_longer() -> None:
    (longer,) = as_long_as_shown([rhythm(12.0, 15.0)], [rhythm(9.0, 14.0), rhythm(11.5, 20.0), rhythm(30.0, 34.0)])
    assert longer.span == TimeSpan(9.0, 20.0)


@pytest.mark.parametrize(
    ("known", "seen"),
    [
        (rhythm(12.0, 15.0), rhythm(11.2, 15.9)),
        (rhythm(12.0, 18.0), rhythm(10.0, 20.5)),
        (rhythm(12.0, 15.0), rhythm(8.0, 18.0, rate_hz=3.0)),
        (rhythm(12.0, 15.0), rhythm(8.0, 13.0)),
        (rhythm(12.0, 15.0), rhythm(8.0, 18.0, rate_hz=2.2, **ELSEWHERE)),
        (rhythm(12.0, 15.0), rhythm(8.0, 13.0, **ELSEWHERE)),
        (rhythm(12.0, 15.0), rhythm(8.0, 18.0, rate_hz=None)),
        (replace(rhythm(12.0, 15.0), pattern=Pattern.STIFFENING), rhythm(8.0, 18.0)),
    ],
    ids=[
        "a stroke longer", "a third longer", "another rate", "hardly at the same time", "elsewhere, not as one",
        "elsewhere, hardly at the same time", "no rate", "no rhythm",
    ],
)  # fmt: skip
def test_what_may_be_another_movement_makes_no_rhythm_longer(known: Event, seen: Event) -> None:
    assert as_long_as_shown([known], [seen]) == [known]


def test_one_rhythm_is_of_one_place_time_and_rate() -> None:
    known = rhythm(12.0, 15.0)
    assert same_rhythm(known, rhythm(11.0, 14.0, rate_hz=2.4))
    for other in (rhythm(11.0, 14.0, rate_hz=2.6), rhythm(14.0, 18.0), rhythm(11.0, 14.0, **ELSEWHERE)):
        assert not same_rhythm(known, other)
