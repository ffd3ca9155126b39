"""Long recordings made of short ones: the coded pictures again and again, with later times. Nothing is coded anew."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from twitchcam.errors import RecordingError
from twitchcam.video.opening import open_container, picture_stream

__all__ = ["decode_all", "repeat_recording"]


_REORDERED = 100
"""Where no decoding time is stated, decoding begins this many units of time before the first picture."""


def repeat_recording(
    source: Path, target: Path, length_s: float, *, between: Path | None = None, times: int = 1
) -> list[float]:
    """Write a recording's pictures as many times as fill a length; sound is left out.

    Parameters
    ----------
    source : Path
        A recording that begins with a keyframe.
    target : Path
        Where the long one goes; its ending says in which container.
    length_s : float
        At least this long; the last repetition is whole.
    between : Path, optional
        Another recording, coded in the same way, that is written after each repetition.
    times : int
        How often.

    Returns
    -------
    list of float
        When each repetition begins, seconds.

    Raises
    ------
    RecordingError
        If the source cannot be read, the target cannot hold its pictures, or what comes between is coded otherwise.
    """
    parts = [source, *([between] * times if between is not None else [])]
    starts_s: list[float] = []
    try:
        with av.open(str(target.absolute()), "w") as output:
            stream: Any = None
            shift, lengths, base = 0, [1], Fraction(1)
            last: int | None = None
            while not starts_s or float(shift * base) < length_s:
                starts_s.append(float(shift * base))
                for place, part in enumerate(parts):
                    with open_container(part) as container:
                        template = picture_stream(container, part)
                        if stream is None:
                            stream = output.add_stream_from_template(template)
                            base = Fraction(template.time_base or Fraction(1, 1000))
                            lengths = [_length(one) for one in parts]
                        _check_alike(template, stream, base, part)
                        for packet in container.demux(template):
                            if packet.pts is None:
                                continue  # the end of the stream
                            packet.pts += shift
                            packet.dts = last = _decoding_time(packet.dts, packet.pts, shift, last)
                            packet.stream = stream
                            output.mux(packet)
                    shift += lengths[place]
    except (FFmpegError, OSError, ValueError) as error:
        raise RecordingError(f"{source} cannot be repeated in {target}: {error}.") from error
    return starts_s


def decode_all(path: Path, threads: int | None = None) -> int:
    """Decode every picture and do nothing with it: what any program that looks at all of them must do.

    Returns
    -------
    int
        How many there were.
    """
    with open_container(path) as container:
        stream = picture_stream(container, path)
        stream.thread_type = "AUTO"
        if threads is not None:
            stream.codec_context.thread_count = threads
        return sum(1 for _ in container.decode(stream))


def _check_alike(template: Any, stream: Any, base: Fraction, part: Path) -> None:
    """Raise ValueError unless pictures of one stream can stand in the other; the decoder is set up once for both."""
    mine, its = template.codec_context, stream.codec_context
    if mine.extradata != its.extradata or template.time_base != base:
        raise ValueError(f"{part.name} is coded otherwise")


def _decoding_time(stated: int | None, shown: int, shift: int, last: int | None) -> int:
    """Return when a packet is decoded. Matroska states no time for pictures out of order; any rising one will do."""
    if stated is None:
        return shown - _REORDERED if last is None else last + 1
    return stated + shift if last is None else max(stated + shift, last + 1)


def _length(source: Path) -> int:
    """Return from the first picture to the end of the last one, in units of the stream's time base."""
    with open_container(source) as container:
        stream = picture_stream(container, source)
        times = [(packet.pts, packet.duration or 0) for packet in container.demux(stream) if packet.pts is not None]
    first = min(pts for pts, _ in times)
    last, duration = max(times)
    if not duration and len(times) > 1:
        duration = (last - first) // (len(times) - 1)
    return last + duration - first
