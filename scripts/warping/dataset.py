"""Writes a set of views: clips on several processes, their truth, and what the set is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from rendering.dataset import Written, description
from rendering.encode import STEADY, add_stream, frame_times, write_frames, write_truth

from warping.composing import Clip
from warping.picture import WarpedPicture
from warping.source import read_source
from warping.truth import events, truth

LICENCE: Final = "that of the recording it was made of"
NOTES: Final = (
    "Known movements put into views of ONE recording of ONE infant: an interval over children means nothing here, and "
    "no figure on it is a clinical sensitivity. Labels are those of the label rules. By these a startle (kind startle) "
    "is single_spasm_like, and hiccups (kind hiccup) are a spasm_series. Under a blanket amplitudes are those that can "
    "be seen on it."
)


@dataclass(frozen=True, slots=True)
class _Task:
    recording: Path
    clip: Clip
    folder: Path
    child: str


def write_views(
    recording: Path,
    clips: Sequence[Clip],
    folder: Path,
    name: str,
    jobs: int = 1,
    told: Callable[[Written], None] = lambda _: None,
    notes: str = NOTES,
) -> None:
    """Write views of a recording into a folder, with dataset.toml; files of the same name are written anew.

    Parameters
    ----------
    recording
        What they are made of.
    clips
        The views.
    folder
        Where they go; made when it is not there.
    name
        Name of the set.
    jobs
        How many processes work on it.
    told
        Called for each clip that is done.
    notes
        What dataset.toml says of the set.
    """
    folder.mkdir(parents=True, exist_ok=True)
    child = recording.stem
    tasks = [_Task(recording, clip, folder, child) for clip in clips]
    children = {clip.scene.name: child for clip in clips}
    (folder / "dataset.toml").write_text(description(name, children, LICENCE, notes), encoding="utf-8")
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            for written in pool.map(_write, tasks):
                told(written)
        return
    for task in tasks:
        told(_write(task))


def _write(task: _Task) -> Written:
    cv2.setNumThreads(1)
    began = time.perf_counter()
    path = task.folder / f"{task.clip.scene.name}.mp4"
    count = write_view(task.clip, WarpedPicture(task.clip, read_source(task.recording)), path, task.child)
    return Written(path, count, time.perf_counter() - began)


def write_view(clip: Clip, picture: WarpedPicture, path: Path, child: str) -> int:
    """Write a clip to `path` and its truth beside it, whole or not at all; returns the number of frames."""
    scene = clip.scene
    times = frame_times(scene, events(picture))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with av.open(str(unfinished), "w", format="mp4", options={"movflags": "faststart"}) as container:
            write_frames(scene, _frames(picture, times), container, add_stream(scene, container, STEADY))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    write_truth(truth(picture, child), path)
    return len(times)


def _frames(
    picture: WarpedPicture, times: Sequence[tuple[int, Fraction]]
) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
    for index, shown in times:
        yield shown, picture.frame(index, float(shown))
