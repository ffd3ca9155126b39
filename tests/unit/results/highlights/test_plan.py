from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import examples
from twitchcam.records import Event, Pattern
from twitchcam.results.events_json import Document, document_of
from twitchcam.results.highlights.plan import OPENING_S, Choice, Plan, make_plan
from twitchcam.settings import HighlightSettings
from twitchcam.timespan import TimeSpan

SETTINGS = HighlightSettings()


def document(*events: Event, duration_s: float = 600.0) -> Document:
    measured = examples.measurement(video=examples.video(duration_s=duration_s))
    return document_of(examples.analysis(measurement=measured, events=events))


def plan(*events: Event, choice: Choice = Choice.ALL, duration_s: float = 600.0, **changes: Any) -> Plan:
    return make_plan(document(*events, duration_s=duration_s), (), replace(SETTINGS, **changes), choice)


def spans(made: Plan) -> list[tuple[float, float]]:
    return [(round(clip.span.start_s, 3), round(clip.span.end_s, 3)) for clip in made.clips]


def test_review_comes_first_then_jerks() -> None:
    made = plan(examples.event(start_s=50.0), examples.event(Pattern.RHYTHMIC, 200.0, 10.0))
    assert spans(made) == [(197.0, 215.0), (47.0, 55.3)]
    first, second = made.clips
    assert first.card_s == OPENING_S
    assert first.start_s == OPENING_S + SETTINGS.card_s
    assert second.card_s == first.end_s
    assert made.duration_s == pytest.approx(OPENING_S + 2 * SETTINGS.card_s + 18.0 + 8.3)
    assert made.places[second.event_ids[0]] == TimeSpan(second.start_s, second.end_s)


def test_long_events_are_shown_by_their_beginning_and_end() -> None:
    made = plan(examples.event(Pattern.RHYTHMIC, 100.0, 300.0))
    assert spans(made) == [(97.0, 120.0), (395.0, 405.0)]
    (place,) = made.places.values()
    assert place == TimeSpan(made.clips[0].start_s, made.clips[1].end_s)
    between = plan(examples.event(Pattern.RHYTHMIC, 100.0, 300.0), examples.event(Pattern.STIFFENING, 200.0, 5.0))
    assert between.places[between.clips[0].event_ids[0]] == TimeSpan(between.clips[0].start_s, between.clips[0].end_s)
    assert spans(plan(examples.event(Pattern.RHYTHMIC, 100.0, 25.0))) == [(97.0, 130.0)]


def test_clips_that_overlap_are_one() -> None:
    made = plan(
        examples.event(Pattern.RHYTHMIC, 100.0, 4.0),
        examples.event(Pattern.STIFFENING, 110.0, 3.0),
        examples.event(start_s=120.0),
        examples.event(start_s=300.0),
        examples.event(start_s=304.0),
    )
    assert spans(made) == [(97.0, 125.3), (297.0, 309.3)]
    assert [len(clip.event_ids) for clip in made.clips] == [3, 2]


def test_the_clearest_jerks_are_chosen() -> None:
    jerks = [examples.event(start_s=20.0 * number, amplitude=0.01 * number) for number in range(1, 9)]
    made = plan(*jerks, jerks=3)
    assert spans(made) == [(117.0, 125.3), (137.0, 145.3), (157.0, 165.3)]
    assert made.jerks_left_out == 5


def test_noise_counts_against_clearness() -> None:
    quiet, loud = examples.event(start_s=20.0, trace_ids=("a",)), examples.event(start_s=60.0, trace_ids=("b",))
    traces = (
        examples.trace(trace_id="a", noise_displacement=0.001),
        examples.trace(trace_id="b", noise_displacement=0.01),
    )
    made = make_plan(document(quiet, loud), traces, replace(SETTINGS, jerks=1))
    assert made.clips[0].event_ids == (quiet.event_id,)


def test_choices() -> None:
    both = (examples.event(start_s=50.0), examples.event(Pattern.RHYTHMIC, 200.0, 10.0))
    assert spans(plan(*both, choice=Choice.REVIEW)) == [(197.0, 215.0)]
    assert plan(*both, choice=Choice.NONE).clips == ()
    assert plan(both[0], choice=Choice.REVIEW).duration_s == 0.0


def test_other_movement_is_never_shown() -> None:
    assert plan(examples.event(Pattern.GROSS_MOVEMENT, 50.0, 5.0)).clips == ()


def test_nothing_reaches_beyond_the_recording() -> None:
    made = plan(examples.event(Pattern.RHYTHMIC, 1.0, 3.0), examples.event(start_s=29.8), duration_s=30.0)
    assert spans(made) == [(0.0, 9.0), (26.8, 30.0)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Pattern.RHYTHMIC, Pattern.SINGLE_JERK, Pattern.GROSS_MOVEMENT]),
            st.floats(0.0, 590.0),
            st.floats(0.05, 200.0),
        ),
        max_size=12,
    )
)
def test_every_event_that_needs_review_is_there(drawn: list[tuple[Pattern, float, float]]) -> None:
    events = tuple(
        examples.event(pattern, start_s, min(duration_s, 600.0 - start_s), event_id=f"e{number}")
        for number, (pattern, start_s, duration_s) in enumerate(drawn)
    )
    made = plan(*events)
    shown = {name for clip in made.clips for name in clip.event_ids}
    assert {event.event_id for event in events if event.pattern is Pattern.RHYTHMIC} <= shown
    assert shown == set(made.places)
    position_s = OPENING_S
    for clip in made.clips:
        assert clip.card_s == pytest.approx(position_s)
        position_s = clip.end_s
        assert 0.0 <= clip.span.start_s <= clip.span.end_s <= 600.0
    groups = [clip.span for clip in made.clips]
    review = [
        clip for clip in made.clips if any(events[int(n[1:])].pattern is Pattern.RHYTHMIC for n in clip.event_ids)
    ]
    assert made.clips[: len(review)] == tuple(review)
    assert len(set(groups)) == len(groups)
