"""Listens to a recording block by block, and keeps what was heard: voices, sudden noises, a level each second.

Sound is taken apart in minutes of absolute time, so that any cut into blocks gives the same; what goes on from one
minute to the next is carried over. Nothing else grows with the recording.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from twitchcam.context.crying import Voice, crying_of, voices_of
from twitchcam.context.frames import HOP, HOP_S, RATE_HZ, WINDOW, Frames, frames_of, joined, since
from twitchcam.context.noises import noises_of
from twitchcam.records import Noise, Sound, SoundBlock, frozen_array
from twitchcam.settings import SoundSettings
from twitchcam.timespan import TimeSpan, merge

__all__ = ["RATE_HZ", "Listener"]

_MINUTE = 3000
"""Frames of a minute."""
_LEAD = (WINDOW - HOP) // 2
"""Samples that a frame reaches out on either side of its own 20 ms."""
_SILENCE = 1e-10
_FLOOR_QUANTILE = 0.1
_CONTINUES_S = 0.001


class Listener:
    """Takes in blocks of sound in time order; `finish` says what was heard.

    Parameters
    ----------
    settings : SoundSettings
    """

    def __init__(self, settings: SoundSettings) -> None:
        self._settings = settings
        self._minute = 0
        self._samples = np.zeros(_MINUTE * HOP + 2 * _LEAD, np.float32)
        self._recorded = np.zeros(len(self._samples), np.bool_)
        self._frames: Frames | None = None
        self._voices_from = self._noises_from = 0
        self._voices: list[Voice] = []
        self._noises: list[Noise] = []
        self._spans: list[TimeSpan] = []
        self._powers: list[NDArray[np.float32]] = []

    def add(self, block: SoundBlock) -> None:
        """Take in a block at `RATE_HZ` that begins where the last one ended, or later."""
        self._note(TimeSpan(block.start_s, block.start_s + len(block.samples) / RATE_HZ))
        at, samples = round(block.start_s * RATE_HZ), block.samples
        while len(samples):
            begin = self._minute * _MINUTE * HOP - _LEAD
            room = begin + len(self._samples) - at
            if room <= 0:
                self._end_minute(last=False)
                continue
            piece = slice(at - begin, at - begin + min(room, len(samples)))
            self._samples[piece] = samples[:room]
            self._recorded[piece] = True
            at, samples = at + room, samples[room:]

    def finish(self) -> Sound:
        """Return what was heard."""
        self._end_minute(last=True)
        power = np.concatenate([*self._powers, np.zeros(0, np.float32)])
        end_s = self._spans[-1].end_s if self._spans else 0.0
        power = power[: math.ceil(end_s)]
        level_db = 10.0 * np.log10(np.maximum(power, _SILENCE))
        known = np.isfinite(level_db)
        floor_db = float(np.quantile(level_db[known], _FLOOR_QUANTILE)) if known.any() else None
        return Sound(
            heard=tuple(self._spans),
            noises=tuple(self._noises),
            crying=crying_of(self._voices, self._settings),
            floor_db=floor_db,
            times_s=frozen_array(np.arange(len(power), dtype=np.float32) + np.float32(0.5)),
            level_db=frozen_array((level_db - (floor_db or 0.0)).astype(np.float32)),
        )

    def _note(self, span: TimeSpan) -> None:
        if self._spans and span.start_s - self._spans[-1].end_s <= _CONTINUES_S:
            span = merge([self._spans.pop(), span], _CONTINUES_S)[0]
        self._spans.append(span)

    def _end_minute(self, *, last: bool) -> None:
        """Take the minute that is full apart, and begin the next."""
        heard = _whole(self._recorded)
        if heard.any():
            self._take_apart(heard, last=last)
        elif self._frames is not None:
            self._find(self._frames, last=True)
            self._frames = None
        own = slice(_LEAD, _LEAD + _MINUTE * HOP)
        self._powers.append(_power_by_second(self._samples[own], self._recorded[own]))
        kept = 2 * _LEAD
        for array in (self._samples, self._recorded):
            array[:kept] = array[-kept:].copy()
            array[kept:] = 0
        self._minute += 1

    def _take_apart(self, heard: NDArray[np.bool_], *, last: bool) -> None:
        first = self._minute * _MINUTE
        frames = joined(self._frames, frames_of(self._samples, heard, first, self._settings.floor_quantile))
        self._find(frames, last=last)
        quiet = math.ceil(self._settings.noise_quiet_s / HOP_S)
        # A voice that goes on for more than a minute is none that matters, so the carried frames stay few.
        oldest = frames.first + len(frames.heard) - _MINUTE
        self._frames = since(frames, max(oldest, min(self._voices_from, self._noises_from - quiet)))

    def _find(self, frames: Frames, *, last: bool) -> None:
        voices, self._voices_from = voices_of(since(frames, self._voices_from), self._settings, last=last)
        noises, self._noises_from = noises_of(frames, self._settings, self._noises_from, last=last)
        self._voices += voices
        self._noises += noises


def _whole(recorded: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which frames were recorded from their first sample to their last."""
    total = np.concatenate([[0], np.cumsum(recorded, dtype=np.int64)])
    starts = np.arange(_MINUTE) * HOP
    return np.asarray(total[starts + WINDOW] - total[starts] == WINDOW)


def _power_by_second(samples: NDArray[np.float32], recorded: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the mean power of each second; NaN where less than half of it was recorded."""
    count = recorded.reshape(-1, RATE_HZ).sum(axis=1)
    energy = (samples.astype(np.float64) ** 2).reshape(-1, RATE_HZ).sum(axis=1)
    return np.where(2 * count >= RATE_HZ, energy / np.maximum(count, 1), np.nan).astype(np.float32)
