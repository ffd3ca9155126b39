"""Kinds of movement that the generated set does not hold: each method adds one and moves the plan's clock past it.

Labels and patterns are what the label rules ask for. Courses are written down from what is told of such movements, and
from judgement, as those of the generated set are; some come as near to the limits of the rules as that set never does.
Where a method takes `sizes`, the displacement is drawn between these two (body lengths) after the times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rendering.figure import SIDES, settings_vector
from rendering.movement import Channel, Movement, scaled_to
from rendering.patterns import FLEXION, LIMBS, MIDDLE, FullPlan, Knots

Limits = tuple[float, float]

_FAST: Final = 0.32
"""Share of a stroke of clonic kind that goes out; the rest comes back."""
_SLOWEST: Final = 0.45
"""Rate of a slowing rhythm at its end, as a share of the rate at its beginning."""
_OTHER_SIDE: Final = {"left": "right", "right": "left"}
_STRETCH: Final = {"shoulder": 16.0, "elbow": -18.0, "hip": -4.0, "knee": 8.0}
_HEAD_BACK: Final = {"head_y": -0.012, "head": 4.0}
_NOD: Final = {"head_y": 0.03, "head": 6.0}
_WANDERING: Final = {"elbow": 9.0, "wrist": 14.0, "shoulder": 5.0}
"""How far the joints of an arm that wriggles wander, degrees."""


class UnusualPlan(FullPlan):
    """A time line with further kinds of movement, which no detection rule was made for at first."""

    def spreading(self, side: str, amplitude: float, periods: NDArray[np.float64]) -> None:
        """Add a rhythm of one hand that takes in the arm after a third of its strokes, and the leg after two."""
        moved = (f"{side}_hand", f"{side}_arm", f"{side}_leg")
        start, third = self.clock_s, len(periods) // 3
        channels: tuple[Channel, ...] = ()
        for number, part in enumerate(moved):
            begun = number * third
            size = amplitude if number == 0 else 1.2 * amplitude
            channels += self._strokes_of(part, size, periods[begun:], start + float(periods[:begun].sum()))
        self._add(Movement("spreading", "needs_review", "rhythmic", moved, len(periods), channels))

    def alternating(self, amplitude: float, rate_hz: float, periods: NDArray[np.float64]) -> None:
        """Add a rhythm of both legs, the right one half a stroke behind the left one: fast out, slow back."""
        self._legs_in_turn("alternating", amplitude, rate_hz, periods, _FAST)

    def pedalling(self, amplitude: float, rate_hz: float, periods: NDArray[np.float64]) -> None:
        """Add legs that go round as on a bicycle: as alternating ones, but smooth and without a pause."""
        self._legs_in_turn("pedalling", amplitude, rate_hz, periods, 0.5)

    def slowing_down(self, moved: Sequence[str], amplitude: float, rate_hz: float, strokes: int) -> None:
        """Add a rhythm that slows down evenly, to less than half of its rate, and ends."""
        periods = 1.0 / np.geomspace(rate_hz, _SLOWEST * rate_hz, strokes)
        self._strokes(moved, amplitude, periods, _FAST, ("slowing_down", "needs_review", "rhythmic"))

    def clonus(self, moved: Sequence[str], amplitude: float, rate_hz: float, length_s: float) -> None:
        """Add clonus of a foot or a hand: small and fast, out as quickly as back."""
        periods = self._even_periods(rate_hz, length_s, 0.0)
        self._strokes(moved, amplitude, periods, 0.5, ("clonus", "needs_review", "tremor"))

    def shivering(self, sizes: Limits, rate_hz: float, length_s: float) -> None:
        """Add shivering: a tremor of both arms and both legs at one rate."""
        count = int(length_s * rate_hz)
        periods = np.full(count, 1.0 / rate_hz)
        channels: tuple[Channel, ...] = ()
        for part in LIMBS:
            channels += self._strokes_of(part, self._between(*sizes), periods, self.clock_s, 0.5)
        self._add(Movement("shivering", "needs_review", "tremor", LIMBS, count, channels))

    def tonic_clonic(self, stretch: float, held_s: float, sizes: Limits, rates_hz: Limits) -> None:
        """Add stiffening of the whole body that goes over into a rhythm of arms and legs; `rates_hz` limit its rate."""
        self.tonic(stretch, held_s)
        self.wait(0.2, 0.5)
        self.wave(LIMBS, self._between(*sizes), self._between(*rates_hz), self._between(5.0, 8.0))

    def head_drops(self, sizes: Limits, times: int, series: str) -> None:
        """Add a series of drops of the head, 4.5 to 8.5 s apart; it comes up slowly."""
        direction = settings_vector(_NOD)
        for which in range(times):
            start = self.clock_s
            knots = self._held(start, (0.15, 0.3), (0.2, 0.5), (0.6, 1.0), 0.92)
            channel = Channel(scaled_to(direction, self._now(), ("head",), self._between(*sizes)), knots)
            self._add(Movement("head_drop", "needs_review", "spasm_series", ("head",), 1, (channel,), series))
            if which < times - 1:
                self.clock_s = start + self._between(4.5, 8.5)

    def brief_spasms(self, amplitude: float, times: int, series: str) -> None:
        """Add a series of bending spasms that are over within about a second, 3 to 6 s apart."""
        moved = (*LIMBS, "head")
        for which in range(times):
            start = self.clock_s
            direction = self._sided(FLEXION, 0.15) + settings_vector(MIDDLE)
            knots = self._held(start, (0.15, 0.25), (0.15, 0.3), (0.35, 0.6), 0.9)
            size = amplitude * self._between(0.8, 1.1)
            channel = Channel(scaled_to(direction, self._now(), moved, size), knots)
            self._add(Movement("brief_spasm", "needs_review", "spasm_series", moved, 1, (channel,), series))
            if which < times - 1:
                self.clock_s = start + self._between(3.0, 6.0)

    def fencing(self, side: str, sizes: Limits) -> None:
        """Add a one-sided tonic posture: one arm stretches out, the other bends, the head turns; held for seconds."""
        other = _OTHER_SIDE[side]
        moved = (f"{side}_arm", f"{other}_arm", f"{side}_leg", "head")
        direction = settings_vector(
            {
                f"{side}_shoulder": -16.0,
                f"{side}_elbow": -24.0,
                f"{other}_elbow": 18.0,
                f"{side}_knee": 12.0,
                f"{side}_hip": -6.0,
                "head": 7.0,
            }
        )
        start = self.clock_s
        out, held, back = (self._between(*limits) for limits in ((0.8, 1.4), (3.2, 6.0), (1.0, 1.6)))
        knots = (
            (start, 0.0),
            (start + out, 0.95),
            (start + out + held / 2, 1.0),
            (start + out + held, 0.97),
            (start + out + held + back, 0.0),
        )
        channel = Channel(scaled_to(direction, self._now(), (f"{side}_arm",), self._between(*sizes)), knots)
        self._add(Movement("fencing", "needs_review", "stiffening", moved, 1, (channel,)))

    def slow_course(self, periods: NDArray[np.float64]) -> Knots:
        """Return the course of `periodic` strokes at the plan's clock, which is drawn before their size."""
        return self._wave_knots(periods, 0.3, quick=True)

    def periodic(self, moved: Sequence[str], amplitude: float, knots: Knots, strokes: int) -> None:
        """Add jerks of one part every two seconds or so, evenly: a slow rhythm."""
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement("periodic", "needs_review", "rhythmic", tuple(moved), strokes, channels))

    def stretching(self, sizes: Limits) -> None:
        """Add stretching as after sleep: arms and legs slowly out, the head back, and slowly let go."""
        start = self.clock_s
        direction = self._sided(_STRETCH, 0.2) + settings_vector(_HEAD_BACK)
        knots = self._held(start, (1.0, 1.6), (0.4, 0.9), (1.2, 1.8), 0.96, rest=0.06)
        channel = Channel(scaled_to(direction, self._now(), LIMBS, self._between(*sizes)), knots)
        self._other("stretching", (*LIMBS, "head"), (channel,))

    def head_turn(self, sizes: Limits) -> None:
        """Add a head that turns to one side within a second or so, and stays."""
        start, length = self.clock_s, self._between(0.7, 1.3)
        sign = self._sign()
        direction = settings_vector({"head": sign * 10.0, "head_x": sign * 0.006})
        knots = ((start, 0.0), (start + length, 1.0))
        channel = Channel(scaled_to(direction, self._now(), ("head",), self._between(*sizes)), knots)
        self._other("head_turn", ("head",), (channel,))

    def turning_over(self, sizes: Limits) -> None:
        """Add the whole body that turns a little to one side and stays there."""
        start, length = self.clock_s, self._between(1.4, 2.4)
        sign = self._sign()
        limbs = {
            f"{side}_{joint}": sign * angle for joint, angle in (("hip", 3.0), ("shoulder", 4.0)) for side in SIDES
        }
        direction = settings_vector({"trunk": sign * 4.0, "root_x": sign * 0.02, "head": sign * 5.0, **limbs})
        knots = ((start, 0.0), (start + 0.4 * length, 0.35), (start + length, 1.0))
        channel = Channel(scaled_to(direction, self._now(), (*LIMBS, "head"), self._between(*sizes)), knots)
        self._other("turning_over", (*LIMBS, "head", "trunk"), (channel,))

    def yawn(self, sizes: Limits) -> None:
        """Add a yawn: the chin goes down by one of `sizes` and stays there, head and breath go along."""
        knots = self._held(self.clock_s, (0.9, 1.4), (0.8, 1.6), (0.6, 1.0), 0.95)
        mouth = Channel(tuple(settings_vector({"jaw": self._between(*sizes)})), knots)
        along = Channel(tuple(settings_vector({"head_y": -0.006, "breath": 0.004})), knots)
        self._other("yawn", ("face", "head"), (mouth, along))

    def sigh(self, sizes: Limits) -> None:
        """Add one breath much deeper than the others."""
        start, out, back = self.clock_s, self._between(0.7, 1.0), self._between(0.9, 1.4)
        knots = ((start, 0.0), (start + out, 1.0), (start + out + back, 0.0))
        channel = Channel(tuple(settings_vector({"breath": self._between(*sizes)})), knots)
        self._add(Movement("sigh", "other_movement", "breathing", ("trunk",), 0, (channel,)))

    def reaching(self, side: str, sizes: Limits) -> None:
        """Add an arm that goes to the mouth or elsewhere in two steps, stays for seconds and comes nearly back."""
        start, moved = self.clock_s, (f"{side}_arm",)
        out, held, back = (self._between(*limits) for limits in ((0.9, 1.5), (2.5, 6.0), (0.9, 1.5)))
        direction = settings_vector({f"{side}_shoulder": -18.0, f"{side}_elbow": 26.0})
        knots = (
            (start, 0.0),
            (start + 0.5 * out, 0.6),
            (start + out, 1.0),
            (start + out + held, 0.93),
            (start + out + held + back, 0.08),
        )
        channel = Channel(scaled_to(direction, self._now(), moved, self._between(*sizes)), knots)
        self._other("reaching", moved, (channel,))

    def fast_breathing(self, depth: float, rate_hz: float, length_s: float) -> None:
        """Add breaths that are deeper than the others and half as fast again; their kind is `breathing`."""
        self.deep_breathing(depth, rate_hz, length_s)

    def wriggling(self, side: str, length_s: float) -> None:
        """Add one arm that wanders to and fro for some seconds, the rest of the body still."""
        channels = tuple(self._wandering(f"{side}_{joint}", degrees, length_s) for joint, degrees in _WANDERING.items())
        self._other("wriggling", (f"{side}_arm",), channels)

    def _legs_in_turn(
        self, kind: str, amplitude: float, rate_hz: float, periods: NDArray[np.float64], fast: float
    ) -> None:
        start, moved = self.clock_s, ("left_leg", "right_leg")
        channels: tuple[Channel, ...] = ()
        for leg, begins in zip(moved, (start, start + 0.5 / rate_hz), strict=True):
            channels += self._strokes_of(leg, amplitude, periods, begins, fast, quick=fast < 0.5)
        self._add(Movement(kind, "needs_review", "rhythmic", moved, 2 * len(periods), channels))

    def _strokes_of(
        self,
        part: str,
        amplitude: float,
        periods: NDArray[np.float64],
        start_s: float,
        fast: float = _FAST,
        quick: bool = True,
    ) -> tuple[Channel, ...]:
        """The channel of one part in a rhythm of several, from a time of its own on."""
        clock, self.clock_s = self.clock_s, start_s
        channels = self._stroke_channels((part,), amplitude, self._wave_knots(periods, fast, quick=quick))
        self.clock_s = clock
        return channels

    def _held(
        self, start_s: float, out: Limits, held: Limits, back: Limits, kept: float, rest: float = 0.0
    ) -> tuple[tuple[float, float], ...]:
        """A course that goes out, stays until it has sunk to `kept`, and comes back to `rest`; its times are drawn."""
        out_s, held_s, back_s = self._between(*out), self._between(*held), self._between(*back)
        return (
            (start_s, 0.0),
            (start_s + out_s, 1.0),
            (start_s + out_s + held_s, kept),
            (start_s + out_s + held_s + back_s, rest),
        )

    def _other(self, kind: str, moved: Sequence[str], channels: tuple[Channel, ...]) -> None:
        self._add(Movement(kind, "other_movement", "gross_movement", tuple(moved), 0, channels))

    def _between(self, least: float, largest: float) -> float:
        return float(self.rng.uniform(least, largest))

    def _sign(self) -> float:
        return float(self.rng.choice([-1.0, 1.0]))
