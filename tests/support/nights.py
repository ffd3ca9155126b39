"""A small recording in which a good deal happens, for tests of cutting it up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.support.clips import write_luma
from tests.support.moving_picture import Limb, MovingPicture
from tests.support.traces import jerk
from twitchcam.settings import RecordingSettings, ScanSettings, Settings
from twitchcam.timespan import TimeSpan

FPS = 10.0
REGION = (70, 50, 100, 80)
BLOCK_S = 4.0


def write_night(path: Path, length_s: float = 40.0, *, keyframe_every: int = 60) -> Path:
    """Write jerks every few seconds, some just where a cut may lie, and a stretch without pictures."""
    onsets_s = [3.9, 9.0, 11.95, 17.0, 24.0, 29.0, 35.9]

    def shift_px(time_s: float) -> float:
        return sum(float(jerk(onset_s, 6.0, rise_s=0.15, fall_s=0.25)(np.array([time_s]))[0]) for onset_s in onsets_s)

    limb = Limb(120.0, 90.0, 14.0, (0.8, 0.6), shift_px)
    missing = (TimeSpan(18.05, 21.05),)
    picture = MovingPicture(240, 180, FPS, length_s, (limb,), noise=1.0, missing=missing)
    return write_luma(path, [frame.luma for frame in picture.frames()], FPS, keyframe_every=keyframe_every)


def settings(**changes: object) -> Settings:
    """Blocks and windows so short that a small recording has several."""
    scan = ScanSettings(block_s=BLOCK_S, close_gap_s=0.5, lead_s=0.6, trail_s=0.8, longest_window_s=10.0)
    values: dict[str, object] = {"region_px": REGION, **changes}
    return Settings(recording=RecordingSettings(**values), scan=scan)  # type: ignore[arg-type]
