"""Faces from mediapipe's face detector (BlazeFace, short range), run on this machine's processor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitchcam.assets import find_model
from twitchcam.errors import ModelFileError
from twitchcam.pose.brightness import lifted
from twitchcam.pose.faces import LEAST, Detection

__all__ = ["MediapipeFaceDetector"]

_RIGHT_EYE, _LEFT_EYE, _MOUTH = 0, 1, 3
"""Rows of the detector's keypoints."""


class MediapipeFaceDetector:
    """Sees faces in one square picture; to be closed by whoever made it.

    Raises
    ------
    ModelFileError
        If the model's file is missing, changed, or cannot be run.
    """

    def __init__(self) -> None:
        path = find_model("face")
        try:
            from mediapipe import Image, ImageFormat
            from mediapipe.tasks.python import BaseOptions, vision

            options = vision.FaceDetectorOptions(
                base_options=BaseOptions(model_asset_path=str(path)),
                running_mode=vision.RunningMode.IMAGE,
                min_detection_confidence=LEAST,
            )
            self._detector: Any = vision.FaceDetector.create_from_options(options)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelFileError(f"The face model {path} cannot be run by mediapipe: {reason}.") from error
        self._image: Any = Image
        self._format: Any = ImageFormat.SRGB

    def __call__(self, square: NDArray[np.uint8]) -> list[Detection]:
        """Return what is seen in a square picture, uint8, in its pixels."""
        side_px = square.shape[0]
        rgb = np.repeat(lifted(square)[:, :, np.newaxis], 3, axis=2)
        found: list[Detection] = []
        for seen in self._detector.detect(self._image(image_format=self._format, data=rgb)).detections:
            box, points = seen.bounding_box, [(side_px * p.x, side_px * p.y) for p in seen.keypoints]
            eyes = np.mean([points[_RIGHT_EYE], points[_LEFT_EYE]], axis=0)
            found.append(
                Detection(
                    middle_px=(box.origin_x + 0.5 * box.width, box.origin_y + 0.5 * box.height),
                    side_px=float(box.width),
                    score=float(seen.categories[0].score),
                    eyes_px=(float(eyes[0]), float(eyes[1])),
                    mouth_px=points[_MOUTH],
                )
            )
        return found

    def close(self) -> None:
        """Let go of the model."""
        self._detector.close()
