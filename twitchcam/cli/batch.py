"""``twitchcam batch``: many recordings."""

from __future__ import annotations

import itertools
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twitchcam.cli.console import DONE, FAILED, say, tell
from twitchcam.cli.options import (
    finding_options,
    highlights_option,
    jobs_option,
    overwrite_option,
    quiet_option,
    root_option,
    settings_from,
)
from twitchcam.cli.progress import show_progress

if TYPE_CHECKING:
    from twitchcam.batch.running import Row
    from twitchcam.batch.sources import Source

__all__ = ["batch", "tell_row"]


@click.command(epilog="Example: twitchcam batch /media/camera 'more/*.mkv' --output nights --jobs 2")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@root_option
@jobs_option("Recordings looked at at the same time. [default: cores]")
@finding_options
@highlights_option("all", "review", "none")
@click.option(
    "--join", is_flag=True, help="Files of a camera that follow each other are one recording, by their clock times."
)
@overwrite_option
@quiet_option
def batch(
    sources: tuple[str, ...],
    output: str,
    jobs: int | None,
    config: str | None,
    pose_model: str | None,
    region: tuple[int, int, int, int] | None,
    mask: str | None,
    age_weeks: float | None,
    highlights: str,
    join: bool,
    overwrite: bool,
    quiet: bool,
) -> int:
    """Analyze many recordings; one that fails does not stop the others.

    SOURCE is a recording, a folder (with all beneath it), a pattern in quotes, or a text file (.txt) with one of
    these a line. What has been done already is not done again, so the same command goes on where it was stopped.
    What failed stands in ROOT/failures.csv with its reason.
    """
    from twitchcam.batch.one import Request
    from twitchcam.batch.running import FAILURES_CSV, Batch
    from twitchcam.batch.sources import find_sources
    from twitchcam.results.highlights.plan import Choice
    from twitchcam.workers import default_jobs

    root = Path(output)
    request = Request(
        settings_from(config, pose_model, region, mask, age_weeks),
        None if mask is None else Path(mask),
        Choice(highlights),
        overwrite,
    )
    found = find_sources(sources)
    if join:
        found = _joined(found, request.settings.joining.longest_gap_s, quiet=quiet)
    rows: list[Row] = []
    with Batch(root, request, processes=jobs or default_jobs()) as opened:
        for row in opened.run(found):
            rows.append(row)
            tell_row(row, f"{len(rows)} of {len(found)}", quiet=quiet)
    failed = sum(row.problem is not None for row in rows)
    if not quiet:
        import_module("twitchcam.cli.batch_table").print_batch(rows)
        if failed:
            say(f"{failed} of {len(rows)} failed; {root / FAILURES_CSV} says why.")
    return FAILED if failed else DONE


def _joined(found: list[Source], longest_gap_s: float, *, quiet: bool) -> list[Source]:
    from twitchcam.batch.joining import joined_sources

    with show_progress(f"{len(found)} files", quiet=quiet) as progress:
        looked = itertools.count(1)

        def told() -> None:
            if progress is not None:
                progress("Looking at the files", next(looked), len(found))

        joined = list(joined_sources(found, longest_gap_s, told))
    if not quiet:
        for source in joined:
            if source.joined is not None:
                tell(f"{source.path.name}: joined with {len(source.joined.paths) - 1} more")
    return joined


def tell_row(row: Row, number: str, *, quiet: bool) -> None:
    """Say on standard error what became of a recording."""
    if row.problem is not None:
        tell(f"{row.recording.name}: {row.problem}")
    elif not quiet:
        tell(f"{row.recording.name} ({number}): {'up to date' if row.up_to_date else 'done'}")
    for warning in row.warnings:
        tell(f"{row.recording.name}: {warning}")
