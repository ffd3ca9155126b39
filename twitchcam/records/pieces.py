"""What reading a piece of a recording leaves behind, before the pieces are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twitchcam.records.motion import ScanBlock
from twitchcam.records.video import Excluded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PoseLooks", "ScanPiece", "ScannedPiece"]


@dataclass(frozen=True, slots=True)
class ScanPiece:
    """The scan of whole blocks that follow each other; fields as in `Scan`, all in memory."""

    times_s: NDArray[np.float64]
    """Shape (n,); n may be 0."""
    after_keyframe: NDArray[np.bool_]
    """Shape (2, n)."""
    brightness: NDArray[np.float32]
    """Shape (n,)."""
    contrast: NDArray[np.float32]
    """Shape (n,)."""
    coded_activity: NDArray[np.uint8]
    """Shape (n, 2, rows, columns)."""
    glance_times_s: NDArray[np.float64]
    """Shape (k,)."""
    glances: NDArray[np.uint8]
    """Shape (k, rows, columns)."""
    blocks: tuple[ScanBlock, ...]
    """``first`` counts from the piece's own first frame."""
    cell_px: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PoseLooks:
    """The skeletons and faces that were found in single pictures."""

    times_s: NDArray[np.float64]
    """Of the pictures that were looked at, shape (k,)."""
    picture: NDArray[np.int64]
    """Which of these each skeleton was found in, rising, shape (p,)."""
    turn_deg: NDArray[np.int64]
    """Clockwise turn of the picture that it was found at, shape (p,)."""
    score: NDArray[np.float64]
    """Mean visibility of its landmarks, 0 to 1, shape (p,)."""
    farther: NDArray[np.bool_]
    """Whether it was found with a margin around the picture, shape (p,)."""
    landmarks: NDArray[np.float32]
    """x and y in pixels of the upright original picture, visibility 0 to 1, shape (p, 33, 3)."""
    silhouette: NDArray[np.float64]
    """Outline found with it: left, top, right, bottom, area (square pixels), largest extent, share of the main joints
    that lie in it; nan where there is none, shape (p, 7)."""
    face_picture: NDArray[np.int64]
    """Which of the pictures each face was found in, rising, shape (f,)."""
    face: NDArray[np.float64]
    """Middle x and y, side (pixels), x and y of the direction from eyes to mouth, support, shape (f, 6)."""


@dataclass(frozen=True, slots=True)
class ScannedPiece:
    """All that the first pass takes from whole blocks that follow each other."""

    scan: ScanPiece
    looks: PoseLooks
    damage: tuple[Excluded, ...]
    """Stretches that could not be read; those that begin in the piece, in full."""
