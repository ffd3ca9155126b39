"""Rhythms that only show as a change of brightness, beside what flow shows.

1. Of what such traces come to only rhythms, and what is one stroke short of one, count: how far anything went, and so
   what a single stroke is, is not known of them. Their intervals spread by ``even_cv`` at most: rhythms that flow had
   missed by 0.14, a mobile before the camera by 0.28. What any reading of flow calls breathing or sucking, at the same
   rate and place, is that.
2. They are told where nothing else is said within ``_APART_S`` of them: flow knows better. So are those of ``_INSIDE``
   strokes and more of which at least half lies within gross movement, unless something else than that and brief jerks
   is said for more than ``_APART_S`` of them: what moves beside them, a curtain or the other limbs, hides rhythms from
   flow, and what kicks is not even for long.
3. Where flow shows a part of such a rhythm, or one reading of several shows more of it than is told, it is as long as
   that (`twitchcam.labels.lengthening`).
"""

from __future__ import annotations

from collections.abc import Sequence

from twitchcam.labels.lengthening import as_long_as_shown, same_rhythm
from twitchcam.labels.listing import numbered, without_repeats
from twitchcam.records import Event, Label, Pattern
from twitchcam.settings import LabelSettings
from twitchcam.timespan import overlap_s

__all__ = ["ORDINARY_RHYTHMS", "with_shimmering"]

_APART_S = 1.0
"""Judgement."""
_INSIDE = 7
"""Two more than of any rhythm. Of 173 rhythms that brightness showed in 274 recordings eight lay within gross movement:
six had 7 to 13 strokes and were rhythms that flow had not told, two 4 and 5 and were kicking legs."""
_NOTHING_BETTER = frozenset({Pattern.GROSS_MOVEMENT, Pattern.SINGLE_JERK, Pattern.JERK_CLUSTER})
ORDINARY_RHYTHMS = frozenset({Pattern.BREATHING, Pattern.SUCKING})
_TOLD = frozenset({Pattern.RHYTHMIC, Pattern.TREMOR, Pattern.UNDECIDED})


def with_shimmering(
    events: Sequence[Event],
    shimmering: Sequence[Event],
    settings: LabelSettings,
    readings: Sequence[Sequence[Event]] = (),
) -> tuple[Event, ...]:
    """Return the events in time order with those that brightness tells and nothing else does.

    Parameters
    ----------
    events : sequence of Event
        That the readings agree on.
    shimmering : sequence of Event
        That brightness comes to.
    settings : LabelSettings
    readings : sequence of sequences of Event
        What each reading comes to by itself.
    """
    ordinary = [event for found in readings for event in found if event.pattern in ORDINARY_RHYTHMS]
    rhythms = [
        event
        for event in shimmering
        if event.label is Label.NEEDS_REVIEW and event.pattern in _TOLD and _is_even(event, settings)
    ]
    rhythms = [event for event in rhythms if not any(same_rhythm(event, other) for other in ordinary)]
    shown = [event for found in readings for event in found if event.pattern.is_rhythm]
    longer = as_long_as_shown(events, [*rhythms, *shown])
    added = [event for event in rhythms if _is_new(event, events)]
    if not added and longer == list(events):
        return tuple(events)
    return numbered(without_repeats(sorted([*longer, *added], key=lambda event: event.span)))


def _is_new(event: Event, events: Sequence[Event]) -> bool:
    """Whether a rhythm is told beside what flow tells, rule 2."""
    near = [other for other in events if event.span.distance_s(other.span) <= _APART_S]
    if not near:
        return True
    within_s = overlap_s(event.span, [other.span for other in near if other.pattern is Pattern.GROSS_MOVEMENT])
    hidden = len(event.strokes) >= _INSIDE and within_s >= 0.5 * event.span.duration_s
    beside = [other for other in near if event.span.overlap_s(other.span) > _APART_S]
    return hidden and all(other.pattern in _NOTHING_BETTER for other in beside)


def _is_even(event: Event, settings: LabelSettings) -> bool:
    spreads = [reason.value for reason in event.reasons if reason.criterion == "interval_cv"]
    return all(spread is not None and spread <= settings.even_cv for spread in spreads)
