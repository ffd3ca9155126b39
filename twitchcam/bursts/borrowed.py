"""Ends of a hold at which another region was seen moving.

Limbs that stiffen come out together and go back each in its time, so one region can take in, at one end, what is a
region of its own at the other. The trace of each shows both ends; only at one of them was the region seen moving by
itself. With d the displacement of a trace, and the infant's other regions seen moving from frame a to b, while this one
was not:

1. A candidate is the chain of legs of d from a to b, if d turns there at all.
2. It is an episode of this trace where it makes a hold with the trace's own episode before or after it: the first of
   the two comes within ``borrowed_rise_s`` to where it ends, ``hold_amplitude`` and more away from where it started and
   at least ``plateau_level`` of its own reach; the second goes back by ``release_level`` to ``borrowed_beyond`` of it;
   in between, for ``borrowed_hold_s`` and more, d stays above ``plateau_level`` of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from twitchcam.bursts.legs import Episode, episode_of
from twitchcam.bursts.strokes import rise_s
from twitchcam.records import MotionTrace
from twitchcam.settings import BurstSettings

__all__ = ["borrowed_episodes"]


def borrowed_episodes(
    trace: MotionTrace, episodes: Sequence[Episode], elsewhere: Sequence[tuple[int, int]], settings: BurstSettings
) -> list[Episode]:
    """Return the ends of holds that other regions were seen making, as episodes of this trace.

    Parameters
    ----------
    trace : MotionTrace
    episodes : sequence of Episode
        Of this trace, in time order.
    elsewhere : sequence of (int, int)
        First and last frame of each stretch in which other regions of the infant were seen moving, in time order.
    settings : BurstSettings
    """
    hysteresis = max(settings.least_amplitude, settings.least_z * trace.noise_displacement)
    found: list[Episode] = []
    for first, last in elsewhere:
        if not episodes or any(first <= own.last and last >= own.first for own in episodes):
            continue
        candidate = episode_of(trace, first, last, hysteresis, settings)
        before = [own for own in episodes if own.last < first][-1:]
        after = [own for own in episodes if own.first > last][:1]
        ends = [*before, candidate, *after]
        if candidate.legs and any(_held(trace, out, back, settings) for out, back in pairwise(ends)):
            found.append(candidate)
    return found


def _held(trace: MotionTrace, out: Episode, back: Episode, settings: BurstSettings) -> bool:
    if abs(out.net) < max(settings.hold_amplitude, settings.plateau_level * out.reach):
        return False
    released = -back.net / out.net
    held_s = back.legs[0].onset_s - out.legs[-1].end_s
    between = (trace.displacement[out.last : back.first + 1] - trace.displacement[out.first]) / out.net
    return bool(
        settings.release_level <= released <= settings.borrowed_beyond
        and settings.borrowed_hold_s <= held_s <= settings.longest_hold_s
        and between.min() >= settings.plateau_level
        and rise_s(trace, out) <= settings.borrowed_rise_s
    )
