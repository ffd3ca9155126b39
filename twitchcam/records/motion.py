"""How the picture, and each part of the body in it, moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from twitchcam.records.body import Box, FoundBy, Part
from twitchcam.timespan import TimeSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BY_BRIGHTNESS", "Envelope", "LookedWindow", "MotionTrace", "Place", "Scan", "ScanBlock"]

BY_BRIGHTNESS: Final = -1
"""Reading of traces that tell a rhythm by how bright a place is, where flow shows none."""


@dataclass(frozen=True, slots=True)
class ScanBlock:
    """What one block of absolute recording time leaves behind."""

    span: TimeSpan
    first: int
    """Index of the block's first frame in the scan."""
    low_activity: NDArray[np.float32]
    """Low quantile of each cell's activity at both lags, grey levels, shape (2, rows, columns)."""
    brightness: NDArray[np.float32]
    """Mean brightness of each cell, 0 to 255, shape (rows, columns)."""
    texture: NDArray[np.float32]
    """Mean absolute brightness step between neighbouring pixels of each cell, grey levels, shape (rows, columns)."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The first pass: where and when the picture changes, coarsely.

    Activity is the mean absolute difference of a cell against an earlier frame, after the picture's
    own gain and offset were taken out.
    """

    times_s: NDArray[np.float64]
    """Presentation time of every frame, shape (n,)."""
    after_keyframe: NDArray[np.bool_]
    """Whether a keyframe lies within the lag, for both lags, shape (2, n)."""
    brightness: NDArray[np.float32]
    """Median brightness of every frame, shape (n,)."""
    contrast: NDArray[np.float32]
    """Distance between the 90% and the 10% quantile of brightness, shape (n,)."""
    coded_activity: NDArray[np.uint8]
    """Activity of every frame, lag and cell, coded as :func:`twitchcam.motion.scan.decode_activity` reads it,
    shape (n, 2, rows, columns). Kept on disk."""
    glance_times_s: NDArray[np.float64]
    """Times of the glances, shape (k,)."""
    glances: NDArray[np.uint8]
    """Mean brightness of every cell a few times a second, 0 to 255, shape (k, rows, columns). Kept on disk."""
    blocks: tuple[ScanBlock, ...]
    cell_px: tuple[float, float]
    """Width and height of a cell in pixels of the original picture."""
    lags_s: tuple[float, float]
    """The two time distances that frames are compared over."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Coarse activity of the whole recording, for time lines."""

    times_s: NDArray[np.float32]
    """Middle of each bin, shape (n,)."""
    activity: NDArray[np.float32]
    """Largest activity of the bin in multiples of the recording's noise, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the body a moving region lies; fields as in `MotionTrace`."""

    part: Part
    plausibility: float
    axial_share: float
    mouth_distance: float | None


@dataclass(frozen=True, slots=True)
class MotionTrace:
    """How one moving region of the body moves during one window, sampled at the frames' own times."""

    trace_id: str
    """Stable name within the recording, such as ``w0003r1``."""
    window: TimeSpan
    """The stretch that was looked at; other traces of the same window share it."""
    part: Part
    """The part of the body that the region belongs to."""
    box: Box
    """Around the region, in pixels of the original picture."""
    centroid_px: tuple[float, float]
    """Middle of the region (x, y)."""
    share: float
    """Area of the region as a share of the infant's area, 0 to 1."""
    axis: tuple[float, float]
    """Unit vector (x, y) of the region's main direction of movement."""
    in_body: bool
    """Whether the region lies in the infant's own region."""
    plausibility: float
    """0 to 1: how sure the part's name is."""
    axial_share: float
    """Share of the region that lies on the head or the trunk, as far as they are known, 0 to 1."""
    mouth_distance: float | None
    """From the middle of the region to the mouth, body lengths; None where the mouth was not found."""
    body_length_px: float
    """Body length that displacements were divided by, pixels of the original picture."""
    noise_displacement: float
    """Standard deviation of the displacement while nothing moves, body lengths."""
    noise_speed: float
    """Standard deviation of the velocity while nothing moves, body lengths/s."""
    times_s: NDArray[np.float64]
    """Shape (n,), rising."""
    displacement: NDArray[np.float32]
    """Signed displacement along the main axis against the window's rest picture, body lengths, shape (n,)."""
    speed: NDArray[np.float32]
    """Length of the velocity vector, body lengths/s, shape (n,)."""
    active_share: NDArray[np.float32]
    """Share of the infant's area that moves in this region at each time, 0 to 1, shape (n,)."""
    valid: NDArray[np.bool_]
    """False where the picture could not be used, shape (n,)."""
    stirred: NDArray[np.float32]
    """How much visitors beside the region change from frame to frame, in standard deviations of what the region does
    itself, shape (n,); 0 where nobody is there (`twitchcam.motion.stirring`)."""
    body_found_by: FoundBy = FoundBy.NOTHING
    """How the body map in force was found."""
    reading: int = 0
    """Which measurement of the window it belongs to: windows are measured at several scales; 0 is the first.
    `BY_BRIGHTNESS` is what flow does not show (`twitchcam.motion.shimmer`)."""


@dataclass(frozen=True, slots=True)
class LookedWindow:
    """What the second pass takes from one window."""

    traces: tuple[MotionTrace, ...]
    covered: tuple[TimeSpan, ...] = ()
    """When something lay over the infant that is not the infant."""
    camera_moves: tuple[TimeSpan, ...] = ()
    """When the whole picture moves."""
    no_moves: tuple[TimeSpan, ...] = ()
    """When the scan took for a movement of the camera what is none."""
