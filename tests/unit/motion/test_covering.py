"""What lies over the infant and is none of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from twitchcam.motion import exclusions_seen, find_tracks, look_at
from twitchcam.motion.covering import REST_S, with_covers
from twitchcam.motion.look import Field
from twitchcam.motion.windows import Window
from twitchcam.records import Box, Excluded, FoundBy
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan

SETTINGS = LookSettings()
LENGTH_PX = 180.0
BODY = body(Box(50.0, 30.0, 190.0, 150.0), LENGTH_PX)
ARRIVES_S, LEAVES_S = 2.0, 4.0


def hand(time_s: float) -> tuple[float, float]:
    """In at once from the right, stirring about, and out at once."""
    if not ARRIVES_S <= time_s <= LEAVES_S:
        return (400.0, 90.0)
    return (193.0 + 4.0 * np.sin(5.0 * time_s), 90.0)


def look(
    limbs: Sequence[Limb] = (), visitors: Sequence[Visitor] = (), fps: float = 10.0, length_px: float = LENGTH_PX
) -> Field:
    picture = MovingPicture(240, 180, fps=fps, duration_s=6.0, limbs=limbs, visitors=visitors)
    where = replace(BODY, body_length_px=length_px)
    rests = (TimeSpan(0.0, 1.8), TimeSpan(4.6, 6.0))
    window = Window(TimeSpan(0.0, 6.0), where, rests, (), np.zeros((36, 48), np.bool_))
    field, *_ = look_at(window, picture.frames(), SETTINGS)
    return field


def large(size_px: float) -> Limb:
    """A limb of a third of the infant that goes to and fro."""
    return Limb(110.0, 90.0, 30.0, (0.8, 0.6), lambda t: float(size_px * np.sin(4.0 * max(0.0, min(t, 4.5) - 1.8))))


@pytest.mark.parametrize("fps", [8.0, 12.0, 25.0])
def test_a_hand_that_is_there_at_once_covers_the_infant(fps: float) -> None:
    field, covered = with_covers(look(visitors=[Visitor(hand, 28.0)], fps=fps), SETTINGS)
    (span,) = covered
    assert span.start_s == pytest.approx(ARRIVES_S - 0.5, abs=0.15)
    assert span.end_s == pytest.approx(LEAVES_S + 0.5, abs=0.15)
    ((_, cells),) = field.visitors
    width_px, height_px = field.cell_size_px()
    rows, columns = np.nonzero(cells)
    shows_px = 0.5 * (193.0 - 28.0 - 4.0 + field.box.right_px)
    assert field.box.left_px + width_px * columns.mean() == pytest.approx(shows_px, abs=12.0)
    assert field.box.top_px + height_px * rows.mean() == pytest.approx(90.0, abs=12.0)


def test_what_covers_makes_no_movement_of_the_infant_and_hides_none_elsewhere() -> None:
    jerk = Limb(75.0, 60.0, 12.0, (1.0, 0.0), lambda t: float(5.0 * np.exp(-(((t - 3.0) / 0.12) ** 2))))
    before = look([jerk], [Visitor(hand, 28.0)], fps=15.0)
    field, covered = with_covers(before, SETTINGS)
    assert covered

    def middles(of: Field) -> list[float]:
        """Where what moves while the hand is there lies, from left to right."""
        return sorted(
            of.box.left_px + of.cell_size_px()[0] * float(np.nonzero(track.mask)[1].mean())
            for track in find_tracks(of, SETTINGS)
            if any(ARRIVES_S <= of.times_s[last] <= LEAVES_S for _, last in track.episodes)
        )

    assert len(middles(before)) > 1
    (left,) = middles(field)
    assert left == pytest.approx(75.0, abs=12.0)


@pytest.mark.parametrize("size_px", [4.0, 12.0, 20.0])
def test_an_infant_that_moves_covers_nothing(size_px: float) -> None:
    field = look([large(size_px)])
    assert float(np.linalg.norm(field.displacement, axis=3).max()) > 0.5 * size_px / LENGTH_PX
    assert with_covers(field, SETTINGS) == (field, ())


def test_what_reaches_no_edge_comes_from_nowhere() -> None:
    """A limb that goes further than it can be followed looks like a hand, but comes from the infant."""

    def raised(time_s: float) -> tuple[float, float]:
        return (120.0, 90.0) if ARRIVES_S <= time_s <= LEAVES_S else (400.0, 90.0)

    assert with_covers(look(visitors=[Visitor(raised, 28.0)]), SETTINGS)[1] == ()


def test_what_comes_and_goes_is_no_hand() -> None:
    """A limb that beats further than it can be followed is lost at its farthest, again and again."""

    def beats(time_s: float) -> tuple[float, float]:
        return hand(time_s) if (time_s % 0.6) < 0.3 else (400.0, 90.0)

    assert with_covers(look(visitors=[Visitor(beats, 28.0)], fps=20.0), SETTINGS)[1] == ()


def test_what_is_brief_is_no_hand() -> None:
    def brief(time_s: float) -> tuple[float, float]:
        return hand(time_s) if time_s <= ARRIVES_S + 1.0 else (400.0, 90.0)

    assert with_covers(look(visitors=[Visitor(brief, 28.0)]), SETTINGS)[1] == ()


def test_where_no_infant_was_found_nothing_is_told() -> None:
    field = look(visitors=[Visitor(hand, 28.0)])
    assert with_covers(replace(field, found_by=FoundBy.NOTHING), SETTINGS)[1] == ()


def test_what_is_small_against_the_infant_is_no_hand() -> None:
    assert with_covers(look(visitors=[Visitor(hand, 9.0)]), SETTINGS)[1] == ()


def test_a_body_length_that_is_far_too_small_makes_no_hand_of_a_moth() -> None:
    # As a share of the square of the length it would be one; of the box it is little.
    assert with_covers(look(visitors=[Visitor(hand, 12.0)], length_px=0.4 * LENGTH_PX), SETTINGS)[1] == ()


def test_what_is_not_the_infants_anyway_covers_nothing() -> None:
    field = look(visitors=[Visitor(hand, 28.0)])
    assert with_covers(replace(field, usable=np.zeros_like(field.usable)), SETTINGS)[1] == ()


def test_of_a_hand_that_the_scan_knows_nothing_more_is_said() -> None:
    field = look(visitors=[Visitor(hand, 28.0)])
    cells = np.zeros(field.texture.shape, np.bool_)
    known = replace(field, visitors=((TimeSpan(ARRIVES_S, LEAVES_S), cells),))
    assert with_covers(known, SETTINGS) == (known, ())
    before = replace(field, visitors=((TimeSpan(0.5, ARRIVES_S), cells),))
    assert len(with_covers(before, SETTINGS)[0].visitors) == 2


def test_a_hand_that_lies_still_for_a_while_is_still_there() -> None:
    field = look(visitors=[Visitor(hand, 28.0)])
    still = field.moving & ((field.times_s < 2.7) | (field.times_s > 3.5))
    assert len(with_covers(replace(field, moving=still), SETTINGS)[1]) == 1
    slower = field.times_s * (REST_S / 0.5)
    assert len(with_covers(replace(field, moving=still, times_s=slower), SETTINGS)[1]) == 2


@pytest.mark.parametrize(("begins_s", "covers"), [(3.25, 1), (2.7, 2)])
def test_a_hand_that_lay_still_may_begin_to_go_by_little(begins_s: float, covers: int) -> None:
    field = look(visitors=[Visitor(hand, 28.0)])
    going_s = field.times_s * 3.0  # so that either half of the stay is long enough by itself
    lies = (field.times_s >= 2.7) & (field.times_s <= 3.3)
    moving = field.moving & ~(lies & (field.times_s < begins_s))
    residual = np.where(lies[:, None, None], 0.0, field.residual).astype(np.float32)
    assert len(with_covers(replace(field, times_s=going_s, moving=moving, residual=residual), SETTINGS)[1]) == covers


def test_covers_join_the_visits_and_a_change_of_the_light_is_none() -> None:
    light, visit = Excluded(TimeSpan(1.0, 2.0), "light_switch"), Excluded(TimeSpan(10.0, 14.0), "caregiver")
    covered = [TimeSpan(0.9, 1.9), TimeSpan(13.5, 15.0), TimeSpan(30.0, 33.0)]
    assert exclusions_seen((light, visit), covered, (), ()) == (
        light,
        Excluded(TimeSpan(10.0, 15.0), "caregiver"),
        Excluded(TimeSpan(30.0, 33.0), "caregiver"),
    )
    assert exclusions_seen((light, visit), (), (), ()) == (light, visit)


def test_what_changes_most_of_the_picture_beside_a_visit_belongs_to_it_and_is_nothing_elsewhere() -> None:
    moved, shaken, left = TimeSpan(1.0, 1.4), TimeSpan(5.0, 5.4), TimeSpan(14.9, 15.2)
    visit = Excluded(TimeSpan(10.0, 14.0), "caregiver")
    excluded = (*(Excluded(span, "camera_moved") for span in (moved, shaken)), visit, Excluded(left, "camera_moved"))
    assert exclusions_seen(excluded, (), (moved.pad(0.1),), (shaken, left)) == (
        Excluded(moved, "camera_moved"),
        Excluded(TimeSpan(10.0, 15.2), "caregiver"),
    )
    assert exclusions_seen(excluded, (), (), (shaken, TimeSpan(15.1, 15.2)))[1] == visit
    seen = TimeSpan(20.0, 20.3)
    assert exclusions_seen((visit,), (), (seen,), ()) == (visit, Excluded(seen, "camera_moved"))
