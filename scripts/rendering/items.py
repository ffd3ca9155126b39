"""The items that clips of the generated set are made of: each picks parts, sizes and rates for one kind of movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from rendering.figure import joint_positions
from rendering.movement import Movement
from rendering.patterns import FullPlan
from rendering.scene import Disturbance
from rendering.surroundings import camera_matrix
from rendering.views import Look

START_S: Final = (2.6, 4.0)
"""Quiet before the first movement."""
JUDGED_SHARE: Final = 0.36
"""Rhythms that can be judged stay below this share of the frame rate (the rules' limit is 0.4)."""
LOST_SHARE: Final = (0.44, 0.58)
"""Rhythms that cannot be judged, as shares of the frame rate."""

LIMB_PARTS: Final = tuple(f"{side}_{part}" for side in ("left", "right") for part in ("arm", "hand", "leg", "foot"))
PAIRS: Final = (("left_hand", "right_hand"), ("left_foot", "right_foot"), ("right_hand", "left_foot"))
"""Parts that may jerk at once without being several proximal ones."""
RHYTHM_GROUPS: Final = (
    ("left_arm",), ("right_arm",), ("left_leg",), ("right_leg",), ("left_hand",), ("right_foot",),
    ("left_arm", "right_arm"), ("left_leg", "right_leg"), ("left_arm", "left_leg"), ("right_hand", "right_foot"),
)  # fmt: skip
_LARGEST: Final = {"arm": 0.080, "leg": 0.080, "hand": 0.045, "foot": 0.050}
_COVERED_LEAST: Final = 0.032
"""A blanket smooths away what moves less than about this much, body lengths."""


def fits(kind: str, seen: Look) -> bool:
    """Whether a kind of movement can be seen, and judged, in this way of seeing."""
    if kind == "tremor":
        return seen.fps >= 20 and seen.cover != "wrap"
    if kind == "sucking":
        return seen.scene.view != "prone" and seen.scene.camera.body_length_px >= 200
    if kind == "breathing":
        return seen.cover in ("", "waist")
    return True


class Composer:
    """Lays items on the time line of one clip.

    Parameters
    ----------
    seen
        How the clip is seen.
    """

    def __init__(self, seen: Look) -> None:
        self.seen = seen
        self.rng = np.random.default_rng([seen.scene.seed, 31])
        self.plan = FullPlan(seen.scene.rest, self.rng, float(self.rng.uniform(*START_S)))
        self.plan.turned = seen.scene.view == "side"
        self._disturbances: list[Disturbance] = []
        self._last: tuple[str, ...] = ()

    @property
    def end_s(self) -> float:
        """When the last of everything is over."""
        ends = [m.end_s for m in self.plan.movements] + [d.end_s for d in self._disturbances]
        return max([self.plan.clock_s, *ends])

    def add(self, kind: str) -> None:
        """Add one item at the plan's clock."""
        getattr(self, f"_{kind}")()

    def beside(self, kinds: Sequence[str]) -> None:
        """Add items that run beside the others, where these leave head, trunk and picture alone; then what is usual."""
        for kind in kinds:
            if kind in ("hand", "camera"):
                self.plan.clock_s = self.end_s + float(self.rng.uniform(1.5, 3.0))
                self.add(kind)
        for kind in kinds:
            if kind in ("sucking", "breathing"):
                self._beside(kind)
        self.usual_company()

    def usual_company(self) -> None:
        """Add a clock, a fan and the like, each in some clips."""
        chances = {"clock": 0.35, "fan": 0.18, "mobile": 0.15, "flicker": 0.12, "drops": 0.20, "jitter": 0.20}
        self.company([kind for kind, chance in chances.items() if self.rng.random() < chance])

    def company(self, kinds: Sequence[str]) -> None:
        """Add disturbances that last the whole clip, each kind once."""
        there = {disturbance.kind for disturbance in self._disturbances}
        for kind in kinds:
            if kind in there:
                continue
            x, y, room = self._free_place()
            if kind in ("fan", "mobile"):
                if room < 0.05:
                    continue
                rate = float(self.rng.uniform(0.3, 1.4) if kind == "fan" else self.rng.uniform(0.15, 0.5))
                self._disturb(kind, 0.0, 0.0, strength=min(room, 0.13), rate_hz=rate, x=x, y=y)
            elif kind == "clock":
                self._disturb(kind, 0.0, 0.0, x=0.03, y=float(self.rng.choice([0.06, 0.96])))
            else:
                rate = float(self.rng.uniform(0.4, 3.0)) if kind == "flicker" else 0.0
                self._disturb(kind, 0.0, 0.0, strength=float(self.rng.uniform(0.5, 1.0)), rate_hz=rate)
            there.add(kind)

    def all_disturbances(self, duration_s: float) -> tuple[Disturbance, ...]:
        """The disturbances in order; what has no end lasts the whole clip."""
        whole = [d if d.end_s > 0 else replace(d, end_s=duration_s) for d in self._disturbances]
        return tuple(sorted(whole, key=lambda d: (d.start_s, d.kind)))

    def _disturb(self, kind: str, start_s: float, end_s: float, **values: float) -> None:
        self._disturbances.append(Disturbance(kind, round(start_s, 3), round(end_s, 3), **values))

    def _jerk(self) -> None:
        choice = self.rng.random()
        if choice < 0.06 and fits("sucking", self.seen):
            self._last = ("face",)
            self.plan.grimace(float(self.rng.uniform(0.012, 0.02)))
            return
        moved = PAIRS[int(self.rng.integers(len(PAIRS)))] if choice < 0.18 else (self._part(),)
        if self.seen.cover == "wrap" and len(moved) > 1:
            moved = (self._part(),)
        residual = float(self.rng.uniform(0.15, 0.45)) if self.rng.random() < 0.22 else 0.0
        self.plan.jerk(moved, self._amplitude(moved), residual)
        if residual and self.rng.random() < 0.7:
            self.plan.settle(moved[0], residual)
        self._last = moved

    def _jerk_cluster(self) -> None:
        moved = (self._part(),)
        self.plan.cluster(moved, self._amplitude(moved, 0.018), int(self.rng.integers(2, 5)))
        self._last = moved

    def _rhythmic(self) -> None:
        moved = RHYTHM_GROUPS[int(self.rng.integers(len(RHYTHM_GROUPS)))]
        fastest = min(4.5, JUDGED_SHARE * self.seen.fps)
        rate = float(np.exp(self.rng.uniform(np.log(0.5), np.log(fastest))))
        length = max(7.0 / rate, float(self.rng.uniform(4.0, 8.0)))
        self.plan.wave(moved, self._amplitude(moved, 0.018, 0.06 if rate < 2.5 else 0.035), rate, length)

    def _clusters(self) -> None:
        moved = RHYTHM_GROUPS[int(self.rng.integers(6, len(RHYTHM_GROUPS)))]
        rate = float(self.rng.uniform(1.5, min(4.5, JUDGED_SHARE * self.seen.fps)))
        self.plan.clusters(moved, self._amplitude(moved, 0.018, 0.045), rate, int(self.rng.integers(2, 4)))

    def _tremor(self) -> None:
        rate = float(self.rng.uniform(5.3, min(8.0, JUDGED_SHARE * self.seen.fps)))
        groups = (
            ("left_hand",),
            ("right_arm",),
            ("left_arm",),
            ("right_hand", "left_hand"),
            ("right_foot",),
            ("left_leg",),
        )
        moved = groups[int(self.rng.integers(len(groups)))]
        self.plan.wave(moved, self._amplitude(moved, 0.014, 0.032), rate, float(self.rng.uniform(2.5, 5.5)), "tremor")

    def _stiffening(self) -> None:
        self.plan.tonic(float(self.rng.uniform(0.040, 0.075)), float(self.rng.uniform(2.6, 5.5)))

    def _prolonged(self) -> None:
        moved = (self._part(),)
        self.plan.prolonged(moved, self._amplitude(moved, 0.02, 0.06), float(self.rng.uniform(6.0, 9.0)))
        self._last = moved

    def _undecided(self) -> None:
        """One of the doubtful ones; a slow camera gets a rhythm that it cannot show more often than others."""
        moved = (self._part(),)
        kinds = ["four_even", "few_uneven", "part_hold", "hidden"] + ["too_fast"] * (3 if self.seen.fps <= 12 else 0)
        kind = str(self.rng.choice(kinds))
        size = self._amplitude(moved, 0.02, 0.06)
        if kind == "four_even":
            self.plan.four_even(moved, size, float(self.rng.uniform(1.0, min(2.6, JUDGED_SHARE * self.seen.fps))))
        elif kind == "few_uneven":
            self.plan.few_uneven(moved, size)
        elif kind == "part_hold":
            self.plan.part_hold(moved[0], max(size, 0.03))
        elif kind == "too_fast":
            rate = float(self.rng.uniform(*LOST_SHARE)) * self.seen.fps
            self.plan.too_fast(moved, max(min(size, 0.03), 0.02), rate, float(self.rng.uniform(3.0, 5.0)))
        else:
            self._hidden_rhythm()
        self._last = moved

    def _hidden_rhythm(self) -> None:
        """A leg goes on in a rhythm while a hand lies on the chest: from after it came to before it goes."""
        start, legs = self.plan.clock_s, ("left_leg", "right_leg")
        moved = (legs[int(self.rng.integers(2))],)
        rate = float(self.rng.uniform(1.2, min(3.0, JUDGED_SHARE * self.seen.fps)))
        self.plan.clock_s = start + 2.2
        self.plan.hidden_rhythm(moved, self._amplitude(moved, 0.03, 0.06), rate, max(4.0, 6.5 / rate))
        end = self.plan.clock_s + 2.2
        self._hand_between(start, end, 0.0)
        self.plan.clock_s = end

    def _gross(self) -> None:
        choice, strength = self.rng.random(), float(self.rng.uniform(0.6, 1.1))
        if choice < 0.45:
            self.plan.restless(float(self.rng.uniform(3.5, 6.5)), strength, with_strokes=bool(self.rng.random() < 0.6))
        elif choice < 0.70:
            self.plan.kicking(float(self.rng.uniform(3.5, 6.5)), strength)
        else:
            part = str(self.rng.choice(["left_arm", "right_arm", "left_leg", "right_leg", "head"]))
            if self.seen.hides(part):
                part = "head"
            self.plan.shift(
                part, float(self.rng.uniform(0.025, 0.05) if part == "head" else self.rng.uniform(0.05, 0.11))
            )

    def _series(self) -> None:
        """Three to five spasms, 4 to 8 s apart, stronger and stronger, then weaker."""
        times = int(self.rng.integers(3, 6))
        largest = float(self.rng.uniform(0.05, 0.09))
        for which in range(times):
            start = self.plan.clock_s
            share = 1.0 - 0.4 * abs(which - (times - 1) / 2) / max(1.0, (times - 1) / 2)
            self.plan.spasm(largest * share, series="series_1")
            if which < times - 1:
                self.plan.clock_s = start + float(self.rng.uniform(4.0, 8.0))

    def _spasm(self) -> None:
        self.plan.spasm(float(self.rng.uniform(0.045, 0.09)))

    def _startle(self) -> None:
        self.plan.spasm(float(self.rng.uniform(0.06, 0.11)), kind="startle")

    def _hiccups(self) -> None:
        self.plan.hiccups(float(self.rng.uniform(0.015, 0.03)), 3, "hiccups_1")

    def _sucking(self) -> None:
        self.plan.sucking(float(self.rng.uniform(0.010, 0.018)), int(self.rng.integers(2, 4)))

    def _breathing(self) -> None:
        rate, length = float(self.rng.uniform(0.5, 0.83)), float(self.rng.uniform(7.0, 12.0))
        self.plan.deep_breathing(float(self.rng.uniform(0.005, 0.011)), rate, length)

    def _hand(self) -> None:
        """A hand comes in, lies on the infant or pats it, and goes."""
        start = self.plan.clock_s
        rate = float(self.rng.uniform(1.4, 2.6)) if self.rng.random() < 0.5 else 0.0
        end = start + float(self.rng.uniform(4.5, 7.5))
        self._hand_between(start, end, rate)
        if rate:
            self.plan.pushed(start + 1.5, end - 1.5, rate, float(self.rng.uniform(0.003, 0.007)))
        self.plan.clock_s = end

    def _hand_between(self, start_s: float, end_s: float, rate_hz: float) -> None:
        x, y, _ = self._free_place()
        self._disturb("hand", start_s, end_s, strength=float(self.rng.uniform(0.85, 1.15)), rate_hz=rate_hz, x=x, y=y)

    def _camera(self) -> None:
        kind = str(self.rng.choice(["bump", "light_switch", "exposure"]))
        lasts = {"bump": (0.6, 1.4), "light_switch": (5.0, 8.0), "exposure": (2.0, 4.0)}[kind]
        start = self.plan.clock_s
        end = start + float(self.rng.uniform(*lasts))
        rate = float(self.rng.uniform(0.5, 1.2)) if kind == "exposure" else 0.0
        self._disturb(kind, start, end, strength=float(self.rng.uniform(0.5, 1.3)), rate_hz=rate)
        self.plan.clock_s = end

    def _beside(self, kind: str) -> None:
        """Try places for an item among those planned; where none is free it comes last."""
        after = self.end_s + float(self.rng.uniform(1.5, 2.5))
        state = self.plan.movements
        for _ in range(40):
            self.plan.clock_s = float(self.rng.uniform(START_S[0], max(START_S[0] + 0.1, after - 8.0)))
            self.add(kind)
            new = self.plan.movements[-1]
            if new.end_s < after and not self._in_the_way(new, state):
                break
            self.plan.take_back()
        else:
            self.plan.clock_s = after
            self.add(kind)
        self.plan.clock_s = max(after, self.plan.clock_s)

    def _in_the_way(self, new: Movement, others: Sequence[Movement]) -> bool:
        """Whether something moves head, face or trunk, or the whole picture, during `new` or within a second of it."""
        busy = [(m.start_s, m.end_s) for m in others if {"head", "face", "trunk"} & set(m.moved) or len(m.moved) > 3]
        busy += [(d.start_s, d.end_s) for d in self._disturbances if d.end_s > 0]
        return any(start < new.end_s + 1.0 and end > new.start_s - 1.0 for start, end in busy)

    def _part(self) -> str:
        """A part that did not move last; covered ones less often than others."""
        allowed = [part for part in LIMB_PARTS if not self._same_limb(part, self._last)]
        if self.seen.cover == "wrap":
            allowed = [part for part in allowed if part.endswith(("arm", "leg"))]
        weights = np.array([0.4 if self.seen.hides(part) else 1.0 for part in allowed])
        return str(self.rng.choice(allowed, p=weights / weights.sum()))

    @staticmethod
    def _same_limb(part: str, others: Sequence[str]) -> bool:
        limb = {"arm": "arm", "hand": "arm", "leg": "leg", "foot": "leg"}
        side, name = part.split("_")
        return any(
            "_" in other and (side, limb[name]) == (other.split("_")[0], limb[other.split("_")[1]]) for other in others
        )

    def _amplitude(self, moved: Sequence[str], least: float = 0.0, largest: float = 1.0) -> float:
        """A displacement that can be seen and that the part can make; small ones as likely as twice as large ones."""
        low = max(0.010, least, self.seen.least_amplitude)
        high = min(largest, *(_LARGEST[part.split("_")[1]] for part in moved))
        if any(self.seen.hides(part) for part in moved):
            low = max(low, _COVERED_LEAST)
        high = max(high, 1.25 * low)
        return float(np.exp(self.rng.uniform(np.log(low), np.log(high))))

    def _free_place(self) -> tuple[float, float, float]:
        """The place at the picture's edge farthest from the infant: x, y (shares), and room there (share of width)."""
        camera = self.seen.scene.camera
        matrix = camera_matrix(camera)
        joints = joint_positions(self.seen.scene.rest[np.newaxis])[0] @ matrix[:, :2].T + matrix[:, 2]
        joints = joints / np.array([camera.width_px, camera.height_px])
        places = [(x, y) for x in (0.02, 0.5, 0.98) for y in (0.02, 0.5, 0.98) if (x, y) != (0.5, 0.5)]
        shape = np.array([1.0, camera.height_px / camera.width_px])
        rooms = [float(np.linalg.norm((joints - place) * shape, axis=1).min()) for place in places]
        best = int(np.argmax(rooms))
        return (*places[best], rooms[best] - 0.15 * camera.body_length_px / camera.width_px)
