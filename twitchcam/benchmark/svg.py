"""A small hand for drawing: shapes and axes as SVG text, nothing that asks for a plotting library."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

__all__ = ["Drawing", "Scale", "axes", "ticks"]

Scale = Callable[[float], float]
"""From a value to a place on the drawing."""


class Drawing:
    """An SVG picture that is put together shape by shape.

    Parameters
    ----------
    width, height : float
        In pixels of the page.
    title : str
        What it shows, for those who cannot see it.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height = width, height
        self._title = title
        self._shapes: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "axis") -> None:
        """Draw a straight line; ``kind`` is its class in the style sheet, here and below."""
        self._add("line", kind, x1=x1, y1=y1, x2=x2, y2=y2)

    def rectangle(self, x: float, y: float, width: float, height: float, kind: str, hint: str = "") -> None:
        """Draw a rectangle; ``hint`` is shown when the pointer rests on it."""
        self._add("rect", kind, hint=hint, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0))

    def circle(self, x: float, y: float, radius: float, kind: str, hint: str = "") -> None:
        """Draw a circle around (x, y)."""
        self._add("circle", kind, hint=hint, cx=x, cy=y, r=radius)

    def path(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a line through points."""
        corners = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        self._shapes.append(f'<polyline class="{kind}" points="{corners}"/>')

    def text(self, x: float, y: float, words: str, anchor: str = "start", kind: str = "words") -> None:
        """Write words; ``anchor`` is ``start``, ``middle`` or ``end``."""
        self._shapes.append(
            f'<text class="{kind}" x="{_short(x)}" y="{_short(y)}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def markup(self) -> str:
        """Return the picture."""
        title = escape(self._title, quote=True)
        size = f'viewBox="0 0 {_short(self.width)} {_short(self.height)}" style="max-width:{_short(self.width)}px"'
        return f'<svg role="img" aria-label="{title}" {size}>' + "".join(self._shapes) + "</svg>"

    def _add(self, shape: str, kind: str, *, hint: str = "", **places: float) -> None:
        stated = " ".join(f'{name}="{_short(value)}"' for name, value in places.items())
        inner = f"<title>{escape(hint)}</title>" if hint else ""
        self._shapes.append(f'<{shape} class="{kind}" {stated}>{inner}</{shape}>')


def axes(
    drawing: Drawing,
    x: tuple[float, float, str],
    y: tuple[float, float, str],
    *,
    left: float = 56.0,
    bottom: float = 44.0,
    top: float = 26.0,
    right: float = 14.0,
) -> tuple[Scale, Scale]:
    """Draw two axes with ticks and names.

    Parameters
    ----------
    drawing : Drawing
    x, y : (float, float, str)
        Smallest and largest value of the axis, and its name with the unit.
    left, bottom, top, right : float
        Room around, in pixels.

    Returns
    -------
    pair of callables
        From values to places, for x and for y.
    """
    x0, x1, y0, y1 = left, drawing.width - right, drawing.height - bottom, top
    place_x = _scale(x[0], x[1], x0, x1)
    place_y = _scale(y[0], y[1], y0, y1)
    for value in ticks(y[0], y[1]):
        drawing.line(x0, place_y(value), x1, place_y(value), "grid")
        drawing.text(x0 - 6, place_y(value) + 4, f"{value:g}", "end")
    for value in ticks(x[0], x[1]):
        drawing.line(place_x(value), y0, place_x(value), y0 + 4)
        drawing.text(place_x(value), y0 + 17, f"{value:g}", "middle")
    drawing.line(x0, y0, x1, y0)
    drawing.line(x0, y0, x0, y1)
    drawing.text(0.5 * (x0 + x1), drawing.height - 6, x[2], "middle", "name")
    drawing.text(4, 12, y[2], "start", "name")
    return place_x, place_y


def ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Return round values between two ends: steps of 1, 2 or 5 times a power of ten."""
    if not high > low:
        return [low]
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 10) + 0.0 for number in range(first, last + 1)]


def _scale(low: float, high: float, start: float, end: float) -> Scale:
    width = high - low or 1.0
    return lambda value: start + (value - low) / width * (end - start)


def _short(value: float) -> str:
    return f"{round(value, 2):g}"
