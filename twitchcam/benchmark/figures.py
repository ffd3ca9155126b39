"""From sums to what is reported: shares with exact intervals, rates an hour and a night, quartiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import beta

from twitchcam.benchmark.counts import Counts
from twitchcam.benchmark.settings import ScoringSettings

__all__ = ["exact_interval", "figures_of", "quartiles", "share"]


def share(part: float, whole: float) -> float | None:
    """Return part / whole, None where there is nothing to divide by."""
    return part / whole if whole else None


def exact_interval(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    r"""Return the exact (Clopper-Pearson) interval of a share.

    With :math:`\alpha = 1 -` ``level``, the ends are the quantiles :math:`B(\alpha/2; k, n-k+1)` and
    :math:`B(1-\alpha/2; k+1, n-k)` of the beta distribution, 0 at :math:`k=0` and 1 at :math:`k=n`.

    Raises
    ------
    ValueError
        If there are more successes than trials, or fewer than none.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is not a share")
    tail = 0.5 * (1.0 - level)
    low = float(beta.ppf(tail, successes, trials - successes + 1)) if successes else 0.0
    high = float(beta.ppf(1.0 - tail, successes + 1, trials - successes)) if successes < trials else 1.0
    return low, high


def quartiles(values: Sequence[float]) -> dict[str, float | int | None]:
    """Return number, median and quartiles (linear interpolation); None where there is no value."""
    if not values:
        return {"number": 0, "lower": None, "median": None, "upper": None}
    lower, median, upper = (float(q) for q in np.quantile(np.array(values), (0.25, 0.5, 0.75)))
    return {"number": len(values), "lower": lower, "median": median, "upper": upper}


def figures_of(counts: Counts, settings: ScoringSettings) -> dict[str, Any]:
    """Return everything that is divided: each figure of a sum of counts.

    Precision is 1 - false / reported, so that a repeated flag on a true episode is no false one; F1 is the harmonic
    mean of sensitivity and precision.
    """
    hours = counts.analysable_s / 3600.0
    return {
        "jerk_sensitivity": _with_interval(counts.jerks_found, counts.jerks, settings),
        "jerk_sensitivity_within": {
            tolerance: share(found, counts.jerks) for tolerance, found in counts.jerks_found_within.items()
        },
        "jerk_precision": _with_interval(counts.jerks_reported - counts.false_jerks, counts.jerks_reported, settings),
        "jerk_f1": share(2 * counts.jerks_found, counts.jerks + counts.jerks_reported),
        "review_sensitivity": _with_interval(counts.review_found, counts.review, settings),
        "review_suppressed": _with_interval(counts.review_suppressed, counts.review, settings),
        "review_precision": _with_interval(
            counts.review_reported - counts.false_review, counts.review_reported, settings
        ),
        "patterns": {
            pattern: {
                "sensitivity": _with_interval(int(row["found"]), int(row["episodes"]), settings),
                "suppressed": _with_interval(int(row["suppressed"]), int(row["episodes"]), settings),
            }
            for pattern, row in sorted(counts.patterns.items())
        },
        "analysable_share": share(counts.analysable_s, counts.duration_s),
        "analysable_hours": hours,
        "false_jerks_per_hour": share(counts.false_jerks, hours),
        "false_review_per_hour": share(counts.false_review, hours),
        "false_review_per_night": share(counts.false_review * settings.night_hours, hours),
        "flagged_outside_minutes_per_night": share(counts.flagged_outside_s / 60.0 * settings.night_hours, hours),
    }


def _with_interval(successes: int, trials: int, settings: ScoringSettings) -> dict[str, Any]:
    if not trials:
        return {"share": None, "low": None, "high": None}
    low, high = exact_interval(successes, trials, settings.interval_level)
    return {"share": successes / trials, "low": low, "high": high}
