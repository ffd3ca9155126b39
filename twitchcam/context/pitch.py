"""How well one pitch explains a spectrum.

With the power P(f) of a frame of `WINDOW` samples, the floor N(f) of its block and frequencies f from 150 Hz to 3.6
kHz (what is
left at 8 kHz):

1. s(f) = (max(P(f) - 3 N(f), 0)) ^ (1/4): what stands out, with its range compressed as loudness is.
2. For each candidate pitch c, four a semitone: k_c(f) = cos(2 pi f / c) / sqrt(f / c) up to the eighth harmonic, at
   half weight below 3/4 c, 0 below 1/4 c. Harmonics count for it, what lies between them against it, so that an octave
   up or down scores less (Camacho and Harris 2008, SWIPE).
3. strength(c) = sum s k_c / (norm of s x norm of the positive part of k_c); the pitch is the c with the largest,
   between candidates by a parabola through three.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["pitches"]

Floats = NDArray[np.float32]

_LOW_HZ, _HIGH_HZ = 150.0, 3600.0
_STEPS = 48
"""Candidates an octave."""
_HARMONICS = 8
_OVER_FLOOR = 3.0


def pitches(power: Floats, floor: Floats, bin_hz: float, low_hz: float, high_hz: float) -> tuple[Floats, Floats]:
    """Return pitch (Hz) and strength (0 to 1) of every frame.

    Parameters
    ----------
    power : array of float32, shape (frames, bins)
    floor : array of float32, shape (bins,)
    bin_hz : float
        Distance of the bins, from 0 Hz.
    low_hz, high_hz : float
        Lowest and highest pitch.

    Returns
    -------
    tuple of two arrays of float32, shape (frames,)
    """
    candidates, first, kernel = _kernel(bin_hz, low_hz, high_hz)
    last = first + len(kernel)
    over = np.maximum(power[:, first:last] - _OVER_FLOOR * floor[first:last], 0.0)
    loudness = np.sqrt(np.sqrt(over))
    norm = np.linalg.norm(loudness, axis=1)
    scores = (loudness @ kernel) / np.maximum(norm, 1e-12)[:, np.newaxis]
    best = np.clip(np.argmax(scores, axis=1), 1, len(candidates) - 2)[:, np.newaxis]
    before, strength, after = (np.take_along_axis(scores, best + step, 1)[:, 0] for step in (-1, 0, 1))
    curve = before - 2.0 * strength + after
    off = np.where(curve < 0.0, 0.5 * (before - after) / np.minimum(curve, -1e-9), 0.0)
    pitch_hz = candidates[best[:, 0]] * 2.0 ** (np.clip(off, -0.5, 0.5) / _STEPS)
    return np.asarray(pitch_hz, np.float32), np.asarray(strength, np.float32)


@lru_cache(maxsize=4)
def _kernel(bin_hz: float, low_hz: float, high_hz: float) -> tuple[Floats, int, Floats]:
    octaves = np.log2(high_hz / low_hz)
    candidates = low_hz * 2 ** np.linspace(0, octaves, round(octaves * _STEPS) + 1)
    first = int(np.ceil(_LOW_HZ / bin_hz))
    frequencies = bin_hz * np.arange(first, int(_HIGH_HZ / bin_hz) + 1)
    ratio = frequencies[:, np.newaxis] / candidates
    kernel = np.cos(2 * np.pi * ratio) / np.sqrt(ratio)
    kernel[ratio < 0.75] *= 0.5
    kernel[(ratio < 0.25) | (ratio > _HARMONICS + 0.25)] = 0.0
    kernel /= np.linalg.norm(np.maximum(kernel, 0.0), axis=0)
    return candidates.astype(np.float32), first, kernel.astype(np.float32)
