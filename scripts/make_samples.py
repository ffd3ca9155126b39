#!/usr/bin/env python3
"""Render the sample recordings: night-like clips of a drawn infant, with exact truth beside each.

    make_samples.py [--output samples] [--only NAME] [--seed N] [--preview]
    make_samples.py --set rendered --output DIR [--small] [--jobs N] [--only NAME] [--seed N]
    make_samples.py --set unusual --output DIR [--count N] [--jobs N] [--only NAME] [--seed N]
    make_samples.py --set speed --output DIR [--only NAME] [--seed N]

The second form makes the generated benchmark set (docs/rendered_set.md), or its small cut, the third clips of kinds of
movement that it does not hold. The fourth makes short ones in the sizes of usual cameras, of which make_night.py makes
long ones. The same seed gives the same events and the same pictures. Needs numpy, opencv-python-headless and av.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from rendering import Blanket, Camera, Light, Noise, Scene, render
from rendering.dataset import NOTES as RENDERED_NOTES
from rendering.dataset import Written, usual_jobs, write_set
from rendering.figure import resting_pose
from rendering.kinds import Plan
from rendering.picture import Picture
from rendering.quiet_hour import QuietHour, quiet_hour
from rendering.sets import SEED, rendered_set, small_cut
from rendering.unusual import CLIPS as UNUSUAL_CLIPS
from rendering.unusual import NOTES as UNUSUAL_NOTES
from rendering.unusual import SEED as UNUSUAL_SEED
from rendering.unusual import unusual_set

SETS: Final = ("samples", "rendered", "unusual", "speed")
QUIET_BEFORE_S: Final = 4.0
QUIET_AFTER_S: Final = 4.0
LARGEST_BYTES: Final = 1_850_000
"""Clips stay below this; the bit rate follows from it and the length."""


def quiet_breathing(seed: int) -> Scene:
    """Nothing but breathing."""
    camera = Camera(rotation_deg=7.0)
    return Scene("quiet_breathing", 30.0, seed, pose="supine_arms_up", camera=camera)


def brief_jerks(seed: int) -> Scene:
    """Brief jerks of several limbs at irregular distances, single and in clusters."""
    plan = _plan("supine_one_arm_up", seed)
    for moved, amplitude, strokes in (
        (("left_hand",), 0.030, 1),
        (("right_leg",), 0.045, 1),
        (("right_arm",), 0.052, 1),
        (("left_foot",), 0.028, 1),
        (("right_hand", "left_foot"), 0.034, 1),
        (("left_arm",), 0.048, 3),
        (("right_foot",), 0.020, 1),
        (("left_leg",), 0.060, 1),
        (("right_hand",), 0.018, 1),
        (("right_leg",), 0.042, 2),
    ):
        if strokes == 1:
            plan.jerk(moved, amplitude, residual=0.15 if moved == ("right_arm",) else 0.0)
        else:
            plan.cluster(moved, amplitude, strokes)
        plan.wait(3.2, 6.8)
    camera = Camera(rotation_deg=-9.0, fps=Fraction(20))
    return _finished("brief_jerks", plan, seed, pose="supine_one_arm_up", camera=camera)


def rhythmic(seed: int) -> Scene:
    """A clonic arm for ten seconds; a brief jerk before and after, elsewhere."""
    plan = _plan("supine_arms_up", seed)
    plan.jerk(("left_leg",), 0.042)
    plan.wait(5.0, 6.5)
    plan.rhythmic(("right_arm",), 0.042, rate_hz=2.0, length_s=10.0)
    plan.wait(6.0, 8.0)
    plan.jerk(("left_foot",), 0.034)
    return _finished("rhythmic", plan, seed, pose="supine_arms_up", camera=Camera(rotation_deg=14.0))


def stiffening(seed: int) -> Scene:
    """Both arms and legs stretch slowly, stay stretched for five seconds, are let go; then a jerk."""
    plan = _plan("supine_arms_down", seed)
    plan.stiffening(0.055, held_s=5.0)
    plan.wait(7.0, 8.5)
    plan.jerk(("right_arm",), 0.044)
    camera = Camera(960, 720, body_length_px=630.0, rotation_deg=-5.0, blur_px=1.0)
    return _finished("stiffening", plan, seed, pose="supine_arms_down", camera=camera, noise=Noise(6.0, 0.9))


def spasm_series(seed: int) -> Scene:
    """Six axial spasms, 5 to 10 s apart, first stronger and stronger, then weaker."""
    plan = _plan("supine_arms_up", seed)
    plan.spasms((0.050, 0.066, 0.080, 0.084, 0.070, 0.052), series="s1")
    camera = Camera(rotation_deg=4.0, body_length_px=420.0, centre_y=0.49)
    return _finished("spasm_series", plan, seed, pose="supine_arms_up", camera=camera, light=Light(spot_x=0.42))


def restless(seed: int) -> Scene:
    """Restless movement of the whole body, one arm slowly laid elsewhere, and a jerk."""
    plan = _plan("supine_one_arm_up", seed)
    plan.gross(5.2, strength=0.75)
    plan.wait(7.0, 8.5)
    plan.reposition("left_arm", 0.095)
    plan.wait(7.0, 8.5)
    plan.jerk(("right_leg",), 0.046)
    camera = Camera(rotation_deg=-16.0, fps=Fraction(20))
    return _finished("restless", plan, seed, pose="supine_one_arm_up", camera=camera)


def covered_jerks(seed: int) -> Scene:
    """Brief jerks, those of the legs under a blanket."""
    plan = _plan("supine_arms_up", seed)
    for moved, amplitude in (
        (("left_leg",), 0.058),
        (("right_arm",), 0.040),
        (("right_leg",), 0.050),
        (("left_hand",), 0.028),
        (("left_foot",), 0.034),
        (("right_leg",), 0.060),
    ):
        plan.jerk(moved, amplitude)
        plan.wait(3.6, 6.8)
    camera = Camera(rotation_deg=6.0)
    light = Light(level=0.92, spot_y=0.40)
    return _finished(
        "covered_jerks", plan, seed, pose="supine_arms_up", camera=camera, light=light, blanket=Blanket(top=-0.03)
    )


SAMPLES: Final[Mapping[str, tuple[Callable[[int], Scene], int]]] = {
    "quiet_breathing": (quiet_breathing, 101),
    "brief_jerks": (brief_jerks, 102),
    "rhythmic": (rhythmic, 103),
    "stiffening": (stiffening, 104),
    "spasm_series": (spasm_series, 105),
    "restless": (restless, 106),
    "covered_jerks": (covered_jerks, 107),
}
"""How each sample is made, and its usual seed."""


def quiet_at(height_px: int, seed: int) -> Scene:
    """Nothing but breathing for a minute, as a camera of that many lines sends it."""
    return Scene(f"quiet_{height_px}p", 60.0, seed, camera=_wide(height_px), bit_rate=_usual_rate(height_px))


def events_at(height_px: int, seed: int) -> Scene:
    """Two jerks and ten seconds of clonic movement, as the same camera sends them."""
    plan = _plan("supine_arms_up", seed)
    plan.jerk(("left_leg",), 0.042)
    plan.wait(6.0, 7.0)
    plan.rhythmic(("right_arm",), 0.042, rate_hz=2.0, length_s=10.0)
    plan.wait(6.0, 7.0)
    plan.jerk(("left_foot",), 0.034)
    scene = _finished(f"events_{height_px}p", plan, seed, pose="supine_arms_up", camera=_wide(height_px))
    return replace(scene, bit_rate=_usual_rate(height_px))


def _wide(height_px: int) -> Camera:
    """A camera with 20 frames a second and a picture of 16 to 9."""
    scale = height_px / 720
    return Camera(height_px * 16 // 9, height_px, Fraction(20), 600.0 * scale, rotation_deg=5.0, blur_px=1.0 * scale)


def _usual_rate(height_px: int) -> int:
    """Bits per second: 1.5 million at 720 lines, as many for each pixel at others."""
    return int(1_500_000 * (height_px / 720) ** 2)


SPEED_SET: Final[Mapping[str, Callable[[int], Scene]]] = {
    f"{name}_{height_px}p": partial(make, height_px)
    for height_px in (720, 1080)
    for name, make in (("quiet", quiet_at), ("events", events_at))
}
"""What speed and memory are measured on."""


def _plan(pose: str, seed: int) -> Plan:
    rng = np.random.default_rng([seed, 0])
    return Plan(resting_pose(pose, seed), rng, QUIET_BEFORE_S + float(rng.uniform(0.0, 1.0)))


def _finished(name: str, plan: Plan, seed: int, pose: str, **looks: object) -> Scene:
    """The scene of a plan, long enough for a quiet end, at a bit rate that keeps the file small."""
    duration = float(math.ceil(plan.movements[-1].end_s + QUIET_AFTER_S))
    scene = Scene(name, duration, seed, pose=pose, movements=plan.movements)
    scene = replace(scene, **looks)  # type: ignore[arg-type]
    return replace(scene, bit_rate=min(scene.bit_rate, int(8 * LARGEST_BYTES / duration)))


def sample(name: str, seed: int | None = None) -> Scene:
    """Return the scene of a sample, or of a recording to measure speed on; without `seed`, the usual one."""
    if name in SPEED_SET:
        return SPEED_SET[name](SEED if seed is None else seed)
    make, usual = SAMPLES[name]
    return make(usual if seed is None else seed)


def preview(scene: Scene, path: Path) -> None:
    """Write a few frames side by side as one picture."""
    picture = Picture(scene)
    times = [0.0, *((movement.start_s + movement.end_s) / 2 for movement in scene.movements)][:6]
    frames = [picture.frame(round(time_s * scene.camera.fps)) for time_s in times]
    frames += [np.zeros_like(frames[0])] * (-len(frames) % 3)
    rows = [np.hstack(frames[start : start + 3]) for start in range(0, len(frames), 3)]
    cv2.imwrite(str(path), np.vstack(rows))


def make_rendered(folder: Path, small: bool, jobs: int, seed: int, only: list[str] | None) -> None:
    """Render the generated set, or its small cut."""
    scenes = small_cut(seed) if small else rendered_set(seed)
    hour = None if small else quiet_hour(seed)
    scenes, hour = wanted(scenes, hour, only)
    make_set(scenes, hour, folder, "rendered-small" if small else "rendered", jobs, RENDERED_NOTES)


def make_unusual(folder: Path, count: int, jobs: int, seed: int, only: list[str] | None) -> None:
    """Render clips of kinds that the generated set does not hold."""
    scenes, _ = wanted(unusual_set(seed, count), None, only)
    make_set(scenes, None, folder, f"unusual-{seed}", jobs, UNUSUAL_NOTES)


def wanted(
    scenes: tuple[Scene, ...], hour: QuietHour | None, only: list[str] | None
) -> tuple[tuple[Scene, ...], QuietHour | None]:
    """Return those of a set that were asked for by name; all where no name was told."""
    if not only:
        return scenes, hour
    known = {scene.name for scene in scenes} | ({hour.name} if hour else set())
    for name in only:
        if name not in known:
            raise SystemExit(f"There is no clip {name} in the set; expected {min(known)} to {max(known)}.")
    return tuple(scene for scene in scenes if scene.name in only), hour if hour and hour.name in only else None


def make_set(scenes: tuple[Scene, ...], hour: QuietHour | None, folder: Path, name: str, jobs: int, notes: str) -> None:
    """Render scenes as a set, and say how fast."""
    began = time.perf_counter()
    frames = 0

    def told(written: Written) -> None:
        nonlocal frames
        frames += written.frames
        size = written.path.stat().st_size / 1e6
        print(f"{written.path}: {size:.2f} MB, {written.frames / written.took_s:.0f} frames/s", flush=True)

    write_set(scenes, folder, name, jobs, hour, told, notes)
    took = time.perf_counter() - began
    print(f"{len(scenes) + (hour is not None)} clips, {frames} frames, {took:.0f} s, {frames / took:.0f} frames/s")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Render drawn recordings with their truth.")
    parser.add_argument("--output", type=Path, default=Path("samples"), help="folder to write to (samples)")
    parser.add_argument("--set", choices=SETS, default=SETS[0], help=f"what to make ({SETS[0]})")
    parser.add_argument("--small", action="store_true", help="of the generated set, a small cut of eight short clips")
    parser.add_argument("--count", type=int, help=f"of the unusual set, number of clips ({UNUSUAL_CLIPS})")
    parser.add_argument("--jobs", type=int, default=usual_jobs(), help="processes that render a generated set")
    parser.add_argument("--only", action="append", metavar="NAME", help="render this one only; may be repeated")
    parser.add_argument("--seed", type=int, help="another seed for all of them")
    parser.add_argument("--preview", action="store_true", help="write a PNG with a few frames instead of a recording")
    options = parser.parse_args(arguments)
    if options.small and options.set != "rendered":
        parser.error("--small needs --set rendered")
    if options.count is not None and options.set != "unusual":
        parser.error("--count needs --set unusual")
    if options.count is not None and options.count < 1:
        parser.error(f"--count should be 1 or more, found {options.count}")
    if options.seed is not None and options.seed < 0:
        parser.error(f"--seed should be 0 or more, found {options.seed}")
    if options.set == "rendered":
        seed = SEED if options.seed is None else options.seed
        make_rendered(options.output, options.small, options.jobs, seed, options.only)
        return 0
    if options.set == "unusual":
        seed = UNUSUAL_SEED if options.seed is None else options.seed
        make_unusual(options.output, options.count or UNUSUAL_CLIPS, options.jobs, seed, options.only)
        return 0
    known = SAMPLES if options.set == "samples" else SPEED_SET
    for name in options.only or ():
        if name not in known:
            parser.error(f"there is no sample {name}; expected one of {', '.join(sorted(known))}")
    options.output.mkdir(parents=True, exist_ok=True)
    for name in options.only or known:
        scene = sample(name, options.seed)
        began = time.perf_counter()
        if options.preview:
            preview(scene, options.output / f"{name}.png")
            continue
        path = options.output / f"{name}.mp4"
        render(scene, path, quick=options.set == "speed")
        took = time.perf_counter() - began
        size = path.stat().st_size / 1e6
        print(f"{path}: {scene.duration_s:.0f} s, {size:.2f} MB, {scene.frame_count / took:.0f} frames/s", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
