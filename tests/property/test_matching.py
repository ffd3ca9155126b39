"""What holds for every pairing and every score."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twitchcam.benchmark.compare import sign_flip_p
from twitchcam.benchmark.counts import total
from twitchcam.benchmark.figures import exact_interval
from twitchcam.benchmark.findings import ClipFindings, Finding
from twitchcam.benchmark.matching import assign, match_episodes, match_onsets
from twitchcam.benchmark.scoring import score_clip
from twitchcam.benchmark.settings import CompareSettings, ScoringSettings
from twitchcam.benchmark.truth import Episode
from twitchcam.records import PATTERN_LABEL, Excluded, Label, Pattern
from twitchcam.timespan import TimeSpan, total_s

times = st.lists(st.integers(0, 600).map(lambda number: number / 100), max_size=7)
spans = st.builds(
    lambda start, length: TimeSpan(start / 10, (start + length) / 10), st.integers(0, 900), st.integers(1, 99)
)
patterns = st.sampled_from(Pattern)
episodes = st.lists(
    st.builds(lambda span, pattern: Episode(span, PATTERN_LABEL[pattern], pattern, 0.03, 1), spans, patterns),
    max_size=12,
)
findings = st.lists(
    st.builds(
        lambda span, pattern, sure: Finding(span, PATTERN_LABEL[pattern], pattern, sure),
        spans,
        patterns,
        st.floats(0, 1),
    ),
    max_size=12,
).map(tuple)
excluded = st.lists(spans.map(lambda span: Excluded(span, "too_dark")), max_size=2).map(tuple)
SETTINGS = ScoringSettings()


def best_by_trying(truth: list[float], found: list[float], tolerance_s: float) -> tuple[int, float]:
    """Return number of pairs and total distance of the best pairing, by trying all."""
    small, large = sorted((truth, found), key=len)
    best = (0, 0.0)
    for size in range(1, len(small) + 1):
        for chosen in combinations(small, size):
            for partners in permutations(large, size):
                distances = [abs(a - b) for a, b in zip(chosen, partners, strict=True)]
                if max(distances) <= tolerance_s + 1e-9 and (size, -sum(distances)) > (best[0], -best[1]):
                    best = (size, sum(distances))
    return best


@given(
    st.lists(st.integers(0, 200).map(lambda n: n / 100), max_size=4),
    st.lists(st.integers(0, 200).map(lambda n: n / 100), max_size=5),
    st.sampled_from([0.1, 0.2, 0.5]),
)
@settings(max_examples=150, deadline=None)
def test_no_other_pairing_is_better(truth: list[float], found: list[float], tolerance_s: float) -> None:
    pairs = match_onsets(truth, found, tolerance_s)
    number, distance_s = best_by_trying(truth, found, tolerance_s)
    assert len(pairs) == number
    assert sum(abs(truth[i] - found[j]) for i, j in pairs) == pytest.approx(distance_s, abs=1e-6)


@given(times, times, st.floats(0, 1))
def test_pairs_are_one_to_one_and_close(truth: list[float], found: list[float], tolerance_s: float) -> None:
    pairs = match_onsets(truth, found, tolerance_s)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(abs(truth[i] - found[j]) <= tolerance_s + 1e-9 for i, j in pairs)


@given(times, times)
def test_more_tolerance_never_finds_less(truth: list[float], found: list[float]) -> None:
    numbers = [len(match_onsets(truth, found, tolerance_s)) for tolerance_s in (0.1, 0.2, 0.5, 10.0)]
    assert numbers == sorted(numbers)
    assert numbers[-1] == min(len(truth), len(found))


@given(times, times, st.randoms())
def test_order_does_not_matter(truth: list[float], found: list[float], source) -> None:
    mixed = list(found)
    source.shuffle(mixed)
    assert len(match_onsets(truth, found, 0.2)) == len(match_onsets(truth, mixed, 0.2))


@given(st.lists(spans, max_size=8), st.lists(spans, max_size=8))
def test_episodes_are_covered_and_not_reached_out_of(truth: list[TimeSpan], found: list[TimeSpan]) -> None:
    for i, j in match_episodes(truth, found, [2.0] * len(truth), 0.5):
        assert truth[i].overlap_s(found[j]) >= 0.5 * truth[i].duration_s - 1e-6
        assert found[j].start_s >= truth[i].start_s - 2.0 - 1e-6
        assert found[j].end_s <= truth[i].end_s + 2.0 + 1e-6


@given(st.integers(0, 5), st.integers(0, 5), st.randoms())
def test_assignment_takes_as_many_pairs_as_there_can_be(rows: int, columns: int, source) -> None:
    cost = np.array([[source.choice([np.inf, 0.0, 1.0, 5.0]) for _ in range(columns)] for _ in range(rows)])
    cost = cost.reshape(rows, columns)
    pairs = assign(cost)
    best = max(
        (
            sum(np.isfinite(cost[r, c]) for r, c in zip(order, range(columns), strict=False))
            for order in permutations(range(rows), min(rows, columns))
        ),
        default=0,
    )
    if rows <= columns:
        best = max(
            (sum(np.isfinite(cost[r, c]) for r, c in enumerate(order)) for order in permutations(range(columns), rows)),
            default=0,
        )
    assert len(pairs) == best


@given(episodes, findings, excluded)
@settings(max_examples=200, deadline=None)
def test_sums_agree_with_each_other(truth: list[Episode], found: tuple[Finding, ...], left_out: tuple) -> None:
    counts = score_clip(truth, ClipFindings(found, left_out), 100.0, 15.0, SETTINGS).counts
    assert counts.jerks_found + counts.false_jerks == counts.jerks_reported
    assert counts.review_found + counts.false_review + counts.repeated_review == counts.review_reported
    assert counts.review_found + counts.review_suppressed <= counts.review
    assert counts.review_named <= counts.review_found
    assert counts.split_jerks <= counts.false_jerks
    assert 0.0 <= counts.flagged_outside_s <= counts.flagged_s + 1e-9
    assert 0.0 <= counts.analysable_s <= counts.duration_s
    assert counts.analysable_s == pytest.approx(100.0 - total_s(item.span for item in left_out), abs=10.0)
    for label in Label:
        row = counts.confusion.get(label, {})
        assert sum(row.values()) == sum(one.label is label for one in truth)
    assert sum(row["episodes"] for row in counts.patterns.values()) == counts.review
    assert sum(row["found"] for row in counts.patterns.values()) == counts.review_found
    assert sum(row["findings"] for row in counts.calibration.values()) == counts.jerks_reported + counts.review_reported
    within = counts.jerks_found_within
    assert within["0.1"] <= counts.jerks_found <= within["0.5"]


@given(episodes)
@settings(max_examples=100, deadline=None)
def test_the_truth_itself_is_perfect(truth: list[Episode]) -> None:
    found = tuple(Finding(one.span, one.label, one.pattern) for one in truth)
    counts = score_clip(truth, ClipFindings(found), 110.0, 15.0, SETTINGS).counts
    assert (counts.jerks_found, counts.review_found) == (counts.jerks, counts.review)
    assert (counts.false_jerks, counts.false_review, counts.repeated_review, counts.review_suppressed) == (0, 0, 0, 0)
    assert counts.flagged_outside_s == pytest.approx(0.0, abs=1e-9)


@given(episodes, findings)
@settings(max_examples=100, deadline=None)
def test_clips_apart_score_as_one_recording(truth: list[Episode], found: tuple[Finding, ...]) -> None:
    def later(item, by_s: float):
        span = TimeSpan(item.span.start_s + by_s, item.span.end_s + by_s)
        return type(item)(*(span if name == "span" else getattr(item, name) for name in item.__slots__))

    one = score_clip(truth, ClipFindings(found), 200.0, 15.0, SETTINGS).counts
    joined = score_clip(
        [*truth, *(later(item, 200.0) for item in truth)],
        ClipFindings((*found, *(later(item, 200.0) for item in found))),
        400.0,
        15.0,
        SETTINGS,
    ).counts
    twice = total([one, one])
    for name in ("jerks_found", "false_jerks", "review_found", "false_review", "repeated_review", "review_suppressed"):
        assert getattr(twice, name) == getattr(joined, name)


@given(st.integers(0, 30), st.integers(0, 30))
def test_exact_intervals_hold_the_share(first: int, second: int) -> None:
    successes, trials = min(first, second), max(first, second)
    low, high = exact_interval(successes, trials)
    assert 0.0 <= low <= high <= 1.0
    assert not trials or low <= successes / trials <= high


@given(st.lists(st.integers(-3, 3), max_size=20))
@settings(deadline=None, max_examples=50)
def test_the_chance_of_a_difference_has_no_direction(differences: list[int]) -> None:
    quick = CompareSettings(exact_up_to=8, permutations=200)
    p = sign_flip_p(differences, quick)
    assert 0.0 < p <= 1.0
    if sum(1 for step in differences if step) <= 8:
        assert p == sign_flip_p([-step for step in differences], quick)
