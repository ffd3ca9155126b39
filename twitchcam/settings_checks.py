"""What a setting may be: its type, its limits, and how to say so in one sentence.

A number is finite and not negative unless `LIMITS` says otherwise, so a new setting is covered before anybody thinks of
it. `settings` is the only caller.
"""

from __future__ import annotations

import dataclasses
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from twitchcam.errors import SettingsError

__all__ = ["LIMITS", "RISING", "Choice", "Range", "Text", "check_stage", "read_toml", "stage_from_table"]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``, ends included; with ``open_low`` without ``low`` itself."""

    low: float = 0.0
    high: float = math.inf
    open_low: bool = False

    def holds(self, value: Any) -> bool:
        """Whether the number lies inside; NaN and infinity lie in no range."""
        above = self.low < value if self.open_low else self.low <= value
        return above and value <= self.high and math.isfinite(value)

    def __str__(self) -> str:
        if self.open_low:
            return f"a number above {self.low:g}" + ("" if self.high == math.inf else f", at most {self.high:g}")
        return f"{self.low:g} or more" if self.high == math.inf else f"a number from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        """Whether it is one of the words."""
        return value in self.words

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a certain form."""

    form: str
    """``clock time`` or ``sha256``."""

    def holds(self, value: Any) -> bool:
        """Whether the text has that form."""
        if self.form == "sha256":
            return re.fullmatch("[0-9a-f]{64}", str(value)) is not None
        try:
            datetime.fromisoformat(str(value))
        except ValueError:
            return False
        return True

    def __str__(self) -> str:
        if self.form == "sha256":
            return "a SHA-256 checksum of 64 hexadecimal digits"
        return "a clock time such as 2025-03-01T22:30:00"


_LARGEST_WHOLE = 2**31 - 1
_NOT_NEGATIVE = Range()
_ABOVE_0 = Range(open_low=True)
_FROM_1 = Range(low=1.0)
_SHARE = Range(high=1.0)
_SHARE_ABOVE_0 = Range(high=1.0, open_low=True)
_ANY_SHARE = Range(low=-1.0, high=1.0)

LIMITS: Mapping[str, Range | Choice | Text] = {
    "recording.to_s": _ABOVE_0,
    "recording.start_time": Text("clock time"),
    "recording.mask_sha256": Text("sha256"),
    "pose.model": Choice(("full", "heavy", "none")),
    "pose.interval_s": Range(low=0.01),
    "pose.people": Range(low=1.0, high=10.0),
    "pose.picture_px": Range(low=64.0),
    "pose.look_s": _ABOVE_0,
    "pose.box_plausibility": _SHARE,
    "pose.side_plausibility": _SHARE,
    "pose.limb_plausibility": _SHARE,
    "pose.last_known_half_s": _ABOVE_0,
    "scan.width_px": Range(low=32.0),
    "scan.cell_px": _FROM_1,
    "scan.short_lag_s": _ABOVE_0,
    "scan.long_lag_s": _ABOVE_0,
    "scan.block_s": Range(low=1.0),
    "scan.low_quantile": _SHARE,
    "scan.floor_ratio": _FROM_1,
    "scan.floor_grey_levels": _ABOVE_0,
    "scan.active_z": _ABOVE_0,
    "scan.active_cells": _FROM_1,
    "scan.longest_window_s": Range(low=1.0),
    "look.body_length_px": Range(low=32.0),
    "look.cell_px": _FROM_1,
    "look.readings": Range(low=1.0, high=9.0),
    "look.reading_step": Range(high=0.5, open_low=True),
    "look.rest_pictures": _FROM_1,
    "look.longest_offset": _ABOVE_0,
    "look.smallest_movement": _ABOVE_0,
    "look.explained": _SHARE,
    "look.floor_ratio": _FROM_1,
    "look.floor_grey_levels": _ABOVE_0,
    "look.region_level": _SHARE,
    "look.region_cells": _FROM_1,
    "look.same_region": _ANY_SHARE,
    "recording.age_weeks": Range(high=520.0),
    "sound.floor_quantile": _SHARE,
    "sound.voice_strength": _SHARE,
    "sound.cry_low_hz": _ABOVE_0,
    "sound.cry_shortest_s": _ABOVE_0,
    "sound.cry_steady_share": _SHARE,
    "sound.cry_bend": _ABOVE_0,
    "sound.cry_valley_db": _ABOVE_0,
    "sound.cries_in_a_row": Range(low=2.0),
    "sound.cry_voice_share": _SHARE_ABOVE_0,
    "sound.cry_confidence": _SHARE,
    "sound.noise_quiet_s": Range(low=0.2, high=30.0),
    "context.settled_s": _ABOVE_0,
    "context.gross_share": _SHARE,
    "context.gross_regions": _FROM_1,
    "bursts.least_amplitude": _ABOVE_0,
    "bursts.ripple_level": _SHARE,
    "bursts.quick_s": _ABOVE_0,
    "bursts.rebound_level": _SHARE,
    "bursts.plateau_level": _SHARE_ABOVE_0,
    "bursts.minor_level": _SHARE,
    "bursts.end_level": _SHARE,
    "bursts.rest_speed_level": _SHARE,
    "bursts.hold_amplitude": _ABOVE_0,
    "bursts.release_level": _SHARE,
    "bursts.rhythm_strokes": Range(low=2.0),
    "bursts.rhythm_spread": _FROM_1,
    "bursts.evenness": _ANY_SHARE,
    "bursts.together_share": _SHARE,
    "bursts.leading_level": _SHARE,
    "bursts.beside_share": _SHARE,
    "bursts.region_share": _SHARE,
    "bursts.axial_share": _SHARE,
    "bursts.nowhere_share": _SHARE,
    "bursts.tiny_share": _SHARE,
    "bursts.never_rests_share": _SHARE_ABOVE_0,
    "bursts.series_duration_ratio": _FROM_1,
    "bursts.series_amplitude_ratio": _FROM_1,
    "bursts.series_share_ratio": _FROM_1,
    "labels.rhythm_strokes": Range(low=2.0),
    "labels.rhythm_low_hz": _ABOVE_0,
    "labels.rhythm_high_hz": _ABOVE_0,
    "labels.evenness": _ANY_SHARE,
    "labels.sampling_share": _SHARE_ABOVE_0,
    "labels.released": _SHARE,
    "labels.stiffening_share": _SHARE,
    "labels.axial_moving_share": _SHARE,
    "labels.several_regions": _FROM_1,
    "labels.spasm_strokes": _FROM_1,
    "labels.jerk_longest_s": _ABOVE_0,
    "labels.gross_share": _SHARE,
    "labels.gross_regions": _FROM_1,
    "labels.series_members": Range(low=2.0),
    "labels.series_similarity": _SHARE,
    "labels.excluded_share": _SHARE,
    "labels.length_error": Range(high=1.0),
    "labels.same_event": _SHARE_ABOVE_0,
    "labels.least_support": _SHARE,
    "labels.review_weight": _FROM_1,
    "highlights.first_s": _ABOVE_0,
    "highlights.last_s": _ABOVE_0,
    "highlights.card_s": _ABOVE_0,
    "highlights.least_width_px": Range(low=64.0, high=1920.0),
    "highlights.most_px": Range(low=640.0, high=7680.0),
    "highlights.skeleton_plausibility": _SHARE,
    "highlights.quality": Range(high=51.0),
}
"""What each setting may be, where "a finite number, not negative" does not say enough."""

RISING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "scan": (("short_lag_s", "long_lag_s"),),
    "sound": (("cry_low_hz", "cry_high_hz"), ("cry_shortest_s", "cry_longest_s")),
    "labels": (("rhythm_low_hz", "rhythm_high_hz"), ("spasm_shortest_s", "spasm_longest_s")),
}
"""Pairs of settings of a table of which the first must not exceed the second."""


def check_stage(table: str, stage: Any) -> None:
    """Check the values of one stage.

    Parameters
    ----------
    table : str
        Name of the stage's table, such as ``pose``.
    stage : dataclass instance
        Its values. What a person gave about a certain picture (``region_px``) is checked where the picture is known.

    Raises
    ------
    SettingsError
        If a value is not finite, outside its limits or none of its choices.
    """
    for entry in dataclasses.fields(stage):
        value = getattr(stage, entry.name)
        if value is None or isinstance(value, bool | tuple):
            continue
        number = isinstance(value, int | float)
        limit = LIMITS.get(f"{table}.{entry.name}", _NOT_NEGATIVE if number else None)
        if number and not math.isfinite(value):
            raise SettingsError(f"[{table}] {entry.name}: expected a finite number, found {value!r}.")
        if limit is not None and not limit.holds(value):
            raise SettingsError(f"[{table}] {entry.name}: expected {limit}, found {value!r}.")
    for low, high in RISING.get(table, ()):
        if getattr(stage, low, 0.0) > getattr(stage, high, math.inf):
            raise SettingsError(
                f"[{table}] {low}: expected at most {high} ({getattr(stage, high)!r}), found {getattr(stage, low)!r}."
            )


def stage_from_table(defaults: Any, table: Mapping[str, Any], source: str) -> Any:
    """Replace values of one stage, each checked against the type its field states.

    Raises
    ------
    SettingsError
        If there is no such setting or a value has another type.
    """
    kinds = {f.name: str(f.type) for f in dataclasses.fields(defaults)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in kinds:
            raise SettingsError(f"{source}: no such setting {key!r}; expected one of {', '.join(kinds)}.")
        changes[key] = _typed(value, kinds[key], f"{source} {key}")
    return dataclasses.replace(defaults, **changes)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    SettingsError
        If the file is missing or is not TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from error


def _typed(value: Any, kind: str, source: str) -> Any:
    """Return ``value`` in the type that ``kind`` names, or say what was expected."""
    if value is None and kind.endswith("| None"):
        return None
    kind = kind.removesuffix(" | None")
    if kind in ("float", "int") and isinstance(value, int) and abs(value) > _LARGEST_WHOLE:
        raise SettingsError(f"{source}: expected a number up to {_LARGEST_WHOLE}, found {len(str(abs(value)))} digits.")
    if kind == "float" and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "str" and isinstance(value, str):
        return value
    if kind.startswith("tuple[") and isinstance(value, list | tuple):
        inner = kind[len("tuple[") : -1].split(", ")
        if len(inner) == len(value):
            return tuple(_typed(v, k, source) for v, k in zip(value, inner, strict=True))
    words = {"float": "a number", "int": "a whole number", "bool": "true or false", "str": "a text"}
    raise SettingsError(f"{source}: expected {words.get(kind) or _listed(kind)}, found {value!r}.")


def _listed(kind: str) -> str:
    """Return a tuple type in words."""
    inner = kind[len("tuple[") : -1].split(", ")
    return f"a list of {len(inner)} whole numbers" if set(inner) == {"int"} else f"a list of {len(inner)} numbers"
