from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from twitchcam.motion.visitors import Visit, VisitorWatch, with_stays
from twitchcam.motion.windows import measure_activity
from twitchcam.records import Box
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

SHAPE = (12, 16)
FPS = 10.0


def place(rows: slice, columns: slice) -> np.ndarray:
    cells = np.zeros(SHAPE, np.bool_)
    cells[rows, columns] = True
    return cells


IN_BOX = place(slice(4, 8), slice(6, 11))
INSIDE = place(slice(3, 9), slice(5, 12))


def spans(moved: np.ndarray, watch: VisitorWatch | None = None, start_s: float = 0.0) -> list[tuple[float, float]]:
    times = start_s + np.arange(len(moved)) / FPS
    found = (watch or VisitorWatch()).visits(times, moved, INSIDE, IN_BOX)
    return [(visit.span.start_s, visit.span.end_s) for visit in found]


def nothing(frames: int = 60) -> np.ndarray:
    return np.zeros((frames, *SHAPE), np.bool_)


def hand_from_the_left(moved: np.ndarray, first: int, reach: int = 10) -> np.ndarray:
    """A hand that gets a cell further every frame, and goes back."""
    for step in range(reach):
        for frame in (first + step, first + 2 * reach - step):
            moved[frame, 5:8, : step + 1] = True
    return moved


def test_a_hand_that_comes_in_from_the_edge_over_the_infant_is_a_visitor() -> None:
    found = spans(hand_from_the_left(nothing(), 20))
    assert found == [pytest.approx((1.5, 4.5))]


def test_a_narrow_hand_that_sweeps_over_a_fifteenth_of_a_large_box_is_a_visitor() -> None:
    def found(columns: int) -> list[Visit]:
        moved = np.zeros((60, 24, 32), np.bool_)
        for step in range(9 + columns):
            for frame in (20 + step, 20 + 2 * (9 + columns) - step):
                moved[frame, 10:12, : step + 1] = True
        large = np.zeros((24, 32), np.bool_)
        large[2:22, 9:24] = True
        times = np.arange(60) / FPS
        return VisitorWatch().visits(times, moved, large, large)

    assert len(found(10)) == 1  # 20 of 300 cells
    assert found(5) == []


def test_a_movement_that_starts_inside_the_box_is_the_infants() -> None:
    moved = nothing()
    moved[20:24, 5:7, 7:9] = True
    moved[24:40, 4:8, 0:11] = True  # spreads to the edge later
    assert spans(moved) == []


def test_what_passes_along_the_edge_without_reaching_the_infant_is_no_visitor() -> None:
    moved = nothing()
    for step in range(12):
        moved[20 + step, step, 0:2] = True
    assert spans(moved) == []


def test_a_limb_at_the_edge_of_the_infants_own_region_is_no_visitor() -> None:
    inside = np.ones(SHAPE, np.bool_)  # the infant fills the picture: its own region is the edge
    moved = hand_from_the_left(nothing(), 20)
    assert VisitorWatch().visits(np.arange(60) / FPS, moved, inside, IN_BOX) == []


def test_a_gap_of_one_frame_does_not_split_a_visit() -> None:
    moved = hand_from_the_left(nothing(), 20)
    moved[27] = False
    assert spans(moved) == [pytest.approx((1.5, 4.5))]


def test_a_mobile_at_the_edge_ties_no_movement_of_the_infant_to_a_hand() -> None:
    def recording(length: int = 600) -> np.ndarray:
        moved = nothing(length)
        moved[np.arange(length) % 20 < 15, 2:5, 0:6] = True  # a mobile that pauses, from the edge to the infant
        moved[208:217, 4:8, 5:11] = True  # a spasm
        return moved

    assert spans(recording()) == []
    assert spans(hand_from_the_left(recording(), 400)) == [pytest.approx((39.5, 42.5))]
    # What starts in the middle of a block is no such thing, and may be somebody who stays.
    late = recording()
    late[:150, :, :6] = False
    assert spans(late) == [pytest.approx((19.5, 22.1))]


def test_a_visit_goes_on_across_the_border_of_two_blocks() -> None:
    whole = hand_from_the_left(nothing(), 20)
    watch = VisitorWatch()
    early = spans(whole[:34], watch)
    late = spans(whole[34:], watch, start_s=3.4)
    assert early == [pytest.approx((1.5, 3.8))]
    assert late == [pytest.approx((2.9, 4.5))]


def test_a_hand_that_has_not_reached_the_infant_when_the_block_ends_is_found_in_the_next() -> None:
    whole = hand_from_the_left(nothing(), 20)
    watch = VisitorWatch()
    early = spans(whole[:26], watch)
    late = spans(whole[26:], watch, start_s=2.6)
    assert early + late != []
    assert late[-1][1] == pytest.approx(4.5)


def test_a_new_movement_in_the_next_block_is_judged_by_itself() -> None:
    watch = VisitorWatch()
    spans(hand_from_the_left(nothing(), 20), watch)
    moved = nothing()
    moved[20:40, 5:8, 7:10] = True
    assert spans(moved, watch, start_s=6.0) == []


def picture(limb: bool, hand: bool) -> MovingPicture:
    """A limb that kicks from 4 to 7 s; a hand that comes in at 12 s and leaves at 18 s."""

    def kick(time_s: float) -> float:
        return 4.0 * float(np.sin(6.0 * time_s)) if 4.0 <= time_s <= 7.0 else 0.0

    def path(time_s: float) -> tuple[float, float]:
        return 75.0 - 110.0 * min(abs(time_s - 15.0) / 3.0, 1.0), 60.0

    return MovingPicture(
        duration_s=24.0,
        limbs=(Limb(80.0, 60.0, 14.0, (1.0, 0.0), kick),) if limb else (),
        visitors=(Visitor(path),) if hand else (),
    )


def test_on_pictures_a_hand_is_found_and_a_kick_is_not() -> None:
    settings = ScanSettings()
    visits = measure_activity(picture(limb=True, hand=True).scan(), [body()], settings).visits
    assert len(visits) == 1
    assert visits[0].span.start_s == pytest.approx(12.0, abs=1.0)
    assert visits[0].span.end_s == pytest.approx(18.0, abs=1.0)
    assert measure_activity(picture(limb=True, hand=False).scan(), [body()], settings).visits == ()


@pytest.mark.parametrize(
    "block_s",
    [14.0, 15.5, 17.0],
)
def test_on_pictures_a_hand_is_found_wherever_the_blocks_are_cut(block_s: float) -> None:
    settings = ScanSettings(block_s=block_s)
    visits = measure_activity(picture(limb=False, hand=True).scan(settings), [body()], settings).visits
    assert len(visits) == 1
    assert visits[0].span.duration_s > 4.0


def resting_hand(leaves_s: float = 18.0) -> MovingPicture:
    """A hand that comes in from the left at 8 s, lies on the infant without moving, and goes away."""

    def path(time_s: float) -> tuple[float, float]:
        there = min(max((time_s - 8.0) / 1.5, 0.0), max((leaves_s + 1.5 - time_s) / 1.5, 0.0), 1.0)
        return -40.0 + 110.0 * there, 60.0

    def behind(back_px: float) -> Visitor:
        return Visitor(lambda time_s: (path(time_s)[0] - back_px, 60.0), 8.0)

    arm = tuple(behind(10.0 * number) for number in range(1, 8))
    return MovingPicture(duration_s=26.0, visitors=(*arm, Visitor(path, 12.0)))


@pytest.mark.parametrize("box", [Box(50.0, 30.0, 110.0, 90.0), Box(0.0, 0.0, 160.0, 120.0)])
def test_a_hand_that_rests_stays_a_visitor_until_it_leaves(box: Box) -> None:
    visits = measure_activity(resting_hand().scan(), [body(box)], ScanSettings()).visits
    assert len(visits) == 1
    assert visits[0].span.start_s == pytest.approx(8.5, abs=1.0)
    assert visits[0].span.end_s == pytest.approx(19.0, abs=1.2)
    assert visits[0].cells[12, 4]


def test_a_limb_that_moves_and_comes_to_rest_at_the_edge_is_no_visitor() -> None:
    def slide(time_s: float) -> float:
        return 12.0 * min(max((time_s - 8.0) / 0.8, 0.0), 1.0)

    picture = MovingPicture(duration_s=20.0, limbs=(Limb(20.0, 60.0, 16.0, (1.0, 0.0), slide),))
    whole = body(Box(0.0, 0.0, 160.0, 120.0))
    assert measure_activity(picture.scan(), [whole], ScanSettings()).visits == ()


def test_a_change_of_the_light_ends_a_stay() -> None:
    picture = resting_hand()
    scan = picture.scan()
    cells = np.zeros(scan.glances.shape[1:], np.bool_)
    cells[9:16, 0:16] = True
    visit = Visit(TimeSpan(8.0, 10.0), cells)
    (kept,) = with_stays([visit], scan, [])
    (cut,) = with_stays([visit], scan, [TimeSpan(13.0, 13.5)])
    assert kept.span.end_s == pytest.approx(19.0, abs=1.2)
    assert cut.span.end_s == pytest.approx(13.5, abs=0.6)


def test_a_hand_that_had_rested_and_leaves_is_no_visitor_that_stays() -> None:
    scan = resting_hand(leaves_s=13.0).scan()
    cells = np.zeros(scan.glances.shape[1:], np.bool_)
    cells[9:16, 0:16] = True
    (left,) = with_stays([Visit(TimeSpan(12.5, 15.0), cells)], scan, [])
    assert left.span.end_s == pytest.approx(15.0, abs=0.6)


@pytest.mark.parametrize("dark_px", [0, 9])
def test_a_hand_is_a_visitor_even_where_a_dark_edge_shows_it_late(dark_px: int) -> None:
    whole = body(Box(0.0, 0.0, 160.0, 120.0))
    scan = replace(resting_hand(), dark_px=dark_px).scan()
    assert len(measure_activity(scan, [whole], ScanSettings()).visits) == 1


@pytest.mark.parametrize(("radius_px", "found"), [(8.0, 0), (22.0, 1)])
def test_what_arrives_over_an_infant_at_the_edge_is_a_visitor_if_it_is_large(radius_px: float, found: int) -> None:
    def path(time_s: float) -> float:
        return -radius_px + 48.0 * min(max((time_s - 8.0) / 1.0, 0.0), 1.0)

    def behind(back_px: float) -> Visitor:
        return Visitor(lambda time_s: (path(time_s) - back_px, 60.0), radius_px)

    infant = body(Box(0.0, 20.0, 60.0, 100.0))
    scan = MovingPicture(visitors=[behind(8.0 * number) for number in range(7)]).scan()
    assert len(measure_activity(scan, [infant], ScanSettings()).visits) == found


@pytest.mark.parametrize(("reach_px", "found"), [(70.0, 1), (115.0, 0)])
def test_what_moves_over_most_of_the_picture_is_the_infant_that_fills_it(reach_px: float, found: int) -> None:
    """Whatever comes in so far hides the infant from the other pass too; a restless close-up only seems to arrive."""

    def path(time_s: float) -> float:
        return -70.0 + reach_px * min(max((time_s - 8.0) / 3.0, 0.0), 1.0)

    def behind(back_px: float) -> Visitor:
        return Visitor(lambda time_s: (path(time_s) - back_px, 60.0), 70.0)

    scan = MovingPicture(visitors=[behind(8.0 * number) for number in range(12)]).scan()
    whole = body(Box(0.0, 0.0, 160.0, 120.0))
    assert len(measure_activity(scan, [whole], ScanSettings()).visits) == found
