"""How far a run has come: a bar on a terminal, a line now and then elsewhere. Always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from twitchcam.cli.console import tell

__all__ = ["PlainProgress", "show_progress"]

Callback = Callable[[str, float, float], None]
"""Called with the stage in words, the seconds done and the seconds in total."""


@contextmanager
def show_progress(name: str, *, quiet: bool) -> Iterator[Callback | None]:
    """Show progress while the block runs.

    Parameters
    ----------
    name : str
        What is being worked on, such as the recording's file name.
    quiet : bool
        Show nothing; None takes the place of the callback.
    """
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(name) as callback:
            yield callback
    else:
        yield PlainProgress(name)


class PlainProgress:
    """Writes a line when a stage begins, then at each further tenth, or after a minute of silence.

    No two lines of a stage are closer than ten seconds.
    """

    def __init__(
        self, name: str, write: Callable[[str], None] = tell, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._write = write
        self._clock = clock
        self._stage: str | None = None
        self._began_s = self._told_s = 0.0
        self._began_share = self._told_share = 0.0

    def __call__(self, stage: str, done_s: float, total_s: float) -> None:
        """Take note of how far the stage has come."""
        now_s = self._clock()
        share = min(1.0, max(0.0, done_s / total_s)) if total_s > 0 else 0.0
        if stage != self._stage:
            self._stage, self._began_s, self._told_s = stage, now_s, now_s
            self._began_share = self._told_share = share  # what an earlier run has done took this one no time
            self._write(f"{self._name}: {stage} ...")
            return
        silent_s = now_s - self._told_s
        if silent_s >= 60.0 or (silent_s >= 10.0 and _tenths(share) > _tenths(self._told_share)):
            self._told_s, self._told_share = now_s, share
            fresh = share - self._began_share
            left_s = (now_s - self._began_s) * (1.0 - share) / fresh if fresh > 0 else None
            left = f", about {_clock_words(left_s)} left" if left_s is not None else ""
            self._write(f"{self._name}: {stage}, {share:.0%}{left}")


def _tenths(share: float) -> int:
    return int(10.0 * share + 1e-9)


def _clock_words(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@contextmanager
def _bar(name: str) -> Iterator[Callback]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

    tasks: dict[str, TaskID] = {}
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=4,
    ) as progress:

        def callback(stage: str, done_s: float, total_s: float) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    progress.update(earlier, visible=False)
                # What an earlier run has done took this one no time.
                before_s = int(min(done_s, total_s))
                tasks[stage] = progress.add_task(f"{name}: {stage}", total=max(total_s, 1e-9), completed=before_s)
            progress.update(tasks[stage], completed=min(done_s, total_s), total=max(total_s, 1e-9))

        yield callback
