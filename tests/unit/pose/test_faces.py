"""The search for faces, with a detector that sees bright squares."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from twitchcam.pose.faces import (
    AROUND,
    FACE_SHARE,
    GREY_LEVELS,
    INPUT_PX,
    MOUTH_SHARE,
    PLACES,
    SUPPORT,
    Detection,
    Face,
    faces_in,
)

SIDE_PX = 60.0
FACE, OTHER, DARK = 200, 140, 60


def picture(width_px=640, height_px=480, **places):
    """A dark picture with squares of a brightness at places: ``face=(x, y)`` and ``other=(x, y)``."""
    luma = np.full((height_px, width_px), DARK, np.uint8)
    # The darkest and the brightest of the picture: stretching leaves all as it is.
    luma[:, : max(4, width_px // 40)], luma[:, -max(4, width_px // 40) :] = GREY_LEVELS
    for name, (x, y) in places.items():
        half = int(SIDE_PX / 2)
        luma[y - half : y + half, x - half : x + half] = FACE if name.startswith("face") else OTHER
    return luma


class Squares:
    """Sees every bright area, scored by its brightness; what is dimmer only in turns of the first look."""

    def __init__(self, score=0.9):
        self.score = score
        self.looks = 0

    def __call__(self, square):
        self.looks += 1
        assert square.shape == (INPUT_PX, INPUT_PX)
        assert square.dtype == np.uint8
        found = []
        for low, high, score in ((FACE - 20, FACE + 20, self.score), (OTHER - 20, FACE - 25, 0.3)):
            within = ((square >= low) & (square < high)).astype(np.uint8)
            count, _, stats, middles = cv2.connectedComponentsWithStats(within)
            for label in range(1, count):
                area = float(stats[label, cv2.CC_STAT_AREA])
                if area < 60.0:
                    continue
                x, y = (float(value) for value in middles[label])
                side_px = float(np.sqrt(area))
                found.append(Detection((x, y), side_px, score, (x, y - 0.2 * side_px), (x, y + 0.3 * side_px)))
        return found


@pytest.mark.parametrize("place", [(100, 100), (320, 240), (590, 430), (50, 430)])
def test_a_face_is_found_wherever_it_lies(place):
    (face,) = faces_in(picture(face=place), Squares())
    assert face.middle_px == pytest.approx(place, abs=2.0)
    assert face.side_px == pytest.approx(SIDE_PX, rel=0.05)
    assert face.body_length_px == pytest.approx(SIDE_PX / FACE_SHARE, rel=0.05)


@pytest.mark.parametrize("shape", [(480, 640), (640, 480), (300, 1200), (120, 160)])
def test_pictures_of_other_shapes_do(shape):
    height, width = shape
    (face,) = faces_in(picture(width, height, face=(width // 2, height // 2)), Squares())
    assert face.middle_px == pytest.approx((width / 2, height / 2), abs=2.0)


@pytest.mark.parametrize("place", [(60, 60), (330, 250), (580, 420)])
def test_a_face_that_fills_a_thirtieth_of_the_picture_is_found(place):
    """Detectors see no face that fills less than a ninth of what they look at."""
    luma, half = picture(), 11
    luma[place[1] - half : place[1] + half, place[0] - half : place[0] + half] = FACE

    def large(square):
        return [found for found in Squares()(square) if found.side_px >= square.shape[0] / 9]

    (face,) = faces_in(luma, large)
    assert face.middle_px == pytest.approx(place, abs=2.0)
    assert face.side_px == pytest.approx(2 * half, rel=0.1)


def test_what_is_not_as_sure_when_looked_at_again_is_none():
    assert faces_in(picture(other=(320, 240)), Squares()) == ()
    # Eight turns of 0.9 are 7.2; of 0.3 they are 2.4, below what a face needs.
    assert 8 * 0.3 < SUPPORT < 8 * 0.9
    faces = faces_in(picture(face=(150, 240), other=(450, 240)), Squares())
    assert [face.middle_px[0] for face in faces] == pytest.approx([150.0], abs=2.0)


def test_two_faces_are_two_and_none_is_told_twice():
    faces = faces_in(picture(face=(150, 240), face_too=(450, 240)), Squares())
    assert sorted(face.middle_px[0] for face in faces) == pytest.approx([150.0, 450.0], abs=2.0)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_turned_picture_gives_the_same_face_turned(turn):
    luma = picture(480, 480, face=(120, 200))

    def sees(square):
        """Takes the darker of the four neighbours of a square for its chin."""
        for found in Squares()(square):
            x, y = found.middle_px
            step = 0.6 * found.side_px
            at = {
                (dx, dy): int(square[int(np.clip(y + dy * step, 0, 255)), int(np.clip(x + dx * step, 0, 255))])
                for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0))
            }
            dx, dy = min(at, key=lambda key: at[key])
            yield Detection(found.middle_px, found.side_px, found.score, (x, y), (x + dx, y + dy))

    luma[230:260, 90:150] = 10  # below the face
    turned = np.ascontiguousarray(np.rot90(luma, turn))
    (face,) = faces_in(turned, lambda square: list(sees(square)))
    down = np.array([0.0, 1.0])
    for _ in range(turn):  # counter-clockwise: (x, y) goes to (y, -x)
        down = np.array([down[1], -down[0]])
    assert np.dot(face.down, down) > 0.95
    assert np.subtract(face.mouth_px, face.middle_px) == pytest.approx(MOUTH_SHARE * SIDE_PX * down, abs=3.0)


def test_nothing_is_found_in_an_empty_picture():
    detector = Squares()
    assert faces_in(picture(), detector) == ()
    assert detector.looks <= 4 * (1 + 4 + 9 + 25) + 8 * PLACES


def test_the_square_that_is_looked_at_again_holds_the_face_with_room_around_it():
    assert AROUND > 2.0
    assert Face((0.0, 0.0), 30.0, (0.0, 1.0), 4.0).body_length_px == pytest.approx(30.0 / FACE_SHARE)
