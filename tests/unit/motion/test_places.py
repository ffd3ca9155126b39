from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from tests.support.traces import jerk
from twitchcam.motion import MOMENT_S, measure_activity, moved_places
from twitchcam.records import Box
from twitchcam.settings import ScanSettings

SETTINGS = ScanSettings()
BODY = body()


def jerking(*times: float, size_px: float = 6.0) -> Callable[[float], float]:
    courses = [jerk(at_s, size_px) for at_s in times]
    return lambda time_s: float(sum(course(np.array([time_s]))[0] for course in courses))


def places(picture: MovingPicture) -> np.ndarray:
    scan = picture.scan()
    return moved_places(scan, [BODY], measure_activity(scan, [BODY], SETTINGS), SETTINGS)


def test_what_moved_is_told_by_place_and_moment() -> None:
    times = (2.0, 12.0, 13.0)
    moved = places(MovingPicture(limbs=[Limb(60.0, 60.0, 10.0, (1.0, 0.0), jerking(*times))]))
    assert len(moved) == round(20.0 / MOMENT_S)
    counts = moved.sum(axis=0)
    rows, columns = np.nonzero(counts == 4)  # in place, in two moments
    assert len(rows) >= 3
    cell_px = 160 / moved.shape[2]
    assert abs((columns.mean() + 0.5) * cell_px - 60.0) < 8.0
    assert abs((rows.mean() + 0.5) * cell_px - 60.0) < 8.0
    assert moved.any(axis=(1, 2)).tolist() == [True, False, True, False]


def test_quiet_blades_and_a_knock_at_the_camera_are_no_places() -> None:
    assert not places(MovingPicture()).any()
    fan = Box(0.0, 0.0, 24.0, 24.0)
    assert not places(MovingPicture(fan=fan, duration_s=30.0)).any()
    knock = jerking(10.0, size_px=4.0)
    assert not places(MovingPicture(camera=lambda time_s: (knock(time_s), 0.0))).any()


def test_what_passes_by_counts_once_where_a_limb_that_jerks_counts_twice() -> None:
    def path(time_s: float) -> tuple[float, float]:
        return (-30.0 + 120.0 * (time_s - 10.0), 18.0) if 10.0 <= time_s <= 12.0 else (-100.0, -100.0)

    passing = places(MovingPicture(visitors=[Visitor(path, radius_px=7.0)]))
    assert passing.max() == 1
    assert np.count_nonzero(passing.max(axis=0)) > 6
    jerks = places(MovingPicture(limbs=[Limb(60.0, 60.0, 10.0, (1.0, 0.0), jerking(10.5))]))
    assert set(np.unique(jerks)) == {0, 2}
