from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.examples import event, sound
from twitchcam.labels import with_surroundings
from twitchcam.records import Crying, Event, Label, Noise, Pattern, Sound, State, StateSpan, Surroundings
from twitchcam.settings import ContextSettings
from twitchcam.timespan import TimeSpan

SETTINGS = ContextSettings()
START_S = 200.0


def heard(*crying: tuple[float, float], noises: tuple[float, ...] = ()) -> Sound:
    return sound(
        heard=(TimeSpan(0.0, 600.0),),
        crying=tuple(Crying(TimeSpan(*ends), 0.8, 9, 420.0) for ends in crying),
        noises=tuple(Noise(onset_s, 20.0) for onset_s in noises),
    )


def around(crying: Sound | None = None, gross: tuple[tuple[float, float], ...] = (), **changes) -> Surroundings:
    spans = tuple(TimeSpan(*ends) for ends in gross)
    return replace(Surroundings(spans, (), (), crying if crying is not None else heard()), **changes)


def told(surroundings: Surroundings, pattern: Pattern = Pattern.SINGLE_JERK, duration_s: float = 0.3) -> Event:
    (found,) = with_surroundings([event(pattern, START_S, duration_s)], surroundings, SETTINGS)
    return found


def test_a_calm_jerk() -> None:
    found = told(around())
    assert found.label is Label.NORMAL_JERK
    assert found.context["arousal"] == "calm"
    assert (found.context["calm_before"], found.context["calm_after"]) == (True, True)
    assert found.context["sound"] is True
    assert found.context["crying_distance_s"] is None


@pytest.mark.parametrize(
    ("crying", "gross", "arousal"),
    [
        ((), (), "calm"),
        (((215.0, 240.0),), (), "crying"),
        (((232.0, 260.0),), (), "calm"),  # too late
        (((150.0, 175.0),), (), "unsettled"),
        ((), ((210.0, 275.0),), "moving"),
        ((), ((210.0, 250.0),), "calm"),  # less than a minute
        ((), ((180.0, 190.0),), "unsettled"),
    ],
)
def test_arousal(crying: tuple, gross: tuple, arousal: str) -> None:
    assert told(around(heard(*crying), gross)).context["arousal"] == arousal


def test_what_could_not_be_seen_or_heard_is_not_known() -> None:
    blind = told(around(unseen=(TimeSpan(100.0, 199.0), TimeSpan(201.0, 300.0))))
    assert (blind.context["calm_before"], blind.context["calm_after"]) == (None, None)
    assert blind.context["arousal"] == "unknown"
    (deaf,) = with_surroundings([event(start_s=START_S)], Surroundings((), (), (), None), SETTINGS)
    assert deaf.context["sound"] is False
    assert deaf.context["noise_before_s"] is None


def test_a_noise_before_a_jerk_is_told_and_reassures_nobody() -> None:
    found = told(around(heard(noises=(199.4,))))
    assert found.context["noise_before_s"] == pytest.approx(0.6)
    assert told(around(heard(noises=(198.5,)))).context["noise_before_s"] is None
    assert told(around(heard(noises=(200.5,)))).context["noise_before_s"] is None
    startle = told(around(heard(noises=(199.4,))), Pattern.SINGLE_SPASM_LIKE, 1.0)
    assert (startle.label, startle.pattern) == (Label.NEEDS_REVIEW, Pattern.SINGLE_SPASM_LIKE)


@pytest.mark.parametrize(
    ("pattern", "duration_s", "crying", "moved"),
    [
        (Pattern.JERK_CLUSTER, 1.2, (208.0, 230.0), True),
        (Pattern.SINGLE_JERK, 0.5, (208.0, 230.0), True),
        (Pattern.SINGLE_JERK, 0.4, (208.0, 230.0), False),  # too brief
        (Pattern.JERK_CLUSTER, 1.2, (212.0, 230.0), False),  # too far
        (Pattern.JERK_CLUSTER, 1.2, (150.0, 191.0), True),  # before it
        (Pattern.GROSS_MOVEMENT, 3.0, (205.0, 230.0), True),  # calm, moves, cries
        (Pattern.GROSS_MOVEMENT, 3.0, (180.0, 230.0), False),  # cries, and moves while it does
        (Pattern.GROSS_MOVEMENT, 3.0, (150.0, 195.0), False),
        (Pattern.SUCKING, 3.0, (205.0, 230.0), False),
        (Pattern.CAREGIVER, 3.0, (205.0, 230.0), False),
    ],
)
def test_crying_moves_movement_to_review(
    pattern: Pattern, duration_s: float, crying: tuple[float, float], moved: bool
) -> None:
    before = event(pattern, START_S, duration_s)
    found = told(around(heard(crying)), pattern, duration_s)
    assert (found.label is Label.NEEDS_REVIEW) is moved
    assert found.context["moved_by_crying"] is moved
    if moved:
        assert found.pattern is Pattern.UNDECIDED
        reasons = {reason.criterion: reason for reason in found.reasons if reason.decisive}
        assert set(reasons) == {"crying_burst_s", "crying_distance_s"}
        assert reasons["crying_distance_s"].side == "below"
        assert 0.5 <= found.confidence <= 1.0
    else:
        assert (found.label, found.pattern, found.reasons) == (before.label, before.pattern, before.reasons)


def test_a_restless_infant_that_cries_is_not_flagged_for_moving() -> None:
    restless = around(heard((205.0, 230.0)), gross=((185.0, 195.0), (200.0, 203.0)))
    assert told(restless, Pattern.GROSS_MOVEMENT, 3.0).label is Label.OTHER_MOVEMENT


@pytest.mark.parametrize("pattern", [p for p in Pattern if event(p).label is Label.NEEDS_REVIEW])
@pytest.mark.parametrize(
    "surroundings", [around(), around(heard((205.0, 230.0), noises=(199.5,))), around(gross=((100.0, 300.0),))]
)
def test_nothing_moves_a_label_the_other_way(pattern: Pattern, surroundings: Surroundings) -> None:
    before = event(pattern, START_S, 3.0)
    found = told(surroundings, pattern, 3.0)
    assert (found.label, found.pattern, found.confidence) == (before.label, before.pattern, before.confidence)
    assert found.reasons == before.reasons


@pytest.mark.parametrize(
    ("gross", "stops"),
    [
        ((), None),
        (((209.0, 260.0),), True),
        (((214.0, 260.0),), True),
        (((201.0, 260.0),), True),
        (((230.0, 260.0),), None),
    ],
)
def test_a_rhythm_that_stops_on_waking(gross: tuple, stops: bool | None) -> None:
    found = told(around(gross=gross), Pattern.RHYTHMIC, 10.0)
    assert found.context["rhythm_stops_on_waking"] is stops
    assert found.pattern is Pattern.RHYTHMIC


def test_a_rhythm_that_goes_on_after_waking() -> None:
    found = told(around(gross=((205.0, 260.0),)), Pattern.RHYTHMIC, 40.0)
    assert found.context["rhythm_stops_on_waking"] is False
    assert "rhythm_stops_on_waking" not in told(around()).context


def test_the_state_is_that_before_the_movement_itself() -> None:
    states = (
        StateSpan(TimeSpan(0.0, 199.9), State.SETTLED),
        StateSpan(TimeSpan(200.0, 206.0), State.MOVING),
        StateSpan(TimeSpan(206.0, 506.0), State.SETTLING),
    )
    found = told(around(gross=((200.0, 206.0),), states=states), Pattern.GROSS_MOVEMENT, 6.0)
    assert found.context["state"] is None  # between two states
    states = (replace(states[0], span=TimeSpan(0.0, 200.0)), *states[1:])
    assert (
        told(around(gross=((200.0, 206.0),), states=states), Pattern.GROSS_MOVEMENT, 6.0).context["state"] == "settled"
    )
    assert told(around(gross=((50.0, 60.0),))).context["settled_for_s"] == pytest.approx(140.0)
