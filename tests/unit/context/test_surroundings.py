from __future__ import annotations

from tests.support.bursts import burst
from tests.support.examples import body_map, measurement, sound, video
from twitchcam.context import surroundings_of
from twitchcam.records import Burst, Crying, Excluded, FoundBy, Measurement, State, Surroundings
from twitchcam.settings import ContextSettings
from twitchcam.timespan import TimeSpan

SETTINGS = ContextSettings()


def hour(**changes) -> Measurement:
    values = {
        "video": video(duration_s=3600.0),
        "body_maps": (body_map(span=TimeSpan(0.0, 3600.0)),),
        "excluded": (),
        "traces": (),
        "sound": None,
    }
    return measurement(**{**values, **changes})


def large(start_s: float, duration_s: float = 6.0, **changes) -> Burst:
    return burst(start_s, duration_s, share=0.4, separated_regions=4, **changes)


def states(found: Surroundings) -> list[tuple[float, float, State]]:
    return [(entry.span.start_s, entry.span.end_s, entry.state) for entry in found.states]


def test_moving_settling_settled() -> None:
    found = surroundings_of([large(600.0), large(610.0)], hour(), SETTINGS)
    assert found.gross == (TimeSpan(600.0, 616.0),)
    assert states(found) == [
        (300.0, 600.0, State.SETTLED),
        (600.0, 616.0, State.MOVING),
        (616.0, 916.0, State.SETTLING),
        (916.0, 3600.0, State.SETTLED),
    ]
    assert found.state_at(100.0) is None  # what was before the recording is not known


def test_jerks_and_startles_do_not_end_rest() -> None:
    found = surroundings_of([burst(1000.0), large(2000.0, 0.6), large(2500.0, in_body=False)], hour(), SETTINGS)
    assert found.gross == ()
    assert states(found) == [(300.0, 3600.0, State.SETTLED)]


def test_crying_is_no_rest() -> None:
    heard = sound(crying=(Crying(TimeSpan(1000.0, 1060.0), 0.8, 20, 420.0),))
    found = surroundings_of([], hour(sound=heard), SETTINGS)
    assert found.state_at(1030.0) is State.MOVING
    assert found.state_at(1200.0) is State.SETTLING
    assert found.state_at(1400.0) is State.SETTLED


def test_visits_and_what_could_not_be_seen() -> None:
    excluded = (Excluded(TimeSpan(1000.0, 1060.0), "caregiver"), Excluded(TimeSpan(2000.0, 2600.0), "too_dark"))
    found = surroundings_of([], hour(excluded=excluded), SETTINGS)
    assert states(found) == [
        (300.0, 1000.0, State.SETTLED),
        (1000.0, 1060.0, State.CAREGIVER),
        (1060.0, 1360.0, State.SETTLING),
        (1360.0, 2000.0, State.SETTLED),
        (2900.0, 3600.0, State.SETTLED),
    ]
    assert found.unseen == (TimeSpan(1000.0, 1060.0), TimeSpan(2000.0, 2600.0))


def test_out_of_the_crib_between_two_visits() -> None:
    excluded = tuple(Excluded(TimeSpan(start_s, start_s + 30.0), "caregiver") for start_s in (1000.0, 2000.0))
    maps = (
        body_map(span=TimeSpan(0.0, 1000.0)),
        body_map(span=TimeSpan(1000.0, 2030.0), found_by=FoundBy.LAST_KNOWN),
        body_map(span=TimeSpan(2030.0, 3600.0)),
    )
    found = surroundings_of([], hour(excluded=excluded, body_maps=maps), SETTINGS)
    assert found.state_at(1500.0) is State.AWAY
    assert found.state_at(2100.0) is State.SETTLING
    moved = surroundings_of([burst(1500.0)], hour(excluded=excluded, body_maps=maps), SETTINGS)
    assert moved.state_at(1500.0) is not State.AWAY
    never = tuple(body_map(span=body.span, found_by=FoundBy.MOTION) for body in maps)
    assert surroundings_of([], hour(excluded=excluded, body_maps=never), SETTINGS).state_at(1500.0) is not State.AWAY
