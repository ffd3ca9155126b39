"""Events as they are listed: none of them twice, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twitchcam.records import Box, Event, Label, Part

__all__ = ["middle_lies_in", "numbered", "without_repeats"]


def without_repeats(events: Sequence[Event]) -> list[Event]:
    """Leave out what lies inside a needs_review event in the same part or place."""
    review = [event for event in events if event.label is Label.NEEDS_REVIEW]
    return [event for event in events if not any(_inside(event, outer) for outer in review)]


def _inside(event: Event, outer: Event) -> bool:
    if event is outer or len(event.members) > 1:
        return False
    within = outer.span.start_s <= event.span.start_s and event.span.end_s <= outer.span.end_s
    if not within or (event.label is Label.NEEDS_REVIEW and event.pattern is not outer.pattern):
        return False
    shared = (set(event.parts) & set(outer.parts)) - {Part.UNKNOWN}
    return bool(shared or set(event.trace_ids) & set(outer.trace_ids)) or middle_lies_in(event.box, outer.box)


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
