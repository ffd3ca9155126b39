"""Fields of displacement: which way each place of the recording goes, and how far.

A field is a weight times a direction. The weight is 1 inside the ellipse of a place and falls outside like a cosine,
over so wide a rim that the picture is neither torn nor folded::

    w(x) = (1 + cos(pi min(1, d(x) / rim))) / 2        d: distance from the ellipse along the ray from its centre

Displacements are those of the recording's own places: what lies at x is shown at x + D(x). Fields are kept on every
second pixel and are smooth enough for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from warping.places import Place

STEP_PX: Final = 2
"""Distance of the places at which fields are kept."""
_RIM: Final = 2.1
"""Least width of the rim, in displacements: the steepest slope of the weight times the displacement is then 0.75."""
_INVERSIONS: Final = 4
"""Steps of the fixed point by which a field is turned round; each takes off a quarter of what is left, or more."""

Field = NDArray[np.float32]
"""Displacement in x and y, pixels of the recording; shape (rows, columns, 2)."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The places of a recording at which fields are kept."""

    width_px: int
    height_px: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return -(-self.height_px // STEP_PX), -(-self.width_px // STEP_PX)

    def places(self) -> tuple[Field, Field]:
        """Return x and y of every place, pixels."""
        rows, columns = np.mgrid[0 : self.shape[0], 0 : self.shape[1]].astype(np.float32)
        return columns * STEP_PX, rows * STEP_PX


def rim_px(place: Place, displacement_px: float) -> float:
    """Return how wide the rim around a place is where it goes so far."""
    return max(0.8 * place.size_px, _RIM * displacement_px)


def weight(grid: Grid, place: Place, rim: float) -> Field:
    """Return the weight of a place, as the module's docstring states it."""
    x, y = grid.places()
    x, y = x - place.centre_px[0], y - place.centre_px[1]
    angle = np.radians(place.angle_deg)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    level = np.maximum(np.hypot(along / place.radii_px[0], across / place.radii_px[1]), 1e-6)
    outside = np.maximum(1.0 - 1.0 / level, 0.0) * np.hypot(x, y)
    return np.asarray(0.5 + 0.5 * np.cos(np.pi * np.minimum(outside / rim, 1.0)), np.float32)


def moved_along(grid: Grid, place: Place, direction: tuple[float, float], rim: float) -> Field:
    """Return the field of a place that goes one pixel in a direction (of length 1)."""
    return np.asarray(weight(grid, place, rim)[..., np.newaxis] * np.asarray(direction, np.float32), np.float32)


def turned_around(grid: Grid, place: Place, sign: float, rim: float) -> Field:
    """Return the field of a place that turns around its joint until its farthest point has gone one pixel.

    Beyond that point nothing goes farther: a sheet beside a limb must not outrun it.
    """
    if place.joint_px is None:
        raise ValueError(f"the {place.part} has no joint to turn around")
    x, y = grid.places()
    x, y = x - place.joint_px[0], y - place.joint_px[1]
    share = weight(grid, place, rim)
    far = np.hypot(x, y)
    reach = float(far[share >= 0.999].max(initial=1.0))
    level = share * np.minimum(1.0, reach / np.maximum(far, 1e-6)) * np.float32(sign / reach)
    return np.dstack([-y * level, x * level]).astype(np.float32)


def swollen(grid: Grid, place: Place, rim: float) -> Field:
    """Return the field of a place that widens across its longer radius, its edge by one pixel: a breathing chest."""
    x, y = grid.places()
    across = place.angle_deg + (90.0 if place.radii_px[0] >= place.radii_px[1] else 0.0)
    normal = np.array([np.cos(np.radians(across)), np.sin(np.radians(across))], np.float32)
    out = ((x - place.centre_px[0]) * normal[0] + (y - place.centre_px[1]) * normal[1]) / min(place.radii_px)
    level = weight(grid, place, rim) * np.clip(out, -1.0, 1.0)
    return np.asarray(level[..., np.newaxis] * normal, np.float32)


def summed(fields: Sequence[Field], levels: Sequence[float] | NDArray[np.float64]) -> Field:
    """Return the sum of fields, each times its level."""
    total = np.zeros_like(fields[0])
    for field, level in zip(fields, levels, strict=True):
        if level:
            cv2.scaleAdd(field, float(level), total, total)
    return total


def inverse(field: Field) -> Field:
    """Return E with E(x + D(x)) = D(x): where what is shown at y came from is y - E(y)."""
    rows, columns = np.mgrid[0 : field.shape[0], 0 : field.shape[1]].astype(np.float32)
    back = field
    for _ in range(_INVERSIONS):
        from_x, from_y = columns - back[..., 0] / STEP_PX, rows - back[..., 1] / STEP_PX
        back = np.asarray(cv2.remap(field, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    return back


def box_of(field: Field, room: int = 3) -> tuple[slice, slice] | None:
    """Return the rows and columns of the grid outside which a field is nothing, or None where it is nothing at all."""
    there = (np.abs(field[..., 0]) > 1e-3) | (np.abs(field[..., 1]) > 1e-3)
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    if not len(rows):
        return None
    return (
        slice(max(0, int(rows[0]) - room), min(field.shape[0], int(rows[-1]) + 1 + room)),
        slice(max(0, int(columns[0]) - room), min(field.shape[1], int(columns[-1]) + 1 + room)),
    )


def displaced(picture: NDArray[Any], field: Field, sharp: bool = True) -> NDArray[Any]:
    """Return a picture whose places have gone as a field says; the picture itself where nothing goes.

    What is not `sharp` anyway is taken from fewer pixels, which is faster.
    """
    box = box_of(field)
    if box is None:
        return picture
    back = inverse(np.ascontiguousarray(field[box]))
    top, left = box[0].start * STEP_PX, box[1].start * STEP_PX
    bottom = min(picture.shape[0], box[0].stop * STEP_PX)
    right = min(picture.shape[1], box[1].stop * STEP_PX)
    rows, columns = np.mgrid[top:bottom, left:right].astype(np.float32)
    # A grid place stands for the pixel that it lies on, not for the middle of two.
    grid_x, grid_y = (columns - left) / STEP_PX, (rows - top) / STEP_PX
    fine = cv2.remap(back, grid_x, grid_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    moved = picture.copy()
    moved[top:bottom, left:right] = cv2.remap(
        picture,
        columns - fine[..., 0],
        rows - fine[..., 1],
        cv2.INTER_CUBIC if sharp else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return moved
