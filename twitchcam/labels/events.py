"""From bursts and series to events: what a person is shown.

1. Every burst is judged by itself, and what is like a spasm once more as the only one of its kind where it turns out to
   be that.
2. Spasm-like bursts of one series, at least ``series_members`` of them, are one spasm_series; so are brief bursts of
   the same series as wide as they are that start like a jerk, whatever they would be alone. Single jerks that move at
   least ``gross_share`` of the body, or ``series_axial_share`` of it on the trunk (``series_axial``), and stay at their
   furthest for ``plateau_s``, or for ``series_plateau_s`` where they last ``series_brief_s``, are one as well from
   ``series_brief_members`` on, and so are those that stay a frame longer than ``plateau_s``, however much they move;
   spasm-like bursts of their series counted in, if they make up ``series_brief_share`` of all that is in the series
   from the first to the last: hiccups are like that, however slight. Where one comes much later than usual, the series
   is cut.
3. Rhythmic or tremulous bursts of one series that follow each other within ``rhythm_pause_s``, at rates that differ by
   at most ``rate_ratio``, are one event; beyond ``repeat_gap_s`` rates and amplitudes together must not differ by more.
   Uneven ones with as many strokes between them belong to it, and so do clusters of three or four even strokes before,
   between and after them: a seizure that ends breaks up.
4. Bursts of sucking with pauses between them are one event (see `twitchcam.labels.sucking`). So is a single one that
   comes back after a pause too weakly to be a burst, or within another movement, and a cluster of three that are as
   even (``even_cv``) and alike.
5. Strokes of one part that go on are one event, though pauses cut them up (`join_repeats`).
6. What lies inside a needs_review event, in the same part of the body or the same place, is not reported again, nor
   is a stroke of sucking (`without_repeats`).
7. Each event's confidence is how often findings like it were right (`calibrated`).
8. Bursts that lie in stretches that could not be judged, or begin in one and end in one, are left out, unless they are
   in rhythm or one stroke short of it: those are undecided, since something rhythmic goes on underneath. What a hand
   pushes that pats is none: it beats in the same rhythm, and by ``visitor_beat`` or more of what the infant does.
9. What would be a spasm, strokes that are uneven, or one or two that stay, is gross movement where ``carried_share`` of
   it lies in a wide gross movement of up to ``carrying_longest_s`` and it goes at most ``carried_level`` as far: it is
   carried along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median_low

import numpy as np

from twitchcam.labels.confidence import calibrated
from twitchcam.labels.criteria import alike, decisive, reason
from twitchcam.labels.listing import numbered, without_repeats
from twitchcam.labels.repeats import join_repeats
from twitchcam.labels.rules import Verdict, is_wide, judge_burst, nearly_rhythmic
from twitchcam.labels.sucking import like_sucking, runs_of_sucking
from twitchcam.records import (
    PATTERN_LABEL,
    Burst,
    Event,
    Excluded,
    Member,
    Pattern,
    Series,
)
from twitchcam.settings import LabelSettings
from twitchcam.timespan import TimeSpan, overlap_s

__all__ = ["label_bursts"]

_UNEVEN = frozenset({Pattern.UNDECIDED, Pattern.PROLONGED})
_OF_STROKES = _UNEVEN | {Pattern.RHYTHMIC, Pattern.TREMOR}
_NOT_JUDGED = frozenset(
    {"light_switch", "camera_moved", "caregiver", "exposure", "frozen", "missing_frames", "no_recording"}
)
"""Reasons of excluded stretches in which movement means nothing."""
_FRAGMENT_STROKES = 3
"""Fewest strokes whose intervals can be compared."""
_MUCH_LATER, _LATER_S = 3.0, 20.0
"""A spasm that comes later than this many times the usual interval, and than this many seconds, begins another series;
typical intervals are 5 to 10 s (epilepsy.com)."""


def label_bursts(
    bursts: Sequence[Burst],
    series: Sequence[Series],
    excluded: Sequence[Excluded],
    settings: LabelSettings,
) -> tuple[Event, ...]:
    """Label bursts and series.

    Parameters
    ----------
    bursts : sequence of Burst
        In time order.
    series : sequence of Series
        Over the same bursts.
    excluded : sequence of Excluded
        Stretches that could not be judged.
    settings : LabelSettings

    Returns
    -------
    tuple of Event
        In time order.
    """
    verdicts = {burst: _with_exclusions(burst, excluded, settings) for burst in bursts}
    for burst in _carried_along(verdicts, settings):
        verdicts[burst] = _as_gross_movement(burst, settings)
    events: list[Event] = []
    taken: set[Burst] = set()
    for chain in series:
        for members, verdict in _joined(chain, verdicts, settings):
            events.append(_event(members, verdict))
            taken.update(members)
    for burst in bursts:
        own = verdicts[burst]
        if own is not None and own.pattern is Pattern.SINGLE_SPASM_LIKE:
            own = _with_exclusions(burst, excluded, settings, alone=True)
        if burst not in taken and own is not None:
            events.append(_event((burst,), own))
    in_order = sorted(events, key=lambda event: (event.span, event.trace_ids))
    kept = without_repeats(join_repeats(in_order, settings))
    return numbered([replace(event, confidence=calibrated(event.pattern, event.reasons)) for event in kept])


def _carried_along(verdicts: Mapping[Burst, Verdict | None], settings: LabelSettings) -> list[Burst]:
    """Return what seems a spasm, stays where it came to or is uneven, and is part of a restless movement, rule 9."""
    judged = [(burst, verdict.pattern) for burst, verdict in verdicts.items() if verdict is not None]
    restless = [
        burst
        for burst, pattern in judged
        if pattern is Pattern.GROSS_MOVEMENT
        and is_wide(burst, settings)
        and burst.span.duration_s <= settings.carrying_longest_s
    ]
    seeming = (
        burst
        for burst, pattern in judged
        if pattern is Pattern.SINGLE_SPASM_LIKE or (pattern in _UNEVEN and not _even(burst, settings))
    )
    return [burst for burst in seeming if any(_carries(other, burst, settings) for other in restless)]


def _even(burst: Burst, settings: LabelSettings) -> bool:
    """Whether there are strokes enough for a rhythm, or one short of it, and their intervals are as even."""
    spread = burst.interval_cv
    enough = len(burst.strokes) >= settings.rhythm_strokes - 1
    return enough and spread is not None and spread <= settings.rhythm_interval_cv


def _carries(larger: Burst, burst: Burst, settings: LabelSettings) -> bool:
    inside_s = burst.span.overlap_s(larger.span)
    small = burst.amplitude <= settings.carried_level * larger.amplitude
    return small and inside_s >= settings.carried_share * burst.span.duration_s


def _as_gross_movement(burst: Burst, settings: LabelSettings) -> Verdict:
    verdict = judge_burst(burst, settings)
    reasons = decisive(verdict.reasons, ("share_of_body", "amplitude"))
    return Verdict(Pattern.GROSS_MOVEMENT, reasons, verdict.confidence)


def _with_exclusions(
    burst: Burst, excluded: Sequence[Excluded], settings: LabelSettings, *, alone: bool = False
) -> Verdict | None:
    """Judge a burst; None where it lies in a stretch that could not be judged."""
    verdict = judge_burst(burst, settings, alone=alone)
    returns = burst.features["comes_back"] and verdict.pattern in _OF_STROKES
    if (returns or _few_sucks(burst, verdict, settings)) and like_sucking(burst, settings):
        verdict = replace(verdict, pattern=Pattern.SUCKING)
    around = [
        (item, item.span.pad(settings.exclusion_margin_s))
        for item in excluded
        if item.reason in _NOT_JUDGED and item.span.distance_s(burst.span) <= settings.exclusion_margin_s
    ]
    spans = [span for _, span in around]
    covered_s = overlap_s(burst.span, spans)
    at_both_ends = all(any(span.contains(end_s) for span in spans) for end_s in (burst.span.start_s, burst.span.end_s))
    if not at_both_ends and covered_s <= settings.excluded_share * max(burst.span.duration_s, 1e-3):
        return verdict
    pushed = burst.features["visitor_beat"] >= settings.visitor_beat
    if (verdict.pattern.is_rhythm or nearly_rhythmic(burst, settings)) and not pushed:
        return replace(verdict, pattern=Pattern.UNDECIDED)
    return None


def _joined(
    series: Series, verdicts: dict[Burst, Verdict | None], settings: LabelSettings
) -> list[tuple[tuple[Burst, ...], Verdict]]:
    """Return the groups of a series' bursts that are one event, each with its verdict."""
    judged = [(burst, verdict) for burst in series.bursts if (verdict := verdicts[burst]) is not None]
    groups: list[tuple[tuple[Burst, ...], Verdict]] = []
    sure = [burst for burst, verdict in judged if verdict.pattern is Pattern.SINGLE_SPASM_LIKE]
    spasms = [burst for burst, verdict in judged if burst in sure or _brief_and_wide(burst, verdict, settings)]
    similar = [burst for burst, verdict in judged if burst in spasms or _weak_member(burst, verdict, spasms, settings)]
    for members in _cut_where_late(similar):
        own = [burst for burst in members if burst in spasms]
        enough = sum(burst in sure for burst in own) >= settings.series_members
        brief = len(members) >= settings.series_brief_members
        stretch = TimeSpan(members[0].span.start_s, members[-1].span.start_s)
        between = [burst for burst, _ in judged if stretch.contains(burst.span.start_s)]
        brief = brief and len(own) >= max(settings.series_members, settings.series_brief_share * len(between))
        if enough or brief:
            groups.append((tuple(members), _series_verdict(own, series, verdicts, settings)))
    taken: set[Burst] = set()
    for members in runs_of_sucking([burst for burst, _ in judged], settings):
        groups.append((tuple(members), replace(_strongest(members, verdicts), pattern=Pattern.SUCKING)))
        taken.update(members)
    judged = [(burst, verdict) for burst, verdict in judged if burst not in taken]
    run: list[Burst] = []
    for burst, verdict in [*judged, (None, None)]:
        belongs = burst is not None and verdict is not None and _of_rhythm(burst, verdict, settings)
        if run and not (belongs and burst is not None and _same_rhythm(run[-1], burst, settings)):
            run = _from_rhythm_to_rhythm(run, verdicts, settings)
            if len(run) > 1:
                groups.append((tuple(run), _strongest(run, verdicts)))
            run = []
        if belongs and burst is not None:
            run.append(burst)
    return groups


def _same_rhythm(earlier: Burst, later: Burst, settings: LabelSettings) -> bool:
    """Whether a rhythm goes on after a pause: soon enough, as fast, and after a longer one as large."""
    soon = later.span.start_s - earlier.span.end_s <= settings.rhythm_pause_s
    if not soon or earlier.rate_hz is None or later.rate_hz is None:
        return soon
    unlike = _ratio(earlier.rate_hz, later.rate_hz)
    if later.span.start_s - earlier.span.end_s > settings.repeat_gap_s:
        unlike *= _ratio(earlier.amplitude, later.amplitude)
    return unlike <= settings.rate_ratio


def _ratio(first: float, second: float) -> float:
    return max(first, second) / max(min(first, second), 1e-9)


def _from_rhythm_to_rhythm(
    run: Sequence[Burst], verdicts: dict[Burst, Verdict | None], settings: LabelSettings
) -> list[Burst]:
    """Leave out uneven bursts before the first and after the last that is in rhythm, or a fragment of one."""
    judged = [(n, burst, verdict) for n, burst in enumerate(run) if (verdict := verdicts[burst]) is not None]
    if not any(verdict.pattern.is_rhythm for _, _, verdict in judged):
        return []
    even = [n for n, b, v in judged if v.pattern.is_rhythm or _fragment(b, v, settings)]
    return list(run[even[0] : even[-1] + 1])


def _cut_where_late(bursts: Sequence[Burst]) -> list[list[Burst]]:
    """Cut bursts where the next comes much later than usual."""
    intervals = [b.span.start_s - a.span.start_s for a, b in pairwise(bursts)]
    longest_s = max(_MUCH_LATER * median_low(intervals), _LATER_S) if len(intervals) > 1 else float("inf")
    runs = [[burst] for burst in bursts[:1]]
    for burst, interval_s in zip(bursts[1:], intervals, strict=True):
        if interval_s > longest_s:
            runs.append([])
        runs[-1].append(burst)
    return runs


def _brief_and_wide(burst: Burst, verdict: Verdict, settings: LabelSettings) -> bool:
    """Whether a single jerk is like a spasm in all but its length: of much of the body, and not back at once."""
    axial = burst.share >= settings.series_axial_share and burst.features["axial_share"] >= settings.series_axial
    plateau_s = burst.features["plateau_s"]
    long = burst.span.duration_s >= settings.series_brief_s and plateau_s >= settings.series_plateau_s
    stays = plateau_s >= settings.plateau_s or long
    clearly = plateau_s >= settings.plateau_s + 1.0 / burst.sampling_hz
    wide = clearly or burst.share >= settings.gross_share or axial
    return verdict.pattern is Pattern.SINGLE_JERK and stays and wide


def _weak_member(burst: Burst, verdict: Verdict, spasms: Sequence[Burst], settings: LabelSettings) -> bool:
    """Whether a burst that is alike to spasms belongs to their series, though by itself it would pass for less.

    Strength rises, then falls in a series (Kellaway 1979): the first and the last are weak and brief. They come as
    quickly as the others: a yawn or a head that turns, a while before or after, is none of them.
    """
    if not spasms:
        return False
    usual_share = float(np.median([spasm.share for spasm in spasms]))
    usual_regions = float(np.median([spasm.separated_regions for spasm in spasms]))
    as_wide = burst.share >= 0.5 * usual_share and burst.separated_regions >= usual_regions
    brief = burst.span.duration_s <= settings.spasm_longest_s
    return not verdict.pattern.is_rhythm and as_wide and brief and burst.jerk_like_onset


def _few_sucks(burst: Burst, verdict: Verdict, settings: LabelSettings) -> bool:
    """Whether strokes that are too few for a rhythm are too even for jerks, which come irregularly."""
    even = burst.interval_cv is not None and burst.interval_cv <= settings.even_cv
    return verdict.pattern is Pattern.JERK_CLUSTER and alike(burst) and even


def _series_verdict(
    spasms: list[Burst], series: Series, verdicts: dict[Burst, Verdict | None], settings: LabelSettings
) -> Verdict:
    strongest = _strongest(spasms, verdicts)
    intervals = np.diff([burst.span.start_s for burst in spasms])
    own = (
        reason("series_members", len(spasms), settings.series_members),
        reason("series_interval_s", float(np.median(intervals)), settings.series_interval_s),
        reason("similarity", series.similarity, settings.series_similarity),
    )
    reasons = (*strongest.reasons, *decisive(own, ("series_members", "series_interval_s")))
    doubt = 1.0
    for burst in spasms:
        verdict = verdicts[burst]
        doubt *= 1.0 - (verdict.confidence if verdict is not None else 0.0)
    return Verdict(Pattern.SPASM_SERIES, reasons, 1.0 - doubt)


def _strongest(bursts: Iterable[Burst], verdicts: dict[Burst, Verdict | None]) -> Verdict:
    """Return the verdict of the burst that was judged most surely; one in rhythm goes before others."""
    judged = [v for burst in bursts if (v := verdicts[burst]) is not None]
    return max(judged, key=lambda v: (v.pattern.is_rhythm, v.confidence))


def _of_rhythm(burst: Burst, verdict: Verdict, settings: LabelSettings) -> bool:
    """Whether a burst is in rhythm, or belongs to one next to it, rule 3."""
    uneven = verdict.pattern in {Pattern.UNDECIDED, Pattern.PROLONGED}
    many = uneven and len(burst.strokes) >= settings.rhythm_strokes
    return verdict.pattern.is_rhythm or many or _fragment(burst, verdict, settings)


def _fragment(burst: Burst, verdict: Verdict, settings: LabelSettings) -> bool:
    """Whether a burst is as even as a rhythm, of fewer strokes than one has but enough to compare their intervals."""
    enough = verdict.pattern is Pattern.JERK_CLUSTER and len(burst.strokes) >= _FRAGMENT_STROKES
    return enough and burst.interval_cv is not None and burst.interval_cv <= settings.rhythm_interval_cv


def _event(members: tuple[Burst, ...], verdict: Verdict) -> Event:
    leading = max(members, key=lambda burst: burst.amplitude)
    rates = [burst for burst in members if burst.rate_hz is not None]
    timed = max(rates, key=lambda burst: len(burst.strokes), default=None)
    return Event(
        event_id="",
        span=TimeSpan(members[0].span.start_s, max(burst.span.end_s for burst in members)),
        peak_s=leading.peak_s if len(members) > 1 else members[0].peak_s,
        label=PATTERN_LABEL[verdict.pattern],
        pattern=verdict.pattern,
        confidence=verdict.confidence,
        parts=tuple(dict.fromkeys(part for burst in members for part in burst.parts)),
        strokes=tuple(stroke for burst in members for stroke in burst.strokes),
        members=tuple(Member(b.span, b.peak_s, len(b.strokes), b.amplitude) for b in members),
        rate_hz=timed.rate_hz if timed else None,
        rate_low_hz=timed.rate_low_hz if timed else None,
        rate_high_hz=timed.rate_high_hz if timed else None,
        amplitude=leading.amplitude,
        reasons=verdict.reasons,
        context={},
        body_found_by=leading.body_found_by,
        box=leading.box,
        trace_ids=tuple(dict.fromkeys(trace for burst in members for trace in burst.trace_ids)),
    )
