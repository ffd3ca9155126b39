"""Measurements that a benchmark keeps, so that the same clips can be judged again in minutes.

Nearly all of the time that a run takes goes into measuring. What other label rules, or other settings of bursts,
context and labels, come to needs none of it.

A measurement is kept under a name made of everything that it depends on: the clip's bytes, the settings of the stages
that measure, the program's own files of these stages, the libraries' versions and the models' checksums. What was
measured otherwise has another name, and is never taken for it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import twitchcam
from twitchcam import pipeline
from twitchcam.assets import model_checksums
from twitchcam.errors import ResultsError
from twitchcam.records import Analysis
from twitchcam.results.folder import write_whole
from twitchcam.results.relabelling import RELABEL_STAGES
from twitchcam.results.signals import FORMAT, read_signals, write_signals
from twitchcam.settings import Settings
from twitchcam.video import file_sha256

__all__ = ["analyze_kept"]

_MEASURING = ("assets.py", "context", "motion", "passes", "pipeline.py", "pose", "records", "timespan.py", "video")
"""Files and folders of the package that a measurement depends on; what they import besides are settings and errors."""


def analyze_kept(clip: Path, settings: Settings, folder: Path) -> Analysis:
    """Analyse a clip as `pipeline.analyze` does, from what was measured before where that is in ``folder``.

    Parameters
    ----------
    clip : Path
        A video file.
    settings : Settings
        Of all stages.
    folder : Path
        Where measurements are kept.

    Raises
    ------
    RecordingError
        If the clip cannot be read.
    OutputError
        If what was measured cannot be written there.
    """
    name = f"{clip.stem}.{_key(clip, settings)}.npz"
    try:
        measurement = read_signals(folder / name)
    except ResultsError:  # not there, or damaged
        measurement = pipeline.measure(clip, settings)
        write_whole(folder, {name: lambda file: write_signals(measurement, file)})
    return pipeline.judge(measurement, settings)


def _key(clip: Path, settings: Settings) -> str:
    """Return what a measurement depends on as 16 hexadecimal digits."""
    pose = settings.pose
    models = {} if pose.model == "none" else {**model_checksums(pose.model), **model_checksums("face")}
    known = {
        "clip": file_sha256(clip),
        "settings": {stage: table for stage, table in settings.tables().items() if stage not in RELABEL_STAGES},
        "versions": pipeline.versions_of(pose),
        "models": models,
        "code": _code_sha256(),
        "format": FORMAT,
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()[:16]


@cache
def _code_sha256() -> str:
    root = Path(twitchcam.__file__).parent
    digest = hashlib.sha256()
    for part in _MEASURING:
        path = root / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
