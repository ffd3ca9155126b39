"""Plans movements one after another: each method adds one kind and moves the plan's clock past it.

Durations are those of the literature where it has any: a myoclonic jerk lasts under 400 ms; a spasm lasts 0.5 to 3 s
and comes every 5 to 10 s with rising, then falling strength; a clonic movement has 1 to 3 strokes a second, each with a
fast and a slow phase.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from rendering.figure import SETTINGS, SIDES, Values, settings_vector
from rendering.movement import Channel, Movement, scaled_to, settings_at

JERK_RISE_S: Final = (0.06, 0.15)
JERK_DECAY_S: Final = (0.15, 0.35)

_STROKE_DIRECTIONS: Final = {
    "arm": {"shoulder": 10.0, "elbow": 14.0, "forearm_length": -0.03},
    "hand": {"elbow": 7.0, "wrist": 22.0},
    "leg": {"hip": 8.0, "knee": -18.0, "thigh_length": -0.04, "shin_length": -0.03},
    "foot": {"knee": 4.0, "ankle": 24.0},
}
_STIFFENING: Final = {
    "shoulder": -6.0, "elbow": -16.0, "hip": -7.0, "knee": 15.0, "ankle": -9.0,
    "upper_arm_length": 0.03, "thigh_length": 0.07, "shin_length": 0.02,
}  # fmt: skip
_SPASM_LIMB: Final = {
    "shoulder": -9.0, "elbow": 20.0, "wrist": 8.0, "hip": 9.0, "knee": -20.0, "ankle": 6.0,
    "upper_arm_length": -0.10, "forearm_length": -0.06, "thigh_length": -0.14, "shin_length": -0.04,
}  # fmt: skip
_SPASM_MIDDLE: Final = {"head_y": 0.030, "root_y": -0.008, "head": 3.0}
_GROSS_SPREAD: Final = {
    "root_x": 0.010, "root_y": 0.008, "trunk": 3.0, "head": 9.0, "head_x": 0.012,
    "shoulder": 13.0, "elbow": 20.0, "wrist": 14.0, "hip": 11.0, "knee": 17.0, "ankle": 12.0,
    "upper_arm_length": 0.05, "forearm_length": 0.05, "thigh_length": 0.06, "shin_length": 0.04,
}  # fmt: skip


class Plan:
    """A time line that movements are added to.

    Parameters
    ----------
    rest
        Joint settings of the resting pose.
    rng
        Where all chance comes from.
    start_s
        When the first movement may begin.
    """

    def __init__(self, rest: Values, rng: np.random.Generator, start_s: float) -> None:
        self.rest = rest
        self.rng = rng
        self.clock_s = start_s
        self._movements: list[Movement] = []

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The movements planned so far, in order of time."""
        return tuple(self._movements)

    def wait(self, low_s: float, high_s: float) -> None:
        """Leave a pause of random length."""
        self.clock_s += float(self.rng.uniform(low_s, high_s))

    def jerk(self, moved: Sequence[str], amplitude: float, residual: float = 0.0) -> None:
        """Add one brief stroke; `residual` is the share of it by which the part does not come back."""
        rise, decay = float(self.rng.uniform(*JERK_RISE_S)), float(self.rng.uniform(*JERK_DECAY_S))
        start = self.clock_s
        knots = [(start, 0.0), (start + rise, 1.0), (start + rise + decay, residual)]
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement("jerk", "normal_jerk", "single_jerk", tuple(moved), 1, channels))

    def cluster(self, moved: Sequence[str], amplitude: float, strokes: int) -> None:
        """Add 2 to 4 brief strokes of the same part at unequal intervals, of unequal size."""
        time, knots = self.clock_s, [(self.clock_s, 0.0)]
        # Unequal on purpose and never a rhythm: short and long gaps take turns at random places.
        gaps = self.rng.permutation(np.linspace(0.03, 0.30, max(strokes - 1, 1))) + self.rng.uniform(0, 0.03)
        for stroke in range(strokes):
            rise, decay = float(self.rng.uniform(0.06, 0.11)), float(self.rng.uniform(0.15, 0.22))
            height = 1.0 if stroke == strokes // 2 else float(self.rng.uniform(0.55, 0.9))
            knots += [(time + rise, height), (time + rise + decay, 0.0)]
            time += rise + decay
            if stroke < strokes - 1:
                time += float(gaps[stroke])
                knots.append((time, 0.0))
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement("multi", "normal_jerk", "jerk_cluster", tuple(moved), strokes, channels))

    def rhythmic(self, moved: Sequence[str], amplitude: float, rate_hz: float, length_s: float) -> None:
        """Add clonic strokes: a fast phase out and a slow one back, the rate falling a little towards the end."""
        knots = [(self.clock_s, 0.0)]
        time, strokes = self.clock_s, 0
        while time < self.clock_s + length_s:
            progress = (time - self.clock_s) / length_s
            period = (1.0 + 0.2 * (progress - 0.5)) / rate_hz * float(self.rng.normal(1.0, 0.05))
            height = float(self.rng.uniform(0.8, 1.0)) * min(1.0, 0.55 + 0.25 * strokes)
            fast = 0.30 * period
            knots += [(time + fast, height), (time + period, float(self.rng.uniform(0.0, 0.08)))]
            time += period
            strokes += 1
        knots[-1] = (knots[-1][0], 0.0)
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement("clonic", "needs_review", "rhythmic", tuple(moved), strokes, channels))

    def stiffening(self, amplitude: float, held_s: float) -> None:
        """Add a slow stretching of both arms and legs, held, then let go."""
        direction = self._both_sides(_STIFFENING, 0.25)
        moved = tuple(f"{side}_{part}" for part in ("arm", "leg", "foot") for side in SIDES)
        start, rise, fall = self.clock_s, float(self.rng.uniform(0.9, 1.4)), float(self.rng.uniform(1.0, 1.6))
        knots = (
            (start, 0.0),
            (start + rise, 0.95),
            (start + rise + 0.5 * held_s, 1.0),
            (start + rise + held_s, 0.97),
            (start + rise + held_s + fall, 0.0),
        )
        channel = Channel(scaled_to(direction, self._now(), moved, amplitude), knots)
        self._add(Movement("tonic", "needs_review", "stiffening", moved, 1, (channel,)))

    def spasms(self, amplitudes: Sequence[float], series: str) -> None:
        """Add axial spasms 5 to 10 s apart: arms, legs and head bend quickly, stay bent, and are let go slowly."""
        moved = (*(f"{side}_{part}" for part in ("arm", "leg") for side in SIDES), "head")
        direction = self._both_sides(_SPASM_LIMB, 0.15) + settings_vector(_SPASM_MIDDLE)
        for amplitude in amplitudes:
            start, rise = self.clock_s, float(self.rng.uniform(0.2, 0.4))
            held, release = float(self.rng.uniform(0.3, 0.6)), float(self.rng.uniform(0.8, 1.5))
            knots = (
                (start, 0.0),
                (start + rise, 1.0),
                (start + rise + held, 0.93),
                (start + rise + held + release, 0.0),
            )
            channel = Channel(scaled_to(direction, self._now(), moved, amplitude), knots)
            self._add(Movement("spasm", "needs_review", "spasm_series", moved, 1, (channel,), series))
            self.clock_s = start + float(self.rng.uniform(5.5, 9.5))

    def gross(self, length_s: float, strength: float = 1.0) -> None:
        """Add restless movement of the whole body: every joint wanders by itself, and rests near where it was."""
        moved = (*(f"{side}_{part}" for part in ("arm", "leg") for side in SIDES), "head", "trunk")
        channels = tuple(
            self._wandering(title, strength * spread, length_s)
            for name, spread in _GROSS_SPREAD.items()
            for title in ([name] if name in SETTINGS else [f"{side}_{name}" for side in SIDES])
        )
        self._add(Movement("gross", "other_movement", "gross_movement", moved, 0, channels))

    def reposition(self, arm: str, amplitude: float) -> None:
        """Add a slow movement of one arm to a new place, where it stays."""
        side = arm.split("_")[0]
        direction = settings_vector({f"{side}_shoulder": -14.0, f"{side}_elbow": 12.0, f"{side}_wrist": -6.0})
        start, length = self.clock_s, float(self.rng.uniform(1.6, 2.4))
        knots = ((start, 0.0), (start + length, 1.0))
        channel = Channel(scaled_to(direction, self._now(), (arm,), amplitude), knots)
        self._add(Movement("slow", "other_movement", "gross_movement", (arm,), 0, (channel,)))

    def _add(self, movement: Movement) -> None:
        self._movements.append(movement)
        self.clock_s = movement.end_s

    def _now(self) -> Values:
        """Joint settings where the plan stands."""
        return np.asarray(settings_at(self.rest, self._movements, np.array([self.clock_s]))[0])

    def _stroke_channels(
        self, moved: Sequence[str], amplitude: float, knots: Sequence[tuple[float, float]]
    ) -> tuple[Channel, ...]:
        """One channel a part, each reaching `amplitude` (further parts a little less), in a random direction."""
        channels = []
        for number, part in enumerate(moved):
            side, limb = part.split("_")
            sign = float(self.rng.choice([-1.0, 1.0]))
            direction = settings_vector(
                {
                    f"{side}_{name}": value * (1.0 if name.endswith("length") else sign) * self.rng.uniform(0.8, 1.2)
                    for name, value in _STROKE_DIRECTIONS[limb].items()
                }
            )
            reach = amplitude * (1.0 if number == 0 else float(self.rng.uniform(0.7, 0.95)))
            channels.append(Channel(scaled_to(direction, self._now(), (part,), reach), tuple(knots)))
        return tuple(channels)

    def _both_sides(self, directions: dict[str, float], spread: float) -> Values:
        """The same movement of both sides, each joint a little more or less."""
        return settings_vector(
            {
                f"{side}_{name}": value * float(self.rng.uniform(1.0 - spread, 1.0 + spread))
                for name, value in directions.items()
                for side in SIDES
            }
        )

    def _wandering(self, title: str, spread: float, length_s: float) -> Channel:
        """One joint setting that goes to random values at random times and ends near where it began."""
        time = self.clock_s + float(self.rng.uniform(0.0, 0.3))
        end = self.clock_s + length_s
        knots = [(time, 0.0)]
        while time < end - 1.1:
            time += float(self.rng.uniform(0.3, 0.9))
            knots.append((time, float(np.clip(self.rng.normal(0.0, 1.0), -1.8, 1.8))))
        knots.append((end - float(self.rng.uniform(0.0, 0.15)), float(self.rng.normal(0.0, 0.15))))
        return Channel(tuple(float(value) for value in settings_vector({title: spread})), tuple(knots))
