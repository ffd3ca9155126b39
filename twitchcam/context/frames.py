"""What is heard in every fiftieth of a second.

With x the samples at 16 kHz, P(k, f) the power of a frame k of 64 ms around its middle, every 20 ms:

1. Floor N(f) = the 10% quantile of P over the frames of one minute, times 9.5: for noise that is its mean. A sound
   that bends or pauses does not lift it; hum and fans are part of it.
2. Pitch and strength: see `twitchcam.context.pitch`.
3. over = level of P against N from 180 Hz to 3.6 kHz, decibels.
4. bright = level of what stands above N from 1 to 3.6 kHz against that from 180 Hz to 1 kHz, decibels.
5. Band levels for sudden noises from shorter frames of 32 ms, in four bands from 80 Hz to 3.6 kHz (what is left at 8
   kHz).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft

from twitchcam.context.pitch import pitches

__all__ = ["HOP", "HOP_S", "RATE_HZ", "WINDOW", "Frames", "frames_of", "joined", "since"]

Floats = NDArray[np.float32]

RATE_HZ = 16_000
"""What all sound is brought to: voices and noises below 8 kHz, twice what the poorest cameras send."""
HOP = 320
"""Samples from one frame to the next: 20 ms."""
HOP_S = HOP / RATE_HZ
WINDOW = 1024
"""Samples of a frame, 64 ms: harmonics 80 Hz apart are told from each other."""
_SHORT = 512
_BANDS_HZ = (80.0, 350.0, 1000.0, 2200.0, 3600.0)
_LOW_HZ, _BRIGHT_HZ, _HIGH_HZ = 180.0, 1000.0, 3600.0
_LOWEST_PITCH_HZ, _HIGHEST_PITCH_HZ = 80.0, 1000.0
"""Deep voices are looked for too, so that they are found where they are and not an octave up."""
_QUANTILE_TO_MEAN = 9.5
_SILENCE = np.float32(1e-11)
"""Power of a frequency below which a camera sends nothing: about -85 dB of full scale over all."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames in a row, every `HOP_S`; arrays of float32 unless said otherwise."""

    first: int
    """Number of the first frame; frame k has its middle at (k + 0.5) x `HOP_S`."""
    heard: NDArray[np.bool_]
    """Whether all of a frame was recorded, shape (n,)."""
    pitch_hz: Floats
    strength: Floats
    """0 to 1."""
    over_db: Floats
    level_db: Floats
    bright_db: Floats
    bands_db: Floats
    """Shape (n, 4)."""
    bands_over_db: Floats
    """The same over the floor of the minute, shape (n, 4)."""


def frames_of(samples: Floats, heard: NDArray[np.bool_], first: int, floor_quantile: float) -> Frames:
    """Return the frames of a minute.

    Parameters
    ----------
    samples : array of float32, shape ((n - 1) x HOP + WINDOW,)
        0 where nothing was recorded.
    heard : array of bool, shape (n,)
        Which frames were recorded, at least one of them.
    first : int
        Number of the first frame.
    floor_quantile : float
    """
    power = _power(samples, WINDOW, 0, len(heard))
    floor = _floor(power, heard, floor_quantile)
    bin_hz = RATE_HZ / WINDOW
    pitch_hz, strength = pitches(power, floor, bin_hz, _LOWEST_PITCH_HZ, _HIGHEST_PITCH_HZ)
    low, bright, high = (round(edge_hz / bin_hz) for edge_hz in (_LOW_HZ, _BRIGHT_HZ, _HIGH_HZ))
    over = np.maximum(power[:, low:high] - floor[low:high], 0.0)
    level_db = _decibels(power[:, low:high].sum(axis=1))
    short = _power(samples, _SHORT, (WINDOW - _SHORT) // 2, len(heard))
    bands_db = _bands(short)
    return Frames(
        first=first,
        heard=heard.copy(),
        pitch_hz=pitch_hz,
        strength=strength,
        over_db=level_db - _decibels(floor[low:high].sum()),
        level_db=level_db,
        bright_db=_decibels(over[:, bright - low :].sum(axis=1)) - _decibels(over[:, : bright - low].sum(axis=1)),
        bands_db=bands_db,
        bands_over_db=bands_db - _bands(_floor(short, heard, floor_quantile)[np.newaxis]),
    )


def joined(earlier: Frames | None, later: Frames) -> Frames:
    """Return both in a row; the later ones begin where the earlier ones end."""
    if earlier is None or earlier.first + len(earlier.heard) != later.first:
        return later
    pairs = {name: np.concatenate([getattr(earlier, name), getattr(later, name)]) for name in Frames.__slots__[1:]}
    return Frames(earlier.first, **pairs)


def since(frames: Frames, number: int) -> Frames:
    """Return the frames from a number on."""
    skipped = max(0, number - frames.first)
    rest = {name: getattr(frames, name)[skipped:].copy() for name in Frames.__slots__[1:]}
    return Frames(frames.first + skipped, **rest)


def _power(samples: Floats, window: int, offset: int, count: int) -> Floats:
    """Return power spectra of all frames, shape (count, window / 2 + 1); a full-scale sine has 1/2 over its bins."""
    shape = np.hanning(window).astype(np.float32)
    views = sliding_window_view(samples, window)[offset::HOP][:count]
    spectrum = np.asarray(rfft(views * shape, axis=1))
    scale = np.float32(2.0 / ((shape**2).sum() * window))
    return np.asarray((spectrum.real**2 + spectrum.imag**2) * scale, np.float32)


def _floor(power: Floats, heard: NDArray[np.bool_], quantile: float) -> Floats:
    rank = int(quantile * (np.count_nonzero(heard) - 1))
    lowest = np.partition(power[heard], rank, axis=0)[rank]
    return np.asarray(np.maximum(lowest * np.float32(_QUANTILE_TO_MEAN), _SILENCE), np.float32)


def _bands(power: Floats) -> Floats:
    edges = [round(edge_hz * _SHORT / RATE_HZ) for edge_hz in _BANDS_HZ]
    return _decibels(np.stack([power[:, a:b].sum(axis=1) for a, b in pairwise(edges)], axis=1))


def _decibels(power: Floats) -> Floats:
    return np.asarray(10.0 * np.log10(power + np.float32(1e-12)), np.float32)
