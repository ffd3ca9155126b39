"""Makes what a run shows, the highlight video and the page, where what lies in the folder is not of these events.

Both carry a stamp of what they were made from, so that a second run finds them up to date, events that were labelled
again never stand beside clips of the old ones, and a file that is not ours is never replaced.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from twitchcam.errors import OutputError, ResultsError
from twitchcam.records import Footage, Label
from twitchcam.results.events_json import Document, EventEntry, read_document, to_text
from twitchcam.results.folder import EVENTS_JSON, OutputFolder
from twitchcam.results.highlights.plan import Choice, Plan, make_plan
from twitchcam.results.phrases import count_words, duration_words
from twitchcam.settings import HighlightSettings

if TYPE_CHECKING:
    from twitchcam.records import Measurement
    from twitchcam.results.report.pictures import Thumbnail
    from twitchcam.video import Recording

__all__ = ["CLIPS", "HIGHLIGHTS_MP4", "REPORT_HTML", "earlier_choice", "refuse_foreign", "show", "write_clips"]

HIGHLIGHTS_MP4 = "highlights.mp4"
REPORT_HTML = "report.html"
CLIPS = "clips"

_VIDEO_STAMP = re.compile(r"twitchcam highlights 1 ([0-9a-f]{16}) ([0-9a-f]{16}) (all|review)")
_CLIP_STAMP = "twitchcam clip 1"
_PAGE_STAMP = re.compile(r'<meta name="twitchcam-report" content="([^"]*)">')
_PAGE_HEAD_BYTES = 4096

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True, slots=True)
class _Video:
    """The highlight video that lies in the folder."""

    plan: Plan
    """What it shows; without clips where it does not fit, or is not there."""
    older: bool
    """Whether one is there that was made from other events."""
    stamp: str


def refuse_foreign(folder: Path) -> None:
    """Raise OutputError if a file in the folder has one of our names and was not written by twitchcam."""
    for name, stamp in ((HIGHLIGHTS_MP4, _video_stamp), (REPORT_HTML, _page_stamp)):
        path = folder / name
        if os.path.lexists(path) and stamp(path) is None:
            raise OutputError(
                f"{path} is in the way: it was not written by twitchcam. "
                "Move it away, or choose another folder with --output."
            )


def earlier_choice(folder: Path) -> Choice:
    """Return what the video of an earlier run was asked to show; where there was nothing to show: everything."""
    found = _VIDEO_STAMP.fullmatch(_video_stamp(folder / HIGHLIGHTS_MP4) or "")
    if found is not None:
        return Choice(found[3])
    try:
        document = read_document(folder / EVENTS_JSON)
    except ResultsError:
        return Choice.ALL
    return Choice.NONE if any(_counts(event) for event in document["events"]) else Choice.ALL


def show(
    folder: OutputFolder,
    document: Document,
    measurement: Callable[[], Measurement],
    recording: Footage | None,
    settings: HighlightSettings,
    choice: Choice = Choice.ALL,
    progress: Progress | None = None,
    *,
    again: bool = False,
) -> str:
    """Make the highlight video and the page as far as they are missing or older than the events.

    Parameters
    ----------
    folder : OutputFolder
        Holds the run.
    document : Document
        The outcome of the run.
    measurement : callable
        Returns what was measured; called only if something is to be made.
    recording : Path, Joined or None
        The recording; without it no video is made, and the page has no pictures.
    settings : HighlightSettings
    choice : Choice
        What the video shows. `Choice.NONE`: none is made, and one that lies there is left.
    progress : callable, optional
    again : bool
        Make both even if they are of these events.

    Returns
    -------
    str
        A sentence about what there is to see.

    Raises
    ------
    OutputError
        If a file cannot be written, or one that is not ours is in the way.
    RecordingError
        If the recording cannot be read; the page is then there, without the video.
    """
    refuse_foreign(folder.path)
    maker = _Showing(folder, document, measurement, recording, settings, choice, progress, again)
    return maker.make()


def write_clips(
    folder: OutputFolder,
    document: Document,
    measurement: Measurement,
    recording: Footage,
    settings: HighlightSettings,
    choice: Choice = Choice.ALL,
    progress: Progress | None = None,
) -> list[Path]:
    """Write one video for each event that the highlight video would show, into ``clips/``; return their paths.

    Raises
    ------
    OutputError
        If one cannot be written.
    RecordingError
        If the recording cannot be read.
    """
    from twitchcam.video import open_recording

    wanted = make_plan(document, measurement.traces, settings, choice).places
    paths = []
    with open_recording(recording) as opened, OutputFolder(folder.path / CLIPS) as clips:
        for event in document["events"]:
            if event["id"] not in wanted:
                continue
            alone: Document = {**document, "events": [event]}
            plan = make_plan(alone, measurement.traces, settings, opening_s=0.0)
            # The document may come from elsewhere; a name must not lead out of the folder.
            name = re.sub(r"[^A-Za-z0-9_.-]", "_", f"{event['id']}-{event['pattern']}") + ".mp4"
            clips.write({name: _video_writer(opened, alone, measurement, plan, settings, _CLIP_STAMP, progress)})
            paths.append(folder.path / CLIPS / name)
    _remove_older(folder.path / CLIPS, paths)
    return paths


def _remove_older(folder: Path, kept: Sequence[Path]) -> None:
    """Take away clips of ours that belong to earlier events: their names state labels that no longer hold."""
    from twitchcam.video import read_comment

    for path in folder.glob("*.mp4"):
        if path not in kept and read_comment(path) == _CLIP_STAMP:
            path.unlink()


class _Showing:
    """One run of `show`."""

    def __init__(
        self,
        folder: OutputFolder,
        document: Document,
        measurement: Callable[[], Measurement],
        recording: Footage | None,
        settings: HighlightSettings,
        choice: Choice,
        progress: Progress | None,
        again: bool,
    ) -> None:
        self._folder, self._document, self._recording = folder, document, recording
        self._settings, self._choice, self._progress, self._again = settings, choice, progress, again
        self._read = measurement
        self._measurement: Measurement | None = None
        self._stack = ExitStack()
        self._open: Recording | None = None
        self._of_events = _digest(to_text(document))
        self._page_begins = f"1 {self._of_events}"
        self._of_settings = _digest(repr(sorted(asdict(settings).items())))

    def make(self) -> str:
        if not (_page_stamp(self._folder.path / REPORT_HTML) or "").startswith(self._page_begins):
            # First a plain one: whatever becomes of the video, no page of other events is left standing.
            self._page(self._found(), pictures=False)
        with ExitStack() as stack:
            self._stack = stack
            video = self._video()
            self._page(video, pictures=self._recording is not None)
        return f"{REPORT_HTML} shows everything on one page. {self._words(video)}"

    def _opened(self, footage: Footage) -> Recording:
        """Open the recording once: its checksum alone takes seconds for a long one."""
        if self._open is None:
            from twitchcam.video import open_recording

            self._open = self._stack.enter_context(open_recording(footage))
        return self._open

    def _measured(self) -> Measurement:
        if self._measurement is None:
            self._measurement = self._read()
        return self._measurement

    def _video(self) -> _Video:
        """Return the video that fits, making it where it can be."""
        path = self._folder.path / HIGHLIGHTS_MP4
        shown = {Label.NEEDS_REVIEW} if self._choice is Choice.REVIEW else {Label.NEEDS_REVIEW, Label.NORMAL_JERK}
        if self._choice is Choice.NONE or self._recording is None:
            return self._found()
        if not any(event["label"] in shown for event in self._document["events"]):
            path.unlink(missing_ok=True)  # ours, and of events that are no longer there
            return self._found()
        stamp = f"twitchcam highlights 1 {self._of_events} {self._of_settings} {self._choice.value}"
        if self._again or _video_stamp(path) != stamp:
            plan = make_plan(self._document, self._measured().traces, self._settings, self._choice)
            write = _video_writer(
                self._opened(self._recording),
                self._document,
                self._measured(),
                plan,
                self._settings,
                stamp,
                self._progress,
            )
            self._folder.write({HIGHLIGHTS_MP4: write})
        return self._found()

    def _found(self) -> _Video:
        """Look at the video that lies in the folder."""
        path = self._folder.path / HIGHLIGHTS_MP4
        stamp = _video_stamp(path)
        found = _VIDEO_STAMP.fullmatch(stamp or "")
        if found is None:
            return _Video(Plan((), 0.0, {}, 0), False, "none")
        if found[1] != self._of_events or found[2] != self._of_settings:
            return _Video(Plan((), 0.0, {}, 0), True, "older")
        plan = make_plan(self._document, self._measured().traces, self._settings, Choice(found[3]))
        return _Video(plan, False, found[0])

    def _page(self, video: _Video, *, pictures: bool) -> None:
        stamp = f"{self._page_begins} {_digest(video.stamp)} {'pictures' if pictures else 'plain'}"
        path = self._folder.path / REPORT_HTML
        if not self._again and _page_stamp(path) == stamp:
            return
        from twitchcam.results.report.page import write_page

        thumbnails: Mapping[str, Sequence[Thumbnail]] = {}
        if pictures and self._recording is not None:
            from twitchcam.results.report.pictures import take_thumbnails

            thumbnails = take_thumbnails(
                self._opened(self._recording), self._document, self._measured(), self._progress
            )

        def write(file: BinaryIO) -> None:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            write_page(
                text,
                self._document,
                self._measured(),
                stamp=stamp,
                places=video.plan.places,
                video_s=video.plan.duration_s,
                video_words=self._words(video),
                thumbnails=thumbnails,
            )
            text.flush()
            text.detach()

        self._folder.write({REPORT_HTML: write})

    def _words(self, video: _Video) -> str:
        plan = video.plan
        if plan.clips:
            shown = count_words(len(plan.places), "movement")
            text = f"{HIGHLIGHTS_MP4} shows {shown} in {duration_words(plan.duration_s)}"
            if plan.jerks_left_out:
                text += f"; {count_words(plan.jerks_left_out, 'brief jerk')} left out"
            return text + "."
        if video.older:
            return (
                f"{HIGHLIGHTS_MP4} is older than these events and does not belong to them; "
                "twitchcam highlights makes it again."
            )
        if not any(_counts(event) for event in self._document["events"]):
            return "There is no highlight video, because there is no movement to show."
        if self._choice is Choice.REVIEW:
            return "There is no highlight video, because no movement needs review."
        return "No highlight video was made; twitchcam highlights makes it."


def _video_writer(
    recording: Recording,
    document: Document,
    measurement: Measurement,
    plan: Plan,
    settings: HighlightSettings,
    stamp: str,
    progress: Progress | None,
) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        from twitchcam.results.highlights.making import make_video

        # To put the index first the encoder reads the file a second time, so it needs its name.
        path = Path(str(file.name))
        make_video(recording, path, document, measurement, plan, settings, comment=stamp, progress=progress)

    return write


def _video_stamp(path: Path) -> str | None:
    """Return the stamp of a highlight video; None where there is none, or it is not ours."""
    if not path.is_file():
        return None
    from twitchcam.video import read_comment

    comment = read_comment(path)
    return comment if comment is not None and _VIDEO_STAMP.fullmatch(comment) else None


def _page_stamp(path: Path) -> str | None:
    """Return the stamp of a page; None where there is none, or it is not ours."""
    try:
        with path.open("rb") as file:
            head = file.read(_PAGE_HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    found = _PAGE_STAMP.search(head)
    return found[1] if found else None


def _counts(event: EventEntry) -> bool:
    return event["label"] != Label.OTHER_MOVEMENT


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
