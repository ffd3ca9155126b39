"""The cards between the clips, and the one that opens the video."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from twitchcam.records import Label, Pattern
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.highlights.drawing import INK, LABEL_COLOURS, MUTED, Sheet, line_px, planes_of
from twitchcam.results.highlights.panel import kind_words
from twitchcam.results.highlights.plan import Clip, Plan
from twitchcam.results.phrases import duration_words, moment_words
from twitchcam.results.words import LABEL_WORDS, NO_MEDICAL_DEVICE, NOTHING_EXCLUDED, PATTERN_WORDS
from twitchcam.video import Planes

__all__ = ["opening_card", "title_card"]

_LARGE, _MIDDLE, _SMALL = 0.05, 0.038, 0.031
_MOST_NAMED = 3


def opening_card(size_px: tuple[int, int], document: Document, plan: Plan) -> Planes:
    """Say what the video shows, and what it is not."""
    sheet = Sheet(*size_px)
    width = size_px[0]
    large, middle, small = (round(share * width) for share in (_LARGE, _MIDDLE, _SMALL))
    shown = {name for clip in plan.clips for name in clip.event_ids}
    events = [event for event in document["events"] if event["id"] in shown]
    review = [event for event in events if event["label"] == Label.NEEDS_REVIEW]
    jerks = [event for event in events if event["label"] == Label.NORMAL_JERK]
    x, y = round(0.06 * width), 0.12 * size_px[1]
    start_time = document["video"]["start_time"]
    if start_time is not None:
        y = sheet.lines(x, y, f"{datetime.fromisoformat(start_time):%d %B %Y}".removeprefix("0"), middle, MUTED)
    if review:
        text = f"{len(review)} movement{'' if len(review) == 1 else 's'} to show a doctor"
        y = sheet.lines(x, y, text, large, LABEL_COLOURS[Label.NEEDS_REVIEW])
    if jerks:
        text = f"{len(jerks)} brief jerk{'' if len(jerks) == 1 else 's'}"
        if plan.jerks_left_out:
            text += f", the clearest of {len(jerks) + plan.jerks_left_out}"
        y = sheet.lines(x, y, text, large, LABEL_COLOURS[Label.NORMAL_JERK])
    y += line_px(small)
    y = sheet.lines(x, y, NO_MEDICAL_DEVICE, small, MUTED)
    sheet.lines(x, y + 0.4 * small, NOTHING_EXCLUDED, small, MUTED)
    return planes_of(sheet.pixels())


def title_card(
    size_px: tuple[int, int], document: Document, clip: Clip, number: int, total: int, events: Sequence[EventEntry]
) -> Planes:
    """Say which clip comes: its number, what it shows, and when it was."""
    sheet = Sheet(*size_px)
    width = size_px[0]
    large, middle, small = (round(share * width) for share in (_LARGE, _MIDDLE, _SMALL))
    x, y = round(0.06 * width), 0.14 * size_px[1]
    if total > 1:
        y = sheet.lines(x, y, f"{number} of {total}", small, MUTED) + 0.5 * small
    named = sorted(events, key=lambda event: event["label"] != Label.NEEDS_REVIEW)[:_MOST_NAMED]
    for event in named:
        y = sheet.lines(x, y, kind_words(event), large if len(events) == 1 else middle, _colour(event))
        y = sheet.lines(x, y, _when(document, clip, event), small, INK) + 0.5 * small
    if len(events) > len(named):
        y = sheet.lines(x, y, f"and {len(events) - len(named)} more", small, MUTED) + 0.5 * small
    leading = named[0]
    if leading["label"] == Label.NEEDS_REVIEW:
        sheet.lines(x, y, PATTERN_WORDS[Pattern(leading["pattern"])].advice, small, MUTED)
    return planes_of(sheet.pixels())


def _when(document: Document, clip: Clip, event: EventEntry) -> str:
    """Return when an event was and how long it lasted, and which part of it is shown."""
    text = f"{moment_words(document, event['start_s'])}, lasts {duration_words(event['duration_s'])}"
    if event["label"] == Label.NEEDS_REVIEW:
        text += f" ({LABEL_WORDS[Label.NEEDS_REVIEW]})"
    if event["start_s"] < clip.span.start_s - 1e-6:
        return f"{text}; its end"
    if event["end_s"] > clip.span.end_s + 1e-6:
        return f"{text}; its beginning"
    return text


def _colour(event: EventEntry) -> tuple[int, int, int]:
    return LABEL_COLOURS[Label(event["label"])]
