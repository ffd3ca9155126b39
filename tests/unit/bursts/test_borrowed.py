from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.traces import Course, irregular, scaled, several, shifted, step, together, tonic
from twitchcam.bursts.grouping import find_bursts
from twitchcam.labels.rules import judge_burst
from twitchcam.records import MotionTrace, Pattern, frozen_array
from twitchcam.settings import BurstSettings, LabelSettings

SETTINGS = BurstSettings()
STIFF = tonic(4.0, 6.0, 0.03)
"""Away by 4.6 s, held until 10.6 s, back by 11.4 s."""


def seen_from(trace: MotionTrace, start_s: float, end_s: float) -> MotionTrace:
    """The same trace, of which movement was seen in the region itself from one time to another only."""
    seen = (trace.times_s >= start_s) & (trace.times_s <= end_s)
    return replace(trace, active_share=frozen_array(np.where(seen, trace.active_share, 0.0).astype(np.float32)))


def seen_at_one_end(arm: Course, leg: Course, *, fps: float = 25.0) -> list[MotionTrace]:
    """An arm that was seen on the way out, a leg on the way back."""
    first, second = several(arm, leg, fps=fps)
    return [seen_from(first, 0.0, 8.0), seen_from(second, 8.0, 20.0)]


def held_s(traces: list[MotionTrace]) -> float:
    return max((burst.hold_s for burst in find_bursts(traces, SETTINGS)), default=0.0)


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0])
def test_limbs_of_which_each_was_seen_at_one_end_are_held(fps: float) -> None:
    assert held_s(seen_at_one_end(STIFF, scaled(STIFF, -0.8), fps=fps)) == pytest.approx(6.5, abs=1.0)


def test_they_are_one_movement_to_be_reviewed() -> None:
    (burst,) = find_bursts(seen_at_one_end(STIFF, STIFF), SETTINGS)
    assert judge_burst(burst, LabelSettings()).pattern is Pattern.STIFFENING


def test_the_other_way_round_and_at_any_time() -> None:
    plain = held_s(seen_at_one_end(STIFF, STIFF))
    assert held_s(seen_at_one_end(scaled(STIFF, -1.0), scaled(STIFF, -1.0))) == pytest.approx(plain, abs=0.1)
    later = [
        seen_from(trace, *span)
        for trace, span in zip(
            several(shifted(STIFF, 2.0), shifted(STIFF, 2.0)), ((0.0, 10.0), (10.0, 20.0)), strict=True
        )
    ]
    assert held_s(later) == pytest.approx(plain, abs=0.1)


def test_an_end_that_nothing_was_seen_making_is_drift() -> None:
    arm, _ = seen_at_one_end(STIFF, STIFF)
    assert held_s([arm]) == 0.0


def test_what_others_of_another_window_do_tells_nothing() -> None:
    arm, leg = seen_at_one_end(STIFF, STIFF)
    other = replace(
        leg, window=replace(leg.window, end_s=leg.window.end_s + 1.0), displacement=np.zeros_like(leg.displacement)
    )
    assert held_s([arm, other]) == 0.0


@pytest.mark.parametrize(
    "arm",
    [
        pytest.param(step(4.0, 0.03, 0.5), id="stays where it came to"),
        pytest.param(together(tonic(4.0, 6.0, 0.03), step(10.6, -0.02, 0.8)), id="goes on beyond"),
        pytest.param(tonic(4.0, 6.0, 0.03, rise_s=2.2), id="comes out at leisure"),
        pytest.param(tonic(4.0, 6.0, 0.006), id="is too small"),
        pytest.param(together(STIFF, step(6.5, -0.015, 0.5), step(8.5, 0.015, 0.5)), id="lets go in between"),
    ],
)
def test_no_hold_where_it(arm: Course) -> None:
    leg = irregular(10.4, 2.0, 0.04)
    assert held_s(seen_at_one_end(arm, leg)) < 2.0
    assert held_s(seen_at_one_end(STIFF, leg)) > 5.0
