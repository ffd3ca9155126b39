"""Lettering and colours of the highlight video, and the way from a drawn picture to colour planes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from twitchcam.records import Label

if TYPE_CHECKING:
    from twitchcam.video import Planes

__all__ = [
    "BACKGROUND",
    "FAINT",
    "INK",
    "LABEL_COLOURS",
    "MUTED",
    "SKELETON",
    "Colour",
    "Sheet",
    "line_px",
    "planes_of",
    "yuv_of",
]

Colour: TypeAlias = tuple[int, int, int]
"""Red, green, blue."""

BACKGROUND: Colour = (16, 20, 26)
INK: Colour = (240, 242, 245)
MUTED: Colour = (176, 184, 194)
FAINT: Colour = (70, 78, 90)
SKELETON: Colour = (150, 205, 255)
LABEL_COLOURS = {
    Label.NEEDS_REVIEW: (255, 184, 77),
    Label.NORMAL_JERK: (94, 211, 190),
    Label.OTHER_MOVEMENT: (176, 184, 194),
}
"""Amber and green-blue: apart for the colour blind too, and neither alarms."""


class Sheet:
    """A picture to draw and write on, in RGB.

    Parameters
    ----------
    width_px, height_px : int
        Even.
    background : tuple of int
    """

    def __init__(self, width_px: int, height_px: int, background: Colour = BACKGROUND) -> None:
        self.width_px, self.height_px = width_px, height_px
        self._image = Image.new("RGB", (width_px, height_px), background)
        self._draw = ImageDraw.Draw(self._image)

    def text(
        self, x_px: float, y_px: float, text: str, size_px: int, colour: Colour = INK, *, right: bool = False
    ) -> None:
        """Write one line; (x, y) is the top left of its line box, with ``right`` the top right."""
        self._draw.text((x_px, y_px), text, colour, _font(size_px), anchor="ra" if right else "la")

    def lines(
        self, x_px: float, y_px: float, text: str, size_px: int, colour: Colour = INK, *, most: int = 99
    ) -> float:
        """Write text in lines that fit to the right of ``x_px``; return where the next line would begin."""
        for line in self.fitted(text, self.width_px - 2 * x_px, size_px)[:most]:
            self.text(x_px, y_px, line, size_px, colour)
            y_px += line_px(size_px)
        return y_px

    def fitted(self, text: str, width_px: float, size_px: int) -> list[str]:
        """Break text into lines of at most ``width_px``."""
        font = _font(size_px)
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and font.getlength(longer) <= width_px:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def text_px(self, text: str, size_px: int) -> float:
        """Width of a line."""
        return _font(size_px).getlength(text)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill a rectangle."""
        if right > left and bottom > top:
            self._draw.rectangle((left, top, right - 1, bottom - 1), colour)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)

    def curve(self, x_px: NDArray[np.float64], y_px: NDArray[np.float64], colour: Colour, thickness: int) -> None:
        """Draw a smooth line through points."""
        if len(x_px) < 2:
            return
        pixels = np.array(self._image)
        points = np.round(np.stack([x_px, y_px], axis=1) * 16).astype(np.int32)
        cv2.polylines(pixels, [points], False, colour, thickness, cv2.LINE_AA, shift=4)
        self._image = Image.fromarray(pixels)
        self._draw = ImageDraw.Draw(self._image)

    def pixels(self) -> NDArray[np.uint8]:
        """Return what was drawn, shape (height, width, 3)."""
        return np.array(self._image)


def line_px(size_px: int) -> int:
    """Height of a line of text."""
    return round(1.3 * size_px)


def planes_of(rgb: NDArray[np.uint8]) -> Planes:
    """Return an RGB picture of even size as colour planes."""
    height, width = rgb.shape[:2]
    flat = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420), np.uint8).reshape(-1)
    y, u, v = np.split(flat, [height * width, height * width * 5 // 4])
    return (
        y.reshape(height, width).copy(),
        u.reshape(height // 2, width // 2).copy(),
        v.reshape(height // 2, width // 2).copy(),
    )


@lru_cache
def yuv_of(colour: Colour) -> tuple[int, int, int]:
    """Return a colour's brightness and colour differences."""
    y, u, v = planes_of(np.full((2, 2, 3), colour, np.uint8))
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])


@lru_cache
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size_px)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow's wheels all carry FreeType
    return font
