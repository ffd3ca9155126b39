import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.benchmark import event, mixed_events, write_clip
from twitchcam.benchmark import detectors

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage" / "dev"


@pytest.fixture
def clips(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clips in ./clips, and made-up detectors by name."""
    for name in ("perfect", "empty", "flag_everything"):
        monkeypatch.setitem(detectors._OWN, name, f"tests.support.benchmark:open_{name}")
    for name in "ab":
        write_clip(folder / "clips", name, mixed_events())
    return folder / "clips"


def test_a_run_prints_the_table_and_writes_the_files(clips: Path, run: Run) -> None:
    outcome = run("benchmark", "clips", "--detector", "perfect", "--jobs", "1", "--output", "out")
    assert outcome.code == 0
    assert "perfect on clips" in outcome.out
    assert "4/4" in outcome.out
    assert "Jerks: 100% (40% to 100%) found" in outcome.out
    assert "spasm_series" in outcome.out
    assert "nothing can be said of other children" in outcome.out
    document = json.loads(Path("out/results.json").read_text())
    assert document["dataset"]["clips"] == 2
    assert Path("out/report.html").read_text().startswith("<!DOCTYPE html>")


def test_verbose_lists_misses_with_times(clips: Path, run: Run) -> None:
    outcome = run("benchmark", "run", "clips", "--detector", "empty", "--jobs", "1", "-v")
    assert "normal_jerk single_jerk 1.00-1.30 s, 0.040 body lengths: missed" in outcome.out
    outcome = run("benchmark", "--detector", "flag_everything", "--jobs", "1", "-v", "clips")
    assert "called normal_jerk" in outcome.out
    assert "more" in outcome.out


def test_a_problem_stops_the_run_unless_told_to_go_on(clips: Path, run: Run) -> None:
    (clips / "a.truth.json").write_text(json.dumps({"events": [event(1, 99), event(1, 98, part="leg")]}))
    outcome = run("benchmark", "clips", "--detector", "perfect")
    assert (outcome.code, outcome.out) == (1, "")
    assert "a.truth.json, event 1: ends at 99 s" in outcome.err
    assert "(2 problems in all)" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    outcome = run("benchmark", "clips", "--detector", "perfect", "--jobs", "1", "--keep-going", "-q")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.count("Skipped: ") == 2


def test_what_keeps_nothing_cannot_be_kept(clips: Path, run: Run) -> None:
    outcome = run("benchmark", "clips", "--detector", "perfect", "--keep", "kept", "-q")
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (1, "", 1)
    assert "--keep is for the detector twitchcam" in outcome.err
    assert not Path("kept").exists()
    Path("kept").write_text("")
    outcome = run("benchmark", "clips", "--keep", "kept", "-q")
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (1, "", 1)
    assert "Measurements cannot be kept in kept: File exists; expected a folder." in outcome.err


def test_validate(clips: Path, run: Run) -> None:
    assert (
        run("benchmark", "validate", "clips").out
        == "2 clips can be scored (10 true events or episodes); problems: none.\n"
    )
    (clips / "a.truth.json").unlink()
    outcome = run("benchmark", "validate", "clips")
    assert outcome.code == 1
    assert "a.mp4: there is no truth beside it" in outcome.out
    assert "problems: 1" in outcome.out


def test_compare_ends_with_three_when_worse(clips: Path, run: Run) -> None:
    for name in ("perfect", "empty"):
        run("benchmark", "clips", "--detector", name, "--jobs", "1", "--output", name, "-q")
    outcome = run("benchmark", "compare", "perfect", "empty")
    assert outcome.code == 3
    assert "B is worse." in outcome.out
    assert "review episodes found 2 to 0" in outcome.out
    outcome = run("benchmark", "compare", "empty", "perfect/results.json")
    assert (outcome.code, "B is not worse." in outcome.out) == (0, True)
    assert run("benchmark", "compare", "perfect", "none").code == 1


def test_stress(clips: Path, run: Run) -> None:
    arguments = ("--detector", "frame-difference", "--jobs", "1", "--factor", "size", "--output", "out")
    outcome = run("benchmark", "stress", "clips", *arguments)
    assert outcome.code == 0
    assert "size 0.75" in outcome.out
    assert len(json.loads(Path("out/stress.json").read_text())["steps"]) == 2
    assert run("benchmark", "stress", "clips", "--factor", "fog").code == 1


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("none",), 1, "There is no folder none"),
        (("clips", "--detector", "none"), 1, "There is no detector 'none'"),
        (("clips", "--jobs", "0"), 2, "--jobs"),
        ((), 2, ""),
        (("compare", "a"), 2, ""),
    ],
)
def test_what_is_typed_wrongly(clips: Path, run: Run, args: tuple[str, ...], code: int, words: str) -> None:
    outcome = run("benchmark", *args)
    assert outcome.code == code
    assert words in outcome.err


def test_help_names_the_options_of_a_run(run: Run) -> None:
    outcome = run("benchmark", "--help")
    assert outcome.code == 0
    for word in ("[OPTIONS] DIR", "--jobs", "--keep-going", "validate", "compare", "stress", "Example"):
        assert word in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80
    for name in ("run", "validate", "compare", "stress"):
        assert "Example" in run("benchmark", name, "--help").out


def test_the_footage_for_trying_is_valid(run: Run) -> None:
    if not FOOTAGE.is_dir():
        pytest.skip(f"there is no footage in {FOOTAGE}")
    assert run("benchmark", "validate", str(FOOTAGE)).out.endswith("problems: none.\n")


def test_the_samples_are_valid(run: Run) -> None:
    samples = Path(__file__).parents[2] / "samples"
    assert run("benchmark", "validate", str(samples)).out.endswith("problems: none.\n")
