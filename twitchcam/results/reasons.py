"""The criteria of an event as a person reads them: value, limit, side, and the limit that is nearest."""

from __future__ import annotations

import math
from dataclasses import dataclass

from twitchcam.records import Pattern
from twitchcam.results.events_json import EventEntry, ReasonEntry
from twitchcam.results.words import CRITERION_WORDS, PATTERN_WORDS

__all__ = ["Criterion", "criteria_of", "decisive_words", "nearest_words"]

_COUNTS = frozenset({"hold_regions", "separated_regions", "series_members", "strokes"})
_SHARES = frozenset({"agreement", "share_of_body", "released", "moving_share", "similarity"})
_YES_NO = frozenset({"axial"})
_WHOLE = frozenset({"agreement", "series_members", "series_interval_s", "similarity"})
"""Criteria of an event as a whole; the others are of one burst."""
_SLACK = 0.05
"""Share of the limit added to value and limit before they are compared: no value looks infinitely far away."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of an event's table."""

    name: str
    value: str
    limit: str
    side: str
    """Of the limit, in words: ``below``, ``at or above``, or that it could not be measured."""
    decisive: bool
    nearest: bool
    """Whether this is the limit that the movement came nearest to."""


_SIDES = {"below": "below", "above": "at or above", "unknown": "could not be measured"}


def criteria_of(event: EventEntry) -> list[Criterion]:
    """Return the rows of an event's table: those that decided first, in the order of the rules."""
    nearest = _nearest(event["reasons"])
    rows = [
        Criterion(
            name=_name(reason["criterion"], event),
            value=_shown(reason["criterion"], reason["value"]),
            limit=_shown(reason["criterion"], reason["limit"]),
            side=_side(reason),
            decisive=reason["decisive"],
            nearest=reason is nearest,
        )
        for reason in event["reasons"]
    ]
    order = sorted(
        range(len(rows)), key=lambda i: (not rows[i].decisive, event["reasons"][i]["criterion"] not in _WHOLE)
    )
    return [rows[i] for i in order]


def decisive_words(event: EventEntry) -> list[str]:
    """Return the criteria that set the label, each in a few words: ``how long it lasts: 0.4 s (below 0.6 s)``."""
    signs = {"below": "below", "above": "limit"}
    return [
        f"{_name(reason['criterion'], event)}: {_shown(reason['criterion'], reason['value'])} "
        f"({signs[reason['side']]} {_shown(reason['criterion'], reason['limit'])})"
        for reason in sorted(event["reasons"], key=lambda reason: reason["criterion"] not in _WHOLE)
        if reason["decisive"] and reason["value"] is not None and reason["side"] in signs
    ]


def nearest_words(event: EventEntry) -> str:
    """Say which limit the movement came nearest to; empty where none can be told."""
    reason = _nearest(event["reasons"])
    if reason is None:
        return ""
    name, value = _name(reason["criterion"], event), _shown(reason["criterion"], reason["value"])
    limit = _shown(reason["criterion"], reason["limit"])
    called = PATTERN_WORDS[Pattern(event["pattern"])].name
    crossed = f"from {limit} on" if reason["side"] == "below" else f"below {limit}"
    return (
        f"Nearest limit: {name}, {value} here; {crossed}, this movement might not have been called "
        f"\u201c{called}\u201d."
    )


def _nearest(reasons: list[ReasonEntry]) -> ReasonEntry | None:
    """Return the decisive criterion whose value and limit have the smallest ratio."""
    known = [(abs(margin), i) for i, r in enumerate(reasons) if r["decisive"] and (margin := _margin(r)) is not None]
    return reasons[min(known)[1]] if known else None


def _margin(reason: ReasonEntry) -> float | None:
    value, limit = reason["value"], reason["limit"]
    if value is None or limit is None or limit <= 0:
        return None
    slack = _SLACK * limit
    return math.log((max(value, 0.0) + slack) / (limit + slack))


def _side(reason: ReasonEntry) -> str:
    if reason["criterion"] in _YES_NO and reason["value"] is not None:
        return "reached" if reason["side"] == "above" else "not reached"
    return _SIDES.get(reason["side"], reason["side"])


def _name(criterion: str, event: EventEntry) -> str:
    """Return what a criterion is called; of an event of several bursts most are those of its clearest one."""
    name = CRITERION_WORDS[criterion].name if criterion in CRITERION_WORDS else criterion.replace("_", " ")
    return name if len(event["members"]) < 2 or criterion in _WHOLE else f"{name}, in the clearest of them"


def _shown(criterion: str, value: float | None) -> str:
    if value is None:
        return "not known"
    if criterion in _YES_NO:
        return "yes" if value >= 1.0 else "no"
    if criterion in _COUNTS:
        return f"{value:.0f}"
    if criterion in _SHARES:
        return f"{100.0 * value:.0f}%"
    unit = CRITERION_WORDS[criterion].unit if criterion in CRITERION_WORDS else ""
    digits = 1 if abs(value) >= 10.0 else 2
    return f"{value:.{digits}f}" + (f" {unit}" if unit else "")
