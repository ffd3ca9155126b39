"""The output folder of one recording: what it holds already, what may be replaced, whole files or none.

::

    empty, or files of other names        -> analysed
    a run that was never finished         -> analysed
    same recording, same settings         -> "up to date", nothing is done
    same recording, other settings        -> OutdatedError, unless asked to overwrite
    another recording's results           -> OutdatedError, always
    a joined recording of other files,
    at least one of them the same         -> analysed afresh, and said
    a file of our name that is not ours   -> OutputError, always: it is never replaced
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, BinaryIO, Self

from twitchcam.errors import OutdatedError, OutputError, ResultsError
from twitchcam.results.archive import read_header
from twitchcam.results.events_json import Document, parse_document

__all__ = [
    "ANALYSIS_FILES",
    "EVENTS_CSV",
    "EVENTS_JSON",
    "POSES_CSV",
    "POSES_FILES",
    "POSES_NPZ",
    "SIGNALS_NPZ",
    "OutputFolder",
    "default_folder",
    "earlier_analysis",
    "earlier_poses",
    "holds_results",
    "refuse_other_recording",
    "tidy",
    "write_whole",
]

EVENTS_JSON = "events.json"
EVENTS_CSV = "events.csv"
SIGNALS_NPZ = "signals.npz"
POSES_NPZ = "poses.npz"
POSES_CSV = "poses.csv"

ANALYSIS_FILES = (SIGNALS_NPZ, EVENTS_CSV, EVENTS_JSON)
"""In the order they are put in place: events.json comes last and says that the others are there."""

POSES_FILES = (POSES_CSV, POSES_NPZ)
"""In the order they are put in place."""

_ENDING = ".twitchcam"
_ONE_FILE: Mapping[str, str] = MappingProxyType({})


def default_folder(clip: Path, parent: Path | None = None) -> Path:
    """Return the folder for a recording's results: its name + ``.twitchcam``, beside it or in ``parent``."""
    return (clip.parent if parent is None else parent) / (clip.name + _ENDING)


def earlier_analysis(
    folder: Path,
    video_sha256: Callable[[], str],
    settings: Mapping[str, Any],
    *,
    overwrite: bool = False,
    files: Mapping[str, str] = _ONE_FILE,
    tell: Callable[[str], None] | None = None,
) -> Document | None:
    """Look at what the folder holds before a run.

    Parameters
    ----------
    folder : Path
        The output folder; it need not exist.
    video_sha256 : callable
        Returns the recording's checksum; called only where the folder holds results.
    settings : mapping
        The settings of the run as plain tables.
    overwrite : bool
        Whether results of the same recording with other settings may be replaced.
    files : mapping
        Of a joined recording: checksum to name of its files. Results of a recording that shares one of them are those
        of this one, before files were added or taken away.
    tell : callable, optional
        Gets a sentence where that is so.

    Returns
    -------
    Document or None
        The document of a finished run with the same recording and settings, or None where there is work to do.

    Raises
    ------
    OutdatedError
        If the folder holds another recording's results, or other settings' and ``overwrite`` is off.
    OutputError
        If a file that is not ours is in the way.
    """
    _refuse_file(folder)
    document = _document_in(folder)
    header = _header_in(folder / SIGNALS_NPZ)
    if document is None and header is None:
        _refuse_foreign(folder, ANALYSIS_FILES)
    refuse_other_recording(folder, video_sha256, files)
    if files and document is not None and document["video"]["sha256"] != video_sha256():
        if tell is not None:
            tell(f"{folder} holds results of {_other_files(document, files)}, so the analysis begins afresh.")
        return None
    if overwrite or document is None or not all((folder / name).is_file() for name in ANALYSIS_FILES):
        return None
    other = _first_difference(document["settings"], json.loads(json.dumps(settings)))
    if other is not None:
        raise OutdatedError(
            f"{folder} holds results of this recording with other settings ({other}); "
            "use --overwrite to replace them, or another folder with --output."
        )
    return document


def earlier_poses(
    folder: Path, video_sha256: Callable[[], str], request: Mapping[str, Any], *, overwrite: bool = False
) -> bool:
    """Return whether the folder holds the landmark track that ``request`` asks for; raises as `earlier_analysis`."""
    _refuse_file(folder)
    header = _header_in(folder / POSES_NPZ)
    if header is None:
        _refuse_foreign(folder, POSES_FILES)
    refuse_other_recording(folder, video_sha256)
    if overwrite or header is None or not all((folder / name).is_file() for name in POSES_FILES):
        return False
    other = _first_difference({"poses": header.get("request")}, {"poses": json.loads(json.dumps(request))})
    if other is not None:
        raise OutdatedError(
            f"{folder} holds a landmark track of this recording made otherwise ({other}); "
            "use --overwrite to replace it, or another folder with --output."
        )
    return True


class OutputFolder:
    """A folder that is sure to be writable while it is open; it is made if need be.

    When it is closed and nothing has been written, folders that were made for it are removed again.

    Raises
    ------
    OutputError
        On entering, if the folder cannot be made or written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        probe = self.path / f".twitchcam.{os.getpid()}.tmp"
        try:
            tidy(self.path)
            missing = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
            for folder in reversed(missing):
                self._made.append(folder)
                folder.mkdir(exist_ok=True)
            with probe.open("xb"):
                pass
            probe.unlink()
        except BaseException as error:  # being told to end here, too, leaves nothing behind
            with suppress(OSError):
                probe.unlink(missing_ok=True)
            self._remove_made()
            if not isinstance(error, OSError):
                raise
            raise OutputError(f"The folder {self.path} cannot be written to: {error.strerror or error}.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove_made()

    def write(self, contents: Mapping[str, Callable[[BinaryIO], None]]) -> None:
        """Write files by name, each whole or not at all; none is put in place before all are on disk.

        Raises
        ------
        OutputError
            If one cannot be written; the earlier files are then still there.
        """
        write_whole(self.path, contents)

    def _remove_made(self) -> None:
        for folder in reversed(self._made):
            with suppress(OSError):  # not empty: it has done its work
                folder.rmdir()


def tidy(folder: Path) -> None:
    """Take away what a run that was killed left half-written."""
    for path in folder.glob(".*.*.tmp"):
        number = path.name.split(".")[-2]
        if number.isdecimal() and not _lives(int(number)):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    """Whether there is a process of that number; where asking would end it, all live."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def write_whole(folder: Path, contents: Mapping[str, Callable[[BinaryIO], None]]) -> None:
    """Write each file under a passing name, then put all in place in the order given.

    Raises
    ------
    OutputError
        If one cannot be written; the earlier files are then still there.
    """
    passing = {name: folder / f".{name}.{os.getpid()}.tmp" for name in contents}
    try:
        for name, write in contents.items():
            with passing[name].open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
        for name, path in passing.items():
            path.replace(folder / name)
    except OSError as error:
        raise OutputError(f"The results cannot be written to {folder}: {error.strerror or error}.") from error
    finally:
        for path in passing.values():
            path.unlink(missing_ok=True)


def _document_in(folder: Path) -> Document | None:
    """Return the folder's events.json, None where there is none; one that is not ours is an OutputError."""
    path = folder / EVENTS_JSON
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{path} is in the way and cannot be read: {error.strerror}.") from error
    try:
        return parse_document(text, str(path))
    except ResultsError as error:
        raise OutputError(
            f"{path} is in the way: it was not written by this version of twitchcam. "
            "Move it away, or choose another folder with --output."
        ) from error


def _header_in(path: Path) -> Mapping[str, Any] | None:
    """Return the header of an archive of ours, None where there is none or it is not ours."""
    try:
        return read_header(path)
    except ResultsError:
        return None


def _refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; expected a folder for the results.")


def _refuse_foreign(folder: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if os.path.lexists(folder / name):
            raise OutputError(
                f"{folder / name} is in the way: it was not written by twitchcam. "
                "Move it away, or choose another folder with --output."
            )


def holds_results(folder: Path) -> bool:
    """Whether a recording's results lie in the folder, or something else of the names of ours."""
    return any(os.path.lexists(folder / name) for name in (*ANALYSIS_FILES, *POSES_FILES))


def refuse_other_recording(folder: Path, video_sha256: Callable[[], str], files: Mapping[str, str] = _ONE_FILE) -> None:
    """Raise OutdatedError if any file of ours in the folder belongs to another recording.

    One that shares a file with a joined recording, whose ``files`` are given, is no other.
    """
    document = _document_in(folder)
    headers = [_header_in(folder / name) for name in (SIGNALS_NPZ, POSES_NPZ)]
    videos = [found["video"] for found in (document, *headers) if found is not None]
    if not videos:
        return
    sha256 = video_sha256()
    for video in videos:
        if video.get("sha256") != sha256 and not _files_of(video).keys() & files.keys():
            raise OutdatedError(
                f"{folder} holds the results of another recording ({video.get('file_name')}); "
                "choose another folder with --output."
            )


def _files_of(video: Mapping[str, Any]) -> dict[str, str]:
    """Return checksum and name of all files of a recording."""
    return {one.get("sha256"): one.get("file_name") for one in video.get("segments") or [video]}


def _other_files(document: Document, files: Mapping[str, str]) -> str:
    """Say what the results were made from, against the files that are given now."""
    before = _files_of(document["video"])
    words = [
        f"{what} {', '.join(sorted({names[sha256] for sha256 in some}))}"
        for what, names, some in (
            ("without", files, files.keys() - before.keys()),
            ("with", before, before.keys() - files.keys()),
        )
        if some
    ]
    return "this recording " + (" and ".join(words) or "with its files at other times")


def _first_difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    """Name the first setting that differs, with both values; None where all are equal."""
    for stage in sorted({*before, *now}):
        old, new = before.get(stage) or {}, now.get(stage) or {}
        for name in sorted({*old, *new}):
            if name not in old or name not in new:
                return f"{stage}.{name} is known to one version of twitchcam only"
            if old[name] != new[name]:
                return f"{stage}.{name} was {json.dumps(old[name])}, now {json.dumps(new[name])}"
    return None
