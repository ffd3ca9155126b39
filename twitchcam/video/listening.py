"""The sound of a whole recording, in blocks on the clock of its pictures. Memory does not grow with the recording.

1. Sound is brought to one channel and one rate; a piece begins at its presentation time t.
2. With e the time at which the pieces so far end: abs(t - e) <= jitter_s joins it without a seam (cameras stamp packets
   unevenly); t > e + jitter_s is a hole, and a new block begins; of t < e - jitter_s what was there is left out.
3. Damaged pieces are left out, and so are holes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.error import FFmpegError
from numpy.typing import NDArray

from twitchcam.records import SoundBlock
from twitchcam.timespan import TimeSpan
from twitchcam.video.opening import open_container
from twitchcam.video.reader import FileRecording
from twitchcam.video.recording import Part, Recording

__all__ = ["sound_blocks"]

_JITTER_S = 0.05
"""Stamps of network cameras wander by up to two packets of 20 ms."""
_PRIMING_S = 0.2
"""A sound decoder needs a few packets before its output is right."""
_BARREN_PACKETS = 20_000
"""Give up on a stream after this many packets in a row that yield no sound."""


def sound_blocks(
    recording: Recording, span: TimeSpan | None = None, *, rate_hz: int, block_s: float = 10.0
) -> Iterator[SoundBlock]:
    """Decode the sound of a recording.

    Parameters
    ----------
    recording : Recording
        May be read at the same time: the file is opened a second time.
    span : TimeSpan, optional
        Only what lies inside.
    rate_hz : int
        Samples a second.
    block_s : float
        Longest block.

    Yields
    ------
    SoundBlock
        In time order, none overlapping; nothing where the recording holds no sound.
    """
    start_s = 0.0 if span is None else max(0.0, span.start_s)
    end_s = math.inf if span is None else span.end_s
    most, jitter = round(block_s * rate_hz), _JITTER_S * rate_hz
    held: list[NDArray[np.float32]] = []
    first = expected = round(start_s * rate_hz)  # sample numbers from time 0
    last = None if math.isinf(end_s) else round(end_s * rate_hz)
    begun = False
    heard = (piece for part in recording.parts(TimeSpan(start_s, end_s)) for piece in _pieces_of(part, rate_hz))
    for time_s, piece in heard:
        at = expected if time_s is None else round(time_s * rate_hz)
        if begun and abs(at - expected) <= jitter:
            at = expected
        piece, at = _between(piece, at, expected, last)
        if not len(piece):
            continue
        begun = True
        if held and at > expected:
            yield _block(held, first, rate_hz)
            held = []
        if not held:
            first = at
        held.append(piece)
        expected = at + len(piece)
        while expected - first >= most:
            whole = np.concatenate(held)
            yield _block([whole[:most]], first, rate_hz)
            first += most
            held = [whole[most:]] if len(whole) > most else []
    if held:
        yield _block(held, first, rate_hz)


def _between(piece: NDArray[np.float32], at: int, first: int, last: int | None) -> tuple[NDArray[np.float32], int]:
    """Return what of a piece lies between two sample numbers, and where it begins."""
    skipped = max(0, first - at)
    piece, at = piece[skipped:], at + skipped
    return (piece if last is None else piece[: max(0, last - at)]), at


def _block(pieces: list[NDArray[np.float32]], first: int, rate_hz: int) -> SoundBlock:
    samples = np.concatenate(pieces)
    samples.flags.writeable = False
    return SoundBlock(first / rate_hz, samples)


def _pieces_of(part: Part, rate_hz: int) -> Iterator[tuple[float | None, NDArray[np.float32]]]:
    """Return the pieces of sound that one file of a recording holds, on the recording's clock."""
    pieces = _pieces(part.file, part.wanted.start_s, part.wanted.end_s, rate_hz)
    if math.isinf(part.until_s) and part.shift_s == 0.0:
        yield from pieces
        return
    at, last = round(part.span.start_s * rate_hz), math.inf if math.isinf(part.until_s) else part.until_s * rate_hz
    for time_s, piece in pieces:
        at = at if time_s is None else round((time_s + part.shift_s) * rate_hz)
        early = max(0, round(part.span.start_s * rate_hz) - at)
        piece, at = piece[early : max(early, round(min(last - at, len(piece))))], at + early
        if len(piece):
            yield at / rate_hz, piece
        at += len(piece)


def _pieces(
    file: FileRecording, start_s: float, end_s: float, rate_hz: int
) -> Iterator[tuple[float | None, NDArray[np.float32]]]:
    """Decode the pieces of sound between two times, each with its time; None where it states none."""
    zero_s = float(file._first_pts * file._time_base)
    resampler = AudioResampler("fltp", "mono", rate_hz)
    for frame in chain(_frames(file, start_s + zero_s - _PRIMING_S, end_s + zero_s), (None,)):
        try:
            resampled = resampler.resample(frame)
        except (ValueError, FFmpegError):  # the recording changes to another kind of sound
            resampler = AudioResampler("fltp", "mono", rate_hz)
            resampled = [] if frame is None else resampler.resample(frame)
        for piece in resampled:
            stated = piece.pts is not None and piece.time_base is not None
            time_s = float(piece.pts * piece.time_base) - zero_s if stated else None  # type: ignore[operator]
            samples = np.asarray(piece.to_ndarray(), np.float32)[0]
            yield time_s, np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)


def _frames(file: FileRecording, start_s: float, end_s: float) -> Iterator[av.AudioFrame]:
    """Decode the sound between two times of the file's own clock; what is damaged is left out."""
    with open_container(file._path) as container:
        if not container.streams.audio:
            return
        stream: AudioStream = container.streams.audio[0]
        if start_s > 0.0 and stream.time_base is not None:
            try:
                at = int(start_s / stream.time_base)
                container.seek(at, backward=True, any_frame=False, stream=stream)
            except FFmpegError:
                pass  # Then everything before it is decoded and left out.
        packets = container.demux(stream)
        barren = 0
        while barren < _BARREN_PACKETS:
            try:
                packet = next(packets)
                frames = packet.decode()
            except StopIteration:
                return
            except FFmpegError:
                barren += 1
                continue
            barren += 1
            for frame in frames:
                barren = 0
                if frame.pts is not None and frame.time_base is not None and frame.pts * frame.time_base > end_s:
                    return
                yield frame
