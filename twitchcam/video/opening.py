"""Opening a recording: what may be opened at all, its stream of pictures, and what the file states about itself."""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from twitchcam.errors import RecordingError

__all__ = ["check_opens", "open_container", "picture_stream", "stated_length_s", "stated_start"]

_LOCAL_FILES_ONLY = {"protocol_whitelist": "file"}
"""A play list dressed up as a recording must not make the decoder open a network address."""

_LISTS = frozenset({"concat", "dash", "hls", "imf", "rtsp", "sdp"})
"""Formats that only say where pictures are to be found."""


def open_container(path: Path) -> InputContainer:
    """Open a local file for reading.

    Raises
    ------
    RecordingError
        If there is no such file, or it holds nothing that the decoder knows.
    """
    try:
        facts = path.stat()
    except PermissionError as error:
        raise RecordingError(f"{path} may not be read by this user.") from error
    except (OSError, ValueError) as error:
        raise RecordingError(f"There is no file {path}.") from error
    if stat.S_ISDIR(facts.st_mode):
        raise RecordingError(f"{path} is a folder; expected a video file.")
    if not stat.S_ISREG(facts.st_mode):
        raise RecordingError(f"{path} is a device or a pipe; expected a video file.")
    if facts.st_size == 0:
        raise RecordingError(f"{path} is empty; expected a video file.")
    try:
        # In full: of a relative "22:30.mp4" the decoder would take "22" for a protocol.
        name = str(path.absolute())
        container = av.open(name, mode="r", options=dict(_LOCAL_FILES_ONLY), metadata_errors="replace")
    except (FFmpegError, OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.EACCES:  # EPERM: the decoder refuses what the file asks for
            raise RecordingError(f"{path} may not be read by this user.") from error
        raise RecordingError(
            f"{path} is not a video that can be read: it holds something else, or its index is cut off."
        ) from error
    if _LISTS & set(container.format.name.split(",")):
        container.close()
        raise RecordingError(f"{path} is a play list; expected the video file itself.")
    return container


def check_opens(path: Path) -> None:
    """Raise RecordingError unless a file can be opened and has moving pictures; reads its index only."""
    with open_container(path) as container:
        picture_stream(container, path)


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the stream of moving pictures.

    Raises
    ------
    RecordingError
        If there is none; the cover picture of a sound file is none.
    """
    streams = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not streams:
        found = "only sound" if container.streams.audio else "no pictures"
        raise RecordingError(f"{path} holds {found}; expected a video.")
    return streams[0]


def stated_start(container: InputContainer) -> datetime | None:
    """Return the clock time that the file states for its first picture, without a time zone shift."""
    stated = container.metadata.get("creation_time")
    if not stated:
        return None
    try:
        start = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return start if start.year > 1990 else None


def stated_length_s(metadata: Mapping[str, str]) -> float | None:
    """Return when a stream ends by its tag, as Matroska files have it: counted from time 0, not from its start."""
    tags = {name.upper(): value for name, value in metadata.items()}
    match = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)\s*", tags.get("DURATION", ""))
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    return 3600.0 * int(hours) + 60.0 * int(minutes) + float(seconds)
