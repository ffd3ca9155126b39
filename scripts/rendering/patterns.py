"""Further kinds of movement, for the generated set: each method adds one and moves the plan's clock past it.

What is stated of each kind is what the label rules ask of it, with room to the limits: the spread of a rhythm's
intervals stays below 0.25 (limit 0.3), that of irregular strokes above 0.42; a rhythm that can be judged stays below
0.36 of the frame rate (limit 0.4), one that cannot lies above 0.43.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rendering.figure import SIDES, settings_vector
from rendering.kinds import Plan
from rendering.movement import Channel, Movement, scaled_to

Knots = list[tuple[float, float]]

EVEN_CV: Final = 0.25
"""Largest spread of the intervals of a rhythm made here."""
UNEVEN_CV: Final = 0.42
"""Least spread of the intervals of irregular strokes made here."""
_LONGEST_OUT_S: Final = 0.22
_LONGEST_BACK_S: Final = 0.45
"""Longest phases of a stroke in a slow rhythm."""

LIMBS: Final = tuple(f"{side}_{part}" for part in ("arm", "leg") for side in SIDES)
"""Both arms and both legs."""
_MORO: Final = {
    "shoulder": 22.0, "elbow": -24.0, "wrist": -8.0, "hip": 5.0, "knee": -9.0,
    "upper_arm_length": 0.03, "forearm_length": 0.03,
}  # fmt: skip
FLEXION: Final = {
    "shoulder": -9.0, "elbow": 20.0, "wrist": 8.0, "hip": 9.0, "knee": -20.0, "ankle": 6.0,
    "upper_arm_length": -0.10, "forearm_length": -0.06, "thigh_length": -0.14, "shin_length": -0.04,
}  # fmt: skip
"""How arms and legs bend in a spasm, each side alike."""
_EXTENSION: Final = {
    "shoulder": 7.0, "elbow": -18.0, "hip": -8.0, "knee": 18.0, "ankle": -9.0,
    "upper_arm_length": 0.04, "thigh_length": 0.06, "shin_length": 0.02,
}  # fmt: skip
MIDDLE: Final = {"head_y": 0.030, "root_y": -0.008, "head": 3.0}
"""How head and trunk bend in a spasm."""
_HICCUP: Final = {"breath": 0.010, "head_y": 0.016, "root_y": -0.006, "head": 1.0}
_SLOW: Final = {
    "arm": {"shoulder": -14.0, "elbow": 12.0, "wrist": -6.0},
    "leg": {"hip": 9.0, "knee": -15.0, "thigh_length": -0.03},
}


def spread(times_s: Sequence[float] | NDArray[np.float64]) -> float:
    """Spread (coefficient of variation) of the intervals between times."""
    gaps = np.diff(np.asarray(times_s))
    return float(gaps.std() / gaps.mean())


class FullPlan(Plan):
    """A time line with every kind of movement of the generated set."""

    turned = False
    """Whether the infant lies on its side: what mirrors the other side then goes the same way."""

    def take_back(self) -> None:
        """Forget the movement that was added last."""
        self._movements.pop()

    def settle(self, part: str, share: float) -> None:
        """Let what the last jerk left displaced slide back later; no event of its own."""
        last = self._movements[-1]
        start = self.clock_s + float(self.rng.uniform(1.2, 2.5))
        knots = ((start, 0.0), (start + float(self.rng.uniform(1.5, 2.5)), -share))
        channels = tuple(Channel(channel.direction, knots) for channel in last.channels)
        self._add(Movement("settling", "", "", (part,), 0, channels))

    def wave(
        self, moved: Sequence[str], amplitude: float, rate_hz: float, length_s: float, kind: str = "clonic"
    ) -> None:
        """Add a rhythm: it builds up over the first strokes, slows towards its end, fast out and slow back.

        A tremor has equal phases, keeps its rate and swells and fades instead.
        """
        fast, slowing = (0.5, 0.0) if kind == "tremor" else (0.32, float(self.rng.uniform(0.0, 0.35)))
        label, pattern = "needs_review", "tremor" if kind == "tremor" else "rhythmic"
        self._strokes(moved, amplitude, self._even_periods(rate_hz, length_s, slowing), fast, (kind, label, pattern))

    def too_fast(self, moved: Sequence[str], amplitude: float, rate_hz: float, length_s: float) -> None:
        """Add a rhythm too fast for the frame rate, which makes it look slower than it is: it cannot be judged."""
        periods = self._even_periods(rate_hz, length_s, 0.0)
        self._strokes(moved, amplitude, periods, 0.5, ("too_fast", "needs_review", "undecided"))

    def hidden_rhythm(self, moved: Sequence[str], amplitude: float, rate_hz: float, length_s: float) -> None:
        """Add a rhythm that lies wholly under something that is excluded."""
        periods = self._even_periods(rate_hz, length_s, 0.1)
        self._strokes(moved, amplitude, periods, 0.32, ("hidden_rhythm", "needs_review", "undecided"))

    def clusters(self, moved: Sequence[str], amplitude: float, rate_hz: float, times: int) -> None:
        """Add rhythmic clusters with pauses of 2 to 5 s, as in benign sleep myoclonus: one episode."""
        knots: Knots = []
        strokes = 0
        for which in range(times):
            periods = self._even_periods(rate_hz, float(self.rng.uniform(2.2, 4.0)), 0.15)
            knots += self._wave_knots(periods, 0.32, quick=True)
            strokes += len(periods)
            self.clock_s = knots[-1][0]
            if which < times - 1:
                self.wait(2.0, 5.0)
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement("bnsm", "needs_review", "rhythmic", tuple(moved), strokes, channels))

    def four_even(self, moved: Sequence[str], amplitude: float, rate_hz: float) -> None:
        """Add four even strokes: one too few for a rhythm, too even for jerks."""
        periods = np.full(4, 1.0 / rate_hz) * self.rng.uniform(0.94, 1.06, 4)
        self._strokes(moved, amplitude, periods, 0.35, ("four_even", "needs_review", "undecided"))

    def few_uneven(self, moved: Sequence[str], amplitude: float) -> None:
        """Add five to seven uneven strokes of one part within 5 s."""
        self._uneven(moved, amplitude, 4.4, ("few_uneven", "needs_review", "undecided"))

    def prolonged(self, moved: Sequence[str], amplitude: float, length_s: float) -> None:
        """Add uneven strokes of one limb over more than 5 s."""
        self._uneven(moved, amplitude, length_s, ("prolonged", "needs_review", "prolonged"))

    def part_hold(self, part: str, amplitude: float) -> None:
        """Add a jerk of one limb that stays half way for a second or two before it is let go."""
        start, rise = self.clock_s, float(self.rng.uniform(0.10, 0.18))
        held, release = float(self.rng.uniform(1.0, 1.7)), float(self.rng.uniform(0.8, 1.2))
        knots = [(start, 0.0), (start + rise, 1.0), (start + rise + 0.35, 0.62), (start + rise + 0.35 + held, 0.5)]
        knots.append((knots[-1][0] + release, 0.0))
        channels = self._stroke_channels((part,), amplitude, knots)
        self._add(Movement("part_hold", "needs_review", "undecided", (part,), 1, channels))

    def spasm(self, amplitude: float, kind: str = "spasm", series: str = "") -> None:
        """Add one axial spasm, bending or stretching, or a startle: arms fly out and come back."""
        moved = (*LIMBS, "head")
        start = self.clock_s
        if kind == "startle":
            direction = self._sided(_MORO, 0.15) + settings_vector({"head_y": -0.010, "head": 4.0})
            out, held, back = (float(self.rng.uniform(*limits)) for limits in ((0.15, 0.3), (0.2, 0.4), (0.7, 1.1)))
        else:
            stretches = not series and self.rng.random() < 0.3
            direction = self._sided(_EXTENSION if stretches else FLEXION, 0.15)
            direction = direction + settings_vector(MIDDLE) * (-0.6 if stretches else 1.0)
            out, held, back = (float(self.rng.uniform(*limits)) for limits in ((0.2, 0.4), (0.3, 0.6), (0.7, 1.2)))
        knots = ((start, 0.0), (start + out, 1.0), (start + out + held, 0.92), (start + out + held + back, 0.0))
        channel = Channel(scaled_to(direction, self._now(), moved, amplitude), knots)
        pattern = "spasm_series" if series else "single_spasm_like"
        self._add(Movement(kind, "needs_review", pattern, moved, 1, (channel,), series))

    def hiccups(self, amplitude: float, times: int, series: str) -> None:
        """Add hiccups: quick twitches of trunk and head, 10 s and more apart, that swing out in half a second."""
        moved = ("trunk", "head")
        for which in range(times):
            start, out = self.clock_s, float(self.rng.uniform(0.12, 0.2))
            knots = ((start, 0.0), (start + out, 1.0), (start + out + 0.12, 0.75), (start + out + 0.62, 0.0))
            direction = settings_vector(_HICCUP)
            channel = Channel(scaled_to(direction, self._now(), ("head",), amplitude), knots)
            self._add(Movement("hiccup", "needs_review", "spasm_series", moved, 1, (channel,), series))
            if which < times - 1:
                self.clock_s = start + float(self.rng.uniform(10.0, 14.0))

    def tonic(self, amplitude: float, held_s: float) -> None:
        """Add a slow stretching of both arms and legs, held, then let go; turned infants stretch to their front."""
        if not self.turned:
            self.stiffening(amplitude, held_s)
            return
        moved = tuple(f"{side}_{part}" for part in ("arm", "leg", "foot") for side in SIDES)
        start, rise, fall = self.clock_s, float(self.rng.uniform(0.9, 1.4)), float(self.rng.uniform(1.0, 1.6))
        end = start + rise + held_s
        knots = ((start, 0.0), (start + rise, 0.95), (start + rise + 0.5 * held_s, 1.0), (end, 0.97), (end + fall, 0.0))
        channel = Channel(scaled_to(self._sided(_EXTENSION, 0.2), self._now(), moved, amplitude), knots)
        self._add(Movement("tonic", "needs_review", "stiffening", moved, 1, (channel,)))

    def restless(self, length_s: float, strength: float, with_strokes: bool) -> None:
        """Add restless movement of the whole body, with quick strokes of single limbs in it or without."""
        start = self.clock_s
        self.gross(length_s, strength)
        if not with_strokes:
            return
        whole, end = self._movements.pop(), self.clock_s
        extra: tuple[Channel, ...] = ()
        time = start + float(self.rng.uniform(0.6, 1.2))
        while time < end - 1.0:
            part = str(self.rng.choice(LIMBS))
            rise, back = float(self.rng.uniform(0.08, 0.14)), float(self.rng.uniform(0.18, 0.3))
            knots = [(time, 0.0), (time + rise, 1.0), (time + rise + back, 0.0)]
            self.clock_s = start
            extra += self._stroke_channels((part,), float(self.rng.uniform(0.03, 0.06)), knots)
            time += float(self.rng.uniform(0.7, 2.2))
        strokes = len(extra)
        self._add(Movement("gross", whole.label, whole.pattern, whole.moved, strokes, whole.channels + extra))
        self.clock_s = end

    def kicking(self, length_s: float, strength: float) -> None:
        """Add awake kicking: both legs, taking irregular turns, both arms and the head wandering along."""
        start = self.clock_s
        self.gross(length_s, 0.45 * strength)
        whole, end = self._movements.pop(), self.clock_s
        channels, strokes = whole.channels, 0
        for leg in ("left_leg", "right_leg"):
            knots: Knots = [(start, 0.0)]
            time = start + float(self.rng.uniform(0.0, 0.4))
            while time < end - 1.0:
                out, back = float(self.rng.uniform(0.15, 0.35)), float(self.rng.uniform(0.2, 0.5))
                knots += [
                    (time + 0.001, 0.0),
                    (time + out, float(self.rng.uniform(0.4, 1.0))),
                    (time + out + back, 0.0),
                ]
                time += out + back + float(self.rng.choice([0.05, 0.2, 0.9])) + float(self.rng.uniform(0.0, 0.2))
                strokes += 1
            self.clock_s = start
            channels += self._stroke_channels((leg,), 0.07 * strength, knots)
        self._add(Movement("kicking", "other_movement", "gross_movement", whole.moved, strokes, channels))
        self.clock_s = end

    def shift(self, part: str, amplitude: float) -> None:
        """Add a slow movement of a limb, or of the head, to a new place, where it stays."""
        if part == "head":
            direction = settings_vector({"head": float(self.rng.choice([-1.0, 1.0])) * 8.0, "head_x": 0.004})
        else:
            side, limb = part.split("_")
            sign = float(self.rng.choice([-1.0, 1.0]))
            direction = settings_vector({f"{side}_{name}": sign * value for name, value in _SLOW[limb].items()})
        start, length = self.clock_s, float(self.rng.uniform(1.4, 2.8))
        channel = Channel(scaled_to(direction, self._now(), (part,), amplitude), ((start, 0.0), (start + length, 1.0)))
        self._add(Movement("slow", "other_movement", "gross_movement", (part,), 0, (channel,)))

    def grimace(self, amplitude: float) -> None:
        """Add a brief twitch of the mouth."""
        rise, back = float(self.rng.uniform(0.07, 0.13)), float(self.rng.uniform(0.15, 0.28))
        start = self.clock_s
        knots = ((start, 0.0), (start + rise, 1.0), (start + rise + back, 0.0))
        channel = Channel(tuple(settings_vector({"jaw": amplitude})), knots)
        self._add(Movement("jerk", "normal_jerk", "single_jerk", ("face",), 1, (channel,)))

    def sucking(self, amplitude: float, bursts: int) -> None:
        """Add bursts of sucking at about 2.1 Hz with pauses of 3 to 6 s, at the mouth alone."""
        knots: Knots = []
        strokes = 0
        for which in range(bursts):
            periods = 1.0 / (
                float(self.rng.uniform(1.9, 2.3)) * self.rng.normal(1.0, 0.04, int(self.rng.integers(7, 13)))
            )
            knots += self._wave_knots(periods, 0.5)
            strokes += len(periods)
            self.clock_s = knots[-1][0]
            if which < bursts - 1:
                self.wait(3.0, 6.0)
        channel = Channel(tuple(settings_vector({"jaw": amplitude})), tuple(knots))
        self._add(Movement("sucking", "other_movement", "sucking", ("face",), strokes, (channel,)))

    def deep_breathing(self, depth: float, rate_hz: float, length_s: float) -> None:
        """Add breaths much deeper than the others, each a smooth wave."""
        periods = np.full(max(4, round(length_s * rate_hz)), 1.0 / rate_hz) * self.rng.normal(1.0, 0.03)
        knots = self._wave_knots(periods, 0.5, fading=2)
        channel = Channel(tuple(settings_vector({"breath": depth})), tuple(knots))
        self._add(Movement("breathing", "other_movement", "breathing", ("trunk",), 0, (channel,)))

    def pushed(self, start_s: float, end_s: float, rate_hz: float, depth: float) -> None:
        """Let a patting hand push the trunk; the hand is the event, not this."""
        clock, self.clock_s = self.clock_s, start_s
        knots = self._wave_knots(np.full(max(1, int((end_s - start_s) * rate_hz)), 1.0 / rate_hz), 0.4)
        channel = Channel(tuple(settings_vector({"root_y": depth, "head_y": -0.3 * depth})), tuple(knots))
        self._add(Movement("pushed", "", "", ("trunk",), 0, (channel,)))
        self.clock_s = clock

    def _sided(self, directions: dict[str, float], variation: float) -> NDArray[np.float64]:
        """The same movement of both sides; angles of a turned infant's right limbs count the other way."""
        row = self._both_sides(directions, variation)
        if self.turned:
            angles = {f"right_{name}": -1.0 for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")}
            row = row * np.where(settings_vector(angles) < 0, -1.0, 1.0)
        return row

    def _even_periods(self, rate_hz: float, length_s: float, slowing: float) -> NDArray[np.float64]:
        """Periods of a rhythm: `slowing` is the share by which the last is longer than the first."""
        count = max(6, round(length_s * rate_hz))
        progress = np.linspace(-0.5, 0.5, count)
        return np.asarray((1.0 + slowing * progress) / rate_hz * np.clip(self.rng.normal(1.0, 0.05, count), 0.88, 1.12))

    def _wave_knots(self, periods: NDArray[np.float64], fast: float, fading: int = 3, quick: bool = False) -> Knots:
        """Strokes one after another from the plan's clock on, building up and fading over `fading` strokes.

        Quick ones keep their speed in a slow rhythm, and rest until the next.
        """
        knots: Knots = [(self.clock_s, 0.0)]
        time = self.clock_s
        for which, period in enumerate(periods):
            edge = min(which, len(periods) - 1 - which)
            height = float(self.rng.uniform(0.82, 1.0)) * min(1.0, 0.5 + 0.5 * edge / fading)
            out = fast * float(period)
            back = float(period) - out
            if quick:
                out, back = min(out, _LONGEST_OUT_S), min(back, _LONGEST_BACK_S)
            knots += [(time + out, height), (time + out + back, 0.0)]
            time += float(period)
            if time - knots[-1][0] > 0.02 and which < len(periods) - 1:
                knots.append((time, 0.0))
        return knots

    def _strokes(
        self,
        moved: Sequence[str],
        amplitude: float,
        periods: NDArray[np.float64],
        fast: float,
        named: tuple[str, str, str],
    ) -> None:
        knots = self._wave_knots(periods, fast, quick=True)
        channels = self._stroke_channels(moved, amplitude, knots)
        kind, label, pattern = named
        self._add(Movement(kind, label, pattern, tuple(moved), len(periods), channels))

    def _uneven(self, moved: Sequence[str], amplitude: float, length_s: float, named: tuple[str, str, str]) -> None:
        """Strokes of unequal size at unequal intervals: long and short ones in random order."""
        for _ in range(200):
            count = int(np.clip(round(length_s / self.rng.uniform(0.65, 0.85)), 6, 14))
            gaps = self.rng.choice([0.40, 0.52, 0.95, 1.25], count - 1) * self.rng.uniform(0.92, 1.08, count - 1)
            gaps *= (length_s - 0.4) / gaps.sum()
            starts = np.concatenate([[0.0], np.cumsum(gaps)])
            if spread(starts) > UNEVEN_CV and gaps.min() > 0.36 and gaps.max() < 1.9:
                break
        else:
            raise ValueError(f"no uneven strokes found within {length_s:.1f} s")
        knots: Knots = [(self.clock_s, 0.0)]
        for start in starts + self.clock_s:
            out, back = float(self.rng.uniform(0.07, 0.12)), float(self.rng.uniform(0.15, 0.22))
            if start > knots[-1][0]:
                knots.append((float(start), 0.0))
            knots += [(float(start) + out, float(self.rng.uniform(0.5, 1.0))), (float(start) + out + back, 0.0)]
        kind, label, pattern = named
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement(kind, label, pattern, tuple(moved), count, channels))
