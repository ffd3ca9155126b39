"""What does not move by itself: the crib, the sheet, the lamp, the cloth of a blanket."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering.figure import Values
from rendering.scene import Blanket, Camera, Light

Image = NDArray[np.float32]

SHEET: Final = 0.50
_WALL: Final = 0.60
"""Half the width of the mattress, body lengths."""
_SLAT_SPACING: Final = 0.115
_SLAT_WIDTH: Final = 0.056
_MIDDLE: Final = (0.0, -0.10)
"""What the camera's centre points at, body lengths from the pelvis."""


def camera_matrix(camera: Camera) -> Values:
    """Return the 2 x 3 matrix from body lengths to pixels of the picture."""
    angle = np.radians(camera.rotation_deg)
    turn = camera.body_length_px * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.array([camera.centre_x * camera.width_px - 0.5, camera.centre_y * camera.height_px - 0.5])
    return np.column_stack([turn, centre - turn @ np.array(_MIDDLE)])


def body_coordinates(camera: Camera, finer: int = 1) -> tuple[Image, Image]:
    """Return where each pixel lies, in body lengths: x and y, `finer` pixels for one of the picture."""
    matrix = camera_matrix(camera)
    rows, columns = np.mgrid[0 : camera.height_px * finer, 0 : camera.width_px * finer]
    points = np.stack([(columns + 0.5) / finer - 0.5, (rows + 0.5) / finer - 0.5], axis=-1) - matrix[:, 2]
    body = points @ np.linalg.inv(matrix[:, :2]).T
    return body[..., 0].astype(np.float32), body[..., 1].astype(np.float32)


def lamp(camera: Camera, light: Light) -> Image:
    """Return how brightly each pixel is lit: a spot that falls off towards the corners."""
    rows, columns = np.mgrid[0 : camera.height_px, 0 : camera.width_px]
    far = np.hypot(columns / camera.width_px - light.spot_x, (rows - light.spot_y * camera.height_px) / camera.width_px)
    return np.asarray(light.level / (1.0 + 0.667 * (far / light.spot_radius) ** 2), np.float32)


def speckle(shape: tuple[int, int], grain_px: float, rng: np.random.Generator) -> Image:
    """Return smooth random texture of unit strength."""
    step = max(1, int(grain_px / 2))
    small = rng.standard_normal((shape[0] // step + 2, shape[1] // step + 2), dtype=np.float32)
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), grain_px / step), np.float32)
    small /= small.std() + 1e-6
    large = cv2.resize(small, (small.shape[1] * step, small.shape[0] * step), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large[: shape[0], : shape[1]], np.float32)


def crib(camera: Camera, light: Light, rng: np.random.Generator) -> Image:
    """Return the albedo of the empty crib, the sheet's own wrinkles already shaded."""
    finer = 2
    x, y = body_coordinates(camera, finer)
    px = camera.body_length_px * finer
    picture = _sheet(x, y, px, light, rng)
    beyond = np.abs(x) - _WALL
    wood = 0.62 + 0.03 * speckle((x.shape[0], x.shape[1]), 0.02 * px, rng)
    # Slats run away from the camera: they spread a little towards the picture's edge.
    slat_y = (y + 0.1) / (1.0 + 0.55 * np.maximum(beyond, 0.0))
    across = np.abs(np.mod(slat_y / _SLAT_SPACING, 1.0) - 0.5) * _SLAT_SPACING - 0.5 * _SLAT_WIDTH
    slat = np.clip(0.5 - across * px, 0.0, 1.0)
    round_side = 1.0 - 0.45 * np.clip(1.0 + across / (0.5 * _SLAT_WIDTH), 0.0, 1.0) ** 3
    behind = 0.10 * np.exp(-2.0 * np.maximum(beyond, 0.0))
    walls = behind + slat * (wood * round_side * np.exp(-0.6 * np.maximum(beyond, 0.0)) - behind)
    rail = np.clip(0.5 + (0.030 - np.abs(beyond - 0.045)) * px, 0.0, 1.0)
    walls += rail * (wood * (1.0 - 0.3 * (np.abs(beyond - 0.045) / 0.030) ** 2) - walls)
    edge = np.clip(0.5 + beyond * px / 2, 0.0, 1.0)
    picture *= 1.0 - 0.62 * np.exp(-np.abs(np.minimum(beyond, 0.0)) / 0.035)
    picture += edge * (walls * (1.0 - 0.7 * np.exp(-np.maximum(beyond, 0.0) / 0.012)) - picture)
    small = cv2.resize(picture, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small, 0.02, 1.0), np.float32)


def _sheet(x: Image, y: Image, px: float, light: Light, rng: np.random.Generator) -> Image:
    """A fitted sheet: weave, a faint print, long soft wrinkles."""
    shape = (x.shape[0], x.shape[1])
    albedo = SHEET * (1.0 + 0.030 * speckle(shape, 0.003 * px, rng) + 0.035 * speckle(shape, 0.05 * px, rng))
    stripe = np.mod(x / 0.085 + 0.15 * np.sin(2.0 * y), 1.0) - 0.5
    albedo *= 1.0 - 0.07 * np.exp(-((stripe / 0.12) ** 2))
    height = np.zeros(shape, np.float32)
    for _ in range(26):
        angle = float(rng.uniform(0.0, np.pi))
        middle_x, middle_y = float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.8, 0.6))
        bend, width, length = (
            float(rng.uniform(-1.0, 1.0)),
            float(rng.uniform(0.008, 0.02)),
            float(rng.uniform(0.08, 0.3)),
        )
        dx, dy = x - middle_x, y - middle_y
        along, across = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
        across = across + 0.8 * along**2 * bend
        # Beyond six widths of a bell curve nothing is left of it.
        near = np.flatnonzero((np.abs(along) < 6.0 * length) & (np.abs(across) < 6.0 * width))
        bump = np.exp(-((along.ravel()[near] / length) ** 2) - (across.ravel()[near] / width) ** 2)
        height.ravel()[near] += (0.3 * width * bump).astype(np.float32)
    slope_y, slope_x = (np.asarray(slope, np.float32) * np.float32(px) for slope in np.gradient(height))
    return np.asarray(albedo * (1.0 - light.slant_x * slope_x - light.slant_y * slope_y), np.float32)


class Cloth:
    """A blanket: where it lies, what it looks like, how it follows what moves below.

    Parameters
    ----------
    blanket
        Where its edge lies and how thick it is.
    x, y
        Where each pixel lies, body lengths.
    body_length_px
        Body length in pixels of the picture.
    anchors
        Joints (in pixels of the same region) that drag the cloth along, shape (n, 2).
    rng
        Where the texture comes from.
    """

    def __init__(
        self, blanket: Blanket, x: Image, y: Image, body_length_px: float, anchors: Values, rng: np.random.Generator
    ) -> None:
        self._px = body_length_px
        self._thickness = blanket.thickness
        edge = blanket.top + 0.018 * np.sin(7.0 * x + 0.6) + 0.010 * np.sin(17.0 * x) + 0.10 * x**2
        side = np.abs(x + 0.01 * np.sin(9.0 * y)) - blanket.half_width
        if blanket.taper:
            side = side + blanket.taper * np.maximum(y - blanket.top, 0.0)
        inside = np.minimum(y - edge, -side)
        self.cover = np.asarray(np.clip(0.5 + inside * body_length_px, 0.0, 1.0), np.float32)
        shape = (x.shape[0], x.shape[1])
        waffle = np.maximum(np.cos(2 * np.pi * x / 0.026), np.cos(2 * np.pi * y / 0.026))
        albedo = blanket.albedo * (1.0 + 0.06 * waffle + 0.05 * speckle(shape, 0.004 * body_length_px, rng))
        albedo *= 1.0 - 0.16 * np.exp(-(((np.mod(y - edge, 0.20) - 0.07) / 0.012) ** 2))
        self.albedo = np.asarray(albedo, np.float32)
        hem = 0.010 * np.exp(-(((inside - 0.012) / 0.010) ** 2)) + 0.012 * speckle(shape, 0.05 * body_length_px, rng)
        self.relief = np.asarray(hem * body_length_px, np.float32)
        rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
        self._rows, self._columns = rows, columns
        self._both = np.dstack([self.albedo, self.relief])
        reach = 0.085 * body_length_px
        self._pull = [
            np.asarray(0.7 * np.exp(-((columns - u) ** 2 + (rows - v) ** 2) / (2 * reach**2)), np.float32)
            for u, v in anchors
        ]

    def lay(
        self, albedo: Image, height: Image, dragged: Values, within: tuple[slice, slice] = (slice(None), slice(None))
    ) -> tuple[Image, Image]:
        """Return albedo and height with the cloth laid over them.

        Parameters
        ----------
        albedo, height
            The region without the cloth.
        dragged
            How far each anchor has moved, pixels, shape (n, 2).
        within
            Rows and columns of the cloth's pixels that albedo and height are of.
        """
        radius = self._thickness * self._px
        tent = cv2.resize(height, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        tent = cv2.dilate(tent, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))
        tent = cv2.GaussianBlur(tent, (0, 0), radius / 3.0)
        over = cv2.resize(tent, (height.shape[1], height.shape[0]), interpolation=cv2.INTER_CUBIC)
        cover, cloth_albedo, relief = self.cover[within], self.albedo[within], self.relief[within]
        if np.abs(dragged).max(initial=0.0) > 0.01:
            columns, rows = self._columns[within].copy(), self._rows[within].copy()
            for pull, (u, v) in zip(self._pull, dragged, strict=True):
                columns -= pull[within] * np.float32(u)
                rows -= pull[within] * np.float32(v)
            pulled = cv2.remap(self._both, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            cloth_albedo, relief = np.asarray(pulled[..., 0], np.float32), np.asarray(pulled[..., 1], np.float32)
        over_all = np.asarray(over, np.float32) + radius + relief
        return (
            np.asarray(albedo + cover * (cloth_albedo - albedo), np.float32),
            np.asarray(height + cover * (over_all - height), np.float32),
        )
