"""A folder for each recording beneath one root, never shared, and the same one at every run.

A recording beneath a folder that was named keeps its place: ``nights/march/1.mp4`` of ``nights`` goes to
``march/1.mp4.twitchcam``. Where that folder belongs to another recording, ``1.mp4-2.twitchcam`` and so on are tried:
first for one that holds this recording's results, then for one that is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path

from twitchcam.batch.sources import Source
from twitchcam.errors import OutdatedError
from twitchcam.results.finding import files_of, sha256_of
from twitchcam.results.folder import default_folder, holds_results, refuse_other_recording

__all__ = ["Places"]


class Places:
    """Gives every recording a folder of its own.

    Parameters
    ----------
    root : Path
        The folder that holds all of them.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._taken: set[Path] = set()

    def folder_for(self, source: Source) -> Path:
        """Return the folder of a recording; OSError where the recording cannot be read."""
        checksum = cache(lambda: sha256_of(source.footage))
        free: Path | None = None
        for folder in self._candidates(source):
            if folder in self._taken:
                continue
            if not holds_results(folder):
                free = free or folder
                if not folder.exists():
                    break
            elif _belongs(folder, checksum, files_of(source.footage)):
                free = folder
                break
        assert free is not None
        self._taken.add(free)
        return free

    def release(self, folder: Path) -> None:
        """Take a folder back that came to nothing."""
        self._taken.discard(folder)

    def _candidates(self, source: Source) -> Iterator[Path]:
        try:
            parent = self._root / source.path.parent.relative_to(source.beneath)
        except ValueError:  # it was found by another way than through the folder
            parent = self._root
        yield default_folder(source.path, parent)
        for number in count(2):
            yield default_folder(source.path.with_name(f"{source.path.name}-{number}"), parent)


def _belongs(folder: Path, checksum: Callable[[], str], files: Mapping[str, str]) -> bool:
    try:
        refuse_other_recording(folder, checksum, files)
    except OutdatedError:
        return False
    return True
