"""Files that a camera cut its recordings into, put together again.

Files are of one camera when all of this is the same: the folder that was named, the folders beneath it and the name,
both without dates and times, and the ending. Of these, files that follow each other are one recording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from twitchcam.batch.sources import Source
from twitchcam.errors import RecordingError, sentence_of
from twitchcam.records import Joined

__all__ = ["joined_sources"]

_OF_A_TIME = re.compile(r"[\dYMDHST_.:\-]*\d[\dYMDHST_.:\-]*")
"""Folders that cameras begin each day or hour."""


def joined_sources(
    sources: Iterable[Source], longest_gap_s: float, progress: Callable[[], None] | None = None
) -> Iterator[Source]:
    """Yield each recording that the files of a batch make, and what is wrong with others.

    Parameters
    ----------
    sources : iterable of Source
        Files, each by itself.
    longest_gap_s : float
        A longer gap begins the next recording.
    progress : callable, optional
        Called before each file is looked at.
    """
    from twitchcam.video import look_at_file, runs_of

    cameras: dict[tuple[str, ...], list[Source]] = {}
    seen: dict[tuple[str, ...], set[str]] = {}
    looked = {}
    for source in sources:
        if source.problem is not None:
            yield source
            continue
        if progress is not None:
            progress()
        try:
            file = look_at_file(source.path)
        except (RecordingError, OSError) as error:
            yield replace(source, problem=sentence_of(error))
            continue
        camera = _camera(source, "" if file.named is None else file.named.before)
        if file.info.sha256 in seen.setdefault(camera, set()):
            continue  # a copy
        seen[camera].add(file.info.sha256)
        looked[source.path] = file
        cameras.setdefault(camera, []).append(source)
    for files in cameras.values():
        by_path = {source.path: source for source in files}
        for run in runs_of([looked[path] for path in by_path], longest_gap_s):
            if isinstance(run, Joined):
                yield replace(by_path[run.paths[0]], joined=run)
            else:
                yield by_path[run]


def _camera(source: Source, before: str) -> tuple[str, ...]:
    """Return what the files of one camera have in common."""
    try:
        folders = source.path.parent.relative_to(source.beneath).parts
    except ValueError:
        folders = source.path.parent.parts
    kept = ("#" if _OF_A_TIME.fullmatch(folder) else folder for folder in folders)
    return (str(source.beneath), *kept, before, source.path.suffix.lower())
