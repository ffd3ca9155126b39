"""Commands that leave something to see, on a sample and with the real pipeline."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Outcome
from twitchcam.cli import main
from twitchcam.results.writing import write_analysis

SAMPLE = ROOT / "samples" / "rhythmic.mp4"
ANALYZE = ("analyze", "night.mp4", "--pose-model", "none", "--from", "6", "--to", "26")
RESULTS = "night.mp4.twitchcam"

Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, tmp_path / "night.mp4")

    def run_command(*args: str) -> Outcome:
        capsys.readouterr()
        code = main(args)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return run_command


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
def test_a_run_can_be_seen_made_again_and_labelled_again(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / RESULTS
    outcome = run(*ANALYZE, "--no-video")
    assert outcome.code == 0
    assert names(folder) == ["events.csv", "events.json", "report.html", "signals.npz"]
    assert "No highlight video was made" in " ".join(outcome.out.split())
    events = (folder / "events.json").read_bytes()

    outcome = run(*ANALYZE)  # up to date, but now the video is wanted
    assert outcome.code == 0
    assert names(folder) == ["events.csv", "events.json", "highlights.mp4", "report.html", "signals.npz"]
    assert outcome.out.startswith("Up to date")
    assert (folder / "events.json").read_bytes() == events
    before = {name: (folder / name).read_bytes() for name in names(folder)}

    again = run("relabel", RESULTS, "-q")
    assert (again.code, again.out) == (0, "")
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before

    (tmp_path / "strict.toml").write_text(
        "[labels]\nrhythm_strokes = 60\nprolonged_s = 30\n[highlights]\nafter_s = 2\n"
    )
    relabelled = run("relabel", RESULTS, "--config", "strict.toml")
    assert relabelled.code == 0
    assert (folder / "highlights.mp4").read_bytes() != before["highlights.mp4"]

    (tmp_path / "night.mp4").rename(tmp_path / "moved.mp4")
    again = run("relabel", RESULTS)
    assert again.code == 0
    assert "highlights.mp4 is older than these events" in " ".join(again.out.split())
    lost = run("highlights", RESULTS)
    assert (lost.code, lost.err.count("\n")) == (1, 1)
    assert f"was not found; looked in {tmp_path}" in lost.err
    outcome = run("highlights", RESULTS, "--recording", "moved.mp4")
    assert outcome.code == 0
    assert "highlights.mp4 shows" in outcome.out
    outcome = run("highlights", RESULTS, "--recording", "moved.mp4", "--clips", "--highlights", "review")
    assert outcome.code == 0
    shown = [e for e in json.loads((folder / "events.json").read_text())["events"] if e["label"] == "needs_review"]
    assert len(names(folder / "clips")) == len(shown)


@pytest.mark.slow
def test_a_video_that_cannot_be_made_is_an_error_but_no_loss(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writing_that_loses_the_recording(*args):
        document = write_analysis(*args)
        (tmp_path / "night.mp4").unlink()
        return document

    monkeypatch.setattr("twitchcam.cli.analyze.write_analysis", writing_that_loses_the_recording)
    outcome = run(*ANALYZE)
    assert outcome.code == 1
    assert outcome.err.splitlines()[-1] == "There is no file night.mp4."
    assert "Needs review: 1 movement." in outcome.out
    assert names(tmp_path / RESULTS) == ["events.csv", "events.json", "report.html", "signals.npz"]


def test_a_foreign_page_stops_the_run_before_it_begins(tmp_path: Path, run: Run) -> None:
    (tmp_path / RESULTS).mkdir()
    (tmp_path / RESULTS / "report.html").write_text("mine")
    outcome = run(*ANALYZE)
    assert outcome.code == 1
    assert outcome.err.endswith(
        "report.html is in the way: it was not written by twitchcam. "
        "Move it away, or choose another folder with --output.\n"
    )
    assert names(tmp_path / RESULTS) == ["report.html"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("none",), 1, "There is no folder none"),
        (("night.mp4",), 1, "night.mp4 is a file; expected the folder of an analysis"),
        ((".",), 1, "There is no events.json in ."),
        ((".", "--highlights", "none"), 2, "'none' is not one of"),
    ],
)
def test_highlights_with_wrong_arguments(run: Run, args: tuple[str, ...], code: int, words: str) -> None:
    outcome = run("highlights", *args)
    assert outcome.code == code
    assert words in outcome.err
