"""What a command needs to know of a recording before it is analysed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from twitchcam.errors import RecordingError

if TYPE_CHECKING:
    from twitchcam.records import VideoInfo

__all__ = ["check_clip", "facts_of", "sha256_of"]


def check_clip(clip: Path) -> None:
    """Raise RecordingError if there is no such file."""
    if not clip.exists():
        raise RecordingError(f"There is no file {clip}.")
    if clip.is_dir():
        raise RecordingError(f"{clip} is a folder; expected a video file.")


def facts_of(clip: Path) -> VideoInfo:
    """Return what the recording states of itself; a RecordingError says why it cannot."""
    from twitchcam.video import open_recording

    with open_recording(clip) as recording:
        return recording.info


def sha256_of(path: Path) -> str:
    """Return the checksum of a file, hexadecimal; loads nothing that decodes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
