"""Clips made worse, one factor at a time: which events keep their label.

1. Each clip is looked at as it is, and again for every step of every factor: re-encoded, with nothing else changed.
2. Looked at are the true jerks of at least ``least_amplitude`` and all true episodes to review.
3. An event that was called rightly in the clip as it is, is kept when it is called the same in the worse clip,
   relabelled when it is called something else, and lost when it is missed or excluded there.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from twitchcam import __version__
from twitchcam.benchmark.counts import total
from twitchcam.benchmark.dataset import Clip, Dataset
from twitchcam.benchmark.detectors import Detector
from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.running import Job, run_detector
from twitchcam.benchmark.scoring import EXCLUDED, MISSED, ClipScore, score_clip
from twitchcam.benchmark.settings import CameraLimit, ScoringSettings, StressSettings
from twitchcam.errors import DatasetError
from twitchcam.records import Label
from twitchcam.video import Worsening, open_recording, reencode

__all__ = ["FACTORS", "Step", "steps_of", "stress"]

Opener = Callable[[], Detector]
Progress = Callable[[str, float, float], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One factor at one strength."""

    factor: str
    value: float | str
    change: Worsening
    """The bit rate in it is filled in clip by clip."""
    bit_rate_share: float | None = None
    """Bit rate as a share of the clip's own; None: constant quality."""
    limit: CameraLimit | None = None
    """What the clip is brought down to; what already lies below stays."""


FACTORS: Mapping[str, str] = {
    "weak-camera": "most frames a second, lines and bits a second a clip keeps, one by one and together",
    "frame-rate": "share of the frames kept",
    "size": "factor on width and height",
    "bit-rate": "share of the file's own bit rate, H.264",
    "codec": "encoder, at the file's own bit rate",
    "dropped-frames": "share of the frames lost at random",
    "darkness": "factor on the brightness",
    "noise": "standard deviation of added noise, grey levels",
}
"""Names of the factors, and what their values mean."""


def steps_of(settings: StressSettings, factors: Sequence[str] = ()) -> list[Step]:
    """Return the steps of the factors, all factors where none is named.

    Raises
    ------
    DatasetError
        If there is no such factor.
    """
    unknown = [factor for factor in factors if factor not in FACTORS]
    if unknown:
        raise DatasetError(f"There is no factor {unknown[0]!r}; known are {', '.join(FACTORS)}.")
    plain = Worsening(quality=settings.quality, seed=settings.seed)

    def changed(**values: Any) -> Worsening:
        return dataclasses.replace(plain, **values)

    steps = [
        *(Step("weak-camera", limit.words, plain, limit=limit) for limit in settings.weak_cameras),
        *(Step("frame-rate", share, changed(kept_frames=share)) for share in settings.frame_rates),
        *(Step("size", share, changed(size=share)) for share in settings.sizes),
        *(Step("bit-rate", share, plain, share) for share in settings.bit_rates),
        *(Step("codec", name, changed(codec=name), 1.0) for name in settings.codecs),
        *(Step("dropped-frames", share, changed(dropped_frames=share)) for share in settings.dropped_frames),
        *(Step("darkness", factor, changed(brightness=factor)) for factor in settings.darkness),
        *(Step("noise", deviation, changed(noise=deviation)) for deviation in settings.noise),
    ]
    return [step for step in steps if not factors or step.factor in factors]


class _Stressed:
    """A detector that looks at a worse copy of each clip."""

    def __init__(self, opener: Opener, step: Step) -> None:
        self._detector = opener()
        self._step = step

    def detect(self, clip: Path) -> ClipFindings:
        change = _for_clip(self._step, clip)
        with tempfile.TemporaryDirectory(prefix="twitchcam-") as folder:
            worse = Path(folder) / "worse.mp4"
            reencode(clip, worse, change)
            return self._detector.detect(worse)


def _for_clip(step: Step, clip: Path) -> Worsening:
    """Fill in what depends on the clip."""
    if step.bit_rate_share is None and step.limit is None:
        return step.change
    with open_recording(clip) as recording:
        info = recording.info
    own = 8.0 * clip.stat().st_size / max(info.duration_s, 1e-3)
    if step.limit is None:
        return dataclasses.replace(step.change, bits_per_s=max(1000, round(own * (step.bit_rate_share or 1.0))))
    limit = step.limit
    return dataclasses.replace(
        step.change,
        kept_frames=_kept_frames(step, float(info.nominal_fps)),
        size=1.0 if limit.lines is None else min(1.0, limit.lines / info.height_px),
        bits_per_s=None if limit.bits_per_s is None else round(min(own, limit.bits_per_s)),
    )


def _kept_frames(step: Step, fps: float) -> float:
    """Return the share of a clip's frames that a step keeps."""
    if step.limit is None or step.limit.fps is None:
        return step.change.kept_frames
    return min(1.0, step.limit.fps / fps)


def _open_stressed(opener: Opener, step: Step) -> Detector:
    return _Stressed(opener, step)


def stress(
    dataset: Dataset,
    opener: Opener,
    steps: Sequence[Step],
    *,
    settings: StressSettings,
    scoring: ScoringSettings,
    detector: str,
    processes: int = 1,
    progress: Progress | None = None,
) -> Iterator[dict[str, Any]]:
    """Look at every clip as it is and at every step.

    Parameters
    ----------
    dataset : Dataset
    opener : callable
        See `run_detector`.
    steps : sequence of Step
    settings, scoring : StressSettings, ScoringSettings
    detector : str
        Its name.
    processes, progress
        See `run_detector`.

    Yields
    ------
    dict
        The document with the steps so far, after each of them: a run takes long.

    Raises
    ------
    DatasetError
        If a clip cannot be looked at as it is.
    """
    jobs = [Job(clip.name, clip.path, clip.video.duration_s) for clip in dataset.clips]
    plain = run_detector(opener, jobs, processes=processes, progress=_named(progress, "As they are"))
    broken = [text for text in plain.values() if isinstance(text, str)]
    if broken:
        raise DatasetError(broken[0])
    before = _scores(dataset.clips, plain, scoring)
    rows = []
    for number, step in enumerate(steps, 1):
        words = f"{step.factor} {step.value} ({number} of {len(steps)})"
        outcomes = run_detector(
            partial(_open_stressed, opener, step), jobs, processes=processes, progress=_named(progress, words)
        )
        failed = {name: text for name, text in outcomes.items() if isinstance(text, str)}
        after = _scores(dataset.clips, outcomes, scoring, step)
        rows.append({**_row(step, before, after, settings), "failed": failed})
        yield _document(dataset, before, rows, settings=settings, scoring=scoring, detector=detector)


def _document(
    dataset: Dataset,
    before: Mapping[str, ClipScore],
    rows: Sequence[dict[str, Any]],
    *,
    settings: StressSettings,
    scoring: ScoringSettings,
    detector: str,
) -> dict[str, Any]:
    return {
        "schema_version": "1",
        "program": {"twitchcam": __version__},
        "detector": detector,
        "dataset": {"name": dataset.name, "sha256": dataset.sha256, "clips": len(dataset.clips)},
        "scoring": dataclasses.asdict(scoring),
        "stress": dataclasses.asdict(settings),
        "as_they_are": _sums(before),
        "steps": list(rows),
    }


def _scores(
    clips: Sequence[Clip],
    outcomes: Mapping[str, ClipFindings | str],
    scoring: ScoringSettings,
    step: Step | None = None,
) -> dict[str, ClipScore]:
    def fps(clip: Clip) -> float:
        own = float(clip.video.nominal_fps)
        return own if step is None else own * _kept_frames(step, own)

    return {
        clip.name: score_clip(clip.episodes, found, clip.video.duration_s, fps(clip), scoring)
        for clip in clips
        if isinstance(found := outcomes[clip.name], ClipFindings)
    }


def _row(
    step: Step, before: Mapping[str, ClipScore], after: Mapping[str, ClipScore], settings: StressSettings
) -> dict[str, Any]:
    kept = {"normal_jerk": 0, "needs_review": 0}
    looked_at, relabelled, lost = dict(kept), dict(kept), dict(kept)
    changes = []
    for name, label, was, now, start_s in _called(before, after, settings):
        looked_at[label] += 1
        if now == was:
            kept[label] += 1
            continue
        (lost if now in {MISSED, EXCLUDED} else relabelled)[label] += 1
        changes.append({"clip": name, "start_s": round(start_s, 3), "label": label, "called": now})
    return {
        "factor": step.factor,
        "value": step.value,
        "looked_at": looked_at,
        "kept": kept,
        "relabelled": relabelled,
        "lost": lost,
        "sums": _sums(after),
        "changes": changes,
    }


def _called(
    before: Mapping[str, ClipScore], after: Mapping[str, ClipScore], settings: StressSettings
) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield clip, label, what it was called and is called, and start of each event that was called rightly."""
    for name in sorted(set(before) & set(after)):
        for was, now in zip(before[name].episodes, after[name].episodes, strict=True):
            episode = was.episode
            small = episode.amplitude is not None and episode.amplitude < settings.least_amplitude
            jerk = episode.label is Label.NORMAL_JERK
            if was.found and episode.label is not Label.OTHER_MOVEMENT and not (jerk and small):
                yield name, str(episode.label), str(was.called), str(now.called), episode.span.start_s


def _sums(scores: Mapping[str, ClipScore]) -> dict[str, Any]:
    sums = total(score.counts for score in scores.values())
    names = (
        "clips",
        "jerks",
        "jerks_found",
        "false_jerks",
        "review",
        "review_found",
        "review_suppressed",
        "false_review",
    )
    return {
        **{name: getattr(sums, name) for name in names},
        "flagged_outside_s": round(sums.flagged_outside_s, 3),
        "analysable_share": round(sums.analysable_s / sums.duration_s, 5) if sums.duration_s else None,
    }


def _named(progress: Progress | None, words: str) -> Progress | None:
    if progress is None:
        return None
    return lambda _, done_s, total_s: progress(words, done_s, total_s)
