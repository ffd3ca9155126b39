"""A recording and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from twitchcam.timespan import TimeSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Excluded", "Frame", "VideoInfo"]


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known of a recording before its pictures are looked at."""

    file_name: str
    """Name without its folder."""
    sha256: str
    """Checksum of the file, hexadecimal."""
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

    def clock_time(self, time_s: float) -> datetime | None:
        """Return the clock time at ``time_s``, or None where the start is unknown."""
        return None if self.start_time is None else self.start_time + timedelta(seconds=time_s)


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
