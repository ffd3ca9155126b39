"""Intervals over children: how far the figures would move with other children and other clips of them.

1. As many children as there are are drawn with replacement.
2. For each child drawn, as many of its clips as there are are drawn with replacement, and their sums added.
3. Every figure is computed from the sums; 1 and 2 are repeated, and the interval lies between quantiles of the results.

With one child nothing can be said of others: the interval is refused.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitchcam.benchmark.counts import Counts
from twitchcam.benchmark.settings import ScoringSettings

__all__ = ["MEASURES", "draw", "intervals_over_children"]

_SUMS = (
    "analysable_s",
    "jerks",
    "jerks_found",
    "jerks_reported",
    "false_jerks",
    "review",
    "review_found",
    "review_suppressed",
    "false_review",
    "flagged_outside_s",
)

Sums = Mapping[str, Any]

MEASURES: Mapping[str, tuple[Callable[[Sums], Any], Callable[[Sums], Any]]] = {
    "jerk_sensitivity": (lambda s: s["jerks_found"], lambda s: s["jerks"]),
    "jerk_precision": (lambda s: s["jerks_reported"] - s["false_jerks"], lambda s: s["jerks_reported"]),
    "jerk_f1": (lambda s: 2 * s["jerks_found"], lambda s: s["jerks"] + s["jerks_reported"]),
    "review_sensitivity": (lambda s: s["review_found"], lambda s: s["review"]),
    "review_suppressed": (lambda s: s["review_suppressed"], lambda s: s["review"]),
    "false_jerks_per_hour": (lambda s: s["false_jerks"], lambda s: s["analysable_s"] / 3600.0),
    "false_review_per_hour": (lambda s: s["false_review"], lambda s: s["analysable_s"] / 3600.0),
}
"""Each figure as a numerator and a denominator of sums."""


def intervals_over_children(
    counts: Sequence[Counts], children: Sequence[str | None], settings: ScoringSettings
) -> dict[str, Any]:
    """Return the intervals, or why there is none.

    Parameters
    ----------
    counts : sequence of Counts
        One a clip.
    children : sequence of str or None
        The child of each clip; clips whose child is not stated count as of one child.
    settings : ScoringSettings

    Returns
    -------
    dict
        ``children`` (how many), ``refused`` (a sentence or None) and ``measures``: name to ``low`` and ``high``; a draw
        without a denominator is left out of a figure, and ``draws`` says how many were left.
    """
    names = [child or "" for child in children]
    distinct = sorted(set(names))
    if len(distinct) < 2:
        known = "All clips show one child" if distinct and distinct[0] else "It is not stated which child a clip shows"
        return {
            "children": len(distinct),
            "refused": f"{known}: nothing can be said of other children, so there is no interval over children.",
            "measures": {},
        }
    groups = [[i for i, name in enumerate(names) if name == child] for child in distinct]
    weights = draw(groups, len(counts), settings.resamples, settings.seed)
    sums = {name: weights @ np.array([float(getattr(c, name)) for c in counts]) for name in _SUMS}
    tail = 0.5 * (1.0 - settings.interval_level)
    measures: dict[str, Any] = {}
    for name, (numerator, denominator) in MEASURES.items():
        below = denominator(sums)
        values = numerator(sums)[below > 0] / below[below > 0]
        low, high = (float(q) for q in np.quantile(values, (tail, 1 - tail))) if len(values) else (None, None)
        measures[name] = {"low": low, "high": high, "draws": len(values)}
    return {"children": len(distinct), "refused": None, "measures": measures}


def draw(groups: Sequence[Sequence[int]], items: int, resamples: int, seed: int) -> NDArray[np.float64]:
    """Return how often each item is drawn, shape (resamples, items).

    Python's generator gives the same numbers on every machine and version; NumPy's does not promise to.
    """
    source = random.Random(seed)
    weights = np.zeros((resamples, items))
    for row in weights:
        for _ in groups:
            group = groups[int(source.random() * len(groups))]
            for _ in group:
                row[group[int(source.random() * len(group))]] += 1.0
    return weights
