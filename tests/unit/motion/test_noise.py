"""What moves must stay visible however long it moves; what is merely noisy must not move."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, body
from twitchcam.motion.in_force import cells_of_body
from twitchcam.motion.noise import block_range, block_z, flicker, light_wavers, noise_floor
from twitchcam.motion.windows import measure_activity
from twitchcam.records import Box, Scan, ScanBlock
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

SETTINGS = ScanSettings()
BODY = body()
LIMB_CELL = (60 // 5, 80 // 5)


def picture_with_rhythm(share: float, **changes: object) -> MovingPicture:
    """A limb that swings 1.6 times a second for a share of half a minute."""
    length_s = 30.0

    def shift_px(time_s: float) -> float:
        return 2.5 * float(np.sin(3.2 * np.pi * time_s)) if time_s <= share * length_s else 0.0

    values: dict[str, object] = {"duration_s": length_s, "limbs": (Limb(80.0, 60.0, 10.0, (1.0, 0.0), shift_px),)}
    return MovingPicture(**{**values, **changes})  # type: ignore[arg-type]


def z_of(scan: Scan, number: int = 0) -> np.ndarray:
    return block_z(scan, number, cells_of_body(scan, BODY), SETTINGS)


def block(low: np.ndarray, brightness: np.ndarray) -> ScanBlock:
    return ScanBlock(TimeSpan(0.0, 60.0), 0, np.stack([low, low]), brightness, np.ones_like(low))


@pytest.mark.parametrize("share", [0.3, 0.7, 1.0])
def test_a_rhythm_that_fills_a_block_stays_visible(share: float) -> None:
    scan = picture_with_rhythm(share).scan()
    z = z_of(scan)[:, :, LIMB_CELL[0], LIMB_CELL[1]].max(axis=1)
    swinging = (scan.times_s > 1.0) & (scan.times_s < share * 30.0 - 1.0)
    assert float(np.median(z[swinging])) > SETTINGS.active_z
    assert float((z[swinging] > SETTINGS.active_z).mean()) > 0.8


def test_nearly_every_frame_of_a_rhythm_that_never_stops_is_active() -> None:
    activity = measure_activity(picture_with_rhythm(1.0).scan(), [BODY], SETTINGS)
    assert float(activity.active[6:].mean()) > 0.95


def test_still_cells_are_quiet_inside_and_outside() -> None:
    scan = MovingPicture(duration_s=30.0).scan()
    z = z_of(scan)[6:]
    assert float(np.quantile(z, 0.999)) < 2.5
    assert not measure_activity(scan, [BODY], SETTINGS).active.any()


def test_a_noisy_place_outside_is_taken_for_noisy_not_for_moving() -> None:
    # Four times the noise in a corner away from the infant, as where a camera lifts the shadows.
    scan = MovingPicture(duration_s=30.0, noisy_patch=(Box(0.0, 0.0, 45.0, 25.0), 2.4)).scan()
    inside = cells_of_body(scan, BODY)
    z = block_z(scan, 0, inside, SETTINGS)
    assert float(np.quantile(z[6:, :, 1:4, 1:8], 0.999)) < SETTINGS.active_z
    assert not measure_activity(scan, [BODY], SETTINGS).active.any()


def test_the_floor_of_a_lively_cell_comes_from_still_cells_of_its_brightness() -> None:
    low = np.full((6, 8), 0.5, np.float32)
    brightness = np.full((6, 8), 40.0, np.float32)
    low[:, 4:], brightness[:, 4:] = 2.0, 160.0  # the bright half is noisier
    inside = np.zeros((6, 8), np.bool_)
    inside[2, 2] = inside[2, 6] = True
    low[2, 2] = low[2, 6] = 30.0
    floor = noise_floor(block(low, brightness), inside, SETTINGS)
    assert floor[0, 2, 2] == pytest.approx(SETTINGS.floor_ratio * 0.5)
    assert floor[1, 2, 6] == pytest.approx(SETTINGS.floor_ratio * 2.0)
    assert floor[0, 0, 0] == pytest.approx(0.5)


def test_the_floor_never_falls_below_rounding() -> None:
    dark = np.zeros((4, 4), np.float32)
    floor = noise_floor(block(dark, dark), np.zeros((4, 4), np.bool_), SETTINGS)
    assert floor.min() == pytest.approx(SETTINGS.floor_grey_levels)


def test_a_brightness_without_enough_still_cells_takes_the_median_of_all() -> None:
    low = np.full((6, 8), 0.6, np.float32)
    brightness = np.full((6, 8), 40.0, np.float32)
    inside = np.zeros((6, 8), np.bool_)
    inside[3, 3], brightness[3, 3], low[3, 3] = True, 240.0, 50.0
    assert noise_floor(block(low, brightness), inside, SETTINGS)[0, 3, 3] == pytest.approx(1.8 * 0.6)


def test_an_infant_that_fills_the_picture_is_measured_against_itself() -> None:
    low = np.full((6, 8), 0.6, np.float32)
    low[3, 3] = 50.0
    floor = noise_floor(block(low, np.full((6, 8), 40.0, np.float32)), np.ones((6, 8), np.bool_), SETTINGS)
    assert floor[0, 3, 3] == pytest.approx(1.8 * 0.6)


def test_the_pulse_behind_a_keyframe_is_taken_out() -> None:
    # The coding error is new at each keyframe: five times the noise of the frames in between.
    scan = MovingPicture(duration_s=30.0, noise=1.0, keyframe_every=20, keyframe_noise=5.0).scan()
    behind = scan.after_keyframe[0].copy()
    behind[:6] = False
    raw = np.asarray(scan.coded_activity[:, 0], np.float32)
    assert float(np.median(raw[behind])) > 1.5 * float(np.median(raw[~behind]))
    z = z_of(scan)[:, 0]
    assert float(np.quantile(z[behind], 0.99)) < 2.0
    assert not measure_activity(scan, [BODY], SETTINGS).active.any()


def test_a_movement_across_a_keyframe_still_shows() -> None:
    scan = picture_with_rhythm(1.0, keyframe_every=20, keyframe_noise=0.5).scan()
    z = z_of(scan)[:, :, LIMB_CELL[0], LIMB_CELL[1]].max(axis=1)
    behind = scan.after_keyframe[0].copy()
    behind[:6] = False
    assert float((z[behind] > SETTINGS.active_z).mean()) > 0.5
    assert float((z[~behind][6:] > SETTINGS.active_z).mean()) > 0.8


def test_a_frozen_stretch_does_not_make_the_rest_of_its_block_lively() -> None:
    scan = MovingPicture(duration_s=30.0, frozen=(TimeSpan(10.0, 20.0),)).scan()
    assert not measure_activity(scan, [BODY], SETTINGS).active.any()
    assert float(np.quantile(z_of(scan)[6:], 0.999)) < 2.5


def test_blocks_follow_each_other_without_gap_or_overlap() -> None:
    scan = MovingPicture(duration_s=20.0).scan(ScanSettings(block_s=8.0))
    assert [block_range(scan, number) for number in range(3)] == [(0, 80), (80, 160), (160, 200)]


def wavering(time_s: float) -> float:
    return 1.0 + 0.04 * float(np.sin(2.0 * np.pi * 1.3 * time_s))


def test_wavering_light_lifts_the_noise_of_its_frames_and_steady_light_does_not() -> None:
    def pulse(**changes: object) -> np.ndarray:
        scan = MovingPicture(duration_s=20.0, fps=15.0, **changes).scan()  # type: ignore[arg-type]
        inside = cells_of_body(scan, BODY)
        z = block_z(scan, 0, inside, SETTINGS)
        # What a coder leaves behind where the light wavers: changes of flat places that no gain explains.
        if "gain" in changes:
            waver = 1.0 + 2.0 * np.abs(np.sin(2.0 * np.pi * 1.3 * scan.times_s))
            z = z * waver.astype(np.float32)[:, None, None, None]
        return flicker(scan, 0, z, inside, SETTINGS)[10:]

    steady, lit = pulse(), pulse(gain=wavering)
    assert float(np.quantile(steady, 0.95)) < 1.1
    assert float(np.median(lit)) > 1.2
    assert float(lit.max()) <= SETTINGS.most_flicker


def test_the_light_wavers_where_it_goes_up_and_down_and_not_where_it_is_switched() -> None:
    def wavers(gain: Callable[[float], float]) -> bool:
        scan = MovingPicture(duration_s=20.0, fps=15.0, gain=gain).scan()
        return light_wavers(scan, 0, len(scan.times_s), SETTINGS)

    assert wavers(wavering)
    assert not wavers(lambda time_s: 1.0)
    assert not wavers(lambda time_s: 1.0 if time_s < 10.0 else 1.4)


def test_a_limb_that_moves_stays_visible_beside_what_the_light_does() -> None:
    still = measure_activity(MovingPicture(duration_s=30.0, gain=wavering).scan(), [BODY], SETTINGS)
    rhythm = measure_activity(picture_with_rhythm(1.0, gain=wavering).scan(), [BODY], SETTINGS)
    assert float(still.active.mean()) < 0.02
    assert float(rhythm.active[6:].mean()) > 0.9
