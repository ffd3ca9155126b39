from __future__ import annotations

import numpy as np
import pytest

from tests.support.moving_picture import MovingPicture
from twitchcam.motion.scan import Scanner, decode_activity, encode_activity
from twitchcam.records import Frame
from twitchcam.settings import ScanSettings

CELLS = (24, 32)


def test_activity_survives_its_coding_within_a_tenth_and_a_small_step() -> None:
    activity = np.linspace(0.0, 100.0, 20001, dtype=np.float32)
    coded = encode_activity(activity)
    assert coded.dtype == np.uint8
    error = np.abs(decode_activity(coded) - activity)
    assert float((error - 0.04 * activity).max()) < 0.02
    assert np.all(np.diff(coded.astype(int)) >= 0)


def test_codes_come_back_unchanged_and_more_than_full_scale_stays_full_scale() -> None:
    codes = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(encode_activity(decode_activity(codes)), codes)
    assert encode_activity(np.array([5000.0], np.float32))[0] == 255


def test_a_scan_has_a_row_for_every_frame_and_a_block_for_every_minute() -> None:
    settings = ScanSettings(block_s=8.0)
    scan = MovingPicture(duration_s=20.0).scan(settings)
    assert scan.coded_activity.shape == (200, 2, *CELLS)
    assert scan.times_s[57] == pytest.approx(5.7)
    assert [(b.span.start_s, b.span.end_s, b.first) for b in scan.blocks] == [(0, 8, 0), (8, 16, 80), (16, 24, 160)]
    assert scan.cell_px == (5.0, 5.0)


def test_cells_are_measured_in_the_original_picture() -> None:
    scanner = Scanner(ScanSettings(), 1280, 720)
    for frame in MovingPicture(width_px=160, height_px=90, duration_s=1.0).frames():
        scanner.add(frame)
    assert scanner.finish().cell_px == pytest.approx((40.0, 40.0))


def test_frames_are_compared_over_the_stated_times_whatever_the_frame_rate() -> None:
    # A brightness that grows by 40 grey levels a second in one corner changes by 4 in 0.1 s and 20 in 0.5 s.
    for fps in (10.0, 20.0):
        scanner = Scanner(ScanSettings(), 160, 120)
        for number in range(int(2 * fps)):
            picture = np.full((120, 160), 100, np.uint8)
            picture[:40, :40] += np.uint8(round(40.0 * number / fps))
            scanner.add(Frame(number / fps, picture, number == 0))
        last = decode_activity(np.asarray(scanner.finish().coded_activity[-1]))
        assert last[0, 2, 2] == pytest.approx(4.0, rel=0.1)
        assert last[1, 2, 2] == pytest.approx(20.0, rel=0.1)
        assert last[:, 20, 20] == pytest.approx(0.0)


def test_a_change_of_gain_is_not_activity() -> None:
    still = MovingPicture(noise=0.0, duration_s=2.0, gain=lambda t: 1.0 if t < 1.0 else 1.2).scan()
    moved = MovingPicture(noise=0.0, duration_s=2.0, camera=lambda t: (0.0 if t < 1.0 else 3.0, 0.0)).scan()
    # Rounding to whole grey levels leaves half a level at most.
    assert float(decode_activity(np.asarray(still.coded_activity)).max()) < 1.0
    assert float(np.median(decode_activity(np.asarray(moved.coded_activity[10, 0])))) > 3.0


def test_keyframes_within_each_lag_are_known() -> None:
    scan = MovingPicture(duration_s=4.0, keyframe_every=20).scan()
    short, long = scan.after_keyframe
    assert np.flatnonzero(short).tolist() == [0, 20]
    assert np.flatnonzero(long).tolist() == [0, *range(20, 25)]


def test_a_scan_without_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        Scanner(ScanSettings(), 640, 480).finish()


def test_pictures_smaller_than_a_cell_still_make_a_scan() -> None:
    scanner = Scanner(ScanSettings(), 4, 3)
    for number in range(5):
        scanner.add(Frame(number / 10.0, np.full((3, 4), 100, np.uint8), number == 0))
    assert scanner.finish().coded_activity.shape == (5, 2, 1, 1)
