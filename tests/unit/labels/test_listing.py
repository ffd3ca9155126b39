from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.bursts import burst
from twitchcam.labels import label_bursts
from twitchcam.labels.listing import without_repeats
from twitchcam.records import PATTERN_LABEL, Box, Event, Part, Pattern
from twitchcam.settings import LabelSettings
from twitchcam.timespan import TimeSpan

(PLAIN,) = label_bursts([burst(10.0, 10.3)], [], [], LabelSettings())
ELSEWHERE = Box(400.0, 400.0, 450.0, 450.0)


def at_mouth(start_s: float, end_s: float, pattern: Pattern, amplitude: float = 0.005) -> Event:
    return replace(
        PLAIN,
        span=TimeSpan(start_s, end_s),
        pattern=pattern,
        label=PATTERN_LABEL[pattern],
        amplitude=amplitude,
        parts=(Part.FACE,),
        trace_ids=(f"w0000r{round(start_s)}",),
    )


SUCKING = at_mouth(10.0, 24.0, Pattern.SUCKING, 0.006)


@pytest.mark.parametrize("pattern", [Pattern.SINGLE_JERK, Pattern.JERK_CLUSTER])
@pytest.mark.parametrize("span_s", [(9.5, 10.2), (15.0, 15.4), (23.9, 24.5)])
def test_a_stroke_of_sucking_is_no_jerk_of_its_own(pattern: Pattern, span_s: tuple[float, float]) -> None:
    assert without_repeats([at_mouth(*span_s, pattern), SUCKING]) == [SUCKING]


def test_what_goes_farther_than_sucking_or_lies_elsewhere_is_told_beside_it() -> None:
    larger = at_mouth(15.0, 15.4, Pattern.SINGLE_JERK, 0.02)
    after = at_mouth(24.1, 24.5, Pattern.SINGLE_JERK)
    limb = replace(at_mouth(15.0, 15.4, Pattern.SINGLE_JERK), parts=(Part.LEFT_ARM,), box=ELSEWHERE)
    for other in (larger, after, limb):
        assert without_repeats([SUCKING, other]) == [SUCKING, other]


@pytest.mark.parametrize("pattern", [Pattern.UNDECIDED, Pattern.TREMOR, Pattern.SINGLE_SPASM_LIKE, Pattern.RHYTHMIC])
def test_sucking_hides_nothing_that_needs_review(pattern: Pattern) -> None:
    review = at_mouth(15.0, 18.0, pattern)
    assert without_repeats([SUCKING, review]) == [SUCKING, review]
