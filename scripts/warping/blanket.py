"""Cloth over part of the infant: what lies beneath is smoothed away, its movements come through weakened and spread."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rendering.surroundings import speckle

from warping.fields import STEP_PX, Field, Grid
from warping.source import Grey
from warping.views import Cover

_SMALLER: Final = 8
"""Cloth is smoothed by making the picture so many times smaller and larger again."""
_SMOOTH_PX: Final = 10.0
_THROUGH: Final = 0.45
"""How much of the brightness beneath stays to be seen, smoothed, as the shape under the cloth."""
_EDGE_PX: Final = 7.0

Layer = NDArray[np.float32]


class Blanket:
    """A blanket in the coordinates of the recording.

    Parameters
    ----------
    cover
        Where it lies.
    grid
        Of the recording.
    first
        A picture of the recording, for its brightness.
    seed
        Of the cloth's texture.
    """

    def __init__(self, cover: Cover, grid: Grid, first: Grey, seed: int) -> None:
        self._cover = cover
        rng = np.random.default_rng([seed, 45])
        rows, columns = np.mgrid[0 : grid.height_px, 0 : grid.width_px].astype(np.float32)
        along, across = self._coordinates(columns, rows)
        # The upper edge is not straight: a cloth that was thrown over.
        width = cover.half_width_px
        wave = 0.10 * width * np.sin(across / width * 2.3 + float(rng.uniform(0, 6.3)))
        inside = np.minimum(along - wave, np.minimum(width - np.abs(across), cover.length_px - along))
        self.share = np.clip(0.5 + inside / _EDGE_PX, 0.0, 1.0).astype(np.float32)
        shape = (grid.height_px, grid.width_px)
        folds = speckle(shape, 0.10 * width, rng) * 0.06 + speckle(shape, 0.35 * width, rng) * 0.08
        self._texture = (1.0 + folds + 0.025 * speckle(shape, 2.0, rng)).astype(np.float32)
        # A darker line where the cloth ends, and its shadow beyond.
        self._shadow = (1.0 - 0.35 * np.exp(-((inside + 4.0) ** 2) / 90.0)).astype(np.float32)
        self._level = float(cover.shade * np.mean(first))

    def field(self, body: Field) -> Field:
        """Return how the cloth goes when what lies beneath goes as `body` says: the peak weakened, all of it spread."""
        spread = cv2.GaussianBlur(body, (0, 0), self._cover.spread_px / STEP_PX, borderType=cv2.BORDER_REPLICATE)
        peak, left = (float(np.linalg.norm(field, axis=-1).max()) for field in (body, spread))
        return np.asarray(spread * np.float32(self._cover.share * peak / max(left, 1e-6)), np.float32)

    def shown(self, body: Field) -> Field:
        """Return the field that can be seen: of the cloth where it lies, of the body elsewhere."""
        share = self.share[::STEP_PX, ::STEP_PX, np.newaxis]
        return np.asarray((1.0 - share) * body + share * self.field(body), np.float32)

    def layers(self, picture: Grey) -> Layer:
        """Return brightness of the cloth over a picture, its share, and what its shadow leaves: shape (h, w, 3)."""
        height, width = picture.shape
        small = cv2.resize(picture, (width // _SMALLER, height // _SMALLER), interpolation=cv2.INTER_AREA)
        # Smoothed before the grey values are rounded, so that a breath does not go in steps.
        soft = cv2.GaussianBlur(small.astype(np.float32), (0, 0), _SMOOTH_PX / _SMALLER)
        beneath = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
        cloth = (_THROUGH * beneath + (1.0 - _THROUGH) * self._level) * self._texture
        return np.dstack([cloth, self.share, self._shadow]).astype(np.float32)

    @staticmethod
    def laid_over(picture: NDArray[np.float32], layers: Layer) -> NDArray[np.float32]:
        """Return the picture with the cloth on it."""
        share = layers[..., 1]
        return np.asarray(picture * layers[..., 2] * (1.0 - share) + layers[..., 0] * share, np.float32)

    def _coordinates(self, x: Layer, y: Layer) -> tuple[Layer, Layer]:
        """Distance below the upper edge, and to the side of its middle, pixels."""
        x, y = x - self._cover.edge_px[0], y - self._cover.edge_px[1]
        down = self._cover.down
        return np.asarray(x * down[0] + y * down[1]), np.asarray(x * -down[1] + y * down[0])
