from __future__ import annotations

from typing import Any

import pytest

from tests.support.traces import (
    Course,
    cluster,
    irregular,
    jerk,
    pulses,
    rest,
    scaled,
    shifted,
    spasm,
    step,
    trace_of,
)
from twitchcam.bursts.beside import stretches_beside
from twitchcam.bursts.grouping import find_bursts
from twitchcam.records import MotionTrace
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()


def beside(course: Course, **options: Any) -> MotionTrace:
    return trace_of(course, in_body=False, **options)


def strokes(*traces: MotionTrace) -> list[int]:
    return [len(stretch.strokes) for stretch in stretches_beside(traces, SETTINGS)]


def test_a_jerk_of_something_else_than_the_infant_while_nothing_moves_is_the_infants() -> None:
    (burst,) = find_bursts([beside(jerk(5.0))], SETTINGS)
    assert burst.span.start_s == pytest.approx(5.0, abs=0.1)
    assert burst.in_body


@pytest.mark.parametrize("fps", [8.0, 12.0, 30.0])
def test_at_any_frame_rate(fps: float) -> None:
    assert strokes(beside(jerk(5.0), fps=fps)) == [1]


def test_the_other_way_round_and_at_any_time() -> None:
    assert strokes(beside(scaled(jerk(5.0), -1.0))) == [1]
    assert strokes(beside(shifted(jerk(5.0), 3.3))) == [1]


@pytest.mark.parametrize(
    "course",
    [cluster([5.0, 5.7, 6.1]), spasm(5.0, held_s=0.8), step(5.0), irregular(5.0, 6.0, seed=3), rest()],
    ids=["cluster", "held", "step", "irregular", "rest"],
)
def test_nothing_else_of_a_region_beside_it_is(course: Course) -> None:
    assert strokes(beside(course)) == []


def test_a_jerk_while_something_else_moves_may_be_anything() -> None:
    hand = beside(jerk(5.0))
    assert strokes(hand, trace_of(jerk(5.2), trace_id="w0000r1")) == []
    assert strokes(hand, trace_of(jerk(5.4), in_body=False, trace_id="w0000r1")) == []
    assert strokes(hand, trace_of(jerk(9.0), trace_id="w0000r1")) == [1]


def test_a_few_cells_that_jerk_are_noise() -> None:
    assert strokes(beside(jerk(5.0), share=0.5 * SETTINGS.beside_share)) == []


@pytest.mark.parametrize("rate_hz", [1.2, 2.5, 4.0])
def test_an_even_rhythm_beside_it_is_the_infants_whatever_else_moves(rate_hz: float) -> None:
    rhythm = beside(pulses(5.0, rate_hz, 8), noise=0.0001)
    other = trace_of(irregular(4.0, 9.0, seed=1), trace_id="w0000r1")
    assert strokes(rhythm, other) == [8]


def test_an_uneven_one_is_not() -> None:
    assert strokes(beside(cluster([5.0, 5.5, 6.6, 7.0, 8.3, 8.7, 9.9]))) == []
    assert strokes(beside(pulses(5.0, 2.0, 8), share=0.5 * SETTINGS.region_share)) == []
