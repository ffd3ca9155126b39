"""A batch: every recording into its folder, whatever becomes of the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from twitchcam.batch.one import Request, analyze_into, show_in
from twitchcam.batch.places import Places
from twitchcam.batch.sources import Source
from twitchcam.errors import OutputError, sentence_of
from twitchcam.records import Footage
from twitchcam.results.events_json import Document
from twitchcam.results.folder import OutputFolder, holds_results, tidy
from twitchcam.workers import Crew

__all__ = ["FAILURES_CSV", "Batch", "Row", "write_failures"]

FAILURES_CSV = "failures.csv"
_HEADING = ("recording", "problem")


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one recording."""

    recording: Path
    folder: Path | None = None
    """Of its results; None where there was no recording."""
    problem: str | None = None
    """Why it failed, in a sentence."""
    up_to_date: bool = False
    """Whether there was nothing to do."""
    length_s: float = 0.0
    analysed_s: float = 0.0
    """How much of it could be judged, seconds."""
    review: int = 0
    """Movements that need review."""
    jerks: int = 0
    """Brief jerks."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    recording: Path
    footage: Footage
    folder: Path
    request: Request


class Batch:
    """Analyses recordings, each in a process that may fail without harm to the others. Use it as a context manager.

    Parameters
    ----------
    root : Path
        The folder that holds a folder for each recording.
    request : Request
    processes : int
        How many recordings are looked at at the same time.

    Raises
    ------
    OutputError
        On entering, if `root` cannot be written to, or holds a ``failures.csv`` that is not ours.
    """

    def __init__(self, root: Path, request: Request, *, processes: int) -> None:
        self._root = root
        self._request = request
        self._places = Places(root)
        self._failed: dict[Path, str] = {}
        self._folder = OutputFolder(root)
        self._processes = processes
        self._crew = Crew(processes)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self._folder)
            write_failures(self._root, {})
            stack.enter_context(self._crew)
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def run(self, sources: Iterable[Source]) -> Iterator[Row]:
        """Analyse recordings, and yield what became of each as soon as it is known; failures.csv is kept up to date."""
        jobs: list[_Job] = []
        for source in sources:
            try:
                problem = source.problem
                if problem is None:
                    jobs.append(_Job(source.path, source.footage, self._places.folder_for(source), self._request))
            except OSError as error:
                problem = sentence_of(error)
            if problem is not None:
                yield self._noted(Row(source.path, problem=problem))
        for outcome in self._crew.outcomes(_run, self._shared_out(jobs)):
            job, row = outcome.task, outcome.value
            if row is None:
                assert outcome.error is not None
                _clear_up(job.folder)
                row = Row(job.recording, job.folder, sentence_of(outcome.error))
            if row.problem is not None and not holds_results(job.folder):
                self._places.release(job.folder)
            yield self._noted(row)

    def _shared_out(self, jobs: list[_Job]) -> list[_Job]:
        """Give every recording as many processes as are left over where there are fewer recordings than processes."""
        new = sum(not holds_results(job.folder) for job in jobs)
        each = max(1, self._processes // max(1, new))
        return [replace(job, request=replace(job.request, jobs=each)) for job in jobs]

    def _noted(self, row: Row) -> Row:
        known = self._failed.pop(row.recording, None)
        if row.problem is not None:
            self._failed[row.recording] = row.problem
        if row.problem is not None or known is not None:
            write_failures(self._root, self._failed)
        return row


def _clear_up(folder: Path) -> None:
    """Take away what a process that was killed left in a folder, and the folder if there is nothing else in it."""
    with suppress(OSError):
        tidy(folder)
        folder.rmdir()


def _run(job: _Job) -> Row:
    """Analyse one recording, in a process of the crew."""
    try:
        document, up_to_date = analyze_into(job.footage, job.folder, job.request)
    except Exception as error:  # one recording at fault must not stop the others
        return Row(job.recording, job.folder, sentence_of(error))
    problem = None
    try:
        show_in(job.footage, job.folder, document, job.request)
    except Exception as error:  # what was found is there to read, so it is still told
        problem = sentence_of(error)
    return _row(job, document, problem, up_to_date)


def _row(job: _Job, document: Document, problem: str | None, up_to_date: bool) -> Row:
    findings = document["findings"]
    return Row(
        job.recording,
        job.folder,
        problem,
        up_to_date,
        length_s=document["video"]["duration_s"],
        analysed_s=3600.0 * float(findings.get("analysable_hours", 0.0)),
        review=int(findings.get("review", 0)),
        jerks=int(findings.get("jerks", 0)),
        warnings=tuple(findings.get("warnings", ())),
    )


def write_failures(root: Path, failed: Mapping[Path, str]) -> None:
    """Write ``failures.csv``, or take away an earlier one where nothing failed.

    Raises
    ------
    OutputError
        If a file of that name is not ours.
    """
    path = root / FAILURES_CSV
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_HEADING)
    heading = text.getvalue()
    if path.exists() and not _begins_with(path, heading):
        raise OutputError(
            f"{path} is in the way: it was not written by twitchcam. Move it away, or choose another folder."
        )
    if not failed:
        path.unlink(missing_ok=True)
        return
    table.writerows((str(recording), problem) for recording, problem in failed.items())
    with OutputFolder(root) as folder:
        folder.write({FAILURES_CSV: partial(_put, text.getvalue())})


def _begins_with(path: Path, heading: str) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline() == heading
    except OSError:
        return False


def _put(text: str, file: BinaryIO) -> None:
    file.write(text.encode("utf-8", "replace"))
