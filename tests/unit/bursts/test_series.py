from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.bursts import burst
from twitchcam.bursts import find_series
from twitchcam.records import Box, Burst, Part
from twitchcam.settings import BurstSettings

SETTINGS = BurstSettings()


def spasms(*starts: float, **changes: Any) -> list[Burst]:
    return [burst(start_s, 1.2, **changes) for start_s in starts]


def chained(*bursts: Burst) -> list[int]:
    """How many bursts each series holds."""
    return [len(series.bursts) for series in find_series(bursts, SETTINGS)]


def test_alike_bursts_are_one_series_with_its_intervals() -> None:
    (series,) = find_series(spasms(10.0, 18.0, 24.0, 34.0), SETTINGS)
    assert len(series.bursts) == 4
    assert (series.span.start_s, series.span.end_s) == (10.0, 35.2)
    assert series.interval_median_s == pytest.approx(8.0)
    assert series.interval_cv == pytest.approx(0.25)
    assert series.similarity == pytest.approx(1.0)


def test_one_burst_is_no_series() -> None:
    assert chained(*spasms(10.0)) == []
    assert chained() == []


def test_two_bursts_have_an_interval_but_no_spread() -> None:
    (series,) = find_series(spasms(10.0, 18.0), SETTINGS)
    assert series.interval_cv is None


def test_a_minute_from_one_to_the_next_is_the_most() -> None:
    assert chained(*spasms(10.0, 71.0)) == [2]
    assert chained(*spasms(10.0, 71.4)) == []


@pytest.mark.parametrize(
    ("name", "ratio"), [("amplitude", SETTINGS.series_amplitude_ratio), ("share", SETTINGS.series_share_ratio)]
)
def test_bursts_that_differ_too_much_are_not_alike(name: str, ratio: float) -> None:
    first = burst(10.0, 1.2, amplitude=0.05, share=0.05)
    for usual in (ratio, 1.0 / ratio):
        within, beyond = 1.0 + 0.95 * (usual - 1.0), usual * (1.05 if usual > 1.0 else 0.95)
        values: dict[str, Any] = {"amplitude": 0.05, "share": 0.05}
        assert chained(first, burst(20.0, 1.2, **{**values, name: 0.05 * within})) == [2]
        assert chained(first, burst(20.0, 1.2, **{**values, name: 0.05 * beyond})) == []


def test_durations_that_differ_too_much_are_not_alike() -> None:
    ratio = SETTINGS.series_duration_ratio
    assert chained(burst(10.0, 0.6), burst(20.0, 0.95 * ratio * 0.6)) == [2]
    assert chained(burst(10.0, 0.6), burst(20.0, 1.05 * ratio * 0.6)) == []


def test_bursts_of_other_parts_in_other_places_are_not_alike() -> None:
    here, there = Box(0, 0, 100, 100), Box(300, 0, 400, 100)
    left: dict[str, Any] = {"parts": (Part.LEFT_ARM,), "trace_ids": ("w0r0",), "box": here}
    right: dict[str, Any] = {"parts": (Part.RIGHT_LEG,), "trace_ids": ("w1r0",), "box": there}
    assert chained(burst(10.0, 1.2, **left), burst(20.0, 1.2, **right)) == []
    assert chained(burst(10.0, 1.2, **left), burst(20.0, 1.2, **{**right, "trace_ids": ("w0r0",)})) == [2]
    assert chained(burst(10.0, 1.2, **left), burst(20.0, 1.2, **{**right, "parts": (Part.LEFT_ARM,)})) == [2]
    assert chained(burst(10.0, 1.2, **left), burst(20.0, 1.2, **{**right, "box": Box(50, 0, 150, 100)})) == [2]
    assert chained(burst(10.0, 1.2, **left), burst(20.0, 1.2, **{**right, "box": Box(60, 0, 160, 100)})) == []


def test_an_unknown_part_is_no_common_part() -> None:
    unknown: dict[str, Any] = {"parts": (Part.UNKNOWN,)}
    first = burst(10.0, 1.2, **unknown, trace_ids=("a",), box=Box(0, 0, 10, 10))
    second = burst(20.0, 1.2, **unknown, trace_ids=("b",), box=Box(300, 0, 310, 10))
    assert chained(first, second) == []


def test_a_burst_of_another_kind_in_between_does_not_break_a_series() -> None:
    between = burst(14.0, 8.0, amplitude=0.3)
    assert chained(spasms(10.0)[0], between, *spasms(25.0, 33.0)) == [3]


def test_strength_may_rise_and_fall_step_by_step() -> None:
    rising = [burst(10.0 + 8 * i, 1.2, amplitude=0.02 * 2.0**i) for i in range(4)]
    assert chained(*rising) == [4]


def test_bursts_that_show_no_moving_share_are_as_alike_as_their_size_and_length() -> None:
    (series,) = find_series([burst(10.0, share=0.0), burst(16.0, share=0.0)], BurstSettings())
    assert series.similarity == pytest.approx(1.0)


def test_a_share_that_was_not_measured_may_be_any_where_the_same_region_moves() -> None:
    first, second = burst(10.0, 1.2, share=0.02), burst(16.0, 1.2, share=0.0)
    (series,) = find_series([first, second], SETTINGS)
    assert series.similarity == pytest.approx(1.0)
    assert chained(first, replace(second, trace_ids=("w0000r1",))) == []


def test_movements_of_much_of_the_body_are_alike_wherever_they_are_strongest() -> None:
    def of(place: float, share: float, start_s: float) -> Burst:
        box = Box(place, place, place + 50.0, place + 50.0)
        return burst(start_s, 1.2, parts=(Part.UNKNOWN,), trace_ids=(f"r{place}",), box=box, share=share)

    limit = BurstSettings().series_wide_share
    assert len(find_series([of(0.0, limit, 10.0), of(300.0, limit, 17.0)], BurstSettings())) == 1
    assert find_series([of(0.0, limit, 10.0), of(300.0, 0.9 * limit, 17.0)], BurstSettings()) == ()


def test_a_rhythm_and_what_breathes_after_it_are_not_alike() -> None:
    limb: dict[str, Any] = {"amplitude": 0.017, "parts": (Part.RIGHT_ARM,), "box": Box(0, 0, 200, 200)}
    breath = burst(13.0, 5.0, 4, amplitude=0.008, parts=(Part.TRUNK,), trace_ids=("w0r9",), box=Box(0, 0, 200, 300))
    first, second = burst(10.0, 2.2, 8, **limb), burst(19.0, 3.4, 11, trace_ids=("w0r3",), **limb)
    assert [series.bursts for series in find_series([first, breath, second], SETTINGS)] == [(first, second)]
    assert first.rate_hz is not None
    slower = replace(second, rate_hz=first.rate_hz / (0.95 * SETTINGS.series_rate_ratio))
    assert chained(first, slower) == [2]
    assert chained(first, replace(slower, rate_hz=first.rate_hz / (1.05 * SETTINGS.series_rate_ratio))) == []


def test_what_else_moves_in_between_does_not_take_a_burst_from_its_own_region() -> None:
    """Breathing on a trunk that a limb's box reaches over is alike to the limb's next burst, and ended later."""
    limb: dict[str, Any] = {"parts": (Part.RIGHT_LEG,), "trace_ids": ("w0r0",), "box": Box(0, 0, 200, 200)}
    breath = burst(12.0, 2.0, parts=(Part.TRUNK,), trace_ids=("w0r1",), box=Box(100, 100, 200, 200))
    first, second = burst(10.0, 2.5, **limb), burst(16.0, 3.5, **limb)
    assert chained(breath, second) == [2]
    (series,) = find_series([first, breath, second], SETTINGS)
    assert series.bursts == (first, second)
