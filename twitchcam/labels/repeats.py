"""Strokes of one part that go on, though pauses cut them into several events.

Irregular strokes pause for longer than a rhythm may. What one part does within a few seconds is told together:

1. Events of one region, of one named part, or of one place whose part cannot be told (the middle of one lies within
   the other), follow each other when at most ``repeat_gap_s`` lies between them. Larger movements and stiffening are
   left out.
2. Such a chain of two events or more is one event when it holds something that needs review already, other than a
   spasm, or, without spasms, ``rhythm_strokes`` strokes within ``dense_s``: as many, in any one event, would be no
   brief jerks either. One longer stroke amid others of a limb is one of them; a spasm with a jerk beside it is a spasm.
3. It is what its rhythms are where these fill at least half of it; otherwise prolonged when it lasts longer than
   ``prolonged_s``, undecided below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from twitchcam.labels.criteria import confidence_of, decisive, reason
from twitchcam.labels.listing import middle_lies_in
from twitchcam.records import PATTERN_LABEL, Event, Label, Part, Pattern
from twitchcam.settings import LabelSettings
from twitchcam.timespan import TimeSpan

__all__ = ["join_repeats"]

_OF_STROKES = {
    Pattern.RHYTHMIC,
    Pattern.TREMOR,
    Pattern.SINGLE_SPASM_LIKE,
    Pattern.SINGLE_JERK,
    Pattern.JERK_CLUSTER,
    Pattern.UNDECIDED,
    Pattern.PROLONGED,
}


def join_repeats(events: Sequence[Event], settings: LabelSettings) -> list[Event]:
    """Join events of one region that go on too long to be brief jerks; see the module's text.

    Parameters
    ----------
    events : sequence of Event
        In time order.
    settings : LabelSettings
    """
    chains: list[list[Event]] = []
    others: list[Event] = []
    for event in events:
        if event.pattern not in _OF_STROKES or not event.strokes:
            others.append(event)
            continue
        chain = next((chain for chain in reversed(chains) if _goes_on(chain[-1], event, settings)), None)
        if chain is None:
            chains.append([event])
        else:
            chain.append(event)
    for chain in chains:
        others += [_joined(chain, settings)] if _is_one(chain, settings) else chain
    return sorted(others, key=lambda event: (event.span, event.trace_ids))


def _goes_on(earlier: Event, later: Event, settings: LabelSettings) -> bool:
    gap_s = later.span.start_s - earlier.span.end_s
    same = later.trace_ids[0] in earlier.trace_ids or earlier.trace_ids[0] in later.trace_ids
    if later.parts[0] == earlier.parts[0] and not same:
        unknown = later.parts[0] is Part.UNKNOWN
        same = not unknown or middle_lies_in(later.box, earlier.box) or middle_lies_in(earlier.box, later.box)
    return same and gap_s <= settings.repeat_gap_s


def _is_one(chain: Sequence[Event], settings: LabelSettings) -> bool:
    if len(chain) < 2:
        return False
    flagged = {event.pattern for event in chain if event.label is Label.NEEDS_REVIEW}
    if flagged:
        return flagged != {Pattern.SINGLE_SPASM_LIKE}
    onsets = sorted(stroke.onset_s for event in chain for stroke in event.strokes)
    apart = settings.rhythm_strokes - 1
    return any(later - first <= settings.dense_s for first, later in zip(onsets, onsets[apart:], strict=False))


def _joined(chain: Sequence[Event], settings: LabelSettings) -> Event:
    span = TimeSpan(chain[0].span.start_s, max(event.span.end_s for event in chain))
    strokes = tuple(sorted((s for event in chain for s in event.strokes), key=lambda s: s.onset_s))
    rhythms = [event for event in chain if event.pattern.is_rhythm]
    leading = max(chain, key=lambda event: event.amplitude)
    timed = max(rhythms or chain, key=lambda event: len(event.strokes))
    pattern, reasons, confidence = timed.pattern, timed.reasons, timed.confidence
    if sum(event.span.duration_s for event in rhythms) < 0.5 * span.duration_s:
        pattern = Pattern.PROLONGED if span.duration_s > settings.prolonged_s else Pattern.UNDECIDED
        intervals = np.diff([stroke.onset_s for stroke in strokes])
        spread = float(intervals.std(ddof=1) / intervals.mean()) if len(intervals) > 1 else None
        found = {
            "duration_s": reason("duration_s", span.duration_s, settings.cluster_longest_s),
            "strokes": reason("strokes", len(strokes), settings.rhythm_strokes),
            "interval_cv": reason("interval_cv", spread, settings.rhythm_interval_cv),
        }
        reasons = decisive(tuple(found.get(r.criterion, r) for r in leading.reasons), ("strokes", "duration_s"))
        confidence = confidence_of(reasons)
    return replace(
        leading,
        span=span,
        label=PATTERN_LABEL[pattern],
        pattern=pattern,
        confidence=confidence,
        parts=tuple(dict.fromkeys(part for event in chain for part in event.parts)),
        strokes=strokes,
        members=tuple(member for event in chain for member in event.members),
        rate_hz=timed.rate_hz,
        rate_low_hz=timed.rate_low_hz,
        rate_high_hz=timed.rate_high_hz,
        reasons=reasons,
        trace_ids=tuple(dict.fromkeys(trace for event in chain for trace in event.trace_ids)),
    )
