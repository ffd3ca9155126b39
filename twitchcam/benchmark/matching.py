"""Which finding belongs to which truth: optimal one-to-one assignment. Pure.

Of all ways to pair them in which every pair is allowed, the one with the most pairs is taken, and of those the one
with the smallest total cost: no pairing of neighbours can take a partner away that a better pairing would have left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from twitchcam.timespan import TimeSpan

__all__ = ["Pair", "assign", "match_episodes", "match_onsets", "within_reach"]

Pair = tuple[int, int]
"""Index of the truth and index of the finding."""

_ROUNDING_S = 1e-9
"""Times written with three decimals differ by rounding only below this."""


def assign(cost: NDArray[np.float64]) -> list[Pair]:
    """Pair rows with columns.

    Parameters
    ----------
    cost : ndarray, shape (rows, columns)
        Cost of each pair, at least 0; infinity where the pair is not allowed.

    Returns
    -------
    list of (row, column)
        As many allowed pairs as there can be, at the smallest total cost, by row.

    Notes
    -----
    With *m* the largest allowed cost and *k* the largest possible number of pairs, the sum of w over all pairs is
    minimised, where w = cost - (k m + 1) for an allowed pair and 0 otherwise: one more pair always outweighs any
    difference in cost.
    """
    allowed = np.isfinite(cost)
    if not allowed.any():
        return []
    bonus = float(cost[allowed].max()) * min(cost.shape) + 1.0
    weights = np.where(allowed, cost - bonus, 0.0)
    rows, columns = linear_sum_assignment(weights)
    return sorted((int(r), int(c)) for r, c in zip(rows, columns, strict=True) if allowed[r, c])


def match_onsets(truth_s: Sequence[float], found_s: Sequence[float], tolerance_s: float) -> list[Pair]:
    r"""Pair true with found onsets.

    1. A pair (i, j) is allowed when :math:`|t_i - f_j| \le` ``tolerance_s``.
    2. As many pairs as possible are made, each onset in one at most.
    3. Of those, the pairing with the smallest :math:`\sum |t_i - f_j|` is taken.

    Parameters
    ----------
    truth_s, found_s : sequence of float
        Onsets in seconds, in any order.
    tolerance_s : float
        At least 0.
    """
    everything = sorted(
        [(time_s, 0, i) for i, time_s in enumerate(truth_s)] + [(t, 1, j) for j, t in enumerate(found_s)]
    )
    pairs: list[Pair] = []
    group: list[tuple[float, int, int]] = []
    for entry in [*everything, (float("inf"), 0, -1)]:
        # Onsets with a wider gap between them cannot be partners: what lies on either side is solved by itself.
        if group and entry[0] - group[-1][0] > tolerance_s + _ROUNDING_S:
            pairs += _match_group(group, tolerance_s)
            group = []
        group.append(entry)
    return sorted(pairs)


def _match_group(group: list[tuple[float, int, int]], tolerance_s: float) -> list[Pair]:
    truth = [(time_s, index) for time_s, kind, index in group if kind == 0]
    found = [(time_s, index) for time_s, kind, index in group if kind == 1]
    if not truth or not found:
        return []
    distance = np.abs(np.subtract.outer([time_s for time_s, _ in truth], [time_s for time_s, _ in found]))
    cost = np.where(distance <= tolerance_s + _ROUNDING_S, distance, np.inf)
    return [(truth[row][1], found[column][1]) for row, column in assign(cost)]


def match_episodes(
    truth: Sequence[TimeSpan], found: Sequence[TimeSpan], reach_s: Sequence[float], coverage: float
) -> list[Pair]:
    r"""Pair true episodes with findings by coverage.

    1. A pair (i, j) is allowed when the finding covers enough of the episode,
       :math:`|T_i \cap F_j| \ge` ``coverage`` :math:`|T_i|` and :math:`F_j` touches :math:`T_i`, and reaches out by at
       most ``reach_s[i]`` on either side.
    2. As many pairs as possible are made, each episode and each finding in one at most.
    3. Of those, the pairing that covers most is taken: the largest :math:`\sum |T_i \cap F_j| / |T_i|`.

    Parameters
    ----------
    truth, found : sequence of TimeSpan
    reach_s : sequence of float
        One for each episode, seconds.
    coverage : float
        0 to 1.
    """
    if not truth or not found:
        return []
    cost = np.full((len(truth), len(found)), np.inf)
    for i, (episode, reach) in enumerate(zip(truth, reach_s, strict=True)):
        for j, finding in enumerate(found):
            if finding.distance_s(episode) > 0.0 or not within_reach(episode, finding, reach):
                continue
            covered_s = episode.overlap_s(finding)
            share = covered_s / episode.duration_s if episode.duration_s > 0 else 1.0
            if share >= coverage - _ROUNDING_S:
                cost[i, j] = 1.0 - min(share, 1.0)
    return assign(cost)


def within_reach(episode: TimeSpan, finding: TimeSpan, reach_s: float) -> bool:
    """Whether the finding lies inside the episode, padded by ``reach_s`` on either side."""
    return (
        finding.start_s >= episode.start_s - reach_s - _ROUNDING_S
        and finding.end_s <= episode.end_s + reach_s + _ROUNDING_S
    )
