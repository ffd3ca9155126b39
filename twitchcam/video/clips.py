"""Stretches of a recording as they are: pictures in colour planes, and sound, both on the recording's own clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from numpy.typing import NDArray

from twitchcam.timespan import TimeSpan
from twitchcam.video.opening import open_container
from twitchcam.video.reader import FileRecording
from twitchcam.video.recording import Part, Recording

__all__ = ["SOUND_RATE_HZ", "Picture", "Planes", "fitted_size", "pictures", "sound", "sound_channels"]

SOUND_RATE_HZ = 48_000
"""All sound is brought to this rate: every player takes it."""

Planes: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]
"""Brightness (h, w), and both colour differences (h / 2, w / 2): YUV 4:2:0 of the limited range, 16 to 235."""

_PRIMING_S = 0.2
"""A sound decoder needs a few packets before its output is right."""
_CONTIGUOUS_S = 0.005
"""Pieces of sound whose stated times differ less from end to end are joined without a seam."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, upright."""

    time_s: float
    """The decoder's presentation time, counted from the first picture."""
    planes: Planes
    """Writable; nobody else holds them."""


def fitted_size(width_px: int, height_px: int, least_width_px: int, most_px: int) -> tuple[int, int]:
    """Return the even size that a picture is shown in: enlarged to a least width, shrunk to a longest side."""
    scale = max(1.0, least_width_px / width_px)
    scale = min(scale, most_px / max(width_px, height_px))
    return max(2, 2 * round(0.5 * width_px * scale)), max(2, 2 * round(0.5 * height_px * scale))


def pictures(recording: Recording, span: TimeSpan, size_px: tuple[int, int]) -> Iterator[Picture]:
    """Decode the pictures of a stretch.

    Parameters
    ----------
    recording : Recording
        Not used for anything else while this runs.
    span : TimeSpan
        Pictures whose time lies inside, ends included.
    size_px : tuple of int
        Even width and height of the upright pictures; the same as the recording's leaves its pixels untouched.

    Yields
    ------
    Picture
        With strictly rising times.
    """
    for part in recording.parts(span):
        for picture in _pictures(part.file, part.wanted, size_px):
            time_s = picture.time_s + part.shift_s
            if part.holds(time_s):
                yield Picture(time_s, picture.planes)


def _pictures(file: FileRecording, span: TimeSpan, size_px: tuple[int, int]) -> Iterator[Picture]:
    """Decode the pictures of a stretch of a file, on its own clock."""
    reformatter = VideoReformatter()
    turns = file._turns
    stored = size_px[::-1] if turns % 2 else size_px
    previous_s = -1.0
    for picture in file._pictures(max(0.0, span.start_s)):
        if picture is None:
            continue  # damaged
        time_s = file._time_s(picture)
        if time_s <= previous_s or time_s < span.start_s - 1e-6:
            continue
        if time_s > span.end_s + 1e-6:
            return
        previous_s = time_s
        y, u, v = _planes(picture, reformatter, stored)
        yield Picture(time_s, (_turned(y, turns), _turned(u, turns), _turned(v, turns)))


def sound_channels(recording: Recording) -> int:
    """Return how many channels of sound are kept: 0, 1 or 2; of several files, as in the first that has sound."""
    for part in recording.parts(TimeSpan(0.0, math.inf)):
        streams = part.file._container.streams.audio
        if streams:
            return min(2, streams[0].codec_context.channels)
    return 0


def sound(recording: Recording, span: TimeSpan, channels: int) -> NDArray[np.float32]:
    """Return the sound of a stretch at `SOUND_RATE_HZ`; what the recording lacks is silence.

    Parameters
    ----------
    recording : Recording
        Not used for anything else while this runs.
    span : TimeSpan
        On the clock of the pictures.
    channels : int
        1 or 2.

    Returns
    -------
    ndarray
        Shape (channels, n) with n the span's length times the rate, -1 to 1.
    """
    samples = np.zeros((channels, round(span.duration_s * SOUND_RATE_HZ)), np.float32)
    for part in recording.parts(span):
        first, last = (
            round((min(time_s, span.end_s) - span.start_s) * SOUND_RATE_HZ)
            for time_s in (part.span.start_s, part.until_s)
        )
        _fill(samples[:, first:last], part)
    return samples


def _fill(samples: NDArray[np.float32], part: Part) -> None:
    """Put the sound of a file into samples that begin where its part of the stretch does."""
    channels, span = len(samples), part.wanted
    zero_s = float(part.file._first_pts * part.file._time_base)
    layout = "mono" if channels == 1 else "stereo"
    resampler = AudioResampler("fltp", layout, SOUND_RATE_HZ)
    expected = None
    with open_container(part.file._path) as container:
        for frame in _heard(container, span.start_s + zero_s - _PRIMING_S, span.end_s + zero_s + _PRIMING_S):
            try:
                pieces = resampler.resample(frame)
            except ValueError:  # the recording changes to another kind of sound
                resampler = AudioResampler("fltp", layout, SOUND_RATE_HZ)
                pieces = resampler.resample(frame)
            for piece in pieces:
                if piece.pts is None or piece.time_base is None:
                    continue
                at = round((float(piece.pts * piece.time_base) - zero_s - span.start_s) * SOUND_RATE_HZ)
                if expected is not None and abs(at - expected) <= _CONTIGUOUS_S * SOUND_RATE_HZ:
                    at = expected
                expected = at + piece.samples
                _put(samples, np.asarray(piece.to_ndarray(), np.float32), at)


def _heard(container: InputContainer, start_s: float, end_s: float) -> Iterator[av.AudioFrame]:
    """Decode the sound between two times of the file's own clock; what is damaged is left out."""
    if not container.streams.audio:
        return
    stream = container.streams.audio[0]
    try:
        if stream.time_base is not None:
            container.seek(int(max(0.0, start_s) / stream.time_base), backward=True, any_frame=False, stream=stream)
        for packet in container.demux(stream):
            for frame in _decoded(packet):
                if frame.pts is None or frame.time_base is None:
                    continue
                if frame.pts * frame.time_base > end_s:
                    return
                yield frame
    except FFmpegError:
        return


def _decoded(packet: av.Packet[AudioStream]) -> list[av.AudioFrame]:
    try:
        return packet.decode()
    except FFmpegError:
        return []


def _put(samples: NDArray[np.float32], piece: NDArray[np.float32], at: int) -> None:
    first, last = max(0, at), min(samples.shape[1], at + piece.shape[1])
    if last > first:
        samples[:, first:last] = piece[:, first - at : last - at]


def _planes(picture: VideoFrame, reformatter: VideoReformatter, size_px: tuple[int, int]) -> Planes:
    full = picture.format.name.startswith("yuvj") or picture.color_range == ColorRange.JPEG
    if full or picture.format.name != "yuv420p" or (picture.width, picture.height) != size_px:
        larger = size_px[0] > picture.width
        picture = reformatter.reformat(
            picture,
            *size_px,
            "yuv420p",
            interpolation=Interpolation.BICUBIC if larger else Interpolation.AREA,
            src_color_range=ColorRange.JPEG if full else None,
            dst_color_range=ColorRange.MPEG,
        )
    y, u, v = (_plane(picture, index, *size_px) for index in range(3))
    return y, u, v


def _plane(picture: VideoFrame, index: int, width_px: int, height_px: int) -> NDArray[np.uint8]:
    plane = picture.planes[index]
    rows: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    half = 1 if index else 0
    return rows[: height_px >> half, : width_px >> half].copy()


def _turned(plane: NDArray[np.uint8], turns: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rot90(plane, turns)) if turns else plane
