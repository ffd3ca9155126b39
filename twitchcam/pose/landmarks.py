"""One pose as the landmark model gives it, in pixels of the upright original picture.

BlazePose's 33 landmarks, the ones that are used here by name::

          7   0   8         ears and nose (9, 10: corners of the mouth)
         12 ----- 11        shoulders: the infant's RIGHT has even numbers, its LEFT odd ones
        14 |     | 13       elbows
       16  |     |  15      wrists (17 to 22: fingers)
          24 --- 23         hips
         26       25        knees
         28       27        ankles (29, 30: heels; 31, 32: tips of the feet)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import Part, frozen_array

if TYPE_CHECKING:
    from twitchcam.pose.silhouette import Silhouette

__all__ = ["LANDMARKS", "LIMBS", "OPPOSITE", "TURNS_DEG", "Landmark", "Limb", "Pose", "turn_back", "turned"]

LANDMARKS: Final = 33
"""How many landmarks a pose has."""

TURNS_DEG: Final = (0, 90, 180, 270)
"""The turns of the picture, clockwise, that a pose is looked for at."""


class Landmark(IntEnum):
    """Row of a landmark in a pose."""

    NOSE = 0
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_TOES = 31
    RIGHT_TOES = 32


@dataclass(frozen=True, slots=True)
class Limb:
    """A limb as a chain of landmarks from the trunk outwards."""

    part: Part
    either: Part
    """The same limb where its side cannot be told."""
    joints: tuple[Landmark, Landmark, Landmark]
    tip: Landmark
    """Fingers or toes: where the limb ends."""


LIMBS: Final = (
    Limb(
        Part.LEFT_ARM,
        Part.ARM,
        (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
        Landmark.LEFT_INDEX,
    ),
    Limb(
        Part.RIGHT_ARM,
        Part.ARM,
        (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
        Landmark.RIGHT_INDEX,
    ),
    Limb(Part.LEFT_LEG, Part.LEG, (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE), Landmark.LEFT_TOES),
    Limb(
        Part.RIGHT_LEG,
        Part.LEG,
        (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
        Landmark.RIGHT_TOES,
    ),
)
"""The four limbs."""

OPPOSITE: Final = {
    Part.LEFT_ARM: Part.RIGHT_ARM,
    Part.RIGHT_ARM: Part.LEFT_ARM,
    Part.LEFT_LEG: Part.RIGHT_LEG,
    Part.RIGHT_LEG: Part.LEFT_LEG,
}
"""Each limb's counterpart on the other side."""


@dataclass(frozen=True, slots=True)
class Pose:
    """One skeleton found in one picture."""

    landmarks: NDArray[np.float32]
    """Shape (33, 3): x and y in pixels of the upright original picture, visibility 0 to 1."""
    rotation_deg: int
    """Clockwise turn of the picture that it was found at: 0, 90, 180 or 270."""
    score: float
    """Mean visibility of the landmarks, 0 to 1. High on wrong limbs too: never a proof."""
    farther: bool = False
    """Whether it was found only with a margin put around the picture, which makes it look farther away."""
    silhouette: Silhouette | None = None
    """The outline that was found with it, in pixels of the upright original picture; None where there is none."""

    def __post_init__(self) -> None:
        if self.landmarks.shape != (LANDMARKS, 3):
            raise ValueError(f"a pose has landmarks of shape ({LANDMARKS}, 3), found {self.landmarks.shape}")
        if self.rotation_deg not in TURNS_DEG:
            raise ValueError(f"a pose is found at a turn of {TURNS_DEG}, found {self.rotation_deg}")
        object.__setattr__(self, "landmarks", frozen_array(self.landmarks.astype(np.float32, copy=False)))


def turned(luma: NDArray[np.uint8], rotation_deg: int) -> NDArray[np.uint8]:
    """Return the picture turned clockwise by 0, 90, 180 or 270 degrees, contiguous in memory."""
    return np.ascontiguousarray(np.rot90(luma, -(rotation_deg // 90)))


def turn_back(
    points_px: NDArray[np.float32], rotation_deg: int, width_px: float, height_px: float
) -> NDArray[np.float32]:
    """Map points of the turned picture back to the upright one.

    A point (x, y) of the upright picture, ``width_px`` by ``height_px``, lies in the turned one at

    ====  ==================================
    0     (x, y)
    90    (height - y, x)
    180   (width - x, height - y)
    270   (y, width - x)
    ====  ==================================

    and this is undone. The corners of pixels, not their middles, are the grid: 0 and ``width_px`` are the edges.

    Parameters
    ----------
    points_px : ndarray, shape (n, 2)
        x and y in the turned picture.
    rotation_deg : int
        How far it was turned, clockwise.
    width_px, height_px : float
        Size of the upright picture.

    Returns
    -------
    ndarray, shape (n, 2)
        x and y in the upright picture.
    """
    x, y = points_px[:, 0], points_px[:, 1]
    if rotation_deg == 90:
        x, y = y, height_px - x
    elif rotation_deg == 180:
        x, y = width_px - x, height_px - y
    elif rotation_deg == 270:
        x, y = width_px - y, x
    return np.stack([x, y], axis=1).astype(np.float32)
