import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Run
from tests.support import fake_pipeline
from twitchcam.results.events_json import events_schema

FILES = ["events.csv", "events.json", "signals.npz"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def measured() -> list[str]:
    return [name for name, _ in fake_pipeline.calls]


def test_a_recording_goes_in_and_results_come_out(folder: Path, run: Run) -> None:
    outcome = run("analyze", "night.mp4")
    assert outcome.code == 0
    assert names(folder / "night.mp4.twitchcam") == FILES
    document = json.loads((folder / "night.mp4.twitchcam" / "events.json").read_text())
    jsonschema.Draft202012Validator(events_schema()).validate(document)
    assert "Needs review: 2 movements." in outcome.out
    assert "Files: night.mp4.twitchcam" in outcome.out
    assert outcome.err == "night.mp4: Reading the recording ...\n"


def test_the_same_again_is_up_to_date(folder: Path, run: Run) -> None:
    first = run("analyze", "night.mp4")
    again = run("analyze", "night.mp4")
    assert again.code == 0
    assert (
        again.out
        == f"Up to date: night.mp4.twitchcam holds the results of this recording with these settings.\n\n{first.out}"
    )
    assert measured() == ["night.mp4"]
    run("analyze", "night.mp4", "--overwrite")
    assert measured() == ["night.mp4", "night.mp4"]


def test_other_settings_need_overwrite(run: Run) -> None:
    run("analyze", "night.mp4")
    refused = run("analyze", "night.mp4", "--pose-model", "heavy")
    assert refused.code == 1
    assert refused.out == ""
    assert refused.err.count("\n") == 1
    assert "use --overwrite" in refused.err
    assert run("analyze", "night.mp4", "--pose-model", "heavy", "--overwrite").code == 0


def test_another_recordings_results_stay(folder: Path, run: Run) -> None:
    run("analyze", "night.mp4", "--output", "out")
    before = (folder / "out" / "events.json").read_bytes()
    (folder / "other.mp4").write_text("another night")
    refused = run("analyze", "other.mp4", "--output", "out", "--overwrite")
    assert refused.code == 1
    assert "another recording (night.mp4)" in refused.err
    assert (folder / "out" / "events.json").read_bytes() == before


def test_json_is_the_file(folder: Path, run: Run) -> None:
    outcome = run("analyze", "night.mp4", "--json")
    assert outcome.err == ""
    assert outcome.out == (folder / "night.mp4.twitchcam" / "events.json").read_text()
    assert run("analyze", "night.mp4", "--json").out == outcome.out


def test_quiet_says_nothing(folder: Path, run: Run) -> None:
    assert run("analyze", "night.mp4", "--quiet") == run("analyze", "night.mp4", "-q")
    assert run("analyze", "night.mp4", "-q").out == ""
    assert names(folder / "night.mp4.twitchcam") == FILES


def test_a_warning_is_an_outcome_and_no_failure(folder: Path, run: Run) -> None:
    (folder / "warn.mp4").write_text("half a night")
    outcome = run("analyze", "warn.mp4", "--quiet")
    assert outcome.code == 0
    assert outcome.err == "warn.mp4: The recording could be read only in part.\n"
    assert "Note: The recording could be read only in part." in run("analyze", "warn.mp4").out


def test_one_failing_recording_does_not_stop_the_others(folder: Path, run: Run) -> None:
    for name, text in {"bad.mp4": "fail", "bug.mp4": "bug", "last.mp4": "quiet"}.items():
        (folder / name).write_text(text)
    outcome = run("analyze", "none.mp4", "bad.mp4", "bug.mp4", "night.mp4", "last.mp4", "--json")
    assert outcome.code == 1
    assert [json.loads(line)["video"]["file_name"] for line in outcome.out.splitlines()] == ["night.mp4", "last.mp4"]
    missing, unreadable, mistake = outcome.err.splitlines()
    assert missing == "There is no file none.mp4."
    assert unreadable == "bad.mp4 is not a video that can be read."
    assert "a mistake of its own (ZeroDivisionError: division by zero)" in mistake
    assert not (folder / "bad.mp4.twitchcam").exists()


def test_output_is_the_parent_of_several(folder: Path, run: Run) -> None:
    (folder / "b.mp4").write_text("b")
    assert run("analyze", "night.mp4", "b.mp4", "--output", "out/both").code == 0
    assert names(folder / "out" / "both") == ["b.mp4.twitchcam", "night.mp4.twitchcam"]
    assert run("analyze", "night.mp4", "--output", "out/one").code == 0
    assert names(folder / "out" / "one") == FILES


def test_the_same_recording_twice_is_analysed_once(run: Run) -> None:
    outcome = run("analyze", "night.mp4", "./night.mp4")
    assert outcome.code == 0
    assert "night.mp4 was given twice; it is analysed once." in outcome.err
    assert measured() == ["night.mp4"]


def test_two_recordings_of_one_name(folder: Path, run: Run) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "night.mp4").write_text("the next night")
    assert run("analyze", "night.mp4", "more/night.mp4").code == 0
    outcome = run("analyze", "night.mp4", "more/night.mp4", "--output", "out")
    assert outcome.code == 1
    assert "more/night.mp4 and night.mp4 have the same name" in outcome.err
    assert names(folder / "out") == ["night.mp4.twitchcam"]


@pytest.mark.parametrize(
    ("clip", "sentence"),
    [("none.mp4", "There is no file none.mp4."), ("sub", "sub is a folder; expected a video file.")],
)
def test_wrong_paths(folder: Path, run: Run, clip: str, sentence: str) -> None:
    (folder / "sub").mkdir()
    outcome = run("analyze", clip)
    assert (outcome.code, outcome.out, outcome.err) == (1, "", sentence + "\n")
    assert names(folder) == ["night.mp4", "sub"]


def test_an_output_that_cannot_be(folder: Path, run: Run) -> None:
    for output in ("night.mp4", "night.mp4/deeper"):
        outcome = run("analyze", "night.mp4", "--output", output)
        assert outcome.code == 1
        assert outcome.err.startswith(("night.mp4 is a file;", "The folder night.mp4/deeper cannot be written to"))
    assert measured() == []


def test_options_reach_the_settings_over_the_file(folder: Path, run: Run) -> None:
    (folder / "mine.toml").write_text('[pose]\nmodel = "heavy"\ninterval_s = 30\n[recording]\nfrom_s = 5\n')
    (folder / "mask.png").write_bytes(b"mask")
    run(
        *("analyze", "night.mp4", "--config", "mine.toml", "--pose-model", "none", "--region", "1, 2,30,40"),
        *("--to", "1:30", "--start-time", "2024-03-05T22:10", "--mask", "mask.png", "--no-video"),
    )
    (_, settings), *_ = fake_pipeline.calls
    assert (settings.pose.model, settings.pose.interval_s) == ("none", 30.0)
    assert (settings.recording.from_s, settings.recording.to_s) == (5.0, 90.0)
    assert settings.recording.region_px == (1, 2, 30, 40)
    assert settings.recording.start_time == "2024-03-05T22:10:00"
    assert settings.recording.mask_sha256 is not None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "ten"], "not a time in a recording"),
        (["--to", "1:75"], "not a time in a recording"),
        (["--from", "20", "--to", "10"], "--to must be later than --from; found 20 s to 10 s."),
        (["--region", "1,2,3"], "not a region"),
        (["--region", "1,2,0,4"], "not a region"),
        (["--start-time", "soon"], "not a clock time"),
        (["--pose-model", "huge"], "'huge' is not one of"),
        (["--nonsense"], "No such option"),
        (["more.mp4", "--start-time", "22:10"], "the time of one recording"),
    ],
)
def test_what_is_typed_wrongly(run: Run, options: list[str], words: str) -> None:
    outcome = run("analyze", "night.mp4", *options)
    assert outcome.code == 2
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert measured() == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--config", "none.toml"], "The settings file none.toml cannot be read: No such file or directory."),
        (["--mask", "none.png"], "The mask none.png cannot be read: No such file or directory."),
    ],
)
def test_files_that_are_missing(run: Run, options: list[str], words: str) -> None:
    outcome = run("analyze", "night.mp4", *options)
    assert (outcome.code, outcome.err) == (1, words + "\n")


def test_debug_shows_where_an_error_came_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWITCHCAM_DEBUG", "1")
    outcome = run("analyze", "none.mp4")
    assert "Traceback" in outcome.err
    assert outcome.err.endswith("There is no file none.mp4.\n")


@pytest.fixture
def real(folder: Path) -> Path:
    """A recording of ten real pictures at 25 a second, which states when it was made."""
    import av
    import numpy as np

    path = folder / "real.mp4"
    with av.open(str(path), "w") as container:
        container.metadata["creation_time"] = "2024-03-05T21:40:00"
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for shade in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 20 * shade, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.mark.usefixtures("real")
def test_frames_count_at_the_recordings_rate(run: Run) -> None:
    assert run("analyze", "real.mp4", "--from", "2f", "--to", "7f").code == 0
    (_, settings), *_ = fake_pipeline.calls
    assert (settings.recording.from_s, settings.recording.to_s) == (0.08, 0.28)


@pytest.mark.usefixtures("real")
def test_a_clock_time_without_date_takes_the_recordings_own(run: Run) -> None:
    assert run("analyze", "real.mp4", "--start-time", "22:10").code == 0
    (_, settings), *_ = fake_pipeline.calls
    assert settings.recording.start_time == "2024-03-05T22:10:00"


def test_a_clock_time_needs_a_date_from_somewhere(real: Path, run: Run) -> None:
    stated = real.read_bytes()
    # The version 0 movie header: creation time follows the box's name, version and flags; 0 is "not stated".
    at = stated.index(b"mvhd") + 8
    real.write_bytes(stated[:at] + bytes(4) + stated[at + 4 :])
    outcome = run("analyze", "real.mp4", "--start-time", "22:10")
    assert outcome.code == 2
    assert "real.mp4 does not state its date, so --start-time needs it too, such as 2024-03-05T22:10." in outcome.err
