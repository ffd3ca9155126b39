"""One measurement of speed, in a process of its own: ``python -m twitchcam.benchmark.speed_task TASK CLIP JOBS``.

Prints one line of JSON: how long it took without starting and loading, and how long each stage took.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

__all__ = ["main"]


def main(task: str, clip: Path, jobs: int) -> dict[str, object]:
    """Do one task and return what it took, seconds."""
    if task == "decode":
        from twitchcam.video import decode_all

        began_s = time.perf_counter()
        pictures = decode_all(clip)
        return {"took_s": time.perf_counter() - began_s, "pictures": pictures}
    from twitchcam import pipeline

    marks: list[tuple[str, float]] = []
    began_s = time.perf_counter()
    analysis = pipeline.analyze(clip, jobs=jobs, progress=lambda stage, *_: marks.append((stage, time.perf_counter())))
    ended_s = time.perf_counter()
    return {
        "took_s": ended_s - began_s,
        "stages_s": stages(began_s, marks, ended_s),
        "events": len(analysis.events),
    }


def stages(began_s: float, marks: list[tuple[str, float]], ended_s: float) -> dict[str, float]:
    """Return how long each stage took, from when they told of themselves.

    What lies between the last word of one stage and the first of the next is "between": finding windows, mostly.
    """
    if not marks:
        return {"all": ended_s - began_s}
    found = {"Opening": marks[0][1] - began_s}
    between_s = 0.0
    for (stage, at_s), (following, then_s) in pairwise(marks):
        if stage == following:
            found[stage] = found.get(stage, 0.0) + then_s - at_s
        else:
            between_s += then_s - at_s
    found["Finding windows"] = between_s
    found["Judging"] = ended_s - marks[-1][1]
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201 - this is what it is for
