"""Folders, patterns and lists, turned into recordings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from twitchcam.records import Footage, Joined
from twitchcam.results.folder import EVENTS_JSON

__all__ = ["VIDEO_ENDINGS", "Source", "find_sources", "recordings_in"]

VIDEO_ENDINGS = frozenset(
    {".3gp", ".avi", ".dav", ".flv", ".h264", ".h265", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg"}
    | {".mts", ".ts", ".webm", ".wmv"}
)
"""Files in a folder that are taken for recordings; a file that is named is taken whatever its ending."""

_RESULTS = ".twitchcam"
_LIST = ".txt"


@dataclass(frozen=True, slots=True)
class Source:
    """One recording to be analysed, or what is wrong with one that was asked for."""

    path: Path
    """Of several files that are one recording, the first."""
    beneath: Path
    """The folder that was named, or the one that the recording lies in: results are laid out as beneath it."""
    problem: str | None = None
    """A sentence, where there is no such recording."""
    joined: Joined | None = None
    """All files, where they are one recording."""

    @property
    def footage(self) -> Footage:
        """Where the recording is read from."""
        return self.path if self.joined is None else self.joined


def find_sources(asked: Sequence[str]) -> list[Source]:
    """Return the recordings that are meant, each once, in the order asked for and by name within a folder.

    Parameters
    ----------
    asked : sequence of str
        Each one a file; a folder, which is searched with all beneath it; a pattern with ``*``, ``?``, ``[]`` or ``**``;
        or a list: a text file (``.txt``) with one of these a line, relative to the list, where ``#`` begins a comment.

    Returns
    -------
    list of Source
        What is not there, or holds no recording, comes with its problem.
    """
    found: dict[Path, Source] = {}
    for source in _expand(asked, Path()):
        found.setdefault(Path(os.path.realpath(source.path)), source)
    return list(found.values())


def recordings_in(folder: Path) -> Iterator[Path]:
    """Yield the recordings beneath a folder, by name; hidden ones and those among results are left out."""
    for parent, folders, files in os.walk(folder):
        if EVENTS_JSON in files:  # results under a name that a person chose
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(_RESULTS))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in VIDEO_ENDINGS:
                yield Path(parent, name)


def _expand(asked: Iterable[str], base: Path, lists: tuple[Path, ...] = ()) -> Iterator[Source]:
    for text in asked:
        path = base / Path(text).expanduser()
        if path.is_dir():
            recordings = list(recordings_in(path))
            yield from (Source(one, path) for one in recordings)
            if not recordings:
                yield Source(path, path, f"The folder {path} holds no recording.")
        elif path.is_file() and path.suffix.lower() == _LIST:
            yield from _listed(path, lists)
        elif path.exists():
            yield Source(path, path.parent)
        elif any(sign in text for sign in "*?["):
            yield from _matching(path)
        else:
            yield Source(path, path.parent, f"There is no file {path}.")


def _matching(pattern: Path) -> Iterator[Source]:
    parts = pattern.parts
    plain = next(number for number, part in enumerate(parts) if any(sign in part for sign in "*?["))
    root = Path(*parts[:plain])
    try:
        matches = sorted(root.glob(str(Path(*parts[plain:]))))
    except (OSError, ValueError):  # such as `**.mp4`
        matches = []
    # What a person's pattern names is meant, but one such as `**/*` must not name the results as well.
    found = [path for path in matches if path.suffix.lower() in VIDEO_ENDINGS and path.is_file()]
    found = [path for path in found if not _set_apart(path.relative_to(root).parts, path.parent)]
    yield from (Source(path, root) for path in found)
    if not found:
        yield Source(pattern, root, f"No recording matches {pattern}.")


def _listed(path: Path, lists: tuple[Path, ...]) -> Iterator[Source]:
    if path.resolve() in lists:
        yield Source(path, path.parent, f"The list {path} names itself.")
        return
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        yield Source(path, path.parent, f"The list {path} cannot be read as text ({type(error).__name__}).")
        return
    entries = [text for line in lines if (text := line.strip()) and not text.startswith("#")]
    if not entries:
        yield Source(path, path.parent, f"The list {path} names no recording.")
    yield from _expand(entries, path.parent, (*lists, path.resolve()))


def _set_apart(parts: Sequence[str], folder: Path) -> bool:
    """Whether a file is hidden, or lies among results."""
    hidden = any(part.startswith(".") for part in parts)
    return hidden or any(part.endswith(_RESULTS) for part in parts[:-1]) or (folder / EVENTS_JSON).is_file()
