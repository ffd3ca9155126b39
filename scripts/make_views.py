#!/usr/bin/env python3
"""Put known movements into a quiet recording, in many other views, and write them as a benchmark set.

    make_views.py RECORDING --places PLACES.toml --output DIR [--count N] [--seed N] [--jobs N] [--only NAME]
                  [--set usual|quiet|close|unusual]

PLACES.toml says where the parts of the infant are in the recording's first picture (docs/benchmark.md). The recording
should show a resting infant that does nothing but breathe. Equal input and an equal seed give equal truth and frames.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from rendering.dataset import Written
from warping.composing import SETS, clips
from warping.dataset import NOTES, write_views
from warping.places import InputError, read_places
from warping.source import read_source
from warping.unusual import NOTES as UNUSUAL_NOTES
from warping.unusual import unusual_clips

SEED = 20_240
UNUSUAL = "unusual"


def make(options: argparse.Namespace) -> None:
    """Make the set that the command line asks for.

    Raises
    ------
    InputError
        If recording, places or names cannot be used.
    """
    places = read_places(options.places)
    source = read_source(options.recording)
    size = (source.width_px, source.height_px)
    only = options.only or ()
    if options.set == UNUSUAL:
        wanted, notes = unusual_clips(options.count, options.seed, places, size, only), UNUSUAL_NOTES
    else:
        wanted, notes = clips(options.set, options.count, options.seed, places, size, only), NOTES
    missing = set(only) - {clip.scene.name for clip in wanted}
    if missing:
        first, last = (f"{options.set}_{number:03d}" for number in (1, options.count))
        raise InputError(f"There is no clip {min(missing)} in the set; expected {first} to {last}.")
    began = time.perf_counter()
    frames = 0

    def told(written: Written) -> None:
        nonlocal frames
        frames += written.frames
        megabytes = written.path.stat().st_size / 1e6
        print(f"{written.path}: {megabytes:.2f} MB, {written.frames / written.took_s:.0f} frames/s", flush=True)

    name = f"views-{options.set}-{options.seed}"
    write_views(options.recording, wanted, options.output, name, options.jobs, told, notes)
    took = time.perf_counter() - began
    print(f"{len(wanted)} clips, {frames} frames, {took:.0f} s, {frames / took:.0f} frames/s")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path, help="a recording of a resting infant")
    parser.add_argument("--places", type=Path, required=True, help="where its parts are (TOML)")
    parser.add_argument("--output", type=Path, required=True, help="folder to write to")
    parser.add_argument("--count", type=_positive, default=40, help="number of clips (40)")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed gives other clips")
    parser.add_argument("--jobs", type=_positive, default=1, help="processes (1)")
    parser.add_argument("--only", action="append", metavar="NAME", help="make this one only; may be repeated")
    parser.add_argument("--set", choices=(*SETS, UNUSUAL), default="usual", help="what the clips hold (usual)")
    options = parser.parse_args(arguments)
    if options.seed < 0:
        parser.error(f"--seed should be 0 or more, found {options.seed}.")
    try:
        make(options)
    except (InputError, OSError) as error:
        print(f"make_views.py: {error}", file=sys.stderr)
        return 1
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"should be 1 or more, found {value}")
    return value


if __name__ == "__main__":
    raise SystemExit(main())
