"""The seam behind which a recording is one file, or several on one time line.

::

    Recording
    |-- FileRecording      reader.py
    `-- JoinedRecording    joined.py
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from twitchcam.records import Excluded, Frame, VideoInfo
from twitchcam.timespan import TimeSpan

if TYPE_CHECKING:
    from twitchcam.video.reader import FileRecording

__all__ = ["SAME_S", "Part", "Recording"]

SAME_S = 1e-6
"""Times that differ less are the same: they went through floating point numbers."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one file holds of a stretch of a recording."""

    file: FileRecording
    """Open; to be used before the next part is asked for."""
    shift_s: float
    """Where the file's first picture stands on the recording's clock."""
    span: TimeSpan
    """What is wanted of it, on the recording's clock."""
    until_s: float
    """From here on the recording is another file's."""

    @property
    def wanted(self) -> TimeSpan:
        """What is wanted, on the file's own clock."""
        return TimeSpan(self.span.start_s - self.shift_s, self.span.end_s - self.shift_s)

    def holds(self, time_s: float) -> bool:
        """Whether a time of the recording's clock is this file's, and not one before or after it."""
        return self.span.start_s - SAME_S <= time_s < self.until_s - SAME_S


class Recording(ABC):
    """An open recording. Use it as a context manager; every iteration decodes afresh, one at a time.

    Attributes
    ----------
    info : VideoInfo
        Facts of the recording. ``duration_s`` is what is stated, or where nothing is stated, where its packets end.
    """

    info: VideoInfo

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close what is open."""

    @abstractmethod
    def frames(
        self,
        span: TimeSpan | None = None,
        *,
        width_px: int | None = None,
        colour: bool = False,
        still_times_s: Iterable[float] = (),
        damage: list[Excluded] | None = None,
    ) -> Iterator[Frame]:
        """Decode frames in the order they are shown.

        Parameters
        ----------
        span : TimeSpan, optional
            Only frames whose time lies inside; decoding starts at the keyframe before it.
        width_px : int, optional
            Shrink the luma to this width, keeping the shape of the picture; wider is never made.
        colour : bool
            Also decode the RGB picture, at full size.
        still_times_s : iterable of float
            Rising times; the first frame at or after each carries its full-size luma as ``still``.
        damage : list of Excluded, optional
            Filled with the stretches that could not be read.

        Yields
        ------
        Frame
            With strictly rising times; all pictures of a recording have the size of its first one.
        """

    @abstractmethod
    def parts(self, span: TimeSpan) -> Iterator[Part]:
        """Yield what each file holds of a stretch, in time order."""
