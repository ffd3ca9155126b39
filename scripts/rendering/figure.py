"""The infant as joints: settings of the joints in, positions of the joints out.

Lengths are body lengths (crown to heel, stretched out), angles are degrees. The infant lies on its back and is seen
from above with the head up::

                crown                x: to the right of the picture (the infant's left)
                 ( )                 y: down the body
      right _____ | _____ left       origin: the middle of the pelvis
                 |||
                 |||                 limb angle 0: along the body towards the feet,
                / o \\                90: straight out to the side, 180: towards the head
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rendering.poses import POSES

Values = NDArray[np.float64]

SIDES: Final = ("left", "right")
SIDE_SIGN: Final = {"left": 1.0, "right": -1.0}

_TRUNK_SETTINGS: Final = ("root_x", "root_y", "trunk", "head", "head_x", "head_y")
_LIMB_SETTINGS: Final = (
    "shoulder", "elbow", "wrist", "hip", "knee", "ankle",
    "upper_arm_length", "forearm_length", "thigh_length", "shin_length",
)  # fmt: skip
_BUILD_SETTINGS: Final = ("shoulder_width", "hip_width", "trunk_length", "head_size", "breath", "jaw")
SETTINGS: Final = (
    _TRUNK_SETTINGS + tuple(f"{side}_{name}" for side in SIDES for name in _LIMB_SETTINGS) + _BUILD_SETTINGS
)
"""Names of the joint settings: shifts in body lengths, angles in degrees, lengths and widths as a share by which they
differ from the usual one. `breath` is how far the chest's side is out beyond quiet breathing, `jaw` how far the chin is
down, both in body lengths; they move no joint.
"""
_COLUMN: Final = {name: column for column, name in enumerate(SETTINGS)}

UPPER_ARM: Final = 0.150
FOREARM: Final = 0.125
HAND: Final = 0.075
THIGH: Final = 0.195
SHIN: Final = 0.190
FOOT: Final = 0.085
NECK_HEIGHT: Final = 0.300
HEAD_HEIGHT: Final = 0.255
SHOULDER_HEIGHT: Final = 0.268
SHOULDER_HALF_WIDTH: Final = 0.102
HIP_HALF_WIDTH: Final = 0.062
TORSO_LENGTH: Final = SHOULDER_HEIGHT
"""Middle of the shoulders to middle of the hips."""

JOINTS: Final = (
    "crown", "nose", "neck", "chest", "pelvis",
    *(
        f"{side}_{name}"
        for side in SIDES
        for name in (
            "ear", "eye", "shoulder", "elbow", "wrist", "hand", "hip", "knee", "ankle", "toe",
        )
    ),
)  # fmt: skip
JOINT_INDEX: Final = {name: index for index, name in enumerate(JOINTS)}
POSE_JOINTS: Final = tuple(
    f"{side}_{name}" for side in SIDES for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
)
"""The twelve joints by which pose estimators are usually compared."""

PART_TIPS: Final[Mapping[str, tuple[str, ...]]] = {
    "arm": ("elbow", "wrist", "hand"),
    "hand": ("hand",),
    "leg": ("knee", "ankle"),
    "foot": ("toe",),
}
"""The joints by whose displacement the movement of a limb's part is stated."""


def settings_vector(values: Mapping[str, float]) -> Values:
    """Return one row of joint settings.

    Parameters
    ----------
    values
        Settings by name; those not named are zero.

    Returns
    -------
    Values
        Shape (number of settings,), in the order of `SETTINGS`.

    Raises
    ------
    KeyError
        When a name is not a joint setting.
    """
    row = np.zeros(len(SETTINGS))
    for name, value in values.items():
        row[_COLUMN[name]] = value
    return row


def setting(rows: Values, name: str) -> Values:
    """Return the column of one joint setting; `rows` has the settings on its last axis."""
    return np.asarray(rows[..., _COLUMN[name]], dtype=np.float64)


def resting_pose(name: str, seed: int) -> Values:
    """Return a pose of `POSES`, its angles varied by a few degrees so that no two infants lie quite alike."""
    rng = np.random.default_rng([seed, 1])
    row = settings_vector(POSES[name])
    for column, title in enumerate(SETTINGS):
        if title in ("head", "trunk") or title.endswith(("shoulder", "elbow", "wrist", "hip", "knee", "ankle")):
            row[column] += rng.normal(0.0, 2.0)
    return row


def turned(vector: tuple[float | Values, float | Values], degrees: Values) -> Values:
    """Return `vector` turned by each of `degrees` (clockwise in the picture); shape (..., 2)."""
    angle = np.radians(degrees)
    x, y = vector
    return np.stack([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)], axis=-1)


def _along(degrees: Values, side: str) -> Values:
    """Unit vector of a bone of `side` at limb angle `degrees`; shape (..., 2)."""
    angle = np.radians(degrees)
    return np.stack([SIDE_SIGN[side] * np.sin(angle), np.cos(angle)], axis=-1)


def joint_positions(rows: Values) -> Values:
    """Return where each joint is.

    Parameters
    ----------
    rows
        Joint settings, shape (..., number of settings).

    Returns
    -------
    Values
        Shape (..., number of joints, 2), body lengths, joints in the order of `JOINTS`.
    """
    place: dict[str, Values] = {}
    root = np.stack([setting(rows, "root_x"), setting(rows, "root_y")], axis=-1)
    trunk = setting(rows, "trunk")
    head = trunk + setting(rows, "head")
    longer, wider = 1.0 + setting(rows, "trunk_length"), 1.0 + setting(rows, "shoulder_width")
    size, hips = 1.0 + setting(rows, "head_size"), 1.0 + setting(rows, "hip_width")
    neck = root + turned((0.0, -NECK_HEIGHT * longer), trunk)
    neck = neck + np.stack([setting(rows, "head_x"), setting(rows, "head_y")], axis=-1)
    place["pelvis"] = root
    place["chest"] = root + turned((0.0, -0.19 * longer), trunk)
    place["neck"] = neck
    place["crown"] = neck + turned((0.0, -HEAD_HEIGHT * size), head)
    place["nose"] = neck + turned((0.0, -0.095 * size), head)
    for side in SIDES:
        sign = SIDE_SIGN[side]
        place[f"{side}_ear"] = neck + turned((sign * 0.098 * size, -0.105 * size), head)
        place[f"{side}_eye"] = neck + turned((sign * 0.038 * size, -0.122 * size), head)
        shoulder_angle = setting(rows, f"{side}_shoulder")
        forearm_angle = shoulder_angle + setting(rows, f"{side}_elbow")
        hand_angle = forearm_angle + setting(rows, f"{side}_wrist")
        shoulder = root + turned((sign * SHOULDER_HALF_WIDTH * wider, -SHOULDER_HEIGHT * longer), trunk)
        elbow = shoulder + _bone(rows, side, "upper_arm_length", UPPER_ARM) * _along(shoulder_angle, side)
        wrist = elbow + _bone(rows, side, "forearm_length", FOREARM) * _along(forearm_angle, side)
        hip_angle = setting(rows, f"{side}_hip")
        shin_angle = hip_angle + setting(rows, f"{side}_knee")
        foot_angle = shin_angle + setting(rows, f"{side}_ankle")
        hip = root + turned((sign * HIP_HALF_WIDTH * hips, 0.0), trunk)
        knee = hip + _bone(rows, side, "thigh_length", THIGH) * _along(hip_angle, side)
        ankle = knee + _bone(rows, side, "shin_length", SHIN) * _along(shin_angle, side)
        place[f"{side}_shoulder"], place[f"{side}_elbow"], place[f"{side}_wrist"] = shoulder, elbow, wrist
        place[f"{side}_hand"] = wrist + 0.6 * HAND * _along(hand_angle, side)
        place[f"{side}_hip"], place[f"{side}_knee"], place[f"{side}_ankle"] = hip, knee, ankle
        place[f"{side}_toe"] = ankle + FOOT * _along(foot_angle, side)
    return np.stack([place[name] for name in JOINTS], axis=-2)


def _bone(rows: Values, side: str, name: str, length: float) -> Values:
    """Length of a bone as seen from above, shape (..., 1): bones that point at the camera look shorter."""
    return np.asarray(length * (1.0 + setting(rows, f"{side}_{name}")))[..., np.newaxis]
