"""``twitchcam collect``: all results as two tables."""

from __future__ import annotations

from pathlib import Path

import click

from twitchcam.cli.console import DONE, FAILED, say, tell
from twitchcam.cli.options import quiet_option

__all__ = ["collect"]


@click.command(epilog="Example: twitchcam collect nights -o events.parquet")
@click.argument("root", metavar="ROOT", type=click.Path())
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(),
    required=True,
    help="Table of events, ending in .csv or .parquet; the table of recordings goes beside it.",
)
@quiet_option
def collect(root: str, output: str, quiet: bool) -> int:
    """Gather the results beneath ROOT: one table of all events, one of all recordings with their findings.

    For pandas, R, DuckDB or a spreadsheet. With -o events.csv the recordings stand in events_recordings.csv.
    """
    from twitchcam.batch.collecting import collect as collect_results
    from twitchcam.batch.writing import check_output, write_collection

    path = Path(output)
    check_output(path)
    collection = collect_results(Path(root))
    for problem in collection.problems:
        tell(problem)
    second = write_collection(collection, path)
    if not quiet:
        say(f"{path}: {len(collection.events.rows)} events")
        say(f"{second}: {len(collection.recordings.rows)} recordings")
    return FAILED if collection.problems else DONE
