"""Detectors by name. Others plug in through the entry point group ``twitchcam.detectors``.

An entry point names a function that takes `Settings` and returns a `Detector`; it is opened once in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.errors import DatasetError
from twitchcam.records import Analysis
from twitchcam.settings import Settings

__all__ = ["GROUP", "Detector", "detector_names", "open_detector", "open_twitchcam"]

GROUP = "twitchcam.detectors"

_OWN = {
    "twitchcam": "twitchcam.benchmark.detectors:open_twitchcam",
    "frame-difference": "twitchcam.benchmark.frame_difference:open_frame_difference",
}
"""Ours, known here too so that they work in a checkout that was never installed."""


class Detector(Protocol):
    """Finds movements in a clip."""

    def detect(self, clip: Path) -> ClipFindings:
        """Return what it finds in the clip; raises RecordingError when the clip cannot be read."""
        ...


def detector_names() -> list[str]:
    """Return the names of all detectors that are installed, ours first."""
    others = {point.name for point in entry_points(group=GROUP)} - set(_OWN)
    return [*_OWN, *sorted(others)]


def open_detector(name: str, settings: Settings, keep: Path | None = None) -> Detector:
    """Return the detector of that name.

    Parameters
    ----------
    name : str
        One of `detector_names`.
    settings : Settings
        What it works with.
    keep : Path, optional
        Folder that keeps what is measured (`twitchcam.benchmark.kept`); the program's own detector only.

    Raises
    ------
    DatasetError
        If there is none, it cannot be loaded, or it keeps nothing.
    """
    if keep is not None:
        if name != "twitchcam":
            raise DatasetError(f"The detector {name!r} keeps no measurements; --keep is for the detector twitchcam.")
        return _Twitchcam(settings, keep)
    if name in _OWN:
        point = EntryPoint(name, _OWN[name], GROUP)
    else:
        found = [point for point in entry_points(group=GROUP) if point.name == name]
        if not found:
            raise DatasetError(f"There is no detector {name!r}; known are {', '.join(detector_names())}.")
        point = found[0]
    try:
        factory: Callable[[Settings], Detector] = point.load()
    except (ImportError, AttributeError) as error:
        raise DatasetError(f"The detector {name!r} cannot be loaded from {point.value}: {error}.") from error
    return factory(settings)


class _Twitchcam:
    """The program itself, as ``twitchcam analyze`` runs it."""

    def __init__(self, settings: Settings, keep: Path | None = None) -> None:
        self._settings, self._keep = settings, keep
        if keep is None:
            return
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or str(error)
            raise DatasetError(f"Measurements cannot be kept in {keep}: {why}; expected a folder.") from error

    def detect(self, clip: Path) -> ClipFindings:
        analysis = self._analysis(clip)
        sound = analysis.surroundings.sound
        return ClipFindings(
            findings=tuple(
                Finding(event.span, event.label, event.pattern, float(event.confidence), tuple(map(str, event.parts)))
                for event in analysis.events
            ),
            excluded=analysis.excluded,
            crying=() if sound is None else tuple(cry.span for cry in sound.crying),
            noises_s=() if sound is None else tuple(noise.onset_s for noise in sound.noises),
            settings=self._settings.tables(),
            versions=analysis.versions,
            model_checksums=analysis.model_checksums,
        )

    def _analysis(self, clip: Path) -> Analysis:
        if self._keep is not None:
            from twitchcam.benchmark.kept import analyze_kept

            return analyze_kept(clip, self._settings, self._keep)
        from twitchcam import pipeline

        return pipeline.analyze(clip, self._settings)


def open_twitchcam(settings: Settings) -> Detector:
    """Return the program's own detector."""
    return _Twitchcam(settings)
