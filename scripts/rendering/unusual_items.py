"""The items that clips of the unusual set are made of: parts, sizes and rates, and what keeps the infant company."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rendering.figure import SIDES
from rendering.items import JUDGED_SHARE, RHYTHM_GROUPS, Composer
from rendering.unusual_patterns import UnusualPlan
from rendering.views import Look

CLONUS_HZ: Final = (5.2, 6.6)
SHIVERING_HZ: Final = (5.2, 7.0)


class UnusualComposer(Composer):
    """Lays items of the unusual set on the time line of one clip, and those of the generated set.

    Parameters
    ----------
    seen
        How the clip is seen.
    """

    plan: UnusualPlan

    def __init__(self, seen: Look) -> None:
        super().__init__(seen)
        turned = self.plan.turned
        self.plan = UnusualPlan(seen.scene.rest, self.rng, self.plan.clock_s)
        self.plan.turned = turned

    def accompany(self, kind: str, end_s: float) -> None:
        """Add one kind of company, some of it several times, between the first second and `end_s`."""
        getattr(self, f"_{kind}")(end_s)

    def _spreading(self) -> None:
        side, rate = self._side(), self._between(1.2, self._at_most(2.6))
        periods = self._periods(rate, max(10, int(9 * rate)), 0.04, 0.10)
        self.plan.spreading(side, self._amplitude((f"{side}_hand",), 0.02, 0.04), periods)

    def _alternating(self) -> None:
        # Both legs together make twice as many strokes.
        rate = self._between(0.9, self._at_most(1.8, 0.5))
        periods = self._periods(rate, max(7, int(6 * rate)), 0.05, 0.10)
        self.plan.alternating(self._amplitude(("left_leg",), 0.03, 0.05), rate, periods)

    def _pedalling(self) -> None:
        rate = self._between(0.8, 1.4)
        periods = self._periods(rate, max(7, int(6 * rate)), 0.05, 0.10)
        self.plan.pedalling(self._amplitude(("left_leg",), 0.035, 0.06), rate, periods)

    def _slowing_down(self) -> None:
        moved = RHYTHM_GROUPS[int(self.rng.integers(len(RHYTHM_GROUPS)))]
        strokes = int(self._between(14.0, 20.0))
        self.plan.slowing_down(moved, self._amplitude(moved, 0.02, 0.04), self._at_most(3.2), strokes)

    def _clonus(self) -> None:
        side = self._side()
        moved = (f"{side}_foot",) if self.rng.random() < 0.6 else (f"{side}_hand",)
        amplitude = self._amplitude(moved, 0.015, 0.03)
        self.plan.clonus(moved, amplitude, self._between(*CLONUS_HZ), self._between(2.4, 4.0))

    def _shivering(self) -> None:
        self.plan.shivering((0.014, 0.022), self._between(*SHIVERING_HZ), 2.5)

    def _tonic_clonic(self) -> None:
        stretch, held = self._between(0.045, 0.07), self._between(2.6, 4.0)
        self.plan.tonic_clonic(stretch, held, (0.03, 0.05), (1.2, self._at_most(2.4)))

    def _head_drops(self) -> None:
        self.plan.head_drops((0.028, 0.05), int(self.rng.integers(3, 6)), "series_h")

    def _brief_spasms(self) -> None:
        times = int(self.rng.integers(4, 7))
        self.plan.brief_spasms(self._between(0.035, 0.055), times, "series_b")

    def _fencing(self) -> None:
        self.plan.fencing(self._side(), (0.06, 0.10))

    def _periodic(self) -> None:
        moved, rate = (self._part(),), self._between(0.4, 0.65)
        periods = self._periods(rate, int(self.rng.integers(7, 11)), 0.06, 0.12)
        course = self.plan.slow_course(periods)
        self.plan.periodic(moved, self._amplitude(moved, 0.025, 0.05), course, len(periods))
        self._last = moved

    def _stretching(self) -> None:
        self.plan.stretching((0.06, 0.10))

    def _head_turn(self) -> None:
        self.plan.head_turn((0.03, 0.05))

    def _turning_over(self) -> None:
        self.plan.turning_over((0.05, 0.08))

    def _yawn(self) -> None:
        self.plan.yawn((0.02, 0.03))

    def _sigh(self) -> None:
        self.plan.sigh((0.009, 0.014))

    def _reaching(self) -> None:
        self.plan.reaching(self._side(), (0.08, 0.13))

    def _fast_breathing(self) -> None:
        depth, rate = self._between(0.004, 0.007), self._between(0.95, 1.2)
        self.plan.fast_breathing(depth, rate, self._between(8.0, 12.0))

    def _wriggling(self) -> None:
        self.plan.wriggling(self._side(), self._between(4.0, 7.0))

    def _insect(self, end_s: float) -> None:
        """Two to four insects, each on a way of its own."""
        for _ in range(int(self.rng.integers(2, 5))):
            start = self._between(1.0, end_s - 2.0)
            end, strength = start + self._between(0.25, 1.2), self._between(0.5, 1.3)
            x, y, heading = self._between(0.1, 0.9), self._between(0.1, 0.9), self._between(0.0, 6.28)
            self._disturb("insect", start, end, strength=strength, x=x, y=y, rate_hz=heading)

    def _headlight(self, end_s: float) -> None:
        """The light of a car or two, from either side."""
        for _ in range(int(self.rng.integers(1, 3))):
            start = self._between(1.0, end_s - 3.0)
            end, strength = start + self._between(1.0, 2.5), self._between(0.4, 1.0)
            self._disturb("headlight", start, end, strength=strength, rate_hz=self._way())

    def _shadow(self, end_s: float) -> None:
        """Two shadows, from either side."""
        for _ in range(2):
            start = self._between(1.0, end_s - 4.0)
            end, strength = start + self._between(1.5, 3.5), self._between(0.15, 0.4)
            self._disturb("shadow", start, end, strength=strength, rate_hz=self._way())

    def _led(self, end_s: float) -> None:
        """A light that blinks where there is most room, all the time."""
        x, y, _ = self._free_place()
        self._disturb("led", 0.0, end_s, x=x, y=y, rate_hz=self._between(0.4, 2.5))

    def _curtain(self, end_s: float) -> None:
        """A curtain along the left or the right edge, all the time."""
        rate, strength = self._between(0.15, 0.5), self._between(0.5, 1.2)
        self._disturb("curtain", 0.0, end_s, rate_hz=rate, strength=strength, x=float(self.rng.choice([0.0, 1.0])))

    def _focus(self, end_s: float) -> None:
        """A lens that twice looks for its focus."""
        for _ in range(2):
            start = self._between(1.0, end_s - 3.0)
            self._disturb("focus", start, start + self._between(1.0, 2.2), strength=self._between(0.6, 1.5))

    def _side(self) -> str:
        return str(self.rng.choice(SIDES))

    def _way(self) -> float:
        """From which side something crosses the picture: 1 from the left, -1 from the right."""
        return float(self.rng.choice([-1.0, 1.0]))

    def _at_most(self, rate_hz: float, share: float = 1.0) -> float:
        """A rate, or what can be judged at this frame rate, or a share of it, where that is less."""
        return min(rate_hz, share * JUDGED_SHARE * self.seen.fps)

    def _periods(self, rate_hz: float, strokes: int, spread: float, farthest: float) -> NDArray[np.float64]:
        """Periods of a rhythm that is nearly even; none differs from the rate's by more than the share `farthest`."""
        unevenness = np.clip(self.rng.normal(1.0, spread, strokes), 1.0 - farthest, 1.0 + farthest)
        return np.full(strokes, 1.0 / rate_hz) * unevenness

    def _between(self, least: float, largest: float) -> float:
        return float(self.rng.uniform(least, largest))
