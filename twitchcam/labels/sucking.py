"""Sucking: small, at the mouth, at its own rate, in bursts with pauses between them.

1. A burst is like sucking at ``sucking_low_hz`` to ``sucking_high_hz`` and up to ``sucking_amplitude``, of at most
   ``sucking_share`` of the body, at face, head or where parts cannot be told, with its middle within
   ``sucking_mouth_distance`` of the mouth.
2. Where the mouth was not found, it is with ``rhythm_strokes`` and more that are very even (``sucking_sure_cv``), of a
   very small place (``sucking_sure_share``), which go out and come back alike (``unequal_phases``): clonic strokes are
   quicker out than back.
3. At least two such bursts that follow each other within ``rhythm_pause_s`` are sucking; those of rule 2 at one place.
   A single burst, a faster one, or one elsewhere stays what it is: a hand that lies beside the face is named so as
   well.
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
    near = burst.features.get("mouth_distance", np.inf) <= settings.sucking_mouth_distance
    return near and burst.share <= settings.sucking_share and _as_sucking_goes(burst, settings)


def _like_sucking_somewhere(burst: Burst, settings: LabelSettings) -> bool:
    """Whether it goes so much like one that it need not be known where the mouth is, rule 2."""
    even = burst.interval_cv is not None and burst.interval_cv <= settings.sucking_sure_cv
    equal = burst.features.get("phase_ratio", np.inf) < settings.unequal_phases
    return (
        "mouth_distance" not in burst.features
        and len(burst.strokes) >= settings.rhythm_strokes
        and even
        and equal
        and burst.share <= settings.sucking_sure_share
        and _as_sucking_goes(burst, settings)
    )


def _as_sucking_goes(burst: Burst, settings: LabelSettings) -> bool:
    return (
        set(burst.parts) <= _PLACES
        and burst.rate_hz is not None
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
        somewhere = _like_sucking_somewhere(burst, settings)
        if not somewhere and not like_sucking(burst, settings):
            continue
        before = runs[-1][-1] if runs else None
        follows = before is not None and burst.span.start_s - before.span.end_s <= settings.rhythm_pause_s
        if follows and before is not None and somewhere:
            follows = middle_lies_in(burst.box, before.box) or middle_lies_in(before.box, burst.box)
        if follows:
            runs[-1].append(burst)
        else:
            runs.append([burst])
    return [run for run in runs if len(run) > 1]
