"""The pictures of a run: detection against amplitude, found against false, calibration, time lines."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from twitchcam.benchmark.figures import exact_interval
from twitchcam.benchmark.svg import Drawing, axes, ticks

__all__ = [
    "amplitude_plot",
    "amplitude_rows",
    "calibration_plot",
    "calibration_rows",
    "clips_with_faults",
    "froc_plot",
    "timeline",
]

_WIDTH, _HEIGHT = 520.0, 280.0
_ROUND = {"normal_jerk": "jerk", "needs_review": "review", "other_movement": "other"}
"""Class in the style sheet of each label."""

Document = Mapping[str, Any]


def amplitude_rows(document: Document, label: str) -> list[dict[str, Any]]:
    """Return, by bins of amplitude, how many true events of a label there are and how many were found.

    Each row holds ``low`` and ``high`` (body lengths; high None for the last bin), ``events``, ``found`` and the exact
    interval's ends; bins without events are left out.
    """
    edges = [*document["scoring"]["amplitude_edges"], float("inf")]
    level = document["scoring"]["interval_level"]
    events = [
        (one["amplitude_body_lengths"], one["found"])
        for clip in document["clips"]
        for one in clip["truth"]
        if one["label"] == label and one["amplitude_body_lengths"] is not None
    ]
    rows = []
    for low, high in itertools.pairwise(edges):
        inside = [found for amplitude, found in events if low <= amplitude < high]
        if inside:
            ends = exact_interval(sum(inside), len(inside), level)
            rows.append(
                {
                    "low": low,
                    "high": None if high == float("inf") else high,
                    "events": len(inside),
                    "found": sum(inside),
                    "interval": ends,
                }
            )
    return rows


def amplitude_plot(document: Document) -> str:
    """Draw the share of true jerks and review episodes that were found against their amplitude."""
    drawing = Drawing(_WIDTH, _HEIGHT, "Share found against amplitude")
    last = 1.2 * max(document["scoring"]["amplitude_edges"])
    x, y = axes(drawing, (0.0, 100 * last, "amplitude, % of a body length"), (0.0, 1.0, "share found"))
    for shift, label in ((-1.5, "normal_jerk"), (1.5, "needs_review")):
        points = []
        for row in amplitude_rows(document, label):
            middle = 0.5 * (row["low"] + (row["high"] or last))
            place, share = x(100 * middle) + shift, row["found"] / row["events"]
            low, high = row["interval"]
            drawing.line(place, y(low), place, y(high), f"{_ROUND[label]} whisker")
            drawing.circle(place, y(share), 4, _ROUND[label], f"{label}: {row['found']} of {row['events']} found")
            points.append((place, y(share)))
        if label == "normal_jerk":  # there are too few episodes to review for a line
            drawing.path(points, f"{_ROUND[label]} curve")
    return drawing.markup()


def froc_plot(document: Document) -> str:
    """Draw the share found against false findings an hour, as the least confidence is lowered."""
    total = document["total"]
    hours = total["figures"]["analysable_hours"] or 1.0
    rows = total["by_least_confidence"]
    curves = []
    for label, found, false, all_of in (
        ("normal_jerk", "jerks_found", "false_jerks", total["counts"]["jerks"]),
        ("needs_review", "review_found", "false_review", total["counts"]["review"]),
    ):
        if all_of:
            curves.append((label, [(row[false] / hours, row[found] / all_of, row["least_confidence"]) for row in rows]))
    most = max((point[0] for _, points in curves for point in points), default=0.0)
    drawing = Drawing(_WIDTH, _HEIGHT, "Share found against false findings an hour")
    x, y = axes(drawing, (0.0, max(1.0, 1.05 * most), "false findings an analysable hour"), (0.0, 1.0, "share found"))
    for label, points in curves:
        drawing.path([(x(false), y(found)) for false, found, _ in points], f"{_ROUND[label]} curve")
        for false, found, least in points:
            hint = f"{label}: confidence {least:g} and more: {found:.0%} found, {false:.2f} false an hour"
            drawing.circle(x(false), y(found), 3, _ROUND[label], hint)
    return drawing.markup()


def calibration_rows(document: Document, label: str) -> list[dict[str, float]]:
    """Return, by bins of confidence, how sure findings of a label are on average and what share of them is right."""
    table = document["total"]["counts"]["calibration"]
    bins = document["scoring"]["confidence_bins"]
    rows = []
    for number in range(bins):
        cell = table.get(f"{label}/{number}")
        if cell and cell["findings"]:
            rows.append(
                {
                    "low": number / bins,
                    "high": (number + 1) / bins,
                    "findings": cell["findings"],
                    "confidence": cell["confidence"] / cell["findings"],
                    "correct": cell["correct"] / cell["findings"],
                }
            )
    return rows


def calibration_plot(document: Document) -> str:
    """Draw the share of findings that are right against their confidence; on the diagonal the two agree."""
    drawing = Drawing(_WIDTH, _HEIGHT, "Share right against confidence")
    x, y = axes(drawing, (0.0, 1.0, "mean confidence"), (0.0, 1.0, "share right"))
    drawing.line(x(0), y(0), x(1), y(1), "grid")
    for label in ("normal_jerk", "needs_review"):
        rows = calibration_rows(document, label)
        drawing.path([(x(row["confidence"]), y(row["correct"])) for row in rows], f"{_ROUND[label]} curve")
        for row in rows:
            hint = f"{label}: {row['findings']:g} findings"
            drawing.circle(x(row["confidence"]), y(row["correct"]), 4, _ROUND[label], hint)
    return drawing.markup()


def timeline(clip: Mapping[str, Any], width: float = 900.0) -> str:
    """Draw truth above findings over a clip's time; missed truth is hollow, false findings are crossed."""
    drawing = Drawing(width, 84.0, f"Truth and findings of {clip['name']}")
    left, right = 60.0, width - 10.0
    duration_s = max(float(clip["duration_s"]), 1e-3)

    def x(time_s: float) -> float:
        return left + (right - left) * min(max(time_s / duration_s, 0.0), 1.0)

    for time_s in ticks(0.0, duration_s, 10):
        drawing.line(x(time_s), 6, x(time_s), 62, "grid")
        drawing.text(x(time_s), 76, f"{time_s:g}", "middle")
    for name, height in (("truth", 24.0), ("found", 50.0)):
        drawing.text(left - 8, height, name, "end")
    for span in clip["excluded"]:
        hint = f"excluded: {span['reason']} {span['start_s']:.1f}-{span['end_s']:.1f} s"
        drawing.rectangle(x(span["start_s"]), 6, x(span["end_s"]) - x(span["start_s"]), 56, "excluded", hint)
    for one in clip["truth"]:
        faded = one["label"] != "other_movement" and not one["found"]
        called = "found" if one["found"] else f"called {one['called']}"
        _bar(drawing, x, one, 12.0, f"{_ROUND[one['label']]}{' hollow' if faded else ''}", f"truth, {called}")
    for one in clip["findings"]:
        _bar(drawing, x, one, 38.0, _ROUND[one["label"]], one["outcome"])
        if one["outcome"] == "false":
            middle = 0.5 * (x(one["start_s"]) + x(one["end_s"]))
            drawing.path([(middle - 5, 39.0), (middle + 5, 53.0)], "cross")
            drawing.path([(middle - 5, 53.0), (middle + 5, 39.0)], "cross")
    return drawing.markup()


def _bar(drawing: Drawing, x: Any, one: Mapping[str, Any], top: float, kind: str, note: str) -> None:
    start, end = x(one["start_s"]), x(one["end_s"])
    hint = f"{note}: {one['pattern'] or one['label']} {one['start_s']:.2f}-{one['end_s']:.2f} s"
    drawing.rectangle(start, top, max(end - start, 3.0), 16.0, kind, hint)


def clips_with_faults(document: Document) -> Sequence[Mapping[str, Any]]:
    """Return the clips in which anything was missed or false, then the others."""

    def faulty(clip: Mapping[str, Any]) -> bool:
        counts = clip["counts"]
        missed = counts["jerks"] - counts["jerks_found"] + counts["review"] - counts["review_found"]
        return bool(missed or counts["false_jerks"] or counts["false_review"])

    return sorted(document["clips"], key=lambda clip: not faulty(clip))
