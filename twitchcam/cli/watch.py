"""``twitchcam watch``: recordings as they arrive."""

from __future__ import annotations

from pathlib import Path

import click

from twitchcam.batch.one import Request
from twitchcam.batch.running import Batch
from twitchcam.batch.watching import Arrivals, WatchSettings
from twitchcam.batch.watching import watch as watch_for
from twitchcam.cli.batch import tell_row
from twitchcam.cli.console import DONE, tell
from twitchcam.cli.options import (
    finding_options,
    highlights_option,
    jobs_option,
    quiet_option,
    root_option,
    settings_from,
)
from twitchcam.errors import RecordingError
from twitchcam.results.highlights.plan import Choice

__all__ = ["watch"]


@click.command(epilog="Example: twitchcam watch /media/camera --output nights")
@click.argument("folder", metavar="FOLDER", type=click.Path())
@root_option
@click.option(
    "--settle",
    "settle_s",
    metavar="SECONDS",
    type=click.FloatRange(min=0.0),
    default=WatchSettings().settle_s,
    show_default=True,
    help="How long a file must stay the same to count as complete.",
)
@jobs_option("Recordings looked at at the same time. [default: cores]")
@finding_options
@highlights_option("all", "review", "none")
@quiet_option
def watch(
    folder: str,
    output: str,
    settle_s: float,
    jobs: int | None,
    config: str | None,
    pose_model: str | None,
    region: tuple[int, int, int, int] | None,
    mask: str | None,
    age_weeks: float | None,
    highlights: str,
    quiet: bool,
) -> int:
    """Analyze recordings as a camera or a sync tool drops them into FOLDER, until Ctrl-C.

    Recordings that are there already come first. Each is analysed when it is complete: when it has not changed for a
    while and can be opened. This looks at recordings afterwards; it is no live monitor and warns nobody.
    """
    from twitchcam.video import check_opens
    from twitchcam.workers import default_jobs

    watched = Path(folder)
    if not watched.is_dir():
        raise RecordingError(f"There is no folder {watched}; expected one that recordings are dropped into.")
    request = Request(
        settings_from(config, pose_model, region, mask, age_weeks),
        None if mask is None else Path(mask),
        Choice(highlights),
    )
    done = 0
    every_s = min(WatchSettings().every_s, max(0.1, 0.5 * settle_s))
    with Batch(Path(output), request, processes=jobs or default_jobs()) as batch:
        if not quiet:
            tell(f"Watching {watched}; Ctrl-C ends it.")
        try:
            for news in watch_for(batch, Arrivals(watched, settle_s, check_opens), every_s):
                if isinstance(news, str):
                    tell(f"Waiting: {news}")
                    continue
                done += news.problem is None
                tell_row(news, f"{done} so far", quiet=quiet)
        except KeyboardInterrupt:
            if not quiet:
                tell("Stopped watching.")
    return DONE
