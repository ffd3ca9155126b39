"""Recordings as a camera or a sync tool drops them into a folder.

A recording is complete when its size and its time have stayed the same for ``settle_s`` and the file can be opened: the
index of most recordings is written last. One that cannot be opened yet is tried again when it changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from twitchcam.batch.running import Batch, Row
from twitchcam.batch.sources import Source, recordings_in
from twitchcam.errors import RecordingError

__all__ = ["Arrivals", "WatchSettings", "watch"]


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How a folder is watched; nothing here changes what is found."""

    every_s: float = 5.0
    """Time between two looks at the folder."""
    settle_s: float = 30.0
    """How long a file must stay the same to count as complete: longer than the pauses of a sync tool."""


@dataclass(slots=True)
class _Seen:
    stamp: tuple[int, int]
    """Size and time of the last change."""
    since_s: float
    done: bool = False


class Arrivals:
    """Finds the recordings in a folder that have become complete since the last look.

    Parameters
    ----------
    folder : Path
    settle_s : float
    opens : callable
        Raises RecordingError unless a file can be opened.
    clock : callable
    """

    def __init__(
        self,
        folder: Path,
        settle_s: float,
        opens: Callable[[Path], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._settle_s = settle_s
        self._opens = opens
        self._clock = clock
        self._seen: dict[Path, _Seen] = {}

    def look(self) -> tuple[list[Source], list[str]]:
        """Return what is complete now, and a sentence on each that has settled and cannot be opened."""
        now_s = self._clock()
        complete, waiting = list[Source](), list[str]()
        present = list(recordings_in(self._folder))
        for path in present:
            try:
                facts = path.stat()
            except OSError:
                continue  # it has just gone
            stamp = facts.st_size, facts.st_mtime_ns
            seen = self._seen.get(path)
            if seen is None or seen.stamp != stamp:
                self._seen[path] = _Seen(stamp, now_s)
            elif not seen.done and now_s - seen.since_s >= self._settle_s:
                seen.done = True
                try:
                    self._opens(path)
                    complete.append(Source(path, self._folder))
                except RecordingError as error:
                    waiting.append(str(error))
        for gone in set(self._seen) - set(present):
            del self._seen[gone]
        return complete, waiting


def watch(
    batch: Batch, arrivals: Arrivals, every_s: float, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Row | str]:
    """Analyse recordings as they arrive, without end.

    Yields
    ------
    Row or str
        What became of a recording; or a sentence on one that cannot be opened yet.
    """
    while True:
        complete, waiting = arrivals.look()
        yield from waiting
        yield from batch.run(complete)
        sleep(every_s)
