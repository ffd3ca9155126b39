"""A keyframe that changes what keyframes always change is no movement; one on which an infant moves is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture
from twitchcam.motion.pulses import Pulses
from twitchcam.records import Scan
from twitchcam.timespan import TimeSpan

LIMB_CELL = (60 // 5, 80 // 5)
WHOLE = TimeSpan(0.0, 20.0)


def scan(keyframe_noise: float = 6.0, every: int = 20, **changes: object) -> Scan:
    values: dict[str, object] = {"keyframe_every": every, "keyframe_noise": keyframe_noise, "noise": 0.2}
    return MovingPicture(**{**values, **changes}).scan()  # type: ignore[arg-type]


def test_keyframes_that_change_what_they_always_do_are_usual_nearly_everywhere() -> None:
    found = Pulses(scan()).during(WHOLE)
    assert [time_s for time_s, _ in found] == pytest.approx(np.arange(2.0, 20.0, 2.0))
    assert min(float(cells.mean()) for _, cells in found) > 0.9


def test_only_those_of_the_span_are_told() -> None:
    assert [time_s for time_s, _ in Pulses(scan()).during(TimeSpan(3.0, 8.0))] == pytest.approx([4.0, 6.0, 8.0])


def test_a_limb_that_jerks_on_a_keyframe_is_not_usual_there() -> None:
    limb = Limb(80.0, 60.0, 10.0, (1.0, 0.0), lambda time_s: 3.0 if 8.0 <= time_s < 8.3 else 0.0)
    found = dict(Pulses(scan(limbs=(limb,))).during(WHOLE))
    assert not found[8.0][LIMB_CELL]
    assert found[6.0][LIMB_CELL]
    assert float(found[8.0].mean()) > 0.8


def test_a_limb_in_rhythm_pulses_with_no_keyframe() -> None:
    """It moves between them as much, so that its cells are never usual."""
    limb = Limb(80.0, 60.0, 10.0, (1.0, 0.0), lambda time_s: 2.5 * float(np.sin(3.2 * np.pi * time_s)))
    found = Pulses(scan(keyframe_noise=1.0, limbs=(limb,))).during(WHOLE)
    assert not any(cells[LIMB_CELL] for _, cells in found)


def test_without_coding_that_pulses_nothing_is_usual() -> None:
    assert all(float(cells.mean()) < 0.05 for _, cells in Pulses(scan(keyframe_noise=0.0)).during(WHOLE))


def test_a_few_keyframes_say_nothing() -> None:
    assert Pulses(scan(every=60)).during(WHOLE) == ()
