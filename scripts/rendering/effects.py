"""What is in a recording besides the infant: lights, knocks, things that move, a visitor's hand, a clock.

Each effect is a function of time alone (and of the scene's seed), so that frames can be drawn in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering.figure import Values
from rendering.parts import KEPT_FINER, Brush
from rendering.passers import with_passers
from rendering.scene import Disturbance, Scene

Image = NDArray[np.float32]

HAND_COMES_S: Final = 1.2
"""Time in which a hand comes in, and in which it goes."""
_SETTLES_S: Final = 0.35
"""Time constant of the camera's exposure after a switch."""
_LIGHT_GAIN: Final = 0.75
"""How much brighter the picture is at first when a light goes on, at strength 1."""


def gain_at(disturbances: Sequence[Disturbance], time_s: float) -> float:
    """Return the factor on the whole picture's brightness."""
    gain = 1.0
    for disturbance in disturbances:
        since, left = time_s - disturbance.start_s, disturbance.end_s - time_s
        if since < 0 or left < 0:
            continue
        turns = np.sin(2 * np.pi * disturbance.rate_hz * since)
        if disturbance.kind == "flicker":
            gain *= 1.0 + 0.020 * disturbance.strength * turns
        elif disturbance.kind == "exposure":
            swell = np.sin(np.pi * since / (disturbance.end_s - disturbance.start_s)) ** 2
            gain *= 1.0 + 0.20 * disturbance.strength * swell * turns
        elif disturbance.kind == "light_switch":
            off = _off_at(disturbance)
            if time_s < off:
                gain *= 1.05 + _LIGHT_GAIN * disturbance.strength * np.exp(-since / _SETTLES_S)
            else:
                dark = 1.0 - 1.0 / (1.0 + _LIGHT_GAIN * disturbance.strength)
                gain *= 1.0 - dark * np.exp(-(time_s - off) / _SETTLES_S)
    return float(gain)


def room_light_at(disturbances: Sequence[Disturbance], time_s: float) -> bool:
    """Whether a light in the room is on, so that the light comes from elsewhere."""
    return any(d.kind == "light_switch" and d.start_s <= time_s < _off_at(d) for d in disturbances)


def _off_at(disturbance: Disturbance) -> float:
    return disturbance.end_s - 5 * _SETTLES_S


def knock_at(disturbances: Sequence[Disturbance], time_s: float, width_px: int) -> tuple[float, float]:
    """Return by how many pixels a knock has moved the picture: it swings out and comes to rest where it was."""
    x = y = 0.0
    for disturbance in disturbances:
        since = time_s - disturbance.start_s
        if disturbance.kind == "bump" and since >= 0 and time_s < disturbance.end_s:
            lasts = disturbance.end_s - disturbance.start_s
            swing = np.sin(2 * np.pi * 3.5 * since) * np.exp(-3.0 * since / lasts) * (1.0 - since / lasts)
            x += 0.014 * disturbance.strength * width_px * float(swing)
            y += 0.6 * x
    return x, y


def draw_fan(picture: Image, fan: Disturbance, time_s: float) -> None:
    """Draw the blades of a fan that turns at the picture's edge, into the picture."""
    width, height = picture.shape[1], picture.shape[0]
    radius = fan.strength * width
    (rows, columns), area = _around(fan.x * width, fan.y * height, radius + 2, picture.shape)
    dx, dy = columns - fan.x * width, rows - fan.y * height
    blades = np.tanh(4.0 * np.cos(3.0 * (np.arctan2(dy, dx) - 2 * np.pi * fan.rate_hz * time_s)))
    inside = np.clip(radius - np.hypot(dx, dy), 0.0, 1.0)
    level = float(np.mean(picture[area])) if picture[area].size else 0.0
    picture[area] += (inside * (level * (0.75 + 0.22 * blades) - picture[area])).astype(np.float32)


def draw_mobile(picture: Image, mobile: Disturbance, time_s: float) -> None:
    """Draw three toys that swing on threads, into the picture."""
    width, height = picture.shape[1], picture.shape[0]
    size = 0.28 * mobile.strength * width
    for toy in range(3):
        phase = 2 * np.pi * mobile.rate_hz * (1.0 + 0.13 * toy) * time_s + 2.1 * toy
        x = mobile.x * width + 0.55 * mobile.strength * width * np.cos(2.1 * toy) + 0.5 * size * np.sin(phase)
        y = mobile.y * height + 0.55 * mobile.strength * width * np.sin(2.1 * toy) + 0.2 * size * np.cos(phase)
        (rows, columns), area = _around(x, y, size + 2, picture.shape)
        dx, dy = columns - x, rows - y
        cover = np.clip(size - np.hypot(dx, 1.3 * dy), 0.0, 1.0)
        shade = (150.0 - 35.0 * toy) * (0.75 - 0.2 * (dx + dy) / max(size, 1.0))
        picture[area] += (cover * (shade - picture[area])).astype(np.float32)


def draw_clock(frame: NDArray[np.uint8], clock: Disturbance, time_s: float) -> None:
    """Write a running clock into the finished frame, as cameras do."""
    height = frame.shape[0]
    seconds = 2 * 3600 + 13 * 60 + 20 + int(time_s)
    text = f"2031-03-11 {seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    scale = height / 900
    place = (int(clock.x * frame.shape[1]), int(min(max(clock.y, 0.06), 0.97) * height))
    for grey, thickness in ((20, 3), (235, 1)):
        width = max(1, round(thickness * scale * 1.6))
        cv2.putText(frame, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, grey, width, cv2.LINE_AA)


def _around(
    x: float, y: float, reach: float, shape: tuple[int, ...]
) -> tuple[tuple[Image, Image], tuple[slice, slice]]:
    """Rows and columns of the pixels around a place, and where they are."""
    top, bottom = max(0, int(y - reach)), max(0, min(shape[0], int(y + reach) + 1))
    left, right = max(0, int(x - reach)), max(0, min(shape[1], int(x + reach) + 1))
    rows, columns = np.mgrid[top : max(top, bottom), left : max(left, right)].astype(np.float32)
    return (rows, columns), (slice(top, max(top, bottom)), slice(left, max(left, right)))


class Visitor:
    """A grown-up's hand and forearm.

    Parameters
    ----------
    scene
        The scene it comes into.
    target_px
        What it reaches for, pixels of the camera's picture.
    body_length_px
        Body length of the infant in that picture.
    """

    def __init__(self, scene: Scene, target_px: Values, body_length_px: float) -> None:
        self._camera = scene.camera
        self._target = target_px
        self._px = body_length_px
        kept = min(body_length_px, 320.0)
        self._scale = body_length_px / (kept * KEPT_FINER)
        brush = Brush(kept, (-0.16, 0.16), (-0.32, 1.35), np.random.default_rng([scene.seed, 41]), scene.child.looks)
        brush.add(brush.capsule(0.0, 0.052, 1.35, 0.075), 0.66, 0.06, 0.9)
        brush.add(brush.capsule(-0.03, 0.058, -0.14, 0.064), 0.66, 0.05, 0.7)
        for finger in range(4):
            v = -0.045 + 0.030 * finger
            end = -0.285 + 0.022 * abs(finger - 1.4)
            brush.add(brush.capsule(-0.15, 0.0165, end, 0.0135, v, 1.25 * v), 0.68, 0.016, 1.0, 0.014)
        brush.add(brush.capsule(-0.07, 0.020, -0.19, 0.015, 0.055, 0.115), 0.68, 0.018, 1.0, 0.012)
        brush.paint(brush.edge(brush.u - 0.22), 0.30)
        sprite = brush.done()
        slope_y, slope_x = np.gradient(sprite.layers[..., 1])
        shade = np.clip(0.72 + 0.25 * slope_x + 0.25 * slope_y, 0.35, 1.0)
        grey = 215.0 * scene.light.level * shade * sprite.layers[..., 0]
        self._layers = np.dstack([grey, sprite.layers[..., 2]]).astype(np.float32)
        self._origin = np.array(sprite.origin)

    def draw(self, picture: Image, visit: Disturbance, time_s: float) -> Image:
        """Return the picture with the hand in it, and its shadow."""
        camera = self._camera
        entry = np.array([visit.x * camera.width_px, visit.y * camera.height_px])
        away = entry - self._target
        away = away / max(float(np.linalg.norm(away)), 1.0)
        # Outside, nothing of the hand is in the picture.
        outside = self._target + away * (float(np.linalg.norm(entry - self._target)) + 0.42 * self._px)
        tip = outside + (self._target - outside) * _reach(visit, time_s)
        if visit.rate_hz and visit.start_s + HAND_COMES_S < time_s < visit.end_s - HAND_COMES_S:
            pats = 0.5 - 0.5 * np.cos(2 * np.pi * visit.rate_hz * (time_s - visit.start_s - HAND_COMES_S))
            tip = tip + away * 0.05 * self._px * float(pats)
        size = self._scale * visit.strength
        # The sprite's fingers point along negative rows: these point to the target.
        linear = size * np.column_stack([np.array([away[1], -away[0]]), away])
        place = tip + linear @ np.array([0.0, 0.2 * self._px / self._scale]) - linear @ self._origin
        matrix = np.column_stack([linear, place])
        layers = cv2.warpAffine(self._layers, matrix, (camera.width_px, camera.height_px), flags=cv2.INTER_LINEAR)
        cover = np.ascontiguousarray(layers[..., 1])
        small = cv2.resize(cover, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), max(0.8, 0.012 * self._px))
        moved = np.array([[1.0, 0.0, 0.010 * self._px], [0.0, 1.0, 0.012 * self._px]])
        shadow = cv2.resize(cv2.warpAffine(small, moved, (small.shape[1], small.shape[0])), picture.shape[::-1])
        return np.asarray(picture * (1.0 - 0.45 * shadow) * (1.0 - cover) + layers[..., 0], np.float32)


def _reach(visit: Disturbance, time_s: float) -> float:
    """How far the hand has come: 0 outside, 1 on the infant."""
    x = min(1.0, max(0.0, min(time_s - visit.start_s, visit.end_s - time_s) / HAND_COMES_S))
    return x**3 * (10.0 - 15.0 * x + 6.0 * x**2)


def with_company(picture: Image, disturbances: Sequence[Disturbance], visitor: Visitor | None, time_s: float) -> Image:
    """Return the picture with fan, mobile, the visitor's hand and what passes in it; some of it is drawn into it."""
    for disturbance in disturbances:
        if disturbance.kind == "fan":
            draw_fan(picture, disturbance, time_s)
        elif disturbance.kind == "mobile":
            draw_mobile(picture, disturbance, time_s)
        elif disturbance.kind == "hand" and disturbance.start_s <= time_s <= disturbance.end_s:
            assert visitor is not None
            picture = visitor.draw(picture, disturbance, time_s)
    return with_passers(picture, disturbances, time_s)
