"""Writes the generated set: clips on several processes, their truth, what the set is, and its checksums."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2

from rendering.encode import events, render
from rendering.quiet_hour import QuietHour, render_quiet_hour
from rendering.scene import Scene

LICENCE: Final = "CC0-1.0"
NOTES: Final = (
    "Drawn by a program: no child, no home and no other recording is in it. Figures on it say nothing about children. "
    "Labels are those of the label rules. By these a startle (kind startle) is single_spasm_like, and hiccups (kind "
    "hiccup: twitches of trunk and head of half a second and more, 10 s and more apart) are a spasm_series, as axial "
    "movements of 0.5 to 2 s that are alike and follow each other: both are known false flags, kept apart by their "
    "kind. Clusters like those of benign sleep myoclonus (kind bnsm) are rhythmic."
)

_MANY_DIGITS: Final = re.compile(r"\d+\.\d{6,}(e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Written:
    """One clip that has been written."""

    path: Path
    frames: int
    took_s: float


def write_set(
    scenes: Sequence[Scene],
    folder: Path,
    name: str,
    jobs: int,
    quiet: QuietHour | None = None,
    told: Callable[[Written], None] = lambda _: None,
    notes: str = NOTES,
) -> None:
    """Render scenes into a folder, with dataset.toml and checksums.json; files of the same name are written anew.

    Parameters
    ----------
    scenes
        The clips.
    folder
        Where they go; made when it is not there.
    name
        Name of the set.
    jobs
        How many processes render.
    quiet
        A long quiet recording that belongs to the set too.
    told
        Called for each clip that is done.
    notes
        What dataset.toml says of the set.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tasks: list[tuple[Scene | QuietHour, Path]] = [(scene, folder / f"{scene.name}.mp4") for scene in scenes]
    # The longest first, so that no process ends long after the others.
    tasks.sort(key=lambda task: -_effort(task[0]))
    if quiet is not None:
        tasks.insert(0, (quiet, folder / f"{quiet.name}.mp4"))
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            for written in pool.map(_write, tasks):
                told(written)
    else:
        for task in tasks:
            told(_write(task))
    children = {scene.name: scene.child.name for scene in scenes}
    if quiet is not None:
        children[quiet.name] = quiet.scene.child.name
    (folder / "dataset.toml").write_text(description(name, children, notes=notes), encoding="utf-8")
    sums = {"recipe_sha256": recipe_sha256(scenes, quiet), "files_sha256": files_sha256(folder, sorted(children))}
    (folder / "checksums.json").write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def recipe_sha256(scenes: Sequence[Scene], quiet: QuietHour | None = None) -> str:
    """Checksum over what the set is made from: names, truth, and all that decides the pictures.

    It is the same with every version of the encoder.
    """
    digest = hashlib.sha256()
    for scene in (*scenes, *(quiet.scenes if quiet is not None else ())):
        # Digits that another machine's arithmetic may change are left out.
        told = _MANY_DIGITS.sub(lambda digits: f"{float(digits[0]):.5f}", repr(scene))
        digest.update(f"{told}\n{json.dumps(events(scene))}\n".encode())
    if quiet is not None:
        digest.update(f"{quiet.order!r}\n".encode())
    return digest.hexdigest()


def files_sha256(folder: Path, names: Sequence[str]) -> str:
    """Checksum over the files themselves, recordings and truth, in the order of their names."""
    digest = hashlib.sha256()
    for name in names:
        for ending in (".mp4", ".truth.json"):
            with (folder / f"{name}{ending}").open("rb") as file:
                digest.update(f"{name}{ending}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def _write(task: tuple[Scene | QuietHour, Path]) -> Written:
    cv2.setNumThreads(1)
    what, path = task
    began = time.perf_counter()
    if isinstance(what, QuietHour):
        frames = render_quiet_hour(what, path)
    else:
        render(what, path, quick=True)
        frames = what.frame_count
    return Written(path, frames, time.perf_counter() - began)


def _effort(what: Scene | QuietHour) -> float:
    scene = what if isinstance(what, Scene) else what.scene
    return scene.frame_count * scene.camera.width_px * float(scene.camera.height_px)


def description(name: str, children: Mapping[str, str], licence: str = LICENCE, notes: str = NOTES) -> str:
    """Return the text of dataset.toml: what the set is, and the child of each clip."""
    heading = {"name": name, "licence": licence, "notes": notes}
    lines: list[str] = [f"{key} = {_quoted(value)}" for key, value in heading.items()]
    for clip in sorted(children):
        lines += ["", f'[clips."{clip}.mp4"]', f"child = {_quoted(children[clip])}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text)


def usual_jobs() -> int:
    """How many processes render where nothing else is said."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
