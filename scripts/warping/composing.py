"""Which movements and disturbances each clip holds: dealt out, then laid on its time line. Nothing is drawn here.

Everything is planned by the composer of the generated set; here is what differs: parts are those that the view shows,
clusters are clearly uneven, and something else follows only after three seconds of rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from rendering.items import LIMB_PARTS, PAIRS, Composer
from rendering.movement import Movement
from rendering.patterns import FullPlan, spread
from rendering.scene import Scene

from warping.actions import Action, Carrier, place_for
from warping.fields import Grid
from warping.places import Places
from warping.views import CLOSE_EVERY, View, view

SETS: Final = ("usual", "quiet", "close")
REST_S: Final = (3.0, 8.0)
"""Quiet between two movements."""
END_S: Final = 3.0
LONGEST_S: Final = 66.0
"""No movement is added that would probably end later."""
SHORTEST_S: Final = 30.0
CLUSTER_CV: Final = 0.40
"""Least spread of the intervals of a cluster of three strokes or more."""
QUIET_EVERY: Final = 12
TWITCHES_EVERY: Final = 10

_DEALT: Final = {
    "jerk": 12, "jerk_cluster": 5, "rhythmic": 4, "clusters": 2, "tremor": 3, "series": 2, "hiccups": 1, "spasm": 2,
    "startle": 2, "stiffening": 3, "prolonged": 3, "four_even": 1, "few_uneven": 1, "part_hold": 1, "too_fast": 1,
    "hidden_rhythm": 1, "gross": 2, "kicking": 2, "slow": 2, "sucking": 2, "breathing": 2, "hand": 3, "camera": 2,
}  # fmt: skip
"""How often each kind lies in the pile that is dealt from."""
_TAKES_S: Final = {
    "series": 26.0, "hiccups": 28.0, "clusters": 14.0, "rhythmic": 9.0, "sucking": 18.0, "hidden_rhythm": 10.0,
    "prolonged": 8.0, "breathing": 10.0, "stiffening": 7.0,
}  # fmt: skip
"""About how long kinds take; others 5 s."""
_AXIAL: Final = ("series", "hiccups", "spasm", "startle")
"""One of these in a clip at most: two alike within a minute would be a series."""
_LARGEST: Final = 0.060
"""Single limbs go no farther, body lengths: farther ones would stretch what lies around them."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Everything that decides a clip."""

    view: View
    scene: Scene
    """With movements and disturbances."""
    source_size: tuple[int, int]

    def actions(self) -> tuple[Action, ...]:
        """Return its movements as fields of displacement, in the order of the scene's: many megabytes."""
        rng = np.random.default_rng([self.scene.seed, 33])
        carrier = Carrier(self.scene.rest, self.view.places, Grid(*self.source_size), rng)
        return carrier.carried(self.scene.movements)


class UnevenPlan(FullPlan):
    """The plan of the generated set, its clusters clearly uneven."""

    def cluster(self, moved: Sequence[str], amplitude: float, strokes: int) -> None:
        """Add brief strokes of one part within 2 s, their intervals far from even."""
        for _ in range(200):
            rises, backs = self.rng.uniform(0.06, 0.10, strokes), self.rng.uniform(0.14, 0.19, strokes)
            waits = self.rng.choice([0.02, 0.04, 0.45, 0.70], strokes) * self.rng.uniform(0.9, 1.1, strokes)
            starts = np.concatenate([[0.0], np.cumsum(rises + backs + waits)[:-1]])
            peaks = starts + rises
            if starts[-1] < 1.6 and (strokes < 3 or spread(peaks) > CLUSTER_CV):
                break
        else:
            raise ValueError(f"no uneven cluster of {strokes} strokes found")
        knots = [(self.clock_s, 0.0)]
        for stroke, (start, rise, back) in enumerate(zip(starts + self.clock_s, rises, backs, strict=True)):
            height = 1.0 if stroke == strokes // 2 else float(self.rng.uniform(0.55, 0.9))
            if start > knots[-1][0] + 0.001:
                knots.append((float(start), 0.0))
            knots += [(float(start + rise), height), (float(start + rise + back), 0.0)]
        channels = self._stroke_channels(moved, amplitude, knots)
        self._add(Movement("multi", "normal_jerk", "jerk_cluster", tuple(moved), strokes, channels))


class PlaceComposer(Composer):
    """Lays items on the time line of a clip, for the parts that it shows.

    Parameters
    ----------
    seen
        How the clip is seen.
    """

    def __init__(self, seen: View) -> None:
        super().__init__(seen.look)
        self._view = seen
        self.plan = UnevenPlan(seen.scene.rest, self.rng, self.plan.clock_s)
        self.plan.turned = True
        self._parts: list[str] = list({place_for(part, seen.places.all): part for part in LIMB_PARTS}.values())

    def add_kind(self, kind: str) -> None:
        """Add one item at the plan's clock, where a kind of movement may be narrower than the composer's items."""
        moved = (self._part(),)
        size = self._amplitude(moved, 0.02)
        plan, rng, fps = self.plan, self.rng, self.seen.fps
        if kind == "four_even":
            plan.four_even(moved, size, float(rng.uniform(1.0, min(2.6, 0.36 * fps))))
        elif kind == "few_uneven":
            plan.few_uneven(moved, size)
        elif kind == "part_hold":
            plan.part_hold(moved[0], max(size, 0.03))
        elif kind == "too_fast":
            plan.too_fast(moved, min(size, 0.03), float(rng.uniform(0.44, 0.58)) * fps, float(rng.uniform(3.0, 5.0)))
        elif kind == "gross":
            strength = float(rng.uniform(0.5, 1.0))
            plan.restless(float(rng.uniform(3.5, 6.5)), strength, with_strokes=bool(rng.random() < 0.6))
        elif kind == "kicking":
            plan.kicking(float(rng.uniform(3.5, 6.5)), float(rng.uniform(0.6, 1.0)))
        elif kind == "slow":
            plan.shift(str(rng.choice(["left_arm", "right_arm", "left_leg", "right_leg", "head"])), max(size, 0.03))
        else:
            self.add(kind)
        self._last = moved

    def _jerk(self) -> None:
        choice = self.rng.random()
        if choice < 0.08 and self._view.places.of_kind("mouth") and fits("sucking", self._view):
            self.plan.grimace(float(self.rng.uniform(0.012, 0.02)))
            return
        moved = PAIRS[int(self.rng.integers(len(PAIRS)))] if choice < 0.2 else (self._part(),)
        residual = float(self.rng.uniform(0.15, 0.45)) if self.rng.random() < 0.2 else 0.0
        self.plan.jerk(moved, self._amplitude(moved), residual)
        if residual and self.rng.random() < 0.7:
            self.plan.settle(moved[0], residual)
        self._last = moved

    def _part(self) -> str:
        allowed = [part for part in self._parts if part not in self._last] or self._parts
        return str(self.rng.choice(allowed))

    def _amplitude(self, moved: Sequence[str], least: float = 0.0, largest: float = 1.0) -> float:
        return super()._amplitude(moved, least, min(largest, _LARGEST))

    def _free_place(self) -> tuple[float, float, float]:
        camera = self._view.scene.camera
        centres = np.array([place.centre_px for place in self._view.places.all])
        spots = self._view.seen(centres) / np.array([camera.width_px, camera.height_px])
        edges = [(x, y) for x in (0.02, 0.5, 0.98) for y in (0.02, 0.5, 0.98) if (x, y) != (0.5, 0.5)]
        shape = np.array([1.0, camera.height_px / camera.width_px])
        rooms = [float(np.linalg.norm((spots - edge) * shape, axis=1).min()) for edge in edges]
        best = int(np.argmax(rooms))
        return (*edges[best], rooms[best] - 0.15 * camera.body_length_px / camera.width_px)


def fits(kind: str, seen: View) -> bool:
    """Whether a kind can be seen, and judged, in a view."""
    places, body_px, fps = seen.places, seen.scene.camera.body_length_px, seen.look.fps
    if kind == "tremor":
        return fps >= 20
    if kind == "too_fast":
        return fps <= 15
    if kind == "sucking":
        # Smaller strokes than a pixel and a half are lost in the coding.
        return bool(places.of_kind("mouth")) and 0.018 * body_px >= 3.0
    if kind == "breathing":
        return bool(places.of_kind("trunk")) and seen.look.cover in ("", "waist") and 0.011 * body_px >= 2.0
    if kind == "hiccups":
        return bool(places.of_kind("trunk", "head"))
    if kind in ("hidden_rhythm", "kicking"):
        return bool(places.of_kind("leg", "foot"))
    if kind in ("series", "spasm", "startle", "stiffening"):
        return len({place.kind for place in places.all}) >= 3
    return True


def clips(
    which: str, count: int, seed: int, places: Places, size: tuple[int, int], only: Sequence[str] = ()
) -> tuple[Clip, ...]:
    """Return the clips of a set.

    Parameters
    ----------
    which
        One of `SETS`.
    count
        How many.
    seed
        Decides everything.
    places
        Where the parts are in the recording.
    size
        Its width and height.
    only
        Names of the clips that are wanted; all where empty.
    """
    rng = np.random.default_rng([seed, 21, SETS.index(which)])
    pile: list[str] = []
    found = []
    for number in range(count):
        name = f"{which}_{number + 1:03d}"
        close = which == "close" or (which == "usual" and number % CLOSE_EVERY == 3)
        seen = view(name, number, seed * 1000 + number, places, size, close)
        dealt = _dealt(rng, pile, seen, which, number)
        if not only or name in only:
            found.append(_composed(seen, dealt, size))
    return tuple(found)


def _dealt(rng: np.random.Generator, pile: list[str], seen: View, which: str, number: int) -> tuple[str, ...]:
    """What a clip holds: from the top of the pile, what fits into it."""
    if which == "quiet" or (which == "usual" and number % QUIET_EVERY == 6):
        return tuple(str(kind) for kind in rng.choice(["camera", "camera", "hand"], int(rng.integers(1, 4))))
    if number % TWITCHES_EVERY == 4:
        return ("twitches",)
    wanted, room_s = int(rng.integers(3, 9)), LONGEST_S - END_S - 3.0
    dealt: list[str] = []
    left: list[str] = []
    while len(dealt) < wanted and len(left) < 60:
        if not pile:
            whole = [kind for kind, often in _DEALT.items() for _ in range(often)]
            pile.extend(str(kind) for kind in rng.permutation(whole))
        kind = pile.pop(0)
        takes_s = _TAKES_S.get(kind, 5.0) + sum(REST_S) / 2
        again = kind in dealt and kind not in ("jerk", "jerk_cluster")
        if takes_s > room_s or again or not fits(kind, seen) or (kind in _AXIAL and set(_AXIAL) & set(dealt)):
            left.append(kind)
            continue
        dealt.append(kind)
        room_s -= takes_s
    pile[:0] = left
    return tuple(dealt)


def _composed(seen: View, dealt: Sequence[str], size: tuple[int, int]) -> Clip:
    composer = PlaceComposer(seen)
    if "twitches" in dealt:
        while composer.plan.clock_s < 50.0:
            composer.add("jerk")
            composer.plan.wait(2.0, 10.0)
    for kind in dealt:
        if kind != "twitches":
            composer.add_kind(kind)
            composer.plan.wait(*REST_S)
    if all(kind in ("camera", "hand") for kind in dealt):
        composer.company(
            [str(kind) for kind in composer.rng.permutation(["fan", "mobile", "clock", "flicker", "drops"])[:3]]
        )
    composer.usual_company()
    return finished(composer, seen, size)


def finished(composer: PlaceComposer, seen: View, size: tuple[int, int]) -> Clip:
    """Return the clip of what a composer has laid out, with a quiet end."""
    duration = float(max(SHORTEST_S, math.ceil(composer.end_s + END_S)))
    scene = replace(
        seen.scene,
        duration_s=duration,
        movements=composer.plan.movements,
        disturbances=composer.all_disturbances(duration),
    )
    return Clip(seen, scene, size)
