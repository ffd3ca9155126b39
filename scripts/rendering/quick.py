"""Frames of long scenes, drawn fast: what rests is drawn once, what moves in a window of its own.

Quiet breathing is a blend of two drawn depths of breath, less than half a pixel apart. A limb that moves is drawn, with
all that touches it, in a window around where it is and where it rested, and laid into the resting picture with a soft
edge. Noise comes from a pool that is already smoothed, at a place of its own in every frame.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering import effects
from rendering.body import DRAWN_PARTS, SHADOW_SHRINK, Body, Image, Window
from rendering.figure import JOINT_INDEX, Values, joint_positions, setting
from rendering.lens import shifted, through, view_matrix
from rendering.movement import Movement, settings_at
from rendering.picture import WHITE
from rendering.scene import Scene
from rendering.surroundings import lamp

_BREATH_STEP_PX: Final = 0.4
"""How far apart the drawn depths of breath are."""
_SHADOW: Final = 0.10
"""How far a shadow reaches."""
_PAD: Final = 0.10
"""Drawn around a window for the sake of its inside, body lengths."""
_LEAST_PAD_PX: Final = 24
_FEATHER_PX: Final = 6
_BLUR_STEP_PX: Final = 2.5
"""How far a joint may move between two of the moments that a frame is averaged from."""
_MOST_MOMENTS: Final = 3


class QuickPicture:
    """Draws the frames of one scene; fast when they are asked for in order.

    Parameters
    ----------
    scene
        What to draw.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        camera = scene.camera
        self._body = Body(scene, even=True)
        self._view = view_matrix(camera)
        self._plain = bool(np.allclose(self._view, np.eye(3)))
        self._lamp = lamp(camera, scene.light) * np.float32(WHITE)
        self._room = room_lamp(scene) if any(d.kind == "light_switch" for d in scene.disturbances) else self._lamp
        self._soft = float(np.hypot(camera.blur_px, scene.noise.smoothing_px))
        self._grain = grain_pool(scene)
        self._rested: int = -1
        self._rest_row = self._body.rest
        self._going: list[Movement] = []
        self._lit: dict[int, Image] = {}
        self._finished: dict[int, Image] = {}
        ends = {m.end_s for m in scene.movements}
        self._ends = np.array(sorted(ends))
        # The left edge of a visitor's hand depends on where the infant's chest is seen.
        joints = self.joints_px(np.zeros(1))[0]
        length = float(np.linalg.norm(joints[JOINT_INDEX["crown"]] - joints[JOINT_INDEX["pelvis"]])) / 0.555
        self._visitor = (
            effects.Visitor(scene, joints[JOINT_INDEX["chest"]], length)
            if any(d.kind == "hand" for d in scene.disturbances)
            else None
        )

    @property
    def rest(self) -> Values:
        """Joint settings at rest."""
        return self._body.rest

    def joints_px(self, times_s: Values) -> Values:
        """Return where the joints are in the camera's picture, pixels, shape (n, number of joints, 2)."""
        return through(self._view, self._body.joints_px(times_s))

    def frame(self, index: int, time_s: float) -> NDArray[np.uint8]:
        """Return the frame shown at `time_s`, shape (height, width); `index` decides its noise."""
        return sensed(self.clean_frame(time_s), self._grain, self.scene, index, time_s)

    def clean_frame(self, time_s: float) -> Image:
        """Return the light that reaches the sensor around `time_s`, in grey values, without noise."""
        disturbances = self.scene.disturbances
        knock = effects.knock_at(disturbances, time_s, self.scene.camera.width_px)
        room = effects.room_light_at(disturbances, time_s)
        self._settle(time_s)
        moments = self._moments(time_s)
        step = _BREATH_STEP_PX / self.scene.camera.body_length_px
        level = (self._body.breath(time_s) + float(setting(moments[-1], "breath"))) / step
        low, high, share = int(np.floor(level)), int(np.floor(level)) + 1, float(level % 1.0)
        window = self._window(moments)
        if room or knock != (0.0, 0.0):
            blend = cv2.addWeighted(self._lit_at(low), 1.0 - share, self._lit_at(high), share, 0.0)
            lit = np.asarray(blend, np.float32)
            if window is not None:
                _lay(lit, *self._patch(moments, window, time_s), origin=self._corner())
            matrix = shifted(self._view, knock)
            picture = self._finish(lit, self._room if room else self._lamp, matrix)
        else:
            picture = np.asarray(
                cv2.addWeighted(self._finished_at(low), 1.0 - share, self._finished_at(high), share, 0.0), np.float32
            )
            if window is not None:
                self._lay_finished(picture, moments, window, time_s)
        gain = effects.gain_at(disturbances, time_s)
        if gain != 1.0:
            picture = picture * np.float32(gain)
        return effects.with_company(picture, disturbances, self._visitor, time_s)

    def _moments(self, time_s: float) -> Values:
        """Joint settings at the moments that the frame is averaged from; shape (n, number of settings)."""
        exposure = self.scene.camera.exposure_s
        going = [m for m in self._going if m.start_s < time_s + exposure]
        ends = settings_at(self._rest_row, going, np.array([time_s - exposure / 2, time_s + exposure / 2]))
        if not going or np.array_equal(ends[0], ends[1]):
            return ends[:1]
        joints = self._body.to_picture(joint_positions(ends))
        moved_px = float(np.linalg.norm(joints[1] - joints[0], axis=-1).max())
        count = int(np.clip(np.ceil(moved_px / _BLUR_STEP_PX), 1, _MOST_MOMENTS))
        shares = (np.arange(count) + 0.5) / count - 0.5
        return np.asarray(settings_at(self._rest_row, going, time_s + exposure * shares))

    def _settle(self, time_s: float) -> None:
        """Make the resting infant that of this time: as the movements that are over have left it."""
        exposure = self.scene.camera.exposure_s
        rested = int(np.searchsorted(self._ends, time_s - exposure / 2, side="right"))
        if rested != self._rested:
            limit = self._ends[rested - 1] if rested else -1.0
            over = [movement for movement in self.scene.movements if movement.end_s <= limit]
            row = settings_at(self.rest, over, np.array([1e9]))[0]
            if not np.array_equal(row, self._rest_row) or self._rested < 0:
                self._lit, self._finished = {}, {}
            self._rest_row, self._rested = row, rested
            self._going = [movement for movement in self.scene.movements if movement.end_s > limit]

    def _lit_at(self, level: int) -> Image:
        """The resting infant, lit, at one of the drawn depths of breath."""
        if level not in self._lit:
            step = _BREATH_STEP_PX / self.scene.camera.body_length_px
            self._lit[level] = self._body.lit(self._rest_row, level * step)
        return self._lit[level]

    def _finished_at(self, level: int) -> Image:
        if level not in self._finished:
            self._finished[level] = self._finish(self._lit_at(level), self._lamp, self._view)
        return self._finished[level]

    def _finish(self, lit: Image, light: Image, matrix: Values) -> Image:
        """Put the lit region into the crib, light it, look at it through the lens."""
        top, bottom, left, right = self._body.region
        whole = self._body.sheet.copy()
        whole[top:bottom, left:right] = lit
        whole *= light
        whole = np.asarray(cv2.GaussianBlur(whole, (0, 0), self._soft), np.float32)
        if np.allclose(matrix, np.eye(3)):
            return whole
        size = (whole.shape[1], whole.shape[0])
        return np.asarray(cv2.warpPerspective(whole, matrix, size, borderMode=cv2.BORDER_REFLECT), np.float32)

    def _window(self, moments: Values) -> Window | None:
        """Where the picture differs from the resting one, or None."""
        rows = np.vstack([self._rest_row[np.newaxis], moments])
        places = joint_positions(rows)
        moved = np.abs(places[1:] - places[0]).max(axis=(0, 2)) > 1e-7
        stretched = np.abs(rows[1:] - rows[0]).max(axis=0) > 1e-9
        boxes = []
        for joints, settings, reach in DRAWN_PARTS:
            if moved[joints].any() or stretched[settings].any():
                corners = self._body.to_picture(places[:, joints].reshape(-1, 2))
                room = (reach + _SHADOW) * self.scene.camera.body_length_px
                boxes.append([*(corners.min(axis=0) - room), *(corners.max(axis=0) + room)])
        if not boxes:
            return None
        all_boxes = np.array(boxes)
        low, high = all_boxes[:, :2].min(axis=0), all_boxes[:, 2:].max(axis=0)
        top, bottom, left, right = self._body.region
        window = (
            max(top, int(low[1])), min(bottom, int(high[1]) + 1), max(left, int(low[0])), min(right, int(high[0]) + 1),
        )  # fmt: skip
        return window if window[1] - window[0] > 4 and window[3] - window[2] > 4 else None

    def _patch(self, moments: Values, window: Window, time_s: float) -> tuple[Image, Image, tuple[int, int]]:
        """The lit window and a pad around it, how much of it counts, and its corner (top, left)."""
        pad = max(_LEAST_PAD_PX, int(_PAD * self.scene.camera.body_length_px))
        top, bottom, left, right = self._body.region
        # Corners where those of the pixels are that shadows are drawn in.
        first_row, first_column = (
            start + max(0, at - pad - start) // SHADOW_SHRINK * SHADOW_SHRINK
            for start, at in ((top, window[0]), (left, window[2]))
        )
        end_row, end_column = (
            min(end, start + -(-(at + pad - start) // SHADOW_SHRINK) * SHADOW_SHRINK)
            for start, at, end in ((top, window[1], bottom), (left, window[3], right))
        )
        outer = (first_row, end_row, first_column, end_column)
        natural = self._body.breath(time_s)
        lit = [self._body.lit(row, natural + float(setting(row, "breath")), outer) for row in moments]
        picture = np.asarray(np.mean(lit, axis=0, dtype=np.float32) if len(lit) > 1 else lit[0], np.float32)
        rows = _ramp(outer[0], outer[1], window[0], window[1], (top, bottom))
        columns = _ramp(outer[2], outer[3], window[2], window[3], (left, right))
        return picture, np.asarray(np.outer(rows, columns), np.float32), (outer[0], outer[2])

    def _corner(self) -> tuple[int, int]:
        return self._body.region[0], self._body.region[2]

    def _lay_finished(self, picture: Image, moments: Values, window: Window, time_s: float) -> None:
        """Draw what moves, finish it by itself and lay it into the finished picture."""
        lit, share, (top, left) = self._patch(moments, window, time_s)
        bottom, right = top + lit.shape[0], left + lit.shape[1]
        patch = np.asarray(cv2.GaussianBlur(lit * self._lamp[top:bottom, left:right], (0, 0), self._soft), np.float32)
        if self._plain:
            _lay(picture, patch, share, (top, left), origin=(0, 0))
            return
        corners = np.array([[left, top], [right, top], [left, bottom], [right, bottom]], np.float64)
        seen = through(self._view, corners)
        low = np.maximum(np.floor(seen.min(axis=0)).astype(int), 0)
        high = np.minimum(np.ceil(seen.max(axis=0)).astype(int) + 1, [picture.shape[1], picture.shape[0]])
        if (high <= low).any():
            return
        there, here = np.eye(3), np.eye(3)
        there[:2, 2], here[:2, 2] = -low, (left, top)
        matrix, size = there @ self._view @ here, (int(high[0] - low[0]), int(high[1] - low[1]))
        # Beyond its edge the patch goes on, and counts for nothing.
        turned = cv2.warpPerspective(patch, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        counts = cv2.warpPerspective(share, matrix, size, borderMode=cv2.BORDER_CONSTANT)
        _lay(
            picture, np.asarray(turned, np.float32), np.asarray(counts, np.float32), (int(low[1]), int(low[0])), (0, 0)
        )


def _lay(picture: Image, patch: Image, share: Image, corner: tuple[int, int], origin: tuple[int, int]) -> None:
    """Blend a patch into a picture whose first pixel is `origin`."""
    top, left = corner[0] - origin[0], corner[1] - origin[1]
    area = picture[top : top + patch.shape[0], left : left + patch.shape[1]]
    area += share * (patch - area)


def _ramp(first: int, end: int, from_: int, to: int, limits: tuple[int, int]) -> Values:
    """1 inside from_ to to, falling to 0 outside; at the region's own edge nothing needs to fall."""
    at = np.arange(first, end) + 0.5
    rise = np.ones(len(at)) if first == limits[0] and from_ - first < _FEATHER_PX else (at - from_) / _FEATHER_PX + 1.0
    fall = np.ones(len(at)) if end == limits[1] and end - to < _FEATHER_PX else (to - at) / _FEATHER_PX + 1.0
    return np.asarray(np.clip(np.minimum(rise, fall), 0.0, 1.0))


def room_lamp(scene: Scene, white: float = WHITE) -> Image:
    """Return the light from a lamp in the room: broad, from elsewhere; `white` is the grey value of full brightness."""
    rng = np.random.default_rng([scene.seed, 43])
    other = replace(
        scene.light, spot_x=float(rng.uniform(-0.2, 1.2)), spot_y=float(rng.uniform(-0.2, 1.0)), spot_radius=1.1
    )
    return lamp(scene.camera, other) * np.float32(white)


def grain_pool(scene: Scene) -> Image:
    """A pool of noise, smoothed as the camera does it, in one row."""
    camera = scene.camera
    rng = np.random.default_rng([scene.seed, 6, scene.noise_seed])
    pool = rng.standard_normal((3 * camera.height_px, camera.width_px), dtype=np.float32)
    if scene.noise.smoothing_px > 0:
        pool = np.asarray(cv2.GaussianBlur(pool, (0, 0), scene.noise.smoothing_px), np.float32)
    return pool.ravel()


def sensed(clean: Image, pool: Image, scene: Scene, index: int, time_s: float) -> NDArray[np.uint8]:
    """Return what the camera sends of the light that reaches its sensor: with noise, and the clock written in.

    Parameters
    ----------
    clean
        The light, in grey values.
    pool
        Noise of `grain_pool`, of which `index` takes a place of its own.
    scene
        Whose seed, noise and clock count.
    index
        Number of the frame.
    time_s
        When it is shown.
    """
    rng = np.random.default_rng([scene.seed, 5, scene.noise_seed, index])
    start = int(rng.integers(0, pool.size - clean.size))
    grain = pool[start : start + clean.size].reshape(clean.shape)
    strength = float(rng.choice([-0.1, 0.1])) * scene.noise.strength
    deviation = cv2.sqrt(cv2.max(clean, 4.0))  # type: ignore[call-overload]
    noisy = cv2.add(clean, cv2.multiply(grain, deviation, scale=strength), dtype=cv2.CV_8U)
    frame = np.asarray(noisy, np.uint8)
    for disturbance in scene.disturbances:
        if disturbance.kind == "clock":
            effects.draw_clock(frame, disturbance, time_s)
    return frame
