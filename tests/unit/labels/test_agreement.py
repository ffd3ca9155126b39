from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.bursts import burst
from twitchcam.labels import agreed, label_bursts
from twitchcam.records import PATTERN_LABEL, Event, Label, Pattern
from twitchcam.settings import LabelSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LabelSettings()
J, R, G = Pattern.SINGLE_JERK, Pattern.RHYTHMIC, Pattern.GROSS_MOVEMENT
(PLAIN,) = label_bursts([burst(10.0, 10.3)], [], [], SETTINGS)


def event(start_s: float, end_s: float, pattern: Pattern = J, trace: str = "w0000r0") -> Event:
    return replace(
        PLAIN, span=TimeSpan(start_s, end_s), pattern=pattern, label=PATTERN_LABEL[pattern], trace_ids=(trace,)
    )


def told(*readings: list[Event], measured: int | None = None) -> list[tuple[float, Pattern]]:
    count = len(readings) if measured is None else measured
    found = agreed(readings[:count], readings[count:], SETTINGS)
    return [(one.span.start_s, one.pattern) for one in found]


def test_one_reading_is_told_as_it_is() -> None:
    assert agreed([[PLAIN]], [], SETTINGS) == (PLAIN,)
    assert agreed([[]], [], SETTINGS) == ()


def test_what_most_readings_find_is_told_once() -> None:
    jerk = [event(10.0, 10.3)]
    assert told(jerk, jerk, jerk) == [(10.0, J)]
    assert told(jerk, [], jerk) == [(10.0, J)]
    assert told([], jerk, []) == []


def test_the_label_of_most_readings_stands_and_what_needs_review_weighs_more() -> None:
    jerk, gross, rhythm = ([event(10.0, 11.0, pattern)] for pattern in (J, G, R))
    assert told(jerk, gross, gross) == [(10.0, G)]
    assert told(jerk, rhythm, rhythm) == [(10.0, R)]
    # Four of nine are enough for what needs review, five of nine for a jerk.
    assert told(*[rhythm] * 4, *[jerk] * 5) == [(10.0, R)]
    assert told(*[jerk] * 5, *[gross] * 4) == [(10.0, J)]
    assert told(*[rhythm] * 3, *[jerk] * 6) == [(10.0, J)]


def test_the_order_of_readings_changes_nothing() -> None:
    readings = [
        [event(10.0, 10.3), event(20.0, 26.0, R)],
        [event(10.02, 10.31), event(20.2, 26.1, R)],
        [event(20.1, 22.0, G)],
    ]
    first = {label for _, label in told(*readings)}
    for order in permutations(readings):
        assert {label for _, label in told(*order)} == first


def test_a_rhythm_that_one_reading_cuts_in_two_is_told_whole() -> None:
    whole, cut = [event(10.0, 16.0, R)], [event(10.0, 12.5), event(12.9, 16.0, R)]
    assert told(whole, cut, whole) == [(10.0, R)]


def test_events_at_the_same_time_that_most_readings_tell_apart_are_both_told() -> None:
    both = [event(10.0, 12.0, J, "w0000r0"), event(10.5, 12.2, G, "w0000r1")]
    assert told(both, both, both) == [(10.0, J), (10.5, G)]
    assert told(both, [both[0]], [both[0]]) == [(10.0, J)]


def test_a_measured_event_is_told_where_readings_with_other_lengths_agree_with_it() -> None:
    measured, longer = event(10.0, 10.3), replace(event(10.0, 10.31), amplitude=9.0)
    (one,) = agreed([[measured]], [[longer], [longer]], SETTINGS)
    assert one.amplitude == measured.amplitude
    (one,) = agreed([[event(10.0, 10.3, G)]], [[longer], [longer]], SETTINGS)
    assert one.label is Label.NORMAL_JERK
    assert one.amplitude == 9.0


def test_how_many_readings_agree_is_among_the_reasons_and_names_differ() -> None:
    jerks = [event(10.0, 10.3), event(10.05, 10.32, trace="w0000r1")]
    found = agreed([jerks, jerks, jerks[:1]], [], SETTINGS)
    (first,) = [r for r in found[0].reasons if r.criterion == "agreement"]
    assert first.value == pytest.approx(1.0)
    assert first.limit == SETTINGS.least_support
    assert len({one.event_id for one in found}) == len(found)


def faint(start_s: float) -> Event:
    """A single jerk of which hardly anything was seen, or another movement with the same figures."""
    settings = replace(SETTINGS, least_confidence=0.0)
    burst_ = burst(start_s, 0.45, share=0.003, signal_to_noise=27.0, plateau_s=0.2, amplitude=0.004)
    (found,) = agreed([label_bursts([burst_], [], [], settings)] * 2, [], settings)
    return found


def test_a_jerk_that_is_more_likely_wrong_than_right_is_not_told() -> None:
    unlikely = faint(10.0)
    assert unlikely.confidence < SETTINGS.least_confidence
    assert agreed([[unlikely]] * 2, [], SETTINGS) == agreed([[unlikely]], [], SETTINGS) == ()
    assert len(agreed([[unlikely]] * 2, [], replace(SETTINGS, least_confidence=0.0))) == 1


@pytest.mark.parametrize("pattern", [R, Pattern.UNDECIDED, Pattern.SINGLE_SPASM_LIKE, Pattern.TREMOR])
def test_what_needs_review_is_told_however_unlikely_it_is(pattern: Pattern) -> None:
    review = replace(faint(10.0), pattern=pattern, label=Label.NEEDS_REVIEW)
    assert len(agreed([[review]] * 2, [], replace(SETTINGS, least_confidence=1.0))) == 1


spans = st.tuples(st.floats(0.0, 100.0), st.floats(0.05, 20.0), st.sampled_from([J, R, G, Pattern.UNDECIDED]))
reading = st.lists(spans, max_size=6).map(
    lambda items: sorted((event(a, a + length, p) for a, length, p in items), key=lambda e: e.span)
)


@given(reading, st.integers(1, 4))
def test_equal_readings_tell_what_each_of_them_does_at_most(events: list[Event], count: int) -> None:
    found = agreed([events] * count, [], SETTINGS)
    assert {(one.span, one.pattern) for one in found} <= {(one.span, one.pattern) for one in events}
    assert list(found) == sorted(found, key=lambda one: one.span)


@given(st.lists(reading, min_size=2, max_size=4))
def test_nothing_is_told_that_most_readings_do_not_find(readings: list[list[Event]]) -> None:
    for one in agreed(readings, [], SETTINGS):
        (share,) = [r.value for r in one.reasons if r.criterion == "agreement"]
        weight = SETTINGS.review_weight if one.label is Label.NEEDS_REVIEW else 1.0
        assert share is not None
        assert share * weight >= SETTINGS.least_support - 1e-9


def rhythm(start_s: float, end_s: float, trace: str, rate_hz: float = 2.0) -> Event:
    count = round((end_s - start_s) * rate_hz)
    strokes = tuple(replace(PLAIN.strokes[0], onset_s=start_s + i / rate_hz) for i in range(count))
    return replace(event(start_s, end_s, R, trace), strokes=strokes, rate_hz=rate_hz)


@pytest.mark.parametrize(
    ("seen", "seconded"),
    [
        (rhythm(10.2, 17.5, "w0000b0"), True),
        (rhythm(10.2, 17.5, "w0000b0", rate_hz=3.0), False),
        (rhythm(17.0, 24.0, "w0000b0"), False),
        (replace(rhythm(10.2, 17.5, "w0000b0"), pattern=Pattern.UNDECIDED), False),
    ],
    ids=["the same", "another rate", "at another time", "no rhythm"],
)
def test_a_rhythm_of_one_reading_that_brightness_shows_as_well_is_told(seen: Event, seconded: bool) -> None:
    readings = [[rhythm(10.0, 18.0, "w0000r0")], *[[event(10.0, 19.0, G)]] * 8]
    found = agreed(readings, [], SETTINGS, [seen])
    assert [one.pattern for one in found] == [R if seconded else G]
    if seconded:
        (told_by,) = [r for r in found[0].reasons if r.criterion == "agreement"]
        assert told_by.value is not None
        assert told_by.limit is not None
        assert told_by.value >= told_by.limit


def test_a_rhythm_that_a_reading_calls_breathing_is_not_seconded() -> None:
    readings = [[rhythm(10.0, 18.0, "w0000r0")], *[[event(10.0, 19.0, G)]] * 7]
    breathing = replace(rhythm(10.0, 17.0, "w0000r0"), pattern=Pattern.BREATHING, label=Label.OTHER_MOVEMENT)
    seen = rhythm(10.2, 17.5, "w0000b0")
    assert [one.pattern for one in agreed([*readings, []], [], SETTINGS, [seen])] == [R]
    assert [one.pattern for one in agreed([*readings, [breathing]], [], SETTINGS, [seen])] == [G]
