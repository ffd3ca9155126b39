"""Small data sets with truth, and made-up detectors whose scores are known beforehand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.videos import write_video
from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.benchmark.truth import Episode, episodes_of, read_truth
from twitchcam.records import PATTERN_LABEL, Label, Pattern
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan
from twitchcam.video import open_recording

FPS = 10


def event(onset_s: float, offset_s: float, pattern: Pattern = Pattern.SINGLE_JERK, **changes: Any) -> dict[str, Any]:
    """One event of a truth file."""
    return {
        "onset_s": onset_s,
        "offset_s": offset_s,
        "label": PATTERN_LABEL[pattern].value,
        "pattern": pattern.value,
        "part": "arm",
        "amplitude_body_lengths": 0.04,
        "series": "",
        **changes,
    }


def episode(start_s: float, end_s: float, pattern: Pattern = Pattern.SINGLE_JERK, members: int = 1) -> Episode:
    return Episode(TimeSpan(start_s, end_s), PATTERN_LABEL[pattern], pattern, 0.04, members)


def finding(start_s: float, end_s: float, pattern: Pattern = Pattern.SINGLE_JERK, confidence: float = 0.9) -> Finding:
    return Finding(TimeSpan(start_s, end_s), PATTERN_LABEL[pattern], pattern, confidence)


def write_clip(folder: Path, name: str, events: Sequence[dict[str, Any]], duration_s: float = 20.0) -> Path:
    """Write NAME.mp4 (ten tiny pictures a second) with NAME.truth.json."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.mp4"
    write_video(path, [100 * number for number in range(round(FPS * duration_s))], rate=FPS)
    truth = {"clip": path.name, "duration_s": duration_s, "fps": FPS, "events": list(events)}
    path.with_suffix(".truth.json").write_text(json.dumps(truth))
    return path


def mixed_events() -> list[dict[str, Any]]:
    """Two jerks (the second a small one), a rhythm, a series of two spasms, and a larger movement, within 20 s."""
    return [
        event(1.0, 1.3),
        event(3.0, 3.4, part="leg", amplitude_body_lengths=0.02),
        event(5.0, 9.0, Pattern.RHYTHMIC),
        event(11.0, 12.0, Pattern.SINGLE_SPASM_LIKE, part="head", series="s1"),
        event(14.0, 15.0, Pattern.SINGLE_SPASM_LIKE, part="head", series="s1"),
        event(16.0, 19.0, Pattern.GROSS_MOVEMENT),
    ]


class Perfect:
    """Reads the truth beside the clip."""

    def detect(self, clip: Path) -> ClipFindings:
        episodes = episodes_of(read_truth(clip.with_suffix(".truth.json")).events)
        return ClipFindings(
            tuple(Finding(e.span, e.label, e.pattern, 0.9, ("arm",)) for e in episodes),
            settings={"perfect": {"cheats": True}},
            versions={"perfect": "1"},
        )


class Empty:
    """Finds nothing."""

    def detect(self, clip: Path) -> ClipFindings:
        return ClipFindings(())


class FlagEverything:
    """Flags the whole clip, and a jerk every 0.3 s."""

    def detect(self, clip: Path) -> ClipFindings:
        with open_recording(clip) as recording:
            duration_s = recording.info.duration_s
        return everything(duration_s)


def everything(duration_s: float) -> ClipFindings:
    """Return what `FlagEverything` says of a clip of that length."""
    jerks = [
        Finding(TimeSpan(0.3 * number, 0.3 * number + 0.2), Label.NORMAL_JERK)
        for number in range(int(duration_s / 0.3))
    ]
    return ClipFindings((Finding(TimeSpan(0.0, duration_s), Label.NEEDS_REVIEW), *jerks))


def open_perfect(settings: Settings | None = None) -> Perfect:
    return Perfect()


def open_empty(settings: Settings | None = None) -> Empty:
    return Empty()


def open_flag_everything(settings: Settings | None = None) -> FlagEverything:
    return FlagEverything()
