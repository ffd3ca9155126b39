"""Measured values set against limits: the reasons that every event carries."""

from __future__ import annotations

import math
from collections.abc import Iterable

from twitchcam.records import Burst, Reason

__all__ = ["alike", "confidence_of", "decisive", "evenness_margin", "reason"]

_SCALE = 0.35
"""Distance from the nearest limit, as the logarithm of value over limit, at which confidence has risen by 63% of the
way from one half to one. A judgement; calibration against truth is a measurement of its own."""


def reason(criterion: str, value: float | None, limit: float) -> Reason:
    """Set a measured value against its limit."""
    if value is None:
        return Reason(criterion, None, limit, "unknown")
    return Reason(criterion, float(value), float(limit), "above" if value >= limit else "below")


def evenness_margin(burst: Burst) -> float:
    """How much better a burst's strokes repeat themselves than they differ in size."""
    return burst.features["repeat"] - burst.features["amplitude_cv"]


def alike(burst: Burst) -> bool:
    """Whether a burst's strokes repeat themselves at least as much as they differ in size."""
    return evenness_margin(burst) >= 0.0


def decisive(reasons: Iterable[Reason], criteria: Iterable[str]) -> tuple[Reason, ...]:
    """Mark the criteria that the rule which set the label asks for."""
    asked = set(criteria)
    return tuple(Reason(r.criterion, r.value, r.limit, r.side, r.criterion in asked) for r in reasons)


def confidence_of(reasons: Iterable[Reason]) -> float:
    """Return how far the decisive values lie from what would change the label, 0.5 to 1.

    With m = min over the decisive reasons of abs(log((value + e) / (limit + e))), e = 5% of the limit:
    confidence = 1 - 0.5 exp(-m / scale).
    """
    margins = []
    for item in reasons:
        if item.decisive and item.value is not None and item.limit > 0:
            slack = 0.05 * item.limit
            margins.append(abs(math.log((max(item.value, 0.0) + slack) / (item.limit + slack))))
    nearest = min(margins, default=0.0)
    return 1.0 - 0.5 * math.exp(-nearest / _SCALE)
