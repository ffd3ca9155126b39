"""The time line of the recording and the traces of its events, as SVG that stretches to any width.

Shapes only: letters would be stretched too, so they stand beside the picture as text of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from twitchcam.records import Envelope, MotionTrace
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.results.leading import moved_since
from twitchcam.results.phrases import moment_words
from twitchcam.timespan import TimeSpan

__all__ = ["Tick", "Trace", "activity_svg", "events_svg", "spans_svg", "ticks_of", "trace_plot"]

_WIDTH = 1000.0
_LEAST = 3.0
"""Narrowest mark, in thousandths of the width: about a pixel on a phone."""
_BINS = 500
_STILL, _LIVELY = 6.0, 300.0
"""Activity, in multiples of the noise, that a still picture's liveliest cell reaches, and that of a baby that turns."""
_POINTS = 240
_TRACE_HEIGHT = 100.0
_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200)
_MOST_TICKS = 5
_LEAST_FULL_SCALE = 0.01
"""Smallest displacement that fills a plot, body lengths: a smaller one must not look large."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A time written under the time line."""

    percent: float
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The plot of one event, and what is written around it."""

    svg: Markup
    from_s: float
    """Left edge, seconds from the event's start."""
    to_s: float
    """Right edge, seconds from the event's start."""
    full_percent: float
    """Displacement that the plot's half height stands for, percent of the body length."""


def ticks_of(document: Document) -> list[Tick]:
    """Return at most six times that stand evenly under the time line."""
    duration_s = document["video"]["duration_s"]
    if duration_s <= 0:
        return []
    step_s = next((step for step in _STEPS_S if duration_s / step <= _MOST_TICKS), 86400)
    return [
        Tick(round(100.0 * time_s / duration_s, 2), moment_words(document, time_s))
        for time_s in np.arange(0.0, duration_s * 0.93, step_s).tolist()
    ]


def events_svg(events: Iterable[EventEntry], duration_s: float, kind: str) -> Markup:
    """Draw one mark an event that leads to its card."""
    marks = []
    for event in events:
        left, width = _place(event["start_s"], event["end_s"], duration_s)
        # The cards say the same to a keyboard and to a screen reader, so these are for the pointer only.
        marks.append(
            Markup('<a href="#{}" tabindex="-1"><rect x="{}" y="0" width="{}" height="10"/></a>').format(
                event["id"], left, width
            )
        )
    return _svg(kind, 10.0, marks)


def spans_svg(spans: Iterable[Mapping[str, Any]], duration_s: float, kind: str) -> Markup:
    """Draw stretches from ``start_s`` to ``end_s``: what could not be judged, or what was heard."""
    marks = []
    for item in spans:
        left, width = _place(item["start_s"], item["end_s"], duration_s)
        marks.append(Markup('<rect x="{}" y="0" width="{}" height="10"/>').format(left, width))
    return _svg(kind, 10.0, marks)


def activity_svg(envelope: Envelope, duration_s: float) -> Markup:
    """Draw how much moves through the recording, on a logarithmic scale: a jerk and a turn differ a hundredfold.

    Nothing is drawn for what noise alone reaches, and a quiet recording does not fill the height.
    """
    times, activity = envelope.times_s, np.nan_to_num(envelope.activity.astype(np.float64), posinf=0.0)
    if len(times) == 0 or duration_s <= 0:
        return _svg("activity", 40.0, [])
    bins = min(_BINS, len(times))
    at = np.clip((times / duration_s * bins).astype(int), 0, bins - 1)
    largest = np.zeros(bins)
    np.maximum.at(largest, at, activity)
    height = np.log(np.maximum(largest, _STILL) / _STILL) / np.log(max(float(largest.max()), _LIVELY) / _STILL)
    x = (np.arange(bins) + 0.5) * _WIDTH / bins
    y = 40.0 - 1.0 - 38.0 * height
    path = Markup('<path d="M0 40 L{} L{} 40 Z"/>').format(_points(x, y), _WIDTH)
    return _svg("activity", 40.0, [path])


def trace_plot(event: EventEntry, traces: Sequence[MotionTrace]) -> Trace | None:
    """Draw how the moving part moves around an event; None where no trace was kept."""
    if not traces:
        return None
    around = TimeSpan(event["start_s"] - 1.5, event["end_s"] + 1.5)
    first_s = max(around.start_s, min(float(trace.times_s[0]) for trace in traces))
    last_s = min(around.end_s, max(float(trace.times_s[-1]) for trace in traces))
    if last_s <= first_s:
        return None
    courses = [moved_since(trace, event["start_s"], first_s, last_s) for trace in traces]
    full = max([_LEAST_FULL_SCALE, *(float(np.abs(moved).max(initial=0.0)) for _, moved in courses)])
    middle = 0.5 * _TRACE_HEIGHT
    left, right = ((time_s - first_s) / (last_s - first_s) * _WIDTH for time_s in (event["start_s"], event["end_s"]))
    left, right = max(0.0, left), min(_WIDTH, max(right, left + _LEAST))
    shapes = [
        Markup('<rect class="span" x="{:.1f}" y="0" width="{:.1f}" height="{}"/>').format(
            left, max(0.0, right - left), _TRACE_HEIGHT
        ),
        Markup('<line class="rest" x1="0" x2="{}" y1="{}" y2="{}"/>').format(_WIDTH, middle, middle),
    ]
    onsets = [time_s for time_s in event["stroke_onsets_s"] if first_s <= time_s <= last_s]
    for time_s in onsets:
        x = (time_s - first_s) / (last_s - first_s) * _WIDTH
        shapes.append(
            Markup('<line class="stroke" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>').format(
                x, x, _TRACE_HEIGHT - 9.0, _TRACE_HEIGHT
            )
        )
    for course in courses:
        times, moved = _thinned(*course)
        if len(times) > 1:
            x_all = (times - first_s) / (last_s - first_s) * _WIDTH
            points = _points(x_all, middle - 0.46 * _TRACE_HEIGHT * moved / full)
            shapes.append(Markup('<polyline class="moved" points="{}"/>').format(points))
    return Trace(
        _svg("trace", _TRACE_HEIGHT, shapes), first_s - event["start_s"], last_s - event["start_s"], 100.0 * full
    )


def _thinned(
    times_s: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Keep of each stretch its lowest and highest value, so that no stroke is lost."""
    if len(times_s) <= 2 * _POINTS:
        return times_s, values
    kept: list[int] = []
    for piece in np.array_split(np.arange(len(times_s)), _POINTS):
        kept += sorted({int(piece[values[piece].argmin()]), int(piece[values[piece].argmax()])})
    return times_s[kept], values[kept]


def _place(start_s: float, end_s: float, duration_s: float) -> tuple[float, float]:
    left = _WIDTH * start_s / duration_s if duration_s > 0 else 0.0
    width = _WIDTH * (end_s - start_s) / duration_s if duration_s > 0 else 0.0
    return round(min(left, _WIDTH - _LEAST), 2), round(max(width, _LEAST), 2)


def _points(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True))


def _svg(kind: str, height: float, shapes: Sequence[Markup]) -> Markup:
    """Put shapes into a picture that is decoration to a screen reader: the text beside it says the same."""
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>'
    ).format(kind, _WIDTH, height, Markup("").join(shapes))
