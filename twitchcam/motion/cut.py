"""The cut around the infant: pictures at the scale that flow is computed on, and means over its cells."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.records import BodyMap, Box
from twitchcam.settings import LookSettings

__all__ = ["SMEAR_CELLS", "Cut", "widened"]

_Bytes = NDArray[np.uint8]
_Floats = NDArray[np.float32]
_NO_FLOW = cast(_Floats, None)
"""No flow to start from; a field of zeros would be taken for one, and found worse."""
_NO_MAP = cast(_Floats, None)
"""Stands for the second map of a remapping, which is not used."""
_LARGEST_SCALE = 1.5
"""Small pictures are blown up this much at most: then flow, which ends at half the size, sees small limbs apart."""
_FLAT = 0.5
"""Gradient, grey levels a pixel, below which a pixel says little of where it moves: that of the noise which is left."""
_EDGE_SHARE = 0.1
"""Share of the picture's shorter side within which something else than the infant may change by itself."""
SMEAR_CELLS = 2
"""How far flow smears movement into what rests beside it: half a patch, and the cells that are averaged."""


class Cut:
    """The cut around the infant, at the scale that flow is computed on, or ``factor`` times that."""

    def __init__(self, body: BodyMap, settings: LookSettings, factor: float = 1.0) -> None:
        self._settings = settings
        margin_px = settings.margin * body.body_length_px
        self._body = body.box
        self._wanted = (
            body.box.left_px - margin_px,
            body.box.top_px - margin_px,
            body.box.right_px + margin_px,
            body.box.bottom_px + margin_px,
        )
        self._scale = factor * min(_LARGEST_SCALE, settings.body_length_px / body.body_length_px)
        self.pixel = 1.0 / (body.body_length_px * self._scale)
        """Side of a pixel of this scale, body lengths."""
        self._corner = (0, 0, 0, 0)
        self._size = (0, 0)
        self._picture = (0, 0)
        self._still = np.zeros((0, 0, 2), np.float32)
        self._weighted: NDArray[np.uint8] | None = None
        self._weights = self._cell_weights = np.zeros((0, 0), np.float32)
        self.grid = (0, 0)
        self.box = body.box

    def take(self, luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Cut out and shrink one picture."""
        if not self.grid[0]:
            self._lay_out(luma.shape[0], luma.shape[1])
        left, top, right, bottom = self._corner
        shrunk = _shrunk(luma[top:bottom, left:right], self._size)
        return cast("NDArray[np.uint8]", cv2.GaussianBlur(shrunk, (0, 0), self._settings.blur_px))

    def compare(
        self, dis: cv2.DISOpticalFlow, rest: NDArray[np.uint8], picture: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return every cell's displacement (body lengths), its change, and what is left of it (both grey levels)."""
        gain = _gain(rest, picture)
        level = cast(_Bytes, cv2.convertScaleAbs(picture, alpha=gain)) if abs(gain - 1.0) > 0.01 else picture
        dense = cast(_Floats, dis.calc(rest, level, _NO_FLOW))
        taken_back = cv2.remap(level, self._still + dense, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        change = cv2.absdiff(rest, level).astype(np.float32)
        residual = cv2.absdiff(rest, taken_back).astype(np.float32)
        return self._displacement(rest, dense), self.cells(change), self.cells(residual)

    def texture(self, rest: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Mean gradient of each cell, grey levels a pixel."""
        return self.cells(_gradient(rest))

    def _displacement(self, rest: NDArray[np.uint8], dense: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean of the flow over each cell, weighted by the square of the gradient: body lengths.

        A plain mean waters a hand's movement down with the flat sheet beside it, of which flow says nothing.
        """
        if self._weighted is not rest:
            self._weighted = rest
            self._weights = np.square(_gradient(rest)) + np.float32(_FLAT**2)
            self._cell_weights = self.cells(self._weights)
        mean = self.cells(dense * self._weights[:, :, None]) / self._cell_weights[:, :, None]
        return cast(_Floats, mean * np.float32(self.pixel))

    def cells(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean over each cell."""
        rows, columns = self.grid
        return cast("NDArray[np.float32]", cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA))

    def quarters(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Mean brightness over each quarter of a cell, shape (2 rows, 2 columns)."""
        rows, columns = self.grid
        size = (2 * columns, 2 * rows)
        return cast(_Floats, cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_AREA))

    def inner_quarters(self, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Quarters of usable cells in the infant's box and away from the picture's edge, shape (2 rows, 2 columns)."""
        (height, width), (rows, columns) = self._picture, self.grid
        within_px = _EDGE_SHARE * min(height, width)
        x = self.box.left_px + (np.arange(2 * columns) + 0.5) * self.box.width_px / (2 * columns)
        y = self.box.top_px + (np.arange(2 * rows) + 0.5) * self.box.height_px / (2 * rows)
        in_x = (x >= within_px) & (x <= width - within_px)
        in_y = (y >= within_px) & (y <= height - within_px)
        own = np.kron(usable & self.in_box(), np.ones((2, 2), np.bool_))
        return np.asarray(own & in_y[:, None] & in_x[None, :])

    def in_box(self) -> NDArray[np.bool_]:
        """Cells whose middle lies in the infant's box."""
        rows, columns = self.grid
        x = self.box.left_px + (np.arange(columns) + 0.5) * self.box.width_px / columns
        y = self.box.top_px + (np.arange(rows) + 0.5) * self.box.height_px / rows
        in_x = (x >= self._body.left_px) & (x <= self._body.right_px)
        in_y = (y >= self._body.top_px) & (y <= self._body.bottom_px)
        return in_y[:, None] & in_x[None, :]

    def of_scan(self, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which cells of this grid lie on the given cells of the scan."""
        rows, columns = self.grid
        height, width = self._picture
        x = self.box.left_px + (np.arange(columns) + 0.5) * self.box.width_px / columns
        y = self.box.top_px + (np.arange(rows) + 0.5) * self.box.height_px / rows
        scan_x = np.clip((x / width * cells.shape[1]).astype(int), 0, cells.shape[1] - 1)
        scan_y = np.clip((y / height * cells.shape[0]).astype(int), 0, cells.shape[0] - 1)
        return np.asarray(cells[scan_y[:, None], scan_x[None, :]])

    def _lay_out(self, height: int, width: int) -> None:
        left, top = max(0, round(self._wanted[0])), max(0, round(self._wanted[1]))
        right, bottom = min(width, round(self._wanted[2])), min(height, round(self._wanted[3]))
        cell = self._settings.cell_px
        columns = max(2, round((right - left) * self._scale / cell))
        rows = max(2, round((bottom - top) * self._scale / cell))
        self._picture = (height, width)
        self._corner = (left, top, right, bottom)
        self._size = (columns * cell, rows * cell)
        x, y = np.meshgrid(np.arange(columns * cell), np.arange(rows * cell))
        self._still = np.stack([x, y], axis=2).astype(np.float32)
        self.grid = (rows, columns)
        self.box = Box(left, top, right, bottom)


def _shrunk(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Bring a picture to a size: halved while that is still larger, then between neighbours.

    Averages over parts of pixels say the same after the blur, and take ten times as long.
    """
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        height, width = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
        halved = cv2.resize(picture[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        picture = cast(_Bytes, halved)
    return cast(_Bytes, cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR))


def widened(foreign: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Widen what is not the infant's by as far as flow smears movement over its edge."""
    kernel = np.ones((2 * SMEAR_CELLS + 1, 2 * SMEAR_CELLS + 1), np.uint8)
    return cast("NDArray[np.bool_]", cv2.dilate(foreign.view(np.uint8), kernel).view(np.bool_))


def _gain(rest: NDArray[np.uint8], picture: NDArray[np.uint8]) -> float:
    """Return by how much a picture has to be brightened to be like the one at rest.

    The median of what pixels say of it: what covers less than half of them, such as a hand, has no say. The ratio of
    the two pictures' medians was 0.99 to 1.22 while hands lay in pictures whose light was the same.
    """
    ratio = (rest[::2, ::2] + np.float32(1.0)) / (picture[::2, ::2] + np.float32(1.0))
    return float(np.median(ratio))


def _gradient(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the size of the gradient, grey levels a pixel."""
    values = picture.astype(np.float32)
    gradient_x = cv2.Sobel(values, cv2.CV_32F, 1, 0, scale=0.125)
    gradient_y = cv2.Sobel(values, cv2.CV_32F, 0, 1, scale=0.125)
    # Not cv2.magnitude: its last digit depends on where in memory the arrays happen to lie.
    return cast(_Floats, np.sqrt(np.square(gradient_x) + np.square(gradient_y)))
