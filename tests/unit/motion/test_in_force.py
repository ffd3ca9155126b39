from __future__ import annotations

from typing import Any

from tests.support.examples import body_map
from twitchcam.motion.in_force import body_during, body_in_force
from twitchcam.records import BodyMap, Box
from twitchcam.timespan import TimeSpan

HALF, WHOLE = Box(100.0, 100.0, 300.0, 300.0), Box(80.0, 100.0, 300.0, 420.0)


def looks(*boxes: Box, plausible: float = 0.8, **changes: Any) -> list[BodyMap]:
    """Maps of 20 s each, one after the other."""
    return [
        body_map(span=TimeSpan(20.0 * n, 20.0 * n + 20.0), box=box, box_plausibility=plausible, **changes)
        for n, box in enumerate(boxes)
    ]


def test_the_nearest_map_is_in_force_where_none_holds() -> None:
    first, second = looks(HALF, WHOLE)
    assert body_in_force([first, second], 5.0) is first
    assert body_in_force([first, second], 90.0) is second


def test_a_long_stretch_has_the_box_of_all_looks_at_the_same_place() -> None:
    bodies = looks(WHOLE, HALF, Box(100.0, 90.0, 310.0, 300.0))
    found = body_during(bodies, TimeSpan(5.0, 55.0))
    assert found.box == Box(80.0, 90.0, 310.0, 420.0)
    assert found.body_length_px == bodies[1].body_length_px
    assert found.span == bodies[1].span


def test_looks_before_and_after_a_stretch_say_nothing_of_it() -> None:
    assert body_during(looks(WHOLE, HALF, WHOLE), TimeSpan(21.0, 39.0)).box == HALF


def test_an_infant_that_lay_elsewhere_does_not_widen_the_box() -> None:
    assert body_during(looks(Box(400.0, 300.0, 600.0, 460.0), HALF), TimeSpan(5.0, 39.0)).box == HALF
    across = Box(0.0, 0.0, 640.0, 480.0)
    assert body_during([*looks(across, HALF)], TimeSpan(5.0, 39.0)).box == HALF, "its middle lies outside"


def test_a_look_that_is_less_plausible_does_not_widen_the_box() -> None:
    (doubtful,), sure = looks(WHOLE, plausible=0.5), looks(WHOLE, HALF)[1]
    assert body_during([doubtful, sure], TimeSpan(5.0, 39.0)).box == HALF
