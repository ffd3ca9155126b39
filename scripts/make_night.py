#!/usr/bin/env python3
"""Make a long recording of a short one, with its truth: for trying out whole nights.

    make_night.py SAMPLE --hours 8 --output DIR [--between QUIET --times 18]

The coded pictures of the sample are written again and again with later times, so that eight hours take seconds to make.
NAME.truth.json beside the sample is repeated likewise. Where one repetition ends and the next begins the picture may
jump; these times are in the truth as "seams_s". With --between another recording that is coded in the same way follows
each repetition, so that events lie far apart. Needs what twitchcam needs.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from twitchcam.errors import TwitchcamError
from twitchcam.video import repeat_recording


def repeated_truth(truth: dict[str, Any], name: str, starts_s: list[float], one_s: float) -> dict[str, Any]:
    """Return the truth of the long recording."""
    events = []
    for number, start_s in enumerate(starts_s):
        for event in truth.get("events", []):
            series = event.get("series")
            events.append(
                {
                    **event,
                    "onset_s": round(event["onset_s"] + start_s, 4),
                    "offset_s": round(event["offset_s"] + start_s, 4),
                    **({"series": f"{series}-{number}" if series else series} if "series" in event else {}),
                }
            )
    return {
        **truth,
        "clip": name,
        "duration_s": round(starts_s[-1] + one_s, 4),
        "seams_s": [round(start_s, 4) for start_s in starts_s[1:]],
        "events": events,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sample", type=Path)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--output", type=Path, required=True, help="folder for the recording and its truth")
    parser.add_argument("--between", type=Path, help="a recording without events that follows each repetition")
    parser.add_argument("--times", type=int, default=1, help="how often it follows (1)")
    options = parser.parse_args()
    if options.times < 1:
        parser.error(f"--times should be 1 or more; found {options.times}.")
    if options.hours <= 0:
        parser.error(f"--hours should be above 0; found {options.hours:g}.")
    sample: Path = options.sample
    target: Path = options.output / f"night_of_{sample.name}"
    options.output.mkdir(parents=True, exist_ok=True)
    truth_path = sample.with_suffix(".truth.json")
    try:
        truth = json.loads(truth_path.read_text()) if truth_path.is_file() else None
        starts_s = repeat_recording(
            sample, target, 3600.0 * options.hours, between=options.between, times=options.times
        )
    except (TwitchcamError, OSError, ValueError) as error:
        print(f"make_night.py: {error}", file=sys.stderr)
        return 1
    if truth is not None:
        one_s = starts_s[1] if len(starts_s) > 1 else truth["duration_s"]
        text = json.dumps(repeated_truth(truth, target.name, starts_s, one_s), indent=1)
        target.with_suffix(".truth.json").write_text(text + "\n")
    print(f"{target}: {len(starts_s)} repetitions, {target.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
