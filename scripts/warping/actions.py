"""Carries the plans of the generated set, which are written for a drawn figure, over to places of a recording.

Of a planned movement its course stays: what happens when, how often, how evenly. Its directions, which are joint
angles, become fields of displacement of the places that stand for its parts, scaled to the size the plan meant.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rendering.figure import Values
from rendering.movement import Channel, Movement, course, measure

from warping import fields
from warping.fields import Field, Grid
from warping.places import LIMB_KINDS, Place, Places

Knots = tuple[tuple[float, float], ...]

_LARGEST: Final = {
    "gross": 0.085, "kicking": 0.090, "slow": 0.080, "spasm": 0.085, "startle": 0.090, "tonic": 0.065,
    "sucking": 0.018, "breathing": 0.011, "brief_spasm": 0.070, "stretching": 0.080, "sigh": 0.012, "yawn": 0.020,
}  # fmt: skip
"""No field goes farther than this, body lengths: beyond, the sheet would visibly stretch."""
_WHOLE: Final = ("tonic", "spasm", "startle", "hiccup", "brief_spasm", "stretching")
_TURNING: Final = 0.65
"""Share of the strokes that turn a part around its joint; others push it."""
_INSTEAD: Final = {
    "hand": ("hand", "arm", "foot", "leg"),
    "arm": ("arm", "hand", "leg", "foot"),
    "foot": ("foot", "leg", "hand", "arm"),
    "leg": ("leg", "foot", "arm", "hand"),
    "head": ("head", "mouth", "trunk", "arm", "hand", "leg", "foot"),
    "face": ("mouth", "head"),
    "trunk": ("trunk", "head", "arm", "leg", "hand", "foot"),
}
"""Kinds of places that stand for a part of the figure, the best first."""


@dataclass(frozen=True, slots=True)
class Action:
    """A planned movement as fields of displacement and their courses."""

    movement: Movement
    places: tuple[Place, ...]
    fields: tuple[Field, ...]
    """Displacement where the course is 1, pixels of the recording."""
    courses: tuple[Knots, ...]

    def levels(self, times_s: Values) -> NDArray[np.float64]:
        """Return the courses at each time; shape (n, number of fields)."""
        return np.stack([course(knots, times_s) for knots in self.courses], axis=1)

    @property
    def stays(self) -> bool:
        """Whether something is left displaced when it is over."""
        return any(knots[-1][1] != 0.0 for knots in self.courses)


def place_for(part: str, places: Sequence[Place]) -> Place:
    """Return the place that stands for a part of the figure, such as ``left_hand``; of two, the first is the left."""
    side, _, kind = part.rpartition("_")
    for wanted in _INSTEAD[kind]:
        found = [place for place in places if place.kind == wanted]
        if found:
            return found[-1] if side == "right" else found[0]
    return places[0]


class Carrier:
    """Carries movements over, one after another.

    Parameters
    ----------
    rest
        Joint settings of the figure that they were planned for.
    places
        Those that can be seen.
    grid
        Where fields are kept.
    rng
        Where directions come from.
    """

    def __init__(self, rest: Values, places: Places, grid: Grid, rng: np.random.Generator) -> None:
        self._rest, self._places, self._grid, self._rng = rest, places, grid, rng

    def carried(self, movements: Sequence[Movement]) -> tuple[Action, ...]:
        """Return the movements as actions, in the same order."""
        actions: list[Action] = []
        for which, movement in enumerate(movements):
            if movement.kind == "settling":
                actions.append(self._settled(actions[-1], movement))
                continue
            meant = measure(self._rest, movements, which).amplitude
            reach = min(meant, _LARGEST.get(movement.kind, 1.0)) * self._places.body_length_px
            if movement.kind in _WHOLE:
                action = self._whole(movement, reach)
            elif movement.kind in ("gross", "kicking"):
                action = self._restless(movement, reach)
            else:
                action = self._stroke(movement, reach)
            actions.append(_scaled(action, reach))
        return tuple(actions)

    @staticmethod
    def _settled(jerk: Action, movement: Movement) -> Action:
        """What a jerk left displaced, sliding back the way it came."""
        knots = movement.channels[0].knots
        return replace(jerk, movement=movement, courses=(knots,) * len(jerk.fields))

    def _stroke(self, movement: Movement, reach: float) -> Action:
        """One field a moved part, each with the course of its channel; two parts may share a place."""
        found: dict[Place, tuple[Field, Knots]] = {}
        for number, part in enumerate(movement.moved):
            place = place_for(part, self._places.all)
            channel = movement.channels[min(number, len(movement.channels) - 1)]
            share = 1.0 if number == 0 else float(self._rng.uniform(0.7, 0.95))
            if place not in found:
                found[place] = self._stroke_field(movement, place, reach) * np.float32(share), channel.knots
        return Action(
            movement, tuple(found), tuple(field for field, _ in found.values()), tuple(k for _, k in found.values())
        )

    def _stroke_field(self, movement: Movement, place: Place, reach: float) -> Field:
        rim = fields.rim_px(place, reach)
        if movement.kind == "breathing":
            return fields.swollen(self._grid, place, rim)
        if place.joint_px is not None and self._rng.random() < _TURNING:
            return fields.turned_around(self._grid, place, float(self._rng.choice([-1.0, 1.0])), rim)
        return fields.moved_along(self._grid, place, _unit(float(self._rng.uniform(0.0, 2 * math.pi))), rim)

    def _whole(self, movement: Movement, reach: float) -> Action:
        """Bending, stretching or flying out: one field of all places, towards the trunk or away from it."""
        kinds = {"hiccup": ("trunk", "head"), "tonic": LIMB_KINDS}.get(movement.kind, (*LIMB_KINDS, "head"))
        places = self._places.of_kind(*kinds) or (place_for("trunk", self._places.all),)
        middle = self._middle()
        # Negative: towards the middle of the body.
        bends = movement.kind == "spasm" and self._rng.random() < 0.75
        gains = {"leg": 0.35, "foot": 0.35} if movement.kind == "startle" else {"head": 0.4, "trunk": 0.6}
        total = np.zeros((*self._grid.shape, 2), np.float32)
        for place in places:
            away = math.atan2(place.centre_px[1] - middle[1], place.centre_px[0] - middle[0])
            angle = away + (math.pi if bends else 0.0) + float(self._rng.normal(0.0, 0.35))
            gain = gains.get(place.kind, 1.0) * float(self._rng.uniform(0.8, 1.0))
            part = fields.moved_along(self._grid, place, _unit(angle), 1.2 * fields.rim_px(place, reach))
            total += np.float32(gain) * part
        return Action(movement, places, (total,), (movement.channels[0].knots,))

    def _restless(self, movement: Movement, reach: float) -> Action:
        """All places wandering by themselves in both directions, and the strokes on top."""
        strokes = 2 if movement.kind == "kicking" else movement.strokes
        wandering = list(movement.channels[: len(movement.channels) - strokes])
        places = self._places.of_kind(*LIMB_KINDS, "head", "trunk")
        found: list[Field] = []
        courses: list[Knots] = []
        for number, place in enumerate(places):
            start = float(self._rng.uniform(0.0, 2 * math.pi))
            for turn in range(2):
                rim = 1.3 * fields.rim_px(place, reach)
                size = 0.22 if place.kind in LIMB_KINDS else 0.10
                found.append(np.float32(size) * fields.moved_along(self._grid, place, _unit(start + 1.57 * turn), rim))
                courses.append(wandering[(2 * number + turn) % len(wandering)].knots)
        for number, channel in enumerate(movement.channels[len(wandering) :]):
            field, knots = self._extra(movement, channel, number, reach)
            found.append(field)
            courses.append(knots)
        return Action(movement, places, tuple(found), tuple(courses))

    def _extra(self, movement: Movement, channel: Channel, number: int, reach: float) -> tuple[Field, Knots]:
        """A quick stroke within restless movement: of the legs in turn where they kick, of any limb otherwise."""
        limbs = self._places.of_kind(*LIMB_KINDS)
        if movement.kind == "kicking":
            place = place_for(("left_leg", "right_leg")[number % 2], self._places.all)
        else:
            place = limbs[int(self._rng.integers(len(limbs)))]
        return np.float32(0.6) * self._stroke_field(movement, place, reach), channel.knots

    def _middle(self) -> tuple[float, float]:
        trunk = self._places.of_kind("trunk") or self._places.all
        centre = np.mean([place.centre_px for place in trunk], axis=0)
        return float(centre[0]), float(centre[1])


def _unit(angle: float) -> tuple[float, float]:
    return math.cos(angle), math.sin(angle)


def _scaled(action: Action, reach: float) -> Action:
    """The same action, so large that the farthest point goes `reach` pixels."""
    largest = float(np.linalg.norm(course_of(action, action.fields), axis=-1).max())
    factor = np.float32(reach / max(largest, 1e-6))
    return replace(action, fields=tuple(factor * field for field in action.fields))


def course_of(
    action: Action, shown: Sequence[Field], times_s: Values | None = None, points: int = 40
) -> NDArray[np.float64]:
    """Return the displacement of the points that go farthest at each time, pixels; shape (n, points, 2).

    Parameters
    ----------
    action
        What moves.
    shown
        Its fields, or what is left of them under a cover.
    times_s
        When; without it, every hundredth of a second of the action.
    points
        How many of each field are looked at.
    """
    if times_s is None:
        times_s = np.arange(action.movement.start_s, action.movement.end_s + 0.01, 0.01)
    flat = np.stack([field.reshape(-1, 2) for field in shown])
    sizes = np.linalg.norm(flat, axis=-1)
    sizes = np.vstack([sizes, sizes.sum(axis=0)])  # where fields overlap, no single one need be largest
    chosen = np.unique(np.argpartition(sizes, -points, axis=1)[:, -points:])
    return np.asarray(np.einsum("tm,mpk->tpk", action.levels(times_s), flat[:, chosen].astype(np.float64)))
