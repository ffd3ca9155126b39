"""The drawn parts of the infant, each in its own coordinates: what is drawn here moves with the part.

A sprite is drawn once, finer than it is kept, and then only turned, shifted and stretched. It has its joint at `origin`
and its bone along the rows. Height comes from the distance to the outline, so that limbs look round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering.children import Looks
from rendering.figure import FOOT, FOREARM, SHIN, SHOULDER_HALF_WIDTH, SHOULDER_HEIGHT, THIGH, UPPER_ARM

Image = NDArray[np.float32]

KEPT_FINER: Final = 2
"""Sprites have this many pixels for one pixel of the picture."""
_DRAWN_FINER: Final = 2
"""Outlines are drawn this many times finer again."""
_TAIL: Final = 6.0
"""A bell curve is drawn up to so many of its widths: beyond, nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """One drawn part."""

    layers: Image
    """Shape (rows, columns, 3): albedo times coverage, height in picture pixels, coverage."""
    origin: tuple[float, float]
    """Column and row of the joint the part hangs from."""
    base: float
    """Height of its underside over the sheet, picture pixels."""


class Brush:
    """Draws one part on a canvas in body lengths: v across, u along the bone.

    Parameters
    ----------
    body_length_px
        Body length in pixels of the picture.
    v_range, u_range
        What the canvas spans, body lengths.
    rng
        Where the cloth's texture comes from.
    looks
        How the infant looks.
    """

    def __init__(
        self,
        body_length_px: float,
        v_range: tuple[float, float],
        u_range: tuple[float, float],
        rng: np.random.Generator,
        looks: Looks,
    ) -> None:
        self.looks = looks
        self.scale = body_length_px * KEPT_FINER * _DRAWN_FINER
        self.body_length_px = body_length_px
        self.left, self.top = v_range[0], u_range[0]
        columns = int((v_range[1] - v_range[0]) * self.scale / _DRAWN_FINER + 1) * _DRAWN_FINER
        rows = int((u_range[1] - u_range[0]) * self.scale / _DRAWN_FINER + 1) * _DRAWN_FINER
        self.rng = rng
        self.cover = np.zeros((rows, columns), np.float32)
        self.albedo = np.zeros((rows, columns), np.float32)
        self.height = np.zeros((rows, columns), np.float32)
        grid = np.mgrid[0:rows, 0:columns].astype(np.float32)
        self.u = ((grid[0] + 0.5) / self.scale + self.top).astype(np.float32)
        self.v = ((grid[1] + 0.5) / self.scale + self.left).astype(np.float32)

    def capsule(self, u0: float, r0: float, u1: float, r1: float, v0: float = 0.0, v1: float = 0.0) -> Image:
        """Return the coverage of a limb that tapers from radius r0 at (v0, u0) to r1 at (v1, u1)."""
        du, dv = u1 - u0, v1 - v0
        share = np.clip(((self.u - u0) * du + (self.v - v0) * dv) / (du * du + dv * dv), 0.0, 1.0)
        away = np.hypot(self.u - u0 - share * du, self.v - v0 - share * dv)
        return self.edge(r0 + share * (r1 - r0) - away)

    def ellipse(self, v: float, u: float, half_width: float, half_height: float, power: float = 2.0) -> Image:
        """Return the coverage of an ellipse; a power above 2 makes it more like a rounded box."""
        far = (np.abs((self.v - v) / half_width) ** power + np.abs((self.u - u) / half_height) ** power) ** (1 / power)
        return self.edge((1.0 - far) * min(half_width, half_height))

    def edge(self, inside: Image) -> Image:
        """Return the coverage of a region from the (signed) distance inside it, body lengths."""
        return np.asarray(np.clip(inside * self.scale / _DRAWN_FINER + 0.5, 0.0, 1.0), np.float32)

    def add(self, shape: Image, albedo: float, radius: float, flat: float = 1.0, lift: float = 0.0) -> None:
        """Add a solid: round with `radius` at its rim, `flat` times as high, `lift` above the part's underside."""
        inside = cv2.distanceTransform((shape > 0.5).astype(np.uint8), cv2.DIST_L2, 5) / self.scale
        depth = np.minimum(inside, radius)
        round_side = flat * np.sqrt(np.maximum(radius**2 - (radius - depth) ** 2, 0.0)) + lift * (shape > 0.5)
        height = self.smooth(np.asarray(round_side, np.float32), 0.004)
        higher = height >= self.height
        self.height = np.maximum(self.height, height)
        self.albedo = np.where(higher & (shape > 0.0), albedo, self.albedo).astype(np.float32)
        self.cover = np.maximum(self.cover, shape)

    def paint(self, shape: Image, albedo: float, strength: float = 1.0, raised: float = 0.0) -> None:
        """Colour what `shape` covers, and raise (or lower) it a little."""
        self.albedo += strength * shape * (albedo - self.albedo)
        self.height += np.float32(raised) * shape

    def line(
        self, points: list[tuple[float, float]], width: float, albedo: float, strength: float, raised: float = 0.0
    ) -> None:
        """Paint a smooth line through (v, u) points."""
        pixels = [((v - self.left) * self.scale * 16, (u - self.top) * self.scale * 16) for v, u in points]
        mask = np.zeros(self.cover.shape, np.uint8)
        thickness = max(1, round(width * self.scale))
        cv2.polylines(mask, [np.array(pixels, np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
        inked = np.asarray(mask / 255, np.float32)
        self.paint(self.smooth(inked, 0.25 * width), albedo, strength, raised)

    def cloth(self, dots: float = 0.16) -> None:
        """Give the part the suit's weave, its wear and its print of small dots."""
        self.albedo *= 1.0 + 0.05 * self.speckle(0.0030) + 0.05 * self.speckle(0.011)
        if dots:
            spacing = 0.036
            row = np.floor(self.u / spacing)
            across = np.mod(self.v / spacing + 0.5 * np.mod(row, 2), 1.0) - 0.5
            along = np.mod(self.u / spacing, 1.0) - 0.5
            self.paint(self.edge(0.0062 - np.hypot(across, along) * spacing), 0.45, dots / 0.2 * 0.55)

    def skin(self) -> None:
        """Give the part the faint mottling of skin."""
        self.albedo *= 1.0 + 0.015 * self.speckle(0.004) + 0.02 * self.speckle(0.015)

    def folds(
        self, places: list[tuple[float, float]], length: float, depth: float = 0.0045, per_place: int = 4
    ) -> None:
        """Raise a few soft folds of cloth around each (v, u) place, across the bone."""
        for v, u in places:
            for _ in range(per_place):
                angle = float(self.rng.normal(0.0, 0.45))
                off_v, off_u = (float(self.rng.normal(0.0, share * length)) for share in (0.3, 0.4))
                width = float(self.rng.uniform(0.0035, 0.006))
                strength = depth * float(self.rng.uniform(0.5, 1.0))
                area = self._around(v + off_v, u + off_u, _TAIL * max(length, width))
                dv, du = self.v[area] - v - off_v, self.u[area] - u - off_u
                along, across = dv * np.cos(angle) + du * np.sin(angle), du * np.cos(angle) - dv * np.sin(angle)
                bump = np.exp(-((along / length) ** 2) - (across / width) ** 2)
                self.height[area] += (strength * bump).astype(np.float32)

    def _around(self, v: float, u: float, reach: float) -> tuple[slice, slice]:
        """Rows and columns within `reach` of a place."""
        first = np.array([u - reach - self.top, v - reach - self.left]) * self.scale
        end = first + 2 * reach * self.scale + 1
        low, high = np.clip([first, end], 0, self.cover.shape).astype(int)
        return slice(low[0], high[0]), slice(low[1], high[1])

    def done(self, origin_v: float = 0.0, origin_u: float = 0.0, base: float = 0.006) -> Sprite:
        """Return the finished part with its joint at (origin_v, origin_u) and its underside at `base`."""
        layers = np.dstack([self.albedo * self.cover, self.height * self.body_length_px, self.cover]).astype(np.float32)
        rows, columns = self.cover.shape[0] // _DRAWN_FINER, self.cover.shape[1] // _DRAWN_FINER
        small = cv2.resize(layers, (columns, rows), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), 0.8)
        inked = cv2.boundingRect((small[..., 2] > 0.002).astype(np.uint8))
        column, row = max(inked[0] - 1, 0), max(inked[1] - 1, 0)
        small = small[row : inked[1] + inked[3] + 1, column : inked[0] + inked[2] + 1]
        per_unit = self.scale / _DRAWN_FINER
        origin = ((origin_v - self.left) * per_unit - 0.5 - column, (origin_u - self.top) * per_unit - 0.5 - row)
        return Sprite(np.ascontiguousarray(small, np.float32), origin, base * self.body_length_px)

    def smooth(self, image: Image, sigma: float) -> Image:
        """Blur by `sigma` body lengths."""
        return np.asarray(cv2.GaussianBlur(image, (0, 0), max(sigma * self.scale, 0.5)), np.float32)

    def speckle(self, sigma: float) -> Image:
        """Smooth random texture of unit strength whose grain is `sigma` body lengths."""
        step = max(1, int(sigma * self.scale / 2))
        shape = (self.cover.shape[0] // step + 2, self.cover.shape[1] // step + 2)
        raw = self.rng.standard_normal(shape, dtype=np.float32)
        coarse = np.asarray(cv2.GaussianBlur(raw, (0, 0), sigma * self.scale / step), np.float32)
        size = (shape[1] * step, shape[0] * step)
        fine = cv2.resize(coarse / (coarse.std() + 1e-6), size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(fine[: self.cover.shape[0], : self.cover.shape[1]], np.float32)


def draw_parts(
    body_length_px: float, rng: np.random.Generator, looks: Looks | None = None, view: str = "supine"
) -> dict[str, Sprite]:
    """Draw all parts of one infant for a picture in which it is `body_length_px` long."""
    from rendering.head import draw_head

    looks = looks or Looks()
    px, thick = body_length_px, looks.thickness
    parts = {"torso": _torso(px, rng, looks, view), "head": draw_head(px, rng, looks, view)}
    for side in ("left", "right"):
        # In a turned infant the limbs of the right side lie on the trunk, those of the left on the sheet.
        lift = 0.055 if view == "side" and side == "right" else 0.0
        arm, leg = looks.bare_arms, looks.bare_legs
        parts[f"{side}_upper_arm"] = _limb(px, rng, looks, UPPER_ARM, 0.052 * thick, 0.045 * thick, 0.010 + lift)
        parts[f"{side}_forearm"] = _limb(
            px, rng, looks, FOREARM, 0.045 * thick, 0.033 * thick, 0.010 + lift, cuff=not arm, bare=arm
        )
        parts[f"{side}_hand"] = _hand(px, rng, looks, 0.012 + lift)
        parts[f"{side}_thigh"] = _limb(px, rng, looks, THIGH, 0.070 * thick, 0.054 * thick, 0.008 + lift, bare=leg)
        parts[f"{side}_shin"] = _limb(px, rng, looks, SHIN, 0.053 * thick, 0.037 * thick, 0.010 + lift, bare=leg)
        parts[f"{side}_foot"] = _foot(px, rng, looks, 0.010 + lift)
    return parts


def with_jaw(head: Sprite, jaw: float, body_length_px: float, view: str) -> Sprite:
    """Return the head with the chin `jaw` body lengths lower: the skin around the mouth is stretched."""
    per_unit = body_length_px * KEPT_FINER
    v, u = (0.074, -0.050) if view == "side" else (0.0, -0.050)
    column, row = head.origin[0] + v * per_unit, head.origin[1] + u * per_unit
    reach = 0.036 * per_unit
    top, bottom = max(0, int(row - 2.5 * reach)), min(head.layers.shape[0], int(row + 2.5 * reach) + 1)
    left, right = max(0, int(column - 2.5 * reach)), min(head.layers.shape[1], int(column + 2.5 * reach) + 1)
    rows, columns = np.mgrid[top:bottom, left:right].astype(np.float32)
    pull = np.exp(-((columns - column) ** 2 + (rows - row) ** 2) / np.float32(reach**2))
    layers = head.layers.copy()
    source = (rows - pull * np.float32(jaw * per_unit)).astype(np.float32)
    layers[top:bottom, left:right] = cv2.remap(head.layers, columns, source, cv2.INTER_LINEAR)
    return Sprite(layers, head.origin, head.base)


def _limb(
    px: float,
    rng: np.random.Generator,
    looks: Looks,
    length: float,
    r0: float,
    r1: float,
    base: float,
    cuff: bool = False,
    bare: bool = False,
) -> Sprite:
    brush = Brush(px, (-r0 - 0.01, r0 + 0.01), (-r0 - 0.01, length + r1 + 0.01), rng, looks)
    brush.add(brush.capsule(0.0, r0, length, r1), looks.skin if bare else looks.suit, 0.85 * r0, 0.9)
    if bare:
        brush.skin()
        brush.folds([(0.0, 0.9 * length), (0.0, 0.35 * length)], 0.7 * r0, 0.002, 1)
        return brush.done(base=base)
    brush.cloth(looks.dots)
    brush.folds([(0.0, 0.08 * length), (0.0, 0.92 * length)], 0.7 * r0)
    brush.folds([(0.0, 0.5 * length)], 0.6 * r0, 0.003, 2)
    if cuff:
        brush.line([(-r1 - 0.01, length - 0.006), (0.0, length - 0.002), (r1 + 0.01, length - 0.006)], 0.004, 0.4, 0.7)
        brush.paint(brush.edge(brush.u - length), 0.74, 1.0, 0.003)
    return brush.done(base=base)


def _hand(px: float, rng: np.random.Generator, looks: Looks, base: float) -> Sprite:
    """A loose fist: palm, four bent fingers and a thumb."""
    brush = Brush(px, (-0.05, 0.05), (-0.03, 0.10), rng, looks)
    brush.add(brush.capsule(0.0, 0.021, 0.036, 0.030), looks.skin, 0.030, 0.8)
    for finger in range(4):
        v = -0.0205 + 0.0135 * finger
        end = 0.066 + 0.006 * np.sin(np.pi * (finger + 0.6) / 4)
        brush.add(brush.capsule(0.040, 0.0085, float(end), 0.0075, v, 1.1 * v), looks.skin, 0.0085, 1.0, 0.010)
    brush.add(brush.capsule(0.018, 0.009, 0.046, 0.0075, -0.026, -0.034), looks.skin, 0.009, 1.0, 0.008)
    for gap in range(3):
        v = -0.0137 + 0.0135 * gap
        brush.line([(v, 0.042), (1.1 * v, 0.068)], 0.0022, 0.45, 0.5)
    brush.skin()
    return brush.done(base=base)


def _foot(px: float, rng: np.random.Generator, looks: Looks, base: float) -> Sprite:
    """A foot, of the suit or bare: heel, instep, toes."""
    brush = Brush(px, (-0.06, 0.06), (-0.06, FOOT + 0.05), rng, looks)
    albedo = looks.skin if looks.bare_legs else looks.suit
    brush.add(brush.capsule(-0.004, 0.034, 0.75 * FOOT, 0.036), albedo, 0.034, 0.95)
    brush.add(brush.capsule(0.6 * FOOT, 0.033, FOOT, 0.029, 0.004, 0.004), albedo, 0.032, 0.9)
    if looks.bare_legs:
        brush.skin()
        return brush.done(base=base)
    brush.cloth(min(0.10, looks.dots))
    brush.folds([(0.0, 0.012)], 0.03)
    brush.line([(-0.034, 0.060), (-0.012, 0.071), (0.014, 0.071), (0.038, 0.060)], 0.0032, 0.38, 0.75)
    return brush.done(base=base)


def _torso(px: float, rng: np.random.Generator, looks: Looks, view: str) -> Sprite:
    """Chest, belly and pelvis with the zip down the middle and the collar."""
    brush = Brush(px, (-0.19, 0.19), (-0.38, 0.12), rng, looks)
    if view == "side":
        return _torso_from_side(brush)
    shoulder = SHOULDER_HALF_WIDTH
    solid = np.maximum.reduce(
        [
            brush.ellipse(0.0, -0.175, 0.132, 0.135, 2.6),
            brush.ellipse(0.0, -0.085, 0.138, 0.125, 2.3),
            brush.ellipse(0.0, -0.005, 0.122, 0.085, 2.3),
            brush.capsule(-SHOULDER_HEIGHT, 0.048, -SHOULDER_HEIGHT - 0.006, 0.048, -shoulder, shoulder),
        ]
    )
    brush.add(brush.smooth(solid, 0.004), looks.suit, 0.115, 0.72)
    brush.height += (0.022 * np.exp(-(((brush.v) / 0.09) ** 2) - ((brush.u + 0.10) / 0.09) ** 2)).astype(np.float32)
    brush.cloth(looks.dots)
    brush.folds([(-0.10, -0.21), (0.10, -0.21)], 0.035, 0.004)
    brush.folds([(-0.06, 0.035), (0.06, 0.035), (0.0, -0.02)], 0.05, 0.005)
    brush.folds([(-0.09, -0.10), (0.09, -0.10)], 0.03, 0.003, 2)
    if view == "prone":
        seam = [(0.062 * np.sin(a), -0.318 - 0.010 * np.cos(a)) for a in np.linspace(-1.3, 1.3, 30)]
        brush.line(seam, 0.010, 0.8 * looks.suit, 0.8, 0.004)
        return brush.done(base=0.004)
    zipper = [(0.004 * np.sin(9 * t), -0.305 + 0.365 * t) for t in np.linspace(0, 1, 40)]
    brush.line(zipper, 0.013, 0.60, 0.8, 0.004)
    brush.line(zipper, 0.0045, 0.22, 0.9)
    collar = [(0.062 * np.sin(a), -0.320 + 0.038 * np.cos(a)) for a in np.linspace(-1.3, 1.3, 30)]
    brush.line(collar, 0.014, 0.76, 0.9, 0.006)
    return brush.done(base=0.004)


def _torso_from_side(brush: Brush) -> Sprite:
    """Chest, belly and seat of an infant that lies on its side and faces to the right."""
    solid = np.maximum.reduce(
        [
            brush.ellipse(0.006, -0.190, 0.098, 0.130, 2.4),
            brush.ellipse(0.012, -0.090, 0.104, 0.120, 2.3),
            brush.ellipse(-0.014, -0.005, 0.098, 0.090, 2.3),
        ]
    )
    brush.add(brush.smooth(solid, 0.004), brush.looks.suit, 0.095, 1.15)
    brush.cloth(brush.looks.dots)
    brush.folds([(0.03, -0.20), (0.05, -0.08)], 0.04, 0.004)
    brush.folds([(-0.02, 0.02), (0.04, 0.02)], 0.05, 0.005)
    seam = [(-0.035 + 0.012 * np.sin(3 * t), -0.29 + 0.33 * t) for t in np.linspace(0, 1, 30)]
    brush.line(seam, 0.005, 0.7 * brush.looks.suit, 0.7)
    return brush.done(base=0.004)
