"""A recording that is read in pieces gives what reading it through gives, wherever it is cut."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import nights
from tests.support.videos import write_video
from twitchcam.passes.cuts import Cut, cuts_of, scan_cuts
from twitchcam.pose import ScriptedPoseFinder
from twitchcam.pose.landmarks import Pose
from twitchcam.records import ScannedPiece
from twitchcam.settings import ScanSettings, Settings
from twitchcam.timespan import TimeSpan
from twitchcam.video import Recording, open_recording

LOOKS_S = [0.0, 2.5, 5.0, 12.0, 19.0, 24.0, 36.0]


def test_cuts_lie_at_blocks_and_cover_everything() -> None:
    cuts = cuts_of(None, 1000.0, 60.0)
    assert [(cut.number, cut.start_s, cut.end_s, cut.first) for cut in cuts] == [
        (0, 0.0, 300.0, True),
        (1, 300.0, 600.0, False),
        (2, 600.0, 900.0, False),
        (3, 900.0, math.inf, False),
    ]
    assert [cut.start_s for cut in cuts_of(None, 600.0, 60.0)] == [0.0, 300.0]
    assert [cut.start_s for cut in cuts_of(None, 50.0, 7.0, 10.0)] == [0.0, 14.0, 28.0, 42.0]
    assert cuts_of(None, 0.0, 60.0) == (Cut(0, 0.0, math.inf, True),)


def test_a_stretch_begins_and_ends_where_it_was_asked_for_but_is_cut_where_all_is() -> None:
    cuts = cuts_of(TimeSpan(350.0, 700.0), 1000.0, 60.0)
    assert [(cut.number, cut.start_s, cut.end_s, cut.first) for cut in cuts] == [
        (1, 350.0, 600.0, True),
        (2, 600.0, math.inf, False),
    ]
    assert len(cuts_of(TimeSpan(5000.0, math.inf), 1000.0, 60.0)) == 1


def finder() -> ScriptedPoseFinder:
    """Finds a skeleton that depends on nothing but the picture."""

    def look(luma: np.ndarray) -> list[Pose]:
        landmarks = np.full((33, 3), float(luma.astype(np.int64).sum() % 1000), np.float32)
        return [Pose(landmarks, 0, 0.5)] * int(luma[0, 0] % 3)

    return ScriptedPoseFinder(look)


def pieces(recording: Recording, cuts: tuple[Cut, ...], stretch: TimeSpan | None, settings: Settings) -> list[Any]:
    done = scan_cuts(recording, cuts, stretch, LOOKS_S, finder(), settings)
    return [flat(outcome) for _, outcome in done if isinstance(outcome, ScannedPiece)]


def flat(value: Any) -> Any:
    """Return nested records and arrays as plain values that can be compared."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: flat(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return [flat(item) for item in value] if isinstance(value, tuple | list) else value


def same_in_pieces(path: Path, settings: Settings, piece_s: float, stretch: TimeSpan | None = None) -> int:
    """Compare pieces that are read by themselves with those of reading through; return how many there are."""
    with open_recording(path) as recording:
        cuts = cuts_of(stretch, recording.info.duration_s, settings.scan.block_s, piece_s)
        through = pieces(recording, cuts, stretch, settings)
        alone = [one for cut in reversed(cuts) for one in pieces(recording, (cut,), stretch, settings)]
        assert len(through) == len(cuts)
        for number, (one, other) in enumerate(zip(through, reversed(alone), strict=True)):
            assert one == other, f"piece {number}"
    return len(cuts)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nights.write_night(tmp_path_factory.mktemp("night") / "night.mp4")


@pytest.mark.parametrize("block_s", [4.0, 3.3, 7.7, 19.0])
def test_any_cut_gives_the_same_pieces(night: Path, block_s: float) -> None:
    settings = dataclasses.replace(nights.settings(), scan=ScanSettings(block_s=block_s))
    assert same_in_pieces(night, settings, block_s) == math.ceil(37.0 / block_s)


def test_so_does_a_stretch(night: Path) -> None:
    assert same_in_pieces(night, nights.settings(), 4.0, TimeSpan(6.2, 23.0)) == 5


@pytest.mark.parametrize(
    "times",
    [
        [100 * n for n in range(100)] + [40_000 + 100 * n for n in range(40)],  # half a minute without a picture
        [3000 * n for n in range(15)],  # a picture every three seconds
        [100 * n + (37 * n) % 90 for n in range(300)],  # uneven
    ],
)
def test_missing_and_rare_pictures_change_nothing(tmp_path: Path, times: list[int]) -> None:
    write_video(tmp_path / "gaps.mp4", times)
    settings = Settings(scan=ScanSettings(block_s=2.0, width_px=96))
    assert same_in_pieces(tmp_path / "gaps.mp4", settings, 2.0) >= 15


@pytest.mark.parametrize(
    "options", [{"g": "25", "bf": "3"}, {"g": "1000", "bf": "2"}, {"g": "30", "x264-params": "open-gop=1"}]
)
@pytest.mark.parametrize("ending", ["mp4", "ts", "mkv"])
def test_pictures_stored_out_of_order_change_nothing(tmp_path: Path, ending: str, options: dict[str, str]) -> None:
    path = tmp_path / f"clip.{ending}"
    write_video(path, list(range(0, 12_000, 40)), options={"preset": "veryfast", "crf": "20", **options})
    settings = Settings(scan=ScanSettings(block_s=2.0, width_px=96))
    assert same_in_pieces(path, settings, 2.0) >= 6


@pytest.mark.parametrize("seed", range(4))
def test_nor_does_damage(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "clip.ts"
    write_video(
        path, list(range(0, 20_000, 40)), time_base=Fraction(1, 1000), options={"g": "50", "bf": "0", "crf": "10"}
    )
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(seed)
    for _ in range(4):
        at = int(rng.integers(len(data) // 10, len(data)))
        data[at : at + 3000] = bytes(rng.integers(0, 256, len(data[at : at + 3000])).astype(np.uint8))
    path.write_bytes(data)
    settings = Settings(scan=ScanSettings(block_s=2.0, width_px=96))
    assert same_in_pieces(path, settings, 2.0) >= 5


def test_a_file_that_is_cut_off_has_its_damage_in_one_piece(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    write_video(path, list(range(0, 20_000, 40)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    settings = Settings(scan=ScanSettings(block_s=2.0, width_px=96))
    same_in_pieces(path, settings, 2.0)
    with open_recording(path) as recording:
        cuts = cuts_of(None, recording.info.duration_s, 2.0, 2.0)
        damage = [len(piece["damage"]) for piece in pieces(recording, cuts, None, settings)]
    assert sum(damage) == 1
    assert damage[-1] == 0
