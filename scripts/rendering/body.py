"""The infant in its crib at one moment: parts laid over one another by height, covered, lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering.figure import (
    HEAD_HEIGHT,
    JOINT_INDEX,
    NECK_HEIGHT,
    SETTINGS,
    SIDE_SIGN,
    SIDES,
    Values,
    joint_positions,
    setting,
)
from rendering.movement import settings_at
from rendering.parts import KEPT_FINER, Sprite, draw_parts, with_jaw
from rendering.scene import Camera, Scene
from rendering.surroundings import Cloth, body_coordinates, camera_matrix, crib

Image = NDArray[np.float32]
Window = tuple[int, int, int, int]
"""Top, bottom, left, right, pixels of the flat picture."""

SHADOW_SHRINK: Final = 4
"""Shadows are drawn in a picture this many times smaller."""
_MARGIN: Final = 0.17
"""How far the drawn body and its shadow reach beyond the joints, body lengths."""
_DRAGGING: Final = ("left_knee", "left_ankle", "left_toe", "right_knee", "right_ankle", "right_toe")
_WRAPPED: Final = ("left_elbow", "left_wrist", "right_elbow", "right_wrist")
"""Joints that drag a cloth along with them; those of the arms where it is wrapped around them."""


def _drawn_parts() -> list[tuple[list[int], list[int], float]]:
    """Joints (indices), settings (columns) and reach (body lengths) of what is drawn in one piece."""
    groups: list[tuple[tuple[str, ...], tuple[str, ...], float]] = [
        (("neck", "crown", "nose"), (), 0.15),
        (("nose",), ("jaw",), 0.12),
        (("pelvis", "chest", "left_shoulder", "right_shoulder"), ("trunk",), 0.14),
    ]
    for side in SIDES:
        bones = (
            ("shoulder", "elbow", "upper_arm_length"),
            ("elbow", "wrist", "forearm_length"),
            ("wrist", "hand", ""),
            ("hip", "knee", "thigh_length"),
            ("knee", "ankle", "shin_length"),
            ("ankle", "toe", ""),
        )
        for start, end, length in bones:
            groups.append(((f"{side}_{start}", f"{side}_{end}"), (f"{side}_{length}",) if length else (), 0.085))
    return [
        ([JOINT_INDEX[name] for name in joints], [SETTINGS.index(name) for name in settings], reach)
        for joints, settings, reach in groups
    ]


DRAWN_PARTS: Final = _drawn_parts()
"""What is drawn in one piece: its joints, its further settings, and how far it reaches beyond its joints."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part goes, body lengths."""

    start: Values
    """Where its joint is."""
    down: Values
    """Unit vector along its bone."""
    along: float = 1.0
    """How much it is stretched along the bone."""
    across: float = 1.0
    """How much across; negative mirrors it."""
    lift: float = 0.0
    """How far it is raised."""


class Body:
    """Draws the infant of one scene at any moment, in the whole of its region or in a window of it.

    Parameters
    ----------
    scene
        What to draw. Everything that does not move is drawn here, once.
    even
        Make the sides of the region multiples of `SHADOW_SHRINK`, so that windows whose corners are such multiples of
        pixels into it get the same shadows. Needs a picture whose sides are such multiples.
    """

    def __init__(self, scene: Scene, even: bool = False) -> None:
        self.scene = scene
        camera = scene.camera
        self.rest = scene.rest
        self._matrix = camera_matrix(camera)
        self.sheet = crib(camera, scene.light, np.random.default_rng([scene.seed, 2]))
        self._parts = draw_parts(
            camera.body_length_px, np.random.default_rng([scene.seed, 3]), scene.child.looks, scene.view
        )
        self._legs: tuple[bytes, Image, Image] | None = None
        joints = self.joints_px(np.array([scene.frame_time_s(index) for index in range(scene.frame_count)]))
        self.region = self._body_region(joints)
        if even:
            top, bottom, left, right = self.region
            self.region = (*_evened(top, bottom, camera.height_px), *_evened(left, right, camera.width_px))
        self._names = _DRAGGING + (_WRAPPED if scene.blanket is not None and scene.blanket.wrapped else ())
        self._anchors = joints_of(joints[0], self._names)
        self._cloth: Cloth | None = None
        if scene.blanket is not None:
            top, bottom, left, right = self.region
            x, y = body_coordinates(camera)
            self._cloth = Cloth(
                scene.blanket,
                x[top:bottom, left:right],
                y[top:bottom, left:right],
                camera.body_length_px,
                self._anchors - np.array([left, top]),
                np.random.default_rng([scene.seed, 4]),
            )

    def joints_px(self, times_s: Values) -> Values:
        """Return where the joints are in the flat picture, pixels, shape (n, number of joints, 2)."""
        rows = settings_at(self.rest, self.scene.movements, times_s)
        return self.to_picture(joint_positions(rows))

    def to_picture(self, places: Values) -> Values:
        """Return places in body lengths as pixels of the flat picture."""
        return np.asarray(places @ self._matrix[:, :2].T + self._matrix[:, 2])

    @staticmethod
    def stretched_px(camera: Camera) -> Values:
        """Return crown and heels of a stretched-out infant in the flat picture, pixels, shape (2, 2)."""
        matrix = camera_matrix(camera)
        ends = np.array([[0.0, -NECK_HEIGHT - HEAD_HEIGHT], [0.0, 1.0 - NECK_HEIGHT - HEAD_HEIGHT]])
        return np.asarray(ends @ matrix[:, :2].T + matrix[:, 2])

    def _body_region(self, joints: Values) -> tuple[int, int, int, int]:
        """Top, bottom, left, right of what the body, its shadow and the blanket can ever cover."""
        corners = joints.reshape(-1, 2)
        reach = _MARGIN * self.scene.camera.body_length_px
        if self.scene.blanket is not None:
            top = self.scene.blanket.top
            edges = np.array([[-0.5, top], [0.5, top], [-0.5, 0.75], [0.5, 0.75]])
            corners = np.vstack([corners, self.to_picture(edges)])
        low, high = corners.min(axis=0) - reach, corners.max(axis=0) + reach
        camera = self.scene.camera
        return (
            max(0, int(low[1])),
            min(camera.height_px, int(high[1]) + 1),
            max(0, int(low[0])),
            min(camera.width_px, int(high[0]) + 1),
        )

    def lit(self, row: Values, breath: float, window: Window | None = None) -> Image:
        """Return albedo times shading.

        Parameters
        ----------
        row
            Joint settings, shape (number of settings,).
        breath
            How far the side of the chest is out, body lengths.
        window
            Which part of the flat picture, within the body's region; without it, all of that region.
        """
        window = window or self.region
        places = joint_positions(row[np.newaxis])[0]
        albedo, height = self._with_legs(row, places, window)
        self._lay_upper_body((albedo, height), row, places, breath, window)
        if self._cloth is not None:
            dragged = joints_of(self.to_picture(places), self._names) - self._anchors
            top, bottom, left, right = window
            within = (
                slice(top - self.region[0], bottom - self.region[0]),
                slice(left - self.region[2], right - self.region[2]),
            )
            albedo, height = self._cloth.lay(albedo, height, dragged, within)
        return albedo * self._shading(height)

    def breath(self, time_s: float) -> float:
        """How far the side of the chest is out, body lengths: a sine whose rate and depth wander a little."""
        phase, (rate_hz, depth_hz) = self.scene.seed % 7, self.scene.breathing_wander_hz
        angle = 2 * np.pi * self.scene.breathing_hz * time_s + 0.5 * np.sin(2 * np.pi * rate_hz * time_s + phase)
        depth = self.scene.breathing_depth * (1.0 + 0.15 * np.sin(2 * np.pi * depth_hz * time_s + 2 * phase))
        return float(depth * (0.5 - 0.5 * np.cos(angle)))

    def _with_legs(self, row: Values, places: Values, window: Window) -> tuple[Image, Image]:
        """Albedo and height with the legs on the sheet; in the whole region drawn anew only when a leg has moved."""
        names = tuple(f"{side}_{joint}" for side in SIDES for joint in ("hip", "knee", "ankle", "toe"))
        key = joints_of(places, names).tobytes()
        if window == self.region and self._legs is not None and self._legs[0] == key:
            return self._legs[1].copy(), self._legs[2].copy()
        top, bottom, left, right = window
        albedo = self.sheet[top:bottom, left:right].copy()
        onto = (albedo, np.zeros_like(albedo))
        for side in SIDES:
            for part, start, end in (("thigh", "hip", "knee"), ("foot", "ankle", "toe"), ("shin", "knee", "ankle")):
                self._lay_bone(onto, row, places, (f"{side}_{part}", f"{side}_{start}", f"{side}_{end}"), window)
        if window == self.region:
            self._legs = (key, *onto)
            return onto[0].copy(), onto[1].copy()
        return onto

    def _lay_upper_body(
        self, onto: tuple[Image, Image], row: Values, places: Values, breath: float, window: Window
    ) -> None:
        """Lay torso, arms and head; `breath` is how far the side of the chest is out."""
        trunk = float(setting(row, "trunk"))
        longer = 1.0 + float(setting(row, "trunk_length"))
        torso = _Place(
            places[JOINT_INDEX["pelvis"]],
            _down(trunk),
            longer * (1.0 + 0.3 * breath / 0.13),
            1.0 + breath / 0.13,
            breath,
        )
        self._lay(onto, self._parts["torso"], torso, window)
        for side in SIDES:
            shift = breath * np.array([0.35 * SIDE_SIGN[side], -0.25])
            for part, start, end in (
                ("upper_arm", "shoulder", "elbow"),
                ("forearm", "elbow", "wrist"),
                ("hand", "wrist", "hand"),
            ):
                names = (f"{side}_{part}", f"{side}_{start}", f"{side}_{end}")
                self._lay_bone(onto, row, places + shift, names, window)
        neck = places[JOINT_INDEX["neck"]] + np.array([0.0, -0.3 * breath])
        size = 1.0 + float(setting(row, "head_size"))
        head, jaw = self._parts["head"], float(setting(row, "jaw"))
        if jaw:
            head = with_jaw(head, jaw, self.scene.camera.body_length_px, self.scene.view)
        self._lay(onto, head, _Place(neck, _down(trunk + float(setting(row, "head"))), size, size), window)

    def _lay_bone(
        self, onto: tuple[Image, Image], row: Values, places: Values, names: tuple[str, str, str], window: Window
    ) -> None:
        """Lay a limb's part, named with its two joints, along its bone."""
        part, start, end = names
        along = places[JOINT_INDEX[end]] - places[JOINT_INDEX[start]]
        length = f"{part}_length"
        stretch = 1.0 + float(setting(row, length)) if length in SETTINGS else 1.0
        # What looks shorter points up at the camera: it lies higher.
        lift = 0.10 * max(0.0, 1.0 - stretch)
        down = along / np.linalg.norm(along)
        mirror = -1.0 if part.startswith("right_") else 1.0
        self._lay(onto, self._parts[part], _Place(places[JOINT_INDEX[start]], down, stretch, mirror, lift), window)

    def _lay(self, onto: tuple[Image, Image], sprite: Sprite, at: _Place, window: Window) -> None:
        """Lay one part into the window of albedo and height: the higher surface wins."""
        albedo, height = onto
        matrix = self._matrix - np.array([[0.0, 0.0, window[2]], [0.0, 0.0, window[0]]])
        turn = matrix[:, :2] / self.scene.camera.body_length_px
        across = turn @ np.array([at.down[1], -at.down[0]]) * (at.across / KEPT_FINER)
        along = turn @ at.down * (at.along / KEPT_FINER)
        linear = np.column_stack([across, along])
        place = matrix[:, :2] @ at.start + matrix[:, 2] - linear @ np.array(sprite.origin)
        rows, columns = sprite.layers.shape[:2]
        corners = np.array([[0, 0], [columns, 0], [0, rows], [columns, rows]]) @ linear.T + place
        low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
        high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, [albedo.shape[1], albedo.shape[0]])
        if (high <= low).any():
            return
        turned = np.column_stack([linear, place - low])
        size = (int(high[0] - low[0]), int(high[1] - low[1]))
        layers = np.asarray(cv2.warpAffine(sprite.layers, turned, size, flags=cv2.INTER_LINEAR), np.float32)
        area = (slice(low[1], high[1]), slice(low[0], high[0]))
        px = self.scene.camera.body_length_px
        below, cover = height[area], layers[..., 2]
        above = layers[..., 1] + np.float32(sprite.base + at.lift * px)
        wins = np.clip((above - below) * np.float32(1.0 / (0.010 * px)) + np.float32(0.5), 0.0, 1.0)
        albedo[area] = albedo[area] * (1.0 - wins * cover) + wins * layers[..., 0]
        height[area] = below + wins * cover * (above - below)

    def _shading(self, height: Image) -> Image:
        """Light on the surface: its slope towards the lamp, soft shadows in hollows and away from the lamp."""
        light, px = self.scene.light, self.scene.camera.body_length_px
        smooth = cv2.GaussianBlur(height, (0, 0), max(0.8, 0.0025 * px))
        slope_x = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
        slope_y = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
        facing = 1.0 - slope_x * np.float32(light.slant_x) - slope_y * np.float32(light.slant_y)
        facing /= np.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
        shade = np.float32(0.46) + np.float32(0.54) * np.maximum(facing, 0.0)
        low = cv2.resize(height, None, fx=1 / SHADOW_SHRINK, fy=1 / SHADOW_SHRINK, interpolation=cv2.INTER_AREA)
        hollow = cv2.GaussianBlur(low, (0, 0), 0.022 * px / SHADOW_SHRINK)
        away = np.array([[1.0, 0.0, -light.slant_x], [0.0, 1.0, -light.slant_y]])
        away[:, 2] *= 0.16 * px / SHADOW_SHRINK
        soft = cv2.GaussianBlur(low, (0, 0), 0.018 * px / SHADOW_SHRINK)
        cast = cv2.warpAffine(soft, away, (low.shape[1], low.shape[0]))
        size = (height.shape[1], height.shape[0])
        over_hollow = np.maximum(cv2.resize(hollow, size, interpolation=cv2.INTER_CUBIC) - height, 0.0)
        over_cast = np.maximum(cv2.resize(cast, size, interpolation=cv2.INTER_CUBIC) - height, 0.0)
        dark = over_hollow * np.float32(7.0 / px) + over_cast * np.float32(9.0 / px)
        return np.asarray(shade / (1.0 + dark), np.float32)


def joints_of(joints: Values, names: tuple[str, ...]) -> Values:
    """Pick joints by name from an array with the joints on its last but one axis."""
    return np.asarray(joints[..., [JOINT_INDEX[name] for name in names], :])


def _evened(first: int, end: int, limit: int) -> tuple[int, int]:
    """The least span around first to end, within the limit, whose length is a multiple of `SHADOW_SHRINK`."""
    length = min(-(-(end - first) // SHADOW_SHRINK) * SHADOW_SHRINK, limit)
    first = min(first, limit - length)
    return first, first + length


def _down(degrees: float) -> Values:
    """Unit vector down the body, turned."""
    angle = np.radians(degrees)
    return np.array([-np.sin(angle), np.cos(angle)])
