from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, body
from tests.support.traces import jerk
from twitchcam.motion.look import Field, look_at
from twitchcam.motion.regions import Track, find_tracks, in_body, lagged_index
from twitchcam.motion.windows import Window
from twitchcam.records import Box
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LookSettings()
LENGTH_PX = 180.0
BODY = body(Box(50.0, 30.0, 190.0, 150.0), LENGTH_PX)
LEFT, RIGHT, LOW = (80.0, 70.0), (160.0, 70.0), (120.0, 125.0)


def jerking(*times: float, size: float = 0.03, rise_s: float = 0.12) -> Callable[[float], float]:
    """Jerks at the given times, in pixels."""
    courses = [jerk(at_s, size * LENGTH_PX, rise_s=rise_s) for at_s in times]
    return lambda time_s: float(sum(course(np.array([time_s]))[0] for course in courses))


def look(limbs: Sequence[Limb], *rests: tuple[float, float], **changes: object) -> Field:
    values: dict[str, object] = {"width_px": 240, "height_px": 180, "fps": 15.0, "duration_s": 6.0, "limbs": limbs}
    picture = MovingPicture(**{**values, **changes})  # type: ignore[arg-type]
    spans = tuple(TimeSpan(*rest) for rest in rests)
    where = Window(TimeSpan(0.0, picture.duration_s), BODY, spans, (), np.zeros((36, 48), np.bool_))
    field, *_ = look_at(where, picture.frames(), SETTINGS)
    return field


def middle_px(field: Field, track: Track) -> tuple[float, float]:
    width_px, height_px = field.cell_size_px()
    rows, columns = np.indices(track.weights.shape)
    weights = track.weights / track.weights.sum()
    return (
        field.box.left_px + float((weights * (columns + 0.5)).sum()) * width_px,
        field.box.top_px + float((weights * (rows + 0.5)).sum()) * height_px,
    )


def test_one_movement_is_one_track_at_its_place_and_time() -> None:
    field = look([Limb(*LEFT, 14.0, (1.0, 0.0), jerking(2.0))], (0.0, 1.5), (3.5, 6.0))
    (track,) = find_tracks(field, SETTINGS)
    assert middle_px(field, track) == pytest.approx(LEFT, abs=6.0)
    ((first, last),) = track.episodes
    assert field.times_s[first] == pytest.approx(2.0, abs=0.14)
    assert field.times_s[last] == pytest.approx(2.6, abs=0.35)
    # About the disc that moves as a whole (14 px) with a part of its rim.
    area = np.count_nonzero(track.mask) * np.prod(field.cell_size_px())
    assert np.pi * 10.0**2 < area < np.pi * 30.0**2


def test_a_brief_movement_is_measured_from_where_it_began() -> None:
    """It is seen moving against where it was a lag earlier: what it had done by then counts too."""
    limb = Limb(*LEFT, 9.0, (1.0, 0.0), jerking(2.0, size=0.01, rise_s=0.15))
    field = look([limb], (0.0, 1.8), (2.8, 6.0), fps=25.0)
    (track,) = find_tracks(field, SETTINGS)
    ((first, last),) = track.episodes
    course = np.einsum("trcx,rc->tx", field.displacement, track.weights / track.weights.sum())
    reach = np.linalg.norm(course[first : last + 1] - course[first], axis=1).max()
    assert reach >= 0.95 * np.linalg.norm(course, axis=1).max()


def stepping(time_s: float) -> float:
    """What a coder shows of flat sheet: it jumps with a keyframe, and stays until the next."""
    return 0.03 * LENGTH_PX if 2.0 <= time_s < 3.0 else 0.0


def with_keyframes(field: Field, *times_s: float) -> Field:
    return replace(field, pulses=tuple((time_s, np.ones(field.texture.shape, np.bool_)) for time_s in times_s))


def test_what_only_jumps_with_usual_keyframes_does_not_move() -> None:
    field = look([Limb(*LEFT, 12.0, (1.0, 0.0), stepping)], (0.0, 1.5), (4.0, 6.0))
    assert find_tracks(field, SETTINGS)
    assert find_tracks(with_keyframes(field, 1.0, 2.0, 3.0, 4.0), SETTINGS) == []
    elsewhere = replace(field, pulses=((2.0, np.zeros(field.texture.shape, np.bool_)),))
    assert find_tracks(elsewhere, SETTINGS)


@pytest.mark.parametrize("keyframe_s", [1.8, 2.0, 2.05, 2.2, 2.6])
def test_a_jerk_around_a_usual_keyframe_moves_all_the_same(keyframe_s: float) -> None:
    """The keyframe takes nothing away but what changes with it."""
    field = look([Limb(*LEFT, 12.0, (1.0, 0.0), jerking(2.0))], (0.0, 1.5), (3.5, 6.0), fps=25.0)
    (track,) = find_tracks(with_keyframes(field, keyframe_s), SETTINGS)
    assert middle_px(field, track) == pytest.approx(LEFT, abs=6.0)


def test_two_places_that_move_at_different_times_are_two_tracks() -> None:
    limbs = [Limb(*LEFT, 12.0, (1.0, 0.0), jerking(2.0)), Limb(*RIGHT, 12.0, (0.0, 1.0), jerking(4.0))]
    field = look(limbs, (0.0, 1.5), (5.4, 6.0))
    tracks = find_tracks(field, SETTINGS)
    assert [middle_px(field, track) for track in tracks] == [
        pytest.approx(LEFT, abs=6.0),
        pytest.approx(RIGHT, abs=6.0),
    ]
    assert [len(track.episodes) for track in tracks] == [1, 1]


def test_two_places_that_move_at_once_are_two_tracks() -> None:
    limbs = [Limb(*LEFT, 12.0, (1.0, 0.0), jerking(2.0)), Limb(*LOW, 12.0, (0.0, 1.0), jerking(2.0, size=0.045))]
    field = look(limbs, (0.0, 1.5), (3.5, 6.0))
    tracks = find_tracks(field, SETTINGS)
    places = sorted(middle_px(field, track) for track in tracks)
    assert places == [pytest.approx(LEFT, abs=7.0), pytest.approx(LOW, abs=7.0)]


def test_the_same_place_twice_is_one_track_with_two_episodes() -> None:
    field = look([Limb(*LEFT, 14.0, (1.0, 0.0), jerking(1.5, 4.0))], (0.0, 1.2), (2.6, 3.8), (5.2, 6.0))
    (track,) = find_tracks(field, SETTINGS)
    assert [round(float(field.times_s[first]), 1) for first, _ in track.episodes] == pytest.approx([1.5, 4.0], abs=0.15)


def test_a_rhythm_that_fills_the_window_is_one_track_from_start_to_end() -> None:
    field = look([Limb(*LEFT, 14.0, (1.0, 0.0), jerking(*np.arange(0.5, 6.0, 0.5)))])
    (track,) = find_tracks(field, SETTINGS)
    assert track.episodes[0][0] <= 10
    assert track.episodes[-1][1] >= len(field.times_s) - 6
    assert float(np.median(track.sigma[track.mask])) < 0.003


def test_noise_alone_moves_nothing() -> None:
    for seed in range(2):
        assert find_tracks(look([], (0.0, 1.0), duration_s=3.0, noise=3.0, seed=seed), SETTINGS) == []


def test_movement_below_the_smallest_is_not_a_track() -> None:
    small = [Limb(*LEFT, 14.0, (1.0, 0.0), jerking(2.0, size=0.4 * SETTINGS.smallest_movement))]
    enough = [Limb(*LEFT, 14.0, (1.0, 0.0), jerking(2.0, size=3.0 * SETTINGS.smallest_movement))]
    assert find_tracks(look(small, (0.0, 1.5), (3.5, 6.0)), SETTINGS) == []
    assert len(find_tracks(look(enough, (0.0, 1.5), (3.5, 6.0)), SETTINGS)) == 1


def test_foreign_cells_make_no_track() -> None:
    field = look([Limb(*LEFT, 14.0, (1.0, 0.0), jerking(2.0))], (0.0, 1.5), (3.5, 6.0))
    field.usable[:] = False
    assert find_tracks(field, SETTINGS) == []


def test_a_lag_is_the_nearest_earlier_frame_and_never_the_frame_itself() -> None:
    times = np.array([0.0, 0.1, 0.2, 0.5, 0.9, 1.0, 1.1])
    assert lagged_index(times, 0.12).tolist() == [0, 0, 1, 2, 3, 4, 5]
    assert lagged_index(times, 0.5).tolist() == [0, 0, 0, 0, 3, 3, 3]


@pytest.mark.parametrize("fps", [20.0, 25.0, 30.0])
@pytest.mark.parametrize("rate_hz", [5.5, 6.5, 8.0])
def test_a_tremor_is_a_track_though_it_is_back_after_the_short_lag(rate_hz: float, fps: float) -> None:
    def tremble(time_s: float) -> float:
        return 0.01 * LENGTH_PX * float(np.sin(2.0 * np.pi * rate_hz * time_s)) if 2.0 < time_s < 5.0 else 0.0

    field = look([Limb(*LEFT, 14.0, (1.0, 0.0), tremble)], (0.0, 1.5), (5.6, 6.0), fps=fps)
    track = max(find_tracks(field, SETTINGS), key=lambda one: float(one.weights.sum()))
    assert middle_px(field, track) == pytest.approx(LEFT, abs=6.0)
    moving_s = sum(float(field.times_s[last] - field.times_s[first]) for first, last in track.episodes)
    assert moving_s > 2.4


def test_cells_that_a_visitor_moves_over_make_no_track_while_it_is_there() -> None:
    field = look([Limb(*LEFT, 14.0, (1.0, 0.0), jerking(2.0)), Limb(*RIGHT, 14.0, (1.0, 0.0), jerking(2.4))])
    columns = np.indices(field.texture.shape)[1]
    left = columns < 0.5 * columns.max()
    here, gone = (replace(field, visitors=((span, left),)) for span in (TimeSpan(1.0, 4.0), TimeSpan(4.5, 6.0)))
    assert [middle_px(field, track)[0] for track in find_tracks(here, SETTINGS)] == pytest.approx([RIGHT[0]], abs=6.0)
    assert len(find_tracks(gone, SETTINGS)) == 2


def test_a_change_of_all_flat_places_at_once_is_light_and_a_change_of_one_place_is_movement() -> None:
    field = look([], (0.0, 1.0))
    lifted = field.moving & (np.arange(len(field.times_s)) % 10 < 5)
    corner = np.zeros(field.texture.shape, np.bool_)
    corner[:4, :4] = True

    def changed(elsewhere: float) -> Field:
        """A corner seems to shift while it changes three times as much, and the rest so many times as much."""
        times = np.where(corner, 3.0, elsewhere)
        change = np.where(lifted[:, None, None], 0.6 * times, 0.6).astype(np.float32)
        displacement = field.displacement.copy()
        displacement[..., 0] += np.where(lifted[:, None, None] & corner, 0.02, 0.0)
        return replace(field, change=change, residual=0.3 * change, displacement=displacement, light_wavers=True)

    assert len(find_tracks(changed(1.0), SETTINGS)) == 1
    assert find_tracks(changed(2.2), SETTINGS) == []


Place = tuple[slice, slice, Callable[[float], tuple[float, float]]]
"""Rows and columns of cells, and where they are at a time: x and y in body lengths."""


def moved_by_hand(*places: Place) -> Field:
    """A field in which nothing but these cells moves; rows 4 to 21 and columns 4 to 24 lie in the infant's box."""
    field = look([], (0.0, 1.0), duration_s=4.0)
    displacement, change = np.zeros_like(field.displacement), np.zeros_like(field.change)
    change[field.moving] = 0.3
    residual = change.copy()
    for rows, columns, course in places:
        at = np.array([course(float(time_s)) for time_s in field.times_s], np.float32) * field.moving[:, None]
        displacement[:, rows, columns] = at[:, None, None]
        change[:, rows, columns] = np.where(np.abs(at).any(axis=1), 6.0, change[:, 0, 0])[:, None, None]
    return replace(field, displacement=displacement, change=change, residual=residual)


def to_and_fro(size: float, rate_hz: float, angle: float = 0.0) -> Callable[[float], tuple[float, float]]:
    def course(time_s: float) -> tuple[float, float]:
        value = size * float(np.sin(2.0 * np.pi * rate_hz * (time_s - 1.5))) if 1.5 < time_s < 3.5 else 0.0
        return value * float(np.cos(angle)), value * float(np.sin(angle))

    return course


def test_what_is_stirred_up_beside_the_infant_does_not_take_its_places() -> None:
    beside: list[Place] = []
    for columns in (slice(0, 4), slice(25, 29)):
        for first in range(0, 26, 3):
            size = 0.008 if first % 2 else 0.06
            beside.append((slice(first, first + 3), columns, to_and_fro(size, 0.5 + 0.1 * first, first)))
    beside.append((slice(22, 26), slice(4, 25), to_and_fro(0.008, 1.5)))
    limb = (slice(8, 13), slice(4, 9), to_and_fro(0.015, 1.0))
    field = moved_by_hand(*beside, limb)
    assert len(find_tracks(moved_by_hand(*beside), SETTINGS)) > 6
    found = [track for track in find_tracks(field, SETTINGS) if in_body(track.weights, field.in_box)]
    (track,) = found
    assert track.mask[8:13, 4:9].mean() > 0.75
    assert track.weights[8:13, 4:9].sum() > 0.7 * track.weights.sum()


def test_a_limb_that_moves_with_the_sheet_outside_its_box_is_still_the_infants() -> None:
    sheet = (slice(7, 15), slice(0, 4), to_and_fro(0.08, 1.0))
    limb = (slice(7, 15), slice(4, 12), to_and_fro(0.02, 1.0))
    field = moved_by_hand(sheet, limb)
    tracks = find_tracks(field, SETTINGS)
    assert [in_body(track.weights, field.in_box) for track in tracks] == [False, True]
    assert np.count_nonzero(tracks[1].mask) > 20


def test_what_smears_over_the_edge_of_the_box_is_not_the_infants() -> None:
    field = moved_by_hand((slice(7, 15), slice(0, 6), to_and_fro(0.05, 1.0)))
    assert not any(in_body(track.weights, field.in_box) for track in find_tracks(field, SETTINGS))


def test_limbs_that_move_alike_at_once_are_regions_of_their_own() -> None:
    """A startle throws all limbs at once; the skin between them gives way and goes along."""
    places = [slice(6, 10), slice(10, 16), slice(16, 20)]
    sizes = (0.03, 0.006, 0.025)
    field = moved_by_hand(*((slice(8, 13), at, to_and_fro(size, 1.0)) for at, size in zip(places, sizes, strict=True)))
    tracks = find_tracks(field, SETTINGS)
    assert len(tracks) == 2
    assert sorted(round(float(np.nonzero(track.mask)[1].mean())) for track in tracks) == pytest.approx([8, 18], abs=1)


def test_a_tremor_that_fills_all_frames_is_not_the_noise_of_its_cells() -> None:
    limb = (slice(8, 13), slice(8, 13))
    field = moved_by_hand((*limb, to_and_fro(0.01, 5.0)))
    calm = np.full_like(field.change, 0.5) * field.moving[:, None, None]
    change = calm.copy()
    change[field.moving, *limb] = 1.8

    def tracks(at_rest: float) -> int:
        rest_change = np.full_like(field.rest_change, 0.3)
        rest_change[limb] = at_rest
        return len(find_tracks(replace(field, change=change, residual=calm, rest_change=rest_change), SETTINGS))

    assert tracks(0.3) == 1
    assert tracks(0.6) == 0


def test_noise_of_a_cell_is_what_its_texture_explains() -> None:
    """However much of the time it moves, and however still a coder keeps it."""

    def everywhere(size: float) -> Field:
        return moved_by_hand((slice(4, 22), slice(4, 25), to_and_fro(size, 3.0)))

    (lively,) = find_tracks(everywhere(0.05), SETTINGS)
    (calm,) = find_tracks(everywhere(0.01), SETTINGS)
    assert np.median(lively.sigma[lively.mask]) < 2.0 * np.median(calm.sigma[calm.mask])
    field = everywhere(0.05)
    flat = replace(field, texture=np.where(np.indices(field.texture.shape)[1] < 12, 0.2, 4.0).astype(np.float32))
    (track,) = find_tracks(flat, SETTINGS)
    assert track.least_sigma[10, 6] == pytest.approx(20.0 * track.least_sigma[10, 20], rel=0.6)


def test_places_beside_each_other_that_go_opposite_ways_are_two_regions() -> None:
    """Their mean would be no movement; a limb that turns around its joint goes one way on the whole."""
    there, back = (slice(8, 13), slice(6, 11)), (slice(8, 13), slice(11, 16))
    opposite = moved_by_hand((*there, to_and_fro(0.03, 1.0)), (*back, to_and_fro(0.03, 1.0, np.pi)))
    tracks = find_tracks(opposite, SETTINGS)
    assert len(tracks) == 2
    middles = sorted(float(np.nonzero(track.mask)[1].mean()) for track in tracks)
    assert middles == pytest.approx([7.5, 13.5], abs=1.5)
    for track in tracks:
        course = np.einsum("trcx,rc->tx", opposite.displacement, track.weights / track.weights.sum())
        assert np.ptp(course[:, 0]) > 0.7 * 0.06
    across = moved_by_hand((*there, to_and_fro(0.03, 1.0)), (*back, to_and_fro(0.03, 1.0, 1.2)))
    assert len(find_tracks(across, SETTINGS)) == 1


def test_what_moved_before_a_change_of_position_is_no_noise_though_nothing_rests_afterwards() -> None:
    """All that differs from the picture at rest until the window ends says nothing of how noisy a cell is."""
    swing = Limb(
        *LEFT, 12.0, (1.0, 0.0), lambda time_s: 1.5 * float(np.sin(9.0 * time_s)) if 2.0 <= time_s < 9.0 else 0.0
    )
    stays = Limb(120.0, 90.0, 110.0, (0.0, 1.0), lambda time_s: float(np.clip(6.0 * (time_s - 12.0), 0.0, 9.0)))
    field = look([swing, stays], (0.0, 1.5), duration_s=48.0)
    starts_s = [field.times_s[first] for track in find_tracks(field, SETTINGS) for first, _ in track.episodes]
    assert min(starts_s) == pytest.approx(2.0, abs=0.3)
