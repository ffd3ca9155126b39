"""Displacement against warps that are known to a fraction of a pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from tests.support.traces import ramp
from twitchcam.motion.look import Field, look_at
from twitchcam.motion.visitors import Visit
from twitchcam.motion.windows import Window, find_windows, measure_activity
from twitchcam.records import BodyMap, Box
from twitchcam.settings import LookSettings, ScanSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LookSettings()
LENGTH_PX = 180.0
BODY = body(Box(60.0, 40.0, 180.0, 140.0), LENGTH_PX)
AT = (120.0, 90.0)


def window(
    end_s: float, *rests: tuple[float, float], moves: tuple[TimeSpan, ...] = (), body_map: BodyMap = BODY
) -> Window:
    spans = tuple(TimeSpan(*rest) for rest in rests)
    return Window(TimeSpan(0.0, end_s), body_map, spans, moves, np.zeros((36, 48), np.bool_))


def recording(
    shift_px: Callable[[float], float], along: tuple[float, float] = (1.0, 0.0), **changes: object
) -> MovingPicture:
    limb = Limb(*AT, 20.0, along, shift_px)
    values: dict[str, object] = {"width_px": 240, "height_px": 180, "fps": 15.0, "duration_s": 4.0, "limbs": (limb,)}
    return MovingPicture(**{**values, **changes})  # type: ignore[arg-type]


def looked(picture: MovingPicture, where: Window) -> Field:
    return look_at(where, picture.frames(), SETTINGS)[0]


def at_limb(field: Field) -> np.ndarray:
    """Mean displacement of the cells in the middle of the limb, pixels, shape (n, 2)."""
    width_px, height_px = field.cell_size_px()
    row, column = int((AT[1] - field.box.top_px) / height_px), int((AT[0] - field.box.left_px) / width_px)
    return np.asarray(LENGTH_PX * field.displacement[:, row - 1 : row + 2, column - 1 : column + 2].mean(axis=(1, 2)))


def step_at(at_s: float, size: float) -> Callable[[float], float]:
    return lambda t: size * float(ramp(np.array(t), at_s, 0.2))


@pytest.mark.parametrize("along", [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.6, -0.8)])
def test_a_warp_is_measured_within_a_tenth_and_in_its_direction(along: tuple[float, float]) -> None:
    moved = at_limb(looked(recording(step_at(2.0, 3.3), along), window(4.0, (0.0, 2.0))))[-10:].mean(axis=0)
    assert moved[0] == pytest.approx(3.3 * along[0], abs=0.33)
    assert moved[1] == pytest.approx(3.3 * along[1], abs=0.33)


@pytest.mark.parametrize("size_px", [0.9, 1.5, 2.5, 6.0])
def test_small_and_large_warps_are_measured_alike(size_px: float) -> None:
    moved = at_limb(looked(recording(step_at(2.0, size_px)), window(4.0, (0.0, 2.0))))[-10:, 0].mean()
    assert moved == pytest.approx(size_px, rel=0.1)


@pytest.mark.parametrize("fps", [8.0, 10.0, 15.0])
def test_a_jerk_that_shows_in_one_picture_only_is_measured(fps: float) -> None:
    """What the scan takes for the first picture that moves is all that a slow camera shows of it."""
    shown_s = round(6.0 * fps) / fps

    def shift_px(time_s: float) -> float:
        return 5.0 if abs(time_s - shown_s) < 1e-6 else 0.0

    picture, settings = recording(shift_px, fps=fps, duration_s=12.0), ScanSettings()
    scan = picture.scan(settings)
    (where,), _ = find_windows(scan, measure_activity(scan, [BODY], settings), [BODY], settings)
    field = looked(picture, where)
    shown = int(np.argmin(np.abs(field.times_s - shown_s)))
    assert at_limb(field)[shown, 0] == pytest.approx(5.0, rel=0.15)


def test_a_held_position_stays_as_long_as_it_is_held() -> None:
    def shift_px(time_s: float) -> float:
        return 4.0 * float(ramp(np.array(time_s), 2.0, 0.3) - ramp(np.array(time_s), 6.0, 0.3))

    course = at_limb(looked(recording(shift_px, duration_s=7.5), window(7.5, (0.0, 2.0))))[:, 0]
    held = course[int(15 * 2.5) : 15 * 6]
    assert held.mean() == pytest.approx(4.0, rel=0.1)
    assert float(held[-15:].mean() - held[:15].mean()) == pytest.approx(0.0, abs=0.15)
    assert course[-10:].mean() == pytest.approx(0.0, abs=0.2)


def test_offsets_add_up_from_rest_to_rest() -> None:
    def shift_px(time_s: float) -> float:
        return step_at(2.0, 3.0)(time_s) + step_at(5.0, 2.0)(time_s) - step_at(8.0, 5.0)(time_s)

    rests = ((0.0, 2.0), (2.5, 4.9), (5.4, 7.9), (8.4, 10.0))
    field = looked(recording(shift_px, duration_s=10.0), window(10.0, *rests))
    course = at_limb(field)[:, 0]
    inside = [np.mean(course[(field.times_s > start + 0.1) & (field.times_s < end - 0.1)]) for start, end in rests]
    assert inside == pytest.approx([0.0, 3.0, 5.0, 0.0], abs=0.4)
    assert not field.moving[(field.times_s > 2.6) & (field.times_s < 4.8)].any()
    assert field.moving[(field.times_s > 2.05) & (field.times_s < 2.4)].all()


def test_an_offset_too_long_to_be_measured_starts_again_at_nothing() -> None:
    picture = recording(lambda t: 3.0 if t > 2.2 else 0.0, duration_s=5.0)
    tight = LookSettings(longest_offset=0.01)
    field, *_ = look_at(window(5.0, (0.0, 2.0), (2.5, 5.0)), picture.frames(), tight)
    assert np.abs(field.displacement[-1]).max() <= 0.01 + 1e-6
    usual = looked(picture, window(5.0, (0.0, 2.0), (2.5, 5.0)))
    assert at_limb(usual)[-1, 0] == pytest.approx(3.0, abs=0.3)


def test_a_move_of_the_camera_is_taken_out_and_the_limb_stays() -> None:
    def camera(time_s: float) -> tuple[float, float]:
        return step_at(2.5, 3.0)(time_s), 0.0

    move = (TimeSpan(2.5, 2.8),)
    picture = recording(step_at(2.0, 4.0), (0.0, 1.0), camera=camera, duration_s=5.0)
    moved = at_limb(looked(picture, window(5.0, (0.0, 2.0), moves=move)))[-10:].mean(axis=0)
    assert moved == pytest.approx([0.0, 4.0], abs=0.5)


def test_a_move_of_the_camera_that_only_the_cut_shows_is_taken_out_as_well() -> None:
    knocked = recording(step_at(2.0, 4.0), (0.0, 1.0), camera=lambda t: (step_at(2.5, 3.0)(t), 0.0), duration_s=5.0)
    moved = at_limb(looked(knocked, window(5.0, (0.0, 2.0))))[-10:].mean(axis=0)
    assert moved == pytest.approx([0.0, 4.0], abs=0.5)


def test_what_the_scan_takes_for_a_move_of_the_camera_is_one_where_the_picture_moves() -> None:
    """Of a spasm that shakes most of the picture the scan cannot tell that it is none."""
    move = TimeSpan(2.0, 2.3)
    spasm = recording(step_at(2.0, 4.0), limbs=(Limb(*AT, 30.0, (1.0, 0.0), step_at(2.0, 4.0)),))
    field = looked(spasm, window(4.0, (0.0, 2.0), moves=(move,)))
    assert field.camera_moves == ()
    assert at_limb(field)[-10:, 0].mean() == pytest.approx(4.0, abs=0.4)
    knocked = recording(step_at(9.0, 4.0), camera=lambda t: (step_at(2.0, 3.0)(t), 0.0))
    for moves in ((move,), ()):
        (found,) = looked(knocked, window(4.0, (0.0, 2.0), moves=moves)).camera_moves
        assert found.start_s == pytest.approx(2.0, abs=0.2)
    # Pictures that were not compared say nothing.
    assert looked(spasm, window(4.0, (0.0, 4.0), moves=(move,))).camera_moves == (move,)


def test_an_infant_of_whom_much_moves_is_no_move_of_the_camera() -> None:
    wide = Limb(*AT, 30.0, (1.0, 0.0), step_at(2.0, 4.0))
    moved = at_limb(looked(recording(step_at(2.0, 4.0), limbs=(wide,)), window(4.0, (0.0, 2.0))))
    assert moved[-10:, 0].mean() == pytest.approx(4.0, abs=0.4)


def test_a_change_of_light_is_no_displacement() -> None:
    picture = recording(lambda t: 0.0, gain=lambda t: 1.0 if t < 2.0 else 0.7)
    course = at_limb(looked(picture, window(4.0, (0.0, 1.9))))
    assert np.abs(course).max() < 0.35


def test_what_displacement_explains_leaves_little_change_behind() -> None:
    field = looked(recording(step_at(2.0, 3.0)), window(4.0, (0.0, 2.0)))
    row, column = np.unravel_index(int(np.argmax(field.change[-1])), field.change.shape[1:])
    assert field.residual[-1, row, column] < 0.4 * field.change[-1, row, column]
    assert field.change[10].max() == 0.0  # inside a rest nothing is computed


def test_a_window_that_starts_in_the_middle_of_a_movement_takes_its_first_frames_for_rest() -> None:
    def swing(time_s: float) -> float:
        return 3.0 * float(np.sin(2.0 * np.pi * 0.5 * time_s))

    field = looked(recording(swing), window(4.0, (3.5, 4.0)))
    assert not field.moving[field.times_s < 0.25].any()
    assert field.moving[(field.times_s > 0.35) & (field.times_s < 3.4)].all()
    assert float(np.ptp(at_limb(field)[5:50, 0])) == pytest.approx(6.0, rel=0.15)


def test_large_pictures_are_shrunk_to_the_wanted_body_length_and_measure_the_same() -> None:
    limb = Limb(240.0, 180.0, 40.0, (1.0, 0.0), step_at(1.0, 6.0))
    picture = MovingPicture(width_px=480, height_px=360, fps=10.0, duration_s=2.0, limbs=(limb,))
    large = body(Box(120.0, 80.0, 360.0, 280.0), 2 * LENGTH_PX)
    field, *_ = look_at(window(2.0, (0.0, 1.0), body_map=large), picture.frames(), SETTINGS)
    width_px, height_px = field.cell_size_px()
    assert width_px == pytest.approx(SETTINGS.cell_px * 2 * LENGTH_PX / SETTINGS.body_length_px, rel=0.05)
    row, column = int((180 - field.box.top_px) / height_px), int((240 - field.box.left_px) / width_px)
    assert float(field.displacement[-3:, row, column, 0].mean()) == pytest.approx(6.0 / (2 * LENGTH_PX), rel=0.1)


def test_the_cells_of_the_box_are_told_from_those_of_the_margin() -> None:
    field = looked(recording(lambda t: 0.0, duration_s=1.0), window(1.0, (0.0, 1.0)))
    area = float(field.in_box.mean()) * field.box.width_px * field.box.height_px
    assert area == pytest.approx(BODY.box.width_px * BODY.box.height_px, rel=0.15)
    assert not field.in_box[0].any()
    assert not field.in_box[:, -1].any()


def test_foreign_cells_of_the_scan_are_not_usable() -> None:
    where = window(1.0, (0.0, 1.0))
    where.foreign[:18] = True  # the upper half of the picture
    field = looked(recording(lambda t: 0.0, duration_s=1.0), where)
    _, height_px = field.cell_size_px()
    smeared_px = 2.0 * height_px
    below = field.box.top_px + (np.arange(len(field.usable)) + 0.5) * height_px >= 90.0 + smeared_px
    np.testing.assert_array_equal(field.usable.all(axis=1), below)
    np.testing.assert_array_equal(field.usable.any(axis=1), below)


def test_every_reading_measures_the_same_movement_at_another_scale() -> None:
    picture, where = recording(step_at(2.0, 3.3)), window(4.0, (0.0, 2.0))
    fields = look_at(where, picture.frames(), replace(SETTINGS, readings=5, reading_step=0.2))
    cells = [field.texture.shape[1] for field in fields]
    assert cells[3] < cells[1] < cells[0] < cells[2] < cells[4]
    for field in fields:
        assert at_limb(field)[-10:, 0].mean() == pytest.approx(3.3, rel=0.1)
    (alone,) = look_at(where, picture.frames(), replace(SETTINGS, readings=1))
    np.testing.assert_array_equal(alone.displacement, fields[0].displacement)


def test_two_frames_are_too_few() -> None:
    frames = recording(lambda t: 0.0, duration_s=1.0).frames()
    assert look_at(window(1.0, (0.0, 1.0)), frames[:2], SETTINGS) == ()
    assert look_at(window(1.0, (0.0, 1.0)), [], SETTINGS) == ()


def test_what_flow_smears_over_the_edge_of_what_is_not_the_infants_is_not_usable() -> None:
    foreign = np.zeros((36, 48), np.bool_)
    foreign[16:20, 22:26] = True
    where = replace(window(4.0, (0.0, 2.0)), foreign=foreign)
    usable = looked(recording(lambda t: 0.0), where).usable
    inside = looked(recording(lambda t: 0.0), window(4.0, (0.0, 2.0))).usable
    assert inside.all()
    rows, columns = np.nonzero(~usable)
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert height * width == len(rows)
    assert (height, width) != usable.shape
    cell_width_px, cell_height_px = looked(recording(lambda t: 0.0), where).cell_size_px()
    assert width * cell_width_px == pytest.approx(4 * 5.0 + 4 * cell_width_px, abs=1.1 * cell_width_px)
    assert height * cell_height_px == pytest.approx(4 * 5.0 + 4 * cell_height_px, abs=1.1 * cell_height_px)


def test_what_changes_at_rest_is_noise_and_no_movement() -> None:
    calm, lively, noisy = (
        looked(recording(shift, noise=noise), window(4.0, (0.0, 1.8), (2.8, 4.0)))
        for shift, noise in ((lambda t: 0.0, 1.0), (step_at(2.0, 3.0), 1.0), (lambda t: 0.0, 4.0))
    )
    assert float(np.median(noisy.rest_change)) > 2.5 * float(np.median(calm.rest_change))
    assert lively.rest_change == pytest.approx(calm.rest_change, abs=0.2)


def test_a_hand_that_lay_still_leaves_no_movement_behind() -> None:
    def path(time_s: float) -> tuple[float, float]:
        there = float(ramp(np.array(time_s), 2.0, 0.6) - ramp(np.array(time_s), 5.4, 0.6))
        return -40.0 + (AT[0] + 40.0) * there, AT[1]

    picture = recording(lambda _: 0.0, duration_s=8.0, visitors=(Visitor(path, 30.0),))
    rests = window(8.0, (0.0, 2.0), (3.0, 5.0))
    visited = replace(rests, visits=(Visit(TimeSpan(1.9, 6.1), np.zeros((36, 48), np.bool_)),))
    for where, still in ((rests, False), (visited, True)):
        field = looked(picture, where)
        after = np.linalg.norm(at_limb(field)[field.times_s > 6.2], axis=1)
        assert bool(after.max() < 0.5) is still


def test_a_hand_over_part_of_the_picture_does_not_change_the_rest_of_it() -> None:
    def path(time_s: float) -> tuple[float, float]:
        return (70.0 if time_s >= 2.0 else -100.0), AT[1]

    picture = recording(lambda _: 0.0, visitors=(Visitor(path, 60.0),))
    field = looked(picture, window(4.0, (0.0, 1.9)))
    change = np.median(field.change[field.times_s >= 2.2], axis=0)
    beside = np.arange(field.texture.shape[1]) > 0.7 * field.texture.shape[1]
    assert np.mean(change > 20.0) > 0.25
    assert np.quantile(change[:, beside], 0.9) < 2.0 * np.quantile(field.rest_change[:, beside], 0.9)
