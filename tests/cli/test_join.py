"""Files that a camera cut a recording into, as a person analyses them."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.cutting import cut_up
from twitchcam.cli import main
from twitchcam.results.events_json import events_schema

SAMPLE = Path(__file__).parents[2] / "samples" / "rhythmic.mp4"
NAMES = ["20260301_223000.mp4", "20260301_223016.mp4"]
BATCH = ["--pose-model", "none", "--highlights", "none"]
QUICK = ["--pose-model", "none", "--no-video", "--quiet"]


@dataclass(frozen=True)
class Result:
    exit_code: int
    output: str


def run(*words: object) -> Result:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main([str(word) for word in words])
    return Result(code, said.getvalue())


def found(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "events.json").read_text())
    jsonschema.validate(document, events_schema())
    return document


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The rhythm of the sample goes from 10.7 to 20.5 s; the cut lies in its midst."""
    return cut_up(SAMPLE, tmp_path_factory.mktemp("camera"), [16.0], NAMES)


@pytest.fixture(scope="module")
def joined(files: list[Path]) -> Path:
    result = run("analyze", *files, "--join", "--jobs", 1, *QUICK)
    assert result.exit_code == 0, result.output
    return files[0].parent / f"{NAMES[0]}.twitchcam"


def test_a_movement_across_a_cut_is_one_event_and_the_same(joined: Path, tmp_path: Path) -> None:
    assert run("analyze", SAMPLE, "--output", tmp_path / "whole", *QUICK).exit_code == 0
    one, several = found(tmp_path / "whole"), found(joined)
    assert "segments" not in one["video"]
    assert [(s["file_name"], s["start_s"], s["end_s"]) for s in several["video"]["segments"]] == [
        (NAMES[0], 0.0, 16.0),
        (NAMES[1], 16.0, 33.0),
    ]
    rhythm = next(event for event in several["events"] if event["pattern"] == "rhythmic")
    assert rhythm["start_s"] < 16.0 < rhythm["end_s"]
    assert len(several["events"]) == len(one["events"]) == 3
    for cut, whole in zip(several["events"], one["events"], strict=True):
        assert [cut[name] for name in ("label", "pattern", "parts")] == [
            whole[name] for name in ("label", "pattern", "parts")
        ]
        times = ("start_s", "end_s", "peak_s")
        assert [cut[name] for name in times] == pytest.approx([whole[name] for name in times], abs=1 / 15)


def test_any_number_of_processes_gives_the_same_bytes(files: list[Path], joined: Path, tmp_path: Path) -> None:
    assert run("analyze", *reversed(files), "--join", "--jobs", 2, "--output", tmp_path / "two", *QUICK).exit_code == 0
    for name in ("events.json", "signals.npz", "report.html"):
        assert (tmp_path / "two" / name).read_bytes() == (joined / name).read_bytes()


def test_the_same_again_is_up_to_date_and_the_summary_names_the_files(files: list[Path], joined: Path) -> None:
    result = run("analyze", *files, "--join", "--pose-model", "none", "--no-video")
    assert result.exit_code == 0
    assert "Up to date" in result.output
    assert "Joined from 2 files, by the times in their names: 20260301_223000.mp4" in result.output
    assert "Joined from 2 files" in (joined / "report.html").read_text()


def test_video_and_labels_are_made_again_from_all_files(files: list[Path], joined: Path, tmp_path: Path) -> None:
    before = (joined / "events.json").read_bytes()
    assert run("highlights", joined, "--quiet").exit_code == 0
    assert (joined / "highlights.mp4").stat().st_size > 10_000
    assert run("relabel", joined, "--quiet").exit_code == 0
    assert (joined / "events.json").read_bytes() == before
    (tmp_path / "far").mkdir()
    elsewhere = joined.rename(tmp_path / "far" / joined.name)
    missing = run("highlights", elsewhere)
    assert (missing.exit_code, "The recording 20260301_223000.mp4 of these" in missing.output) == (1, True)
    assert run("highlights", elsewhere, "--recording", files[0].parent.parent, "--clips", "--quiet").exit_code == 0
    elsewhere.rename(joined)


def test_a_file_more_begins_afresh_and_says_so(files: list[Path], tmp_path: Path) -> None:
    quick = [word for word in QUICK if word != "--quiet"]
    assert run("analyze", files[1], "--join", "--output", tmp_path / "out", "--to", 2, *QUICK).exit_code == 0
    assert len(found(tmp_path / "out")["video"]["segments"]) == 1
    result = run("analyze", *files, "--join", "--output", tmp_path / "out", "--to", 2, *quick)
    assert result.exit_code == 0
    assert f"results of this recording without {NAMES[0]}, so the analysis begins afresh" in result.output
    assert len(found(tmp_path / "out")["video"]["segments"]) == 2
    alone = run("analyze", files[0], "--output", tmp_path / "out", *QUICK)
    assert (alone.exit_code, "results of another recording" in alone.output) == (1, True)


def test_a_gap_is_on_the_time_line_and_not_analysed(files: list[Path], tmp_path: Path) -> None:
    later = tmp_path / "20260301_223046.mp4"
    later.write_bytes(files[1].read_bytes())
    out = tmp_path / "out"
    result = run("analyze", files[0], later, "--join", "--output", out, "--pose-model", "none")
    assert result.exit_code == 0, result.output
    assert "1 gap between files, in which nothing was recorded: 30 s (at 22:30:16)." in " ".join(result.output.split())
    document = found(out)
    assert document["video"]["gaps"] == [{"start_s": 16.0, "end_s": 46.0}]
    assert {"start_s": 16.0, "end_s": 46.0, "reason": "no_recording"} in document["excluded"]
    assert document["findings"]["analysable_hours"] == pytest.approx(33.0 / 3600.0, abs=1e-4)
    assert all(not (event["start_s"] < 46.0 and event["end_s"] > 16.1) for event in document["events"])
    assert (out / "highlights.mp4").is_file()


def test_a_batch_joins_the_files_of_a_folder(files: list[Path], joined: Path, tmp_path: Path) -> None:
    (files[0].parent / "broken.mp4").write_text("no video")
    result = run(
        "batch", files[0].parent, "--join", "--output", tmp_path, "--pose-model", "none", "--highlights", "none"
    )
    (files[0].parent / "broken.mp4").unlink()
    assert result.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAMES[0]}.twitchcam", "failures.csv"]
    assert found(tmp_path / f"{NAMES[0]}.twitchcam") == found(joined)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["a.mp4", "b.mp4", "--join"], 1, "--in-order"),
        (["a.mp4", "none.mp4", "--join"], 1, "There is no file"),
        (["a.mp4", "b.mp4", "--in-order"], 2, "give both"),
    ],
)
def test_what_cannot_be_joined_is_told(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, sentence: str
) -> None:
    for name, file in zip(("a.mp4", "b.mp4"), files, strict=True):
        (tmp_path / name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    result = run("analyze", *words)
    assert (result.exit_code, sentence in result.output) == (code, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "b.mp4"]
