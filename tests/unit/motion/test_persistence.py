from __future__ import annotations

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, body
from twitchcam.motion.persistence import persists
from twitchcam.motion.windows import find_windows, measure_activity
from twitchcam.settings import ScanSettings

SETTINGS = ScanSettings()
FPS = 15.0
TREMOR, JERK, BREATHING, NOISY = 0, 2, 4, 6
"""First of the two neighbouring cells that show it."""


def activity(seconds: float = 60.0, tremor_s: tuple[float, float] = (20.0, 26.0)) -> tuple[np.ndarray, np.ndarray]:
    """One row of 20 cells, in multiples of the noise: a tremor, a jerk, breathing, a noisy place, and plain ones."""
    times = np.arange(0.0, seconds, 1.0 / FPS)
    z = np.abs(np.random.default_rng(3).normal(1.2, 0.25, (len(times), 2, 1, 20))).astype(np.float32)
    during = (times >= tremor_s[0]) & (times < tremor_s[1])
    z[during, 0, 0, TREMOR : TREMOR + 2] += 3.0
    z[during, 1, 0, TREMOR : TREMOR + 2] += 1.0
    z[(times >= 30.0) & (times < 30.3), :, 0, JERK : JERK + 2] += 30.0
    z[during, 0, 0, BREATHING : BREATHING + 2] += 2.5
    z[during, 1, 0, BREATHING : BREATHING + 2] += 5.0
    z[:, 0, 0, NOISY : NOISY + 2] += 1.6
    return z, times


def going_on(z: np.ndarray, times: np.ndarray, *cells: int) -> np.ndarray:
    inside = np.zeros(z.shape[2:], np.bool_)
    for cell in cells:
        inside[0, cell : cell + 2] = True
    return persists(z, times, inside, SETTINGS)


def test_a_tremor_below_the_level_of_a_jerk_persists_and_nothing_else_does() -> None:
    z, times = activity()
    assert z[:, :, 0, TREMOR].max() < SETTINGS.active_z
    assert not going_on(z, times, JERK, BREATHING, NOISY, 10, 12, 14).any()
    seen = times[going_on(z, times, TREMOR)]
    assert (seen.min(), seen.max()) == pytest.approx((20.0, 26.0), abs=0.6)


@pytest.mark.parametrize("share", [0.3, 0.65, 1.0])
def test_a_tremor_persists_however_much_of_the_block_it_fills(share: float) -> None:
    z, times = activity(tremor_s=(0.0, 60.0 * share))
    z[times < 60.0 * share, 0, 0, TREMOR : TREMOR + 2] += 1.5
    assert going_on(z, times, TREMOR).mean() == pytest.approx(share, abs=0.05)


def test_a_tremor_that_the_long_lag_catches_at_its_other_end_persists_if_it_lasts() -> None:
    for lasts_s, persisting in ((6.0, True), (0.7, False)):
        z, times = activity(tremor_s=(20.0, 20.0 + lasts_s))
        z[:, 1, 0, TREMOR : TREMOR + 2] = z[:, 0, 0, TREMOR : TREMOR + 2]
        assert going_on(z, times, TREMOR).any() == persisting


def test_two_frames_are_too_few() -> None:
    z, times = activity()
    assert not going_on(z[:2], times[:2], TREMOR).any()


@pytest.mark.parametrize("rate_hz", [3.0, 4.0, 5.0, 6.5])
def test_a_weak_tremor_of_any_rate_opens_a_window_of_its_length(rate_hz: float) -> None:
    def tremble(time_s: float) -> float:
        return 0.7 * float(np.sin(2.0 * np.pi * rate_hz * time_s)) if 20.0 <= time_s < 26.0 else 0.0

    picture = MovingPicture(limbs=(Limb(80.0, 50.0, 9.0, (1.0, 0.0), tremble),), fps=20.0, duration_s=40.0, noise=1.5)
    scan = picture.scan()
    activity = measure_activity(scan, [body()], SETTINGS)
    (window,) = find_windows(scan, activity, [body()], SETTINGS)[0]
    assert window.span.start_s == pytest.approx(20.0 - SETTINGS.lead_s, abs=0.8)
    assert window.span.end_s == pytest.approx(26.0 + SETTINGS.trail_s, abs=0.8)
    still = MovingPicture(fps=20.0, duration_s=40.0, noise=1.5)
    assert not measure_activity(still.scan(), [body()], SETTINGS).active.any()
