"""What is measured once is judged again without measuring, and never where anything about measuring differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.clips import write_luma
from tests.support.examples import same
from tests.support.moving_picture import Limb, MovingPicture
from tests.support.traces import jerk
from twitchcam import pipeline
from twitchcam.benchmark import kept
from twitchcam.benchmark.detectors import open_detector
from twitchcam.benchmark.kept import analyze_kept
from twitchcam.errors import DatasetError, OutputError, RecordingError
from twitchcam.records import Measurement, Pattern
from twitchcam.settings import LabelSettings, LookSettings, RecordingSettings, Settings

FPS = 15.0
SETTINGS = Settings(recording=RecordingSettings(region_px=(70, 50, 100, 80)))

Counted = Callable[[], int]


def clip(path: Path, jerk_s: float = 4.0) -> Path:
    course = jerk(jerk_s, 6.0, rise_s=0.15, fall_s=0.25)
    limb = Limb(120.0, 90.0, 14.0, (0.8, 0.6), lambda t: float(course(np.array([t]))[0]))
    picture = MovingPicture(240, 180, FPS, 8.0, (limb,), noise=1.0)
    return write_luma(path, [frame.luma for frame in picture.frames()], FPS)


@pytest.fixture(scope="module")
def jerking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("clips") / "jerk.mp4")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How often something was measured."""
    calls: list[Path] = []
    measure = pipeline.measure

    def counting(footage: Path, settings: Settings) -> Measurement:
        calls.append(footage)
        return measure(footage, settings)

    monkeypatch.setattr(pipeline, "measure", counting)
    return lambda: len(calls)


def test_a_second_look_judges_what_the_first_has_measured(jerking: Path, tmp_path: Path, measured: Counted) -> None:
    first, second = (analyze_kept(jerking, SETTINGS, tmp_path) for _ in range(2))
    assert measured() == 1
    assert [event.pattern for event in first.events] == [Pattern.SINGLE_JERK]
    assert same(second.events, first.events)
    assert [file.suffix for file in tmp_path.iterdir()] == [".npz"]


def test_other_label_settings_need_no_measuring_and_others_do(jerking: Path, tmp_path: Path, measured: Counted) -> None:
    analyze_kept(jerking, SETTINGS, tmp_path)
    strict = replace(SETTINGS, labels=LabelSettings(whole_share=0.0))
    assert analyze_kept(jerking, strict, tmp_path).events[0].pattern is not Pattern.SINGLE_JERK
    assert measured() == 1
    analyze_kept(jerking, replace(SETTINGS, look=LookSettings(readings=1)), tmp_path)
    assert measured() == 2
    analyze_kept(jerking, SETTINGS, tmp_path)
    assert measured() == 2, "both are kept"


def test_other_bytes_under_the_same_name_and_other_code_are_measured_anew(
    jerking: Path, tmp_path: Path, measured: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze_kept(jerking, SETTINGS, tmp_path)
    (tmp_path / "other").mkdir()
    later = analyze_kept(clip(tmp_path / "other" / "jerk.mp4", 5.0), SETTINGS, tmp_path)
    assert measured() == 2
    assert later.events[0].span.start_s == pytest.approx(5.0, abs=1.5 / FPS)
    monkeypatch.setattr(kept, "_code_sha256", lambda: "changed")
    analyze_kept(jerking, SETTINGS, tmp_path)
    assert measured() == 3


def test_what_is_damaged_is_measured_anew(jerking: Path, tmp_path: Path, measured: Counted) -> None:
    first = analyze_kept(jerking, SETTINGS, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    for _ in range(2):
        assert same(analyze_kept(jerking, SETTINGS, tmp_path).events, first.events)
    assert measured() == 2


def test_every_file_that_measures_counts() -> None:
    """Of the package everything counts but what judges, shows and compares."""
    root = Path(kept.__file__).parents[1]
    others = {
        "__init__.py", "__main__.py", "batch", "benchmark", "bursts", "cli", "errors.py", "labels", "results",
        "settings", "settings_checks.py", "workers.py",
    }  # fmt: skip
    parts = {p.name for p in root.iterdir() if p.suffix == ".py" or any(p.glob("*.py"))}
    assert parts - others == set(kept._MEASURING)


def test_a_recording_that_cannot_be_read_and_a_folder_that_is_none_are_said(jerking: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordingError):
        analyze_kept(tmp_path / "none.mp4", SETTINGS, tmp_path)
    with pytest.raises(OutputError, match="cannot be written"):
        analyze_kept(jerking, SETTINGS, tmp_path / "gone")
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="file: File exists; expected a folder"):
        open_detector("twitchcam", SETTINGS, tmp_path / "file")
    with pytest.raises(DatasetError, match="'frame-difference' keeps no measurements"):
        open_detector("frame-difference", SETTINGS, tmp_path)


def test_the_detector_finds_the_same_with_and_without(jerking: Path, tmp_path: Path) -> None:
    plain = open_detector("twitchcam", SETTINGS).detect(jerking)
    for _ in range(2):
        assert open_detector("twitchcam", SETTINGS, tmp_path / "new" / "kept").detect(jerking) == plain
