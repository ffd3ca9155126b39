"""What a recording sounds like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twitchcam.timespan import TimeSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Crying", "Noise", "Sound", "SoundBlock"]


@dataclass(frozen=True, slots=True)
class SoundBlock:
    """A stretch of sound without a hole."""

    start_s: float
    """Presentation time of the first sample, on the clock of the pictures."""
    samples: NDArray[np.float32]
    """Shape (n,), one channel, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Noise:
    """A sudden noise: a door, a cough, a toy."""

    onset_s: float
    rise_db: float
    """How far it rises above what was heard just before, decibels."""


@dataclass(frozen=True, slots=True)
class Crying:
    """A stretch of crying."""

    span: TimeSpan
    """First onset to last end of its bouts."""
    confidence: float
    """0 to 1: how well its bouts meet the criteria; no probability."""
    bouts: int
    """How many cries it consists of, each one breath out."""
    pitch_hz: float
    """Median fundamental frequency."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What was heard in the whole recording."""

    heard: tuple[TimeSpan, ...]
    """Where the recording holds sound, in time order."""
    noises: tuple[Noise, ...]
    """In time order."""
    crying: tuple[Crying, ...]
    """In time order, not overlapping."""
    floor_db: float | None
    """The recording's own floor: the level that it stays above for nine tenths of the time, decibels of full scale;
    None where nothing was heard."""
    times_s: NDArray[np.float32]
    """Middle of each bin of a second, shape (n,)."""
    level_db: NDArray[np.float32]
    """Level of each bin above the recording's own floor, decibels, shape (n,); NaN where nothing was recorded."""
