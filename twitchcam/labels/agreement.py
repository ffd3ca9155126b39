"""What several readings of the same movements agree on.

Where a region ends, and which cells lead it, is decided cell by cell: a picture that is a tenth larger can turn one
jerk into two, or a jerk into a larger movement. So windows are looked at at several scales, and what was measured there
is judged with body lengths that are a little off as well. Each of these is a reading. With o(a, b) the time that two
events have in common over the time that either takes up:

1. The counterpart of an event in another reading is the event there of the largest o, if that is at least
   ``same_event``.
2. The support of an event is the share of readings, its own among them, in which its counterpart has its label; of what
   needs review ``review_weight`` times that.
3. Beginning with the best supported one (of equal ones the one with the largest o in all, then in order of readings),
   an event is told if its support is at least ``least_support``, unless it has more than half of the shorter one's time
   in common with an event that is told already, or is the same as one of its label. Where more than half of the
   readings have a counterpart of either, and not the same one, both are told.
4. It is told as what that measured reading says which has its label and the largest o with it. Readings with other body
   lengths are heard, and told only where no measured one agrees.
5. A rhythm of any reading that brightness shows as well, at its rate and place (`twitchcam.labels.shimmering`), is
   seconded by what depends neither on flow nor on where cells fall: its support is 1. But not where another reading
   calls this rhythm breathing or sucking.
6. A brief jerk that is more likely wrong than right, by its confidence (``least_confidence``), is not told. What needs
   review always is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from twitchcam.labels.confidence import calibrated
from twitchcam.labels.criteria import reason
from twitchcam.labels.lengthening import same_rhythm
from twitchcam.labels.listing import numbered, without_repeats
from twitchcam.labels.shimmering import ORDINARY_RHYTHMS
from twitchcam.records import Event, Label
from twitchcam.settings import LabelSettings

__all__ = ["agreed"]

_MINUTE_S = 60.0
_IN_COMMON = 0.5
"""Share of the shorter of two events from which on they are about the same movement."""
_MOST = 0.5
"""Share of readings above which two events are two."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """An event of one reading, and what the others have in its place."""

    event: Event
    reading: int
    counterparts: tuple[Event | None, ...]
    """By reading; its own is itself."""
    share: float
    """Of readings whose counterpart has its label."""
    weight: float
    nearness: float
    """Sum of o over these counterparts."""

    @property
    def support(self) -> float:
        """Share of readings, counted as often as its label weighs."""
        return self.weight * self.share


def agreed(
    measured: Sequence[Sequence[Event]],
    varied: Sequence[Sequence[Event]],
    settings: LabelSettings,
    shimmering: Sequence[Event] = (),
) -> tuple[Event, ...]:
    """Return the events that the readings of a recording agree on; see the module's text.

    Parameters
    ----------
    measured : sequence of sequences of Event
        What each measurement of the windows came to, each in time order. Their events are told.
    varied : sequence of sequences of Event
        What they come to with other body lengths.
    settings : LabelSettings
    shimmering : sequence of Event
        What brightness comes to.

    Returns
    -------
    tuple of Event
        In time order, each with its support among the reasons.
    """
    readings = [*measured, *varied]
    if len(readings) == 1:
        return tuple(event for event in measured[0] if _likely(event, settings))
    told: list[_Heard] = []
    told_in: defaultdict[int, list[_Heard]] = defaultdict(list)
    supported = [one for one in _heard(readings, shimmering, settings) if one.support >= settings.least_support]
    for one in sorted(supported, key=lambda one: (-one.support, -one.nearness, one.reading)):
        minutes = range(int(one.event.span.start_s // _MINUTE_S), int(one.event.span.end_s // _MINUTE_S) + 1)
        if not any(_told_already(one, other, settings) for minute in minutes for other in told_in[minute]):
            told.append(one)
            for minute in minutes:
                told_in[minute].append(one)
    events = [_as_measured(one, len(measured), settings) for one in told]
    kept = without_repeats(sorted(events, key=lambda event: (event.span, event.trace_ids)))
    sure = [replace(event, confidence=calibrated(event.pattern, event.reasons)) for event in kept]
    return numbered([event for event in sure if _likely(event, settings)])


def _likely(event: Event, settings: LabelSettings) -> bool:
    return event.label is not Label.NORMAL_JERK or event.confidence >= settings.least_confidence


def _heard(readings: Sequence[Sequence[Event]], shimmering: Sequence[Event], settings: LabelSettings) -> list[_Heard]:
    spans = [np.array([[e.span.start_s, e.span.end_s] for e in events]).reshape(-1, 2) for events in readings]
    rhythms = [event for event in shimmering if event.pattern.is_rhythm]
    ordinary = [event for events in readings for event in events if event.pattern in ORDINARY_RHYTHMS]
    found = []
    for number, events in enumerate(readings):
        for event in events:
            counterparts: list[Event | None] = []
            nearness = agreeing = 0.0
            for other, (others, ends_s) in enumerate(zip(readings, spans, strict=True)):
                near = _alike(event, ends_s)
                best = int(np.argmax(near)) if len(near) else 0
                counterpart = event if other == number else None
                if counterpart is None and len(near) and near[best] >= settings.same_event:
                    counterpart = others[best]
                counterparts.append(counterpart)
                if counterpart is not None and counterpart.label is event.label:
                    nearness += 1.0 if other == number else float(near[best])
                    agreeing += 1.0
            weight = settings.review_weight if event.label is Label.NEEDS_REVIEW else 1.0
            share = agreeing / len(readings)
            seconded = event.pattern.is_rhythm and any(same_rhythm(event, other) for other in rhythms)
            if seconded and not any(same_rhythm(event, other) for other in ordinary):
                weight = max(weight, 1.0 / share)
            found.append(_Heard(event, number, tuple(counterparts), share, weight, round(nearness, 6)))
    return found


def _alike(event: Event, ends_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return o of an event and each of others, shape (n,); `ends_s` has shape (n, 2)."""
    common = np.minimum(ends_s[:, 1], event.span.end_s) - np.maximum(ends_s[:, 0], event.span.start_s)
    either = np.maximum(ends_s[:, 1], event.span.end_s) - np.minimum(ends_s[:, 0], event.span.start_s)
    return np.asarray(np.maximum(common, 0.0) / np.maximum(either, 1e-6))


def _told_already(one: _Heard, told: _Heard, settings: LabelSettings) -> bool:
    """Whether an event is about the same movement as one that is told."""
    if one.event.span.distance_s(told.event.span) > 0.0:
        return False
    shorter_s = min(one.event.span.duration_s, told.event.span.duration_s)
    same = one.event.span.overlap_s(told.event.span) > _IN_COMMON * shorter_s
    if not same and one.event.label is told.event.label:
        ends_s = np.array([[told.event.span.start_s, told.event.span.end_s]])
        same = float(_alike(one.event, ends_s)[0]) >= settings.same_event
    if not same:
        return False
    pairs = zip(one.counterparts, told.counterparts, strict=True)
    apart = sum(_two(mine, others, one, told) for mine, others in pairs)
    return apart <= _MOST * len(one.counterparts)


def _two(mine: Event | None, other: Event | None, one: _Heard, told: _Heard) -> bool:
    """Whether a reading has both events, one beside the other."""
    if mine is None or other is None or mine is other:
        return False
    return mine.label is one.event.label and other.label is told.event.label


def _as_measured(one: _Heard, measured: int, settings: LabelSettings) -> Event:
    """Return the measured event that an agreed one is told as, with its support among its reasons."""
    own = [other for other in one.counterparts[:measured] if other is not None and other.label is one.event.label]
    ends_s = np.array([[event.span.start_s, event.span.end_s] for event in own]).reshape(-1, 2)
    event = own[int(np.argmax(_alike(one.event, ends_s)))] if own else one.event
    told = reason("agreement", one.share, settings.least_support / one.weight)
    return replace(event, reasons=(*event.reasons, told))
