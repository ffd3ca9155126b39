"""What keeps an infant company that the generated set does not hold: insects, lights and shadows that cross the
picture, a light that blinks, a curtain that sways, a lens that looks for its focus.

Each is a function of time alone, so that frames can be drawn in any order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rendering.scene import Disturbance

Image = NDArray[np.float32]

_INSECT_GREY: Final = 90.0
"""How much brighter an insect is than what it hides, in grey values: an infrared lamp lights it from near."""
_LED_GREY: Final = 230.0
_CURTAIN_WIDTH: Final = 0.14
"""As a share of the picture's."""
_ONE_TURN: Final = 6.283
"""Rounded as it was when figures on these clips were first stated: the pictures depend on it."""
_LEAST_BLUR_PX: Final = 0.3


def draw_insect(picture: Image, insect: Disturbance, time_s: float) -> Image:
    """Return the picture with a bright, soft spot in it that flies past, straight or in a bend; its heading decides."""
    height, width = picture.shape
    share, heading = _share(insect, time_s), insect.rate_hz
    # So steep a function of the heading is as good as chance: some fly straight, some to the left or the right.
    bend = 0.2 * math.sin(997 * heading) * math.sin(math.pi * share)
    flown = 0.35 * (share - 0.5)
    x = insect.x + flown * math.cos(heading) - bend * math.sin(heading) + 0.03 * math.sin(17 * share)
    y = insect.y + flown * math.sin(heading) + bend * math.cos(heading) + 0.03 * math.cos(13 * share)
    radius = 0.018 * width * insect.strength
    rows, columns = _places(height, width)
    spot = np.exp(-((columns - x * width) ** 2 + (rows - y * height) ** 2) / (2 * radius * radius))
    return np.asarray(picture + spot.astype(np.float32) * (_INSECT_GREY * insect.strength), np.float32)


def draw_headlight(picture: Image, light: Disturbance, time_s: float) -> Image:
    """Return the picture with a slanting band of light in it that crosses it: a car outside."""
    height, width = picture.shape
    share = _share(light, time_s)
    middle = ((share * 1.6 - 0.3) if light.rate_hz > 0 else (1.3 - 1.6 * share)) * width
    rows, columns = _places(height, width)
    band = np.exp(-(((columns + 0.3 * rows - middle) / (0.18 * width)) ** 2)).astype(np.float32)
    return np.asarray(picture * (1 + light.strength * band * 0.5), np.float32)


def draw_shadow(picture: Image, shadow: Disturbance, time_s: float) -> Image:
    """Return the picture with a slanting shadow in it that crosses it: somebody passes the lamp."""
    height, width = picture.shape
    share = _share(shadow, time_s)
    middle = ((share * 1.8 - 0.4) if shadow.rate_hz > 0 else (1.4 - 1.8 * share)) * width
    rows, columns = _places(height, width)
    band = np.exp(-(((columns - 0.2 * rows - middle) / (0.25 * width)) ** 4)).astype(np.float32)
    return np.asarray(picture * (1 - shadow.strength * band), np.float32)


def draw_led(picture: Image, led: Disturbance, time_s: float) -> Image:
    """Draw a small light into the picture for the first half of each of its turns; returns the picture."""
    height, width = picture.shape
    if (time_s * led.rate_hz) % 1 < 0.5:
        place = (int(led.x * width), int(led.y * height))
        cv2.circle(picture, place, max(2, int(0.006 * width)), _LED_GREY, -1, cv2.LINE_AA)
    return picture


def draw_curtain(picture: Image, curtain: Disturbance, time_s: float) -> Image:
    """Draw a curtain with folds along one edge into the picture, swaying most at its lower end; returns the picture."""
    height, width = picture.shape
    covered = int(_CURTAIN_WIDTH * width)
    rows, columns = _places(height, covered)
    swing = math.sin(_ONE_TURN * curtain.rate_hz * time_s)
    shift = 0.02 * width * curtain.strength * swing * (rows / height)
    cloth = (70 + 30 * np.sin((columns + shift) / width * 160)).astype(np.float32)
    if curtain.x < 0.5:
        picture[:, :covered] = cloth
    else:
        picture[:, width - covered :] = cloth
    return picture


def draw_focus(picture: Image, search: Disturbance, time_s: float) -> Image:
    """Return the picture as a lens sees it that loses its focus and finds it again."""
    blur_px = 0.004 * picture.shape[1] * search.strength * math.sin(math.pi * _share(search, time_s))
    if blur_px <= _LEAST_BLUR_PX:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), blur_px), np.float32)


_DRAWN: Final[Mapping[str, Callable[[Image, Disturbance, float], Image]]] = {
    "insect": draw_insect,
    "headlight": draw_headlight,
    "shadow": draw_shadow,
    "led": draw_led,
    "curtain": draw_curtain,
    "focus": draw_focus,
}


def with_passers(picture: Image, disturbances: Sequence[Disturbance], time_s: float) -> Image:
    """Return the picture with those of the disturbances in it that this module knows and that are there now.

    Some are drawn into the picture that was given.
    """
    for disturbance in disturbances:
        draw = _DRAWN.get(disturbance.kind)
        if draw is not None and disturbance.start_s <= time_s <= disturbance.end_s:
            picture = draw(picture, disturbance, time_s)
    return picture


def _share(disturbance: Disturbance, time_s: float) -> float:
    """How much of its time is over, 0 to 1."""
    return (time_s - disturbance.start_s) / max(disturbance.end_s - disturbance.start_s, 1e-3)


def _places(height: int, width: int) -> tuple[Image, Image]:
    """Rows and columns of the pixels of a picture."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    return rows, columns
