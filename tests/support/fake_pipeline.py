"""A pipeline that decodes nothing, for tests of what surrounds it; run as a program it is the whole command.

What the recording's text says decides what happens: ``fail`` (RecordingError), ``bug`` (an unforeseen error),
``slow`` (a minute of work), ``die`` (the process is killed), ``warn`` (a finding with a warning); anything else is the
example night.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

from tests.support import examples
from twitchcam.cli.recordings import sha256_of
from twitchcam.errors import RecordingError
from twitchcam.records import Analysis, Measurement, PoseTrack, VideoInfo
from twitchcam.settings import Settings

Progress = Callable[[str, float, float], None]

calls: list[tuple[str, Settings]] = []
"""Which recordings were measured, with which settings."""


def analyze(
    path: Path,
    settings: Settings | None = None,
    *,
    mask: Path | None = None,
    progress: Progress | None = None,
    jobs: int = 1,
    keeper: object = None,
) -> Analysis:
    settings = settings or Settings()
    return judge(measure(path, settings, mask=mask, progress=progress), settings)


def measure(
    path: Path, settings: Settings, *, mask: Path | None = None, progress: Progress | None = None
) -> Measurement:
    calls.append((path.name, settings))
    text = path.read_bytes()[:20].decode("latin-1")  # a real recording is as good a night as any
    if "fail" in text:
        raise RecordingError(f"{path} is not a video that can be read.")
    if "bug" in text:
        raise ZeroDivisionError("division by zero")
    if "die" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    steps = 600 if "slow" in text else 10
    for step in range(steps):
        if progress is not None:
            progress("Reading the recording", step, steps)
        if steps > 10:
            time.sleep(0.1)
    return examples.measurement(video=_video(path, settings), settings=settings.tables())


def judge(measurement: Measurement, settings: Settings) -> Analysis:
    findings = examples.findings()
    if measurement.video.file_name.startswith("warn"):
        findings["warnings"] = ["The recording could be read only in part."]
    events = examples.analysis().events
    if settings.labels.rhythm_interval_cv < 0.2:
        events = events[:2]
    return replace(
        examples.analysis(measurement=measurement, findings=findings, events=events), settings=settings.tables()
    )


def track_poses(path: Path, settings: Settings, *, interval_s: float, progress: Progress | None = None) -> PoseTrack:
    return examples.pose_track(video=_video(path, settings))


def _video(path: Path, settings: Settings) -> VideoInfo:
    start = settings.recording.start_time
    return examples.video(
        file_name=path.name,
        sha256=sha256_of(path),
        start_time=None if start is None else datetime.fromisoformat(start),
    )


def nothing_to_show(*args: object, **options: object) -> str:
    """Take the place of `twitchcam.results.showing.show`: the recordings here are texts."""
    return ""


def as_module() -> ModuleType:
    """Return the fake as the module ``twitchcam.pipeline``."""
    module = ModuleType("twitchcam.pipeline")
    for function in (analyze, measure, judge, track_poses):
        setattr(module, function.__name__, function)
    return module


def install() -> None:
    """Put the fake in the place of the real one, for the rest of this process."""
    import twitchcam
    from twitchcam.results import showing

    sys.modules["twitchcam.pipeline"] = as_module()
    twitchcam.pipeline = as_module()
    showing.show = nothing_to_show


if __name__ in {"__main__", "__mp_main__"}:  # the second: in a process that this one started
    install()

if __name__ == "__main__":
    from twitchcam.cli import main

    sys.exit(main())
