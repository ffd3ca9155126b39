import io
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.support import examples
from twitchcam.errors import OutdatedError, OutputError
from twitchcam.records import Analysis
from twitchcam.results.folder import (
    OutputFolder,
    default_folder,
    earlier_analysis,
    earlier_poses,
    write_whole,
)
from twitchcam.results.writing import write_analysis, write_events, write_pose_track
from twitchcam.settings import Settings

SETTINGS = Settings().tables()
REQUEST = {"pose_model": "full", "interval_s": 60.0}


def finished(folder: Path, analysis: Analysis | None = None) -> Path:
    with OutputFolder(folder) as output:
        write_analysis(output, analysis or examples.analysis())
    return folder


def this_recording() -> str:
    return examples.SHA256


def never() -> str:
    raise AssertionError("an empty folder needs no checksum of a recording that may be large")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_default_folder() -> None:
    assert default_folder(Path("a/night.mp4")) == Path("a/night.mp4.twitchcam")
    assert default_folder(Path("a/night.mp4"), Path("out")) == Path("out/night.mp4.twitchcam")


def test_there_is_work_to_do_where_nothing_is(tmp_path: Path) -> None:
    assert earlier_analysis(tmp_path / "none", never, SETTINGS) is None
    (tmp_path / "notes.txt").write_text("mine")
    assert earlier_analysis(tmp_path, never, SETTINGS) is None


def test_the_same_again_is_up_to_date(tmp_path: Path) -> None:
    finished(tmp_path)
    document = earlier_analysis(tmp_path, this_recording, SETTINGS)
    assert document is not None
    assert document["video"]["file_name"] == "night.mp4"
    assert earlier_analysis(tmp_path, this_recording, SETTINGS, overwrite=True) is None


def test_a_run_that_lacks_a_file_is_done_again(tmp_path: Path) -> None:
    for name in ("events.csv", "events.json", "signals.npz"):
        finished(tmp_path)
        (tmp_path / name).unlink()
        assert earlier_analysis(tmp_path, this_recording, SETTINGS) is None


def test_other_settings_need_overwrite(tmp_path: Path) -> None:
    finished(tmp_path)
    settings = Settings()
    other = replace(settings, pose=replace(settings.pose, model="heavy")).tables()
    with pytest.raises(OutdatedError, match=r'pose\.model was "full", now "heavy"\); use --overwrite'):
        earlier_analysis(tmp_path, this_recording, other)
    assert earlier_analysis(tmp_path, this_recording, other, overwrite=True) is None


def test_settings_of_another_version_need_overwrite(tmp_path: Path) -> None:
    finished(tmp_path)
    newer = {**SETTINGS, "labels": {**SETTINGS["labels"], "new_rule": 1}}
    with pytest.raises(OutdatedError, match=r"labels\.new_rule is known to one version"):
        earlier_analysis(tmp_path, this_recording, newer)


@pytest.mark.parametrize("overwrite", [False, True])
def test_another_recordings_results_are_never_replaced(tmp_path: Path, overwrite: bool) -> None:
    finished(tmp_path)
    with pytest.raises(OutdatedError, match=r"another recording \(night\.mp4\)"):
        earlier_analysis(tmp_path, lambda: "f" * 64, SETTINGS, overwrite=overwrite)
    (tmp_path / "events.json").unlink()
    with pytest.raises(OutdatedError, match=r"another recording \(night\.mp4\)"):
        earlier_analysis(tmp_path, lambda: "f" * 64, SETTINGS, overwrite=overwrite)


@pytest.mark.parametrize("name", ["events.json", "events.csv", "signals.npz"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_foreign_file_in_the_way_stays(tmp_path: Path, name: str, overwrite: bool) -> None:
    (tmp_path / name).write_text("a year of work")
    with pytest.raises(OutputError, match="is in the way: it was not written by"):
        earlier_analysis(tmp_path, this_recording, SETTINGS, overwrite=overwrite)
    assert (tmp_path / name).read_text() == "a year of work"


def test_a_folder_of_our_files_name_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "events.json").mkdir()
    with pytest.raises(OutputError, match="is in the way"):
        earlier_analysis(tmp_path, this_recording, SETTINGS)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError, match="is a file; expected a folder"):
        earlier_analysis(tmp_path / "out", this_recording, SETTINGS)
    assert earlier_analysis(tmp_path / "out" / "deeper", never, SETTINGS) is None
    with pytest.raises(OutputError, match="cannot be written to"), OutputFolder(tmp_path / "out" / "deeper"):
        pass


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(OutputError, match=r"locked.* cannot be written to: Permission denied"), OutputFolder(locked):
        pass


def test_poses_of_the_same_request_are_up_to_date(tmp_path: Path) -> None:
    assert not earlier_poses(tmp_path, never, REQUEST)
    with OutputFolder(tmp_path) as folder:
        write_pose_track(folder, examples.pose_track(), REQUEST)
    assert earlier_poses(tmp_path, this_recording, REQUEST)
    with pytest.raises(OutdatedError, match=r"poses\.interval_s was 60\.0, now 5\.0"):
        earlier_poses(tmp_path, this_recording, {**REQUEST, "interval_s": 5.0})
    assert not earlier_poses(tmp_path, this_recording, {**REQUEST, "interval_s": 5.0}, overwrite=True)
    with pytest.raises(OutdatedError, match="another recording"):
        earlier_analysis(tmp_path, lambda: "f" * 64, SETTINGS)
    assert earlier_analysis(tmp_path, this_recording, SETTINGS) is None


def test_a_foreign_pose_file_stays(tmp_path: Path) -> None:
    (tmp_path / "poses.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"poses\.csv is in the way"):
        earlier_poses(tmp_path, this_recording, REQUEST, overwrite=True)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_told_to_end_while_it_is_made_it_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A worker that is ended just then left an empty folder, as a busy machine showed."""
    make, steps = os.mkdir, iter(range(9))

    def ended(path: str, mode: int = 0o777) -> None:
        make(path, mode)
        if next(steps) == number:
            raise SystemExit

    monkeypatch.setattr(os, "mkdir", ended)
    monkeypatch.setattr(Path, "unlink", Path.unlink if number < 2 else unwilling(Path.unlink))
    with pytest.raises(SystemExit), OutputFolder(tmp_path / "a" / "b"):
        raise AssertionError("it was never entered")
    assert list(tmp_path.iterdir()) == []


def unwilling(unlink: Callable[..., None]) -> Callable[..., None]:
    """A way to take files away that is told to end the first time."""
    calls = iter(range(9))

    def once(path: Path, missing_ok: bool = False) -> None:
        if next(calls) == 0:
            raise SystemExit
        unlink(path, missing_ok=missing_ok)

    return once


def test_a_folder_that_stays_empty_is_taken_away_again(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), OutputFolder(tmp_path / "a" / "b"):
        raise KeyboardInterrupt
    assert names(tmp_path) == []
    (tmp_path / "kept").mkdir()
    with OutputFolder(tmp_path / "kept"):
        pass
    assert names(tmp_path) == ["kept"]


def test_a_failure_leaves_the_earlier_files_whole(tmp_path: Path) -> None:
    def good(file: BinaryIO) -> None:
        file.write(b"new")

    def full(file: BinaryIO) -> None:
        file.write(b"ne")
        raise OSError(28, "No space left on device")

    def stopped(file: BinaryIO) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("old")
    cases: list[tuple[Callable[[BinaryIO], None], type[BaseException]]] = [
        (full, OutputError),
        (stopped, KeyboardInterrupt),
    ]
    for fails, error in cases:
        with pytest.raises(error):
            write_whole(tmp_path, {"a": good, "b": fails})
        assert names(tmp_path) == ["a", "b"]
        assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text() == "old"
    write_whole(tmp_path, {"a": good, "b": good})
    assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text() == "new"


def test_equal_runs_give_equal_files(tmp_path: Path) -> None:
    first = finished(tmp_path / "first")
    time.sleep(0.01)
    second = finished(tmp_path / "second")
    assert names(first) == ["events.csv", "events.json", "signals.npz"]
    for name in names(first):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_writing_events_leaves_the_signals(tmp_path: Path) -> None:
    finished(tmp_path)
    before = (tmp_path / "signals.npz").stat().st_mtime_ns
    with OutputFolder(tmp_path) as folder:
        document = write_events(folder, examples.analysis(events=()))
    assert document["events"] == []
    assert (tmp_path / "signals.npz").stat().st_mtime_ns == before
    assert len((tmp_path / "events.csv").read_text().splitlines()) == 1


def test_files_take_the_usual_rights(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.write_text("")
    finished(tmp_path / "out")
    assert (tmp_path / "out" / "events.json").stat().st_mode == usual.stat().st_mode


def test_writers_do_not_close_the_file() -> None:
    file = io.BytesIO()
    from twitchcam.results.signals import write_signals

    write_signals(examples.measurement(), file)
    assert not file.closed
