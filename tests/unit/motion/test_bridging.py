"""An infant without what passes before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.moving_picture import MovingPicture, body
from twitchcam.motion import bridged, look_at
from twitchcam.motion.look import Field
from twitchcam.motion.windows import Window
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LookSettings()
FPS = 15.0
FIRST, LAST = 40, 46
AT = (3, 4)
"""A cell; those beside it are not hidden."""


def field(course: np.ndarray, *, hidden: bool = True) -> Field:
    """A still look of six seconds in which one cell takes a course along x, and is hidden for half a second."""
    picture = MovingPicture(fps=FPS, duration_s=6.0)
    window = Window(TimeSpan(0.0, 6.0), body(), (TimeSpan(0.0, 1.0),), (), np.zeros((24, 32), np.bool_))
    look = look_at(window, picture.frames(), SETTINGS)[0]
    displacement = np.zeros_like(look.displacement)
    displacement[:, *AT, 0] = course
    change = np.full_like(look.change, 1.0)
    change[FIRST : LAST + 1, *AT] = 30.0
    light = np.zeros_like(look.light)
    light[FIRST : LAST + 1, 2 * AT[0] : 2 * AT[0] + 2, 2 * AT[1] : 2 * AT[1] + 2] = 50.0
    cells = np.zeros(look.texture.shape, np.bool_)
    cells[AT] = True
    passing = tuple((float(look.times_s[at]), cells) for at in range(FIRST, LAST + 1)) if hidden else ()
    return replace(look, displacement=displacement, change=change, light=light, passing=passing)


def with_jump(before: float = 0.0, after: float = 0.0) -> np.ndarray:
    course = np.full(90, before)
    course[LAST + 1 :] = after
    course[FIRST : LAST + 1] = 0.08
    return course


def test_what_an_insect_does_to_a_cell_at_rest_is_gone() -> None:
    found = bridged(field(with_jump()), SETTINGS)
    assert np.abs(found.displacement).max() == pytest.approx(0.0, abs=1e-6)
    assert found.change.max() == pytest.approx(1.0)
    assert found.light is not None
    assert np.abs(found.light).max() == 0.0


def test_a_cell_goes_straight_from_where_it_was_to_where_it_is() -> None:
    found = bridged(field(with_jump(0.01, 0.02)), SETTINGS)
    course = found.displacement[FIRST - 1 : LAST + 2, *AT, 0]
    assert course == pytest.approx(np.linspace(0.01, 0.02, LAST - FIRST + 3), abs=1e-4)


def swinging(look: Field, during: np.ndarray) -> Field:
    """The same look, its cell going to and fro in some frames, which shows."""
    displacement, change = look.displacement.copy(), look.change.copy()
    displacement[:, *AT, 0] += np.where(during, 0.03 * np.sin(2.0 * np.pi * 2.0 * np.arange(90) / FPS), 0.0)
    change[during, *AT] = np.maximum(change[during, *AT], 12.0)
    return replace(look, displacement=displacement, change=change)


def test_a_cell_that_moves_by_itself_before_and_after_is_left_as_it_is() -> None:
    look = swinging(field(with_jump()), np.ones(90, np.bool_))
    found = bridged(look, SETTINGS)
    assert np.array_equal(found.displacement, look.displacement)
    assert np.array_equal(found.change, look.change)


@pytest.mark.parametrize("during", [np.arange(90) < FIRST, np.arange(90) > LAST], ids=["before", "after"])
def test_one_that_moves_on_one_side_only_rests_meanwhile(during: np.ndarray) -> None:
    found = bridged(swinging(field(with_jump()), during), SETTINGS)
    assert np.abs(found.displacement[FIRST : LAST + 1, *AT]).max() <= 0.03


def test_flow_that_wanders_where_nothing_shows_is_no_movement() -> None:
    look = field(with_jump() + 0.03 * np.sin(2.0 * np.pi * 2.0 * np.arange(90) / FPS))
    assert np.abs(bridged(look, SETTINGS).displacement[FIRST : LAST + 1, *AT]).max() <= 0.03


@pytest.mark.parametrize(("first", "last"), [(0, 3), (86, 89)])
def test_at_either_end_of_a_window_there_is_one_side_only(first: int, last: int) -> None:
    course = np.full(90, 0.01)
    course[first : last + 1] = 0.08
    look = field(course)
    cells = look.passing[0][1]
    look = replace(look, passing=tuple((float(look.times_s[at]), cells) for at in range(first, last + 1)))
    assert bridged(look, SETTINGS).displacement[:, *AT, 0] == pytest.approx(np.full(90, 0.01), abs=1e-6)


def test_without_anything_that_passes_a_field_stays_the_same() -> None:
    look = field(with_jump(), hidden=False)
    assert bridged(look, SETTINGS) is look
