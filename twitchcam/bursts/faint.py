"""Strokes that are too weak to be seen moving by themselves, found since they go on with a rhythm that was seen.

Cloth over a limb, or a slow camera, leaves some strokes of a rhythm just below the level from which cells count as
moving; what is left looks like brief jerks. The trace shows them all. With sigma the noise of a trace, its known
strokes those of its episodes, and a the smallest of these that go one way:

1. Legs are found over the whole trace, with hysteresis max(``faint_level`` a, ``faint_z`` sigma).
2. A quick leg that goes the same way, outside all episodes, is a candidate.
3. Candidates are strokes where they make an even run (`even_runs`) together with at least ``faint_known`` known ones,
   the trace repeats itself over it (`evenness_of`), and the strokes have rests between them: over the run, the median
   of peak speed / (pi r A) is at least ``faint_sinusoid_ratio``, with r the rate and A the amplitude of each. Breathing
   and sucking, which move whatever lies on them, come and go like a sinusoid, of ratio 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.bursts.legs import Episode, episode_of
from twitchcam.bursts.rhythm import even_runs, evenness_of
from twitchcam.bursts.strokes import find_strokes
from twitchcam.records import MotionTrace, Stroke
from twitchcam.settings import BurstSettings

__all__ = ["faint_episodes"]


def faint_episodes(trace: MotionTrace, episodes: Sequence[Episode], settings: BurstSettings) -> list[Episode]:
    """Return the weak strokes of a trace that make a rhythm with those known, as episodes of their own.

    Parameters
    ----------
    trace : MotionTrace
    episodes : sequence of Episode
        Of this trace.
    settings : BurstSettings
    """
    known, _ = find_strokes(trace, list(episodes), settings)
    found: list[Episode] = []
    for direction in (1, -1):
        own = [stroke for stroke in known if stroke.direction == direction]
        if len(own) < settings.faint_known:
            continue
        weak = _candidates(trace, episodes, own, settings)
        if not weak:
            continue
        episode_by_onset = {stroke.onset_s: episode for stroke, episode in weak}
        every = sorted([*own, *(stroke for stroke, _ in weak)], key=lambda stroke: stroke.onset_s)
        added: set[float] = set()
        for run in even_runs(every, settings):
            onsets = {stroke.onset_s for stroke in run} & episode_by_onset.keys()
            if len(run) - len(onsets) >= settings.faint_known and _rhythmic(trace, run, settings):
                added |= onsets
        found += [episode_by_onset[onset_s] for onset_s in sorted(added)]
    return found


def _candidates(
    trace: MotionTrace, episodes: Sequence[Episode], known: Sequence[Stroke], settings: BurstSettings
) -> list[tuple[Stroke, Episode]]:
    """Return quick legs outside all episodes that go the way of the known strokes, each as stroke and episode."""
    times, direction = trace.times_s, known[0].direction
    smallest = min(stroke.amplitude for stroke in known)
    hysteresis = max(settings.faint_level * smallest, settings.faint_z * trace.noise_displacement)
    legs = episode_of(trace, 0, len(times) - 1, hysteresis, settings).legs
    found = []
    for leg, following in zip(legs, [*legs[1:], None], strict=True):
        if not leg.quick or leg.direction != direction:
            continue
        first = max(int(np.searchsorted(times, leg.onset_s)) - 1, leg.start_index)
        back = following.stop_index if following is not None else len(times) - 1
        last = max(leg.stop_index, min(back, int(np.searchsorted(times, leg.end_s + settings.trail_s))))
        if any(first <= other.last and other.first <= last for other in episodes):
            continue
        episode = episode_of(trace, first, last, hysteresis, settings)
        strokes = [stroke for stroke in find_strokes(trace, [episode], settings)[0] if stroke.direction == direction]
        found += [(stroke, episode) for stroke in strokes[:1]]
    return found


def _rhythmic(trace: MotionTrace, run: Sequence[Stroke], settings: BurstSettings) -> bool:
    evenness = evenness_of(trace, tuple(run))
    interval_s = (run[-1].onset_s - run[0].onset_s) / (len(run) - 1)
    ratios = [stroke.peak_speed * interval_s / (np.pi * stroke.amplitude) for stroke in run]
    rests = float(np.median(ratios)) >= settings.faint_sinusoid_ratio
    return rests and evenness.margin >= settings.evenness
