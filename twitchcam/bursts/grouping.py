"""From traces to bursts: stretches of movement of several regions that belong together in time.

1. Each trace in the infant's own region is cut into stretches (see `find_stretches`); of those beside it a few count
   as well (see `stretches_beside`).
2. Stretches that belong together are grouped (see `group_stretches`).
3. A region leads when it is in rhythm: even, with ``rhythm_strokes`` strokes and at least ``lead_level`` of the
   largest amplitude, or all of it where ``uneven_regions`` others have as many strokes that are not even; or with
   ``rhythm_sure_strokes`` (among many regions that move irregularly, one looks even for a few turns by chance); the
   most even of those, in amplitudes and intervals, to a tenth. Of several, and otherwise, the one with the largest
   product of amplitude and area leads.
4. Regions below ``leading_level`` of the largest amplitude are carried along: they count for the moving
   share, not for the number of separate regions. A burst lasts as long as its leading region, and as others of at
   least ``lead_level`` of the largest amplitude go ``leading_level`` of it: what they stir before and after is less.
5. What of a group lies more than ``join_gap_s`` before or after its burst is grouped anew: a region that goes on and on
   may tie movements together that have nothing to do with each other. So is what a region does before several places
   were held at once and after they were let go, where that is ``rhythm_strokes`` strokes and more: stiffening goes over
   into a rhythm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from twitchcam.bursts.away import away_s
from twitchcam.bursts.beats import visitor_beat
from twitchcam.bursts.beside import stretches_beside
from twitchcam.bursts.legs import Leg, active_ranges
from twitchcam.bursts.parts import Stretch, find_stretches, piece_of
from twitchcam.bursts.phases import phase_ratio
from twitchcam.bursts.rate import rate_of
from twitchcam.bursts.returning import comes_back
from twitchcam.bursts.rhythm import evenness_of, rhythm_of
from twitchcam.bursts.strokes import Hold
from twitchcam.bursts.together import evenness_of_stretch, group_stretches, largest_share
from twitchcam.records import Burst, MotionTrace, Part, Stroke
from twitchcam.settings import BurstSettings
from twitchcam.timespan import TimeSpan, gaps

__all__ = ["find_bursts"]

_NOISE_AT_PEAK = 1.5
"""How far noise lifts the largest of some frames, in standard deviations: 0.8 of two independent ones, 1.5 of eight."""


_PAUSE_STEPS = 3.0
"""Steps between frames that are more than this many times as long as usual are pauses."""


def find_bursts(traces: Iterable[MotionTrace], settings: BurstSettings) -> tuple[Burst, ...]:
    """Find the bursts of movement in the traces of a recording, in time order.

    Parameters
    ----------
    traces : iterable of MotionTrace
    settings : BurstSettings
    """
    traces = list(traces)
    stretches = [
        stretch
        for trace, elsewhere in _with_others([trace for trace in traces if trace.in_body], settings)
        for stretch in find_stretches(trace, settings, elsewhere)
    ]
    stretches += stretches_beside(traces, settings)
    groups = group_stretches(sorted(stretches, key=lambda s: (s.span, s.trace.trace_id)), settings)
    bursts = (burst for group in groups for burst in _bursts(group, settings))
    return tuple(sorted(bursts, key=lambda b: (b.span, b.trace_ids)))


def _with_others(
    traces: Sequence[MotionTrace], settings: BurstSettings
) -> Iterator[tuple[MotionTrace, list[tuple[int, int]]]]:
    """Yield every trace with the frames, first and last, in which others of its window were seen moving."""
    by_window: dict[TimeSpan, list[MotionTrace]] = {}
    for trace in traces:
        by_window.setdefault(trace.window, []).append(trace)
    for trace in traces:
        moving = np.zeros(len(trace.times_s), np.bool_)
        for other in by_window[trace.window]:
            if other is not trace and other.noise_displacement <= settings.most_noise:
                for first, last in active_ranges(other, settings):
                    moving[first : last + 1] = True
        edges = np.flatnonzero(np.diff(moving.astype(np.int8), prepend=0, append=0))
        yield trace, [(int(first), int(stop) - 1) for first, stop in edges.reshape(-1, 2)]


def _bursts(group: list[Stretch], settings: BurstSettings) -> list[Burst]:
    """Return the burst of a group and, rule 5, those of what lies before and after it."""
    burst = _burst(group, settings)
    left: list[Stretch] = []
    if burst.hold_s >= settings.held_together_s:
        left = [piece for stretch in group for piece in _rhythms_around(stretch, burst.span, settings)]
        held = [piece for stretch in group if (piece := piece_of(stretch, burst.span)) is not None]
        if left and held:
            burst = _burst(held, settings)
    around = burst.span.pad(settings.join_gap_s)
    left += [stretch for stretch in group if stretch.span.overlap_s(around) <= 0.0]
    left.sort(key=lambda stretch: (stretch.span, stretch.trace.trace_id))
    return [burst, *(other for part in group_stretches(left, settings) for other in _bursts(part, settings))]


def _rhythms_around(stretch: Stretch, held: TimeSpan, settings: BurstSettings) -> list[Stretch]:
    """Return what a stretch that reaches beyond a held movement does there, if it is strokes enough for a rhythm."""
    if stretch.span.overlap_s(held.pad(settings.join_gap_s)) <= 0.0:
        return []
    pieces = [piece_of(stretch, span) for span in gaps([held], stretch.span)]
    return [piece for piece in pieces if piece is not None and len(piece.strokes) >= settings.rhythm_strokes]


def _burst(group: list[Stretch], settings: BurstSettings) -> Burst:
    largest = max(stretch.amplitude for stretch in group)
    strong = [s for s in group if s.amplitude >= settings.leading_level * largest]
    turning = [s for s in strong if len(s.strokes) >= settings.rhythm_strokes]
    by_chance = sum(evenness_of_stretch(s) < settings.evenness for s in turning) >= settings.uneven_regions
    leading = max(strong, key=lambda s: _rank(s, largest, by_chance, settings))
    if _rank(leading, largest, by_chance, settings)[0]:
        # A rhythm is as long as it is, whatever else goes on before and after it.
        strong = [s for s in strong if _within(s.span, leading.span.pad(settings.join_gap_s))]
    strongest = max(s.amplitude for s in strong)
    # What is carried along may settle long after a jerk is over.
    lead = [s for s in strong if s is leading or s.amplitude >= settings.lead_level * strongest]
    spans = [s.span if s is leading else _where_it_leads(s, strongest, settings) for s in lead]
    span = TimeSpan(min(piece.start_s for piece in spans), max(piece.end_s for piece in spans))
    trace = leading.trace
    sampling_hz = _sampling_hz(trace)
    rhythm = rhythm_of(leading.strokes, sampling_hz)
    rate = rate_of(trace, leading.strokes, settings) or rhythm
    evenness = evenness_of(leading.trace, leading.strokes)
    # A few cells that wander seem to be held for as long as nothing else stirs them.
    large = [s for s in strong if s is leading or s.trace.share >= settings.region_share]
    hold = max((s.hold for s in large if s.hold is not None), key=lambda h: h.held_s, default=None)
    holding = [s for s in strong if hold is not None and _holds(s, hold, settings)]
    if hold is not None and hold.amplitude >= settings.minor_level * strongest:
        span = _span_of_holds(holding, settings) or span
    inside = (trace.times_s >= span.start_s) & (trace.times_s <= span.end_s)
    share, moving = _shares(group, span)
    ordered = [leading, *sorted((s for s in strong if s is not leading), key=lambda s: -s.amplitude)]
    fastest = max((leg for s in strong for leg in s.legs), key=lambda leg: leg.peak_speed)
    starts_s = min(leg.onset_s for s in lead for leg in s.legs)
    beginning = [leg for s in lead for leg in s.legs if leg.onset_s <= starts_s + settings.together_onset_s]
    separate = _separate(strong, settings)
    return Burst(
        span=span,
        peak_s=leading.strokes[0].peak_s if leading.strokes else fastest.peak_s,
        strokes=leading.strokes,
        parts=_unique(s.trace.part for s in ordered),
        trace_ids=tuple(s.trace.trace_id for s in ordered),
        rate_hz=rate.rate_hz if rate else None,
        rate_low_hz=rate.low_hz if rate else None,
        rate_high_hz=rate.high_hz if rate else None,
        interval_cv=rhythm.interval_cv if rhythm else None,
        hold_s=hold.held_s if hold else 0.0,
        released=hold.released if hold else 0.0,
        share=share,
        separated_regions=separate,
        axial=any(_axial(s.trace, settings) and s.amplitude >= settings.lead_level * largest for s in strong),
        amplitude=strongest,
        peak_speed=fastest.peak_speed,
        moving_share=moving,
        jerk_like_onset=_starts_like_a_jerk(beginning),
        sampling_hz=sampling_hz,
        signal_to_noise=strongest / trace.noise_displacement,
        box=leading.trace.box.around(*(s.trace.box for s in strong)),
        body_found_by=trace.body_found_by,
        in_body=True,
        features={
            "amplitude_cv": evenness.amplitude_cv,
            "repeat": evenness.repeat,
            "away_s": away_s(trace, span, settings.lead_s),
            "plateau_s": max((stroke.plateau_s for stroke in leading.strokes), default=0.0),
            "quick_legs": float(sum(leg.quick for s in strong for leg in s.legs)),
            "legs": float(sum(len(s.legs) for s in strong)),
            "turns": sum(leg.quick for leg in leading.legs) / max(len(leading.strokes), 1),
            "two_sided": _two_sided(leading, span, settings),
            "axial_share": leading.trace.axial_share,
            "hold_rise_s": hold.rise_s if hold else 0.0,
            "hold_part": hold.part if hold else 0.0,
            "hold_level": hold.amplitude / strongest if hold else 0.0,
            "hold_regions": float(_separate(holding, settings)) if holding else 0.0,
            "speed_ratio": _speed_ratio(leading, rate.rate_hz if rate else None),
            "part_hold_s": _part_hold_s(large, strongest, settings),
            "largest_share": max(largest_share(s) for s in strong),
            "extent": _extent(strong),
            "hold_share": min(1.0, sum(s.trace.share for s in holding)),
            "valid_share": float(trace.valid[inside].mean()) if inside.any() else 1.0,
            "visitor_beat": visitor_beat(trace, span, rate.rate_hz) if rate else 0.0,
            "comes_back": float(leading.trace.part in {Part.FACE, Part.HEAD} and comes_back(leading, settings)),
            **_phase_ratio(leading, sampling_hz),
            **_mouth_distance(strong),
        },
    )


def _where_it_leads(stretch: Stretch, strongest: float, settings: BurstSettings) -> TimeSpan:
    """Return when a region moves as far as leading ones do; before and after it may stir a little."""
    least = settings.leading_level * strongest
    ends: list[Leg | Stroke] = [leg for leg in stretch.legs if leg.amplitude >= least]
    ends += [stroke for stroke in stretch.strokes if stroke.amplitude >= least]
    return stretch.span.intersect(TimeSpan(min(e.onset_s for e in ends), max(e.end_s for e in ends))) or stretch.span


def _extent(strong: Sequence[Stretch]) -> float:
    """Return how far the places that take part reach from end to end, body lengths."""
    box = strong[0].trace.box.around(*(s.trace.box for s in strong[1:]))
    return float(np.hypot(box.width_px, box.height_px)) / strong[0].trace.body_length_px


def _phase_ratio(stretch: Stretch, sampling_hz: float) -> dict[str, float]:
    ratio = phase_ratio(stretch.strokes, stretch.legs, sampling_hz)
    return {} if ratio is None else {"phase_ratio": ratio}


def _mouth_distance(strong: Sequence[Stretch]) -> dict[str, float]:
    """Return how far the farthest of the regions lies from the mouth; nothing where that is not known."""
    distances = [s.trace.mouth_distance for s in strong]
    known = [distance for distance in distances if distance is not None]
    return {"mouth_distance": max(known)} if len(known) == len(distances) else {}


def _two_sided(stretch: Stretch, span: TimeSpan, settings: BurstSettings) -> float:
    """Return how far a region goes to the one side of where it started, as a share of how far it goes to the other."""
    trace = stretch.trace
    first, stop = np.searchsorted(trace.times_s, (span.start_s - settings.lead_s, span.end_s + settings.lead_s))
    away = trace.displacement[first : max(stop, first + 1)].astype(np.float64)
    away = away - away[0]
    up, down = max(float(away.max()), 0.0), max(float(-away.min()), 0.0)
    return min(up, down) / max(up, down, 1e-9)


def _within(inner: TimeSpan, outer: TimeSpan) -> bool:
    return outer.start_s <= inner.start_s and inner.end_s <= outer.end_s


def _holds(stretch: Stretch, hold: Hold, settings: BurstSettings) -> bool:
    """Whether a region is held along with the longest hold of its burst, by itself or with pauses in its trace."""
    if stretch.hold is not None and stretch.hold.held_s >= 0.5 * hold.held_s:
        return True
    trace = stretch.trace
    during = (trace.times_s >= hold.onset_s) & (trace.times_s <= hold.end_s)
    if np.count_nonzero(during) < 3:
        return False
    away = np.abs(trace.displacement[during] - trace.displacement[during][0])
    furthest = float(away.max())
    apart = float((away >= 0.5 * furthest).mean())
    back = float(away[-1]) <= (1.0 - settings.release_level) * furthest
    return furthest >= settings.hold_amplitude and apart >= 0.5 and back


def _part_hold_s(large: Sequence[Stretch], strongest: float, settings: BurstSettings) -> float:
    """Return how long a region that moves about as far as any stays part of the way; what goes along may slide back."""
    holds = (s.part_hold for s in large if s.amplitude >= settings.part_hold_lead * strongest)
    return max((hold.held_s for hold in holds if hold is not None), default=0.0)


def _span_of_holds(holding: Sequence[Stretch], settings: BurstSettings) -> TimeSpan | None:
    """Return how long several places are held at once, whatever else goes on before and after; None for one place.

    They are let go where half of them have been: one of them may go on moving from there.
    """
    holds = [s.hold for s in holding if s.hold is not None]
    longest_s = max((hold.held_s for hold in holds), default=0.0)
    holds = [hold for hold in holds if hold.held_s >= 0.5 * longest_s]
    places = _separate([s for s in holding if s.hold is not None], settings)
    if longest_s < settings.held_together_s or places < 2:
        return None
    ends_s = sorted(hold.end_s for hold in holds)
    return TimeSpan(min(hold.onset_s for hold in holds), ends_s[(len(ends_s) - 1) // 2])


def _starts_like_a_jerk(legs: Sequence[Leg]) -> bool:
    """Whether any larger one of the legs that begin with a burst is quick; a limb may waver before it jerks."""
    largest = max(leg.amplitude for leg in legs)
    return any(leg.quick and leg.amplitude >= 0.5 * largest for leg in legs)


def _axial(trace: MotionTrace, settings: BurstSettings) -> bool:
    """Whether a region is the head or the trunk; the face by itself is no axial movement."""
    return trace.part in {Part.HEAD, Part.TRUNK} and trace.axial_share >= settings.axial_share


def _speed_ratio(stretch: Stretch, rate_hz: float | None) -> float:
    """Median over the legs of their peak speed, in multiples of that of a sinusoid of this rate and their amplitude.

    A sinusoid of rate r that goes A from end to end peaks at a speed of pi r A; strokes with rests between them are
    several times as fast. 0 where there is no rate. The largest of the frames at a crest holds about
    ``_NOISE_AT_PEAK`` times the speed's noise, which is taken off: of a slight sinusoid it is half the speed.
    """
    if not rate_hz:
        return 0.0
    noise = _NOISE_AT_PEAK * stretch.trace.noise_speed
    speeds = [max(leg.peak_speed - noise, 0.0) / (np.pi * rate_hz * leg.amplitude) for leg in stretch.legs]
    return float(np.median(speeds))


def _rank(stretch: Stretch, largest: float, by_chance: bool, settings: BurstSettings) -> tuple[bool, float, float]:
    """Order in which regions may lead a burst."""
    area = max(float(stretch.trace.active_share.max()), 1e-6)
    leads = stretch.amplitude >= (1.0 if by_chance else settings.lead_level) * largest
    enough = len(stretch.strokes) >= (settings.rhythm_strokes if leads else settings.rhythm_sure_strokes)
    evenness = evenness_of_stretch(stretch)
    rhythmic = enough and evenness >= settings.evenness
    rhythm = rhythm_of(stretch.strokes, _sampling_hz(stretch.trace))
    spread = rhythm.interval_cv if rhythm else 0.0
    return rhythmic, round(evenness - spread, 1) if rhythmic else 0.0, stretch.amplitude * area


def _shares(group: list[Stretch], span: TimeSpan) -> tuple[float, float]:
    """Largest share of the infant's area that moves at once, and the share of the span with any movement."""
    longest = max(group, key=lambda s: len(s.trace.times_s)).trace
    inside = (longest.times_s >= span.start_s) & (longest.times_s <= span.end_s)
    times = longest.times_s[inside]
    if not len(times):
        return 0.0, 0.0
    total = np.zeros(len(times))
    for trace in {s.trace.trace_id: s.trace for s in group}.values():
        total += np.interp(times, trace.times_s, trace.active_share, left=0.0, right=0.0)
    return float(min(total.max(), 1.0)), float((total > 0).mean())


def _separate(strong: list[Stretch], settings: BurstSettings) -> int:
    """Count the regions that take part and lie apart."""
    middles: list[tuple[float, float]] = []
    for stretch in sorted(strong, key=lambda s: -s.amplitude):
        trace = stretch.trace
        if trace.share < settings.region_share:
            continue
        x, y = trace.centroid_px
        apart = settings.region_distance * trace.body_length_px
        if all(np.hypot(x - other_x, y - other_y) >= apart for other_x, other_y in middles):
            middles.append((x, y))
    return max(len(middles), 1)


def _sampling_hz(trace: MotionTrace) -> float:
    """Return frames a second; of uneven frames the mean, without pauses in the recording."""
    steps_s = np.diff(trace.times_s)
    return 1.0 / float(np.mean(steps_s[steps_s <= _PAUSE_STEPS * np.median(steps_s)]))


def _unique(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(parts))
