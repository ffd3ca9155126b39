"""Movements as time courses of joint settings, and the truth measured on them.

A movement is one or more channels; a channel moves the joints along one direction of the joint settings by a course of
knots joined by minimum-jerk steps. With knots (t_i, s_i) and x = (t - t_i) / (t_{i+1} - t_i)::

    s(t) = s_i + (s_{i+1} - s_i) * (10 x^3 - 15 x^4 + 6 x^5)        for t_i <= t < t_{i+1}

Before the first knot s is 0, after the last it keeps the last value: a residual displacement is a last knot above zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rendering.figure import JOINT_INDEX, PART_TIPS, Values, joint_positions, setting

ONSET_SHARE: Final = 0.05
"""A movement has begun, or has ended, where the displacement is this share of its peak."""
_TRUTH_STEP_S: Final = 0.002

_WITHOUT_JOINT: Final = {"trunk": "breath", "face": "jaw"}
"""Settings that move a part without moving a joint."""
_LIMB_OF: Final = {"arm": "arm", "hand": "arm", "leg": "leg", "foot": "leg"}


@dataclass(frozen=True, slots=True)
class Channel:
    """One direction of the joint settings and its course over time."""

    direction: tuple[float, ...]
    """Change of each joint setting where the course is 1."""
    knots: tuple[tuple[float, float], ...]
    """(time_s, course value), times rising."""

    def at(self, times_s: Values) -> Values:
        """Return the change of the joint settings at each time; shape (n, number of settings)."""
        return np.asarray(course(self.knots, times_s)[:, np.newaxis] * np.asarray(self.direction), dtype=np.float64)

    @property
    def start_s(self) -> float:
        """When the first step begins."""
        return self.knots[0][0]

    @property
    def end_s(self) -> float:
        """When the last step ends."""
        return self.knots[-1][0]


@dataclass(frozen=True, slots=True)
class Movement:
    """One event of the truth and the channels that make it."""

    kind: str
    """How it was made: jerk, multi, clonic, tonic, spasm, gross, slow and others."""
    label: str
    """The right answer; empty: a movement that belongs to another event or is none, such as the push of a hand."""
    pattern: str
    moved: tuple[str, ...]
    """What moves: side and part (`left_hand`), or `head`, `trunk`."""
    strokes: int
    channels: tuple[Channel, ...]
    series: str = ""

    @property
    def start_s(self) -> float:
        """When the first channel begins."""
        return min(channel.start_s for channel in self.channels)

    @property
    def end_s(self) -> float:
        """When the last channel ends."""
        return max(channel.end_s for channel in self.channels)


@dataclass(frozen=True, slots=True)
class Truth:
    """What a movement was measured to be, on the joints themselves."""

    onset_s: float
    offset_s: float
    amplitude: float
    """Largest displacement of any moved joint from where it was before, body lengths."""


def course(knots: Sequence[tuple[float, float]], times_s: Values) -> NDArray[np.float64]:
    """Return the value of a course at each time, as the module's docstring states it; shape (n,)."""
    knot_times = np.array([time for time, _ in knots])
    knot_values = np.array([value for _, value in knots])
    before = np.clip(np.searchsorted(knot_times, times_s, side="right") - 1, 0, len(knots) - 2)
    x = np.clip((times_s - knot_times[before]) / (knot_times[before + 1] - knot_times[before]), 0.0, 1.0)
    step = x**3 * (10.0 - 15.0 * x + 6.0 * x**2)
    return np.asarray(knot_values[before] + (knot_values[before + 1] - knot_values[before]) * step)


def settings_at(rest: Values, movements: Sequence[Movement], times_s: Values) -> Values:
    """Return the joint settings at each time, rest and all movements on top; shape (n, number of settings)."""
    rows = np.repeat(rest[np.newaxis, :], len(times_s), axis=0)
    for movement in movements:
        for channel in movement.channels:
            if len(times_s) and times_s.max() >= channel.start_s:
                rows += channel.at(times_s)
    return rows


def tips(moved: Sequence[str]) -> list[int]:
    """Return the joints (indices) by whose displacement the movement of these parts is stated."""
    names: list[str] = []
    for part in moved:
        if part == "head":
            names += ["crown", "nose"]
        elif part == "face":
            names += ["nose"]
        elif part == "trunk":
            names += ["chest", "pelvis"]
        else:
            side, limb = part.split("_")
            names += [f"{side}_{tip}" for tip in PART_TIPS[limb]]
    return [JOINT_INDEX[name] for name in names]


def measure(rest: Values, movements: Sequence[Movement], which: int) -> Truth:
    """Measure onset, offset and amplitude of one movement on the joints.

    With d(t) the largest distance of a moved joint from its place before the movement, e(t) from its place after it:
    onset is the first time d reaches `ONSET_SHARE` of d's peak, offset the last time e is that large.

    Parameters
    ----------
    rest
        Joint settings of the resting pose.
    movements
        All movements of the scene: what earlier ones left behind counts.
    which
        Index of the movement to measure.
    """
    movement = movements[which]
    times_s = np.arange(movement.start_s - 0.01, movement.end_s + 0.011, _TRUTH_STEP_S)
    rows = settings_at(rest, movements, times_s)
    joints = joint_positions(rows)[:, tips(movement.moved)]
    from_start = np.linalg.norm(joints - joints[0], axis=-1).max(axis=1)
    from_end = np.linalg.norm(joints - joints[-1], axis=-1).max(axis=1)
    for part, without_joint in _WITHOUT_JOINT.items():
        if part in movement.moved:
            out = setting(rows, without_joint)
            from_start = np.maximum(from_start, np.abs(out - out[0]))
            from_end = np.maximum(from_end, np.abs(out - out[-1]))
    limit = ONSET_SHARE * from_start.max()
    onset = times_s[np.argmax(from_start >= limit)]
    offset = times_s[len(times_s) - 1 - np.argmax(from_end[::-1] >= limit)]
    return Truth(round(float(onset), 3), round(float(offset), 3), round(float(from_start.max()), 4))


_NEARLY = 0.95
"""Share of an amplitude that is good enough where a limb cannot go further; the truth says how far it went."""


def scaled_to(direction: Values, rest: Values, moved: Sequence[str], amplitude: float) -> tuple[float, ...]:
    """Scale a direction of the joint settings so that the moved joints go `amplitude` body lengths at most.

    Raises
    ------
    ValueError
        When the joints cannot go nearly that far along this direction.
    """
    which = tips(moved)
    start = joint_positions(rest)[which]
    factors = np.linspace(0.0, 4.0, 401)
    reached = joint_positions(rest + factors[:, np.newaxis] * direction)[:, which]
    distance = np.linalg.norm(reached - start, axis=-1).max(axis=1)
    if distance.max() < _NEARLY * amplitude:
        raise ValueError(f"{'+'.join(moved)} cannot move {amplitude} body lengths, at most {distance.max():.3f}")
    amplitude = min(amplitude, float(distance.max()))
    first = int(np.argmax(distance >= amplitude))
    low, high = distance[first - 1], distance[first]
    factor = factors[first - 1] + (factors[1] - factors[0]) * (amplitude - low) / (high - low)
    return tuple(float(value) for value in factor * direction)


def part_words(moved: Sequence[str]) -> str:
    """Return the parts without their sides, joined by `+`, each once: `hand+foot`."""
    return "+".join(dict.fromkeys(part.split("_")[-1] for part in moved))


def part_names(moved: Sequence[str]) -> list[str]:
    """Return the parts as the program names them: a hand belongs to its arm, a foot to its leg."""
    names = [
        part if part in ("head", "face", "trunk") else f"{part.split('_')[0]}_{_LIMB_OF[part.split('_')[1]]}"
        for part in moved
    ]
    return list(dict.fromkeys(names))
