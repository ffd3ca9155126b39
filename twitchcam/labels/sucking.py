"""Sucking: small, at the mouth, at its own rate, in bursts with pauses between them.

1. A burst is like sucking at ``sucking_low_hz`` to ``sucking_high_hz`` and up to ``sucking_amplitude``, of at most
   ``sucking_share`` of the body, at face, head or where parts cannot be told, with its middle within
   ``sucking_mouth_distance`` of the mouth.
2. Poses may be wrong about where the mouth is, or what lies at it. So a burst of that rate and size is like sucking as
   well with ``rhythm_strokes`` and more that are very even (``sucking_sure_cv``), of a very small place
   (``sucking_sure_share``), which go out and come back alike (``unequal_phases``): clonic strokes are quicker out than
   back. It lies where parts cannot be told, at face or head, not beyond ``sucking_sure_distance`` of a mouth that was
   found; or, whatever it is named, within ``sucking_mouth_distance`` of it.
3. At least two such bursts that follow each other within ``rhythm_pause_s`` are sucking; those of rule 2 alone at one
   place. A single burst, a faster one, or one elsewhere stays what it is: a hand that lies beside the face is named so
   as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.labels.listing import middle_lies_in
from twitchcam.records import Burst, Part
from twitchcam.settings import LabelSettings

__all__ = ["like_sucking", "runs_of_sucking"]

_PLACES = frozenset({Part.FACE, Part.HEAD, Part.UNKNOWN})


def like_sucking(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a burst can be one of sucking, rule 1; its pauses are not asked for."""
    near = _mouth_distance(burst) <= settings.sucking_mouth_distance
    at_head = set(burst.parts) <= _PLACES
    return near and at_head and burst.share <= settings.sucking_share and _as_sucking_goes(burst, settings)


def _surely_like_sucking(burst: Burst, settings: LabelSettings) -> bool:
    """Whether it goes so much like one that poses need not agree, rule 2."""
    distance = _mouth_distance(burst)
    possible = distance <= settings.sucking_mouth_distance
    if set(burst.parts) <= _PLACES:
        possible = possible or not settings.sucking_sure_distance < distance < np.inf
    even = burst.interval_cv is not None and burst.interval_cv <= settings.sucking_sure_cv
    return (
        possible
        and len(burst.strokes) >= settings.rhythm_strokes
        and even
        and burst.features.get("phase_ratio", np.inf) < settings.unequal_phases
        and burst.share <= settings.sucking_sure_share
        and _as_sucking_goes(burst, settings)
    )


def _mouth_distance(burst: Burst) -> float:
    """Return how far it lies from the mouth, body lengths; infinite where that is not known."""
    return burst.features.get("mouth_distance", np.inf)


def _as_sucking_goes(burst: Burst, settings: LabelSettings) -> bool:
    return (
        burst.rate_hz is not None
        and settings.sucking_low_hz <= burst.rate_hz <= settings.sucking_high_hz
        and burst.amplitude <= settings.sucking_amplitude
    )


def runs_of_sucking(bursts: Sequence[Burst], settings: LabelSettings) -> list[list[Burst]]:
    """Return runs of at least two bursts with pauses between them that are sucking's, rule 3.

    Parameters
    ----------
    bursts : sequence of Burst
        In time order.
    settings : LabelSettings
    """
    runs: list[list[Burst]] = []
    for burst in bursts:
        if not like_sucking(burst, settings) and not _surely_like_sucking(burst, settings):
            continue
        before = next((run for run in reversed(runs) if _goes_on(run[-1], burst, settings)), None)
        if before is None:
            runs.append([burst])
        else:
            before.append(burst)
    return [run for run in runs if len(run) > 1]


def _goes_on(before: Burst, burst: Burst, settings: LabelSettings) -> bool:
    """Whether a burst is the next one of the same run, rule 3."""
    if burst.span.start_s - before.span.end_s > settings.rhythm_pause_s:
        return False
    if like_sucking(before, settings) and like_sucking(burst, settings):
        return True
    return middle_lies_in(burst.box, before.box) or middle_lies_in(before.box, burst.box)
