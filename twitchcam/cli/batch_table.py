"""The table at the end of a batch."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from twitchcam.batch.running import Row
from twitchcam.results.phrases import duration_words

__all__ = ["print_batch"]

_WIDTH = 120
"""Where the output is no terminal."""


def print_batch(rows: Sequence[Row]) -> None:
    """Print what became of each recording, and the sums."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("recording", overflow="fold")
    for name in ("length", "analysed", "to review", "brief jerks"):
        table.add_column(name, justify="right")
    table.add_column("results", overflow="fold")
    for row in sorted(rows, key=lambda one: str(one.recording)):
        if row.length_s == 0.0 and row.problem is not None:
            table.add_row(escape(str(row.recording)), "-", "-", "-", "-", "failed")
            continue
        end = "" if row.problem is None else " (no page or video)"
        table.add_row(escape(str(row.recording)), *_figures(row), escape(str(row.folder)) + end)
    if len(rows) > 1:
        table.add_section()
        table.add_row("all", *_figures(*rows), "")
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH, highlight=False, emoji=False).print(table)


def _figures(*rows: Row) -> tuple[str, str, str, str]:
    return (
        duration_words(sum(row.length_s for row in rows)),
        duration_words(sum(row.analysed_s for row in rows)),
        str(sum(row.review for row in rows)),
        str(sum(row.jerks for row in rows)),
    )
