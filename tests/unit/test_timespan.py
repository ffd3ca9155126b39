from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitchcam.timespan import TimeSpan, gaps, merge, overlap_s, total_s

# Whole numbers, so that sums are exact and spans often touch.
ticks = st.integers(0, 40)
spans = st.tuples(ticks, ticks).map(lambda ends: TimeSpan(float(min(ends)), float(max(ends))))
several = st.lists(spans, max_size=8)


def seconds_of(some: list[TimeSpan] | tuple[TimeSpan, ...]) -> set[int]:
    """The whole seconds [k, k + 1) that spans cover: a slow, plain picture of them."""
    return {second for span in some for second in range(int(span.start_s), int(span.end_s))}


def test_a_span_does_not_end_before_it_starts() -> None:
    assert TimeSpan(1.0, 1.0).duration_s == 0.0
    with pytest.raises(ValueError, match="must not end before it starts"):
        TimeSpan(2.0, 1.0)
    with pytest.raises(ValueError, match="must not end before it starts"):
        TimeSpan(float("nan"), 1.0)


def test_one_span() -> None:
    span = TimeSpan(1.0, 3.0)
    assert (span.duration_s, span.middle_s) == (2.0, 2.0)
    assert [span.contains(time_s) for time_s in (0.9, 1.0, 2.0, 3.0, 3.1)] == [False, True, True, True, False]
    assert span.pad(1.0) == TimeSpan(0.0, 4.0)
    assert span.pad(0.5, 2.0) == TimeSpan(0.5, 5.0)
    assert span.pad(-0.5) == TimeSpan(1.5, 2.5)
    assert span.pad(-2.0) == TimeSpan(2.0, 2.0)


def test_two_spans() -> None:
    first, second, far = TimeSpan(0.0, 2.0), TimeSpan(1.0, 3.0), TimeSpan(5.0, 6.0)
    assert first.intersect(second) == TimeSpan(1.0, 2.0)
    assert first.intersect(TimeSpan(2.0, 4.0)) == TimeSpan(2.0, 2.0)
    assert first.intersect(far) is None
    assert first.overlap_s(second) == 1.0
    assert first.overlap_s(far) == 0.0
    assert first.distance_s(far) == far.distance_s(first) == 3.0
    assert first.distance_s(second) == 0.0
    assert first.hull(far) == TimeSpan(0.0, 6.0)


def test_merge_with_a_reach() -> None:
    some = [TimeSpan(5.0, 6.0), TimeSpan(0.0, 1.0), TimeSpan(2.0, 3.0)]
    assert merge(some) == (TimeSpan(0.0, 1.0), TimeSpan(2.0, 3.0), TimeSpan(5.0, 6.0))
    assert merge(some, closer_than_s=1.0) == (TimeSpan(0.0, 3.0), TimeSpan(5.0, 6.0))
    assert merge([]) == ()


@given(several)
def test_merged_spans_are_sorted_apart_and_cover_the_same(some: list[TimeSpan]) -> None:
    merged = merge(some)
    assert all(earlier.end_s < later.start_s for earlier, later in pairwise(merged))
    assert seconds_of(merged) == seconds_of(some)
    assert merge(merged) == merged
    assert merge(reversed(some)) == merged


@given(several, spans)
def test_gaps_and_spans_share_out_the_whole(some: list[TimeSpan], within: TimeSpan) -> None:
    free = gaps(some, within)
    assert seconds_of(free) == seconds_of([within]) - seconds_of(some)
    assert all(span.duration_s > 0 for span in free)
    assert total_s(free) + overlap_s(within, some) == within.duration_s


@given(several)
def test_each_second_counts_once(some: list[TimeSpan]) -> None:
    assert total_s(some) == len(seconds_of(some))


@given(spans, several)
def test_overlap_counts_each_second_once(span: TimeSpan, others: list[TimeSpan]) -> None:
    assert overlap_s(span, others) == len(seconds_of([span]) & seconds_of(others))


@given(spans, spans)
def test_pairs_agree_both_ways(first: TimeSpan, second: TimeSpan) -> None:
    common = first.intersect(second)
    assert common == second.intersect(first)
    assert (common is None) == (first.distance_s(second) > 0)
    assert first.overlap_s(second) == second.overlap_s(first) == (0.0 if common is None else common.duration_s)
    assert first.hull(second).duration_s <= first.duration_s + second.duration_s + first.distance_s(second)


@given(spans, st.floats(-30, 30), st.floats(-30, 30))
def test_padding_never_turns_a_span_over(span: TimeSpan, before_s: float, after_s: float) -> None:
    padded = span.pad(before_s, after_s)
    assert padded.start_s <= padded.end_s
