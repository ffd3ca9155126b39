"""Runs a detector over the clips of a data set, in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from twitchcam.benchmark.detectors import Detector
from twitchcam.benchmark.findings import ClipFindings
from twitchcam.errors import DatasetError, TwitchcamError, WorkerError
from twitchcam.workers import Crew

__all__ = ["Job", "run_detector"]

Opener = Callable[[], Detector]
Progress = Callable[[str, float, float], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to be looked at."""

    name: str
    path: Path
    duration_s: float


def run_detector(
    opener: Opener,
    jobs: Sequence[Job],
    *,
    processes: int = 1,
    progress: Progress | None = None,
) -> dict[str, ClipFindings | str]:
    """Look at every clip.

    Parameters
    ----------
    opener : callable
        Opens the detector; called once in every process, so it must be one that can be sent there, such as a `partial`
        of `open_detector`.
    jobs : sequence of Job
    processes : int
        How many clips are looked at at the same time.
    progress : callable, optional
        Told the seconds of footage that are done.

    Returns
    -------
    dict
        By name, in the order of ``jobs``: what was found, or the sentence that says why the clip cannot be read.

    Raises
    ------
    DatasetError
        If there is no such detector, or a process was killed.
    """
    total_s = sum(job.duration_s for job in jobs)
    done_s, found = 0.0, dict[str, ClipFindings | str]()
    processes = min(processes, len(jobs))
    outcomes = _in_processes(opener, jobs, processes) if processes > 1 else _here(opener, jobs)
    if progress is not None:
        progress("Looking for movements", 0.0, total_s)
    for job, outcome in outcomes:
        found[job.name] = outcome
        done_s += job.duration_s
        if progress is not None:
            progress("Looking for movements", done_s, total_s)
    return {job.name: found[job.name] for job in jobs}


def _here(opener: Opener, jobs: Sequence[Job]) -> Iterator[tuple[Job, ClipFindings | str]]:
    detector = opener()
    for job in jobs:
        yield job, _detect(detector, job.path)


def _in_processes(opener: Opener, jobs: Sequence[Job], processes: int) -> Iterator[tuple[Job, ClipFindings | str]]:
    opener()  # what is wrong with it is said here, once
    # The longest first, so that none is left over at the end.
    order = sorted(jobs, key=lambda job: -job.duration_s)
    with Crew(processes, _open_here, opener) as crew:
        for outcome in crew.outcomes(_detect_here, order):
            try:
                yield outcome.task, outcome.result()
            except WorkerError as error:
                raise DatasetError(
                    "A process that looked at a clip was killed; with fewer --jobs less memory is used."
                ) from error


_opened: list[Detector] = []
"""The detector of this process."""


def _open_here(opener: Opener) -> None:
    _opened[:] = [opener()]


def _detect_here(job: Job) -> ClipFindings | str:
    return _detect(_opened[0], job.path)


def _detect(detector: Detector, path: Path) -> ClipFindings | str:
    try:
        return detector.detect(path)
    except TwitchcamError as error:
        return str(error)
