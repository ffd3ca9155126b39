"""Finds the recording that a finished run was made from: by its name, and by its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from glob import escape
from pathlib import Path

from twitchcam.errors import RecordingError, ResultsError
from twitchcam.records import Footage, Joined
from twitchcam.results.events_json import Document
from twitchcam.results.video_entry import video_info

__all__ = ["check_recording", "files_of", "find_recording", "sha256_of"]

_ENDING = ".twitchcam"


def find_recording(folder: Path, document: Document, given: Path | None = None) -> Footage:
    """Return the recording of a run: a file, or all those that it was joined of.

    Parameters
    ----------
    folder : Path
        The folder of the run. The recording is looked for beside it, in it, where its name points to, and in the
        working folder.
    document : Document
        The outcome of the run: it holds the recording's name and checksum.
    given : Path, optional
        A file, or a folder to look in, and then nowhere else. The files of a joined recording are looked for in all
        that lies beneath it, too.

    Raises
    ------
    ResultsError
        If it is not there; the message says where it was looked for.
    """
    video = document["video"]
    segments = video.get("segments")
    if not segments:
        return _find(video["file_name"], video["sha256"], _places(folder, video["file_name"], given))
    paths = []
    for segment in segments:
        near = _places_of_segment(folder, segment["file_name"], given)
        paths.append(_find(segment["file_name"], segment["sha256"], near))
    return Joined(tuple(paths), video_info(video))


def _find(name: str, sha256: str, places: Iterable[Path]) -> Path:
    """Return the file of that checksum; ResultsError where it is in none of the places."""
    looked: list[str] = []
    other: list[str] = []
    for path in places:
        if not path.is_file():
            looked.append(str(path.parent))
        elif sha256_of(path) == sha256:
            return path
        else:
            other.append(str(path))
    sentence = f"The recording {name} of these results was not found"
    if looked:
        sentence += f"; looked in {', '.join(looked)}"
    if other:
        sentence += f"; {', '.join(other)} {'is' if len(other) == 1 else 'are'} of that name but not that recording"
    raise ResultsError(f"{sentence}. Name its place with --recording.")


def _places(folder: Path, name: str, given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given / name if given.is_dir() else given
        return
    seen: set[Path] = set()
    beside = folder.absolute().parent
    for path in (beside / name, folder / name, beside / folder.name.removesuffix(_ENDING), Path.cwd() / name):
        if path.absolute() not in seen and path.absolute() != folder.absolute():
            seen.add(path.absolute())
            yield path


def _places_of_segment(folder: Path, name: str, given: Path | None) -> Iterator[Path]:
    """Yield where a file of a joined recording may lie: cameras use a folder for each day or hour, side by side."""
    if given is None:
        yield from _places(folder, name, None)
        beside = folder.absolute().parent
        yield from (sister / name for sister in sorted(beside.parent.iterdir()) if (sister / name).is_file())
    else:
        within = given if given.is_dir() else given.parent
        yield within / name
        yield from (path for path in sorted(within.rglob(escape(name))) if path.parent != within)


def check_recording(footage: Footage) -> None:
    """Raise RecordingError if there is no such file."""
    for clip in footage.paths if isinstance(footage, Joined) else (footage,):
        _check_file(clip)


def _check_file(clip: Path) -> None:
    if not clip.exists():
        raise RecordingError(f"There is no file {clip}.")
    if clip.is_dir():
        raise RecordingError(f"{clip} is a folder; expected a video file.")


def files_of(footage: Footage) -> dict[str, str]:
    """Return checksum and name of each file of a joined recording; nothing of one that is a file."""
    return {one.sha256: one.file_name for one in footage.info.segments} if isinstance(footage, Joined) else {}


def sha256_of(footage: Footage) -> str:
    """Return the checksum of a recording, hexadecimal; loads nothing that decodes."""
    if isinstance(footage, Joined):
        return footage.info.sha256
    with footage.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
