r"""Two runs over the same clips: what differs, and what of it is beyond noise.

1. Clips are paired by name; pictures and truth of a pair must be the same. Of a set that was rendered again, with
   another encoder perhaps, only the truth need be.
2. For each measure, d(c) is the difference B - A of its sums in clip c.
3. If A and B were alike, each d(c) could as well have the other sign. p is the share of all changes of sign for which
   :math:`|\sum d(c)|` is at least as large as it is: all are tried where few clips differ, a fixed sample otherwise.
4. A difference is beyond noise when p is at most the level. B is worse when a measure is worse beyond noise, or when it
   finds fewer episodes to review or suppresses more of them: in those no loss is put down to noise, because each is one
   that a doctor would not see.

The noise is that of these clips. It says nothing of other children.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twitchcam.benchmark.counts import Counts
from twitchcam.benchmark.results import counts_of
from twitchcam.benchmark.settings import CompareSettings
from twitchcam.errors import DatasetError

__all__ = ["Comparison", "Difference", "compare", "sign_flip_p"]

_MEASURES = {
    "jerks found": ("jerks_found", 1),
    "false jerks": ("false_jerks", -1),
    "review episodes found": ("review_found", 1),
    "review episodes suppressed": ("review_suppressed", -1),
    "false review flags": ("false_review", -1),
    "seconds flagged outside": ("flagged_outside_s", -1),
    "seconds analysable": ("analysable_s", 1),
}
"""Name of a measure: its sum, and 1 where more is better."""

_NO_LOSS = frozenset({"review episodes found", "review episodes suppressed"})
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs."""

    measure: str
    before: float
    after: float
    clips_better: int
    clips_worse: int
    p: float
    """Share of changes of sign that give as large a difference."""
    verdict: str
    """``same``, ``better``, ``worse``, or ``within noise``."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side."""

    differences: tuple[Difference, ...]
    changed_clips: tuple[tuple[str, str], ...]
    """Name of a clip whose counts differ, and what differs."""
    unpaired: tuple[str, ...]
    """Clips that only one of the runs has; they are left out."""

    @property
    def worse(self) -> bool:
        """Whether the second run is worse."""
        return any(one.verdict == "worse" for one in self.differences)


def compare(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    settings: CompareSettings,
    *,
    other_pictures: bool = False,
) -> Comparison:
    """Compare two runs.

    Parameters
    ----------
    before, after : mapping
        Documents of results.json: A and B.
    settings : CompareSettings
    other_pictures : bool
        Whether the clips' files may differ, as long as their truth is the same.

    Raises
    ------
    DatasetError
        If the runs were scored otherwise, share no clip, or a clip or its truth differs under the same name.
    """
    if before["scoring"] != after["scoring"]:
        raise DatasetError("The two runs were scored with different settings, so their counts cannot be compared.")
    first = {clip["name"]: clip for clip in before["clips"]}
    second = {clip["name"]: clip for clip in after["clips"]}
    names = sorted(set(first) & set(second))
    if not names:
        raise DatasetError("The two runs have no clip in common.")
    for name in names:
        for key, what in (("sha256", "pictures"), ("truth_sha256", "truth")):
            if first[name][key] != second[name][key] and not (other_pictures and key == "sha256"):
                raise DatasetError(f"The {what} of {name} differ between the two runs, so they cannot be compared.")
    pairs = [(counts_of(first[name]), counts_of(second[name])) for name in names]
    differences = tuple(_difference(measure, pairs, settings) for measure in _MEASURES)
    changed = []
    for name, (a, b) in zip(names, pairs, strict=True):
        words = [
            f"{measure} {getattr(a, key):g} to {getattr(b, key):g}"
            for measure, (key, _) in _MEASURES.items()
            if abs(getattr(b, key) - getattr(a, key)) > _SAME
        ]
        if words:
            changed.append((name, ", ".join(words)))
    return Comparison(differences, tuple(changed), tuple(sorted(set(first) ^ set(second))))


def _difference(measure: str, pairs: Sequence[tuple[Counts, Counts]], settings: CompareSettings) -> Difference:
    key, better = _MEASURES[measure]
    steps = [better * (getattr(b, key) - getattr(a, key)) for a, b in pairs]
    p = sign_flip_p(steps, settings)
    gain = sum(steps)
    if abs(gain) <= _SAME:
        verdict = "same"
    elif p <= settings.level or (gain < 0 and measure in _NO_LOSS):
        verdict = "better" if gain > 0 else "worse"
    else:
        verdict = "within noise"
    return Difference(
        measure=measure,
        before=sum(getattr(a, key) for a, _ in pairs),
        after=sum(getattr(b, key) for _, b in pairs),
        clips_better=sum(step > _SAME for step in steps),
        clips_worse=sum(step < -_SAME for step in steps),
        p=p,
        verdict=verdict,
    )


def sign_flip_p(differences: Sequence[float], settings: CompareSettings) -> float:
    """Return the share of changes of sign that give a sum at least as far from 0 as the differences' own.

    Parameters
    ----------
    differences : sequence of float
        One a clip; those of 0 change nothing.
    settings : CompareSettings

    Returns
    -------
    float
        Above 0 and up to 1; 1 where nothing differs. Of a sample, the differences' own signs are one.
    """
    moved = [step for step in differences if abs(step) > _SAME]
    own = abs(sum(moved)) - _SAME
    if not moved:
        return 1.0
    if len(moved) <= settings.exact_up_to:
        signs = itertools.product(
            (1.0, -1.0), repeat=len(moved) - 1
        )  # the first sign may stay: the sum is taken as it is
        sums = [moved[0] + sum(s * step for s, step in zip(row, moved[1:], strict=True)) for row in signs]
        return sum(abs(value) >= own for value in sums) / len(sums)
    source = random.Random(settings.seed)
    reached = 1
    for _ in range(settings.permutations):
        reached += abs(sum(step if source.random() < 0.5 else -step for step in moved)) >= own
    return reached / (settings.permutations + 1)
