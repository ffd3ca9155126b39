"""Movement beside the infant's box that is the infant's all the same.

Boxes may be too small: hands lie beyond them, and feet under a blanket. Beside the infant a coder stirs up flat sheet
as well, mobiles turn, and a knock at the camera shows, but hardly ever as one brief stroke while nothing else moves,
nor as an even rhythm. So of the regions outside the box these stretches count:

1. A single quick stroke of up to ``beside_stroke_s`` and a frame at either end, of a region of at least
   ``beside_share`` of the infant, if no other region of its window moves within ``beside_alone_s`` of it.
2. A rhythm of at least ``rhythm_strokes`` strokes, even by ``evenness`` and with intervals that spread by at most
   ``slow_rhythm_cv``, of a region of at least ``region_share``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.bursts.parts import Stretch, find_stretches
from twitchcam.bursts.rhythm import rhythm_of
from twitchcam.bursts.together import evenness_of_stretch
from twitchcam.records import MotionTrace
from twitchcam.settings import BurstSettings

__all__ = ["stretches_beside"]


def stretches_beside(traces: Sequence[MotionTrace], settings: BurstSettings) -> list[Stretch]:
    """Return what of the regions outside the infant's box is the infant's; see the module's text.

    Parameters
    ----------
    traces : sequence of MotionTrace
        All of a recording, the infant's and others.
    settings : BurstSettings
    """
    return [
        stretch
        for trace in traces
        if not trace.in_body and trace.share >= settings.beside_share
        for stretch in find_stretches(trace, settings)
        if _rhythmic(stretch, settings) or _jerks_alone(stretch, traces, settings)
    ]


def _rhythmic(stretch: Stretch, settings: BurstSettings) -> bool:
    if stretch.trace.share < settings.region_share or len(stretch.strokes) < settings.rhythm_strokes:
        return False
    rhythm = rhythm_of(stretch.strokes, _frames_hz(stretch.trace))
    even = evenness_of_stretch(stretch) >= settings.evenness
    return even and rhythm is not None and rhythm.interval_cv <= settings.slow_rhythm_cv


def _jerks_alone(stretch: Stretch, traces: Sequence[MotionTrace], settings: BurstSettings) -> bool:
    trace = stretch.trace
    longest_s = settings.beside_stroke_s + 2.0 / _frames_hz(trace)
    if len(stretch.strokes) != 1 or stretch.span.duration_s > longest_s or not stretch.legs[0].quick:
        return False
    around = stretch.span.pad(settings.beside_alone_s)
    others = (other for other in traces if other is not trace and other.window == trace.window)
    return not any(
        (other.active_share[(other.times_s >= around.start_s) & (other.times_s <= around.end_s)] > 0).any()
        for other in others
    )


def _frames_hz(trace: MotionTrace) -> float:
    return 1.0 / float(np.median(np.diff(trace.times_s)))
