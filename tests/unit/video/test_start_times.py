from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from twitchcam.video.start_times import name_start

NIGHT = datetime(2026, 3, 1, 22, 30)


@pytest.mark.parametrize(
    "name",
    [
        "20260301_223000.mp4",
        "2026-03-01_22-30-00.mkv",
        "2026-03-01T22.30.00.mp4",
        "2026-03-01 22:30:00.mp4",
        "RecM01_20260301_223000_223100.mp4",
        "RecM02_20260301_223000_223100_0_6D28808_30A3B4.mp4",
        "00_20260301223000.mp4",
        "PIC_20260301_223000.mov",
        "20260301_223000_tp00001.mp4",
        "crib-20260301-223000-1772404200.mp4",
        "ch1_20260301223000_20260301224000.mp4",
        "VID_20260301_223000000.mp4",
        "2026-03-01/22-30-00.mp4",
        "2026-03-01/001/dav/22/22.30.00-22.31.00[M][0@0][0].mp4",
        "20260301/223000.mp4",
        "2026030122/30M00S_1772404200.mp4",
        "2026Y03M01D22H/30M00S60.mp4",
        "2026Y03M01D22H/E100M30M00S60.mp4".replace("E100M", "E100"),
        "2026-03-01/22/crib/30.00.mp4",
    ],
)
def test_names_of_cameras_say_the_second(name: str) -> None:
    start = name_start(Path("/media/camera", name))
    assert start is not None
    assert start.time == NIGHT
    assert start.resolution_s <= 1.0


@pytest.mark.parametrize("name", ["2026-03-01_22-30.mp4", "20260301_2230.mp4", "20260301/22/30.mp4"])
def test_a_name_without_seconds_leaves_a_minute_open(name: str) -> None:
    start = name_start(Path("/media/camera", name))
    assert start is not None
    assert (start.time, start.resolution_s) == (NIGHT, 60.0)


def test_seconds_since_1970_are_utc() -> None:
    start = name_start(Path("1772404200.mp4"))
    assert start is not None
    assert start.time == datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    fine = name_start(Path("1772404200125.mp4"))
    assert fine is not None
    assert (fine.time.microsecond, fine.resolution_s) == (125_000, 0.001)


@pytest.mark.parametrize(
    "name", ["night.mp4", "20261301_223000.mp4", "20260301_253000.mp4", "part2.mp4", "30.mp4", "x264_1080.mp4"]
)
def test_other_names_say_nothing(name: str) -> None:
    assert name_start(Path("/media/camera", name)) is None


def test_what_stands_before_the_time_tells_streams_apart() -> None:
    main, small = (name_start(Path(f"Rec{kind}01_20260301_223000_223100.mp4")) for kind in "MS")
    assert main is not None
    assert small is not None
    assert (main.before, small.before) == ("RecM01_", "RecS01_")
