"""The drawn children: what each looks like and how it is built. None of them exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Looks:
    """How a drawn infant looks; albedos are shares of the light given back."""

    suit: float = 0.66
    skin: float = 0.80
    hair: float = 0.20
    dots: float = 0.16
    """How dark the dots of the suit's print are; 0: no print."""
    bare_arms: bool = False
    bare_legs: bool = False
    thickness: float = 1.0
    """Of arms and legs, as a share of the usual."""
    hairline: float = 1.0
    """How far the hair reaches from the crown, as a share of the usual."""


@dataclass(frozen=True, slots=True)
class Child:
    """One drawn child."""

    name: str = "child_0"
    looks: Looks = field(default_factory=Looks)
    proportions: Mapping[str, float] = field(default_factory=dict)
    """Joint settings (lengths, widths, head size) by which it differs from the usual figure; `arms` and `legs` stand
    for the two bones of both sides."""

    @property
    def settings(self) -> dict[str, float]:
        """The proportions as joint settings."""
        found: dict[str, float] = {}
        bones = {"arms": ("upper_arm", "forearm"), "legs": ("thigh", "shin")}
        for name, value in self.proportions.items():
            if name in bones:
                found |= {f"{side}_{bone}_length": value for side in ("left", "right") for bone in bones[name]}
            else:
                found[name] = value
        return found


CHILDREN: Final = (
    Child("child_1", Looks(), {}),
    Child("child_2", Looks(0.50, 0.74, 0.14, 0.0, thickness=1.10), {"head_size": 0.05, "arms": -0.04, "legs": -0.05}),
    Child("child_3", Looks(0.72, 0.82, 0.34, 0.10, hairline=0.85), {"head_size": -0.04, "legs": 0.05}),
    Child("child_4", Looks(0.42, 0.66, 0.10, 0.0, hairline=1.2), {"shoulder_width": 0.06, "arms": 0.04}),
    Child("child_5", Looks(0.74, 0.70, 0.16, 0.18, bare_legs=True), {"trunk_length": 0.04, "legs": -0.03}),
    Child("child_6", Looks(0.58, 0.80, 0.24, 0.14, bare_arms=True, thickness=0.92), {"arms": 0.05, "legs": 0.04}),
    Child("child_7", Looks(0.34, 0.76, 0.12, 0.0, thickness=1.06), {"head_size": 0.03, "trunk_length": -0.03}),
    Child(
        "child_8",
        Looks(0.70, 0.60, 0.09, 0.0, bare_arms=True, bare_legs=True, hairline=1.1, thickness=1.03),
        {"hip_width": 0.06, "head_size": -0.02, "arms": -0.03},
    ),
)
"""The children of the rendered set."""
