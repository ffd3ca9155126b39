"""Everything about one event, ready for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twitchcam.records import FoundBy, Label, MotionTrace, Pattern
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.leading import leading_traces
from twitchcam.results.phrases import (
    count_words,
    duration_words,
    event_words,
    moment_words,
    percent_words,
    position_words,
)
from twitchcam.results.reasons import Criterion, criteria_of, nearest_words
from twitchcam.results.report.pictures import Thumbnail
from twitchcam.results.report.plots import Trace, trace_plot
from twitchcam.results.surrounding import context_facts, moved_by_crying
from twitchcam.results.words import FOUND_BY_WORDS, LABEL_WORDS, MOVED_BY_CRYING, PATTERN_WORDS
from twitchcam.timespan import TimeSpan

__all__ = ["Card", "Picture", "cards_of"]

_WHEN = {
    "before": ("before", "Shortly before it begins."),
    "strongest": ("strongest", "At its strongest; the moving part is framed."),
    "end": ("end", "As it ends."),
    "after": ("after", "Shortly after it."),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture with its text."""

    thumbnail: Thumbnail
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """One event."""

    event_id: str
    label: str
    moment: str
    title: str
    label_words: str
    meaning: str
    advice: str
    facts: tuple[tuple[str, str], ...]
    criteria: tuple[Criterion, ...]
    nearest: str
    pictures: tuple[Picture, ...]
    trace: Trace | None
    trace_words: str
    clip: TimeSpan | None
    """Its place in the highlight video."""


def cards_of(
    document: Document,
    traces: Mapping[str, MotionTrace],
    places: Mapping[str, TimeSpan],
    thumbnails: Mapping[str, Sequence[Thumbnail]],
) -> list[Card]:
    """Return the cards of all events, in time order.

    Parameters
    ----------
    document : Document
    traces : mapping
        Name to trace.
    places : mapping
        Event to its place in the highlight video; empty without a video.
    thumbnails : mapping
        Event to its pictures.
    """
    return [_card(event, document, traces, places, thumbnails.get(event["id"], ())) for event in document["events"]]


def _card(
    event: EventEntry,
    document: Document,
    traces: Mapping[str, MotionTrace],
    places: Mapping[str, TimeSpan],
    thumbnails: Sequence[Thumbnail],
) -> Card:
    words = PATTERN_WORDS[Pattern(event["pattern"])]
    moment, title = moment_words(document, event["start_s"]), event_words(event)
    trace = trace_plot(event, leading_traces(event, traces))
    return Card(
        event_id=event["id"],
        label=event["label"],
        moment=moment,
        title=title[0].upper() + title[1:],
        label_words=LABEL_WORDS[Label(event["label"])],
        meaning=MOVED_BY_CRYING if moved_by_crying(event) else words.meaning,
        advice=words.advice,
        facts=tuple(_facts(event, document)),
        criteria=tuple(criteria_of(event)),
        nearest=nearest_words(event),
        pictures=tuple(
            Picture(thumbnail, _WHEN[thumbnail.when][0], f"{moment}, {words.name}. {_WHEN[thumbnail.when][1]}")
            for thumbnail in thumbnails
        ),
        trace=trace,
        trace_words=_trace_words(event, trace),
        clip=places.get(event["id"]),
    )


def _facts(event: EventEntry, document: Document) -> list[tuple[str, str]]:
    video = document["video"]
    facts = []
    if video["start_time"] is not None:
        facts.append(("Clock time", moment_words(document, event["start_s"])))
    facts.append(("In the recording", f"at {position_words(event['start_s'], video['duration_s'])}"))
    facts.append(("Lasts", duration_words(event["duration_s"])))
    if event["strokes"]:
        facts.append(("Quick movements", str(event["strokes"])))
    if len(event["members"]) > 1:
        facts.append(("In groups", str(len(event["members"]))))
    if event["rate_hz"] is not None:
        rate = f"{event['rate_hz']:.1f} times a second"
        if event["rate_hz_low"] is not None and event["rate_hz_high"] is not None:
            rate += f" (between {event['rate_hz_low']:.2f} and {event['rate_hz_high']:.2f})"
        facts.append(("How fast it repeats", rate))
    if event["amplitude_body_lengths"] is not None:
        facts.append(("How far it moves", f"{percent_words(event['amplitude_body_lengths'])} of the baby's length"))
    facts += context_facts(event)
    facts.append(("How the baby was found", FOUND_BY_WORDS[FoundBy(event["body_found_by"])]))
    facts.append(("How often findings like this are right", f"{event['confidence']:.0%}, on made test recordings"))
    return facts


def _trace_words(event: EventEntry, trace: Trace | None) -> str:
    """Say in words what the plot shows, for those who cannot see it."""
    if trace is None:
        return ""
    strokes = f"{count_words(event['strokes'], 'quick movement')} in " if event["strokes"] else "a slow movement over "
    marks = "; each small line at the bottom marks where a quick movement begins" if event["strokes"] else ""
    return (
        f"How the moving part moved: {strokes}{duration_words(event['duration_s'])}. The shaded stretch is the "
        f"movement{marks}. Up and down the plot reaches {trace.full_percent:.1f}% of the baby's length."
    )
