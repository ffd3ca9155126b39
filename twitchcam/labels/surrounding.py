"""What surrounds each event, told beside it; and the one rule by which it moves a label.

With e an event, and what is known of the recording (`twitchcam.records.Surroundings`):

1. state: how the infant seemed to be when e began; settled_for_s: the time since the last larger movement, visit, or
   crying.
2. calm_before: no larger movement and no crying in the calm_s before e. calm_after: neither crying nor restless_s of
   larger movement that begins within arousal_s after e. Neither is said where that could not be seen.
3. arousal: crying, where it begins from the beginning of e to arousal_s after it; else moving, where restless_s of
   larger movement begin within arousal_s after it; else calm, where it was calm before and after; else unsettled or
   unknown.
4. noise_before_s: the time from the last sudden noise to the onset of e, where that is at most noise_before_s.
5. rhythm_stops_on_waking, of rhythms only: larger movement or crying begins during e or up to 10 s after it; it stops
   on waking when e ends within 10 s of that. Reported, never a reason for another label: restraint and waking do not
   tell causes apart.
6. e becomes undecided when it is a brief jerk, a cluster or a larger movement of crying_shortest_s or longer with
   crying within crying_within_s of it. A larger movement must also come out of calm (2), and before the crying: an
   infant that cries moves, and that is no sign of anything.

Nothing moves a label the other way: neither noise, nor calm, nor that the infant is settled or awake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twitchcam.labels.confidence import calibrated
from twitchcam.labels.criteria import decisive, reason
from twitchcam.records import Crying, Event, Label, Pattern, Sound, State, Surroundings
from twitchcam.settings import ContextSettings
from twitchcam.timespan import TimeSpan, overlap_s

__all__ = ["with_surroundings"]

_JERKS = frozenset({Pattern.SINGLE_JERK, Pattern.JERK_CLUSTER})
_WAKING_S = 10.0
_UNSEEN_SHARE = 0.5

Context = dict[str, float | str | bool | None]


def with_surroundings(
    events: Sequence[Event], surroundings: Surroundings, settings: ContextSettings
) -> tuple[Event, ...]:
    """Return the events with their context, and those that are moved by it; see the module's text.

    Parameters
    ----------
    events : sequence of Event
        In time order.
    surroundings : Surroundings
    settings : ContextSettings
    """
    return tuple(_told(event, surroundings, settings) for event in events)


def _told(event: Event, around: Surroundings, settings: ContextSettings) -> Event:
    context = _context(event, around, settings)
    crying = _nearest_crying(event.span, around.sound)
    if crying is None or event.label is Label.NEEDS_REVIEW or not _moved(event, crying, context, settings):
        return replace(event, context={**context, "moved_by_crying": False})
    own = (
        reason("crying_burst_s", event.span.duration_s, settings.crying_shortest_s),
        reason("crying_distance_s", event.span.distance_s(crying.span), settings.crying_within_s),
    )
    reasons = (*decisive(event.reasons, ()), *decisive(own, ("crying_burst_s", "crying_distance_s")))
    return replace(
        event,
        label=Label.NEEDS_REVIEW,
        pattern=Pattern.UNDECIDED,
        reasons=reasons,
        confidence=calibrated(Pattern.UNDECIDED, reasons),
        context={**context, "moved_by_crying": True},
    )


def _moved(event: Event, crying: Crying, context: Context, settings: ContextSettings) -> bool:
    near = event.span.distance_s(crying.span) <= settings.crying_within_s
    if not near or event.span.duration_s < settings.crying_shortest_s:
        return False
    if event.pattern is Pattern.GROSS_MOVEMENT:
        return crying.span.start_s >= event.span.start_s and context["calm_before"] is not False
    return event.pattern in _JERKS


def _context(event: Event, around: Surroundings, settings: ContextSettings) -> Context:
    span, sound = event.span, around.sound
    heard = sound is not None and any(one.contains(span.start_s) for one in sound.heard)
    state = around.state_at(span.start_s)
    if state is State.MOVING and _itself(event, around, span.start_s):
        state = around.state_at(span.start_s - 1e-3)
    crying = _nearest_crying(span, sound)
    before = _calm_before(span, around, settings)
    after_crying, after_moving = _aroused(span, around, settings)
    context: Context = {
        "state": None if state is None else state.value,
        "settled_for_s": _still_for(span.start_s, around),
        "calm_before": before,
        "calm_after": _calm_after(span, around, settings, after_crying or after_moving),
        "sound": heard,
        "noise_before_s": None if sound is None else _noise_before(span.start_s, sound, settings.noise_before_s),
        "crying_distance_s": None if crying is None else span.distance_s(crying.span),
        "crying_confidence": None if crying is None else crying.confidence,
    }
    context["arousal"] = _arousal(context, after_crying=after_crying, after_moving=after_moving)
    if event.pattern.is_rhythm:
        context["rhythm_stops_on_waking"] = _stops_on_waking(span, around)
    return context


def _itself(event: Event, around: Surroundings, time_s: float) -> bool:
    """Whether the larger movement at a time is this event, and began with it."""
    return any(span.contains(time_s) and span.start_s >= event.span.start_s - 0.5 for span in around.gross)


def _nearest_crying(span: TimeSpan, sound: Sound | None) -> Crying | None:
    crying = () if sound is None else sound.crying
    return min(crying, key=lambda cry: span.distance_s(cry.span), default=None)


def _cries(around: Surroundings) -> tuple[TimeSpan, ...]:
    return () if around.sound is None else tuple(cry.span for cry in around.sound.crying)


def _still_for(time_s: float, around: Surroundings) -> float | None:
    ends = [
        span.end_s
        for span in (*around.gross, *around.unseen, *_cries(around))
        if span.start_s < time_s - 0.5  # what begins with the event is the event
    ]
    return max(0.0, time_s - max(ends)) if ends else None


def _calm_before(span: TimeSpan, around: Surroundings, settings: ContextSettings) -> bool | None:
    before = TimeSpan(span.start_s - settings.calm_s, span.start_s - 0.5)
    if any(other.overlap_s(before) > 0.0 for other in (*around.gross, *_cries(around))):
        return False
    outside_s = max(0.0, -before.start_s) + overlap_s(before, around.unseen)
    return None if outside_s > _UNSEEN_SHARE * before.duration_s else True


def _aroused(span: TimeSpan, around: Surroundings, settings: ContextSettings) -> tuple[bool, bool]:
    """Whether crying, and whether restlessness follows."""
    crying = any(span.start_s <= cry.start_s <= span.end_s + settings.arousal_s for cry in _cries(around))
    moving = any(
        other.duration_s >= settings.restless_s
        and span.start_s + 0.5 < other.start_s <= span.end_s + settings.arousal_s
        for other in around.gross
    )
    return crying, moving


def _calm_after(span: TimeSpan, around: Surroundings, settings: ContextSettings, aroused: bool) -> bool | None:
    if aroused:
        return False
    after = TimeSpan(span.end_s, span.end_s + settings.arousal_s)
    return None if overlap_s(after, around.unseen) > _UNSEEN_SHARE * after.duration_s else True


def _arousal(context: Context, *, after_crying: bool, after_moving: bool) -> str:
    if after_crying:
        return "crying"
    if after_moving:
        return "moving"
    if context["calm_before"] is None or context["calm_after"] is None:
        return "unknown"
    return "calm" if context["calm_before"] else "unsettled"


def _noise_before(start_s: float, sound: Sound, longest_s: float) -> float | None:
    # A movement is seen from its first picture on, which can lie a little before the sound that set it off was loud.
    times = [start_s - noise.onset_s for noise in sound.noises if -0.1 <= start_s - noise.onset_s <= longest_s]
    return max(0.0, min(times)) if times else None


def _stops_on_waking(span: TimeSpan, around: Surroundings) -> bool | None:
    """Whether a rhythm ends as the infant wakes; None where it does not wake, or that is not known."""
    waking = [
        other.start_s
        for other in (*around.gross, *_cries(around))
        if span.start_s + 0.5 < other.start_s <= span.end_s + _WAKING_S
    ]
    return span.end_s - min(waking) <= _WAKING_S if waking else None
