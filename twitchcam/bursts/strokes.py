"""Strokes and holds of one trace, read off its legs.

1. A stroke begins with a quick leg. The next leg of the same episode goes the other way: it is the stroke's
   return, however far it comes back, and begins no stroke of its own. A limb that is held may waver: where that leg
   leaves it above ``plateau_level`` of the furthest it came, and another leads out again, the return is the leg that
   goes below that level, if it begins within ``settle_s``. The last of ``rhythm_strokes`` strokes and more has no
   return where it goes back to where the episode started; it ends with its own leg.
2. A quick leg within ``rebound_s`` of a stroke's end and below ``rebound_level`` of its amplitude is rebound; the leg
   that follows, if it goes back to where the episode started, is the end of that stroke's return.
3. plateau_s: time from the peak during which d stays above ``plateau_level`` of the amplitude.
4. end_s: where d has come back below ``end_level`` of the amplitude, or has come to rest.
5. A hold is a leg away from where the episode started, quick or slow, of at least ``hold_amplitude``, followed in
   the same episode by a return of at least ``release_level`` of it, with d above ``plateau_level`` of the amplitude
   in between, however it wavers there, and below it for ``let_go_s`` afterwards: a limb that comes to a new place and
   moves to and fro there a while later was not held. Or it lies between two episodes: the first ends at least
   ``plateau_level`` of its reach away from where it started, the second goes back by about that: by ``release_level``
   of it at least, and no further beyond; the hold ends where that much has been let go. What drifts away at less than
   ``drift_speed`` settles and is not held.
6. A partial hold follows a stroke that has no other within ``join_gap_s``: with h = (d - d(start)) / amplitude, h comes
   down from its peak and then varies by at most ``part_hold_spread`` for ``part_hold_s`` and more, above
   ``part_hold_level`` all the time and hardly above ``plateau_level``, until the
   rest is let go (h below half of ``part_hold_level``); all of it within ``part_hold_longest_s`` of the stroke's onset.
   A limb that stays where it came to is no hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from twitchcam.bursts.legs import Episode, Leg, drifts
from twitchcam.records import MotionTrace, Stroke
from twitchcam.settings import BurstSettings

__all__ = ["Hold", "find_holds", "find_partial_holds", "find_strokes", "rise_s"]


@dataclass(frozen=True, slots=True)
class Hold:
    """A position away from rest that is held, and then let go."""

    onset_s: float
    end_s: float
    held_s: float
    amplitude: float
    released: float
    """Share of the displacement that is let go."""
    rise_s: float
    """How long it takes to get there, from 10% to 90% of the way."""
    rests: bool = False
    """Whether nothing moves meanwhile: it lies between two episodes."""

    @property
    def part(self) -> float:
        """Share of the time away that it is held; 1 where it rests."""
        return 1.0 if self.rests else self.held_s / max(self.end_s - self.onset_s, 1e-9)


def find_strokes(
    trace: MotionTrace, episodes: list[Episode], settings: BurstSettings, *, wavering: bool = True
) -> tuple[list[Stroke], list[Leg]]:
    """Return the strokes of a trace in time order, and the legs that belong to none.

    Parameters
    ----------
    trace : MotionTrace
    episodes : list of Episode
        Of this trace.
    settings : BurstSettings
    wavering : bool
        Whether a limb that wavers while it is held is one stroke until it is let go.
    """
    strokes: list[Stroke] = []
    others: list[Leg] = []
    for episode in episodes:
        index, base = 0, float(trace.displacement[episode.first])
        while index < len(episode.legs):
            leg = episode.legs[index]
            following = episode.legs[index + 1] if index + 1 < len(episode.legs) else None
            index += 1
            if not leg.quick or _outdone(leg, following, settings):
                others.append(leg)
                continue
            if _rebound(strokes, leg, settings):
                # What goes back after it is the return of the stroke before.
                back = following is not None and not _outward(trace, following, base)
                index += back
                continue
            goes_back, stop = _return_of(trace, episode, index - 1, settings, wavering=wavering)
            stroke = _stroke(trace, leg, stop, settings)
            if goes_back >= len(episode.legs) and _last_of_many(trace, episode, leg, strokes, settings):
                stroke = replace(stroke, end_s=leg.end_s, plateau_s=0.0)
            strokes.append(stroke)
            index = goes_back + 1  # the leg that goes back begins no stroke
    return strokes, others


def _outdone(leg: Leg, following: Leg | None, settings: BurstSettings) -> bool:
    """Whether a leg is as slow and slight as a breath, and what follows it is a stroke rather than its return."""
    swells = leg.amplitude <= settings.swell_amplitude and leg.end_s - leg.onset_s >= settings.swell_leg_s
    if not swells or following is None or not following.quick:
        return False
    larger = following.amplitude * settings.breath_level >= leg.amplitude
    return larger and following.peak_speed >= settings.outdone_by * leg.peak_speed


def _last_of_many(
    trace: MotionTrace, episode: Episode, leg: Leg, strokes: Sequence[Stroke], settings: BurstSettings
) -> bool:
    """Whether a leg without a return ends an episode of many strokes by going back to where that started."""
    before = sum(stroke.onset_s >= float(trace.times_s[episode.first]) for stroke in strokes)
    return before >= settings.rhythm_strokes - 1 and not _outward(trace, leg, float(trace.displacement[episode.first]))


def _return_of(
    trace: MotionTrace, episode: Episode, number: int, settings: BurstSettings, *, wavering: bool
) -> tuple[int, int]:
    """Return the number of the leg that is a stroke's return, and the frame at which that ends, rule 1."""
    legs, leg = episode.legs, episode.legs[number]
    away = (trace.displacement.astype(np.float64) - float(trace.displacement[leg.start_index])) * leg.direction
    furthest, back = leg.amplitude, number + 1
    while wavering and back + 1 < len(legs) and away[legs[back].stop_index] >= settings.plateau_level * furthest:
        furthest = max(furthest, float(away[legs[back + 1].stop_index]))
        back += 2
    held_until = legs[back].start_index if back < len(legs) else episode.last
    if float(trace.times_s[held_until]) - leg.end_s > settings.settle_s:
        back = number + 1
    return back, (legs[back].stop_index if back < len(legs) else episode.last)


def find_holds(trace: MotionTrace, episodes: list[Episode], settings: BurstSettings) -> list[Hold]:
    """Return the held positions of a trace in time order."""
    holds: list[Hold] = []
    for episode in episodes:
        base = float(trace.displacement[episode.first])
        for number, leg in enumerate(episode.legs):
            small = leg.amplitude < settings.hold_amplitude
            if small or drifts(leg, settings) or not _outward(trace, leg, base):
                continue
            following = _way_back(trace, leg, episode.legs[number + 1 :], settings)
            released = 0.0 if following is None else min(1.0, following.amplitude / leg.amplitude)
            if following is not None and released >= settings.release_level:
                held_s = _plateau_s(trace, leg, following.stop_index, settings.plateau_level)
                took_s = leg.end_s - leg.onset_s
                holds.append(Hold(leg.onset_s, following.end_s, held_s, leg.amplitude, released, took_s))
    for before, after in pairwise(episodes):
        moved = sum(leg.direction * leg.amplitude for leg in before.legs if not drifts(leg, settings))
        went = min(abs(before.net), max(moved * np.sign(before.net), 0.0))
        apart = went >= max(settings.hold_amplitude, settings.plateau_level * before.reach)
        released = -after.net / before.net if before.net else 0.0
        if apart and settings.release_level <= released <= 1.0 / settings.release_level:
            held_s = after.legs[0].onset_s - before.legs[-1].end_s
            end_s = _let_go_s(trace, before, after, settings)
            took_s = rise_s(trace, before)
            onset_s, let_go = before.legs[0].onset_s, min(released, 1.0)
            holds.append(Hold(onset_s, end_s, held_s, abs(before.net), let_go, took_s, rests=True))
    return sorted(holds, key=lambda hold: hold.onset_s)


def _let_go_s(trace: MotionTrace, before: Episode, after: Episode, settings: BurstSettings) -> float:
    """Time at which what one episode took away has been let go in the next, however long that goes on."""
    start_value = float(trace.displacement[after.first])
    for leg in after.legs:
        if (start_value - float(trace.displacement[leg.stop_index])) / before.net >= settings.release_level:
            return leg.end_s
    return after.legs[-1].end_s


def rise_s(trace: MotionTrace, episode: Episode) -> float:
    """Time from the onset of an episode until it first comes to 90% of where it ends."""
    values = trace.displacement[episode.first : episode.last + 1].astype(np.float64)
    there = np.flatnonzero((values - values[0]) / episode.net >= 0.9)
    return max(0.0, float(trace.times_s[episode.first + int(there[0])]) - episode.legs[0].onset_s)


def _way_back(trace: MotionTrace, leg: Leg, later: Sequence[Leg], settings: BurstSettings) -> Leg | None:
    """Return the leg that ends a hold, where it lets go for good; a limb that is held may waver."""
    start_value = float(trace.displacement[leg.start_index])
    reached = (trace.displacement.astype(np.float64) - start_value) * leg.direction
    least = settings.plateau_level * leg.amplitude
    for following in later:
        if reached[following.stop_index] < least:
            until_s = float(trace.times_s[following.stop_index]) + settings.let_go_s
            after = reached[following.stop_index : int(np.searchsorted(trace.times_s, until_s, side="right"))]
            return following if after.max() < least else None
    return None


def find_partial_holds(trace: MotionTrace, strokes: list[Stroke], settings: BurstSettings) -> list[Hold]:
    """Return the strokes of a trace that stay part of the way for a while before they are let go, in time order."""
    onsets = np.array([stroke.onset_s for stroke in strokes])
    alone = [s for s in strokes if np.count_nonzero(np.abs(onsets - s.onset_s) <= settings.join_gap_s) == 1]
    holds = (_partial_hold(trace, stroke, settings) for stroke in alone)
    return [hold for hold in holds if hold is not None]


def _partial_hold(trace: MotionTrace, stroke: Stroke, settings: BurstSettings) -> Hold | None:
    if stroke.amplitude < settings.hold_amplitude:
        return None
    times, along = trace.times_s, trace.displacement.astype(np.float64) * stroke.direction
    first = int(np.searchsorted(times, stroke.onset_s))
    last = int(np.searchsorted(times, stroke.onset_s + settings.part_hold_longest_s, side="right"))
    swing = along[first : int(np.searchsorted(times, stroke.end_s, side="right"))]
    if len(swing) < 2:
        return None
    peak = first + int(np.argmax(swing))
    height = 1.0 - (along[peak] - along[peak:last]) / stroke.amplitude
    let_go = np.flatnonzero(height < 0.5 * settings.part_hold_level)
    if not len(let_go):
        return None
    start, stop = _flattest(times[peak:last], height[: int(let_go[0])], settings)
    if stop <= start or height[start:stop].max() > settings.plateau_level + settings.part_hold_spread:
        return None
    held_s = float(times[peak + stop - 1] - times[peak + start])
    enough = held_s >= settings.part_hold_s
    end_s = float(times[peak + int(let_go[0])])
    return (
        Hold(stroke.onset_s, end_s, held_s, stroke.amplitude, 1.0, stroke.peak_s - stroke.onset_s) if enough else None
    )


def _flattest(
    times: np.ndarray[tuple[int], np.dtype[np.float64]],
    height: np.ndarray[tuple[int], np.dtype[np.float64]],
    settings: BurstSettings,
) -> tuple[int, int]:
    """Return first and one past the last index of the longest stretch above ``part_hold_level`` that varies little."""
    best = (0, 0)
    for start in range(len(height)):
        ahead = height[start:]
        spread = np.maximum.accumulate(ahead) - np.minimum.accumulate(ahead)
        flat = (spread <= settings.part_hold_spread) & (np.minimum.accumulate(ahead) >= settings.part_hold_level)
        stop = start + (int(np.argmin(flat)) if not flat.all() else len(ahead))
        if stop > start and times[stop - 1] - times[start] > times[max(best[1] - 1, 0)] - times[best[0]]:
            best = (start, stop)
    return best


def _outward(trace: MotionTrace, leg: Leg, base: float) -> bool:
    """Whether a leg ends further from where the episode started than it begins: the way back is no hold."""
    start, stop = (abs(float(trace.displacement[index]) - base) for index in (leg.start_index, leg.stop_index))
    return stop > start


def _rebound(strokes: list[Stroke], leg: Leg, settings: BurstSettings) -> bool:
    if not strokes:
        return False
    last = strokes[-1]
    soon = leg.onset_s - last.end_s <= settings.rebound_s
    return soon and leg.amplitude < settings.rebound_level * last.amplitude


def _stroke(trace: MotionTrace, leg: Leg, stop: int, settings: BurstSettings) -> Stroke:
    start_value = float(trace.displacement[leg.start_index])
    end_s = _end_s(trace, leg, stop, settings)
    at_end = int(np.searchsorted(trace.times_s, end_s))
    residual = (float(trace.displacement[min(at_end, stop)]) - start_value) * leg.direction / leg.amplitude
    return Stroke(
        onset_s=leg.onset_s,
        peak_s=leg.peak_s,
        end_s=max(end_s, leg.end_s),
        part=trace.part,
        amplitude=leg.amplitude,
        peak_speed=leg.peak_speed,
        direction=leg.direction,
        plateau_s=_plateau_s(trace, leg, stop, settings.plateau_level),
        residual=float(np.clip(residual, 0.0, 1.0)),
        trace_id=trace.trace_id,
    )


def _plateau_s(trace: MotionTrace, leg: Leg, stop: int, level: float) -> float:
    """Time during which the displacement stays above ``level`` of the leg's amplitude, around its peak."""
    height = _height(trace, leg, leg.start_index, stop)
    above = np.flatnonzero(height >= level)
    if not len(above):
        return 0.0
    first = int(above[0])
    below = np.flatnonzero(height[first:] < level)
    last = first + (int(below[0]) if len(below) else len(height) - first)
    times = trace.times_s[leg.start_index : stop + 1]
    start_s = _between(times, height, first - 1, level)
    end_s = _between(times, height, last - 1, level) if last < len(height) else float(times[-1])
    return max(0.0, end_s - start_s)


def _end_s(trace: MotionTrace, leg: Leg, stop: int, settings: BurstSettings) -> float:
    """Where the displacement has come back, or where the movement has come to rest."""
    height = _height(trace, leg, leg.stop_index, stop)
    times = trace.times_s[leg.stop_index : stop + 1]
    back = np.flatnonzero(height < settings.end_level)
    back_s = _between(times, height, int(back[0]) - 1, settings.end_level) if len(back) else float(times[-1])
    still = np.flatnonzero(trace.speed[leg.stop_index : stop + 1] < settings.rest_speed_level * leg.peak_speed)
    # A held position is slow too: rest counts only once part of the way back is done, or after a while.
    resting = [i for i in still if height[i] < settings.plateau_level or times[i] - times[0] >= settings.settle_s]
    rest_s = float(times[resting[0]]) if resting else back_s
    return max(leg.end_s, min(back_s, rest_s))


def _height(trace: MotionTrace, leg: Leg, start: int, stop: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Displacement since the leg's start as a share of its amplitude."""
    base = float(trace.displacement[leg.start_index])
    values = trace.displacement[start : stop + 1].astype(np.float64)
    return (values - base) * leg.direction / leg.amplitude


def _between(
    times: np.ndarray[tuple[int], np.dtype[np.float64]],
    height: np.ndarray[tuple[int], np.dtype[np.float64]],
    index: int,
    level: float,
) -> float:
    """Time at which the height passes the level between a frame and the next."""
    if index < 0 or index + 1 >= len(height):
        return float(times[min(max(index, 0), len(times) - 1)])
    before, after = float(height[index]), float(height[index + 1])
    part = 0.0 if after == before else min(max((level - before) / (after - before), 0.0), 1.0)
    return float(times[index] + part * (times[index + 1] - times[index]))
