"""Events as they are listed: none of them twice, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twitchcam.records import Box, Event, Label, Part, Pattern

__all__ = ["at_one_place", "middle_lies_in", "numbered", "without_repeats"]


def without_repeats(events: Sequence[Event]) -> list[Event]:
    """Leave out what another event tells already.

    1. What lies inside a needs_review event in the same part or place.
    2. A brief jerk that overlaps sucking in the same part or place and goes no farther: it is some of its strokes.
    """
    review = [event for event in events if event.label is Label.NEEDS_REVIEW]
    sucking = [event for event in events if event.pattern is Pattern.SUCKING]
    return [
        event
        for event in events
        if not any(_inside(event, outer) for outer in review) and not any(_sucks(event, outer) for outer in sucking)
    ]


def _inside(event: Event, outer: Event) -> bool:
    if event is outer or len(event.members) > 1:
        return False
    within = outer.span.start_s <= event.span.start_s and event.span.end_s <= outer.span.end_s
    if not within or (event.label is Label.NEEDS_REVIEW and event.pattern is not outer.pattern):
        return False
    return at_one_place(event, outer)


def _sucks(event: Event, sucking: Event) -> bool:
    if event.label is not Label.NORMAL_JERK or event.amplitude > sucking.amplitude:
        return False
    return event.span.overlap_s(sucking.span) > 0.0 and at_one_place(event, sucking)


def at_one_place(first: Event, second: Event) -> bool:
    """Whether two events share a named part, a trace, or the place in the picture."""
    shared = (set(first.parts) & set(second.parts)) - {Part.UNKNOWN}
    return bool(shared or set(first.trace_ids) & set(second.trace_ids)) or middle_lies_in(first.box, second.box)


def middle_lies_in(inner: Box, outer: Box) -> bool:
    """Whether the middle of one box lies within another."""
    x = 0.5 * (inner.left_px + inner.right_px)
    y = 0.5 * (inner.top_px + inner.bottom_px)
    return outer.left_px <= x <= outer.right_px and outer.top_px <= y <= outer.bottom_px


def numbered(events: Sequence[Event]) -> tuple[Event, ...]:
    """Name events by start time and part; a second one of the same name gets a letter."""
    seen: dict[str, int] = {}
    named = []
    for event in events:
        name = f"t{round(event.span.start_s * 10):07d}-{event.parts[0]}"
        count = seen.get(name, 0)
        seen[name] = count + 1
        named.append(replace(event, event_id=name if not count else f"{name}-{chr(ord('a') + count)}"))
    return tuple(named)
