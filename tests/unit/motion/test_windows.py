from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from tests.support.traces import ramp
from twitchcam.motion.in_force import cells_of_body
from twitchcam.motion.windows import (
    Activity,
    Window,
    activity_map,
    envelope,
    find_windows,
    measure_activity,
)
from twitchcam.records import Box, Excluded, Scan, ScanBlock
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

SETTINGS = ScanSettings()
BODY = body()
FPS = 10.0


def made_up(seconds: float, active: list[tuple[float, float]], **changes: object) -> tuple[Scan, Activity]:
    """A scan that holds only times and light, and an activity of the given stretches."""
    times = np.arange(0.0, seconds, 1.0 / FPS)
    flags = np.zeros(len(times), np.bool_)
    for start_s, end_s in active:
        flags |= (times >= start_s - 1e-9) & (times <= end_s + 1e-9)
    flat = np.zeros((4, 5), np.float32)
    values = {
        "times_s": times,
        "after_keyframe": np.zeros((2, len(times)), np.bool_),
        "brightness": np.full(len(times), 100.0, np.float32),
        "contrast": np.full(len(times), 60.0, np.float32),
        "coded_activity": np.zeros((len(times), 2, 4, 5), np.uint8),
        "glance_times_s": times[::5],
        "glances": np.full((len(times[::5]), 4, 5), 100, np.uint8),
        "blocks": (ScanBlock(TimeSpan(0.0, 60.0), 0, np.stack([flat, flat]), flat, flat),),
        "cell_px": (5.0, 5.0),
        "lags_s": (0.1, 0.5),
    }
    scan = Scan(**{**values, **{k: v for k, v in changes.items() if k in values}})  # type: ignore[arg-type]
    broad = np.asarray(changes.get("broad", np.zeros(len(times), np.bool_)))
    strength = np.asarray(changes.get("strength", np.where(flags, 9.0, 1.0)), np.float32)
    nowhere = np.zeros((4, 5), np.bool_)
    return scan, Activity(scan.times_s, flags, strength, broad, (), nowhere, nowhere)


def windows_of(seconds: float, active: list[tuple[float, float]], **changes: object) -> tuple[Window, ...]:
    scan, activity = made_up(seconds, active, **changes)
    return find_windows(scan, activity, [BODY], SETTINGS)[0]


def excluded_of(picture: MovingPicture) -> list[Excluded]:
    scan = picture.scan()
    return list(find_windows(scan, measure_activity(scan, [BODY], SETTINGS), [BODY], SETTINGS)[1])


def test_a_window_reaches_out_into_the_quiet_before_and_after() -> None:
    (window,) = windows_of(60.0, [(20.0, 21.0)])
    assert window.span.start_s == pytest.approx(20.0 - SETTINGS.lead_s)
    assert window.span.end_s == pytest.approx(21.0 + SETTINGS.trail_s)
    assert [rest.start_s for rest in window.rests] == pytest.approx([18.8, 21.0])


def test_a_window_stays_inside_the_recording() -> None:
    first, last = windows_of(60.0, [(0.8, 1.5), (59.0, 59.9)])
    assert first.span.start_s == 0.5, "coders sharpen the first pictures"
    assert last.span.end_s == pytest.approx(59.9)


def test_movements_up_to_the_closing_gap_apart_are_looked_at_together() -> None:
    gap_s = SETTINGS.close_gap_s
    (window,) = windows_of(90.0, [(10.0, 11.0), (11.0 + gap_s - 0.5, 32.0)])
    assert (window.span.start_s, window.span.end_s) == pytest.approx((8.8, 33.5))
    assert len(windows_of(90.0, [(10.0, 11.0), (11.0 + gap_s + 0.5, 33.0)])) == 2


def test_rests_inside_a_window_last_at_least_the_shortest_rest() -> None:
    (window,) = windows_of(60.0, [(20.0, 21.0), (21.6, 22.0), (24.0, 25.0)])
    starts = [(rest.start_s, rest.end_s) for rest in window.rests]
    # The last picture of a rest is the one before the first that moves.
    assert starts == [pytest.approx(pair) for pair in ((18.8, 19.9), (22.0, 23.9), (25.0, 26.5))]


@pytest.mark.parametrize("seen_s", [0.0, 0.1, 0.3])
def test_what_the_scan_saw_for_a_moment_is_looked_at_before_and_after_it(seen_s: float) -> None:
    """A jerk of the face shows in one frame of the scan; its way out and back lies around that frame."""
    (window,) = windows_of(60.0, [(20.0, 20.0 + seen_s)])
    around = TimeSpan(20.0 - SETTINGS.before_moment_s, 20.0 + seen_s + SETTINGS.after_moment_s)
    assert window.rests[0].end_s == pytest.approx(around.start_s)
    assert all(rest.overlap_s(around) == pytest.approx(0.0) for rest in window.rests)


def test_long_activity_is_cut_at_its_quietest_moment() -> None:
    strength = np.full(4000, 9.0)
    strength[1003], strength[300] = 6.5, 6.0  # the quieter one lies too early in the piece to cut there
    pieces = windows_of(400.0, [(10.0, 200.0)], strength=strength)
    assert len(pieces) == 2
    assert pieces[0].span.end_s == pytest.approx(100.3 + SETTINGS.trail_s)
    assert pieces[1].span.start_s == pytest.approx(100.3 - SETTINGS.lead_s)
    assert all(piece.span.duration_s <= SETTINGS.longest_window_s + 3.0 for piece in pieces)


def test_the_first_half_second_of_a_recording_opens_no_window() -> None:
    assert windows_of(20.0, [(0.0, 0.4)]) == ()


def test_frames_that_are_missing_are_excluded_with_their_span() -> None:
    times = np.concatenate([np.arange(0.0, 10.0, 0.1), np.arange(14.0, 20.0, 0.1)])
    scan, activity = made_up(16.0, [])
    scan, activity = replace(scan, times_s=times), replace(activity, times_s=times)
    _, excluded = find_windows(scan, activity, [BODY], SETTINGS)
    assert [item.reason for item in excluded] == ["missing_frames"]
    assert (excluded[0].span.start_s, excluded[0].span.end_s) == pytest.approx((9.9, 14.0))


def test_single_dropped_frames_are_not_excluded() -> None:
    times = np.delete(np.arange(0.0, 20.0, 0.1), [50, 51, 100])
    scan, activity = made_up(19.7, [])
    assert find_windows(replace(scan, times_s=times), replace(activity, times_s=times), [BODY], SETTINGS)[1] == ()


def test_a_light_switch_is_excluded_as_such_and_only_where_it_happens() -> None:
    dark = 0.6

    def gain(time_s: float) -> float:
        return 1.0 if time_s < 10.0 else dark

    excluded = excluded_of(MovingPicture(duration_s=20.0, gain=gain, camera=lambda t: (0.0 if t < 10.0 else 2.0, 0.0)))
    assert {item.reason for item in excluded} == {"light_switch"}
    assert excluded[0].span.contains(10.0)
    assert sum(item.span.duration_s for item in excluded) < 1.5


def test_a_bright_hand_that_changes_the_contrast_is_no_light_switch() -> None:
    def path(time_s: float) -> tuple[float, float]:
        return -45.0 + 100.0 * min(max((time_s - 8.0) / 0.4, 0.0), 1.0), 60.0

    picture = MovingPicture(duration_s=16.0, visitors=(Visitor(path, 45.0),))
    assert "light_switch" not in {item.reason for item in excluded_of(picture)}


def test_an_arm_over_most_of_the_picture_is_no_light_switch_but_what_changes_nearly_all_is() -> None:
    def path(time_s: float) -> tuple[float, float]:
        return -90.0 + 135.0 * min(max((time_s - 8.0) / 0.4, 0.0), 1.0), 60.0

    arm = MovingPicture(duration_s=16.0, visitors=(Visitor(path, 70.0),))
    switched = MovingPicture(duration_s=16.0, gain=lambda t: 1.0 if t < 8.0 else 1.5, dark_px=24)
    assert "light_switch" not in {item.reason for item in excluded_of(arm)}
    assert {item.reason for item in excluded_of(switched)} == {"light_switch"}


def test_no_window_reaches_across_a_change_of_the_light() -> None:
    limb = Limb(80.0, 60.0, 12.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(3.2 * np.pi * t)))
    scan = MovingPicture(duration_s=16.0, limbs=(limb,), gain=lambda t: 1.0 if t < 8.0 else 0.6).scan()
    windows, excluded = find_windows(scan, measure_activity(scan, [BODY], SETTINGS), [BODY], SETTINGS)
    assert {item.reason for item in excluded} == {"light_switch"}
    assert len(windows) >= 2
    assert not any(window.span.start_s < 7.9 and window.span.end_s > 8.1 for window in windows)


def test_a_picture_that_comes_again_and_again_is_excluded_as_frozen() -> None:
    excluded = excluded_of(MovingPicture(duration_s=30.0, frozen=(TimeSpan(12.0, 17.0),)))
    assert [item.reason for item in excluded] == ["frozen"]
    assert excluded[0].span.start_s == pytest.approx(12.6, abs=0.7)
    assert excluded[0].span.end_s == pytest.approx(17.0, abs=0.2)


def test_darkness_is_excluded() -> None:
    excluded = excluded_of(MovingPicture(duration_s=24.0, gain=lambda t: 1.0 if t < 8.0 or t >= 20.0 else 0.01))
    assert {item.reason for item in excluded} == {"light_switch", "too_dark"}
    (dark,) = [item.span for item in excluded if item.reason == "too_dark"]
    assert (dark.start_s, dark.end_s) == pytest.approx((8.0, 20.0), abs=0.3)


def test_a_bump_of_the_camera_is_a_camera_move_not_a_change_of_light() -> None:
    def bump(time_s: float) -> tuple[float, float]:
        near = np.exp(-(((time_s - 10.0) / 0.3) ** 2))
        return 3.0 * float(near), -2.0 * float(near)

    excluded = excluded_of(MovingPicture(duration_s=20.0, camera=bump))
    assert {item.reason for item in excluded} == {"camera_moved"}
    assert excluded[0].span.contains(10.3) or excluded[0].span.contains(9.7)
    assert all(item.span.start_s > 8.5 and item.span.end_s < 11.5 for item in excluded)


def test_a_window_knows_the_camera_moves_inside_it() -> None:
    times = np.arange(0.0, 60.0, 1.0 / FPS)
    (window,) = windows_of(60.0, [(20.0, 22.0)], broad=(times > 20.95) & (times < 21.25))
    assert [(move.start_s, move.end_s) for move in window.camera_moves] == [pytest.approx((21.0, 21.2))]


def test_a_jerk_of_the_infant_opens_a_window_and_excludes_nothing() -> None:
    limb = Limb(80.0, 60.0, 9.0, (0.6, 0.8), lambda t: 3.0 * float(ramp(np.array(t), 12.0, 0.15)))
    scan = MovingPicture(duration_s=24.0, limbs=(limb,)).scan()
    activity = measure_activity(scan, [BODY], SETTINGS)
    windows, excluded = find_windows(scan, activity, [BODY], SETTINGS)
    assert excluded == ()
    assert len(windows) == 1
    assert windows[0].span.start_s == pytest.approx(12.0 - SETTINGS.lead_s, abs=0.25)
    assert windows[0].span.end_s == pytest.approx(12.65 + SETTINGS.trail_s, abs=0.25)
    seen = envelope(activity)
    assert float(seen.times_s[int(np.argmax(seen.activity))]) == pytest.approx(12.25, abs=0.26)


def test_movement_away_from_the_infant_opens_no_window() -> None:
    limb = Limb(135.0, 15.0, 7.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(5.0 * t)) if 8.0 < t < 12.0 else 0.0)
    scan = MovingPicture(duration_s=20.0, limbs=(limb,)).scan()
    activity = measure_activity(scan, [BODY], SETTINGS)
    assert find_windows(scan, activity, [BODY], SETTINGS)[0] == ()
    assert float(activity_map(scan, SETTINGS)[3, 27]) > 3.0  # it is seen, it is only not the infant's


def test_a_fan_that_never_rests_outside_the_box_is_taken_out() -> None:
    # It reaches into the margin around the infant, where a limb may be.
    scan = MovingPicture(duration_s=30.0, fan=Box(112.0, 20.0, 150.0, 60.0)).scan()
    activity = measure_activity(scan, [BODY], SETTINGS)
    inside = cells_of_body(scan, BODY)
    assert inside[8, 22]
    assert activity.foreign[8, 22]
    assert activity.foreign[4:12, 23:30].all()
    assert not activity.active.any()


def test_a_rhythm_that_fills_the_whole_recording_inside_the_box_is_not_taken_out() -> None:
    limb = Limb(80.0, 60.0, 10.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(3.2 * np.pi * t)))
    scan = MovingPicture(duration_s=30.0, limbs=(limb,)).scan()
    activity = measure_activity(scan, [BODY], SETTINGS)
    assert not activity.foreign.any()
    assert float(activity.active[6:].mean()) > 0.95


def test_a_hand_that_swings_over_the_edge_of_the_box_all_the_time_is_not_taken_out() -> None:
    limb = Limb(108.0, 60.0, 8.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(3.2 * np.pi * t)))
    scan = MovingPicture(duration_s=30.0, limbs=(limb,)).scan()
    activity = measure_activity(scan, [BODY], SETTINGS)
    assert float(activity.active[6:].mean()) > 0.8


def test_what_fits_into_one_cell_is_active_where_it_stands_out_by_far() -> None:
    """A face of an infant that is small in the picture jerks within one cell."""

    def shift_px(time_s: float) -> float:
        return 3.0 * float(ramp(np.array(time_s), 8.0, 0.1) - ramp(np.array(time_s), 8.3, 0.1))

    scan = MovingPicture(duration_s=16.0, limbs=(Limb(82.5, 62.5, 2.0, (1.0, 0.0), shift_px),)).scan()
    active = measure_activity(scan, [BODY], SETTINGS).active
    assert active.any()
    assert set(np.round(scan.times_s[active])) == {8.0}
    assert not measure_activity(scan, [BODY], replace(SETTINGS, lone_z=1000.0)).active.any()


def test_a_mask_leaves_only_the_cells_in_it() -> None:
    limb = Limb(65.0, 45.0, 7.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(5.0 * t)) if 8.0 < t < 12.0 else 0.0)
    scan = MovingPicture(duration_s=16.0, limbs=(limb,)).scan()
    mask = np.zeros((24, 32), np.bool_)
    mask[14:, :] = True
    assert measure_activity(scan, [BODY], SETTINGS).active.any()
    assert not measure_activity(scan, [BODY], SETTINGS, mask).active.any()


def test_the_body_map_in_force_is_the_one_whose_span_holds_the_time() -> None:
    early = replace(BODY, span=TimeSpan(0.0, 30.0))
    late = replace(BODY, span=TimeSpan(30.0, 90.0), body_length_px=99.0)
    scan, activity = made_up(90.0, [(10.0, 11.0), (60.0, 61.0)])
    windows, _ = find_windows(scan, activity, [early, late], SETTINGS)
    assert [window.body.body_length_px for window in windows] == [BODY.body_length_px, 99.0]


@pytest.mark.parametrize("box", [Box(50.0, 30.0, 160.0, 120.0), Box(0.0, 0.0, 160.0, 120.0)])
def test_blades_at_the_edge_are_taken_out_wherever_the_box_lies(box: Box) -> None:
    infant = body(box)
    scan = MovingPicture(duration_s=30.0, fan=Box(125.0, 80.0, 160.0, 120.0)).scan()
    activity = measure_activity(scan, [infant], SETTINGS)
    assert activity.foreign[18:23, 27:31].all()
    assert not activity.active.any()


def test_blades_that_a_hand_covers_for_a_while_are_blades() -> None:
    def path(time_s: float) -> tuple[float, float]:
        return (142.0, 100.0) if 20.0 < time_s < 24.0 else (300.0, 100.0)

    picture = MovingPicture(duration_s=60.0, fan=Box(125.0, 80.0, 160.0, 120.0), visitors=(Visitor(path, 34.0),))
    activity = measure_activity(picture.scan(), [body(Box(0.0, 0.0, 160.0, 120.0))], SETTINGS)
    assert activity.foreign[18:23, 27:31].all()


def blades(turns_hz: float, times: int = 3) -> tuple[Visitor, ...]:
    """Ends of a fan's blades that go round at the picture's edge."""

    def path(number: int) -> Callable[[float], tuple[float, float]]:
        return lambda t: (
            146.0 + 9.0 * float(np.cos(2.0 * np.pi * (turns_hz * t + number / times))),
            13.0 + 9.0 * float(np.sin(2.0 * np.pi * (turns_hz * t + number / times))),
        )

    return tuple(Visitor(path(number), 5.0) for number in range(times))


def test_a_fan_that_turns_slowly_is_taken_out_though_its_cells_rest_between_two_blades() -> None:
    scan = MovingPicture(duration_s=40.0, visitors=blades(0.7, 1), noise=1.0).scan()
    activity = measure_activity(scan, [body(Box(20.0, 30.0, 118.0, 110.0))], SETTINGS)
    assert activity.foreign[0:5, 27:32].mean() > 0.9  # all but the hub
    assert not activity.active.any()


@pytest.mark.parametrize("noise", [2.5, 3.0, 6.0])
def test_noise_all_over_an_infant_in_a_picture_without_is_not_taken_out(noise: float) -> None:
    # A coder that spends its bits on the infant leaves the rest of the picture as it is.
    infant = body(Box(40.0, 30.0, 120.0, 120.0))
    scan = MovingPicture(duration_s=30.0, noise=0.3, noisy_patch=(Box(40.0, 20.0, 120.0, 120.0), noise)).scan()
    assert not measure_activity(scan, [infant], SETTINGS).foreign.any()


def test_a_limb_outside_the_box_that_moves_now_and_then_is_not_taken_out() -> None:
    limb = Limb(
        150.0, 100.0, 12.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(3.2 * np.pi * t)) if t % 4.0 < 2.5 else 0.0
    )
    scan = MovingPicture(duration_s=40.0, limbs=(limb,)).scan()
    assert not measure_activity(scan, [BODY], SETTINGS).foreign.any()


def test_a_limb_at_the_edge_that_never_rests_but_turns_is_not_taken_out() -> None:
    infant = body(Box(0.0, 0.0, 160.0, 120.0))
    limb = Limb(150.0, 100.0, 12.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(3.2 * np.pi * t)))
    scan = MovingPicture(duration_s=30.0, limbs=(limb,)).scan()
    activity = measure_activity(scan, [infant], SETTINGS)
    assert not activity.foreign.any()
    assert float(activity.active[6:].mean()) > 0.8


def hanging(top_px: float, bottom_px: float) -> list[Limb]:
    """A curtain along the right edge that sways slowly, from its top to its bottom."""

    def sways(time_s: float) -> float:
        return float(5.0 * np.sin(2.0 * np.pi * 0.4 * time_s))

    return [Limb(154.0, float(y_px), 9.0, (0.9, 0.4), sways) for y_px in np.arange(top_px, bottom_px, 6.0)]


@pytest.mark.parametrize(
    ("top_px", "box", "foreign"),
    [
        (5.0, Box(50.0, 30.0, 110.0, 90.0), True),
        (60.0, Box(50.0, 30.0, 110.0, 90.0), True),
        (5.0, Box(50.0, 20.0, 160.0, 110.0), True),
        (60.0, Box(50.0, 20.0, 160.0, 120.0), False),
    ],
    ids=[
        "beside the box",
        "half of the edge",
        "over the box",
        "half of the edge over the box",
    ],
)
def test_a_curtain_that_sways_along_the_edge_is_taken_out(top_px: float, box: Box, foreign: bool) -> None:
    scan = MovingPicture(duration_s=30.0, limbs=hanging(top_px, 116.0)).scan()
    cells = measure_activity(scan, [body(box)], SETTINGS).foreign
    assert bool(cells[:, -1].sum() >= 5) is foreign
    assert not cells[:, : cells.shape[1] // 2].any()


def test_bumps_and_blades_do_not_say_where_the_infant_is() -> None:
    limb = Limb(60.0, 60.0, 10.0, (1.0, 0.0), lambda t: 3.0 * float(np.sin(5.0 * t)) if 8.0 < t < 12.0 else 0.0)
    picture = MovingPicture(
        duration_s=30.0,
        limbs=(limb,),
        fan=Box(125.0, 80.0, 160.0, 120.0),
        camera=lambda t: (3.0 * float(np.sin(9.0 * t)), 0.0) if 20.0 < t < 22.5 else (0.0, 0.0),
    )
    level = activity_map(picture.scan(), SETTINGS)
    assert float(level[12, 12]) > 6.0
    assert float(level[20, 29]) == 0.0
    assert float(np.median(level)) < 3.0


def test_glances_show_the_brightness_of_the_cells_twice_a_second() -> None:
    scan = MovingPicture(duration_s=10.0, gain=lambda t: 1.0 if t < 5.0 else 0.5).scan()
    assert len(scan.glance_times_s) == 20
    assert scan.glances.shape == (20, 24, 32)
    ratio = scan.glances[15].astype(float) / scan.glances[3].astype(float)
    assert float(np.median(ratio)) == pytest.approx(0.5, abs=0.02)
