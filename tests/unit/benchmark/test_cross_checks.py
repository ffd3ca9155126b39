"""The same clips scored by packages of others: mir_eval for onsets, timescoring for long episodes."""

import random

import numpy as np
import pytest

from tests.support.benchmark import episode, finding
from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.matching import match_onsets
from twitchcam.benchmark.scoring import score_clip
from twitchcam.benchmark.settings import ScoringSettings
from twitchcam.records import Pattern


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("window_s", [0.1, 0.2, 0.5])
def test_onsets_as_mir_eval_counts_them(seed: int, window_s: float) -> None:
    onset = pytest.importorskip("mir_eval.onset", reason="mir_eval is not installed; it is one of the dev extras")
    source = random.Random(seed)
    truth = sorted(source.uniform(0, 30) for _ in range(source.randint(1, 40)))
    found = sorted(
        [time_s + source.gauss(0, 0.2) for time_s in truth if source.random() < 0.8]
        + [source.uniform(0, 30) for _ in range(10)]
    )
    found = [max(0.0, time_s) for time_s in found]
    pairs = match_onsets(truth, found, window_s)
    f1, precision, recall = onset.f_measure(np.array(truth), np.array(found), window=window_s)
    assert len(pairs) / len(truth) == pytest.approx(recall)
    assert len(pairs) / len(found) == pytest.approx(precision)
    assert 2 * len(pairs) / (len(truth) + len(found)) == pytest.approx(f1)


@pytest.mark.parametrize("seed", range(20))
def test_long_episodes_as_timescoring_counts_them(seed: int) -> None:
    """One finding at most on each episode, on whole seconds, never at half of it exactly: there both say the same.

    timescoring merges, splits and pads by default, and takes more than the least overlap; every setting is stated.
    """
    scoring = pytest.importorskip(
        "timescoring.scoring", reason="timescoring is not installed; it is one of the dev extras"
    )
    annotations = pytest.importorskip("timescoring.annotations")
    source = random.Random(seed)
    truth, found = [], []
    for number in range(12):
        start_s = 100 * number + 20
        length_s = source.choice([11, 21, 41])
        if source.random() < 0.8:
            truth.append((start_s, start_s + length_s))
            if source.random() < 0.8:  # from 2 s before, to some place within
                found.append((start_s - source.choice([0, 1, 2]), start_s + source.randint(1, length_s)))
        elif source.random() < 0.5:
            found.append((start_s, start_s + 10))
    rate_hz, duration_s = 10, 1200
    reference, hypothesis = (annotations.Annotation(spans, rate_hz, rate_hz * duration_s) for spans in (truth, found))
    theirs = scoring.EventScoring(
        reference,
        hypothesis,
        scoring.EventScoring.Parameters(
            toleranceStart=0, toleranceEnd=0, minOverlap=0.5, maxEventDuration=duration_s, minDurationBetweenEvents=0
        ),
    )
    ours = score_clip(
        [episode(*span, Pattern.RHYTHMIC) for span in truth],
        ClipFindings(tuple(finding(*span, Pattern.RHYTHMIC) for span in found)),
        duration_s,
        rate_hz,
        ScoringSettings(),
    ).counts
    assert (ours.review, ours.review_found) == (theirs.refTrue, theirs.tp)
    # A flag on too little of an episode is false there, and here a repeated one, which is reported beside the false.
    assert ours.false_review + ours.repeated_review == theirs.fp
