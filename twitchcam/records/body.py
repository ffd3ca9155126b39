"""Where the infant lies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from twitchcam.records.video import VideoInfo
from twitchcam.timespan import TimeSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BodyMap", "Box", "FoundBy", "Part", "PartRegion", "PoseTrack"]


class Part(StrEnum):
    """A part of the infant's body; left is the infant's left."""

    HEAD = "head"
    FACE = "face"
    TRUNK = "trunk"
    LEFT_ARM = "left_arm"
    RIGHT_ARM = "right_arm"
    LEFT_LEG = "left_leg"
    RIGHT_LEG = "right_leg"
    ARM = "arm"
    """An arm whose side cannot be told."""
    LEG = "leg"
    """A leg whose side cannot be told."""
    UNKNOWN = "unknown"

    @property
    def is_limb(self) -> bool:
        """Whether it is an arm or a leg, of whichever side."""
        return self.value.endswith(("arm", "leg"))


class FoundBy(StrEnum):
    """How the infant's place in the picture is known."""

    LANDMARKS = "landmarks"
    FACE = "face"
    """The face alone was seen."""
    LAST_KNOWN = "last_known"
    MOTION = "motion"
    REGION = "region"
    """Given by the person, with ``--region`` or ``--mask``."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels of the original picture; ``right_px`` and ``bottom_px`` lie just outside."""

    left_px: float
    top_px: float
    right_px: float
    bottom_px: float

    @property
    def width_px(self) -> float:
        """Width in pixels."""
        return self.right_px - self.left_px

    @property
    def height_px(self) -> float:
        """Height in pixels."""
        return self.bottom_px - self.top_px

    def holds_middle_of(self, other: Box) -> bool:
        """Whether the middle of another box lies in this one."""
        x, y = 0.5 * (other.left_px + other.right_px), 0.5 * (other.top_px + other.bottom_px)
        return self.left_px <= x <= self.right_px and self.top_px <= y <= self.bottom_px

    def around(self, *others: Box) -> Box:
        """Return the smallest box that holds this one and others."""
        boxes = (self, *others)
        return Box(
            min(box.left_px for box in boxes),
            min(box.top_px for box in boxes),
            max(box.right_px for box in boxes),
            max(box.bottom_px for box in boxes),
        )


@dataclass(frozen=True, slots=True)
class PartRegion:
    """Where one part of the body lies: all points within ``radius_px`` of a line through ``points_px``."""

    part: Part
    points_px: tuple[tuple[float, float], ...]
    """One or more (x, y) points in pixels of the original picture."""
    radius_px: float
    plausibility: float
    """0 to 1: how far the landmarks agree with themselves about this part."""


@dataclass(frozen=True, slots=True)
class BodyMap:
    """Where the infant lies during a stretch of the recording."""

    span: TimeSpan
    found_by: FoundBy
    box: Box
    """Around the whole infant."""
    box_plausibility: float
    """0 to 1."""
    body_length_px: float
    """Crown to heel when stretched out."""
    axis: tuple[float, float] | None = None
    """Unit vector (x, y) from the hips towards the head, where known."""
    regions: tuple[PartRegion, ...] = ()
    landmarks: NDArray[np.float32] | None = None
    """Shape (33, 3): x and y in pixels, visibility 0 to 1, in BlazePose's order; None where not found."""
    mouth_px: tuple[float, float] | None = None
    """Middle of the mouth, x and y in pixels, where it was seen."""


@dataclass(frozen=True, slots=True)
class PoseTrack:
    """The infant's landmarks through a recording, one look every so often."""

    video: VideoInfo
    times_s: NDArray[np.float64]
    """Times of the looks, shape (n,), rising."""
    landmarks: NDArray[np.float32]
    """Shape (n, 33, 3): x and y in pixels, visibility 0 to 1, in BlazePose's order; NaN where not found."""
    box_plausibility: NDArray[np.float32]
    """0 to 1, shape (n,)."""
    found: NDArray[np.bool_]
    """Whether an infant was found, shape (n,)."""
