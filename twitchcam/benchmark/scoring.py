"""Truth against findings, one clip at a time. Pure.

Jerks
    1. True jerks are the episodes of label normal_jerk, found ones the findings of that label.
    2. Onsets are paired one to one (`match_onsets`) within d = max(``onset_tolerance_s``, ``onset_tolerance_frames`` /
       frame rate). A true jerk with a partner is found; a finding without one is false.
Episodes to review
    3. True episodes of label needs_review are paired one to one with findings of that label (`match_episodes`),
       whatever pattern the finding has. An episode with a partner is found.
    4. A finding without a partner is repeated when it lies inside one episode, padded by its reach; otherwise false.
    5. An episode that is not found is suppressed when any finding of another label, or any excluded stretch, overlaps
       it.
What each was called
    6. A true episode that has a partner under rule 2 or 3 was called what it is. Other movement was called what the
       finding that overlaps it longest says.
    7. Any other was called what the finding of another label that overlaps it longest says; without one ``excluded``
       when an excluded stretch overlaps it, otherwise ``missed``.
    8. A finding that overlaps no truth at all, within d, is counted in the row ``false``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from twitchcam.benchmark.counts import Counts
from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.benchmark.matching import match_episodes, match_onsets, within_reach
from twitchcam.benchmark.settings import ScoringSettings
from twitchcam.benchmark.truth import Episode
from twitchcam.records import Label, Pattern
from twitchcam.timespan import TimeSpan, merge, overlap_s, total_s

__all__ = [
    "EXCLUDED",
    "FALSE",
    "MISSED",
    "NOTHING",
    "NOT_STATED",
    "ClipScore",
    "EpisodeOutcome",
    "FindingOutcome",
    "score_clip",
]

MISSED = "missed"
EXCLUDED = "excluded"
FALSE = "false"
NOTHING = "nothing"
NOT_STATED = "not_stated"
"""Pattern of an episode whose truth names none."""


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """What became of one true episode."""

    episode: Episode
    found: bool
    called: str
    """A label, ``excluded`` or ``missed``."""
    suppressed: bool
    flagged_in_part: bool
    """Not found, though a review flag overlaps it."""
    finding: int | None
    """Index of its partner, or of the finding that it was called by."""
    onset_error_s: float | None
    """Found minus true onset, where it has a partner."""


@dataclass(frozen=True, slots=True)
class FindingOutcome:
    """What one finding turned out to be."""

    finding: Finding
    outcome: str
    """``found`` (has a partner), ``repeated``, ``false``, or ``other`` for other movement, which is off the counts."""
    lies_on: str
    """Label of the truth that it overlaps most, or ``nothing``."""


@dataclass(frozen=True, slots=True)
class ClipScore:
    """One clip, scored."""

    counts: Counts
    episodes: tuple[EpisodeOutcome, ...]
    findings: tuple[FindingOutcome, ...]


def score_clip(
    episodes: Sequence[Episode],
    found: ClipFindings,
    duration_s: float,
    frame_rate_hz: float,
    settings: ScoringSettings,
) -> ClipScore:
    """Score one clip by the rules above.

    Parameters
    ----------
    episodes : sequence of Episode
        The truth.
    found : ClipFindings
        What the detector says.
    duration_s, frame_rate_hz : float
        Of the clip.
    settings : ScoringSettings
    """
    tolerance_s = max(settings.onset_tolerance_s, settings.onset_tolerance_frames / frame_rate_hz)
    findings = found.findings
    partner = {
        **_pair_jerks(episodes, findings, tolerance_s),
        **_pair_review(episodes, findings, settings),
    }
    excluded = merge(
        span
        for item in found.excluded
        if (span := item.span.intersect(TimeSpan(0.0, duration_s))) is not None and span.duration_s > 0
    )
    episode_outcomes = tuple(
        _episode_outcome(episode, partner.get(number), findings, excluded) for number, episode in enumerate(episodes)
    )
    partners = set(partner.values())
    finding_outcomes = tuple(
        _finding_outcome(finding, number in partners, episodes, settings, tolerance_s)
        for number, finding in enumerate(findings)
    )
    counts = _counts(episode_outcomes, finding_outcomes, settings)
    within = {f"{other_s:g}": len(_pair_jerks(episodes, findings, other_s)) for other_s in settings.other_tolerances_s}
    review = [episode.span for episode in episodes if episode.label is Label.NEEDS_REVIEW]
    flags = merge(f.span for f in findings if f.label is Label.NEEDS_REVIEW)
    flagged_s = total_s(flags)
    own = Counts(
        clips=1,
        duration_s=duration_s,
        analysable_s=max(0.0, duration_s - total_s(excluded)),
        flagged_s=flagged_s,
        flagged_outside_s=max(0.0, flagged_s - sum(overlap_s(flag, review) for flag in flags)),
        jerks_found_within=within,
    )
    return ClipScore(own + counts, episode_outcomes, finding_outcomes)


def reach_of(episode: Episode, settings: ScoringSettings) -> float:
    """Return how far a finding may reach out of an episode, seconds."""
    series = episode.members > 1 or episode.pattern is Pattern.SPASM_SERIES
    return settings.series_reach_s if series else settings.reach_s


def _pair_jerks(episodes: Sequence[Episode], findings: Sequence[Finding], tolerance_s: float) -> dict[int, int]:
    truth, reported = _of_label(episodes, Label.NORMAL_JERK), _of_label(findings, Label.NORMAL_JERK)
    pairs = match_onsets(
        [episodes[i].span.start_s for i in truth], [findings[j].span.start_s for j in reported], tolerance_s
    )
    return {truth[i]: reported[j] for i, j in pairs}


def _pair_review(episodes: Sequence[Episode], findings: Sequence[Finding], settings: ScoringSettings) -> dict[int, int]:
    truth, reported = _of_label(episodes, Label.NEEDS_REVIEW), _of_label(findings, Label.NEEDS_REVIEW)
    pairs = match_episodes(
        [episodes[i].span for i in truth],
        [findings[j].span for j in reported],
        [reach_of(episodes[i], settings) for i in truth],
        settings.coverage,
    )
    return {truth[i]: reported[j] for i, j in pairs}


def _of_label(items: Iterable[Episode | Finding], label: Label) -> list[int]:
    return [number for number, item in enumerate(items) if item.label is label]


def _episode_outcome(
    episode: Episode, partner: int | None, findings: Sequence[Finding], excluded: Sequence[TimeSpan]
) -> EpisodeOutcome:
    if partner is not None:
        error_s = findings[partner].span.start_s - episode.span.start_s
        return EpisodeOutcome(episode, True, episode.label, False, False, partner, error_s)
    touching = {
        number: overlap for number, f in enumerate(findings) if (overlap := episode.span.overlap_s(f.span)) > 0.0
    }
    other = episode.label is Label.OTHER_MOVEMENT
    naming = {number: s for number, s in touching.items() if other or findings[number].label is not episode.label}
    longest = max(naming, key=lambda number: naming[number], default=None)
    if longest is not None:
        called: str = findings[longest].label
    elif overlap_s(episode.span, excluded) > 0.0:
        called = EXCLUDED
    else:
        called = MISSED
    review = episode.label is Label.NEEDS_REVIEW
    return EpisodeOutcome(
        episode=episode,
        found=other and called == episode.label,
        called=called,
        suppressed=review and called != MISSED,
        flagged_in_part=review and any(findings[number].label is Label.NEEDS_REVIEW for number in touching),
        finding=longest,
        onset_error_s=None,
    )


def _finding_outcome(
    finding: Finding, paired: bool, episodes: Sequence[Episode], settings: ScoringSettings, tolerance_s: float
) -> FindingOutcome:
    near = finding.span.pad(tolerance_s)
    overlaps = {n: s for n, episode in enumerate(episodes) if (s := near.overlap_s(episode.span)) > 0.0}
    lies_on: str = episodes[max(overlaps, key=lambda n: overlaps[n])].label if overlaps else NOTHING
    if finding.label is Label.OTHER_MOVEMENT:
        return FindingOutcome(finding, "other", lies_on)
    if paired:
        return FindingOutcome(finding, "found", finding.label)
    repeated = finding.label is Label.NEEDS_REVIEW and any(
        finding.span.overlap_s(episode.span) > 0.0
        and within_reach(episode.span, finding.span, reach_of(episode, settings))
        for episode in episodes
        if episode.label is Label.NEEDS_REVIEW
    )
    return FindingOutcome(finding, "repeated" if repeated else FALSE, lies_on)


def _counts(
    episodes: Iterable[EpisodeOutcome],
    findings: Iterable[FindingOutcome],
    settings: ScoringSettings,
) -> Counts:
    episodes, findings = list(episodes), list(findings)
    jerks = [e for e in episodes if e.episode.label is Label.NORMAL_JERK]
    review = [e for e in episodes if e.episode.label is Label.NEEDS_REVIEW]
    jerk_flags = [f for f in findings if f.finding.label is Label.NORMAL_JERK]
    review_flags = [f for f in findings if f.finding.label is Label.NEEDS_REVIEW]
    false = [f for f in findings if f.outcome == FALSE]
    patterns: dict[str, dict[str, float]] = {}
    for one in review:
        row = patterns.setdefault(
            one.episode.pattern or NOT_STATED, {"episodes": 0, "found": 0, "named": 0, "suppressed": 0}
        )
        row["episodes"] += 1
        row["found"] += one.found
        row["named"] += _named(one, findings)
        row["suppressed"] += one.suppressed
    kinds: dict[str, dict[str, float]] = {}
    for one in episodes:
        if one.episode.kind:
            row = kinds.setdefault(f"{one.episode.label}/{one.episode.kind}", {"episodes": 0, "found": 0})
            row["episodes"] += 1
            row["found"] += one.found
    return Counts(
        jerks=len(jerks),
        jerks_found=sum(e.found for e in jerks),
        jerks_reported=len(jerk_flags),
        false_jerks=sum(f.outcome == FALSE for f in jerk_flags),
        split_jerks=sum(f.outcome == FALSE and f.lies_on == Label.NORMAL_JERK for f in jerk_flags),
        review=len(review),
        review_found=sum(e.found for e in review),
        review_named=sum(_named(e, findings) for e in review),
        review_suppressed=sum(e.suppressed for e in review),
        review_reported=len(review_flags),
        false_review=sum(f.outcome == FALSE for f in review_flags),
        repeated_review=sum(f.outcome == "repeated" for f in review_flags),
        patterns=patterns,
        kinds=kinds,
        confusion=_table(
            [(e.episode.label, e.called) for e in episodes]
            + [(FALSE, f.finding.label) for f in findings if f.lies_on == NOTHING]
        ),
        false_findings=_table([(f.finding.label, f.lies_on) for f in false]),
        calibration=_calibration([*jerk_flags, *review_flags], settings.confidence_bins),
    )


def _named(outcome: EpisodeOutcome, findings: Sequence[FindingOutcome]) -> bool:
    return (
        outcome.found
        and outcome.finding is not None
        and outcome.episode.pattern is not None
        and findings[outcome.finding].finding.pattern is outcome.episode.pattern
    )


def _table(cells: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for row, column in cells:
        cell = table.setdefault(str(row), {})
        cell[str(column)] = cell.get(str(column), 0) + 1
    return table


def _calibration(findings: Iterable[FindingOutcome], bins: int) -> dict[str, dict[str, float]]:
    """Sum up how sure and how right findings of each bin of confidence are; a repeated flag is right."""
    table: dict[str, dict[str, float]] = {}
    for one in findings:
        confidence = min(max(one.finding.confidence, 0.0), 1.0)
        number = min(int(confidence * bins), bins - 1)
        correct = float(one.outcome != FALSE)
        row = table.setdefault(
            f"{one.finding.label}/{number}", {"findings": 0, "confidence": 0.0, "squared_error": 0.0, "correct": 0}
        )
        row["findings"] += 1
        row["confidence"] += confidence
        row["squared_error"] += (confidence - correct) ** 2
        row["correct"] += correct
    return table
