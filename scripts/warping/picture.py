"""One frame of a view: the recording's picture, displaced, blurred along its way, seen, lit and made noisy."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rendering import effects
from rendering.figure import Values
from rendering.lens import shifted
from rendering.quick import grain_pool, room_lamp, sensed
from rendering.surroundings import lamp, speckle

from warping.actions import Action
from warping.blanket import Blanket
from warping.composing import Clip
from warping.fields import Field, Grid, displaced, summed
from warping.source import Grey, Source

Image = NDArray[np.float32]

_BLUR_STEP_PX: Final = 1.5
"""How far anything may move between two of the moments that a frame is averaged from."""
_MOST_MOMENTS: Final = 4
_WHITE: Final = 265.0
"""Grey value of the recording's white in the middle of a spot of usual brightness."""
_SURROUNDINGS_SMALLER: Final = 4
_RIM_PX: Final = 40.0
"""Over so many pixels the recording's edge becomes what surrounds it."""


class WarpedPicture:
    """Draws the frames of one clip.

    Parameters
    ----------
    clip
        What to draw.
    source
        The recording that it is made of.
    """

    def __init__(self, clip: Clip, source: Source) -> None:
        self.clip, self._source = clip, source
        scene = clip.scene
        grid = Grid(source.width_px, source.height_px)
        self.actions = clip.actions()
        cover = clip.view.cover
        self.blanket = Blanket(cover, grid, source.pictures[0], scene.seed) if cover is not None else None
        self._cloth = {id(f): self.blanket.field(f) for a in self.actions for f in a.fields} if self.blanket else {}
        self._largest = {id(f): float(np.linalg.norm(f, axis=-1).max()) for a in self.actions for f in a.fields}
        self._matrix = np.array(clip.view.matrix)
        self._smaller = min(1.0, clip.view.scale)
        self._tone = _tone(clip.view.gamma, clip.view.contrast)
        self._lamp = lamp(scene.camera, scene.light) * np.float32(_WHITE)
        self._room = (
            room_lamp(scene, _WHITE) if any(d.kind == "light_switch" for d in scene.disturbances) else self._lamp
        )
        self._soft = float(np.hypot(scene.camera.blur_px, scene.noise.smoothing_px))
        self._grain = grain_pool(scene)
        self._around = _surroundings(source.pictures[0], scene.seed)
        self._rested: dict[int, Grey] = {}
        centres = np.array([place.centre_px for place in clip.view.places.of_kind("trunk") or clip.view.places.all])
        target = clip.view.seen(centres).mean(axis=0)
        has_hand = any(d.kind == "hand" for d in scene.disturbances)
        self._visitor = effects.Visitor(scene, target, scene.camera.body_length_px) if has_hand else None

    def frame(self, index: int, time_s: float) -> NDArray[np.uint8]:
        """Return the frame shown at `time_s`, shape (height, width); `index` decides its noise."""
        return sensed(self.clean_frame(time_s), self._grain, self.clip.scene, index, time_s)

    def clean_frame(self, time_s: float) -> Image:
        """Return the light that reaches the sensor around `time_s`, in grey values, without noise."""
        scene = self.clip.scene
        knock = effects.knock_at(scene.disturbances, time_s, scene.camera.width_px)
        number = self._source.shown_at(time_s)
        moments = self._moments(time_s)
        if any(moments) or knock != (0.0, 0.0):
            seen = self._seen(self._moved(number, moments), shifted(self._matrix, knock))
        else:
            if number not in self._rested:
                self._rested[number] = self._seen(self._moved(number, [{}]), self._matrix)
            seen = self._rested[number]
        light = self._room if effects.room_light_at(scene.disturbances, time_s) else self._lamp
        picture = np.asarray(cv2.LUT(seen, self._tone), np.float32) * light
        picture *= np.float32(effects.gain_at(scene.disturbances, time_s))
        return effects.with_company(picture, scene.disturbances, self._visitor, time_s)

    def _moments(self, time_s: float) -> list[dict[int, tuple[Field, float]]]:
        """Fields and their levels at the moments that the frame is averaged from; empty ones where all rests."""
        exposure = self.clip.scene.camera.exposure_s
        begun = [action for action in self.actions if action.movement.start_s < time_s + exposure]
        going = [a for a in begun if a.stays or time_s - exposure < a.movement.end_s]
        ends = [_levels(going, time_s + shift) for shift in (-exposure / 2, exposure / 2)]
        moved = sum(abs(ends[1][key][1] - level) * self._largest[key] for key, (_, level) in ends[0].items())
        count = int(np.clip(np.ceil(moved * self.clip.view.scale / _BLUR_STEP_PX), 1, _MOST_MOMENTS))
        shares = (np.arange(count) + 0.5) / count - 0.5
        found = (_levels(going, time_s + exposure * float(share)) for share in shares)
        return [{key: value for key, value in levels.items() if abs(value[1]) > 1e-9} for levels in found]

    def _moved(self, number: int, moments: list[dict[int, tuple[Field, float]]]) -> NDArray[Any]:
        """The recording's picture with everything where it is, averaged over the moments, the cloth on it."""
        rested = self._source.pictures[number]
        if self.blanket is None and not any(moments):
            return rested
        layers = self.blanket.layers(rested) if self.blanket is not None else None
        total = np.zeros(rested.shape, np.float32)
        for levels in moments:
            picture: NDArray[Any] = rested
            over = layers
            if levels:
                values = [level for _, level in levels.values()]
                picture = displaced(rested, summed([field for field, _ in levels.values()], values))
                if layers is not None:
                    over = displaced(layers, summed([self._cloth[key] for key in levels], values), sharp=False)
            one = picture.astype(np.float32)
            total += one if over is None else Blanket.laid_over(one, over)
        return total / np.float32(len(moments))

    def _seen(self, picture: NDArray[Any], matrix: Values) -> Grey:
        """The picture as the camera has it: made smaller without aliasing, turned, its surroundings around it."""
        camera = self.clip.scene.camera
        smaller, size = self._smaller, (camera.width_px, camera.height_px)
        if smaller < 1.0:
            picture = cv2.resize(picture, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)
        inner = cv2.warpPerspective(
            picture, matrix @ _enlarging(1.0 / smaller), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ).astype(np.float32)
        around, share, step, pad = self._around
        moved = np.eye(3)
        moved[:2, 2] = -pad
        far = cv2.warpPerspective(around, matrix @ _enlarging(step) @ moved, size, borderMode=cv2.BORDER_REPLICATE)
        inside = cv2.warpPerspective(share, matrix @ _enlarging(step), size, borderMode=cv2.BORDER_CONSTANT)
        seen = np.asarray(far + inside * (inner - far), np.float32)
        soft = cv2.GaussianBlur(seen, (0, 0), self._soft) if self._soft > 0 else seen
        return np.asarray(np.clip(np.round(soft), 0, 255), np.uint8)


def _levels(actions: list[Action], time_s: float) -> dict[int, tuple[Field, float]]:
    """Level of each field at a time; a field of two actions, such as a jerk and its sliding back, stands there once."""
    found: dict[int, tuple[Field, float]] = {}
    for action in actions:
        for field, level in zip(action.fields, action.levels(np.array([time_s]))[0], strict=True):
            found[id(field)] = field, found.get(id(field), (field, 0.0))[1] + float(level)
    return found


def _enlarging(factor: float) -> Values:
    """From pixels of a picture that was made smaller to those of the whole; corners of pixels stay corners."""
    return np.array([[factor, 0.0, (factor - 1.0) / 2], [0.0, factor, (factor - 1.0) / 2], [0.0, 0.0, 1.0]])


def _tone(gamma: float, contrast: float) -> Image:
    """Brightness of each grey value, 0 to 1; no value becomes as dark as another."""
    curved = (np.arange(256) / 255.0) ** gamma
    steep = 1.0 / (1.0 + np.exp(-4.0 * contrast * (curved - 0.45)))
    return np.asarray((steep - 0.8 * steep[0]) / (steep[-1] - 0.8 * steep[0]), np.float32)


def _surroundings(picture: Grey, seed: int) -> tuple[Image, Image, float, int]:
    """What lies around the recording: its border stretched on and blurred, with some texture.

    Returns
    -------
    The picture with its surroundings, how much of each place is recording, both made smaller; how many times smaller;
    and how far the surroundings reach.
    """
    rng = np.random.default_rng([seed, 47])
    small = cv2.resize(
        picture, None, fx=1 / _SURROUNDINGS_SMALLER, fy=1 / _SURROUNDINGS_SMALLER, interpolation=cv2.INTER_AREA
    ).astype(np.float32)
    height, width = small.shape
    pad = 3 * max(height, width)
    # Only the border counts: the middle would show through at the rim.
    padded = cv2.copyMakeBorder(small, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    blurred = cv2.GaussianBlur(padded, (0, 0), 6.0)
    texture = 1.0 + 0.03 * speckle(blurred.shape, 5.0, rng) + 0.04 * speckle(blurred.shape, 24.0, rng)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    from_edge = np.minimum(np.minimum(columns, width - 1 - columns), np.minimum(rows, height - 1 - rows))
    share = np.clip(from_edge * _SURROUNDINGS_SMALLER / _RIM_PX, 0.0, 1.0)
    return np.asarray(blurred * texture, np.float32), share.astype(np.float32), float(_SURROUNDINGS_SMALLER), pad
