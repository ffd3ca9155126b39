"""How the clips of the generated set are seen: child, pose, camera, light, noise, cover, encoding."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Final

import numpy as np

from rendering.children import CHILDREN, Child
from rendering.figure import Values, joint_positions, resting_pose, settings_vector
from rendering.lens import through, view_matrix
from rendering.scene import Blanket, Camera, Light, Noise, Scene
from rendering.surroundings import camera_matrix

SIZES: Final = ((480, 360), (640, 480), (640, 360), (480, 360), (640, 480), (320, 240), (480, 272), (640, 480))
"""Sizes of the picture, taken in turns; every sixteenth clip or so is 1280x720 instead."""
RATES: Final = (15, 25, 10, 20, 30, 15, 12, 25, 15, 20, 8, 30, 15, 10, 20, 12, 25, 15)
"""Frame rates, taken in turns."""
SUPINE: Final = ("supine_arms_up", "supine_one_arm_up", "supine_arms_down", "supine_arms_wide", "supine_frog")
POSES: Final = (
    *SUPINE, "side_curled", "supine_legs_aside", "supine_arms_up", "prone_arms_up", "supine_one_arm_up",
    "side_straight", "swaddled", "supine_arms_wide", "supine_arms_down", "prone_one_arm_down",
)  # fmt: skip
"""Poses, taken in turns."""
COVERS: Final = ("", "", "waist", "", "", "chest", "", "")
"""Blankets, taken in turns; a swaddled infant has its wrap instead."""

_REACH: Final = 0.055
"""How far skin and cloth reach beyond the joints, body lengths."""
_BREADTH: Final = 0.56
"""Room that the infant takes across its length, arms included, body lengths."""


@dataclass(frozen=True, slots=True)
class Look:
    """One way of seeing an infant, and what it lets be seen."""

    scene: Scene
    """Everything but the movements."""
    cover: str
    """`waist`, `chest`, `wrap` or empty."""

    @property
    def fps(self) -> float:
        """Frames a second."""
        return float(self.scene.camera.fps)

    @property
    def least_amplitude(self) -> float:
        """Smallest movement that two pixels can show, and never below 1% of a body length."""
        return max(0.010, 2.0 / self.scene.camera.body_length_px)

    def hides(self, part: str) -> bool:
        """Whether the cover lies over a part (`left_arm`, `face`, ...)."""
        limb = part.split("_")[-1]
        return (limb in ("leg", "foot") and self.cover != "") or (limb in ("arm", "hand") and self.cover == "wrap")


@cache
def look(name: str, number: int, seed: int) -> Look:
    """Return how clip `number` of the set is seen; what is not taken in turns is drawn from the seed."""
    rng = np.random.default_rng([seed, 11])
    pose = POSES[number % len(POSES)]
    size = (1280, 720) if number % 17 == 8 else SIZES[(number + number // 8) % len(SIZES)]
    fps = RATES[(number + number // len(RATES)) % len(RATES)]
    cover = "wrap" if pose == "swaddled" else COVERS[(number + number // len(POSES)) % len(COVERS)]
    if pose.startswith("prone") and cover == "chest":
        cover = "waist"
    camera = _camera(rng, size, fps)
    dim = float(rng.uniform(0.55, 1.10))
    light = Light(
        level=dim,
        spot_x=float(rng.uniform(0.3, 0.7)),
        spot_y=float(rng.uniform(0.3, 0.65)),
        spot_radius=float(rng.uniform(0.42, 0.95)),
        slant_x=float(rng.uniform(-0.4, 0.4)),
        slant_y=float(rng.uniform(-0.4, 0.4)),
    )
    # Gain brings noise: the dimmer, the noisier.
    noise = Noise(float(rng.uniform(2.5, 6.5)) * (1.35 - 0.35 * dim), float(rng.choice([0.0, 0.6, 0.8, 1.1])))
    pixels_a_second = size[0] * size[1] * fps
    bit_rate = int(np.clip(pixels_a_second * float(rng.uniform(0.045, 0.12)), 90_000, 1_600_000))
    child = child_of(number)
    camera = _fitted(camera, resting_pose(pose, seed) + settings_vector(child.settings))
    scene = Scene(
        name,
        0.0,
        seed,
        pose=pose,
        camera=camera,
        light=light,
        noise=noise,
        blanket=_blanket(rng, cover),
        breathing_hz=float(rng.uniform(0.45, 0.80)),
        breathing_depth=float(rng.uniform(0.0010, 0.0032)),
        bit_rate=bit_rate,
        keyframe_every_s=float(rng.choice([1.0, 2.0, 2.0, 4.0])),
        preset="superfast",
        child=child,
    )
    return Look(scene, cover)


def child_of(number: int) -> Child:
    """Return the child of clip `number`: in turns, shifted by one each time, so that it meets other poses."""
    return CHILDREN[(number + number // len(CHILDREN)) % len(CHILDREN)]


def _camera(rng: np.random.Generator, size: tuple[int, int], fps: int) -> Camera:
    width, height = size
    rotation = float(rng.uniform(-180.0, 180.0))
    # Half of the cameras hang as people hang them: the infant roughly upright or lying across.
    if rng.random() < 0.5:
        rotation = float(rng.choice([0.0, 0.0, 90.0, -90.0, 180.0])) + float(rng.normal(0.0, 9.0))
    along, across = abs(math.cos(math.radians(rotation))), abs(math.sin(math.radians(rotation)))
    room = min(width / (across + _BREADTH * along), height / (along + _BREADTH * across))
    length = float(np.clip(rng.uniform(0.36, 0.95) * width, max(0.30 * width, 130.0), 0.98 * room))
    tilt_x, tilt_y = (float(rng.uniform(-0.22, 0.22)) if rng.random() < 0.5 else 0.0 for _ in range(2))
    return Camera(
        width,
        height,
        Fraction(fps),
        body_length_px=length,
        rotation_deg=round(rotation, 1),
        centre_x=float(rng.uniform(0.15, 0.85)),
        centre_y=float(rng.uniform(0.15, 0.85)),
        blur_px=float(rng.uniform(0.5, 1.1)),
        exposure_s=min(float(rng.choice([1 / 60, 1 / 30, 1 / 30, 1 / 20, 1 / 15])), 1.0 / fps),
        mirrored=bool(rng.random() < 0.2),
        tilt_x=tilt_x,
        tilt_y=tilt_y,
    )


def _fitted(camera: Camera, rest: Values) -> Camera:
    """Move the infant into the picture, and make it smaller where it is too large for that."""
    frame = np.array([camera.width_px, camera.height_px])
    places = joint_positions(rest[np.newaxis])[0]
    for _ in range(12):
        matrix = camera_matrix(camera)
        seen = through(view_matrix(camera), places @ matrix[:, :2].T + matrix[:, 2])
        reach = _REACH * camera.body_length_px
        low, high = seen.min(axis=0) - reach, seen.max(axis=0) + reach
        smaller = float(np.min(np.minimum(1.0, frame / (high - low))))
        # Too far to the left is a positive shift; what is too large is centred.
        shift = np.maximum(-low, 0.0) - np.maximum(high - frame, 0.0)
        shift[0] *= -1.0 if camera.mirrored else 1.0
        better = replace(
            camera,
            body_length_px=round(camera.body_length_px * (0.99 * smaller if smaller < 1.0 else 1.0), 1),
            centre_x=round(camera.centre_x + 0.8 * float(shift[0]) / camera.width_px, 4),
            centre_y=round(camera.centre_y + 0.8 * float(shift[1]) / camera.height_px, 4),
        )
        if better == camera:
            break
        camera = better
    return camera


def _blanket(rng: np.random.Generator, cover: str) -> Blanket | None:
    albedo = float(rng.uniform(0.40, 0.68))
    if cover == "wrap":
        return Blanket(top=-0.275, thickness=0.014, half_width=0.205, taper=0.10, albedo=albedo, wrapped=True)
    if cover:
        top = float(rng.uniform(-0.06, 0.02) if cover == "waist" else rng.uniform(-0.19, -0.12))
        return Blanket(top=top, thickness=float(rng.uniform(0.012, 0.020)), albedo=albedo)
    return None
