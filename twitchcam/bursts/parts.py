"""Movement of one trace, cut into stretches: what a burst is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twitchcam.bursts.borrowed import borrowed_episodes
from twitchcam.bursts.faint import faint_episodes
from twitchcam.bursts.legs import Leg, drifts, find_episodes
from twitchcam.bursts.rhythm import even_runs, sure_runs
from twitchcam.bursts.strokes import Hold, find_holds, find_partial_holds, find_strokes
from twitchcam.records import FoundBy, MotionTrace, Part, Stroke
from twitchcam.settings import BurstSettings
from twitchcam.timespan import TimeSpan, gaps, merge, overlap_s

__all__ = ["Stretch", "find_stretches", "piece_of"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Movement of one region without a longer pause."""

    trace: MotionTrace
    span: TimeSpan
    moving: tuple[TimeSpan, ...]
    """Where it moves; a position that is held in between is left out."""
    legs: tuple[Leg, ...]
    strokes: tuple[Stroke, ...]
    hold: Hold | None
    """The longest hold within the span."""
    part_hold: Hold | None = None
    """The longest partial hold within the span."""

    @property
    def amplitude(self) -> float:
        """Largest leg, body lengths."""
        return max(leg.amplitude for leg in self.legs)


def piece_of(stretch: Stretch, span: TimeSpan) -> Stretch | None:
    """Return what of a stretch begins within a span, and what is held within it; None where no leg begins there."""
    legs = tuple(leg for leg in stretch.legs if span.contains(leg.onset_s))
    strokes = tuple(stroke for stroke in stretch.strokes if span.contains(stroke.onset_s))
    if not legs:
        return None
    hold = _longest([stretch.hold] if stretch.hold else [], span)
    part_hold = _longest([stretch.part_hold] if stretch.part_hold else [], span)
    ends: list[Leg | Stroke | Hold] = [*legs, *strokes, *(held for held in (hold, part_hold) if held is not None)]
    own = TimeSpan(min(piece.onset_s for piece in ends), max(piece.end_s for piece in ends))
    moving = tuple(piece for one in stretch.moving if (piece := one.intersect(own)) is not None)
    return Stretch(stretch.trace, own, moving, legs, strokes, hold, part_hold)


def find_stretches(
    trace: MotionTrace, settings: BurstSettings, elsewhere: Sequence[tuple[int, int]] = ()
) -> list[Stretch]:
    """Cut the movement of a trace where it pauses.

    Strokes and legs closer than ``join_gap_s`` belong together; so do the two ends of a hold, partial or whole, and
    strokes that stand apart evenly (`even_runs`). Legs slower than ``drift_speed`` are no movement. What stirs before
    or after a hold by less than ``minor_level`` of its stretch is left out.

    Where nothing is held for ``join_gap_s``, and all that moves is strokes there and back within ``jerk_s`` and legs of
    at most ``swell_amplitude`` and ``breath_level`` of the quickest leg, ``swells_by`` times slower than it and half of
    them of ``swell_leg_s`` or longer, these are jerks and the breathing beneath them: stretches of their own. So is a
    sure rhythm beside a stroke or two that stray before or after it.
    """
    if _says_nothing(trace, settings):
        return []
    episodes = find_episodes(trace, settings)
    episodes = sorted(
        [*episodes, *borrowed_episodes(trace, episodes, elsewhere, settings)], key=lambda episode: episode.first
    )
    episodes = sorted([*episodes, *faint_episodes(trace, episodes, settings)], key=lambda episode: episode.first)
    legs = [leg for episode in episodes for leg in episode.legs]
    strokes, others = find_strokes(trace, episodes, settings)
    holds = [hold for hold in find_holds(trace, episodes, settings) if hold.held_s <= settings.longest_hold_s]
    single, _ = find_strokes(trace, episodes, settings, wavering=False)
    part_holds = find_partial_holds(trace, single, settings)
    moving = [TimeSpan(stroke.onset_s, max(stroke.end_s, stroke.onset_s)) for stroke in strokes]
    moving += [TimeSpan(leg.onset_s, max(leg.end_s, leg.onset_s)) for leg in others if not drifts(leg, settings)]
    moving = list(merge(moving, settings.join_gap_s))
    spans = list(moving)
    spans += [TimeSpan(hold.onset_s, hold.end_s) for hold in holds if hold.held_s >= settings.join_gap_s]
    spans += [TimeSpan(hold.onset_s, hold.end_s) for hold in part_holds]
    spans += [TimeSpan(run[0].onset_s, run[-1].end_s) for run in even_runs(strokes, settings)]
    held = [*holds, *part_holds]
    apart = [piece for span in merge(spans) for piece in _without_breaths(span, legs, strokes, held, settings)]
    apart = [piece for span in apart for piece in _without_strays(trace, span, strokes, held, settings)]
    found = (_stretch(trace, span, moving, legs, strokes, holds, part_holds, settings) for span in apart)
    return [stretch for stretch in found if stretch is not None]


def _without_breaths(
    span: TimeSpan, legs: Sequence[Leg], strokes: Sequence[Stroke], holds: Sequence[Hold], settings: BurstSettings
) -> list[TimeSpan]:
    """Cut a span into jerks and the breathing beneath them; leave it where it is anything else."""
    inside = [(leg, TimeSpan(leg.onset_s, leg.end_s)) for leg in legs]
    inside = [(leg, when) for leg, when in inside if span.overlap_s(when) > 0]
    held = any(span.contains(hold.onset_s) and hold.held_s >= settings.join_gap_s for hold in holds)
    if not inside or held:
        return [span]
    quickest = max((leg for leg, _ in inside), key=lambda leg: leg.peak_speed)
    least_speed = quickest.peak_speed / settings.swells_by
    jerks = merge(
        TimeSpan(stroke.onset_s, stroke.end_s)
        for stroke in strokes
        if span.contains(stroke.onset_s)
        and stroke.end_s - stroke.onset_s <= settings.jerk_s
        and stroke.peak_speed >= least_speed
    )
    breaths = [(leg, when) for leg, when in inside if overlap_s(when, jerks) <= 0.0]
    largest = min(settings.swell_amplitude, settings.breath_level * quickest.amplitude)
    slight = all(leg.amplitude <= largest and leg.peak_speed <= least_speed for leg, _ in breaths)
    if not jerks or not breaths or not slight:
        return [span]
    if float(np.median([when.duration_s for _, when in breaths])) < settings.swell_leg_s:
        return [span]
    together = merge(jerks, settings.join_gap_s)
    return sorted([*together, *gaps(together, span)])


def _without_strays(
    trace: MotionTrace, span: TimeSpan, strokes: Sequence[Stroke], holds: Sequence[Hold], settings: BurstSettings
) -> list[TimeSpan]:
    """Cut a sure rhythm out of a span in which a few strokes stray before or after it.

    With a run of `sure_runs` and up to ``rhythm_few_strokes`` - 1 strokes of at least ``minor_level`` before it, all
    over ``join_gap_s`` and more before it begins: what lies between them is left out. The same after it. A hold ties
    them.
    """
    inside = [stroke for stroke in strokes if span.contains(stroke.onset_s)]
    if not inside or any(span.contains(hold.onset_s) and hold.held_s >= settings.join_gap_s for hold in holds):
        return [span]
    least = settings.minor_level * max(stroke.amplitude for stroke in inside)
    inside = [stroke for stroke in inside if stroke.amplitude >= least]
    pieces = [span]
    for run in sure_runs(trace, inside, settings):
        before_s = [stroke.end_s for stroke in inside if stroke.onset_s < run[0].onset_s]
        after_s = [stroke.onset_s for stroke in inside if stroke.onset_s > run[-1].onset_s]
        if 0 < len(before_s) < settings.rhythm_few_strokes and run[0].onset_s - max(before_s) >= settings.join_gap_s:
            pieces[-1:] = [TimeSpan(span.start_s, max(before_s)), TimeSpan(run[0].onset_s, span.end_s)]
        if 0 < len(after_s) < settings.rhythm_few_strokes and min(after_s) - run[-1].end_s >= settings.join_gap_s:
            pieces[-1:] = [TimeSpan(pieces[-1].start_s, run[-1].end_s), TimeSpan(min(after_s), span.end_s)]
    return pieces


def _says_nothing(trace: MotionTrace, settings: BurstSettings) -> bool:
    """Whether a trace is mostly noise, or of a place so small that it may be, unless that is a known part's."""
    nowhere = trace.body_found_by is FoundBy.NOTHING and trace.share < settings.nowhere_share
    box = trace.box
    area = (box.right_px - box.left_px) * (box.bottom_px - box.top_px) / trace.body_length_px**2
    tiny = trace.part is Part.UNKNOWN and trace.share < settings.tiny_share and area < settings.tiny_area
    return nowhere or tiny or trace.noise_displacement > settings.most_noise


def _stretch(
    trace: MotionTrace,
    span: TimeSpan,
    moving: list[TimeSpan],
    legs: list[Leg],
    strokes: list[Stroke],
    holds: list[Hold],
    part_holds: list[Hold],
    settings: BurstSettings,
) -> Stretch | None:
    inside = tuple(leg for leg in legs if span.overlap_s(TimeSpan(leg.onset_s, leg.end_s)) > 0)
    if not inside or max(leg.amplitude for leg in inside) < settings.least_reach_z * trace.noise_displacement:
        return None
    least = settings.minor_level * max(leg.amplitude for leg in inside)
    hold = _longest(holds, span)
    if hold is not None and hold.held_s >= settings.join_gap_s:
        ends: list[Hold | Leg | Stroke] = [hold, *(leg for leg in inside if leg.amplitude >= least)]
        ends += [stroke for stroke in strokes if span.contains(stroke.onset_s) and stroke.amplitude >= least]
        major = TimeSpan(min(end.onset_s for end in ends), max(end.end_s for end in ends))
        span = span.intersect(major) or span
        moving = [piece for piece in (piece.intersect(span) for piece in moving) if piece is not None]
    return Stretch(
        trace=trace,
        span=span,
        moving=tuple(piece for piece in moving if span.overlap_s(piece) > 0 or span.contains(piece.start_s)),
        legs=inside,
        strokes=tuple(stroke for stroke in strokes if span.contains(stroke.onset_s) and stroke.amplitude >= least),
        hold=hold,
        part_hold=_longest(part_holds, span),
    )


def _longest(holds: list[Hold], span: TimeSpan) -> Hold | None:
    inside = [hold for hold in holds if span.contains(hold.onset_s) and span.contains(hold.end_s)]
    return max(inside, key=lambda hold: hold.held_s, default=None)
