"""However a recording is cut, however many processes work on it, and wherever a run is stopped: the same files."""

from __future__ import annotations

import io
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import nights
from twitchcam import pipeline
from twitchcam.passes import cuts, looking
from twitchcam.results.events_json import document_of, to_text
from twitchcam.results.progress import PROGRESS, RunProgress
from twitchcam.results.signals import write_signals

Files = tuple[str, bytes]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nights.write_night(tmp_path_factory.mktemp("night") / "night.mp4")


@pytest.fixture(scope="module")
def whole(night: Path) -> Files:
    files = run(night)
    assert files[0].count('"id"') >= 4
    return files


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_WORTH_STARTING_S", 0.0)
    monkeypatch.setattr(looking, "_KEEP_EVERY_S", 0.0)


def run(night: Path, **options: Any) -> Files:
    analysis = pipeline.analyze(night, nights.settings(), **options)
    signals = io.BytesIO()
    write_signals(analysis.measurement, signals)
    return to_text(document_of(analysis)), signals.getvalue()


@pytest.mark.parametrize(("jobs", "piece_s"), [(1, 4.0), (2, 4.0), (3, 12.0), (4, 20.0)])
def test_any_number_of_processes_gives_the_same_bytes(
    night: Path, whole: Files, monkeypatch: pytest.MonkeyPatch, jobs: int, piece_s: float
) -> None:
    monkeypatch.setattr(cuts, "PIECE_S", piece_s)
    assert run(night, jobs=jobs) == whole


class StoppedError(Exception):
    """Stands for Ctrl-C."""


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(stops=st.lists(st.integers(1, 60), min_size=1, max_size=3), blocks=st.integers(1, 4))
def test_a_run_that_is_stopped_anywhere_ends_with_the_same_bytes(
    night: Path, whole: Files, tmp_path_factory: pytest.TempPathFactory, stops: list[int], blocks: int
) -> None:
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "PIECE_S", blocks * nights.BLOCK_S)
        for stop in stops:
            calls = itertools.count(1)

            def progress(stage: str, done_s: float, total_s: float, stop: int = stop, calls: Any = calls) -> None:
                if next(calls) == stop:
                    raise StoppedError

            try:
                run(night, keeper=RunProgress(folder), progress=progress)
            except StoppedError:
                continue
        assert run(night, keeper=RunProgress(folder)) == whole


def test_what_was_kept_is_not_done_again(
    night: Path, whole: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuts, "PIECE_S", 4.0)
    assert run(night, keeper=RunProgress(tmp_path)) == whole
    kept = sorted(path.name for path in (tmp_path / PROGRESS).iterdir())
    assert sum(name.startswith("piece-") for name in kept) == 10
    assert sum(name.startswith("windows-") for name in kept) >= 3
    told: list[str] = []
    stages: list[str] = []
    assert run(night, keeper=RunProgress(tmp_path, told.append), progress=lambda *said: stages.append(said[0])) == whole
    assert stages == []
    assert told == ["Going on where the last run was stopped."]


def test_pieces_that_are_damaged_or_missing_are_done_again(
    night: Path, whole: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuts, "PIECE_S", 4.0)
    run(night, keeper=RunProgress(tmp_path))
    kept = tmp_path / PROGRESS
    (kept / "piece-00002.npz").unlink()
    (kept / "piece-00005.npz").write_bytes(b"")
    (kept / "piece-00006.npz").write_bytes((kept / "piece-00006.npz").read_bytes()[:-2000])
    first, *_ = sorted(kept.glob("windows-*"))
    first.write_bytes(b"PK")
    assert run(night, keeper=RunProgress(tmp_path)) == whole


@pytest.mark.parametrize("change", ["settings", "recording"])
def test_another_recording_or_other_settings_begin_afresh_and_say_so(
    night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(cuts, "PIECE_S", 4.0)
    run(night, keeper=RunProgress(tmp_path))
    other, changed = night, nights.settings()
    if change == "settings":
        changed = nights.settings(to_s=30.0)
    else:
        other = nights.write_night(tmp_path / "night.mp4", 36.0)
    told: list[str] = []
    analysis = pipeline.analyze(other, changed, keeper=RunProgress(tmp_path, told.append))
    assert told == [
        f"The {change} {'have' if change == 'settings' else 'has'} changed since the run that was stopped, "
        "so it begins afresh."
    ]
    assert to_text(document_of(analysis)) == to_text(document_of(pipeline.analyze(other, changed)))
