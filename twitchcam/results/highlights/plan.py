"""What the highlight video shows, and when: chosen from the events alone, without a picture.

::

    recording   ----[ review ]------------|jerk|--|jerk|----------------
    clips          <3 s      5 s>        <3 s          5 s>              (overlaps merged)
    video       [opening][card][clip 1][card][clip 2] ...

1. Every event that needs review is shown, in time order, from ``before_s`` before to ``after_s`` after it; of one
   longer than ``first_s + last_s`` the first ``first_s`` and the last ``last_s``.
2. Then brief jerks: the ``jerks`` clearest, by amplitude over the noise of their trace.
3. Clips that overlap are one. A jerk whose clip overlaps one of step 1 is shown there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from twitchcam.records import Label, MotionTrace
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.settings import HighlightSettings
from twitchcam.timespan import TimeSpan

__all__ = ["OPENING_S", "Choice", "Clip", "Plan", "make_plan"]

OPENING_S = 4.0
"""How long the first card stands."""


class Choice(StrEnum):
    """Which events the highlight video shows."""

    ALL = "all"
    REVIEW = "review"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clip:
    """One stretch of the recording, and its place in the video."""

    span: TimeSpan
    """In the recording."""
    event_ids: tuple[str, ...]
    """What is shown in it, in time order."""
    card_s: float
    """Where its title card begins in the video."""
    start_s: float
    """Where its first picture stands in the video."""

    @property
    def end_s(self) -> float:
        """Where it ends in the video."""
        return self.start_s + self.span.duration_s

    def place_of(self, span: TimeSpan) -> TimeSpan | None:
        """Return where a stretch of the recording stands in the video, as far as this clip shows it."""
        shown = self.span.intersect(span)
        if shown is None:
            return None
        return TimeSpan(
            self.start_s + shown.start_s - self.span.start_s, self.start_s + shown.end_s - self.span.start_s
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What the video shows."""

    clips: tuple[Clip, ...]
    """In the order of the video."""
    duration_s: float
    """Length of the video; 0 where there is nothing to show."""
    places: Mapping[str, TimeSpan]
    """Event to its place in the video, the time before and after included; of a shortened event from its beginning to
    its end where the one follows the other, else the beginning."""
    jerks_left_out: int
    """Brief jerks that are not in the video."""


def make_plan(
    document: Document,
    traces: Iterable[MotionTrace],
    settings: HighlightSettings,
    choice: Choice = Choice.ALL,
    *,
    opening_s: float = OPENING_S,
) -> Plan:
    """Choose what is shown; see the module's text.

    Parameters
    ----------
    document : Document
        The outcome of a run.
    traces : iterable of MotionTrace
        What was measured: it says how clear a movement is.
    settings : HighlightSettings
    choice : Choice
        Everything, what needs review only, or nothing.
    opening_s : float
        How long the opening card stands; 0 for none.
    """
    whole = TimeSpan(0.0, max(0.0, document["video"]["duration_s"]))
    events = {event["id"]: event for event in document["events"]}
    review = [event for event in events.values() if event["label"] == Label.NEEDS_REVIEW]
    jerks = [event for event in events.values() if event["label"] == Label.NORMAL_JERK]
    review = [] if choice is Choice.NONE else review
    shown = _clearest(jerks, traces, settings.jerks) if choice is Choice.ALL else []
    first = _merged([(span, event["id"]) for event in review for span in _spans(event, settings, whole)])
    alone = []
    for event in shown:
        (span,) = _spans(event, settings, whole, cut=False)
        if any(span.intersect(other) for other, _ in first):
            first = _merged([*((other, name) for other, names in first for name in names), (span, event["id"])])
        else:
            alone.append((span, event["id"]))
    clips, position_s = [], opening_s
    for span, names in (*first, *_merged(alone)):
        start_s = position_s + settings.card_s
        order = tuple(sorted(names, key=lambda name: (events[name]["start_s"], name)))
        clips.append(Clip(span, order, position_s, start_s))
        position_s = start_s + span.duration_s
    return Plan(
        clips=tuple(clips),
        duration_s=position_s if clips else 0.0,
        places=_places(clips, events, settings),
        jerks_left_out=len(jerks) - len(shown),
    )


def _spans(
    event: EventEntry, settings: HighlightSettings, whole: TimeSpan, *, cut: bool = True
) -> tuple[TimeSpan, ...]:
    """Return the stretches that show an event: one, or its beginning and its end."""
    start_s, end_s = event["start_s"], event["end_s"]
    if cut and end_s - start_s > settings.first_s + settings.last_s:
        spans = [
            TimeSpan(start_s - settings.before_s, start_s + settings.first_s),
            TimeSpan(end_s - settings.last_s, end_s + settings.after_s),
        ]
    else:
        spans = [TimeSpan(start_s - settings.before_s, end_s + settings.after_s)]
    return tuple(
        TimeSpan(min(max(span.start_s, 0.0), whole.end_s), max(0.0, min(span.end_s, whole.end_s))) for span in spans
    )


def _clearest(jerks: Sequence[EventEntry], traces: Iterable[MotionTrace], most: int) -> list[EventEntry]:
    noise = {trace.trace_id: trace.noise_displacement for trace in traces}

    def clearness(event: EventEntry) -> tuple[float, float]:
        own = noise.get(event["trace_ids"][0], 0.0) if event["trace_ids"] else 0.0
        amplitude = event["amplitude_body_lengths"] or 0.0
        return (amplitude / own if own > 0 else 0.0), amplitude

    chosen = sorted(jerks, key=clearness, reverse=True)[:most]
    return sorted(chosen, key=lambda event: (event["start_s"], event["id"]))


def _merged(pieces: Iterable[tuple[TimeSpan, str]]) -> list[tuple[TimeSpan, list[str]]]:
    """Unite stretches that overlap, with the names of all that is in them."""
    merged: list[tuple[TimeSpan, list[str]]] = []
    for span, name in sorted(pieces):
        if merged and span.start_s <= merged[-1][0].end_s:
            before, names = merged[-1]
            merged[-1] = before.hull(span), [*names, *([] if name in names else [name])]
        else:
            merged.append((span, [name]))
    return merged


def _places(
    clips: Sequence[Clip], events: Mapping[str, EventEntry], settings: HighlightSettings
) -> Mapping[str, TimeSpan]:
    places: dict[str, TimeSpan] = {}
    shown_in: dict[str, int] = {}
    for number, clip in enumerate(clips):
        for name in clip.event_ids:
            event = events[name]
            wanted = TimeSpan(event["start_s"] - settings.before_s, event["end_s"] + settings.after_s)
            place = clip.place_of(wanted)
            if place is None:
                continue
            if name not in places:
                places[name], shown_in[name] = place, number
            elif shown_in[name] == number - 1:
                places[name], shown_in[name] = places[name].hull(place), number
    return places
