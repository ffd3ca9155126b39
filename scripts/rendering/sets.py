"""The generated set: which movements and disturbances each of its clips holds. Nothing is drawn here.

Every clip is told in two passes: `stories` deals the kinds of movement out to the clips, then `_compose` lays them one
after another on the time line of its clip. What the label rules would call something else is kept out on purpose: no
clip holds more than one spasm or startle outside a series, since two alike within a minute are a series.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from rendering import items
from rendering.items import Composer
from rendering.scene import Scene
from rendering.views import Look, look

SEED: Final = 20_240
CLIPS: Final = 112
QUIET_EVERY: Final = 16
"""One clip in so many holds disturbances only."""
TWITCHES_EVERY: Final = 14
"""One clip in so many holds irregular twitches only, hopping between limbs."""
QUIET_S: Final = (2.2, 3.8)
"""Quiet between two movements that follow each other."""
END_S: Final = 3.0

_QUOTA: Final = {
    "rhythmic": 42,
    "clusters": 5,
    "stiffening": 34,
    "prolonged": 34,
    "undecided": 40,
    "gross": 50,
    "jerk_cluster": 40,
}
"""Items that follow one another, over the whole set; single jerks come on top."""
_FAST_ONLY: Final = {"tremor": 34}
"""The same, in clips of 20 frames a second and more."""
_BESIDE: Final = {"sucking": 34, "breathing": 34, "hand": 34, "camera": 40}
"""Items that run beside others, one of each in a clip at most."""


@dataclass(frozen=True, slots=True)
class Story:
    """What one clip holds."""

    number: int
    spasms: str
    """`series`, `spasm`, `startle`, `hiccups`, or empty."""
    items: tuple[str, ...]
    beside: tuple[str, ...]


def stories(seed: int = SEED, clips: int = CLIPS) -> tuple[Story, ...]:
    """Deal the items out to the clips; fewer clips hold as many items each, of fewer kinds."""
    rng = np.random.default_rng([seed, 21])
    looks = [look(_name(number), number, _clip_seed(seed, number)) for number in range(clips)]
    plain = [number for number in range(clips) if number % QUIET_EVERY != 7 and number % TWITCHES_EVERY != 3]
    following: dict[int, list[str]] = {number: [] for number in range(clips)}
    beside: dict[int, list[str]] = {number: [] for number in range(clips)}
    share = clips / CLIPS
    fast = [number for number in plain if looks[number].fps >= 20]
    for kinds, where in ((_FAST_ONLY, fast), (_QUOTA, plain)):
        for kind, count in kinds.items():
            for _ in range(math.ceil(count * share)):
                # The emptiest clip is served first, chance decides between equals.
                open_to = [n for n in where if items.fits(kind, looks[n])]
                least = min((len(following[n]) + following[n].count(kind) for n in open_to), default=0)
                equals = [n for n in open_to if len(following[n]) + following[n].count(kind) == least]
                following[int(rng.choice(equals))].append(kind)
    for kind, count in _BESIDE.items():
        open_to = [n for n in plain if items.fits(kind, looks[n])]
        order = rng.permutation(open_to)[: math.ceil(count * share)]
        for number in sorted(order, key=lambda n: len(beside[int(n)])):
            beside[int(number)].append(kind)
    spasms = {number: _SPASMS[which % len(_SPASMS)] for which, number in enumerate(plain)}
    return tuple(
        Story(
            number,
            spasms.get(number, ""),
            tuple(str(kind) for kind in rng.permutation(following[number])) if following[number] else (),
            tuple(beside[number]),
        )
        for number in range(clips)
    )


_SPASMS: Final = (
    "series", "spasm", "", "series", "startle", "series", "", "spasm", "hiccups", "spasm", "series", "startle", "",
)  # fmt: skip
"""What goes to the clips in turns."""


def rendered_set(seed: int = SEED) -> tuple[Scene, ...]:
    """Return the scenes of the whole set, without the quiet hour."""
    return tuple(_compose(story, seed) for story in stories(seed))


def small_cut(seed: int = SEED) -> tuple[Scene, ...]:
    """Return a small cut for quick checks: eight short clips with most patterns, each small and of few frames."""
    told = (
        ("", ("jerk", "jerk_cluster", "jerk", "jerk"), ("sucking",)),
        ("", ("rhythmic", "jerk"), ("camera",)),
        ("series", (), ()),
        ("spasm", ("stiffening", "jerk"), ()),
        ("", ("gross", "prolonged"), ()),
        ("startle", ("jerk", "undecided"), ("breathing",)),
        ("", ("jerk", "tremor", "jerk"), ("hand",)),
        ("", (), ("camera", "hand")),
    )
    numbers = (0, 9, 2, 12, 21, 6, 3, 13)
    scenes = []
    for which, (number, (spasms, following, beside)) in enumerate(zip(numbers, told, strict=True)):
        seen = look(f"small_{which + 1}", number, _clip_seed(seed, 500 + number))
        camera = seen.scene.camera
        shrink = min(1.0, 480 / camera.width_px)
        size = (int(camera.width_px * shrink) // 4 * 4, int(camera.height_px * shrink) // 4 * 4)
        fps = camera.fps if "tremor" in following else min(camera.fps, type(camera.fps)(15))
        camera = replace(
            camera, width_px=size[0], height_px=size[1], body_length_px=camera.body_length_px * shrink, fps=fps
        )
        seen = replace(seen, scene=replace(seen.scene, camera=camera, bit_rate=min(seen.scene.bit_rate, 300_000)))
        scenes.append(_tell(seen, Story(number, spasms, following, beside), extra_jerks=0))
    return tuple(scenes)


def _name(number: int) -> str:
    return f"night_{number + 1:03d}"


def _clip_seed(seed: int, number: int) -> int:
    return seed * 1000 + number


def _compose(story: Story, seed: int) -> Scene:
    seen = look(_name(story.number), story.number, _clip_seed(seed, story.number))
    if story.number % QUIET_EVERY == 7:
        return _quiet(seen)
    if story.number % TWITCHES_EVERY == 3:
        return _twitches(seen)
    return _tell(seen, story, extra_jerks=2)


def _tell(seen: Look, story: Story, extra_jerks: int) -> Scene:
    """Lay the items of a story on a time line, its jerks spread between them."""
    composer = Composer(seen)
    order: list[str] = list(story.items) + ["jerk"] * extra_jerks
    order = [str(kind) for kind in composer.rng.permutation(order)] if order else []
    if story.spasms:
        order.insert(int(composer.rng.integers(0, len(order) + 1)), story.spasms)
    for kind in order:
        composer.add(kind)
        composer.plan.wait(*QUIET_S)
    if not order:
        composer.plan.wait(18.0, 20.0)
    composer.beside(story.beside)
    return finished(composer)


def _twitches(seen: Look) -> Scene:
    """Irregular twitches hopping between limbs every 2 to 8 s, and nothing else."""
    composer = Composer(seen)
    for _ in range(9):
        composer.add("jerk")
        composer.plan.wait(2.0, 8.0)
    composer.usual_company()
    return finished(composer)


def _quiet(seen: Look) -> Scene:
    """No movement of the infant but its breath; disturbances all the more."""
    composer = Composer(seen)
    composer.plan.wait(26.0, 32.0)
    composer.beside(("camera", "camera"))
    composer.company(("fan", "clock", "flicker", "drops"))
    return finished(composer)


def finished(composer: Composer) -> Scene:
    """Return the scene of what a composer has laid out, with a quiet end."""
    duration = float(math.ceil(composer.end_s + END_S))
    movements = composer.plan.movements
    order = sorted(range(len(movements)), key=lambda which: movements[which].start_s)
    return replace(
        composer.seen.scene,
        duration_s=duration,
        movements=tuple(movements[which] for which in order),
        disturbances=composer.all_disturbances(duration),
    )


def pattern_counts(scenes: Sequence[Scene]) -> dict[str, int]:
    """Return how many events of each pattern scenes hold; a series counts once, its members not."""
    found: dict[str, int] = {}
    for scene in scenes:
        named = [(m.pattern, m.series) for m in scene.movements if m.label]
        named += [(d.pattern, "") for d in scene.disturbances if d.pattern]
        once = [name for name in named if not name[1]] + sorted({name for name in named if name[1]})
        for pattern, _ in once:
            found[pattern] = found.get(pattern, 0) + 1
    return dict(sorted(found.items()))
