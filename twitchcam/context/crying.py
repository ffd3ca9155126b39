"""Crying: cries in a row.

A voice is a run of frames with strength >= voice_strength, over >= voice_over_db and a pitch from 80 to 700 Hz, of
which the pitch changes from one frame to the next by at most 1.5 semitones (and half a semitone for each missing
frame; up to 0.12 s may be missing, cries are hoarse in places), cut where its level (0.06 s means) falls by twice
cry_valley_db and rises again, as a room keeps a voice over a breath; of 0.12 s or longer. Of each voice:

- d its duration, p its median pitch, b its median brightness;
- bend: the 5% to 95% range of its pitch over 0.18 s means, semitones: vibrato (5 to 7 Hz) averages out; or that of the
  pitch itself less a semitone, where that is more;
- steady: the share of its 0.2 s stretches in which that mean moves by less than 0.2 semitones, and the pitch itself by
  less than 1.4: a singer's vibrato spans about one semitone (Sundberg 1994), a cry's tremor can span more;
- valley: the deepest fall of its level (0.06 s means) below what was reached both before and after, decibels.

1. How cry-like a voice is, c, is the product of ramps from 0 to 1: d from cry_shortest_s / 2 to cry_shortest_s and back
   from 1.25 to 2 times cry_longest_s; p from 0.87 times cry_low_hz and back to 1.2 times cry_high_hz (ranges of single
   infants reach beyond); bend from a third of cry_bend; steady back to cry_steady_share + 0.3; b from
   -cry_dull_db - 7; valley back to twice cry_valley_db. The value in the settings is where a ramp is 1.
2. A cry is a voice with c >= 0.25. Cries at most cry_pause_s apart are one run, from the first onset to the last end.
3. share = time of the cries over the time of all voices in the run. With n cries in the run:
   confidence = mean c x min(1, share / cry_voice_share) x (1 - 0.5 ^ (n - cries_in_a_row + 2)).
4. A run is crying with n >= cries_in_a_row and confidence >= cry_confidence.

So speech fails by short, cut voices; singing and music by notes that stand still, or dullness; fans, hum and noise by
having no pitch over their own floor; an alarm by standing still. A cat or a child that calls in long, loud vowels can
pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twitchcam.context.frames import HOP_S, Frames
from twitchcam.records import Crying
from twitchcam.settings import SoundSettings
from twitchcam.timespan import TimeSpan

__all__ = ["Voice", "crying_of", "voices_of"]

_VOICE_HZ = (80.0, 700.0)
_JUMP, _JUMP_MISSING = 1.5, 0.5
"""Semitones."""
_MISSING = 6
_SHORTEST_S = 0.12
_MEAN = 9
"""Frames of 20 ms: about one beat of a vibrato."""
_STRETCH, _STANDS = 10, 0.2
_VIBRATO = 1.4
_CRY_LIKE = 0.25


@dataclass(frozen=True, slots=True)
class Voice:
    """A run of one pitch."""

    span: TimeSpan
    pitch_hz: float
    bend: float
    """Semitones."""
    steady: float
    bright_db: float
    valley_db: float


def voices_of(frames: Frames, settings: SoundSettings, *, last: bool) -> tuple[list[Voice], int]:
    """Return the voices that have ended, and the number of the frame at which the first that has not begins.

    Parameters
    ----------
    frames : Frames
    settings : SoundSettings
    last : bool
        Whether nothing comes after these frames.
    """
    voiced = (frames.strength >= settings.voice_strength) & (frames.over_db >= settings.voice_over_db)
    voiced &= frames.heard & (frames.pitch_hz >= _VOICE_HZ[0]) & (frames.pitch_hz <= _VOICE_HZ[1])
    semitones = np.asarray(12.0 * np.log2(frames.pitch_hz), np.float32)
    voices: list[Voice] = []
    for run in _runs(np.flatnonzero(voiced), semitones):
        if not last and run[-1] >= len(voiced) - 1 - _MISSING:
            return voices, frames.first + int(run[0])
        voices += [
            _voice(frames, piece, semitones)
            for piece in _cut_at_valleys(run, frames.level_db, 2.0 * settings.cry_valley_db)
            if (piece[-1] - piece[0] + 1) * HOP_S >= _SHORTEST_S
        ]
    return voices, frames.first + len(voiced)


def _runs(numbers: NDArray[np.intp], semitones: NDArray[np.float32]) -> list[NDArray[np.intp]]:
    if not len(numbers):
        return []
    missing = np.diff(numbers) - 1
    jump = np.abs(np.diff(semitones[numbers]))
    cut = (missing > _MISSING) | (jump > _JUMP + _JUMP_MISSING * missing)
    return np.split(numbers, np.flatnonzero(cut) + 1)


def _cut_at_valleys(
    run: NDArray[np.intp], level_db: NDArray[np.float32], depth_db: float
) -> Iterator[NDArray[np.intp]]:
    first, last = int(run[0]), int(run[-1])
    fall = _falls(level_db[first : last + 1])
    deepest = int(np.argmax(fall))
    left, right = run[run < first + deepest], run[run > first + deepest]
    if fall[deepest] < depth_db or not len(left) or not len(right):
        yield run
        return
    yield from _cut_at_valleys(left, level_db, depth_db)
    yield from _cut_at_valleys(right, level_db, depth_db)


def _voice(frames: Frames, run: NDArray[np.intp], semitones: NDArray[np.float32]) -> Voice:
    first, last = int(run[0]), int(run[-1])
    course = np.interp(np.arange(first, last + 1), run, semitones[run])
    mean = np.convolve(course, np.full(_MEAN, 1.0 / _MEAN), "valid") if len(course) > _MEAN else course
    bend = max(_range(mean), _range(course) - 1.0)
    lead = (len(course) - len(mean)) // 2
    stands = [
        np.ptp(mean[i : i + _STRETCH]) < _STANDS and np.ptp(course[lead + i : lead + i + _STRETCH]) < _VIBRATO
        for i in range(max(1, len(mean) - _STRETCH))
    ]
    return Voice(
        span=TimeSpan((frames.first + first) * HOP_S, (frames.first + last + 1) * HOP_S),
        pitch_hz=float(np.median(frames.pitch_hz[run])),
        bend=bend,
        steady=float(np.mean(stands)),
        bright_db=float(np.median(frames.bright_db[run])),
        valley_db=float(_falls(frames.level_db[first : last + 1]).max()),
    )


def _range(course: NDArray[np.floating]) -> float:
    low, high = np.quantile(course, (0.05, 0.95))
    return float(high - low)


def _falls(level_db: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far the level lies below what it reaches both before and after, decibels."""
    if len(level_db) > 2:
        level_db = np.convolve(np.pad(level_db, 1, "edge"), np.full(3, 1.0 / 3.0), "valid")
    before = np.maximum.accumulate(level_db)
    after = np.maximum.accumulate(level_db[::-1])[::-1]
    return np.asarray(np.minimum(before, after) - level_db, np.float32)


def crying_of(voices: Sequence[Voice], settings: SoundSettings) -> tuple[Crying, ...]:
    """Return the crying among voices that are in time order; see the module's text."""
    alike = [(voice, c) for voice in voices if (c := _cry_like(voice, settings)) >= _CRY_LIKE]
    runs: list[list[tuple[Voice, float]]] = []
    for voice, c in alike:
        if runs and voice.span.start_s - runs[-1][-1][0].span.end_s <= settings.cry_pause_s:
            runs[-1].append((voice, c))
        else:
            runs.append([(voice, c)])
    starts = np.array([voice.span.start_s for voice in voices])
    found = []
    for run in runs:
        span = TimeSpan(run[0][0].span.start_s, run[-1][0].span.end_s)
        first, last = np.searchsorted(starts, (span.start_s, span.end_s))
        all_s = sum(voice.span.duration_s for voice in voices[first:last])
        share = sum(voice.span.duration_s for voice, _ in run) / all_s
        confidence = float(np.mean([c for _, c in run])) * min(1.0, share / settings.cry_voice_share)
        confidence *= 1.0 - 0.5 ** (len(run) - settings.cries_in_a_row + 2)
        if len(run) >= settings.cries_in_a_row and confidence >= settings.cry_confidence:
            pitch_hz = float(np.median([voice.pitch_hz for voice, _ in run]))
            found.append(Crying(span, confidence, len(run), pitch_hz))
    return tuple(found)


def _cry_like(voice: Voice, settings: SoundSettings) -> float:
    shortest_s, longest_s = settings.cry_shortest_s, settings.cry_longest_s
    duration_s = voice.span.duration_s
    return (
        _ramp(duration_s, 0.5 * shortest_s, shortest_s)
        * _ramp(duration_s, 2.0 * longest_s, 1.25 * longest_s)
        * _ramp(voice.pitch_hz, 0.87 * settings.cry_low_hz, settings.cry_low_hz)
        * _ramp(voice.pitch_hz, 1.2 * settings.cry_high_hz, settings.cry_high_hz)
        * _ramp(voice.bend, settings.cry_bend / 3.0, settings.cry_bend)
        * _ramp(voice.steady, settings.cry_steady_share + 0.3, settings.cry_steady_share)
        * _ramp(voice.bright_db, -settings.cry_dull_db - 7.0, -settings.cry_dull_db)
        * _ramp(voice.valley_db, 2.0 * settings.cry_valley_db, settings.cry_valley_db)
    )


def _ramp(value: float, zero: float, one: float) -> float:
    """Rise (or fall) from 0 at ``zero`` to 1 at ``one``."""
    return min(1.0, max(0.0, (value - zero) / (one - zero))) if one != zero else float(value >= one)
