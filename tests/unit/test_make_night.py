"""A night made of a sample: its truth, and that an analysis finds the events where they were put."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from twitchcam import pipeline
from twitchcam.passes import cuts
from twitchcam.records import Label
from twitchcam.settings import Settings
from twitchcam.video import open_recording

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "rhythmic.mp4"


def make(folder: Path, hours: float) -> tuple[Path, dict[str, Any]]:
    command = [sys.executable, str(ROOT / "scripts" / "make_night.py"), str(SAMPLE), "--hours", str(hours)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, "--output", str(folder)], check=True, env=environment, capture_output=True)
    night = folder / "night_of_rhythmic.mp4"
    return night, json.loads(night.with_suffix(".truth.json").read_text())


def test_the_truth_is_repeated_with_the_pictures(tmp_path: Path) -> None:
    night, truth = make(tmp_path, 0.03)
    one = json.loads(SAMPLE.with_suffix(".truth.json").read_text())
    starts_s = [0.0, *truth["seams_s"]]
    assert len(starts_s) >= 3
    assert len(truth["events"]) == len(starts_s) * len(one["events"])
    for number, event in enumerate(truth["events"]):
        original = one["events"][number % len(one["events"])]
        assert event["onset_s"] == pytest.approx(original["onset_s"] + starts_s[number // len(one["events"])], abs=1e-3)
        assert event["pattern"] == original["pattern"]
    with open_recording(night) as recording:
        assert recording.info.duration_s == pytest.approx(truth["duration_s"], abs=0.1)


@pytest.mark.slow
def test_events_of_a_night_lie_where_they_were_put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "PIECE_S", 60.0)
    night, truth = make(tmp_path, 0.06)
    found = pipeline.analyze(night, Settings(), jobs=2).events
    flags = [event.span for event in found if event.label is Label.NEEDS_REVIEW]
    jerks = [event.span.start_s for event in found if event.label is Label.NORMAL_JERK]
    for event in truth["events"]:
        if event["label"] == "needs_review":
            assert any(span.start_s < event["offset_s"] and span.end_s > event["onset_s"] for span in flags), event
        else:
            assert any(abs(onset_s - event["onset_s"]) < 0.2 for onset_s in jerks), event
    assert len(flags) + len(jerks) == len(truth["events"])
