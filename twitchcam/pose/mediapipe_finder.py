"""Poses from mediapipe's pose landmarker (BlazePose), run on this machine's processor.

The only file that imports mediapipe, and only when a finder is opened. mediapipe is pinned to 0.10.31: from 0.10.35 on
it sends usage figures over the network while it runs.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.assets import find_model
from twitchcam.errors import ModelFileError
from twitchcam.pose.brightness import lifted, stretched
from twitchcam.pose.faces import Face, faces_in
from twitchcam.pose.finder import ClosingFinder
from twitchcam.pose.landmarks import TURNS_DEG, Pose, turn_back, turned
from twitchcam.pose.mediapipe_faces import MediapipeFaceDetector
from twitchcam.pose.plausibility import SURE, judge_body
from twitchcam.pose.silhouette import silhouette_of

__all__ = ["MediapipePoseFinder"]

CLOSER = ((0.2, 0.2, 0.6), (0.0, 0.0, 0.6), (0.4, 0.0, 0.6), (0.0, 0.4, 0.6), (0.4, 0.4, 0.6))
"""Parts of the picture that are looked at by themselves: left, top and size as shares of its width and height. They
overlap by a third, so that a small body lies whole in one of them."""

ENOUGH = 3
"""Poses from which on, with all four turns, the picture is not looked at a second time with its contrast stretched."""

FARTHER = (0.4, 0.6)
"""Margins that are put around a picture, as shares of its width and height, so that it looks farther away."""

FARTHER_FINEST = 2.0
"""Longer side of a picture before a margin is put around it, at most, in multiples of ``picture_px``: a small body in
it is looked at again by itself."""

MARGIN_BLUR = 0.05
"""How far a margin is blurred, as a share of the picture's width."""

SMALL = 0.4
"""Extent of all poses, as a share of the picture's longer side, below which their place is looked at by itself."""


class MediapipePoseFinder(ClosingFinder):
    """Finds poses with a bundle of models/.

    Each picture is judged by itself (image mode), so that the same picture always gives the same poses, whatever was
    looked at before it.

    Parameters
    ----------
    model : str
        ``full`` or ``heavy``.
    people : int
        How many bodies are looked for at each turn.
    picture_px : int
        Pictures whose longer side has more pixels than this are shrunk to it, by averaging: the detector itself
        samples the picture down to 224 pixels without averaging, so that sensor noise reaches it at full strength.

    Raises
    ------
    ModelFileError
        If the model's file is missing, changed, or cannot be run.
    """

    def __init__(self, model: str, people: int = 2, picture_px: int = 320) -> None:
        path = find_model(model)
        self._picture_px = picture_px
        self._logged = False
        with _native_log_silenced():
            try:
                # Imported here: it takes a third of a second, and the package works without it.
                from mediapipe import Image, ImageFormat
                from mediapipe.tasks.python import BaseOptions, vision

                options = vision.PoseLandmarkerOptions(
                    base_options=BaseOptions(model_asset_path=str(path)),
                    running_mode=vision.RunningMode.IMAGE,
                    num_poses=people,
                    output_segmentation_masks=True,
                )
                self._landmarker: Any = vision.PoseLandmarker.create_from_options(options)
            except (ImportError, OSError, RuntimeError, ValueError) as error:
                reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
                raise ModelFileError(f"The pose model {path} cannot be run by mediapipe: {reason}.") from error
            self._face_detector = MediapipeFaceDetector()
        self._image: Any = Image
        self._format: Any = ImageFormat.SRGB

    def find(self, luma: NDArray[np.uint8], rotations: bool) -> tuple[Pose, ...]:
        """Return every pose found, at the upright picture or at all four turns.

        With ``rotations``, where fewer than ``3`` poses are found, the picture is looked at again with its contrast
        stretched: a second opinion, and often the only one of a flat, dark picture. On 186 pictures of 62 recordings a
        right body was found in 155 with it and in 130 without; a body that one pose alone speaks for was right in two
        of three, one that two or more agree on in 97%.

        An infant that takes up little of a wide picture is overlooked by the detector, or seen too coarsely. So with
        ``rotations``, where the whole picture shows nothing at any turn, parts of it are looked at (`CLOSER`); and
        where all that it shows is small, that place is looked at again by itself.

        An infant that fills the picture, its crown or feet cut off, is overlooked as well, or a limb is taken for all
        of it: the models were trained on people with room around them. So with ``rotations``, where the poses do not
        agree on a sure body, the picture is looked at with a margin of its own edge, blurred (`FARTHER`). Of 49
        pictures of real and drawn infants without a sure body, 31 show one with it, all of them right, and boxes hold
        88% of the infant instead of 47%; a grey margin, or a narrow one, gives less.
        """
        self._check(luma)
        height_px, width_px = luma.shape
        poses = self._find_whole(luma, rotations)
        for share in FARTHER if rotations else ():
            if _sure(poses, width_px, height_px):
                break
            poses += self._find_farther(luma, share)
        return tuple(sorted(poses, key=lambda pose: pose.rotation_deg))

    def faces(self, luma: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return every face found, the surest first."""
        self._check(luma)
        return faces_in(luma, self._face_detector)

    def _find_whole(self, luma: NDArray[np.uint8], rotations: bool) -> list[Pose]:
        """Return the poses of the picture, and of parts of it where it shows little."""
        height_px, width_px = luma.shape
        poses = self._find_in(luma, 0, 0, rotations)
        if rotations and len(poses) < ENOUGH:
            poses += self._find_in(stretched(luma), 0, 0, rotations)
        if rotations and poses:
            marks = np.concatenate([pose.landmarks[:, :2] for pose in poses])
            low, high = marks.min(axis=0), marks.max(axis=0)
            extent_px = float((high - low).max())
            if extent_px < SMALL * max(width_px, height_px):
                x0, y0 = (int(value) for value in np.clip(low - 0.5 * extent_px, 0.0, (width_px - 1, height_px - 1)))
                x1, y1 = (int(value) for value in np.ceil(high + 0.5 * extent_px))
                poses = self._find_in(luma[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)], x0, y0, rotations) or poses
        elif rotations:
            for left, top, size in CLOSER:
                x0, y0 = round(left * width_px), round(top * height_px)
                x1, y1 = x0 + max(1, round(size * width_px)), y0 + max(1, round(size * height_px))
                poses += self._find_in(luma[y0:y1, x0:x1], x0, y0, rotations)
        return poses

    def _find_in(self, luma: NDArray[np.uint8], left_px: int, top_px: int, rotations: bool) -> list[Pose]:
        """Return the poses of a part of the picture that starts at (left_px, top_px), in pixels of the whole."""
        picture = lifted(_shrunk(luma, self._picture_px))
        rows, columns = picture.shape
        scale = (luma.shape[1] / columns, luma.shape[0] / rows)
        picture = _with_whole_words(picture)
        height, width = picture.shape
        poses: list[Pose] = []
        for rotation_deg in TURNS_DEG if rotations else TURNS_DEG[:1]:
            # Grey three times over: the models were trained on colour and take nothing else.
            rgb = np.repeat(turned(picture, rotation_deg)[:, :, np.newaxis], 3, axis=2)
            with contextlib.nullcontext() if self._logged else _native_log_silenced():
                result = self._landmarker.detect(self._image(image_format=self._format, data=rgb))
            # The one warning of a run comes with the first body; the log is left alone from then on.
            self._logged = self._logged or bool(result.pose_landmarks)
            across, down = (width, height) if rotation_deg % 180 == 0 else (height, width)
            for found, mask in zip(result.pose_landmarks, result.segmentation_masks or (), strict=True):
                raw = np.array([(mark.x, mark.y, mark.visibility) for mark in found], dtype=np.float32)
                points = turn_back(raw[:, :2] * (across, down), rotation_deg, width, height)
                body = np.rot90(mask.numpy_view()[:, :, 0], rotation_deg // 90)[:rows, :columns]
                outline = silhouette_of(body, points)
                landmarks = np.concatenate([points * scale + (left_px, top_px), raw[:, 2:]], axis=1)
                poses.append(
                    Pose(
                        landmarks.astype(np.float32),
                        rotation_deg,
                        float(raw[:, 2].mean()),
                        silhouette=outline and outline.moved(scale, (left_px, top_px)),
                    )
                )
        return poses

    def _find_farther(self, luma: NDArray[np.uint8], share: float) -> list[Pose]:
        """Return the poses of the picture with a margin around it, at all turns, in pixels of the picture."""
        small = _shrunk(luma, FARTHER_FINEST * self._picture_px)
        height_px, width_px = small.shape
        across_px, down_px = int(share * width_px), int(share * height_px)
        corner = np.array([across_px, down_px, 0.0], dtype=np.float32)
        scale = (luma.shape[1] / width_px, luma.shape[0] / height_px)
        by = np.array([*scale, 1.0], dtype=np.float32)
        return [
            dataclasses.replace(
                pose,
                landmarks=(pose.landmarks - corner) * by,
                farther=True,
                silhouette=pose.silhouette
                and pose.silhouette.moved(scale, (-across_px * scale[0], -down_px * scale[1])),
            )
            for pose in self._find_whole(_with_margin(small, across_px, down_px), True)
        ]

    def close(self) -> None:
        """Let go of the model; closing twice does no harm."""
        if not self._closed:
            self._landmarker.close()
            self._face_detector.close()
        super().close()


def _shrunk(luma: NDArray[np.uint8], longer_px: float) -> NDArray[np.uint8]:
    """Return the picture with its longer side at most ``longer_px`` long."""
    height_px, width_px = luma.shape
    scale = longer_px / max(height_px, width_px)
    if scale >= 1.0:
        return luma
    size = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _sure(poses: Sequence[Pose], width_px: int, height_px: int) -> bool:
    """Whether these poses agree on a body."""
    body = judge_body(poses, width_px, height_px)
    return body is not None and body.box_plausibility >= SURE


def _with_margin(luma: NDArray[np.uint8], across_px: int, down_px: int) -> NDArray[np.uint8]:
    """Return the picture with its edge drawn out on all sides, and blurred there."""
    margins = (down_px, down_px, across_px, across_px)
    wide = cv2.copyMakeBorder(luma, *margins, cv2.BORDER_REPLICATE)
    framed = cv2.GaussianBlur(wide, (0, 0), max(1.0, MARGIN_BLUR * luma.shape[1]))
    framed[down_px : down_px + luma.shape[0], across_px : across_px + luma.shape[1]] = luma
    return np.asarray(framed, dtype=np.uint8)


def _with_whole_words(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with its edge drawn out so that width and height are multiples of four pixels.

    mediapipe 0.10.31 gives masks as rows of four-byte numbers, and ends the process where these are no multiple of
    sixteen bytes.
    """
    height, width = luma.shape
    return np.asarray(cv2.copyMakeBorder(luma, 0, -height % 4, 0, -width % 4, cv2.BORDER_REPLICATE), dtype=np.uint8)


@contextlib.contextmanager
def _native_log_silenced() -> Iterator[None]:
    """Keep the models' runtime from writing to the process's error stream.

    It writes a handful of lines about itself to file descriptor 2 when it starts, past everything that Python could
    filter, and offers no switch. So the descriptor leads nowhere for that moment, and is then as it was.
    """
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError):
        yield  # the process has no error stream: nothing to silence
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
