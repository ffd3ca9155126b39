"""How long a rhythm lasts: as long as any reading shows it.

A reading may show a part of a rhythm only. One that spreads from a hand to the arm and the leg is small at first, and
where flow shows it late, brightness or a picture that is a tenth larger often shows it from its beginning on. Of a
rhythm that is told, and another one that has half of the shorter one's time in common with it,

1. both are the same where they are of one place, at rates that differ by at most ``_SAME_RATE``, and
2. one is where the other has spread to, where they beat as one, at rates that differ by at most ``_AS_ONE``.
3. The told one is as long as the other, and of its parts too, where that is half as long again at either end, and
   ``_APART_S``: brightness goes on for a stroke or two where a rhythm fades.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twitchcam.labels.listing import at_one_place
from twitchcam.records import Event
from twitchcam.timespan import TimeSpan

__all__ = ["as_long_as_shown", "same_rhythm"]

_APART_S = 1.0
"""Judgement."""
_SAME_RATE = 1.25
"""Judgement: the intervals of one rate with both of them uneven by a few hundredths, and one of ten strokes missed."""
_AS_ONE = 1.05
"""Of five rhythms that spread over one side of the body brightness or one reading of three showed four longer, at
rates up to 2% off. What else moves in a picture, a fan or a mobile, would have to beat as one with them."""


def as_long_as_shown(events: Sequence[Event], rhythms: Sequence[Event]) -> list[Event]:
    """Return the events in the same order, rhythms among them as long as any of the others shows them.

    Parameters
    ----------
    events : sequence of Event
        That are told.
    rhythms : sequence of Event
        What single readings, and brightness, call rhythms.
    """
    return [_lengthened(event, rhythms) if event.pattern.is_rhythm else event for event in events]


def same_rhythm(event: Event, other: Event) -> bool:
    """Whether two rhythms are of one place, have half of the shorter one's time in common, and the same rate."""
    one_place = at_one_place(event, other) or at_one_place(other, event)
    return one_place and _beats_like(event, other, _SAME_RATE)


def _beats_like(event: Event, other: Event, most: float) -> bool:
    """Whether two have half of the shorter one's time in common, at rates that differ by at most this factor."""
    if event.rate_hz is None or other.rate_hz is None:
        return False
    shorter_s = min(event.span.duration_s, other.span.duration_s)
    together = event.span.overlap_s(other.span) >= 0.5 * shorter_s
    return together and max(event.rate_hz, other.rate_hz) <= most * min(event.rate_hz, other.rate_hz)


def _lengthened(event: Event, rhythms: Sequence[Event]) -> Event:
    for other in rhythms:
        if not same_rhythm(event, other) and not _beats_like(event, other, _AS_ONE):
            continue
        least_s = max(_APART_S, 0.5 * event.span.duration_s)
        span = TimeSpan(
            _farther(event.span.start_s, min(event.span.start_s, other.span.start_s), least_s),
            _farther(event.span.end_s, max(event.span.end_s, other.span.end_s), least_s),
        )
        if span != event.span:
            event = _with_span(event, span, other)
    return event


def _farther(end_s: float, farther_s: float, least_s: float) -> float:
    return farther_s if abs(farther_s - end_s) >= least_s else end_s


def _with_span(event: Event, span: TimeSpan, other: Event) -> Event:
    before = [stroke for stroke in other.strokes if span.start_s <= stroke.onset_s < event.strokes[0].onset_s]
    after = [stroke for stroke in other.strokes if event.span.end_s < stroke.onset_s <= span.end_s]
    strokes = (*before, *event.strokes, *after)
    known = {"duration_s": span.duration_s, "strokes": float(len(strokes))}
    return replace(
        event,
        span=span,
        strokes=strokes,
        parts=tuple(dict.fromkeys((*event.parts, *other.parts))),
        box=event.box.around(other.box),
        reasons=tuple(replace(item, value=known.get(item.criterion, item.value)) for item in event.reasons),
    )
