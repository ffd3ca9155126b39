"""What a rendered recording shows: values only, nothing is drawn here."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from rendering.children import Child
from rendering.figure import Values, resting_pose, settings_vector
from rendering.movement import Movement


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera hangs and how it sees."""

    width_px: int = 640
    height_px: int = 480
    fps: Fraction = Fraction(15)
    body_length_px: float = 430.0
    """Crown to heel of the stretched-out infant, in pixels of the picture."""
    rotation_deg: float = 0.0
    """How far the infant is turned in the picture; 0 has the head up, positive turns clockwise."""
    centre_x: float = 0.5
    """Where the middle of the infant lies, as a share of the picture's width."""
    centre_y: float = 0.5
    """The same, of the picture's height."""
    blur_px: float = 0.7
    """Softness of lens and sensor (standard deviation)."""
    exposure_s: float = 1 / 30
    """How long a frame gathers light around its presentation time: what moves is blurred along its way."""
    mirrored: bool = False
    """Whether the picture is turned left to right."""
    tilt_x: float = 0.0
    """How much smaller the right side of the picture is than the left one, as a share: a camera that looks askew."""
    tilt_y: float = 0.0
    """The same of the lower and the upper side."""


@dataclass(frozen=True, slots=True)
class Light:
    """An infrared lamp beside the camera."""

    level: float = 1.0
    """Brightness of the whole picture."""
    spot_x: float = 0.5
    """Middle of the bright spot, as a share of the picture's width."""
    spot_y: float = 0.45
    """The same, of the picture's height."""
    spot_radius: float = 0.62
    """Where the light has fallen to 60%, as a share of the picture's width."""
    slant_x: float = -0.30
    """How far the light comes from the right (positive) or the left of the picture."""
    slant_y: float = -0.35
    """How far the light comes from below (positive) or above."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What a cheap sensor and its processing add. Independent from frame to frame."""

    strength: float = 5.0
    """Standard deviation at a grey value of 100, before smoothing; it grows with the root of the brightness."""
    smoothing_px: float = 0.7
    """The camera's own denoising: a blur over picture and noise alike (standard deviation)."""


@dataclass(frozen=True, slots=True)
class Blanket:
    """A blanket over the infant from the waist or chest down."""

    top: float = -0.10
    """Height of its upper edge, body lengths from the pelvis, negative towards the head."""
    thickness: float = 0.018
    """Body lengths; also how much of what lies below is smoothed away."""
    half_width: float = 0.40
    """Half its width at the upper edge, body lengths."""
    taper: float = 0.0
    """How much narrower it is a body length further down, body lengths: a cloth that is wrapped around."""
    albedo: float = 0.56
    wrapped: bool = False
    """Whether it lies over the arms too and follows them."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Something in the recording that is not the infant."""

    kind: str
    """`clock`, `fan`, `mobile`, `flicker`, `bump`, `light_switch`, `exposure`, `hand`, `drops` or `jitter`; in the
    unusual set also `insect`, `headlight`, `shadow`, `led`, `curtain` or `focus`."""
    start_s: float
    end_s: float
    strength: float = 1.0
    """How much of it, 1 is usual."""
    rate_hz: float = 0.0
    """How often it turns, swings, flickers, blinks or pats; of an insect its heading in radians instead, and of a light
    or shadow that crosses the picture the side that it comes from: 1 the left, -1 the right."""
    x: float = 0.5
    """Where it is, or comes in, as a share of the picture's width."""
    y: float = 0.5
    """The same of the picture's height."""

    @property
    def pattern(self) -> str:
        """The pattern of the event it makes in the truth; empty where it makes none."""
        return {"hand": "caregiver", "bump": "camera", "light_switch": "camera", "exposure": "camera"}.get(
            self.kind, ""
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that decides a rendered recording."""

    name: str
    duration_s: float
    seed: int
    pose: str = "supine_arms_up"
    """A name of `rendering.figure.POSES`."""
    movements: tuple[Movement, ...] = ()
    camera: Camera = field(default_factory=Camera)
    light: Light = field(default_factory=Light)
    noise: Noise = field(default_factory=Noise)
    blanket: Blanket | None = None
    breathing_hz: float = 0.6
    breathing_depth: float = 0.0022
    """How far the side of the chest moves with a breath, body lengths."""
    breathing_wander_hz: tuple[float, float] = (0.07, 0.05)
    """How often rate and depth of the breath wander to and fro."""
    bit_rate: int = 260_000
    """Average bits a second of the H.264 stream."""
    keyframe_every_s: float = 4.0
    preset: str = "fast"
    """Of x264."""
    child: Child = field(default_factory=Child)
    disturbances: tuple[Disturbance, ...] = ()
    noise_seed: int = 0
    """Another number here changes the sensor's noise and nothing else."""

    @property
    def view(self) -> str:
        """How the infant is seen: `supine`, `side`, `prone` or `swaddled`."""
        return self.pose.split("_")[0]

    @property
    def sides_swapped(self) -> bool:
        """Whether what the figure calls left is the infant's right: seen from its back, or in a mirrored picture."""
        return self.camera.mirrored != (self.view == "prone")

    @property
    def rest(self) -> Values:
        """Joint settings of this child at rest."""
        return np.asarray(resting_pose(self.pose, self.seed) + settings_vector(self.child.settings))

    @property
    def frame_count(self) -> int:
        """Number of frames of the recording."""
        return round(self.duration_s * self.camera.fps)

    def frame_time_s(self, index: int) -> float:
        """Return the presentation time of frame `index`."""
        return float(index / self.camera.fps)
