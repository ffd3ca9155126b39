from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.support.skeletons import LENGTH_PX, outline, supine
from twitchcam.pose import Landmark
from twitchcam.pose.silhouette import AGREE, EXTENT_SHARE, LONG, ROOT_AREA_SHARE, Silhouette, silhouette_of, told_length
from twitchcam.records import Box

JOINTS = [f"{side}_{joint}" for joint in ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE") for side in ("LEFT", "RIGHT")]


def mask_of(marks: NDArray[np.float32], to_hips: bool = False) -> NDArray[np.float32]:
    """How sure a model might be of an infant with these joints: a head, a trunk and, unless hidden, two legs."""
    mask = np.zeros((480, 640), np.uint8)

    def at(name: str) -> tuple[int, int]:
        x, y = marks[Landmark[name], :2]
        return round(float(x)), round(float(y))

    width = round(0.11 * LENGTH_PX)
    middle = tuple(np.mean([at("LEFT_EAR"), at("RIGHT_EAR")], axis=0).round().astype(int).tolist())
    cv2.circle(mask, middle, round(0.13 * LENGTH_PX), 255, -1)
    for side in ("LEFT", "RIGHT"):
        path = ["NOSE", f"{side}_SHOULDER", f"{side}_HIP"]
        path += [] if to_hips else [f"{side}_KNEE", f"{side}_ANKLE", f"{side}_HEEL"]
        for start, end in pairwise(path):
            cv2.line(mask, at(start), at(end), 255, width)
    return mask.astype(np.float32) / 255.0


def test_the_outline_of_a_whole_infant_tells_its_length() -> None:
    outline = silhouette_of(mask_of(supine()), supine())
    assert outline is not None
    assert outline.holds == 1.0
    assert outline.whole
    assert outline.length_px == pytest.approx(LENGTH_PX, rel=0.12)


@given(st.floats(0.0, 360.0), st.floats(0.6, 1.3))
def test_a_turned_or_nearer_infant_is_as_long(turn_deg: float, size: float) -> None:
    length_px = size * 250.0
    marks = supine(length_px=length_px, turn_deg=turn_deg)
    upright = silhouette_of(_drawn(supine(length_px=length_px)), supine(length_px=length_px))
    outline = silhouette_of(_drawn(marks), marks)
    assert upright is not None
    assert outline is not None
    assert outline.length_px == pytest.approx(upright.length_px, rel=0.05)


def _drawn(marks: NDArray[np.float32]) -> NDArray[np.float32]:
    hull = cv2.convexHull(marks[[Landmark[name] for name in JOINTS], :2].round().astype(np.int32))
    return cv2.fillPoly(np.zeros((480, 640), np.uint8), [hull], 1).astype(np.float32)


def test_what_a_blanket_leaves_is_not_whole() -> None:
    outline = silhouette_of(mask_of(supine(), to_hips=True), supine())
    assert outline is not None
    assert outline.holds == pytest.approx(7 / 11)
    assert not outline.whole


def test_a_skeleton_squeezed_into_head_and_arms_is_not_whole() -> None:
    mask = cv2.circle(np.zeros((480, 640), np.uint8), (320, 240), 60, 1, -1).astype(np.float32)
    outline = silhouette_of(mask, supine(length_px=90.0))
    assert outline is not None
    assert outline.holds == 1.0
    assert outline.extent_px / np.sqrt(outline.area_px) < LONG
    assert not outline.whole


def test_only_the_largest_area_counts_and_what_is_sure() -> None:
    mask = mask_of(supine())
    alone = silhouette_of(mask, supine())
    mask[:40, :40] = 0.9
    mask[440:, :] = 0.4
    assert silhouette_of(mask, supine()) == alone


@pytest.mark.parametrize("level", [0.0, 0.5])
def test_a_mask_of_nothing_has_no_outline(level: float) -> None:
    assert silhouette_of(np.full((48, 64), level, np.float32), supine()) is None
    speck = np.zeros((48, 64), np.float32)
    speck[:2, :3] = 1.0
    assert silhouette_of(speck, supine()) is None


def test_joints_outside_the_picture_are_not_held() -> None:
    away = supine()
    away[:, 0] += 1000.0
    outline = silhouette_of(np.ones((48, 64), np.float32), away)
    assert outline is not None
    assert outline.holds == 0.0


def test_moving_takes_place_and_sizes_along() -> None:
    outline = Silhouette(Box(10.0, 20.0, 30.0, 80.0), area_px=600.0, extent_px=62.0, holds=1.0)
    moved = outline.moved((2.0, 2.0), (5.0, -10.0))
    assert moved.box == Box(25.0, 30.0, 65.0, 150.0)
    assert moved.area_px == pytest.approx(2400.0)
    assert moved.length_px == pytest.approx(2.0 * outline.length_px)
    assert moved.length_px == pytest.approx(np.sqrt(124.0 / EXTENT_SHARE * np.sqrt(2400.0) / ROOT_AREA_SHARE))


INSIDE, AT_EDGE = Box(200.0, 80.0, 440.0, 400.0), Box(0.0, 80.0, 240.0, 400.0)


@pytest.mark.parametrize(
    ("holds", "box", "whole", "expected_px"),
    [
        (1.0, INSIDE, True, 200.0),
        (1.0, AT_EDGE, True, 200.0),
        (1.0, INSIDE, False, 200.0),
        (1.0, AT_EDGE, False, 300.0),
        (0.5, INSIDE, False, np.sqrt(200.0 * 300.0)),
        (0.5, AT_EDGE, False, 300.0),
    ],
)
def test_landmarks_and_silhouette_tell_a_length_together(
    holds: float, box: Box, whole: bool, expected_px: float
) -> None:
    assert told_length(outline(200.0, box, holds), 300.0, (640, 480), whole=whole) == pytest.approx(expected_px)


@given(st.floats(1.0 / AGREE + 0.001, AGREE - 0.001), st.floats(0.0, 1.0), st.booleans())
def test_where_the_two_agree_the_landmarks_have_it(ratio: float, holds: float, whole: bool) -> None:
    assert told_length(outline(300.0 * ratio, INSIDE, holds), 300.0, (640, 480), whole=whole) == 300.0
    assert told_length(None, 300.0, (640, 480), whole=False) == 300.0


@pytest.mark.parametrize(
    ("box", "reaches"),
    [(INSIDE, False), (AT_EDGE, True), (Box(9.0, 1.0, 440.0, 400.0), True), (Box(9.0, 80.0, 639.0, 400.0), True)],
)
def test_a_silhouette_reaches_the_edge(box: Box, reaches: bool) -> None:
    assert outline(200.0, box).reaches_edge(640, 480) is reaches
