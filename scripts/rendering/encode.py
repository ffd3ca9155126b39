"""Writes a scene as H.264 with its truth beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from rendering.body import Body
from rendering.children import Child
from rendering.figure import JOINTS
from rendering.lens import through, view_matrix
from rendering.movement import measure, part_names, part_words
from rendering.picture import Picture
from rendering.quick import QuickPicture
from rendering.scene import Scene

STEADY: Final = {"x264-params": "mbtree=0"}
"""Without its macroblock tree x264 gives equal bytes for equal frames; with it that was seen at 640x480, but not at
480x360 or 960x720."""

_NARROW: Final = np.asarray(np.round(16 + np.arange(256) * 219 / 255), np.uint8)
"""Grey values as H.264 usually holds them."""


def truth(scene: Scene, picture: Picture | QuickPicture) -> dict[str, Any]:
    """Return what is known about a rendered scene, in the form of its truth file."""
    camera = scene.camera
    fps = float(camera.fps)
    first = picture.joints_px(np.zeros(1))[0]
    joints = {
        _seen_as(name, scene): [round(float(x), 1), round(float(y), 1)]
        for name, (x, y) in zip(JOINTS, first, strict=True)
    }
    body_length_px = camera.body_length_px
    if camera.tilt_x or camera.tilt_y:
        ends = Body.stretched_px(camera)
        body_length_px = round(float(np.linalg.norm(np.subtract(*through(view_matrix(camera), ends)))), 1)
    known: dict[str, Any] = {
        "clip": f"{scene.name}.mp4",
        "duration_s": scene.duration_s,
        "fps": int(fps) if fps.is_integer() else fps,
        "body_length_frame_widths": round(body_length_px / camera.width_px, 4),
        "body_length_px": body_length_px,
        "seed": scene.seed,
        "pose": scene.pose,
        "events": events(scene),
        "joints": joints,
    }
    if scene.child.name != Child().name:
        known["child"] = scene.child.name
        known["cover"] = "" if scene.blanket is None else "wrap" if scene.blanket.wrapped else "blanket"
        known["not_events"] = _not_events(scene)
    return known


def disturbance_events(scene: Scene) -> list[dict[str, Any]]:
    """Return the disturbances of a scene that are events: of the camera, or of a grown-up."""
    return [
        {
            "onset_s": disturbance.start_s,
            "offset_s": disturbance.end_s,
            "kind": disturbance.kind,
            "strokes": 0,
            "label": "other_movement",
            "pattern": disturbance.pattern,
            "part": "",
            "parts": [],
            "amplitude_body_lengths": None,
            "series": "",
        }
        for disturbance in scene.disturbances
        if disturbance.pattern
    ]


def events(scene: Scene) -> list[dict[str, Any]]:
    """Return the events of a scene, measured on its joints, in order of their onsets."""
    found: list[dict[str, Any]] = []
    for which, movement in enumerate(scene.movements):
        if not movement.label:
            continue
        measured = measure(scene.rest, scene.movements, which)
        moved = [_seen_as(part, scene) for part in movement.moved]
        found.append(
            {
                "onset_s": measured.onset_s,
                "offset_s": measured.offset_s,
                "kind": movement.kind,
                "strokes": movement.strokes,
                "label": movement.label,
                "pattern": movement.pattern,
                "part": part_words(moved),
                "parts": part_names(moved),
                "amplitude_body_lengths": measured.amplitude,
                "series": movement.series,
            }
        )
    found += disturbance_events(scene)
    return sorted(found, key=lambda event: float(event["onset_s"]))


def _not_events(scene: Scene) -> list[dict[str, Any]]:
    """What else happens: disturbances that last, what slides back after a jerk, what a hand pushes."""
    lasting = [(d.kind, d.start_s, d.end_s) for d in scene.disturbances if not d.pattern]
    lasting += [(m.kind, round(m.start_s, 3), round(m.end_s, 3)) for m in scene.movements if not m.label]
    return [{"kind": kind, "start_s": start, "end_s": end} for kind, start, end in sorted(lasting, key=lambda k: k[1:])]


def _seen_as(name: str, scene: Scene) -> str:
    """The name of a part or joint as it is seen: sides change from behind and in a mirror."""
    side, _, rest = name.partition("_")
    if not scene.sides_swapped or side not in ("left", "right"):
        return name
    return f"{'right' if side == 'left' else 'left'}_{rest}"


def render(scene: Scene, path: Path, quick: bool = False) -> None:
    """Render a scene to `path` (MP4) and its truth to the same name with `.truth.json`.

    Both files appear whole or not at all.

    Parameters
    ----------
    scene
        What to render.
    path
        Where the recording goes.
    quick
        Draw the frames the fast way, which also knows disturbances, tilted cameras and lost frames.
    """
    picture = QuickPicture(scene) if quick else Picture(scene)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with av.open(str(unfinished), "w", format="mp4", options={"movflags": "faststart"}) as container:
            stream = add_stream(scene, container, STEADY if quick else None)
            form = video_frame if quick else converted_frame
            write_frames(scene, frames(scene, picture), container, stream, form)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    write_truth(truth(scene, picture), path)


def write_truth(known: dict[str, Any], path: Path) -> None:
    """Write a truth beside its recording at `path`."""
    path.with_suffix(".truth.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def add_stream(scene: Scene, container: OutputContainer, options: Mapping[str, str] | None = None) -> VideoStream:
    """Add the H.264 stream of a scene to an open container."""
    camera = scene.camera
    stream = container.add_stream("libx264", rate=camera.fps)
    stream.width, stream.height, stream.pix_fmt = camera.width_px, camera.height_px, "yuv420p"
    stream.bit_rate = scene.bit_rate
    # One thread, so that equal scenes give equal bytes.
    stream.codec_context.thread_count = 1
    stream.options = {
        "preset": scene.preset,
        "g": str(round(scene.keyframe_every_s * camera.fps)),
        "maxrate": str(2 * scene.bit_rate),
        "bufsize": str(4 * scene.bit_rate),
        "sc_threshold": "0",
        **(options or {}),
    }
    return stream


def frames(scene: Scene, picture: Picture | QuickPicture) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
    """Return presentation time and picture of every frame."""
    if isinstance(picture, Picture):
        for index in range(scene.frame_count):
            yield index / scene.camera.fps, picture.frame(index)
        return
    for index, time in frame_times(scene):
        yield time, picture.frame(index, float(time))


def frame_times(scene: Scene, told: Sequence[Mapping[str, Any]] | None = None) -> list[tuple[int, Fraction]]:
    """Return number and presentation time of the frames that are there: some are lost, some come early or late.

    `told` are the scene's events where they are not those of a drawn figure; half seconds are never lost in them.
    """
    rng = np.random.default_rng([scene.seed, 51])
    kinds = {disturbance.kind: disturbance for disturbance in scene.disturbances}
    count, fps = scene.frame_count, scene.camera.fps
    late, lost = rng.normal(0.0, 0.10, count), rng.random(count)
    busy: list[tuple[float, float]] = []
    if "drops" in kinds:
        found = events(scene) if told is None else told
        busy = [(event["onset_s"] - 0.5, event["offset_s"] + 0.5) for event in found]
    gap = 0.0
    times: list[tuple[int, Fraction]] = []
    for index in range(count):
        time = index / fps
        if "jitter" in kinds and index:
            time += (
                Fraction(round(float(np.clip(late[index] * kinds["jitter"].strength, -0.3, 0.3)) * 1000), 1000) / fps
            )
        if "drops" in kinds and index:
            # Single frames anywhere, and now and then half a second at once, where nothing happens.
            if lost[index] < 0.002 and not any(start < time + Fraction(1, 2) and time < end for start, end in busy):
                gap = float(time) + 0.5
            before = bool(times) and times[-1][0] == index - 1
            if time < gap or (lost[index] > 1.0 - 0.10 * kinds["drops"].strength and before):
                continue
        times.append((index, time))
    return times


def video_frame(picture: NDArray[np.uint8]) -> av.VideoFrame:
    """Return a grey picture as a frame of H.264's usual form: grey values from 16 to 235, colours at rest."""
    rows, columns = picture.shape
    planes = np.full((rows * 3 // 2, columns), 128, np.uint8)
    cv2.LUT(picture, _NARROW, planes[:rows])
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def converted_frame(picture: NDArray[np.uint8]) -> av.VideoFrame:
    """Return the same, converted by FFmpeg: how the samples were made."""
    return av.VideoFrame.from_ndarray(picture, format="gray").reformat(format="yuv420p")


def write_frames(
    scene: Scene,
    pictures: Iterator[tuple[Fraction, NDArray[np.uint8]]],
    container: OutputContainer,
    stream: VideoStream,
    form: Callable[[NDArray[np.uint8]], av.VideoFrame] = video_frame,
) -> None:
    """Encode frames, each put into its form, and write them to a container."""
    even = not any(disturbance.kind in ("jitter", "drops") for disturbance in scene.disturbances)
    base = 1 / scene.camera.fps if even else Fraction(1, 90_000)
    if not even:
        stream.codec_context.time_base = base
    for time, picture in pictures:
        frame = form(picture)
        frame.pts, frame.time_base = round(time / base), base
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
