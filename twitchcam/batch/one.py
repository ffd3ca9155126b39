"""One recording into its folder, unless that has been done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from twitchcam.records import Footage
from twitchcam.results import showing
from twitchcam.results.events_json import Document
from twitchcam.results.finding import check_recording, files_of, sha256_of
from twitchcam.results.folder import SIGNALS_NPZ, OutputFolder, earlier_analysis
from twitchcam.results.highlights.plan import Choice
from twitchcam.results.progress import RunProgress
from twitchcam.results.signals import read_signals
from twitchcam.results.writing import write_analysis
from twitchcam.settings import Settings

__all__ = ["Request", "analyze_into", "show_in"]

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, the same for every recording."""

    settings: Settings
    mask: Path | None = None
    """A picture of the recording's size, white where the infant lies."""
    highlights: Choice = Choice.ALL
    overwrite: bool = False
    """Whether results with other settings may be replaced."""
    jobs: int = 1
    """How many processes may work on a recording; any number gives the same results."""


def analyze_into(
    clip: Footage,
    folder: Path,
    request: Request,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> tuple[Document, bool]:
    """Analyse a recording and write events and signals, or find that this has been done.

    Parameters
    ----------
    clip : Path or Joined
    folder : Path
        For the results; made where there is none.
    request : Request
    progress : callable, optional
        Told what is being done, and how many seconds of how many are done.
    tell : callable, optional
        Gets a sentence where a run that was stopped is gone on with, or cannot be.

    Returns
    -------
    (Document, bool)
        The outcome, and whether the folder held it already.

    Raises
    ------
    RecordingError, RegionError, ModelFileError
        As `twitchcam.pipeline.analyze`.
    OutputError
        If the folder cannot be used; `OutdatedError` where it holds something else.
    """
    check_recording(clip)
    showing.refuse_foreign(folder)
    tables = request.settings.tables()
    document = earlier_analysis(
        folder, lambda: sha256_of(clip), tables, overwrite=request.overwrite, files=files_of(clip), tell=tell
    )
    if document is not None:
        return document, True
    with OutputFolder(folder) as opened:
        from twitchcam import pipeline

        keeper = RunProgress(folder, tell)
        analysis = pipeline.analyze(
            clip, request.settings, mask=request.mask, progress=progress, jobs=request.jobs, keeper=keeper
        )
        document = write_analysis(opened, analysis)
        keeper.clear()
        return document, False


def show_in(clip: Footage, folder: Path, document: Document, request: Request, progress: Progress | None = None) -> str:
    """Make the highlight video and the page as far as they are missing; see `showing.show`."""
    with OutputFolder(folder) as opened:
        return showing.show(
            opened,
            document,
            lambda: read_signals(folder / SIGNALS_NPZ),
            clip,
            request.settings.highlights,
            request.highlights,
            progress,
        )
