import pytest
from scipy.stats import binom

from tests.support.benchmark import episode, finding
from twitchcam.benchmark.bootstrap import draw, intervals_over_children
from twitchcam.benchmark.counts import Counts
from twitchcam.benchmark.figures import exact_interval, quartiles, share
from twitchcam.benchmark.findings import ClipFindings
from twitchcam.benchmark.scoring import score_clip
from twitchcam.benchmark.settings import ScoringSettings

SETTINGS = ScoringSettings(resamples=400)


def test_exact_intervals_of_the_text_books() -> None:
    assert exact_interval(0, 10) == pytest.approx((0.0, 0.3085), abs=1e-4)
    assert exact_interval(10, 10) == pytest.approx((0.6915, 1.0), abs=1e-4)
    assert exact_interval(8, 10) == pytest.approx((0.4439, 0.9748), abs=1e-4)


@pytest.mark.parametrize(("successes", "trials"), [(1, 5), (7, 9), (20, 100)])
def test_exact_intervals_hold_what_they_are_defined_by(successes: int, trials: int) -> None:
    low, high = exact_interval(successes, trials)
    assert binom.sf(successes - 1, trials, low) == pytest.approx(0.025)
    assert binom.cdf(successes, trials, high) == pytest.approx(0.025)


def test_more_found_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        exact_interval(3, 2)


def test_quartiles_and_shares() -> None:
    assert quartiles([0.0, 1.0, 2.0, 3.0, 4.0]) == {"number": 5, "lower": 1.0, "median": 2.0, "upper": 3.0}
    assert quartiles([])["median"] is None
    assert share(1, 0) is None


@pytest.mark.parametrize(("children", "words"), [(["a", "a"], "one child"), ([None, None], "not stated"), ([], "")])
def test_no_interval_over_one_child(children: list, words: str) -> None:
    outcome = intervals_over_children([Counts(jerks=3)] * len(children), children, SETTINGS)
    assert words in outcome["refused"]
    assert not outcome["measures"]


def test_the_interval_over_children_is_wider_than_one_over_clips() -> None:
    good = score_clip([episode(5, 5.3)], ClipFindings((finding(5, 5.3),)), 60.0, 15.0, SETTINGS).counts
    bad = score_clip([episode(5, 5.3)], ClipFindings(()), 60.0, 15.0, SETTINGS).counts
    counts = [good] * 10 + [bad] * 10
    children = intervals_over_children(counts, ["a"] * 10 + ["b"] * 10, SETTINGS)
    clips = intervals_over_children(counts, list("abcdefghijklmnopqrst"), SETTINGS)
    assert children["measures"]["jerk_sensitivity"]["low"] == 0.0
    assert clips["measures"]["jerk_sensitivity"]["low"] > 0.2
    assert children == intervals_over_children(counts, ["a"] * 10 + ["b"] * 10, SETTINGS), "the same at every call"
    assert children["measures"]["review_sensitivity"]["low"] is None


def test_children_are_drawn_whole() -> None:
    weights = draw([[0, 1, 2], [3, 4]], 5, 200, 1)
    assert set(weights[:, :3].sum(axis=1)) == {0.0, 3.0, 6.0}
    assert set(weights[:, 3:].sum(axis=1)) == {0.0, 2.0, 4.0}
