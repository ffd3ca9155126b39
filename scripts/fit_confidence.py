#!/usr/bin/env python3
"""Fits the coefficients of `twitchcam.labels.confidence` to a set of clips with truth, and says how well they hold.

    scripts/fit_confidence.py DIR [--jobs N]

DIR is a data set as `twitchcam benchmark` reads it, such as the one that scripts/make_samples.py makes. Prints the
coefficients, and for five equal groups of findings what is predicted when a finding's own clip is left out of the
fit, beside the share that is right. Nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.benchmark.dataset import Clip, load_dataset
from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.benchmark.scoring import score_clip
from twitchcam.benchmark.settings import ScoringSettings
from twitchcam.labels.confidence import COEFFICIENTS, PATTERN_COEFFICIENTS, predictors
from twitchcam.pipeline import analyze
from twitchcam.records import PATTERN_LABEL, Label, Pattern

Floats = NDArray[np.float64]
PENALTY = 1.0
"""Of a squared coefficient, in findings: keeps those small that the clips say little of."""


@dataclass(frozen=True)
class Row:
    """One finding: what is known of it, and whether it was right."""

    clip: str
    pattern: Pattern
    predictors: tuple[float, float, float, float]
    right: bool


def rows_of(clip: Clip) -> list[Row]:
    """Analyse a clip; a finding is right unless it is false."""
    cv2.setNumThreads(1)
    analysis = analyze(clip.path)
    findings = tuple(
        Finding(event.span, event.label, event.pattern, event.confidence, tuple(map(str, event.parts)))
        for event in analysis.events
    )
    found = ClipFindings(findings, analysis.excluded, settings={}, versions={}, model_checksums={})
    score = score_clip(
        clip.episodes, found, clip.video.duration_s, float(clip.video.nominal_fps), ScoringSettings()
    )  # fmt: skip
    return [
        Row(clip.name, event.pattern, predictors(event.reasons), one.outcome != "false")
        for one, event in zip(score.findings, analysis.events, strict=True)
        if event.label in COEFFICIENTS
    ]


def fitted(rows: Sequence[Row], groups: Sequence[tuple[Pattern, ...]]) -> Floats:
    """Logistic regression of what is right; what speaks for a finding never counts against it, and is left out then."""
    design, right = design_of(rows, groups), np.array([row.right for row in rows], np.float64)
    while True:
        weights = regression(design, right)
        negative = 1 + np.flatnonzero(weights[1 : 1 + len(rows[0].predictors)] < 0.0)
        if not negative.size:
            return weights
        design[:, negative] = 0.0


def regression(design: Floats, right: Floats) -> Floats:
    """Logistic regression by Newton's method, with a penalty on all coefficients but the constant."""
    penalty = np.full(design.shape[1], PENALTY)
    penalty[0] = 0.01
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        expected = 1.0 / (1.0 + np.exp(-design @ weights))
        slope = design.T @ (expected - right) + penalty * weights
        curvature = (design.T * (expected * (1.0 - expected))) @ design + np.diag(penalty)
        weights = weights - np.linalg.solve(curvature, slope)
    return weights


def design_of(rows: Sequence[Row], groups: Sequence[tuple[Pattern, ...]]) -> Floats:
    """One row a finding: 1, the predictors, and whether its pattern is in each group."""
    return np.array([[1.0, *row.predictors, *(float(row.pattern in group) for group in groups)] for row in rows])


def groups_of(label: Label) -> list[tuple[Pattern, ...]]:
    """Patterns of a label that share a coefficient."""
    shared: dict[float, list[Pattern]] = {}
    for pattern, value in PATTERN_COEFFICIENTS.items():
        if PATTERN_LABEL[pattern] is label:
            shared.setdefault(value, []).append(pattern)
    return [tuple(patterns) for patterns in shared.values()]


def lines_of(label: Label, rows: Sequence[Row]) -> Iterator[str]:
    """Tell the coefficients of a label, and how well they hold."""
    groups = groups_of(label)
    clips = np.array([row.clip for row in rows])
    design, right = design_of(rows, groups), np.array([row.right for row in rows])
    predicted = np.zeros(len(rows))
    for clip in np.unique(clips):
        others = fitted([row for row in rows if row.clip != clip], groups)
        predicted[clips == clip] = 1.0 / (1.0 + np.exp(-design[clips == clip] @ others))
    weights = fitted(rows, groups)
    yield f"{label}: {len(rows)} findings, {right.mean():.0%} right"
    yield "  constant, margin, signal, share, agreement: " + ", ".join(f"{value:.2f}" for value in weights[:5])
    for group, value in zip(groups, weights[5:], strict=True):
        yield f"  {', '.join(group)}: {value:.2f}"
    for number, part in enumerate(np.array_split(np.argsort(predicted), 5), start=1):
        yield f"  group {number}: predicted {predicted[part].mean():.2f}, right {right[part].mean():.2f} of {len(part)}"


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    rows: list[Row] = []
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        for own in pool.map(rows_of, load_dataset(options.folder).clips):
            rows += own
    for label in COEFFICIENTS:
        of_label = [row for row in rows if PATTERN_LABEL[row.pattern] is label]
        print("\n".join(lines_of(label, of_label)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
