"""The drawn head: skull, hair, ears and a sleeping face."""

from __future__ import annotations

import numpy as np

from rendering.children import Looks
from rendering.parts import Brush, Sprite


def draw_head(body_length_px: float, rng: np.random.Generator, looks: Looks, view: str = "supine") -> Sprite:
    """Draw the head with the neck's joint as its origin and the crown at row -0.255."""
    brush = Brush(body_length_px, (-0.15, 0.15), (-0.30, 0.07), rng, looks)
    skin = looks.skin
    brush.add(brush.capsule(-0.06, 0.040, 0.035, 0.045), skin, 0.045, 0.7)
    if view == "side":
        return _from_side(brush)
    for sign in (-1.0, 1.0):
        brush.add(brush.ellipse(sign * 0.097, -0.104, 0.017, 0.029), skin * 0.95, 0.014, 1.0, 0.016)
        brush.paint(brush.smooth(brush.ellipse(sign * 0.099, -0.104, 0.007, 0.016), 0.002), 0.45, 0.6)
    skull = np.maximum.reduce(
        [
            brush.ellipse(0.0, -0.155, 0.098, 0.100, 2.2),
            brush.ellipse(0.0, -0.088, 0.086, 0.080, 2.2),
            brush.ellipse(0.0, -0.045, 0.052, 0.047),
        ]
    )
    brush.add(brush.smooth(skull, 0.006), skin, 0.098, 0.95)
    brush.skin()
    if view == "prone":
        _hair_from_behind(brush)
        return brush.done(base=0.006)
    _hair(brush)
    _face(brush)
    return brush.done(base=0.006)


def _hair(brush: Brush) -> None:
    """Short hair: a dark cap with an uneven fringe, strands running from the crown."""
    angle = np.arctan2(brush.v, -(brush.u + 0.13))
    fringe = 0.071 + 0.006 * np.cos(2.4 * angle) + 0.004 * np.sin(9 * angle + 1.0) + 0.0022 * np.sin(31 * angle)
    away = np.hypot(brush.v * 0.95, brush.u + 0.13)
    if brush.looks.hairline != 1.0:
        fringe = fringe - 0.035 * (brush.looks.hairline - 1.0)
    cap = brush.edge((away - fringe) - np.maximum(0.0, np.abs(angle) - 1.35) * 0.12)
    cap = brush.smooth(cap * brush.cover * (np.abs(brush.v) < 0.1), 0.003)
    strands = np.sin(60 * angle + 5 * brush.speckle(0.012)) * 0.05 + 0.05 * brush.speckle(0.004)
    brush.albedo += cap * (brush.looks.hair * (1.0 + strands * 2.5) - brush.albedo)
    brush.height += (cap * (0.004 + 0.02 * strands * 0.1)).astype(np.float32)


def _face(brush: Brush) -> None:
    """Closed eyes with lashes, brows, a small nose, a mouth."""
    middle = -0.122
    for sign in (-1.0, 1.0):
        x = sign * 0.038
        socket = np.exp(-(((brush.v - x) / 0.022) ** 2) - ((brush.u - middle) / 0.013) ** 2).astype(np.float32)
        brush.height -= 0.006 * socket
        brush.height += (0.005 * np.exp(-(((brush.v - x) / 0.017) ** 2) - ((brush.u - middle) / 0.008) ** 2)).astype(
            np.float32
        )
        lid = [(x + 0.019 * t, middle + 0.0055 * (1 - t * t)) for t in np.linspace(-1, 1, 15)]
        brush.line(lid, 0.0042, 0.10, 0.9)
        brow = [(x + 0.022 * t + sign * 0.002, middle - 0.026 - 0.004 * (1 - t * t)) for t in np.linspace(-1, 1, 15)]
        brush.line(brow, 0.0055, 0.35, 0.5)
        cheek = np.exp(-(((brush.v - sign * 0.047) / 0.026) ** 2) - ((brush.u + 0.075) / 0.024) ** 2)
        brush.height += (0.006 * cheek).astype(np.float32)
        nostril = brush.smooth(brush.ellipse(sign * 0.0075, -0.0885, 0.0042, 0.0026), 0.001)
        brush.paint(nostril, 0.15, 0.8)
    nose = np.exp(-((brush.v / 0.011) ** 2) - ((brush.u + 0.098) / 0.012) ** 2)
    bridge = np.exp(-((brush.v / 0.008) ** 2) - ((brush.u + 0.115) / 0.02) ** 2)
    brush.height += (0.013 * nose + 0.006 * bridge).astype(np.float32)
    lips = brush.smooth(brush.ellipse(0.0, -0.062, 0.020, 0.0085), 0.0015)
    brush.paint(lips, 0.56, 0.55, 0.003)
    mouth = [(0.021 * t, -0.0625 + 0.0030 * np.cos(2.6 * t)) for t in np.linspace(-1, 1, 21)]
    brush.line(mouth, 0.0034, 0.16, 0.85)
    chin = np.exp(-((brush.v / 0.022) ** 2) - ((brush.u + 0.032) / 0.012) ** 2)
    brush.height += (0.005 * chin).astype(np.float32)


def _hair_from_behind(brush: Brush) -> None:
    """The back of the head: hair from a whorl down to the neck."""
    angle = np.arctan2(brush.v - 0.012, -(brush.u + 0.165))
    cap = brush.smooth(brush.edge(-0.052 - 0.004 * np.sin(60 * brush.v) - brush.u) * brush.cover, 0.004)
    strands = 0.05 * np.sin(46 * angle + 6 * brush.speckle(0.012)) + 0.05 * brush.speckle(0.004)
    brush.albedo += cap * (brush.looks.hair * (1.0 + 2.5 * strands) - brush.albedo)
    brush.height += (cap * (0.004 + 0.002 * strands)).astype(np.float32)


def _from_side(brush: Brush) -> Sprite:
    """The head of an infant that faces to the right: profile, ear, hair at the back."""
    skin = brush.looks.skin
    skull = np.maximum.reduce(
        [
            brush.ellipse(-0.010, -0.155, 0.112, 0.099, 2.2),
            brush.ellipse(0.030, -0.095, 0.070, 0.075, 2.2),
            brush.ellipse(0.048, -0.048, 0.042, 0.036),
            brush.ellipse(0.098, -0.098, 0.014, 0.014),
        ]
    )
    brush.add(brush.smooth(skull, 0.005), skin, 0.090, 0.95)
    brush.skin()
    edge = -0.005 + 0.10 * (brush.u + 0.155) + 0.004 * np.sin(60 * brush.u)
    above = np.minimum(edge - brush.v + 0.25 * np.maximum(0.0, -brush.u - 0.185), -0.062 - brush.u)
    cap = brush.smooth(brush.edge(above) * brush.cover, 0.004)
    strands = 0.05 * np.sin(300 * brush.v + 90 * brush.u + 5 * brush.speckle(0.012)) + 0.05 * brush.speckle(0.004)
    brush.albedo += cap * (brush.looks.hair * (1.0 + 2.5 * strands) - brush.albedo)
    brush.add(brush.ellipse(-0.022, -0.105, 0.019, 0.030), 0.95 * skin, 0.012, 1.0, 0.092)
    brush.paint(brush.smooth(brush.ellipse(-0.019, -0.105, 0.007, 0.015), 0.002), 0.45, 0.6)
    brush.line([(0.058, -0.120), (0.071, -0.115), (0.083, -0.119)], 0.0042, 0.10, 0.9)
    brush.line([(0.055, -0.148), (0.072, -0.153), (0.087, -0.148)], 0.0055, 0.35, 0.5)
    brush.paint(brush.smooth(brush.ellipse(0.077, -0.060, 0.014, 0.008), 0.0015), 0.56, 0.55, 0.003)
    brush.line([(0.064, -0.059), (0.076, -0.061), (0.090, -0.060)], 0.0034, 0.16, 0.85)
    return brush.done(base=0.012)
