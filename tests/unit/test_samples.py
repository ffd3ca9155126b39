"""The whole program against the truth of the sample recordings."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest

import twitchcam
from tests.support.truth import read_truth, unmet
from twitchcam import pipeline
from twitchcam.records import Analysis, Label
from twitchcam.results.events_json import document_of, to_text
from twitchcam.results.relabelling import settings_for_relabel
from twitchcam.results.signals import read_signals, write_signals

FOLDER = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.name.removesuffix(".truth.json") for path in FOLDER.glob("*.truth.json"))
QUICK = {"quiet_breathing", "covered_jerks", "rhythmic"}
"""A jerk, a rhythm, nothing: the rest takes longer and is looked at with the slow tests."""


@cache
def analysis(name: str) -> Analysis:
    return twitchcam.analyze(FOLDER / f"{name}.mp4")


def test_the_samples_are_there() -> None:
    assert len(NAMES) >= 5
    assert set(NAMES) >= QUICK


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in NAMES])
def test_the_truth_of_a_sample_is_met(name: str) -> None:
    truth = read_truth(FOLDER / f"{name}.truth.json")
    found = analysis(name)
    assert unmet(found, truth) == []
    if not truth.episodes:
        assert found.events == ()
    for episode in truth.of(Label.OTHER_MOVEMENT):
        during = [event for event in found.events if event.span.overlap_s(episode.span) > 0]
        assert {event.label for event in during} <= {Label.OTHER_MOVEMENT}


@pytest.mark.slow
def test_equal_runs_give_equal_bytes() -> None:
    again = twitchcam.analyze(FOLDER / "covered_jerks.mp4")
    assert to_text(document_of(again)) == to_text(document_of(analysis("covered_jerks")))


def test_labelling_again_with_the_settings_as_they_were_gives_equal_bytes(tmp_path: Path) -> None:
    first = analysis("rhythmic")
    path = tmp_path / "signals.npz"
    with path.open("wb") as file:
        write_signals(first.measurement, file)
    measured = read_signals(path)
    again = pipeline.judge(measured, settings_for_relabel(measured.settings, None))
    assert to_text(document_of(again)) == to_text(document_of(first))
    second = io.BytesIO()
    write_signals(measured, second)
    assert second.getvalue() == path.read_bytes()
