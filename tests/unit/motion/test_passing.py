"""Insects, shadows and the light of cars: what passes before the infant, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from twitchcam.motion import Activity, bridged, find_tracks, find_windows, look_at, measure_activity
from twitchcam.motion.in_force import cells_of_body
from twitchcam.motion.regions import in_body
from twitchcam.records import Scan
from twitchcam.settings import LookSettings, ScanSettings

SETTINGS = ScanSettings()
BODY = body()
AWAY = (-100.0, -100.0)
Path = Callable[[float], tuple[float, float]]


def flight(start_s: float = 10.0, lasts_s: float = 0.6, y_px: float = 62.0) -> Path:
    """An insect that crosses the infant from left to right."""

    def path(time_s: float) -> tuple[float, float]:
        done = (time_s - start_s) / lasts_s
        return (20.0 + 110.0 * done, y_px) if 0.0 <= done <= 1.0 else AWAY

    return path


def seen(limbs: Sequence[Limb] = (), visitors: Sequence[Visitor] = (), fps: float = 15.0) -> tuple[Scan, Activity]:
    scan = MovingPicture(limbs=limbs, visitors=visitors, fps=fps).scan()
    return scan, measure_activity(scan, [BODY], SETTINGS)


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0])
def test_an_insect_passes_and_hides_only_where_it_is(fps: float) -> None:
    scan, activity = seen(visitors=[Visitor(flight(), 4.0)], fps=fps)
    passed = activity.passages
    assert min(one.span.start_s for one in passed) == pytest.approx(10.0, abs=0.15)
    assert max(one.span.end_s for one in passed) == pytest.approx(10.6, abs=0.25)
    hidden = [(time_s, cells) for one in passed for time_s, cells in one.hidden]
    everywhere = np.count_nonzero(np.any([cells for _, cells in hidden], axis=0))
    for time_s in {time_s for time_s, _ in hidden if 10.05 < time_s < 10.55}:
        cells = np.any([cells for at_s, cells in hidden if at_s == time_s], axis=0)
        x_px, y_px = flight()(time_s)
        assert cells[int(y_px / scan.cell_px[1]), int(x_px / scan.cell_px[0])]
        assert np.count_nonzero(cells) <= 0.75 * everywhere
    assert any(item.reason == "passing" for item in find_windows(scan, activity, [BODY], SETTINGS)[1])


def jerk(start_s: float, size_px: float, back: bool = True) -> Callable[[float], float]:
    def along(time_s: float) -> float:
        since = max(0.0, time_s - start_s)
        return float(size_px * (np.exp(-(((since - 0.15) / 0.08) ** 2)) if back else min(since / 0.3, 1.0)))

    return along


@pytest.mark.parametrize("size_px", [3.0, 8.0, 14.0])
@pytest.mark.parametrize("back", [True, False])
def test_a_limb_that_jerks_or_is_laid_elsewhere_passes_not(size_px: float, back: bool) -> None:
    limb = Limb(60.0, 60.0, 10.0, (1.0, 0.0), jerk(10.0, size_px, back))
    assert not seen(limbs=[limb])[1].passages


def test_what_comes_and_stays_or_turns_back_passes_not() -> None:
    def comes(time_s: float) -> tuple[float, float]:
        return (20.0 + 60.0 * min(1.0, (time_s - 10.0) / 0.6), 62.0) if 10.0 <= time_s <= 14.0 else AWAY

    def returns(time_s: float) -> tuple[float, float]:
        return (20.0 + 60.0 * np.sin(np.pi * (time_s - 10.0) / 1.2), 62.0) if 10.0 <= time_s <= 11.2 else AWAY

    for path in (comes, returns):
        assert not seen(visitors=[Visitor(path, 4.0)])[1].passages


def test_what_passes_beside_the_infant_is_none_of_its() -> None:
    assert not seen(visitors=[Visitor(flight(y_px=8.0), 3.0)])[1].passages


def test_over_an_infant_at_rest_an_insect_moves_nothing_and_a_jerk_beside_it_stays() -> None:
    limb = Limb(60.0, 78.0, 9.0, (1.0, 0.0), jerk(12.0, 6.0))
    visitors = [Visitor(flight(), 4.0)]

    def moves(limbs: Sequence[Limb], bridge: bool) -> list[float]:
        picture = MovingPicture(limbs=limbs, visitors=visitors, fps=15.0)
        scan = picture.scan()
        activity = measure_activity(scan, [BODY], SETTINGS)
        windows, _ = find_windows(scan, activity, [BODY], SETTINGS)
        starts = []
        for window in windows:
            frames = [frame for frame in picture.frames() if window.span.contains(frame.time_s)]
            field = look_at(window, frames, LookSettings())[0]
            field = bridged(field, LookSettings()) if bridge else field
            starts += [
                float(field.times_s[first])
                for track in find_tracks(field, LookSettings())
                if in_body(track.weights, field.in_box)
                for first, _ in track.episodes
            ]
        return starts

    assert any(9.8 < start_s < 10.7 for start_s in moves([], bridge=False))
    assert not moves([], bridge=True)
    both = moves([limb], bridge=True)
    assert both
    assert all(11.7 < start_s < 12.3 for start_s in both)


def test_cells_of_the_infant_are_those_that_count() -> None:
    scan, activity = seen(visitors=[Visitor(flight(), 4.0)])
    assert activity.passages
    for passage in activity.passages:
        assert passage.touches(cells_of_body(scan, BODY))
        assert not passage.touches(np.zeros_like(activity.foreign))
