from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_the_tables_of_two_runs(folder: Path, run: Run) -> None:
    (folder / "b.mp4").write_text("b")
    run("analyze", "night.mp4", "b.mp4", "--output", "root")
    outcome = run("collect", "root", "-o", "out/events.csv")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "out/events.csv: 10 events\nout/events_recordings.csv: 2 recordings\n"
    assert len((folder / "out" / "events.csv").read_text().splitlines()) == 11


def test_a_broken_result_is_named_and_the_rest_is_written(folder: Path, run: Run) -> None:
    run("analyze", "night.mp4", "--output", "root/night")
    (folder / "root" / "broken").mkdir()
    (folder / "root" / "broken" / "events.json").write_text("{}")
    outcome = run("collect", "root", "-o", "events.csv", "-q")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("root/broken/events.json is not the outcome of an analysis")
    assert (folder / "events_recordings.csv").is_file()


def test_bad_input_gets_a_sentence(folder: Path, run: Run) -> None:
    assert run("collect", "none", "-o", "events.csv").err == (
        "There is no folder none; expected one with results beneath it.\n"
    )
    assert run("collect", ".", "-o", "events.json").err == (
        "events.json ends in .json; expected a file ending in .csv or .parquet.\n"
    )
    assert run("collect", ".").code == 2
    assert [path.name for path in folder.iterdir()] == ["night.mp4"]
