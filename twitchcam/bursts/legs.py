"""A trace as a chain of legs: monotone stretches of displacement between turning points.

With d(t) the signed displacement of a trace and sigma its noise:

1. Episodes are the stretches in which the region was seen moving, a little wider; what happens outside them
   is cross-talk from a neighbouring region, or drift.
2. Within an episode, turning points with hysteresis h = max(least, z sigma): a turn counts once d has come
   back by h.
3. An inner leg smaller than ``ripple_level`` times both of its neighbours is a ripple; it and its neighbours
   become one leg.
4. A leg's amplitude is abs(d(end) - d(start)); its onset and end are where it passes 10% and 90% of that.
5. A leg is quick when it passes from 10% to 90% within ``quick_s``.
6. An episode's net displacement is d(last) - d(first); its reach is its largest distance from d(first). One that
   reaches less than ``least_reach_z`` sigma is wandering flow, and left out. A tremor goes to both sides of where it
   started: from ``tremor_legs`` legs of ``tremor_leg_s`` and less on, their median counts if it is more than the reach.
7. An episode ends where a leg rests on its way, and the next begins where it goes on: where d stays within h for
   ``join_gap_s`` and more, with more than h before and after it. A limb that is let go and twitches seconds later would
   go on being let go until then. On the way back from a quick leg it rests only below ``ripple_level`` of that; higher
   up it is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import MotionTrace
from twitchcam.settings import BurstSettings

__all__ = ["Episode", "Leg", "active_ranges", "drifts", "episode_of", "find_episodes"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One monotone stretch of a trace."""

    onset_s: float
    """Where it passes 10% of its amplitude."""
    end_s: float
    """Where it passes 90% of its amplitude."""
    peak_s: float
    """Time of its highest speed."""
    amplitude: float
    """Body lengths, positive."""
    direction: int
    """+1 or -1."""
    peak_speed: float
    """Body lengths/s."""
    quick: bool
    start_index: int
    stop_index: int


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch in which a region moves, with its legs."""

    first: int
    last: int
    """Frame indices, both inside."""
    legs: tuple[Leg, ...]
    net: float
    """Where the region ends against where it started, along the main axis, body lengths."""
    reach: float
    """Largest distance from where it started, body lengths."""


def find_episodes(trace: MotionTrace, settings: BurstSettings) -> list[Episode]:
    """Return the episodes of a trace with their legs, in time order; see the module's text for the rule.

    Parameters
    ----------
    trace : MotionTrace
    settings : BurstSettings
    """
    hysteresis = max(settings.least_amplitude, settings.least_z * trace.noise_displacement)
    ranges = active_ranges(trace, settings)
    found = (part for first, last in ranges for part in _cut_at_rests(trace, first, last, hysteresis, settings))
    least = settings.least_reach_z * trace.noise_displacement
    return [episode for episode in found if episode.legs and _stands_out(episode, settings) >= least]


def _cut_at_rests(
    trace: MotionTrace, first: int, last: int, hysteresis: float, settings: BurstSettings
) -> list[Episode]:
    """Return the episodes between two frames, rule 7."""
    episode = episode_of(trace, first, last, hysteresis, settings)
    for number, leg in enumerate(episode.legs):
        rest = _rest_within(trace, leg, hysteresis, settings)
        if rest is None or (number and _held(trace, episode.legs[number - 1], rest[0], settings)):
            continue
        return [
            *_cut_at_rests(trace, first, rest[0], hysteresis, settings),
            *_cut_at_rests(trace, rest[1], last, hysteresis, settings),
        ]
    return [episode]


def _rest_within(trace: MotionTrace, leg: Leg, hysteresis: float, settings: BurstSettings) -> tuple[int, int] | None:
    """Return the first and the last frame of the longest rest on a leg's way, if there is one."""
    inside = slice(leg.start_index, leg.stop_index + 1)
    times = trace.times_s[inside]
    way = leg.direction * (trace.displacement[inside].astype(np.float64) - float(trace.displacement[leg.start_index]))
    furthest = np.maximum.accumulate(way)
    least_later = np.minimum.accumulate(way[::-1])[::-1]
    last = np.searchsorted(furthest, least_later + hysteresis, side="right") - 1
    lasts_s = times[last] - times
    lasts_s[(least_later < hysteresis) | (furthest[last] > leg.amplitude - hysteresis)] = 0.0
    longest = int(np.argmax(lasts_s))
    if lasts_s[longest] < settings.join_gap_s:
        return None
    return leg.start_index + longest, leg.start_index + int(last[longest])


def _held(trace: MotionTrace, before: Leg, index: int, settings: BurstSettings) -> bool:
    """Whether a region is still held at a frame on its way back from a quick leg."""
    went = before.direction * (float(trace.displacement[index]) - float(trace.displacement[before.start_index]))
    return before.quick and went > settings.ripple_level * before.amplitude


def _stands_out(episode: Episode, settings: BurstSettings) -> float:
    """Return by how much an episode stands out, body lengths, rule 6."""
    legs = episode.legs
    if len(legs) < settings.tremor_legs:
        return episode.reach
    mean_leg_s = (legs[-1].peak_s - legs[0].peak_s) / (len(legs) - 1)
    if mean_leg_s > settings.tremor_leg_s:
        return episode.reach
    return max(episode.reach, float(np.median([leg.amplitude for leg in legs])))


def episode_of(trace: MotionTrace, first: int, last: int, hysteresis: float, settings: BurstSettings) -> Episode:
    """Return the legs between two frames of a trace, rules 2 to 5.

    Parameters
    ----------
    trace : MotionTrace
    first, last : int
        Frame indices, both inside.
    hysteresis : float
        Body lengths.
    settings : BurstSettings
    """
    values = trace.displacement[first : last + 1].astype(np.float64)
    turns = _without_ripples(values, _turning_points(values, hysteresis), settings.ripple_level)
    legs = tuple(_leg(trace, first + start, first + stop, settings) for start, stop in pairwise(turns))
    return Episode(first, last, legs, float(values[-1] - values[0]), float(np.abs(values - values[0]).max()))


def active_ranges(trace: MotionTrace, settings: BurstSettings) -> list[tuple[int, int]]:
    """First and last frame of each stretch of own movement, padded, and never reaching into the next."""
    times = trace.times_s
    active = np.flatnonzero(trace.active_share > 0)
    if not len(active):
        return []
    breaks = np.flatnonzero(np.diff(times[active]) > settings.join_gap_s)
    firsts = active[np.concatenate([[0], breaks + 1])]
    lasts = active[np.concatenate([breaks, [len(active) - 1]])]
    ranges = []
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        earliest = 0 if number == 0 else int(lasts[number - 1]) + 1
        latest = len(times) - 1 if number + 1 == len(firsts) else int(firsts[number + 1]) - 1
        start = int(np.searchsorted(times, times[first] - settings.lead_s))
        stop = int(np.searchsorted(times, times[last] + settings.trail_s, side="right")) - 1
        ranges.append((max(start, earliest), min(stop, latest)))
    return ranges


def _turning_points(values: NDArray[np.float64], hysteresis: float) -> list[int]:
    """Return the indices of alternating low and high points that differ by at least the hysteresis."""
    turns: list[int] = []
    low = high = 0
    direction = 0
    for index in range(1, len(values)):
        if values[index] > values[high]:
            high = index
        if values[index] < values[low]:
            low = index
        if direction >= 0 and values[high] - values[index] >= hysteresis:
            turns.append(high)
            direction, low = -1, index
            high = index
        elif direction <= 0 and values[index] - values[low] >= hysteresis:
            turns.append(low)
            direction, high = 1, index
            low = index
    if turns:
        turns.append(high if direction > 0 else low)
    return turns


def _without_ripples(values: NDArray[np.float64], turns: list[int], level: float) -> list[int]:
    """Take out inner legs that are small against both neighbours, the smallest first."""
    turns = list(turns)
    while len(turns) > 3:
        sizes = np.abs(np.diff(values[turns]))
        inner = sizes[1:-1] / np.minimum(sizes[:-2], sizes[2:])
        smallest = int(np.argmin(inner))
        if inner[smallest] >= level:
            break
        del turns[smallest + 1 : smallest + 3]
    return turns


def _leg(trace: MotionTrace, start: int, stop: int, settings: BurstSettings) -> Leg:
    times = trace.times_s
    values = trace.displacement.astype(np.float64)
    change = values[stop] - values[start]
    level = (values[start : stop + 1] - values[start]) / change
    # The last time below 10% and the first time above 90%: a long rest before or after does not count.
    first = int(np.flatnonzero(level <= 0.1)[-1])
    last = first + int(np.flatnonzero(level[first:] >= 0.9)[0])
    onset_s = _crossing(times, level, start, first, 0.1)
    end_s = _crossing(times, level, start, last - 1, 0.9)
    speed = trace.speed[start + first : start + last + 1]
    return Leg(
        onset_s=onset_s,
        end_s=end_s,
        peak_s=float(times[start + first + int(np.argmax(speed))]),
        amplitude=float(abs(change)),
        direction=1 if change > 0 else -1,
        peak_speed=float(speed.max()),
        quick=end_s - onset_s <= settings.quick_s,
        start_index=start,
        stop_index=stop,
    )


def _crossing(times: NDArray[np.float64], level: NDArray[np.float64], start: int, index: int, height: float) -> float:
    """Time at which the level passes ``height`` between two frames, by linear interpolation."""
    index = min(max(index, 0), len(level) - 2)
    before, after = level[index], level[index + 1]
    part = 0.0 if after == before else float(np.clip((height - before) / (after - before), 0.0, 1.0))
    return float(times[start + index] + part * (times[start + index + 1] - times[start + index]))


def drifts(leg: Leg, settings: BurstSettings) -> bool:
    """Whether a leg is so slow that the part settles rather than moves; 80% of a leg lies between onset and end."""
    return 0.8 * leg.amplitude < settings.drift_speed * (leg.end_s - leg.onset_s)
