"""Faces: where the head lies and how long the infant is, where no whole body shows.

Under a blanket, or with the feet beyond the edge of the picture, most of a skeleton is made up, and with it the body
length. The face shows then too. A face detector sees one in many places that are none, so every place is looked at
again by itself. With s the side of the square that the detector puts around a face, eyebrows to chin:

1. **Places.** The picture is looked at as a square of its longer side, and in squares of 0.6, 0.4 and 0.27 of that,
   each at four turns. What the detector is sure of by ``LEAST`` is a candidate. Candidates are one place where their
   middles lie within 0.5 s of each other and their sides differ by less than ``SAME_SIZE``. The ``PLACES`` with the
   largest sums are kept.
2. **Again.** Each place is looked at in the middle of a square of side ``AROUND`` x s, at eight turns. Its support is
   the sum over the turns of the best score there of a candidate of the same place.
3. **Face.** With a support of ``SUPPORT`` and more (of at most 8) it is a face. Middle and side are the medians over
   the turns, its direction the mean of those from the eyes to the mouth.
4. **Body length.** L = s / ``FACE_SHARE``.
5. **Mouth.** ``MOUTH_SHARE`` x s from the middle in the face's direction. The detector's own point is on the mouth of a
   face that is seen from the front, and half-way to the nose in a profile.

Of 590 pictures of a real infant in other views 393 showed a face so, one of them in a wrong place. The standard
deviation of the logarithm of the lengths was 0.06 to 0.08, that of skeletons of infants under blankets and in close-ups
0.4 to 0.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.brightness import stretched

__all__ = ["Detection", "Face", "faces_in", "same_face"]

FACE_SHARE: Final = 0.147
"""Side of the detector's square, body lengths: 0.137 for the real infant, whose face is seen from the side, and 0.157
for drawn ones, seen from the front."""
MOUTH_SHARE: Final = 0.34
"""What sucking moves, lips and chin, lies at 0.22 to 0.27 in drawn faces, seen from the front, and at 0.4 to 0.6 in a
real one, seen from the side."""
LEAST: Final = 0.2
SAME_SIZE: Final = 1.6
PLACES: Final = 8
AROUND: Final = 4.0
"""With 2.5 instead, 74 of 95 true faces of the real infant had a support of 1.5, with this 94."""
SUPPORT: Final = 3.75
"""Before pictures were stretched, the surest place of 744 real and drawn ones came to that in 517, of which none was
wrong and seven had a side of 1.36 to 1.6 times the right one; in 577 it came to 3, of which 36 were wrong."""
SQUARES: Final = ((1.0, 1), (0.6, 2), (0.4, 3), (0.27, 5))
"""Sides as shares of the picture's longer side, and how many lie beside each other. Without the smallest, 19 of 134
pictures of a small real infant showed no face; none that they showed was wrong."""
TURNS: Final = 4
TURNS_AGAIN: Final = 8
GREY_LEVELS: Final = (10.0, 245.0)
"""What the picture is stretched to first: of 391 pictures of a real infant in other views 280 showed a face so, and 228
as they are. To the whole range, 0 to 255, faces come out larger and two were wrong."""
INPUT_PX: Final = 256
"""Twice what the detector takes in."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detector says of one square picture."""

    middle_px: tuple[float, float]
    side_px: float
    score: float
    """0 to 1."""
    eyes_px: tuple[float, float]
    """Middle between the eyes."""
    mouth_px: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """One face, in pixels of the upright original picture."""

    middle_px: tuple[float, float]
    side_px: float
    """Side of the square from eyebrows to chin."""
    down: tuple[float, float]
    """Unit vector from the eyes to the mouth."""
    support: float
    """How much speaks for it, 2 to 8."""

    @property
    def mouth_px(self) -> tuple[float, float]:
        """Where lips and chin are, rule 5."""
        below_px = MOUTH_SHARE * self.side_px
        return self.middle_px[0] + below_px * self.down[0], self.middle_px[1] + below_px * self.down[1]

    @property
    def body_length_px(self) -> float:
        """Length of the body it belongs to, crown to heel."""
        return self.side_px / FACE_SHARE


Detector = Callable[[NDArray[np.uint8]], Sequence[Detection]]
"""Takes a square picture, uint8, and returns what it sees there."""


def faces_in(luma: NDArray[np.uint8], detector: Detector) -> tuple[Face, ...]:
    """Return the faces of a picture, the surest first, by the rules at the top of this file.

    Parameters
    ----------
    luma : ndarray, shape (height, width), uint8
    detector : callable
        See `Detector`.
    """
    luma = stretched(luma, GREY_LEVELS)
    candidates = [
        found
        for middle, side_px in _squares(luma.shape[1], luma.shape[0])
        for seen in _look(luma, detector, middle, side_px, TURNS)
        for found in seen
    ]
    faces: list[Face] = []
    for place in _places(candidates)[:PLACES]:
        face = _looked_at_again(luma, detector, place[0])
        if face is not None and not any(_same(face.middle_px, face.side_px, f.middle_px, f.side_px) for f in faces):
            faces.append(face)
    return tuple(sorted(faces, key=lambda face: -face.support))


def same_face(one: Face, other: Face) -> bool:
    """Whether two faces of pictures of one recording are the same, by place and size (rule 1)."""
    return _same(one.middle_px, one.side_px, other.middle_px, other.side_px)


def _squares(width_px: int, height_px: int) -> Iterator[tuple[tuple[float, float], float]]:
    """Yield middle and side of each square of rule 1."""
    for share, number in SQUARES:
        side_px = share * max(width_px, height_px)
        for x in _middles(width_px, side_px, number):
            for y in _middles(height_px, side_px, number):
                yield (x, y), side_px


def _middles(length_px: float, side_px: float, number: int) -> list[float]:
    if side_px >= length_px or number == 1:
        return [0.5 * length_px]
    return [float(middle) for middle in np.linspace(0.5 * side_px, length_px - 0.5 * side_px, number)]


def _places(candidates: Sequence[Detection]) -> list[list[Detection]]:
    """Rule 1: candidates of the same place, the surest first, the place that most speaks for first."""
    places: list[list[Detection]] = []
    for found in sorted(candidates, key=lambda found: -found.score):
        for place in places:
            if _same(found.middle_px, found.side_px, place[0].middle_px, place[0].side_px):
                place.append(found)
                break
        else:
            places.append([found])
    return sorted(places, key=lambda place: -sum(found.score for found in place))


def _same(one_px: tuple[float, float], one_side_px: float, other_px: tuple[float, float], side_px: float) -> bool:
    near = float(np.hypot(one_px[0] - other_px[0], one_px[1] - other_px[1])) < 0.5 * side_px
    return near and 1.0 / SAME_SIZE < one_side_px / side_px < SAME_SIZE


def _looked_at_again(luma: NDArray[np.uint8], detector: Detector, place: Detection) -> Face | None:
    """Rules 2 and 3."""
    best: list[Detection] = []
    for seen in _look(luma, detector, place.middle_px, AROUND * place.side_px, TURNS_AGAIN):
        same = [found for found in seen if _same(found.middle_px, found.side_px, place.middle_px, place.side_px)]
        best.extend(sorted(same, key=lambda found: -found.score)[:1])
    support = sum(found.score for found in best)
    if support < SUPPORT:
        return None
    x, y = np.median([found.middle_px for found in best], axis=0)
    down = np.mean([np.subtract(found.mouth_px, found.eyes_px) for found in best], axis=0)
    length = float(np.linalg.norm(down))
    return Face(
        middle_px=(float(x), float(y)),
        side_px=float(np.median([found.side_px for found in best])),
        down=(float(down[0]) / length, float(down[1]) / length) if length > 0.0 else (0.0, 1.0),
        support=float(support),
    )


def _look(
    luma: NDArray[np.uint8], detector: Detector, middle_px: tuple[float, float], side_px: float, turns: int
) -> Iterator[list[Detection]]:
    """Yield what the detector sees in a square of the picture at each of its turns, in pixels of the picture."""
    small = _shrunk(luma, INPUT_PX / side_px)
    shrunk = np.array([small.shape[1] / luma.shape[1], small.shape[0] / luma.shape[0]])
    scale = INPUT_PX / side_px
    for number in range(turns):
        angle = 2.0 * np.pi * number / turns
        turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / shrunk
        there = np.column_stack([turn, 0.5 * INPUT_PX - turn @ (shrunk * middle_px)])
        cut = cv2.warpAffine(small, there, (INPUT_PX, INPUT_PX), borderMode=cv2.BORDER_REPLICATE)
        back = cv2.invertAffineTransform(there) / shrunk[:, np.newaxis]
        yield [_moved(found, back, scale) for found in detector(np.asarray(cut, np.uint8))]


def _moved(found: Detection, back: NDArray[np.float64], scale: float) -> Detection:
    """Return a detection in a turned square in pixels of the picture."""

    def point(at_px: tuple[float, float]) -> tuple[float, float]:
        x, y = back @ np.array([*at_px, 1.0])
        return float(x), float(y)

    return Detection(
        point(found.middle_px), found.side_px / scale, found.score, point(found.eyes_px), point(found.mouth_px)
    )


def _shrunk(luma: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Return the picture at a scale, by averaging, so that neither fine patterns nor noise reach the detector."""
    if scale >= 1.0:
        return luma
    size = (max(1, round(scale * luma.shape[1])), max(1, round(scale * luma.shape[0])))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
