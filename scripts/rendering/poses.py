"""Resting poses by name: joint settings that differ from zero.

What a pose's name begins with says how the infant is seen: `supine`, `side` (turned towards the infant's left, so that
all limbs lie to one side of the trunk), `prone` (the back is seen) or `swaddled` (on the back, limbs stretched).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

POSES: Final[Mapping[str, Mapping[str, float]]] = {
    "supine_arms_up": {
        "head": 6.0,
        "left_shoulder": 104.0, "left_elbow": 62.0, "left_wrist": -14.0,
        "right_shoulder": 96.0, "right_elbow": 74.0, "right_wrist": 10.0,
        "left_hip": 40.0, "left_knee": -62.0, "left_ankle": 30.0,
        "right_hip": 46.0, "right_knee": -70.0, "right_ankle": 36.0,
        "left_thigh_length": -0.08, "right_thigh_length": -0.10,
    },
    "supine_one_arm_up": {
        "head": -8.0, "trunk": 2.0,
        "left_shoulder": 108.0, "left_elbow": 55.0, "left_wrist": 8.0,
        "right_shoulder": 42.0, "right_elbow": -30.0, "right_wrist": 6.0,
        "left_hip": 30.0, "left_knee": -42.0, "left_ankle": 26.0,
        "right_hip": 48.0, "right_knee": -66.0, "right_ankle": 34.0,
        "left_thigh_length": -0.05, "right_thigh_length": -0.10,
    },
    "supine_arms_down": {
        "head": 4.0,
        "left_shoulder": 48.0, "left_elbow": -22.0, "left_wrist": -8.0,
        "right_shoulder": 56.0, "right_elbow": 24.0, "right_wrist": 6.0,
        "left_hip": 38.0, "left_knee": -52.0, "left_ankle": 30.0,
        "right_hip": 34.0, "right_knee": -50.0, "right_ankle": 28.0,
        "left_thigh_length": -0.06, "right_thigh_length": -0.06,
    },
    "supine_arms_wide": {
        "head": 10.0,
        "left_shoulder": 88.0, "left_elbow": 20.0, "left_wrist": 10.0,
        "right_shoulder": 94.0, "right_elbow": 34.0, "right_wrist": -8.0,
        "left_hip": 26.0, "left_knee": -34.0, "left_ankle": 24.0,
        "right_hip": 30.0, "right_knee": -44.0, "right_ankle": 30.0,
        "left_thigh_length": -0.03, "right_thigh_length": -0.04,
    },
    "supine_frog": {
        "head": -12.0, "trunk": -2.0,
        "left_shoulder": 70.0, "left_elbow": 78.0, "left_wrist": 6.0,
        "right_shoulder": 100.0, "right_elbow": 58.0, "right_wrist": 12.0,
        "left_hip": 66.0, "left_knee": -104.0, "left_ankle": 44.0,
        "right_hip": 62.0, "right_knee": -98.0, "right_ankle": 40.0,
        "left_thigh_length": -0.14, "right_thigh_length": -0.14,
    },
    "supine_legs_aside": {
        "head": -5.0, "trunk": 3.0,
        "left_shoulder": 112.0, "left_elbow": 48.0, "left_wrist": -6.0,
        "right_shoulder": 64.0, "right_elbow": -14.0, "right_wrist": 10.0,
        "left_hip": 52.0, "left_knee": -58.0, "left_ankle": 26.0,
        "right_hip": 12.0, "right_knee": -28.0, "right_ankle": 30.0,
        "left_thigh_length": -0.08, "right_thigh_length": -0.03,
    },
    "side_curled": {
        "head": 6.0, "shoulder_width": -0.80, "hip_width": -0.82,
        "left_shoulder": 78.0, "left_elbow": 66.0, "left_wrist": -8.0,
        "right_shoulder": -48.0, "right_elbow": -52.0, "right_wrist": 8.0,
        "left_hip": 72.0, "left_knee": -92.0, "left_ankle": 62.0,
        "right_hip": -50.0, "right_knee": 74.0, "right_ankle": -58.0,
        "left_upper_arm_length": -0.05, "right_upper_arm_length": -0.08,
    },
    "side_straight": {
        "head": -2.0, "shoulder_width": -0.80, "hip_width": -0.82,
        "left_shoulder": 96.0, "left_elbow": 40.0, "left_wrist": 4.0,
        "right_shoulder": -32.0, "right_elbow": -26.0, "right_wrist": -6.0,
        "left_hip": 36.0, "left_knee": -48.0, "left_ankle": 50.0,
        "right_hip": -18.0, "right_knee": 34.0, "right_ankle": -48.0,
        "right_upper_arm_length": -0.05,
    },
    "prone_arms_up": {
        "head": 12.0,
        "left_shoulder": 108.0, "left_elbow": 64.0, "left_wrist": -10.0,
        "right_shoulder": 100.0, "right_elbow": 72.0, "right_wrist": 8.0,
        "left_hip": 34.0, "left_knee": -52.0, "left_ankle": 12.0,
        "right_hip": 42.0, "right_knee": -64.0, "right_ankle": 16.0,
        "left_thigh_length": -0.08, "right_thigh_length": -0.10,
    },
    "prone_one_arm_down": {
        "head": -16.0, "trunk": 3.0,
        "left_shoulder": 112.0, "left_elbow": 52.0, "left_wrist": 6.0,
        "right_shoulder": 38.0, "right_elbow": 10.0, "right_wrist": -10.0,
        "left_hip": 62.0, "left_knee": -96.0, "left_ankle": 22.0,
        "right_hip": 22.0, "right_knee": -30.0, "right_ankle": 14.0,
        "left_thigh_length": -0.12, "right_thigh_length": -0.05,
    },
    "swaddled": {
        "head": 3.0,
        "left_shoulder": 16.0, "left_elbow": -24.0, "left_wrist": -4.0,
        "right_shoulder": 18.0, "right_elbow": -22.0, "right_wrist": 4.0,
        "left_hip": 16.0, "left_knee": -26.0, "left_ankle": 12.0,
        "right_hip": 18.0, "right_knee": -28.0, "right_ankle": 12.0,
        "left_thigh_length": -0.08, "right_thigh_length": -0.10,
    },
}  # fmt: skip
