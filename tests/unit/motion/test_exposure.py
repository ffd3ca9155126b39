from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from twitchcam.motion.exclusions import exclusions, light_switches
from twitchcam.motion.exposure import exposure_hunts
from twitchcam.records import Scan, ScanBlock
from twitchcam.timespan import TimeSpan

Floats = NDArray[np.float64]
FPS = 15.0
TIMES = np.arange(0.0, 40.0, 1.0 / FPS)
PLACES = np.random.default_rng(3).uniform(40.0, 120.0, (10, 16))


def scan_of(gain: Floats, *, brightened: float = 1.0, noise: float = 0.3) -> Scan:
    """A still picture whose light has a gain over time; only a share of its cells may follow it."""
    rng = np.random.default_rng(0)
    follows = rng.random(PLACES.shape) < brightened
    pictures = np.where(follows, PLACES * gain[:, None, None], PLACES)
    seen = np.clip(pictures + rng.normal(0.0, noise, pictures.shape), 0.0, 255.0)
    flat = np.zeros(PLACES.shape, np.float32)
    return Scan(
        times_s=TIMES,
        after_keyframe=np.zeros((2, len(TIMES)), np.bool_),
        brightness=np.rint(np.median(seen, axis=(1, 2))).astype(np.float32),
        contrast=(np.quantile(seen, 0.9, axis=(1, 2)) - np.quantile(seen, 0.1, axis=(1, 2))).astype(np.float32),
        coded_activity=np.ones((len(TIMES), 2, *PLACES.shape), np.uint8),
        glance_times_s=TIMES[::7],
        glances=np.rint(seen[::7]).astype(np.uint8),
        blocks=(ScanBlock(TimeSpan(0.0, 60.0), 0, np.stack([flat, flat]), flat, flat),),
        cell_px=(5.0, 5.0),
        lags_s=(0.1, 0.5),
    )


def hunting(start_s: float, lasts_s: float, rate_hz: float, size: float) -> Floats:
    since = np.clip((TIMES - start_s) / lasts_s, 0.0, 1.0)
    return np.asarray(1.0 + size * np.sin(np.pi * since) ** 2 * np.sin(2.0 * np.pi * rate_hz * (TIMES - start_s)))


def switched(on_s: float, off_s: float) -> Floats:
    """A light that goes on and off, with a camera that makes up for it within a second."""
    on = np.where(on_s <= TIMES, 0.7 * np.exp(-np.maximum(TIMES - on_s, 0.0) / 0.35), 0.0)
    off = np.where(off_s <= TIMES, -0.4 * np.exp(-np.maximum(TIMES - off_s, 0.0) / 0.35), 0.0)
    return np.asarray(1.0 + on + off)


@pytest.mark.parametrize("rate_hz", [0.6, 0.8, 1.2])
@pytest.mark.parametrize("size", [0.12, 0.2])
def test_hunting_exposure_is_found_where_it_is(rate_hz: float, size: float) -> None:
    (found,) = exposure_hunts(scan_of(hunting(12.0, 4.0, rate_hz, size)))
    assert 11.9 <= found.start_s <= 13.6
    assert 14.4 <= found.end_s <= 16.1


def test_neither_a_switch_nor_flicker_nor_a_slow_change_is_hunting() -> None:
    flicker = 1.0 + 0.02 * np.sin(2.0 * np.pi * 2.0 * TIMES)
    dawn = 1.0 + 0.3 * np.sin(2.0 * np.pi * TIMES / 25.0)
    for gain in (switched(10.0, 20.0), flicker, dawn, np.ones_like(TIMES)):
        assert exposure_hunts(scan_of(gain)) == ()


def test_what_brightens_only_a_part_of_the_picture_is_not_the_exposure() -> None:
    # The median brightness follows 55% of the cells, though nothing happens in the others.
    gain = hunting(12.0, 6.0, 0.8, 0.3)
    assert exposure_hunts(scan_of(gain, brightened=1.0)) != ()
    assert exposure_hunts(scan_of(gain, brightened=0.5)) == ()


def test_the_stretch_is_told_as_hunting_and_not_as_a_switch_as_well() -> None:
    scan = scan_of(hunting(12.0, 4.0, 0.7, 0.3))
    assert light_switches(scan) != ()
    told = exclusions(scan, light_switches(scan), (), (), ())
    assert [item.reason for item in told] == ["exposure"]
    scan = scan_of(switched(10.0, 20.0))
    assert {item.reason for item in exclusions(scan, light_switches(scan), (), (), ())} == {"light_switch"}


def test_a_recording_of_a_few_frames_does_not_hunt() -> None:
    scan = scan_of(np.ones_like(TIMES))
    few = Scan(**{**{name: getattr(scan, name) for name in Scan.__slots__}, "times_s": TIMES[:3]})
    assert exposure_hunts(few) == ()


@given(st.lists(st.floats(0.9, 1.1), min_size=2, max_size=40))
@example([0.921875, 1.0, 0.9375, 1.0078125])  # comes nearly all the way, goes back, and comes again
def test_any_course_of_the_brightness_is_judged(levels: list[float]) -> None:
    gain = np.interp(TIMES, np.linspace(TIMES[0], TIMES[-1], len(levels)), levels)
    for hunt in exposure_hunts(scan_of(gain)):
        assert TIMES[0] <= hunt.start_s < hunt.end_s <= TIMES[-1]
