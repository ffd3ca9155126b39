"""Sums that figures are made of. Clips are added before anything is divided, so no figure is a mean of means."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Counts", "counts_from_table", "total"]

Table = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Counts:
    """The sums of one clip, or of many."""

    clips: int = 0
    duration_s: float = 0.0
    analysable_s: float = 0.0
    """Without what the detector excluded."""
    jerks: int = 0
    """True events of label normal_jerk."""
    jerks_found: int = 0
    jerks_reported: int = 0
    """Findings of label normal_jerk."""
    false_jerks: int = 0
    """Reported jerks without a true one of their own."""
    split_jerks: int = 0
    """Those of the false jerks that lie in a true jerk or cluster: it was reported in pieces."""
    review: int = 0
    """True episodes of label needs_review, a series being one."""
    review_found: int = 0
    review_named: int = 0
    """Those found under their own pattern."""
    review_suppressed: int = 0
    """Those not found, and called something else or excluded: the headline error."""
    review_reported: int = 0
    """Findings of label needs_review."""
    false_review: int = 0
    """Review flags that neither found an episode nor lie in one."""
    repeated_review: int = 0
    """Further review flags that lie in an episode: it was found already, or in pieces too small to count."""
    flagged_s: float = 0.0
    """Time under review flags, each second once."""
    flagged_outside_s: float = 0.0
    """The part of it outside all true episodes to review."""
    jerks_found_within: Mapping[str, float] = field(default_factory=dict)
    """True jerks found at the other tolerances, by tolerance in seconds."""
    patterns: Table = field(default_factory=dict)
    """Pattern of the truth -> ``episodes``, ``found``, ``named``, ``suppressed``."""
    kinds: Table = field(default_factory=dict)
    """``LABEL/KIND`` of the truth, for kinds that are stated -> ``episodes``, ``found``."""
    confusion: Table = field(default_factory=dict)
    """Label of the truth, or ``false`` -> what it was called: a label, ``excluded`` or ``missed``."""
    false_findings: Table = field(default_factory=dict)
    """Label of a false jerk or flag -> label of the truth it lies on most, or ``nothing``."""
    calibration: Table = field(default_factory=dict)
    """``LABEL/BIN`` -> ``findings``, ``confidence`` (their sum), ``squared_error`` (likewise) and ``correct``."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            **{f.name: _sum(getattr(self, f.name), getattr(other, f.name)) for f in dataclasses.fields(Counts)}
        )

    def table(self) -> dict[str, Any]:
        """Return the sums as plain nested tables with sorted keys."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(Counts)}


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of all."""
    result = Counts()
    for one in counts:
        result = result + one
    return result


def counts_from_table(table: Mapping[str, Any]) -> Counts:
    """Return what `Counts.table` wrote; raises TypeError for keys that are not of it."""
    return Counts(**table)


def _sum(first: Any, second: Any) -> Any:
    if isinstance(first, Mapping):
        return {key: _sum(first[key], second[key]) if key in first and key in second
                else first[key] if key in first else second[key]
                for key in sorted({*first, *second})}  # fmt: skip
    return first + second


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)}
    return value
