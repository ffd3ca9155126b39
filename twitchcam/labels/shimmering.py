"""Rhythms that only show as a change of brightness, beside what flow shows.

1. Of what such traces come to only rhythms, and what is one stroke short of one, count: how far anything went, and so
   what a single stroke is, is not known of them. Their intervals spread by ``even_cv`` at most: rhythms that flow had
   missed by 0.14, a mobile before the camera by 0.28.
2. They are told where nothing else is said within ``_APART_S`` of them: flow knows better.
"""

from __future__ import annotations

from collections.abc import Sequence

from twitchcam.labels.listing import numbered
from twitchcam.records import Event, Label, Pattern
from twitchcam.settings import LabelSettings

__all__ = ["with_shimmering"]

_APART_S = 1.0
"""Judgement."""
_TOLD = frozenset({Pattern.RHYTHMIC, Pattern.TREMOR, Pattern.UNDECIDED})


def with_shimmering(events: Sequence[Event], shimmering: Sequence[Event], settings: LabelSettings) -> tuple[Event, ...]:
    """Return the events in time order with those that brightness tells and nothing else does.

    Parameters
    ----------
    events : sequence of Event
        That the readings agree on.
    shimmering : sequence of Event
        That brightness comes to.
    settings : LabelSettings
    """
    added = [
        event
        for event in shimmering
        if event.label is Label.NEEDS_REVIEW
        and event.pattern in _TOLD
        and _is_even(event, settings)
        and all(event.span.distance_s(other.span) > _APART_S for other in events)
    ]
    return numbered(sorted([*events, *added], key=lambda event: event.span)) if added else tuple(events)


def _is_even(event: Event, settings: LabelSettings) -> bool:
    spreads = [reason.value for reason in event.reasons if reason.criterion == "interval_cv"]
    return all(spread is not None and spread <= settings.even_cv for spread in spreads)
