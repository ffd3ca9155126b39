"""``twitchcam benchmark speed``: how fast, and with how much memory."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from twitchcam.benchmark.speed import Speed, measure_speed
from twitchcam.cli.console import DONE
from twitchcam.cli.options import jobs_option, quiet_option
from twitchcam.cli.progress import show_progress
from twitchcam.cli.recordings import check_clip, facts_of
from twitchcam.errors import DatasetError
from twitchcam.workers import default_jobs

__all__ = ["speed"]

_SAMPLE = Path(__file__).parents[2] / "samples" / "quiet_breathing.mp4"
_SAMPLE_S = 120.0
_WIDTH = 100


@click.command(epilog="Example: twitchcam benchmark speed night.mp4 --rounds 3")
@click.argument("clip", metavar="[CLIP]", required=False, type=click.Path())
@jobs_option("Processes of the second analysis. [default: cores]")
@click.option(
    "--rounds", metavar="N", type=click.IntRange(min=1), default=3, show_default=True, help="How often all is measured."
)
@quiet_option
def speed(clip: str | None, jobs: int | None, rounds: int, quiet: bool) -> int:
    """Measure how long an analysis takes, against decoding alone and dvr-scan, if that is on the PATH.

    All are measured in turn, several times. Take a quiet recording of 20 minutes or more, such as
    scripts/make_night.py makes; without CLIP a sample is repeated for two minutes, which says little of whole nights.
    """
    with _recording(clip) as path:
        length_s = facts_of(path).duration_s
        with show_progress(path.name, quiet=quiet) as progress:
            measured = measure_speed(path, length_s, jobs=jobs or default_jobs(), rounds=rounds, progress=progress)
    _print(measured)
    return DONE


@contextmanager
def _recording(clip: str | None) -> Iterator[Path]:
    if clip is not None:
        check_clip(Path(clip))
        yield Path(clip)
        return
    if not _SAMPLE.is_file():
        raise DatasetError("The samples are not here, as this is no checkout; expected the name of a recording.")
    from twitchcam.video import repeat_recording

    with tempfile.TemporaryDirectory(prefix="twitchcam-speed-") as folder:
        path = Path(folder) / _SAMPLE.name
        repeat_recording(_SAMPLE, path, _SAMPLE_S)
        yield path


def _print(speed: Speed) -> None:
    out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH, highlight=False, emoji=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for name in ("seconds", "x decoding", "from - to", "x real time", "peak memory"):
        table.add_column(name, justify="right")
    for row in speed.rows:
        middle_s = sorted(row.took_s)[len(row.took_s) // 2]
        table.add_row(
            row.name,
            f"{middle_s:.1f}",
            f"{row.ratio:.2f}",
            f"{min(row.ratios):.2f} - {max(row.ratios):.2f}",
            f"{speed.length_s / middle_s:.0f}",
            "?" if row.peak_bytes is None else f"{row.peak_bytes / 1e6:.0f} MB",
        )
    out.print(f"{speed.clip.name}: {speed.length_s / 60:.1f} min; {default_jobs()} cores, {platform.machine()}")
    out.print(table)
    for row in speed.rows:
        if row.stages_s:
            parts = ", ".join(f"{stage.lower()} {taken_s:.1f} s" for stage, taken_s in row.stages_s.items())
            out.print(f"{row.name}: {parts}", soft_wrap=True)
