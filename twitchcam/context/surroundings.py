"""How the infant seems to be through the recording: an estimate from movement, called an estimate everywhere.

1. A larger movement is a burst of the infant that lasts gross_shortest_s or longer and moves gross_share of the body or
   gross_regions separated regions. Closer than gross_join_s apart they are one stretch.
2. caregiver: where a visit was excluded.
3. out_of_crib: between two visits (or a visit and an end of the recording) at least away_s apart, with no burst, and
   no look that found the infant by landmarks, while some other look of the recording did.
4. moving: larger movement, and crying where there is sound.
5. settling: from the end of moving or of a visit until settled_s later.
6. settled: after that, until the next. At the beginning of a recording what was before is not known: nothing is said
   until settled_s have passed without larger movement.
7. In what follows a stretch that could not be seen (too dark, frozen, missing) nothing is said either, until moving or
   settled_s without it.

Brief jerks do not end settled: they are what is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twitchcam.records import BodyMap, Burst, FoundBy, Measurement, State, StateSpan, Surroundings
from twitchcam.settings import ContextSettings
from twitchcam.timespan import TimeSpan, gaps, merge

__all__ = ["surroundings_of"]

_VISIT = "caregiver"
_BLIND = frozenset(
    {"unreadable", "frozen", "missing_frames", "no_recording", "too_dark", "camera_moved", "outside_requested_stretch"}
)


def surroundings_of(bursts: Sequence[Burst], measurement: Measurement, settings: ContextSettings) -> Surroundings:
    """Return what surrounds the movements; see the module's text.

    Parameters
    ----------
    bursts : sequence of Burst
        Found in the measurement.
    measurement : Measurement
    settings : ContextSettings
    """
    excluded, body_maps, sound = measurement.excluded, measurement.body_maps, measurement.sound
    whole = TimeSpan(0.0, max(measurement.video.duration_s, 0.0))
    own = [burst for burst in bursts if burst.in_body]
    gross = merge((burst.span for burst in own if _large(burst, settings)), settings.gross_join_s)
    visits = merge(item.span for item in excluded if item.reason == _VISIT)
    blind = merge(item.span for item in excluded if item.reason in _BLIND)
    away = _away(visits, [burst.span for burst in own], body_maps, whole, settings.away_s)
    crying = () if sound is None else tuple(cry.span for cry in sound.crying)
    moving = _without(merge([*gross, *crying]), [*visits, *away])
    states = [
        *(StateSpan(span, State.CAREGIVER) for span in visits),
        *(StateSpan(span, State.AWAY) for span in _without(away, visits)),
        *(StateSpan(span, State.MOVING) for span in moving),
        *_resting(moving, [*visits, *away], blind, whole, settings.settled_s),
    ]
    inside = [StateSpan(span, entry.state) for entry in states if (span := entry.span.intersect(whole)) is not None]
    return Surroundings(
        gross=gross,
        states=tuple(sorted(inside, key=lambda entry: entry.span)),
        unseen=merge([*visits, *blind]),
        sound=sound,
    )


def _large(burst: Burst, settings: ContextSettings) -> bool:
    wide = burst.share >= settings.gross_share or burst.separated_regions >= settings.gross_regions
    return wide and burst.span.duration_s >= settings.gross_shortest_s


def _away(
    visits: Sequence[TimeSpan],
    movements: Sequence[TimeSpan],
    body_maps: Sequence[BodyMap],
    whole: TimeSpan,
    shortest_s: float,
) -> tuple[TimeSpan, ...]:
    """Return the stretches between visits in which nobody lies in the crib."""
    found = [body.span for body in body_maps if body.found_by in (FoundBy.LANDMARKS, FoundBy.FACE)]
    if not found or not visits:
        return ()
    return tuple(
        between
        for between in gaps(visits, whole)
        if between.duration_s >= shortest_s
        and not any(between.overlap_s(span) > 0.0 for span in movements)
        and not any(between.overlap_s(span) > 0.0 for span in found)
    )


def _resting(
    moving: Iterable[TimeSpan],
    others: Iterable[TimeSpan],
    blind: Sequence[TimeSpan],
    whole: TimeSpan,
    settled_s: float,
) -> list[StateSpan]:
    """Return the settling and settled stretches between all that moves."""
    known = merge([*moving, *others])
    states = []
    for between in gaps([*known, *blind], whole):
        restless = any(span.end_s == between.start_s for span in known)
        settles_s = min(between.start_s + settled_s, between.end_s)
        if restless and settles_s > between.start_s:
            states.append(StateSpan(TimeSpan(between.start_s, settles_s), State.SETTLING))
        if between.end_s > settles_s:
            states.append(StateSpan(TimeSpan(settles_s, between.end_s), State.SETTLED))
    return states


def _without(spans: Iterable[TimeSpan], others: Iterable[TimeSpan]) -> tuple[TimeSpan, ...]:
    taken = merge(others)
    return tuple(piece for span in spans for piece in gaps(taken, span))
