r"""The panel below the picture: what is seen, why, the clock, and the trace that runs with the time.

::

    +--------------------------------------------------+
    | # rhythmic movement (right arm)         22:41:07 |
    |   how often it moves: 20 (limit 5); ...          |
    |  ____/\/\/\/\____|_________  trace, time now     |
    +--------------------------------------------------+
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from twitchcam.records import Label, MotionTrace, Part, Pattern
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.highlights.drawing import FAINT, INK, LABEL_COLOURS, MUTED, Sheet, line_px, planes_of, yuv_of
from twitchcam.results.leading import leading_traces, moved_since
from twitchcam.results.phrases import duration_words, moment_words
from twitchcam.results.reasons import decisive_words
from twitchcam.results.words import LABEL_WORDS, PART_WORDS, PATTERN_WORDS
from twitchcam.timespan import TimeSpan
from twitchcam.video import Planes

__all__ = ["Panel", "kind_words", "panel_height_px"]

_TITLE, _SMALL = 0.042, 0.034
"""Letter heights as a share of the width: 16 and 13 px where a phone shows the video 390 px wide."""
_STRIP = 0.10
_PAGE_S = 30.0
"""Longest stretch that one strip shows; longer clips turn the page."""
_AROUND_S = 1.0
"""A trace is drawn so long before and after its movement."""
_LEAST_FULL_SCALE = 0.01
"""Smallest displacement that fills the strip, body lengths: a smaller one must not look large."""


def panel_height_px(width_px: int) -> int:
    """Height of the panel below a picture of this width; even."""
    title, small = round(_TITLE * width_px), round(_SMALL * width_px)
    return 2 * round(0.5 * (line_px(title) + 2 * line_px(small) + (_STRIP + 0.045) * width_px))


class Panel:
    """Draws the panel of one clip, picture by picture.

    Parameters
    ----------
    width_px : int
        Even.
    document : Document
    span : TimeSpan
        What the clip shows.
    events : sequence of EventEntry
        What happens in it, in time order.
    traces : mapping
        Name to trace.
    """

    def __init__(
        self,
        width_px: int,
        document: Document,
        span: TimeSpan,
        events: Sequence[EventEntry],
        traces: Mapping[str, MotionTrace],
    ) -> None:
        self._width_px, self._height_px = width_px, panel_height_px(width_px)
        self._document, self._span, self._events = document, span, events
        self._pad_px = round(0.02 * width_px)
        self._title_px, self._small_px = round(_TITLE * width_px), round(_SMALL * width_px)
        self._pages = max(1, math.ceil(span.duration_s / _PAGE_S))
        self._courses = [
            moved_since(trace, event["start_s"], event["start_s"] - _AROUND_S, event["end_s"] + _AROUND_S)
            for event in events
            for trace in leading_traces(event, traces)
        ]
        largest = [float(np.abs(moved).max(initial=0.0)) for _, moved in self._courses]
        self._full = max([_LEAST_FULL_SCALE, *largest])
        self._drawn = lru_cache(maxsize=4)(self._draw)

    def at(self, time_s: float) -> Planes:
        """Return the panel at a time of the recording; not to be changed but by the caller's copy."""
        event = self.event_at(time_s)
        page = min(self._pages - 1, int((time_s - self._span.start_s) / self._span.duration_s * self._pages))
        drawn = self._drawn(self._events.index(event), page, moment_words(self._document, time_s))
        planes = drawn[0].copy(), drawn[1].copy(), drawn[2].copy()
        x = round(self._x(time_s, self._page(page)))
        half = max(1, self._width_px // 640)
        top, bottom = self._strip()
        for plane, value, shift in zip(planes, yuv_of(INK), (0, 1, 1), strict=True):
            plane[top >> shift : bottom >> shift, (x - half) >> shift : ((x + half) >> shift) + shift] = value
        return planes

    def event_at(self, time_s: float) -> EventEntry:
        """Return the event that is going on, or else the next one, or else the last one."""
        going_on = [event for event in self._events if event["start_s"] <= time_s <= event["end_s"]]
        if going_on:
            return max(going_on, key=lambda event: (event["label"] == Label.NEEDS_REVIEW, -event["duration_s"]))
        last = [event for event in self._events if event["end_s"] < time_s]
        coming = [event for event in self._events if event["start_s"] > time_s]
        if not coming:
            return last[-1]
        # The last one keeps the caption for a moment, so that it can be read.
        if last and time_s - last[-1]["end_s"] < min(2.0, 0.5 * (coming[0]["start_s"] - last[-1]["end_s"])):
            return last[-1]
        return coming[0]

    def _page(self, page: int) -> TimeSpan:
        length_s = self._span.duration_s / self._pages
        return TimeSpan(self._span.start_s + page * length_s, self._span.start_s + (page + 1) * length_s)

    def _x(self, time_s: float, page: TimeSpan) -> float:
        share = (time_s - page.start_s) / max(page.duration_s, 1e-6)
        return self._pad_px + min(1.0, max(0.0, share)) * (self._width_px - 2 * self._pad_px - 1)

    def _strip(self) -> tuple[int, int]:
        bottom = self._height_px - round(0.015 * self._width_px)
        return (bottom - round(_STRIP * self._width_px)) & ~1, bottom & ~1

    def _draw(self, number: int, page_number: int, clock: str) -> Planes:
        event, page = self._events[number], self._page(page_number)
        sheet = Sheet(self._width_px, self._height_px)
        pad, title, small = self._pad_px, self._title_px, self._small_px
        colour = LABEL_COLOURS[Label(event["label"])]
        y = round(0.4 * pad)
        sheet.box(pad, y + 0.18 * title, pad + 0.8 * title, y + 0.98 * title, colour)
        room = self._width_px - 3.5 * pad - 0.8 * title - sheet.text_px("00:00:00", title)
        names = (kind_words(event), kind_words(event, parts=1), kind_words(event, parts=0))
        name = next((name for name in names if sheet.text_px(name, title) <= room), names[-1])
        sheet.text(pad * 1.6 + 0.8 * title, y, name, title)
        sheet.text(self._width_px - pad, y, clock, title, MUTED, right=True)
        y += line_px(title)
        for line in _reason_lines(event, sheet, self._width_px - 2 * pad, small):
            sheet.text(pad, y, line, small, MUTED)
            y += line_px(small)
        self._draw_strip(sheet, page)
        return planes_of(sheet.pixels())

    def _draw_strip(self, sheet: Sheet, page: TimeSpan) -> None:
        top, bottom = self._strip()
        sheet.box(self._pad_px, top, self._width_px - self._pad_px, bottom, (24, 30, 38))
        middle = 0.5 * (top + bottom)
        sheet.box(self._pad_px, middle, self._width_px - self._pad_px, middle + 1, FAINT)
        for event in self._events:
            colour = LABEL_COLOURS[Label(event["label"])]
            left, right = self._x(event["start_s"], page), self._x(event["end_s"], page)
            if event["end_s"] >= page.start_s and event["start_s"] <= page.end_s:
                sheet.box(left, top, max(right, left + 2), bottom, _dim(colour, 0.25))
                sheet.box(left, bottom - max(3, self._width_px // 200), max(right, left + 2), bottom, colour)
        for times, moved in self._courses:
            inside = (times >= page.start_s) & (times <= page.end_s)
            x = np.array([self._x(time_s, page) for time_s in times[inside].tolist()])
            y = middle - 0.46 * (bottom - top) * moved[inside] / self._full
            sheet.curve(x, np.clip(y, top + 1, bottom - 1), INK, max(1, self._width_px // 500))


def kind_words(event: EventEntry, parts: int = 2) -> str:
    """Return an event's kind and its leading parts: ``Rhythmic movement (right arm)``."""
    pattern = Pattern(event["pattern"])
    name = _SHORT.get(pattern, PATTERN_WORDS[pattern].name)
    named = [PART_WORDS[Part(part)] for part in event["parts"] if part != Part.UNKNOWN][:parts]
    return name[0].upper() + name[1:] + (f" ({', '.join(named)})" if named else "")


_SHORT = {
    Pattern.SINGLE_SPASM_LIKE: "single movement of about 1 s",
    Pattern.UNDECIDED: "could not be told",
}
"""Names that one line under a picture has no room for."""


def _reason_lines(event: EventEntry, sheet: Sheet, width_px: float, size_px: int) -> list[str]:
    """Return label and reasons in at most two lines; a reason that finds no room is left out whole."""
    label = LABEL_WORDS[Label(event["label"])]
    text = f"{label[0].upper()}{label[1:]}, {duration_words(event['duration_s'])}"
    for reason in decisive_words(event):
        longer = f"{text}; {reason}"
        if len(sheet.fitted(longer, width_px, size_px)) <= 2:
            text = longer
    return sheet.fitted(text, width_px, size_px)[:2]


def _dim(colour: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(24 + share * (value - 24)) for value in colour)
    return red, green, blue
