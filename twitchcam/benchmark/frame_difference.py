"""Frame difference with a threshold: the floor that any detector should leave behind.

1. a(t) is the mean absolute difference of brightness between a frame and the one before, on a picture 160 px wide.
2. A frame is active when a(t) > m + k s, with m the median of a and s = 1.4826 times its median absolute deviation over
   the clip, k = 6.
3. Active frames at most 0.5 s apart are one movement, from the frame before the first to the last.
4. A movement under 2 s is called a normal jerk, a longer one needs review.

It knows nothing of the infant, of rhythm or of held positions.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.records import Label
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan, merge
from twitchcam.video import open_recording

__all__ = ["open_frame_difference"]

_WIDTH_PX = 160
_DEVIATIONS = 6.0
_JOIN_S = 0.5
_JERK_LONGEST_S = 2.0
_MAD_TO_DEVIATION = 1.4826
"""For normal noise the standard deviation is this many median absolute deviations."""


class _FrameDifference:
    def detect(self, clip: Path) -> ClipFindings:
        times: list[float] = []
        activity: list[float] = []
        earlier = None
        with open_recording(clip) as recording:
            for frame in recording.frames(width_px=_WIDTH_PX):
                picture = frame.luma.astype(np.float32)
                times.append(frame.time_s)
                activity.append(0.0 if earlier is None else float(np.abs(picture - earlier).mean()))
                earlier = picture
        spans = movements(np.array(times), np.array(activity))
        return ClipFindings(
            findings=tuple(
                Finding(span, Label.NORMAL_JERK if span.duration_s < _JERK_LONGEST_S else Label.NEEDS_REVIEW)
                for span in spans
            ),
            settings={
                "frame_difference": {
                    "width_px": _WIDTH_PX,
                    "deviations": _DEVIATIONS,
                    "join_s": _JOIN_S,
                    "jerk_longest_s": _JERK_LONGEST_S,
                }
            },
        )


def movements(times_s: NDArray[np.float64], activity: NDArray[np.float64]) -> tuple[TimeSpan, ...]:
    """Return the movements by rules 2 and 3.

    Parameters
    ----------
    times_s, activity : ndarray, shape (n,)
        Time of each frame, and its mean difference against the one before.
    """
    if len(times_s) < 2:
        return ()
    middle = float(np.median(activity[1:]))
    deviation = _MAD_TO_DEVIATION * float(np.median(np.abs(activity[1:] - middle)))
    active = np.flatnonzero(activity > middle + _DEVIATIONS * deviation)
    return merge((TimeSpan(float(times_s[max(i - 1, 0)]), float(times_s[i])) for i in active.tolist()), _JOIN_S)


def open_frame_difference(settings: Settings) -> _FrameDifference:  # noqa: ARG001 (it has none of ours)
    """Return the threshold detector."""
    return _FrameDifference()
