"""Confidence: how often findings like one were right."""

from __future__ import annotations

import pytest

from twitchcam.labels.confidence import COEFFICIENTS, calibrated, predictors
from twitchcam.labels.criteria import confidence_of, decisive, reason
from twitchcam.records import PATTERN_LABEL, Pattern, Reason


def reasons(duration_s: float = 0.2, signal: float = 50.0, share: float = 0.02) -> tuple[Reason, ...]:
    told = (
        reason("duration_s", duration_s, 0.5),
        reason("signal_to_noise", signal, 60.0),
        reason("share_of_body", share, 0.2),
    )
    return decisive(told, ("duration_s",))


def test_confidence_grows_with_margin_signal_and_share() -> None:
    jerk = calibrated(Pattern.SINGLE_JERK, reasons(share=0.01))
    assert calibrated(Pattern.SINGLE_JERK, reasons(0.4, share=0.01)) < jerk
    assert calibrated(Pattern.SINGLE_JERK, reasons(signal=30.0, share=0.01)) < jerk
    for pattern in (Pattern.SINGLE_JERK, Pattern.UNDECIDED):
        assert calibrated(pattern, reasons(share=0.005)) < calibrated(pattern, reasons(share=0.01))
    for weights in COEFFICIENTS.values():
        assert min(weights[1:]) >= 0.0, "what speaks for a finding never counts against it"


def test_a_jerk_at_its_limit_and_hardly_above_the_noise_is_as_often_wrong_as_right() -> None:
    assert calibrated(Pattern.SINGLE_JERK, reasons(0.45, signal=30.0, share=0.01)) < 0.5
    assert calibrated(Pattern.SINGLE_JERK, reasons(0.2, signal=150.0, share=0.03)) > 0.9


def test_no_finding_is_certain_or_impossible() -> None:
    for pattern in Pattern:
        if PATTERN_LABEL[pattern] in COEFFICIENTS:
            for extreme in (reasons(1e-6, 1e6, 1.0), reasons(0.5, 1e-6, 1e-6), reasons(0.5, 0.0, 0.0), ()):
                assert 0.05 <= calibrated(pattern, extreme) <= 0.97


def test_signal_and_share_count_within_their_range_only() -> None:
    assert predictors(reasons(signal=1e9, share=1e9))[1:3] == (1.0, 1.0)
    assert predictors(reasons(signal=1e-9, share=1e-9))[1:3] == (-2.0, -2.0)
    assert predictors(()) == (0.0, 0.0, 0.0, 0.0)


def test_confidence_grows_with_the_share_of_readings_that_agree() -> None:
    for pattern in (Pattern.SINGLE_JERK, Pattern.UNDECIDED):
        by_share = [calibrated(pattern, (*reasons(), reason("agreement", share, 0.5))) for share in (0.5, 0.7, 0.9)]
        assert sorted(set(by_share)) == by_share
        assert calibrated(pattern, (*reasons(), reason("agreement", 1.0, 0.5))) == calibrated(pattern, reasons())


def test_other_movement_tells_how_far_it_lies_from_the_limits() -> None:
    assert calibrated(Pattern.GROSS_MOVEMENT, reasons()) == pytest.approx(confidence_of(reasons()))
