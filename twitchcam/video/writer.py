"""Writes a video that every phone and browser plays: H.264 and AAC in MP4, its index at the front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import PictureType
from av.video.stream import VideoStream
from numpy.typing import NDArray

from twitchcam.errors import OutputError
from twitchcam.video.clips import SOUND_RATE_HZ, Planes

__all__ = ["ClipWriter", "read_comment"]

_TIME_BASE = Fraction(1, 90_000)
"""Fine enough for the exact time of any picture."""
_SOUND_AHEAD_S = 0.5
"""Sound is handed over this much before the pictures it belongs to, so that the file keeps both side by side."""
_SOUND_BITS_PER_S = 96_000
_CHEAP_AND_SMALL = "cabac=1:deblock=0,0:aq-mode=1:mbtree=1:rc-lookahead=8"
"""What the fastest preset leaves out and noisy pictures gain most from; the figures stand in docs/decisions.md."""


class ClipWriter:
    """A video being written. Use it as a context manager: leaving it finishes the file.

    Parameters
    ----------
    path : Path
        Made or replaced.
    size_px : tuple of int
        Even width and height.
    fps : Fraction
        About how many pictures a second; the encoder plans with it, times are kept exactly.
    channels : int
        Channels of the sound: 0 (no sound), 1 or 2.
    comment : str
        Kept in the file, for `read_comment`.
    quality : int
        x264's constant rate factor.

    Raises
    ------
    OutputError
        If the file cannot be made.
    """

    def __init__(
        self,
        path: Path,
        size_px: tuple[int, int],
        *,
        fps: Fraction,
        channels: int = 0,
        comment: str = "",
        quality: int = 26,
    ) -> None:
        self._path = path
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._container.metadata["comment"] = comment
        # Without frames out of order the first picture stands at 0 exactly, and weak players seek better.
        options = {"preset": "ultrafast", "x264-params": _CHEAP_AND_SMALL, "crf": str(quality)}
        options |= {"bf": "0", "forced-idr": "1"}
        self._pictures = self._container.add_stream("libx264", rate=_sane(fps), options=options)
        self._pictures.width, self._pictures.height = size_px
        self._pictures.pix_fmt = "yuv420p"
        self._pictures.codec_context.time_base = _TIME_BASE
        self._pictures.codec_context.gop_size = max(1, round(4 * _sane(fps)))
        self._layout = "mono" if channels == 1 else "stereo"
        self._sound = None
        if channels:
            self._sound = self._container.add_stream("aac", rate=SOUND_RATE_HZ, layout=self._layout)
            self._sound.bit_rate = _SOUND_BITS_PER_S
        with self._telling():
            self._container.start_encoding()
        self._held: tuple[av.VideoFrame, int] | None = None
        self._durations: dict[int, int] = {}
        self._waiting: list[NDArray[np.float32]] = []
        self._samples = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._telling():
            self._container.close()

    def add_picture(self, parts: Sequence[Planes], time_s: float, *, start: bool = False) -> None:
        """Add a picture.

        Parameters
        ----------
        parts : sequence of planes
            From top to bottom, together of the video's size; free to be changed afterwards.
        time_s : float
            Later than that of the picture before.
        start : bool
            Make it one that players can jump to exactly.
        """
        pts = round(time_s / _TIME_BASE)
        if self._held is not None:
            if pts <= self._held[1]:
                return  # closer than the clock can tell
            self._encode(pts)
        frame = av.VideoFrame(self._pictures.width, self._pictures.height, "yuv420p")
        for index, plane in enumerate(frame.planes):
            rows: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            top = 0
            for part in parts:
                values = part[index]
                rows[top : top + values.shape[0], : values.shape[1]] = values
                top += values.shape[0]
        frame.pts, frame.time_base = pts, _TIME_BASE
        if start:
            frame.pict_type = PictureType.I
        self._held = frame, pts
        self._hand_over(time_s + _SOUND_AHEAD_S)

    def add_sound(self, samples: NDArray[np.float32]) -> None:
        """Add sound behind the sound before: shape (channels, n), at `SOUND_RATE_HZ`, the first at time 0."""
        if self._sound is not None:
            self._waiting.append(samples)

    def finish(self, end_s: float) -> None:
        """Let the last picture stand until ``end_s`` and write what is left."""
        if self._held is not None:
            self._encode(max(round(end_s / _TIME_BASE), self._held[1] + 1))
        with self._telling():
            self._mux_pictures(self._pictures.encode(None))
        self._hand_over(float("inf"))
        if self._sound is not None:
            with self._telling():
                self._container.mux(self._sound.encode(None))

    def _encode(self, next_pts: int) -> None:
        """Encode the picture that was held back until its duration was known."""
        if self._held is not None:
            frame, pts = self._held
            self._durations[pts] = next_pts - pts
            self._held = None
            with self._telling():
                self._mux_pictures(self._pictures.encode(frame))

    def _mux_pictures(self, packets: list[av.Packet[VideoStream]]) -> None:
        for packet in packets:
            if packet.pts is not None and packet.time_base is not None:
                pts = round(packet.pts * packet.time_base / _TIME_BASE)
                duration = self._durations.pop(pts, None)
                if duration is not None:
                    packet.duration = round(duration * _TIME_BASE / packet.time_base)
            self._container.mux(packet)

    def _hand_over(self, until_s: float) -> None:
        while self._sound is not None and self._waiting and self._samples / SOUND_RATE_HZ < until_s:
            samples = self._waiting.pop(0)
            most = SOUND_RATE_HZ  # a second at a time
            if samples.shape[1] > most:
                self._waiting.insert(0, samples[:, most:])
                samples = samples[:, :most]
            if samples.shape[1] == 0:
                continue
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=self._layout)
            frame.sample_rate = SOUND_RATE_HZ
            frame.pts, frame.time_base = self._samples, Fraction(1, SOUND_RATE_HZ)
            self._samples += samples.shape[1]
            with self._telling():
                self._container.mux(self._sound.encode(frame))

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in a sentence what went wrong: most often the disk is full."""
        try:
            yield
        except FFmpegError as error:
            raise OutputError(f"The video cannot be written to {self._path.parent}: {error.strerror}.") from error


def read_comment(path: Path) -> str | None:
    """Return the comment that a video carries; None where there is none, or no video."""
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}, metadata_errors="replace") as container:
            return container.metadata.get("comment")
    except (FFmpegError, OSError, ValueError):
        return None


def _sane(fps: Fraction) -> Fraction:
    """Return a frame rate that the encoder can plan with."""
    return min(max(Fraction(fps).limit_denominator(1001), Fraction(1)), Fraction(120))
