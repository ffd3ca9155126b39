"""Finds the recording that a finished run was made from: by its name, and by its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from twitchcam.errors import RecordingError, ResultsError
from twitchcam.results.events_json import Document

__all__ = ["check_recording", "find_recording", "sha256_of"]

_ENDING = ".twitchcam"


def find_recording(folder: Path, document: Document, given: Path | None = None) -> Path:
    """Return the recording of a run.

    Parameters
    ----------
    folder : Path
        The folder of the run. The recording is looked for beside it, in it, where its name points to, and in the
        working folder.
    document : Document
        The outcome of the run: it holds the recording's name and checksum.
    given : Path, optional
        A file, or a folder to look in, and then nowhere else.

    Raises
    ------
    ResultsError
        If it is not there; the message says where it was looked for.
    """
    video = document["video"]
    looked: list[str] = []
    other: list[str] = []
    for path in _places(folder, video["file_name"], given):
        if not path.is_file():
            looked.append(str(path.parent))
        elif sha256_of(path) == video["sha256"]:
            return path
        else:
            other.append(str(path))
    sentence = f"The recording {video['file_name']} of these results was not found"
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


def check_recording(clip: Path) -> None:
    """Raise RecordingError if there is no such file."""
    if not clip.exists():
        raise RecordingError(f"There is no file {clip}.")
    if clip.is_dir():
        raise RecordingError(f"{clip} is a folder; expected a video file.")


def sha256_of(path: Path) -> str:
    """Return the checksum of a file, hexadecimal; loads nothing that decodes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
