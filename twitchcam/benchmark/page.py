"""The page of a run: one file that opens from disk, with its pictures inside and nothing fetched from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from twitchcam.benchmark.plots import (
    amplitude_plot,
    amplitude_rows,
    calibration_plot,
    calibration_rows,
    clips_with_faults,
    froc_plot,
    timeline,
)

__all__ = ["PAGE", "page_of", "table_of"]

PAGE = "report.html"

_TIMELINES = 120
"""Most clips that are drawn; those with faults come first."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --faint: #8884; --jerk: #0072b2; --review: #d55e00; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #161616; --jerk: #56b4e9; --review: #f28e2b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid var(--faint); }
th:first-child, td:first-child { text-align: left; }
svg { width: 100%; height: auto; display: block; }
figure { margin: 1rem 0; } figcaption { font-size: .9rem; }
.words { font-size: 11px; fill: var(--ink); } .name { font-size: 12px; fill: var(--ink); font-weight: 600; }
.axis { stroke: var(--ink); } .grid { stroke: var(--faint); }
.jerk { fill: var(--jerk); stroke: var(--jerk); } .review { fill: var(--review); stroke: var(--review); }
.other { fill: #999; stroke: #999; } .curve { fill: none; stroke-width: 1.5; } .whisker { stroke-width: 1.5; }
.hollow { fill: none; stroke-width: 2; stroke-dasharray: 4 2; } .excluded { fill: var(--faint); }
.cross { stroke: var(--ink); stroke-width: 2; fill: none; } .key { display: inline-block; width: .8em; height: .8em; }
.notice { border-left: 4px solid var(--review); padding: .2rem 1rem; }
"""

_NOTICE = (
    "Figures on these clips say nothing about children in general: movements that were drawn or put into a recording "
    "are no clinical sensitivity, and a few children are not all children. This is not a medical device."
)


def page_of(document: Mapping[str, Any]) -> str:
    """Return the page of a run.

    Parameters
    ----------
    document : mapping
        Of results.json.
    """
    dataset, detector = document["dataset"], document["detector"]
    parts = [
        f"<h1>{escape(detector['name'])} on {escape(dataset['name'])}</h1>",
        f'<p class="notice">{_NOTICE}</p>',
        _summary(document),
        "<h2>Episodes to review, by true pattern</h2>",
        _patterns(document),
        _kinds(document),
        "<h2>What each was called</h2>",
        _confusion(document),
        '<h2>Detection against amplitude</h2><p><i class="key" style="background:var(--jerk)"></i> brief jerks, '
        '<i class="key" style="background:var(--review)"></i> episodes to review; lines are exact 95% intervals.</p>',
        _figure(amplitude_plot(document), _amplitudes(document)),
        "<h2>Found against false findings</h2><p>Each point leaves out findings below a confidence.</p>",
        _figure(froc_plot(document)),
        "<h2>Is the confidence right?</h2>",
        _figure(calibration_plot(document), _calibration(document)),
        "<h2>Clip by clip</h2>",
        _clips(document),
        "<h2>Time lines</h2><p>Truth above, findings below, seconds along. Dashed: not found. Crossed: false. "
        "Shaded: excluded.</p>",
        *_timelines(document),
        "<h2>How to cite this run</h2>",
        _citation(document),
    ]
    title = escape(f"Benchmark: {detector['name']} on {dataset['name']}")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def table_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table; everything in it is escaped."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _summary(document: Mapping[str, Any]) -> str:
    counts, figures = document["total"]["counts"], document["total"]["figures"]
    error = document["total"]["absolute_onset_error_s"]
    night = document["scoring"]["night_hours"]
    rows = [
        ("Brief jerks found", f"{counts['jerks_found']} of {counts['jerks']}", _interval(figures["jerk_sensitivity"])),
        *(
            (f"... within {tolerance} s", f"{found:g} of {counts['jerks']}", "")
            for tolerance, found in counts["jerks_found_within"].items()
        ),
        (
            "Reported jerks that are right",
            f"{counts['jerks_reported'] - counts['false_jerks']} of {counts['jerks_reported']}",
            _interval(figures["jerk_precision"]),
        ),
        ("False jerks an hour", _number(figures["false_jerks_per_hour"]), ""),
        (
            "Episodes to review found",
            f"{counts['review_found']} of {counts['review']}",
            _interval(figures["review_sensitivity"]),
        ),
        (
            "Episodes suppressed: called something else, or excluded",
            f"{counts['review_suppressed']} of {counts['review']}",
            _interval(figures["review_suppressed"]),
        ),
        ("False review flags an hour", _number(figures["false_review_per_hour"]), ""),
        (f"False review flags a night of {night:g} h", _number(figures["false_review_per_night"]), ""),
        ("Flagged outside episodes", f"{counts['flagged_outside_s']:.1f} s", ""),
        (
            "Analysable",
            f"{figures['analysable_hours']:.2f} h",
            "" if figures["analysable_share"] is None else f"{figures['analysable_share']:.0%}",
        ),
        (
            "Error of a jerk's onset, median (quartiles)",
            "-" if error["median"] is None else f"{error['median']:.3f} s",
            "" if error["median"] is None else f"{error['lower']:.3f} to {error['upper']:.3f} s",
        ),
    ]
    over = document["total"]["over_children"]
    note = over["refused"] or f"{over['children']} children; intervals over children stand in results.json."
    skipped = "".join(f"<li>{escape(entry['problem'])}</li>" for entry in document["skipped"])
    return (
        table_of(("", "", "95% interval"), rows)
        + f"<p>{escape(note)}</p>"
        + (f"<p>Skipped:</p><ul>{skipped}</ul>" if skipped else "")
    )


def _patterns(document: Mapping[str, Any]) -> str:
    figures = document["total"]["figures"]["patterns"]
    return table_of(
        ("pattern", "episodes", "found", "95% interval", "under its own name", "suppressed"),
        (
            (
                pattern,
                f"{row['episodes']:g}",
                f"{row['found']:g}",
                _interval(figures[pattern]["sensitivity"]),
                f"{row['named']:g}",
                f"{row['suppressed']:g}",
            )
            for pattern, row in document["total"]["counts"]["patterns"].items()
        ),
    )


def _kinds(document: Mapping[str, Any]) -> str:
    rows = [
        (*key.split("/", 1), f"{row['episodes']:g}", f"{row['found']:g}")
        for key, row in document["total"]["counts"]["kinds"].items()
    ]
    return _folded("By the kind that the truth states", table_of(("label", "kind", "events", "found"), rows))


def _confusion(document: Mapping[str, Any]) -> str:
    labels = ("normal_jerk", "needs_review", "other_movement")
    columns = (*labels, "excluded", "missed")
    cells = document["total"]["counts"]["confusion"]
    rows = [
        ("nothing (false)" if row == "false" else row, *(f"{cells.get(row, {}).get(c, 0):g}" for c in columns))
        for row in (*labels, "false")
    ]
    return table_of(("truth", *columns), rows)


def _amplitudes(document: Mapping[str, Any]) -> str:
    rows = [
        (
            label,
            f"{100 * row['low']:g}" + (f" to {100 * row['high']:g}" if row["high"] is not None else " and more"),
            row["events"],
            row["found"],
        )
        for label in ("normal_jerk", "needs_review")
        for row in amplitude_rows(document, label)
    ]
    return _folded("The numbers", table_of(("label", "% of a body length", "events", "found"), rows))


def _calibration(document: Mapping[str, Any]) -> str:
    rows = [
        (
            label,
            f"{row['low']:g} to {row['high']:g}",
            f"{row['findings']:g}",
            f"{row['confidence']:.2f}",
            f"{row['correct']:.2f}",
        )
        for label in ("normal_jerk", "needs_review")
        for row in calibration_rows(document, label)
    ]
    return _folded("The numbers", table_of(("label", "confidence", "findings", "mean confidence", "share right"), rows))


def _clips(document: Mapping[str, Any]) -> str:
    header = ("clip", "jerks found", "of", "false", "review found", "of", "suppressed", "false", "outside, s")
    names = ("jerks_found", "jerks", "false_jerks", "review_found", "review", "review_suppressed", "false_review")
    rows = [
        (clip["name"], *(f"{clip['counts'][name]:g}" for name in names), f"{clip['counts']['flagged_outside_s']:.1f}")
        for clip in document["clips"]
    ]
    return table_of(header, rows)


def _timelines(document: Mapping[str, Any]) -> list[str]:
    clips = clips_with_faults(document)
    drawn = [
        f"<figure><figcaption>{escape(clip['name'])}</figcaption>{timeline(clip)}</figure>"
        for clip in clips[:_TIMELINES]
    ]
    if len(clips) > _TIMELINES:
        drawn.append(f"<p>{len(clips) - _TIMELINES} further clips without a fault are not drawn.</p>")
    return drawn


def _citation(document: Mapping[str, Any]) -> str:
    dataset, detector = document["dataset"], document["detector"]
    versions = ", ".join(f"{name} {value}" for name, value in detector["versions"].items())
    rows = [
        ("Program", f"twitchcam {document['program']['twitchcam']}"),
        ("Detector", f"{detector['name']}" + (f" ({versions})" if versions else "")),
        ("Models", ", ".join(f"{name} {value[:16]}" for name, value in detector["model_checksums"].items()) or "none"),
        ("Data set", f"{dataset['name']}, {dataset['clips']} clips, sha256 {dataset['sha256']}"),
        ("Licence", dataset["licence"] or "not stated"),
        ("Notes", dataset["notes"] or "none"),
    ]
    settings = json.dumps({"detector": detector["settings"], "scoring": document["scoring"]}, indent=1)
    return table_of(("", ""), rows) + _folded("All settings", f"<pre>{escape(settings)}</pre>")


def _figure(picture: str, below: str = "") -> str:
    return f"<figure>{picture}</figure>{below}"


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{title}</summary>{inner}</details>"


def _interval(entry: Mapping[str, float | None]) -> str:
    low, high = entry["low"], entry["high"]
    return "-" if low is None or high is None else f"{low:.0%} to {high:.0%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
