"""A data set: a folder of clips with their truth, and what is wrong with it.

::

    night_1.mp4   night_1.truth.json         truth in our own form (truth.py)
    sub-2_task-sleep_video.mp4   sub-2_task-sleep_events.tsv      or as a BIDS table (bids.py)
    dataset.toml                             optional: what the clips are

``dataset.toml``::

    name = "dev"
    licence = "not licensed for copying"
    notes = "one infant, movements warped in"
    child = "infant-1"                       # of every clip that does not say otherwise

    [clips."night_1.mp4"]                    # path within the folder
    child = "infant-2"
    licence = "CC-BY-4.0"
    notes = "blanket"

Folders within are read too, but for hidden ones and results (``*.twitchcam``).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from twitchcam.benchmark import bids
from twitchcam.benchmark.truth import Episode, Truth, TruthSound, episodes_of, read_truth
from twitchcam.errors import DatasetError, RecordingError
from twitchcam.records import VideoInfo
from twitchcam.video import file_sha256, open_recording

__all__ = ["Clip", "Dataset", "Problem", "load_dataset"]

_VIDEO_ENDINGS = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".wmv", ".flv"})
_TRUTH_ENDING = ".truth.json"
_DESCRIPTION = "dataset.toml"
_KEYS = frozenset({"child", "licence", "notes"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the clip that cannot be scored for it."""

    sentence: str
    """Names file and row."""
    clip: str
    """Name of the clip; empty where it concerns no clip."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip with its truth."""

    name: str
    """Path within the data set, with forward slashes."""
    path: Path
    video: VideoInfo
    episodes: tuple[Episode, ...]
    truth_sha256: str
    child: str | None
    """Which child it shows; None where not stated."""
    sounds: tuple[TruthSound, ...] | None = None
    """What is heard in it; None where not stated."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """All clips that can be scored, in the order of their names, and all problems."""

    name: str
    licence: str
    notes: str
    clips: tuple[Clip, ...]
    problems: tuple[Problem, ...]

    @property
    def sha256(self) -> str:
        """Checksum over name, child, picture and truth of every clip."""
        digest = hashlib.sha256()
        for clip in self.clips:
            digest.update(f"{clip.name}\0{clip.child or ''}\0{clip.video.sha256}\0{clip.truth_sha256}\n".encode())
        return digest.hexdigest()


def load_dataset(folder: Path) -> Dataset:
    """Read a data set and look for everything that is wrong with it.

    Raises
    ------
    DatasetError
        If there is no such folder, it holds no clip, or its dataset.toml is not as expected.
    """
    if not folder.is_dir():
        what = f"{folder} is a file" if folder.exists() else f"There is no folder {folder}"
        raise DatasetError(f"{what}; expected a folder of clips with their truth.")
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    description = _description(folder / _DESCRIPTION)
    videos = {name: path for name, path in files.items() if path.suffix.lower() in _VIDEO_ENDINGS}
    truths = {name: path for name, path in files.items() if name.endswith((_TRUTH_ENDING, bids.ENDING))}
    if not videos and not truths:
        raise DatasetError(f"{folder} holds no clip; expected videos with NAME{_TRUTH_ENDING} or NAME{bids.ENDING}.")
    problems = [
        Problem(f"{folder / _DESCRIPTION}: there is no clip {name}.", "")
        for name in description["clips"]
        if name not in videos
    ]
    clips = []
    used: set[str] = set()
    for name, path in videos.items():
        own = [truth for truth in _truth_names(name) if truth in truths]
        used.update(own)
        if len(own) != 1:
            found = f"more than one truth ({', '.join(own)})" if own else "no truth beside it"
            problems.append(Problem(f"{path}: there is {found}; expected {' or '.join(_truth_names(name))}.", name))
            continue
        clip, wrong = _load_clip(name, path, truths[own[0]], description)
        problems += wrong
        if clip is not None:
            clips.append(clip)
    problems += [
        Problem(f"{path}: there is no clip beside it that it belongs to.", "")
        for name, path in truths.items()
        if name not in used
    ]
    return Dataset(
        name=description.get("name") or folder.resolve().name,
        licence=description.get("licence", ""),
        notes=description.get("notes", ""),
        clips=tuple(clips),
        problems=tuple(problems),
    )


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.name.endswith(".twitchcam"):
                yield from _files(path)
        else:
            yield path


def _truth_names(clip: str) -> list[str]:
    """Return the names that the truth of a clip may have."""
    parent, slash, file_name = clip.rpartition("/")
    stem = Path(file_name).stem
    names = [stem + _TRUTH_ENDING, *(shorter + bids.ENDING for shorter in bids.clip_stems(stem))]
    return [parent + slash + name for name in names]


def _description(path: Path) -> dict[str, Any]:
    """Return dataset.toml, checked; empty where there is none."""
    if not path.exists():
        return {"clips": {}}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} is not valid TOML: {error}.") from error
    clips = table.setdefault("clips", {})
    if not isinstance(clips, dict):
        raise DatasetError(f"{path}: clips should be a table with one table a clip.")
    _check_keys(table, _KEYS | {"name", "clips"}, str(path))
    for name, entry in clips.items():
        where = f'{path}: [clips."{name}"]'
        if not isinstance(entry, dict):
            raise DatasetError(f"{where} should be a table, found {entry!r}.")
        _check_keys(entry, _KEYS, where)
    return table


def _check_keys(table: dict[str, Any], known: frozenset[str], where: str) -> None:
    for key, value in table.items():
        if key not in known:
            raise DatasetError(f"{where}: no such key {key!r}; expected one of {', '.join(sorted(known))}.")
        if key != "clips" and not isinstance(value, str):
            raise DatasetError(f"{where}: {key} should be a text, found {value!r}.")


def _load_clip(
    name: str, path: Path, truth_path: Path, description: dict[str, Any]
) -> tuple[Clip | None, list[Problem]]:
    try:
        truth = (bids.read_events_table if truth_path.name.endswith(bids.ENDING) else read_truth)(truth_path)
        with open_recording(path) as recording:
            video = recording.info
        truth_sha256 = file_sha256(truth_path)
    except (DatasetError, RecordingError) as error:
        return None, [Problem(str(error), name)]
    sentences = list(_wrong(truth, truth_path, path, video))
    if sentences:
        return None, [Problem(sentence, name) for sentence in sentences]
    stated = description["clips"].get(name, {}).get("child") or bids.child_of(name) or description.get("child")
    return Clip(name, path, video, episodes_of(truth.events), truth_sha256, stated, truth.sounds), []


def _wrong(truth: Truth, truth_path: Path, clip: Path, video: VideoInfo) -> Iterator[str]:
    """Say what truth and clip disagree in."""
    if truth.clip and truth.clip != clip.name:
        yield f'{truth_path}: "clip" says {truth.clip}, but it lies beside {clip.name}.'
    last_s = video.duration_s + 1.0 / float(video.nominal_fps)
    for event in truth.events:
        if event.span.end_s > last_s:
            yield (
                f"{truth_path}, {event.place}: ends at {event.span.end_s:g} s, past the end of the clip at "
                f"{video.duration_s:.3f} s."
            )
    for first, second in combinations(truth.events, 2):
        shared = sorted(set(first.parts) & set(second.parts))
        if shared and first.span.overlap_s(second.span) > 0.0:
            yield f"{truth_path}, {second.place}: overlaps {first.place} in the same part ({', '.join(shared)})."
    labels: dict[str, str] = {}
    for event in truth.events:
        if event.series and labels.setdefault(event.series, event.label) != event.label:
            yield (
                f"{truth_path}, {event.place}: the series {event.series} is {labels[event.series]} elsewhere, "
                f"here {event.label}."
            )
