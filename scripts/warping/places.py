"""Where the parts of the infant are in a recording: read from a file that somebody wrote by hand."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PARTS: Final = (
    "head", "face", "trunk", "left_arm", "right_arm", "left_leg", "right_leg", "arm", "leg", "unknown",
)  # fmt: skip
"""Names of parts in the truth."""
KINDS: Final = ("mouth", "hand", "arm", "foot", "leg", "head", "trunk")
LIMB_KINDS: Final = ("hand", "arm", "foot", "leg")
_KEYS: Final = frozenset({"part", "kind", "centre", "radii", "angle_deg", "joint"})


class InputError(Exception):
    """What was given cannot be used; the text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """One part of the body in the recording's first picture: an ellipse with a soft edge."""

    part: str
    kind: str
    centre_px: tuple[float, float]
    radii_px: tuple[float, float]
    angle_deg: float
    """How far the first radius is turned from the picture's rows, clockwise as the picture is seen."""
    joint_px: tuple[float, float] | None = None
    """What the part turns around, where it does."""

    @property
    def size_px(self) -> float:
        """Mean radius."""
        return math.sqrt(self.radii_px[0] * self.radii_px[1])


@dataclass(frozen=True, slots=True)
class Places:
    """All parts of the infant that can be moved."""

    body_length_px: float
    all: tuple[Place, ...]

    def of_kind(self, *kinds: str) -> tuple[Place, ...]:
        """Return the places of some kinds, in the order of the file."""
        return tuple(place for place in self.all if place.kind in kinds)


def read_places(path: Path) -> Places:
    """Read a file of places.

    Raises
    ------
    InputError
        If the file cannot be read or is not as expected.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}.") from error
    rows = table.get("places")
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{path} names no places; expected one table [[places]] for each part of the body.")
    length_px = _numbers([table.get("body_length_px")], 1, "body_length_px", str(path))[0]
    if length_px <= 0:
        raise InputError(f"{path}: body_length_px should be above 0, found {length_px:g}.")
    places = Places(length_px, tuple(_place(row, f"{path}, place {number}") for number, row in enumerate(rows, 1)))
    if len(places.of_kind(*LIMB_KINDS)) < 2:
        raise InputError(f"{path} should name two places of arms, hands, legs or feet at least.")
    return places


def _place(row: Any, where: str) -> Place:
    if not isinstance(row, dict):
        raise InputError(f"{where} should be a table, found {row!r}.")
    for key in row:
        if key not in _KEYS:
            raise InputError(f"{where}: no such key {key!r}; expected one of {', '.join(sorted(_KEYS))}.")
    part, kind = row.get("part"), row.get("kind")
    if part not in PARTS:
        raise InputError(f"{where}: unknown part {part!r}; expected one of {', '.join(PARTS)}.")
    if kind not in KINDS:
        raise InputError(f"{where}: unknown kind {kind!r}; expected one of {', '.join(KINDS)}.")
    radii = _numbers(row.get("radii"), 2, "radii", where)
    if min(radii) <= 0:
        raise InputError(f"{where}: radii should be above 0, found {row['radii']!r}.")
    joint = _numbers(row["joint"], 2, "joint", where) if "joint" in row else None
    return Place(
        part,
        kind,
        _pair(_numbers(row.get("centre"), 2, "centre", where)),
        _pair(radii),
        _numbers([row.get("angle_deg", 0.0)], 1, "angle_deg", where)[0],
        None if joint is None else _pair(joint),
    )


def _pair(values: list[float]) -> tuple[float, float]:
    return values[0], values[1]


def _numbers(values: Any, count: int, name: str, where: str) -> list[float]:
    numbers = [float(v) for v in values if _is_number(v)] if isinstance(values, list) else []
    if len(numbers) != count or len(values) != count:
        wanted = "a number" if count == 1 else f"{count} numbers"
        found = values[0] if count == 1 else values
        raise InputError(f"{where}: {name} should be {wanted}, found {found!r}.")
    return numbers


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
