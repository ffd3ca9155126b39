"""How a clip is seen: turned, near or far, by which camera, in which light, under which cover. Values only."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
from rendering.figure import Values
from rendering.lens import through, view_matrix
from rendering.scene import Camera, Light, Noise, Scene
from rendering.views import RATES, SIZES, Look

from warping.places import LIMB_KINDS, InputError, Place, Places

POSE: Final = "side_curled"
"""Pose of the figure that movements are planned for; only their courses and sizes are taken."""
CLOSE_EVERY: Final = 5
"""One clip in so many of the usual set is a close-up."""
COVERS: Final = ("", "waist", "", "", "chest", "", "")
"""Blankets, taken in turns."""
_MARGIN: Final = 0.03
"""A place counts as seen when its centre lies this share of the picture's size inside it."""
_LEAST_BODY_PX: Final = 110.0


@dataclass(frozen=True, slots=True)
class Cover:
    """A blanket over the infant from a line across its body downwards."""

    edge_px: tuple[float, float]
    """A point of its upper edge, pixels of the recording."""
    down: tuple[float, float]
    """Where it goes from there: the direction from head to feet, of length 1."""
    half_width_px: float
    length_px: float
    """From its upper edge to its lower one."""
    share: float
    """How much of what moves beneath it can be seen on it."""
    spread_px: float
    """How far a movement is spread in the cloth (standard deviation)."""
    shade: float
    """Its brightness, as a share of the picture's mean."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides a clip but its movements and disturbances."""

    look: Look
    """Scene and cover, as plans of movements ask for them."""
    matrix: tuple[tuple[float, ...], ...]
    """From pixels of the recording to pixels of the clip."""
    places: Places
    """Those that can be seen."""
    scale: float
    """Pixels of the clip for one of the recording, at the middle of the infant."""
    cover: Cover | None
    gamma: float
    contrast: float
    close: bool

    @property
    def scene(self) -> Scene:
        """The scene without its movements."""
        return self.look.scene

    def seen(self, places_px: Values) -> Values:
        """Return where places of the recording are in the clip, pixels."""
        return through(np.array(self.matrix), places_px)


def view(name: str, number: int, seed: int, places: Places, size: tuple[int, int], close: bool) -> View:
    """Return how a clip is seen.

    Parameters
    ----------
    name, number
        Of the clip; sizes, frame rates and covers are taken in turns.
    seed
        Of the clip: decides the rest.
    places
        All that the recording shows.
    size
        Width and height of the recording.
    close
        Whether the infant fills the picture, and more.
    """
    for place in places.all:
        if not (0 <= place.centre_px[0] < size[0] and 0 <= place.centre_px[1] < size[1]):
            raise InputError(
                f"The {place.kind} at {place.centre_px} lies outside the recording of {size[0]}x{size[1]}."
            )
    rng = np.random.default_rng([seed, 11])
    cover_name = COVERS[(number + number // len(COVERS)) % len(COVERS)]
    for _ in range(60):
        camera = _camera(rng, number)
        matrix, camera = _placed(rng, camera, places, close)
        visible = tuple(place for place in places.all if _is_seen(place, matrix, camera))
        limbs = [place for place in visible if place.kind in LIMB_KINDS]
        if len(limbs) >= min(3, len(places.of_kind(*LIMB_KINDS))):
            break
    else:
        matrix, camera = _placed(rng, camera, places, False)
        visible = places.all
    cover = _cover(rng, places, cover_name)
    shown = Places(places.body_length_px, visible)
    look = Look(_scene(rng, name, seed, camera), cover_name)
    return View(
        look,
        tuple(tuple(float(value) for value in row) for row in matrix),
        shown,
        camera.body_length_px / places.body_length_px,
        cover,
        gamma=float(rng.uniform(0.8, 1.3)),
        contrast=float(rng.uniform(0.8, 1.25)),
        close=close,
    )


def _camera(rng: np.random.Generator, number: int) -> Camera:
    width, height = (1280, 720) if number % 13 == 8 else SIZES[(number + number // 8) % len(SIZES)]
    fps = RATES[(number + number // len(RATES)) % len(RATES)]
    choice = rng.random()
    rotation = float(rng.uniform(-180.0, 180.0))
    if choice < 0.6:
        rotation = float(rng.choice([0.0, 0.0, 90.0, -90.0, 180.0])) + float(rng.normal(0.0, 8.0))
    tilt_x, tilt_y = (float(rng.uniform(-0.16, 0.16)) if rng.random() < 0.5 else 0.0 for _ in range(2))
    return Camera(
        width,
        height,
        Fraction(fps),
        rotation_deg=round(rotation, 1),
        blur_px=float(rng.uniform(0.0, 0.7)),
        exposure_s=min(float(rng.choice([1 / 60, 1 / 30, 1 / 30, 1 / 20, 1 / 15])), 1.0 / fps),
        mirrored=bool(rng.random() < 0.35),
        tilt_x=tilt_x,
        tilt_y=tilt_y,
    )


def _placed(rng: np.random.Generator, camera: Camera, places: Places, close: bool) -> tuple[Values, Camera]:
    """The matrix of a view, and its camera with the body length that it has in it."""
    outline = np.concatenate([_outline(place) for place in places.all])
    frame = np.array([camera.width_px, camera.height_px])
    share = float(rng.uniform(1.0, 1.7) if close else np.exp(rng.uniform(np.log(0.35), np.log(0.95))))
    scale = max(share * camera.width_px, _LEAST_BODY_PX) / places.body_length_px
    # A close-up looks at one part, anything else at the middle of the infant.
    focus = outline.mean(axis=0)
    if close:
        limb = places.all[int(rng.integers(len(places.all)))]
        focus = focus + float(rng.uniform(0.3, 0.9)) * (np.array(limb.centre_px) - focus)
    middle = frame * (rng.uniform(0.4, 0.6, 2) if close else rng.uniform(0.25, 0.75, 2))
    for _ in range(12):
        matrix = _matrix(camera, scale, focus, middle)
        if close:
            break
        seen = through(matrix, outline)
        low, high = seen.min(axis=0), seen.max(axis=0)
        smaller = float(np.min(np.minimum(1.0, 0.98 * frame / (high - low))))
        shift = np.maximum(-low, 0.0) - np.maximum(high - frame, 0.0)
        if smaller == 1.0 and np.abs(shift).max() < 1.0:
            break
        scale *= smaller
        shift[0] *= -1.0 if camera.mirrored else 1.0
        middle = middle + 0.8 * shift
    length = _local_scale(matrix, outline.mean(axis=0)) * places.body_length_px
    return matrix, replace(camera, body_length_px=round(length, 1))


def _matrix(camera: Camera, scale: float, focus: Values, middle: Values) -> Values:
    """From recording to clip: turned and sized about `focus`, which comes to `middle`, then through the lens."""
    angle = math.radians(camera.rotation_deg)
    flat = np.eye(3)
    flat[:2, :2] = scale * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    flat[:2, 2] = middle - flat[:2, :2] @ focus
    return np.asarray(view_matrix(camera) @ flat)


def _local_scale(matrix: Values, place_px: Values) -> float:
    """Pixels of the clip for one of the recording, at a place."""
    corners = through(matrix, place_px + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return math.sqrt(abs(float(np.linalg.det(corners[1:] - corners[0]))))


def _outline(place: Place) -> Values:
    """Points on the ellipse of a place."""
    turns = np.linspace(0.0, 2 * np.pi, 12, endpoint=False)
    angle = math.radians(place.angle_deg)
    turned = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    circle = np.column_stack([np.cos(turns), np.sin(turns)])
    return np.asarray(circle * place.radii_px @ turned + place.centre_px)


def _is_seen(place: Place, matrix: Values, camera: Camera) -> bool:
    """Whether most of a place lies in the picture."""
    frame = np.array([camera.width_px, camera.height_px])
    spots = through(matrix, np.vstack([_outline(place), [place.centre_px]])) / frame
    inside = ((spots > _MARGIN) & (spots < 1.0 - _MARGIN)).all(axis=1)
    return bool(inside[-1]) and float(inside.mean()) > 0.6


def _cover(rng: np.random.Generator, places: Places, name: str) -> Cover | None:
    """A blanket to the waist or the chest; None where the recording does not show which way the infant lies."""
    head = places.of_kind("head", "mouth")
    feet = places.of_kind("foot", "leg")
    width, share, spread, shade = (
        rng.uniform(*limits) for limits in ((0.21, 0.28), (0.25, 0.5), (0.03, 0.06), (0.7, 1.15))
    )
    along = float(rng.uniform(0.45, 0.52) if name == "waist" else rng.uniform(0.26, 0.34))
    if not name or not head or not feet:
        return None
    top = np.mean([place.centre_px for place in head], axis=0)
    bottom = np.mean([place.centre_px for place in feet], axis=0)
    far = float(np.linalg.norm(bottom - top))
    edge, down = top + along * (bottom - top), (bottom - top) / far
    length = places.body_length_px
    return Cover(
        (float(edge[0]), float(edge[1])),
        (float(down[0]), float(down[1])),
        float(width) * length,
        (1.0 - along) * far + 0.16 * length,
        float(share),
        float(spread) * length,
        float(shade),
    )


def _scene(rng: np.random.Generator, name: str, seed: int, camera: Camera) -> Scene:
    dim = float(rng.uniform(0.5, 1.1))
    light = Light(
        level=dim,
        spot_x=float(rng.uniform(0.3, 0.7)),
        spot_y=float(rng.uniform(0.3, 0.65)),
        spot_radius=float(rng.uniform(0.42, 1.2)),
    )
    # Gain brings noise: the dimmer, the noisier.
    noise = Noise(float(rng.uniform(1.5, 6.0)) * (1.35 - 0.35 * dim), float(rng.choice([0.0, 0.6, 0.8, 1.1])))
    pixels_a_second = camera.width_px * camera.height_px * float(camera.fps)
    return Scene(
        name,
        0.0,
        seed,
        pose=POSE,
        camera=camera,
        light=light,
        noise=noise,
        bit_rate=int(np.clip(pixels_a_second * float(rng.uniform(0.04, 0.12)), 80_000, 1_600_000)),
        keyframe_every_s=float(rng.choice([1.0, 2.0, 2.0, 4.0])),
        preset="superfast",
    )
