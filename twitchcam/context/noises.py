"""Sudden noises: a door, a cough, a toy that falls.

With L(k, b) the level of frame k (every 20 ms) in band b, and M(k, b) the largest of L from noise_quiet_s before k to
0.1 s before it:

1. rise(k, b) = L(k, b) - M(k, b): louder than anything just before, within a tenth of a second.
2. Sudden at k: L lies 10 dB over the floor, and rise >= noise_rise_db in one band or >= noise_wide_rise_db in two.
3. The onset is the first frame from 0.1 s before k on that has risen by half as much as frame k.
4. It is a voice, not a noise, when more than half of the loud frames of the next 0.4 s are voiced (80 Hz to 1 kHz),
   and its level holds: from 0.1 to 0.2 s after the onset it comes within 5 dB of what it was until then. So the first
   word of a sentence, a cry or the first note of a tune is none; a thud that rings and dies away is one.
5. Nothing for noise_quiet_s after an onset; nothing where less than noise_quiet_s before it was recorded.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from twitchcam.context.frames import HOP_S, Frames
from twitchcam.records import Noise
from twitchcam.settings import SoundSettings

__all__ = ["noises_of"]

_SUDDEN = 5
"""Frames: a tenth of a second."""
_AFTER = 20
_OVER_DB = 10.0
_VOICED_SHARE = 0.5
_HOLDS_DB = 5.0


def noises_of(frames: Frames, settings: SoundSettings, first: int, *, last: bool) -> tuple[list[Noise], int]:
    """Return the sudden noises from frame number ``first`` on, and the number to go on from.

    Parameters
    ----------
    frames : Frames
        From `noise_quiet_s` before ``first`` on, where there are any.
    settings : SoundSettings
    first : int
    last : bool
        Whether nothing comes after these frames.
    """
    quiet = max(1, round(settings.noise_quiet_s / HOP_S))
    end = len(frames.heard) if last else max(0, len(frames.heard) - _AFTER)
    rise = _rise(frames, quiet)
    loud = frames.bands_over_db >= _OVER_DB
    sudden = ((rise >= settings.noise_rise_db) & loud).any(axis=1)
    sudden |= ((rise >= settings.noise_wide_rise_db) & loud).sum(axis=1) >= 2
    found: list[Noise] = []
    next_one = first - frames.first
    for number in np.flatnonzero(sudden[:end]):
        if number < next_one:
            continue
        next_one = int(number) + quiet
        if not _voice(frames, int(number), settings):
            onset = _onset(frames, int(number), rise)
            # A frame shows a sound before its middle has reached it.
            found.append(Noise((frames.first + onset + 0.75) * HOP_S, float(rise[number].max())))
    return found, frames.first + max(next_one, end)


def _rise(frames: Frames, quiet: int) -> NDArray[np.float32]:
    """Return how far each frame rises over what was before it, shape (n, bands); little where that was not recorded."""
    level = np.where(frames.heard[:, np.newaxis], frames.bands_db, np.float32(200.0))
    padded = np.pad(level, ((quiet, 0), (0, 0)), constant_values=200.0)
    length = quiet - _SUDDEN
    # largest[i] covers padded[i - length + 1 .. i]
    largest = maximum_filter1d(padded, length, axis=0, origin=(length - 1) // 2)
    before = largest[quiet - _SUDDEN : quiet - _SUDDEN + len(level)]
    rise: NDArray[np.float32] = np.where(frames.heard[:, np.newaxis], frames.bands_db - before, np.float32(-200.0))
    return rise


def _onset(frames: Frames, number: int, rise: NDArray[np.float32]) -> int:
    band = int(np.argmax(rise[number]))
    half = frames.bands_db[number, band] - 0.5 * rise[number, band]
    start = max(0, number - _SUDDEN + 1)
    return start + int(np.argmax(frames.bands_db[start : number + 1, band] >= half))


def _voice(frames: Frames, number: int, settings: SoundSettings) -> bool:
    after = slice(number, number + _AFTER)
    loud = frames.over_db[after] >= settings.voice_over_db
    voiced = loud & (frames.strength[after] >= settings.voice_strength)
    level_db = frames.level_db[number : number + 2 * _SUDDEN]
    holds = len(level_db) > _SUDDEN and level_db[_SUDDEN:].max() >= level_db[:_SUDDEN].max() - _HOLDS_DB
    return bool(holds) and int(voiced.sum()) > _VOICED_SHARE * max(int(loud.sum()), 1)
