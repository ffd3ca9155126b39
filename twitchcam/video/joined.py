"""Several files as one recording on one time line, and opening either kind.

Let file i begin at s_i and end at e_i on the time line (its segment).

1. It answers for from_i <= t < from_(i+1), with from_i = max(s_i, e_j of all files j before it): of pictures that two
   files hold the earlier file's are taken.
2. A picture at t of its own clock stands at s_i + t.

Both follow from the segments alone, so that a stretch gives exactly the pictures that reading through gives.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from twitchcam.errors import RecordingError
from twitchcam.records import Excluded, Footage, Frame, Joined, VideoInfo
from twitchcam.timespan import TimeSpan
from twitchcam.video.reader import FileRecording
from twitchcam.video.recording import Part, Recording

__all__ = ["JoinedRecording", "open_recording"]

_MOST_OPEN = 3
"""Pictures and sound of a clip are read from a file and the one behind it; a night can have hundreds."""


class JoinedRecording(Recording):
    """An open recording that is made of several files; each is opened when it is first needed.

    Parameters
    ----------
    joined : Joined
    start_time : datetime, optional
        Clock time of the first picture; left out: as the files state it.
    threads : int, optional
        How many threads decode.

    Raises
    ------
    RecordingError
        If a file is not there, or the first cannot be read.
    """

    def __init__(self, joined: Joined, start_time: datetime | None = None, *, threads: int | None = None) -> None:
        for path in joined.paths:
            if not path.exists():
                raise RecordingError(f"There is no file {path}.")
        self.info = joined.info if start_time is None else replace(joined.info, start_time=start_time)
        self._paths, self._threads = joined.paths, threads
        self._files: dict[int, FileRecording] = {}
        self._starts = _own_starts(joined.info)
        self._closed = False
        self._file(0)

    def close(self) -> None:
        """Close the files."""
        self._closed = True
        while self._files:
            self._files.popitem()[1].close()

    def frames(
        self,
        span: TimeSpan | None = None,
        *,
        width_px: int | None = None,
        colour: bool = False,
        still_times_s: Iterable[float] = (),
        damage: list[Excluded] | None = None,
    ) -> Iterator[Frame]:
        """Decode frames of all files; see `Recording.frames`."""
        stills, last_s = list(still_times_s), -math.inf
        for part in self.parts(span or TimeSpan(0.0, math.inf)):
            noted: list[Excluded] = []
            found = part.file.frames(
                part.wanted,
                width_px=width_px,
                colour=colour,
                # One that is due behind the last picture of a file is taken from the next one.
                still_times_s=[time_s - part.shift_s for time_s in stills if time_s > last_s],
                damage=noted,
            )
            for frame in found:
                _hand_over(noted, part, damage)
                time_s = frame.time_s + part.shift_s
                if part.holds(time_s) and time_s > last_s:
                    last_s = time_s
                    yield replace(frame, time_s=time_s)
            _hand_over(noted, part, damage)

    def parts(self, span: TimeSpan) -> Iterator[Part]:
        """Yield what each file holds of a stretch; files without any of it are not opened."""
        ends = [*self._starts[1:], math.inf]
        for number, (start_s, until_s) in enumerate(zip(self._starts, ends, strict=True)):
            wanted = span.intersect(TimeSpan(start_s, until_s))
            if wanted is not None and wanted.start_s < until_s:
                yield Part(self._file(number), self.info.segments[number].span.start_s, wanted, until_s)

    def _file(self, number: int) -> FileRecording:
        if self._closed:
            raise ValueError("the recording is not open any more")
        if number in self._files:
            self._files[number] = self._files.pop(number)  # the latest stands last
            return self._files[number]
        while len(self._files) >= _MOST_OPEN:
            self._files.pop(next(iter(self._files))).close()
        segment = self.info.segments[number]
        alone = replace(
            self.info,
            file_name=segment.file_name,
            sha256=segment.sha256,
            duration_s=segment.span.duration_s,
            start_time=segment.start_time,
            segments=(),
        )
        self._files[number] = FileRecording(self._paths[number], info=alone, threads=self._threads)
        return self._files[number]


def open_recording(
    footage: Footage, start_time: datetime | None = None, *, info: VideoInfo | None = None, threads: int | None = None
) -> Recording:
    """Open a recording.

    Parameters
    ----------
    footage : Path or Joined
        A video file, or several that are one recording.
    start_time : datetime, optional
        Clock time of the first picture; left out, it is taken from the file where it states one.
    info : VideoInfo, optional
        What is known of this very file from opening it before; the checksum of a long one takes seconds.
    threads : int, optional
        How many threads decode; left out, as the decoder thinks best. It changes no picture.

    Raises
    ------
    RecordingError
        If there is no such file, or no picture can be read from it.
    """
    if isinstance(footage, Joined):
        return JoinedRecording(footage if info is None else replace(footage, info=info), start_time, threads=threads)
    return FileRecording(footage, start_time, info=info, threads=threads)


def _own_starts(info: VideoInfo) -> list[float]:
    """Return from when on each file answers for the time line, rule 1."""
    starts, end_s = [], 0.0
    for segment in info.segments:
        starts.append(max(segment.span.start_s, end_s))
        end_s = max(end_s, segment.span.end_s)
    return starts


def _hand_over(noted: list[Excluded], part: Part, damage: list[Excluded] | None) -> None:
    """Pass on what a file has noted, on the recording's clock."""
    for item in noted:
        span = TimeSpan(item.span.start_s + part.shift_s, item.span.end_s + part.shift_s)
        own = span.intersect(part.span)
        if damage is not None and own is not None and own.duration_s > 0.0:
            damage.append(Excluded(own, item.reason))
    noted.clear()
