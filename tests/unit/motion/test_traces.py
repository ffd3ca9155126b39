from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.moving_picture import Limb, MovingPicture, body
from tests.support.traces import jerk
from twitchcam.motion.look import look_at
from twitchcam.motion.regions import find_tracks
from twitchcam.motion.traces import traces_of
from twitchcam.motion.windows import Window
from twitchcam.records import BodyMap, Box, MotionTrace, Part, Place
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LookSettings()
LENGTH_PX = 180.0
BODY = body(Box(50.0, 30.0, 190.0, 150.0), LENGTH_PX)
AT = (110.0, 80.0)


def place_of(body_map: BodyMap, points_px: NDArray[np.float64]) -> Place:
    return Place(Part.LEFT_ARM if points_px[:, 0].mean() < 120.0 else Part.RIGHT_ARM, 0.7, 0.25, 0.4)


def traces(
    shift: Callable[[float], float],
    *rests: tuple[float, float],
    along: tuple[float, float] = (1.0, 0.0),
    at: tuple[float, float] = AT,
    moves: tuple[TimeSpan, ...] = (),
    body_map: BodyMap = BODY,
    **changes: object,
) -> list[MotionTrace]:
    """Traces of a limb whose displacement is given in body lengths."""
    limb = Limb(*at, 16.0, along, lambda t: LENGTH_PX * shift(t))
    values: dict[str, object] = {"width_px": 240, "height_px": 180, "fps": 15.0, "duration_s": 5.0, "limbs": (limb,)}
    picture = MovingPicture(**{**values, **changes})  # type: ignore[arg-type]
    spans = tuple(TimeSpan(*rest) for rest in rests)
    where = Window(TimeSpan(0.0, picture.duration_s), body_map, spans, moves, np.zeros((36, 48), np.bool_))
    field, *_ = look_at(where, picture.frames(), SETTINGS)
    return traces_of(field, find_tracks(field, SETTINGS), where, 7, place_of)


def jerking(at_s: float, size: float = 0.03) -> Callable[[float], float]:
    course = jerk(at_s, size, rise_s=0.2, fall_s=0.3)
    return lambda time_s: float(course(np.array([time_s]))[0])


def swinging(size: float = 0.02, rate_hz: float = 1.5) -> Callable[[float], float]:
    return lambda time_s: size * float(np.sin(2.0 * np.pi * rate_hz * time_s))


def test_amplitude_is_in_body_lengths() -> None:
    measured = []
    for size in (0.02, 0.04):
        found = traces(jerking(2.0, size), (0.0, 1.8), (3.5, 5.0))
        trace = max(found, key=lambda one: one.share)
        sampled = max(jerking(2.0, size)(time_s) for time_s in trace.times_s)
        measured.append(float(trace.displacement.max()))
        # A region is the limb and a part of its rim, which moves less.
        assert 0.7 * sampled < measured[-1] < 1.05 * sampled
        assert float(np.abs(trace.displacement).max()) == measured[-1]
    assert measured[1] / measured[0] == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize("along", [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.6, 0.8), (-0.6, 0.8)])
def test_the_main_axis_points_where_the_largest_displacement_goes(along: tuple[float, float]) -> None:
    (trace,) = traces(jerking(2.0), (0.0, 1.8), (3.5, 5.0), along=along)
    assert float(np.dot(trace.axis, along)) > 0.97
    assert float(trace.displacement.max()) > 0.015


def test_noise_is_not_lifted_by_a_rhythm_that_fills_the_window() -> None:
    (quiet,) = traces(jerking(2.0), (0.0, 1.8), (3.5, 5.0))
    (lively,) = traces(swinging())
    assert lively.noise_displacement < 2.0 * max(quiet.noise_displacement, 1e-4)
    assert lively.noise_displacement < 0.001  # a twentieth of the movement
    assert float(np.quantile(lively.displacement, 0.95)) > 10.0 * lively.noise_displacement


def test_more_sensor_noise_is_more_noise_of_the_trace() -> None:
    (calm,) = traces(jerking(2.0), noise=2.0)
    (noisy,) = traces(jerking(2.0), noise=12.0)
    assert noisy.noise_displacement > 1.5 * calm.noise_displacement


def test_speed_is_that_of_the_limb() -> None:
    (trace,) = traces(swinging(0.02, 1.0), (0.0, 0.01), fps=25.0)
    size = float(np.quantile(np.abs(trace.displacement), 0.98))
    assert float(np.quantile(trace.speed[5:-5], 0.98)) == pytest.approx(2.0 * np.pi * size, rel=0.1)


def test_a_trace_moves_in_its_own_episodes_only() -> None:
    (trace,) = traces(jerking(2.0), (0.0, 1.8), (3.5, 5.0))
    moving = trace.times_s[trace.active_share > 0]
    assert moving.min() == pytest.approx(2.0, abs=0.15)
    assert moving.max() == pytest.approx(2.6, abs=0.35)
    assert 0.5 * trace.share < float(trace.active_share.max()) <= trace.share + 1e-6


def test_a_trace_knows_its_place_its_name_and_its_window() -> None:
    (trace,) = traces(jerking(2.0), (0.0, 1.8), (3.5, 5.0))
    assert trace.trace_id == "w0007r0"
    assert trace.centroid_px == pytest.approx(AT, abs=6.0)
    assert trace.box.left_px < AT[0] < trace.box.right_px
    assert trace.box.top_px < AT[1] < trace.box.bottom_px
    assert (trace.part, trace.plausibility, trace.axial_share) == (Part.LEFT_ARM, 0.7, 0.25)
    assert trace.mouth_distance == 0.4
    assert (trace.window.start_s, trace.window.end_s) == pytest.approx((0.0, 5.0 - 1 / 15))
    assert trace.in_body
    assert trace.valid.all()
    assert not trace.displacement.flags.writeable


def test_what_moves_outside_the_box_is_not_the_infants() -> None:
    narrow = replace(BODY, box=Box(50.0, 30.0, 110.0, 150.0))
    (trace,) = traces(jerking(2.0), (0.0, 1.8), (3.5, 5.0), at=(128.0, 80.0), body_map=narrow)
    assert not trace.in_body


def test_what_moves_at_the_edge_of_the_box_is_the_infants_if_it_stands_out() -> None:
    narrow = replace(BODY, box=Box(50.0, 30.0, 110.0, 150.0))
    plain, slight = (
        traces(jerking(2.0, size), (0.0, 1.8), (3.5, 5.0), at=(116.0, 80.0), body_map=narrow) for size in (0.04, 0.005)
    )
    assert [trace.in_body for trace in plain] == [True]
    assert [trace.in_body for trace in slight] == [False]
    assert not any(trace.in_body for trace in traces(swinging(0.04), at=(116.0, 80.0), body_map=narrow))


def test_what_goes_on_at_the_edge_of_the_box_is_the_infants_if_it_repeats_itself() -> None:
    narrow = replace(BODY, box=Box(50.0, 30.0, 110.0, 150.0))
    rng = np.random.default_rng(5)
    turns = np.concatenate([[0.0], rng.choice([-1.0, 1.0], 40) * rng.uniform(0.3, 1.0, 40), [0.0]])
    knots = np.concatenate([[2.0], np.sort(rng.uniform(2.1, 6.9, 40)), [7.0]])

    def tremble(time_s: float) -> float:
        return 0.02 * float(np.sin(2.0 * np.pi * 4.0 * time_s)) if 2.0 <= time_s < 7.0 else 0.0

    def wander(time_s: float) -> float:
        return 0.03 * float(np.interp(time_s, knots, turns))

    for shift, own in ((tremble, True), (wander, False)):
        found = traces(shift, (0.0, 1.9), (7.2, 9.0), at=(116.0, 80.0), body_map=narrow, duration_s=9.0)
        assert any(trace.in_body for trace in found) is own
        assert any(trace.active_share.any() for trace in found)


def test_frames_during_a_move_of_the_camera_are_not_valid() -> None:
    (trace,) = traces(jerking(2.0), (0.0, 1.8), (3.5, 5.0), moves=(TimeSpan(4.0, 4.2),))
    invalid = trace.times_s[~trace.valid]
    assert (invalid.min(), invalid.max()) == pytest.approx((3.9, 4.3), abs=0.07)


def test_a_small_movement_of_a_part_that_also_moves_as_a_whole_keeps_its_size() -> None:
    def arm(time_s: float) -> float:
        return jerking(1.5, 0.08)(time_s)

    def hand(time_s: float) -> float:
        return LENGTH_PX * jerking(4.0, 0.02)(time_s)

    end = Limb(*AT, 9.0, (1.0, 0.0), hand)
    whole = Limb(AT[0] + 6.0, AT[1], 18.0, (1.0, 0.0), lambda t: LENGTH_PX * arm(t))
    found = traces(arm, (0.0, 1.3), (2.6, 3.8), (5.0, 6.0), duration_s=6.0, limbs=(whole, end))
    sizes = []
    for trace in found:
        late = (trace.times_s > 3.8) & (trace.times_s < 5.0)
        sizes.append(float(np.ptp(trace.displacement[late])) if trace.active_share[late].any() else 0.0)
    sampled = max(hand(t) for t in found[0].times_s) / LENGTH_PX
    assert 0.55 * sampled < max(sizes) < 1.05 * sampled


def test_a_limb_that_comes_back_across_the_main_axis_comes_back() -> None:
    def held(time_s: float) -> float:
        return LENGTH_PX * 0.03 * float(np.interp(time_s, (3.0, 3.4, 6.0, 6.4), (0.0, 1.0, 1.0, 0.0)))

    across = Limb(*AT, 16.0, (0.0, 1.0), held)
    along = Limb(*AT, 16.0, (1.0, 0.0), lambda t: LENGTH_PX * swinging(0.03)(min(t, 2.0)))
    rests = (2.1, 2.8), (3.8, 5.8), (6.8, 8.0)
    (trace,) = traces(held, *rests, duration_s=8.0, limbs=(along, across))
    assert abs(trace.axis[0]) > 0.97
    away, back = (float(np.interp(time_s, trace.times_s, trace.displacement)) for time_s in (5.0, 7.5))
    rest = float(np.interp(2.5, trace.times_s, trace.displacement))
    assert abs(away - rest) > 0.015
    assert abs(back - rest) < 0.25 * abs(away - rest)
