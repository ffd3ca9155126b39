"""What a command needs to know of a recording before it is analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twitchcam.results.finding import check_recording as check_clip
from twitchcam.results.finding import sha256_of

if TYPE_CHECKING:
    from twitchcam.records import Footage, VideoInfo

__all__ = ["check_clip", "facts_of", "sha256_of"]


def facts_of(clip: Footage) -> VideoInfo:
    """Return what the recording states of itself; a RecordingError says why it cannot."""
    from twitchcam.video import open_recording

    with open_recording(clip) as recording:
        return recording.info
