"""Spans of time and their algebra. Pure; everything is in seconds of the recording.

::

    merge      --- ---          gaps       ---   --- --
                 ---    ->  ------         within [=========]  ->     ###

    overlap    -----            pad          ---
                  -----  ->  ##            ------- (by 2)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["TimeSpan", "gaps", "merge", "overlap_s", "total_s"]


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """A closed stretch of the recording.

    Parameters
    ----------
    start_s, end_s : float
        Seconds from the first picture, ``start_s <= end_s``.

    Raises
    ------
    ValueError
        If the span would end before it starts.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.start_s <= self.end_s:
            raise ValueError(f"a span must not end before it starts: {self.start_s} to {self.end_s} s")

    @property
    def duration_s(self) -> float:
        """Length of the span in seconds."""
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        """Time half way between start and end."""
        return 0.5 * (self.start_s + self.end_s)

    def contains(self, time_s: float) -> bool:
        """Whether ``time_s`` lies inside, ends included."""
        return self.start_s <= time_s <= self.end_s

    def pad(self, before_s: float, after_s: float | None = None) -> TimeSpan:
        """Reach out by ``before_s`` and ``after_s`` (the same when left out); never below an empty span."""
        after = before_s if after_s is None else after_s
        start_s, end_s = self.start_s - before_s, self.end_s + after
        if start_s > end_s:
            return TimeSpan(self.middle_s, self.middle_s)
        return TimeSpan(start_s, end_s)

    def intersect(self, other: TimeSpan) -> TimeSpan | None:
        """Return what both have in common, or None when they do not touch."""
        start_s, end_s = max(self.start_s, other.start_s), min(self.end_s, other.end_s)
        return TimeSpan(start_s, end_s) if start_s <= end_s else None

    def overlap_s(self, other: TimeSpan) -> float:
        """Seconds that both have in common; 0 when they do not touch."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def distance_s(self, other: TimeSpan) -> float:
        """Seconds between the two; 0 when they touch."""
        return max(0.0, other.start_s - self.end_s, self.start_s - other.end_s)

    def hull(self, other: TimeSpan) -> TimeSpan:
        """Return the shortest span that covers both."""
        return TimeSpan(min(self.start_s, other.start_s), max(self.end_s, other.end_s))


def merge(spans: Iterable[TimeSpan], closer_than_s: float = 0.0) -> tuple[TimeSpan, ...]:
    """Unite spans that touch or lie at most ``closer_than_s`` apart; the result is sorted and disjoint."""
    merged: list[TimeSpan] = []
    for span in sorted(spans):
        if merged and span.start_s - merged[-1].end_s <= closer_than_s:
            merged[-1] = merged[-1].hull(span)
        else:
            merged.append(span)
    return tuple(merged)


def gaps(spans: Iterable[TimeSpan], within: TimeSpan) -> tuple[TimeSpan, ...]:
    """Return the stretches of ``within`` that no span covers, sorted; empty stretches are left out."""
    free: list[TimeSpan] = []
    position_s = within.start_s
    for span in merge(spans):
        if span.end_s <= position_s:
            continue
        if span.start_s >= within.end_s:
            break
        if span.start_s > position_s:
            free.append(TimeSpan(position_s, span.start_s))
        position_s = span.end_s
    if position_s < within.end_s:
        free.append(TimeSpan(position_s, within.end_s))
    return tuple(free)


def overlap_s(span: TimeSpan, others: Iterable[TimeSpan]) -> float:
    """Seconds of ``span`` that the others cover together, each second counted once."""
    return sum(span.overlap_s(other) for other in merge(others))


def total_s(spans: Iterable[TimeSpan]) -> float:
    """Seconds that the spans cover together, each second counted once."""
    return sum(span.duration_s for span in merge(spans))
