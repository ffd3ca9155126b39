import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_unchanged_settings_write_the_same_bytes(folder: Path, run: Run) -> None:
    run("analyze", "night.mp4", "--pose-model", "heavy")
    results = folder / "night.mp4.twitchcam"
    before = {path.name: path.read_bytes() for path in results.iterdir()}
    outcome = run("relabel", "night.mp4.twitchcam")
    assert outcome.code == 0
    assert "Needs review: 2 movements." in outcome.out
    assert {path.name: path.read_bytes() for path in results.iterdir()} == before


def test_other_label_settings_and_back(folder: Path, run: Run) -> None:
    run("analyze", "night.mp4")
    events = folder / "night.mp4.twitchcam" / "events.json"
    before = events.read_bytes()
    (folder / "strict.toml").write_text("[labels]\nrhythm_interval_cv = 0.1\n")
    outcome = run("relabel", "night.mp4.twitchcam", "--config", "strict.toml", "--json")
    document = json.loads(outcome.out)
    assert len(document["events"]) == 2
    assert document["settings"]["labels"]["rhythm_interval_cv"] == 0.1
    assert outcome.out == events.read_text()
    assert len((events.parent / "events.csv").read_text().splitlines()) == 3
    assert "now 0.3" in run("analyze", "night.mp4").err
    assert run("relabel", "night.mp4.twitchcam", "-q").out == ""
    assert events.read_bytes() == before


def test_other_stages_are_refused(folder: Path, run: Run) -> None:
    run("analyze", "night.mp4")
    before = (folder / "night.mp4.twitchcam" / "events.json").read_bytes()
    (folder / "other.toml").write_text('[pose]\nmodel = "heavy"\n[labels]\nrhythm_interval_cv = 0.1\n')
    outcome = run("relabel", "night.mp4.twitchcam", "--config", "other.toml")
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert 'sets [pose] model to "heavy"' in outcome.err
    assert (folder / "night.mp4.twitchcam" / "events.json").read_bytes() == before


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("none", "There is no folder none; expected the folder of an analysis."),
        ("night.mp4", "night.mp4 is a file; expected the folder of an analysis, such as night.mp4.twitchcam."),
        (".", "There is no signals.npz in .; expected the folder of an analysis."),
    ],
)
def test_relabel_with_wrong_paths(run: Run, path: str, words: str) -> None:
    outcome = run("relabel", path)
    assert (outcome.code, outcome.err) == (1, words + "\n")


def test_relabel_with_damaged_signals(folder: Path, run: Run) -> None:
    run("analyze", "night.mp4")
    path = folder / "night.mp4.twitchcam" / "signals.npz"
    path.write_bytes(path.read_bytes()[:500])
    assert "is damaged or was not written by" in run("relabel", "night.mp4.twitchcam").err


def test_poses_are_written_once(folder: Path, run: Run) -> None:
    outcome = run("poses", "night.mp4", "--every", "10")
    assert outcome.code == 0
    assert outcome.out == (
        "The baby's pose was found in 2 of 3 looks. Written: night.mp4.twitchcam/poses.npz and poses.csv.\n"
    )
    assert sorted(path.name for path in (folder / "night.mp4.twitchcam").iterdir()) == ["poses.csv", "poses.npz"]
    assert run("poses", "night.mp4", "--every", "10").out.startswith("Up to date: ")
    assert "use --overwrite" in run("poses", "night.mp4").err
    assert run("poses", "night.mp4", "--overwrite", "--quiet").out == ""
    assert run("analyze", "night.mp4").code == 0


@pytest.mark.parametrize("options", [["--every", "0"], ["--every", "x"], ["--pose-model", "none"]])
def test_poses_typed_wrongly(run: Run, options: list[str]) -> None:
    assert run("poses", "night.mp4", *options).code == 2


def test_poses_of_nothing(run: Run) -> None:
    outcome = run("poses", "none.mp4")
    assert (outcome.code, outcome.err) == (1, "There is no file none.mp4.\n")
