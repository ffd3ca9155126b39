"""A recording and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from twitchcam.timespan import TimeSpan, gaps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twitchcam.records.body import Box

__all__ = ["Excluded", "Footage", "Frame", "Joined", "Masked", "Segment", "StartFrom", "VideoInfo"]


class StartFrom(StrEnum):
    """Where it is known from when a file of a joined recording begins."""

    NAME = "name"
    """From the file's name, or its folder's."""
    METADATA = "metadata"
    """From the time that the file states for itself."""
    METADATA_END = "metadata_end"
    """The same, where the files fit together only if it is the time at which each was finished."""
    ORDER = "order"
    """Not known: it was put behind the file before."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a joined recording."""

    file_name: str
    """Name without its folder."""
    sha256: str
    """Checksum of the file, hexadecimal."""
    span: TimeSpan
    """From its first picture to its end on the time line of the recording, in whole milliseconds."""
    start_time: datetime | None
    """Clock time at which it begins as its name or the file states it."""
    start_from: StartFrom
    """Where its start is known from."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known of a recording before its pictures are looked at."""

    file_name: str
    """Name without its folder; of a joined recording, that of its first file."""
    sha256: str
    """Checksum of the file, hexadecimal; of a joined recording, one that stands for all files."""
    width_px: int
    """Width of the picture as it is shown, after rotation."""
    height_px: int
    """Height of the picture as it is shown, after rotation."""
    nominal_fps: Fraction
    """Pictures per second as the file states it; real times come with each frame."""
    duration_s: float
    """From the first picture to the end of the last readable one."""
    codec: str
    """Name of the video codec, such as ``h264``."""
    rotation_deg: int
    """Clockwise turn that makes the stored picture upright: 0, 90, 180 or 270."""
    start_time: datetime | None
    """Clock time of the first picture, where known."""
    has_sound: bool
    """Whether the file holds a sound stream."""
    segments: tuple[Segment, ...] = ()
    """The files of a joined recording in order of their start; empty where it is one file."""

    def unrecorded(self) -> tuple[TimeSpan, ...]:
        """Return the stretches between files, in which nothing was recorded."""
        spans = [segment.span for segment in self.segments]
        return gaps(spans, TimeSpan(0.0, max(span.end_s for span in spans))) if spans else ()

    def overlaps(self) -> tuple[TimeSpan, ...]:
        """Return the stretches that a file shares with those before it; the later one's pictures are left out there."""
        found, end_s = [], 0.0
        for segment in self.segments:
            if segment.span.start_s < end_s:
                found.append(TimeSpan(segment.span.start_s, min(segment.span.end_s, end_s)))
            end_s = max(end_s, segment.span.end_s)
        return tuple(found)

    def clock_time(self, time_s: float) -> datetime | None:
        """Return the clock time at ``time_s``, or None where the start is unknown."""
        return None if self.start_time is None else self.start_time + timedelta(seconds=time_s)


@dataclass(frozen=True, slots=True)
class Joined:
    """Files that are read as one recording."""

    paths: tuple[Path, ...]
    """In the order of their start: one for each segment."""
    info: VideoInfo
    """What is known of the whole; its segments say where each file stands."""

    @property
    def name(self) -> str:
        """What the recording is called: the name of its first file."""
        return self.info.file_name


Footage: TypeAlias = Path | Joined
"""Where a recording is read from: one file, or several."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture."""

    time_s: float
    """The decoder's presentation time, counted from the first picture."""
    luma: NDArray[np.uint8]
    """Brightness, shape (height, width), upright, 0 to 255."""
    keyframe: bool
    """Whether the picture was coded without reference to others."""
    colour: NDArray[np.uint8] | None = None
    """RGB picture, shape (height, width, 3), only where it was asked for."""
    still: NDArray[np.uint8] | None = None
    """Full-size luma beside a shrunk ``luma``, only at the times asked for."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A stretch that was not judged, and why."""

    span: TimeSpan
    reason: str
    """One of the words that docs/events.md lists, such as ``unreadable`` or ``camera_moved``."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A place in the picture that changes by itself."""

    span: TimeSpan
    reason: str
    """``never_rests``: something that moves from the first to the last frame, such as a fan, a mobile or a television;
    it is left out of what is looked at. ``on_screen_text``: running writing, such as a clock; it is not taken for
    movement at the moments when it changes."""
    box: Box
    """Around the place, in pixels of the original picture; of writing, around what changes every second."""
