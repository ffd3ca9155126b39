"""Places whose brightness goes up and down evenly, where there is no texture that flow could follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.moving_picture import body
from twitchcam.motion.look import Field, look_at
from twitchcam.motion.shimmer import shimmer_of
from twitchcam.motion.windows import Window
from twitchcam.records import BY_BRIGHTNESS, BodyMap, Box, Frame, MotionTrace, Part, Place
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan

WIDTH, HEIGHT, FPS = 240, 180, 15.0
INFANT = body(Box(40.0, 30.0, 200.0, 150.0), 200.0)
AT = (120.0, 90.0)
Course = Callable[[float], float]


def place_of(body_map: BodyMap, points_px: NDArray[np.float64]) -> Place:
    return Place(Part.LEG, 0.9, 0.0, None)


def beats(from_s: float, to_s: float, rate_hz: float, size: float = 2.0) -> Course:
    """Grey levels that go up and down between two times."""
    return lambda t: size * float(np.sin(2.0 * np.pi * rate_hz * (t - from_s))) if from_s <= t < to_s else 0.0


def frames(
    course: Course, at: tuple[float, float], end_s: float, noise: float = 1.0, everywhere: Course = lambda t: 0.0
) -> Iterator[Frame]:
    """A smooth picture, in which one place as large as a foot changes its brightness and nothing moves."""
    x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    still = 90.0 + 0.2 * x + 0.1 * y
    spot = np.exp(-0.5 * ((x - at[0]) ** 2 + (y - at[1]) ** 2) / 8.0**2)
    rng = np.random.default_rng(5)
    for number in range(round(end_s * FPS)):
        time_s = number / FPS
        grain = cv2.GaussianBlur(np.asarray(rng.standard_normal(still.shape), np.float32), (0, 0), 1.0)
        picture = still * (1.0 + 0.01 * everywhere(time_s)) + course(time_s) * spot + noise * grain / grain.std()
        yield Frame(time_s, np.clip(np.rint(picture), 0, 255).astype(np.uint8), number == 0)


def shown(course: Course, at: tuple[float, float] = AT, end_s: float = 18.0, **changes: object) -> Field:
    # All of it is rest: flow is not what this is about.
    where = Window(TimeSpan(0.0, end_s), INFANT, (TimeSpan(0.0, end_s + 1.0),), (), np.zeros((36, 48), np.bool_))
    one = replace(LookSettings(), readings=1)
    return look_at(where, frames(course, at, end_s, **changes), one)[0]  # type: ignore[arg-type]


def traces(field: Field) -> list[MotionTrace]:
    where = Window(TimeSpan(0.0, 60.0), INFANT, (), (), np.zeros((36, 48), np.bool_))
    return shimmer_of(field, where, 3, place_of)


@pytest.mark.parametrize("rate_hz", [1.2, 1.7, 3.0, 4.5])
def test_a_place_that_goes_up_and_down_evenly_is_seen_where_it_is_and_while_it_does(rate_hz: float) -> None:
    (trace,) = traces(shown(beats(6.0, 12.0, rate_hz)))
    assert trace.reading == BY_BRIGHTNESS
    assert (trace.trace_id, trace.part, trace.in_body) == ("w0003b0", Part.LEG, True)
    assert trace.centroid_px == pytest.approx(AT, abs=8.0)
    moving_s = trace.times_s[trace.active_share > 0]
    assert 4.0 <= moving_s[0] <= 7.0
    assert 11.0 <= moving_s[-1] <= 14.0
    assert not trace.displacement[trace.active_share == 0].any()
    inside = (trace.times_s >= 6.5) & (trace.times_s < 11.5)
    course = trace.displacement[inside] - trace.displacement[inside].mean()
    turns = np.count_nonzero(np.diff(np.sign(course)) != 0)
    assert turns == pytest.approx(2.0 * rate_hz * 5.0, abs=2.0)
    assert 0.003 <= np.ptp(course) <= 0.03


def test_the_first_reading_alone_looks_at_the_brightness() -> None:
    where = Window(TimeSpan(0.0, 6.0), INFANT, (TimeSpan(0.0, 1.0),), (), np.zeros((36, 48), np.bool_))
    first, *others = look_at(where, frames(beats(1.0, 5.0, 2.0), AT, 6.0), LookSettings())
    assert first.light is not None
    assert first.light.shape == (len(first.times_s), 2 * first.texture.shape[0], 2 * first.texture.shape[1])
    assert all(other.light is None for other in others)
    assert traces(others[0]) == []


@pytest.mark.parametrize(
    "course",
    [
        pytest.param(lambda t: 0.0, id="nothing"),
        pytest.param(beats(2.0, 16.0, 0.6), id="breathing"),
        pytest.param(lambda t: 4.0 if 6.0 <= t < 6.3 or 9.1 <= t < 9.4 else 0.0, id="two twitches"),
        pytest.param(lambda t: 3.0 if t >= 7.0 else 0.0, id="a change that stays"),
    ],
)
def test_what_does_not_repeat_itself_quickly_is_not_seen(course: Course) -> None:
    assert traces(shown(course)) == []


def test_uneven_strokes_are_not_seen() -> None:
    starts_s = np.cumsum([4.0, 0.45, 0.9, 0.35, 1.2, 0.5, 0.95, 0.4, 1.3])

    def course(time_s: float) -> float:
        return 3.0 * float(np.any((time_s >= starts_s) & (time_s < starts_s + 0.2)))

    assert traces(shown(course)) == []


def test_light_that_flickers_everywhere_is_not_seen() -> None:
    assert traces(shown(lambda t: 0.0, everywhere=beats(4.0, 14.0, 2.0))) == []


def test_a_place_that_takes_less_part_in_a_lamps_flicker_is_not_seen() -> None:
    lamp = beats(6.0, 12.0, 2.3, 1.0)
    assert traces(shown(beats(6.0, 12.0, 2.3, -2.0), everywhere=lamp)) == []
    assert len(traces(shown(beats(6.0, 12.0, 1.7), everywhere=lamp))) == 1


def test_what_flickers_at_the_edge_of_the_picture_is_not_seen() -> None:
    assert traces(shown(beats(6.0, 12.0, 2.0), at=(44.0, 10.0))) == []


def test_what_never_stops_in_a_long_window_is_not_seen() -> None:
    assert traces(shown(beats(0.0, 24.0, 2.0), end_s=24.0)) == []
    assert len(traces(shown(beats(8.0, 18.0, 2.0), end_s=24.0))) == 1


def test_nothing_is_said_while_a_visitor_is_there_or_the_camera_moves() -> None:
    field = shown(beats(6.0, 12.0, 2.0))
    during = TimeSpan(5.0, 13.0)
    assert traces(replace(field, camera_moves=(during,))) == []
    assert traces(replace(field, visitors=((during, np.zeros_like(field.in_box)),))) == []


def test_two_rhythms_with_a_pause_are_two() -> None:
    first, second = beats(2.0, 7.0, 2.0), beats(13.0, 18.0, 2.0)
    assert [t.trace_id for t in traces(shown(lambda t: first(t) + second(t), end_s=20.0))] == ["w0003b0", "w0003b1"]
