"""Recordings: what they are, their pictures and sound at the decoder's own times, and clips of them.

The only importer of PyAV.
"""

from twitchcam.video.checksum import file_sha256
from twitchcam.video.clips import SOUND_RATE_HZ, Picture, Planes, fitted_size, pictures, sound, sound_channels
from twitchcam.video.joined import open_recording
from twitchcam.video.joining import join_files, look_at_file, runs_of
from twitchcam.video.listening import sound_blocks
from twitchcam.video.opening import check_opens
from twitchcam.video.reader import FileRecording
from twitchcam.video.recording import Recording
from twitchcam.video.reencode import Worsening, reencode
from twitchcam.video.repeating import decode_all, repeat_recording
from twitchcam.video.writer import ClipWriter, read_comment

__all__ = [
    "SOUND_RATE_HZ",
    "ClipWriter",
    "FileRecording",
    "Picture",
    "Planes",
    "Recording",
    "Worsening",
    "check_opens",
    "decode_all",
    "file_sha256",
    "fitted_size",
    "join_files",
    "look_at_file",
    "open_recording",
    "pictures",
    "read_comment",
    "reencode",
    "repeat_recording",
    "runs_of",
    "sound",
    "sound_blocks",
    "sound_channels",
]
