"""Views that hold what the unusual set of drawn clips holds: its kinds of movement, carried over to the places.

Kinds are taken in turns, as there. A lens that looks for its focus and a curtain are left to the drawn clips.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from rendering.unusual import FAST_FPS, INSTEAD, KINDS_NOTE, clip_name
from rendering.unusual_items import UnusualComposer
from rendering.unusual_patterns import UnusualPlan

from warping import dataset
from warping.composing import REST_S, Clip, PlaceComposer, UnevenPlan, finished
from warping.places import Places
from warping.views import View, view

NOTES: Final = f"{dataset.NOTES} {KINDS_NOTE}"
"""What dataset.toml says of the set."""
REVIEWED: Final = (
    "spreading", "slowing_down", "tonic_clonic", "periodic", "alternating", "head_drops", "brief_spasms", "pedalling",
    "clonus", "fencing", "shivering",
)  # fmt: skip
"""Kinds that need review."""
OTHERS: Final = (
    "reaching", "sigh", "head_turn", "stretching", "yawn", "wriggling", "gross", "kicking", "slow",
)  # fmt: skip
"""Kinds of other movement; the turns reach six of them with one seed, since every clip goes three places on."""
COMPANY: Final = ("insect", "shadow", "headlight", "led")
CLOSE_EVERY: Final = 6
"""One clip in so many is a close-up."""
JERKS_ONLY_EVERY: Final = 7
"""One clip in so many holds nothing to review."""
COMPANY_EVERY: Final = 3
_WHOLE_BODY: Final = ("head_drops", "brief_spasms", "tonic_clonic", "fencing")
"""What asks for at least three kinds of places."""


class UnevenUnusualPlan(UnevenPlan, UnusualPlan):
    """The plan of the unusual set, its clusters clearly uneven."""


class UnusualPlaceComposer(PlaceComposer, UnusualComposer):
    """Lays items of the unusual set on the time line of a clip, for the parts that it shows.

    Parameters
    ----------
    seen
        How the clip is seen.
    """

    plan: UnevenUnusualPlan

    def __init__(self, seen: View) -> None:
        super().__init__(seen)
        self.plan = UnevenUnusualPlan(seen.scene.rest, self.rng, self.plan.clock_s)
        self.plan.turned = True


def unusual_clips(
    count: int, seed: int, places: Places, size: tuple[int, int], only: Sequence[str] = ()
) -> tuple[Clip, ...]:
    """Return the clips of the set.

    Parameters
    ----------
    count
        How many; fewer are the first ones of more.
    seed
        Decides everything.
    places
        Where the parts are in the recording.
    size
        Its width and height.
    only
        Names of the clips that are wanted; all where empty.
    """
    wanted = [number for number in range(count) if not only or clip_name(number) in only]
    return tuple(_composed(number, seed, places, size) for number in wanted)


def _composed(number: int, seed: int, places: Places, size: tuple[int, int]) -> Clip:
    close = number % CLOSE_EVERY == 3
    seen = view(clip_name(number), number, seed * 1000 + number, places, size, close)
    composer = UnusualPlaceComposer(seen)
    for kind in _order(number, seed, seen):
        composer.add_kind(kind)
        composer.plan.wait(*REST_S)
    composer.usual_company()
    if number % COMPANY_EVERY == 0:
        composer.accompany(COMPANY[(number // COMPANY_EVERY + seed) % len(COMPANY)], composer.end_s)
    return finished(composer, seen, size)


def _order(number: int, seed: int, seen: View) -> tuple[str, ...]:
    """What a clip holds, in the order in which it comes."""
    reviewed = [REVIEWED[(2 * number + 5 * which + seed) % len(REVIEWED)] for which in range(2)]
    if seen.look.fps < FAST_FPS:
        reviewed = [INSTEAD.get(kind, kind) for kind in reviewed]
    if len({place.kind for place in seen.places.all}) < 3:
        reviewed = [kind for kind in reviewed if kind not in _WHOLE_BODY] + ["periodic"]
    if {"head_drops", "brief_spasms"} <= set(reviewed):
        reviewed.remove("head_drops")
    if number % JERKS_ONLY_EVERY == 4:
        reviewed = []
    others = [OTHERS[(3 * number + 4 * which + seed) % len(OTHERS)] for which in range(2)]
    kinds = [*dict.fromkeys(reviewed), *others, "jerk", "jerk", "jerk_cluster"]
    return tuple(str(kind) for kind in np.random.default_rng([seed, number]).permutation(kinds))
