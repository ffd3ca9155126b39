"""How often findings like one are right: the confidence that an event carries.

How far the decisive values lie from their limits says much of a brief jerk, and nothing of a movement to review: those
were wrong mostly where little of the infant moved, and where few readings came to them. So, with c what
`confidence_of` gives, q the displacement in multiples of its noise, s the moving share of the body, r the share of the
readings that come to the same label (see `twitchcam.labels.agreement`; 1 where there is one reading), and the
coefficients b of the label:

1. m = min(-ln(2 (1 - c)), 4.6), u = ln(q / 100) and v = ln(s / 0.02), both kept within -2 to 1.
2. p = 1 / (1 + exp(-(b0 + b1 m + b2 u + b3 v + b4 (r - 1) + b(pattern)))), kept within 0.05 to 0.97: a few hundred
   findings carry no more.

The coefficients are a logistic regression over three generated sets (seeds 20240, 777001 and 918273;
scripts/fit_confidence.py makes them again, and says how well they hold on clips that were left out). They hold for
footage like that of these sets, and are no probability of a disease.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from twitchcam.labels.criteria import confidence_of
from twitchcam.records import PATTERN_LABEL, Label, Pattern, Reason

__all__ = ["COEFFICIENTS", "PATTERN_COEFFICIENTS", "calibrated", "predictors"]

_LARGEST_MARGIN = 4.6
_USUAL_SIGNAL, _USUAL_SHARE = 100.0, 0.02
_LOWEST, _HIGHEST = 0.05, 0.97

COEFFICIENTS: Mapping[Label, tuple[float, ...]] = MappingProxyType(
    {
        Label.NORMAL_JERK: (0.97, 1.35, 1.02, 0.92, 1.53),
        Label.NEEDS_REVIEW: (3.29, 0.0, 0.0, 1.26, 3.41),
    }
)
"""Constant, and weights of margin, signal, share and agreement."""
PATTERN_COEFFICIENTS: Mapping[Pattern, float] = MappingProxyType(
    {
        Pattern.RHYTHMIC: -0.65,
        Pattern.SINGLE_SPASM_LIKE: -0.65,
        Pattern.UNDECIDED: -1.10,
    }
)
"""What is added for a pattern; nothing for those left out."""


def predictors(reasons: Iterable[Reason]) -> tuple[float, float, float, float]:
    """Return margin, signal, share and agreement (m, u, v and r - 1 above), read off an event's reasons."""
    told = tuple(reasons)
    values = {item.criterion: item.value for item in told}
    margin = -math.log(2.0 * max(1.0 - confidence_of(told), 1e-9))
    signal = _log_ratio(values.get("signal_to_noise"), _USUAL_SIGNAL)
    share = _log_ratio(values.get("share_of_body"), _USUAL_SHARE)
    agreement = values.get("agreement")
    return min(max(margin, 0.0), _LARGEST_MARGIN), signal, share, 0.0 if agreement is None else agreement - 1.0


def calibrated(pattern: Pattern, reasons: Iterable[Reason]) -> float:
    """Return the share of findings like this that were right where the truth is known.

    Parameters
    ----------
    pattern : Pattern
    reasons : iterable of Reason
        With the decisive ones marked.

    Returns
    -------
    float
        0.05 to 0.97; for other movement, which nobody is called for, what `confidence_of` gives.
    """
    told = tuple(reasons)
    coefficients = COEFFICIENTS.get(PATTERN_LABEL[pattern])
    if coefficients is None:
        return confidence_of(told)
    weighted = zip(coefficients, (1.0, *predictors(told)), strict=True)
    total = sum(weight * value for weight, value in weighted) + PATTERN_COEFFICIENTS.get(pattern, 0.0)
    return min(max(1.0 / (1.0 + math.exp(-total)), _LOWEST), _HIGHEST)


def _log_ratio(value: float | None, usual: float) -> float:
    if value is None or value <= 0:
        return -2.0 if value is not None else 0.0
    return min(max(math.log(value / usual), -2.0), 1.0)
