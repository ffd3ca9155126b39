"""The tables of a benchmark on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from twitchcam.benchmark.compare import Comparison

__all__ = ["print_comparison", "print_run", "print_stress"]

_WIDTH = 120
"""Where the output is no terminal."""
_FAULTS = 10
"""How many faults of a kind are listed for a clip."""
_LABELS = ("normal_jerk", "needs_review", "other_movement")


def console() -> Console:
    """Return a console on standard output, without colour where it is no terminal."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH, highlight=False, emoji=False)


def print_run(document: Mapping[str, Any], *, verbose: bool) -> None:
    """Print the outcome of a run: per clip, per pattern, in total.

    Parameters
    ----------
    document : mapping
        Of results.json.
    verbose : bool
        Also list misses and false findings with their times.
    """
    out = console()
    out.print(_clips(document))
    if verbose:
        for clip in document["clips"]:
            for line in _faults(clip):
                out.print(line, markup=False, soft_wrap=True)
        if document["total"]["counts"]["kinds"]:
            out.print(_kinds(document))
    out.print(_patterns(document))
    out.print(_confusion(document))
    for line in summary_lines(document):
        out.print(line, markup=False, soft_wrap=True)
    if document.get("sounds"):
        from twitchcam.benchmark.sounds import sound_lines

        for line in sound_lines(document["sounds"]):
            out.print(line, markup=False, soft_wrap=True)


def print_comparison(comparison: Comparison, before: str, after: str) -> None:
    """Print two runs side by side."""
    out = console()
    table = _table(f"{before} (A) against {after} (B)", "measure", "A", "B", "better in", "worse in", "p", "")
    for one in comparison.differences:
        table.add_row(
            one.measure,
            f"{one.before:.4g}",
            f"{one.after:.4g}",
            _some(one.clips_better),
            _some(one.clips_worse),
            "-" if one.verdict == "same" else f"{one.p:.3f}",
            one.verdict,
        )
    out.print(table)
    for name, words in comparison.changed_clips:
        out.print(f"{name}: {words}", markup=False, soft_wrap=True)
    if comparison.unpaired:
        out.print(f"Left out, in one run only: {', '.join(comparison.unpaired)}.", markup=False, soft_wrap=True)
    out.print("B is worse." if comparison.worse else "B is not worse.")


def print_stress(document: Mapping[str, Any]) -> None:
    """Print which events keep their label, step by step."""
    least = document["stress"]["least_amplitude"]
    table = _table(
        f"{document['detector']} on {document['dataset']['name']}, made worse (jerks of {least:.1%} of a body length "
        "and more)",
        "factor",
        "jerks kept",
        "relabelled",
        "lost",
        "review kept",
        "relabelled",
        "lost",
        "false jerks",
        "false flags",
    )
    sums = document["as_they_are"]
    table.add_row("as they are", *["-"] * 6, _some(sums["false_jerks"]), _some(sums["false_review"]))
    for row in document["steps"]:
        cells = []
        for label in ("normal_jerk", "needs_review"):
            cells += [
                _of(row["kept"][label], row["looked_at"][label]),
                _some(row["relabelled"][label]),
                _some(row["lost"][label]),
            ]
        false = _some(row["sums"]["false_jerks"]), _some(row["sums"]["false_review"])
        table.add_row(f"{row['factor']} {row['value']}", *cells, *false)
    console().print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(columns[0], no_wrap=True)
    for name in columns[1:]:
        table.add_column(name, justify="right")
    return table


def _clips(document: Mapping[str, Any]) -> Table:
    table = _table(
        f"{document['detector']['name']} on {document['dataset']['name']}: brief jerks, episodes to review",
        "clip",
        "jerks",
        "false",
        "review",
        "suppressed",
        "false",
        "repeated",
        "outside",
        "analysable",
    )
    rows = [(clip["name"], clip["counts"]) for clip in document["clips"]]
    for name, counts in [*rows, ("all", document["total"]["counts"])]:
        if name == "all":
            table.add_section()
        table.add_row(
            name,
            _of(counts["jerks_found"], counts["jerks"]),
            _some(counts["false_jerks"]),
            _of(counts["review_found"], counts["review"]),
            _some(counts["review_suppressed"]),
            _some(counts["false_review"]),
            _some(counts["repeated_review"]),
            f"{counts['flagged_outside_s']:.1f} s" if counts["flagged_outside_s"] else "-",
            _percent(counts["analysable_s"] / counts["duration_s"] if counts["duration_s"] else None),
        )
    return table


def _patterns(document: Mapping[str, Any]) -> Table:
    table = _table("Episodes to review, by true pattern", "pattern", "found", "95% interval", "named", "suppressed")
    figures = document["total"]["figures"]["patterns"]
    for pattern, counts in sorted(document["total"]["counts"]["patterns"].items()):
        table.add_row(
            pattern,
            _of(counts["found"], counts["episodes"]),
            _interval(figures[pattern]["sensitivity"]),
            _some(counts["named"]),
            _some(counts["suppressed"]),
        )
    return table


def _kinds(document: Mapping[str, Any]) -> Table:
    table = _table("By the kind that the truth states", "label and kind", "found")
    for key, row in document["total"]["counts"]["kinds"].items():
        table.add_row(key, _of(row["found"], row["episodes"]))
    return table


def _confusion(document: Mapping[str, Any]) -> Table:
    columns = (*_LABELS, "excluded", "missed")
    table = _table("True label (rows) against what it was called", "", *columns)
    cells = document["total"]["counts"]["confusion"]
    for row in (*_LABELS, "false"):
        values = [_some(cells.get(row, {}).get(column, 0)) for column in columns]
        table.add_row("nothing (false)" if row == "false" else row, *values)
    return table


def summary_lines(document: Mapping[str, Any]) -> list[str]:
    """Return the figures of a run, a line each."""
    counts, figures = document["total"]["counts"], document["total"]["figures"]
    errors = document["total"]["absolute_onset_error_s"]
    signed = document["total"]["onset_error_s"]
    within = ", ".join(
        f"{_percent(value)} within {tolerance} s" for tolerance, value in figures["jerk_sensitivity_within"].items()
    )
    lines = [
        f"Jerks: {_share(figures['jerk_sensitivity'])} found ({within}), "
        f"precision {_share(figures['jerk_precision'])}, F1 {_number(figures['jerk_f1'])}, "
        f"{_number(figures['false_jerks_per_hour'])} false an hour "
        f"({counts['false_jerks']}, of them {counts['split_jerks']} pieces of true ones).",
        f"Review episodes: {_share(figures['review_sensitivity'])} found, {counts['review_suppressed']} suppressed "
        f"({_interval(figures['review_suppressed'])}); "
        f"{_number(figures['false_review_per_hour'])} false flags an hour, "
        f"{_number(figures['false_review_per_night'])} a night of {document['scoring']['night_hours']:g} h; "
        f"{counts['flagged_outside_s']:.1f} s flagged outside.",
        f"False findings lie on: {_false(counts['false_findings'])}.",
        f"Analysable: {figures['analysable_hours']:.2f} h, {_percent(figures['analysable_share'])}.",
    ]
    if errors["number"]:
        lines.append(
            f"Onset of jerks: median {signed['median']:+.3f} s (quartiles {signed['lower']:+.3f} to "
            f"{signed['upper']:+.3f}); without sign {errors['median']:.3f} s."
        )
    lines += _over_children(document["total"]["over_children"])
    lines.append("Figures on these clips say nothing about children in general.")
    return lines


def _over_children(over: Mapping[str, Any]) -> list[str]:
    if over["refused"]:
        return [over["refused"]]
    return [f"Over {over['children']} children (95%): " + "; ".join(
        f"{name.replace('_', ' ')} {_number(m['low'])} to {_number(m['high'])}" for name, m in over["measures"].items()
    ) + "."]  # fmt: skip


def _faults(clip: Mapping[str, Any]) -> list[str]:
    """Say what went wrong in a clip, in the order of time; of each kind the first few."""
    lines: list[tuple[float, str]] = []
    for one in clip["truth"]:
        if not one["found"] and one["label"] != "other_movement":
            by = "" if one["finding"] is None else f" (as {_finding(clip['findings'][one['finding']])})"
            part = ", flagged in part" if one["flagged_in_part"] else ""
            size = (
                "" if one["amplitude_body_lengths"] is None else f", {one['amplitude_body_lengths']:.3f} body lengths"
            )
            what = one["called"] if one["called"] == "missed" else f"called {one['called']}"
            lines.append((one["start_s"], f"{one['label']} {one['pattern']} {_span(one)}{size}: {what}{by}{part}"))
    for one in clip["findings"]:
        if one["outcome"] in {"false", "repeated"}:
            where = f", lies on {one['lies_on']}" if one["lies_on"] != "nothing" else ""
            lines.append((one["start_s"], f"{one['outcome']}: {_finding(one)}{where}"))
    shown, seen = [], dict[str, int]()
    for _, line in sorted(lines):
        kind = line.split()[0]
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= _FAULTS:
            shown.append(f"  {line}")
    shown += [f"  {kind} and {number - _FAULTS} more" for kind, number in seen.items() if number > _FAULTS]
    return [clip["name"], *shown] if shown else []


def _finding(one: Mapping[str, Any]) -> str:
    return f"{one['pattern'] or one['label']} {_span(one)} {'+'.join(one['parts'])} {one['confidence']:.2f}"


def _span(one: Mapping[str, Any]) -> str:
    return f"{one['start_s']:.2f}-{one['end_s']:.2f} s"


def _false(table: Mapping[str, Mapping[str, float]]) -> str:
    entries = [f"{label} on {on} {number:g}" for label, row in table.items() for on, number in row.items()]
    return ", ".join(entries) or "none"


def _of(part: float, whole: float) -> str:
    return f"{part:g}/{whole:g}" if whole else "-"


def _some(number: float) -> str:
    return f"{number:g}" if number else "-"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _interval(entry: Mapping[str, float | None]) -> str:
    low, high = entry["low"], entry["high"]
    return "-" if low is None or high is None else f"{low:.0%} to {high:.0%}"


def _share(entry: Mapping[str, float | None]) -> str:
    return "-" if entry["share"] is None else f"{entry['share']:.0%} ({_interval(entry)})"
