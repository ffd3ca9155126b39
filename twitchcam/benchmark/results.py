"""results.json: a run with everything that its figures are made of.

Equal clips, settings and versions give equal bytes: there is no path and no run time in it. Truth and findings of every
clip are in it, so a run can be drawn, compared and scored again without the clips.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from twitchcam import __version__
from twitchcam.benchmark.bootstrap import intervals_over_children
from twitchcam.benchmark.counts import Counts, counts_from_table, total
from twitchcam.benchmark.dataset import Clip, Dataset
from twitchcam.benchmark.figures import figures_of, quartiles
from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.benchmark.scoring import ClipScore, score_clip
from twitchcam.benchmark.settings import ScoringSettings
from twitchcam.benchmark.sounds import SoundSums, score_sounds, sounds_entry
from twitchcam.benchmark.truth import Episode
from twitchcam.errors import ResultsError
from twitchcam.records import Label, Pattern
from twitchcam.results.events_json import rounded
from twitchcam.timespan import TimeSpan

__all__ = [
    "RESULTS_JSON",
    "SCHEMA_VERSION",
    "counts_of",
    "document_of",
    "episodes_in",
    "findings_in",
    "read_results",
    "to_text",
]

RESULTS_JSON = "results.json"
SCHEMA_VERSION = "1"
"""Changes when a key is removed, renamed or means something else; not when one is added."""

_CUTS = tuple(number / 20 for number in range(21))
"""Least confidences that the curve of found against false is computed at."""


def document_of(
    dataset: Dataset,
    outcomes: Mapping[str, ClipFindings | str],
    detector: str,
    settings: ScoringSettings,
) -> dict[str, Any]:
    """Score the clips and return the document.

    Parameters
    ----------
    dataset : Dataset
    outcomes : mapping
        By name of the clip: what the detector says, or the sentence that says why it could not look.
    detector : str
        Its name.
    settings : ScoringSettings
    """
    found = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, ClipFindings)}
    clips = [clip for clip in dataset.clips if clip.name in found]
    scores = {clip.name: _score(clip, found[clip.name], settings) for clip in clips}
    skipped = [{"clip": problem.clip, "problem": problem.sentence} for problem in dataset.problems]
    skipped += [{"clip": name, "problem": text} for name, text in sorted(outcomes.items()) if isinstance(text, str)]
    counts = total(score.counts for score in scores.values())
    errors = [
        outcome.onset_error_s
        for score in scores.values()
        for outcome in score.episodes
        if outcome.episode.label is Label.NORMAL_JERK and outcome.onset_error_s is not None
    ]
    document = {
        "schema_version": SCHEMA_VERSION,
        "program": {"twitchcam": __version__},
        "detector": {
            "name": detector,
            "settings": _same([one.settings for one in found.values()]),
            "versions": _same([one.versions for one in found.values()]),
            "model_checksums": _same([one.model_checksums for one in found.values()]),
        },
        "scoring": dataclasses.asdict(settings),
        "dataset": {
            "name": dataset.name,
            "licence": dataset.licence,
            "notes": dataset.notes,
            "sha256": dataset.sha256,
            "clips": len(dataset.clips),
        },
        "skipped": skipped,
        "total": {
            "counts": counts.table(),
            "figures": figures_of(counts, settings),
            "onset_error_s": quartiles(errors),
            "absolute_onset_error_s": quartiles([abs(error_s) for error_s in errors]),
            "over_children": intervals_over_children(
                [scores[clip.name].counts for clip in clips], [clip.child for clip in clips], settings
            ),
            "by_least_confidence": [_cut(clips, found, cut, settings) for cut in _CUTS],
        },
        "sounds": _sounds(clips, found),
        "clips": [_clip_entry(clip, found[clip.name], scores[clip.name]) for clip in clips],
    }
    return cast(dict[str, Any], json.loads(json.dumps(_rounded(document), allow_nan=False)))


def _sounds(clips: Sequence[Clip], found: Mapping[str, ClipFindings]) -> dict[str, Any] | None:
    """Return how well sounds were heard; None where no truth says what is heard."""
    sums = [score_sounds(clip.sounds, found[clip.name]) for clip in clips if clip.sounds is not None]
    return sounds_entry(sum(sums, SoundSums())) if sums else None


def _score(clip: Clip, found: ClipFindings, settings: ScoringSettings) -> ClipScore:
    return score_clip(clip.episodes, found, clip.video.duration_s, float(clip.video.nominal_fps), settings)


def _cut(
    clips: Sequence[Clip], found: Mapping[str, ClipFindings], least: float, settings: ScoringSettings
) -> dict[str, Any]:
    """Return the sums when findings below a confidence are left out."""
    sums = total(
        _score(
            clip,
            dataclasses.replace(
                found[clip.name], findings=tuple(f for f in found[clip.name].findings if f.confidence >= least)
            ),
            settings,
        ).counts
        for clip in clips
    )
    names = ("jerks_found", "false_jerks", "review_found", "review_suppressed", "false_review")
    return {"least_confidence": least, **{name: getattr(sums, name) for name in names}}


def _same(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what is the same for all clips; values that differ become a list of all."""
    merged: dict[str, Any] = {}
    for key in sorted({key for table in tables for key in table}):
        values = []
        for table in tables:
            if key in table and table[key] not in values:
                values.append(table[key])
        merged[key] = values[0] if len(values) == 1 else values
    return merged


def _clip_entry(clip: Clip, found: ClipFindings, score: ClipScore) -> dict[str, Any]:
    return {
        "name": clip.name,
        "sha256": clip.video.sha256,
        "truth_sha256": clip.truth_sha256,
        "child": clip.child,
        "duration_s": clip.video.duration_s,
        "frame_rate_hz": float(clip.video.nominal_fps),
        "counts": score.counts.table(),
        "truth": [
            {
                "start_s": one.episode.span.start_s,
                "end_s": one.episode.span.end_s,
                "label": one.episode.label,
                "pattern": one.episode.pattern,
                "amplitude_body_lengths": one.episode.amplitude,
                "members": one.episode.members,
                "kind": one.episode.kind,
                "found": one.found,
                "called": one.called,
                "suppressed": one.suppressed,
                "flagged_in_part": one.flagged_in_part,
                "finding": one.finding,
                "onset_error_s": one.onset_error_s,
            }
            for one in score.episodes
        ],
        "findings": [
            {
                "start_s": one.finding.span.start_s,
                "end_s": one.finding.span.end_s,
                "label": one.finding.label,
                "pattern": one.finding.pattern,
                "confidence": one.finding.confidence,
                "parts": list(one.finding.parts),
                "outcome": one.outcome,
                "lies_on": one.lies_on,
            }
            for one in score.findings
        ],
        "excluded": [
            {"start_s": item.span.start_s, "end_s": item.span.end_s, "reason": item.reason} for item in found.excluded
        ],
    }


_AS_THEY_ARE = frozenset({"settings", "versions", "model_checksums", "scoring"})


def _rounded(document: dict[str, Any]) -> dict[str, Any]:
    """Round all numbers but those that were set."""

    def walk(name: str, value: Any) -> Any:
        if name in _AS_THEY_ARE:
            return value
        if isinstance(value, Mapping):
            return {str(key): walk(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [walk(name, item) for item in value]
        return rounded(name, value)

    return cast(dict[str, Any], walk("", document))


def to_text(document: Mapping[str, Any]) -> str:
    """Return the document as results.json holds it."""
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def read_results(path: Path) -> dict[str, Any]:
    """Read a results.json, or the one in a folder.

    Raises
    ------
    ResultsError
        If it is missing or is not one of this schema version.
    """
    path = path / RESULTS_JSON if path.is_dir() else path
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path} is not the outcome of a benchmark: it is not JSON.") from error
    if not isinstance(found, dict) or not all(isinstance(found.get(k), dict) for k in ("detector", "dataset", "total")):
        raise ResultsError(f"{path} is not the outcome of a benchmark.")
    if found.get("schema_version") != SCHEMA_VERSION:
        raise ResultsError(
            f"{path} has schema version {found.get('schema_version')}; this program reads version {SCHEMA_VERSION}."
        )
    return found


def counts_of(entry: Mapping[str, Any]) -> Counts:
    """Return the sums of an entry that has ``counts``."""
    try:
        return counts_from_table(entry["counts"])
    except (KeyError, TypeError) as error:
        raise ResultsError("These results hold sums that this version does not know.") from error


def episodes_in(entry: Mapping[str, Any]) -> tuple[Episode, ...]:
    """Return the true episodes of a clip's entry."""
    return tuple(
        Episode(
            TimeSpan(row["start_s"], row["end_s"]),
            Label(row["label"]),
            None if row["pattern"] is None else Pattern(row["pattern"]),
            row["amplitude_body_lengths"],
            row["members"],
            row["kind"],
        )
        for row in entry["truth"]
    )


def findings_in(entry: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return the findings of a clip's entry."""
    return tuple(
        Finding(
            TimeSpan(row["start_s"], row["end_s"]),
            Label(row["label"]),
            None if row["pattern"] is None else Pattern(row["pattern"]),
            row["confidence"],
            tuple(row["parts"]),
        )
        for row in entry["findings"]
    )
