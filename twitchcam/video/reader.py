"""Reading a recording that is one file: its facts, and its frames in order with their presentation times."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from twitchcam.errors import RecordingError
from twitchcam.records import Excluded, Frame, VideoInfo
from twitchcam.timespan import TimeSpan
from twitchcam.video.checksum import file_sha256
from twitchcam.video.opening import open_container, picture_stream, stated_length_s, stated_start
from twitchcam.video.recording import SAME_S, Part, Recording

__all__ = ["FileRecording"]

_PLANAR_LUMA = frozenset(
    {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuv411p", "nv12", "nv21", "gray"}
)
"""Pixel formats whose first plane is 8-bit luma as it stands; others are converted."""

_STALLED_PACKETS = 5000
"""Give up on a stream after this many packets in a row that yield no picture."""

_LONGEST_MENDING_S = 10.0
"""Pictures after damage are drawn from ones that are not there, until a keyframe; not all streams have one soon."""


class FileRecording(Recording):
    """An open file.

    Parameters
    ----------
    path : Path
    start_time, info, threads
        As for `open_recording`.

    Raises
    ------
    RecordingError
        If there is no such file, or no picture can be read from it.
    """

    def __init__(
        self,
        path: Path,
        start_time: datetime | None = None,
        *,
        info: VideoInfo | None = None,
        threads: int | None = None,
    ) -> None:
        self._path = path
        self._threads = threads
        self._container = open_container(path)
        try:
            self._stream = self._opened_stream()
            first = next((picture for picture in self._decoded() if picture is not None), None)
            if first is None:
                raise RecordingError(f"{path} holds a video stream, but no picture of it can be read.")
            self._first_pts = _pts(first)
            self._time_base = Fraction(self._stream.time_base or Fraction(1, 1))
            self._stored_size = first.width, first.height
            # Both count counter-clockwise: the display matrix that `rotation` is read from, and numpy.rot90.
            self._turns = round(first.rotation / 90.0) % 4
            self.info = info or self._facts(start_time)
        except BaseException:
            self._container.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def frames(
        self,
        span: TimeSpan | None = None,
        *,
        width_px: int | None = None,
        colour: bool = False,
        still_times_s: Iterable[float] = (),
        damage: list[Excluded] | None = None,
    ) -> Iterator[Frame]:
        """Decode frames in the order they are shown; see `Recording.frames`."""
        start_s = max(span.start_s, 0.0) if span is not None else 0.0
        end_s = span.end_s if span is not None else math.inf
        reformatter = VideoReformatter()
        size = self._shrunk_size(width_px)
        wanted = iter(still_times_s)
        next_still_s = next(wanted, math.inf)
        last_s: float | None = None  # the last picture that could be used, before the span too
        broken = False
        for picture in self._pictures(start_s):
            if picture is None:
                broken = True
                continue
            time_s = self._time_s(picture)
            if last_s is not None and time_s <= last_s:
                continue
            if broken and last_s is not None:
                if not picture.key_frame and time_s - last_s < _LONGEST_MENDING_S:
                    continue
                _note(damage, max(last_s, start_s), min(time_s, end_s))
            broken = False
            last_s = time_s
            if time_s < start_s - SAME_S:
                continue
            if time_s > end_s + SAME_S:
                return
            luma = self._upright(_luma(picture, reformatter, size))
            rgb = self._upright(_rgb(picture, self._stored_size)) if colour else None
            still = None
            if time_s >= next_still_s:
                still = self._upright(_luma(picture, reformatter, self._stored_size))
                next_still_s = next((later for later in wanted if later > time_s), math.inf)
            yield Frame(time_s, luma, bool(picture.key_frame), rgb, still)
        read_s = start_s if last_s is None else max(last_s, start_s)
        if min(end_s, self.info.duration_s) - read_s > self._tolerance_s():
            _note(damage, read_s, min(end_s, self.info.duration_s))

    def parts(self, span: TimeSpan) -> Iterator[Part]:
        """Yield the file itself."""
        yield Part(self, 0.0, span, math.inf)

    def _tolerance_s(self) -> float:
        """How far the last picture may lie before the stated end without anything being missing."""
        return max(1.0, 2.5 / float(self.info.nominal_fps))

    def _time_s(self, picture: VideoFrame) -> float:
        return float((_pts(picture) - self._first_pts) * self._time_base)

    def _pictures(self, start_s: float) -> Iterator[VideoFrame | None]:
        """Decode from a keyframe at or before ``start_s``; see `_decoded`.

        Containers look for keyframes by decoding time, and the pictures shown just before a keyframe may be stored
        after it. So where the first picture comes after the start, the search begins again further back.
        """
        back_s = 0.0
        while self._seek(start_s - back_s):
            decoded = self._decoded()
            lead: list[VideoFrame | None] = []
            for picture in decoded:
                lead.append(picture)
                if picture is not None:
                    break
            # What is damaged before the first picture would leave open whether those that follow can be used.
            if len(lead) == 1 and lead[0] is not None and self._time_s(lead[0]) <= start_s:
                yield from lead
                yield from decoded
                return
            if back_s >= start_s:
                break
            back_s = 2.0 * back_s or 1.0
        self._reopen()
        yield from self._decoded()

    def _decoded(self) -> Iterator[VideoFrame | None]:
        """Decode from where the file stands; None stands for a piece that is damaged."""
        packets = self._container.demux(self._stream)
        barren = 0
        while barren < _STALLED_PACKETS:
            try:
                packet = next(packets)
            except (StopIteration, FFmpegError):
                return
            barren += 1
            if packet.is_corrupt:
                yield None
            try:
                pictures = packet.decode()
            except FFmpegError:
                yield None
                continue
            for picture in pictures:
                if isinstance(picture, VideoFrame) and picture.pts is not None:
                    barren = 0
                    yield None if picture.is_corrupt else picture

    def _seek(self, position_s: float) -> bool:
        """Go to a keyframe near and usually before a time; False where the file cannot be searched."""
        target = self._first_pts + math.floor(max(position_s, 0.0) / float(self._time_base))
        try:
            self._container.seek(target, backward=True, any_frame=False, stream=self._stream)
        except FFmpegError:
            return False
        return True

    def _reopen(self) -> None:
        """Begin again from the first byte."""
        self._container = open_container(self._path)
        self._stream = self._opened_stream()

    def _opened_stream(self) -> VideoStream:
        stream = picture_stream(self._container, self._path)
        stream.thread_type = "AUTO"
        if self._threads is not None:
            stream.codec_context.thread_count = self._threads
        return stream

    def _shrunk_size(self, width_px: int | None) -> tuple[int, int]:
        """Size (width, height) of the stored picture when the upright one is ``width_px`` wide."""
        width, height = self._stored_size
        upright_width = height if self._turns % 2 else width
        if width_px is None or width_px >= upright_width:
            return self._stored_size
        scale = width_px / upright_width
        return max(2, round(width * scale)), max(2, round(height * scale))

    def _upright(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(np.rot90(picture, self._turns)) if self._turns else picture

    def _facts(self, start_time: datetime | None) -> VideoInfo:
        width, height = self._stored_size
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        return VideoInfo(
            file_name=self._path.name,
            sha256=file_sha256(self._path),
            width_px=height if self._turns % 2 else width,
            height_px=width if self._turns % 2 else height,
            nominal_fps=Fraction(rate),
            duration_s=self._duration_s(),
            codec=self._stream.codec_context.name,
            rotation_deg=(-90 * self._turns) % 360,
            start_time=start_time or stated_start(self._container),
            has_sound=len(self._container.streams.audio) > 0,
        )

    def _duration_s(self) -> float:
        """Return the length of the pictures: stated for their stream, for the file, or found by going through it."""
        stream = self._stream
        if stream.duration is not None:
            start = self._first_pts if stream.start_time is None else stream.start_time
            return max(0.0, float((stream.duration + start - self._first_pts) * self._time_base))
        tagged_s = stated_length_s(stream.metadata)
        if tagged_s is not None:
            return max(0.0, tagged_s - float(self._first_pts * self._time_base))
        if self._container.duration is not None:
            return float(self._container.duration / 1_000_000)
        last = self._first_pts
        self._reopen()
        try:
            for packet in self._container.demux(self._stream):
                if packet.pts is not None:
                    last = max(last, packet.pts + (packet.duration or 0))
        except FFmpegError:
            pass  # What was found so far is what can be read.
        return float((last - self._first_pts) * self._time_base)


def _note(damage: list[Excluded] | None, start_s: float, end_s: float) -> None:
    """Note a stretch that could not be read, where somebody wants to know."""
    if damage is not None and end_s > start_s:
        damage.append(Excluded(TimeSpan(start_s, end_s), "unreadable"))


def _pts(picture: VideoFrame) -> int:
    if picture.pts is None:
        raise ValueError("a picture without presentation time")
    return picture.pts


def _luma(picture: VideoFrame, reformatter: VideoReformatter, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the luma of a picture, brought to a size (width, height) by area averaging."""
    name = picture.format.name
    shrinks = size != (picture.width, picture.height)
    if name in _PLANAR_LUMA:
        if shrinks:
            # Luma alone; with one range for both its levels stay as they are.
            picture = reformatter.reformat(
                picture,
                *size,
                "gray",
                interpolation=Interpolation.AREA,
                src_color_range=ColorRange.JPEG,
                dst_color_range=ColorRange.JPEG,
            )
    else:
        # Not to "gray": that would stretch the levels of some formats and leave others as they are.
        name = "gray" if name.startswith(("gray", "mono")) else "yuv420p"
        if shrinks or name != picture.format.name:
            picture = reformatter.reformat(picture, *size, name, interpolation=Interpolation.AREA)
    plane = picture.planes[0]
    rows: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: picture.height, : picture.width].copy()


def _rgb(picture: VideoFrame, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the colours of a picture, brought to a size (width, height)."""
    return np.asarray(picture.to_ndarray(format="rgb24", width=size[0], height=size[1]), np.uint8)
