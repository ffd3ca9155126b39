"""The unusual set: clips of kinds of movement, and in company, that the generated set does not hold.

Kinds and company are taken in turns, from a place in the turn that the seed decides, so that a few clips hold most of
them. Beside two kinds to review and two others each clip has jerks as the generated set has them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from rendering.scene import Scene
from rendering.sets import finished
from rendering.unusual_items import UnusualComposer
from rendering.views import Look, look

SEED: Final = 80_120
CLIPS: Final = 20
KINDS_NOTE: Final = (
    "Kinds of movement and company that the rendered set does not hold. No detection rule was made for them at first; "
    "since then they were looked at in drawn clips of the seeds 4004, 5005 and 6006 and in views of seed 7171, and "
    "rules were made on these, so figures on these seeds say how well the rules fit. A new seed gives new clips of the "
    "same kinds, and no new kind. "
    "Figures on any of them say nothing about children."
)
"""What dataset.toml says of these kinds, of drawn clips and of views alike."""
NOTES: Final = (
    "Drawn by a program: no child, no home and no other recording is in it. Labels are those of the label rules. "
    + KINDS_NOTE
)
"""What dataset.toml says of the set."""
REVIEWED: Final = (
    "spreading", "alternating", "slowing_down", "clonus", "shivering", "tonic_clonic", "head_drops", "brief_spasms",
    "fencing", "periodic", "pedalling", "rhythmic", "spasm", "undecided", "prolonged",
)  # fmt: skip
"""Kinds that need review; a clip holds two of them, seven places apart."""
OTHERS: Final = (
    "stretching", "head_turn", "turning_over", "yawn", "sigh", "reaching", "fast_breathing", "wriggling", "gross",
    "sucking",
)  # fmt: skip
"""Kinds of other movement; a clip holds two of them, five places apart."""
COMPANY: Final = ("insect", "headlight", "shadow", "led", "curtain", "focus")
QUIET_S: Final = (2.4, 4.0)
"""Quiet between two movements that follow each other."""
INSTEAD: Final = {"clonus": "slowing_down", "shivering": "pedalling"}
"""What slow cameras get in place of what they cannot show."""
FAST_FPS: Final = 20.0
"""Frame rate from which a camera shows a tremor."""
JERKS_ONLY_EVERY: Final = 9
"""One clip in so many holds nothing to review."""


def unusual_set(seed: int = SEED, count: int = CLIPS) -> tuple[Scene, ...]:
    """Return the scenes of the set.

    Parameters
    ----------
    seed
        Decides everything.
    count
        How many clips; fewer are the first ones of more.
    """
    return tuple(_composed(number, seed) for number in range(count))


def clip_name(number: int) -> str:
    """Return the name of a clip, counted from 0."""
    return f"unusual_{number + 1:03d}"


def _composed(number: int, seed: int) -> Scene:
    seen = look(clip_name(number), number + seed % 97, seed * 1000 + number)
    composer = UnusualComposer(seen)
    for kind in _order(number, seed, seen):
        composer.add(kind)
        composer.plan.wait(*QUIET_S)
    composer.usual_company()
    end_s = composer.end_s
    for which in range(_companies(number)):
        composer.accompany(COMPANY[(number // 2 + 3 * which + seed) % len(COMPANY)], end_s)
    return finished(composer)


def _order(number: int, seed: int, seen: Look) -> tuple[str, ...]:
    """What a clip holds, in the order in which it comes."""
    reviewed = [REVIEWED[(2 * number + 7 * which + seed) % len(REVIEWED)] for which in range(2)]
    if seen.fps < FAST_FPS:
        reviewed = [INSTEAD.get(kind, kind) for kind in reviewed]
    if number % JERKS_ONLY_EVERY == 4:
        reviewed = []
    others = [OTHERS[(3 * number + 5 * which + seed) % len(OTHERS)] for which in range(2)]
    others = [kind for kind in others if kind != "sucking" or seen.scene.view != "prone"]
    rng = np.random.default_rng([seed, number, 5])
    jerks = ["jerk", "jerk", "jerk_cluster" if rng.random() < 0.5 else "jerk"]
    return tuple(str(kind) for kind in rng.permutation(reviewed + others + jerks))


def _companies(number: int) -> int:
    """How many kinds of company a clip has beside the usual ones: two in every other, none in every sixth."""
    if number % 2:
        return 2
    return 1 if number % 3 else 0
