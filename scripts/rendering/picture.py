"""One frame of a scene: the lit infant, blurred by its movement and the lens, made noisy."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering.body import Body, Image
from rendering.figure import Values
from rendering.movement import settings_at
from rendering.scene import Scene
from rendering.surroundings import lamp

WHITE: Final = 205.0
"""Grey value of a white surface facing the lamp in its bright spot."""


class Picture:
    """Draws the frames of one scene, in any order.

    Parameters
    ----------
    scene
        What to draw. Everything that does not move is drawn here, once.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        camera = scene.camera
        self._body = Body(scene)
        self.rest = self._body.rest
        self._lamp = lamp(camera, scene.light) * np.float32(WHITE)
        # Frames take their noise from random places of one long row: as independent as fresh numbers, and faster.
        pixels = camera.width_px * camera.height_px
        self._grain = np.random.default_rng([scene.seed, 6]).standard_normal(5 * pixels, dtype=np.float32)

    def joints_px(self, times_s: Values) -> Values:
        """Return where the joints are in the picture, pixels, shape (n, number of joints, 2)."""
        return self._body.joints_px(times_s)

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Return the frame at its exact presentation time, shape (height, width), with the sensor's noise."""
        noise = self.scene.noise
        clean = self.clean_frame(self.scene.frame_time_s(index))
        rng = np.random.default_rng([self.scene.seed, 5, index])
        start = int(rng.integers(0, self._grain.size - clean.size))
        grain = self._grain[start : start + clean.size].reshape(clean.shape)
        noisy = clean + grain * np.sqrt(np.maximum(clean, 4.0)) * np.float32(noise.strength / 10.0)
        if noise.smoothing_px > 0:
            noisy = np.asarray(cv2.GaussianBlur(noisy, (0, 0), noise.smoothing_px), np.float32)
        return np.asarray(np.clip(noisy + 0.5, 0, 255), np.uint8)

    def clean_frame(self, time_s: float) -> Image:
        """Return the light that reaches the sensor around `time_s`, in grey values, without noise."""
        exposure = self.scene.camera.exposure_s
        ends = self.joints_px(np.array([time_s - exposure / 2, time_s + exposure / 2]))
        moved_px = float(np.linalg.norm(ends[1] - ends[0], axis=-1).max())
        count = int(np.clip(np.ceil(moved_px / 1.5), 1, 5))
        shares = (np.arange(count) + 0.5) / count - 0.5
        lit = np.mean([self._lit(time_s + exposure * share) for share in shares], axis=0, dtype=np.float32)
        top, bottom, left, right = self._body.region
        whole = self._body.sheet.copy()
        whole[top:bottom, left:right] = lit
        whole *= self._lamp
        return np.asarray(cv2.GaussianBlur(whole, (0, 0), self.scene.camera.blur_px), np.float32)

    def _lit(self, time_s: float) -> Image:
        row = settings_at(self.rest, self.scene.movements, np.array([time_s]))[0]
        return self._body.lit(row, self._body.breath(time_s))
